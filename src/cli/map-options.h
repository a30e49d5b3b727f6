/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/map-method.h"
#include "cli/input.h"
#include "cli/options.h"

G_BEGIN_DECLS

/**
 * FusMapOptions:
 *
 * The options of a command that makes a map of a picture, as they were given: --task, --class,
 * --method, --layer and --crop. Initialised by fus_map_options_init() before they are parsed.
 */
typedef struct
{
  char *task;
  char *class_name; /* NULL for the predicted one */
  char *method;
  char *layer;
  char *crop;

  /* For --help; these name what there is. */
  char *method_help;
  char *layer_help;
} FusMapOptions;

void fus_map_options_init (FusMapOptions *options);
void fus_map_options_clear (FusMapOptions *options);

/* For a command's list. @options: a FusMapOptions */
#define FUS_MAP_OPTION_ENTRIES(options)                                                               \
  { "task",                                                                                           \
    0,                                                                                                \
    0,                                                                                                \
    G_OPTION_ARG_STRING,                                                                              \
    &(options).task,                                                                                  \
    N_ ("Task to explain: identity or expression"),                                                   \
    N_ ("TASK") },                                                                                    \
      { "class",                                                                                      \
        0,                                                                                            \
        0,                                                                                            \
        G_OPTION_ARG_STRING,                                                                          \
        &(options).class_name,                                                                        \
        N_ ("Class to explain; by default the predicted one"),                                        \
        N_ ("NAME") },                                                                                \
      { "method", 0, 0, G_OPTION_ARG_STRING, &(options).method, (options).method_help, N_ ("NAME") }, \
      { "layer", 0, 0, G_OPTION_ARG_STRING, &(options).layer, (options).layer_help, N_ ("LAYER") },   \
      FUS_OPTION_CROP ((options).crop)

/* What is asked for; the paper's map by default. Prints and returns FALSE for an unknown name,
 * where --task is lacking, and for a layer where the method has none. */
gboolean fus_map_options_read (const FusMapOptions *options, FusTask *task, FusMapSpec *spec,
                               FusCropChoice *crop);

/* The kind of map alone, of --method and --layer, which may be NULL. */
gboolean fus_map_options_read_spec (const FusMapOptions *options, FusMapSpec *spec);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FusMapOptions, fus_map_options_clear)

G_END_DECLS
