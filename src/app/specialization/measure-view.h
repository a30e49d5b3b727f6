/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/specialization/specialization-lists.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusMeasureView:
 *
 * Bars of both tasks (figure 1B or 1C), numbers and tests beside them. A bar lists the frames it
 * counts.
 */
#define FUS_TYPE_MEASURE_VIEW (fus_measure_view_get_type ())
G_DECLARE_FINAL_TYPE (FusMeasureView, fus_measure_view, FUS, MEASURE_VIEW, GtkWidget)

/* Sections of the Specialization page with such a view. */

/* What a linear SVM reads from fc2 of each network (figure 1B); says how the analysis gets on. */
GtkWidget *fus_decoding_section_new (FusWorkspace *workspace);
/* What the networks' own heads tell, joint against specialised (figure 1C). */
GtkWidget *fus_accuracy_section_new (FusWorkspace *workspace);

G_END_DECLS
