/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/decoding/specialization.h"
#include "app/state/workspace.h"

G_BEGIN_DECLS

/* By what a network's frames are told right or wrong. */
typedef enum
{
  FUS_MEASURE_DECODING, /* the linear SVM on fc2 */
  FUS_MEASURE_ACCURACY, /* the network's own head */
} FusMeasure;

const FusBootstrap *fus_measure_by_frame (const FusTaskSpecialization *task, FusNetworkKind kind,
                                          FusMeasure measure);
const FusBootstrap *fus_measure_by_person (const FusTaskSpecialization *task, FusNetworkKind kind,
                                           FusMeasure measure);

/* How many test frames are told right, or wrong. */
guint fus_measure_count (const FusTaskSpecialization *task, FusNetworkKind kind, FusMeasure measure,
                         gboolean right);

/* Lists them on the Frames page. */
void fus_measure_list (FusWorkspace *workspace, const FusSpecialization *specialization,
                       FusTask task, FusNetworkKind kind, FusMeasure measure, gboolean right);

/* Lists the frames of one class that a network takes for another (or the same) on the Frames
 * page. Nothing happens where there are none. */
void fus_confusion_list (FusWorkspace *workspace, const FusSpecialization *specialization,
                         FusTask task, FusNetworkKind kind, guint truth, guint predicted);

G_END_DECLS
