/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/picture-codecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <jpeglib.h>
#include <jerror.h> /* its list depends on what jpeglib.h defines */

/* A progressive file can ask for any number of passes over all its pixels. */
#define MAX_SCANS 200

typedef struct
{
  struct jpeg_error_mgr base; /* libjpeg knows only this part */
  jmp_buf jump;
  const char *name;
  GError **error;
  gboolean has_header; /* then an early end is for the decoder to judge */
  gboolean ended;      /* before its end marker */
} Errors;

typedef struct
{
  struct jpeg_decompress_struct jpeg;
  Errors errors;
  struct jpeg_progress_mgr progress;
  FusPicture *picture;
  guint8 *cmyk; /* one row, for four inks */
  int orientation;
} Decoder;

static void
fail (j_common_ptr jpeg)
{
  Errors *errors = (Errors *) jpeg->err;
  char message[JMSG_LENGTH_MAX];

  jpeg->err->format_message (jpeg, message);
  fus_picture_set_error (errors->error, errors->name, message);
  longjmp (errors->jump, 1);
}

/* libjpeg goes on after damaged data and fills up with grey; a study must not learn from that. */
static void
fail_on_damage (j_common_ptr jpeg, int level)
{
  Errors *errors = (Errors *) jpeg->err;

  if (level >= 0)
    return;
  switch (jpeg->err->msg_code)
    {
    case JWRN_JPEG_EOF:
      errors->ended = TRUE;
      if (errors->has_header)
        return;
      G_GNUC_FALLTHROUGH;
    case JWRN_HIT_MARKER:
      fus_picture_set_error (errors->error, errors->name, _ ("it is cut short"));
      break;
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
      fus_picture_set_error (errors->error, errors->name, _ ("its data are damaged"));
      break;
    default:
      return;
    }
  longjmp (errors->jump, 1);
}

static void
limit_scans (j_common_ptr jpeg)
{
  Errors *errors = (Errors *) jpeg->err;

  if (((j_decompress_ptr) jpeg)->input_scan_number <= MAX_SCANS)
    return;
  fus_picture_set_error (errors->error, errors->name, _ ("its data are damaged"));
  longjmp (errors->jump, 1);
}

static void
ignore_message (j_common_ptr jpeg)
{
}

static struct jpeg_error_mgr *
errors_init (Errors *errors, const char *name, GError **error)
{
  jpeg_std_error (&errors->base);
  errors->base.error_exit = fail;
  errors->base.emit_message = fail_on_damage;
  errors->base.output_message = ignore_message;
  errors->name = name;
  errors->error = error;
  return &errors->base;
}

static int
find_orientation (j_decompress_ptr jpeg)
{
  for (jpeg_saved_marker_ptr marker = jpeg->marker_list; marker != NULL; marker = marker->next)
    if (marker->marker == JPEG_APP0 + 1 && marker->data_length >= 6
        && memcmp (marker->data, "Exif\0\0", 6) == 0)
      return fus_exif_orientation (marker->data, marker->data_length);
  return 1;
}

/* The smallest scale, in eighths, that leaves both sides @min_side pixels. Of libjpeg's sixteen
 * scales only these have fast paths: the others take longer than decoding the whole. */
static guint
choose_scale (j_decompress_ptr jpeg, int min_side)
{
  const gint64 side = MIN (jpeg->image_width, jpeg->image_height);

  if (min_side <= 0)
    return 8;
  for (guint eighths = 1; eighths < 8; eighths *= 2)
    if ((side * eighths + 7) / 8 >= min_side)
      return eighths;
  return 8;
}

/* Inks to light. Adobe writes inks inverted: 255 is none. */
static void
convert_cmyk_row (guint8 *rgb, const guint8 *cmyk, int width, gboolean inverted)
{
  const guint8 flip = inverted ? 0 : 0xff;

  for (int x = 0; x < width; x++)
    for (int c = 0; c < 3; c++)
      rgb[3 * x + c] = ((cmyk[4 * x + c] ^ flip) * (cmyk[4 * x + 3] ^ flip) + 127) / 255;
}

/* jpeg_create_decompress() may already fail, so the caller's setjmp comes before this. */
static void
read_header (Decoder *decoder, const guint8 *bytes, gsize size)
{
  jpeg_create_decompress (&decoder->jpeg);
  decoder->progress.progress_monitor = limit_scans;
  decoder->jpeg.progress = &decoder->progress;
  jpeg_save_markers (&decoder->jpeg, JPEG_APP0 + 1, 0xffff);
  jpeg_mem_src (&decoder->jpeg, bytes, size);
  jpeg_read_header (&decoder->jpeg, TRUE);
}

/* Whether each scan that all pixels need was there. Of a file with one scan this shows on reading
 * it: data that lack are told. */
static gboolean
has_all_scans (j_decompress_ptr jpeg)
{
  if (!jpeg_has_multiple_scans (jpeg))
    return TRUE;
  if (jpeg->coef_bits == NULL)
    return FALSE;
  for (int c = 0; c < jpeg->num_components; c++)
    for (int k = 0; k < DCTSIZE2; k++)
      if (jpeg->coef_bits[c][k] != 0)
        return FALSE;
  return TRUE;
}

static void
read_rows (Decoder *decoder)
{
  j_decompress_ptr jpeg = &decoder->jpeg;
  FusPicture *picture = decoder->picture;

  while (jpeg->output_scanline < jpeg->output_height)
    {
      guint8 *out = picture->pixels + (gsize) jpeg->output_scanline * picture->width * 3;
      JSAMPROW row = decoder->cmyk != NULL ? decoder->cmyk : out;

      jpeg_read_scanlines (jpeg, &row, 1);
      if (decoder->cmyk != NULL)
        convert_cmyk_row (out, decoder->cmyk, picture->width, jpeg->saw_Adobe_marker);
    }
}

FusPicture *
fus_jpeg_decode (const guint8 *bytes, gsize size, const char *name, int min_side, GError **error)
{
  /* On the heap, where longjmp() leaves it as it is. */
  g_autofree Decoder *decoder = g_new0 (Decoder, 1);
  j_decompress_ptr jpeg = &decoder->jpeg;
  FusPicture *picture = NULL;

  jpeg->err = errors_init (&decoder->errors, name, error);
  if (setjmp (decoder->errors.jump) == 0)
    {
      read_header (decoder, bytes, size);
      if ((guint64) jpeg->image_width * jpeg->image_height <= FUS_PICTURE_MAX_PIXELS)
        {
          jpeg->scale_num = choose_scale (jpeg, min_side);
          jpeg->scale_denom = 8;
        }
      jpeg->out_color_space
          = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK ? JCS_CMYK
                                                                                     : JCS_RGB;
      jpeg_calc_output_dimensions (jpeg);
      decoder->picture = fus_picture_try_new (jpeg->output_width, jpeg->output_height, name, error);
      if (decoder->picture == NULL)
        longjmp (decoder->errors.jump, 1);
      if (jpeg->out_color_space == JCS_CMYK)
        decoder->cmyk = g_malloc (4 * (gsize) jpeg->output_width);
      decoder->errors.has_header = TRUE;
      jpeg_start_decompress (jpeg);
      if (decoder->errors.ended && !has_all_scans (jpeg))
        {
          fus_picture_set_error (error, name, _ ("it is cut short"));
          longjmp (decoder->errors.jump, 1);
        }
      read_rows (decoder);
      /* What is behind the pixels does not matter: telephones leave out the end marker and put
       * notes of their own there. */
      decoder->orientation = find_orientation (jpeg);
      picture = fus_picture_orient (g_steal_pointer (&decoder->picture), decoder->orientation);
    }
  g_clear_pointer (&decoder->picture, fus_picture_unref);
  g_free (decoder->cmyk);
  jpeg_destroy_decompress (jpeg);
  return picture;
}

gboolean
fus_jpeg_peek_size (const guint8 *bytes, gsize size, const char *name, int *width, int *height,
                    GError **error)
{
  g_autofree Decoder *decoder = g_new0 (Decoder, 1);
  j_decompress_ptr jpeg = &decoder->jpeg;
  gboolean known = FALSE;

  jpeg->err = errors_init (&decoder->errors, name, error);
  if (setjmp (decoder->errors.jump) == 0)
    {
      gboolean swapped;

      read_header (decoder, bytes, size);
      swapped = find_orientation (jpeg) >= 5;
      *width = swapped ? jpeg->image_height : jpeg->image_width;
      *height = swapped ? jpeg->image_width : jpeg->image_height;
      known = TRUE;
    }
  jpeg_destroy_decompress (jpeg);
  return known;
}

typedef struct
{
  struct jpeg_compress_struct jpeg;
  Errors errors;
  unsigned char *bytes;
  unsigned long size;
} Encoder;

GBytes *
fus_jpeg_encode (const FusPicture *picture, int quality, GError **error)
{
  g_autofree Encoder *encoder = g_new0 (Encoder, 1);
  j_compress_ptr jpeg = &encoder->jpeg;
  GBytes *bytes = NULL;

  g_assert (quality >= 1 && quality <= 100);
  jpeg->err = errors_init (&encoder->errors, "JPEG", error);
  if (setjmp (encoder->errors.jump) == 0)
    {
      jpeg_create_compress (jpeg);
      jpeg_mem_dest (jpeg, &encoder->bytes, &encoder->size);
      jpeg->image_width = picture->width;
      jpeg->image_height = picture->height;
      jpeg->input_components = 3;
      jpeg->in_color_space = JCS_RGB;
      jpeg_set_defaults (jpeg);
      jpeg_set_quality (jpeg, quality, TRUE);
      jpeg_start_compress (jpeg, TRUE);
      while (jpeg->next_scanline < jpeg->image_height)
        {
          JSAMPROW row = picture->pixels + (gsize) jpeg->next_scanline * picture->width * 3;

          jpeg_write_scanlines (jpeg, &row, 1);
        }
      jpeg_finish_compress (jpeg);
      bytes = g_bytes_new (encoder->bytes, encoder->size);
    }
  jpeg_destroy_compress (jpeg);
  free (encoder->bytes);
  return bytes;
}
