/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clips as a source of frames. They are made by GStreamer's own tools, of pictures whose grey tells
 * their number. */
#include "faces/pictures/clip.h"
#include "faces/datasets/dataset.h"
#include "faces/pictures/load-picture.h"
#include "faces/pictures/picture-file.h"
#include "tests/faces/fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define FRAMES_PER_SECOND 10
#define N_FRAMES 35
/* Three times through JPEG at the qualities used moves a flat grey by less than this. */
#define TOLERANCE 2.5

static int
grey_of (guint frame)
{
  return 20 + 6 * frame;
}

/* Whether a clip could be made; otherwise the test is skipped with the reason. */
static gboolean
make_clip (const char *folder, const char *name)
{
  g_autofree char *tool = g_find_program_in_path ("gst-launch-1.0");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *above = g_path_get_dirname (path);
  g_autofree char *frames = g_build_filename (folder, "frames-%03d.jpg", NULL);
  g_autofree char *source = g_strconcat ("location=", frames, NULL);
  g_autofree char *target = g_strconcat ("location=", path, NULL);
  const char *argv[] = { tool,
                         "-q",
                         "multifilesrc",
                         source,
                         "caps=image/jpeg,framerate=10/1",
                         "!",
                         "jpegdec",
                         "!",
                         "jpegenc",
                         "quality=98",
                         "!",
                         "avimux",
                         "!",
                         "filesink",
                         target,
                         NULL };
  g_autoptr (GError) error = NULL;
  int status = -1;

  if (!fus_clips_supported () || tool == NULL)
    {
      g_test_skip (tool == NULL ? "gst-launch-1.0 is not installed"
                                : "this build has no GStreamer");
      return FALSE;
    }
  g_assert_cmpint (g_mkdir_with_parents (above, 0700), ==, 0);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_autoptr (FusPicture) picture = fus_picture_new (64, 48);
      g_autofree char *base = g_strdup_printf ("frames-%03u.jpg", i);
      g_autofree char *file = g_build_filename (folder, base, NULL);

      memset (picture->pixels, grey_of (i), 64 * 48 * 3);
      g_assert_true (fus_picture_save_jpeg (picture, file, 98, NULL));
    }
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_autofree char *base = g_strdup_printf ("frames-%03u.jpg", i);
      g_autofree char *file = g_build_filename (folder, base, NULL);

      g_unlink (file);
    }
  if (g_spawn_check_wait_status (status, NULL))
    return TRUE;
  g_test_skip ("gst-launch-1.0 lacks multifilesrc, jpegdec, jpegenc or avimux");
  return FALSE;
}

/* The clip's time is exact: the frame shown at each second, whoever asks first. */
static void
test_frames (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "clip.avi", NULL);
  g_autofree char *cached = g_build_filename (g_get_user_cache_dir (), "fusiform/clips", NULL);
  g_autoptr (GError) error = NULL;
  int width, height;

  if (make_clip (folder, "clip.avi"))
    {
      g_assert_cmpuint (fus_clip_count_frames (path, &error), ==, 4);
      g_assert_no_error (error);
      g_assert_false (g_file_test (cached, G_FILE_TEST_EXISTS));
      for (int second = 3; second >= 0; second--)
        {
          g_autofree char *address = g_strdup_printf ("%s#%d", path, second);
          g_autofree char *file = fus_picture_file (address);
          g_autoptr (FusPicture) picture = fus_picture_load (address, 0, &error);

          g_assert_no_error (error);
          g_assert_cmpstr (file, ==, path);
          g_assert_cmpint (picture->width, ==, 64);
          g_assert_cmpint (picture->height, ==, 48);
          g_assert_cmpfloat_with_epsilon (fus_picture_mean (picture),
                                          grey_of (second * FRAMES_PER_SECOND), TOLERANCE);
          g_assert_true (fus_picture_peek_size (address, &width, &height, NULL));
          g_assert_cmpint (width, ==, 64);
          g_assert_true (g_file_test (cached, G_FILE_TEST_IS_DIR));
        }
      g_autofree char *beyond = g_strconcat (path, "#9", NULL);
      g_assert_null (fus_picture_load (beyond, 0, &error));
      g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_PICTURE);
      g_assert_nonnull (strstr (error->message, "second 9"));
    }
  fixture_remove (folder);
}

/* What is left out of GStreamer's registry, and what is said of it then. */
static const struct
{
  const char *ranks;
  const char *what;
} missing[] = {
  { "avidemux:NONE,avdemux_avi:NONE", "AVI" },
  { "jpegdec:NONE,avdec_mjpeg:NONE,gdkpixbufdec:NONE", "JPEG" },
};

/* A plug-in that is not installed is named, with its package. */
static void
test_missing_plugin (void)
{
  const char *what = g_getenv ("FUS_TEST_MISSING");

  if (!g_test_subprocess ())
    {
      for (guint i = 0; i < G_N_ELEMENTS (missing); i++)
        {
          g_setenv ("GST_PLUGIN_FEATURE_RANK", missing[i].ranks, TRUE);
          g_setenv ("FUS_TEST_MISSING", missing[i].what, TRUE);
          g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
          g_test_trap_assert_passed ();
        }
      g_unsetenv ("GST_PLUGIN_FEATURE_RANK");
      g_unsetenv ("FUS_TEST_MISSING");
      return;
    }

  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "clip.avi", NULL);
  g_autoptr (GError) error = NULL;

  if (make_clip (folder, "clip.avi"))
    {
      g_assert_cmpuint (fus_clip_count_frames (path, &error), ==, 0);
      g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_PICTURE);
      g_assert_nonnull (strstr (error->message, what));
      g_assert_nonnull (strstr (error->message, "package gstreamer1.0-plugins-good"));
    }
  fixture_remove (folder);
}

/* VoxCeleb2's layout of clips, with one that is broken. */
static void
test_dataset (void)
{
  g_autofree char *folder = fixture_folder ();

  if (make_clip (folder, "dev/mp4/id00012/21Uxsk56VDQ/00001.avi"))
    {
      g_autoptr (FusDataset) dataset = NULL;
      g_autoptr (FusFrameList) checked = NULL;
      g_autoptr (GError) error = NULL;

      fixture_write (folder, "dev/mp4/id00013/2DLq_Kkc1r8/00001.mp4", "broken", 6);
      dataset = fus_dataset_open (folder, &error);
      g_assert_no_error (error);
      g_assert_cmpint (dataset->kind, ==, FUS_DATASET_VOXCELEB);
      g_assert_cmpuint (dataset->frames->n_frames, ==, 4);
      g_assert_cmpstr (dataset->frames->frames[2].path, ==, "id00012/21Uxsk56VDQ/00001.avi#2");
      g_assert_cmpstr (dataset->frames->people[0], ==, "id00012");
      g_assert_cmpuint (g_strv_length (dataset->notes), ==, 2);
      g_assert_nonnull (strstr (dataset->notes[1], "id00013/2DLq_Kkc1r8/00001.mp4"));
      checked = fus_frame_list_copy (dataset->frames);
      g_assert_true (fus_dataset_check (dataset, checked, 2, NULL, NULL));
      for (guint i = 0; i < checked->n_frames; i++)
        /* Decoded, and blank: each second is of one grey. */
        g_assert_cmpint (checked->frames[i].fault, ==, FUS_FAULT_BLACK);
    }
  fixture_remove (folder);
}

static void
test_addresses (void)
{
  char *path = NULL;
  guint second = 0;

  g_assert_true (fus_clip_parse_address ("a/b.mp4#12", &path, &second));
  g_assert_cmpstr (path, ==, "a/b.mp4");
  g_assert_cmpuint (second, ==, 12);
  g_free (path);
  g_assert_false (fus_clip_parse_address ("a/b.mp4", &path, &second));
  g_assert_false (fus_clip_parse_address ("a/b.jpg#1", &path, &second));
  g_assert_false (fus_clip_parse_address ("a/b.mp4#1x", &path, &second));
  g_assert_false (fus_clip_parse_address ("a/b.mp4#", &path, &second));
  g_assert_true (fus_is_clip_name ("00001.MP4"));
  g_assert_false (fus_is_clip_name ("mp4"));
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = fixture_folder ();
  int status;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/clips/addresses", test_addresses);
  g_test_add_func ("/faces/clips/frames", test_frames);
  g_test_add_func ("/faces/clips/dataset", test_dataset);
  g_test_add_func ("/faces/clips/missing-plugin", test_missing_plugin);
  status = g_test_run ();
  fixture_remove (cache);
  return status;
}
