/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/regions.h"

#include "faces/pictures/resize.h"
#include <cairo.h>
#include <math.h>

/* As fine as the masks of truth.c: enough for an eyebrow. */
#define SIZE 128

/* How much of each pixel a polygon covers, [SIZE, SIZE]. */
static void
draw_polygon (float *cover, const FusRegionTemplate *template_, const FusPolygon *polygon)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, SIZE, SIZE);
  cairo_t *cr = cairo_create (surface);
  const guint8 *pixels;
  int stride;

  cairo_scale (cr, SIZE, SIZE);
  cairo_translate (cr, 0.5 + template_->x, 0.5 + template_->y);
  cairo_scale (cr, template_->scale, template_->scale);
  cairo_translate (cr, -0.5, -0.5);
  for (guint i = 0; i < polygon->n; i++)
    cairo_line_to (cr, polygon->points[2 * i], polygon->points[2 * i + 1]);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  pixels = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (guint y = 0; y < SIZE; y++)
    for (guint x = 0; x < SIZE; x++)
      cover[y * SIZE + x] = pixels[y * stride + x] / 255.0f;
  cairo_surface_destroy (surface);
}

FusRegions *
fus_regions_new (const FusRegionTemplate *template_)
{
  const gsize n = SIZE * SIZE;
  FusRegions *regions = g_new0 (FusRegions, 1);
  g_autofree float *cover = g_new (float, n);

  regions->size = SIZE;
  for (guint r = 0; r < FUS_N_REGIONS; r++)
    regions->inside[r] = g_new0 (float, n);
  for (gsize i = 0; i < n; i++)
    regions->inside[FUS_REGION_BACKGROUND][i] = 1;

  for (guint p = 0; p < template_->polygons->len; p++)
    {
      const FusPolygon *polygon = &g_array_index (template_->polygons, FusPolygon, p);

      draw_polygon (cover, template_, polygon);
      for (gsize i = 0; i < n; i++)
        {
          if (cover[i] == 0)
            continue;
          for (guint r = 0; r < FUS_N_REGIONS; r++)
            regions->inside[r][i] *= 1 - cover[i];
          regions->inside[polygon->region][i] += cover[i];
        }
    }

  for (guint r = 0; r < FUS_N_REGIONS; r++)
    {
      for (gsize i = 0; i < n; i++)
        regions->area[r] += regions->inside[r][i];
      regions->area[r] /= (double) n;
    }
  return regions;
}

void
fus_regions_free (FusRegions *regions)
{
  for (guint r = 0; r < FUS_N_REGIONS; r++)
    g_free (regions->inside[r]);
  g_free (regions);
}

gboolean
fus_regions_shares (const FusRegions *regions, const float *map, guint side,
                    double shares[FUS_N_REGIONS])
{
  const gsize n = (gsize) regions->size * regions->size;
  g_autofree float *large = g_new (float, n);
  double mass = 0;

  fus_map_resize (large, (int) regions->size, (int) regions->size, map, (int) side, (int) side);
  for (gsize i = 0; i < n; i++)
    mass += large[i];
  for (guint r = 0; r < FUS_N_REGIONS; r++)
    {
      double sum = 0;

      for (gsize i = 0; i < n; i++)
        sum += (double) large[i] * regions->inside[r][i];
      shares[r] = mass > 0 ? sum / mass : NAN;
    }
  return mass > 0;
}
