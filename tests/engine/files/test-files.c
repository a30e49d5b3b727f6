/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How files are opened for reading, and what outputs do to what is at their place. */
#include "engine/files/output.h"
#include "engine/files/read-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("fusiform-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "file", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_remove (f->path);
  g_assert_no_errno (g_rmdir (f->folder));
  g_free (f->path);
  g_free (f->folder);
}

static void
assert_refused (const char *path, GFileError code)
{
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize length;

  g_assert_false (fus_file_read (path, 100, NULL, &bytes, &length, &error));
  g_assert_error (error, G_FILE_ERROR, (int) code);
}

/* None of these may be waited for: the test would not end. */
static void
test_no_files (Fixture *f, gconstpointer data)
{
  assert_refused (f->path, G_FILE_ERROR_NOENT);
  assert_refused (f->folder, G_FILE_ERROR_ISDIR);
  assert_refused ("/dev/zero", G_FILE_ERROR_INVAL);
  g_assert_no_errno (mkfifo (f->path, 0600));
  assert_refused (f->path, G_FILE_ERROR_INVAL);
}

static gboolean
count_down (gpointer data)
{
  return (*(int *) data)-- > 0;
}

static void
test_read (Fixture *f, gconstpointer data)
{
  const gsize size = 3 << 20;
  g_autofree char *text = g_strnfill (size, 'a');
  g_autofree char *bytes = NULL, *start = NULL;
  g_autoptr (GError) error = NULL;
  int left = 2;
  const FusPoll poll = { count_down, &left };
  gsize length;

  g_assert_true (g_file_set_contents (f->path, text, (gssize) size, NULL));
  g_assert_true (fus_file_read (f->path, size, NULL, &bytes, &length, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, size);
  g_assert_cmpstr (bytes, ==, text);
  g_assert_true (fus_file_read_start (f->path, size, 5, NULL, &start, &length, NULL));
  g_assert_cmpstr (start, ==, "aaaaa");

  g_assert_false (fus_file_read (f->path, size - 1, NULL, &bytes, &length, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED);
  g_clear_error (&error);
  /* Cancelled after two of three megabytes. */
  g_assert_false (fus_file_read (f->path, size, &poll, &bytes, &length, &error));
  g_assert_no_error (error);
  g_assert_cmpint (left, ==, -1);
}

static void
write_output (const char *path, const char *text, gboolean keep)
{
  FusOutput output;

  g_assert_true (fus_output_open (&output, path));
  g_assert_cmpint (fputs (text, output.stream), >=, 0);
  g_assert_true (fus_output_close (&output, keep));
}

static void
assert_content (const char *path, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_replaced (Fixture *f, gconstpointer data)
{
  write_output (f->path, "one", TRUE);
  assert_content (f->path, "one");
  write_output (f->path, "two", TRUE);
  assert_content (f->path, "two");
  /* What is given up leaves the old one, and nothing beside it: the folder can be removed. */
  write_output (f->path, "three", FALSE);
  assert_content (f->path, "two");
}

static void
test_written_into (Fixture *f, gconstpointer data)
{
  FusOutput output;
  struct stat info;
  char text[8] = "";
  int reader;

  g_assert_no_errno (mkfifo (f->path, 0600));
  g_assert_true (fus_output_is_written_into (f->path));
  /* Nobody reads: told, not waited for. */
  g_assert_false (fus_output_open (&output, f->path));
  g_assert_cmpint (errno, ==, ENXIO);

  reader = open (f->path, O_RDONLY | O_NONBLOCK);
  g_assert_cmpint (reader, >=, 0);
  write_output (f->path, "one", TRUE);
  g_assert_cmpint (read (reader, text, sizeof text), ==, 3);
  g_assert_cmpstr (text, ==, "one");
  close (reader);
  g_assert_no_errno (lstat (f->path, &info));
  g_assert_true (S_ISFIFO (info.st_mode));

  g_assert_true (fus_output_is_written_into ("/dev/null"));
  g_assert_false (fus_output_is_written_into (f->folder));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/engine/files/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("no-files", test_no_files);
  ADD ("read", test_read);
  ADD ("replaced", test_replaced);
  ADD ("written-into", test_written_into);
  return g_test_run ();
}
