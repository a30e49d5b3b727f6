/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layout.h"

#include "architecture.h"

static gsize
place (FusLayout *layout, gsize bytes)
{
  gsize offset = layout->total;

  layout->total += (bytes + 63) / 64 * 64;
  return offset;
}

static gsize
numbers (const FusArchitecture *arch, FusLayer layer, gboolean pooled)
{
  gsize side = fus_architecture_side (arch, layer, pooled);

  return fus_architecture_units (arch, layer) * side * side;
}

static void
place_conv (FusLayout *layout, const FusArchitecture *arch, FusLayer layer, gboolean keep, gsize n)
{
  gsize output = n * numbers (arch, layer, TRUE);

  if (keep || layer == FUS_LAYER_CONV8)
    layout->before_pool[layer] = place (layout, n * numbers (arch, layer, FALSE) * sizeof (float));
  layout->output[layer] = place (layout, output * sizeof (float));
  if (keep)
    layout->index[layer] = place (layout, output);
}

/* Most numbers that a gradient has per frame: conv1's map, or fc units at small image sizes. */
static gsize
largest_delta (const FusArchitecture *arch)
{
  gsize largest = 3 * arch->image_size * arch->image_size;

  for (FusLayer layer = FUS_LAYER_CONV1; layer < FUS_LAYER_HEADS; layer++)
    largest = MAX (largest, numbers (arch, layer, FALSE));
  return largest;
}

/* A layer's weight and bias; both heads count as one layer. */
static gsize
largest_layer (const FusArchitecture *arch)
{
  gsize largest = 0;

  for (FusLayer layer = FUS_LAYER_CONV1; layer < FUS_N_LAYERS; layer++)
    {
      gsize taps = layer <= FUS_LAYER_CONV8 ? 9 : 1;
      gsize inputs = fus_architecture_inputs (arch, layer);

      largest = MAX (largest, fus_architecture_units (arch, layer) * (inputs * taps + 1));
    }
  return largest;
}

void
fus_layout (FusLayout *layout, const FusArchitecture *arch, FusPassPurpose purpose, guint n)
{
  gboolean backward = purpose != FUS_PASS_FORWARD;
  gsize spare = 0;

  *layout = (FusLayout){ 0 };
  /* conv1's map is the largest: units x side² at least halves from one pooled layer to the next. */
  if (!backward)
    spare = place (layout, n * numbers (arch, FUS_LAYER_CONV1, FALSE) * sizeof (float));
  for (FusLayer layer = FUS_LAYER_CONV1; layer <= FUS_LAYER_CONV8; layer++)
    {
      layout->before_pool[layer] = spare;
      if (fus_layer_is_pooled (layer))
        place_conv (layout, arch, layer, backward, n);
      else
        layout->output[layer] = layout->before_pool[layer]
            = place (layout, n * numbers (arch, layer, FALSE) * sizeof (float));
    }
  for (guint i = 0; i < 2; i++)
    {
      FusLayer layer = FUS_LAYER_FC1 + i;

      layout->output[layer] = place (layout, n * numbers (arch, layer, FALSE) * sizeof (float));
      if (purpose == FUS_PASS_TRAIN)
        layout->kept[i] = place (layout, n * numbers (arch, layer, FALSE));
    }
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      gsize logits = (gsize) n * arch->n_classes[t] * sizeof (float);

      layout->logits[t] = place (layout, logits);
      if (backward)
        layout->d_logits[t] = place (layout, logits);
    }
  if (backward)
    for (guint i = 0; i < 2; i++)
      layout->delta[i] = place (layout, n * largest_delta (arch) * sizeof (float));
  if (purpose == FUS_PASS_TRAIN)
    layout->parameter_gradient = place (layout, largest_layer (arch) * sizeof (float));
}

gsize
fus_architecture_training_bytes (const FusArchitecture *arch, guint batch)
{
  FusLayout layout;

  fus_layout (&layout, arch, FUS_PASS_TRAIN, batch);
  /* The parameters and their momentum. */
  return layout.total + 2 * sizeof (float) * fus_architecture_n_parameters (arch);
}
