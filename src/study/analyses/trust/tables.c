/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/trust/tables.h"

#include "faces/csv.h"
#include "study/analyses/trust/head.h"
#include "study/folder/note.h"
#include "study/folder/table.h"

#include <math.h>
#include <string.h>

/* The two columns that name a quantity, after network and task; the others are the same in all. */
static const struct
{
  const char *name;
  const char *columns[10];
} tables[] = {
  { "trust_deletion",
    { "network", "task", "removed", "share", "probability", "low", "high", "n", "undefined" } },
  { "trust_scores",
    { "network", "task", "map", "quantity", "value", "low", "high", "n", "undefined" } },
  { "trust_randomization",
    { "network", "task", "random_from", "similarity", "value", "low", "high", "n", "undefined" } },
  { "trust_flip",
    { "network", "task", "of", "quantity", "value", "low", "high", "n", "undefined" } },
};
#define N_TABLES G_N_ELEMENTS (tables)

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
  { 2, "other frame", "spearman" }, { 2, "other frame", "ssim" },
  { 3, "map", "spearman" },         { 3, "map", "ssim" },
  { 3, "asymmetry", "whole" },      { 3, "asymmetry", "face" },
  { 3, "asymmetry", "place" },      { 3, "size", "face" },
  { 3, "size", "place" },           { 3, "class", "same" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (single_places) == FUS_N_TRUST_QUANTITIES - FUS_TRUST_OTHER_SPEARMAN);

static Place
place_of (guint quantity)
{
  guint k;

  if (quantity == FUS_TRUST_INTACT)
    return (Place){ 0, "none", "0" };
  if (quantity < FUS_TRUST_SCORE)
    {
      k = quantity - FUS_TRUST_PROBABILITY;
      return (Place){ 0, orders[k / FUS_N_DELETION_SHARES], shares[k % FUS_N_DELETION_SHARES] };
    }
  if (quantity < FUS_TRUST_RANDOM_SCORE)
    return (Place){ 1, fus_map_method_name ((FusMapMethod) (quantity - FUS_TRUST_SCORE)), "score" };
  if (quantity == FUS_TRUST_RANDOM_SCORE)
    return (Place){ 1, "random", "score" };
  if (quantity == FUS_TRUST_BEATEN)
    return (Place){ 1, fus_map_method_name (FUS_MAP_METHOD_GRADCAM), "beaten" };
  if (quantity < FUS_TRUST_SPEARMAN)
    return (Place){ 1, fus_map_method_name ((FusMapMethod) (quantity - FUS_TRUST_RANDOM_SPEARMAN)),
                    "spearman-random-weights" };
  if (quantity < FUS_TRUST_SSIM)
    return (Place){ 2, fus_layer_name ((FusLayer) (quantity - FUS_TRUST_SPEARMAN)), "spearman" };
  if (quantity < FUS_TRUST_OTHER_SPEARMAN)
    return (Place){ 2, fus_layer_name ((FusLayer) (quantity - FUS_TRUST_SSIM)), "ssim" };
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

static char *
note_text (const FusStudyTrust *trust, FusStudy *study, const char *data_hash,
           const guint n_frames[FUS_N_TASKS])
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  fus_note_add_string (builder, "study", fus_study_title (study));
  fus_network_set_add_to_note (&trust->set, builder);
  fus_note_add_string (builder, "map", "Grad-CAM at conv8 of the predicted class, not scaled");
  fus_note_add_string (
      builder, "deletion",
      "10 to 90 % of the pixels removed by the enlarged map and filled in by noisy "
      "linear imputation (ROAD); score: mean over shares of the probability of the "
      "class with the least relevant removed minus that with the most relevant "
      "removed; on the first half of the frames");
  fus_note_add_int (builder, "random-maps", FUS_HEAD_TRUST_RANDOM_MAPS);
  fus_note_add_string (builder, "randomization",
                       "weights drawn anew from the heads down to the layer; similarity to the map "
                       "of the trained network; spearman-random-weights: with all of them random");
  fus_note_add_string (builder, "similarity",
                       "Spearman's rank correlation and SSIM of min-max scaled maps, at their own "
                       "side; undefined where a map has one value throughout");
  fus_note_add_string (
      builder, "flip",
      "asymmetry (L - R) / (L + R) of the map's mass, L: the subject's left; face: "
      "half its sum with that of the mirrored frame's map, mirrored back; place: "
      "half the difference; size: without the sign");
  fus_note_add_string (builder, "interval",
                       "2.5 to 97.5 percentile of 1000 bootstraps over people");
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autofree char *member = g_strconcat (fus_task_name (task), "-test-frames", NULL);

      fus_note_add_int (builder, member, n_frames[task]);
    }
  fus_note_add_string (builder, "data-hash", data_hash);
  fus_note_add_int (builder, "seed", (gint64) fus_study_protocol (study)->seed);
  fus_note_add_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  return fus_note_text (builder);
}

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

gboolean
fus_trust_store_save (const FusStudyTrust *trust, FusStudy *study, const char *data_hash,
                      const guint n_frames[FUS_N_TASKS], GError **error)
{
  g_autofree char *note = note_text (trust, study, data_hash, n_frames);

  for (guint t = 0; t < N_TABLES; t++)
    {
      g_autoptr (FusTable) table = fus_table_new (tables[t].columns);

      for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
        for (FusTask task = 0; task < FUS_N_TASKS; task++)
          for (guint q = 0; trust->head[kind][task] != NULL && q < FUS_N_TRUST_QUANTITIES; q++)
            {
              Place place = place_of (q);

              if (place.table == t && is_measured (q))
                add_row (table, kind, task, &place, &trust->head[kind][task]->number[q]);
            }
      if (!fus_analysis_save_table (study, tables[t].name, table, note, error))
        return FALSE;
    }
  return TRUE;
}

/* Reading */

typedef struct
{
  FusHeadTrust *head[FUS_N_NETWORKS][FUS_N_TASKS];
  guint n_rows[FUS_N_NETWORKS][FUS_N_TASKS];
} Reading;

static void
reading_clear (Reading *reading)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint task = 0; task < FUS_N_TASKS; task++)
      g_free (reading->head[kind][task]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
read_number (FusCsvReader *reader, guint column, double *value)
{
  return fus_table_parse_double (fus_csv_reader_field (reader, column), value);
}

static gboolean
read_count (FusCsvReader *reader, guint column, guint *value)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (fus_csv_reader_field (reader, column), 10, 0, G_MAXUINT, &number,
                                   NULL))
    return FALSE;
  *value = (guint) number;
  return TRUE;
}

static int
find_quantity (guint table, const char *first, const char *second)
{
  for (guint q = 0; q < FUS_N_TRUST_QUANTITIES; q++)
    {
      Place place = place_of (q);

      if (place.table == table && is_measured (q) && g_str_equal (place.first, first)
          && g_str_equal (place.second, second))
        return (int) q;
    }
  return -1;
}

/* What is not measured, and so not in a table, is not known. */
static FusHeadTrust *
new_head (void)
{
  FusHeadTrust *head = g_new (FusHeadTrust, 1);

  for (guint q = 0; q < FUS_N_TRUST_QUANTITIES; q++)
    head->number[q] = (FusTrustNumber){ NAN, NAN, NAN, 0, 0 };
  return head;
}

static gboolean
read_row (Reading *reading, FusCsvReader *reader, guint table)
{
  int quantity
      = find_quantity (table, fus_csv_reader_field (reader, 2), fus_csv_reader_field (reader, 3));
  FusNetworkKind kind;
  FusTask task;
  FusTrustNumber *number;

  if (quantity < 0 || !fus_network_kind_parse (fus_csv_reader_field (reader, 0), &kind)
      || !fus_task_parse (fus_csv_reader_field (reader, 1), &task))
    return FALSE;
  if (reading->head[kind][task] == NULL)
    reading->head[kind][task] = new_head ();
  number = &reading->head[kind][task]->number[quantity];
  reading->n_rows[kind][task]++;
  return read_number (reader, 4, &number->value) && read_number (reader, 5, &number->low)
         && read_number (reader, 6, &number->high) && read_count (reader, 7, &number->n)
         && read_count (reader, 8, &number->n_undefined);
}

static gboolean
read_table (Reading *reading, FusStudy *study, guint table)
{
  g_autofree char *file = g_strconcat (tables[table].name, ".csv", NULL);
  g_autofree char *path = fus_study_file (study, "analysis", file);
  g_autoptr (FusCsvReader) reader = fus_csv_reader_open (path, ',', NULL);
  g_autoptr (GError) failure = NULL;

  if (reader == NULL || !fus_csv_reader_next (reader, NULL))
    return FALSE;
  for (guint i = 0; tables[table].columns[i] != NULL; i++)
    if (!g_str_equal (fus_csv_reader_field (reader, i), tables[table].columns[i]))
      return FALSE;
  while (fus_csv_reader_next (reader, &failure))
    if (!read_row (reading, reader, table))
      return FALSE;
  return failure == NULL;
}

void
fus_trust_store_load (FusStudyTrust *trust, FusStudy *study, const char *data_hash)
{
  g_auto (Reading) reading = { { { NULL } } };
  guint kinds = ~0u, n_rows = 0;

  for (guint q = 0; q < FUS_N_TRUST_QUANTITIES; q++)
    n_rows += is_measured (q);
  for (guint t = 0; t < N_TABLES; t++)
    kinds &= fus_network_set_known (&trust->set, study, tables[t].name, data_hash);
  for (guint t = 0; kinds != 0 && t < N_TABLES; t++)
    if (!read_table (&reading, study, t))
      return;
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      gboolean whole = (kinds & 1u << kind) != 0;

      /* A file that was cut short is no use. */
      for (guint task = 0; task < FUS_N_TASKS; task++)
        whole = whole && (reading.head[kind][task] == NULL || reading.n_rows[kind][task] == n_rows);
      for (guint task = 0; whole && task < FUS_N_TASKS; task++)
        trust->head[kind][task] = g_steal_pointer (&reading.head[kind][task]);
    }
}
