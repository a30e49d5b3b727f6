/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/table.h"

#include "engine/kernels/product.h"
#include "engine/kernels/update.h"
#include "engine/kernels/winograd.h"

#define TAPS 9

/* taps[9][32]: the filters that lead from input k to the 32 outputs of a panel, zero past the last.
 */
static void
gather_taps (float *taps, const float *w, guint n_out, guint n_in, guint panel, guint k,
             gboolean flipped)
{
  guint first = panel * FUS_PANEL, n = flipped ? n_in : n_out;
  guint lanes = MIN (FUS_PANEL, n - first);
  gsize lane_stride = flipped ? TAPS : (gsize) n_in * TAPS;
  const float *filter
      = flipped ? w + ((gsize) k * n_in + first) * TAPS : w + ((gsize) first * n_in + k) * TAPS;

  if (lanes < FUS_PANEL)
    memset (taps, 0, TAPS * FUS_PANEL * sizeof *taps);
  for (guint lane = 0; lane < lanes; lane++, filter += lane_stride)
    for (guint tap = 0; tap < TAPS; tap++)
      taps[tap * FUS_PANEL + lane] = filter[flipped ? TAPS - 1 - tap : tap];
}

/* u = G g Gᵀ, 36 vectors a stride apart */
static ALWAYS_INLINE void
transform_filter (float *u, gsize u_stride, const float *taps)
{
  Lanes rows[3][6], column[6];

#pragma GCC unroll 3
  for (guint y = 0; y < 3; y++)
    transform_weights (rows[y], load (taps + (y * 3) * FUS_PANEL),
                       load (taps + (y * 3 + 1) * FUS_PANEL),
                       load (taps + (y * 3 + 2) * FUS_PANEL));
#pragma GCC unroll 6
  for (guint x = 0; x < 6; x++)
    {
      transform_weights (column, rows[0][x], rows[1][x], rows[2][x]);
      for (guint y = 0; y < 6; y++)
        store (u + (y * 6 + x) * u_stride, column[y]);
    }
}

void
FUS_ISA_NAME (fus_load_weights) (float *u, gsize u_stride, const float *w, guint n_out, guint n_in,
                                 guint panel, guint first_block, guint n_blocks, gboolean flipped)
{
  guint n = flipped ? n_out : n_in;
  guint end = (first_block + n_blocks) * FUS_BLOCK;
  gsize depth = u_stride / FUS_PANEL;
  float taps[TAPS * FUS_PANEL] __attribute__ ((aligned (64)));

  for (guint k = first_block * FUS_BLOCK; k < end; k++)
    {
      if (k < n)
        gather_taps (taps, w, n_out, n_in, panel, k, flipped);
      else
        memset (taps, 0, sizeof taps);
      for (guint lane = 0; lane < FUS_PANEL; lane += LANES)
        transform_filter (u + panel_column (lane, depth) + (gsize) k * PANEL_STEP, u_stride,
                          taps + lane);
    }
}

/* taps[9] = Gᵀ du G, from 36 vectors a stride apart */
static ALWAYS_INLINE void
transform_filter_gradient (float *taps, const float *du, gsize u_stride)
{
  Lanes rows[6][3], column[3];

#pragma GCC unroll 6
  for (guint y = 0; y < 6; y++)
    {
      const float *p = du + y * 6 * u_stride;

      transform_weights_gradient (rows[y], load (p), load (p + u_stride), load (p + 2 * u_stride),
                                  load (p + 3 * u_stride), load (p + 4 * u_stride),
                                  load (p + 5 * u_stride));
    }
#pragma GCC unroll 3
  for (guint x = 0; x < 3; x++)
    {
      transform_weights_gradient (column, rows[0][x], rows[1][x], rows[2][x], rows[3][x],
                                  rows[4][x], rows[5][x]);
      for (guint y = 0; y < 3; y++)
        store (taps + (y * 3 + x) * FUS_PANEL, column[y]);
    }
}

void
FUS_ISA_NAME (fus_update_weights) (const FusUpdate *update, const float *du, gsize u_stride,
                                   guint n_out, guint n_in, guint panel, guint block)
{
  guint first_out = panel * FUS_PANEL, first_in = block * FUS_BLOCK;
  guint outs = MIN (FUS_PANEL, n_out - first_out), ins = MIN (FUS_BLOCK, n_in - first_in);
  float taps[TAPS * FUS_PANEL] __attribute__ ((aligned (64)));
  float gradient[FUS_PANEL][FUS_BLOCK * TAPS];

  for (guint i = 0; i < ins; i++)
    {
      for (guint lane = 0; lane < FUS_PANEL; lane += LANES)
        transform_filter_gradient (taps + lane, du + (first_in + i) * FUS_PANEL + lane, u_stride);
      for (guint o = 0; o < FUS_PANEL; o++)
        for (guint tap = 0; tap < TAPS; tap++)
          gradient[o][i * TAPS + tap] = taps[tap * FUS_PANEL + o];
    }
  for (guint o = 0; o < outs; o++)
    update_span (update, ((gsize) (first_out + o) * n_in + first_in) * TAPS, gradient[o],
                 ins * TAPS);
}

void
FUS_ISA_NAME (fus_update) (const FusUpdate *update, const float *gradient, gsize n)
{
  update_span (update, 0, gradient, n);
}
