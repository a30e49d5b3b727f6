/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arrays.h"
#include "error.h"
#include "golden-network.h"
#include "half.h"
#include "safetensors.h"
#include "weights.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder with one valid file in it, as text: a small joint network. */
typedef struct
{
  char *folder;
  char *path;
  FusNetwork *network;
  gsize n_parameters;
  char *contents;
  gsize length;
} Files;

static void
files_set_up (Files *f, gconstpointer data)
{
  const char *const names[] = { "anna", "Åsa \"ö\"", "c,\n", NULL };
  const FusNormalization normalization = { { 0.1f, 0.2f, 0.3f }, { 0.4f, 1, 2 } };
  g_autoptr (GError) error = NULL;
  FusRandom random;

  fus_random_seed (&random, 1, 0);
  f->folder = g_dir_make_tmp ("fusiform-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "joint.safetensors", NULL);
  f->network = golden_network (32, 0.05, 0.25, &random);
  f->n_parameters = fus_architecture_n_parameters (fus_network_architecture (f->network));
  fus_network_set_class_names (f->network, FUS_TASK_IDENTITY, names);
  fus_network_set_normalization (f->network, &normalization);
  fus_network_set_note (f->network, "study", "kdef");
  fus_weights_save (f->network, f->path, FUS_WEIGHTS_F32, &error);
  g_assert_no_error (error);
  g_file_get_contents (f->path, &f->contents, &f->length, &error);
  g_assert_no_error (error);
}

static void
files_tear_down (Files *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (f->folder);
  fus_network_unref (f->network);
  g_free (f->contents);
  g_free (f->path);
  g_free (f->folder);
}

static void
write_file (const char *path, const char *contents, gsize length)
{
  FILE *stream = g_fopen (path, "wb");

  g_assert_nonnull (stream);
  g_assert_cmpuint (fwrite (contents, 1, length, stream), ==, length);
  g_assert_cmpint (fclose (stream), ==, 0);
}

static void
write_with_header (const char *path, const char *header, const char *data, gsize length)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint64 n = strlen (header);

  g_string_append_len (text, (const char *) &n, sizeof n);
  g_string_append (text, header);
  if (length > 0)
    g_string_append_len (text, data, (gssize) length);
  write_file (path, text->str, text->len);
}

static char *
header_of (Files *f)
{
  guint64 n;

  memcpy (&n, f->contents, sizeof n);
  return g_strndup (f->contents + sizeof n, n);
}

/* Writes the valid file with the first @from in its header replaced by @to. */
static void
write_changed (Files *f, const char *from, const char *to)
{
  g_autofree char *header = header_of (f);
  gsize start = sizeof (guint64) + strlen (header);
  char *at = strstr (header, from);

  g_assert_nonnull (at);
  *at = '\0';

  g_autofree char *changed = g_strconcat (header, to, at + strlen (from), NULL);

  write_with_header (f->path, changed, f->contents + start, f->length - start);
}

/* Loading fails with one message that names the file and holds each of @words. */
static void
assert_refused (const char *path, const char *const *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_path_get_basename (path);

  g_assert_null (fus_weights_load (path, &error));
  g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, name));
  for (; *words != NULL; words++)
    if (strstr (error->message, *words) == NULL)
      g_error ("“%s” does not say “%s”", error->message, *words);
}

#define REFUSED(path, ...) assert_refused (path, (const char *const[]){ __VA_ARGS__, NULL })

static void
assert_same_network (FusNetwork *a, FusNetwork *b, double tolerance)
{
  const FusArchitecture *arch = fus_network_architecture (a);
  const FusArchitecture *other = fus_network_architecture (b);

  g_assert_cmpuint (arch->image_size, ==, other->image_size);
  g_assert_cmpfloat (arch->width, ==, other->width);
  g_assert_cmpfloat (arch->dropout, ==, other->dropout);
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      g_assert_cmpuint (arch->n_classes[t], ==, other->n_classes[t]);
      g_assert_cmpstrv ((char **) fus_network_class_names (a, t),
                        (char **) fus_network_class_names (b, t));
    }
  g_assert_cmpmem (fus_network_normalization (a), sizeof (FusNormalization),
                   fus_network_normalization (b), sizeof (FusNormalization));
  g_assert_cmpstr (fus_network_get_note (a, "study"), ==, fus_network_get_note (b, "study"));
  for (guint i = 0; i < fus_network_n_tensors (a); i++)
    {
      const FusTensor *tensor = fus_network_tensor (a, i);

      assert_arrays_close (fus_network_parameters (a) + tensor->offset,
                           fus_network_parameters (b) + tensor->offset, tensor->size, tolerance);
    }
}

static void
test_round_trip (Files *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *half_path = g_build_filename (f->folder, "half.safetensors", NULL);
  g_autoptr (FusNetwork) whole = fus_weights_load (f->path, &error);

  g_assert_no_error (error);
  assert_same_network (whole, f->network, 0);
  g_assert_null (fus_network_get_note (whole, "format"));

  fus_weights_save (f->network, half_path, FUS_WEIGHTS_F16, &error);
  g_assert_no_error (error);

  g_autoptr (FusNetwork) half = fus_weights_load (half_path, &error);

  g_assert_no_error (error);
  /* Half of a half's last place. */
  assert_same_network (half, f->network, 0x1p-11);
  g_assert_cmpint (memcmp (fus_network_parameters (half), fus_network_parameters (f->network),
                           f->n_parameters * sizeof (float)),
                   !=, 0);
}

/* What Python's safetensors asks for beyond what opening a file checks. */
static void
test_layout_of_the_file (Files *f, gconstpointer data)
{
  g_autofree char *header = header_of (f);

  g_assert_cmpuint (strlen (header) % 8, ==, 0);
  g_assert_true (g_str_has_prefix (header, "{\"__metadata__\":{"));
  g_assert_nonnull (strstr (header, "\"features.0.weight\":{\"dtype\":\"F32\",\"shape\":[3,3,3,3],"
                                    "\"data_offsets\":[0,324]}"));
  g_assert_nonnull (strstr (header, "\"format\":\"pt\""));
  g_assert_nonnull (strstr (header, "\"width\":\"0.05"));
  g_assert_nonnull (strstr (header, "\"image_size\":\"32\""));
  g_assert_nonnull (strstr (header, "\"classes.expression\":\"[\\\"0\\\",\\\"1\\\""));
  g_assert_cmpmem (f->contents + sizeof (guint64) + strlen (header),
                   f->n_parameters * sizeof (float), fus_network_parameters (f->network),
                   f->n_parameters * sizeof (float));
}

static void
test_bfloat16 (Files *f, gconstpointer data)
{
  g_autofree char *header = header_of (f);
  g_autoptr (GString) changed = g_string_new ("{");
  g_autofree guint16 *halves = g_new (guint16, f->n_parameters);
  const float *parameters = fus_network_parameters (f->network);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < f->n_parameters; i++)
    {
      guint32 bits;

      memcpy (&bits, &parameters[i], sizeof bits);
      halves[i] = (guint16) (bits >> 16);
    }
  for (guint i = 0; i < fus_network_n_tensors (f->network); i++)
    {
      const FusTensor *tensor = fus_network_tensor (f->network, i);

      g_string_append_printf (changed, "%s\"%s\":{\"dtype\":\"BF16\",\"shape\":[", i > 0 ? "," : "",
                              tensor->name);
      for (guint d = 0; d < tensor->n_dims; d++)
        g_string_append_printf (changed, "%s%u", d > 0 ? "," : "", tensor->dims[d]);
      g_string_append_printf (changed, "],\"data_offsets\":[%zu,%zu]}", 2 * tensor->offset,
                              2 * (tensor->offset + tensor->size));
    }
  g_string_append (changed, "}");
  write_with_header (f->path, changed->str, (const char *) halves, 2 * f->n_parameters);

  /* And without metadata: the shapes say it all. */
  g_autoptr (FusNetwork) network = fus_weights_load (f->path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (fus_network_architecture (network)->image_size, ==, 32);
  g_assert_cmpstr (fus_network_class_names (network, FUS_TASK_IDENTITY)[2], ==, "2");
  /* Seven bits behind the point, cut off. */
  assert_arrays_close (fus_network_parameters (network), parameters, f->n_parameters, 0x1p-7);
}

static void
test_halves (void)
{
  const struct
  {
    float value;
    guint16 half;
  } pairs[] = { { 0, 0 },
                { -0.0f, 0x8000 },
                { 1, 0x3c00 },
                { -2, 0xc000 },
                { 65504, 0x7bff },
                { 0x1p-14f, 0x0400 },
                { 0x1p-24f, 0x0001 },
                { 0x3ffp-24f, 0x03ff },
                { INFINITY, 0x7c00 },
                { 0.333251953125f, 0x3555 } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_assert_cmphex (fus_half_from_float (pairs[i].value), ==, pairs[i].half);
      g_assert_cmpfloat (fus_half_to_float (pairs[i].half), ==, pairs[i].value);
    }
  /* To nearest, ties to even, with a carry into the exponent. */
  g_assert_cmphex (fus_half_from_float (1 + 0x1p-11f), ==, 0x3c00);
  g_assert_cmphex (fus_half_from_float (1 + 0x3p-11f), ==, 0x3c02);
  g_assert_cmphex (fus_half_from_float (2 - 0x1p-12f), ==, 0x4000);
  g_assert_cmphex (fus_half_from_float (65519), ==, 0x7bff);
  g_assert_cmphex (fus_half_from_float (65520), ==, 0x7c00);
  g_assert_cmphex (fus_half_from_float (0x1p-25f), ==, 0);
  g_assert_cmphex (fus_half_from_float (0x3p-26f), ==, 1);
  g_assert_true (isnan (fus_half_to_float (fus_half_from_float (NAN))));
  /* Every half there is, and back. */
  for (guint i = 0; i < 0x10000; i++)
    if ((i & 0x7fff) <= 0x7c00)
      g_assert_cmphex (fus_half_from_float (fus_half_to_float ((guint16) i)), ==, i);
}

static void
test_truncated (Files *f, gconstpointer data)
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
test_header_that_lies_about_its_length (Files *f, gconstpointer data)
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
test_header_that_is_no_header (Files *f, gconstpointer data)
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
test_lying_places_and_shapes (Files *f, gconstpointer data)
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
test_overlap_and_gaps (Files *f, gconstpointer data)
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
test_tensors_missing_misshapen_unknown (Files *f, gconstpointer data)
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
test_unknown_types (Files *f, gconstpointer data)
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
test_metadata_that_lie (Files *f, gconstpointer data)
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

/* 2.2 GB of parameters, claimed by a file of a few hundred kB, with 1 GB of address space to spare.
 */
static void
test_no_memory_for_lies (Files *f, gconstpointer data)
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
test_values_that_are_not_numbers (Files *f, gconstpointer data)
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
test_what_is_no_file (Files *f, gconstpointer data)
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
  REFUSED (pipe, "device");
  g_assert_false (fus_weights_save (f->network, nowhere, FUS_WEIGHTS_F32, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_checkpoints_and_networks (Files *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree float *momentum = constant_array (0.5f, f->n_parameters);
  const FusCheckpoint checkpoint
      = { f->network, momentum, { { 1, 2, G_MAXUINT64, 0 } }, G_MAXUINT };

  g_assert_null (fus_checkpoint_load (f->path, &error));
  g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "resumed"));
  g_clear_error (&error);

  fus_checkpoint_save (&checkpoint, f->path, &error);
  g_assert_no_error (error);

  g_autoptr (FusCheckpoint) loaded = fus_checkpoint_load (f->path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (loaded->epoch, ==, G_MAXUINT);
  g_assert_cmpmem (&loaded->random, sizeof (FusRandom), &checkpoint.random, sizeof (FusRandom));
  g_assert_cmpmem (loaded->momentum, f->n_parameters * sizeof (float), momentum,
                   f->n_parameters * sizeof (float));
  assert_same_network (loaded->network, f->network, 0);

  /* A checkpoint is a network with more to it. */
  g_autoptr (FusNetwork) network = fus_weights_load (f->path, &error);

  g_assert_no_error (error);
  assert_same_network (network, f->network, 0);
}

static void
test_damaged_checkpoints (Files *f, gconstpointer data)
{
  const char *const changes[][2] = {
    { "momentum.features.0.weight", "momentum.features.0.wait" },
    { "\"checkpoint.epoch\":\"12\"", "\"checkpoint.epoch\":\"-1\"" },
    { "\"checkpoint.epoch\":\"12\"", "\"checkpoint.epoch\":\"4294967296\"" },
    { "0000000000000001 ", "000000000000000g " },
    { "0000000000000001 ", "" },
    { "0000000000000001 ", "0000000000000000 " },
  };
  g_autofree float *momentum = constant_array (0.5f, f->n_parameters);
  const FusCheckpoint checkpoint = { f->network, momentum, { { 1, 0, 0, 0 } }, 12 };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;

      fus_checkpoint_save (&checkpoint, f->path, &error);
      g_assert_no_error (error);
      g_clear_pointer (&f->contents, g_free);
      g_assert_true (g_file_get_contents (f->path, &f->contents, &f->length, NULL));
      write_changed (f, changes[i][0], changes[i][1]);
      g_assert_null (fus_checkpoint_load (f->path, &error));
      g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE);
    }
}

static void
test_conversion (Files *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = g_build_filename (f->folder, "out.safetensors", NULL);
  g_autofree char *back = g_build_filename (f->folder, "back.safetensors", NULL);
  FusRandom random;

  /* torchvision's network takes 224 pixels and no other. */
  g_assert_false (fus_weights_convert (f->path, out, FUS_TASK_IDENTITY, &error));
  g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "224"));
  g_clear_error (&error);

  fus_random_seed (&random, 3, 0);

  g_autoptr (FusNetwork) joint = golden_network (224, 0.05, 0.5, &random);

  fus_network_set_note (joint, "study", "kdef");
  fus_weights_save (joint, f->path, FUS_WEIGHTS_F32, &error);
  g_assert_no_error (error);
  fus_weights_convert (f->path, out, FUS_TASK_EXPRESSION, &error);
  g_assert_no_error (error);
  REFUSED (out, "torchvision");

  g_autoptr (FusSafetensors) file = fus_safetensors_open (out, &error);
  const FusTensor *head = fus_network_find_tensor (joint, "heads.expression.weight");
  g_autofree float *values = g_new (float, head->size);

  g_assert_no_error (error);
  g_assert_cmpuint (fus_safetensors_n_tensors (file), ==, 22);
  g_assert_nonnull (fus_safetensors_find (file, "classifier.6.bias"));
  fus_safetensors_read (file, fus_safetensors_find (file, "classifier.6.weight"), values, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (values, head->size * sizeof (float),
                   fus_network_parameters (joint) + head->offset, head->size * sizeof (float));

  fus_weights_convert (out, back, FUS_TASK_EXPRESSION, &error);
  g_assert_no_error (error);

  g_autoptr (FusNetwork) single = fus_weights_load (back, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (fus_network_architecture (single)->n_classes[FUS_TASK_IDENTITY], ==, 0);
  g_assert_cmpstr (fus_network_get_note (single, "study"), ==, "kdef");
  for (guint i = 0; i < fus_network_n_tensors (single); i++)
    {
      const FusTensor *tensor = fus_network_tensor (single, i);
      const FusTensor *origin = fus_network_find_tensor (joint, tensor->name);

      g_assert_cmpmem (
          fus_network_parameters (single) + tensor->offset, tensor->size * sizeof (float),
          fus_network_parameters (joint) + origin->offset, origin->size * sizeof (float));
    }
}

/* A file as torchvision's users have it: without any metadata. */
static void
test_conversion_of_bare_file (Files *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = g_build_filename (f->folder, "out.safetensors", NULL);
  FusRandom random;

  fus_random_seed (&random, 3, 0);

  g_autoptr (FusNetwork) joint = golden_network (224, 0.05, 0.5, &random);

  fus_weights_save (joint, f->path, FUS_WEIGHTS_F32, &error);
  fus_weights_convert (f->path, f->path, FUS_TASK_IDENTITY, &error);
  g_assert_no_error (error);
  g_clear_pointer (&f->contents, g_free);
  g_assert_true (g_file_get_contents (f->path, &f->contents, &f->length, NULL));

  g_autofree char *header = header_of (f);
  char *end = strstr (header, "},");

  *end = '\0';
  write_changed (f, header + 1, "\"__metadata__\":{");
  fus_weights_convert (f->path, out, FUS_TASK_IDENTITY, &error);
  g_assert_no_error (error);

  g_autoptr (FusNetwork) network = fus_weights_load (out, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (fus_network_architecture (network)->image_size, ==, 224);
  g_assert_cmpuint (fus_network_architecture (network)->n_classes[FUS_TASK_IDENTITY], ==, 3);
  g_assert_cmpfloat (fus_network_normalization (network)->mean[0], ==, 0.485f);
  g_assert_cmpfloat (fus_network_normalization (network)->sd[2], ==, 0.225f);
}

static void
test_comma_locale (Files *f, gconstpointer data)
{
  const char *const locales[] = { "de_DE.UTF-8", "sv_SE.UTF-8", "de_DE.utf8", "sv_SE.utf8" };
  g_autofree char *before = g_strdup (setlocale (LC_ALL, NULL));
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  guint i = 0;

  while (i < G_N_ELEMENTS (locales) && setlocale (LC_ALL, locales[i]) == NULL)
    i++;
  if (i == G_N_ELEMENTS (locales))
    {
      g_test_skip ("no locale with a decimal comma is installed");
      return;
    }
  fus_weights_save (f->network, f->path, FUS_WEIGHTS_F32, &error);
  g_assert_no_error (error);

  g_autoptr (FusNetwork) network = fus_weights_load (f->path, &error);

  setlocale (LC_ALL, before);
  g_assert_no_error (error);
  assert_same_network (network, f->network, 0);
  g_assert_true (g_file_get_contents (f->path, &contents, &length, NULL));
  g_assert_cmpmem (contents, length, f->contents, f->length);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/engine/weights/" path, Files, NULL, files_set_up, function, files_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("layout", test_layout_of_the_file);
  ADD ("bfloat16", test_bfloat16);
  g_test_add_func ("/engine/weights/halves", test_halves);
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
  ADD ("checkpoint", test_checkpoints_and_networks);
  ADD ("damaged-checkpoint", test_damaged_checkpoints);
  ADD ("conversion", test_conversion);
  ADD ("bare-conversion", test_conversion_of_bare_file);
  ADD ("comma", test_comma_locale);
  return g_test_run ();
}
