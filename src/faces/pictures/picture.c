/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/picture-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "faces/error.h"

static FusPicture *
wrap_pixels (int width, int height, guint8 *pixels)
{
  FusPicture *picture = g_new (FusPicture, 1);

  picture->width = width;
  picture->height = height;
  picture->pixels = pixels;
  g_atomic_ref_count_init (&picture->refs);
  return picture;
}

FusPicture *
fus_picture_new (int width, int height)
{
  g_assert (width > 0 && height > 0);
  return wrap_pixels (width, height, g_malloc0 ((gsize) width * height * 3));
}

FusPicture *
fus_picture_try_new (guint32 width, guint32 height, const char *name, GError **error)
{
  guint8 *pixels;

  if (width == 0 || height == 0)
    {
      fus_picture_set_error (error, name, _ ("it has no pixels"));
      return NULL;
    }
  if ((guint64) width * height > FUS_PICTURE_MAX_PIXELS)
    {
      fus_picture_set_error (error, name,
                             _ ("it is larger than 100 megapixels; make a smaller copy of it"));
      return NULL;
    }
  pixels = g_try_malloc0 ((gsize) width * height * 3);
  if (pixels == NULL)
    {
      fus_picture_set_error (error, name, _ ("there is not enough memory for it"));
      return NULL;
    }
  return wrap_pixels (width, height, pixels);
}

FusPicture *
fus_picture_ref (FusPicture *picture)
{
  g_atomic_ref_count_inc (&picture->refs);
  return picture;
}

void
fus_picture_unref (FusPicture *picture)
{
  if (!g_atomic_ref_count_dec (&picture->refs))
    return;
  g_free (picture->pixels);
  g_free (picture);
}

void
fus_picture_set_error (GError **error, const char *name, const char *reason)
{
  g_autofree char *shown = g_filename_display_name (name);

  g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_PICTURE,
               _ ("The picture “%s” cannot be used: %s."), shown, reason);
}

FusPicture *
fus_picture_orient (FusPicture *picture, int orientation)
{
  const int w = picture->width, h = picture->height;
  const gboolean swapped = orientation >= 5;
  /* Where the turned picture's first pixel comes from, and the steps to the next one in its row
   * and in its column, in pixels of the original. */
  gssize first, step_x, step_y;
  FusPicture *turned;
  guint8 *out;

  switch (orientation)
    {
    case 2:
      first = w - 1, step_x = -1, step_y = w;
      break;
    case 3:
      first = (gssize) w * h - 1, step_x = -1, step_y = -w;
      break;
    case 4:
      first = (gssize) w * (h - 1), step_x = 1, step_y = -w;
      break;
    case 5:
      first = 0, step_x = w, step_y = 1;
      break;
    case 6:
      first = (gssize) w * (h - 1), step_x = -w, step_y = 1;
      break;
    case 7:
      first = (gssize) w * h - 1, step_x = -w, step_y = -1;
      break;
    case 8:
      first = w - 1, step_x = w, step_y = -1;
      break;
    default:
      return picture;
    }

  turned = fus_picture_new (swapped ? h : w, swapped ? w : h);
  out = turned->pixels;
  for (int y = 0; y < turned->height; y++)
    for (int x = 0; x < turned->width; x++, out += 3)
      memcpy (out, picture->pixels + 3 * (first + y * step_y + x * step_x), 3);
  fus_picture_unref (picture);
  return turned;
}

double
fus_picture_mean (const FusPicture *picture)
{
  const gsize n = (gsize) picture->width * picture->height * 3;
  guint64 sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += picture->pixels[i];
  return (double) sum / n;
}

double
fus_picture_deviation (const FusPicture *picture)
{
  const gsize n = (gsize) picture->width * picture->height;
  double sum = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    {
      const guint8 *pixel = picture->pixels + 3 * i;
      const double grey = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];

      sum += grey;
      squares += grey * grey;
    }
  return sqrt (MAX (squares / n - sum / n * (sum / n), 0));
}
