/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/picture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <jpeglib.h>
#include <png.h>

#include "faces/pictures/load-picture.h"
#include "faces/pictures/picture-file.h"
#include "tests/faces/fixture.h"
#include "faces/frame.h"
#include "engine/random.h"
#include "faces/pictures/resize.h"

static GBytes *
read_bytes (const char *path)
{
  GError *error = NULL;
  gsize size;
  char *bytes;

  g_file_get_contents (path, &bytes, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (bytes, size);
}

static FusPicture *
load_bytes (GBytes *bytes, int min_side)
{
  GError *error = NULL;
  FusPicture *picture = fus_picture_load_bytes (g_bytes_get_data (bytes, NULL),
                                                g_bytes_get_size (bytes), "test", min_side, &error);

  g_assert_no_error (error);
  return picture;
}

static void
assert_pixel (const FusPicture *picture, int x, int y, int r, int g, int b, int tolerance)
{
  const guint8 *pixel = picture->pixels + (y * picture->width + x) * 3;

  g_assert_cmpint (ABS (pixel[0] - r), <=, tolerance);
  g_assert_cmpint (ABS (pixel[1] - g), <=, tolerance);
  g_assert_cmpint (ABS (pixel[2] - b), <=, tolerance);
}

/* A JPEG of @width x @height whose left half has the values @left and right half @right, in
 * whatever components; @exif (nullable) becomes its APP1. */
static GBytes *
make_jpeg (int width, int height, int components, J_COLOR_SPACE in, J_COLOR_SPACE stored,
           const guint8 *left, const guint8 *right, gboolean progressive, const guint8 *exif,
           gsize exif_size)
{
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  unsigned char *bytes = NULL;
  unsigned long size = 0;
  g_autofree guint8 *row = g_malloc (width * components);
  GBytes *result;

  for (int x = 0; x < width; x++)
    memcpy (row + x * components, x < width / 2 ? left : right, components);
  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_compress (&jpeg);
  jpeg_mem_dest (&jpeg, &bytes, &size);
  jpeg.image_width = width;
  jpeg.image_height = height;
  jpeg.input_components = components;
  jpeg.in_color_space = in;
  jpeg_set_defaults (&jpeg);
  jpeg_set_colorspace (&jpeg, stored);
  jpeg_set_quality (&jpeg, 95, TRUE);
  if (progressive)
    jpeg_simple_progression (&jpeg);
  jpeg_start_compress (&jpeg, TRUE);
  if (exif != NULL)
    jpeg_write_marker (&jpeg, JPEG_APP0 + 1, exif, exif_size);
  while (jpeg.next_scanline < jpeg.image_height)
    {
      JSAMPROW rows[] = { row };

      jpeg_write_scanlines (&jpeg, rows, 1);
    }
  jpeg_finish_compress (&jpeg);
  jpeg_destroy_compress (&jpeg);
  result = g_bytes_new (bytes, size);
  free (bytes);
  return result;
}

static const guint8 red[] = { 250, 20, 30 }, blue[] = { 10, 30, 240 };

static GBytes *
make_rgb_jpeg (int width, int height, const guint8 *exif, gsize exif_size)
{
  return make_jpeg (width, height, 3, JCS_RGB, JCS_YCbCr, red, blue, FALSE, exif, exif_size);
}

static void
test_jpeg_kinds (void)
{
  const guint8 grey_left[] = { 40 }, grey_right[] = { 200 };
  /* As Adobe writes them, inverted: 255 is no ink. Red 255·200/255, and black ink alone. */
  const guint8 ink_left[] = { 255, 0, 0, 200 }, ink_right[] = { 255, 255, 255, 100 };
  g_autoptr (GBytes) rgb = make_rgb_jpeg (32, 16, NULL, 0);
  g_autoptr (GBytes) progressive
      = make_jpeg (32, 16, 3, JCS_RGB, JCS_YCbCr, red, blue, TRUE, NULL, 0);
  g_autoptr (GBytes) grey
      = make_jpeg (32, 16, 1, JCS_GRAYSCALE, JCS_GRAYSCALE, grey_left, grey_right, FALSE, NULL, 0);
  g_autoptr (GBytes) cmyk
      = make_jpeg (32, 16, 4, JCS_CMYK, JCS_CMYK, ink_left, ink_right, FALSE, NULL, 0);
  g_autoptr (GBytes) ycck
      = make_jpeg (32, 16, 4, JCS_CMYK, JCS_YCCK, ink_left, ink_right, FALSE, NULL, 0);
  g_autoptr (FusPicture) a = load_bytes (rgb, 0);
  g_autoptr (FusPicture) b = load_bytes (progressive, 0);
  g_autoptr (FusPicture) c = load_bytes (grey, 0);
  g_autoptr (FusPicture) d = load_bytes (cmyk, 0);
  g_autoptr (FusPicture) e = load_bytes (ycck, 0);

  g_assert_cmpint (a->width, ==, 32);
  g_assert_cmpint (a->height, ==, 16);
  /* Quantisation at quality 95, and chroma at half the size. */
  assert_pixel (a, 4, 4, 250, 20, 30, 6);
  assert_pixel (a, 28, 4, 10, 30, 240, 6);
  assert_pixel (b, 28, 4, 10, 30, 240, 6);
  assert_pixel (c, 4, 4, 40, 40, 40, 2);
  assert_pixel (c, 28, 4, 200, 200, 200, 2);
  assert_pixel (d, 4, 4, 200, 0, 0, 4);
  assert_pixel (d, 28, 4, 100, 100, 100, 4);
  assert_pixel (e, 4, 4, 200, 0, 0, 6);
  assert_pixel (e, 28, 4, 100, 100, 100, 6);
}

static void
test_scaled_decoding (void)
{
  g_autoptr (GBytes) bytes = make_rgb_jpeg (562, 762, NULL, 0);
  const int sides[] = { 1, 64, 70, 71, 100, 300, 562, 600 };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autoptr (FusPicture) picture = load_bytes (bytes, sides[i]);

      g_assert_cmpint (picture->width, >=, MIN (sides[i], 562));
      g_assert_cmpint (picture->height, >=, MIN (sides[i], 762));
      /* Halved as often as the side allows, up to three times. */
      g_assert_cmpint (picture->width, <=, MAX (MIN (2 * sides[i], 562), 71));
      assert_pixel (picture, 2, 2, 250, 20, 30, 6);
      assert_pixel (picture, picture->width - 3, picture->height - 3, 10, 30, 240, 6);
    }
}

/* "Exif", a TIFF header, one entry: orientation. */
static void
make_exif (guint8 exif[32], gboolean big, guint orientation)
{
  static const guint8 little_endian[32]
      = { 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1 };
  static const guint8 big_endian[32]
      = { 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1 };

  memcpy (exif, big ? big_endian : little_endian, 32);
  exif[big ? 25 : 24] = orientation;
}

static void
test_exif_orientation (void)
{
  /* Where the stored picture's top left corner, made green, is shown: right?, bottom?, and whether
   * the sides change places. */
  static const struct
  {
    gboolean right, bottom, swapped;
  } expected[] = { { 0, 0, 0 }, { 1, 0, 0 }, { 1, 1, 0 }, { 0, 1, 0 },
                   { 0, 0, 1 }, { 1, 0, 1 }, { 1, 1, 1 }, { 0, 1, 1 } };
  g_autoptr (FusPicture) marked = fus_picture_new (48, 32);
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "marked.jpg", NULL);
  g_autoptr (GBytes) plain = NULL;
  const guint8 *bytes;
  gsize size;

  memset (marked->pixels, 128, 48 * 32 * 3);
  for (int y = 0; y < 16; y++)
    for (int x = 0; x < 16; x++)
      memcpy (marked->pixels + (y * 48 + x) * 3, "\0\xff\0", 3);
  g_assert_true (fus_picture_save_jpeg (marked, path, 95, NULL));
  plain = read_bytes (path);
  bytes = g_bytes_get_data (plain, &size);

  for (guint orientation = 1; orientation <= 8; orientation++)
    for (int big = 0; big < 2; big++)
      {
        g_autoptr (GByteArray) turned = g_byte_array_new ();
        g_autoptr (FusPicture) picture = NULL;
        guint8 exif[32];
        int x, y, width, height;

        make_exif (exif, big, orientation);
        g_byte_array_append (turned, bytes, 2);
        g_byte_array_append (turned, (const guint8 *) "\xff\xe1\0\x22", 4);
        g_byte_array_append (turned, exif, sizeof exif);
        g_byte_array_append (turned, bytes + 2, size - 2);
        g_file_set_contents (path, (char *) turned->data, turned->len, NULL);
        picture = fus_picture_load (path, 0, NULL);
        g_assert_nonnull (picture);
        g_assert_cmpint (picture->width, ==, expected[orientation - 1].swapped ? 32 : 48);
        g_assert_cmpint (picture->height, ==, expected[orientation - 1].swapped ? 48 : 32);
        x = expected[orientation - 1].right ? picture->width - 8 : 8;
        y = expected[orientation - 1].bottom ? picture->height - 8 : 8;
        assert_pixel (picture, x, y, 0, 255, 0, 12);
        assert_pixel (picture, picture->width - 1 - x, picture->height - 1 - y, 128, 128, 128, 12);
        g_assert_true (fus_picture_peek_size (path, &width, &height, NULL));
        g_assert_cmpint (width, ==, picture->width);
        g_assert_cmpint (height, ==, picture->height);
      }
  fixture_remove (folder);
}

/* Any bytes for Exif: never a crash, and the picture is shown all the same. */
static void
test_hostile_exif (void)
{
  FusRandom random;

  fus_random_seed (&random, 5, 0);
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (FusPicture) picture = NULL;
      guint8 exif[32];
      const gsize size = 6 + fus_random_below (&random, 27);

      make_exif (exif, i % 2, 6);
      for (guint k = 0; k < 3; k++)
        exif[6 + fus_random_below (&random, 26)] = fus_random_below (&random, 256);
      bytes = make_rgb_jpeg (16, 16, exif, size);
      picture = load_bytes (bytes, 0);
      g_assert_cmpint (picture->width, ==, 16);
    }
}

/* @rows: @bytes_per_row each. */
static GBytes *
make_png (int width, int height, int depth, int color, gboolean interlaced, const guint8 *rows,
          gsize bytes_per_row, const png_color *palette, int n_colors)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "made.png", NULL);
  FILE *file = g_fopen (path, "wb");
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct (png);
  g_autofree png_bytep *pointers = g_new (png_bytep, height);
  GBytes *bytes;

  png_init_io (png, file);
  png_set_IHDR (png, info, width, height, depth, color,
                interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                PNG_FILTER_TYPE_DEFAULT);
  if (palette != NULL)
    png_set_PLTE (png, info, palette, n_colors);
  for (int y = 0; y < height; y++)
    pointers[y] = (png_bytep) rows + y * bytes_per_row;
  png_set_rows (png, info, pointers);
  png_write_png (png, info, PNG_TRANSFORM_IDENTITY, NULL);
  png_destroy_write_struct (&png, &info);
  fclose (file);
  bytes = read_bytes (path);
  fixture_remove (folder);
  return bytes;
}

static void
test_png_kinds (void)
{
  const guint8 rgb16[] = { 0xff, 0xff, 0x80, 0x80, 0, 0, 0x12, 0x34, 0, 0xff, 0xff, 0 };
  const guint8 rgba[] = { 200, 100, 0, 255, 200, 100, 0, 0, 200, 100, 0, 128, 0, 0, 0, 64 };
  const guint8 grey1[] = { 0x40 };
  const guint8 indices[] = { 1, 0 };
  const guint8 grey_alpha[] = { 255, 255, 255, 0 };
  const png_color palette[] = { { 1, 2, 3 }, { 250, 251, 252 } };
  g_autoptr (GBytes) deep = make_png (2, 1, 16, PNG_COLOR_TYPE_RGB, FALSE, rgb16, 12, NULL, 0);
  g_autoptr (GBytes) clear = make_png (4, 1, 8, PNG_COLOR_TYPE_RGBA, FALSE, rgba, 16, NULL, 0);
  g_autoptr (GBytes) bits = make_png (2, 1, 1, PNG_COLOR_TYPE_GRAY, FALSE, grey1, 1, NULL, 0);
  g_autoptr (GBytes) indexed
      = make_png (2, 1, 8, PNG_COLOR_TYPE_PALETTE, FALSE, indices, 2, palette, 2);
  g_autoptr (GBytes) veiled
      = make_png (2, 1, 8, PNG_COLOR_TYPE_GRAY_ALPHA, FALSE, grey_alpha, 4, NULL, 0);
  g_autoptr (FusPicture) a = load_bytes (deep, 0);
  g_autoptr (FusPicture) b = load_bytes (clear, 0);
  g_autoptr (FusPicture) c = load_bytes (bits, 0);
  g_autoptr (FusPicture) d = load_bytes (indexed, 0);
  g_autoptr (FusPicture) e = load_bytes (veiled, 0);

  assert_pixel (a, 0, 0, 255, 128, 0, 0);
  /* 0x1234 · 255 / 65535 = 18.1 and 0x00ff · 255 / 65535 = 0.99 */
  assert_pixel (a, 1, 0, 18, 1, 254, 0);
  assert_pixel (b, 0, 0, 200, 100, 0, 0);
  assert_pixel (b, 1, 0, 128, 128, 128, 0);
  assert_pixel (b, 2, 0, 164, 114, 64, 1);
  assert_pixel (b, 3, 0, 96, 96, 96, 1);
  assert_pixel (c, 0, 0, 0, 0, 0, 0);
  assert_pixel (c, 1, 0, 255, 255, 255, 0);
  assert_pixel (d, 0, 0, 250, 251, 252, 0);
  assert_pixel (d, 1, 0, 1, 2, 3, 0);
  assert_pixel (e, 0, 0, 255, 255, 255, 0);
  assert_pixel (e, 1, 0, 128, 128, 128, 0);
}

static void
test_png_round_trip (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "a.png", NULL);
  g_autoptr (FusPicture) picture = fixture_picture (23, 17, 3);
  g_autoptr (FusPicture) again = NULL;
  g_autoptr (FusPicture) interlaced = NULL;
  g_autoptr (FusPicture) grey = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const guint8 values[] = { 0, 50, 100, 150, 200, 255 };
  int width, height;

  g_assert_true (fus_picture_save_png (picture, path, NULL));
  again = fus_picture_load (path, 8, NULL);
  g_assert_nonnull (again);
  g_assert_cmpmem (picture->pixels, 23 * 17 * 3, again->pixels, 23 * 17 * 3);
  g_assert_true (fus_picture_peek_size (path, &width, &height, NULL));
  g_assert_cmpint (width, ==, 23);
  g_assert_cmpint (height, ==, 17);

  bytes = make_png (23, 17, 8, PNG_COLOR_TYPE_RGB, TRUE, picture->pixels, 69, NULL, 0);
  interlaced = load_bytes (bytes, 0);
  g_assert_cmpmem (picture->pixels, 23 * 17 * 3, interlaced->pixels, 23 * 17 * 3);

  g_assert_true (fus_grey_save_png (values, 3, 2, path, NULL));
  grey = fus_picture_load (path, 0, NULL);
  assert_pixel (grey, 2, 1, 255, 255, 255, 0);
  assert_pixel (grey, 1, 0, 50, 50, 50, 0);
  fixture_remove (folder);
}

static void
test_other_kinds (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *bmp = g_build_filename (folder, "misnamed.jpg", NULL);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 5, 3);
  g_autoptr (FusPicture) from_bmp = NULL;
  g_autoptr (FusPicture) from_pgm = NULL;
  static const char pgm[] = "P5 2 2 255\n\x10\x20\xf0\xff";
  g_autoptr (GBytes) pgm_bytes = g_bytes_new_static (pgm, sizeof pgm - 1);
  int width, height;

  gdk_pixbuf_fill (pixbuf, 0x0a141eff);
  g_assert_true (gdk_pixbuf_save (pixbuf, bmp, "bmp", NULL, NULL));
  from_bmp = fus_picture_load (bmp, 0, NULL);
  g_assert_nonnull (from_bmp);
  g_assert_cmpint (from_bmp->width, ==, 5);
  assert_pixel (from_bmp, 4, 2, 10, 20, 30, 0);
  g_assert_true (fus_picture_peek_size (bmp, &width, &height, NULL));
  g_assert_cmpint (height, ==, 3);

  from_pgm = load_bytes (pgm_bytes, 0);
  assert_pixel (from_pgm, 1, 0, 32, 32, 32, 0);
  assert_pixel (from_pgm, 0, 1, 240, 240, 240, 0);
  fixture_remove (folder);
}

static void
assert_refused (const char *path, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_path_get_basename (path);

  g_assert_null (fus_picture_load (path, 0, &error));
  g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_PICTURE);
  g_assert_nonnull (strstr (error->message, name));
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_refused_files (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *empty = g_build_filename (folder, "empty.jpg", NULL);
  g_autofree char *text = g_build_filename (folder, "text.jpg", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe.jpg", NULL);
  g_autofree char *gone = g_build_filename (folder, "gone.jpg", NULL);
  g_autofree char *giant = g_build_filename (folder, "giant.png", NULL);
  g_autoptr (FusPicture) dot = fixture_picture (1, 1, 0);
  g_autoptr (GBytes) jpeg = make_rgb_jpeg (16, 16, NULL, 0);
  g_autofree guint8 *large_jpeg
      = g_memdup2 (g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg));
  g_autoptr (GError) error = NULL;
  g_autofree char *png = NULL;
  gsize size;

  fixture_write (folder, "empty.jpg", "", 0);
  fixture_write (folder, "text.jpg", "no picture at all, only text", 28);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  assert_refused (empty, "empty");
  assert_refused (text, "not a picture");
  assert_refused (pipe, "not a file");
  assert_refused (gone, "not there");
  assert_refused (folder, "not a file");

  /* 20000 x 20000 in IHDR, with its checksum. */
  g_assert_true (fus_picture_save_png (dot, giant, NULL));
  g_assert_true (g_file_get_contents (giant, &png, &size, NULL));
  png[18] = png[22] = 20000 >> 8;
  png[19] = png[23] = 20000 & 0xff;
  png[16 + 13] = 0;
  {
    guint32 crc = 0xffffffff;

    for (int i = 12; i < 29; i++)
      {
        crc ^= (guint8) png[i];
        for (int k = 0; k < 8; k++)
          crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
      }
    crc = GUINT32_TO_BE (~crc);
    memcpy (png + 29, &crc, 4);
  }
  fixture_write (folder, "giant.png", png, size);
  assert_refused (giant, "100 megapixels");

  for (gsize i = 0; i + 9 < g_bytes_get_size (jpeg); i++)
    if (large_jpeg[i] == 0xff && large_jpeg[i + 1] == 0xc0)
      memset (large_jpeg + i + 5, 0xfe, 4);
  g_assert_null (fus_picture_load_bytes (large_jpeg, g_bytes_get_size (jpeg), "large", 64, &error));
  g_assert_nonnull (strstr (error->message, "100 megapixels"));
  fixture_remove (folder);
}

static gboolean
same_pixels (const FusPicture *a, const FusPicture *b)
{
  return a->width == b->width && a->height == b->height
         && memcmp (a->pixels, b->pixels, (gsize) a->width * a->height * 3) == 0;
}

/* Every file that is cut short is refused, wherever it is cut, unless all its pixels are there:
 * what is read is the whole picture. */
static void
check_truncation (GBytes *bytes)
{
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  const gsize size = g_bytes_get_size (bytes);

  for (gsize n = 0; n < size; n += 1 + size / 300)
    {
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *part = g_memdup2 (data, n);

      g_autoptr (FusPicture) picture = fus_picture_load_bytes (part, n, "cut", n % 2 * 20, &error);
      g_autoptr (FusPicture) whole = fus_picture_load_bytes (data, size, "whole", n % 2 * 20, NULL);

      if (picture == NULL)
        g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_PICTURE);
      else
        g_assert_true (same_pixels (picture, whole));
      /* A marker of two bytes, and bits that fill the last byte. */
      g_assert_true (picture == NULL || n + 4 >= size);
    }
}

/* Damaged bytes may pass unnoticed, but must neither crash nor go without a message. */
static void
check_damage (GBytes *bytes, guint64 seed)
{
  const gsize size = g_bytes_get_size (bytes);
  FusRandom random;

  fus_random_seed (&random, seed, 0);
  for (guint round = 0; round < 400; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *damaged = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
      g_autoptr (FusPicture) picture = NULL;

      for (guint k = 0; k <= round % 8; k++)
        damaged[fus_random_below (&random, size)] = fus_random_below (&random, 256);
      picture = fus_picture_load_bytes (damaged, size, "damaged", round % 3 * 30, &error);
      if (picture == NULL)
        g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_PICTURE);
      else
        g_assert_no_error (error);
    }
}

static void
test_damaged_files (void)
{
  const guint8 ink_left[] = { 255, 0, 0, 200 }, ink_right[] = { 255, 255, 255, 100 };
  g_autofree char *folder = fixture_folder ();
  g_autofree char *png_path = g_build_filename (folder, "a.png", NULL);
  g_autofree char *jpeg_path = g_build_filename (folder, "a.jpg", NULL);
  g_autoptr (FusPicture) picture = fixture_picture (60, 50, 1);
  g_autoptr (GBytes) cmyk
      = make_jpeg (48, 40, 4, JCS_CMYK, JCS_YCCK, ink_left, ink_right, FALSE, NULL, 0);
  g_autoptr (GBytes) progressive
      = make_jpeg (48, 40, 3, JCS_RGB, JCS_YCbCr, red, blue, TRUE, NULL, 0);
  g_autoptr (GBytes) interlaced
      = make_png (60, 50, 8, PNG_COLOR_TYPE_RGB, TRUE, picture->pixels, 180, NULL, 0);
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GBytes) jpeg = NULL;

  g_assert_true (fus_picture_save_png (picture, png_path, NULL));
  g_assert_true (fus_picture_save_jpeg (picture, jpeg_path, 90, NULL));
  png = read_bytes (png_path);
  jpeg = read_bytes (jpeg_path);
  GBytes *all[] = { jpeg, progressive, cmyk, png, interlaced };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      check_truncation (all[i]);
      check_damage (all[i], i);
    }
  fixture_remove (folder);
}

static void
test_mean (void)
{
  g_autoptr (FusPicture) picture = fus_picture_new (2, 1);
  const guint8 pixels[] = { 0, 10, 20, 30, 40, 50 };

  memcpy (picture->pixels, pixels, sizeof pixels);
  g_assert_cmpfloat (fus_picture_mean (picture), ==, 25);
}

static void
test_saving_names_the_file (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "no", "such", "folder.jpg", NULL);
  g_autoptr (FusPicture) picture = fixture_picture (4, 4, 0);
  g_autoptr (GError) error = NULL;

  g_assert_false (fus_picture_save_jpeg (picture, path, 90, &error));
  g_assert_nonnull (strstr (error->message, "folder.jpg"));
  fixture_remove (folder);
}

/* Decoded small and cropped, a photograph is what it is when decoded whole. */
static void
test_real_photographs (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("FUS_SHARED") ? g_getenv ("FUS_SHARED") : "",
                                            "data/london/KDEF/AF01/AF01NES.JPG", NULL);
  g_autoptr (FusPicture) whole = NULL;
  g_autoptr (FusPicture) expected = NULL;
  g_autoptr (FusPicture) quick = NULL;
  double difference = 0;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("no photographs: FUS_SHARED names no folder that has them");
      return;
    }
  whole = fus_picture_load (path, 0, NULL);
  expected = fus_picture_resize (whole, &fus_crop_kdef, 64, 64);
  quick = fus_picture_load_cropped (path, &fus_crop_kdef, 64, 64, NULL);
  g_assert_nonnull (quick);
  g_assert_cmpint (whole->width, ==, 562);
  g_assert_cmpint (whole->height, ==, 762);
  for (guint i = 0; i < 64 * 64 * 3; i++)
    difference += ABS (quick->pixels[i] - expected->pixels[i]);
  /* libjpeg averages in its own way: 1.3 grey levels of 255 as measured. */
  g_assert_cmpfloat (difference / (64 * 64 * 3), <, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/picture/jpeg-kinds", test_jpeg_kinds);
  g_test_add_func ("/faces/picture/scaled", test_scaled_decoding);
  g_test_add_func ("/faces/picture/exif", test_exif_orientation);
  g_test_add_func ("/faces/picture/hostile-exif", test_hostile_exif);
  g_test_add_func ("/faces/picture/png-kinds", test_png_kinds);
  g_test_add_func ("/faces/picture/png-round-trip", test_png_round_trip);
  g_test_add_func ("/faces/picture/other-kinds", test_other_kinds);
  g_test_add_func ("/faces/picture/refused", test_refused_files);
  g_test_add_func ("/faces/picture/damaged", test_damaged_files);
  g_test_add_func ("/faces/picture/mean", test_mean);
  g_test_add_func ("/faces/picture/save-error", test_saving_names_the_file);
  g_test_add_func ("/faces/picture/photographs", test_real_photographs);
  return g_test_run ();
}
