/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/picture-codecs.h"

#include <glib/gi18n-lib.h>
#include <png.h>
#include <string.h>

/* What shows through where a picture is transparent. */
#define MID_GREY 128

#define MAX_SIDE 1000000
/* Text, profiles and the like, per chunk. */
#define MAX_CHUNK_BYTES (8 * 1024 * 1024)

typedef struct
{
  png_structp png;
  png_infop info;
  const guint8 *bytes;
  gsize size;
  gsize offset;
  const char *name;
  GError **error;
  FusPicture *picture;
  int orientation;
  guint8 *alpha; /* [height, width, 4] where the file has alpha */
  png_bytep *rows;
} Decoder;

static void
fail_decoding (png_structp png, png_const_charp message)
{
  Decoder *decoder = png_get_error_ptr (png);

  /* What libpng says is not translated, but tells a damaged file from an unusual one. */
  fus_picture_set_error (decoder->error, decoder->name, message);
  png_longjmp (png, 1);
}

static void
ignore_warning (png_structp png, png_const_charp message)
{
}

static void
read_bytes (png_structp png, png_bytep out, gsize n)
{
  Decoder *decoder = png_get_io_ptr (png);

  if (n > decoder->size - decoder->offset)
    {
      fus_picture_set_error (decoder->error, decoder->name, _ ("it is cut short"));
      png_longjmp (png, 1);
    }
  memcpy (out, decoder->bytes + decoder->offset, n);
  decoder->offset += n;
}

static void
start_reading (Decoder *decoder)
{
  png_set_read_fn (decoder->png, decoder, read_bytes);
  png_set_user_limits (decoder->png, MAX_SIDE, MAX_SIDE);
  png_set_chunk_malloc_max (decoder->png, MAX_CHUNK_BYTES);
  png_read_info (decoder->png, decoder->info);
}

/* What the header says; what comes behind the pixels is not waited for. */
static int
find_orientation (Decoder *decoder)
{
  png_bytep exif;
  png_uint_32 size;

  if (png_get_eXIf_1 (decoder->png, decoder->info, &size, &exif) == 0)
    return 1;
  return fus_tiff_orientation (exif, size);
}

/* Whatever the file holds comes out as 8-bit R G B or R G B A. */
static gboolean
ask_for_rgb (Decoder *decoder)
{
  png_set_expand (decoder->png);
  png_set_scale_16 (decoder->png);
  png_set_gray_to_rgb (decoder->png);
  png_set_interlace_handling (decoder->png);
  png_read_update_info (decoder->png, decoder->info);
  return png_get_channels (decoder->png, decoder->info) == 4;
}

static void
lay_over_grey (guint8 *rgb, const guint8 *rgba, gsize n_pixels)
{
  for (gsize i = 0; i < n_pixels; i++)
    for (guint c = 0; c < 3; c++)
      {
        const guint alpha = rgba[4 * i + 3];

        rgb[3 * i + c] = (rgba[4 * i + c] * alpha + MID_GREY * (255 - alpha) + 127) / 255;
      }
}

static void
decode (Decoder *decoder)
{
  guint width, height;
  gboolean has_alpha;

  start_reading (decoder);
  width = png_get_image_width (decoder->png, decoder->info);
  height = png_get_image_height (decoder->png, decoder->info);
  decoder->orientation = find_orientation (decoder);
  decoder->picture = fus_picture_try_new (width, height, decoder->name, decoder->error);
  if (decoder->picture == NULL)
    png_longjmp (decoder->png, 1);

  has_alpha = ask_for_rgb (decoder);
  decoder->rows = g_new (png_bytep, height);
  if (has_alpha)
    {
      decoder->alpha = g_try_malloc ((gsize) width * height * 4);
      if (decoder->alpha == NULL)
        {
          fus_picture_set_error (decoder->error, decoder->name,
                                 _ ("there is not enough memory for it"));
          png_longjmp (decoder->png, 1);
        }
    }
  for (guint y = 0; y < height; y++)
    decoder->rows[y] = has_alpha ? decoder->alpha + (gsize) y * width * 4
                                 : decoder->picture->pixels + (gsize) y * width * 3;
  png_read_image (decoder->png, decoder->rows);
  png_read_end (decoder->png, NULL);
  if (has_alpha)
    lay_over_grey (decoder->picture->pixels, decoder->alpha, (gsize) width * height);
}

/* Runs @step with libpng's errors caught. Returns: whether it came to its end. */
static gboolean
run (Decoder *decoder, void (*step) (Decoder *decoder))
{
  volatile gboolean done = FALSE; /* written between setjmp() and longjmp() */

  decoder->png
      = png_create_read_struct (PNG_LIBPNG_VER_STRING, decoder, fail_decoding, ignore_warning);
  decoder->info = png_create_info_struct (decoder->png);
  if (setjmp (png_jmpbuf (decoder->png)) == 0)
    {
      step (decoder);
      done = TRUE;
    }
  png_destroy_read_struct (&decoder->png, &decoder->info, NULL);
  return done;
}

FusPicture *
fus_png_decode (const guint8 *bytes, gsize size, const char *name, GError **error)
{
  /* On the heap, where longjmp() leaves it as it is. */
  g_autofree Decoder *decoder = g_new0 (Decoder, 1);
  FusPicture *picture = NULL;

  decoder->bytes = bytes;
  decoder->size = size;
  decoder->name = name;
  decoder->error = error;
  if (run (decoder, decode))
    picture = fus_picture_orient (g_steal_pointer (&decoder->picture), decoder->orientation);
  g_clear_pointer (&decoder->picture, fus_picture_unref);
  g_free (decoder->alpha);
  g_free (decoder->rows);
  return picture;
}

/* The orientation of a chunk before the pixels; 1 where @bytes end before it. */
static int
peek_orientation (const guint8 *bytes, gsize size)
{
  gsize at = 8;

  while (size - at >= 12)
    {
      const gsize length = png_get_uint_32 (bytes + at);

      if (memcmp (bytes + at + 4, "IDAT", 4) == 0 || length > size - at - 12)
        break;
      if (memcmp (bytes + at + 4, "eXIf", 4) == 0)
        return fus_tiff_orientation (bytes + at + 8, length);
      at += 12 + length;
    }
  return 1;
}

gboolean
fus_png_peek_size (const guint8 *bytes, gsize size, const char *name, int *width, int *height,
                   GError **error)
{
  /* Signature, then IHDR's length and name, then width and height, all at fixed places. */
  if (size < 24 || memcmp (bytes + 12, "IHDR", 4) != 0)
    {
      fus_picture_set_error (error, name, _ ("it is cut short"));
      return FALSE;
    }
  const gboolean swapped = peek_orientation (bytes, size) >= 5;

  *width = png_get_uint_32 (bytes + (swapped ? 20 : 16)) & G_MAXINT32;
  *height = png_get_uint_32 (bytes + (swapped ? 16 : 20)) & G_MAXINT32;
  return TRUE;
}

static void
fail_encoding (png_structp png, png_const_charp message)
{
  fus_picture_set_error (png_get_error_ptr (png), "PNG", message);
  png_longjmp (png, 1);
}

static void
append_bytes (png_structp png, png_bytep bytes, gsize n)
{
  g_byte_array_append (png_get_io_ptr (png), bytes, n);
}

static void
ignore_flush (png_structp png)
{
}

GBytes *
fus_png_encode (const guint8 *pixels, int width, int height, int channels, GError **error)
{
  GByteArray *out = g_byte_array_new ();
  png_structp png
      = png_create_write_struct (PNG_LIBPNG_VER_STRING, error, fail_encoding, ignore_warning);
  png_infop info = png_create_info_struct (png);
  volatile gboolean done = FALSE;

  if (setjmp (png_jmpbuf (png)) == 0)
    {
      png_set_write_fn (png, out, append_bytes, ignore_flush);
      png_set_user_limits (png, MAX_SIDE, MAX_SIDE);
      png_set_IHDR (png, info, width, height, 8,
                    channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                    PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
      png_write_info (png, info);
      for (int y = 0; y < height; y++)
        png_write_row (png, pixels + (gsize) y * width * channels);
      png_write_end (png, NULL);
      done = TRUE;
    }
  png_destroy_write_struct (&png, &info);
  if (!done)
    {
      g_byte_array_unref (out);
      return NULL;
    }
  return g_byte_array_free_to_bytes (out);
}
