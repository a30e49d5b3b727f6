/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/alignment.h"

#include "engine/random.h"
#include "analysis/statistics.h"
#include <math.h>
#include <string.h>

#define STREAM 0xa119
/* Sweeps of the least squares fit: with all labels in balance one is enough; the uneven parts of a
 * random split need five to eight. */
#define SWEEPS 12
#define N_FACTORS 3

typedef struct
{
  const FusAlignmentInput *input;
  const gint32 *label[N_FACTORS]; /* identity, expression, other */
  guint n_classes[N_FACTORS];
  guint first[N_FACTORS]; /* place of a factor's first class among all */
  guint n_all;
  gint32 *shuffled;
  gboolean *left_out; /* [n] */
  double *weight;     /* [n], how often a row is drawn */
  double *draws;      /* [people], how often a person is */
  double *count;      /* [n_all, n_all], weighted rows that two classes share */
  double *sum;        /* [n_all, d] */
  double *effect;     /* [n_all, d] */
  double *mean;       /* [d] */
} Fit;

static void
fit_clear (Fit *fit)
{
  g_free (fit->shuffled);
  g_free (fit->left_out);
  g_free (fit->weight);
  g_free (fit->draws);
  g_free (fit->count);
  g_free (fit->sum);
  g_free (fit->effect);
  g_free (fit->mean);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fit, fit_clear)

static void
fit_init (Fit *fit, const FusAlignmentInput *input)
{
  gsize n = input->n, d = input->d;

  fit->input = input;
  fit->shuffled = g_memdup2 (input->expression, n * sizeof (gint32));
  fit->label[0] = input->identity;
  fit->label[1] = input->expression;
  fit->label[2] = input->other;
  for (guint f = 0; f < N_FACTORS; f++)
    {
      fit->first[f] = fit->n_all;
      for (gsize i = 0; fit->label[f] != NULL && i < n; i++)
        fit->n_classes[f] = MAX (fit->n_classes[f], (guint) (fit->label[f][i] + 1));
      fit->n_all += fit->n_classes[f];
    }
  fit->left_out = g_new0 (gboolean, n);
  for (gsize i = 0; i < n; i++)
    {
      fit->left_out[i] = input->identity[i] < 0 || input->expression[i] < 0;
      for (gsize k = 0; k < d && !fit->left_out[i]; k++)
        fit->left_out[i] = isnan (input->x[i * d + k]);
    }
  fit->weight = g_new (double, n);
  fit->draws = g_new (double, fit->n_classes[0]);
  fit->count = g_new (double, (gsize) fit->n_all * fit->n_all);
  fit->sum = g_new (double, fit->n_all *d);
  fit->effect = g_new (double, fit->n_all *d);
  fit->mean = g_new (double, d);
}

static gboolean
class_of (const Fit *fit, gsize row, guint factor, guint *class)
{
  if (fit->label[factor] == NULL || fit->label[factor][row] < 0)
    return FALSE;
  *class = fit->first[factor] + (guint) fit->label[factor][row];
  return TRUE;
}

/* Sums of the rows of each class about the mean of all, and rows that classes share. */
static void
add_up (Fit *fit)
{
  gsize d = fit->input->d;
  double total = 0;

  memset (fit->mean, 0, d * sizeof (double));
  memset (fit->sum, 0, fit->n_all * d * sizeof (double));
  memset (fit->count, 0, (gsize) fit->n_all * fit->n_all * sizeof (double));
  for (gsize i = 0; i < fit->input->n; i++)
    {
      const float *x = fit->input->x + i * d;

      if (fit->weight[i] <= 0)
        continue;
      total += fit->weight[i];
      for (gsize k = 0; k < d; k++)
        fit->mean[k] += fit->weight[i] * x[k];
    }
  for (gsize k = 0; k < d; k++)
    fit->mean[k] /= MAX (total, 1);
  for (gsize i = 0; i < fit->input->n; i++)
    for (guint f = 0; f < N_FACTORS; f++)
      {
        const float *x = fit->input->x + i * d;
        guint class, other;

        if (fit->weight[i] <= 0 || !class_of (fit, i, f, &class))
          continue;
        for (gsize k = 0; k < d; k++)
          fit->sum[class * d + k] += fit->weight[i] * (x[k] - fit->mean[k]);
        for (guint g = 0; g < N_FACTORS; g++)
          if (class_of (fit, i, g, &other))
            fit->count[(gsize) class * fit->n_all + other] += fit->weight[i];
      }
}

static void
centre (Fit *fit, guint factor)
{
  gsize d = fit->input->d;

  for (gsize k = 0; k < d; k++)
    {
      double sum = 0, n = 0;

      for (guint c = fit->first[factor]; c < fit->first[factor] + fit->n_classes[factor]; c++)
        if (fit->count[(gsize) c * fit->n_all + c] > 0)
          {
            double weight = factor == 0 ? fit->draws[c] : 1;

            sum += weight * fit->effect[c * d + k];
            n += weight;
          }
      for (guint c = fit->first[factor]; c < fit->first[factor] + fit->n_classes[factor]; c++)
        if (fit->count[(gsize) c * fit->n_all + c] > 0)
          fit->effect[c * d + k] -= sum / MAX (n, 1);
    }
}

/* Least squares by turns: each factor's effects given the others'. */
static void
solve (Fit *fit)
{
  gsize d = fit->input->d;

  memset (fit->effect, 0, fit->n_all * d * sizeof (double));
  for (guint sweep = 0; sweep < SWEEPS; sweep++)
    for (guint f = N_FACTORS; f-- > 0;)
      for (guint c = fit->first[f]; c < fit->first[f] + fit->n_classes[f]; c++)
        {
          double *effect = fit->effect + c * d;
          const double *count = fit->count + (gsize) c * fit->n_all;

          if (count[c] <= 0)
            continue;
          memcpy (effect, fit->sum + c * d, d * sizeof (double));
          for (guint other = 0; other < fit->n_all; other++)
            {
              const double *of_other = fit->effect + other * d;
              double n = count[other];

              if (n <= 0 || (other >= fit->first[f] && other < fit->first[f] + fit->n_classes[f]))
                continue;
              for (gsize k = 0; k < d; k++)
                effect[k] -= n * of_other[k];
            }
          for (gsize k = 0; k < d; k++)
            effect[k] /= count[c];
        }
  centre (fit, 0);
  centre (fit, 1);
}

static double
weight_of (const Fit *fit, guint factor, guint class)
{
  guint c = fit->first[factor] + class;

  if (fit->count[(gsize) c * fit->n_all + c] <= 0)
    return 0;
  return factor == 0 ? fit->draws[class] : 1;
}

/* tr (A B) of the effects of two factors: the sum of their squared inner products. */
static double
trace (const Fit *fit, guint f, guint g)
{
  gsize d = fit->input->d;
  double sum = 0;

  for (guint a = 0; a < fit->n_classes[f]; a++)
    for (guint b = 0; b < fit->n_classes[g]; b++)
      {
        double weight = weight_of (fit, f, a) * weight_of (fit, g, b), product = 0;
        const double *x = fit->effect + (fit->first[f] + a) * d;
        const double *y = fit->effect + (fit->first[g] + b) * d;

        if (weight <= 0)
          continue;
        for (gsize k = 0; k < d; k++)
          product += x[k] * y[k];
        sum += weight * product * product;
      }
  return sum;
}

static double
congruence (Fit *fit)
{
  double a, b;

  add_up (fit);
  solve (fit);
  a = trace (fit, 0, 0);
  b = trace (fit, 1, 1);
  return a > 0 && b > 0 ? trace (fit, 0, 1) / sqrt (a * b) : NAN;
}

/* Rows of a person count as often as the person is drawn. */
static void
weigh_rows (Fit *fit)
{
  for (gsize i = 0; i < fit->input->n; i++)
    fit->weight[i] = fit->left_out[i] ? 0 : fit->draws[fit->label[0][i]];
}

static void
draw_people (Fit *fit, FusRandom *random, const guint32 *people, guint n_people)
{
  memset (fit->draws, 0, fit->n_classes[0] * sizeof (double));
  for (guint i = 0; i < n_people; i++)
    fit->draws[people[fus_random_below (random, n_people)]]++;
}

/* People who have a row that counts. @people: [n_classes[0]] */
static guint
list_people (const Fit *fit, guint32 *people)
{
  g_autofree gboolean *seen = g_new0 (gboolean, fit->n_classes[0] + 1);
  guint n = 0;

  for (gsize i = 0; i < fit->input->n; i++)
    if (!fit->left_out[i])
      seen[fit->label[0][i]] = TRUE;
  for (guint person = 0; person < fit->n_classes[0]; person++)
    if (seen[person])
      people[n++] = person;
  return n;
}

/* Deals the expressions out anew among the rows that count. */
static void
shuffle (Fit *fit, FusRandom *random)
{
  g_autofree guint32 *labels = g_new (guint32, fit->input->n + 1);
  gsize n = 0;

  for (gsize i = 0; i < fit->input->n; i++)
    if (!fit->left_out[i])
      labels[n++] = (guint32) fit->shuffled[i];
  fus_random_shuffle (random, labels, n);
  n = 0;
  for (gsize i = 0; i < fit->input->n; i++)
    if (!fit->left_out[i])
      fit->shuffled[i] = (gint32) labels[n++];
}

gboolean
fus_align (FusAlignment *alignment, const FusAlignmentInput *input, const FusPoll *poll)
{
  g_auto (Fit) fit = { 0 };
  g_autofree guint32 *people = NULL;
  g_autofree double *rounds = g_new (double, input->n_rounds + 1);
  guint n_people, n_rounds = 0, n_shuffled = 0;
  double shuffled = 0;
  FusRandom random;

  *alignment = (FusAlignment){ NAN, NAN, NAN, NAN };
  fit_init (&fit, input);
  people = g_new (guint32, fit.n_classes[0] + 1);
  n_people = list_people (&fit, people);
  if (n_people < 2 || fit.n_classes[1] < 2)
    return TRUE;

  for (guint person = 0; person < fit.n_classes[0]; person++)
    fit.draws[person] = 1;
  weigh_rows (&fit);
  alignment->congruence = congruence (&fit);

  fus_random_seed (&random, input->seed, STREAM);
  for (guint round = 0; round < input->n_shuffles; round++)
    {
      double value;

      if (!fus_poll (poll))
        return FALSE;
      shuffle (&fit, &random);
      fit.label[1] = fit.shuffled;
      value = congruence (&fit);
      if (isnan (value))
        continue;
      shuffled += value;
      n_shuffled++;
    }
  if (n_shuffled > 0)
    alignment->shuffled = shuffled / n_shuffled;

  fit.label[1] = input->expression;
  for (guint round = 0; round < input->n_rounds; round++)
    {
      double value;

      if (!fus_poll (poll))
        return FALSE;
      draw_people (&fit, &random, people, n_people);
      weigh_rows (&fit);
      value = congruence (&fit);
      if (!isnan (value))
        rounds[n_rounds++] = value;
    }
  if (n_rounds > 0)
    {
      alignment->low = fus_quantile (rounds, n_rounds, 0.025);
      alignment->high = fus_quantile (rounds, n_rounds, 0.975);
    }
  return TRUE;
}
