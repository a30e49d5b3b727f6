/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/activations.h"

#include "analysis/walk.h"
#include <math.h>

typedef struct
{
  FusLayer layer;
  gsize row;
  float *values;
} Reading;

static gboolean
read_batch (gpointer data, FusPass *pass, const float *images, gsize first, guint n,
            const gboolean *failed)
{
  const Reading *reading = data;
  float *out = reading->values + first * reading->row;
  fus_pass_get_activation (pass, reading->layer, fus_layer_is_pooled (reading->layer), out);
  for (guint i = 0; i < n; i++)
    for (gsize k = 0; failed[i] && k < reading->row; k++)
      out[i * reading->row + k] = NAN;
  return TRUE;
}

gboolean
fus_activations (FusPass *pass, FusLayer layer, FusFeeder *feeder, const guint32 *frames, gsize n,
                 float *values, const FusPoll *poll, const FusProgress *progress)
{
  g_assert (layer < FUS_LAYER_HEADS);
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  gsize side = fus_architecture_side (arch, layer, fus_layer_is_pooled (layer));
  Reading reading = { layer, fus_architecture_units (arch, layer) * side * side, values };
  return fus_walk_frames (pass, feeder, frames, n, layer, read_batch, &reading, poll, progress);
}
