/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/kept-epochs.h"
#include "study/folder/study-copy.h"
#include "study/training/training.h"
#include "tests/study/fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define PEOPLE 10

static char *
words_of (const GArray *epochs)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < epochs->len; i++)
    g_string_append_printf (words, "%s%u", i > 0 ? " " : "", g_array_index (epochs, guint, i));
  return g_string_free (words, FALSE);
}

static void
assert_kept (FusStudy *study, FusNetworkKind kind, const char *expected)
{
  g_autoptr (GArray) epochs = fus_kept_epochs_list (study, kind);
  g_autofree char *words = words_of (epochs);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_chosen (void)
{
  static const struct
  {
    guint epoch, most;
    const char *expected;
  } cases[] = {
    { 0, 7, "0" },
    { 3, 7, "0 1 2" },
    { 40, 7, "0 1 2 4 8 16 32" },
    { 64, 7, "0 1 4 8 16 32 64" },
    { 600, 7, "0 1 4 16 64 256 512" },
    { 40, 3, "0 1 32" },
    { 40, 2, "0 32" },
    { 40, 1, "0" },
    { 40, 0, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) epochs = fus_kept_epochs_chosen (cases[i].epoch, cases[i].most);
      g_autofree char *words = words_of (epochs);

      g_assert_cmpstr (words, ==, cases[i].expected);
    }
  /* What was left out once does not come back: its file has gone. */
  for (guint most = 0; most <= 7; most++)
    for (guint epoch = 1; epoch < 5000; epoch++)
      {
        g_autoptr (GArray) before = fus_kept_epochs_chosen (epoch - 1, most);
        g_autoptr (GArray) after = fus_kept_epochs_chosen (epoch, most);
        guint found = 0;

        g_assert_cmpuint (after->len, <=, most);
        for (guint i = 0, j = 0; i < after->len; i++)
          {
            const guint kept = g_array_index (after, guint, i);

            while (j < before->len && g_array_index (before, guint, j) < kept)
              j++;
            found += kept == epoch || (j < before->len && g_array_index (before, guint, j) == kept);
          }
        g_assert_cmpuint (found, ==, after->len);
      }
}

/* A network of the paper's size takes more than there is room for. */
static void
test_room (void)
{
  const FusArchitecture paper = { 224, 1, { 35, 7 }, 0.5 };
  const FusArchitecture small = { 64, 0.25, { 35, 7 }, 0.5 };

  g_assert_cmpuint (fus_kept_epochs_most (&paper), ==, 0);
  g_assert_cmpuint (fus_kept_epochs_most (&small), ==, 7);
  g_assert_cmpuint (FUS_N_NETWORKS * 7 * fus_kept_epoch_bytes (&small), <, FUS_KEPT_EPOCHS_BYTES);
}

static gboolean
goes_on (gpointer data)
{
  return --*(int *) data > 0;
}

/* Trains the joint network; polls of that many layers, or to the end. */
static FusTrainingEnd
train (FusStudy *study, gboolean resume, guint epochs, int polls)
{
  const FusPoll poll = { goes_on, &polls };
  g_autoptr (GError) error = NULL;
  FusTrainingEnd end = fus_train (study, FUS_NETWORK_JOINT, resume, epochs, 1, NULL,
                                  polls > 0 ? &poll : NULL, &error);

  g_assert_no_error (error);
  return end;
}

static void
test_kept (void)
{
  char *folder = fixture_folder_new (), *other = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) whole = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudy) stopped = fixture_study (other, PEOPLE, &protocol);
  g_autoptr (GError) error = NULL;
  guint newest, n_stops = 0;
  guint64 bytes;

  g_assert_cmpuint (fus_kept_epochs_count (whole, &bytes), ==, 0);
  g_assert_cmpint (train (whole, FALSE, 4, 0), ==, FUS_TRAINING_DONE);
  assert_kept (whole, FUS_NETWORK_JOINT, "0 1 2 4");
  assert_kept (whole, FUS_NETWORK_IDENTITY, "");
  g_assert_cmpuint (fus_kept_epochs_count (whole, &bytes), ==, 4);

  /* The newest weights stand for their own epoch. */
  g_autoptr (GArray) before = fus_kept_epochs_before_newest (whole, FUS_NETWORK_JOINT, &newest);
  g_autofree char *words = words_of (before);
  g_assert_cmpstr (words, ==, "0 1 2");
  g_assert_cmpuint (newest, ==, 4);

  /* Half as large as the network. */
  g_autoptr (FusNetwork) now = fus_study_network (whole, FUS_NETWORK_JOINT, NULL);
  const guint64 each = fus_kept_epoch_bytes (fus_network_architecture (now));
  g_assert_cmpuint (bytes, >, 4 * each);
  g_assert_cmpuint (bytes, <, 5 * each);

  /* However often it was stopped. */
  train (stopped, FALSE, 4, 60);
  while (train (stopped, TRUE, 4, 500 * (int) (n_stops + 1)) != FUS_TRAINING_DONE)
    n_stops++;
  g_assert_cmpuint (n_stops, >, 0);
  for (guint epoch = 0; epoch <= 4; epoch += MAX (epoch, 1))
    {
      g_autofree char *name = g_strdup_printf ("joint-epochs/%u.safetensors", epoch);
      g_autofree char *a = fus_study_file (whole, "networks", name);
      g_autofree char *b = fus_study_file (stopped, "networks", name);

      fixture_assert_same_file (a, b);
    }

  /* Other weights at each, of the same network. */
  g_autoptr (FusNetwork) untrained = fus_study_network_at (whole, FUS_NETWORK_JOINT, 0, &error);
  g_assert_no_error (error);
  g_autoptr (FusNetwork) later = fus_study_network_at (whole, FUS_NETWORK_JOINT, 2, &error);
  g_assert_no_error (error);
  g_autofree char *first_hash = fus_network_hash (untrained);
  g_autofree char *later_hash = fus_network_hash (later);
  g_assert_cmpstr (first_hash, !=, later_hash);
  g_assert_cmpstr (fus_network_get_note (later, "epoch"), ==, "2");
  g_autoptr (FusNetwork) newer
      = fus_study_network_at (whole, FUS_NETWORK_JOINT, FUS_EPOCH_NEWEST, &error);
  g_assert_true (newer == now);
  g_assert_null (fus_study_network_at (whole, FUS_NETWORK_JOINT, 8, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA);
  g_clear_error (&error);

  /* A copy has them, too. */
  g_autofree char *copy_path = g_build_filename (folder, "copy", NULL);
  g_autofree char *copied = fus_study_copy (whole, copy_path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (FusStudy) copy = fus_study_open (copied, &error);
  assert_kept (copy, FUS_NETWORK_JOINT, "0 1 2 4");

  g_assert_true (fus_kept_epochs_delete (whole, &error));
  g_assert_no_error (error);
  assert_kept (whole, FUS_NETWORK_JOINT, "");
  g_assert_cmpint (train (whole, TRUE, 9, 0), ==, FUS_TRAINING_DONE);
  assert_kept (whole, FUS_NETWORK_JOINT, "8");

  g_clear_object (&copy);
  g_clear_object (&whole);
  g_clear_object (&stopped);
  fixture_folder_free (folder);
  fixture_folder_free (other);
}

/* They go and come back with the network that they are of. */
static void
test_anew (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *path = fus_study_file (study, "networks", "joint-epochs/2.safetensors");
  g_autoptr (GBytes) first = NULL, back = NULL;
  g_autoptr (GError) error = NULL;
  guint epochs = 0;

  g_assert_cmpint (train (study, FALSE, 2, 0), ==, FUS_TRAINING_DONE);
  assert_kept (study, FUS_NETWORK_JOINT, "0 1 2");
  first = fixture_read (path);

  /* Before its first epoch is written, the old ones are put back. */
  g_assert_cmpint (train (study, FALSE, 4, 20), ==, FUS_TRAINING_STOPPED);
  assert_kept (study, FUS_NETWORK_JOINT, "0 1 2");

  for (int polls = 40; epochs != 1; polls += 40)
    {
      g_assert_cmpint (polls, <, 100000);
      g_assert_cmpint (train (study, FALSE, 4, polls), ==, FUS_TRAINING_STOPPED);
      epochs = fus_training_epochs_done (study, FUS_NETWORK_JOINT);
    }
  assert_kept (study, FUS_NETWORK_JOINT, "0 1");
  g_assert_true (fus_training_bring_back (study, FUS_NETWORK_JOINT, &error));
  g_assert_no_error (error);
  assert_kept (study, FUS_NETWORK_JOINT, "0 1 2");
  back = fixture_read (path);
  g_assert_true (g_bytes_equal (first, back));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
assert_refused (FusStudy *study, guint epoch, const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fus_study_network_at (study, FUS_NETWORK_JOINT, epoch, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_hostile (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *first = fus_study_file (study, "networks", "joint-epochs/1.safetensors");
  g_autofree char *second = fus_study_file (study, "networks", "joint-epochs/2.safetensors");
  g_autofree char *identity = fus_study_network_path (study, FUS_NETWORK_IDENTITY);
  const char *names[] = { "3", "-1", "01", "1x", "99999999999", "" };
  g_autoptr (GBytes) bytes = NULL, other = NULL;

  fixture_train (study, FUS_NETWORK_JOINT);
  fixture_train (study, FUS_NETWORK_IDENTITY);
  assert_kept (study, FUS_NETWORK_JOINT, "0 1 2");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strdup_printf ("joint-epochs/%s.safetensors", names[i]);
      g_autofree char *path = fus_study_file (study, "networks", name);

      fixture_write (path, "");
    }
  assert_kept (study, FUS_NETWORK_JOINT, "0 1 2");

  /* Another epoch's, another network's, and none. */
  bytes = fixture_read (second);
  g_file_set_contents (first, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  assert_refused (study, 1, first);
  other = fixture_read (identity);
  g_file_set_contents (first, g_bytes_get_data (other, NULL), g_bytes_get_size (other), NULL);
  assert_refused (study, 1, first);
  fixture_write (first, "no weights");
  assert_refused (study, 1, first);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/kept-epochs/chosen", test_chosen);
  g_test_add_func ("/study/kept-epochs/room", test_room);
  g_test_add_func ("/study/kept-epochs/kept", test_kept);
  g_test_add_func ("/study/kept-epochs/anew", test_anew);
  g_test_add_func ("/study/kept-epochs/hostile", test_hostile);
  return g_test_run ();
}
