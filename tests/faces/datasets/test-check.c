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

/* One grey, and a camera's noise of this standard deviation. */
static void
make_blank (const char *folder, const char *path, double grey, double noise)
{
  g_autofree char *full = g_build_filename (folder, path, NULL);
  g_autoptr (FusPicture) blank = fus_picture_new (28, 38);
  FusRandom random;

  fus_random_seed (&random, 1, 0);
  for (guint i = 0; i < 28 * 38; i++)
    {
      /* Of a uniform number between -1 and 1 it is 1 / sqrt(3). */
      double value
          = grey + noise * sqrt (3) * ((int) fus_random_below (&random, 2001) - 1000) / 1000;

      memset (blank->pixels + 3 * i, (int) CLAMP (value + 0.5, 0, 255), 3);
    }
  g_assert_true (fus_picture_save_jpeg (blank, full, 90, NULL));
}

static void
save_dark (const FusPicture *picture, const char *path, double mean)
{
  g_autoptr (FusPicture) dark = fus_picture_new (picture->width, picture->height);
  const double scale = mean / fus_picture_mean (picture);

  for (gsize i = 0; i < (gsize) 3 * picture->width * picture->height; i++)
    dark->pixels[i] = (guint8) (picture->pixels[i] * scale + 0.5);
  g_assert_cmpfloat_with_epsilon (fus_picture_mean (dark), mean, 0.5);
  g_assert_true (fus_picture_save_jpeg (dark, path, 90, NULL));
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
  make_blank (folder, "AF01/AF01NES.JPG", 6, 0);
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

/* What shows nothing is left out, however bright, and what shows something is not, however dark. */
static void
test_black (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *dark = g_build_filename (folder, "AF05/AF05NES.JPG", NULL);
  g_autofree char *darker = g_build_filename (folder, "AF06/AF06NES.JPG", NULL);
  g_autoptr (FusPicture) picture = fixture_picture (28, 38, 1);
  g_autoptr (FusPicture) other = fixture_picture (28, 38, 2);
  g_autoptr (FusDataset) dataset = NULL;
  g_autoptr (FusFrameList) checked = NULL;

  make_tree (folder);
  make_blank (folder, "AF01/AF01NES.JPG", 0, 0);
  make_blank (folder, "AF02/AF02NES.JPG", 3, 1);
  make_blank (folder, "AF03/AF03NES.JPG", 128, 0);
  make_blank (folder, "AF04/AF04NES.JPG", 255, 1);
  save_dark (picture, dark, 9);
  save_dark (other, darker, 5);
  dataset = fus_dataset_open (folder, NULL);
  checked = fus_frame_list_copy (dataset->frames);
  g_assert_true (fus_dataset_check (dataset, checked, 1, NULL, NULL));
  assert_fault (checked, "AF01/AF01NES.JPG", FUS_FAULT_BLACK);
  assert_fault (checked, "AF02/AF02NES.JPG", FUS_FAULT_BLACK);
  assert_fault (checked, "AF03/AF03NES.JPG", FUS_FAULT_BLACK);
  assert_fault (checked, "AF04/AF04NES.JPG", FUS_FAULT_BLACK);
  assert_fault (checked, "AF05/AF05NES.JPG", FUS_FAULT_NONE);
  assert_fault (checked, "AF06/AF06NES.JPG", FUS_FAULT_NONE);
  fixture_remove (folder);
}

/* FER-2013's blank rows, of whatever grey, beside dark ones that show something. */
static void
test_black_rows (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autoptr (GString) csv = g_string_new ("emotion,pixels,Usage\n");
  g_autoptr (FusDataset) dataset = NULL;
  g_autoptr (FusFrameList) checked = NULL;

  for (guint row = 0; row < 8; row++)
    {
      g_string_append_printf (csv, "%u,", row % 7);
      for (guint i = 0; i < 48 * 48; i++)
        g_string_append_printf (csv, i == 0 ? "%u" : " %u",
                                row < 4 ? row * 85 : (i / 48 / 6 + i % 48 / 6 + row) % 8 * 2);
      g_string_append (csv, ",Training\n");
    }
  fixture_write (folder, "fer2013.csv", csv->str, csv->len);
  dataset = fus_dataset_open (folder, NULL);
  g_assert_nonnull (dataset);
  checked = fus_frame_list_copy (dataset->frames);
  g_assert_true (fus_dataset_check (dataset, checked, 1, NULL, NULL));
  g_assert_cmpuint (checked->n_frames, ==, 8);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (checked->frames[i].fault, ==, i < 4 ? FUS_FAULT_BLACK : FUS_FAULT_NONE);
  fixture_remove (folder);
}

/* Real photographs, darkened. */
static void
test_dark_photographs (void)
{
  const char *shared = g_getenv ("FUS_SHARED") != NULL ? g_getenv ("FUS_SHARED") : "";
  g_autofree char *path = g_build_filename (shared, "data", "london", "KDEF", NULL);
  g_autofree char *folder = NULL;
  g_autoptr (FusDataset) photographs = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("no photographs: FUS_SHARED names no folder that has them");
      return;
    }
  folder = fixture_folder ();
  photographs = fus_dataset_open (path, NULL);
  g_assert_nonnull (photographs);
  for (double mean = 5; mean <= 9; mean += 4)
    {
      g_autoptr (FusDataset) dataset = NULL;
      g_autoptr (FusFrameList) checked = NULL;

      for (guint i = 0; i < photographs->frames->n_frames; i += 10)
        {
          const char *name = photographs->frames->frames[i].path;
          g_autofree char *from = g_build_filename (path, name, NULL);
          g_autofree char *to = g_build_filename (folder, name, NULL);
          g_autofree char *parent = g_path_get_dirname (to);
          g_autoptr (FusPicture) picture = fus_picture_load_file (from, 0, NULL);

          g_assert_nonnull (picture);
          g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
          save_dark (picture, to, mean);
        }
      dataset = fus_dataset_open (folder, NULL);
      checked = fus_frame_list_copy (dataset->frames);
      g_assert_true (fus_dataset_check (dataset, checked, 2, NULL, NULL));
      g_assert_cmpuint (checked->n_frames, >=, 10);
      for (guint i = 0; i < checked->n_frames; i++)
        g_assert_cmpint (checked->frames[i].fault, !=, FUS_FAULT_BLACK);
    }
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/check/faults", test_every_fault);
  g_test_add_func ("/faces/check/black", test_black);
  g_test_add_func ("/faces/check/black-rows", test_black_rows);
  g_test_add_func ("/faces/check/dark-photographs", test_dark_photographs);
  g_test_add_func ("/faces/check/cancel", test_progress_and_cancel);
  g_test_add_func ("/faces/check/twins", test_twins);
  return g_test_run ();
}
