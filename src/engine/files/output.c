/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

gboolean
fus_output_open (FusOutput *output, const char *path)
{
  int fd, code;

  *output = (FusOutput){ NULL };
  if (fus_output_is_written_into (path))
    fd = open_into (path);
  else
    {
      output->temporary = g_strconcat (path, ".XXXXXX", NULL);
      fd = g_mkstemp_full (output->temporary, O_WRONLY | O_CLOEXEC, 0666);
    }
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
  if (keep
      && (fflush (output->stream) != 0
          || (output->temporary != NULL && fsync (fileno (output->stream)) != 0)))
    code = errno;
  if (fclose (output->stream) != 0 && keep && code == 0)
    code = errno;
  if (output->temporary != NULL)
    {
      if (keep && code == 0 && rename (output->temporary, output->path) != 0)
        code = errno;
      if (!keep || code != 0)
        unlink (output->temporary);
      else
        sync_folder_of (output->path);
    }
  g_free (output->temporary);
  g_free (output->path);
  *output = (FusOutput){ NULL };
  errno = code;
  return code == 0;
}
