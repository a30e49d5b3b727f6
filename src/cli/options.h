/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/words.h"

G_BEGIN_DECLS

/**
 * fus_options_parse:
 * @argc, @argv: (inout): the command's; its options are taken out, so that argv[1] … are the
 *   arguments that remain
 * @entries: the command's options, their texts marked with N_()
 * @min, @max: how many arguments the command takes
 *
 * Reads a command's options and prints its help where asked.
 *
 * Returns: FALSE when the command must not run; then @status is what to exit with, and for wrong
 *   usage the reason was printed
 */
gboolean fus_options_parse (int *argc, char ***argv, const GOptionEntry *entries, int min, int max,
                            int *status);

/* Prints why the command line cannot be understood, and where help is. Returns: FUS_EXIT_USAGE. */
int fus_options_refuse (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* An option's value that lies outside its range is wrong usage: prints so and returns FALSE. */
gboolean fus_options_check_int (const char *option, gint64 value, gint64 min, gint64 max);
gboolean fus_options_check_double (const char *option, double value, double min, double max);

gboolean fus_options_check_threads (int threads);

/* The value that @text names; for any other text prints what it must be and returns FALSE. */
gboolean fus_options_find (const char *option, const char *text, const FusNames *names,
                           guint *value);

/* The three networks or two tasks that --task names, as a bit mask of 1 << FusNetworkKind; all
 * three when @names is NULL. Prints and returns FALSE for an unknown name. */
gboolean fus_options_network_kinds (char *const *names, guint *kinds);

/* For functions that take a number of threads and not 0 for all of them. */
guint fus_options_n_threads (int threads);

#define FUS_MAX_THREADS 256

/* Options that many commands have, for their lists: of an int and of a gboolean. */
#define FUS_OPTION_THREADS(threads)                                                                \
  {                                                                                                \
    "threads", 0, 0, G_OPTION_ARG_INT, &(threads), N_ ("Number of threads; 0 for all processors"), \
        "N"                                                                                        \
  }
#define FUS_OPTION_JSON(json)                                                                      \
  {                                                                                                \
    "json", 0, 0, G_OPTION_ARG_NONE, &(json), N_ ("Print one JSON object"), NULL                   \
  }

G_END_DECLS
