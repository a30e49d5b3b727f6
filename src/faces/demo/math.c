/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/math.h"

float fus_noise_lattice[256 * 256];

void
fus_noise_prepare (void)
{
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      for (guint32 i = 0; i < G_N_ELEMENTS (fus_noise_lattice); i++)
        fus_noise_lattice[i] = 2 * fus_hash_unit (i + 0x51ed27u) - 1;
      g_once_init_leave (&ready, 1);
    }
}
