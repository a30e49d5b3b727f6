/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/colormap.h"

/* fontconfig and Pango keep what they load until the process ends. */
const char *__lsan_default_suppressions (void);
const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\nleak:libpango\n";
}

/* A picture to draw on, filled with a colour. Owned by the returned context. */
static inline cairo_t *
canvas_new (int width, int height, FusColor ground)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  cairo_surface_destroy (surface);
  cairo_set_source_rgb (cr, ground.red, ground.green, ground.blue);
  cairo_paint (cr);
  return cr;
}

static inline guint32
canvas_pixel (cairo_t *cr, int x, int y)
{
  cairo_surface_t *surface = cairo_get_target (cr);
  cairo_surface_flush (surface);
  const guint8 *row = cairo_image_surface_get_data (surface)
                      + (gsize) y * cairo_image_surface_get_stride (surface);
  return ((const guint32 *) row)[x] & 0xffffff;
}

/* Number of pixels whose channels differ from the colour's by at most 3 of 255. */
static inline guint
canvas_count (cairo_t *cr, FusColor color, int x0, int y0, int x1, int y1)
{
  int red = (int) (color.red * 255 + 0.5), green = (int) (color.green * 255 + 0.5);
  int blue = (int) (color.blue * 255 + 0.5);
  guint n = 0;
  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++)
      {
        guint32 pixel = canvas_pixel (cr, x, y);
        n += ABS ((int) (pixel >> 16) - red) <= 3 && ABS ((int) (pixel >> 8 & 0xff) - green) <= 3
             && ABS ((int) (pixel & 0xff) - blue) <= 3;
      }
  return n;
}
