/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/channel-grid.h"

#include "figures/heatmap.h"
#include "figures/resolution.h"
#include "figures/text.h"
#include <math.h>
#include <string.h>

#define N_SHADES 256

typedef guint8 Shade[3];

/* Small cells stand close, so that the room goes to them; large ones apart, to be told apart. */
static int
gap_for (int cell)
{
  return cell >= 96 ? 4 : cell >= 32 ? 2 : cell >= 4 ? 1 : 0;
}

static int
cell_for (int room, guint n)
{
  int cell = room / (int) n;

  for (; cell > 0; cell--)
    if ((gint64) cell * n + (gint64) gap_for (cell) * (n - 1) <= room)
      break;
  return cell;
}

void
fus_channel_layout (FusChannelLayout *layout, guint n, int width, int height)
{
  width = MAX (width, 1);
  height = MAX (height, 1);
  *layout = (FusChannelLayout){ .n = n, .columns = 1, .rows = 1, .cell = 1 };
  if (n == 0)
    return;
  layout->cell = 0;
  for (guint columns = 1; columns <= n; columns++)
    {
      const guint rows = (n + columns - 1) / columns;
      const int cell = MIN (cell_for (width, columns), cell_for (height, rows));

      /* Of equal cells the fuller rows. */
      if (cell > layout->cell)
        {
          layout->cell = cell;
          layout->columns = columns;
          layout->rows = rows;
        }
    }
  if (layout->cell == 0)
    {
      layout->cell = 1;
      layout->columns = MIN (n, (guint) width);
      layout->rows = (n + layout->columns - 1) / layout->columns;
    }
  layout->gap = gap_for (layout->cell);
  const int step = layout->cell + layout->gap;
  layout->x = MAX (0, (width - ((int) layout->columns * step - layout->gap)) / 2);
  layout->y = MAX (0, (height - ((int) layout->rows * step - layout->gap)) / 2);
}

void
fus_channel_layout_size (guint n, int cell, int *width, int *height)
{
  const int columns = MAX (1, (int) ceil (sqrt (n)));
  const int rows = MAX (1, ((int) n + columns - 1) / columns);
  const int step = cell + gap_for (cell);

  *width = columns * step - gap_for (cell);
  *height = rows * step - gap_for (cell);
}

gint64
fus_channel_layout_at (const FusChannelLayout *layout, double x, double y)
{
  const int step = layout->cell + layout->gap;
  const double column = floor ((x - layout->x) / step), row = floor ((y - layout->y) / step);

  if (!(column >= 0 && column < layout->columns && row >= 0 && row < layout->rows))
    return -1;
  const gint64 position = (gint64) row * layout->columns + (gint64) column;
  return position < layout->n ? position : -1;
}

void
fus_channel_layout_cell (const FusChannelLayout *layout, guint position, int *x, int *y)
{
  const int step = layout->cell + layout->gap;

  *x = layout->x + (int) (position % layout->columns) * step;
  *y = layout->y + (int) (position / layout->columns) * step;
}

guint
fus_channel_grid_unit (const FusChannelGrid *grid, guint position)
{
  return grid->order != NULL ? grid->order[position] : position;
}

guint
fus_channel_grid_position (const FusChannelGrid *grid, guint unit)
{
  for (guint i = 0; grid->order != NULL && i < grid->features->n_units; i++)
    if (grid->order[i] == unit)
      return i;
  return unit;
}

static void
make_shades (Shade *shades, FusColormap colormap)
{
  if (colormap == FUS_COLORMAP_TASK)
    colormap = FUS_COLORMAP_VIRIDIS;
  for (int i = 0; i < N_SHADES; i++)
    {
      const FusColor color
          = fus_colormap_color (colormap, FUS_TASK_IDENTITY, i / (double) (N_SHADES - 1));

      shades[i][0] = (guint8) (color.red * 255 + 0.5);
      shades[i][1] = (guint8) (color.green * 255 + 0.5);
      shades[i][2] = (guint8) (color.blue * 255 + 0.5);
    }
}

/* The values that a pixel of the cell covers: one where the cell is larger than the map. */
static void
make_spans (guint *first, guint *end, guint side, int cell)
{
  for (int i = 0; i < cell; i++)
    if ((guint) cell >= side)
      {
        first[i] = (guint) (((gint64) 2 * i + 1) * side / (2 * cell));
        end[i] = first[i] + 1;
      }
    else
      {
        first[i] = (guint) ((gint64) i * side / cell);
        end[i] = MAX (first[i] + 1, (guint) ((gint64) (i + 1) * side / cell));
      }
}

static double
mean_of (const float *map, guint side, guint y0, guint y1, guint x0, guint x1)
{
  double sum = 0;

  for (guint y = y0; y < y1; y++)
    for (guint x = x0; x < x1; x++)
      sum += map[(gsize) y * side + x];
  return sum / ((double) (y1 - y0) * (x1 - x0));
}

void
fus_channel_grid_scale (const FusChannelGrid *grid, guint unit, double *low, double *high)
{
  *low = grid->low;
  *high = grid->high;
  if (grid->own_scale)
    fus_features_range (grid->features, unit, low, high);
}

static void
scale_of (const FusChannelGrid *grid, guint unit, double *low, double *factor)
{
  double high;

  fus_channel_grid_scale (grid, unit, low, &high);
  *factor = high > *low ? (N_SHADES - 1) / (high - *low) : 0;
}

static void
render_cell (guint8 *pixels, gsize stride, const FusChannelGrid *grid, guint unit, int cell,
             const guint *first, const guint *end, const Shade *shades)
{
  const guint side = grid->features->side;
  const float *map = grid->features->values + (gsize) unit * side * side;
  double low, factor;

  scale_of (grid, unit, &low, &factor);
  for (int y = 0; y < cell; y++)
    {
      guint8 *out = pixels + (gsize) y * stride;

      if (y > 0 && first[y] == first[y - 1] && end[y] == end[y - 1])
        {
          memcpy (out, out - stride, (gsize) cell * 3);
          continue;
        }
      for (int x = 0; x < cell; x++)
        {
          const double value = mean_of (map, side, first[y], end[y], first[x], end[x]);
          const double shade = (value - low) * factor + 0.5;
          /* NaN is drawn as the least. */
          const int i = shade >= N_SHADES ? N_SHADES - 1 : shade >= 0 ? (int) shade : 0;

          memcpy (out + 3 * x, shades[i], 3);
        }
    }
}

static FusPicture *
new_ground (int width, int height, FusColor ground)
{
  FusPicture *picture = fus_picture_new (width, height);
  const Shade shade = { (guint8) (ground.red * 255 + 0.5), (guint8) (ground.green * 255 + 0.5),
                        (guint8) (ground.blue * 255 + 0.5) };

  for (gsize i = 0; i < (gsize) width * height; i++)
    memcpy (picture->pixels + 3 * i, shade, 3);
  return picture;
}

FusPicture *
fus_channel_grid_render (const FusChannelGrid *grid, int width, int height, FusColor ground)
{
  FusPicture *picture = new_ground (width, height, ground);
  const gsize stride = (gsize) width * 3;
  FusChannelLayout layout;
  Shade shades[N_SHADES];

  fus_channel_layout (&layout, grid->features->n_units, width, height);
  g_autofree guint *first = g_new (guint, 2 * (gsize) layout.cell);
  guint *end = first + layout.cell;
  make_shades (shades, grid->colormap);
  make_spans (first, end, grid->features->side, layout.cell);
  for (guint i = 0; i < layout.n; i++)
    {
      int x, y;

      fus_channel_layout_cell (&layout, i, &x, &y);
      if (x + layout.cell <= width && y + layout.cell <= height)
        render_cell (picture->pixels + (gsize) y * stride + (gsize) x * 3, stride, grid,
                     fus_channel_grid_unit (grid, i), layout.cell, first, end, shades);
    }
  return picture;
}

FusPicture *
fus_channel_render (const FusChannelGrid *grid, guint unit, int side)
{
  FusPicture *picture = fus_picture_new (side, side);
  g_autofree guint *first = g_new (guint, 2 * (gsize) side);
  Shade shades[N_SHADES];

  make_shades (shades, grid->colormap);
  make_spans (first, first + side, grid->features->side, side);
  render_cell (picture->pixels, (gsize) side * 3, grid, unit, side, first, first + side, shades);
  return picture;
}

/* @side: of the cell, in the target's units */
static void
draw_name (cairo_t *cr, const FusChannelGrid *grid, guint unit, double x, double y, double side)
{
  FusTextStyle style = { .size = side / 6, .x_align = 0.5, .y_align = 0.5 };
  double low, high, width, height;

  fus_channel_grid_scale (grid, unit, &low, &high);
  const double value = high > low ? (grid->features->values[unit] - low) / (high - low) : 0;
  const FusColormap colormap
      = grid->colormap == FUS_COLORMAP_TASK ? FUS_COLORMAP_VIRIDIS : grid->colormap;
  const double luminance
      = fus_color_luminance (fus_colormap_color (colormap, FUS_TASK_IDENTITY, value));
  const double ink = luminance > 0.18 ? 0 : 1;
  fus_text_measure (cr, grid->names[unit], &style, &width, &height);
  style.size *= MIN (1, 0.9 * side / MAX (width, 1e-9));
  fus_text_draw (cr, grid->names[unit], x + side / 2, y + side / 2, &style,
                 (FusColor){ ink, ink, ink });
}

double
fus_channel_grid_draw (cairo_t *cr, const FusChannelGrid *grid, double x, double y, double width,
                       double height, FusColor ground)
{
  const double resolution = fus_target_resolution (cr);
  const int columns = MAX (1, (int) lround (width * resolution));
  const int rows = MAX (1, (int) lround (height * resolution));
  FusChannelLayout layout;

  /* What is left over goes below, not half above. */
  fus_channel_layout (&layout, grid->features->n_units, columns, rows);
  const int used = MIN (rows, (int) layout.rows * (layout.cell + layout.gap) - layout.gap);
  g_autoptr (FusPicture) picture = fus_channel_grid_render (grid, columns, used, ground);
  cairo_surface_t *surface = fus_picture_to_surface (picture);

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, width / columns, width / columns);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
  /* The rendering had the same room, but for the rows that it did not fill. */
  fus_channel_layout (&layout, grid->features->n_units, columns, used);
  for (guint i = 0; grid->names != NULL && grid->features->side == 1 && i < layout.n; i++)
    {
      int cell_x, cell_y;

      fus_channel_layout_cell (&layout, i, &cell_x, &cell_y);
      draw_name (cr, grid, fus_channel_grid_unit (grid, i), x + cell_x * width / columns,
                 y + cell_y * width / columns, layout.cell * width / columns);
    }
  return used * width / columns;
}
