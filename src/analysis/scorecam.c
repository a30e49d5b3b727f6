/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/scorecam.h"

#include "faces/pictures/resize.h"
#include <string.h>

#include "analysis/variants.h"

typedef struct
{
  const float *image;
  const float *activation;
  guint side; /* of the layer's map */
  guint image_side;
  const guint *units; /* those that vary over the map */
  float *mask;        /* [image_side, image_side], scratch */
} Masking;

/* Least and largest of a map's values. */
static void
find_range (const float *map, gsize n, float *low, float *high)
{
  *low = *high = map[0];
  for (gsize i = 1; i < n; i++)
    {
      *low = MIN (*low, map[i]);
      *high = MAX (*high, map[i]);
    }
}

/* The frame seen through one channel. */
static void
mask_frame (gpointer data, guint index, float *image)
{
  const Masking *masking = data;
  gsize area = (gsize) masking->side * masking->side;
  gsize pixels = (gsize) masking->image_side * masking->image_side;
  int from = (int) masking->side, to = (int) masking->image_side;
  float low, high;

  fus_map_resize (masking->mask, to, to, masking->activation + masking->units[index] * area, from,
                  from);
  find_range (masking->mask, pixels, &low, &high);
  for (gsize i = 0; i < pixels; i++)
    {
      float seen = high > low ? (masking->mask[i] - low) / (high - low) : 0;

      for (gsize colour = 0; colour < 3; colour++)
        image[colour * pixels + i] = seen * masking->image[colour * pixels + i];
    }
}

/* map = ReLU (sum over channels of weight x channel); with channels and weights never below zero
 * nothing is left for the ReLU to do. */
static void
add_channels (float *map, const Masking *masking, const float *weights, guint n)
{
  gsize area = (gsize) masking->side * masking->side;

  memset (map, 0, area * sizeof *map);
  for (guint k = 0; k < n; k++)
    for (gsize i = 0; i < area; i++)
      map[i] += weights[k] * masking->activation[masking->units[k] * area + i];
}

gboolean
fus_scorecam (FusPass *pass, FusLayer layer, const float *image, const float *activation,
              FusTask task, gint32 class_index, float *map, const FusPoll *poll)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  guint n_units = fus_architecture_units (arch, layer), n = 0;
  g_autofree guint *units = g_new (guint, n_units);
  g_autofree float *weights = g_new (float, n_units);
  g_autofree float *mask = g_new (float, (gsize) arch->image_size * arch->image_size);
  Masking masking
      = { image, activation, fus_architecture_side (arch, layer, FALSE), arch->image_size,
          units, mask };
  gsize area = (gsize) masking.side * masking.side;

  for (guint u = 0; u < n_units; u++)
    {
      float low, high;

      find_range (activation + u * area, area, &low, &high);
      if (high > low)
        units[n++] = u;
    }
  if (n > 0
      && !fus_variant_logits (pass, n, mask_frame, &masking, task, class_index, weights, poll))
    return FALSE;
  /* The gray frame's logit is the same for all, and softmax does not see it. */
  if (n > 0)
    fus_softmax (weights, weights, 1, n);
  add_channels (map, &masking, weights, n);
  return TRUE;
}
