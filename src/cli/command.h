/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exit statuses: scripts depend on them. */
enum
{
  FUS_EXIT_DONE = 0,
  FUS_EXIT_FAILED = 1,
  FUS_EXIT_USAGE = 2,
  FUS_EXIT_INTERRUPTED = 130,
};

/**
 * FusCommand:
 * @name: the word on the command line
 * @arguments: (nullable): what follows the options, for the help text; translatable
 * @summary: one line for the list of commands; translatable
 * @run: gets its own name as argv[0]; returns an exit status
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  int (*run) (int argc, char **argv);
} FusCommand;

int fus_command_faces (int argc, char **argv);
int fus_command_inspect (int argc, char **argv);
int fus_command_new (int argc, char **argv);
int fus_command_locate (int argc, char **argv);
int fus_command_train (int argc, char **argv);
int fus_command_analyze (int argc, char **argv);
int fus_command_figures (int argc, char **argv);
int fus_command_predict (int argc, char **argv);
int fus_command_gradcam (int argc, char **argv);
int fus_command_movie (int argc, char **argv);
int fus_command_trust (int argc, char **argv);
int fus_command_features (int argc, char **argv);
int fus_command_stimulus (int argc, char **argv);
int fus_command_init (int argc, char **argv);
int fus_command_convert (int argc, char **argv);
int fus_command_bench (int argc, char **argv);

/* NULL for an unknown name. */
const FusCommand *fus_command_find (const char *name);

G_END_DECLS
