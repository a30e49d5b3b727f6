/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/study-job.h"

typedef struct
{
  FusStudy *study;
  guint n_threads;
  FusStudyWork work;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;

  g_object_unref (input->study);
  g_free (input);
}

static gpointer
run (FusJob *job, gpointer data, GError **error)
{
  Input *input = data;

  return input->work (input->study, input->n_threads, fus_job_poll (job), fus_job_progress (job),
                      error);
}

FusJob *
fus_study_job_start (const char *title, FusStudy *study, guint n_threads, FusStudyWork work,
                     GDestroyNotify free_result, void (*done) (FusJob *job, gpointer user_data),
                     gpointer user_data)
{
  Input *input = g_new0 (Input, 1);

  input->study = g_object_ref (study);
  input->n_threads = n_threads;
  input->work = work;
  return fus_job_start (title, FUS_GATE_ANALYSIS, run, input, free_input, free_result, done,
                        user_data);
}
