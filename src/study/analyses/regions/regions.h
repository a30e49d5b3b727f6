/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/facs.h"
#include "study/jobs/job.h"
#include "study/analyses/network-set.h"
#include "study/analyses/regions/region-file.h"
#include "study/figures/study-figures.h"

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
 * @rows: (element-type FusRegionRow): by network, task, then frame
 * @norm: over the rows whose frame truly has that expression
 * @area: of each region, as share of the picture
 *
 * On which parts of the face the maps of a study's test frames lie. Only frames seen from the
 * front, and those whose angle is not known: regions are placed on a straight face. Immutable,
 * reference counted (atomically).
 */
typedef struct
{
  GArray *rows;
  FusRegionNorm norm[FUS_N_NETWORKS][FUS_N_TASKS][FUS_N_EXPRESSIONS + 1][FUS_N_REGIONS];
  double area[FUS_N_REGIONS];
  FusNetworkSet networks; /* hashes and serials alone */
  gatomicrefcount refs;
} FusStudyRegions;

FusStudyRegions *fus_study_regions_ref (FusStudyRegions *regions);
void fus_study_regions_unref (FusStudyRegions *regions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyRegions, fus_study_regions_unref)

/**
 * fus_study_regions_compute:
 *
 * Computes the above, or reads it from analysis/ where networks, frames, crop and regions are
 * unchanged; writes analysis/regions.csv (a row per network, task, frame and region: share, density
 * = share over area, z against the norm of the frame's expression, action units expected there),
 * analysis/region_norms.csv, their notes of origin, and the study's regions.json where it has none.
 * Any thread.
 *
 * Returns: (transfer full): NULL when @poll cancelled, or with @error
 */
FusStudyRegions *fus_study_regions_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                                            const FusProgress *progress, GError **error);

/* What analysis/ holds of it, if that is still true; NULL otherwise. Any thread. */
FusStudyRegions *fus_study_regions_load (FusStudy *study);

/* The computation as a job whose result is a FusStudyRegions. */
FusJob *fus_study_regions_start (FusStudy *study, guint n_threads,
                                 void (*done) (FusJob *job, gpointer user_data),
                                 gpointer user_data);

/* Whether any network's weights are no longer those it was computed with. */
gboolean fus_study_regions_outdated (FusStudyRegions *regions, FusStudy *study);

/* How many standard deviations a share lies from the norm of that expression (a FusExpression, or
 * FUS_REGION_ALL); NaN where the norm has none. */
double fus_study_regions_z (const FusStudyRegions *regions, FusNetworkKind kind, FusTask task,
                            int expression, FusRegion region, double share);

/* Bars of the mean share per region and task: of the joint network, or each task's own. NULL where
 * there is nothing to show. 183 mm. */
FusStudyFigure *fus_study_figure_regions (FusStudy *study, FusStudyRegions *regions,
                                          gboolean joint);

/* Bars of how dense the expression network's maps are in each third of the face, by the expression
 * that the frame shows. NULL without that network. 183 mm. */
FusStudyFigure *fus_study_figure_regions_by_expression (FusStudy *study, FusStudyRegions *regions);

G_END_DECLS
