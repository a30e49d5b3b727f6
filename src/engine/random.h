/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FusRandom:
 *
 * A seeded generator whose whole state is these 32 bytes (xoshiro256**, Blackman & Vigna 2018,
 * seeded through splitmix64), so that a checkpoint can hold it. The same seed gives the same
 * numbers on every machine. Not thread-safe: one per thread.
 */
typedef struct
{
  guint64 state[4];
} FusRandom;

/* @stream tells apart the generators that one study's seed gives (weights, split, batches, …). */
void fus_random_seed (FusRandom *random, guint64 seed, guint64 stream);
guint64 fus_random_next (FusRandom *random);
double fus_random_uniform (FusRandom *random);             /* [0, 1), 53 bits */
guint32 fus_random_below (FusRandom *random, guint32 end); /* [0, end), unbiased; end > 0 */
double fus_random_normal (FusRandom *random);              /* mean 0, variance 1 */
void fus_random_shuffle (FusRandom *random, guint32 *items, gsize n);

G_END_DECLS
