/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/walk.h"

gboolean
fus_walk_frames (FusPass *pass, FusFeeder *feeder, const guint32 *frames, gsize n, FusLayer last,
                 FusWalkVisit visit, gpointer data, const FusPoll *poll,
                 const FusProgress *progress)
{
  FusNetwork *network = fus_pass_network (pass);
  const FusNormalization *normalization = fus_network_normalization (network);
  gsize image_size = fus_network_architecture (network)->image_size;
  guint batch = fus_pass_max_batch (pass);
  g_autofree float *images = g_new (float, batch * 3 * image_size * image_size);
  g_autofree gboolean *failed = g_new (gboolean, batch);

  for (gsize first = 0; first < n; first += batch)
    {
      guint count = (guint) MIN (batch, n - first);
      if (!fus_poll (poll))
        return FALSE;
      fus_feeder_fetch (feeder, frames + first, count, normalization, images, failed, NULL);
      if (!fus_pass_forward (pass, images, count, last, poll)
          || !visit (data, pass, images, first, count, failed))
        return FALSE;
      if (progress)
        progress->report (progress->data, (double) (first + count) / (double) n);
    }
  return TRUE;
}
