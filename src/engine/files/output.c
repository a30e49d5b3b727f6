/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define RANDOM_ENDING ".XXXXXX"

gboolean
fus_output_is_written_into (const char *path)
{
  struct stat status;
  g_autofree char *full = NULL;

  if (stat (path, &status) != 0)
    return FALSE;
  if (!S_ISREG (status.st_mode))
    return !S_ISDIR (status.st_mode);
  /* /dev/stdout and its like lead to whatever the shell has put there; the link is the system's. */
  full = g_canonicalize_filename (path, NULL);
  return (g_str_has_prefix (full, "/dev/") || g_str_has_prefix (full, "/proc/"))
         && lstat (full, &status) == 0 && S_ISLNK (status.st_mode);
}

/* O_NONBLOCK so that a pipe which nobody reads from is told instead of waited for. */
static int
open_into (const char *path)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

  if (fd >= 0 && fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) & ~O_NONBLOCK) != 0)
    {
      close (fd);
      return -1;
    }
  return fd;
}

/* A lock tells whoever tidies up that the file is not left over. It may have been taken for that in
 * the moment before; then there is another. */
static int
open_temporary (FusOutput *output, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_strconcat (".", base, RANDOM_ENDING, NULL);
  struct stat status;

  for (;;)
    {
      int fd;

      g_free (output->temporary);
      output->temporary = g_build_filename (folder, name, NULL);
      fd = g_mkstemp_full (output->temporary, O_WRONLY | O_CLOEXEC, 0666);
      if (fd < 0)
        return -1;
      (void) flock (fd, LOCK_EX);
      if (fstat (fd, &status) != 0 || status.st_nlink > 0)
        return fd;
      close (fd);
    }
}

gboolean
fus_output_open (FusOutput *output, const char *path)
{
  int fd, code;

  *output = (FusOutput){ NULL };
  if (fus_output_is_written_into (path))
    fd = open_into (path);
  else
    fd = open_temporary (output, path);
  if (fd >= 0 && (output->stream = fdopen (fd, "wb")) != NULL)
    {
      output->path = g_strdup (path);
      return TRUE;
    }
  code = errno;
  if (fd >= 0)
    close (fd);
  if (fd >= 0 && output->temporary != NULL)
    unlink (output->temporary);
  g_clear_pointer (&output->temporary, g_free);
  errno = code;
  return FALSE;
}

/* What is replaced must not give way to a file that the disk has no content of yet. */
static gboolean
bring_to_disk (const FusOutput *output)
{
  if (output->temporary == NULL || (output->quick && access (output->path, F_OK) != 0))
    return TRUE;
  return fsync (fileno (output->stream)) == 0;
}

/* So that the new name, too, survives a power cut. What cannot be synced is no loss of the file. */
static void
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  (void) fsync (fd);
  close (fd);
}

gboolean
fus_output_close (FusOutput *output, gboolean keep)
{
  int code = 0;

  /* A device or a pipe has no disk to bring anything to. */
  if (keep && (fflush (output->stream) != 0 || !bring_to_disk (output)))
    code = errno;
  if (fclose (output->stream) != 0 && keep && code == 0)
    code = errno;
  if (output->temporary != NULL)
    {
      if (keep && code == 0 && rename (output->temporary, output->path) != 0)
        code = errno;
      if (!keep || code != 0)
        unlink (output->temporary);
      else if (!output->quick)
        sync_folder_of (output->path);
    }
  g_free (output->temporary);
  g_free (output->path);
  *output = (FusOutput){ NULL };
  errno = code;
  return code == 0;
}

gboolean
fus_output_is_temporary (const char *name)
{
  const char *dot = strrchr (name, '.');

  return name[0] == '.' && dot > name && strlen (dot) == strlen (RANDOM_ENDING)
         && strspn (dot + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen (dot + 1);
}

void
fus_output_remove_stale (const char *path)
{
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0)
    return;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    unlink (path);
  close (fd);
}
