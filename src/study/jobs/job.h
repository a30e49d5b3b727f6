/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/jobs/gate.h"
#include "engine/poll.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FusJob:
 *
 * One piece of work off the main thread: a snapshot of inputs goes in, one immutable result comes
 * out through one idle of the main context that started it.
 *
 * Properties, notified in that context at most ten times a second, start and end at once:
 * "title" (string, translated), "progress" (double, 0 … 1), "running" (boolean).
 */
#define FUS_TYPE_JOB (fus_job_get_type ())
G_DECLARE_FINAL_TYPE (FusJob, fus_job, FUS, JOB, GObject)

/* Runs on the job's own thread, inside the gate. Returns the result, or NULL with @error, or NULL
 * without when cancelled. */
typedef gpointer (*FusJobWork) (FusJob *job, gpointer input, GError **error);

/**
 * fus_job_start:
 * @input: (transfer full): freed with @free_input when the job has ended
 * @free_result: frees a result that nobody took
 * @done: called once in the starter's main context, also after cancel
 *
 * Returns: (transfer full)
 */
FusJob *fus_job_start (const char *title, FusGateLevel level, FusJobWork work, gpointer input,
                       GDestroyNotify free_input, GDestroyNotify free_result,
                       void (*done) (FusJob *job, gpointer user_data), gpointer user_data);
void fus_job_cancel (FusJob *job);
gboolean fus_job_is_cancelled (FusJob *job);
/* Blocks until the work has returned; for shutting down and for the command line. */
void fus_job_wait (FusJob *job);
/* In @done: the result (transfer full), NULL with @error or, when cancelled, without. */
gpointer fus_job_take_result (FusJob *job, GError **error);

/* For the work function: gives way at the gate and says whether to go on; reports progress. */
const FusPoll *fus_job_poll (FusJob *job);
const FusProgress *fus_job_progress (FusJob *job);

double fus_job_get_progress (FusJob *job);
const char *fus_job_get_title (FusJob *job);

G_END_DECLS
