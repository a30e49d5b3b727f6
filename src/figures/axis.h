/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/text.h"

G_BEGIN_DECLS

#define FUS_AXIS_LABEL_SIZE 32

/**
 * FusAxis:
 * @min, @max: the values at the axis's ends, min < max
 * @first, @step: the first tick and the distance between ticks, 1, 2 or 5 times a power of ten
 * @n_ticks: all of them within min … max
 * @start, @end: where min and max lie, in the target's units (a vertical axis has start > end)
 * @percent: values are shares, labelled in per cent
 *
 * How one direction of a plot is divided.
 */
typedef struct
{
  double min, max;
  double first, step;
  guint n_ticks;
  double start, end;
  gboolean percent;
} FusAxis;

/**
 * fus_axis_fit:
 * @low, @high: range of the data; where they are equal or not finite, a range around them, or 0 … 1
 * @fixed_low, @fixed_high: whether the axis ends just there instead of at the next tick
 * @integral: only whole numbers get a tick
 * @max_ticks: at least 2
 */
void fus_axis_fit (FusAxis *axis, double low, double high, gboolean fixed_low, gboolean fixed_high,
                   gboolean integral, guint max_ticks);
double fus_axis_position (const FusAxis *axis, double value);
double fus_axis_tick (const FusAxis *axis, guint index);
/* "0.25", "25 %", "1e-05": as many decimals as the step needs, "." in every locale. */
void fus_axis_label (const FusAxis *axis, double value, char label[FUS_AXIS_LABEL_SIZE]);
/* Width of the widest tick label. */
double fus_axis_labels_width (const FusAxis *axis, cairo_t *cr, double font_size);

/* The lines and labels of a horizontal axis between its ends, at the height @y, and of a vertical
 * one at @x with a light line to @grid_end at each tick. */
void fus_axis_draw_horizontal (const FusAxis *axis, cairo_t *cr, double y, double font_size,
                               FusColor ink);
void fus_axis_draw_vertical (const FusAxis *axis, cairo_t *cr, double x, double grid_end,
                             double font_size, FusColor ink);

/* Title above and label beside a plot whose vertical axis is @y, at @x. */
void fus_axis_draw_titles (const FusAxis *y, cairo_t *cr, const char *title, const char *y_label,
                           double x, double font_size, FusColor ink);

/* A horizontal dotted line, as for chance. */
void fus_axis_draw_reference (cairo_t *cr, double x0, double x1, double y, double font_size,
                              FusColor ink);

/* "0.4520" with as many digits as a table needs, "" for NaN; the same in every locale. */
void fus_number_format (double value, char text[FUS_AXIS_LABEL_SIZE]);

G_END_DECLS
