/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/golden-network.h"

#include <math.h>

static void
fill (FusRandom *random, float *values, gsize n, double bound)
{
  for (gsize i = 0; i < n; i++)
    values[i] = (float) (bound * (2 * fus_random_uniform (random) - 1));
}

float *
golden_array (FusRandom *random, gsize n, double bound)
{
  float *array = g_new (float, n);

  fill (random, array, n, bound);
  return array;
}

FusNetwork *
golden_network (guint image_size, double width, double dropout, FusRandom *random)
{
  const FusArchitecture arch
      = { .image_size = image_size, .width = width, .n_classes = { 3, 4 }, .dropout = dropout };
  g_autoptr (GError) error = NULL;
  FusNetwork *network = fus_network_new (&arch, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < fus_network_n_tensors (network); i++)
    {
      const FusTensor *tensor = fus_network_tensor (network, i);
      double inputs = (double) tensor->size / tensor->dims[0];

      fill (random, fus_network_parameters (network) + tensor->offset, tensor->size,
            tensor->n_dims == 1 ? 0.1 : sqrt (6 / inputs));
    }
  return network;
}
