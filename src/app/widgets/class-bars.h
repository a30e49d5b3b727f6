/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/asking/explainer.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusClassBars:
 *
 * What a head of a network says of a frame: one bar per class (a head with many classes shows the
 * likeliest), the predicted class bold, the true one ticked, the explained one marked. A click on a
 * class asks for its map; so does the drop down.
 *
 * Property "task" (uint, FusTask; construct only). Signal "target-chosen" (uint kind, int class).
 */
#define FUS_TYPE_CLASS_BARS (fus_class_bars_get_type ())
G_DECLARE_FINAL_TYPE (FusClassBars, fus_class_bars, FUS, CLASS_BARS, GtkWidget)

GtkWidget *fus_class_bars_new (FusTask task);

/* @head: (nullable): keeps the bars as they are, paler, while a result is pending */
void fus_class_bars_set_head (FusClassBars *bars, const FusNetwork *network,
                              const FusHeadExplanation *head);
/* What the drop down shows. */
void fus_class_bars_set_target (FusClassBars *bars, FusTarget target);

G_END_DECLS
