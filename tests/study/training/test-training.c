/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"
#include "study/jobs/gate.h"
#include "study/training/training-batch.h"
#include "study/training/training.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define PEOPLE 10

typedef struct
{
  int epochs;
  int steps;
  GPtrArray *faults;
  int steps_left; /* of @poll */
} Watched;

static void
on_epoch (gpointer data, const FusEpoch *epoch)
{
  Watched *watched = data;

  watched->epochs++;
  g_assert_cmpint (epoch->epoch, >=, 1);
  g_assert_cmpfloat (epoch->frames_per_second, >, 0);
}

static void
on_step (gpointer data, guint epoch, double share, double loss, double frames_per_second)
{
  Watched *watched = data;

  watched->steps++;
  watched->steps_left--;
  g_assert_cmpfloat (share, >, 0);
  g_assert_cmpfloat (share, <=, 1);
  g_assert_true (isfinite (loss));
}

static void
on_fault (gpointer data, const char *message)
{
  Watched *watched = data;

  g_ptr_array_add (watched->faults, g_strdup (message));
}

static gboolean
check_steps (gpointer data)
{
  Watched *watched = data;

  return watched->steps_left > 0;
}

static void
watched_clear (Watched *watched)
{
  g_ptr_array_unref (watched->faults);
}

/* Trains with a watch; stops after @steps batches when that is above 0. */
static FusTrainingEnd
train (FusStudy *study, FusNetworkKind kind, gboolean resume, guint epochs, int steps,
       Watched *watched, GError **error)
{
  FusTrainingWatch watch = { on_epoch, on_step, on_fault, watched };
  FusPoll poll = { check_steps, watched };

  *watched = (Watched){ .faults = g_ptr_array_new_with_free_func (g_free), .steps_left = steps };
  return fus_train (study, kind, resume, epochs, 1, &watch, steps > 0 ? &poll : NULL, error);
}

static void
test_learns (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) log = NULL;
  g_autoptr (FusNetwork) network = NULL;
  const FusEpoch *first, *last;
  double least_loss = G_MAXDOUBLE, best_accuracy = 0;
  Watched watched;

  protocol.epochs = 60;
  protocol.dropout = 0;
  protocol.width = 0.2;
  protocol.learning_rate = 0.004;
  study = fixture_study (folder, PEOPLE, &protocol);
  g_assert_cmpint (fus_training_epochs_done (study, FUS_NETWORK_IDENTITY), ==, 0);
  g_assert_null (fus_study_network (study, FUS_NETWORK_IDENTITY, &error));
  g_assert_no_error (error);

  g_assert_cmpint (train (study, FUS_NETWORK_IDENTITY, FALSE, 0, 0, &watched, &error), ==,
                   FUS_TRAINING_DONE);
  g_assert_no_error (error);
  g_assert_cmpint (watched.epochs, ==, 60);
  g_assert_cmpuint (watched.faults->len, ==, 0);
  watched_clear (&watched);
  g_assert_cmpint (fus_training_epochs_done (study, FUS_NETWORK_IDENTITY), ==, 60);

  log = fus_training_log_load (study, FUS_NETWORK_IDENTITY, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (log->len, ==, 60);
  first = &g_array_index (log, FusEpoch, 0);
  last = &g_array_index (log, FusEpoch, 59);
  /* Four batches an epoch make a bumpy road, another one for each instruction set: what counts is
   * how far it led. Chance is 0.2. */
  for (guint i = 0; i < log->len; i++)
    {
      const FusEpoch *epoch = &g_array_index (log, FusEpoch, i);

      least_loss = MIN (least_loss, epoch->loss[FUS_PART_TRAIN][FUS_TASK_IDENTITY]);
      best_accuracy = MAX (best_accuracy, epoch->accuracy[FUS_PART_TEST][FUS_TASK_IDENTITY]);
    }
  g_assert_cmpfloat (least_loss, <, 0.6 * first->loss[FUS_PART_TRAIN][FUS_TASK_IDENTITY]);
  g_assert_cmpfloat (best_accuracy, >, 0.5);
  g_assert_true (isnan (last->loss[FUS_PART_TRAIN][FUS_TASK_EXPRESSION]));
  g_assert_cmpfloat (last->seconds, >, first->seconds);

  network = fus_study_network (study, FUS_NETWORK_IDENTITY, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fus_network_get_note (network, "epoch"), ==, "60");
  g_assert_cmpstr (fus_network_get_note (network, "study"), ==, "study");
  g_assert_cmpstr (fus_network_get_note (network, "seed"), ==, "1");
  g_assert_cmpstr (fus_network_get_note (network, "version"), ==, FUS_VERSION);
  g_assert_nonnull (fus_network_get_note (network, "crop"));
  g_assert_cmpint (g_strv_length ((char **) fus_network_class_names (network, FUS_TASK_IDENTITY)),
                   ==, PEOPLE / 2);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* The joint network's loss has both tasks, each from the frames of its own set. */
static void
test_joint (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (GArray) epochs = NULL;
  const FusEpoch *epoch;

  fixture_train (study, FUS_NETWORK_JOINT);
  epochs = fus_training_log_load (study, FUS_NETWORK_JOINT, NULL);
  g_assert_cmpuint (epochs->len, ==, 3);
  epoch = &g_array_index (epochs, FusEpoch, 0);
  for (int part = 0; part < 2; part++)
    {
      /* Hardly trained: near ln 5 and ln 7. */
      g_assert_cmpfloat_with_epsilon (epoch->loss[part][FUS_TASK_IDENTITY], log (5), 0.4);
      g_assert_cmpfloat_with_epsilon (epoch->loss[part][FUS_TASK_EXPRESSION], log (7), 0.4);
    }
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static char *
network_file (FusStudy *study)
{
  return fus_study_network_path (study, FUS_NETWORK_JOINT);
}

/* With all that changes from step to step. */
static FusProtocol
changing_protocol (void)
{
  FusProtocol protocol = fixture_protocol ();

  protocol.schedule = FUS_SCHEDULE_COSINE;
  protocol.warm_up = 0.1;
  protocol.augmentation = (FusAugmentation){ 0.06, 0.08, 0.2, 0.2, TRUE };
  return protocol;
}

/* Stopped in the middle of an epoch, taken up again in the middle of another: the same bytes. */
static void
test_stop_and_resume (void)
{
  char *folder = fixture_folder_new (), *other = fixture_folder_new ();
  FusProtocol protocol = changing_protocol ();
  g_autoptr (FusStudy) whole = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudy) stopped = fixture_study (other, PEOPLE, &protocol);
  g_autofree char *whole_file = network_file (whole);
  g_autofree char *stopped_file = network_file (stopped);
  g_autoptr (GArray) log = NULL;
  g_autoptr (GError) error = NULL;
  Watched watched;
  int batches;

  g_assert_cmpint (train (whole, FUS_NETWORK_JOINT, FALSE, 0, 0, &watched, &error), ==,
                   FUS_TRAINING_DONE);
  batches = watched.steps / 3;
  watched_clear (&watched);

  /* Within the first epoch nothing but the start is kept. */
  g_assert_cmpint (train (stopped, FUS_NETWORK_JOINT, FALSE, 0, 3, &watched, &error), ==,
                   FUS_TRAINING_STOPPED);
  g_assert_no_error (error);
  watched_clear (&watched);
  g_assert_cmpint (fus_training_epochs_done (stopped, FUS_NETWORK_JOINT), ==, 0);
  g_assert_false (g_file_test (stopped_file, G_FILE_TEST_EXISTS));

  g_assert_cmpint (train (stopped, FUS_NETWORK_JOINT, TRUE, 0, batches + 2, &watched, &error), ==,
                   FUS_TRAINING_STOPPED);
  watched_clear (&watched);
  g_assert_cmpint (fus_training_epochs_done (stopped, FUS_NETWORK_JOINT), ==, 1);
  log = fus_training_log_load (stopped, FUS_NETWORK_JOINT, NULL);
  g_assert_cmpuint (log->len, ==, 1);

  g_assert_cmpint (train (stopped, FUS_NETWORK_JOINT, TRUE, 0, 0, &watched, &error), ==,
                   FUS_TRAINING_DONE);
  g_assert_cmpint (watched.epochs, ==, 2);
  watched_clear (&watched);
  fixture_assert_same_file (whole_file, stopped_file);

  g_clear_object (&whole);
  g_clear_object (&stopped);
  fixture_folder_free (folder);
  fixture_folder_free (other);
}

/* (transfer full): the first batch of @part in that epoch. */
static float *
batch_of_epoch (FusTrainingBatches *batches, FusPart part, guint epoch, gsize *n)
{
  g_autoptr (GError) error = NULL;
  const FusTrainingBatch *batch;
  FusRandom random;

  fus_random_seed (&random, 5, 0);
  fus_training_batches_shuffle (batches, &random);
  fus_training_batches_set_epoch (batches, epoch);
  fus_gate_enter (fus_gate_get_default (), FUS_GATE_TRAINING);
  batch = fus_training_batches_get (batches, part, 0, &error);
  fus_gate_leave (fus_gate_get_default (), FUS_GATE_TRAINING);
  g_assert_no_error (error);
  *n = batch->n * 3 * 32 * 32 * sizeof (float);
  return g_memdup2 (batch->images, *n);
}

/* Training frames are changed anew in each epoch, frames to test on never. */
static void
test_augmentation (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = changing_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (GError) error = NULL;
  const FusNormalization normalization = { { 0, 0, 0 }, { 1, 1, 1 } };
  FusTrainingBatches *batches = fus_training_batches_new (study, FUS_NETWORK_JOINT, NULL, &error);

  g_assert_no_error (error);
  fus_training_batches_set_normalization (batches, &normalization);
  for (FusPart part = 0; part < 2; part++)
    {
      gsize n;
      g_autofree float *first = batch_of_epoch (batches, part, 1, &n);
      g_autofree float *second = batch_of_epoch (batches, part, 2, &n);
      g_autofree float *again = batch_of_epoch (batches, part, 1, &n);

      g_assert_cmpmem (first, n, again, n);
      g_assert_cmpint (memcmp (first, second, n) != 0, ==, part == FUS_PART_TRAIN);
    }
  fus_training_batches_free (batches);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_finished_is_left_alone (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *file = network_file (study);
  g_autofree char *checkpoint = fus_study_file (study, "networks", "joint.checkpoint.safetensors");
  g_autoptr (GBytes) before = NULL, after = NULL;
  Watched watched;

  fixture_train (study, FUS_NETWORK_JOINT);
  before = fixture_read (file);
  g_assert_cmpint (train (study, FUS_NETWORK_JOINT, TRUE, 0, 0, &watched, NULL), ==,
                   FUS_TRAINING_DONE);
  g_assert_cmpint (watched.steps, ==, 0);
  watched_clear (&watched);

  /* As a study that came without its checkpoints. */
  g_assert_cmpint (g_unlink (checkpoint), ==, 0);
  g_assert_cmpint (train (study, FUS_NETWORK_JOINT, TRUE, 0, 0, &watched, NULL), ==,
                   FUS_TRAINING_DONE);
  g_assert_cmpint (watched.steps, ==, 0);
  watched_clear (&watched);
  after = fixture_read (file);
  g_assert_true (g_bytes_equal (before, after));

  /* Anew, then one epoch more than the protocol says. */
  g_assert_cmpint (train (study, FUS_NETWORK_JOINT, FALSE, 0, 0, &watched, NULL), ==,
                   FUS_TRAINING_DONE);
  g_assert_cmpint (watched.epochs, ==, 3);
  watched_clear (&watched);
  g_assert_cmpint (train (study, FUS_NETWORK_JOINT, TRUE, 4, 0, &watched, NULL), ==,
                   FUS_TRAINING_DONE);
  g_assert_cmpint (watched.epochs, ==, 1);
  watched_clear (&watched);
  g_assert_cmpint (fus_training_epochs_done (study, FUS_NETWORK_JOINT), ==, 4);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static char *
kept_file (FusStudy *study, const char *name)
{
  g_autofree char *folder = fus_study_file (study, "before", "joint");

  return g_build_filename (folder, name, NULL);
}

/* What is trained from the beginning keeps what it replaces until it is whole. */
static void
test_anew_keeps_what_was (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *file = network_file (study);
  g_autofree char *checkpoint = fus_study_file (study, "networks", "joint.checkpoint.safetensors");
  g_autofree char *log = fus_study_file (study, "training", "joint.csv");
  g_autofree char *before = fus_study_file (study, "before", NULL);
  g_autofree char *kept = kept_file (study, "joint.safetensors");
  g_autoptr (GBytes) first = NULL, first_checkpoint = NULL, first_log = NULL;
  g_autoptr (GError) error = NULL;
  Watched watched;
  int batches;

  g_assert_cmpint (train (study, FUS_NETWORK_JOINT, FALSE, 0, 0, &watched, NULL), ==,
                   FUS_TRAINING_DONE);
  batches = watched.steps / 3;
  watched_clear (&watched);
  first = fixture_read (file);
  first_checkpoint = fixture_read (checkpoint);
  first_log = fixture_read (log);
  g_assert_false (fus_training_has_before (study, FUS_NETWORK_JOINT));

  /* Stopped before it has learned anything: nothing is lost, and nothing is to be brought back. */
  train (study, FUS_NETWORK_JOINT, FALSE, 0, 2, &watched, &error);
  g_assert_no_error (error);
  watched_clear (&watched);
  g_assert_cmpint (fus_training_epochs_done (study, FUS_NETWORK_JOINT), ==, 3);
  g_assert_false (g_file_test (before, G_FILE_TEST_EXISTS));
  g_autoptr (GBytes) back = fixture_read (file), back_log = fixture_read (log);
  g_assert_true (g_bytes_equal (first, back));
  g_assert_true (g_bytes_equal (first_log, back_log));

  /* Stopped half-way: both are there. */
  train (study, FUS_NETWORK_JOINT, FALSE, 0, batches + 2, &watched, &error);
  g_assert_no_error (error);
  watched_clear (&watched);
  g_assert_cmpint (fus_training_epochs_done (study, FUS_NETWORK_JOINT), ==, 1);
  g_assert_true (fus_training_has_before (study, FUS_NETWORK_JOINT));
  g_assert_cmpint (fus_training_epochs_before (study, FUS_NETWORK_JOINT), ==, 3);
  g_autoptr (GBytes) in_folder = fixture_read (kept);
  g_assert_true (g_bytes_equal (first, in_folder));

  /* Begun once more: what is kept is the whole one. */
  train (study, FUS_NETWORK_JOINT, FALSE, 0, batches + 2, &watched, &error);
  watched_clear (&watched);
  g_assert_cmpint (fus_training_epochs_before (study, FUS_NETWORK_JOINT), ==, 3);

  g_assert_true (fus_training_bring_back (study, FUS_NETWORK_JOINT, &error));
  g_assert_no_error (error);
  g_autoptr (GBytes) brought = fixture_read (file), brought_checkpoint = fixture_read (checkpoint);
  g_assert_true (g_bytes_equal (first, brought));
  g_assert_true (g_bytes_equal (first_checkpoint, brought_checkpoint));
  g_assert_false (g_file_test (before, G_FILE_TEST_EXISTS));
  g_assert_false (fus_training_bring_back (study, FUS_NETWORK_JOINT, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);
  g_clear_error (&error);

  /* Whole in the end, in two goes: nothing is kept. */
  train (study, FUS_NETWORK_JOINT, FALSE, 0, batches + 2, &watched, &error);
  watched_clear (&watched);
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  g_assert_cmpint (train (study, FUS_NETWORK_JOINT, TRUE, 0, 0, &watched, &error), ==,
                   FUS_TRAINING_DONE);
  watched_clear (&watched);
  g_assert_false (g_file_test (before, G_FILE_TEST_EXISTS));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* A program that was killed while it moved files. */
static void
test_killed_while_setting_aside (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *file = network_file (study);
  g_autofree char *half = fus_study_file (study, "before", "joint.half");
  g_autofree char *moved = g_build_filename (half, "joint.safetensors", NULL);
  g_autoptr (GBytes) first = NULL, now = NULL;
  Watched watched;

  fixture_train (study, FUS_NETWORK_JOINT);
  first = fixture_read (file);
  g_assert_cmpint (g_mkdir_with_parents (half, 0777), ==, 0);
  g_assert_cmpint (g_rename (file, moved), ==, 0);

  g_assert_cmpint (train (study, FUS_NETWORK_JOINT, TRUE, 0, 0, &watched, NULL), ==,
                   FUS_TRAINING_DONE);
  watched_clear (&watched);
  now = fixture_read (file);
  g_assert_true (g_bytes_equal (first, now));
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* What the message of a damaged log says helps: the network goes on, its curves begin later. */
static void
test_deleted_log (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *path = fus_study_file (study, "training", "joint.csv");
  g_autoptr (GArray) log = NULL;
  g_autoptr (GError) error = NULL;
  Watched watched;

  fixture_train (study, FUS_NETWORK_JOINT);
  fixture_write (path, "epoch,part\n1,train\n");
  g_assert_cmpint (train (study, FUS_NETWORK_JOINT, TRUE, 4, 0, &watched, &error), ==,
                   FUS_TRAINING_FAILED);
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, "Delete the file"));
  g_clear_error (&error);
  watched_clear (&watched);

  g_assert_cmpint (g_unlink (path), ==, 0);
  for (guint epochs = 4; epochs <= 5; epochs++)
    {
      g_assert_cmpint (train (study, FUS_NETWORK_JOINT, TRUE, epochs, 0, &watched, &error), ==,
                       FUS_TRAINING_DONE);
      g_assert_no_error (error);
      g_assert_cmpint (watched.epochs, ==, 1);
      watched_clear (&watched);
    }
  log = fus_training_log_load (study, FUS_NETWORK_JOINT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (log->len, ==, 2);
  g_assert_cmpuint (g_array_index (log, FusEpoch, 0).epoch, ==, 4);
  g_assert_cmpuint (g_array_index (log, FusEpoch, 1).epoch, ==, 5);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* A study that was passed on without its checkpoints: more epochs go on from what was learned. */
static void
test_goes_on_from_weights (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *file = network_file (study);
  g_autofree char *checkpoint = fus_study_file (study, "networks", "joint.checkpoint.safetensors");
  g_autoptr (FusNetwork) network = NULL;
  g_autoptr (GArray) log = NULL;
  g_autoptr (GBytes) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  Watched watched;

  fixture_train (study, FUS_NETWORK_JOINT);
  g_assert_cmpint (g_unlink (checkpoint), ==, 0);
  g_assert_cmpint (train (study, FUS_NETWORK_JOINT, TRUE, 4, 0, &watched, &error), ==,
                   FUS_TRAINING_DONE);
  g_assert_no_error (error);
  g_assert_cmpint (watched.epochs, ==, 1);
  watched_clear (&watched);
  g_assert_cmpint (fus_training_epochs_done (study, FUS_NETWORK_JOINT), ==, 4);
  log = fus_training_log_load (study, FUS_NETWORK_JOINT, NULL);
  g_assert_cmpuint (log->len, ==, 4);
  network = fus_study_network (study, FUS_NETWORK_JOINT, NULL);
  g_assert_cmpstr (fus_network_get_note (network, "momentum"), ==, "anew after epoch 3");

  /* What is damaged is not written over. */
  g_assert_cmpint (g_unlink (checkpoint), ==, 0);
  fixture_write (file, "no weights");
  before = fixture_read (file);
  g_assert_cmpint (train (study, FUS_NETWORK_JOINT, TRUE, 5, 0, &watched, &error), ==,
                   FUS_TRAINING_FAILED);
  g_assert_nonnull (strstr (error->message, "joint.safetensors"));
  watched_clear (&watched);
  after = fixture_read (file);
  g_assert_true (g_bytes_equal (before, after));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* A network of another study with the same people: what it was trained on may be tested here. */
static void
test_network_of_another_study (void)
{
  char *folder = fixture_folder_new (), *other_folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol (), other_protocol = fixture_protocol ();
  other_protocol.seed++;
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudy) other = fixture_study (other_folder, PEOPLE, &other_protocol);
  g_autofree char *file = network_file (study), *other_file = network_file (other);
  g_autofree char *networks = fus_study_file (study, "networks", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  fixture_train (other, FUS_NETWORK_JOINT);
  bytes = fixture_read (other_file);
  g_assert_cmpint (g_mkdir_with_parents (networks, 0777), ==, 0);
  g_assert_true (g_file_set_contents (file, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
  g_assert_cmpint (fus_train (study, FUS_NETWORK_JOINT, TRUE, 5, 1, NULL, NULL, &error), ==,
                   FUS_TRAINING_FAILED);
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);
  g_assert_nonnull (strstr (error->message, "joint.safetensors"));
  g_clear_object (&study);
  g_clear_object (&other);
  fixture_folder_free (folder);
  fixture_folder_free (other_folder);
}

typedef struct
{
  char *from;
  char *to;
  gboolean moved;
} Move;

static void
move_away (gpointer data, guint epoch, double share, double loss, double frames_per_second)
{
  Move *move = data;

  if (!move->moved)
    g_assert_cmpint (g_rename (move->from, move->to), ==, 0);
  move->moved = TRUE;
}

/* Nothing is written at the old place, where another study may be by then; the moved one can be
 * trained on. */
static void
test_moved (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  Move move = { g_strdup (fus_study_path (study)),
                g_strconcat (fus_study_path (study), "-moved", NULL), FALSE };
  FusTrainingWatch watch = { .step = move_away, .data = &move };
  g_autoptr (FusStudy) moved = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (fus_train (study, FUS_NETWORK_JOINT, FALSE, 0, 1, &watch, NULL, &error), ==,
                   FUS_TRAINING_FAILED);
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, move.from));
  g_assert_false (g_file_test (move.from, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  moved = fus_study_open (move.to, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fus_train (moved, FUS_NETWORK_JOINT, TRUE, 1, 1, NULL, NULL, &error), ==,
                   FUS_TRAINING_DONE);
  g_assert_no_error (error);
  g_free (move.from);
  g_free (move.to);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_divergence (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = NULL;
  g_autoptr (GError) error = NULL;
  Watched watched;

  protocol.learning_rate = 10;
  protocol.momentum = 0.999;
  protocol.epochs = 40;
  study = fixture_study (folder, PEOPLE, &protocol);
  g_assert_cmpint (train (study, FUS_NETWORK_JOINT, FALSE, 0, 0, &watched, &error), ==,
                   FUS_TRAINING_FAILED);
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);
  g_assert_nonnull (strstr (error->message, "epoch"));
  g_assert_nonnull (strstr (error->message, "batch"));
  g_assert_cmpint (fus_training_epochs_done (study, FUS_NETWORK_JOINT), ==, watched.epochs);
  watched_clear (&watched);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* Path of a frame that the joint network is trained with. */
static char *
path_of_training_frame (FusStudy *study)
{
  FusFrameList *frames = fus_study_frames (study);
  g_autoptr (GArray) train = fus_frame_list_select (frames, FUS_SET_IDENTITY, FUS_PART_TRAIN);

  return fus_frame_full_path (fus_study_dataset_root (study, 0),
                              &frames->frames[g_array_index (train, guint32, 3)]);
}

static void
test_unreadable_frame (void)
{
  char *folder = fixture_folder_new (), *other = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) whole = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudy) stopped = fixture_study (other, PEOPLE, &protocol);
  g_autofree char *broken = path_of_training_frame (whole);
  g_autofree char *broken_too = path_of_training_frame (stopped);
  g_autofree char *whole_file = network_file (whole);
  g_autofree char *stopped_file = network_file (stopped);
  g_autoptr (GError) error = NULL;
  Watched watched;

  fixture_write (broken, "no picture");
  fixture_write (broken_too, "no picture");
  g_assert_cmpint (train (whole, FUS_NETWORK_JOINT, FALSE, 0, 0, &watched, &error), ==,
                   FUS_TRAINING_DONE);
  g_assert_no_error (error);
  g_assert_cmpint (watched.epochs, ==, 3);
  /* Said once, not once an epoch. */
  g_assert_cmpuint (watched.faults->len, ==, 1);
  g_assert_nonnull (strstr (watched.faults->pdata[0], broken));
  watched_clear (&watched);

  /* Skipping is the same before and after a resume. */
  train (stopped, FUS_NETWORK_JOINT, FALSE, 1, 0, &watched, NULL);
  watched_clear (&watched);
  train (stopped, FUS_NETWORK_JOINT, TRUE, 0, 0, &watched, NULL);
  g_assert_cmpuint (watched.faults->len, ==, 1);
  watched_clear (&watched);
  fixture_assert_same_file (whole_file, stopped_file);
  g_clear_object (&whole);
  g_clear_object (&stopped);
  fixture_folder_free (folder);
  fixture_folder_free (other);
}

/* Takes the data away when the first epoch is done. */
static void
hide_data (gpointer data, const FusEpoch *epoch)
{
  const char *const *names = data;

  if (epoch->epoch == 1)
    g_assert_cmpint (g_rename (names[0], names[1]), ==, 0);
}

static void
test_vanished_data (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = NULL;
  g_autofree char *root = NULL, *away = NULL;
  const char *names[2];
  FusTrainingWatch watch = { .epoch = hide_data };
  g_autoptr (GError) error = NULL;

  /* Nothing is kept in memory, so that every batch needs the files. */
  fus_budget_set_limit (fus_budget_get_default (), 0);
  study = fixture_study (folder, PEOPLE, &protocol);
  root = g_strdup (fus_study_dataset_root (study, 0));
  away = g_strconcat (root, "-away", NULL);
  names[0] = root;
  names[1] = away;
  watch.data = names;

  g_assert_cmpint (fus_train (study, FUS_NETWORK_JOINT, FALSE, 0, 1, &watch, NULL, &error), ==,
                   FUS_TRAINING_FAILED);
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, root));
  g_clear_error (&error);
  g_assert_true (fus_study_data_missing (study));
  g_assert_cmpint (fus_training_epochs_done (study, FUS_NETWORK_JOINT), ==, 1);

  /* Still gone: it does not begin. */
  g_assert_cmpint (fus_train (study, FUS_NETWORK_JOINT, TRUE, 0, 1, NULL, NULL, &error), ==,
                   FUS_TRAINING_FAILED);
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA);
  g_clear_error (&error);

  g_assert_cmpint (g_rename (away, root), ==, 0);
  g_assert_cmpint (fus_train (study, FUS_NETWORK_JOINT, TRUE, 0, 1, NULL, NULL, &error), ==,
                   FUS_TRAINING_DONE);
  g_assert_no_error (error);
  fus_budget_set_limit (fus_budget_get_default (), (gsize) 1 << 30);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

typedef struct
{
  FusStudy *study;
  gboolean tried;
} Second;

static void
train_too (gpointer data, guint epoch, double share, double loss, double frames_per_second)
{
  Second *second = data;
  g_autoptr (GError) error = NULL;
  FusCrop crop = { 0.1, 0.1, 0.5, 0.5 };

  if (second->tried)
    return;
  second->tried = TRUE;
  g_assert_cmpint (fus_train (second->study, FUS_NETWORK_IDENTITY, FALSE, 0, 1, NULL, NULL, &error),
                   ==, FUS_TRAINING_FAILED);
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (fus_study_set_crop (second->study, 0, &crop, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_BUSY);
}

static void
test_busy (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudy) again = fus_study_open (fus_study_path (study), NULL);
  Second second = { again, FALSE };
  FusTrainingWatch watch = { .step = train_too, .data = &second };

  g_assert_cmpint (fus_train (study, FUS_NETWORK_JOINT, FALSE, 1, 1, &watch, NULL, NULL), ==,
                   FUS_TRAINING_DONE);
  g_assert_true (second.tried);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* A crop changed since: going on would mix two kinds of input. */
static void
test_changed_crop (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (GError) error = NULL;
  FusCrop crop = { 0.1, 0.1, 0.5, 0.5 };

  fus_train (study, FUS_NETWORK_JOINT, FALSE, 1, 1, NULL, NULL, NULL);
  g_assert_true (fus_study_set_crop (study, 0, &crop, NULL));
  g_assert_cmpint (fus_train (study, FUS_NETWORK_JOINT, TRUE, 0, 1, NULL, NULL, &error), ==,
                   FUS_TRAINING_FAILED);
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);
  fixture_train (study, FUS_NETWORK_JOINT);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_broken_files (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *checkpoint = fus_study_file (study, "networks", "joint.checkpoint.safetensors");
  g_autofree char *log = fus_study_file (study, "training", "joint.csv");
  g_autofree char *identity = fus_study_network_path (study, FUS_NETWORK_IDENTITY);
  g_autofree char *joint = network_file (study);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  fixture_train (study, FUS_NETWORK_JOINT);

  fixture_write (log, "epoch,part\n1,train\n");
  g_assert_null (fus_training_log_load (study, FUS_NETWORK_JOINT, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);
  g_assert_nonnull (strstr (error->message, log));
  g_clear_error (&error);
  g_unlink (log);

  fixture_write (checkpoint, "no weights");
  g_assert_cmpint (fus_train (study, FUS_NETWORK_JOINT, TRUE, 9, 1, NULL, NULL, &error), ==,
                   FUS_TRAINING_FAILED);
  g_assert_nonnull (strstr (error->message, checkpoint));
  g_clear_error (&error);

  /* Another network's file in the place of one. */
  bytes = fixture_read (joint);
  g_file_set_contents (identity, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  g_assert_null (fus_study_network (study, FUS_NETWORK_IDENTITY, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL);
  g_clear_error (&error);
  fixture_write (identity, "no weights");
  g_assert_null (fus_study_network (study, FUS_NETWORK_IDENTITY, &error));
  g_assert_nonnull (strstr (error->message, identity));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/training/learns", test_learns);
  g_test_add_func ("/study/training/joint", test_joint);
  g_test_add_func ("/study/training/augmentation", test_augmentation);
  g_test_add_func ("/study/training/stop-and-resume", test_stop_and_resume);
  g_test_add_func ("/study/training/finished-is-left-alone", test_finished_is_left_alone);
  g_test_add_func ("/study/training/anew-keeps-what-was", test_anew_keeps_what_was);
  g_test_add_func ("/study/training/killed-while-setting-aside", test_killed_while_setting_aside);
  g_test_add_func ("/study/training/deleted-log", test_deleted_log);
  g_test_add_func ("/study/training/goes-on-from-weights", test_goes_on_from_weights);
  g_test_add_func ("/study/training/network-of-another-study", test_network_of_another_study);
  g_test_add_func ("/study/training/moved", test_moved);
  g_test_add_func ("/study/training/divergence", test_divergence);
  g_test_add_func ("/study/training/unreadable-frame", test_unreadable_frame);
  g_test_add_func ("/study/training/vanished-data", test_vanished_data);
  g_test_add_func ("/study/training/busy", test_busy);
  g_test_add_func ("/study/training/changed-crop", test_changed_crop);
  g_test_add_func ("/study/training/broken-files", test_broken_files);
  return g_test_run ();
}
