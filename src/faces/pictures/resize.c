/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/resize.h"

#include <glib/gi18n-lib.h>
#include <math.h>

const FusCrop fus_crop_whole = { 0, 0, 1, 1 };
const FusCrop fus_crop_shaped = { 0, 0, 1, 1, TRUE };
const FusCrop fus_crop_kdef = { 0, 120.0 / 762, 1, 562.0 / 762, TRUE };

gboolean
fus_crop_suits_kdef (int width, int height)
{
  return height > 0 && fabs ((double) width / height * 762 / 562 - 1) < 0.01;
}

FusCrop
fus_crop_fit (const FusCrop *crop, int width, int height, double aspect)
{
  FusCrop fit = *crop;
  const double wide = crop->width * width, high = crop->height * height;

  fit.keeps_shape = FALSE;
  /* Less than a pixel is rounding of shares. */
  if (!crop->keeps_shape || fabs (wide - high * aspect) < 1)
    return fit;
  if (wide > high * aspect)
    {
      fit.width = high * aspect / width;
      fit.x += (crop->width - fit.width) / 2;
    }
  else
    {
      fit.height = wide / aspect / height;
      fit.y += (crop->height - fit.height) / 2;
    }
  return fit;
}

char *
fus_crop_describe (const FusCrop *crop)
{
  if (fus_crop_equal (crop, &fus_crop_kdef))
    return g_strdup (_ ("the square around the face, as KDEF’s frames have it"));
  if (fus_crop_equal (crop, &fus_crop_shaped))
    return g_strdup (_ ("the largest square in the middle"));
  if (fus_crop_equal (crop, &fus_crop_whole))
    return g_strdup (_ ("the whole frame, squeezed to a square"));
  /* Translators: shares of a frame's sides: from left, from top, width, height. */
  return g_strdup_printf (_ ("%.3g, %.3g, %.3g × %.3g of its sides"), crop->x, crop->y, crop->width,
                          crop->height);
}

gboolean
fus_crop_equal (const FusCrop *a, const FusCrop *b)
{
  return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height
         && !a->keeps_shape == !b->keeps_shape;
}

/* What one output pixel takes along one side: @n pixels from @first on, each by its weight. */
typedef struct
{
  int first;
  int n;
  float *weights;
} Tap;

typedef struct
{
  Tap *taps;
  float *weights;
} Side;

static void
side_clear (Side *side)
{
  g_free (side->taps);
  g_free (side->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

/* Each input pixel's share of the stretch [from, to). */
static void
cover_area (Tap *tap, double from, double to, int size)
{
  const int end = CLAMP ((int) ceil (to), 1, size);

  tap->first = CLAMP ((int) floor (from), 0, size - 1);
  tap->n = MAX (end - tap->first, 1);
  if (tap->n == 1)
    {
      tap->weights[0] = 1;
      return;
    }
  for (int i = 0; i < tap->n; i++)
    {
      const double left = MAX (from, tap->first + i);
      const double right = MIN (to, tap->first + i + 1);

      tap->weights[i] = MAX (right - left, 0) / (to - from);
    }
}

/* The two input pixels whose centres lie about @center. */
static void
interpolate (Tap *tap, double center, int size)
{
  const double position = CLAMP (center - 0.5, 0, size - 1);
  const int first = MIN ((int) position, MAX (size - 2, 0));

  tap->first = first;
  tap->n = MIN (2, size);
  tap->weights[0] = tap->n == 1 ? 1 : 1 - (position - first);
  if (tap->n == 2)
    tap->weights[1] = position - first;
}

/* @start, @length: the part to take, as shares of @size input pixels. */
static void
side_init (Side *side, double start, double length, int size, int out_size)
{
  const double from = CLAMP (start, 0, 1) * size;
  const double extent = CLAMP (length * size, MIN (1, size - from), size - from);
  const double step = extent / out_size;
  /* Rounding of shares may let a stretch of whole pixels touch one more on each end. */
  const int n_max = MAX ((int) ceil (step) + 2, 2);

  side->taps = g_new (Tap, out_size);
  side->weights = g_new (float, (gsize) out_size *n_max);
  for (int i = 0; i < out_size; i++)
    {
      Tap *tap = &side->taps[i];

      tap->weights = side->weights + (gsize) i * n_max;
      if (step >= 1)
        cover_area (tap, from + i * step, MIN (from + (i + 1) * step, size), size);
      else
        interpolate (tap, from + (i + 0.5) * step, size);
    }
}

/* Down the columns first: a row at a time is added up, which vectorises. */
static void
blend_rows (float *sum, const FusPicture *picture, const Tap *tap, int left, int width)
{
  for (int i = 0; i < tap->n; i++)
    {
      const guint8 *row = picture->pixels + ((gsize) (tap->first + i) * picture->width + left) * 3;
      const float weight = tap->weights[i];

      if (i == 0)
        for (int x = 0; x < 3 * width; x++)
          sum[x] = weight * row[x];
      else
        for (int x = 0; x < 3 * width; x++)
          sum[x] += weight * row[x];
    }
}

static void
blend_columns (guint8 *out, const float *sum, const Tap *taps, int left, int width)
{
  for (int x = 0; x < width; x++, out += 3)
    {
      const float *in = sum + 3 * (taps[x].first - left);
      float rgb[3] = { 0.5f, 0.5f, 0.5f };

      for (int i = 0; i < taps[x].n; i++, in += 3)
        for (int c = 0; c < 3; c++)
          rgb[c] += taps[x].weights[i] * in[c];
      for (int c = 0; c < 3; c++)
        out[c] = (guint8) MIN (rgb[c], 255);
    }
}

FusPicture *
fus_picture_resize (const FusPicture *picture, const FusCrop *crop, int width, int height)
{
  FusPicture *out = fus_picture_new (width, height);
  g_autofree float *sum = NULL;
  g_auto (Side) columns = { NULL };
  g_auto (Side) rows = { NULL };
  const FusCrop fit = fus_crop_fit (crop != NULL ? crop : &fus_crop_whole, picture->width,
                                    picture->height, (double) width / height);
  const Tap *last;
  int left, n;

  side_init (&columns, fit.x, fit.width, picture->width, width);
  side_init (&rows, fit.y, fit.height, picture->height, height);
  left = columns.taps[0].first;
  last = &columns.taps[width - 1];
  n = last->first + last->n - left;

  sum = g_new (float, 3 * (gsize) n);
  for (int y = 0; y < height; y++)
    {
      blend_rows (sum, picture, &rows.taps[y], left, n);
      blend_columns (out->pixels + (gsize) y * width * 3, sum, columns.taps, left, width);
    }
  return out;
}

void
fus_map_resize (float *out, int out_w, int out_h, const float *in, int w, int h)
{
  g_auto (Side) columns = { NULL };
  float weights[2];
  Tap tap = { .weights = weights };

  columns.taps = g_new (Tap, out_w);
  columns.weights = g_new (float, 2 * (gsize) out_w);
  for (int x = 0; x < out_w; x++)
    {
      columns.taps[x].weights = columns.weights + 2 * x;
      interpolate (&columns.taps[x], (x + 0.5) * w / out_w, w);
    }
  for (int y = 0; y < out_h; y++)
    {
      interpolate (&tap, (y + 0.5) * h / out_h, h);
      for (int x = 0; x < out_w; x++)
        {
          const Tap *column = &columns.taps[x];
          float value = 0;

          for (int j = 0; j < tap.n; j++)
            for (int i = 0; i < column->n; i++)
              value += tap.weights[j] * column->weights[i]
                       * in[(gsize) (tap.first + j) * w + column->first + i];
          out[(gsize) y * out_w + x] = value;
        }
    }
}
