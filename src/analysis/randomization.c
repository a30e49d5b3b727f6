/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/randomization.h"

#include <string.h>

/* Tells these weights from those that a network of the same seed begins with. */
#define STREAM 0x63617363

struct _FusCascade
{
  FusNetwork *network;
  FusNetwork *random; /* the same with random weights */
  FusPass *pass;
  int next; /* FusLayer, -1 when all are random */
};

/* Layers lie in the order of their number, the heads last; each has a weight and a bias. */
static void
copy_layer (FusNetwork *to, FusNetwork *from, FusLayer layer)
{
  guint end = layer == FUS_LAYER_HEADS ? fus_network_n_tensors (to) : 2 * layer + 2;
  for (guint i = 2 * layer; i < end; i++)
    {
      const FusTensor *tensor = fus_network_tensor (to, i);
      memcpy (fus_network_parameters (to) + tensor->offset,
              fus_network_parameters (from) + tensor->offset, tensor->size * sizeof (float));
    }
}

/* (transfer full) (nullable) */
static FusNetwork *
new_random (FusNetwork *like, guint64 seed, GError **error)
{
  FusNetwork *network = fus_network_new (fus_network_architecture (like), error);
  if (network != NULL)
    fus_network_initialize (network, seed ^ STREAM);
  return network;
}

FusCascade *
fus_cascade_new (FusNetwork *trained, guint64 seed, guint max_batch, FusTeam *team, GError **error)
{
  FusNetwork *random = new_random (trained, seed, error);
  if (random == NULL)
    return NULL;
  FusCascade *cascade = g_new0 (FusCascade, 1);
  cascade->random = random;
  cascade->network = fus_network_copy (trained);
  cascade->pass = fus_pass_new (cascade->network, FUS_PASS_EXPLAIN, max_batch, team);
  cascade->next = FUS_LAYER_HEADS;
  return cascade;
}

void
fus_cascade_free (FusCascade *cascade)
{
  if (cascade == NULL)
    return;
  fus_pass_free (cascade->pass);
  fus_network_unref (cascade->network);
  fus_network_unref (cascade->random);
  g_free (cascade);
}

int
fus_cascade_next (FusCascade *cascade)
{
  if (cascade->next < 0)
    return -1;
  copy_layer (cascade->network, cascade->random, (FusLayer) cascade->next);
  fus_pass_network_changed (cascade->pass);
  return cascade->next--;
}

FusNetwork *
fus_cascade_network (FusCascade *cascade)
{
  return cascade->network;
}

gboolean
fus_cascade_maps (FusCascade *cascade, const FusMapSpec *spec, const float *images, FusTask task,
                  const gint32 *classes, guint n, float *maps, const FusPoll *poll)
{
  return fus_pass_forward (cascade->pass, images, n, FUS_LAYER_HEADS, poll)
         && fus_explain_maps (cascade->pass, spec, images, task, classes, n, maps, poll);
}
