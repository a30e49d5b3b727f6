/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The window that tells a person the keys: made from the tables of shortcuts and pages. (transfer
 * full): a toplevel to be given to gtk_application_window_set_help_overlay() or destroyed */
GtkShortcutsWindow *fus_help_overlay_new (void);

G_END_DECLS
