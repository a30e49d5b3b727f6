/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/face.h"
#include "faces/demo/features.h"
#include "faces/demo/mesh.h"
#include "faces/demo/raster.h"

G_BEGIN_DECLS

/**
 * fus_demo_points_find:
 * @points: (out): [FUS_DEMO_N_POINTS], in pixels of @raster
 * @gaze: unit vector along which the eyes look
 * @mesh: head, ears and hair of @features
 * @raster: of @mesh as @camera sees it
 */
void fus_demo_points_find (FusDemoPoint *points, const FusDemoFeatures *features, FusVec gaze,
                           const FusDemoMesh *mesh, const FusDemoRaster *raster,
                           const FusDemoCamera *camera);

G_END_DECLS
