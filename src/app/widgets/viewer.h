/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/note.h"
#include "app/widgets/stage.h"
#include "app/state/view-options.h"

G_BEGIN_DECLS

/**
 * FusViewer:
 *
 * A page that shows pictures on a stage: what the window's copy, save and zoom act on.
 */
#define FUS_TYPE_VIEWER (fus_viewer_get_type ())
G_DECLARE_INTERFACE (FusViewer, fus_viewer, FUS, VIEWER, GtkWidget)

/**
 * FusViewerInterface:
 * @get_stage: (transfer none)
 * @describe: what the pictures show and how they were made, for the file's description. (transfer
 *   full)
 * @suggest_name: file name without ending. (transfer full)
 * @add_origin: (nullable): adds to the note of origin of a file what the pictures were made from:
 *   study, frame, networks, settings
 */
struct _FusViewerInterface
{
  GTypeInterface parent_interface;

  FusStage *(*get_stage) (FusViewer *viewer);
  char *(*describe) (FusViewer *viewer);
  char *(*suggest_name) (FusViewer *viewer);
  void (*add_origin) (FusViewer *viewer, JsonBuilder *note);
};

/* FALSE when there is nothing to copy. */
gboolean fus_viewer_copy (FusViewer *viewer);
/* Writes what is on the stage as PNG, and beside it NAME.json, the note of its origin. */
gboolean fus_viewer_save (FusViewer *viewer, const char *path, GError **error);
/* For @add_origin: opacity, threshold and colour map. */
void fus_viewer_add_style (JsonBuilder *note, FusViewOptions *options);
char *fus_viewer_suggest_name (FusViewer *viewer);
FusStage *fus_viewer_get_stage (FusViewer *viewer);

G_END_DECLS
