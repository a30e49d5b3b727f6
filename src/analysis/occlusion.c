/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/occlusion.h"

#include "analysis/variants.h"
#include <string.h>

#define N_PLACES (FUS_OCCLUSION_SIDE * FUS_OCCLUSION_SIDE)

typedef struct
{
  const float *image;
  gsize side;
} Covering;

/* Variant 0 is the frame itself, then place by place, row by row. The image's side is a multiple of
 * 32, so that the square and its step are whole pixels. */
static void
cover (gpointer data, guint index, float *image)
{
  const Covering *covering = data;
  gsize side = covering->side, step = side / (FUS_OCCLUSION_SIDE + 1), width = 2 * step;

  memcpy (image, covering->image, 3 * side * side * sizeof *image);
  if (index == 0)
    return;
  gsize top = (index - 1) / FUS_OCCLUSION_SIDE * step;
  gsize left = (index - 1) % FUS_OCCLUSION_SIDE * step;
  for (gsize colour = 0; colour < 3; colour++)
    for (gsize y = top; y < top + width; y++)
      memset (image + (colour * side + y) * side + left, 0, width * sizeof *image);
}

gboolean
fus_occlusion (FusPass *pass, const float *image, FusTask task, gint32 class_index, float *map,
               const FusPoll *poll)
{
  Covering covering = { image, fus_network_architecture (fus_pass_network (pass))->image_size };
  float logits[N_PLACES + 1];

  if (!fus_variant_logits (pass, N_PLACES + 1, cover, &covering, task, class_index, logits, poll))
    return FALSE;
  for (guint i = 0; i < N_PLACES; i++)
    map[i] = MAX (logits[0] - logits[i + 1], 0);
  return TRUE;
}
