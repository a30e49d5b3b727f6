/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/random.h"

G_BEGIN_DECLS

/* [n] numbers between -1 and 1, or all of one value; free with g_free(). */
float *random_array (FusRandom *random, gsize n);
float *constant_array (float value, gsize n);

/* Fails unless each difference is at most tolerance times the largest absolute value expected. */
#define assert_arrays_close(actual, expected, n, tolerance)                                        \
  assert_arrays_close_at (__FILE__, __LINE__, #actual, actual, expected, n, tolerance)
void assert_arrays_close_at (const char *file, int line, const char *what, const float *actual,
                             const float *expected, gsize n, double tolerance);

/* sum of a[i] b[i] in double precision */
double dot (const float *a, const float *b, gsize n);

G_END_DECLS
