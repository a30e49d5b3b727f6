/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/colormap.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* Widths of one and of two columns of a journal page, in millimetres. */
#define FUS_FIGURE_NARROW 89.0
#define FUS_FIGURE_WIDE 183.0
/* Size of text in a figure, in points. */
#define FUS_FIGURE_FONT_SIZE 7.0

/**
 * FusFigureDraw:
 * @width, @height: in points, what a narrow margin leaves of the figure
 */
typedef void (*FusFigureDraw) (cairo_t *cr, double width, double height, FusColor ink,
                               FusColor ground, double font_size, gpointer data);

/**
 * FusFigure:
 * @name: of its files, without ending: "figure-1b"
 * @title: what it shows, kept in the PDF
 * @width, @height: millimetres
 * @draw: draws it, with @data; may be called from any thread, several times
 * @csv: the numbers it draws
 * @origin: a JSON object: study, networks with hash, frames, settings, version
 */
typedef struct
{
  const char *name;
  const char *title;
  double width;
  double height;
  FusFigureDraw draw;
  gpointer data;
  const char *csv;
  const char *origin;
} FusFigure;

/**
 * fus_figure_write:
 * @folder: must be there
 *
 * Writes NAME.svg, NAME.pdf, NAME.png (300 dots per inch), NAME.csv and NAME.json, black on white,
 * each to a temporary file that is then renamed. All three pictures come from the same drawing.
 *
 * Returns: FALSE with a GFileError that names the file
 */
gboolean fus_figure_write (const FusFigure *figure, const char *folder, GError **error);

/* The PNG alone, at any resolution (dots per inch) and colours; for the clipboard and the window.
 * (transfer full) */
GBytes *fus_figure_png (const FusFigure *figure, double resolution, FusColor ink, FusColor ground);

G_END_DECLS
