/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for every analysis: a small one of the tests' own shows when it is measured, when it
 * is read, and what makes a kept result untrue. */
#include "study/analyses/list.h"
#include "study/folder/study-private.h"
#include "tests/study/fixture.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  FusResult result;
  double value[FUS_N_NETWORKS];
} Answer;

static guint n_measured;
static const char *data = "data";

static char *
choose (FusAnalysisWork *work, GError **error)
{
  return g_strdup (data);
}

static gboolean
measure (FusAnalysisWork *work, GError **error)
{
  Answer *answer = work->result;

  if (!fus_poll (work->poll))
    return FALSE;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((work->wanted & 1u << kind) != 0)
      {
        n_measured++;
        answer->value[kind] = 10.5 + kind;
      }
  return TRUE;
}

static void
write_answers (gconstpointer result, FusStudy *study, FusTable *table)
{
  const Answer *answer = result;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (answer->value[kind] > 0)
      {
        fus_table_add_string (table, fus_network_kind_name (kind));
        fus_table_add_double (table, answer->value[kind]);
      }
}

static gboolean
read_answer (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  return fus_table_reader_double (row, 1, &((Answer *) work->result)->value[kind]);
}

static gboolean
restore (FusAnalysisWork *work, FusNetworkKind kind)
{
  return work->n_rows[0][kind] == 1;
}

static void
drop (gpointer result, FusNetworkKind kind)
{
  ((Answer *) result)->value[kind] = 0;
}

static const char *const columns[] = { "network", "value", NULL };
static const FusResultTable tables[] = {
  { "answers", columns, TRUE, write_answers, read_answer },
};

static FusAnalysis
analysis_of_version (guint version)
{
  return (FusAnalysis){ .name = "answers",
                        .title = "What is asked",
                        .job = "Answers",
                        .version = version,
                        .size = sizeof (Answer),
                        .choose = choose,
                        .restore = restore,
                        .measure = measure,
                        .drop = drop,
                        .tables = tables,
                        .n_tables = G_N_ELEMENTS (tables) };
}

typedef struct
{
  char *folder;
  FusStudy *study;
  FusAnalysis analysis;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  FusProtocol protocol = fixture_protocol ();

  f->folder = fixture_folder_new ();
  f->study = fixture_study (f->folder, 4, &protocol);
  f->analysis = analysis_of_version (1);
  fixture_train (f->study, FUS_NETWORK_JOINT);
  n_measured = 0;
  data = "data";
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_object (&f->study);
  fixture_folder_free (f->folder);
}

/* Returns: how many networks were measured for it */
static guint
ask (Fixture *f, const FusAnalysis *analysis)
{
  g_autoptr (GError) error = NULL;
  const guint before = n_measured;
  Answer *answer = fus_analysis_compute (analysis, f->study, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (answer);
  g_assert_cmphex (answer->result.known, ==, fus_origin_networks (&answer->result.origin));
  g_assert_cmpfloat (answer->value[FUS_NETWORK_JOINT], ==, 10.5 + FUS_NETWORK_JOINT);
  fus_result_unref (answer);
  return n_measured - before;
}

static char *
path_of (Fixture *f, const char *file)
{
  return fus_study_file (f->study, "analysis", file);
}

static void
replace_in (const char *path, const char *old, const char *new)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  parts = g_strsplit (text, old, 0);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  changed = g_strjoinv (new, parts);
  g_assert_true (g_file_set_contents (path, changed, -1, NULL));
}

static void
test_kept (Fixture *f, gconstpointer unused)
{
  g_assert_false (fus_analysis_is_kept (&f->analysis, f->study));
  g_assert_null (fus_analysis_load (&f->analysis, f->study, NULL));
  g_assert_cmpuint (ask (f, &f->analysis), ==, 1);
  g_assert_true (fus_analysis_is_kept (&f->analysis, f->study));
  g_assert_cmpuint (ask (f, &f->analysis), ==, 0);
  /* Of other data nothing is known. */
  data = "other";
  g_assert_null (fus_analysis_load (&f->analysis, f->study, NULL));
  g_assert_cmpuint (ask (f, &f->analysis), ==, 1);
}

/* One network that changes is one to measure; what is known of the others stays. */
static void
test_networks (Fixture *f, gconstpointer unused)
{
  Answer *answer;

  ask (f, &f->analysis);
  fixture_train (f->study, FUS_NETWORK_IDENTITY);
  answer = fus_analysis_load (&f->analysis, f->study, NULL);
  g_assert_cmphex (answer->result.known, ==, 1u << FUS_NETWORK_JOINT);
  g_assert_true (fus_result_outdated (answer, f->study));
  fus_result_unref (answer);
  g_assert_cmpuint (ask (f, &f->analysis), ==, 1);
  f->analysis.whole = TRUE;
  fixture_train (f->study, FUS_NETWORK_EXPRESSION);
  g_assert_cmpuint (ask (f, &f->analysis), ==, 3);
}

/* The program's version throws nothing away, the method's exactly what it found. */
static void
test_versions (Fixture *f, gconstpointer unused)
{
  FusAnalysis newer = analysis_of_version (2);
  g_autofree char *note = path_of (f, "answers.json");

  ask (f, &f->analysis);
  replace_in (note, "\"version\" : \"" FUS_VERSION "\"", "\"version\" : \"99.1\"");
  g_assert_cmpuint (ask (f, &f->analysis), ==, 0);
  g_assert_cmpuint (ask (f, &newer), ==, 1);
  g_assert_cmpuint (ask (f, &newer), ==, 0);
  g_assert_cmpuint (ask (f, &f->analysis), ==, 1);
  /* Notes from before methods had versions are of the first. */
  replace_in (note, "\"method-version\" : 1,", "");
  g_assert_cmpuint (ask (f, &f->analysis), ==, 0);
}

static void
test_damaged (Fixture *f, gconstpointer unused)
{
  g_autofree char *table = path_of (f, "answers.csv");
  g_autofree char *note = path_of (f, "answers.json");

  ask (f, &f->analysis);
  g_assert_true (g_file_set_contents (table, "network,value\n", -1, NULL));
  g_assert_cmpuint (ask (f, &f->analysis), ==, 1);
  g_assert_true (g_file_set_contents (table, "network,value\njoint,ten\n", -1, NULL));
  g_assert_cmpuint (ask (f, &f->analysis), ==, 1);
  g_assert_true (g_file_set_contents (table, "network,other\njoint,11.5\n", -1, NULL));
  g_assert_cmpuint (ask (f, &f->analysis), ==, 1);
  g_assert_true (g_file_set_contents (note, "no JSON", -1, NULL));
  g_assert_cmpuint (ask (f, &f->analysis), ==, 1);
  g_unlink (note);
  g_assert_cmpuint (ask (f, &f->analysis), ==, 1);
}

static gboolean
refuse (gpointer unused)
{
  return FALSE;
}

/* Nothing is written, and what was kept stays. */
static void
test_cancelled (Fixture *f, gconstpointer unused)
{
  const FusPoll poll = { refuse, NULL };
  g_autofree char *table = path_of (f, "answers.csv");
  g_autoptr (GError) error = NULL;

  g_assert_null (fus_analysis_compute (&f->analysis, f->study, 1, &poll, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (table, G_FILE_TEST_EXISTS));
}

/* A folder that nothing can be written into is told before anything is measured. */
static void
test_not_writable (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_chmod (fus_study_path (f->study), 0555);
  if (fus_study_is_writable (f->study))
    {
      g_test_skip ("whoever runs the tests may write anywhere");
      g_chmod (fus_study_path (f->study), 0755);
      return;
    }
  g_assert_null (fus_analysis_compute (&f->analysis, f->study, 1, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, fus_study_path (f->study)));
  g_assert_cmpuint (n_measured, ==, 0);
  g_chmod (fus_study_path (f->study), 0755);
}

/* Rows: each word, table and figure stands once; the first table can be read back, or follows from
 * files of its own. */
static void
test_rows (void)
{
  guint n, n_figures;
  const FusAnalysis *const *analyses = fus_analyses (&n);
  const FusFigureMaker *makers = fus_figure_makers (&n_figures);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    {
      const FusAnalysis *analysis = analyses[i];

      g_assert_true (fus_analysis_find (analysis->name) == analysis);
      g_assert_cmpuint (analysis->version, >=, 1);
      g_assert_cmpuint (analysis->size, >=, sizeof (FusResult));
      g_assert_cmpuint (analysis->n_tables, >=, 1);
      g_assert_cmpuint (analysis->n_tables, <=, FUS_MAX_RESULT_TABLES);
      g_assert_true ((analysis->section == NULL) == (analysis->question == NULL));
      for (guint t = 0; t < analysis->n_tables; t++)
        {
          g_assert_true (g_hash_table_add (seen, (gpointer) analysis->tables[t].name));
          if (analysis->tables[t].read != NULL)
            g_assert_cmpstr (analysis->tables[t].columns[0], ==, "network");
        }
    }
  g_hash_table_remove_all (seen);
  for (guint i = 0; i < n_figures; i++)
    {
      const FusResultFigure *figure = makers[i].figure;

      g_assert_true (g_hash_table_add (seen, (gpointer) figure->name));
      g_assert_true (fus_figure_maker_find (figure->name) == &makers[i]);
      g_assert_true ((figure->draw == NULL) != (figure->make == NULL));
    }
  g_assert_null (fus_analysis_find ("nothing"));
  g_assert_null (fus_figure_maker_find ("nothing"));
  g_assert_nonnull (fus_figure_maker_find ("1b"));
}

#define ADD(name, test) g_test_add ("/study/analysis/" name, Fixture, NULL, set_up, test, tear_down)

/* An analysis of all frames, which looks at each. */
static char *
choose_all (FusAnalysisWork *work, GError **error)
{
  g_autofree guint32 *all = g_new (guint32, work->frames->n_frames);

  for (guint32 i = 0; i < work->frames->n_frames; i++)
    all[i] = i;
  return fus_analysis_hash_frames (work, all, work->frames->n_frames);
}

static gboolean
measure_all (FusAnalysisWork *work, GError **error)
{
  for (guint32 i = 0; i < work->frames->n_frames; i++)
    {
      g_autoptr (FusPicture) picture = NULL;

      if (!fus_poll (work->poll))
        return FALSE;
      picture = fus_feeder_fetch_picture (work->feeder, i, NULL);
    }
  return measure (work, error);
}

static FusAnalysis
analysis_of_all (void)
{
  FusAnalysis all = analysis_of_version (1);

  all.choose = choose_all;
  all.measure = measure_all;
  return all;
}

static char *
frame_file (Fixture *f, guint32 frame)
{
  g_auto (GStrv) roots = fus_study_dup_roots (f->study);

  return fus_frame_full_path (roots[0], &fus_study_frames (f->study)->frames[frame]);
}

/* Without the pictures that are still in memory. */
static void
reopen (Fixture *f)
{
  g_autofree char *path = g_strdup (fus_study_path (f->study));
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->study);
  f->study = fus_study_open (path, &error);
  g_assert_no_error (error);
}

/* Takes every @step-th frame away, from @first on. Returns: how many */
static guint
take_away (Fixture *f, guint first, guint step)
{
  guint n = 0;

  for (guint32 i = first; i < fus_study_frames (f->study)->n_frames; i += step, n++)
    {
      g_autofree char *path = frame_file (f, i);
      g_autofree char *hidden = g_strconcat (path, ".away", NULL);

      g_assert_cmpint (g_rename (path, hidden), ==, 0);
    }
  return n;
}

static void
bring_back (Fixture *f, guint first, guint step)
{
  for (guint32 i = first; i < fus_study_frames (f->study)->n_frames; i += step)
    {
      g_autofree char *path = frame_file (f, i);
      g_autofree char *hidden = g_strconcat (path, ".away", NULL);

      g_assert_cmpint (g_rename (hidden, path), ==, 0);
    }
}

/* A few frames that are gone are left out and told, in the result, in its note, and when it is read
 * again; once they are back, it is made anew. */
static void
test_missing_frames (Fixture *f, gconstpointer unused)
{
  const guint n = fus_study_frames (f->study)->n_frames;
  const FusAnalysis all = analysis_of_all ();
  g_autofree char *note = path_of (f, "answers.json");
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (n, ==, 56);
  g_assert_cmpuint (take_away (f, 3, 20), ==, 3);
  reopen (f);
  expected = g_strdup_printf ("3 of 56 frames could not be read and are left out, such as “%s”.",
                              fus_study_frames (f->study)->frames[3].path);
  for (guint again = 0; again < 2; again++)
    {
      Answer *answer = fus_analysis_compute (&all, f->study, 1, NULL, NULL, &error);
      g_autofree char *said = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      said = fus_frame_tally_text (&answer->result.origin.tally);
      g_assert_cmpstr (said, ==, expected);
      g_assert_true (g_file_get_contents (note, &text, NULL, NULL));
      g_assert_nonnull (strstr (text, "\"chosen-frames\" : 56"));
      g_assert_nonnull (strstr (text, "\"unreadable-frames\" : 3"));
      g_assert_nonnull (strstr (text, fus_study_frames (f->study)->frames[43].path));
      fus_result_unref (answer);
      g_assert_cmpuint (n_measured, ==, 1);
    }
  bring_back (f, 3, 20);
  g_assert_null (fus_analysis_load (&all, f->study, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ask (f, &all), ==, 1);
  g_assert_cmpuint (ask (f, &all), ==, 0);
}

/* With many gone, what is left is no smaller study. */
static void
test_many_missing (Fixture *f, gconstpointer unused)
{
  const FusAnalysis all = analysis_of_all ();
  g_autoptr (GError) error = NULL;

  take_away (f, 0, 2);
  reopen (f);
  g_assert_null (fus_analysis_compute (&all, f->study, 1, NULL, NULL, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "6 of 56 frames could not be read"));
  g_assert_nonnull (strstr (error->message, fus_study_frames (f->study)->frames[0].path));
  g_assert_nonnull (strstr (error->message, "Locate"));
  g_assert_nonnull (strstr (error->message, "10 %"));
  g_assert_cmpuint (n_measured, ==, 0);
  g_assert_false (fus_analysis_is_kept (&all, f->study));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("kept", test_kept);
  ADD ("networks", test_networks);
  ADD ("versions", test_versions);
  ADD ("damaged", test_damaged);
  ADD ("cancelled", test_cancelled);
  ADD ("not-writable", test_not_writable);
  ADD ("missing-frames", test_missing_frames);
  ADD ("many-missing", test_many_missing);
  g_test_add_func ("/study/analysis/rows", test_rows);
  return g_test_run ();
}
