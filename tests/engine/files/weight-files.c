/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/files/weight-files.h"

#include "engine/error.h"
#include "tests/engine/golden-network.h"
#include "engine/files/weights.h"

#include <glib/gstdio.h>
#include <string.h>

void
weight_files_set_up (WeightFiles *f, gconstpointer data)
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

void
weight_files_tear_down (WeightFiles *f, gconstpointer data)
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

void
write_file (const char *path, const char *contents, gsize length)
{
  FILE *stream = g_fopen (path, "wb");

  g_assert_nonnull (stream);
  g_assert_cmpuint (fwrite (contents, 1, length, stream), ==, length);
  g_assert_cmpint (fclose (stream), ==, 0);
}

void
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

char *
header_of (WeightFiles *f)
{
  guint64 n;

  memcpy (&n, f->contents, sizeof n);
  return g_strndup (f->contents + sizeof n, n);
}

void
write_changed (WeightFiles *f, const char *from, const char *to)
{
  g_autofree char *header = header_of (f);
  gsize start = sizeof (guint64) + strlen (header);
  char *at = strstr (header, from);

  g_assert_nonnull (at);
  *at = '\0';

  g_autofree char *changed = g_strconcat (header, to, at + strlen (from), NULL);

  write_with_header (f->path, changed, f->contents + start, f->length - start);
}

void
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
