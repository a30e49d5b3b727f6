/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/jobs/job.h"

#define NOTIFY_INTERVAL (G_USEC_PER_SEC / 10)

struct _FusJob
{
  GObject parent_instance;

  /* Set before the thread starts, read only */
  char *title;
  FusGateLevel level;
  FusJobWork work;
  gpointer input;
  GDestroyNotify free_input;
  GDestroyNotify free_result;
  void (*done) (FusJob *job, gpointer user_data);
  gpointer user_data;
  GMainContext *context;
  FusPoll poll;
  FusProgress progress_sink;

  GCancellable *cancellable;

  GMutex mutex;
  GCond returned;
  gboolean has_returned;
  gpointer result;
  GError *error;
  double share;
  gboolean notify_queued;
  gint64 last_notify;

  /* Main context only */
  double progress;
  gboolean running;
};

enum
{
  PROP_TITLE = 1,
  PROP_PROGRESS,
  PROP_RUNNING,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (FusJob, fus_job, G_TYPE_OBJECT)

static void
fus_job_finalize (GObject *object)
{
  FusJob *job = FUS_JOB (object);

  if (job->result != NULL && job->free_result != NULL)
    job->free_result (job->result);
  g_clear_error (&job->error);
  g_clear_object (&job->cancellable);
  g_clear_pointer (&job->context, g_main_context_unref);
  g_free (job->title);
  g_mutex_clear (&job->mutex);
  g_cond_clear (&job->returned);
  G_OBJECT_CLASS (fus_job_parent_class)->finalize (object);
}

static void
fus_job_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FusJob *job = FUS_JOB (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, job->title);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, job->progress);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, job->running);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
fus_job_class_init (FusJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = fus_job_finalize;
  object_class->get_property = fus_job_get_property;
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
fus_job_init (FusJob *job)
{
  g_mutex_init (&job->mutex);
  g_cond_init (&job->returned);
  job->cancellable = g_cancellable_new ();
}

static void
set_progress (FusJob *job, double share)
{
  if (job->progress == share)
    return;
  job->progress = share;
  g_object_notify_by_pspec (G_OBJECT (job), props[PROP_PROGRESS]);
}

static gboolean
notify_progress (gpointer data)
{
  FusJob *job = data;
  double share;

  g_mutex_lock (&job->mutex);
  job->notify_queued = FALSE;
  job->last_notify = g_get_monotonic_time ();
  share = job->share;
  g_mutex_unlock (&job->mutex);

  if (job->running)
    set_progress (job, share);
  return G_SOURCE_REMOVE;
}

static void
attach (FusJob *job, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, g_object_ref (job), g_object_unref);
  g_source_attach (source, job->context);
  g_source_unref (source);
}

static void
report (gpointer data, double share)
{
  FusJob *job = data;
  gint64 delay = 0;
  gboolean queue;

  g_mutex_lock (&job->mutex);
  job->share = CLAMP (share, 0, 1);
  queue = !job->notify_queued;
  job->notify_queued = TRUE;
  if (queue)
    delay = job->last_notify + NOTIFY_INTERVAL - g_get_monotonic_time ();
  g_mutex_unlock (&job->mutex);

  if (queue)
    attach (job, g_timeout_source_new (MAX (delay, 0) / 1000), notify_progress);
}

static gboolean
check (gpointer data)
{
  FusJob *job = data;

  fus_gate_give_way (fus_gate_get_default (), job->level);
  return !g_cancellable_is_cancelled (job->cancellable);
}

static gboolean
finish (gpointer data)
{
  FusJob *job = data;

  g_object_freeze_notify (G_OBJECT (job));
  set_progress (job, job->share);
  job->running = FALSE;
  g_object_notify_by_pspec (G_OBJECT (job), props[PROP_RUNNING]);
  g_object_thaw_notify (G_OBJECT (job));
  if (job->done != NULL)
    job->done (job, job->user_data);
  return G_SOURCE_REMOVE;
}

static gpointer
run (gpointer data)
{
  FusJob *job = data;
  FusGate *gate = fus_gate_get_default ();
  GSource *end = g_idle_source_new ();
  gpointer result = NULL;
  GError *error = NULL;

  if (!g_cancellable_is_cancelled (job->cancellable))
    {
      fus_gate_enter (gate, job->level);
      if (!g_cancellable_is_cancelled (job->cancellable))
        result = job->work (job, job->input, &error);
      fus_gate_leave (gate, job->level);
    }
  if (job->free_input != NULL)
    job->free_input (job->input);
  job->input = NULL;

  g_mutex_lock (&job->mutex);
  job->result = result;
  job->error = error;
  job->has_returned = TRUE;
  g_cond_broadcast (&job->returned);
  g_mutex_unlock (&job->mutex);

  /* A window that draws all the time (a spinner on a slow display) must not keep a result out. */
  g_source_set_priority (end, G_PRIORITY_DEFAULT);
  attach (job, end, finish);
  g_object_unref (job);
  return NULL;
}

FusJob *
fus_job_start (const char *title, FusGateLevel level, FusJobWork work, gpointer input,
               GDestroyNotify free_input, GDestroyNotify free_result,
               void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  FusJob *job = g_object_new (FUS_TYPE_JOB, NULL);

  job->title = g_strdup (title);
  job->level = level;
  job->work = work;
  job->input = input;
  job->free_input = free_input;
  job->free_result = free_result;
  job->done = done;
  job->user_data = user_data;
  job->context = g_main_context_ref_thread_default ();
  job->poll = (FusPoll){ check, job };
  job->progress_sink = (FusProgress){ report, job };
  job->running = TRUE;
  g_thread_unref (g_thread_new ("fusiform-job", run, g_object_ref (job)));
  return job;
}

void
fus_job_cancel (FusJob *job)
{
  g_cancellable_cancel (job->cancellable);
}

gboolean
fus_job_is_cancelled (FusJob *job)
{
  return g_cancellable_is_cancelled (job->cancellable);
}

void
fus_job_wait (FusJob *job)
{
  g_mutex_lock (&job->mutex);
  while (!job->has_returned)
    g_cond_wait (&job->returned, &job->mutex);
  g_mutex_unlock (&job->mutex);
}

gpointer
fus_job_take_result (FusJob *job, GError **error)
{
  gpointer result;
  GError *failure;

  g_mutex_lock (&job->mutex);
  result = g_steal_pointer (&job->result);
  failure = g_steal_pointer (&job->error);
  g_mutex_unlock (&job->mutex);

  if (failure != NULL)
    g_propagate_error (error, failure);
  return result;
}

const FusPoll *
fus_job_poll (FusJob *job)
{
  return &job->poll;
}

const FusProgress *
fus_job_progress (FusJob *job)
{
  return &job->progress_sink;
}

double
fus_job_get_progress (FusJob *job)
{
  return job->progress;
}

const char *
fus_job_get_title (FusJob *job)
{
  return job->title;
}
