/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/regions/region-file.h"

#include "study/folder/study-file.h"
#include "engine/files/json-write.h"
#include "engine/files/read-file.h"
#include "engine/files/untrusted-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define FORMAT "fusiform-regions"
#define VERSION 1
#define FILE_NAME "regions.json"
/* The default has about 3 kB. */
#define MAX_BYTES (1 << 20)
#define MAX_POINTS 1000

static char *
path_of (FusStudy *study)
{
  return g_build_filename (fus_study_path (study), FILE_NAME, NULL);
}

static void
add_number (JsonBuilder *builder, double value)
{
  /* Four digits: a hundredth of a pixel at 100 pixels. */
  json_builder_add_double_value (builder, round (value * 1e4) / 1e4);
}

/* (transfer full) */
static char *
text_of (const FusRegionTemplate *template_)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "format", FORMAT);
  fus_json_add_int (builder, "version", VERSION);
  fus_json_add_double (builder, "scale", template_->scale);
  fus_json_add_double (builder, "x", template_->x);
  fus_json_add_double (builder, "y", template_->y);
  fus_json_begin_array (builder, "polygons");
  for (guint i = 0; i < template_->polygons->len; i++)
    {
      const FusPolygon *polygon = &g_array_index (template_->polygons, FusPolygon, i);

      json_builder_begin_object (builder);
      fus_json_add_string (builder, "region", fus_region_name (polygon->region));
      fus_json_begin_array (builder, "points");
      for (guint p = 0; p < 2 * polygon->n; p++)
        add_number (builder, polygon->points[p]);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return fus_json_text (builder, FUS_JSON_LINES);
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL,
               _ ("“%s” is missing or not what it should be."), what);
  return FALSE;
}

/* A finite number, @fallback where the member is not there. */
static gboolean
read_number (JsonObject *object, const char *name, double fallback, double low, double high,
             double *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *value = fallback;
  if (node == NULL)
    return TRUE;
  if (!fus_untrusted_json_number (node, value))
    return refuse (error, name);
  return (*value >= low && *value <= high) || refuse (error, name);
}

static gboolean
read_polygon (FusRegionTemplate *template_, JsonNode *node, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *points = object != NULL ? json_object_get_member (object, "points") : NULL;
  const char *name = object != NULL ? fus_untrusted_json_string (object, "region") : NULL;
  g_autofree double *values = NULL;
  JsonArray *array;
  FusRegion region;
  guint n;

  if (name == NULL || !fus_region_parse (name, &region) || region == FUS_REGION_BACKGROUND)
    return refuse (error, "region");
  if (points == NULL || !JSON_NODE_HOLDS_ARRAY (points))
    return refuse (error, "points");
  array = json_node_get_array (points);
  n = json_array_get_length (array);
  if (n < 6 || n % 2 != 0 || n > 2 * MAX_POINTS)
    return refuse (error, "points");
  values = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      if (!fus_untrusted_json_number (json_array_get_element (array, i), &values[i])
          || !(values[i] >= -1 && values[i] <= 2))
        return refuse (error, "points");
    }
  fus_region_template_add (template_, region, values, n / 2);
  return TRUE;
}

static gboolean
read_template (FusRegionTemplate *template_, JsonNode *root, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *polygons;
  JsonArray *array;
  double version;

  if (object == NULL || g_strcmp0 (fus_untrusted_json_string (object, "format"), FORMAT) != 0)
    return refuse (error, "format");
  if (!read_number (object, "version", 0, VERSION, VERSION, &version, error)
      || !read_number (object, "scale", 1, 0.1, 10, &template_->scale, error)
      || !read_number (object, "x", 0, -1, 1, &template_->x, error)
      || !read_number (object, "y", 0, -1, 1, &template_->y, error))
    return FALSE;
  polygons = json_object_get_member (object, "polygons");
  if (polygons == NULL || !JSON_NODE_HOLDS_ARRAY (polygons))
    return refuse (error, "polygons");
  array = json_node_get_array (polygons);
  if (json_array_get_length (array) > MAX_POINTS)
    return refuse (error, "polygons");
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_polygon (template_, json_array_get_element (array, i), error))
      return FALSE;
  return TRUE;
}

FusRegionTemplate *
fus_region_file_load (FusStudy *study, char **hash, GError **error)
{
  g_autofree char *path = path_of (study);
  g_autofree char *text = NULL;
  g_autoptr (FusRegionTemplate) template_ = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) failure = NULL;
  gsize length;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      template_ = fus_region_template_default ();
      text = text_of (template_);
      if (hash != NULL)
        *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
      return g_steal_pointer (&template_);
    }
  if (!fus_file_read (path, MAX_BYTES, NULL, &text, &length, &failure))
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL,
                   _ ("The regions in “%s” cannot be read: %s."), shown, failure->message);
      return NULL;
    }
  template_ = fus_region_template_new ();
  root = fus_untrusted_json_parse (text, length, &failure);
  if (root == NULL || !read_template (template_, root, &failure))
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL,
                   _ ("The regions in “%s” cannot be used: %s Correct the file, or delete it to "
                      "begin again with the default regions."),
                   path, failure->message);
      return NULL;
    }
  if (hash != NULL)
    *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guint8 *) text, length);
  return g_steal_pointer (&template_);
}

gboolean
fus_region_file_ensure (FusStudy *study, GError **error)
{
  g_autofree char *path = path_of (study);
  g_autofree char *text = NULL;
  g_autoptr (FusRegionTemplate) template_ = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  template_ = fus_region_template_default ();
  text = text_of (template_);
  return fus_write_file (path, text, strlen (text), error);
}
