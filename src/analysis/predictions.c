/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/predictions.h"

#include "analysis/explained-class.h"
#include "analysis/walk.h"
#include <string.h>

typedef struct
{
  FusTask task;
  gint32 *predicted;
} Predicting;

static gboolean
predict_batch (gpointer data, FusPass *pass, const float *images, gsize first, guint n,
               const gboolean *failed)
{
  const Predicting *predicting = data;
  guint k = fus_network_architecture (fus_pass_network (pass))->n_classes[predicting->task];
  const float *logits = fus_pass_logits (pass, predicting->task);
  for (guint i = 0; i < n; i++)
    predicting->predicted[first + i]
        = failed[i] ? FUS_NOT_PREDICTED : fus_top_class (logits + (gsize) i * k, k);
  return TRUE;
}

gboolean
fus_predict_frames (FusPass *pass, FusTask task, FusFeeder *feeder, const guint32 *frames, gsize n,
                    gint32 *predicted, const FusPoll *poll, const FusProgress *progress)
{
  g_assert (fus_network_architecture (fus_pass_network (pass))->n_classes[task] > 0);
  Predicting predicting = { task, predicted };
  return fus_walk_frames (pass, feeder, frames, n, FUS_LAYER_HEADS, predict_batch, &predicting,
                          poll, progress);
}

gsize
fus_predictions_right (const gint32 *truth, const gint32 *predicted, gsize n, guint8 *right,
                       gsize *kept)
{
  gsize n_kept = 0;
  for (gsize i = 0; i < n; i++)
    if (truth[i] >= 0 && predicted[i] >= 0)
      {
        right[n_kept] = truth[i] == predicted[i];
        kept[n_kept++] = i;
      }
  return n_kept;
}

gsize
fus_confusion (guint32 *counts, const gint32 *truth, const gint32 *predicted, gsize n, guint k)
{
  gsize counted = 0;
  memset (counts, 0, (gsize) k * k * sizeof *counts);
  for (gsize i = 0; i < n; i++)
    if (truth[i] >= 0 && predicted[i] >= 0)
      {
        g_assert ((guint) truth[i] < k && (guint) predicted[i] < k);
        counts[(gsize) truth[i] * k + predicted[i]]++;
        counted++;
      }
  return counted;
}
