/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/difference.h"

#include "figures/blend.h"
#include "figures/text.h"
#include <math.h>

const FusColor fus_color_more = { 0x76 / 255.0, 0x2a / 255.0, 0x83 / 255.0 };
const FusColor fus_color_less = { 0x1b / 255.0, 0x78 / 255.0, 0x37 / 255.0 };

FusPicture *
fus_difference_render (const FusPicture *picture, const float *map, guint side, const FusCrop *crop,
                       double opacity, int width, int height)
{
  FusPicture *result = fus_picture_resize (picture, NULL, width, height);
  FusArea area = fus_area_of_crop (crop, width, height);
  g_autofree float *large = g_new (float, (gsize) area.width *area.height);
  fus_map_resize (large, area.width, area.height, map, (int) side, (int) side);
  fus_picture_mute (result, opacity);
  const float *value = large;
  for (int y = 0; y < area.height; y++)
    {
      guint8 *pixel = result->pixels + 3 * ((gsize) (area.y + y) * width + area.x);
      for (int x = 0; x < area.width; x++, pixel += 3, value++)
        {
          FusColor color = *value > 0 ? fus_color_more : fus_color_less;
          float alpha = (float) opacity * MIN (fabsf (*value), 1);
          fus_pixel_blend (pixel, (float) color.red * 255, (float) color.green * 255,
                           (float) color.blue * 255, alpha);
        }
    }
  return result;
}

void
fus_difference_draw_key (cairo_t *cr, double maximum, double opacity, const char *less,
                         const char *more, double width, double height, FusColor ink)
{
  double em = MIN (height / 4.2, width / 16);
  double bar = em, y = 1.4 * em;
  cairo_pattern_t *pattern = cairo_pattern_create_linear (0, 0, width, 0);
  cairo_pattern_add_color_stop_rgba (pattern, 0, fus_color_less.red, fus_color_less.green,
                                     fus_color_less.blue, opacity);
  cairo_pattern_add_color_stop_rgba (pattern, 0.5, fus_color_less.red, fus_color_less.green,
                                     fus_color_less.blue, 0);
  cairo_pattern_add_color_stop_rgba (pattern, 0.5, fus_color_more.red, fus_color_more.green,
                                     fus_color_more.blue, 0);
  cairo_pattern_add_color_stop_rgba (pattern, 1, fus_color_more.red, fus_color_more.green,
                                     fus_color_more.blue, opacity);
  cairo_rectangle (cr, 0, y, width, bar);
  cairo_set_source (cr, pattern);
  cairo_fill_preserve (cr);
  cairo_pattern_destroy (pattern);
  cairo_set_line_width (cr, em / 14);
  cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, 0.45);
  cairo_stroke (cr);

  FusTextStyle name = { .size = em };
  fus_text_draw (cr, less, 0, 0, &name, ink);
  name.x_align = 1;
  fus_text_draw (cr, more, width, 0, &name, ink);
  for (int i = -1; i <= 1; i++)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];
      FusTextStyle style = { .size = em * 0.9, .x_align = 0.5 * (i + 1) };
      g_ascii_formatd (text, sizeof text, i == 0 ? "%.0f" : "%+.2g", i * maximum);
      fus_text_draw (cr, text, 0.5 * (i + 1) * width, y + bar + 0.1 * em, &style, ink);
    }
}
