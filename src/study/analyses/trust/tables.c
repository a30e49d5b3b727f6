/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/trust/tables.h"

#include "study/analyses/trust/head.h"

#include <math.h>

enum
{
  SCORES,
  DELETION,
  RANDOMIZATION,
  FLIP,
};

/* The two columns that name a quantity, after network and task; the others are the same in all. */
static const char *const scores_columns[]
    = { "network", "task", "map", "quantity", "value", "low", "high", "n", "undefined", NULL };
static const char *const deletion_columns[] = { "network",     "task", "removed", "share",
                                                "probability", "low",  "high",    "n",
                                                "undefined",   NULL };
static const char *const randomization_columns[]
    = { "network", "task", "random_from", "similarity", "value",
        "low",     "high", "n",           "undefined",  NULL };
static const char *const flip_columns[]
    = { "network", "task", "of", "quantity", "value", "low", "high", "n", "undefined", NULL };

/* Where a quantity stands: its table, and what its two columns say. */
typedef struct
{
  guint table;
  const char *first;
  const char *second;
} Place;

static const char *const shares[FUS_N_DELETION_SHARES]
    = { "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9" };
static const char *const orders[FUS_N_TRUST_ORDERS] = { "most", "least", "random" };

/* Those after FUS_TRUST_SSIM, in their order. */
static const Place single_places[] = {
  { RANDOMIZATION, "other frame", "spearman" },
  { RANDOMIZATION, "other frame", "ssim" },
  { FLIP, "map", "spearman" },
  { FLIP, "map", "ssim" },
  { FLIP, "asymmetry", "whole" },
  { FLIP, "asymmetry", "face" },
  { FLIP, "asymmetry", "place" },
  { FLIP, "size", "face" },
  { FLIP, "size", "place" },
  { FLIP, "class", "same" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (single_places) == FUS_N_TRUST_QUANTITIES - FUS_TRUST_OTHER_SPEARMAN);

static Place
place_of (guint quantity)
{
  guint k;

  if (quantity == FUS_TRUST_INTACT)
    return (Place){ DELETION, "none", "0" };
  if (quantity < FUS_TRUST_SCORE)
    {
      k = quantity - FUS_TRUST_PROBABILITY;
      return (Place){ DELETION, orders[k / FUS_N_DELETION_SHARES],
                      shares[k % FUS_N_DELETION_SHARES] };
    }
  if (quantity < FUS_TRUST_RANDOM_SCORE)
    return (Place){ SCORES, fus_map_method_name ((FusMapMethod) (quantity - FUS_TRUST_SCORE)),
                    "score" };
  if (quantity == FUS_TRUST_RANDOM_SCORE)
    return (Place){ SCORES, "random", "score" };
  if (quantity == FUS_TRUST_BEATEN)
    return (Place){ SCORES, fus_map_method_name (FUS_MAP_METHOD_GRADCAM), "beaten" };
  if (quantity < FUS_TRUST_SPEARMAN)
    return (Place){ SCORES,
                    fus_map_method_name ((FusMapMethod) (quantity - FUS_TRUST_RANDOM_SPEARMAN)),
                    "spearman-random-weights" };
  if (quantity < FUS_TRUST_SSIM)
    return (Place){ RANDOMIZATION, fus_layer_name ((FusLayer) (quantity - FUS_TRUST_SPEARMAN)),
                    "spearman" };
  if (quantity < FUS_TRUST_OTHER_SPEARMAN)
    return (Place){ RANDOMIZATION, fus_layer_name ((FusLayer) (quantity - FUS_TRUST_SSIM)),
                    "ssim" };
  return single_places[quantity - FUS_TRUST_OTHER_SPEARMAN];
}

static gboolean
is_measured (guint quantity)
{
  if (quantity >= FUS_TRUST_SCORE && quantity < FUS_TRUST_RANDOM_SCORE)
    return fus_head_trust_has_method ((FusMapMethod) (quantity - FUS_TRUST_SCORE));
  if (quantity >= FUS_TRUST_RANDOM_SPEARMAN && quantity < FUS_TRUST_SPEARMAN)
    return fus_head_trust_has_method ((FusMapMethod) (quantity - FUS_TRUST_RANDOM_SPEARMAN));
  return TRUE;
}

/* Writing */

static void
add_row (FusTable *table, FusNetworkKind kind, FusTask task, const Place *place,
         const FusTrustNumber *number)
{
  fus_table_add_string (table, fus_network_kind_name (kind));
  fus_table_add_string (table, fus_task_name (task));
  fus_table_add_string (table, place->first);
  fus_table_add_string (table, place->second);
  fus_table_add_double (table, number->value);
  fus_table_add_double (table, number->low);
  fus_table_add_double (table, number->high);
  fus_table_add_int (table, number->n);
  fus_table_add_int (table, number->n_undefined);
}

static void
write_table (gconstpointer result, FusTable *table, guint t)
{
  const FusStudyTrust *trust = result;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      for (guint q = 0; trust->head[kind][task] != NULL && q < FUS_N_TRUST_QUANTITIES; q++)
        {
          Place place = place_of (q);

          if (place.table == t && is_measured (q))
            add_row (table, kind, task, &place, &trust->head[kind][task]->number[q]);
        }
}

static void
write_scores (gconstpointer result, FusStudy *study, FusTable *table)
{
  write_table (result, table, SCORES);
}

static void
write_deletion (gconstpointer result, FusStudy *study, FusTable *table)
{
  write_table (result, table, DELETION);
}

static void
write_randomization (gconstpointer result, FusStudy *study, FusTable *table)
{
  write_table (result, table, RANDOMIZATION);
}

static void
write_flip (gconstpointer result, FusStudy *study, FusTable *table)
{
  write_table (result, table, FLIP);
}

/* Reading */

/* What is not measured, and so not in a table, is not known. */
static FusHeadTrust *
new_head (void)
{
  FusHeadTrust *head = g_new (FusHeadTrust, 1);

  for (guint q = 0; q < FUS_N_TRUST_QUANTITIES; q++)
    head->number[q] = (FusTrustNumber){ NAN, NAN, NAN, 0, 0 };
  return head;
}

/* No table names a quantity as another one does. */
static int
find_quantity (const char *first, const char *second)
{
  for (guint q = 0; q < FUS_N_TRUST_QUANTITIES; q++)
    {
      Place place = place_of (q);

      if (is_measured (q) && g_str_equal (place.first, first) && g_str_equal (place.second, second))
        return (int) q;
    }
  return -1;
}

static gboolean
read_row (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  int quantity = find_quantity (fus_table_reader_text (row, 2), fus_table_reader_text (row, 3));
  FusHeadTrust **head;
  FusTask task;
  FusTrustNumber *number;

  if (quantity < 0 || !fus_task_parse (fus_table_reader_text (row, 1), &task))
    return FALSE;
  head = &((FusStudyTrust *) work->result)->head[kind][task];
  if (*head == NULL)
    *head = new_head ();
  number = &(*head)->number[quantity];
  return fus_table_reader_double (row, 4, &number->value)
         && fus_table_reader_double (row, 5, &number->low)
         && fus_table_reader_double (row, 6, &number->high)
         && fus_table_reader_uint (row, 7, G_MAXUINT, &number->n)
         && fus_table_reader_uint (row, 8, G_MAXUINT, &number->n_undefined);
}

/* A file that was cut short is no use. */
gboolean
fus_trust_tables_restore (FusAnalysisWork *work, FusNetworkKind kind)
{
  const FusStudyTrust *trust = work->result;
  guint n_measured = 0, n_heads = 0, n_rows = 0;

  for (guint q = 0; q < FUS_N_TRUST_QUANTITIES; q++)
    n_measured += is_measured (q);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    n_heads += trust->head[kind][task] != NULL;
  for (guint t = 0; t < FUS_N_TRUST_TABLES; t++)
    n_rows += work->n_rows[t][kind];
  return n_heads > 0 && n_rows == n_heads * n_measured;
}

const FusResultTable fus_trust_tables[FUS_N_TRUST_TABLES] = {
  [SCORES] = { "trust_scores", scores_columns, TRUE, write_scores, read_row },
  [DELETION] = { "trust_deletion", deletion_columns, FALSE, write_deletion, read_row },
  [RANDOMIZATION]
  = { "trust_randomization", randomization_columns, TRUE, write_randomization, read_row },
  [FLIP] = { "trust_flip", flip_columns, TRUE, write_flip, read_row },
};
