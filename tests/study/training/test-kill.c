/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"
#include "study/training/training.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define PEOPLE 10

/* The program of trainee.c. */
static const char *trainee;

static FusProtocol
protocol_of_epochs (guint epochs)
{
  FusProtocol protocol = fixture_protocol ();

  protocol.epochs = epochs;
  return protocol;
}

static char *
network_file (FusStudy *study)
{
  return fus_study_network_path (study, FUS_NETWORK_JOINT);
}

static void
on_child_exit (GPid pid, int status, gpointer data)
{
  *(int *) data = status;
}

static gboolean
has_ended (gpointer data)
{
  return *(int *) data != -1;
}

/* Starts the trainee and kills it after @seconds unless it is done before; whether it was done. */
static gboolean
train_for (const char *study, double seconds)
{
  const char *argv[] = { trainee, study, NULL };
  g_autoptr (GError) error = NULL;
  int status = -1;
  GPid pid;

  g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  g_child_watch_add (pid, on_child_exit, &status);
  if (!fixture_run_until (has_ended, &status, seconds))
    {
      kill (pid, SIGKILL);
      fixture_wait (has_ended, &status, 10);
    }
  g_spawn_close_pid (pid);
  if (WIFSIGNALED (status))
    {
      g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
      return FALSE;
    }
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  return TRUE;
}

/* The log without what a clock says. */
static char *
log_of (FusStudy *study)
{
  g_autoptr (GArray) epochs = fus_training_log_load (study, FUS_NETWORK_JOINT, NULL);
  GString *text = g_string_new (NULL);

  g_assert_nonnull (epochs);
  for (guint i = 0; i < epochs->len; i++)
    {
      const FusEpoch *epoch = &g_array_index (epochs, FusEpoch, i);

      g_string_append_printf (text, "%u", epoch->epoch);
      for (int part = 0; part < 2; part++)
        for (int task = 0; task < FUS_N_TASKS; task++)
          g_string_append_printf (text, " %g %g", epoch->loss[part][task],
                                  epoch->accuracy[part][task]);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
test_kill (void)
{
  char *folder = fixture_folder_new (), *other = fixture_folder_new ();
  FusProtocol protocol = protocol_of_epochs (12);
  g_autoptr (FusStudy) whole = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudy) killed = fixture_study (other, PEOPLE, &protocol);
  g_autofree char *whole_file = network_file (whole);
  g_autofree char *killed_file = network_file (killed);
  g_autofree char *whole_log = NULL, *killed_log = NULL;
  gint64 begin = g_get_monotonic_time ();
  gboolean done = FALSE;
  double whole_seconds;
  guint kills = 0, before = 0;

  g_assert_true (train_for (fus_study_path (whole), 100));
  whole_seconds = (g_get_monotonic_time () - begin) / 1e6;

  /* At random moments, from before the first byte is written to after several epochs. */
  while (!done && kills < 10)
    {
      guint now;

      done = train_for (fus_study_path (killed),
                        g_test_rand_double_range (0.02, 0.3) * whole_seconds);
      now = fus_training_epochs_done (killed, FUS_NETWORK_JOINT);
      /* No epoch that was there is lost, and what is there can be read. */
      g_assert_cmpuint (now, >=, before);
      if (now > 0)
        {
          g_autoptr (FusNetwork) network = fus_weights_load (killed_file, NULL);
          g_autoptr (GArray) log = fus_training_log_load (killed, FUS_NETWORK_JOINT, NULL);

          g_assert_nonnull (network);
          g_assert_nonnull (log);
          g_assert_cmpuint (log->len, >=, now);
        }
      before = now;
      kills += !done;
    }
  g_assert_cmpuint (kills, >=, 2);
  if (!done)
    g_assert_true (train_for (fus_study_path (killed), 100));

  fixture_assert_same_file (whole_file, killed_file);
  whole_log = log_of (whole);
  killed_log = log_of (killed);
  g_assert_cmpstr (whole_log, ==, killed_log);
  g_clear_object (&whole);
  g_clear_object (&killed);
  fixture_folder_free (folder);
  fixture_folder_free (other);
}

/* A disk that takes no file as large as the weights. */
static void
test_full_disk (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = protocol_of_epochs (3);
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *checkpoint = fus_study_file (study, "networks", "joint.checkpoint.safetensors");
  const char *argv[] = { trainee, fus_study_path (study), "30000", NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_cmpint (fus_train (study, FUS_NETWORK_JOINT, FALSE, 1, 1, NULL, NULL, NULL), ==,
                   FUS_TRAINING_DONE);
  g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 1);
  g_assert_nonnull (strstr (output, "networks/joint"));

  /* Nothing is lost, nothing half written lies about, and it goes on when there is room again. */
  g_assert_cmpuint (fus_training_epochs_done (study, FUS_NETWORK_JOINT), ==, 1);
  {
    g_autofree char *networks = fus_study_file (study, "networks", NULL);
    g_autoptr (GDir) dir = g_dir_open (networks, 0, NULL);
    int n = 0;

    while (g_dir_read_name (dir) != NULL)
      n++;
    /* Network, checkpoint, and the folder of what is kept of earlier epochs. */
    g_assert_cmpint (n, ==, 3);
  }
  g_assert_true (train_for (fus_study_path (study), 20));
  g_assert_cmpuint (fus_training_epochs_done (study, FUS_NETWORK_JOINT), ==, 3);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* Makes a locale that writes 0,5; whether that could be done. */
static gboolean
use_comma_locale (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "de_DE.UTF-8", NULL);
  const char *argv[] = { "localedef", "-c", "-f", "UTF-8", "-i", "de_DE", path, NULL };

  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_spawn_sync (NULL, (char **) argv, NULL,
                    G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                    NULL, NULL, NULL, NULL, NULL, NULL);
      g_setenv ("LOCPATH", folder, TRUE);
    }
  return setlocale (LC_ALL, "de_DE.UTF-8") != NULL
         && g_str_equal (localeconv ()->decimal_point, ",");
}

static void
test_comma_locale (void)
{
  char *folder = fixture_folder_new (), *other = fixture_folder_new ();
  char *locales = fixture_folder_new ();
  FusProtocol protocol = protocol_of_epochs (2);
  g_autoptr (FusStudy) plain = NULL, comma = NULL;
  g_autofree char *plain_log = NULL, *comma_log = NULL;
  g_autofree char *plain_file = NULL, *comma_file = NULL;
  g_autofree char *plain_study = NULL, *comma_study = NULL;
  g_autofree char *plain_path = g_build_filename (folder, "study", NULL);
  g_autofree char *comma_path = g_build_filename (other, "study", NULL);

  plain = fixture_study (folder, PEOPLE, &protocol);
  fixture_train (plain, FUS_NETWORK_JOINT);
  if (use_comma_locale (locales))
    {
      comma = fixture_study (other, PEOPLE, &protocol);
      fixture_train (comma, FUS_NETWORK_JOINT);
      g_clear_object (&comma);
      g_clear_object (&plain);

      /* Each written in one locale and read in the other. */
      plain = fus_study_open (plain_path, NULL);
      g_assert_true (fus_protocol_equal (fus_study_protocol (plain), &protocol));
      plain_log = log_of (plain);
      setlocale (LC_ALL, "C");
      comma = fus_study_open (comma_path, NULL);
      g_assert_true (fus_protocol_equal (fus_study_protocol (comma), &protocol));
      comma_log = log_of (comma);
      /* printf() above wrote one of them with commas. */
      g_strdelimit (plain_log, ",", '.');
      g_assert_cmpstr (plain_log, ==, comma_log);
      plain_file = network_file (plain);
      comma_file = network_file (comma);
      fixture_assert_same_file (plain_file, comma_file);
      plain_study = fus_study_file (plain, "", "study.json");
      comma_study = fus_study_file (comma, "", "study.json");
      fixture_assert_same_file (plain_study, comma_study);
    }
  else
    g_test_skip ("no locale with a decimal comma could be made");
  setlocale (LC_ALL, "C");
  g_clear_object (&plain);
  g_clear_object (&comma);
  fixture_folder_free (folder);
  fixture_folder_free (other);
  fixture_folder_free (locales);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  trainee = argv[1];
  g_assert_nonnull (trainee);
  g_test_add_func ("/study/kill/resume", test_kill);
  g_test_add_func ("/study/kill/full-disk", test_full_disk);
  g_test_add_func ("/study/kill/comma-locale", test_comma_locale);
  return g_test_run ();
}
