/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/settings.h"

#include <glib/gi18n-lib.h>

#define SCHEMA FUS_APP_ID
#define RECENT_LIMIT 12

static char *
program_folder (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL ? g_path_get_dirname (program) : g_strdup (".");
}

static GSettingsSchema *
find_schema (void)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  GSettingsSchema *schema = NULL;

  if (installed != NULL)
    schema = g_settings_schema_source_lookup (installed, SCHEMA, TRUE);
  if (schema != NULL)
    return schema;

  g_autofree char *folder = program_folder ();
  g_autofree char *built = g_build_filename (folder, "..", "..", "data", NULL);
  g_autoptr (GSettingsSchemaSource) source
      = g_settings_schema_source_new_from_directory (built, installed, TRUE, NULL);
  return source != NULL ? g_settings_schema_source_lookup (source, SCHEMA, TRUE) : NULL;
}

GSettings *
fus_settings_new (GError **error)
{
  g_autoptr (GSettingsSchema) schema = find_schema ();

  if (schema == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _ ("The settings schema %s is not installed. Install Fusiform with “meson "
                      "install”, or start it with tools/run."),
                   SCHEMA);
      return NULL;
    }
  return g_settings_new_full (schema, NULL, NULL);
}

char *
fus_data_file (const char *name)
{
  const char *set = g_getenv ("FUSIFORM_DATA_DIR");
  g_autofree char *folder = program_folder ();
  g_autofree char *built = g_build_filename (folder, "..", "..", "..", "data", NULL);
  const char *folders[] = { set, FUS_DATA_DIR, built };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      if (folders[i] == NULL)
        continue;
      g_autofree char *file = g_build_filename (folders[i], name, NULL);
      if (g_file_test (file, G_FILE_TEST_EXISTS))
        return g_canonicalize_filename (file, NULL);
    }
  return NULL;
}

char **
fus_recent_studies (GSettings *settings)
{
  return g_settings_get_strv (settings, "recent-studies");
}

static void
store_recent (GSettings *settings, const char *first, const char *without)
{
  g_auto (GStrv) old = fus_recent_studies (settings);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  if (first != NULL)
    {
      g_strv_builder_add (builder, first);
      n++;
    }
  for (guint i = 0; old[i] != NULL && n < RECENT_LIMIT; i++)
    {
      if (g_str_equal (old[i], without))
        continue;
      g_strv_builder_add (builder, old[i]);
      n++;
    }
  g_auto (GStrv) recent = g_strv_builder_end (builder);
  g_settings_set_strv (settings, "recent-studies", (const char *const *) recent);
}

void
fus_recent_studies_add (GSettings *settings, const char *path)
{
  store_recent (settings, path, path);
}

void
fus_recent_studies_remove (GSettings *settings, const char *path)
{
  store_recent (settings, NULL, path);
}
