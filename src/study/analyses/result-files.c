/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/result-files.h"

#include "study/folder/study-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define FOLDER "analysis"

char *
fus_result_file (FusStudy *study, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return fus_study_file (study, FOLDER, file);
}

/* Reading */

static guint
known_by_note (const FusAnalysisWork *work, const char *name)
{
  g_autofree char *path = fus_result_file (work->study, name, ".json");
  g_autoptr (JsonNode) note = fus_note_load (path);
  FusFrameTally *tally = &((FusResult *) work->result)->origin.tally;
  const guint known = fus_origin_known (work->origin, note);

  /* What was made without frames that are back now is made anew, with them. */
  fus_frame_tally_read (tally, known != 0 ? note : NULL);
  if (!fus_frame_tally_is_mended (tally, work->frames, work->feeder))
    return known;
  fus_frame_tally_clear (tally);
  return 0;
}

static guint
known_by_notes (const FusAnalysisWork *work, const FusAnalysis *analysis)
{
  guint known = ~0u;

  for (guint i = 0; known != 0 && i < analysis->n_tables; i++)
    known &= known_by_note (work, analysis->tables[i].name);
  return known;
}

static gboolean
read_rows (FusAnalysisWork *work, const FusResultTable *table, guint *n_rows, guint networks)
{
  g_autofree char *path = fus_result_file (work->study, table->name, ".csv");
  g_autoptr (FusTableReader) reader = fus_table_reader_open (path, table->columns);
  FusNetworkKind kind;

  if (reader == NULL)
    return FALSE;
  while (fus_table_reader_next (reader))
    {
      if (!fus_network_kind_parse (fus_table_reader_text (reader, 0), &kind))
        return FALSE;
      if ((networks & 1u << kind) == 0)
        continue;
      if (!table->read (work, kind, reader))
        return FALSE;
      n_rows[kind]++;
    }
  return fus_table_reader_is_whole (reader);
}

static gboolean
is_there (const FusAnalysisWork *work, const FusResultTable *table)
{
  g_autofree char *path = fus_result_file (work->study, table->name, ".csv");

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
read_tables (FusAnalysisWork *work, const FusAnalysis *analysis, guint networks)
{
  for (guint i = 0; i < analysis->n_tables; i++)
    {
      const FusResultTable *table = &analysis->tables[i];

      if (table->read != NULL ? !read_rows (work, table, work->n_rows[i], networks)
                              : !is_there (work, table))
        return FALSE;
    }
  return TRUE;
}

guint
fus_result_files_read (FusAnalysisWork *work, const FusAnalysis *analysis)
{
  guint networks = known_by_notes (work, analysis), known = 0;
  gboolean all;

  if (networks == 0)
    return 0;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((networks & 1u << kind) != 0 && analysis->begin != NULL)
      analysis->begin (work, kind);
  all = read_tables (work, analysis, networks);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      if ((networks & 1u << kind) == 0)
        continue;
      if (all && (analysis->restore == NULL || analysis->restore (work, kind)))
        known |= 1u << kind;
      else if (analysis->drop != NULL)
        analysis->drop (work->result, kind);
    }
  return known;
}

/* Writing */

/* (transfer full) */
static char *
note_of (const FusAnalysisWork *work, const FusAnalysis *analysis)
{
  g_autoptr (JsonBuilder) note = json_builder_new_immutable ();

  json_builder_begin_object (note);
  fus_json_add_string (note, "study", fus_study_title (work->study));
  fus_json_add_string (note, "analysis", analysis->name);
  fus_origin_add_networks (work->origin, note);
  if (analysis->describe != NULL)
    analysis->describe (work->result, work->study, note);
  fus_origin_add_data (work->origin, note);
  fus_json_add_int (note, "seed", (gint64) fus_study_protocol (work->study)->seed);
  fus_json_add_string (note, "version", FUS_VERSION);
  json_builder_end_object (note);
  return fus_json_text (note, FUS_JSON_LINES);
}

static gboolean
write_table (const FusAnalysisWork *work, const FusResultTable *described, const char *note,
             GError **error)
{
  g_autofree char *path = fus_result_file (work->study, described->name, ".csv");
  g_autofree char *note_path = fus_result_file (work->study, described->name, ".json");
  g_autoptr (FusTable) table = fus_table_new (described->columns);

  described->write (work->result, work->study, table);
  return fus_table_save (table, path, error)
         && fus_write_file (note_path, note, strlen (note), error);
}

gboolean
fus_result_files_write (FusAnalysisWork *work, const FusAnalysis *analysis, GError **error)
{
  g_autofree char *note = note_of (work, analysis);

  /* The note of an earlier table must not stand beside a new one. */
  for (guint i = 0; i < analysis->n_tables; i++)
    {
      g_autofree char *path = fus_result_file (work->study, analysis->tables[i].name, ".json");

      g_unlink (path);
    }
  if ((analysis->save != NULL && !analysis->save (work->result, work->study, note, error))
      || !fus_tests_table_save (work->tests, work->study, note, error))
    return FALSE;
  for (guint i = 0; i < analysis->n_tables; i++)
    if (!write_table (work, &analysis->tables[i], note, error))
      return FALSE;
  return TRUE;
}
