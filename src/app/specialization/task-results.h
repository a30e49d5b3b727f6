/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/specialization/specialization-lists.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * fus_task_results_new:
 *
 * What is known of one task by one measure: each network's accuracy with its intervals, buttons
 * that list the frames told right and wrong, and the tests in words.
 *
 * Returns: (transfer floating): @specialization is kept
 */
GtkWidget *fus_task_results_new (FusWorkspace *workspace, FusSpecialization *specialization,
                                 FusTask task, FusMeasure measure);

G_END_DECLS
