/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/regions.h"

#include "engine/names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *name;
  const char *title;
} words[FUS_N_REGIONS] = {
  [FUS_REGION_FOREHEAD] = { "forehead", N_ ("Forehead") },
  [FUS_REGION_RIGHT_BROW] = { "right-brow", N_ ("Right brow") },
  [FUS_REGION_LEFT_BROW] = { "left-brow", N_ ("Left brow") },
  [FUS_REGION_RIGHT_EYE] = { "right-eye", N_ ("Right eye") },
  [FUS_REGION_LEFT_EYE] = { "left-eye", N_ ("Left eye") },
  [FUS_REGION_NOSE] = { "nose", N_ ("Nose") },
  [FUS_REGION_RIGHT_CHEEK] = { "right-cheek", N_ ("Right cheek") },
  [FUS_REGION_LEFT_CHEEK] = { "left-cheek", N_ ("Left cheek") },
  [FUS_REGION_MOUTH] = { "mouth", N_ ("Mouth") },
  [FUS_REGION_JAW] = { "jaw", N_ ("Jaw") },
  [FUS_REGION_HAIR] = { "hair", N_ ("Hair") },
  [FUS_REGION_BACKGROUND] = { "background", N_ ("Background") },
};

static const FusNames region_names = FUS_NAMES (words);

G_STATIC_ASSERT (G_N_ELEMENTS (words) == FUS_N_REGIONS);

FUS_DEFINE_NAMES (FusRegion, region, region_names)

const char *
fus_region_title (FusRegion region)
{
  g_return_val_if_fail (region < FUS_N_REGIONS, NULL);
  return _ (words[region].title);
}

static void
clear_polygon (gpointer data)
{
  g_free (((FusPolygon *) data)->points);
}

FusRegionTemplate *
fus_region_template_new (void)
{
  FusRegionTemplate *template_ = g_new0 (FusRegionTemplate, 1);

  template_->polygons = g_array_new (FALSE, FALSE, sizeof (FusPolygon));
  g_array_set_clear_func (template_->polygons, clear_polygon);
  template_->scale = 1;
  return template_;
}

void
fus_region_template_free (FusRegionTemplate *template_)
{
  g_array_unref (template_->polygons);
  g_free (template_);
}

void
fus_region_template_add (FusRegionTemplate *template_, FusRegion region, const double *points,
                         guint n)
{
  FusPolygon polygon = { region, g_memdup2 (points, 2 * n * sizeof *points), n };

  g_assert (n >= 3 && region != FUS_REGION_BACKGROUND);
  g_array_append_val (template_->polygons, polygon);
}

/* Read off the average of the demo faces' straight frames in KDEF's crop: eyes at 0.395 of the
 * height and 0.23 of the width apart, mouth at 0.66, chin at 0.80. */
static const double hair[] = { 0.19, 0.56, 0.19, 0.25, 0.26, 0.08, 0.38, 0,    0.62, 0,
                               0.74, 0.08, 0.81, 0.25, 0.81, 0.56, 0.74, 0.56, 0.26, 0.56 };
static const double jaw[] = { 0.26, 0.50, 0.74, 0.50, 0.72, 0.62, 0.65, 0.75,
                              0.56, 0.81, 0.44, 0.81, 0.35, 0.75, 0.28, 0.62 };
static const double forehead[]
    = { 0.26, 0.40, 0.27, 0.27, 0.34, 0.19, 0.50, 0.165, 0.66, 0.19, 0.73, 0.27, 0.74, 0.40 };
/* The subject's right half; the left one is its mirror image. */
static const double cheek[]
    = { 0.26, 0.42, 0.47, 0.42, 0.45, 0.52, 0.42, 0.61, 0.36, 0.66, 0.30, 0.64, 0.27, 0.54 };
static const double eye[]
    = { 0.29, 0.375, 0.34, 0.355, 0.44, 0.355, 0.475, 0.375, 0.475, 0.42, 0.41, 0.445, 0.33, 0.44 };
static const double brow[]
    = { 0.28, 0.37, 0.30, 0.325, 0.37, 0.30, 0.48, 0.325, 0.48, 0.365, 0.40, 0.355, 0.34, 0.355 };
static const double nose[] = { 0.475, 0.37, 0.525, 0.37,  0.535, 0.48,  0.575, 0.555, 0.565,
                               0.60,  0.50, 0.61,  0.435, 0.60,  0.425, 0.555, 0.465, 0.48 };
static const double mouth[] = { 0.38, 0.66, 0.43, 0.625, 0.50, 0.61, 0.57, 0.625,
                                0.62, 0.66, 0.57, 0.70,  0.50, 0.72, 0.43, 0.70 };

static void
add_pair (FusRegionTemplate *template_, FusRegion right, FusRegion left, const double *points,
          guint n)
{
  g_autofree double *mirrored = g_memdup2 (points, 2 * n * sizeof *points);

  for (guint i = 0; i < n; i++)
    mirrored[2 * i] = 1 - points[2 * i];
  fus_region_template_add (template_, right, points, n);
  fus_region_template_add (template_, left, mirrored, n);
}

#define N_POINTS(points) (G_N_ELEMENTS (points) / 2)

FusRegionTemplate *
fus_region_template_default (void)
{
  FusRegionTemplate *t = fus_region_template_new ();

  fus_region_template_add (t, FUS_REGION_HAIR, hair, N_POINTS (hair));
  fus_region_template_add (t, FUS_REGION_JAW, jaw, N_POINTS (jaw));
  fus_region_template_add (t, FUS_REGION_FOREHEAD, forehead, N_POINTS (forehead));
  add_pair (t, FUS_REGION_RIGHT_CHEEK, FUS_REGION_LEFT_CHEEK, cheek, N_POINTS (cheek));
  add_pair (t, FUS_REGION_RIGHT_EYE, FUS_REGION_LEFT_EYE, eye, N_POINTS (eye));
  add_pair (t, FUS_REGION_RIGHT_BROW, FUS_REGION_LEFT_BROW, brow, N_POINTS (brow));
  fus_region_template_add (t, FUS_REGION_NOSE, nose, N_POINTS (nose));
  fus_region_template_add (t, FUS_REGION_MOUTH, mouth, N_POINTS (mouth));
  return t;
}
