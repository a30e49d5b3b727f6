/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/random.h"

#include <math.h>

static guint64
splitmix64 (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static guint64
rotate_left (guint64 x, int k)
{
  return (x << k) | (x >> (64 - k));
}

void
fus_random_seed (FusRandom *random, guint64 seed, guint64 stream)
{
  /* Scrambled, so that (seed, stream) and (seed + 1, stream - 1) have nothing in common; stream 0
   * is plain splitmix64 seeding, which published test values can be held against. */
  guint64 state = stream == 0 ? seed : seed ^ splitmix64 (&stream);

  for (int i = 0; i < 4; i++)
    random->state[i] = splitmix64 (&state);
}

guint64
fus_random_next (FusRandom *random)
{
  guint64 *s = random->state;
  guint64 result = rotate_left (s[1] * 5, 7) * 9;
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

double
fus_random_uniform (FusRandom *random)
{
  return (double) (fus_random_next (random) >> 11) * 0x1p-53;
}

guint32
fus_random_below (FusRandom *random, guint32 end)
{
  g_assert (end > 0);

  /* Lemire 2019: the product's upper half is the number, its lower half tells the few draws that
   * would favour small numbers. */
  guint64 product = (fus_random_next (random) >> 32) * end;

  if ((guint32) product < end)
    {
      guint32 threshold = -end % end;

      while ((guint32) product < threshold)
        product = (fus_random_next (random) >> 32) * end;
    }
  return (guint32) (product >> 32);
}

double
fus_random_normal (FusRandom *random)
{
  /* Ratio of uniforms (Kinderman & Monahan 1977): log() only decides, it never enters the value, so
   * a C library that rounds it otherwise gives the same numbers. No second value to keep. */
  const double two_sqrt_2_over_e = 1.7155277699214135;

  for (;;)
    {
      double u = 1.0 - fus_random_uniform (random);
      double x = two_sqrt_2_over_e * (fus_random_uniform (random) - 0.5) / u;

      if (x * x <= -4.0 * log (u))
        return x;
    }
}

void
fus_random_shuffle (FusRandom *random, guint32 *items, gsize n)
{
  g_assert (n <= G_MAXUINT32);

  for (gsize i = n; i > 1; i--)
    {
      guint32 j = fus_random_below (random, (guint32) i);
      guint32 item = items[i - 1];

      items[i - 1] = items[j];
      items[j] = item;
    }
}
