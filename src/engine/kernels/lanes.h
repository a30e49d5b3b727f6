/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/*
 * Vectors of LANES floats in GCC's and Clang's vector extensions. The files of this folder are
 * compiled once for each instruction set; FUS_ISA names it and ends every symbol they share.
 *
 * PRODUCT_ROWS x PRODUCT_VECTORS accumulators, the vectors they are multiplied with and one
 * broadcast value fill the vector registers: 28 + 2 + 1 of AVX-512's 32, 12 + 2 + 1 of the
 * others' 16.
 */
#if defined(__AVX512F__)
#define LANES 16
#define PRODUCT_ROWS 14
#elif defined(__AVX2__)
#define LANES 8
#define PRODUCT_ROWS 6
#else
#define LANES 4
#define PRODUCT_ROWS 6
#endif
#define PRODUCT_VECTORS 2

#define FUS_ISA_PASTE_(name, isa) name##_##isa
#define FUS_ISA_PASTE(name, isa) FUS_ISA_PASTE_ (name, isa)
#define FUS_ISA_NAME(name) FUS_ISA_PASTE (name, FUS_ISA)

#define ALWAYS_INLINE inline __attribute__ ((always_inline))

typedef float Lanes __attribute__ ((vector_size (4 * LANES)));
typedef gint32 LaneMask __attribute__ ((vector_size (4 * LANES)));
typedef float UnalignedLanes __attribute__ ((vector_size (4 * LANES), aligned (4), may_alias));
typedef guint8 LaneBytes __attribute__ ((vector_size (LANES)));
typedef guint8 UnalignedLaneBytes __attribute__ ((vector_size (LANES), aligned (1), may_alias));

static ALWAYS_INLINE Lanes
load (const float *p)
{
  return *(const UnalignedLanes *) p;
}

static ALWAYS_INLINE void
store (float *p, Lanes x)
{
  *(UnalignedLanes *) p = x;
}

static ALWAYS_INLINE Lanes
broadcast (float x)
{
  return x - (Lanes){ 0 };
}

static ALWAYS_INLINE Lanes
keep_where (LaneMask mask, Lanes x)
{
  return (Lanes) (mask & (LaneMask) x);
}

/* Not max (x, 0): NaN stays NaN and shows in the loss. */
static ALWAYS_INLINE Lanes
relu (Lanes x)
{
  return (Lanes) ((LaneMask) x & ~(x < 0));
}

/* The largest value of a 2x2 window, and where it stands: the first of equals, as PyTorch has it.
 */
static ALWAYS_INLINE Lanes
pool_window (LaneMask *index, Lanes v0, Lanes v1, Lanes v2, Lanes v3)
{
  Lanes value[4] = { v0, v1, v2, v3 };
  LaneMask place = { 0 };

#pragma GCC unroll 4
  for (gint32 i = 1; i < 4; i++)
    {
      LaneMask larger = value[i] > value[0];

      value[0] = (Lanes) ((larger & (LaneMask) value[i]) | (~larger & (LaneMask) value[0]));
      place = (larger & i) | (~larger & place);
    }
  *index = place;
  return value[0];
}

static ALWAYS_INLINE LaneMask
load_bytes (const guint8 *p)
{
  return __builtin_convertvector(*(const UnalignedLaneBytes *) p, LaneMask);
}

static ALWAYS_INLINE void
store_bytes (guint8 *p, LaneMask x)
{
  *(UnalignedLaneBytes *) p = __builtin_convertvector(x, LaneBytes);
}

static ALWAYS_INLINE float
sum_lanes (Lanes x)
{
  float sum[LANES];

  memcpy (sum, &x, sizeof sum);
  for (guint half = LANES / 2; half > 0; half /= 2)
    for (guint i = 0; i < half; i++)
      sum[i] += sum[i + half];
  return sum[0];
}
