/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/text.h"

#include <math.h>
#include <pango/pangocairo.h>

static PangoLayout *
lay_out (cairo_t *cr, const char *text, const FusTextStyle *style)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  /* Unhinted, so that a window, a PNG of any resolution and a vector file break up the space
   * alike. */
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Arial,Sans");
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (pango_layout_get_context (layout), options);
  cairo_font_options_destroy (options);
  pango_font_description_set_absolute_size (font, style->size * PANGO_SCALE);
  pango_font_description_set_weight (font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  if (style->width > 0)
    {
      pango_layout_set_width (layout, (int) ceil (style->width * PANGO_SCALE));
      pango_layout_set_alignment (layout, style->x_align < 0.25   ? PANGO_ALIGN_LEFT
                                          : style->x_align < 0.75 ? PANGO_ALIGN_CENTER
                                                                  : PANGO_ALIGN_RIGHT);
    }
  return layout;
}

static void
layout_size (PangoLayout *layout, const FusTextStyle *style, double *width, double *height)
{
  int w, h;
  pango_layout_get_size (layout, &w, &h);
  *width = style->width > 0 ? style->width : (double) w / PANGO_SCALE;
  *height = (double) h / PANGO_SCALE;
}

void
fus_text_draw (cairo_t *cr, const char *text, double x, double y, const FusTextStyle *style,
               FusColor color)
{
  g_autoptr (PangoLayout) layout = lay_out (cr, text, style);
  double width, height;
  layout_size (layout, style, &width, &height);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  if (style->turned)
    cairo_rotate (cr, -G_PI / 2);
  cairo_move_to (cr, -style->x_align * width, -style->y_align * height);
  cairo_set_source_rgb (cr, color.red, color.green, color.blue);
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  cairo_restore (cr);
}

void
fus_text_measure (cairo_t *cr, const char *text, const FusTextStyle *style, double *width,
                  double *height)
{
  g_autoptr (PangoLayout) layout = lay_out (cr, text, style);
  layout_size (layout, style, width, height);
}
