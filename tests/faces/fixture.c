/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faces/fixture.h"

#include "faces/pictures/picture-file.h"

#include <glib/gstdio.h>
#include <string.h>

char *
fixture_folder (void)
{
  GError *error = NULL;
  char *folder = g_dir_make_tmp ("fusiform-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
fixture_remove (const char *folder)
{
  GDir *dir = g_file_test (folder, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      fixture_remove (path);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_remove (folder);
}

FusPicture *
fixture_picture (int width, int height, guint seed)
{
  FusPicture *picture = fus_picture_new (width, height);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++)
        picture->pixels[(y * width + x) * 3 + c]
            = 40 + (x * 5 + y * (3 + seed % 7) + c * 60 + seed * 13) % 200;
  return picture;
}

void
fixture_write (const char *folder, const char *path, const void *bytes, gsize size)
{
  g_autofree char *full = g_build_filename (folder, path, NULL);
  g_autofree char *parent = g_path_get_dirname (full);
  GError *error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (full, bytes, size, &error);
  g_assert_no_error (error);
}

void
fixture_write_jpeg (const char *folder, const char *path, int width, int height, guint seed)
{
  g_autofree char *full = g_build_filename (folder, path, NULL);
  g_autofree char *parent = g_path_get_dirname (full);
  g_autoptr (FusPicture) picture = fixture_picture (width, height, seed);
  GError *error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  fus_picture_save_jpeg (picture, full, 85, &error);
  g_assert_no_error (error);
}
