/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "tests/engine/files/weight-files.h"
#include "engine/files/weights.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_truncated (WeightFiles *f, gconstpointer data)
{
  for (gsize cut = 97; cut <= f->length; cut += 97)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (truncate (f->path, (off_t) (f->length - cut)), ==, 0);
      g_assert_null (fus_weights_load (f->path, &error));
      g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE);
      g_assert_nonnull (strstr (error->message, "joint.safetensors"));
    }
  write_file (f->path, f->contents, f->length - 1);
  REFUSED (f->path, "heads.expression.bias", "end of the file");
  write_file (f->path, f->contents, 0);
  REFUSED (f->path, "too short");
}

static void
test_header_that_lies_about_its_length (WeightFiles *f, gconstpointer data)
{
  const guint64 lengths[]
      = { 0x80000000, 0x7fffffff, G_MAXUINT64, G_MAXINT64, 2 * 1024 * 1024 + 1, 1024 * 1024 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      memcpy (f->contents, &lengths[i], sizeof lengths[i]);
      write_file (f->path, f->contents, f->length);
      REFUSED (f->path, "header");
    }
}

static void
test_header_that_is_no_header (WeightFiles *f, gconstpointer data)
{
  g_autoptr (GString) deep = g_string_new (NULL);

  for (guint i = 0; i < 200000; i++)
    g_string_append_c (deep, '[');
  write_with_header (f->path, deep->str, NULL, 0);
  REFUSED (f->path, "deep");
  g_string_truncate (deep, 0);
  for (guint i = 0; i < 50000; i++)
    g_string_append (deep, "{\"a\":");
  write_with_header (f->path, deep->str, NULL, 0);
  REFUSED (f->path, "deep");

  write_with_header (f->path, "", NULL, 0);
  REFUSED (f->path, "empty");
  write_with_header (f->path, "   ", NULL, 0);
  REFUSED (f->path, "empty");
  write_with_header (f->path, "{\"a\":", NULL, 0);
  REFUSED (f->path, "JSON");
  write_with_header (f->path, "[1, 2]", NULL, 0);
  REFUSED (f->path, "JSON object");
  write_with_header (f->path, "null", NULL, 0);
  REFUSED (f->path, "JSON object");
  write_with_header (f->path, "{\"\xff\":1}", NULL, 0);
  REFUSED (f->path, "UTF-8");
  /* Octal escapes, which are no JSON but are read: of a name, and of a value within. */
  write_with_header (f->path, "{\"a\\612\":1}", NULL, 0);
  REFUSED (f->path, "UTF-8");
  write_with_header (f->path, "{\"a\":[{\"b\":\"\\612\"}]}", NULL, 0);
  REFUSED (f->path, "UTF-8");
  write_with_header (f->path, "{}", NULL, 0);
  REFUSED (f->path, "features.18.weight", "missing");
  write_with_header (f->path, "{\"features.0.weight\":[]}", NULL, 0);
  REFUSED (f->path, "features.0.weight", "JSON object");
  write_with_header (f->path, "{\"features.0.weight\":{}}", NULL, 0);
  REFUSED (f->path, "features.0.weight", "type");
}

/* The entry of the first tensor in the valid file, in parts. */
#define FIRST                                                                                      \
  "\"features.0.weight\":{\"dtype\":\"F32\",\"shape\":[3,3,3,3],\"data_offsets\":[0,324]}"

static void
test_lying_places_and_shapes (WeightFiles *f, gconstpointer data)
{
  const char *const places[] = { "[0,99999999]",
                                 "[0,323]",
                                 "[0,328]",
                                 "[324,0]",
                                 "[-324,0]",
                                 "[0,9223372036854775807]",
                                 "[0,18446744073709551615]",
                                 "[18446744073709551292,18446744073709551616]",
                                 "[0,1e30]",
                                 "[0.0,324.0]",
                                 "[0]",
                                 "[0,1,324]",
                                 "\"0,324\"",
                                 "null" };
  const char *const shapes[] = { "[3,3,3,4]",
                                 "[4294967296,4294967296,1,1]",
                                 "[4294967296,4294967296,4294967296,0]",
                                 "[9223372036854775807,9223372036854775807]",
                                 "[-3,-3,3,3]",
                                 "[3.0,3,3,3]",
                                 "[1,1,1,1,1,1,1,1,81]",
                                 "[[3,3,3,3]]",
                                 "{}",
                                 "81" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      write_changed (f, "[0,324]", places[i]);
      REFUSED (f->path, "features.0.weight");
    }
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      write_changed (f, "[3,3,3,3]", shapes[i]);
      REFUSED (f->path, "features.0.weight");
    }
}

static void
test_overlap_and_gaps (WeightFiles *f, gconstpointer data)
{
  g_autofree char *longer = g_malloc0 (f->length + 4);

  write_changed (f, "[324,336]", "[320,332]");
  REFUSED (f->path, "features.0.weight", "features.0.bias", "overlap");
  write_changed (f, "[324,336]", "[0,12]");
  REFUSED (f->path, "overlap");
  write_changed (
      f, "\"features.0.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[324,336]},", "");
  REFUSED (f->path, "gap", "features.3.weight");
  memcpy (longer, f->contents, f->length);
  write_file (f->path, longer, f->length + 4);
  REFUSED (f->path, "4 bytes");
}

static void
test_tensors_missing_misshapen_unknown (WeightFiles *f, gconstpointer data)
{
  write_changed (f, "features.0.bias", "features.0.bios");
  REFUSED (f->path, "features.0.bias", "missing");
  write_changed (f, "heads.identity.bias", "heads.identity.bios");
  REFUSED (f->path, "heads.identity.bias", "missing");
  write_changed (f, "classifier.3.weight", "classifier.3.wait");
  REFUSED (f->path, "classifier.3.weight", "missing");
  write_changed (f, "[3,3,3,3]", "[9,3,3]");
  REFUSED (f->path, "features.0.weight", "[9, 3, 3]", "[3, 3, 3, 3]");
  write_changed (f, "[3,3,3,3]", "[1,9,3,3]");
  REFUSED (f->path, "features.0.weight", "[1, 9, 3, 3]");
  write_changed (f, FIRST,
                 FIRST ",\"more\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
  REFUSED (f->path, "more", "no place");
  write_changed (f, FIRST,
                 FIRST ",\"classifier.6.weight\":{\"dtype\":\"F32\",\"shape\":[0],"
                       "\"data_offsets\":[0,0]}");
  REFUSED (f->path, "torchvision", "convert");
}

static void
test_unknown_types (WeightFiles *f, gconstpointer data)
{
  const char *const unknown[] = { "\"I8\"", "\"F64\"", "\"F8_E4M3\"", "\"\"", "4", "null", "[]" };

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_autofree char *entry = g_strconcat ("\"dtype\":", unknown[i], NULL);

      write_changed (f, "\"dtype\":\"F32\"", entry);
      REFUSED (f->path, "features.0.weight", "type");
    }
}

static void
test_metadata_that_lie (WeightFiles *f, gconstpointer data)
{
  const char *const changes[][3] = {
    { "\"image_size\":\"32\"", "\"image_size\":\"512\"", "classifier.0.weight" },
    { "\"image_size\":\"32\"", "\"image_size\":\"33\"", "image size" },
    { "\"image_size\":\"32\"", "\"image_size\":\"1e99\"", "image size" },
    { "\"image_size\":\"32\"", "\"image_size\":\"nan\"", "image size" },
    { "\"image_size\":\"32\"", "\"image_size\":\"big\"", "image_size" },
    { "\"image_size\":\"32\"", "\"image_size\":32", "image_size" },
    { "\"width\":\"0.05", "\"width\":\"1.05", "width" },
    { "\"width\":\"0.05", "\"width\":\"0.95", "features.0.weight" },
    { "\"dropout\":\"0.25\"", "\"dropout\":\"1\"", "dropout" },
    { "[\\\"0\\\",\\\"1\\\"", "[\\\"0\\\"", "classes.expression" },
    { "[\\\"0\\\",\\\"1\\\"", "[0,1", "classes.expression" },
    { "[\\\"0\\\",\\\"1\\\"", "[[[[[[[[[[0", "classes.expression" },
    { "\"normalization.sd\":\"[", "\"normalization.sd\":\"[0,", "normalization.sd" },
    { "\"normalization.sd\":\"[0.4", "\"normalization.sd\":\"[-0.4", "normalization.sd" },
    { "\"normalization.mean\":\"[0.1", "\"normalization.mean\":\"[1e99", "normalization.mean" },
    { "\"__metadata__\":{", "\"__metadata__\":[],\"x\":{", "metadata" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      write_changed (f, changes[i][0], changes[i][1]);
      REFUSED (f->path, changes[i][2]);
    }
}

/* 2.2 GB of parameters, claimed by a file of a few hundred kB, with 64 MB of address space to
 * spare.
 */
static void
test_no_memory_for_lies (WeightFiles *f, gconstpointer data)
{
#if defined(__SANITIZE_ADDRESS__)
  g_test_skip ("the address sanitizer needs the whole address space");
#else
  g_autofree char *pages = NULL;
  struct rlimit before, limit;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &pages, NULL, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_AS, &before), ==, 0);
  limit = before;
  limit.rlim_cur
      = g_ascii_strtoull (pages, NULL, 10) * (rlim_t) sysconf (_SC_PAGESIZE) + (64 << 20);
  write_changed (f, "\"width\":\"0.05", "\"width\":\"0.95");

  g_assert_cmpint (setrlimit (RLIMIT_AS, &limit), ==, 0);
  REFUSED (f->path, "features.0.weight");
  test_header_that_lies_about_its_length (f, NULL);
  g_assert_cmpint (setrlimit (RLIMIT_AS, &before), ==, 0);
#endif
}

static void
test_values_that_are_not_numbers (WeightFiles *f, gconstpointer data)
{
  const float bad[] = { NAN, INFINITY, -INFINITY };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *contents = g_memdup2 (f->contents, f->length);

      memcpy (contents + f->length - sizeof (float), &bad[i], sizeof (float));
      write_file (f->path, contents, f->length);
      REFUSED (f->path, "heads.expression.bias", "NaN");
    }

  /* Not written either: the file before stays. */
  write_file (f->path, f->contents, f->length);
  fus_network_parameters (f->network)[f->n_parameters - 1] = NAN;
  g_assert_false (fus_weights_save (f->network, f->path, FUS_WEIGHTS_F32, &error));
  g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_NUMERIC);
  g_clear_error (&error);
  fus_network_parameters (f->network)[f->n_parameters - 1] = 70000;
  g_assert_false (fus_weights_save (f->network, f->path, FUS_WEIGHTS_F16, &error));
  g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_NUMERIC);
  g_clear_error (&error);

  g_autoptr (FusNetwork) still = fus_weights_load (f->path, &error);

  g_assert_no_error (error);

  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);

  g_assert_cmpstr (g_dir_read_name (dir), ==, "joint.safetensors");
  g_assert_null (g_dir_read_name (dir));
}

static void
test_what_is_no_file (WeightFiles *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *missing = g_build_filename (f->folder, "none.safetensors", NULL);
  g_autofree char *nowhere = g_build_filename (f->folder, "none", "x.safetensors", NULL);
  g_autofree char *pipe = g_build_filename (f->folder, "pipe.safetensors", NULL);

  g_assert_null (fus_weights_load (missing, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "none.safetensors"));
  g_clear_error (&error);
  g_assert_null (fus_weights_load (f->folder, &error));
  g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE);
  g_clear_error (&error);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  REFUSED (pipe, "pipe");
  g_assert_false (fus_weights_save (f->network, nowhere, FUS_WEIGHTS_F32, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/engine/hostile-weights/" path, WeightFiles, NULL, weight_files_set_up, function,   \
              weight_files_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("truncated", test_truncated);
  ADD ("header-length", test_header_that_lies_about_its_length);
  ADD ("no-header", test_header_that_is_no_header);
  ADD ("lies", test_lying_places_and_shapes);
  ADD ("overlap", test_overlap_and_gaps);
  ADD ("tensors", test_tensors_missing_misshapen_unknown);
  ADD ("types", test_unknown_types);
  ADD ("metadata", test_metadata_that_lie);
  ADD ("memory", test_no_memory_for_lies);
  ADD ("not-numbers", test_values_that_are_not_numbers);
  ADD ("no-file", test_what_is_no_file);
  return g_test_run ();
}
