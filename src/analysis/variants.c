/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/variants.h"

gboolean
fus_run_variants (FusPass *pass, guint n_variants, FusVariantMake make, FusVariantVisit visit,
                  gpointer data, const FusPoll *poll)
{
  gsize side = fus_network_architecture (fus_pass_network (pass))->image_size;
  guint most = MIN (fus_pass_max_batch (pass), n_variants);
  g_autofree float *images = g_new (float, most * 3 * side * side);

  for (guint first = 0; first < n_variants; first += most)
    {
      guint n = MIN (most, n_variants - first);

      for (guint i = 0; i < n; i++)
        make (data, first + i, images + i * 3 * side * side);
      if (!fus_pass_forward (pass, images, n, FUS_LAYER_HEADS, poll)
          || !visit (data, pass, first, n))
        return FALSE;
    }
  return TRUE;
}

/* Variants of which one logit is read. */
typedef struct
{
  FusVariantMake make;
  gpointer data;
  FusTask task;
  gint32 class_index;
  float *logits;
} Reading;

static void
make_variant (gpointer data, guint index, float *image)
{
  const Reading *reading = data;

  reading->make (reading->data, index, image);
}

static gboolean
read_logits (gpointer data, FusPass *pass, guint first, guint n)
{
  const Reading *reading = data;
  gsize k = fus_network_architecture (fus_pass_network (pass))->n_classes[reading->task];
  const float *logits = fus_pass_logits (pass, reading->task);

  for (guint i = 0; i < n; i++)
    reading->logits[first + i] = logits[i * k + (gsize) reading->class_index];
  return TRUE;
}

gboolean
fus_variant_logits (FusPass *pass, guint n_variants, FusVariantMake make, gpointer data,
                    FusTask task, gint32 class_index, float *logits, const FusPoll *poll)
{
  Reading reading = { make, data, task, class_index, logits };

  return fus_run_variants (pass, n_variants, make_variant, read_logits, &reading, poll);
}
