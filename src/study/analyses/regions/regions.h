/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/facs.h"
#include "study/analyses/analysis.h"
#include "study/analyses/regions/region-file.h"

G_BEGIN_DECLS

/**
 * FusRegionRow:
 * @frame: index of a test frame of the task's set, seen from the front
 * @predicted: the class that its map explains
 * @share: per region, its share of the map's mass; all NaN for a map without positive evidence
 */
typedef struct
{
  guint32 frame;
  gint8 kind; /* FusNetworkKind */
  gint8 task; /* FusTask */
  gint32 predicted;
  double share[FUS_N_REGIONS];
} FusRegionRow;

/**
 * FusRegionNorm:
 * @n: maps with evidence
 * @mean, @sd: of a region's share in them; NaN with too few (@sd: fewer than 2)
 */
typedef struct
{
  guint n;
  double mean;
  double sd;
} FusRegionNorm;

/* Index of the norm over all expressions, after those of each. */
#define FUS_REGION_ALL FUS_N_EXPRESSIONS

/**
 * FusStudyRegions:
 * @result: what it was made from
 * @rows: (element-type FusRegionRow): by network, task, then frame
 * @norm: over the rows whose frame truly has that expression
 * @area: of each region, as share of the picture
 *
 * On which parts of the face the maps of a study's test frames lie. Only frames seen from the
 * front, and those whose angle is not known: regions are placed on a straight face.
 */
typedef struct
{
  FusResult result;
  GArray *rows;
  FusRegionNorm norm[FUS_N_NETWORKS][FUS_N_TASKS][FUS_N_EXPRESSIONS + 1][FUS_N_REGIONS];
  double area[FUS_N_REGIONS];
} FusStudyRegions;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyRegions, fus_result_unref)

/**
 * fus_regions_analysis:
 *
 * Writes the study's regions.json where it has none, and measures how much of each map lies in each
 * region.
 *
 * Tables: regions.csv (a row per network, task, frame and region: share, density = share over area,
 * z against the norm of the frame's expression, action units expected there) and region_norms.csv.
 * Its result is a FusStudyRegions.
 */
extern const FusAnalysis fus_regions_analysis;

/* How many standard deviations a share lies from the norm of that expression (a FusExpression, or
 * FUS_REGION_ALL); NaN where the norm has none. */
double fus_study_regions_z (const FusStudyRegions *regions, FusNetworkKind kind, FusTask task,
                            int expression, FusRegion region, double share);

G_END_DECLS
