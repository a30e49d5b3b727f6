/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * fus_settings_new:
 *
 * The person's settings (schema org.fusiform.Fusiform). A build that is run where it was built
 * finds its schema beside itself.
 *
 * Returns: (transfer full): NULL with @error when the schema is nowhere
 */
GSettings *fus_settings_new (GError **error);

/**
 * fus_data_file:
 * @name: "demo", …
 *
 * What is installed for the program to read: in FUSIFORM_DATA_DIR where that is set, in the
 * installed data folder, or in the source tree that the program was built from.
 *
 * Returns: (transfer full) (nullable): absolute path, NULL where there is no such file
 */
char *fus_data_file (const char *name);

/* Recent studies, newest first: absolute paths. (transfer full) */
char **fus_recent_studies (GSettings *settings);
void fus_recent_studies_add (GSettings *settings, const char *path);
void fus_recent_studies_remove (GSettings *settings, const char *path);

G_END_DECLS
