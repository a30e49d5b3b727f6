/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/training/training.h"

#include "engine/error.h"
#include "study/jobs/gate.h"
#include "engine/files/safetensors.h"
#include "study/folder/kept-epochs.h"
#include "study/folder/replaced.h"
#include "study/folder/study-private.h"
#include "study/training/training-batch.h"
#include "study/training/training-log.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

/* A network in training is shown about that often … */
#define PUBLISH_SECONDS 2
/* … unless copying it would take more than one part in so many of the time. */
#define PUBLISH_COST 100

/* Generators that a study's seed gives, one stream each. */
#define STREAM_WEIGHTS G_GUINT64_CONSTANT (0x77656967687400)
#define STREAM_DROPOUT G_GUINT64_CONSTANT (0x64726f706f7574)
#define STREAM_ORDER G_GUINT64_CONSTANT (0x6f72646572)

typedef struct
{
  FusStudy *study;
  FusNetworkKind kind;
  const FusProtocol *protocol;
  guint n_epochs;
  const FusTrainingWatch *watch;
  FusPoll poll; /* counts the time that it takes, and asks @caller_poll */
  const FusPoll *caller_poll;

  int lock;
  char *checkpoint_path;
  FusCheckpoint *state;
  GArray *log; /* FusEpoch, the epochs of the checkpoint */
  FusTeam *team;
  FusPass *pass;
  FusTrainingBatches *batches;

  gint64 started;        /* monotonic µs */
  gint64 waited;         /* µs spent in polls: pauses, and giving way */
  double seconds_before; /* of this network's training, before this run */
  gint64 next_publish;
  gboolean anew;             /* from the first epoch, and what was there is set aside */
  gboolean published_within; /* weights from within an epoch are in use */
} FusTraining;

static gboolean
check (gpointer data)
{
  FusTraining *training = data;
  gint64 before = g_get_monotonic_time ();
  gboolean go_on;

  fus_gate_give_way (fus_gate_get_default (), FUS_GATE_TRAINING);
  go_on = fus_poll (training->caller_poll);
  training->waited += g_get_monotonic_time () - before;
  return go_on;
}

/* µs of work since the run began. */
static gint64
time_worked (const FusTraining *training)
{
  return g_get_monotonic_time () - training->started - training->waited;
}

static char *
checkpoint_path (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *name = g_strconcat (fus_network_kind_name (kind), FUS_CHECKPOINT_SUFFIX, NULL);

  return fus_study_file (study, "networks", name);
}

static FusArchitecture
architecture_of (const FusTraining *training)
{
  FusArchitecture arch = { .image_size = training->protocol->image_size,
                           .width = training->protocol->width,
                           .dropout = training->protocol->dropout };

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (fus_network_kind_has_task (training->kind, task))
      arch.n_classes[task] = fus_study_classes (training->study, task)->n;
  return arch;
}

/* What the network file says of where it comes from. No dates: equal training gives equal bytes. */
static void
set_notes (FusTraining *training)
{
  FusNetwork *network = training->state->network;
  g_autofree char *crop = fus_study_crop_note (training->study);
  g_autofree char *epoch = g_strdup_printf ("%u", training->state->epoch);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, training->protocol->seed);
  g_autofree char *schedule = g_strdup_printf (
      "%s over %u epochs", fus_schedule_name (training->protocol->schedule), training->n_epochs);

  fus_network_set_note (network, "study", fus_study_title (training->study));
  fus_network_set_note (network, "network", fus_network_kind_name (training->kind));
  fus_network_set_note (network, "epoch", epoch);
  fus_network_set_note (network, "seed", seed);
  fus_network_set_note (network, "crop", crop);
  if (training->protocol->schedule != FUS_SCHEDULE_CONSTANT)
    fus_network_set_note (network, "schedule", schedule);
  fus_network_set_note (network, "version", FUS_VERSION);
}

static gboolean
start_anew (FusTraining *training, GError **error)
{
  FusArchitecture arch = architecture_of (training);
  FusCheckpoint *state = g_new0 (FusCheckpoint, 1);
  g_autofree char *log_path = fus_training_log_path (training->study, training->kind);
  guint64 seed = training->protocol->seed;
  FusRandom random;

  training->state = state;
  state->network = fus_network_new (&arch, error);
  if (state->network == NULL)
    return FALSE;
  fus_random_seed (&random, seed, STREAM_WEIGHTS + training->kind);
  fus_network_initialize (state->network, fus_random_next (&random));
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (arch.n_classes[task] > 0)
      fus_network_set_class_names (
          state->network, task,
          (const char *const *) fus_study_classes (training->study, task)->names);
  state->momentum = g_new0 (float, fus_architecture_n_parameters (&arch));
  fus_random_seed (&state->random, seed, STREAM_DROPOUT + training->kind);
  training->log = g_array_new (FALSE, FALSE, sizeof (FusEpoch));
  set_notes (training);

  /* Written before the first epoch, so that resuming never goes on from an earlier training. */
  if (!fus_study_is_locked_by (training->study, training->lock, error)
      || !fus_replaced_set_aside (training->study, training->kind, error))
    return FALSE;
  training->anew = TRUE;
  fus_kept_epochs_clear (training->study, training->kind);
  if (!fus_kept_epochs_save (training->study, training->kind, state->network, 0, error)
      || !fus_checkpoint_save (state, training->checkpoint_path, error))
    return FALSE;
  g_unlink (log_path);
  return TRUE;
}

static gboolean
has_same_classes (const FusTraining *training, FusTask task)
{
  const char *const *names = fus_network_class_names (training->state->network, task);

  return g_strv_equal (names,
                       (const char *const *) fus_study_classes (training->study, task)->names);
}

/* What tells the loaded network from one of this study as it is now; NULL: nothing. Translated. */
static const char *
what_differs (const FusTraining *training)
{
  const FusNetwork *network = training->state->network;
  const FusArchitecture *had = fus_network_architecture (network);
  FusArchitecture arch = architecture_of (training);
  g_autofree char *crop = fus_study_crop_note (training->study);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, training->protocol->seed);
  const char *had_seed = fus_network_get_note (network, "seed");

  if (had->image_size != arch.image_size)
    return _ ("another size of the frames");
  if (had->width != arch.width || had->dropout != arch.dropout)
    return _ ("another width or dropout");
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (had->n_classes[task] != arch.n_classes[task]
        || (arch.n_classes[task] > 0 && !has_same_classes (training, task)))
      return task == FUS_TASK_IDENTITY ? _ ("other people") : _ ("other expressions");
  if (g_strcmp0 (fus_network_get_note (network, "crop"), crop) != 0)
    return _ ("another crop");
  /* The seed decides which frames are for training: frames to test on may have been trained on. */
  if (had_seed != NULL && !g_str_equal (had_seed, seed))
    return _ ("another seed, and so other test frames");
  return NULL;
}

/* Whether the network that was loaded from @path is of this study. */
static gboolean
check_fit (const FusTraining *training, const char *path, GError **error)
{
  const char *difference = what_differs (training);

  if (difference == NULL)
    return TRUE;
  g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
               /* Translators: %s are a file, and what is different, as "another crop". */
               _ ("“%s” was made with %s than the study has now. Train this network anew."), path,
               difference);
  return FALSE;
}

static const FusEpoch *
last_epoch (const GArray *log)
{
  return &g_array_index (log, FusEpoch, log->len - 1);
}

static gboolean
load_log (FusTraining *training, GError **error)
{
  training->log = fus_training_log_load (training->study, training->kind, error);
  if (training->log == NULL)
    return FALSE;
  /* An epoch in the log whose checkpoint was not written any more is trained again. */
  while (training->log->len > 0 && last_epoch (training->log)->epoch > training->state->epoch)
    g_array_set_size (training->log, training->log->len - 1);
  if (training->log->len > 0)
    training->seconds_before = last_epoch (training->log)->seconds;
  return TRUE;
}

static gboolean
go_on_from_checkpoint (FusTraining *training, GError **error)
{
  training->state = fus_checkpoint_load (training->checkpoint_path, error);
  if (training->state == NULL)
    {
      g_prefix_error (error, "%s ", _ ("Training cannot go on; train this network anew."));
      return FALSE;
    }
  if (!check_fit (training, training->checkpoint_path, error) || !load_log (training, error))
    return FALSE;
  training->anew = training->state->epoch == 0;
  return TRUE;
}

/* A study that was passed on without checkpoints still has what its networks learned: training goes
 * on from the weights, with momentum and dropout begun anew, which the network's notes say. */
static gboolean
go_on_from_weights (FusTraining *training, guint epochs, GError **error)
{
  g_autofree char *path = fus_study_network_path (training->study, training->kind);
  g_autofree char *note = g_strdup_printf ("anew after epoch %u", epochs);
  FusCheckpoint *state = training->state = g_new0 (FusCheckpoint, 1);

  state->network = fus_weights_load (path, error);
  if (state->network == NULL || !check_fit (training, path, error))
    return FALSE;
  state->epoch = epochs;
  state->momentum
      = g_new0 (float, fus_architecture_n_parameters (fus_network_architecture (state->network)));
  fus_random_seed (&state->random, training->protocol->seed,
                   STREAM_DROPOUT + training->kind + ((guint64) epochs << 40));
  fus_network_set_note (state->network, "momentum", note);
  return load_log (training, error);
}

/* Hands out a copy of the weights, where that is due within an epoch. */
static void
publish_within (FusTraining *training)
{
  gint64 before = g_get_monotonic_time (), after;

  if (before < training->next_publish)
    return;
  g_autoptr (FusNetwork) copy = fus_network_copy (training->state->network);
  fus_study_publish_network (training->study, training->kind, copy);
  training->published_within = TRUE;
  after = g_get_monotonic_time ();
  training->next_publish
      = after + MAX (PUBLISH_SECONDS * G_USEC_PER_SEC, PUBLISH_COST * (after - before));
}

static gboolean
is_numeric (const GError *error)
{
  return g_error_matches (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_NUMERIC);
}

/* Says where training diverged. @batch: 1 …, 0 = in the test after the epoch */
static void
set_divergence (GError **error, guint epoch, guint batch, guint checkpoint)
{
  g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
               _ ("The loss is no longer a number in epoch %u, batch %u. A smaller learning rate "
                  "may help. The weights of epoch %u are kept."),
               epoch, batch, checkpoint);
}

static void
add_loss (FusLoss *sum, const FusLoss *loss)
{
  for (int task = 0; task < FUS_N_TASKS; task++)
    {
      sum->loss[task] += loss->loss[task];
      sum->n[task] += loss->n[task];
      sum->n_correct[task] += loss->n_correct[task];
    }
}

static void
note_loss (FusEpoch *epoch, FusPart part, const FusLoss *sum)
{
  for (int task = 0; task < FUS_N_TASKS; task++)
    {
      epoch->loss[part][task] = sum->n[task] > 0 ? sum->loss[task] / sum->n[task] : NAN;
      epoch->accuracy[part][task]
          = sum->n[task] > 0 ? (double) sum->n_correct[task] / sum->n[task] : NAN;
    }
}

static double
mean_loss (const FusLoss *sum)
{
  double total = 0;

  for (int task = 0; task < FUS_N_TASKS; task++)
    if (sum->n[task] > 0)
      total += sum->loss[task] / sum->n[task];
  return total;
}

static gboolean
train_batches (FusTraining *training, FusEpoch *epoch, GError **error)
{
  const FusProtocol *protocol = training->protocol;
  FusStep step = { .momentum = protocol->momentum, .weight_decay = protocol->weight_decay };
  guint n_batches = fus_training_batches_count (training->batches, FUS_PART_TRAIN), n_frames = 0;
  const guint64 n_steps = (guint64) training->n_epochs * n_batches;
  const guint64 first_step = (guint64) (epoch->epoch - 1) * n_batches;
  gint64 began = time_worked (training);
  FusLoss sum = { 0 };

  for (guint i = 0; i < n_batches; i++)
    {
      const FusTrainingBatch *batch
          = fus_training_batches_get (training->batches, FUS_PART_TRAIN, i, error);
      GError *failure = NULL;
      FusLoss loss;

      if (batch == NULL)
        return FALSE;
      step.learning_rate = (float) fus_protocol_learning_rate (protocol, first_step + i, n_steps);
      if (batch->n > 0
          && !fus_pass_train (training->pass, batch->images, batch->labels, batch->n, &step,
                              training->state->momentum, &training->state->random, &loss,
                              &training->poll, &failure))
        {
          if (failure != NULL && is_numeric (failure))
            set_divergence (error, epoch->epoch, i + 1, training->state->epoch);
          else if (failure != NULL)
            g_propagate_error (error, g_steal_pointer (&failure));
          g_clear_error (&failure);
          return FALSE;
        }
      if (batch->n > 0)
        add_loss (&sum, &loss);
      n_frames += batch->n;
      epoch->frames_per_second
          = n_frames * (double) G_USEC_PER_SEC / MAX (time_worked (training) - began, 1);
      if (training->watch != NULL && training->watch->step != NULL)
        training->watch->step (training->watch->data, epoch->epoch, (i + 1.0) / n_batches,
                               mean_loss (&sum), epoch->frames_per_second);
      publish_within (training);
      if (!fus_poll (&training->poll))
        return FALSE;
    }
  note_loss (epoch, FUS_PART_TRAIN, &sum);
  return TRUE;
}

static gboolean
test_batches (FusTraining *training, FusEpoch *epoch, GError **error)
{
  guint n_batches = fus_training_batches_count (training->batches, FUS_PART_TEST);
  FusLoss sum = { 0 };

  for (guint i = 0; i < n_batches; i++)
    {
      const FusTrainingBatch *batch
          = fus_training_batches_get (training->batches, FUS_PART_TEST, i, error);
      FusLoss loss;

      if (batch == NULL)
        return FALSE;
      if (batch->n == 0)
        continue;
      if (!fus_pass_evaluate (training->pass, batch->images, batch->labels, batch->n, &loss,
                              &training->poll))
        return FALSE;
      add_loss (&sum, &loss);
    }
  if (!isfinite (mean_loss (&sum)))
    {
      set_divergence (error, epoch->epoch,
                      fus_training_batches_count (training->batches, FUS_PART_TRAIN),
                      training->state->epoch);
      return FALSE;
    }
  note_loss (epoch, FUS_PART_TEST, &sum);
  return TRUE;
}

/* The checkpoint comes last: it decides which epoch counts, and what was written before it for a
 * later epoch is written again, the same. */
static gboolean
write_epoch (FusTraining *training, const FusEpoch *epoch, GError **error)
{
  g_autofree char *log_path = fus_training_log_path (training->study, training->kind);
  g_autofree char *network_path = fus_study_network_path (training->study, training->kind);
  g_autoptr (FusNetwork) copy = NULL;

  training->state->epoch = epoch->epoch;
  set_notes (training);
  g_array_append_vals (training->log, epoch, 1);
  if (!fus_study_is_locked_by (training->study, training->lock, error)
      || !fus_training_log_save (log_path, training->log, error)
      || !fus_kept_epochs_save (training->study, training->kind, training->state->network,
                                epoch->epoch, error)
      || !fus_weights_save (training->state->network, network_path, FUS_WEIGHTS_F32, error)
      || !fus_checkpoint_save (training->state, training->checkpoint_path, error))
    return FALSE;

  copy = fus_network_copy (training->state->network);
  fus_study_publish_network (training->study, training->kind, copy);
  training->published_within = FALSE;
  training->next_publish = g_get_monotonic_time () + PUBLISH_SECONDS * G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
train_epoch (FusTraining *training, GError **error)
{
  FusEpoch epoch = { .epoch = training->state->epoch + 1 };
  FusRandom random;

  fus_random_seed (&random, training->protocol->seed,
                   STREAM_ORDER + ((guint64) training->kind << 56) + ((guint64) epoch.epoch << 40));
  fus_training_batches_shuffle (training->batches, &random);
  fus_training_batches_set_epoch (training->batches, epoch.epoch);
  if (!train_batches (training, &epoch, error) || !test_batches (training, &epoch, error))
    return FALSE;
  epoch.seconds = training->seconds_before + time_worked (training) / (double) G_USEC_PER_SEC;
  if (!write_epoch (training, &epoch, error))
    return FALSE;
  if (training->watch != NULL && training->watch->epoch != NULL)
    training->watch->epoch (training->watch->data, &epoch);
  return TRUE;
}

static FusTrainingEnd
train_epochs (FusTraining *training, guint n_threads, GError **error)
{
  GError *failure = NULL;
  gboolean going = TRUE;

  training->batches
      = fus_training_batches_new (training->study, training->kind, training->watch, &failure);
  if (training->batches == NULL)
    {
      g_propagate_error (error, failure);
      return FUS_TRAINING_FAILED;
    }
  fus_training_batches_set_normalization (training->batches,
                                          fus_network_normalization (training->state->network));
  training->team = fus_team_new (n_threads);
  training->pass = fus_pass_new (training->state->network, FUS_PASS_TRAIN,
                                 training->protocol->batch, training->team);
  if (training->kind == FUS_NETWORK_JOINT)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      fus_pass_set_task_weight (training->pass, task, training->protocol->task_weight[task]);
  fus_gate_enter (fus_gate_get_default (), FUS_GATE_TRAINING);
  training->started = g_get_monotonic_time ();
  training->next_publish = training->started + PUBLISH_SECONDS * G_USEC_PER_SEC;
  while (going && training->state->epoch < training->n_epochs)
    going = train_epoch (training, &failure);
  fus_gate_leave (fus_gate_get_default (), FUS_GATE_TRAINING);

  if (training->published_within)
    fus_study_reload_network (training->study, training->kind);
  if (going)
    return FUS_TRAINING_DONE;
  if (failure == NULL)
    return FUS_TRAINING_STOPPED;
  g_propagate_error (error, failure);
  return FUS_TRAINING_FAILED;
}

static void
clear (FusTraining *training)
{
  g_clear_pointer (&training->pass, fus_pass_free);
  g_clear_pointer (&training->team, fus_team_free);
  g_clear_pointer (&training->batches, fus_training_batches_free);
  g_clear_pointer (&training->state, fus_checkpoint_free);
  g_clear_pointer (&training->log, g_array_unref);
  g_free (training->checkpoint_path);
}

/* What the notes of a weight file or checkpoint say, reading its header only; 0 where there is
 * none. */
static guint
epochs_in_file (const char *path)
{
  g_autoptr (FusSafetensors) file = NULL;
  const char *note;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return 0;
  file = fus_safetensors_open (path, NULL);
  note = file != NULL ? g_tree_lookup (fus_safetensors_metadata (file), "epoch") : NULL;
  return note != NULL ? (guint) g_ascii_strtoull (note, NULL, 10) : 0;
}

guint
fus_training_epochs_done (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *checkpoint = checkpoint_path (study, kind);
  g_autofree char *network = fus_study_network_path (study, kind);

  return epochs_in_file (g_file_test (checkpoint, G_FILE_TEST_EXISTS) ? checkpoint : network);
}

static gboolean
begin (FusTraining *training, gboolean resume, GError **error)
{
  g_autofree char *network = fus_study_network_path (training->study, training->kind);

  if (resume && g_file_test (training->checkpoint_path, G_FILE_TEST_EXISTS))
    return go_on_from_checkpoint (training, error);
  if (resume && g_file_test (network, G_FILE_TEST_EXISTS))
    return go_on_from_weights (training, fus_training_epochs_done (training->study, training->kind),
                               error);
  return start_anew (training, error);
}

static FusTrainingEnd
prepare_and_train (FusTraining *training, gboolean resume, guint n_threads, GError **error)
{
  gboolean has_checkpoint = g_file_test (training->checkpoint_path, G_FILE_TEST_EXISTS);

  if (resume && !has_checkpoint
      && fus_training_epochs_done (training->study, training->kind) >= training->n_epochs)
    return FUS_TRAINING_DONE;
  if (!begin (training, resume, error))
    return FUS_TRAINING_FAILED;
  if (training->state->epoch >= training->n_epochs)
    return FUS_TRAINING_DONE;
  return train_epochs (training, n_threads, error);
}

/* Until the new network is whole, what it has replaced is kept; where it has not learned anything
 * yet, that is put back at once. */
static void
settle_replaced (FusTraining *training, FusTrainingEnd end)
{
  FusStudy *study = training->study;
  if (!fus_replaced_is_kept (study, training->kind)
      || !fus_study_is_locked_by (study, training->lock, NULL))
    return;
  if (end == FUS_TRAINING_DONE)
    fus_replaced_forget (study, training->kind);
  else if (training->anew && training->state->epoch == 0
           && fus_replaced_put_back (study, training->kind, NULL))
    fus_study_reload_network (study, training->kind);
}

gboolean
fus_training_has_before (FusStudy *study, FusNetworkKind kind)
{
  return fus_replaced_is_kept (study, kind);
}

guint
fus_training_epochs_before (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *checkpoint = fus_replaced_path (study, kind, FUS_CHECKPOINT_SUFFIX);
  g_autofree char *network = fus_replaced_path (study, kind, ".safetensors");

  return epochs_in_file (g_file_test (checkpoint, G_FILE_TEST_EXISTS) ? checkpoint : network);
}

gboolean
fus_training_bring_back (FusStudy *study, FusNetworkKind kind, GError **error)
{
  int lock = fus_study_lock_training (study, error);
  gboolean back;

  if (lock < 0)
    return FALSE;
  back = fus_replaced_settle (study, kind, error) && fus_replaced_put_back (study, kind, error);
  fus_study_reload_network (study, kind);
  close (lock);
  return back;
}

gboolean
fus_training_is_possible (FusStudy *study, FusNetworkKind kind, GError **error)
{
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (fus_network_kind_has_task (kind, task) && fus_study_classes (study, task)->n == 0)
      {
        g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
                     task == FUS_TASK_IDENTITY
                         ? _ ("The %s network cannot be trained: no frame of this study says who "
                              "the person is.")
                         : _ ("The %s network cannot be trained: no frame of this study says what "
                              "the expression is."),
                     fus_network_kind_name (kind));
        return FALSE;
      }
  return TRUE;
}

FusTrainingEnd
fus_train (FusStudy *study, FusNetworkKind kind, gboolean resume, guint epochs, guint n_threads,
           const FusTrainingWatch *watch, const FusPoll *poll, GError **error)
{
  const FusProtocol *protocol = fus_study_protocol (study);
  FusTraining training = { .study = study,
                           .kind = kind,
                           .protocol = protocol,
                           .n_epochs = epochs > 0 ? epochs : protocol->epochs,
                           .watch = watch,
                           .caller_poll = poll,
                           .checkpoint_path = checkpoint_path (study, kind) };
  g_autofree char *networks = fus_study_file (study, "networks", NULL);
  FusTrainingEnd end = FUS_TRAINING_FAILED;
  int lock
      = fus_training_is_possible (study, kind, error) ? fus_study_lock_training (study, error) : -1;

  training.poll = (FusPoll){ check, &training };
  training.lock = lock;
  if (lock >= 0 && fus_replaced_settle (study, kind, error) && fus_make_folder (networks, error))
    {
      end = prepare_and_train (&training, resume, n_threads, error);
      settle_replaced (&training, end);
    }
  clear (&training);
  if (lock >= 0)
    close (lock);
  return end;
}
