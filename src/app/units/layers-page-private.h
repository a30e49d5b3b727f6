/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/layer-grids.h"
#include "app/units/layers-page.h"
#include "app/units/lesion-bar.h"
#include "app/units/unit-card.h"
#include "app/units/unit-entry.h"
#include "app/units/unit-maps.h"

G_BEGIN_DECLS

/* What the files of the page share. */

struct _FusLayersPage
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkStack *stack;
  GtkBox *layer_buttons;
  GtkWidget *pooled_button;
  GtkDropDown *scale;
  GtkDropDown *order;
  FusLayerGrids *grids;
  GtkRevealer *lesion_revealer;
  FusLesionBar *lesion_bar;
  FusUnitEntry *address;
  FusUnitMaps *maps;
  FusUnitCard *card;
  GtkLabel *frame_title;
  GtkSpinner *spinner;
  GtkLabel *failure;
  GtkLabel *key_low;
  GtkDrawingArea *key;
  GtkLabel *key_high;
  GtkPopover *menu;

  /* owned */
  FusWorkspace *workspace;
  FusFeatureReader *reader;
  gboolean pooled;
  gboolean brush;
  gboolean removing; /* what the brush does until it is lifted */
  guint spinner_timeout;
};

/* Whether channels are taken out by clicking and dragging. */
void fus_layers_page_set_brush (FusLayersPage *page, gboolean brush);

/* Actions of the page, and their keys. layers-page-actions.c */
void fus_layers_page_install_actions (GtkWidgetClass *widget_class);
/* Below the pointer, for a right click on the grids. layers-page-actions.c */
void fus_layers_page_on_secondary_click (FusLayersPage *page, int n_press, double x, double y);

G_END_DECLS
