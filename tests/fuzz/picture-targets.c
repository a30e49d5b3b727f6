/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures. Clips are not here: GStreamer's plug-ins read them, and start threads of their own. */
#include "tests/fuzz/fuzz.h"

#include "faces/pictures/clip.h"
#include "faces/pictures/picture-codecs.h"
#include "faces/pictures/load-picture.h"
#include "faces/pictures/pixel-table.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

/* A picture's header is one word of the input, its pixels are time. */
#define MOST_PIXELS 250000

static gboolean
is_small (int width, int height)
{
  return (gint64) width * height <= MOST_PIXELS;
}

static void
judge_picture (FusPicture *picture, GError *error)
{
  fuzz_judge (picture != NULL, error);
  if (picture == NULL)
    return;
  g_assert_cmpfloat (fus_picture_mean (picture), >=, 0);
  fus_picture_unref (picture);
}

static void
read_jpeg (const guint8 *bytes, gsize size)
{
  GError *error = NULL;
  int width = 0, height = 0;
  gboolean peeked = fus_jpeg_peek_size (bytes, size, "a.jpg", &width, &height, &error);
  FusPicture *picture;

  fuzz_judge (peeked, error);
  if (!peeked || !is_small (width, height))
    return;
  error = NULL;
  picture = fus_jpeg_decode (bytes, size, "a.jpg", size % 64, &error);
  judge_picture (picture, error);
}

static void
read_png (const guint8 *bytes, gsize size)
{
  GError *error = NULL;
  int width = 0, height = 0;
  gboolean peeked = fus_png_peek_size (bytes, size, "a.png", &width, &height, &error);
  FusPicture *picture;

  fuzz_judge (peeked, error);
  if (!peeked || !is_small (width, height))
    return;
  error = NULL;
  picture = fus_png_decode (bytes, size, "a.png", &error);
  judge_picture (picture, error);
}

static void
note_size (GdkPixbufLoader *loader, int width, int height, gboolean *small)
{
  *small = is_small (width, height);
  if (!*small)
    gdk_pixbuf_loader_set_size (loader, 1, 1);
}

/* Whether the picture is small, as far as its loader tells before it decodes. */
static gboolean
peek_pixbuf (const guint8 *bytes, gsize size, const char *kind)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (kind, NULL);
  gboolean small = FALSE;

  if (loader == NULL)
    return FALSE;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (note_size), &small);
  gdk_pixbuf_loader_write (loader, bytes, MIN (size, 256), NULL);
  gdk_pixbuf_loader_close (loader, NULL);
  return small;
}

static void
read_pixbuf (const guint8 *bytes, gsize size)
{
  const FusPictureKind *kind = fus_picture_kind (bytes, size);
  GError *error = NULL;
  FusPicture *picture;

  if (kind->codec != FUS_PICTURE_PIXBUF || !peek_pixbuf (bytes, size, kind->loader))
    return;
  picture = fus_pixbuf_decode (bytes, size, kind->loader, "a.bmp", &error);
  judge_picture (picture, error);
}

static void
read_exif (const guint8 *bytes, gsize size)
{
  int orientation = fus_exif_orientation (bytes, size);

  g_assert_cmpint (orientation, >=, 1);
  g_assert_cmpint (orientation, <=, 8);
}

static void
visit_row (const FusPixelRow *row, gpointer last)
{
  g_assert_cmpuint (row->row, >, *(guint *) last);
  *(guint *) last = row->row;
}

static void
read_pixel_table (const guint8 *bytes, gsize size)
{
  g_autofree char *path = fuzz_write ("table.csv", bytes, size);
  GError *error = NULL;
  guint last = 0;

  fus_pixel_table_is (path);
  fuzz_judge (fus_pixel_table_walk (path, visit_row, &last, NULL, &error), error);
  for (guint row = 1; row <= MIN (last, 4) + 1; row++)
    {
      FusPicture *picture;

      error = NULL;
      picture = fus_pixel_table_load (path, row, &error);
      judge_picture (picture, error);
    }
}

static void
read_address (const guint8 *bytes, gsize size)
{
  g_autofree char *text = fuzz_text (bytes, size);
  g_autofree char *table = NULL, *clip = NULL, *file = fus_picture_file (text);
  guint number;

  g_assert_true (g_str_has_prefix (text, file));
  if (fus_pixel_table_parse_address (text, &table, &number))
    g_assert_true (g_str_has_prefix (text, table));
  if (fus_clip_parse_address (text, &clip, &number))
    g_assert_true (g_str_has_prefix (text, clip));
}

/* Something with edges and ramps, which every way of packing has to work for. */
static FusPicture *
draw (int width, int height)
{
  FusPicture *picture = fus_picture_new (width, height);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++)
        picture->pixels[3 * (y * width + x) + c] = (guint8) (x / 5 % 2 ? 17 * x + 40 * c : 9 * y);
  return picture;
}

static void
seed_jpeg (void)
{
  for (int quality = 20; quality <= 95; quality += 75)
    {
      g_autoptr (FusPicture) picture = draw (19, 13);
      g_autoptr (GBytes) bytes = fus_jpeg_encode (picture, quality, NULL);

      fuzz_seed (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

static void
seed_png (void)
{
  g_autoptr (FusPicture) picture = draw (19, 13);

  for (int channels = 1; channels <= 3; channels += 2)
    {
      g_autoptr (GBytes) bytes = fus_png_encode (picture->pixels, 19, 13, channels, NULL);

      fuzz_seed (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

static void
seed_pixbuf (void)
{
  static const char *const kinds[] = { "bmp", "tiff", "ico" };
  static const guint8 gif[]
      = "GIF89a\2\0\2\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\2\0\2\0\0\2\3\x44\2\5";
  g_autoptr (FusPicture) picture = draw (19, 13);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_data (picture->pixels, GDK_COLORSPACE_RGB,
                                                           FALSE, 8, 19, 13, 3 * 19, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *bytes = NULL;
      gsize size;

      if (gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &size, kinds[i], NULL, NULL))
        fuzz_seed (bytes, size);
    }
  fuzz_seed (gif, sizeof gif);
  fuzz_seed_text ("P6\n2 2\n255\nabcdefghijkl");
  fuzz_seed_text (
      "/* XPM */\nstatic char *a[] = {\n\"2 1 2 1\",\n\"a c #ff0000\",\n\"b c #0000ff\",\n"
      "\"ab\"};\n");
}

static void
seed_exif (void)
{
  static const guint8 little[] = "Exif\0\0II*\0\10\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0";
  static const guint8 big[] = "Exif\0\0MM\0*\0\0\0\10\0\1\1\x12\0\3\0\0\0\1\0\3\0";

  fuzz_seed (little, sizeof little);
  fuzz_seed (big, sizeof big);
}

static void
seed_pixel_table (void)
{
  g_autoptr (GString) table = g_string_new ("emotion,Usage,pixels\n");

  for (int row = 0; row < 2; row++)
    {
      g_string_append (table, row == 0 ? "3,Training," : "0,PrivateTest,");
      for (int i = 0; i < FUS_PIXEL_TABLE_PIXELS; i++)
        g_string_append_printf (table, "%s%d", i > 0 ? " " : "", i % 7);
      g_string_append_c (table, '\n');
    }
  fuzz_seed (table->str, table->len);
  fuzz_seed_text ("pixels\n1 2 3\n");
}

static void
seed_address (void)
{
  fuzz_seed_text ("a/fer2013.csv#12");
  fuzz_seed_text ("clip.mp4#3");
}

const FuzzTarget fuzz_picture_targets[] = {
  { "jpeg", 4096, read_jpeg, seed_jpeg },
  { "png", 4096, read_png, seed_png },
  { "pixbuf", 4096, read_pixbuf, seed_pixbuf },
  { "exif", 128, read_exif, seed_exif },
  { "pixel-table", 12288, read_pixel_table, seed_pixel_table },
  { "picture-address", 64, read_address, seed_address },
  { NULL },
};
