/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/bootstrap.h"

#include "engine/random.h"
#include "analysis/statistics.h"

#include <math.h>

#define N 490

static void
fill (double *right, double share)
{
  for (gsize i = 0; i < N; i++)
    right[i] = i < share * N;
}

/* The interval of a mean of independent 0 / 1 values is known from the binomial distribution. */
static void
test_interval (void)
{
  double right[N];
  fill (right, 0.5);
  g_autoptr (FusBootstrap) boot = fus_bootstrap (right, NULL, N, 4000, 0.95, 1);
  g_assert_cmpfloat (boot->value, ==, 0.5);
  g_assert_cmpfloat_with_epsilon (boot->mean, 0.5, 0.002);
  double half = 1.96 * sqrt (0.25 / N);
  g_assert_cmpfloat_with_epsilon (boot->low, 0.5 - half, 0.004);
  g_assert_cmpfloat_with_epsilon (boot->high, 0.5 + half, 0.004);
  g_assert_cmpfloat (boot->low, ==, fus_quantile (boot->rounds, boot->n_rounds, 0.025));
  g_assert_cmpuint (boot->n_clusters, ==, 0);
}

static void
test_seed (void)
{
  double right[N];
  fill (right, 0.3);
  g_autoptr (FusBootstrap) a = fus_bootstrap (right, NULL, N, 100, 0.95, 7);
  g_autoptr (FusBootstrap) same = fus_bootstrap (right, NULL, N, 100, 0.95, 7);
  g_autoptr (FusBootstrap) other = fus_bootstrap (right, NULL, N, 100, 0.95, 8);
  g_assert_cmpmem (a->rounds, 100 * sizeof (double), same->rounds, 100 * sizeof (double));
  g_assert_cmpfloat (a->rounds[0] + a->rounds[1] + a->rounds[2], !=,
                     other->rounds[0] + other->rounds[1] + other->rounds[2]);
}

/* Two networks, one right on all the other is right on and on more: it must lead in every round. */
static void
test_paired_by_seed (void)
{
  double weak[N], strong[N];
  fill (weak, 0.5);
  fill (strong, 0.51);
  g_autoptr (FusBootstrap) a = fus_bootstrap (weak, NULL, N, 200, 0.95, 3);
  g_autoptr (FusBootstrap) b = fus_bootstrap (strong, NULL, N, 200, 0.95, 3);
  for (guint i = 0; i < 200; i++)
    g_assert_cmpfloat (b->rounds[i], >=, a->rounds[i]);
}

/* Frames of a person that are all right or all wrong count as one: 7 people make a wide interval.
 */
static void
test_clusters (void)
{
  double right[N];
  gint32 person[N];
  for (gsize i = 0; i < N; i++)
    {
      person[i] = (gint32) (1000 + i % 7);
      right[i] = i % 7 < 4;
    }
  g_autoptr (FusBootstrap) frames = fus_bootstrap (right, NULL, N, 1000, 0.95, 1);
  g_autoptr (FusBootstrap) people = fus_bootstrap (right, person, N, 1000, 0.95, 1);
  g_assert_cmpuint (people->n_clusters, ==, 7);
  g_assert_cmpfloat (people->value, ==, frames->value);
  g_assert_cmpfloat (people->high - people->low, >, 5 * (frames->high - frames->low));
  for (guint i = 0; i < people->n_rounds; i++)
    {
      double sevenths = people->rounds[i] * 7;
      g_assert_cmpfloat_with_epsilon (sevenths, round (sevenths), 1e-9);
    }
}

static void
test_constant (void)
{
  const double right[] = { 1, 1, 1 };
  g_autoptr (FusBootstrap) boot = fus_bootstrap (right, NULL, 3, 50, 0.95, 1);
  g_assert_cmpfloat (boot->low, ==, 1);
  g_assert_cmpfloat (boot->high, ==, 1);
  g_autoptr (FusBootstrap) one = fus_bootstrap (right, (gint32[]){ 5 }, 1, 50, 0.95, 1);
  g_assert_cmpuint (one->n_clusters, ==, 1);
  g_assert_cmpfloat (one->mean, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bootstrap/interval", test_interval);
  g_test_add_func ("/bootstrap/seed", test_seed);
  g_test_add_func ("/bootstrap/paired-by-seed", test_paired_by_seed);
  g_test_add_func ("/bootstrap/clusters", test_clusters);
  g_test_add_func ("/bootstrap/constant", test_constant);
  return g_test_run ();
}
