/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"
#include "study/jobs/gate.h"
#include "study/training/trainer.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define PEOPLE 10

typedef struct
{
  FusTrainer *trainer;
  int epochs;
  int steps;
  int faults;
  GString *finished; /* "identity 0 joint 1 " */
  char *message;
} Seen;

static void
on_epoch (FusTrainer *trainer, guint kind, const FusEpoch *epoch, Seen *seen)
{
  g_assert_cmpuint (kind, <, FUS_N_NETWORKS);
  g_assert_cmpuint (epoch->epoch, >=, 1);
  seen->epochs++;
}

static void
on_step (FusTrainer *trainer, Seen *seen)
{
  seen->steps++;
}

static void
on_fault (FusTrainer *trainer, const char *message, Seen *seen)
{
  seen->faults++;
}

static void
on_finished (FusTrainer *trainer, guint kind, guint end, const char *message, Seen *seen)
{
  g_string_append_printf (seen->finished, "%s %u ", fus_network_kind_name (kind), end);
  g_free (seen->message);
  seen->message = g_strdup (message);
}

static Seen *
watch (FusStudy *study)
{
  Seen *seen = g_new0 (Seen, 1);

  seen->trainer = fus_trainer_new (study);
  seen->finished = g_string_new (NULL);
  g_signal_connect (seen->trainer, "epoch", G_CALLBACK (on_epoch), seen);
  g_signal_connect (seen->trainer, "step", G_CALLBACK (on_step), seen);
  g_signal_connect (seen->trainer, "fault", G_CALLBACK (on_fault), seen);
  g_signal_connect (seen->trainer, "finished", G_CALLBACK (on_finished), seen);
  return seen;
}

static void
unwatch (Seen *seen)
{
  g_assert_finalize_object (seen->trainer);
  g_string_free (seen->finished, TRUE);
  g_free (seen->message);
  g_free (seen);
}

static gboolean
is_idle (gpointer data)
{
  return fus_trainer_state (((Seen *) data)->trainer) == FUS_TRAINER_IDLE;
}

static gboolean
has_epochs (gpointer data)
{
  return ((Seen *) data)->epochs >= 2;
}

static gboolean
is_paused (gpointer data)
{
  return strstr (fus_trainer_status (((Seen *) data)->trainer), "paused") != NULL;
}

static FusProtocol
long_protocol (void)
{
  FusProtocol protocol = fixture_protocol ();

  protocol.epochs = 10000;
  return protocol;
}

static void
test_all_networks (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  Seen *seen = watch (study);
  gint64 begin;

  g_assert_cmpint (fus_trainer_state (seen->trainer), ==, FUS_TRAINER_IDLE);
  g_assert_cmpint (fus_trainer_current (seen->trainer), ==, -1);
  begin = g_get_monotonic_time ();
  fus_trainer_start (seen->trainer, 7, FALSE, 0, 1);
  g_assert_cmpint (fus_trainer_state (seen->trainer), ==, FUS_TRAINER_RUNNING);
  fixture_wait (is_idle, seen, 20);
  /* Steps are told ten times a second at most, and with each of the 9 epochs and 3 ends, however
   * many batches there were: the slower the machine, the more may be. */
  g_assert_cmpint (seen->steps, <=,
                   1 + 9 + 3 + 1 + (g_get_monotonic_time () - begin) * 10 / G_USEC_PER_SEC);
  g_assert_cmpstr (seen->finished->str, ==, "identity 0 expression 0 joint 0 ");
  g_assert_null (seen->message);
  g_assert_cmpint (seen->epochs, ==, 9);
  g_assert_cmpint (seen->steps, >=, 1);
  g_assert_cmpfloat (fus_trainer_progress (seen->trainer), ==, 1);
  g_assert_cmpstr (fus_trainer_status (seen->trainer), ==, "");
  g_assert_cmpuint (fus_trainer_queued (seen->trainer), ==, 0);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_assert_cmpuint (fus_training_epochs_done (study, kind), ==, 3);
  unwatch (seen);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_pause_and_stop (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = long_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  Seen *seen = watch (study);
  guint n_epochs, epochs;

  fus_trainer_start (seen->trainer, 1 << FUS_NETWORK_JOINT, FALSE, 0, 1);
  fixture_wait (has_epochs, seen, 20);
  g_assert_cmpint (fus_trainer_current (seen->trainer), ==, FUS_NETWORK_JOINT);
  g_assert_cmpuint (fus_trainer_epoch (seen->trainer, &n_epochs), >=, 2);
  g_assert_cmpuint (n_epochs, ==, 10000);
  g_assert_cmpfloat (fus_trainer_seconds_left (seen->trainer), >, 0);
  g_assert_cmpfloat (fus_trainer_frames_per_second (seen->trainer), >, 0);
  g_assert_nonnull (strstr (fus_trainer_status (seen->trainer), "of 10000"));

  fus_trainer_pause (seen->trainer);
  g_assert_cmpint (fus_trainer_state (seen->trainer), ==, FUS_TRAINER_PAUSED);
  /* It stands outside of the gate, now and once others have gone through. */
  fus_gate_enter (fus_gate_get_default (), FUS_GATE_TRAINING);
  fixture_wait (is_paused, seen, 10);
  fixture_settle ();
  epochs = seen->epochs;
  for (guint i = 0; i < 10; i++)
    {
      fus_gate_leave (fus_gate_get_default (), FUS_GATE_TRAINING);
      fus_gate_enter (fus_gate_get_default (), FUS_GATE_TRAINING);
    }
  fus_gate_leave (fus_gate_get_default (), FUS_GATE_TRAINING);
  fixture_settle ();
  g_assert_cmpint (seen->epochs, ==, epochs);

  fus_trainer_resume (seen->trainer);
  g_assert_cmpint (fus_trainer_state (seen->trainer), ==, FUS_TRAINER_RUNNING);
  seen->epochs = 0;
  fixture_wait (has_epochs, seen, 20);

  fus_trainer_stop (seen->trainer);
  g_assert_cmpint (fus_trainer_state (seen->trainer), ==, FUS_TRAINER_STOPPING);
  fixture_wait (is_idle, seen, 10);
  g_assert_cmpstr (seen->finished->str, ==, "joint 1 ");
  epochs = fus_training_epochs_done (study, FUS_NETWORK_JOINT);
  g_assert_cmpuint (epochs, >=, 3);

  /* Resumed: from there, up to a number of epochs. */
  fus_trainer_start (seen->trainer, 1 << FUS_NETWORK_JOINT, TRUE, epochs + 2, 1);
  seen->epochs = 0;
  fixture_wait (is_idle, seen, 20);
  g_assert_cmpint (seen->epochs, ==, 2);
  g_assert_cmpstr (seen->finished->str, ==, "joint 1 joint 0 ");
  unwatch (seen);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* Closing: while it trains, and while it is paused. */
static void
test_close (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = long_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  Seen *seen = watch (study);

  fus_trainer_start (seen->trainer, 7, FALSE, 0, 1);
  fixture_wait (has_epochs, seen, 20);
  fus_trainer_stop_and_wait (seen->trainer);
  g_assert_cmpint (fus_trainer_state (seen->trainer), ==, FUS_TRAINER_IDLE);
  g_assert_cmpstr (seen->finished->str, ==, "identity 1 ");

  fus_trainer_start (seen->trainer, 1 << FUS_NETWORK_EXPRESSION, FALSE, 0, 1);
  fus_trainer_pause (seen->trainer);
  fus_trainer_stop_and_wait (seen->trainer);
  g_assert_cmpint (fus_trainer_state (seen->trainer), ==, FUS_TRAINER_IDLE);

  /* Finalized without being stopped. */
  fus_trainer_start (seen->trainer, 1 << FUS_NETWORK_JOINT, FALSE, 0, 1);
  unwatch (seen);
  g_assert_cmpuint (fus_training_epochs_done (study, FUS_NETWORK_IDENTITY), >=, 2);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* Data that are gone end the whole queue. */
static void
test_failures (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *root = g_strdup (fus_study_dataset_root (study, 0));
  g_autofree char *away = g_strconcat (root, "-away", NULL);
  g_autoptr (GArray) train
      = fus_frame_list_select (fus_study_frames (study), FUS_SET_IDENTITY, FUS_PART_TRAIN);
  g_autofree char *broken = fus_frame_full_path (
      root, &fus_study_frames (study)->frames[g_array_index (train, guint32, 0)]);
  Seen *seen = watch (study);

  fixture_write (broken, "no picture");
  fus_trainer_start (seen->trainer, 1, FALSE, 1, 1);
  fixture_wait (is_idle, seen, 20);
  g_assert_cmpint (seen->faults, ==, 1);
  g_assert_cmpuint (fus_trainer_faults (seen->trainer)->len, ==, 1);

  g_assert_cmpint (g_rename (root, away), ==, 0);
  g_string_truncate (seen->finished, 0);
  fus_trainer_start (seen->trainer, 7, FALSE, 1, 1);
  fixture_wait (is_idle, seen, 20);
  g_assert_cmpstr (seen->finished->str, ==, "identity 2 ");
  g_assert_nonnull (strstr (seen->message, root));
  unwatch (seen);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/trainer/all-networks", test_all_networks);
  g_test_add_func ("/study/trainer/pause-and-stop", test_pause_and_stop);
  g_test_add_func ("/study/trainer/close", test_close);
  g_test_add_func ("/study/trainer/failures", test_failures);
  return g_test_run ();
}
