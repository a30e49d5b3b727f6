/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layout.h"

#include "engine/architecture.h"
#include "engine/conv1.h"
#include "engine/winograd.h"

static gsize
place (FusLayout *layout, gsize bytes)
{
  gsize offset = layout->total;

  layout->total += (bytes + 63) / 64 * 64;
  return offset;
}

static gsize
place_floats (FusLayout *layout, gsize n)
{
  return place (layout, n * sizeof (float));
}

static void
place_maps (FusLayout *layout, const FusArchitecture *arch, FusPassPurpose purpose, guint n)
{
  gsize largest = 0;

  for (FusLayer layer = FUS_LAYER_CONV1; layer <= FUS_LAYER_CONV8; layer++)
    {
      guint units = fus_architecture_units (arch, layer);
      FusGrid *whole = &layout->whole[layer], *grid = &layout->grid[layer];

      *whole = fus_grid (units, fus_architecture_side (arch, layer, FALSE));
      *grid = fus_grid (units, fus_architecture_side (arch, layer, TRUE));
      layout->output[layer] = place_floats (layout, n * grid->frame);
      if (fus_layer_is_pooled (layer))
        {
          largest = MAX (largest, whole->frame);
          if (purpose != FUS_PASS_FORWARD)
            layout->index[layer] = place (layout, n * grid->frame);
        }
    }
  if (purpose == FUS_PASS_EXPLAIN)
    layout->before_pool = place_floats (layout, n * largest);
  else if (purpose == FUS_PASS_FORWARD)
    layout->before_pool = place_floats (layout, n * layout->whole[FUS_LAYER_CONV8].frame);
}

/* Most numbers that a gradient has per frame. Before a pool only where one begins there. */
static gsize
largest_delta (const FusLayout *layout, const FusArchitecture *arch, FusPassPurpose purpose)
{
  gsize largest = fus_architecture_inputs (arch, FUS_LAYER_FC1);

  for (FusLayer layer = FUS_LAYER_FC1; layer <= FUS_LAYER_FC2; layer++)
    largest = MAX (largest, fus_architecture_units (arch, layer));
  for (FusLayer layer = FUS_LAYER_CONV1; layer <= FUS_LAYER_CONV8; layer++)
    largest = MAX (largest, purpose == FUS_PASS_EXPLAIN ? layout->whole[layer].frame
                                                        : layout->grid[layer].frame);
  return purpose == FUS_PASS_EXPLAIN ? MAX (largest, layout->image.frame) : largest;
}

static gsize
flipped_size (const FusArchitecture *arch, FusLayer layer)
{
  return fus_winograd_weights_size (fus_architecture_inputs (arch, layer),
                                    fus_architecture_units (arch, layer));
}

static gsize
weights_size (const FusArchitecture *arch, FusLayer layer)
{
  guint units = fus_architecture_units (arch, layer);

  if (layer == FUS_LAYER_CONV1)
    return fus_conv1_weights_size (units);
  return fus_winograd_weights_size (units, fus_architecture_inputs (arch, layer));
}

/* Training transforms weights anew for every step: they need not outlive their layer. */
static void
place_weights (FusLayout *layout, const FusArchitecture *arch, FusPassPurpose purpose)
{
  gsize shared = 0, largest = 0;

  for (FusLayer layer = FUS_LAYER_CONV2; layer <= FUS_LAYER_CONV8; layer++)
    largest = MAX (largest, MAX (weights_size (arch, layer), flipped_size (arch, layer)));
  if (purpose == FUS_PASS_TRAIN)
    shared = place_floats (layout, largest);
  for (FusLayer layer = FUS_LAYER_CONV1; layer <= FUS_LAYER_CONV8; layer++)
    {
      gboolean own = purpose != FUS_PASS_TRAIN || layer == FUS_LAYER_CONV1;

      layout->bias[layer] = place_floats (layout, layout->grid[layer].blocks * FUS_BLOCK);
      layout->weights[layer] = own ? place_floats (layout, weights_size (arch, layer)) : shared;
      layout->flipped[layer] = shared;
      if (purpose == FUS_PASS_EXPLAIN)
        layout->flipped[layer] = place_floats (layout, flipped_size (arch, layer));
    }
}

void
fus_layout (FusLayout *layout, const FusArchitecture *arch, FusPassPurpose purpose, guint n)
{
  gsize side = arch->image_size;

  *layout = (FusLayout){ .image = fus_grid (3, arch->image_size) };
  place_maps (layout, arch, purpose, n);
  place_weights (layout, arch, purpose);
  layout->flat = place_floats (layout, n * fus_architecture_inputs (arch, FUS_LAYER_FC1));
  if (purpose == FUS_PASS_EXPLAIN)
    layout->images = place_floats (layout, n * 3 * side * side);
  for (guint i = 0; i < 2; i++)
    {
      gsize units = n * fus_architecture_units (arch, FUS_LAYER_FC1 + i);

      layout->output[FUS_LAYER_FC1 + i] = place_floats (layout, units);
      if (purpose == FUS_PASS_TRAIN)
        layout->kept[i] = place (layout, units);
    }
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      layout->logits[t] = place_floats (layout, (gsize) n * arch->n_classes[t]);
      layout->d_logits[t] = place_floats (layout, (gsize) n * arch->n_classes[t]);
    }
  if (purpose != FUS_PASS_FORWARD)
    for (guint i = 0; i < 2; i++)
      layout->delta[i] = place_floats (layout, n * largest_delta (layout, arch, purpose));
}

gsize
fus_architecture_training_bytes (const FusArchitecture *arch, guint batch)
{
  FusLayout layout;
  gsize sums = 0;

  fus_layout (&layout, arch, FUS_PASS_TRAIN, batch);
  for (FusLayer layer = FUS_LAYER_CONV2; layer <= FUS_LAYER_CONV8; layer++)
    sums = MAX (sums, fus_winograd_update_bytes (fus_architecture_units (arch, layer),
                                                 fus_architecture_inputs (arch, layer)));
  /* The parameters and their momentum, and the team's memory for weight gradients. */
  return layout.total + 2 * sizeof (float) * fus_architecture_n_parameters (arch) + sums;
}
