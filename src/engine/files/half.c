/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/half.h"

#include <math.h>
#include <string.h>

static float
from_bits (guint32 bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

float
fus_half_to_float (guint16 half)
{
  guint32 sign = (guint32) (half & 0x8000) << 16;
  guint32 exponent = (half >> 10) & 0x1f;
  guint32 fraction = half & 0x3ff;

  if (exponent == 0x1f)
    return from_bits (sign | 0x7f800000 | fraction << 13);
  if (exponent == 0)
    return copysignf ((float) fraction * 0x1p-24f, sign != 0 ? -1.0f : 1.0f);
  return from_bits (sign | (exponent + 112) << 23 | fraction << 13);
}

guint16
fus_half_from_float (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);

  guint16 sign = (guint16) (bits >> 16 & 0x8000);
  guint32 magnitude = bits & 0x7fffffff;

  if (magnitude > 0x7f800000)
    return sign | 0x7e00;
  if (magnitude >= 0x477ff000) /* 65520, from where the nearest is out of range */
    return sign | 0x7c00;
  if (magnitude < 0x38800000) /* 2^-14, below which halves are multiples of 2^-24 */
    return sign | (guint16) rint (fabs ((double) value) * 0x1p24);
  /* Half of the place that is cut off, less one where the last place kept is even. A carry runs
   * into the exponent, as it should. */
  magnitude += 0xfff + (magnitude >> 13 & 1);
  return sign | (guint16) ((magnitude >> 13) - (112 << 10));
}

float
fus_bfloat_to_float (guint16 bfloat)
{
  return from_bits ((guint32) bfloat << 16);
}
