/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Pictures that are made when they are first asked for. */

/* Makes the file at @path, whole or not at all, where it is one of those that can be made. Any
 * thread, several at a time. Returns: whether it is there now */
typedef gboolean (*FusPictureMaker) (const char *path, gpointer data);

/* From now on whoever reads a picture below @root that is not there has it made. A maker stays as
 * long as the program runs; the first one of a root stands. @data: (transfer full), let go of by
 * @free_data where another one stands already. Any thread. */
void fus_made_pictures_add (const char *root, FusPictureMaker maker, gpointer data,
                            GDestroyNotify free_data);
/* Whether what lies below @root is made. Any thread. */
gboolean fus_made_pictures_has (const char *root);

/* Makes the file where somebody can. Returns: FALSE where nobody can, or it failed. Any thread. */
gboolean fus_made_pictures_make (const char *path);

G_END_DECLS
