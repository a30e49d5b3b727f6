/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/address.h"
#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusFiltersPage:
 *
 * The preferred stimuli of a layer (paper, figures 3 and S2A): of the three networks side by side
 * or of one alone, made in the background while the page is in sight, those in sight first.
 *
 * Property "by-activation" (boolean): the units that are most active on the test frames stand
 * first; the first five of conv8 are those of figure S2A.
 *
 * Actions: filters.stop, filters.continue, filters.step-layer (int), filters.by-activation, and of
 * the chosen unit:
 * filters.show-on-layers, filters.copy-address, filters.type-address, filters.menu.
 */
#define FUS_TYPE_FILTERS_PAGE (fus_filters_page_get_type ())
G_DECLARE_FINAL_TYPE (FusFiltersPage, fus_filters_page, FUS, FILTERS_PAGE, GtkWidget)

/* Shows the unit's layer and chooses the unit; where there is none such, says so beside the
 * address. */
void fus_filters_page_show_unit (FusFiltersPage *page, const FusUnitAddress *address);

G_END_DECLS
