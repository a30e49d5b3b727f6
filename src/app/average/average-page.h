/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusAveragePage:
 *
 * The mean map of each network and task over the test frames, on the average face (paper, figure
 * 2A), the tests between them (2B), where they coincide (2C) and differ, and means per expression,
 * person or angle. Computed, or read from the study, when the page is first shown.
 */
#define FUS_TYPE_AVERAGE_PAGE (fus_average_page_get_type ())
G_DECLARE_FINAL_TYPE (FusAveragePage, fus_average_page, FUS, AVERAGE_PAGE, GtkWidget)

G_END_DECLS
