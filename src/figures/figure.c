/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/figure.h"

#include "faces/write-file.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <string.h>

#define POINTS_PER_MM (72 / 25.4)
#define RESOLUTION 300.0
/* Points around the drawing, so that no letter touches the edge. */
#define MARGIN 2.0

static const FusColor black = { 0, 0, 0 };
static const FusColor white = { 1, 1, 1 };

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw (cairo_t *cr, const FusFigure *figure, FusColor ink, FusColor ground)
{
  cairo_set_source_rgb (cr, ground.red, ground.green, ground.blue);
  cairo_paint (cr);
  cairo_translate (cr, MARGIN, MARGIN);
  figure->draw (cr, figure->width * POINTS_PER_MM - 2 * MARGIN,
                figure->height * POINTS_PER_MM - 2 * MARGIN, ink, ground, FUS_FIGURE_FONT_SIZE,
                figure->data);
}

static void
draw_and_finish (cairo_surface_t *surface, const FusFigure *figure)
{
  cairo_t *cr = cairo_create (surface);
  draw (cr, figure, black, white);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
}

static GByteArray *
make_svg (const FusFigure *figure)
{
  GByteArray *bytes = g_byte_array_new ();
  draw_and_finish (cairo_svg_surface_create_for_stream (collect, bytes,
                                                        figure->width * POINTS_PER_MM,
                                                        figure->height * POINTS_PER_MM),
                   figure);
  return bytes;
}

static GByteArray *
make_pdf (const FusFigure *figure)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      collect, bytes, figure->width * POINTS_PER_MM, figure->height * POINTS_PER_MM);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, figure->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Fusiform " FUS_VERSION);
  draw_and_finish (surface, figure);
  return bytes;
}

static void
write_png (png_structp png, png_bytep data, size_t length)
{
  g_byte_array_append (png_get_io_ptr (png), data, (guint) length);
}

static void
flush_png (png_structp png)
{
}

/* cairo writes PNGs too, but not how large they are to be printed, which journals look for. */
static GByteArray *
encode_png (cairo_surface_t *surface, double resolution)
{
  GByteArray *bytes = g_byte_array_new ();
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autofree guint8 *row = g_new (guint8, (gsize) width * 3);
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct (png);
  /* Nothing in a picture of our own in memory makes libpng stop. */
  if (setjmp (png_jmpbuf (png)))
    g_assert_not_reached ();
  png_set_write_fn (png, bytes, write_png, flush_png);
  png_set_IHDR (png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_uint_32 per_meter = (png_uint_32) lround (resolution / 0.0254);
  png_set_pHYs (png, info, per_meter, per_meter, PNG_RESOLUTION_METER);
  png_write_info (png, info);
  for (int y = 0; y < height; y++)
    {
      const guint32 *in = (const guint32 *) (pixels + (gsize) y * stride);
      for (int x = 0; x < width; x++)
        {
          row[3 * x] = (guint8) (in[x] >> 16);
          row[3 * x + 1] = (guint8) (in[x] >> 8);
          row[3 * x + 2] = (guint8) in[x];
        }
      png_write_row (png, row);
    }
  png_write_end (png, info);
  png_destroy_write_struct (&png, &info);
  return bytes;
}

static GByteArray *
make_png (const FusFigure *figure, double resolution, FusColor ink, FusColor ground)
{
  double scale = resolution / 72;
  int width = (int) ceil (figure->width * POINTS_PER_MM * scale);
  int height = (int) ceil (figure->height * POINTS_PER_MM * scale);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  draw (cr, figure, ink, ground);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  GByteArray *bytes = encode_png (surface, resolution);
  cairo_surface_destroy (surface);
  return bytes;
}

GBytes *
fus_figure_png (const FusFigure *figure, double resolution, FusColor ink, FusColor ground)
{
  return g_byte_array_free_to_bytes (make_png (figure, resolution, ink, ground));
}

static gboolean
save (const FusFigure *figure, const char *folder, const char *ending, const void *data,
      gsize length, GError **error)
{
  g_autofree char *name = g_strconcat (figure->name, ending, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return fus_write_file_quickly (path, data, length, error);
}

gboolean
fus_figure_write (const FusFigure *figure, const char *folder, GError **error)
{
  g_autoptr (GByteArray) svg = make_svg (figure);
  g_autoptr (GByteArray) pdf = make_pdf (figure);
  g_autoptr (GByteArray) png = make_png (figure, RESOLUTION, black, white);
  return save (figure, folder, ".svg", svg->data, svg->len, error)
         && save (figure, folder, ".pdf", pdf->data, pdf->len, error)
         && save (figure, folder, ".png", png->data, png->len, error)
         && save (figure, folder, ".csv", figure->csv, strlen (figure->csv), error)
         && save (figure, folder, ".json", figure->origin, strlen (figure->origin), error);
}
