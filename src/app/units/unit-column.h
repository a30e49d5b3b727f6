/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/asking/gallery.h"
#include "study/analyses/units/units.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusUnitColumn:
 *
 * The preferred stimuli of one layer of one network as a grid, with how many units are blank, and
 * why.
 *
 * Property "unit" (uint): the one chosen, GTK_INVALID_LIST_POSITION for none. Signals: "moved" ():
 * other units may be in sight than before; "activated" (): the chosen one was double-clicked, or
 * Enter was pressed; "menu" (double x, double y): a menu for it is wanted there.
 */
#define FUS_TYPE_UNIT_COLUMN (fus_unit_column_get_type ())
G_DECLARE_FINAL_TYPE (FusUnitColumn, fus_unit_column, FUS, UNIT_COLUMN, GtkWidget)

GtkWidget *fus_unit_column_new (FusStudy *study, FusGallery *gallery, FusNetworkKind kind);

FusNetworkKind fus_unit_column_kind (FusUnitColumn *column);
void fus_unit_column_set_layer (FusUnitColumn *column, FusLayer layer);
/* (nullable) */
void fus_unit_column_set_units (FusUnitColumn *column, FusStudyUnits *units);

/* Whether the units that are most active on the test frames stand first, as soon as that is known;
 * otherwise they are by number. */
void fus_unit_column_set_by_activation (FusUnitColumn *column, gboolean by_activation);
/* The unit at a position, GTK_INVALID_LIST_POSITION past the end. */
guint fus_unit_column_unit_at (FusUnitColumn *column, guint position);

guint fus_unit_column_unit (FusUnitColumn *column);
/* Chooses a unit and brings it into sight. */
void fus_unit_column_set_unit (FusUnitColumn *column, guint unit);

/* Adds the column's units to those that are wanted (element-type FusUnitAddress): what is in sight,
 * and the rest. */
void fus_unit_column_list (FusUnitColumn *column, GArray *in_sight, GArray *rest);

/* Its name below a picture: its number, or of heads the class. (transfer full) */
char *fus_filter_unit_name (FusStudy *study, const FusUnitAddress *address);
/* Units of a layer, by the study's protocol. */
guint fus_filter_n_units (FusStudy *study, FusNetworkKind kind, FusLayer layer);

G_END_DECLS
