/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/training/trainer.h"

#include "study/jobs/gate.h"
#include "study/jobs/mailbox.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define STEP_INTERVAL_MS 100
/* A frame costs a third in the test: forward only. */
#define TEST_COST (1.0 / 3)

typedef enum
{
  EVENT_STEP,
  EVENT_EPOCH,
  EVENT_FAULT,
  EVENT_FINISHED,
  EVENT_ENDED, /* the thread has nothing left to do */
} FusTrainerEventType;

/* The newest step of the network in training. */
typedef struct
{
  FusNetworkKind kind;
  guint epoch;
  double share;
  double frames_per_second;
} FusTrainerStep;

/* What the training thread tells the main thread, in order. */
typedef struct
{
  FusTrainerEventType type;
  FusNetworkKind kind;
  FusTrainerStep step;
  FusEpoch epoch;
  FusTrainingEnd end;
  char *message;
} FusTrainerEvent;

struct _FusTrainer
{
  GObject parent_instance;

  /* Main thread only */
  FusStudy *study;
  FusTrainerState state;
  double progress;
  char *status;
  GPtrArray *faults;
  guint run; /* bit mask: networks queued since the trainer was idle */
  guint run_epochs[FUS_N_NETWORKS];
  double run_done[FUS_N_NETWORKS];   /* epochs */
  double run_frames[FUS_N_NETWORKS]; /* per epoch */
  FusTrainerStep shown;
  gboolean has_step;
  GThread *thread;

  /* Shared with the training thread */
  FusMailbox *mailbox; /* of FusTrainerEvent */
  GMutex mutex;
  GCond changed;
  gboolean pause;
  gboolean stop;
  gboolean ended;
  guint queue; /* bit mask; the one in training among them */
  int current;
  gboolean resume[FUS_N_NETWORKS];
  guint epochs[FUS_N_NETWORKS];
  guint n_threads;
};

enum
{
  PROP_STATE = 1,
  PROP_PROGRESS,
  PROP_STATUS,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  STEP,
  EPOCH,
  FAULT,
  FINISHED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FusTrainer, fus_trainer, G_TYPE_OBJECT)

static void
free_event (gpointer data)
{
  FusTrainerEvent *event = data;

  g_free (event->message);
  g_free (event);
}

/* The training thread */

static int
read_current (FusTrainer *trainer)
{
  int current;

  g_mutex_lock (&trainer->mutex);
  current = trainer->current;
  g_mutex_unlock (&trainer->mutex);
  return current;
}

static void
post (FusTrainer *trainer, FusTrainerEvent event)
{
  fus_mailbox_post (trainer->mailbox, g_memdup2 (&event, sizeof event));
}

static void
on_epoch (gpointer data, const FusEpoch *epoch)
{
  FusTrainer *trainer = data;

  post (trainer,
        (FusTrainerEvent){ .type = EVENT_EPOCH, .kind = read_current (trainer), .epoch = *epoch });
}

static void
on_step (gpointer data, guint epoch, double share, double loss, double frames_per_second)
{
  FusTrainer *trainer = data;
  const FusTrainerEvent event
      = { .type = EVENT_STEP, .step = { read_current (trainer), epoch, share, frames_per_second } };

  fus_mailbox_post_patiently (trainer->mailbox, g_memdup2 (&event, sizeof event));
}

static void
on_fault (gpointer data, const char *message)
{
  post (data, (FusTrainerEvent){ .type = EVENT_FAULT, .message = g_strdup (message) });
}

/* A paused trainer stands outside of the gate. */
static gboolean
check (gpointer data)
{
  FusTrainer *trainer = data;
  FusGate *gate = fus_gate_get_default ();
  gboolean go_on;

  g_mutex_lock (&trainer->mutex);
  if (trainer->pause && !trainer->stop)
    {
      fus_gate_leave (gate, FUS_GATE_TRAINING);
      while (trainer->pause && !trainer->stop)
        g_cond_wait (&trainer->changed, &trainer->mutex);
      /* Not with the mutex held: the main thread may be waiting for it inside the gate. */
      g_mutex_unlock (&trainer->mutex);
      fus_gate_enter (gate, FUS_GATE_TRAINING);
      g_mutex_lock (&trainer->mutex);
    }
  go_on = !trainer->stop;
  g_mutex_unlock (&trainer->mutex);
  return go_on;
}

/* Whether the other networks of the queue can still be trained: one that diverged says nothing of
 * them, a full disk does. */
static gboolean
concerns_one_network (FusTrainingEnd end, const GError *error)
{
  return end == FUS_TRAINING_DONE
         || g_error_matches (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);
}

static gpointer
run (gpointer data)
{
  FusTrainer *trainer = data;
  FusTrainingWatch watch = { on_epoch, on_step, on_fault, trainer };
  FusPoll poll = { check, trainer };

  g_mutex_lock (&trainer->mutex);
  while (trainer->queue != 0 && !trainer->stop)
    {
      FusNetworkKind kind = g_bit_nth_lsf (trainer->queue, -1);
      gboolean resume = trainer->resume[kind];
      guint epochs = trainer->epochs[kind], n_threads = trainer->n_threads;
      g_autoptr (GError) error = NULL;
      FusTrainingEnd end;

      trainer->current = kind;
      g_mutex_unlock (&trainer->mutex);
      end = fus_train (trainer->study, kind, resume, epochs, n_threads, &watch, &poll, &error);
      g_mutex_lock (&trainer->mutex);

      trainer->queue &= concerns_one_network (end, error) ? ~(1u << kind) : 0;
      post (trainer,
            (FusTrainerEvent){ .type = EVENT_FINISHED,
                               .kind = kind,
                               .end = end,
                               .message = error != NULL ? g_strdup (error->message) : NULL });
    }
  trainer->current = -1;
  trainer->queue = 0;
  trainer->ended = TRUE;
  post (trainer, (FusTrainerEvent){ .type = EVENT_ENDED });
  g_mutex_unlock (&trainer->mutex);
  return NULL;
}

/* The main thread */

static void
set_state (FusTrainer *trainer, FusTrainerState state)
{
  if (trainer->state == state)
    return;
  trainer->state = state;
  g_object_notify_by_pspec (G_OBJECT (trainer), props[PROP_STATE]);
}

/* Frames of one epoch, those of the test counted by what they cost. */
static double
frames_per_epoch (FusTrainer *trainer, FusNetworkKind kind)
{
  FusFrameList *frames = fus_study_frames (trainer->study);
  double n = 0;

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (fus_network_kind_has_task (kind, task))
      {
        g_autoptr (GArray) train = fus_frame_list_select (frames, (FusSet) task, FUS_PART_TRAIN);
        g_autoptr (GArray) test = fus_frame_list_select (frames, (FusSet) task, FUS_PART_TEST);

        n += train->len + TEST_COST * test->len;
      }
  return n;
}

/* Frames of the whole run and those still to be trained. */
static void
count_frames (FusTrainer *trainer, double *all, double *left)
{
  *all = *left = 0;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (trainer->run & (1u << kind))
      {
        *all += trainer->run_frames[kind] * trainer->run_epochs[kind];
        *left += trainer->run_frames[kind]
                 * MAX (trainer->run_epochs[kind] - trainer->run_done[kind], 0);
      }
}

static char *
describe (FusTrainer *trainer)
{
  const FusTrainerStep *step = &trainer->shown;
  int current = fus_trainer_current (trainer);

  if (trainer->state == FUS_TRAINER_IDLE || current < 0)
    return g_strdup ("");
  if (trainer->state == FUS_TRAINER_STOPPING)
    return g_strdup_printf (_ ("%s: stopping"), fus_network_title (current));
  if (!trainer->has_step || step->kind != (FusNetworkKind) current)
    return g_strdup_printf (_ ("%s: reading frames"), fus_network_title (current));
  if (trainer->state == FUS_TRAINER_PAUSED)
    /* Translators: "Joint network: paused in epoch 3 of 30" */
    return g_strdup_printf (_ ("%s: paused in epoch %u of %u"), fus_network_title (current),
                            step->epoch, trainer->run_epochs[current]);
  /* Translators: "Joint network: epoch 3 of 30 · 410 frames/s" */
  return g_strdup_printf (_ ("%s: epoch %u of %u · %.0f frames/s"), fus_network_title (current),
                          step->epoch, trainer->run_epochs[current], step->frames_per_second);
}

static void
update (FusTrainer *trainer)
{
  g_autofree char *status = describe (trainer);
  double all, left, progress;

  count_frames (trainer, &all, &left);
  progress = all > 0 ? CLAMP (1 - left / all, 0, 1) : 0;
  if (progress != trainer->progress)
    {
      trainer->progress = progress;
      g_object_notify_by_pspec (G_OBJECT (trainer), props[PROP_PROGRESS]);
    }
  if (g_strcmp0 (status, trainer->status) != 0)
    {
      g_free (trainer->status);
      trainer->status = g_steal_pointer (&status);
      g_object_notify_by_pspec (G_OBJECT (trainer), props[PROP_STATUS]);
    }
}

static void
join (FusTrainer *trainer)
{
  g_clear_pointer (&trainer->thread, g_thread_join);
}

static void
handle (FusTrainer *trainer, FusTrainerEvent *event)
{
  switch (event->type)
    {
    case EVENT_STEP:
      trainer->shown = event->step;
      trainer->has_step = TRUE;
      trainer->run_done[event->step.kind] = event->step.epoch - 1 + event->step.share;
      break;
    case EVENT_EPOCH:
      trainer->run_done[event->kind] = event->epoch.epoch;
      g_signal_emit (trainer, signals[EPOCH], 0, event->kind, &event->epoch);
      break;
    case EVENT_FAULT:
      g_ptr_array_add (trainer->faults, g_strdup (event->message));
      g_signal_emit (trainer, signals[FAULT], 0, event->message);
      break;
    case EVENT_FINISHED:
      if (event->end == FUS_TRAINING_DONE)
        trainer->run_done[event->kind] = trainer->run_epochs[event->kind];
      g_signal_emit (trainer, signals[FINISHED], 0, event->kind, event->end, event->message);
      break;
    case EVENT_ENDED:
      /* Unless a handler of "finished" has started anew. */
      g_mutex_lock (&trainer->mutex);
      gboolean ended = trainer->ended;
      g_mutex_unlock (&trainer->mutex);
      if (ended)
        {
          join (trainer);
          set_state (trainer, FUS_TRAINER_IDLE);
        }
      break;
    }
}

static gboolean
is_newer_step (gconstpointer newer, gconstpointer older)
{
  return ((const FusTrainerEvent *) newer)->type == EVENT_STEP
         && ((const FusTrainerEvent *) older)->type == EVENT_STEP;
}

static void
take (gpointer owner, GPtrArray *events)
{
  FusTrainer *trainer = owner;
  gboolean step_is_new = FALSE;

  for (guint i = 0; i < events->len; i++)
    {
      FusTrainerEvent *event = events->pdata[i];

      step_is_new = step_is_new || event->type == EVENT_STEP;
      handle (trainer, event);
    }
  update (trainer);
  if (step_is_new)
    g_signal_emit (trainer, signals[STEP], 0);
}

static const FusMailboxKind mailbox_kind = {
  .take = take,
  .free_letter = free_event,
  .replaces = is_newer_step,
  .priority = G_PRIORITY_DEFAULT,
  .interval_ms = STEP_INTERVAL_MS,
};

static void
ask_to_stop (FusTrainer *trainer)
{
  g_mutex_lock (&trainer->mutex);
  trainer->stop = TRUE;
  g_cond_broadcast (&trainer->changed);
  g_mutex_unlock (&trainer->mutex);
}

static void
fus_trainer_dispose (GObject *object)
{
  FusTrainer *trainer = FUS_TRAINER (object);

  ask_to_stop (trainer);
  join (trainer);
  fus_mailbox_close (trainer->mailbox);
  g_clear_object (&trainer->study);
  G_OBJECT_CLASS (fus_trainer_parent_class)->dispose (object);
}

static void
fus_trainer_finalize (GObject *object)
{
  FusTrainer *trainer = FUS_TRAINER (object);

  fus_mailbox_unref (trainer->mailbox);
  g_ptr_array_unref (trainer->faults);
  g_free (trainer->status);
  g_mutex_clear (&trainer->mutex);
  g_cond_clear (&trainer->changed);
  G_OBJECT_CLASS (fus_trainer_parent_class)->finalize (object);
}

static void
fus_trainer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FusTrainer *trainer = FUS_TRAINER (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, trainer->state);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, trainer->progress);
      break;
    case PROP_STATUS:
      g_value_set_string (value, trainer->status);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
fus_trainer_class_init (FusTrainerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = fus_trainer_dispose;
  object_class->finalize = fus_trainer_finalize;
  object_class->get_property = fus_trainer_get_property;
  props[PROP_STATE]
      = g_param_spec_int ("state", NULL, NULL, 0, FUS_TRAINER_STOPPING, FUS_TRAINER_IDLE, flags);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  props[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[STEP] = g_signal_new ("step", FUS_TYPE_TRAINER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[EPOCH] = g_signal_new ("epoch", FUS_TYPE_TRAINER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_POINTER);
  signals[FAULT] = g_signal_new ("fault", FUS_TYPE_TRAINER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FINISHED] = g_signal_new ("finished", FUS_TYPE_TRAINER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_STRING);
}

static void
fus_trainer_init (FusTrainer *trainer)
{
  g_mutex_init (&trainer->mutex);
  g_cond_init (&trainer->changed);
  trainer->faults = g_ptr_array_new_with_free_func (g_free);
  trainer->status = g_strdup ("");
  trainer->current = -1;
  trainer->ended = TRUE;
  trainer->mailbox = fus_mailbox_new (trainer, &mailbox_kind);
}

FusTrainer *
fus_trainer_new (FusStudy *study)
{
  FusTrainer *trainer = g_object_new (FUS_TYPE_TRAINER, NULL);

  trainer->study = g_object_ref (study);
  return trainer;
}

/* Whether the thread is still there to take up what is queued. */
static gboolean
enqueue (FusTrainer *trainer, guint kinds, gboolean resume, guint epochs, guint n_threads)
{
  gboolean running;

  g_mutex_lock (&trainer->mutex);
  running = !trainer->ended;
  trainer->ended = FALSE;
  trainer->stop = FALSE;
  trainer->pause = FALSE;
  trainer->n_threads = n_threads;
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (kinds & ~trainer->queue & (1u << kind))
      {
        trainer->resume[kind] = resume;
        trainer->epochs[kind] = epochs;
      }
  trainer->queue |= kinds;
  g_cond_broadcast (&trainer->changed);
  g_mutex_unlock (&trainer->mutex);
  return running;
}

void
fus_trainer_start (FusTrainer *trainer, guint kinds, gboolean resume, guint epochs, guint n_threads)
{
  guint added;

  if (trainer->state == FUS_TRAINER_STOPPING)
    fus_trainer_stop_and_wait (trainer);
  if (trainer->state == FUS_TRAINER_IDLE)
    {
      trainer->run = 0;
      trainer->has_step = FALSE;
      g_ptr_array_set_size (trainer->faults, 0);
    }
  kinds &= (1u << FUS_N_NETWORKS) - 1;
  added = kinds & ~fus_trainer_queued (trainer);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (added & (1u << kind))
      {
        trainer->run |= 1u << kind;
        trainer->run_epochs[kind]
            = epochs > 0 ? epochs : fus_study_protocol (trainer->study)->epochs;
        trainer->run_frames[kind] = frames_per_epoch (trainer, kind);
        trainer->run_done[kind] = resume ? fus_training_epochs_done (trainer->study, kind) : 0;
      }

  if (!enqueue (trainer, kinds, resume, epochs, n_threads))
    {
      join (trainer);
      trainer->thread = g_thread_new ("fusiform-train", run, trainer);
    }
  set_state (trainer, FUS_TRAINER_RUNNING);
  update (trainer);
}

static void
set_pause (FusTrainer *trainer, gboolean pause)
{
  g_mutex_lock (&trainer->mutex);
  trainer->pause = pause;
  g_cond_broadcast (&trainer->changed);
  g_mutex_unlock (&trainer->mutex);
  set_state (trainer, pause ? FUS_TRAINER_PAUSED : FUS_TRAINER_RUNNING);
  update (trainer);
}

void
fus_trainer_pause (FusTrainer *trainer)
{
  if (trainer->state == FUS_TRAINER_RUNNING)
    set_pause (trainer, TRUE);
}

void
fus_trainer_resume (FusTrainer *trainer)
{
  if (trainer->state == FUS_TRAINER_PAUSED)
    set_pause (trainer, FALSE);
}

void
fus_trainer_stop (FusTrainer *trainer)
{
  if (trainer->state == FUS_TRAINER_IDLE)
    return;
  ask_to_stop (trainer);
  set_state (trainer, FUS_TRAINER_STOPPING);
  update (trainer);
}

void
fus_trainer_stop_and_wait (FusTrainer *trainer)
{
  fus_trainer_stop (trainer);
  join (trainer);
  if (trainer->state != FUS_TRAINER_IDLE)
    fus_mailbox_collect (trainer->mailbox);
}

FusTrainerState
fus_trainer_state (FusTrainer *trainer)
{
  return trainer->state;
}

double
fus_trainer_progress (FusTrainer *trainer)
{
  return trainer->progress;
}

const char *
fus_trainer_status (FusTrainer *trainer)
{
  return trainer->status;
}

double
fus_trainer_seconds_left (FusTrainer *trainer)
{
  double all, left;

  if (!trainer->has_step || trainer->shown.frames_per_second <= 0)
    return NAN;
  count_frames (trainer, &all, &left);
  return left / trainer->shown.frames_per_second;
}

double
fus_trainer_frames_per_second (FusTrainer *trainer)
{
  return trainer->has_step ? trainer->shown.frames_per_second : 0;
}

int
fus_trainer_current (FusTrainer *trainer)
{
  return read_current (trainer);
}

guint
fus_trainer_queued (FusTrainer *trainer)
{
  guint queued;

  g_mutex_lock (&trainer->mutex);
  queued = trainer->queue;
  g_mutex_unlock (&trainer->mutex);
  return queued;
}

guint
fus_trainer_epoch (FusTrainer *trainer, guint *n_epochs)
{
  int current = fus_trainer_current (trainer);

  if (current < 0)
    current = trainer->shown.kind;
  if (n_epochs != NULL)
    *n_epochs = trainer->run_epochs[current];
  return trainer->has_step && trainer->shown.kind == (FusNetworkKind) current
             ? trainer->shown.epoch
             : (guint) trainer->run_done[current] + 1;
}

GPtrArray *
fus_trainer_faults (FusTrainer *trainer)
{
  return trainer->faults;
}
