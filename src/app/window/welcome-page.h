/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/jobs/job.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusWelcomePage:
 *
 * What is shown while no study is open: the demo study, new, open, and recent studies. Signal
 * "open" (string path): a study is to be opened.
 */
#define FUS_TYPE_WELCOME_PAGE (fus_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (FusWelcomePage, fus_welcome_page, FUS, WELCOME_PAGE, GtkWidget)

void fus_welcome_page_set_settings (FusWelcomePage *page, GSettings *settings);
/* Shows a job's progress with a button to cancel it, until it ends. (nullable) */
void fus_welcome_page_set_job (FusWelcomePage *page, FusJob *job);

G_END_DECLS
