/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The frame with its maps, the eight conv layers, the heads. */
#define FUS_PRESENTER_N_STEPS (FUS_N_CONV_LAYERS + 2)

/**
 * FusPresenter:
 *
 * What a speaker walks an audience through: the frame with its maps, then what each layer makes of
 * it, then the answer; nothing but that, in type that is read from the last row. Right and Left (or
 * a presenter's Page Down and Page Up) walk, Down and Up change the frame; the network keys of the
 * window work as elsewhere.
 *
 * Actions: presenter.next, presenter.previous, presenter.next-frame, presenter.previous-frame,
 * presenter.first, presenter.last. Property "step" (uint, 0 … FUS_PRESENTER_N_STEPS - 1).
 */
#define FUS_TYPE_PRESENTER (fus_presenter_get_type ())
G_DECLARE_FINAL_TYPE (FusPresenter, fus_presenter, FUS, PRESENTER, GtkWidget)

GtkWidget *fus_presenter_new (FusWorkspace *workspace);

guint fus_presenter_step (FusPresenter *presenter);

G_END_DECLS
