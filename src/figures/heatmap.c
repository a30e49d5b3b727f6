/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/heatmap.h"

#include "figures/blend.h"
#include <math.h>
#include <string.h>

/* 1024 steps: finer than 8-bit channels show, and small enough to stay in cache. */
#define N_STEPS 1024
/* Opacity of the overlap's white relative to the overlay's: the face must stay recognisable. */
#define OVERLAP_OPACITY 0.75

/* One shade of a layer: colour in 0 … 255, and how opaque it is, 0 … 1. */
typedef struct
{
  float red, green, blue, alpha;
} Shade;

static guint
step_of (float value)
{
  return value > 0 ? (guint) (MIN (value, 1) * (N_STEPS - 1) + 0.5f) : 0;
}

FusColormap
fus_overlay_colormap (const FusOverlay *overlay)
{
  for (int task = 0; task < FUS_N_TASKS; task++)
    if (overlay->map[task] == NULL)
      return overlay->colormap;
  return FUS_COLORMAP_TASK;
}

gboolean
fus_overlay_marks_overlap (const FusOverlay *overlay)
{
  for (int task = 0; task < FUS_N_TASKS; task++)
    if (overlay->map[task] == NULL)
      return FALSE;
  return overlay->mark_overlap && overlay->threshold > 0;
}

static void
fill_shades (Shade *shades, FusColormap colormap, FusTask task, double opacity)
{
  for (guint i = 0; i < N_STEPS; i++)
    {
      double value = (double) i / (N_STEPS - 1);
      FusColor color = colormap == FUS_COLORMAP_TASK ? fus_color_task[task]
                                                     : fus_colormap_color (colormap, task, value);
      shades[i] = (Shade){ (float) color.red * 255, (float) color.green * 255,
                           (float) color.blue * 255, (float) (opacity * value) };
    }
}

static void
lay_over (FusPicture *picture, const FusArea *area, float *const maps[FUS_N_TASKS],
          const FusOverlay *overlay)
{
  FusColormap colormap = fus_overlay_colormap (overlay);
  g_autofree Shade *shades = g_new (Shade, FUS_N_TASKS * N_STEPS);
  for (int task = 0; task < FUS_N_TASKS; task++)
    fill_shades (shades + task * N_STEPS, colormap, task, overlay->opacity);
  gboolean mark = fus_overlay_marks_overlap (overlay);
  float threshold = (float) overlay->threshold;

  for (int y = 0; y < area->height; y++)
    {
      guint8 *pixel = picture->pixels + 3 * ((gsize) (area->y + y) * picture->width + area->x);
      for (int x = 0; x < area->width; x++, pixel += 3)
        {
          float red = 0, green = 0, blue = 0, sum = 0, clear = 1, both = 1;
          for (int task = 0; task < FUS_N_TASKS; task++)
            {
              const float *map = maps[task];
              if (map == NULL)
                continue;
              float cover = threshold > 0
                                ? fus_map_coverage (map, x, y, area->width, area->height, threshold)
                                : 1;
              const Shade *shade
                  = &shades[task * N_STEPS + step_of (map[(gsize) y * area->width + x])];
              float alpha = shade->alpha * cover;
              both = MIN (both, cover);
              red += alpha * shade->red;
              green += alpha * shade->green;
              blue += alpha * shade->blue;
              sum += alpha;
              clear *= 1 - alpha;
            }
          if (sum > 0)
            fus_pixel_blend (pixel, red / sum, green / sum, blue / sum, 1 - clear);
          if (mark && both > 0)
            fus_pixel_blend (pixel, (float) fus_color_overlap.red * 255,
                             (float) fus_color_overlap.green * 255,
                             (float) fus_color_overlap.blue * 255,
                             both * (float) (OVERLAP_OPACITY * overlay->opacity));
        }
    }
}

FusPicture *
fus_overlay_render (const FusPicture *picture, const FusOverlay *overlay, int width, int height)
{
  FusPicture *result = fus_picture_resize (picture, NULL, width, height);
  FusArea area = fus_area_of_crop (&overlay->crop, width, height);
  int side = (int) overlay->side;
  float *maps[FUS_N_TASKS] = { NULL };
  if (overlay->map[0] || overlay->map[1])
    fus_picture_mute (result,
                      fus_overlay_colormap (overlay) == FUS_COLORMAP_JET ? 0 : overlay->opacity);
  for (int task = 0; task < FUS_N_TASKS; task++)
    if (overlay->map[task])
      {
        maps[task] = g_new (float, (gsize) area.width *area.height);
        fus_map_resize (maps[task], area.width, area.height, overlay->map[task], side, side);
      }
  lay_over (result, &area, maps, overlay);
  for (int task = 0; task < FUS_N_TASKS; task++)
    g_free (maps[task]);
  return result;
}

FusPicture *
fus_heatmap_render (const float *map, guint side, FusColormap colormap, FusTask task, int width,
                    int height)
{
  gsize n = (gsize) width * height;
  g_autofree float *large = g_new (float, n);
  fus_map_resize (large, width, height, map, (int) side, (int) side);
  g_autofree guint8 *colors = g_new (guint8, 3 * N_STEPS);
  for (guint i = 0; i < N_STEPS; i++)
    {
      FusColor color = fus_colormap_color (colormap, task, (double) i / (N_STEPS - 1));
      colors[3 * i] = (guint8) lround (color.red * 255);
      colors[3 * i + 1] = (guint8) lround (color.green * 255);
      colors[3 * i + 2] = (guint8) lround (color.blue * 255);
    }
  FusPicture *picture = fus_picture_new (width, height);
  for (gsize i = 0; i < n; i++)
    memcpy (picture->pixels + 3 * i, colors + 3 * step_of (large[i]), 3);
  return picture;
}

cairo_surface_t *
fus_picture_to_surface (const FusPicture *picture)
{
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_RGB24, picture->width, picture->height);
  cairo_surface_flush (surface);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  const guint8 *in = picture->pixels;
  for (int y = 0; y < picture->height; y++)
    {
      guint32 *row = (guint32 *) (data + (gsize) y * stride);
      for (int x = 0; x < picture->width; x++, in += 3)
        row[x] = (guint32) in[0] << 16 | (guint32) in[1] << 8 | in[2];
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}
