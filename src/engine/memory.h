/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Zeroed memory for arrays of many megabytes, which takes none until it is touched. In large pages
 * where the system has them: transforms write to 36 places at once and sweeps over weights step
 * from row to row, both more pages than a processor keeps translations of. Returns: NULL where
 * there is not so much. Free with fus_memory_free() and the same size; NULL is fine. */
gpointer fus_memory_new (gsize size);
void fus_memory_free (gpointer memory, gsize size);

G_END_DECLS
