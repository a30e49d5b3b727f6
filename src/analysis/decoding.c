/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/decoding.h"

#include "engine/random.h"
#include "analysis/svm.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_FOLDS 5
/* Tells decoding's random numbers from others that come from a study's seed. */
#define STREAM 0x6465636f

/* With rows of mean square norm 1, at 0.01 nearly every row is a support vector (the nearest mean
 * decides), at 100 the margin is hard. */
static const double candidates[] = { 0.01, 0.1, 1, 10, 100 };

/* The training rows that are used, standardised. */
typedef struct
{
  gsize n, n_live;
  gsize *rows;  /* [n], in the input */
  gsize *live;  /* [n_live], features of the input */
  float *mean;  /* [n_live] */
  float *scale; /* [n_live], 1 / (standard deviation x sqrt (n_live)) */
  float *x;     /* [n, n_live] */
  gint32 *labels;
  gint32 n_labels; /* labels are below this */
  guint n_classes;
  guint8 *fold; /* [n] */
  guint n_folds;
} Training;

static void
training_clear (Training *training)
{
  g_free (training->rows);
  g_free (training->live);
  g_free (training->mean);
  g_free (training->scale);
  g_free (training->x);
  g_free (training->labels);
  g_free (training->fold);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Training, training_clear)

static gboolean
is_readable (const float *row, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (isnan (row[i]))
      return FALSE;
  return TRUE;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  gsize x = *(const gsize *) a, y = *(const gsize *) b;
  return (x > y) - (x < y);
}

/* Shuffles the readable rows, and keeps at most max_train of them: one of each class in turn. */
static void
choose_rows (Training *training, const FusDecodingInput *input, FusRandom *random)
{
  g_autofree guint32 *order = g_new (guint32, input->n_train);
  gsize n = 0;
  for (gsize i = 0; i < input->n_train; i++)
    if (is_readable (input->train + i * input->n_features, input->n_features))
      {
        order[n++] = (guint32) i;
        training->n_labels = MAX (training->n_labels, input->train_labels[i] + 1);
      }
  fus_random_shuffle (random, order, n);

  g_autofree guint32 *turn = g_new0 (guint32, MAX (training->n_labels, 1));
  g_autofree guint32 *turn_of_row = g_new (guint32, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    turn_of_row[i] = turn[input->train_labels[order[i]]]++;
  training->rows = g_new (gsize, MAX (n, 1));
  for (guint32 t = 0; training->n < MIN (n, input->max_train); t++)
    for (gsize i = 0; i < n && training->n < input->max_train; i++)
      if (turn_of_row[i] == t)
        training->rows[training->n++] = order[i];
  qsort (training->rows, training->n, sizeof (gsize), compare_rows);

  training->labels = g_new (gint32, MAX (training->n, 1));
  memset (turn, 0, (gsize) training->n_labels * sizeof *turn);
  for (gsize i = 0; i < training->n; i++)
    {
      training->labels[i] = input->train_labels[training->rows[i]];
      training->n_classes += turn[training->labels[i]]++ == 0;
    }
}

/* Each person's rows go into one fold; without people, each class is spread over all folds. */
static void
make_folds (Training *training, const FusDecodingInput *input, FusRandom *random)
{
  g_autofree guint32 *order = g_new (guint32, training->n);
  for (gsize i = 0; i < training->n; i++)
    order[i] = (guint32) i;
  fus_random_shuffle (random, order, training->n);
  training->fold = g_new (guint8, training->n);

  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  gsize n_units = training->n;
  for (gsize i = 0; input->train_people && i < training->n; i++)
    {
      gpointer person = GINT_TO_POINTER (input->train_people[training->rows[order[i]]]);
      if (!g_hash_table_contains (numbers, person))
        g_hash_table_insert (numbers, person, GUINT_TO_POINTER (g_hash_table_size (numbers)));
      n_units = g_hash_table_size (numbers);
    }
  training->n_folds = (guint) MIN (MAX_FOLDS, n_units);
  if (training->n_folds < 2)
    return;

  guint dealt = 0;
  if (input->train_people)
    for (gsize i = 0; i < training->n; i++)
      {
        gpointer person = GINT_TO_POINTER (input->train_people[training->rows[i]]);
        guint number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, person));
        training->fold[i] = (guint8) (number % training->n_folds);
      }
  else
    for (gint32 label = 0; label < training->n_labels; label++)
      for (gsize i = 0; i < training->n; i++)
        if (training->labels[order[i]] == label)
          training->fold[order[i]] = (guint8) (dealt++ % training->n_folds);
}

static void
find_live_features (Training *training, const FusDecodingInput *input)
{
  gsize d = input->n_features;
  g_autofree double *sum = g_new0 (double, d);
  g_autofree double *squares = g_new0 (double, d);
  for (gsize i = 0; i < training->n; i++)
    for (gsize f = 0; f < d; f++)
      sum[f] += input->train[training->rows[i] * d + f];
  for (gsize i = 0; i < training->n; i++)
    for (gsize f = 0; f < d; f++)
      {
        double off = input->train[training->rows[i] * d + f] - sum[f] / (double) training->n;
        squares[f] += off * off;
      }

  training->live = g_new (gsize, MAX (d, 1));
  training->mean = g_new (float, MAX (d, 1));
  training->scale = g_new (float, MAX (d, 1));
  for (gsize f = 0; f < d; f++)
    {
      double mean = sum[f] / (double) training->n;
      double variance = squares[f] / (double) training->n;
      /* Below float's own grain around the mean nothing varies. */
      if (variance <= 1e-13 * mean * mean)
        continue;
      training->live[training->n_live] = f;
      training->mean[training->n_live] = (float) mean;
      training->scale[training->n_live++] = (float) (1 / sqrt (variance));
    }
  for (gsize f = 0; f < training->n_live; f++)
    training->scale[f] /= sqrtf ((float) training->n_live);
}

/* out: [n_live] */
static void
standardize (const Training *training, float *out, const float *row)
{
  for (gsize f = 0; f < training->n_live; f++)
    out[f] = (row[training->live[f]] - training->mean[f]) * training->scale[f];
}

/* How far all fits are, of which there is one for each fold and candidate, and the last. */
typedef struct
{
  const FusProgress *whole;
  guint n, begun;
  FusProgress of_step;
} Steps;

static void
report_step (gpointer data, double share)
{
  const Steps *steps = data;
  steps->whole->report (steps->whole->data, (steps->begun - 1 + share) / steps->n);
}

/* The progress of the next fit; NULL where nobody asks. */
static const FusProgress *
next_step (Steps *steps)
{
  steps->begun++;
  steps->of_step = (FusProgress){ report_step, steps };
  return steps->whole != NULL ? &steps->of_step : NULL;
}

/* Share of the training rows that the machines fitted to the other folds get right, or -1 where
 * @poll cancelled. */
static double
cross_validate (const Training *training, const FusGram *gram, double c, const FusPoll *poll,
                Steps *steps)
{
  gsize n_right = 0;
  g_autofree gsize *rows = g_new (gsize, training->n);
  for (guint fold = 0; fold < training->n_folds; fold++)
    {
      gsize n = 0;
      for (gsize i = 0; i < training->n; i++)
        if (training->fold[i] != fold)
          rows[n++] = i;
      g_autoptr (FusSvm) svm
          = fus_svm_fit (gram, rows, n, training->labels, c, poll, next_step (steps));
      if (svm == NULL)
        return -1;
      for (gsize i = 0; i < training->n; i++)
        if (training->fold[i] == fold && !fus_poll (poll))
          return -1;
        else if (training->fold[i] == fold)
          n_right += fus_svm_predict_row (svm, i) == training->labels[i];
    }
  return (double) n_right / (double) training->n;
}

static gboolean
choose_c (FusDecoding *decoding, const Training *training, const FusGram *gram, const FusPoll *poll,
          Steps *steps)
{
  decoding->cross_accuracy = -1;
  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      double accuracy = cross_validate (training, gram, candidates[i], poll, steps);
      if (accuracy < 0)
        return FALSE;
      if (accuracy > decoding->cross_accuracy)
        {
          decoding->cross_accuracy = accuracy;
          decoding->c = candidates[i];
        }
    }
  return TRUE;
}

static gint32
most_frequent (const Training *training)
{
  g_autofree gsize *count = g_new0 (gsize, training->n_labels);
  gint32 best = 0;
  for (gsize i = 0; i < training->n; i++)
    count[training->labels[i]]++;
  for (gint32 label = 1; label < training->n_labels; label++)
    if (count[label] > count[best])
      best = label;
  return best;
}

static gboolean
test (FusDecoding *decoding, const Training *training, const FusDecodingInput *input,
      const FusSvm *svm, const FusPoll *poll)
{
  g_autofree float *x = g_new (float, MAX (input->n_test * training->n_live, 1));
  g_autofree gsize *kept = g_new (gsize, MAX (input->n_test, 1));
  g_autofree gint32 *labels = g_new (gint32, MAX (input->n_test, 1));
  gsize n = 0;
  for (gsize i = 0; i < input->n_test; i++)
    {
      const float *row = input->test + i * input->n_features;
      decoding->predicted[i] = -1;
      if (!is_readable (row, input->n_features))
        continue;
      standardize (training, x + n * training->n_live, row);
      kept[n++] = i;
    }
  if (!fus_svm_predict (svm, labels, x, n, poll))
    return FALSE;

  gint32 frequent = most_frequent (training);
  gsize n_right = 0, n_frequent = 0;
  for (gsize i = 0; i < n; i++)
    {
      gint32 truth = input->test_labels[kept[i]];
      decoding->predicted[kept[i]] = labels[i];
      decoding->right[kept[i]] = labels[i] == truth;
      n_right += labels[i] == truth;
      n_frequent += truth == frequent;
    }
  decoding->accuracy = n > 0 ? (double) n_right / (double) n : NAN;
  decoding->majority = n > 0 ? (double) n_frequent / (double) n : NAN;
  return TRUE;
}

FusDecoding *
fus_decode (const FusDecodingInput *input, const FusPoll *poll, const FusProgress *progress,
            GError **error)
{
  g_auto (Training) training = { 0 };
  FusRandom random;
  fus_random_seed (&random, input->seed, STREAM);
  choose_rows (&training, input, &random);
  if (training.n_classes >= 2)
    make_folds (&training, input, &random);
  if (training.n_classes < 2 || training.n_folds < 2)
    {
      g_set_error (error, FUS_ANALYSIS_ERROR, FUS_ANALYSIS_ERROR_DATA,
                   _ ("Decoding needs training frames of at least two classes and two people; "
                      "there are %zu frames of %u classes."),
                   training.n, training.n_classes);
      return NULL;
    }
  find_live_features (&training, input);
  training.x = g_new (float, MAX (training.n * training.n_live, 1));
  for (gsize i = 0; i < training.n; i++)
    standardize (&training, training.x + i * training.n_live,
                 input->train + training.rows[i] * input->n_features);

  g_autoptr (FusDecoding) decoding = g_new0 (FusDecoding, 1);
  g_autoptr (FusGram) gram = fus_gram_new (training.x, training.n, training.n_live, poll);
  Steps steps
      = { .whole = progress, .n = (guint) G_N_ELEMENTS (candidates) * training.n_folds + 1 };
  if (gram == NULL || !choose_c (decoding, &training, gram, poll, &steps))
    return NULL;
  g_autofree gsize *all = g_new (gsize, training.n);
  for (gsize i = 0; i < training.n; i++)
    all[i] = i;
  g_autoptr (FusSvm) svm
      = fus_svm_fit (gram, all, training.n, training.labels, decoding->c, poll, next_step (&steps));
  if (svm == NULL)
    return NULL;

  decoding->n_test = input->n_test;
  decoding->predicted = g_new (gint32, MAX (input->n_test, 1));
  decoding->right = g_new0 (guint8, MAX (input->n_test, 1));
  decoding->n_classes = training.n_classes;
  decoding->chance = 1.0 / training.n_classes;
  decoding->n_trained = training.n;
  decoding->n_live = training.n_live;
  if (!test (decoding, &training, input, svm, poll))
    return NULL;
  if (progress)
    progress->report (progress->data, 1);
  return g_steal_pointer (&decoding);
}

void
fus_decoding_free (FusDecoding *decoding)
{
  if (decoding == NULL)
    return;
  g_free (decoding->predicted);
  g_free (decoding->right);
  g_free (decoding);
}
