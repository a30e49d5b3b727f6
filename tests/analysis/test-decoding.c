/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/decoding.h"

#include "engine/random.h"

#include <math.h>
#include <string.h>

#define N_TRAIN 120
#define N_TEST 60
#define N_FEATURES 40

/* Rows that carry their class in a few features, on other scales, beside noise and a dead one. */
typedef struct
{
  float train[N_TRAIN * N_FEATURES], test[N_TEST * N_FEATURES];
  gint32 train_labels[N_TRAIN], test_labels[N_TEST], people[N_TRAIN];
  FusDecodingInput input;
} Fixture;

static void
fill_row (float *row, gint32 label, double signal, FusRandom *random)
{
  for (int f = 0; f < N_FEATURES; f++)
    {
      double value = fus_random_normal (random) + (f % 6 == label ? signal : 0);
      row[f] = (float) (f == 7 ? 3 : value * pow (10, f % 4) + 50);
    }
}

static void
fill (Fixture *f, double signal, gint32 n_classes)
{
  FusRandom random;
  fus_random_seed (&random, 9, 0);
  for (int i = 0; i < N_TRAIN; i++)
    {
      f->train_labels[i] = i % n_classes;
      f->people[i] = i / 12;
      fill_row (f->train + i * N_FEATURES, f->train_labels[i], signal, &random);
    }
  for (int i = 0; i < N_TEST; i++)
    {
      f->test_labels[i] = i % n_classes;
      fill_row (f->test + i * N_FEATURES, f->test_labels[i], signal, &random);
    }
  f->input = (FusDecodingInput){ f->train,        f->test,        N_TRAIN, N_TEST, N_FEATURES,
                                 f->train_labels, f->test_labels, NULL,    4000,   1 };
}

static void
test_clear_signal (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  fill (f, 3, 5);
  g_autoptr (FusDecoding) decoding = fus_decode (&f->input, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (decoding->accuracy, >=, 0.95);
  g_assert_cmpfloat (decoding->cross_accuracy, >=, 0.95);
  g_assert_cmpfloat_with_epsilon (decoding->chance, 0.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (decoding->majority, 0.2, 1e-12);
  g_assert_cmpuint (decoding->n_classes, ==, 5);
  g_assert_cmpuint (decoding->n_trained, ==, N_TRAIN);
  g_assert_cmpuint (decoding->n_live, ==, N_FEATURES - 1);
  gsize n_right = 0;
  for (int i = 0; i < N_TEST; i++)
    {
      g_assert_cmpint (decoding->right[i], ==, decoding->predicted[i] == f->test_labels[i]);
      n_right += decoding->right[i];
    }
  g_assert_cmpfloat_with_epsilon (decoding->accuracy, (double) n_right / N_TEST, 1e-12);
}

static void
test_no_signal (Fixture *f, gconstpointer data)
{
  fill (f, 0, 5);
  g_autoptr (FusDecoding) decoding = fus_decode (&f->input, NULL, NULL, NULL);
  /* 60 fair draws of a fifth: 0.2 ± 4 standard deviations of 0.052. */
  g_assert_cmpfloat_with_epsilon (decoding->accuracy, 0.2, 0.21);
}

static void
test_deterministic (Fixture *f, gconstpointer data)
{
  fill (f, 0.7, 5);
  g_autoptr (FusDecoding) one = fus_decode (&f->input, NULL, NULL, NULL);
  g_autoptr (FusDecoding) same = fus_decode (&f->input, NULL, NULL, NULL);
  g_assert_cmpmem (one->predicted, sizeof f->test_labels, same->predicted, sizeof f->test_labels);
  g_assert_cmpfloat (one->c, ==, same->c);
  g_assert_cmpfloat (one->accuracy, >, 0.3);
  g_assert_cmpfloat (one->accuracy, <, 0.95);
}

/* A person's rows share a feature that gives away the class, but only of that person: folds by row
 * believe in it, folds by person do not. */
static void
test_folds_by_person (Fixture *f, gconstpointer data)
{
  fill (f, 0, 2);
  for (int i = 0; i < N_TRAIN; i++)
    {
      f->train_labels[i] = f->people[i] % 2;
      for (int k = 0; k < 10; k++)
        f->train[i * N_FEATURES + 10 + k] = k == f->people[i] ? 4 : 0;
    }
  g_autoptr (FusDecoding) by_row = fus_decode (&f->input, NULL, NULL, NULL);
  f->input.train_people = f->people;
  g_autoptr (FusDecoding) by_person = fus_decode (&f->input, NULL, NULL, NULL);
  g_assert_cmpfloat (by_row->cross_accuracy, >, 0.95);
  g_assert_cmpfloat (by_person->cross_accuracy, <, 0.7);
}

static void
test_unreadable_rows (Fixture *f, gconstpointer data)
{
  fill (f, 3, 5);
  for (int k = 0; k < N_FEATURES; k++)
    {
      f->train[3 * N_FEATURES + k] = NAN;
      f->test[5 * N_FEATURES + k] = NAN;
    }
  g_autoptr (FusDecoding) decoding = fus_decode (&f->input, NULL, NULL, NULL);
  g_assert_cmpuint (decoding->n_trained, ==, N_TRAIN - 1);
  g_assert_cmpint (decoding->predicted[5], ==, -1);
  g_assert_cmpint (decoding->right[5], ==, 0);
  g_assert_cmpfloat (decoding->accuracy, >=, 0.95);
}

static void
test_thinned (Fixture *f, gconstpointer data)
{
  fill (f, 3, 5);
  /* Nine tenths of the rows are of class 0. */
  for (int i = 0; i < N_TRAIN; i++)
    if (i % 10 != 0)
      f->train_labels[i] = 0;
    else
      f->train_labels[i] = 1 + i / 10 % 4;
  f->input.max_train = 20;
  g_autoptr (FusDecoding) decoding = fus_decode (&f->input, NULL, NULL, NULL);
  g_assert_cmpuint (decoding->n_trained, ==, 20);
  g_assert_cmpuint (decoding->n_classes, ==, 5);
}

static void
test_dead_features (Fixture *f, gconstpointer data)
{
  fill (f, 3, 5);
  memset (f->train, 0, sizeof f->train);
  g_autoptr (FusDecoding) decoding = fus_decode (&f->input, NULL, NULL, NULL);
  g_assert_cmpuint (decoding->n_live, ==, 0);
  g_assert_cmpfloat (decoding->accuracy, <=, 0.21);
}

static void
test_too_little (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  fill (f, 3, 1);
  g_assert_null (fus_decode (&f->input, NULL, NULL, &error));
  g_assert_error (error, FUS_ANALYSIS_ERROR, FUS_ANALYSIS_ERROR_DATA);
  g_clear_error (&error);

  fill (f, 3, 5);
  memset (f->people, 0, sizeof f->people);
  f->input.train_people = f->people;
  g_assert_null (fus_decode (&f->input, NULL, NULL, &error));
  g_assert_error (error, FUS_ANALYSIS_ERROR, FUS_ANALYSIS_ERROR_DATA);
  g_clear_error (&error);

  fill (f, 3, 5);
  f->input.n_train = 0;
  g_assert_null (fus_decode (&f->input, NULL, NULL, &error));
  g_assert_error (error, FUS_ANALYSIS_ERROR, FUS_ANALYSIS_ERROR_DATA);
}

static gboolean
count_down (gpointer data)
{
  guint *left = data;
  return (*left)-- > 0;
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  fill (f, 1, 5);
  for (guint polls = 0; polls < 26; polls += 5)
    {
      g_autoptr (GError) error = NULL;
      guint left = polls;
      FusPoll poll = { count_down, &left };
      g_assert_null (fus_decode (&f->input, &poll, NULL, &error));
      g_assert_no_error (error);
    }
}

static gboolean
count_up (gpointer data)
{
  (*(guint *) data)++;
  return TRUE;
}

/* Whoever computes is asked between any two pairs of classes, and while a long one is fitted. */
static void
test_asked_often (Fixture *f, gconstpointer data)
{
  enum
  {
    N_CLASSES = 60,
    N_LONG = 800
  };
  g_autofree float *x = g_new (float, N_LONG * 2);
  g_autofree gint32 *labels = g_new (gint32, N_LONG);
  guint polls = 0;
  const FusPoll poll = { count_up, &polls };
  FusDecodingInput input = { .train = x,
                             .test = x,
                             .n_train = 2 * N_CLASSES,
                             .n_features = 2,
                             .train_labels = labels,
                             .test_labels = labels,
                             .max_train = N_LONG,
                             .seed = 1 };
  FusRandom random;
  guint left = 40;
  const FusPoll cancel = { count_down, &left };

  fus_random_seed (&random, 1, 2);
  for (guint i = 0; i < N_LONG; i++)
    {
      x[2 * i] = (float) fus_random_uniform (&random);
      x[2 * i + 1] = (float) fus_random_uniform (&random);
      labels[i] = (gint32) i % N_CLASSES;
    }
  g_autoptr (FusDecoding) many = fus_decode (&input, &poll, NULL, NULL);
  g_assert_nonnull (many);
  /* Five values of C, five folds, each with about all pairs. */
  g_assert_cmpuint (polls, >, 20 * N_CLASSES * (N_CLASSES - 1) / 2);

  /* Two classes that cannot be told apart: given up in the middle of a pair. */
  for (guint i = 0; i < N_LONG; i++)
    labels[i] = (gint32) i % 2;
  input.n_train = N_LONG;
  g_assert_null (fus_decode (&input, &cancel, NULL, NULL));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, NULL, function, NULL)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/decoding/clear-signal", test_clear_signal);
  ADD ("/decoding/no-signal", test_no_signal);
  ADD ("/decoding/deterministic", test_deterministic);
  ADD ("/decoding/folds-by-person", test_folds_by_person);
  ADD ("/decoding/unreadable-rows", test_unreadable_rows);
  ADD ("/decoding/thinned", test_thinned);
  ADD ("/decoding/dead-features", test_dead_features);
  ADD ("/decoding/too-little", test_too_little);
  ADD ("/decoding/cancelled", test_cancelled);
  ADD ("/decoding/asked-often", test_asked_often);
  return g_test_run ();
}
