/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/study-file.h"

#include "study/folder/demo-cache.h"
#include "study/folder/protocol-settings.h"
#include "study/folder/study-error.h"
#include "engine/files/json-write.h"
#include "engine/files/read-file.h"
#include "engine/files/untrusted-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT "fusiform-study"
#define VERSION 2
/* A study.json has about 1 kB. */
#define MAX_BYTES (1 << 20)

void
fus_study_file_clear (FusStudyFile *file)
{
  for (guint i = 0; i < FUS_STUDY_MAX_DATASETS; i++)
    {
      g_free (file->datasets[i].root);
      g_free (file->datasets[i].fingerprint);
    }
  g_free (file->title);
  g_free (file->first_frame);
  memset (file, 0, sizeof *file);
}

/* Sets an error that says what study.json lacks; returns FALSE. */
static gboolean
refuse (GError **error, const char *member)
{
  g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_NOT_A_STUDY,
               _ ("“%s” is missing or not what it should be."), member);
  return FALSE;
}

static gboolean
read_number (JsonObject *object, const char *name, double low, double high, double *value,
             GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || (json_node_get_value_type (node) != G_TYPE_INT64
          && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return refuse (error, name);
  *value = json_node_get_double (node);
  return (*value >= low && *value <= high) || refuse (error, name);
}

static gboolean
read_uint (JsonObject *object, const char *name, guint *value, GError **error)
{
  double number;

  if (!read_number (object, name, 0, G_MAXINT32, &number, error))
    return FALSE;
  *value = (guint) number;
  return *value == number || refuse (error, name);
}

static const char *
read_string (JsonObject *object, const char *name, GError **error)
{
  const char *value = fus_untrusted_json_string (object, name);

  if (value == NULL)
    refuse (error, name);
  return value;
}

static JsonObject *
read_object (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      refuse (error, name);
      return NULL;
    }
  return json_node_get_object (node);
}

/* Where the study is older than the setting, what it meant then. */
static gboolean
read_setting (JsonObject *object, const FusProtocolSetting *setting, FusProtocol *protocol,
              GError **error)
{
  double value = setting->before;
  const char *name;
  guint choice;

  if (json_object_has_member (object, setting->name) || isnan (setting->before))
    switch (setting->type)
      {
      case FUS_SETTING_COUNT:
        if (!read_uint (object, setting->name, &choice, error))
          return FALSE;
        value = choice;
        break;
      case FUS_SETTING_NUMBER:
      case FUS_SETTING_SEED:
        if (!read_number (object, setting->name, -G_MAXDOUBLE, 0x1p53, &value, error))
          return FALSE;
        break;
      case FUS_SETTING_SWITCH:
        value = fus_untrusted_json_boolean (object, setting->name);
        break;
      case FUS_SETTING_CHOICE:
        name = read_string (object, setting->name, error);
        if (name == NULL)
          return FALSE;
        if (!fus_names_find (setting->choices, name, &choice))
          return refuse (error, setting->name);
        value = choice;
        break;
      }
  /* Only what is in range can be kept as a whole number. */
  if (!fus_protocol_setting_check (setting, value, error))
    return FALSE;
  fus_protocol_set (protocol, setting, value);
  return TRUE;
}

static gboolean
read_protocol (JsonObject *object, FusProtocol *protocol, GError **error)
{
  const char *preset = read_string (object, "preset", error);

  if (preset == NULL)
    return FALSE;
  if (!fus_preset_parse (preset, &protocol->preset))
    return refuse (error, "preset");
  for (guint i = 0; i < FUS_N_PROTOCOL_SETTINGS; i++)
    if (!read_setting (object, &fus_protocol_settings[i], protocol, error))
      return FALSE;
  /* The presets of another version may have meant something else. */
  fus_protocol_recognize (protocol);
  return fus_protocol_check (protocol, error);
}

static gboolean
read_kind (JsonObject *object, FusDatasetKind *kind, GError **error)
{
  const char *name = read_string (object, "kind", error);

  if (name == NULL)
    return FALSE;
  return fus_dataset_kind_parse (name, kind) || refuse (error, "kind");
}

gboolean
fus_crop_check (const FusCrop *crop, GError **error)
{
  /* The sum of two shares may be off by rounding. */
  const double end = 1 + 1e-9;

  if (crop->x >= 0 && crop->y >= 0 && crop->width > 0 && crop->height > 0
      && crop->x + crop->width <= end && crop->y + crop->height <= end)
    return TRUE;
  g_set_error_literal (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL,
                       _ ("The crop must have a width and a height and lie within the picture."));
  return FALSE;
}

static gboolean
read_crop (JsonObject *object, FusCrop *crop, GError **error)
{
  JsonObject *member = read_object (object, "crop", error);

  if (member == NULL || !read_number (member, "x", 0, 1, &crop->x, error)
      || !read_number (member, "y", 0, 1, &crop->y, error)
      || !read_number (member, "width", 0, 1, &crop->width, error)
      || !read_number (member, "height", 0, 1, &crop->height, error))
    return FALSE;
  /* Studies made before squeezed it. */
  crop->keeps_shape = fus_untrusted_json_boolean (member, "keeps-shape");
  return fus_crop_check (crop, error);
}

/* Both members may be missing: then everything is used. */
static gboolean
read_choice (JsonObject *object, FusDatasetChoice *choice, GError **error)
{
  const char *test;

  if (json_object_has_member (object, "max-per-person")
      && !read_uint (object, "max-per-person", &choice->max_per_person, error))
    return FALSE;
  if (!json_object_has_member (object, "fer-test"))
    return TRUE;
  test = read_string (object, "fer-test", error);
  return test != NULL
         && (fus_fer_test_parse (test, &choice->fer_test) || refuse (error, "fer-test"));
}

static gboolean
read_dataset (JsonNode *node, const char *folder, FusStudyDataset *dataset, GError **error)
{
  JsonObject *object;
  const char *path, *fingerprint;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, "datasets");
  object = json_node_get_object (node);
  path = read_string (object, "path", error);
  fingerprint = path != NULL ? read_string (object, "fingerprint", error) : NULL;
  if (fingerprint == NULL || !read_kind (object, &dataset->kind, error)
      || !read_crop (object, &dataset->crop, error)
      || !read_choice (object, &dataset->choice, error))
    return FALSE;

  if (fus_demo_address_parse (path, &dataset->demo))
    dataset->root = fus_demo_cache_root (&dataset->demo);
  else
    dataset->root = g_canonicalize_filename (path, folder);
  dataset->fingerprint = g_strdup (fingerprint);
  return TRUE;
}

static gboolean
read_root (FusStudyFile *file, JsonObject *root, const char *folder, GError **error)
{
  const char *format = read_string (root, "format", error), *title;
  JsonObject *protocol;
  JsonNode *datasets;
  guint version;

  if (format == NULL)
    return FALSE;
  if (!g_str_equal (format, FORMAT))
    return refuse (error, "format");
  if (!read_uint (root, "version", &version, error))
    return FALSE;
  if (version > VERSION)
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_NOT_A_STUDY,
                   _ ("A newer Fusiform made this study (version %u, this program knows %d). "
                      "Install a newer Fusiform to open it."),
                   version, VERSION);
      return FALSE;
    }
  if (version < 1)
    return refuse (error, "version");

  title = read_string (root, "title", error);
  protocol = title != NULL ? read_object (root, "protocol", error) : NULL;
  if (protocol == NULL || !read_protocol (protocol, &file->protocol, error))
    return FALSE;
  file->title = g_strdup (title);

  file->first_frame = g_strdup (fus_untrusted_json_string (root, "first-frame"));
  file->faults_checked = fus_untrusted_json_boolean (root, "faults-checked");

  datasets = json_object_get_member (root, "datasets");
  if (datasets == NULL || !JSON_NODE_HOLDS_ARRAY (datasets))
    return refuse (error, "datasets");
  file->n_datasets = json_array_get_length (json_node_get_array (datasets));
  if (file->n_datasets < 1 || file->n_datasets > FUS_STUDY_MAX_DATASETS)
    {
      file->n_datasets = 0;
      return refuse (error, "datasets");
    }
  for (guint i = 0; i < file->n_datasets; i++)
    if (!read_dataset (json_array_get_element (json_node_get_array (datasets), i), folder,
                       &file->datasets[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
read_text (FusStudyFile *file, const char *text, gsize length, const char *folder, GError **error)
{
  g_autoptr (JsonNode) root = fus_untrusted_json_parse (text, length, NULL);

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_NOT_A_STUDY,
                           _ ("It is not a JSON object as Fusiform writes it."));
      return FALSE;
    }
  return read_root (file, json_node_get_object (root), folder, error);
}

/* The study's own folder, from which its data lie, where it is opened through a link. (transfer
 * full) */
static char *
real_folder (const char *folder)
{
  char *resolved = realpath (folder, NULL);
  char *real = g_strdup (resolved != NULL ? resolved : folder);

  free (resolved);
  return real;
}

gboolean
fus_study_file_load (FusStudyFile *file, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, FUS_STUDY_FILE, NULL);
  g_autofree char *text = NULL;
  g_autofree char *real = NULL;
  g_autoptr (GError) failure = NULL;
  gsize length;

  memset (file, 0, sizeof *file);
  if (!fus_file_read (path, MAX_BYTES, NULL, &text, &length, &failure))
    {
      g_autofree char *shown = g_filename_display_name (folder);

      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_NOT_A_STUDY,
                   _ ("“%s” is not a study of Fusiform: %s: %s."), shown, FUS_STUDY_FILE,
                   failure->message);
      return FALSE;
    }
  real = real_folder (folder);
  if (!read_text (file, text, length, real, &failure))
    {
      fus_study_file_clear (file);
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_NOT_A_STUDY,
                   _ ("“%s” cannot be used. %s"), path, failure->message);
      return FALSE;
    }
  return TRUE;
}

/* @path relative to @folder when it lies inside it or beside it, so that a study can be moved or
 * copied together with its data; otherwise as it is. (transfer full) */
static char *
portable_path (const char *path, const char *folder)
{
  g_autofree char *real = real_folder (folder);
  g_autofree char *beside = g_path_get_dirname (real);
  gsize folder_length = strlen (real), beside_length = strlen (beside);

  if (g_str_equal (path, real))
    return g_strdup (".");
  if (g_str_has_prefix (path, real) && path[folder_length] == '/')
    return g_strdup (path + folder_length + 1);
  if (!g_str_equal (beside, "/") && g_str_has_prefix (path, beside) && path[beside_length] == '/')
    return g_strconcat ("../", path + beside_length + 1, NULL);
  return g_strdup (path);
}

static void
write_setting (JsonBuilder *builder, const FusProtocolSetting *setting, const FusProtocol *protocol)
{
  const double value = fus_protocol_get (protocol, setting);

  switch (setting->type)
    {
    case FUS_SETTING_COUNT:
    case FUS_SETTING_SEED:
      fus_json_add_int (builder, setting->name, (gint64) value);
      return;
    case FUS_SETTING_NUMBER:
      fus_json_add_double (builder, setting->name, value);
      return;
    case FUS_SETTING_SWITCH:
      fus_json_add_boolean (builder, setting->name, value != 0);
      return;
    case FUS_SETTING_CHOICE:
      fus_json_add_string (builder, setting->name, fus_names_get (setting->choices, (guint) value));
      return;
    }
}

static void
write_protocol (JsonBuilder *builder, const FusProtocol *protocol)
{
  json_builder_begin_object (builder);
  fus_json_add_string (builder, "preset", fus_preset_name (protocol->preset));
  for (guint i = 0; i < FUS_N_PROTOCOL_SETTINGS; i++)
    if (fus_protocol_says (protocol, &fus_protocol_settings[i]))
      write_setting (builder, &fus_protocol_settings[i], protocol);
  json_builder_end_object (builder);
}

/* Programs that knew version 1 would train otherwise than a study with newer settings says. */
static int
version_of (const FusStudyFile *file)
{
  const FusProtocol *protocol = &file->protocol;

  for (guint i = 0; i < file->n_datasets; i++)
    if (file->datasets[i].crop.keeps_shape)
      return VERSION;
  for (guint i = 0; i < FUS_N_PROTOCOL_SETTINGS; i++)
    if (!isnan (fus_protocol_settings[i].before)
        && fus_protocol_says (protocol, &fus_protocol_settings[i]))
      return VERSION;
  return 1;
}

static void
write_dataset (JsonBuilder *builder, const FusStudyDataset *dataset, const char *folder)
{
  g_autofree char *path = dataset->demo.people > 0 ? fus_demo_address (&dataset->demo)
                                                   : portable_path (dataset->root, folder);

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "path", path);
  fus_json_add_string (builder, "kind", fus_dataset_kind_name (dataset->kind));
  fus_json_add_string (builder, "fingerprint", dataset->fingerprint);
  fus_json_begin_object (builder, "crop");
  fus_json_add_double (builder, "x", dataset->crop.x);
  fus_json_add_double (builder, "y", dataset->crop.y);
  fus_json_add_double (builder, "width", dataset->crop.width);
  fus_json_add_double (builder, "height", dataset->crop.height);
  if (dataset->crop.keeps_shape)
    fus_json_add_boolean (builder, "keeps-shape", TRUE);
  json_builder_end_object (builder);
  if (dataset->choice.max_per_person > 0)
    fus_json_add_int (builder, "max-per-person", dataset->choice.max_per_person);
  if (dataset->choice.fer_test != FUS_FER_TEST_BOTH)
    fus_json_add_string (builder, "fer-test", fus_fer_test_name (dataset->choice.fer_test));
  json_builder_end_object (builder);
}

gboolean
fus_study_file_save (const FusStudyFile *file, const char *folder, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *path = g_build_filename (folder, FUS_STUDY_FILE, NULL);
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "format", FORMAT);
  fus_json_add_int (builder, "version", version_of (file));
  fus_json_add_string (builder, "application", "Fusiform " FUS_VERSION);
  fus_json_add_string (builder, "title", file->title);
  fus_json_begin_array (builder, "datasets");
  for (guint i = 0; i < file->n_datasets; i++)
    write_dataset (builder, &file->datasets[i], folder);
  json_builder_end_array (builder);
  fus_json_add_boolean (builder, "faults-checked", file->faults_checked);
  if (file->first_frame != NULL)
    fus_json_add_string (builder, "first-frame", file->first_frame);
  fus_json_set_name (builder, "protocol");
  write_protocol (builder, &file->protocol);
  json_builder_end_object (builder);

  text = fus_json_text (builder, FUS_JSON_LINES);
  return fus_write_file (path, text, strlen (text), error);
}
