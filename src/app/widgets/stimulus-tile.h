/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/asking/unit-fate.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusStimulusTile:
 *
 * The preferred stimulus of one unit: a square picture with its unit's name below, a line that
 * grows while it is in the making, and a word over it where there is nothing to be seen.
 */
#define FUS_TYPE_STIMULUS_TILE (fus_stimulus_tile_get_type ())
G_DECLARE_FINAL_TYPE (FusStimulusTile, fus_stimulus_tile, FUS, STIMULUS_TILE, GtkWidget)

GtkWidget *fus_stimulus_tile_new (void);

/* @name: below the picture, NULL for none; @address: for the tooltip and screen readers. */
void fus_stimulus_tile_set_unit (FusStimulusTile *tile, const char *name, const char *address);
/* @picture: (nullable) */
void fus_stimulus_tile_show (FusStimulusTile *tile, FusStimulusPicture *picture, FusUnitFate fate);

/* "Preset clear, seed 1, 512 steps; activation 4.66". (transfer full) */
char *fus_stimulus_describe (const FusStimulusPicture *picture);

G_END_DECLS
