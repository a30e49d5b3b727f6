/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/picture-grid.h"

#include "figures/text.h"

#include <math.h>

/* In heights of the font. */
#define LEFT 1.9
#define HEAD 1.8
#define CAPTION 1.25
#define CELL_GAP 1.2
#define NOTE 2.6
#define PICTURE_GAP 0.3
#define CAPTION_SIZE 0.8
#define PALE 0.35

typedef struct
{
  double em;
  double cell_width;
  double side; /* of a picture */
  double step; /* from a picture to the one below it */
  double row;  /* from a row of cells to the next */
} Layout;

static gboolean
has_captions (const FusPictureGrid *grid)
{
  for (guint i = 0; i < grid->n_rows * grid->n_columns * grid->n; i++)
    if (grid->pictures[i].caption != NULL)
      return TRUE;
  return FALSE;
}

static Layout
lay_out (const FusPictureGrid *grid, double width, double font_size)
{
  Layout layout = { .em = font_size };
  const guint down = (grid->n + grid->across - 1) / grid->across;
  const double gap = PICTURE_GAP * font_size;

  layout.cell_width
      = (width - LEFT * font_size - (grid->n_columns - 1) * CELL_GAP * font_size) / grid->n_columns;
  layout.side = fmax ((layout.cell_width - (grid->across - 1) * gap) / grid->across, 1);
  layout.step = layout.side + (has_captions (grid) ? CAPTION * font_size : gap);
  layout.row = down * layout.step + CELL_GAP * font_size;
  return layout;
}

double
fus_picture_grid_height (const FusPictureGrid *grid, double width, double font_size)
{
  const Layout layout = lay_out (grid, width, font_size);

  return HEAD * font_size + grid->n_rows * layout.row + (grid->note != NULL ? NOTE * font_size : 0);
}

static cairo_surface_t *
surface_of (const FusPicture *picture)
{
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_RGB24, picture->width, picture->height);
  guint8 *pixels = cairo_image_surface_get_data (surface);
  const int stride = cairo_image_surface_get_stride (surface);

  cairo_surface_flush (surface);
  for (int y = 0; y < picture->height; y++)
    {
      guint32 *row = (guint32 *) (void *) (pixels + (gsize) y * stride);

      for (int x = 0; x < picture->width; x++)
        {
          const guint8 *p = picture->pixels + 3 * ((gsize) y * picture->width + x);

          row[x] = (guint32) p[0] << 16 | (guint32) p[1] << 8 | p[2];
        }
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
draw_picture (cairo_t *cr, const FusGridPicture *picture, double x, double y, const Layout *layout,
              FusColor ink)
{
  if (picture->picture != NULL)
    {
      cairo_surface_t *surface = surface_of (picture->picture);

      cairo_save (cr);
      cairo_translate (cr, x, y);
      cairo_scale (cr, layout->side / picture->picture->width,
                   layout->side / picture->picture->height);
      cairo_set_source_surface (cr, surface, 0, 0);
      /* Pixels as they are: the picture has no more. */
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_rectangle (cr, 0, 0, picture->picture->width, picture->picture->height);
      cairo_clip (cr);
      cairo_paint_with_alpha (cr, picture->dim ? PALE : 1);
      cairo_restore (cr);
      cairo_surface_destroy (surface);
    }
  if (picture->caption != NULL)
    fus_text_draw (cr, picture->caption, x + layout->side / 2, y + layout->side,
                   &(FusTextStyle){ .size = CAPTION_SIZE * layout->em, .x_align = 0.5 }, ink);
}

void
fus_picture_grid_draw (cairo_t *cr, const FusPictureGrid *grid, double width, double height,
                       FusColor ink, double font_size)
{
  const Layout layout = lay_out (grid, width, font_size);
  const double gap = PICTURE_GAP * font_size;

  for (guint c = 0; c < grid->n_columns; c++)
    fus_text_draw (cr, grid->column_titles[c],
                   LEFT * font_size + c * (layout.cell_width + CELL_GAP * font_size)
                       + layout.cell_width / 2,
                   0, &(FusTextStyle){ .size = font_size, .bold = TRUE, .x_align = 0.5 }, ink);
  for (guint r = 0; r < grid->n_rows; r++)
    {
      const double top = HEAD * font_size + r * layout.row;

      fus_text_draw (
          cr, grid->row_titles[r], 0, top + (layout.row - CELL_GAP * font_size) / 2,
          &(FusTextStyle){
              .size = font_size, .bold = TRUE, .x_align = 0.5, .y_align = 0, .turned = TRUE },
          ink);
      for (guint c = 0; c < grid->n_columns; c++)
        for (guint i = 0; i < grid->n; i++)
          draw_picture (cr, &grid->pictures[(r * grid->n_columns + c) * grid->n + i],
                        LEFT * font_size + c * (layout.cell_width + CELL_GAP * font_size)
                            + i % grid->across * (layout.side + gap),
                        top + i / grid->across * layout.step, &layout, ink);
    }
  if (grid->note != NULL)
    fus_text_draw (cr, grid->note, 0, HEAD * font_size + grid->n_rows * layout.row,
                   &(FusTextStyle){ .size = 0.9 * font_size, .width = width }, ink);
}
