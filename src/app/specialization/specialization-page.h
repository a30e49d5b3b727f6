/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusSpecializationPage:
 *
 * How far each network has specialised: a scrolling page of sections, one for each question. The
 * first analysis is computed, or read from the study, when the page is first shown.
 */
#define FUS_TYPE_SPECIALIZATION_PAGE (fus_specialization_page_get_type ())
G_DECLARE_FINAL_TYPE (FusSpecializationPage, fus_specialization_page, FUS, SPECIALIZATION_PAGE,
                      GtkWidget)

G_END_DECLS
