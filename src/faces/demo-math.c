/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo-math.h"

static float lattice[256 * 256];

static void
fill_lattice (void)
{
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      for (guint32 i = 0; i < G_N_ELEMENTS (lattice); i++)
        lattice[i] = 2 * fus_hash_unit (i + 0x51ed27u) - 1;
      g_once_init_leave (&ready, 1);
    }
}

float
fus_noise (float x, float y)
{
  fill_lattice ();

  /* Truncation with an offset is a floor for all coordinates a face has. */
  int ix = (int) (x + 65536) - 65536, iy = (int) (y + 65536) - 65536;
  float fx = x - ix, fy = y - iy;
  const float *top = lattice + (iy & 255) * 256, *low = lattice + ((iy + 1) & 255) * 256;
  int x0 = ix & 255, x1 = (ix + 1) & 255;

  fx = fx * fx * (3 - 2 * fx);
  fy = fy * fy * (3 - 2 * fy);

  return fus_mix (fus_mix (top[x0], top[x1], fx), fus_mix (low[x0], low[x1], fx), fy);
}

float
fus_noise_rough (float x, float y)
{
  return 0.55f * fus_noise (x, y) + 0.3f * fus_noise (2.1f * x + 37, 2.1f * y + 11)
         + 0.15f * fus_noise (4.3f * x + 91, 4.3f * y + 57);
}
