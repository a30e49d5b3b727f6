/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/lanes.h"

/*
 * The one-dimensional transforms of F(4, 3) (Lavin & Gray 2016, section 4; Winograd 1980), from
 * which the two-dimensional ones are nested. Its five finite interpolation points are 0, ±a, ±b
 * with a = 1/√2 and b = √2: the largest error is a third of that with the usual 0, ±1, ±2, because
 * the powers stay nearer to 1. ab = 1 shortens Bᵀ.
 *
 * With the point x_i in row i: Aᵀ holds its powers x_i^0 … x_i^3; G its powers 0 … 2 over
 * N_i = Π (x_i - x_j), j ≠ i: N_0 = 1, N_a = -3/2, N_b = 6; Bᵀ the coefficients of Π (x - x_j), and
 * its last row, for the point at infinity, those of the product over all five.
 */
#define POINT_A 0.70710678118654752f
#define POINT_B 1.41421356237309505f
#define A_CUBED 0.35355339059327376f
#define B_CUBED 2.82842712474619010f

/* Bᵀ d */
static ALWAYS_INLINE void
transform_input (Lanes out[6], Lanes d0, Lanes d1, Lanes d2, Lanes d3, Lanes d4, Lanes d5)
{
  Lanes even_a = d4 - 2.0f * d2, odd_a = POINT_A * d3 - POINT_B * d1;
  Lanes even_b = d4 - 0.5f * d2, odd_b = POINT_B * d3 - POINT_A * d1;

  out[0] = d0 - 2.5f * d2 + d4;
  out[1] = even_a + odd_a;
  out[2] = even_a - odd_a;
  out[3] = even_b + odd_b;
  out[4] = even_b - odd_b;
  out[5] = d1 - 2.5f * d3 + d5;
}

/* Aᵀ m */
static ALWAYS_INLINE void
transform_output (Lanes out[4], Lanes m0, Lanes m1, Lanes m2, Lanes m3, Lanes m4, Lanes m5)
{
  Lanes even_a = m1 + m2, odd_a = m1 - m2;
  Lanes even_b = m3 + m4, odd_b = m3 - m4;

  out[0] = m0 + even_a + even_b;
  out[1] = POINT_A * odd_a + POINT_B * odd_b;
  out[2] = 0.5f * even_a + 2.0f * even_b;
  out[3] = A_CUBED * odd_a + B_CUBED * odd_b + m5;
}

/* A d: the transpose of transform_output() */
static ALWAYS_INLINE void
transform_gradient (Lanes out[6], Lanes d0, Lanes d1, Lanes d2, Lanes d3)
{
  Lanes even_a = d0 + 0.5f * d2, odd_a = POINT_A * d1 + A_CUBED * d3;
  Lanes even_b = d0 + 2.0f * d2, odd_b = POINT_B * d1 + B_CUBED * d3;

  out[0] = d0;
  out[1] = even_a + odd_a;
  out[2] = even_a - odd_a;
  out[3] = even_b + odd_b;
  out[4] = even_b - odd_b;
  out[5] = d3;
}

/* G g */
static ALWAYS_INLINE void
transform_weights (Lanes out[6], Lanes g0, Lanes g1, Lanes g2)
{
  Lanes even_a = (-2.0f / 3) * (g0 + 0.5f * g2), odd_a = (-2.0f / 3 * POINT_A) * g1;
  Lanes even_b = (1.0f / 6) * (g0 + 2.0f * g2), odd_b = (1.0f / 6 * POINT_B) * g1;

  out[0] = g0;
  out[1] = even_a + odd_a;
  out[2] = even_a - odd_a;
  out[3] = even_b + odd_b;
  out[4] = even_b - odd_b;
  out[5] = g2;
}

/* Gᵀ u: the transpose of transform_weights() */
static ALWAYS_INLINE void
transform_weights_gradient (Lanes out[3], Lanes u0, Lanes u1, Lanes u2, Lanes u3, Lanes u4,
                            Lanes u5)
{
  Lanes even_a = (-2.0f / 3) * (u1 + u2), odd_a = (-2.0f / 3 * POINT_A) * (u1 - u2);
  Lanes even_b = (1.0f / 6) * (u3 + u4), odd_b = (1.0f / 6 * POINT_B) * (u3 - u4);

  out[0] = u0 + even_a + even_b;
  out[1] = odd_a + odd_b;
  out[2] = 0.5f * even_a + 2.0f * even_b + u5;
}
