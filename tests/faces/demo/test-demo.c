/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "faces/demo/expression.h"
#include "faces/demo/faces.h"
#include "faces/pictures/load-picture.h"
#include "faces/pictures/picture-file.h"

#define W 96
#define H 130

static FusDemoFace
a_face (void)
{
  return (FusDemoFace){ .seed = 1,
                        .sex = FUS_SEX_FEMALE,
                        .number = 3,
                        .expression = FUS_EXPRESSION_HAPPY,
                        .angle = FUS_ANGLE_HALF_LEFT,
                        .session = 'A' };
}

static double
distance (const FusPicture *a, const FusPicture *b)
{
  double sum = 0;
  gsize n = (gsize) a->width * a->height * 3;

  for (gsize i = 0; i < n; i++)
    sum += ABS (a->pixels[i] - b->pixels[i]);

  return sum / n;
}

static void
test_same_frame_has_the_same_pixels (void)
{
  g_autoptr (FusDemoStudio) one = fus_demo_studio_new (W, H);
  g_autoptr (FusDemoStudio) two = fus_demo_studio_new (W, H);
  FusDemoFace face = a_face (), other = a_face ();
  FusDemoTruth truth;

  other.sex = FUS_SEX_MALE;
  other.session = 'B';

  g_autoptr (FusPicture) first = fus_demo_face_draw (one, &face, NULL);
  /* What was drawn before must not show. */
  g_autoptr (FusPicture) between = fus_demo_face_draw (two, &other, &truth);
  g_autoptr (FusPicture) second = fus_demo_face_draw (two, &face, NULL);
  g_autoptr (FusPicture) third = fus_demo_face_draw (one, &face, NULL);

  g_assert_cmpint (first->width, ==, W);
  g_assert_cmpint (first->height, ==, H);
  g_assert_cmpmem (first->pixels, W * H * 3, second->pixels, W * H * 3);
  g_assert_cmpmem (first->pixels, W * H * 3, third->pixels, W * H * 3);
  g_assert_cmpfloat (distance (first, between), >, 5);
  fus_demo_truth_clear (&truth);
}

static void
test_every_label_shows (void)
{
  g_autoptr (FusDemoStudio) studio = fus_demo_studio_new (W, H);
  FusDemoFace face = a_face ();
  g_autoptr (FusPicture) frame = fus_demo_face_draw (studio, &face, NULL);
  FusDemoFace others[6] = { face, face, face, face, face, face };

  others[0].seed = 2;
  others[1].sex = FUS_SEX_MALE;
  others[2].number = 4;
  others[3].expression = FUS_EXPRESSION_SURPRISED;
  others[4].angle = FUS_ANGLE_FULL_RIGHT;
  others[5].session = 'B';
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (FusPicture) other = fus_demo_face_draw (studio, &others[i], NULL);

      /* Sensor noise alone makes a distance below 1. */
      g_assert_cmpfloat (distance (frame, other), >, 1.5);
    }
}

static void
test_expressions_use_their_units (void)
{
  for (guint number = 1; number <= 20; number++)
    for (int e = 0; e < FUS_N_EXPRESSIONS; e++)
      {
        FusDemoPerson person;
        FusDemoMotion motion;

        fus_demo_person_draw (&person, 1, number % 2 ? FUS_SEX_MALE : FUS_SEX_FEMALE, number);
        fus_demo_motion_draw (&motion, &person, e, number);
        for (int u = 0; u < FUS_N_UNITS; u++)
          for (int side = 0; side < 2; side++)
            {
              if (fus_demo_expression_uses (e, u))
                g_assert_cmpfloat (motion.unit[u][side], >, 0.03);
              else if (u != FUS_UNIT_25)
                g_assert_cmpfloat (motion.unit[u][side], <, 0.08);
              g_assert_cmpfloat (motion.unit[u][side], <=, 1.5);
            }
      }
  g_assert_true (fus_demo_expression_uses (FUS_EXPRESSION_HAPPY, FUS_UNIT_6));
  g_assert_true (fus_demo_expression_uses (FUS_EXPRESSION_HAPPY, FUS_UNIT_12));
  g_assert_false (fus_demo_expression_uses (FUS_EXPRESSION_HAPPY, FUS_UNIT_4));
}

/* Mean of a mask over a part of the frame, in pixels. */
static double
mean_over (const guint8 *mask, double x0, double y0, double x1, double y1)
{
  double sum = 0;
  int n = 0;

  for (int y = MAX (0, (int) y0); y < MIN (H, (int) y1); y++)
    for (int x = MAX (0, (int) x0); x < MIN (W, (int) x1); x++, n++)
      sum += mask[y * W + x];

  return n > 0 ? sum / n : 0;
}

/* Mean of a mask about some points. */
static double
mean_at (const guint8 *mask, const FusDemoPoint *points, const FusDemoPointName *names, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      const FusDemoPoint *p = &points[names[i]];

      sum += mean_over (mask, p->x - 2, p->y - 2, p->x + 3, p->y + 3);
    }

  return sum / n;
}

static const FusDemoPointName brows[]
    = { FUS_DEMO_BROW_INNER_RIGHT, FUS_DEMO_BROW_INNER_LEFT,  FUS_DEMO_BROW_MIDDLE_RIGHT,
        FUS_DEMO_BROW_MIDDLE_LEFT, FUS_DEMO_BROW_OUTER_RIGHT, FUS_DEMO_BROW_OUTER_LEFT };
static const FusDemoPointName mouth[] = { FUS_DEMO_MOUTH_CORNER_RIGHT, FUS_DEMO_MOUTH_CORNER_LEFT,
                                          FUS_DEMO_LIP_UPPER, FUS_DEMO_LIP_LOWER };
static const FusDemoPointName pupils[] = { FUS_DEMO_PUPIL_RIGHT, FUS_DEMO_PUPIL_LEFT };

/* Masks lie where the face is in this frame, wherever that is. */
static void
test_truth_of_expressions (void)
{
  g_autoptr (FusDemoStudio) studio = fus_demo_studio_new (W, H);
  FusDemoFace face = a_face ();

  face.angle = FUS_ANGLE_STRAIGHT;
  for (guint number = 1; number <= 3; number++)
    for (int e = 0; e < FUS_N_EXPRESSIONS; e++)
      {
        FusDemoPoint at[FUS_DEMO_N_POINTS];
        FusDemoTruth truth;

        face.number = number;
        face.expression = e;
        fus_demo_face_points (studio, &face, at);

        g_autoptr (FusPicture) frame = fus_demo_face_draw (studio, &face, &truth);
        double at_brows = mean_at (truth.expression, at, brows, G_N_ELEMENTS (brows));
        double at_mouth = mean_at (truth.expression, at, mouth, G_N_ELEMENTS (mouth));
        double left = at[FUS_DEMO_EAR_TOP_RIGHT].x - 0.08 * W;
        double right = at[FUS_DEMO_EAR_TOP_LEFT].x + 0.08 * W;

        g_assert_cmpint (truth.width, ==, W);
        g_assert_cmpint (truth.height, ==, H);
        /* Nothing outside of the face tells anything. */
        g_assert_cmpfloat (mean_over (truth.expression, 0, 0, W, at[FUS_DEMO_HAIRLINE].y - 0.1 * H),
                           ==, 0);
        g_assert_cmpfloat (mean_over (truth.expression, 0, 0, left, at[FUS_DEMO_CHIN].y), ==, 0);
        g_assert_cmpfloat (mean_over (truth.expression, right, 0, W, at[FUS_DEMO_CHIN].y), ==, 0);
        g_assert_cmpfloat (mean_at (truth.identity, at, pupils, 2), >, 30);
        if (e == FUS_EXPRESSION_NEUTRAL)
          g_assert_cmpfloat (mean_over (truth.expression, 0, 0, W, H), ==, 0);
        else
          g_assert_cmpfloat (MAX (at_brows, at_mouth), >, 40);
        if (e == FUS_EXPRESSION_HAPPY)
          g_assert_cmpfloat (at_mouth, >, 1.5 * at_brows);
        if (e == FUS_EXPRESSION_SURPRISED)
          g_assert_cmpfloat (at_mouth, >, 60);
        fus_demo_truth_clear (&truth);
      }
}

/* Points */

#define FINE_W 281
#define FINE_H 381
#define PEOPLE 16

typedef struct
{
  FusPicture *frame[PEOPLE];
  FusDemoPoint at[PEOPLE][FUS_DEMO_N_POINTS];
} Sheet;

static void
draw_sheet (Sheet *sheet, FusExpression expression, FusAngle angle)
{
  g_autoptr (FusDemoStudio) studio = fus_demo_studio_new (FINE_W, FINE_H);
  FusDemoFace face = { .seed = 1, .expression = expression, .angle = angle, .session = 'A' };

  for (int i = 0; i < PEOPLE; i++)
    {
      face.sex = i % 2;
      face.number = 1 + i / 2;
      sheet->frame[i] = fus_demo_face_draw (studio, &face, NULL);
      fus_demo_face_points (studio, &face, sheet->at[i]);
    }
}

static void
clear_sheet (Sheet *sheet)
{
  for (int i = 0; i < PEOPLE; i++)
    fus_picture_unref (sheet->frame[i]);
}

/* Mean of a channel, or of red less green, over 3 x 3 pixels that lie @dx, @dy from a point; over
 * all people in whom it is seen. */
typedef enum
{
  GREEN,
  REDNESS
} Colour;

static double
colour_by (const Sheet *sheet, FusDemoPointName name, double dx, double dy, Colour colour)
{
  double sum = 0;
  int n = 0;

  for (int i = 0; i < PEOPLE; i++)
    {
      const FusDemoPoint *p = &sheet->at[i][name];

      if (p->hidden)
        continue;
      for (int k = 0; k < 9; k++)
        {
          int x = CLAMP ((int) (p->x + dx) + k % 3 - 1, 0, FINE_W - 1);
          int y = CLAMP ((int) (p->y + dy) + k / 3 - 1, 0, FINE_H - 1);
          const guint8 *pixel = sheet->frame[i]->pixels + 3 * (y * FINE_W + x);

          sum += colour == GREEN ? pixel[1] : 100.0 * (pixel[0] - pixel[1]) / (pixel[0] + 1);
          n++;
        }
    }
  g_assert_cmpint (n, >=, 9 * PEOPLE / 2);

  return sum / n;
}

/* A centimetre of the face is about 10 pixels wide here. */
static void
test_points_lie_on_what_was_drawn (void)
{
  Sheet sheet;

  draw_sheet (&sheet, FUS_EXPRESSION_NEUTRAL, FUS_ANGLE_STRAIGHT);
  for (int side = 0; side < 2; side++)
    {
      double outwards = side ? 1 : -1;

      /* Pupils are black between the white of the eye and under the skin of the lid; at their
       * corners the eyes end. */
      for (int sign = -1; sign <= 1; sign += 2)
        g_assert_cmpfloat (colour_by (&sheet, FUS_DEMO_PUPIL_RIGHT + side, 0, 0, GREEN) + 25, <,
                           colour_by (&sheet, FUS_DEMO_PUPIL_RIGHT + side, 9 * sign, 0, GREEN));
      g_assert_cmpfloat (
          colour_by (&sheet, FUS_DEMO_EYE_OUTER_RIGHT + side, 0, 0, GREEN) + 8, <,
          colour_by (&sheet, FUS_DEMO_EYE_OUTER_RIGHT + side, 7 * outwards, 0, GREEN));
      g_assert_cmpfloat (colour_by (&sheet, FUS_DEMO_EYE_INNER_RIGHT + side, 0, 0, GREEN) + 8, <,
                         colour_by (&sheet, FUS_DEMO_EYE_INNER_RIGHT + side, 0, 8, GREEN));
      /* Brows are darker than what is over and under them, and end between them. */
      for (int sign = -1; sign <= 1; sign += 2)
        g_assert_cmpfloat (
            colour_by (&sheet, FUS_DEMO_BROW_MIDDLE_RIGHT + side, 0, 0, GREEN) + 10, <,
            colour_by (&sheet, FUS_DEMO_BROW_MIDDLE_RIGHT + side, 0, 7 * sign, GREEN));
      g_assert_cmpfloat (
          colour_by (&sheet, FUS_DEMO_BROW_INNER_RIGHT + side, 3 * outwards, 0, GREEN) + 15, <,
          colour_by (&sheet, FUS_DEMO_BROW_INNER_RIGHT + side, -5 * outwards, 0, GREEN));
      g_assert_cmpfloat (
          colour_by (&sheet, FUS_DEMO_MOUTH_CORNER_RIGHT + side, 0, 0, GREEN) + 8, <,
          colour_by (&sheet, FUS_DEMO_MOUTH_CORNER_RIGHT + side, 7 * outwards, 0, GREEN));
    }
  /* Lips are redder than the skin about them. */
  g_assert_cmpfloat (colour_by (&sheet, FUS_DEMO_LIP_UPPER, 0, 4, REDNESS), >,
                     colour_by (&sheet, FUS_DEMO_LIP_UPPER, 0, -5, REDNESS) + 3);
  g_assert_cmpfloat (colour_by (&sheet, FUS_DEMO_LIP_LOWER, 0, -4, REDNESS), >,
                     colour_by (&sheet, FUS_DEMO_LIP_LOWER, 0, 5, REDNESS) + 3);

  for (int i = 0; i < PEOPLE; i++)
    {
      const FusDemoPoint *at = sheet.at[i];

      /* The subject's right is left in the picture, and what is higher has a smaller row. */
      g_assert_cmpfloat (at[FUS_DEMO_PUPIL_RIGHT].x, <, at[FUS_DEMO_NOSE_TIP].x);
      g_assert_cmpfloat (at[FUS_DEMO_NOSE_TIP].x, <, at[FUS_DEMO_PUPIL_LEFT].x);
      g_assert_cmpfloat (at[FUS_DEMO_NOSE_WING_RIGHT].x, <, at[FUS_DEMO_NOSE_TIP].x);
      g_assert_cmpfloat (at[FUS_DEMO_TEMPLE_RIGHT].x, <, at[FUS_DEMO_BROW_OUTER_RIGHT].x);
      g_assert_cmpfloat (at[FUS_DEMO_BROW_OUTER_RIGHT].x, <, at[FUS_DEMO_BROW_MIDDLE_RIGHT].x);
      g_assert_cmpfloat (at[FUS_DEMO_JAW_LEFT].x, >, at[FUS_DEMO_MOUTH_CORNER_LEFT].x);
      g_assert_cmpfloat (at[FUS_DEMO_EAR_TOP_LEFT].y, <, at[FUS_DEMO_EAR_LOBE_LEFT].y);
      g_assert_cmpfloat (at[FUS_DEMO_HAIRLINE].y, <, at[FUS_DEMO_BROW_INNER_LEFT].y);
      g_assert_cmpfloat (at[FUS_DEMO_NOSE_TIP].y, <, at[FUS_DEMO_LIP_UPPER].y);
      g_assert_cmpfloat (at[FUS_DEMO_LIP_LOWER].y, <, at[FUS_DEMO_CHIN].y);
      g_assert_false (at[FUS_DEMO_NOSE_TIP].hidden);
      g_assert_false (at[FUS_DEMO_CHIN].hidden);
    }
  clear_sheet (&sheet);
}

static void
test_points_that_are_hidden (void)
{
  static const FusDemoPointName pairs[]
      = { FUS_DEMO_PUPIL_RIGHT,        FUS_DEMO_EYE_OUTER_RIGHT, FUS_DEMO_BROW_MIDDLE_RIGHT,
          FUS_DEMO_MOUTH_CORNER_RIGHT, FUS_DEMO_NOSE_WING_RIGHT, FUS_DEMO_JAW_RIGHT };
  Sheet sheet;

  for (int turned = 0; turned < 2; turned++)
    {
      /* Turned to the left of the picture, the subject's left is seen. */
      draw_sheet (&sheet, FUS_EXPRESSION_SURPRISED,
                  turned ? FUS_ANGLE_FULL_RIGHT : FUS_ANGLE_FULL_LEFT);
      for (int i = 0; i < PEOPLE; i++)
        {
          const FusDemoPoint *at = sheet.at[i];

          for (guint k = 0; k < G_N_ELEMENTS (pairs); k++)
            {
              g_assert_true (at[pairs[k] + turned].hidden);
              /* Long hair hangs over the jaw. */
              if (pairs[k] != FUS_DEMO_JAW_RIGHT)
                g_assert_false (at[pairs[k] + 1 - turned].hidden);
            }
          g_assert_false (at[FUS_DEMO_NOSE_TIP].hidden);
          /* The nose is foremost. */
          g_assert_true (turned == (at[FUS_DEMO_NOSE_TIP].x > at[FUS_DEMO_CHIN].x));
        }
      clear_sheet (&sheet);
    }
}

/* Mean of the frame's outermost twelfth. */
static double
border_mean (const FusPicture *frame)
{
  double sum = 0;
  int n = 0;

  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++)
      if (x < W / 12 || x >= W - W / 12 || y < H / 12)
        {
          for (int c = 0; c < 3; c++)
            sum += frame->pixels[(y * W + x) * 3 + c];
          n += 3;
        }

  return sum / n;
}

static void
test_border_tells_nothing_of_the_expression (void)
{
  g_autoptr (FusDemoStudio) studio = fus_demo_studio_new (W, H);
  double value[FUS_N_EXPRESSIONS][PEOPLE], all = 0, between = 0, within = 0;
  FusDemoFace face = a_face ();

  face.angle = FUS_ANGLE_STRAIGHT;
  for (int i = 0; i < PEOPLE; i++)
    for (int e = 0; e < FUS_N_EXPRESSIONS; e++)
      {
        face.number = 1 + i / 2;
        face.sex = i % 2;
        face.expression = e;

        g_autoptr (FusPicture) frame = fus_demo_face_draw (studio, &face, NULL);

        value[e][i] = border_mean (frame);
        all += value[e][i] / (PEOPLE * FUS_N_EXPRESSIONS);
      }
  for (int e = 0; e < FUS_N_EXPRESSIONS; e++)
    {
      double mean = 0;

      for (int i = 0; i < PEOPLE; i++)
        mean += value[e][i] / PEOPLE;
      between += PEOPLE * (mean - all) * (mean - all) / (FUS_N_EXPRESSIONS - 1);
      for (int i = 0; i < PEOPLE; i++)
        within += (value[e][i] - mean) * (value[e][i] - mean) / (FUS_N_EXPRESSIONS * (PEOPLE - 1));
    }

  /* F (6, 105) is above 4.2 once in a thousand draws without any effect. */
  g_assert_cmpfloat (within, >, 0);
  g_assert_cmpfloat (between / within, <, 4.2);
}

typedef struct
{
  char *top, *dir;
  FusDemoSet set;
} Folder;

static void
set_up (Folder *folder, gconstpointer data)
{
  folder->top = g_dir_make_tmp ("fusiform-demo-XXXXXX", NULL);
  folder->dir = g_build_filename (folder->top, "faces", NULL);
  folder->set = (FusDemoSet){ .people = 2, .seed = 5, .width = 40, .height = 54 };
  g_assert_nonnull (folder->top);
}

static void
remove_all (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GDir) entries = g_dir_open (path, 0, NULL);
      const char *name;

      while ((name = g_dir_read_name (entries)) != NULL)
        {
          g_autofree char *inner = g_build_filename (path, name, NULL);

          remove_all (inner);
        }
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
tear_down (Folder *folder, gconstpointer data)
{
  remove_all (folder->top);
  g_free (folder->top);
  g_free (folder->dir);
}

/* The name of each frame of the two people: called with a running index. */
static char *
frame_path (const char *dir, int i)
{
  FusDemoFace face = { .number = 1 };

  face.angle = i % FUS_N_ANGLES;
  face.expression = i / FUS_N_ANGLES % FUS_N_EXPRESSIONS;
  face.session = i / (FUS_N_ANGLES * FUS_N_EXPRESSIONS) % 2 ? 'B' : 'A';
  face.sex = i / (FUS_N_ANGLES * FUS_N_EXPRESSIONS * 2);

  g_autofree char *name = fus_demo_face_name (&face);
  g_autofree char *file = g_strconcat (name, ".JPG", NULL);
  g_autofree char *folder = g_strndup (name, 4);

  return g_build_filename (dir, "KDEF", folder, file, NULL);
}

#define FRAMES 140

static int
count_frames (const char *dir)
{
  int n = 0;

  for (int i = 0; i < FRAMES; i++)
    {
      g_autofree char *path = frame_path (dir, i);

      n += g_file_test (path, G_FILE_TEST_IS_REGULAR);
    }

  return n;
}

static gboolean
write_set (const char *dir, const FusDemoSet *set, GError **error)
{
  return fus_demo_faces_write (dir, set, 2, NULL, NULL, error);
}

static void
take_share (gpointer data, double share)
{
  double *last = data;

  g_assert_cmpfloat (share, >=, *last);
  g_assert_cmpfloat (share, <=, 1);
  *last = share;
}

static void
test_set_is_laid_out_as_kdef (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *some = g_build_filename (folder->dir, "KDEF", "BM01", "BM01SUFR.JPG", NULL);
  g_autofree char *mask
      = g_build_filename (folder->dir, "truth", "expression", "AF01HAS.png", NULL);
  g_autofree char *note = g_build_filename (folder->dir, "demo-faces.json", NULL);
  double share = 0;
  const FusProgress progress = { take_share, &share };
  int width, height;

  folder->set.truth = TRUE;
  g_assert_false (fus_demo_faces_are_there (folder->dir, &folder->set));
  g_assert_true (fus_demo_faces_write (folder->dir, &folder->set, 2, NULL, &progress, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (share, ==, 1);
  g_assert_cmpint (count_frames (folder->dir), ==, FRAMES);
  g_assert_true (g_file_test (note, G_FILE_TEST_IS_REGULAR));
  g_assert_true (fus_demo_faces_are_there (folder->dir, &folder->set));
  g_assert_true (fus_picture_peek_size (some, &width, &height, &error));
  g_assert_cmpint (width, ==, 40);
  g_assert_cmpint (height, ==, 54);
  g_assert_true (fus_picture_peek_size (mask, &width, &height, &error));
  g_assert_cmpint (width, ==, 40);
  g_assert_no_error (error);

  /* The whole set's frame is the one that is drawn alone. */
  const FusDemoFace last = { .seed = folder->set.seed,
                             .sex = FUS_SEX_MALE,
                             .number = 1,
                             .expression = FUS_EXPRESSION_SURPRISED,
                             .angle = FUS_ANGLE_FULL_RIGHT,
                             .session = 'B' };
  g_autoptr (FusDemoStudio) studio = fus_demo_studio_new (40, 54);
  g_autoptr (FusPicture) alone = fus_demo_face_draw (studio, &last, NULL);
  g_autofree char *again = g_build_filename (folder->top, "alone.jpg", NULL);
  g_autofree char *bytes = NULL, *same_bytes = NULL;
  gsize n, same_n;

  g_assert_true (fus_picture_save_jpeg (alone, again, 90, &error));
  g_assert_true (g_file_get_contents (some, &bytes, &n, &error));
  g_assert_true (g_file_get_contents (again, &same_bytes, &same_n, &error));
  g_assert_cmpmem (bytes, n, same_bytes, same_n);

  /* Another version of the program drew other faces under the same names. */
  g_autofree char *text = NULL;
  g_auto (GStrv) halves = NULL;
  g_autofree char *older = NULL;

  g_assert_true (g_file_get_contents (note, &text, NULL, &error));
  halves = g_strsplit (text, "\"drawing\" : ", 2);
  g_assert_nonnull (halves[1]);
  older = g_strconcat (halves[0], "\"drawing\" : 3", strchr (halves[1], ','), NULL);
  g_assert_true (g_file_set_contents (note, older, -1, &error));
  g_assert_false (fus_demo_faces_are_there (folder->dir, &folder->set));
  g_assert_false (fus_demo_faces_read (folder->dir, &folder->set));
}

/* A note that somebody else wrote. */
static void
test_note_of_another_kind (Folder *folder, gconstpointer data)
{
  static const char *const texts[]
      = { "{\"seed\":[]}", "{\"seed\":\"1\",\"people\":[2],\"width\":{},\"truth\":\"yes\"}", "[]" };
  g_autofree char *note = g_build_filename (folder->dir, "demo-faces.json", NULL);
  g_autofree char *brackets = g_strnfill (900000, '[');
  FusDemoSet set;

  g_assert_cmpint (g_mkdir_with_parents (folder->dir, 0777), ==, 0);
  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      g_assert_true (
          g_file_set_contents (note, i < G_N_ELEMENTS (texts) ? texts[i] : brackets, -1, NULL));
      g_assert_false (fus_demo_faces_read (folder->dir, &set));
    }
}

static gboolean
count_down (gpointer data)
{
  return --*(int *) data > 0;
}

static void
test_cut_short_set_is_taken_up (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *whole = g_build_filename (folder->top, "whole", NULL);
  int left = 30;
  const FusPoll poll = { count_down, &left };

  g_assert_false (fus_demo_faces_write (folder->dir, &folder->set, 2, &poll, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_frames (folder->dir), >=, 29);
  g_assert_cmpint (count_frames (folder->dir), <, FRAMES);
  g_assert_false (fus_demo_faces_are_there (folder->dir, &folder->set));

  g_assert_true (write_set (folder->dir, &folder->set, &error));
  g_assert_no_error (error);
  g_assert_true (write_set (whole, &folder->set, &error));
  g_assert_no_error (error);
  for (int i = 0; i < FRAMES; i++)
    {
      g_autofree char *path = frame_path (folder->dir, i);
      g_autofree char *same = frame_path (whole, i);
      g_autofree char *bytes = NULL, *same_bytes = NULL;
      gsize n, same_n;

      g_assert_true (g_file_get_contents (path, &bytes, &n, &error));
      g_assert_true (g_file_get_contents (same, &same_bytes, &same_n, &error));
      g_assert_cmpmem (bytes, n, same_bytes, same_n);
    }
}

static void
test_other_folders_are_left_alone (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *photo = g_build_filename (folder->top, "AF01ANS.JPG", NULL);
  FusDemoSet other = folder->set;

  g_assert_true (g_file_set_contents (photo, "a photograph", -1, &error));
  g_assert_false (write_set (folder->top, &folder->set, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, folder->top));
  g_clear_error (&error);

  g_assert_true (write_set (folder->dir, &folder->set, &error));
  other.seed++;
  g_assert_false (fus_demo_faces_are_there (folder->dir, &other));
  g_assert_false (write_set (folder->dir, &other, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_true (fus_demo_faces_are_there (folder->dir, &folder->set));
}

static void
test_folder_that_cannot_be_made (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (folder->top, "file", NULL);
  g_autofree char *under = g_build_filename (file, "faces", NULL);

  g_assert_true (g_file_set_contents (file, "", 0, &error));
  g_assert_false (write_set (under, &folder->set, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, under));
}

static void
test_folder_without_permission (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }
  g_assert_cmpint (g_mkdir (folder->dir, 0555), ==, 0);
  g_assert_false (write_set (folder->dir, &folder->set, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, folder->dir));
}

static void
test_file_that_cannot_be_written (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *frame = frame_path (folder->dir, 0);
  g_autofree char *person = g_path_get_dirname (frame);

  g_assert_true (write_set (folder->dir, &folder->set, &error));
  /* A file where a folder should be stops all threads, with its name. */
  remove_all (person);
  g_assert_true (g_file_set_contents (person, "", 0, &error));
  folder->set.truth = TRUE; /* so that there is still something to do */
  g_assert_false (write_set (folder->dir, &folder->set, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, person));
  g_assert_false (fus_demo_faces_are_there (folder->dir, &folder->set));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/demo/same-frame-has-the-same-pixels",
                   test_same_frame_has_the_same_pixels);
  g_test_add_func ("/faces/demo/every-label-shows", test_every_label_shows);
  g_test_add_func ("/faces/demo/expressions-use-their-units", test_expressions_use_their_units);
  g_test_add_func ("/faces/demo/truth-of-expressions", test_truth_of_expressions);
  g_test_add_func ("/faces/demo/points-lie-on-what-was-drawn", test_points_lie_on_what_was_drawn);
  g_test_add_func ("/faces/demo/points-that-are-hidden", test_points_that_are_hidden);
  g_test_add_func ("/faces/demo/border-tells-nothing-of-the-expression",
                   test_border_tells_nothing_of_the_expression);
#define ADD(path, function) g_test_add (path, Folder, NULL, set_up, function, tear_down)
  ADD ("/faces/demo/set-is-laid-out-as-kdef", test_set_is_laid_out_as_kdef);
  ADD ("/faces/demo/note-of-another-kind", test_note_of_another_kind);
  ADD ("/faces/demo/cut-short-set-is-taken-up", test_cut_short_set_is_taken_up);
  ADD ("/faces/demo/other-folders-are-left-alone", test_other_folders_are_left_alone);
  ADD ("/faces/demo/folder-that-cannot-be-made", test_folder_that_cannot_be_made);
  ADD ("/faces/demo/folder-without-permission", test_folder_without_permission);
  ADD ("/faces/demo/file-that-cannot-be-written", test_file_that_cannot_be_written);
#undef ADD

  return g_test_run ();
}
