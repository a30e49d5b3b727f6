/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/clip.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/files/read-file.h"
#include "faces/pictures/clip-decoder.h"
#include "faces/error.h"
#include "faces/pictures/picture-private.h"
#include "faces/pictures/picture-file.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
/* A clip of "3 seconds" is often a frame or so longer. */
#define TOLERANCE (SECOND / 20)
/* Frames may be shown for long in a slide show; beyond this the clip has ended too early. */
#define LAST_FRAME (2 * SECOND)
/* Nobody's clip of a face is longer than a day. */
#define MAX_SECONDS 86400
/* A clip is compressed harder than that already. */
#define QUALITY 95

static const char *const endings[]
    = { "mp4", "m4v", "avi", "mov", "mkv", "webm", "mpg", "mpeg", "wmv", "ogv" };

gboolean
fus_is_clip_name (const char *name)
{
  const char *dot = strrchr (name, '.');

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_ascii_strcasecmp (dot + 1, endings[i]) == 0)
      return TRUE;
  return FALSE;
}

gboolean
fus_clip_parse_address (const char *address, char **path, guint *second)
{
  const char *mark = strrchr (address, '#');
  guint64 number;

  if (mark == NULL || !g_ascii_string_to_unsigned (mark + 1, 10, 0, MAX_SECONDS, &number, NULL))
    return FALSE;
  g_autofree char *clip = g_strndup (address, (gsize) (mark - address));
  if (!fus_is_clip_name (clip))
    return FALSE;
  *path = g_steal_pointer (&clip);
  *second = (guint) number;
  return TRUE;
}

#ifdef HAVE_GSTREAMER

gboolean
fus_clips_supported (void)
{
  return TRUE;
}

guint
fus_clip_count_frames (const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;
  FILE *file = fus_file_open (path, NULL, &failure);
  gint64 duration;

  /* GStreamer would wait for a pipe's writer. */
  if (file == NULL)
    {
      fus_picture_set_error (error, path, failure->message);
      return 0;
    }
  fclose (file);
  duration = fus_clip_decoder_duration (path, error);
  if (duration < 0)
    return 0;
  return (guint) CLAMP ((duration - TOLERANCE + SECOND - 1) / SECOND, 1, MAX_SECONDS);
}

/* Folder of a clip's frames, named after what tells one file from another without reading it. NULL
 * where there is no such file. (transfer full) */
static char *
cache_folder (const char *path, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *text = NULL, *key = NULL;
  GStatBuf info;

  if (g_stat (full, &info) != 0)
    {
      fus_picture_set_error (error, path,
                             errno == ENOENT ? _ ("the file is not there") : g_strerror (errno));
      return NULL;
    }
  text = g_strdup_printf ("%s\n%" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld", full,
                          (gint64) info.st_size, (gint64) info.st_mtim.tv_sec,
                          (long) info.st_mtim.tv_nsec);
  key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  return g_build_filename (g_get_user_cache_dir (), "fusiform", "clips", key, NULL);
}

static char *
frame_file (const char *folder, guint second)
{
  g_autofree char *name = g_strdup_printf ("%05u.jpg", second);

  return g_build_filename (folder, name, NULL);
}

typedef struct
{
  const char *folder;
  FusPicture *shown; /* the frame before, which is shown until the next */
  gint64 time;       /* of that frame */
  guint n_written;   /* the next second to be written */
  GError *error;
} Extraction;

static gboolean
write_until (Extraction *extraction, gint64 end)
{
  while (extraction->n_written * SECOND < end && extraction->n_written < MAX_SECONDS)
    {
      g_autofree char *file = frame_file (extraction->folder, extraction->n_written);

      if (!fus_picture_save_jpeg (extraction->shown, file, QUALITY, &extraction->error))
        return FALSE;
      extraction->n_written++;
    }
  return TRUE;
}

static gboolean
take_frame (FusPicture *picture, gint64 time, gpointer data)
{
  Extraction *extraction = data;

  if (extraction->shown != NULL && !write_until (extraction, time))
    return FALSE;
  g_clear_pointer (&extraction->shown, fus_picture_unref);
  extraction->shown = fus_picture_ref (picture);
  extraction->time = time;
  return TRUE;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);

      g_unlink (file);
    }
  g_rmdir (folder);
}

/* Writes the frames of the clip into a new folder and gives it its name when it is complete. A clip
 * that breaks off has the frames before that. */
static gboolean
extract (const char *path, const char *folder, GError **error)
{
  g_autofree char *draft = g_strconcat (folder, ".XXXXXX", NULL);
  g_autofree char *above = g_path_get_dirname (folder);
  g_autoptr (GError) fault = NULL;
  Extraction extraction = { .folder = draft };
  gboolean walked;

  if (g_mkdir_with_parents (above, 0700) != 0 || g_mkdtemp (draft) == NULL)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _ ("The folder “%s” cannot be written: %s"), above, g_strerror (errno));
      return FALSE;
    }
  walked = fus_clip_decoder_walk (path, take_frame, &extraction, &fault);
  if (extraction.error == NULL && extraction.shown != NULL)
    write_until (&extraction, extraction.time + (walked ? LAST_FRAME : 1));
  g_clear_pointer (&extraction.shown, fus_picture_unref);

  if (extraction.error == NULL && extraction.n_written > 0)
    {
      /* Another process may have been quicker, with the same frames. */
      if (g_rename (draft, folder) == 0 || g_file_test (folder, G_FILE_TEST_IS_DIR))
        {
          remove_folder (draft);
          return TRUE;
        }
      g_set_error (&extraction.error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _ ("The folder “%s” cannot be written: %s"), folder, g_strerror (errno));
    }
  remove_folder (draft);
  if (extraction.error != NULL)
    g_propagate_error (error, extraction.error);
  else if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  else
    fus_picture_set_error (error, path, _ ("it has no frames"));
  return FALSE;
}

FusPicture *
fus_clip_load (const char *path, guint second, int min_side, GError **error)
{
  /* A decoder uses every processor by itself; and of two that ask for the same clip, one waits. */
  static GMutex lock;
  g_autofree char *folder = cache_folder (path, error);
  g_autofree char *file = NULL;
  gboolean there;

  if (folder == NULL)
    return NULL;
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_mutex_lock (&lock);
      there = g_file_test (folder, G_FILE_TEST_IS_DIR) || extract (path, folder, error);
      g_mutex_unlock (&lock);
      if (!there)
        return NULL;
    }
  file = frame_file (folder, second);
  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    {
      g_autofree char *reason = g_strdup_printf (_ ("it ends before second %u"), second);

      fus_picture_set_error (error, path, reason);
      return NULL;
    }
  return fus_picture_load_file (file, min_side, error);
}

#else

gboolean
fus_clips_supported (void)
{
  return FALSE;
}

guint
fus_clip_count_frames (const char *path, GError **error)
{
  fus_picture_set_error (error, path,
                         _ ("this Fusiform was built without GStreamer, which reads clips"));
  return 0;
}

FusPicture *
fus_clip_load (const char *path, guint second, int min_side, GError **error)
{
  fus_clip_count_frames (path, error);
  return NULL;
}

#endif
