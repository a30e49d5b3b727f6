/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/bootstrap.h"

#include "engine/random.h"
#include "analysis/statistics.h"
#include <math.h>

/* Tells the bootstrap's random numbers from others that come from a study's seed. */
#define STREAM 0x626f6f74

/* Sum and number of the values of each cluster: all that a round needs to know. */
typedef struct
{
  double sum;
  double count;
} Cluster;

static GArray *
collect_clusters (const double *values, const gint32 *clusters, gsize n)
{
  GArray *result = g_array_new (FALSE, TRUE, sizeof (Cluster));
  g_autoptr (GHashTable) index_of = g_hash_table_new (NULL, NULL);
  for (gsize i = 0; i < n; i++)
    {
      gpointer key = GINT_TO_POINTER (clusters ? clusters[i] : (gint32) i), at;
      if (clusters == NULL || !g_hash_table_lookup_extended (index_of, key, NULL, &at))
        {
          at = GUINT_TO_POINTER (result->len);
          if (clusters)
            g_hash_table_insert (index_of, key, at);
          g_array_set_size (result, result->len + 1);
        }
      Cluster *cluster = &g_array_index (result, Cluster, GPOINTER_TO_UINT (at));
      cluster->sum += values[i];
      cluster->count++;
    }
  return result;
}

FusBootstrap *
fus_bootstrap (const double *values, const gint32 *clusters, gsize n, guint n_rounds, double level,
               guint64 seed)
{
  g_assert (n > 0 && n < G_MAXINT32 && n_rounds > 0 && level > 0 && level < 1);
  FusBootstrap *result = g_new0 (FusBootstrap, 1);
  g_autoptr (GArray) units = collect_clusters (values, clusters, n);
  const Cluster *unit = (const Cluster *) units->data;
  FusRandom random;
  fus_random_seed (&random, seed, STREAM);

  result->n = n;
  result->n_clusters = clusters ? units->len : 0;
  result->level = level;
  result->n_rounds = n_rounds;
  result->rounds = g_new (double, n_rounds);
  double total = 0;
  for (gsize i = 0; i < n; i++)
    total += values[i];
  result->value = total / (double) n;
  for (guint round = 0; round < n_rounds; round++)
    {
      double sum = 0, count = 0;
      for (guint i = 0; i < units->len; i++)
        {
          guint32 drawn = fus_random_below (&random, units->len);
          sum += unit[drawn].sum;
          count += unit[drawn].count;
        }
      result->rounds[round] = sum / count;
      result->mean += result->rounds[round];
    }
  result->mean /= n_rounds;
  result->low = fus_quantile (result->rounds, n_rounds, (1 - level) / 2);
  result->high = fus_quantile (result->rounds, n_rounds, (1 + level) / 2);
  return result;
}

void
fus_bootstrap_free (FusBootstrap *bootstrap)
{
  if (bootstrap == NULL)
    return;
  g_free (bootstrap->rounds);
  g_free (bootstrap);
}
