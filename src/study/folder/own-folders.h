/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The folders inside a study that the program writes into. */

/* Whether none of them, nor a file in them, is a symbolic link that leads out of the study: to
 * another folder, or to a device that would be written into. The study itself may be reached
 * through a link. FALSE with FUS_STUDY_ERROR_DATA, which names the link. Any thread. */
gboolean fus_own_folders_check (const char *study, GError **error);

/* Says that @path is such a link. */
void fus_own_folders_refuse (const char *path, GError **error);

/* Whether programs that were killed have left something in the study, and its end: what was half
 * written is removed. The second is called with the study's lock held. Any thread. */
gboolean fus_own_folders_are_tidy (const char *study);
void fus_own_folders_tidy (const char *study);

G_END_DECLS
