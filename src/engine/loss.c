/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/loss.h"

#include "engine/pass.h"

#include <math.h>
#include <string.h>

static gsize
largest (const float *row, gsize k)
{
  gsize best = 0;

  for (gsize i = 1; i < k; i++)
    if (row[i] > row[best])
      best = i;
  return best;
}

/* sum of exp (row - max), in double: rows may have a thousand classes. */
static double
sum_of_exponentials (const float *row, float max, gsize k)
{
  double sum = 0;

  for (gsize i = 0; i < k; i++)
    sum += exp ((double) row[i] - max);
  return sum;
}

void
fus_softmax (float *out, const float *logits, gsize n, gsize k)
{
  for (gsize f = 0; f < n; f++)
    {
      const float *row = logits + f * k;
      float max = row[largest (row, k)];
      double sum = sum_of_exponentials (row, max, k);

      for (gsize i = 0; i < k; i++)
        out[f * k + i] = (float) (exp ((double) row[i] - max) / sum);
    }
}

void
fus_cross_entropy (float *d_logits, const float *logits, const gint32 *labels, gsize n, gsize k,
                   double *loss, guint *n_labelled, guint *n_correct)
{
  *loss = 0;
  *n_labelled = 0;
  *n_correct = 0;
  for (gsize f = 0; f < n; f++)
    {
      const float *row = logits + f * k;

      if (labels[f] < 0)
        continue;
      g_assert ((gsize) labels[f] < k);

      gsize best = largest (row, k);

      *loss += log (sum_of_exponentials (row, row[best], k)) + row[best] - row[labels[f]];
      (*n_labelled)++;
      *n_correct += best == (gsize) labels[f];
    }
  if (d_logits == NULL)
    return;

  memset (d_logits, 0, n * k * sizeof (float));
  for (gsize f = 0; f < n; f++)
    if (labels[f] >= 0)
      {
        float *d = d_logits + f * k;

        fus_softmax (d, logits + f * k, 1, k);
        d[labels[f]] -= 1;
        for (gsize i = 0; i < k; i++)
          d[i] /= (float) *n_labelled;
      }
}
