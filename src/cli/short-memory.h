/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on, memory or a thread that cannot be had ends the process with one line that says so,
 * and FUS_EXIT_FAILED, instead of an abort. */
void fus_short_memory_catch (void);

/* Ends the process as returning from main() does. Where the memory of the process is limited
 * (ulimit -v), what libraries do at their end is left out: OpenBLAS waits there for ever for
 * threads that it could not start. */
void fus_short_memory_exit (int status) G_GNUC_NORETURN;

G_END_DECLS
