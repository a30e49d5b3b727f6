/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/intact.h"

#include "analysis/walk.h"
#include <string.h>

static gsize
row_of (const FusArchitecture *arch, FusLayer layer)
{
  gsize side = fus_architecture_side (arch, layer, fus_layer_is_pooled (layer));

  return fus_architecture_units (arch, layer) * side * side;
}

gsize
fus_intact_row (const FusIntact *intact, FusLayer layer)
{
  return row_of (&intact->arch, layer);
}

gsize
fus_intact_frame_bytes (const FusArchitecture *arch)
{
  gsize n = fus_architecture_units (arch, FUS_LAYER_HEADS);

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    n += row_of (arch, layer);
  return n * sizeof (float);
}

FusIntact *
fus_intact_new (const FusNetwork *network, FusTask task, const gint32 *labels, gsize n)
{
  FusIntact *intact = g_new0 (FusIntact, 1);

  intact->arch = *fus_network_architecture (network);
  intact->task = task;
  intact->n = n;
  intact->n_classes = intact->arch.n_classes[task];
  g_assert (intact->n_classes > 0);
  intact->labels = g_memdup2 (labels, n * sizeof *labels);
  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    intact->activations[layer] = g_new (float, n *row_of (&intact->arch, layer));
  intact->logits = g_new (float, n * intact->n_classes);
  return intact;
}

void
fus_intact_free (FusIntact *intact)
{
  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    g_free (intact->activations[layer]);
  g_free (intact->labels);
  g_free (intact->logits);
  g_free (intact);
}

void
fus_intact_take (FusIntact *intact, FusPass *pass, gsize first, guint n, const gboolean *failed)
{
  g_assert (first + n <= intact->n);

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    fus_pass_get_activation (pass, layer, fus_layer_is_pooled (layer),
                             intact->activations[layer] + first * fus_intact_row (intact, layer));
  memcpy (intact->logits + first * intact->n_classes, fus_pass_logits (pass, intact->task),
          (gsize) n * intact->n_classes * sizeof (float));
  for (guint i = 0; failed != NULL && i < n; i++)
    if (failed[i])
      intact->labels[first + i] = -1;
}

static gboolean
take_batch (gpointer data, FusPass *pass, const float *images, gsize first, guint n,
            const gboolean *failed)
{
  fus_intact_take (data, pass, first, n, failed);
  return TRUE;
}

gboolean
fus_intact_read (FusIntact *intact, FusPass *pass, FusFeeder *feeder, const guint32 *frames,
                 const FusPoll *poll, const FusProgress *progress)
{
  return fus_walk_frames (pass, feeder, frames, intact->n, FUS_LAYER_HEADS, take_batch, intact,
                          poll, progress);
}
