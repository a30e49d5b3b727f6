/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/random.h"

#include <math.h>
#include <string.h>

/* The first numbers of the authors' C code (prng.di.unimi.it) from the state 1, 2, 3, 4. */
static void
test_known_sequence (void)
{
  FusRandom random = { { 1, 2, 3, 4 } };

  g_assert_cmpuint (fus_random_next (&random), ==, 11520);
  g_assert_cmpuint (fus_random_next (&random), ==, 0);
  g_assert_cmpuint (fus_random_next (&random), ==, 1509978240);
  g_assert_cmpuint (fus_random_next (&random), ==, G_GUINT64_CONSTANT (1215971899390074240));
}

/* splitmix64's published first values for the seed 1234567 are the state. */
static void
test_known_seeding (void)
{
  FusRandom random;

  fus_random_seed (&random, 1234567, 0);
  g_assert_cmpuint (random.state[0], ==, G_GUINT64_CONSTANT (6457827717110365317));
  g_assert_cmpuint (random.state[1], ==, G_GUINT64_CONSTANT (3203168211198807973));
  g_assert_cmpuint (random.state[2], ==, G_GUINT64_CONSTANT (9817491932198370423));
  g_assert_cmpuint (random.state[3], ==, G_GUINT64_CONSTANT (4593380528125082431));
  fus_random_seed (&random, 0, 0);
  g_assert_cmpuint (fus_random_next (&random), ==, G_GUINT64_CONSTANT (11091344671253066420));
}

static void
test_streams_differ (void)
{
  FusRandom a, b, c;

  fus_random_seed (&a, 7, 1);
  fus_random_seed (&b, 7, 2);
  fus_random_seed (&c, 8, 1);
  g_assert_cmpint (memcmp (&a, &b, sizeof a), !=, 0);
  g_assert_cmpint (memcmp (&a, &c, sizeof a), !=, 0);
  fus_random_seed (&b, 7, 1);
  g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
}

static void
test_uniform (void)
{
  FusRandom random;
  double sum = 0;
  const guint n = 100000;

  fus_random_seed (&random, 1, 0);
  for (guint i = 0; i < n; i++)
    {
      double u = fus_random_uniform (&random);

      g_assert_cmpfloat (u, >=, 0);
      g_assert_cmpfloat (u, <, 1);
      sum += u;
    }
  /* Standard error of the mean: 0.289 / sqrt (n) = 0.0009; five of them. */
  g_assert_cmpfloat_with_epsilon (sum / n, 0.5, 0.0046);
}

static void
test_below_covers_evenly (void)
{
  FusRandom random;
  guint counts[7] = { 0 };
  const guint n = 70000;

  fus_random_seed (&random, 2, 0);
  for (guint i = 0; i < n; i++)
    counts[fus_random_below (&random, 7)]++;
  for (guint i = 0; i < 7; i++)
    g_assert_cmpfloat_with_epsilon (counts[i], n / 7.0, 5 * sqrt (n / 7.0));
  g_assert_cmpuint (fus_random_below (&random, 1), ==, 0);
}

static void
test_normal_moments (void)
{
  FusRandom random;
  double sum[5] = { 0 };
  guint beyond_2 = 0;
  const guint n = 200000;

  fus_random_seed (&random, 3, 0);
  for (guint i = 0; i < n; i++)
    {
      double x = fus_random_normal (&random);

      for (guint k = 1; k <= 4; k++)
        sum[k] += pow (x, k);
      beyond_2 += fabs (x) > 2;
    }
  /* Five standard errors: sqrt (1, 2, 15, 96 / n). */
  g_assert_cmpfloat_with_epsilon (sum[1] / n, 0, 0.012);
  g_assert_cmpfloat_with_epsilon (sum[2] / n, 1, 0.016);
  g_assert_cmpfloat_with_epsilon (sum[3] / n, 0, 0.044);
  g_assert_cmpfloat_with_epsilon (sum[4] / n, 3, 0.11);
  g_assert_cmpfloat_with_epsilon ((double) beyond_2 / n, 0.0455, 0.0024);
}

static void
test_shuffle_permutes (void)
{
  FusRandom random;
  guint32 items[52];
  gboolean seen[52] = { FALSE };
  guint n_moved = 0;

  fus_random_seed (&random, 4, 0);
  for (guint i = 0; i < 52; i++)
    items[i] = i;
  fus_random_shuffle (&random, items, 52);
  for (guint i = 0; i < 52; i++)
    {
      g_assert_cmpuint (items[i], <, 52);
      g_assert_false (seen[items[i]]);
      seen[items[i]] = TRUE;
      n_moved += items[i] != i;
    }
  g_assert_cmpuint (n_moved, >, 40);
  fus_random_shuffle (&random, NULL, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/random/known-sequence", test_known_sequence);
  g_test_add_func ("/engine/random/known-seeding", test_known_seeding);
  g_test_add_func ("/engine/random/streams", test_streams_differ);
  g_test_add_func ("/engine/random/uniform", test_uniform);
  g_test_add_func ("/engine/random/below", test_below_covers_evenly);
  g_test_add_func ("/engine/random/normal", test_normal_moments);
  g_test_add_func ("/engine/random/shuffle", test_shuffle_permutes);
  return g_test_run ();
}
