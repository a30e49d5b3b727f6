/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/lanes.h"

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

/* Steps between two requests for what comes next. Not so few that the compiler unrolls them all: it
 * then no longer keeps the sums in registers. */
#define ROUND 16

/* Where A[r][k] lies: at r * row + k / n_inner * outer + k % n_inner * inner. */
typedef struct
{
  const guint row, inner, n_inner;
  gsize outer;
} ProductLayout;

/* What a later product will read and the hardware does not guess: lines from @from on, of which n
 * are asked for before each n_inner steps. */
typedef struct
{
  const float *from;
  guint n;
} ProductAhead;

/* The share of product @index of @n_products in asking for @lines lines in each of @n_outer rounds:
 * a stretch of its own, as the hardware goes on with what looks like a stream. */
static ALWAYS_INLINE ProductAhead
product_ahead (const float *from, guint lines, gsize n_outer, guint index, guint n_products)
{
  guint n = (lines + n_products - 1) / n_products;

  return (ProductAhead){ from + MIN (index * n, lines - n) * n_outer * LINE, n };
}

/*
 * c[r][0 … PANEL_STEP) (+)= Σ over k < n_outer * n_inner of A[r][k] * b[k][0 … PANEL_STEP)
 * rows, accumulate and what is const in layout are constants at every call: that lets the compiler
 * keep the sums in registers. Besides loads and multiplications there is as little as can be: where
 * two threads share a core, the instructions it takes in are the limit.
 */
static ALWAYS_INLINE void
product_step (float *c, gsize c_stride, const float *a, const ProductLayout layout, gsize n_outer,
              const float *b, ProductAhead ahead, const guint rows, const gboolean accumulate)
{
  Lanes sum[PRODUCT_ROWS][PRODUCT_VECTORS] = { { { 0 } } };

  for (gsize o = 0; o < n_outer; o++)
    {
      for (guint line = 0; line < ahead.n; line++)
        __builtin_prefetch (ahead.from + line * LINE, 0, 2);
      ahead.from += ahead.n * LINE;

#pragma GCC unroll 4
      for (guint i = 0; i < layout.n_inner; i++)
        {
          Lanes b0 = load (b), b1 = load (b + LANES);

#pragma GCC unroll 16
          for (guint r = 0; r < rows; r++)
            {
              Lanes value = broadcast (a[r * layout.row + i * layout.inner]);

              sum[r][0] += value * b0;
              sum[r][1] += value * b1;
            }
          b += PANEL_STEP;
        }
      a += layout.outer;
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
product_rows (float *c, gsize c_stride, const float *a, const ProductLayout layout, gsize n_outer,
              const float *b, ProductAhead ahead, guint rows, const gboolean accumulate)
{
#define ROWS(n)                                                                                    \
  case n:                                                                                          \
    product_step (c, c_stride, a, layout, n_outer, b, ahead, n, accumulate);                       \
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
