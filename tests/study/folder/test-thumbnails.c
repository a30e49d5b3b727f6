/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"
#include "faces/budget.h"
#include "study/folder/thumbnails.h"

#include <glib/gstdio.h>

#define PEOPLE 4
#define HEIGHT 20
#define BYTES (HEIGHT * HEIGHT * 3)

static GArray *ready;

static void
on_ready (FusThumbnails *thumbnails, guint frame)
{
  g_array_append_val (ready, frame);
}

static gboolean
has_ready (gpointer data)
{
  return ready->len >= GPOINTER_TO_UINT (data);
}

static FusThumbnails *
start (FusStudy *study, gsize limit)
{
  FusThumbnails *thumbnails = fus_thumbnails_new (study, HEIGHT);

  fus_budget_set_limit (fus_budget_get_default (), limit);
  ready = g_array_new (FALSE, FALSE, sizeof (guint));
  g_signal_connect (thumbnails, "ready", G_CALLBACK (on_ready), NULL);
  return thumbnails;
}

static void
test_pictures (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *broken = fus_frame_full_path (fus_study_dataset_root (study, 0),
                                                 &fus_study_frames (study)->frames[2]);
  FusThumbnails *thumbnails = start (study, 1 << 20);
  gboolean failed;

  fixture_write (broken, "no picture");
  for (guint i = 0; i < 5; i++)
    {
      g_assert_null (fus_thumbnails_get (thumbnails, i, &failed));
      g_assert_false (failed);
    }
  fixture_wait (has_ready, GUINT_TO_POINTER (5), 60);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (FusPicture) picture = fus_thumbnails_get (thumbnails, i, &failed);

      g_assert_true (failed == (i == 2));
      g_assert_true ((picture == NULL) == failed);
      if (picture != NULL)
        g_assert_cmpint (picture->height, ==, HEIGHT);
    }
  g_assert_finalize_object (thumbnails);
  g_array_unref (ready);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* Ready frames that are even, or odd. */
static guint
count_ready (guint odd)
{
  guint n = 0;

  for (guint i = 0; i < ready->len; i++)
    n += g_array_index (ready, guint, i) % 2 == odd;
  return n;
}

static gboolean
has_even_ready (gpointer data)
{
  return count_ready (0) == GPOINTER_TO_UINT (data);
}

/* All frames are asked for, the odd ones are forgotten: how many of these are decoded before the
 * even ones are. */
static guint
count_needless (FusStudy *study, guint n)
{
  FusThumbnails *thumbnails = start (study, 1 << 20);
  guint needless;

  for (guint i = 0; i < n; i++)
    fus_thumbnails_get (thumbnails, i, NULL);
  for (guint i = 1; i < n; i += 2)
    fus_thumbnails_forget (thumbnails, i);
  fixture_wait (has_even_ready, GUINT_TO_POINTER ((n + 1) / 2), 60);
  needless = count_ready (1);
  g_assert_finalize_object (thumbnails);
  g_array_unref (ready);
  return needless;
}

/* What left the screen before it was decoded is not decoded. */
static void
test_forget (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  const guint n = fus_study_frames (study)->n_frames;
  guint needless = n;

  /* Where this thread is held up, the others have decoded much before it forgets; not each time.
   * Were nothing forgotten, about as many odd ones as even ones would always be decoded. */
  for (guint i = 0; i < 50 && needless >= n / 4; i++)
    needless = count_needless (study, n);
  g_assert_cmpuint (needless, <, n / 4);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* What is kept is limited. */
static void
test_limit (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  FusThumbnails *thumbnails = start (study, 10 * BYTES);
  guint kept = 0;

  for (guint i = 0; i < 30; i++)
    fus_thumbnails_get (thumbnails, i, NULL);
  fixture_wait (has_ready, GUINT_TO_POINTER (30), 60);
  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (FusPicture) picture = fus_thumbnails_get (thumbnails, i, NULL);

      kept += picture != NULL;
    }
  g_assert_cmpuint (kept, ==, 10);
  g_assert_cmpuint (fus_budget_used (fus_budget_get_default ()), ==, 10 * BYTES);
  g_assert_finalize_object (thumbnails);
  g_assert_cmpuint (fus_budget_used (fus_budget_get_default ()), ==, 0);
  g_array_unref (ready);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* One is there when it is told to be, and not decoded for ever, where nothing may be kept. */
static void
on_ready_get (FusThumbnails *thumbnails, guint frame)
{
  g_autoptr (FusPicture) picture = fus_thumbnails_get (thumbnails, frame, NULL);

  g_assert_nonnull (picture);
}

static void
test_nothing_kept (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  FusThumbnails *thumbnails = start (study, 0);

  g_signal_connect (thumbnails, "ready", G_CALLBACK (on_ready_get), NULL);
  for (guint i = 0; i < 5; i++)
    g_assert_null (fus_thumbnails_get (thumbnails, i, NULL));
  fixture_wait (has_ready, GUINT_TO_POINTER (5), 60);
  g_assert_cmpuint (fus_budget_used (fus_budget_get_default ()), ==, 0);
  g_assert_finalize_object (thumbnails);
  g_array_unref (ready);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* Let go of while its threads decode. */
static void
test_finalize_busy (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);

  for (int round = 0; round < 5; round++)
    {
      FusThumbnails *thumbnails = start (study, 1 << 20);

      for (guint i = 0; i < fus_study_frames (study)->n_frames; i++)
        fus_thumbnails_get (thumbnails, i, NULL);
      if (round % 2)
        fixture_wait (has_ready, GUINT_TO_POINTER (1), 60);
      g_assert_finalize_object (thumbnails);
      g_array_unref (ready);
    }
  g_clear_object (&study);
  fixture_folder_free (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/thumbnails/pictures", test_pictures);
  g_test_add_func ("/study/thumbnails/forget", test_forget);
  g_test_add_func ("/study/thumbnails/limit", test_limit);
  g_test_add_func ("/study/thumbnails/nothing-kept", test_nothing_kept);
  g_test_add_func ("/study/thumbnails/finalize-busy", test_finalize_busy);
  return g_test_run ();
}
