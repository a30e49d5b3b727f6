/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/datasets/dataset.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/random.h"
#include "faces/datasets/twins.h"
#include "faces/pictures/picture-file.h"
#include "faces/pictures/resize.h"
#include "tests/faces/fixture.h"

/* Ten people of two frames each; then faults are made. */
static void
make_tree (const char *folder)
{
  for (guint p = 1; p <= 10; p++)
    {
      g_autofree char *neutral = g_strdup_printf ("AF%02u/AF%02uNES.JPG", p, p);
      g_autofree char *happy = g_strdup_printf ("AF%02u/AF%02uHAS.JPG", p, p);

      fixture_write_jpeg (folder, neutral, 28, 38, p);
      fixture_write_jpeg (folder, happy, 28, 38, p + 50);
    }
}

static void
truncate_file (const char *folder, const char *path)
{
  g_autofree char *full = g_build_filename (folder, path, NULL);
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (full, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (full, bytes, size * 3 / 4, NULL));
}

static void
make_black (const char *folder, const char *path)
{
  g_autofree char *full = g_build_filename (folder, path, NULL);
  g_autoptr (FusPicture) black = fus_picture_new (28, 38);

  memset (black->pixels, 6, 28 * 38 * 3);
  g_assert_true (fus_picture_save_jpeg (black, full, 90, NULL));
}

static void
assert_fault (const FusFrameList *frames, const char *path, FusFault fault)
{
  for (guint i = 0; i < frames->n_frames; i++)
    if (strcmp (frames->frames[i].path, path) == 0)
      {
        g_assert_cmpint (frames->frames[i].fault, ==, fault);
        return;
      }
  g_assert_not_reached ();
}

static void
test_every_fault (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *vanished = g_build_filename (folder, "AF05/AF05NES.JPG", NULL);
  g_autoptr (FusDataset) dataset = NULL;

  make_tree (folder);
  make_black (folder, "AF01/AF01NES.JPG");
  truncate_file (folder, "AF02/AF02NES.JPG");
  fixture_write (folder, "AF03/AF03NES.JPG", "not a picture", 13);
  fixture_write_jpeg (folder, "AF04/AF04NES.JPG", 38, 28, 4);
  fixture_write (folder, "AF06/AF06NES.JPG", "", 0);
  dataset = fus_dataset_open (folder, NULL);
  g_assert_nonnull (dataset);
  g_assert_cmpint (g_remove (vanished), ==, 0);

  for (guint n_threads = 1; n_threads <= 4; n_threads += 3)
    {
      g_autoptr (FusFrameList) checked = fus_frame_list_copy (dataset->frames);
      guint n_faults = 0;

      g_assert_true (fus_dataset_check (dataset, checked, n_threads, NULL, NULL));
      assert_fault (checked, "AF01/AF01NES.JPG", FUS_FAULT_BLACK);
      assert_fault (checked, "AF02/AF02NES.JPG", FUS_FAULT_UNREADABLE);
      assert_fault (checked, "AF03/AF03NES.JPG", FUS_FAULT_UNREADABLE);
      assert_fault (checked, "AF04/AF04NES.JPG", FUS_FAULT_SIZE);
      assert_fault (checked, "AF05/AF05NES.JPG", FUS_FAULT_MISSING);
      assert_fault (checked, "AF06/AF06NES.JPG", FUS_FAULT_UNREADABLE);
      for (guint i = 0; i < checked->n_frames; i++)
        n_faults += checked->frames[i].fault != FUS_FAULT_NONE;
      g_assert_cmpuint (n_faults, ==, 6);
    }
  fixture_remove (folder);
}

typedef struct
{
  GThread *thread;
  guint n_polls, n_left, n_reports;
  double share;
} Caller;

static gboolean
poll (gpointer data)
{
  Caller *caller = data;

  g_assert_true (g_thread_self () == caller->thread);
  caller->n_polls++;
  return caller->n_left-- > 0;
}

static void
report (gpointer data, double share)
{
  Caller *caller = data;

  g_assert_true (g_thread_self () == caller->thread);
  g_assert_cmpfloat (share, >=, caller->share);
  g_assert_cmpfloat (share, <=, 1);
  caller->share = share;
  caller->n_reports++;
}

static void
test_progress_and_cancel (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autoptr (FusDataset) dataset = NULL;

  make_tree (folder);
  truncate_file (folder, "AF01/AF01HAS.JPG");
  dataset = fus_dataset_open (folder, NULL);
  for (guint n_threads = 1; n_threads <= 3; n_threads++)
    {
      g_autoptr (FusFrameList) all = fus_frame_list_copy (dataset->frames);
      g_autoptr (FusFrameList) some = fus_frame_list_copy (dataset->frames);
      Caller patient = { g_thread_self (), 0, 1000, 0, 0 };
      /* With helpers nobody knows what they have done by the second question: perhaps all. */
      Caller hasty = { g_thread_self (), 0, n_threads == 1, 0, 0 };
      const FusPoll go_on = { poll, &patient }, stop = { poll, &hasty };
      const FusProgress progress = { report, &patient };

      g_assert_true (fus_dataset_check (dataset, all, n_threads, &go_on, &progress));
      g_assert_cmpfloat (patient.share, ==, 1);
      g_assert_cmpuint (patient.n_polls, >, 0);
      g_assert_false (fus_dataset_check (dataset, some, n_threads, &stop, NULL));
      g_assert_cmpuint (hasty.n_polls, ==, n_threads == 1 ? 2 : 1);
      /* What was found until then is kept. */
      if (n_threads == 1)
        assert_fault (some, "AF01/AF01HAS.JPG", FUS_FAULT_UNREADABLE);
    }
  fixture_remove (folder);
}

static guint32
twin_of (const FusFrameList *frames, const char *path)
{
  for (guint i = 0; i < frames->n_frames; i++)
    if (strcmp (frames->frames[i].path, path) == 0)
      return frames->frames[i].twin;
  g_assert_not_reached ();
}

static void
set_part (FusFrameList *frames, const char *path, FusPart part)
{
  for (guint i = 0; i < frames->n_frames; i++)
    if (strcmp (frames->frames[i].path, path) == 0)
      frames->frames[i].part = (gint8) part;
}

/* Smooth enough to be compressed as a photograph is. */
static FusPicture *
blobs (guint seed)
{
  FusPicture *picture = fus_picture_new (96, 128);
  FusRandom random;
  double at[5][3];

  fus_random_seed (&random, seed, 77);
  for (guint b = 0; b < 5; b++)
    for (guint k = 0; k < 3; k++)
      at[b][k] = fus_random_uniform (&random);
  for (int y = 0; y < 128; y++)
    for (int x = 0; x < 96; x++)
      {
        double value = 60;

        for (guint b = 0; b < 5; b++)
          value += 110 * at[b][2]
                   * exp (-(pow (x / 96.0 - at[b][0], 2) + pow (y / 128.0 - at[b][1], 2)) / 0.03);
        memset (picture->pixels + 3 * (y * 96 + x), (int) MIN (value, 255), 3);
      }
  return picture;
}

static void
save (const char *folder, const char *path, const FusPicture *picture, int quality)
{
  g_autofree char *full = g_build_filename (folder, path, NULL);

  g_assert_true (fus_picture_save_jpeg (picture, full, quality, NULL));
}

/* The same picture under two names, copied or compressed and resized anew, is found; pictures that
 * are alike only are not, nor are plain ones. */
static void
test_twins (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autoptr (FusDataset) dataset = NULL;
  g_autoptr (FusFrameList) checked = NULL;
  g_autofree char *text = NULL;
  FusTwinCount count;

  make_tree (folder);
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *path = g_strdup_printf ("AF%02u/AF%02uNES.JPG", i, i);
      g_autoptr (FusPicture) picture = blobs (i);

      save (folder, path, picture, 92);
    }
  g_autoptr (FusPicture) first = blobs (1), second = blobs (2);
  g_autoptr (FusPicture) smaller = fus_picture_resize (first, NULL, 58, 77);
  g_autoptr (FusPicture) plain = fus_picture_new (96, 128);
  memset (plain->pixels, 90, 96 * 128 * 3);
  save (folder, "AF06/AF06NES.JPG", smaller, 60);
  save (folder, "AF07/AF07NES.JPG", second, 92);
  save (folder, "AF08/AF08NES.JPG", second, 92);
  save (folder, "AF09/AF09NES.JPG", plain, 92);
  save (folder, "AF10/AF10NES.JPG", plain, 92);
  dataset = fus_dataset_open (folder, NULL);
  checked = fus_frame_list_copy (dataset->frames);
  /* Of any size. */
  g_assert_true (fus_frames_check (FUS_DATASET_FOLDERS, dataset->root, checked, 2, NULL, NULL));
  g_assert_cmpuint (twin_of (checked, "AF01/AF01NES.JPG"), ==, 1);
  g_assert_cmpuint (twin_of (checked, "AF06/AF06NES.JPG"), ==, 1);
  g_assert_cmpuint (twin_of (checked, "AF02/AF02NES.JPG"), ==, 2);
  g_assert_cmpuint (twin_of (checked, "AF07/AF07NES.JPG"), ==, 2);
  g_assert_cmpuint (twin_of (checked, "AF08/AF08NES.JPG"), ==, 2);
  for (guint i = 3; i <= 5; i++)
    {
      g_autofree char *path = g_strdup_printf ("AF%02u/AF%02uNES.JPG", i, i);

      g_assert_cmpuint (twin_of (checked, path), ==, 0);
    }
  g_assert_cmpuint (twin_of (checked, "AF09/AF09NES.JPG"), ==, 0);

  count = fus_twins_count (checked);
  g_assert_cmpuint (count.n_frames, ==, 5);
  g_assert_null (fus_twins_text (&count));
  set_part (checked, "AF02/AF02NES.JPG", FUS_PART_TRAIN);
  set_part (checked, "AF07/AF07NES.JPG", FUS_PART_TEST);
  set_part (checked, "AF01/AF01NES.JPG", FUS_PART_TEST);
  set_part (checked, "AF06/AF06NES.JPG", FUS_PART_TEST);
  count = fus_twins_count (checked);
  g_assert_cmpuint (count.n_across, ==, 1);
  text = fus_twins_text (&count);
  g_assert_nonnull (strstr (text, "“AF07/AF07NES.JPG” shows what “AF02/AF02NES.JPG” shows"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/check/faults", test_every_fault);
  g_test_add_func ("/faces/check/cancel", test_progress_and_cancel);
  g_test_add_func ("/faces/check/twins", test_twins);
  return g_test_run ();
}
