/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/analysis-run.h"

struct _FusAnalysisRun
{
  GObject parent_instance;

  const FusAnalysis *analysis;
  guint n_threads;

  /* owned */
  FusStudy *study;
  FusJob *job;
  FusJob *loading;
  gpointer result;
  char *failure;

  gboolean stale; /* what is kept is of other networks */
};

G_DEFINE_FINAL_TYPE (FusAnalysisRun, fus_analysis_run, G_TYPE_OBJECT)

enum
{
  CHANGED,
  PROGRESS,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
clear_job (FusAnalysisRun *self)
{
  if (self->job == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
}

static void
fus_analysis_run_dispose (GObject *object)
{
  FusAnalysisRun *self = FUS_ANALYSIS_RUN (object);

  clear_job (self);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->result, fus_result_unref);
  g_clear_pointer (&self->failure, g_free);
  g_clear_object (&self->study);
  G_OBJECT_CLASS (fus_analysis_run_parent_class)->dispose (object);
}

static void
fus_analysis_run_class_init (FusAnalysisRunClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fus_analysis_run_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[PROGRESS] = g_signal_new ("progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
fus_analysis_run_init (FusAnalysisRun *self)
{
}

static void
changed (FusAnalysisRun *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_progress (FusAnalysisRun *self)
{
  g_signal_emit (self, signals[PROGRESS], 0);
}

FusAnalysisRun *
fus_analysis_run_new (FusStudy *study, guint n_threads, const FusAnalysis *analysis)
{
  g_return_val_if_fail (FUS_IS_STUDY (study), NULL);
  FusAnalysisRun *self = g_object_new (FUS_TYPE_ANALYSIS_RUN, NULL);

  self->study = g_object_ref (study);
  self->n_threads = n_threads;
  self->analysis = analysis;
  /* A result may become outdated. */
  g_signal_connect_object (study, "network-changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  return self;
}

/* Holds a reference of its own, so that the run outlives its job. */
static void
on_done (FusJob *job, gpointer data)
{
  g_autoptr (FusAnalysisRun) self = FUS_ANALYSIS_RUN (data);
  g_autoptr (GError) error = NULL;
  gpointer result = fus_job_take_result (job, &error);

  if (self->job == job)
    clear_job (self);
  if (result != NULL)
    {
      gpointer old = self->result;

      self->result = result;
      changed (self);
      if (old != NULL)
        fus_result_unref (old);
      return;
    }
  if (error != NULL)
    self->failure = g_strdup (error->message);
  changed (self);
}

const FusAnalysis *
fus_analysis_run_analysis (FusAnalysisRun *self)
{
  g_return_val_if_fail (FUS_IS_ANALYSIS_RUN (self), NULL);
  return self->analysis;
}

void
fus_analysis_run_start (FusAnalysisRun *self)
{
  g_return_if_fail (FUS_IS_ANALYSIS_RUN (self));

  if (self->job != NULL)
    return;
  g_clear_pointer (&self->failure, g_free);
  self->job = fus_analysis_start (self->analysis, self->study, self->n_threads, on_done,
                                  g_object_ref (self));
  g_signal_connect_swapped (self->job, "notify::progress", G_CALLBACK (on_progress), self);
  changed (self);
}

static void
on_loaded (FusJob *job, gpointer data)
{
  g_autoptr (FusAnalysisRun) self = FUS_ANALYSIS_RUN (data);
  g_autoptr (GError) error = NULL;
  gpointer result = fus_job_take_result (job, &error);

  g_clear_object (&self->loading);
  if (self->result == NULL)
    {
      self->result = result;
      self->stale = result == NULL;
    }
  else if (result != NULL)
    fus_result_unref (result);
  /* That no network is trained is said elsewhere. */
  if (error != NULL && self->failure == NULL
      && !g_error_matches (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING))
    self->failure = g_strdup (error->message);
  changed (self);
}

void
fus_analysis_run_load (FusAnalysisRun *self)
{
  g_return_if_fail (FUS_IS_ANALYSIS_RUN (self));

  if (self->result != NULL || self->job != NULL || self->loading != NULL)
    return;
  self->stale = FALSE;
  if (!fus_analysis_is_kept (self->analysis, self->study))
    return;
  self->loading
      = fus_analysis_load_start (self->analysis, self->study, on_loaded, g_object_ref (self));
  changed (self);
}

gboolean
fus_analysis_run_is_loading (FusAnalysisRun *self)
{
  g_return_val_if_fail (FUS_IS_ANALYSIS_RUN (self), FALSE);
  return self->loading != NULL;
}

void
fus_analysis_run_cancel (FusAnalysisRun *self)
{
  g_return_if_fail (FUS_IS_ANALYSIS_RUN (self));

  if (self->job != NULL)
    fus_job_cancel (self->job);
}

gpointer
fus_analysis_run_result (FusAnalysisRun *self)
{
  g_return_val_if_fail (FUS_IS_ANALYSIS_RUN (self), NULL);
  return self->result;
}

char *
fus_analysis_run_missing (FusAnalysisRun *self)
{
  const FusResult *result;

  g_return_val_if_fail (FUS_IS_ANALYSIS_RUN (self), NULL);
  result = self->result;
  return result != NULL ? fus_frame_tally_text (&result->origin.tally) : NULL;
}

gboolean
fus_analysis_run_is_outdated (FusAnalysisRun *self)
{
  g_return_val_if_fail (FUS_IS_ANALYSIS_RUN (self), FALSE);
  return self->result != NULL ? fus_result_outdated (self->result, self->study) : self->stale;
}

FusJob *
fus_analysis_run_job (FusAnalysisRun *self)
{
  g_return_val_if_fail (FUS_IS_ANALYSIS_RUN (self), NULL);
  return self->job;
}

const char *
fus_analysis_run_failure (FusAnalysisRun *self)
{
  g_return_val_if_fail (FUS_IS_ANALYSIS_RUN (self), NULL);
  return self->failure;
}
