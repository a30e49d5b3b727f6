/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lanes.h"

/*
 * The product kernel under every Winograd pass: rows x PANEL outputs, held in registers over the
 * whole depth, one broadcast value of A times one row of B at a time (Goto & van de Geijn 2008).
 */

/* Width of B: outputs are worked on 32 at a time whatever the instruction set. */
#define PANEL 32

/* Columns of B that one product takes. They lie together, [PANEL / PANEL_STEP][depth][PANEL_STEP],
 * so that they use every set of the first-level cache. */
#define PANEL_STEP (PRODUCT_VECTORS * LANES)

/* Where the column begins in B [depth][PANEL]. */
static ALWAYS_INLINE gsize
panel_column (guint column, gsize depth)
{
  return column / PANEL_STEP * PANEL_STEP * depth + column % PANEL_STEP;
}

/* Floats of a cache line. */
#define LINE 16

/*
 * c[r][0 … PANEL_STEP) (+)= Σ over o < n_outer, i < n_inner of
 *   a[o * outer_stride + r * row_stride + i] * b[(o * n_inner + i) * PANEL_STEP + …]
 * ahead: what the next product will read; a line of it is asked for at each step, as the hardware
 * does not guess where a product goes on. rows, row_stride, n_inner and accumulate are constants at
 * every call: that lets the compiler keep the sums in registers.
 */
static ALWAYS_INLINE void
product_step (float *c, gsize c_stride, const float *a, gsize outer_stride, gsize n_outer,
              const float *b, const float *ahead, gsize a_ahead, const guint rows,
              const guint row_stride, const guint n_inner, const gboolean accumulate)
{
  Lanes sum[PRODUCT_ROWS][PRODUCT_VECTORS] = { { { 0 } } };

  for (gsize o = 0; o < n_outer; o++)
    {
#pragma GCC unroll 2
      for (guint i = 0; i < n_inner; i++)
        {
          Lanes b0 = load (b), b1 = load (b + LANES);

          __builtin_prefetch (ahead, 0, 2);
          ahead += LINE;
          if (row_stride == LINE && i < rows)
            __builtin_prefetch (a + a_ahead + i * LINE, 0, 2);
#pragma GCC unroll 16
          for (guint r = 0; r < rows; r++)
            {
              Lanes value = broadcast (a[r * row_stride + i]);

              sum[r][0] += value * b0;
              sum[r][1] += value * b1;
            }
          b += PANEL_STEP;
        }
      a += outer_stride;
    }

#pragma GCC unroll 16
  for (guint r = 0; r < rows; r++)
    for (guint v = 0; v < PRODUCT_VECTORS; v++)
      {
        float *p = c + r * c_stride + v * LANES;

        store (p, accumulate ? load (p) + sum[r][v] : sum[r][v]);
      }
}

/* As product_step(), for a number of rows that is known only at run time, 1 … PRODUCT_ROWS. */
static ALWAYS_INLINE void
product_rows (float *c, gsize c_stride, const float *a, gsize outer_stride, gsize n_outer,
              const float *b, const float *ahead, gsize a_ahead, guint rows, const guint row_stride,
              const guint n_inner, const gboolean accumulate)
{
#define ROWS(n)                                                                                    \
  case n:                                                                                          \
    product_step (c, c_stride, a, outer_stride, n_outer, b, ahead, a_ahead, n, row_stride,         \
                  n_inner, accumulate);                                                            \
    break;
  switch (rows)
    {
      ROWS (1)
      ROWS (2)
      ROWS (3)
      ROWS (4)
      ROWS (5)
      ROWS (6)
#if PRODUCT_ROWS > 6
      ROWS (7)
      ROWS (8)
      ROWS (9)
      ROWS (10)
      ROWS (11)
      ROWS (12)
      ROWS (13)
      ROWS (14)
#endif
    default:
      g_assert_not_reached ();
    }
#undef ROWS
}
