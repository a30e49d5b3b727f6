/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Parts of a face seen from the front. Left and right are the subject's: the right brow lies in the
 * left half of the picture. Background is what no other region covers: neck and clothes too. */
typedef enum
{
  FUS_REGION_FOREHEAD,
  FUS_REGION_RIGHT_BROW,
  FUS_REGION_LEFT_BROW,
  FUS_REGION_RIGHT_EYE,
  FUS_REGION_LEFT_EYE,
  FUS_REGION_NOSE,
  FUS_REGION_RIGHT_CHEEK,
  FUS_REGION_LEFT_CHEEK,
  FUS_REGION_MOUTH,
  FUS_REGION_JAW,
  FUS_REGION_HAIR,
  FUS_REGION_BACKGROUND,
  FUS_N_REGIONS,
} FusRegion;

const char *fus_region_name (FusRegion region);  /* "right-brow", … */
const char *fus_region_title (FusRegion region); /* "Right brow", translated */
gboolean fus_region_parse (const char *name, FusRegion *region);

/**
 * FusPolygon:
 * @region: not the background
 * @points: [n, 2], x and y as shares (0 … 1) of the part of the picture that the networks see
 * @n: at least 3
 */
typedef struct
{
  FusRegion region;
  double *points;
  guint n;
} FusPolygon;

/**
 * FusRegionTemplate:
 * @polygons: (element-type FusPolygon): a later one takes its area from those before it
 * @scale: the template is enlarged by this about (0.5, 0.5)
 * @x, @y: and then moved by this
 *
 * Where regions lie on the average face. Free with fus_region_template_free().
 */
typedef struct
{
  GArray *polygons;
  double scale;
  double x, y;
} FusRegionTemplate;

/* For KDEF's framing and the demo faces, whose frames put eyes and mouth in the same places. */
FusRegionTemplate *fus_region_template_default (void);
FusRegionTemplate *fus_region_template_new (void);
/* Copies @points, [n, 2]. */
void fus_region_template_add (FusRegionTemplate *template_, FusRegion region, const double *points,
                              guint n);
void fus_region_template_free (FusRegionTemplate *template_);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusRegionTemplate, fus_region_template_free)

/**
 * FusRegions:
 * @size: of both sides
 * @inside: [region][size, size], share of each pixel that lies in the region, 0 … 1; they add up to
 *   1 in every pixel
 * @area: [region], its share of the picture; they add up to 1
 *
 * A template drawn out into pixels.
 */
typedef struct
{
  guint size;
  float *inside[FUS_N_REGIONS];
  double area[FUS_N_REGIONS];
} FusRegions;

/* Any thread. (transfer full) */
FusRegions *fus_regions_new (const FusRegionTemplate *template_);
void fus_regions_free (FusRegions *regions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusRegions, fus_regions_free)

/**
 * fus_regions_shares:
 * @map: [side, side], raw or scaled, >= 0; enlarged bilinearly, as it is shown
 * @shares: (out): per region, its share of the map's mass, 0 … 1, adding up to 1. Divided by the
 *   region's area it is the map's density there: 1 is that of a uniform map
 *
 * Returns: FALSE for a map without mass; then all shares are NaN
 */
gboolean fus_regions_shares (const FusRegions *regions, const float *map, guint side,
                             double shares[FUS_N_REGIONS]);

G_END_DECLS
