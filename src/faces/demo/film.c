/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/film.h"

#define TONES 4096
#define TONES_END 1.25f
#define FINE 32 /* steps of a tone in the table */

/* x^(1/2.4) by Newton's method on y^12 = x^5: pow () is not the same in every libm. */
static double
root_2_4 (double x)
{
  double x5 = x * x * x * x * x, y = sqrt (x);

  for (int i = 0; i < 40; i++)
    {
      double y2 = y * y, y4 = y2 * y2, y8 = y4 * y4, y11 = y8 * y2 * y;

      y -= (y11 * y - x5) / (12 * y11);
    }

  return y;
}

/* Linear light to sRGB in units of 1/FINE, its highlights rolled off. */
static const gint16 *
tones (void)
{
  static gint16 table[TONES];
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      for (int i = 0; i < TONES; i++)
        {
          double x = (i + 0.5) * TONES_END / TONES, knee = 0.62;

          if (x > knee)
            x = knee + (x - knee) / (1 + (x - knee) / 0.62);
          x = x <= 0.0031308 ? 12.92 * x : 1.055 * root_2_4 (x) - 0.055;
          table[i] = (gint16) (255 * FINE * x + FINE / 2);
        }
      g_once_init_leave (&ready, 1);
    }

  return table;
}

/* The sensor's noise, in units of 1/FINE: mostly common to the channels, as demosaicing leaves it.
 * One tile for all frames; each row of a frame starts somewhere else in it. */
#define GRAINS 65536
typedef struct
{
  gint8 of[3];
} Grain;

static const Grain *
grains (void)
{
  static Grain tile[GRAINS];
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      for (guint32 i = 0; i < GRAINS; i++)
        {
          guint32 h = fus_hash (i + 0x9a1u);
          int common = ((int) (h & 255) + (int) ((h >> 8) & 255) - 255) * (FINE * 18 / 10) / 256;
          int own = ((int) ((h >> 16) & 255) - 127) * (FINE * 12 / 10) / 256;

          tile[i] = (Grain){ { common + own, common, common - own } };
        }
      g_once_init_leave (&ready, 1);
    }

  return tile;
}

static inline guint8
tone (const gint16 *table, float x, int noise)
{
  int i = (int) (fus_min (x, TONES_END * 0.9999f) * (TONES / TONES_END));
  int value = (table[i] + noise) / FINE;

  return (guint8) CLAMP (value, 0, 255);
}

FusPicture *
fus_demo_film_develop (const FusVec *image, int width, int height, int over, FusVec gain,
                       guint32 grain)
{
  FusPicture *picture = fus_picture_new (width, height);
  const gint16 *table = tones ();
  const Grain *tile = grains ();
  guint8 *out = picture->pixels;
  gsize pitch = (gsize) width * over;

  for (int y = 0; y < height; y++)
    {
      guint32 start = fus_hash (grain + 0x9e3779b9u * y);

      for (int x = 0; x < width; x++, out += 3)
        {
          const FusVec *p = image + y * over * pitch + x * over;
          const Grain *noise = &tile[(start + x) % GRAINS];
          FusVec color = *p;

          if (over > 1)
            color = fus_vec_scale (
                fus_vec_add (fus_vec_add (p[0], p[1]), fus_vec_add (p[pitch], p[pitch + 1])),
                0.25f);
          color = fus_vec_times (color, gain);
          out[0] = tone (table, color.x, noise->of[0]);
          out[1] = tone (table, color.y, noise->of[1]);
          out[2] = tone (table, color.z, noise->of[2]);
        }
    }

  return picture;
}
