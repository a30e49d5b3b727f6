/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/heatmap.h"

#include "figures/text.h"
#include <glib/gi18n-lib.h>

typedef struct
{
  cairo_t *cr;
  const FusOverlay *overlay;
  FusColor ink;
  double em;
  double maximum;     /* what a value of 1 is called */
  double left, right; /* of the gradients */
} Key;

static const char *
task_title (FusTask task)
{
  return task == FUS_TASK_IDENTITY ? _ ("Identity") : _ ("Expression");
}

static void
draw_outline (const Key *key, double x, double y, double width, double height)
{
  cairo_rectangle (key->cr, x, y, width, height);
  cairo_set_line_width (key->cr, key->em / 14);
  cairo_set_source_rgba (key->cr, key->ink.red, key->ink.green, key->ink.blue, 0.45);
  cairo_stroke (key->cr);
}

/* The part below the threshold stays empty, as it does on the face. */
static void
draw_gradient (const Key *key, FusColormap colormap, FusTask task, double y, double height)
{
  const FusOverlay *overlay = key->overlay;
  double width = key->right - key->left;
  cairo_pattern_t *pattern = cairo_pattern_create_linear (key->left, 0, key->right, 0);
  for (int i = 0; i <= 32; i++)
    {
      double value = i / 32.0;
      FusColor color = colormap == FUS_COLORMAP_TASK ? fus_color_task[task]
                                                     : fus_colormap_color (colormap, task, value);
      cairo_pattern_add_color_stop_rgba (pattern, value, color.red, color.green, color.blue,
                                         overlay->opacity * value);
    }
  cairo_rectangle (key->cr, key->left + overlay->threshold * width, y,
                   (1 - overlay->threshold) * width, height);
  cairo_set_source (key->cr, pattern);
  cairo_fill (key->cr);
  cairo_pattern_destroy (pattern);
  draw_outline (key, key->left, y, width, height);
}

static void
draw_tick (const Key *key, double value, const char *text, double y)
{
  double x = key->left + value * (key->right - key->left);
  cairo_move_to (key->cr, x, y);
  cairo_line_to (key->cr, x, y + 0.25 * key->em);
  cairo_set_line_width (key->cr, key->em / 12);
  cairo_set_source_rgb (key->cr, key->ink.red, key->ink.green, key->ink.blue);
  cairo_stroke (key->cr);
  FusTextStyle style = { .size = key->em * 0.9, .x_align = 0.5 };
  fus_text_draw (key->cr, text, x, y + 0.3 * key->em, &style, key->ink);
}

static void
draw_ticks (const Key *key, double y)
{
  double threshold = key->overlay->threshold;
  double room = 1.9 * key->em / (key->right - key->left);
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (text, sizeof text, "%.2g", key->maximum);
  if (threshold <= 0 || threshold > room)
    draw_tick (key, 0, "0", y);
  if (threshold < 1 - room)
    draw_tick (key, 1, text, y);
  if (threshold > 0)
    draw_tick (key, threshold,
               g_ascii_formatd (text, sizeof text, "%.2g", threshold * key->maximum), y);
}

static void
draw_overlap_sign (const Key *key, double y, double height)
{
  cairo_rectangle (key->cr, 0.05 * key->em, y, 2 * height, height);
  cairo_set_source_rgb (key->cr, fus_color_overlap.red, fus_color_overlap.green,
                        fus_color_overlap.blue);
  cairo_fill (key->cr);
  draw_outline (key, 0.05 * key->em, y, 2 * height, height);
  FusTextStyle style = { .size = key->em, .y_align = 0.5 };
  fus_text_draw (key->cr, _ ("both above threshold"), 2 * height + 0.5 * key->em, y + height / 2,
                 &style, key->ink);
}

void
fus_overlay_draw_key (cairo_t *cr, const FusOverlay *overlay, double width, double height,
                      FusColor ink)
{
  fus_overlay_draw_scaled_key (cr, overlay, 1, NULL, width, height, ink);
}

void
fus_overlay_draw_scaled_key (cairo_t *cr, const FusOverlay *overlay, double maximum,
                             const char *label, double width, double height, FusColor ink)
{
  guint n_maps = 0;
  for (int task = 0; task < FUS_N_TASKS; task++)
    n_maps += overlay->map[task] != NULL;
  if (n_maps == 0)
    return;
  gboolean mark = fus_overlay_marks_overlap (overlay);
  /* Rows are 1.4 em, the ticks between gradients and overlap sign 1.6 em. */
  double em = MIN (height / (1.4 * (n_maps + mark) + 1.6), width / 16);
  Key key = { cr, overlay, ink, em, maximum, 0, width - 1.1 * em };
  FusTextStyle style = { .size = em, .y_align = 0.5 };
  for (int task = 0; task < FUS_N_TASKS; task++)
    {
      double text_width, text_height;
      fus_text_measure (cr, label ? label : task_title (task), &style, &text_width, &text_height);
      if (overlay->map[task])
        key.left = MAX (key.left, text_width + 0.9 * em);
    }

  FusColormap colormap = fus_overlay_colormap (overlay);
  double y = 0.2 * em, bar = em;
  for (int task = 0; task < FUS_N_TASKS; task++)
    if (overlay->map[task])
      {
        fus_text_draw (cr, label ? label : task_title (task), 0, y + bar / 2, &style, ink);
        draw_gradient (&key, colormap, task, y, bar);
        y += 1.4 * em;
      }
  draw_ticks (&key, y - 0.4 * em);
  if (mark)
    draw_overlap_sign (&key, y + 1.4 * em, bar);
}
