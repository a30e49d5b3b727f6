/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/analysis-error.h"
#include "analysis/npy.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("fusiform-npy-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "array.npy", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
round_trip (Fixture *fixture, guint n_dims, const gsize *dims, gsize n)
{
  g_autoptr (GError) error = NULL;
  g_autofree float *values = g_new (float, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    values[i] = (float) i * 0.1f - 3;
  g_assert_true (fus_npy_save (fixture->path, values, n_dims, dims, &error));
  g_assert_no_error (error);

  guint got_dims_n;
  gsize got_dims[8];
  g_autofree float *got = fus_npy_load (fixture->path, &got_dims_n, got_dims, &error);
  g_assert_no_error (error);
  g_assert_nonnull (got);
  g_assert_cmpuint (got_dims_n, ==, n_dims);
  g_assert_cmpmem (got_dims, n_dims * sizeof *dims, dims, n_dims * sizeof *dims);
  g_assert_cmpmem (got, n * sizeof *got, values, n * sizeof *values);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  round_trip (fixture, 0, NULL, 1);
  round_trip (fixture, 1, (gsize[]){ 5 }, 5);
  round_trip (fixture, 2, (gsize[]){ 0, 3 }, 0);
  round_trip (fixture, 3, (gsize[]){ 7, 14, 14 }, 7 * 14 * 14);
  round_trip (fixture, 8, (gsize[]){ 1, 2, 1, 2, 1, 2, 1, 3 }, 24);
}

/* What NumPy makes of our files, and we of NumPy's. */
static void
test_numpy (Fixture *fixture, gconstpointer data)
{
  const char *script = "import numpy as np, sys\n"
                       "a = np.load(sys.argv[1])\n"
                       "assert a.dtype == np.float32 and a.shape == (2, 3), (a.dtype, a.shape)\n"
                       "assert (a == np.arange(6, dtype='f4').reshape(2, 3) / 4).all()\n"
                       "np.save(sys.argv[1], a.astype('f8').T.copy())\n";
  g_autofree char *python = g_find_program_in_path ("/usr/bin/python3");
  const char *probe[] = { "/usr/bin/python3", "-c", "import numpy", NULL };
  int status = -1;
  if (python == NULL
      || !g_spawn_sync (NULL, (char **) probe, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                        NULL, &status, NULL)
      || status != 0)
    {
      g_test_skip ("no Python with NumPy");
      return;
    }

  float values[6];
  for (int i = 0; i < 6; i++)
    values[i] = (float) i / 4;
  g_assert_true (fus_npy_save (fixture->path, values, 2, (gsize[]){ 2, 3 }, NULL));
  const char *command[] = { "/usr/bin/python3", "-c", script, fixture->path, NULL };
  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);

  g_autoptr (GError) error = NULL;
  guint n_dims;
  gsize dims[8];
  g_autofree float *got = fus_npy_load (fixture->path, &n_dims, dims, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_dims, ==, 2);
  g_assert_cmpuint (dims[0], ==, 3);
  g_assert_cmpuint (dims[1], ==, 2);
  const float expected[] = { 0, 0.75f, 0.25f, 1, 0.5f, 1.25f };
  g_assert_cmpmem (got, sizeof expected, expected, sizeof expected);
}

static void
write_file (Fixture *fixture, guint8 major, const char *header, gsize stated_length, gsize n_bytes)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_byte_array_append (file, (const guint8 *) "\x93NUMPY", 6);
  guint8 head[6] = { major, 0 };
  for (int i = 0; i < 4; i++)
    head[2 + i] = (guint8) (stated_length >> (8 * i));
  g_byte_array_append (file, head, major == 1 ? 4 : 6);
  g_byte_array_append (file, (const guint8 *) header, strlen (header));
  g_autofree guint8 *zeros = g_malloc0 (n_bytes + 1);
  g_byte_array_append (file, zeros, n_bytes);
  g_assert_true (
      g_file_set_contents (fixture->path, (const char *) file->data, (gssize) file->len, NULL));
}

static void
assert_refused (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  guint n_dims;
  gsize dims[8];
  g_assert_null (fus_npy_load (fixture->path, &n_dims, dims, &error));
  g_assert_error (error, FUS_ANALYSIS_ERROR, FUS_ANALYSIS_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, fixture->path));
}

static void
test_hostile_header (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = {
    "",
    "{",
    "{}",
    "{'descr': '<f4', 'fortran_order': False}",
    "{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }",
    "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }",
    "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': 2, }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,2), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387906,), }",
    "{'descr: '<f4', 'fortran_order': False, 'shape': (2,), }",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      write_file (fixture, 1, headers[i], strlen (headers[i]), 8);
      assert_refused (fixture);
    }
}

static void
test_hostile_length (Fixture *fixture, gconstpointer data)
{
  const char *header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
  write_file (fixture, 1, header, 0xffff, 8);
  assert_refused (fixture);
  write_file (fixture, 2, header, 0xffffffff, 8);
  assert_refused (fixture);
  write_file (fixture, 9, header, strlen (header), 8);
  assert_refused (fixture);
  write_file (fixture, 0, header, strlen (header), 8);
  assert_refused (fixture);
  g_assert_true (g_file_set_contents (fixture->path, "\x93NUMPY", 6, NULL));
  assert_refused (fixture);
  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  assert_refused (fixture);
  write_file (fixture, 2, header, strlen (header), 8);
  guint n_dims;
  gsize dims[8];
  g_autofree float *values = fus_npy_load (fixture->path, &n_dims, dims, NULL);
  g_assert_nonnull (values);
}

static void
test_missing_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_dims;
  gsize dims[8];
  g_assert_null (fus_npy_load (fixture->path, &n_dims, dims, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  float value = 1;
  g_autofree char *nowhere = g_build_filename (fixture->folder, "none", "a.npy", NULL);
  g_assert_false (fus_npy_save (nowhere, &value, 0, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  ADD ("/npy/round-trip", test_round_trip);
  ADD ("/npy/numpy", test_numpy);
  ADD ("/npy/hostile/header", test_hostile_header);
  ADD ("/npy/hostile/length", test_hostile_length);
  ADD ("/npy/missing-file", test_missing_file);
  return g_test_run ();
}
