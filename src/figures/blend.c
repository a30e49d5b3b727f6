/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/blend.h"

#include <math.h>

/* Share of the picture's saturation that is taken away at most. */
#define MUTING 0.85

FusArea
fus_area_of_crop (const FusCrop *crop, int width, int height)
{
  int left = (int) lround (crop->x * width), top = (int) lround (crop->y * height);
  int right = (int) lround ((crop->x + crop->width) * width);
  int bottom = (int) lround ((crop->y + crop->height) * height);
  left = CLAMP (left, 0, width - 1);
  top = CLAMP (top, 0, height - 1);
  return (FusArea){ left, top, CLAMP (right, left + 1, width) - left,
                    CLAMP (bottom, top + 1, height) - top };
}

void
fus_picture_mute (FusPicture *picture, double share)
{
  int muted = (int) (MUTING * 256 * CLAMP (share, 0, 1));
  gsize n = (gsize) picture->width * picture->height;
  for (guint8 *pixel = picture->pixels; n > 0; n--, pixel += 3)
    {
      /* Rec. 601 luma in 1/256. */
      int grey = (77 * pixel[0] + 150 * pixel[1] + 29 * pixel[2]) >> 8;
      for (int c = 0; c < 3; c++)
        pixel[c] = (guint8) (pixel[c] + (((grey - pixel[c]) * muted) >> 8));
    }
}

float
fus_map_coverage (const float *map, int x, int y, int width, int height, float threshold)
{
  const float *at = map + (gsize) y * width + x;
  if (!(*at >= threshold))
    return 0;
  float dx = at[x + 1 < width ? 1 : 0] - at[x > 0 ? -1 : 0];
  float dy = at[y + 1 < height ? width : 0] - at[y > 0 ? -width : 0];
  /* How much the value changes within one pixel. */
  float slope = 0.5f * MAX (fabsf (dx), fabsf (dy));
  float above = *at - threshold;
  return above < slope ? above / slope : 1;
}
