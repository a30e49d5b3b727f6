/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study-maps.h"
#include "trainer.h"
#include "view-options.h"

G_BEGIN_DECLS

/**
 * FusWorkspace:
 *
 * What a window has open: a study, the trainer of its networks, its mean maps, and how they are
 * looked at. Pages share one. Main thread.
 *
 * Properties: "maps" (FusStudyMaps pointer, NULL until computed), "maps-job" (FusJob while they are
 * computed). Signals: "maps-failed" (string).
 */
#define FUS_TYPE_WORKSPACE (fus_workspace_get_type ())
G_DECLARE_FINAL_TYPE (FusWorkspace, fus_workspace, FUS, WORKSPACE, GObject)

FusWorkspace *fus_workspace_new (FusStudy *study, FusViewOptions *options, guint n_threads);

/* All (transfer none). */
FusStudy *fus_workspace_study (FusWorkspace *workspace);
FusTrainer *fus_workspace_trainer (FusWorkspace *workspace);
FusViewOptions *fus_workspace_options (FusWorkspace *workspace);
guint fus_workspace_n_threads (FusWorkspace *workspace);

/* Bit mask of the networks that have weights on disk: not read, so that this is quick. */
guint fus_workspace_networks (FusWorkspace *workspace);

FusStudyMaps *fus_workspace_maps (FusWorkspace *workspace);
FusJob *fus_workspace_maps_job (FusWorkspace *workspace);
/* Starts computing mean maps and average face unless that is under way. */
void fus_workspace_compute_maps (FusWorkspace *workspace);
void fus_workspace_cancel_maps (FusWorkspace *workspace);

/* Cancels what runs and waits for training to end at a batch; the study can be resumed. */
void fus_workspace_close (FusWorkspace *workspace);

G_END_DECLS
