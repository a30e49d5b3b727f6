/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/analysis.h"

#include "study/analyses/result-files.h"
#include "study/folder/own-folders.h"
#include "study/figures/study-figure-private.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>

/* Results */

gpointer
fus_result_ref (gconstpointer result)
{
  g_atomic_ref_count_inc (&((FusResult *) result)->refs);
  return (gpointer) result;
}

static void
drop (FusResult *result, guint networks)
{
  const FusAnalysis *analysis = result->analysis;

  for (FusNetworkKind kind = 0; analysis->drop != NULL && kind < FUS_N_NETWORKS; kind++)
    if ((networks & 1u << kind) != 0)
      analysis->drop (result, kind);
}

void
fus_result_unref (gpointer data)
{
  FusResult *result = data;

  if (!g_atomic_ref_count_dec (&result->refs))
    return;
  drop (result, ~0u);
  if (result->analysis->clear != NULL)
    result->analysis->clear (result);
  fus_origin_clear (&result->origin);
  g_free (result);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusResult, fus_result_unref)

gboolean
fus_result_outdated (gconstpointer data, FusStudy *study)
{
  const FusResult *result = data;

  return (fus_origin_networks (&result->origin) & ~result->known) != 0
         || fus_origin_outdated (&result->origin, study);
}

guint
fus_result_current (gconstpointer data, FusStudy *study)
{
  const FusResult *result = data;

  return result->known & fus_origin_current (&result->origin, study);
}

/* Work */

void
fus_analysis_ask_frames (FusAnalysisWork *work, const guint32 *frames, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      work->n_asked += !work->asked[frames[i]];
      work->asked[frames[i]] = TRUE;
    }
}

char *
fus_analysis_hash_frames (FusAnalysisWork *work, const guint32 *frames, gsize n)
{
  fus_analysis_ask_frames (work, frames, n);
  return fus_note_hash_frames (work->study, frames, n);
}

/* Nobody waits an hour to be told that the pictures are gone. */
static gboolean
check_poll (gpointer data)
{
  FusAnalysisWork *work = data;

  return !fus_frame_tally_is_refused (fus_feeder_n_unread (work->feeder, NULL), work->n_asked)
         && fus_poll (work->callers_poll);
}

static void
work_init (FusAnalysisWork *work, const FusAnalysis *analysis, FusStudy *study, guint n_threads,
           const FusPoll *poll, const FusProgress *progress)
{
  FusResult *result = g_malloc0 (analysis->size);
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);

  result->analysis = analysis;
  result->origin.version = analysis->version;
  g_atomic_ref_count_init (&result->refs);
  *work = (FusAnalysisWork){ .study = study,
                             .frames = fus_frame_list_ref (fus_study_frames (study)),
                             .feeder = fus_feeder_watch (feeder),
                             .result = result,
                             .origin = &result->origin,
                             .tests = fus_tests_table_new (analysis->name),
                             .n_threads = n_threads,
                             .own_poll = { check_poll, work },
                             .callers_poll = poll };
  work->poll = &work->own_poll;
  work->asked = g_new0 (guint8, MAX (work->frames->n_frames, 1));
  fus_progress_part_init (&work->part, progress);
}

static void
work_clear (FusAnalysisWork *work)
{
  FusResult *result = work->result;

  if (work->chosen != NULL && result->analysis->unchoose != NULL)
    result->analysis->unchoose (work->chosen);
  g_clear_pointer (&work->tests, fus_tests_table_free);
  g_clear_pointer (&work->feeder, fus_feeder_unref);
  g_clear_pointer (&work->frames, fus_frame_list_unref);
  g_clear_pointer (&work->asked, g_free);
  g_clear_pointer (&work->result, fus_result_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FusAnalysisWork, work_clear)

gboolean
fus_analysis_applies (const FusAnalysis *analysis, FusStudy *study)
{
  return analysis->applies == NULL || analysis->applies (study);
}

/* Chooses the frames, takes the networks, and reads what is kept. */
static gboolean
prepare (FusAnalysisWork *work, const FusAnalysis *analysis, GError **error)
{
  FusResult *result = work->result;

  result->origin.data_hash = analysis->choose (work, error);
  if (result->origin.data_hash == NULL
      || !fus_origin_read_networks (&result->origin, work->study, error))
    return FALSE;
  if (fus_origin_networks (&result->origin) == 0 && !analysis->untrained_too)
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
                   _ ("No network of the study “%s” is trained yet. Train one first."),
                   fus_study_title (work->study));
      return FALSE;
    }
  result->known = fus_result_files_read (work, analysis);
  return TRUE;
}

/* The result is done: what is only needed for making it goes. */
static gpointer
finish (FusAnalysisWork *work, const FusAnalysis *analysis)
{
  FusResult *result = g_steal_pointer (&work->result);

  if (work->chosen != NULL && analysis->unchoose != NULL)
    analysis->unchoose (g_steal_pointer (&work->chosen));
  fus_origin_forget_networks (&result->origin);
  g_clear_pointer (&work->tests, fus_tests_table_free);
  g_clear_pointer (&work->feeder, fus_feeder_unref);
  g_clear_pointer (&work->frames, fus_frame_list_unref);
  return result;
}

/* What would make all the work be for nothing. */
static gboolean
check_study (FusStudy *study, GError **error)
{
  if (fus_study_data_missing (study))
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                   _ ("The data set of the study “%s” is gone. Bring it back or show where it is "
                      "now."),
                   fus_study_title (study));
      return FALSE;
    }
  if (!fus_study_is_writable (study))
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL,
                   _ ("The results cannot be saved: the study’s folder “%s” cannot be written "
                      "into. Copy the study to a folder of your own."),
                   fus_study_path (study));
      return FALSE;
    }
  return fus_own_folders_check (fus_study_path (study), error);
}

/* Measures, and tells what could not be read before what came of that. */
static gboolean
measure (FusAnalysisWork *work, const FusAnalysis *analysis, GError **error)
{
  FusFrameTally *tally = &((FusResult *) work->result)->origin.tally;
  g_autoptr (GError) failure = NULL;
  const gboolean done = analysis->measure (work, &failure);

  fus_frame_tally_take (tally, work->feeder, work->frames, work->n_asked);
  if (!fus_frame_tally_check (tally, error))
    return FALSE;
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return done;
}

/* Measures the networks that nothing is kept of. FALSE with @error, or when cancelled. */
static gboolean
measure_missing (FusAnalysisWork *work, const FusAnalysis *analysis, GError **error)
{
  FusResult *result = work->result;
  guint networks = fus_origin_networks (&result->origin);

  if (networks == result->known && networks != 0)
    return TRUE;
  if (!check_study (work->study, error))
    return FALSE;
  if (analysis->whole)
    {
      drop (result, ~0u);
      result->known = 0;
    }
  if (result->known == 0)
    fus_frame_tally_clear (&result->origin.tally);
  work->wanted = networks & ~result->known;
  if (!measure (work, analysis, error))
    return FALSE;
  result->known = networks;
  return TRUE;
}

gpointer
fus_analysis_compute (const FusAnalysis *analysis, FusStudy *study, guint n_threads,
                      const FusPoll *poll, const FusProgress *progress, GError **error)
{
  g_auto (FusAnalysisWork) work = { NULL };

  work_init (&work, analysis, study, n_threads, poll, progress);
  if (!prepare (&work, analysis, error) || !measure_missing (&work, analysis, error))
    return NULL;
  if (analysis->conclude != NULL)
    analysis->conclude (&work);
  if (work.wanted != 0 && !fus_result_files_write (&work, analysis, error))
    return NULL;
  return finish (&work, analysis);
}

gpointer
fus_analysis_load (const FusAnalysis *analysis, FusStudy *study, GError **error)
{
  g_auto (FusAnalysisWork) work = { NULL };

  work_init (&work, analysis, study, 1, NULL, NULL);
  if (!prepare (&work, analysis, error) || ((FusResult *) work.result)->known == 0)
    return NULL;
  if (analysis->conclude != NULL)
    analysis->conclude (&work);
  return finish (&work, analysis);
}

gboolean
fus_analysis_is_kept (const FusAnalysis *analysis, FusStudy *study)
{
  g_autofree char *path = fus_result_file (study, analysis->tables[0].name, ".csv");

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Jobs */

typedef struct
{
  const FusAnalysis *analysis;
  FusStudy *study;
  guint n_threads;
} Input;

static void
input_free (gpointer data)
{
  Input *input = data;

  g_object_unref (input->study);
  g_free (input);
}

static gpointer
work_compute (FusJob *job, gpointer data, GError **error)
{
  Input *input = data;

  return fus_analysis_compute (input->analysis, input->study, input->n_threads, fus_job_poll (job),
                               fus_job_progress (job), error);
}

static gpointer
work_load (FusJob *job, gpointer data, GError **error)
{
  Input *input = data;

  return fus_analysis_load (input->analysis, input->study, error);
}

static FusJob *
start (const FusAnalysis *analysis, FusStudy *study, guint n_threads, FusGateLevel level,
       FusJobWork work, void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  Input *input = g_new (Input, 1);

  *input = (Input){ analysis, g_object_ref (study), n_threads };
  return fus_job_start (_ (analysis->job), level, work, input, input_free, fus_result_unref, done,
                        user_data);
}

FusJob *
fus_analysis_start (const FusAnalysis *analysis, FusStudy *study, guint n_threads,
                    void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  return start (analysis, study, n_threads, FUS_GATE_ANALYSIS, work_compute, done, user_data);
}

FusJob *
fus_analysis_load_start (const FusAnalysis *analysis, FusStudy *study,
                         void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  return start (analysis, study, 1, FUS_GATE_PERSON, work_load, done, user_data);
}

FusStudyFigure *
fus_analysis_make_figure (const FusAnalysis *analysis, const FusResultFigure *figure,
                          FusStudy *study, guint n_threads, const FusPoll *poll,
                          const FusProgress *progress, GError **error)
{
  g_autoptr (FusResult) result = NULL;
  FusStudyFigure *made;

  if (!fus_analysis_applies (analysis, study))
    return NULL;
  if (figure->make != NULL)
    return figure->make (study, figure->variant, n_threads, poll, progress, error);
  result = fus_analysis_compute (analysis, study, n_threads, poll, progress, error);
  made = result != NULL ? figure->draw (study, result, figure->variant, error) : NULL;
  if (made != NULL)
    fus_study_figure_set_tally (made, &result->origin.tally);
  return made;
}
