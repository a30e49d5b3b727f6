/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/address.h"
#include "app/state/analysis-run.h"
#include "app/state/frame-model.h"
#include "study/analyses/maps/maps.h"
#include "app/state/subject.h"
#include "study/training/trainer.h"
#include "app/state/view-options.h"

G_BEGIN_DECLS

/**
 * FusWorkspace:
 *
 * What a window has open: a study, the trainer of its networks, the results of its analyses, and
 * how they are looked at. Pages share one. Main thread.
 *
 * Property: "frame" (int64: index of the frame that is looked at, -1 for none; notified too when a
 * picture of one's own takes its place). Signals: "show-page" (string: the page's name),
 * "unit-changed" (), "show-stimulus" (): of the unit that is looked at.
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

/**
 * fus_workspace_run:
 *
 * The one place where the window asks for a result: whoever shows it shares the run.
 *
 * Returns: (transfer none)
 */
FusAnalysisRun *fus_workspace_run (FusWorkspace *workspace, const FusAnalysis *analysis);
/* The latest mean maps: the result of the run of fus_maps_analysis. (transfer none) (nullable) */
FusStudyMaps *fus_workspace_maps (FusWorkspace *workspace);

/* What is looked at, on every page: a frame of the study by index, -1 for none, or a picture of
 * one's own by its path (then there is no frame). Setting one clears the other. */
gint64 fus_workspace_frame (FusWorkspace *workspace);
void fus_workspace_set_frame (FusWorkspace *workspace, gint64 frame);
const char *fus_workspace_picture_path (FusWorkspace *workspace);
void fus_workspace_set_picture_path (FusWorkspace *workspace, const char *path);

/* The frame in words, or the name of a picture of one's own. (transfer full) */
char *fus_workspace_describe_subject (FusWorkspace *workspace);

/* Picture and explanations of it, for every page. (transfer none) */
FusSubject *fus_workspace_subject (FusWorkspace *workspace);

/* The unit that is looked at; of a network that may not be trained, and a number that may be more
 * than its layer has: whoever shows it checks. */
FusUnitAddress fus_workspace_unit (FusWorkspace *workspace);
void fus_workspace_set_unit (FusWorkspace *workspace, const FusUnitAddress *unit);
/* Shows a unit on the Layers page. */
void fus_workspace_show_unit (FusWorkspace *workspace, const FusUnitAddress *unit);
/* Shows a unit's preferred stimulus on the Filters page. */
void fus_workspace_show_stimulus (FusWorkspace *workspace, const FusUnitAddress *unit);

/* The study's frames as they are filtered at the moment. (transfer none) */
FusFrameModel *fus_workspace_frame_model (FusWorkspace *workspace);
/* Goes to the next (1) or previous (-1) frame that passes the filters; FALSE at the end. */
gboolean fus_workspace_step_frame (FusWorkspace *workspace, int step);

/* Brings a page of the window to the front: "frames", "average", … */
void fus_workspace_show_page (FusWorkspace *workspace, const char *page);
/* Shows a frame on the Frames page. */
void fus_workspace_show_frame (FusWorkspace *workspace, gint64 frame);
/* Lists these frames [n] on the Frames page, and goes there; @title, on a filter that can be
 * removed, says what they are: "Expression taken for another", "Drive joint:conv8:137 most". */
void fus_workspace_list_frames (FusWorkspace *workspace, const char *title, const guint32 *frames,
                                guint n);

/* Cancels what runs and waits for training to end at a batch; the study can be resumed. */
void fus_workspace_close (FusWorkspace *workspace);

G_END_DECLS
