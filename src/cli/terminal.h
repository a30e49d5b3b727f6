/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/poll.h"

G_BEGIN_DECLS

/**
 * fus_terminal_catch_interrupt:
 *
 * From now on the first SIGINT is noted, for fus_terminal_poll() to tell, and the second ends the
 * process as it would any other.
 */
void fus_terminal_catch_interrupt (void);
gboolean fus_terminal_interrupted (void);
/* Cancels once a SIGINT has come. */
const FusPoll *fus_terminal_poll (void);

/* From now on what g_print() and g_printerr() write holds no control characters but line feeds and
 * tabs, so that no name of a file or a class steers a terminal: "\x1b" takes the place of one. */
void fus_terminal_guard (void);

/* Messages go to standard error and end in a new line of their own. Any thread. */
void fus_terminal_print (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* One clear line about a failure; @message names what it is about. Returns: FUS_EXIT_FAILED. */
int fus_terminal_fail (const char *message);
/* FUS_EXIT_INTERRUPTED, after saying so. */
int fus_terminal_stopped (void);

/* One line that the next one takes the place of, at most ten times a second; where standard error
 * is no terminal, a line every ten seconds. Any thread. */
void fus_terminal_show (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* Shows how far a piece of work is, as "TITLE: 42 %"; fus_terminal_clear() takes it away. */
const FusProgress *fus_terminal_progress (const char *title);
void fus_terminal_clear (void);

G_END_DECLS
