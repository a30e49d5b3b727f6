/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/words.h"
#include <cairo.h>

G_BEGIN_DECLS

/* How a value 0 … 1 becomes a colour. TASK runs from transparent to the task's own colour; JET is
 * the paper's figure 2D. All but JET are perceptually ordered and safe for colour-blind eyes. */
typedef enum
{
  FUS_COLORMAP_TASK,
  FUS_COLORMAP_VIRIDIS,
  FUS_COLORMAP_INFERNO,
  FUS_COLORMAP_JET,
  FUS_COLORMAP_GREY,
  FUS_N_COLORMAPS,
} FusColormap;
const char *fus_colormap_name (FusColormap colormap); /* "task", "viridis", … */
gboolean fus_colormap_parse (const char *name, FusColormap *colormap);
const char *fus_colormap_title (FusColormap colormap); /* translated */

typedef struct
{
  double red, green, blue; /* sRGB, 0 … 1 */
} FusColor;

/* The one fixed colour of a task: identity blue (#3584e4's family), expression orange. */
extern const FusColor fus_color_task[FUS_N_TASKS];
extern const FusColor fus_color_overlap;

/* The colour of a value (clamped to 0 … 1; NaN counts as 0). TASK as it looks on white. */
FusColor fus_colormap_color (FusColormap colormap, FusTask task, double value);

/* @a where @share is 0, @b where it is 1. */
FusColor fus_color_mix (FusColor a, FusColor b, double share);

/* Relative luminance (WCAG 2), 0 … 1: above 0.18 black reads better on a colour, below white. */
double fus_color_luminance (FusColor color);

G_END_DECLS
