/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/explained-class.h"

gint32
fus_top_class (const float *logits, guint k)
{
  guint top = 0;
  for (guint c = 1; c < k; c++)
    if (logits[c] > logits[top])
      top = c;
  return (gint32) top;
}

gint32 *
fus_explained_classes (FusPass *pass, FusTask task, const gint32 *classes, guint n)
{
  guint k = fus_network_architecture (fus_pass_network (pass))->n_classes[task];
  const float *logits = fus_pass_logits (pass, task);
  gint32 *explained = g_new (gint32, n);

  g_assert (k > 0);
  for (guint i = 0; i < n; i++)
    {
      explained[i] = classes ? classes[i] : fus_top_class (logits + (gsize) i * k, k);
      g_assert (explained[i] >= 0 && (guint) explained[i] < k);
    }
  return explained;
}

float *
fus_one_hot (const FusArchitecture *arch, FusTask task, const gint32 *classes, guint n)
{
  gsize k = arch->n_classes[task];
  float *one_hot = g_new0 (float, n *k);

  for (guint i = 0; i < n; i++)
    one_hot[i * k + (gsize) classes[i]] = 1;
  return one_hot;
}
