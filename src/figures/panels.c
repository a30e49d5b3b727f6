/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/panels.h"

#include "figures/axis.h"
#include "faces/csv.h"
#include "figures/difference.h"
#include "figures/resolution.h"
#include <math.h>

typedef struct
{
  cairo_t *cr;
  const FusPanels *panels;
  FusColor ink;
  double em;
  guint n_columns, n_rows;
  double gap, title_height;
  double panel_width, panel_height;
  double maximum, difference_maximum; /* 0 where there is no such map */
} Drawing;

static double
largest (const float *map, gsize n)
{
  double high = 0;
  for (gsize i = 0; map && i < n; i++)
    high = fmax (high, fabs (map[i]));
  return high;
}

static gboolean
has_maps (const FusPanels *panels, FusTask task)
{
  for (guint i = 0; i < panels->n_panels; i++)
    if (panels->panels[i].map[task])
      return TRUE;
  return FALSE;
}

static gboolean
has_differences (const FusPanels *panels)
{
  for (guint i = 0; i < panels->n_panels; i++)
    if (panels->panels[i].difference)
      return TRUE;
  return FALSE;
}

static void
find_scale (Drawing *d)
{
  const FusPanels *panels = d->panels;
  gsize n = (gsize) panels->side * panels->side;
  for (guint i = 0; i < panels->n_panels; i++)
    {
      for (int task = 0; task < FUS_N_TASKS; task++)
        d->maximum = fmax (d->maximum, largest (panels->panels[i].map[task], n));
      d->difference_maximum
          = fmax (d->difference_maximum, largest (panels->panels[i].difference, n));
    }
  if (panels->maximum > 0)
    d->maximum = d->difference_maximum = panels->maximum;
}

/* Keys are set a little smaller than titles: so many em high per row, as the keys themselves count.
 */
#define KEY_EM 0.9

static double
map_key_height (const Drawing *d)
{
  guint rows = has_maps (d->panels, 0) + has_maps (d->panels, 1);
  for (guint i = 0; i < d->panels->n_panels; i++)
    if (d->panels->panels[i].mark_overlap)
      rows = FUS_N_TASKS + 1;
  return rows > 0 ? (1.4 * rows + 1.6) * KEY_EM * d->em : 0;
}

/* Height of the keys and the note below the panels. */
static double
foot_height (const Drawing *d, double width)
{
  double em = d->em, height = map_key_height (d), text_width, text_height;
  if (height > 0)
    height += 1.3 * em;
  if (has_differences (d->panels))
    height = MAX (height, 4.5 * em);
  if (d->panels->note)
    {
      FusTextStyle style = { .size = em * 0.85, .width = width };
      fus_text_measure (d->cr, d->panels->note, &style, &text_width, &text_height);
      height += text_height + 0.5 * em;
    }
  return height;
}

static void
lay_out_columns (Drawing *d, double width)
{
  const FusPanels *panels = d->panels;
  d->n_columns = panels->n_columns > 0 ? panels->n_columns : panels->n_panels;
  d->n_columns = MAX (MIN (d->n_columns, panels->n_panels), 1);
  d->n_rows = (panels->n_panels + d->n_columns - 1) / d->n_columns;
  d->gap = 0.7 * d->em;
  d->title_height = 0;
  for (guint i = 0; i < panels->n_panels; i++)
    if (panels->panels[i].title)
      d->title_height = 1.6 * d->em;
  d->panel_width = (width - (d->n_columns - 1) * d->gap) / d->n_columns;
  d->panel_height = d->panel_width * panels->picture->height / panels->picture->width;
}

static double
full_height (const Drawing *d, double width)
{
  return d->n_rows * (d->title_height + d->panel_height + d->gap) + foot_height (d, width);
}

double
fus_panels_height (const FusPanels *panels, double width, double font_size)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  Drawing d = { .cr = cr, .panels = panels, .em = font_size };
  lay_out_columns (&d, width);
  double height = full_height (&d, width);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return height;
}

static double
resolution_of (const Drawing *d)
{
  return d->panels->resolution > 0 ? d->panels->resolution : fus_target_resolution (d->cr);
}

static float *
scaled_copy (const float *map, gsize n, double maximum)
{
  float *copy = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    copy[i] = maximum > 0 ? (float) (map[i] / maximum) : 0;
  return copy;
}

static FusPicture *
render_panel (const Drawing *d, const FusPanel *panel, int width, int height)
{
  const FusPanels *panels = d->panels;
  const FusPicture *picture = panel->picture ? panel->picture : panels->picture;
  gsize n = (gsize) panels->side * panels->side;
  if (panel->difference)
    {
      g_autofree float *map = scaled_copy (panel->difference, n, d->difference_maximum);
      return fus_difference_render (picture, map, panels->side, &panels->crop, panels->opacity,
                                    width, height);
    }
  FusOverlay overlay = { .side = panels->side,
                         .crop = panels->crop,
                         .colormap = panels->colormap,
                         .opacity = panels->opacity,
                         .mark_overlap = panel->mark_overlap };
  if (d->maximum > 0)
    overlay.threshold = panel->threshold / d->maximum;
  float *maps[FUS_N_TASKS] = { NULL };
  for (int task = 0; task < FUS_N_TASKS; task++)
    if (panel->map[task])
      overlay.map[task] = maps[task] = scaled_copy (panel->map[task], n, d->maximum);
  FusPicture *result = fus_overlay_render (picture, &overlay, width, height);
  for (int task = 0; task < FUS_N_TASKS; task++)
    g_free (maps[task]);
  return result;
}

static void
draw_panel (const Drawing *d, guint index)
{
  const FusPanel *panel = &d->panels->panels[index];
  double x = index % d->n_columns * (d->panel_width + d->gap);
  double y = index / d->n_columns * (d->title_height + d->panel_height + d->gap);
  FusTextStyle style = { .size = d->em, .bold = TRUE };
  if (panel->title)
    fus_text_draw (d->cr, panel->title, x, y, &style, d->ink);

  double resolution = resolution_of (d);
  int width = MAX (1, (int) lround (d->panel_width * resolution));
  int height = MAX (1, (int) lround (d->panel_height * resolution));
  g_autoptr (FusPicture) picture = render_panel (d, panel, width, height);
  cairo_surface_t *surface = fus_picture_to_surface (picture);
  cairo_save (d->cr);
  cairo_translate (d->cr, x, y + d->title_height);
  cairo_scale (d->cr, d->panel_width / width, d->panel_height / height);
  cairo_set_source_surface (d->cr, surface, 0, 0);
  cairo_paint (d->cr);
  cairo_restore (d->cr);
  cairo_surface_destroy (surface);
}

static gboolean
marks_overlap (const FusPanels *panels, double *threshold)
{
  for (guint i = 0; i < panels->n_panels; i++)
    if (panels->panels[i].mark_overlap)
      {
        *threshold = panels->panels[i].threshold;
        return TRUE;
      }
  return FALSE;
}

static void
draw_keys (const Drawing *d, double y, double width)
{
  const FusPanels *panels = d->panels;
  double key_width = MIN (width * 0.47, 24 * d->em), x = 0, threshold = 0;
  gboolean has_any = has_maps (panels, 0) || has_maps (panels, 1);
  if (has_any)
    {
      const float shown = 0;
      FusOverlay overlay = { .colormap = panels->colormap, .opacity = panels->opacity };
      overlay.mark_overlap = marks_overlap (panels, &threshold);
      if (overlay.mark_overlap && d->maximum > 0)
        overlay.threshold = threshold / d->maximum;
      /* One gradient for both tasks where the colour map is not the tasks' own. */
      gboolean is_common = panels->colormap != FUS_COLORMAP_TASK && !overlay.mark_overlap;
      for (int task = 0; task < FUS_N_TASKS; task++)
        if (is_common ? task == 0 : has_maps (panels, task))
          overlay.map[task] = &shown;
      cairo_save (d->cr);
      cairo_translate (d->cr, 0, y + 1.3 * d->em);
      fus_overlay_draw_scaled_key (d->cr, &overlay, d->maximum, is_common ? "" : NULL, key_width,
                                   map_key_height (d), d->ink);
      cairo_restore (d->cr);
      FusTextStyle style = { .size = d->em * KEY_EM };
      if (panels->value_label)
        fus_text_draw (d->cr, panels->value_label, 0, y, &style, d->ink);
      x = width - key_width;
    }
  if (has_differences (panels))
    {
      cairo_save (d->cr);
      cairo_translate (d->cr, x, y);
      fus_difference_draw_key (d->cr, d->difference_maximum, panels->opacity, panels->less,
                               panels->more, key_width, 4.2 * KEY_EM * d->em, d->ink);
      cairo_restore (d->cr);
    }
}

void
fus_panels_draw (cairo_t *cr, const FusPanels *panels, double width, double height, FusColor ink,
                 double font_size)
{
  Drawing d = { .cr = cr, .panels = panels, .ink = ink, .em = font_size };
  cairo_save (cr);
  find_scale (&d);
  lay_out_columns (&d, width);
  double spare = height - full_height (&d, width);
  if (spare < 0)
    {
      double shrunk = MAX (d.panel_height + spare / d.n_rows, font_size);
      d.panel_width *= shrunk / d.panel_height;
      d.panel_height = shrunk;
    }
  for (guint i = 0; i < panels->n_panels; i++)
    draw_panel (&d, i);
  draw_keys (&d, d.n_rows * (d.title_height + d.panel_height + d.gap), width);
  if (panels->note)
    {
      FusTextStyle style = { .size = font_size * 0.85, .width = width, .y_align = 1 };
      fus_text_draw (cr, panels->note, 0, height - 0.1 * font_size, &style, ink);
    }
  cairo_restore (cr);
}

static void
append_map (GString *table, const FusPanels *panels, guint index, const char *name,
            const float *map)
{
  for (guint row = 0; map && row < panels->side; row++)
    for (guint column = 0; column < panels->side; column++)
      {
        char numbers[3][FUS_AXIS_LABEL_SIZE];
        fus_number_format (row, numbers[0]);
        fus_number_format (column, numbers[1]);
        fus_number_format (map[row * panels->side + column], numbers[2]);
        const char *title = panels->panels[index].title;
        const char *fields[] = { title ? title : "", name, numbers[0], numbers[1], numbers[2] };
        fus_csv_append_row (table, fields, G_N_ELEMENTS (fields));
      }
}

char *
fus_panels_csv (const FusPanels *panels)
{
  static const char *const heading[] = { "panel", "map", "row", "column", "value" };
  GString *table = g_string_new (NULL);
  fus_csv_append_row (table, heading, G_N_ELEMENTS (heading));
  for (guint i = 0; i < panels->n_panels; i++)
    {
      for (int task = 0; task < FUS_N_TASKS; task++)
        append_map (table, panels, i, fus_task_name (task), panels->panels[i].map[task]);
      append_map (table, panels, i, "difference", panels->panels[i].difference);
    }
  return g_string_free (table, FALSE);
}
