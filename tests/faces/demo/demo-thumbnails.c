/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints, for each drawn frame of a small set, "person session expression angle" and the mean
 * colours of its 8 x 8 fields: what demo-linear.py tries to read the expression from.
 * demo-thumbnails PEOPLE SEED */
#include <stdio.h>
#include <stdlib.h>

#include "faces/demo/face.h"

#define SIDE 8
#define W 104
#define H 144

static void
print_fields (const FusPicture *frame)
{
  for (int fy = 0; fy < SIDE; fy++)
    for (int fx = 0; fx < SIDE; fx++)
      {
        long sum[3] = { 0 };

        for (int y = fy * H / SIDE; y < (fy + 1) * H / SIDE; y++)
          for (int x = fx * W / SIDE; x < (fx + 1) * W / SIDE; x++)
            for (int c = 0; c < 3; c++)
              sum[c] += frame->pixels[(y * W + x) * 3 + c];
        for (int c = 0; c < 3; c++)
          printf (" %ld", 100 * sum[c] / (W * H / SIDE / SIDE));
      }
  printf ("\n");
}

int
main (int argc, char **argv)
{
  if (argc != 3)
    return 2;

  int people = atoi (argv[1]);
  g_autoptr (FusDemoStudio) studio = fus_demo_studio_new (W, H);
  FusDemoFace face = { .seed = strtoull (argv[2], NULL, 10) };

  for (int person = 0; person < people; person++)
    for (int session = 0; session < 2; session++)
      for (int e = 0; e < FUS_N_EXPRESSIONS; e++)
        for (int a = 0; a < FUS_N_ANGLES; a++)
          {
            face.sex = person % 2;
            face.number = 1 + person / 2;
            face.session = session ? 'B' : 'A';
            face.expression = e;
            face.angle = a;

            g_autoptr (FusPicture) frame = fus_demo_face_draw (studio, &face, NULL);

            printf ("%d %d %d %d", person, session, e, a);
            print_fields (frame);
          }

  return 0;
}
