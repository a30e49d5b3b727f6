/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusEpochScrubber:
 *
 * Goes through a network as it was at the epochs that are kept of it, and plays them: sets the
 * view's "epoch". Not visible where none is kept of the network that is looked at; out of sight, it
 * goes back to the newest weights.
 */
#define FUS_TYPE_EPOCH_SCRUBBER (fus_epoch_scrubber_get_type ())
G_DECLARE_FINAL_TYPE (FusEpochScrubber, fus_epoch_scrubber, FUS, EPOCH_SCRUBBER, GtkWidget)

/* Once. */
void fus_epoch_scrubber_set_workspace (FusEpochScrubber *scrubber, FusWorkspace *workspace);

G_END_DECLS
