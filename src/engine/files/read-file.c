/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/read-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes between two questions of whether to go on: a tenth of a second on the slowest disk. */
#define PIECE ((gsize) 1 << 20)

static FILE *
fail_errno (GError **error, int code)
{
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (code), g_strerror (code));
  return NULL;
}

static gboolean
check_kind (const struct stat *status, GError **error)
{
  if (S_ISREG (status->st_mode))
    return TRUE;
  if (S_ISDIR (status->st_mode))
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR, _ ("it is a folder, not a file"));
  else
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                         S_ISFIFO (status->st_mode)   ? _ ("it is a pipe, not a file")
                         : S_ISSOCK (status->st_mode) ? _ ("it is a socket, not a file")
                                                      : _ ("it is a device, not a file"));
  return FALSE;
}

gboolean
fus_file_stamp_equal (const FusFileStamp *a, const FusFileStamp *b)
{
  return a->size == b->size && a->modified == b->modified && a->device == b->device
         && a->number == b->number;
}

FILE *
fus_file_open (const char *path, FusFileStamp *stamp, GError **error)
{
  struct stat status;
  FILE *file;
  int fd;

  if (stat (path, &status) != 0)
    return fail_errno (error, errno);
  if (!check_kind (&status, error))
    return NULL;
  /* O_NONBLOCK: something else may have taken the name since. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return fail_errno (error, errno);
  if (fstat (fd, &status) != 0 || (file = fdopen (fd, "rb")) == NULL)
    {
      fail_errno (error, errno);
      close (fd);
      return NULL;
    }
  if (!check_kind (&status, error))
    {
      fclose (file);
      return NULL;
    }
  if (stamp != NULL)
    *stamp = (FusFileStamp){
      .size = (guint64) status.st_size,
      .modified
      = status.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + (gint64) status.st_mtim.tv_nsec,
      .device = status.st_dev,
      .number = status.st_ino,
    };
  return file;
}

static void
refuse_size (GError **error, guint64 most)
{
  g_autofree char *limit = g_format_size (most);

  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _ ("the file is larger than %s"), limit);
}

/* Returns: FALSE with @error, or without when cancelled. */
static gboolean
read_pieces (FILE *file, char *bytes, gsize size, const FusPoll *poll, GError **error)
{
  for (gsize done = 0, n; done < size; done += n)
    {
      if (!fus_poll (poll))
        return FALSE;
      n = MIN (PIECE, size - done);
      errno = 0;
      if (fread (bytes + done, 1, n, file) == n)
        continue;
      /* A file that shrank meanwhile ends early without an error of its own. */
      if (ferror (file))
        fail_errno (error, errno);
      else
        g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_IO, _ ("it is cut short"));
      return FALSE;
    }
  return TRUE;
}

gboolean
fus_file_read_start (const char *path, guint64 most, gsize wanted, const FusPoll *poll,
                     char **bytes, gsize *length, GError **error)
{
  FusFileStamp stamp;
  FILE *file = fus_file_open (path, &stamp, error);
  char *read = NULL;
  gboolean done = FALSE;
  gsize size;

  if (file == NULL)
    return FALSE;
  size = MIN (stamp.size, wanted);
  if (stamp.size > most)
    refuse_size (error, most);
  else if ((read = g_try_malloc (size + 1)) == NULL)
    fail_errno (error, ENOMEM);
  else
    done = read_pieces (file, read, size, poll, error);
  fclose (file);
  if (!done)
    {
      g_free (read);
      return FALSE;
    }
  read[size] = '\0';
  *bytes = read;
  *length = size;
  return TRUE;
}

gboolean
fus_file_read (const char *path, guint64 most, const FusPoll *poll, char **bytes, gsize *length,
               GError **error)
{
  return fus_file_read_start (path, most, G_MAXSIZE - 1, poll, bytes, length, error);
}
