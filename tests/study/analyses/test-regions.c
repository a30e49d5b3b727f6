/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/regions/figures.h"
#include "tests/study/fixture.h"
#include "study/analyses/regions/region-file.h"
#include "study/analyses/regions/regions.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define PEOPLE 10

typedef struct
{
  char *folder;
  FusStudy *study;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  FusProtocol protocol = fixture_protocol ();

  f->folder = fixture_folder_new ();
  f->study = fixture_study (f->folder, PEOPLE, &protocol);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->study);
  fixture_folder_free (f->folder);
}

static void
test_untrained (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudyRegions) regions
      = fus_analysis_compute (&fus_regions_analysis, f->study, 1, NULL, NULL, &error);

  g_assert_null (regions);
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);
  g_assert_null (fus_analysis_load (&fus_regions_analysis, f->study, NULL));
}

/* The figure's numbers against the rows: mouth and jaw of happy frames. */
static void
check_thirds (FusStudy *study, FusStudyRegions *regions)
{
  g_autoptr (FusStudyFigure) figure
      = fus_study_figure_regions_by_expression (study, regions, 0, NULL);
  const double area = regions->area[FUS_REGION_MOUTH] + regions->area[FUS_REGION_JAW];
  const char *line;
  double sum = 0;
  guint n = 0;

  g_assert_nonnull (figure);
  for (guint i = 0; i < regions->rows->len; i++)
    {
      const FusRegionRow *row = &g_array_index (regions->rows, FusRegionRow, i);

      if (row->kind == FUS_NETWORK_EXPRESSION && row->task == FUS_TASK_EXPRESSION
          && !isnan (row->share[0])
          && fus_study_frames (study)->frames[row->frame].expression == FUS_EXPRESSION_HAPPY)
        {
          sum += row->share[FUS_REGION_MOUTH] + row->share[FUS_REGION_JAW];
          n++;
        }
    }
  g_assert_cmpuint (n, >, 0);
  line = strstr (fus_study_figure (figure)->csv, "happy,lower,");
  g_assert_nonnull (line);
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (line + strlen ("happy,lower,"), NULL),
                                  sum / n / area, 1e-6);
}

static void
test_compute (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudyRegions) regions = NULL, kept = NULL;
  FusFrameList *frames = fus_study_frames (f->study);
  g_autoptr (GArray) identity = fus_frame_list_select (frames, FUS_SET_IDENTITY, FUS_PART_TEST);
  g_autoptr (GArray) expression = fus_frame_list_select (frames, FUS_SET_EXPRESSION, FUS_PART_TEST);
  g_autofree char *own = fus_study_file (f->study, "", "regions.json");

  fixture_train (f->study, FUS_NETWORK_JOINT);
  regions = fus_analysis_compute (&fus_regions_analysis, f->study, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  /* The fixture's frames are all straight: each test frame once for its own task. */
  g_assert_cmpuint (regions->rows->len, ==, identity->len + expression->len);
  g_assert_true (g_file_test (own, G_FILE_TEST_EXISTS));
  for (guint i = 0; i < regions->rows->len; i++)
    {
      const FusRegionRow *row = &g_array_index (regions->rows, FusRegionRow, i);
      double sum = 0;

      for (guint r = 0; r < FUS_N_REGIONS; r++)
        sum += row->share[r];
      if (!isnan (row->share[0]))
        g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
    }

  /* A norm's own mean is no deviation from it. */
  const FusRegionNorm *norm
      = &regions->norm[FUS_NETWORK_JOINT][FUS_TASK_IDENTITY][FUS_REGION_ALL][FUS_REGION_MOUTH];
  if (norm->sd > 0)
    {
      g_assert_cmpfloat_with_epsilon (fus_study_regions_z (regions, FUS_NETWORK_JOINT,
                                                           FUS_TASK_IDENTITY, FUS_REGION_ALL,
                                                           FUS_REGION_MOUTH, norm->mean),
                                      0, 1e-12);
      g_assert_cmpfloat_with_epsilon (
          fus_study_regions_z (regions, FUS_NETWORK_JOINT, FUS_TASK_IDENTITY, FUS_REGION_ALL,
                               FUS_REGION_MOUTH, norm->mean + 2 * norm->sd),
          2, 1e-9);
    }
  g_assert_true (isnan (fus_study_regions_z (regions, FUS_NETWORK_IDENTITY, FUS_TASK_IDENTITY,
                                             FUS_REGION_ALL, FUS_REGION_MOUTH, 0.5)));

  /* What was kept says the same. */
  kept = fus_analysis_load (&fus_regions_analysis, f->study, NULL);
  g_assert_nonnull (kept);
  g_assert_cmpuint (kept->rows->len, ==, regions->rows->len);
  for (guint i = 0; i < kept->rows->len; i++)
    {
      const FusRegionRow *a = &g_array_index (regions->rows, FusRegionRow, i);
      const FusRegionRow *b = &g_array_index (kept->rows, FusRegionRow, i);

      g_assert_cmpuint (a->frame, ==, b->frame);
      g_assert_cmpint (a->predicted, ==, b->predicted);
      for (guint r = 0; r < FUS_N_REGIONS; r++)
        g_assert_true (a->share[r] == b->share[r] || (isnan (a->share[r]) && isnan (b->share[r])));
    }

  /* New weights make it outdated. */
  fixture_train (f->study, FUS_NETWORK_IDENTITY);
  g_clear_pointer (&kept, fus_result_unref);
  kept = fus_analysis_load (&fus_regions_analysis, f->study, NULL);
  g_assert_true (kept == NULL || fus_result_outdated (kept, f->study));
  g_clear_pointer (&kept, fus_result_unref);
  kept = fus_analysis_compute (&fus_regions_analysis, f->study, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (kept->rows->len, ==, 2 * identity->len + expression->len);

  g_autoptr (FusStudyFigure) joint = fus_study_figure_regions (f->study, kept, TRUE, NULL);
  g_assert_nonnull (joint);
  g_assert_true (g_str_has_prefix (fus_study_figure (joint)->csv, "group,bar,value"));
  /* What the drawing tells by fill, the table tells by name. */
  g_assert_nonnull (strstr (fus_study_figure (joint)->csv, ",expression,"));
  g_assert_null (fus_study_figure_regions_by_expression (f->study, kept, 0, NULL));

  fixture_train (f->study, FUS_NETWORK_EXPRESSION);
  g_clear_pointer (&kept, fus_result_unref);
  kept = fus_analysis_compute (&fus_regions_analysis, f->study, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  check_thirds (f->study, kept);
}

/* Editing the template makes what was computed outdated; a broken one is refused by name. */
static void
test_template (Fixture *f, gconstpointer data)
{
  static const char *const broken[] = {
    "[]",
    "{\"format\": \"fusiform-regions\", \"version\": 2, \"polygons\": []}",
    "{\"format\": \"fusiform-regions\", \"version\": 1}",
    "{\"format\": \"fusiform-regions\", \"version\": 1, \"scale\": 0, \"polygons\": []}",
    "{\"format\": \"fusiform-regions\", \"version\": 1, \"polygons\": [{\"region\": \"ear\"}]}",
    "{\"format\": \"fusiform-regions\", \"version\": 1, \"polygons\": "
    "[{\"region\": \"nose\", \"points\": [0, 0, 1, 1]}]}",
    "{\"format\": \"fusiform-regions\", \"version\": 1, \"polygons\": "
    "[{\"region\": \"nose\", \"points\": [0, 0, 1, 1, \"a\", 0]}]}",
    "{\"format\": \"fusiform-regions\", \"version\": 1, \"polygons\": "
    "[{\"region\": \"nose\", \"points\": [0, 0, 1, 1, 1e9, 0]}]}",
  };
  g_autofree char *path = fus_study_file (f->study, "", "regions.json");
  g_autofree char *default_hash = NULL, *own_hash = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FusRegionTemplate) own = NULL, unedited = NULL;

  unedited = fus_region_file_load (f->study, &default_hash, &error);
  g_assert_no_error (error);
  g_assert_true (fus_region_file_ensure (f->study, &error));
  own = fus_region_file_load (f->study, &own_hash, &error);
  g_assert_no_error (error);
  /* The file is the default, whether it is there or not. */
  g_assert_cmpstr (own_hash, ==, default_hash);
  g_assert_cmpuint (own->polygons->len, ==, unedited->polygons->len);
  for (guint i = 0; i < own->polygons->len; i++)
    {
      const FusPolygon *a = &g_array_index (own->polygons, FusPolygon, i);
      const FusPolygon *b = &g_array_index (unedited->polygons, FusPolygon, i);

      g_assert_cmpuint (a->n, ==, b->n);
      for (guint p = 0; p < 2 * a->n; p++)
        /* Written with four digits. */
        g_assert_cmpfloat_with_epsilon (a->points[p], b->points[p], 5e-5);
    }

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      fixture_write (path, broken[i]);
      g_assert_null (fus_region_file_load (f->study, NULL, &error));
      g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, path));
      g_clear_error (&error);
    }
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

/* A value of another kind where text is expected. */
static void
test_format_of_another_kind (Fixture *f, gconstpointer data)
{
  static const char *const texts[]
      = { "{\"format\":[]}", "{\"format\":{}}", "{\"format\":null}", "{\"format\":1}" };
  g_autofree char *path = fus_study_file (f->study, "", "regions.json");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      fixture_write (path, texts[i]);
      g_assert_null (fus_region_file_load (f->study, NULL, &error));
      g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL);
    }
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  FusPoll poll = { never, NULL };
  g_autoptr (GError) error = NULL;

  fixture_train (f->study, FUS_NETWORK_JOINT);
  g_assert_null (fus_analysis_compute (&fus_regions_analysis, f->study, 1, &poll, NULL, &error));
  g_assert_no_error (error);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/study/study-regions/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("untrained", test_untrained);
  ADD ("compute", test_compute);
  ADD ("template", test_template);
  ADD ("format-of-another-kind", test_format_of_another_kind);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}
