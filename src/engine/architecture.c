/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/architecture.h"

#include "engine/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_CLASSES 100000

typedef struct
{
  guint units;  /* at width 1 */
  guint halved; /* how many pools come before */
  gboolean pooled;
  const char *weight;
  const char *bias;
} LayerShape;

static const LayerShape shapes[FUS_LAYER_HEADS] = {
  { 64, 0, TRUE, "features.0.weight", "features.0.bias" },
  { 128, 1, TRUE, "features.3.weight", "features.3.bias" },
  { 256, 2, FALSE, "features.6.weight", "features.6.bias" },
  { 256, 2, TRUE, "features.8.weight", "features.8.bias" },
  { 512, 3, FALSE, "features.11.weight", "features.11.bias" },
  { 512, 3, TRUE, "features.13.weight", "features.13.bias" },
  { 512, 4, FALSE, "features.16.weight", "features.16.bias" },
  { 512, 4, TRUE, "features.18.weight", "features.18.bias" },
  { 4096, 5, FALSE, "classifier.0.weight", "classifier.0.bias" },
  { 4096, 5, FALSE, "classifier.3.weight", "classifier.3.bias" },
};

static const char *const head_names[FUS_N_TASKS][2] = {
  { "heads.identity.weight", "heads.identity.bias" },
  { "heads.expression.weight", "heads.expression.bias" },
};

gboolean
fus_architecture_check (const FusArchitecture *arch, GError **error)
{
  if (arch->image_size < 32 || arch->image_size > 512 || arch->image_size % 32 != 0)
    {
      g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_SHAPE,
                   _ ("An image size of %u pixels is not possible: choose a multiple of 32 from 32 "
                      "to 512"),
                   arch->image_size);
      return FALSE;
    }
  /* Written so that NaN fails too. */
  if (!(arch->width >= 0.05 && arch->width <= 1))
    {
      g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_SHAPE,
                   _ ("A width of %g is not possible: choose from 0.05 to 1"), arch->width);
      return FALSE;
    }
  if (!(arch->dropout >= 0 && arch->dropout <= 0.95))
    {
      g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_SHAPE,
                   _ ("A dropout of %g is not possible: choose from 0 to 0.95"), arch->dropout);
      return FALSE;
    }
  if (arch->n_classes[FUS_TASK_IDENTITY] == 0 && arch->n_classes[FUS_TASK_EXPRESSION] == 0)
    {
      g_set_error_literal (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_SHAPE,
                           _ ("A network needs the classes of at least one task"));
      return FALSE;
    }
  for (guint t = 0; t < FUS_N_TASKS; t++)
    if (arch->n_classes[t] > MAX_CLASSES)
      {
        g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_SHAPE,
                     _ ("%u classes are more than the %u that a head can have"), arch->n_classes[t],
                     MAX_CLASSES);
        return FALSE;
      }
  return TRUE;
}

guint
fus_architecture_units (const FusArchitecture *arch, FusLayer layer)
{
  g_assert ((guint) layer < FUS_N_LAYERS);

  if (layer == FUS_LAYER_HEADS)
    return arch->n_classes[FUS_TASK_IDENTITY] + arch->n_classes[FUS_TASK_EXPRESSION];
  /* rint() rounds halves to even, as Python's round() in the scripts that read our files. */
  return MAX (1, (guint) rint (shapes[layer].units * arch->width));
}

guint
fus_architecture_side (const FusArchitecture *arch, FusLayer layer, gboolean pooled)
{
  g_assert ((guint) layer < FUS_N_LAYERS);

  if (layer >= FUS_LAYER_FC1)
    return 1;
  return arch->image_size >> (shapes[layer].halved + (pooled && shapes[layer].pooled));
}

gboolean
fus_layer_is_pooled (FusLayer layer)
{
  return layer < FUS_LAYER_HEADS && shapes[layer].pooled;
}

guint
fus_architecture_inputs (const FusArchitecture *arch, FusLayer layer)
{
  if (layer == FUS_LAYER_CONV1)
    return 3;

  guint units = fus_architecture_units (arch, layer - 1);

  if (layer == FUS_LAYER_FC1)
    {
      guint side = fus_architecture_side (arch, FUS_LAYER_CONV8, TRUE);

      return units * side * side;
    }
  return units;
}

static void
add_tensor (FusTensor *tensors, guint *n, const char *name, guint n_dims, const guint dims[4])
{
  FusTensor *tensor = &tensors[*n];

  *tensor = (FusTensor){ .name = name, .size = 1, .n_dims = n_dims };
  if (*n > 0)
    tensor->offset = tensors[*n - 1].offset + tensors[*n - 1].size;
  for (guint i = 0; i < n_dims; i++)
    {
      tensor->dims[i] = dims[i];
      tensor->size *= dims[i];
    }
  (*n)++;
}

guint
fus_architecture_tensors (const FusArchitecture *arch, FusTensor tensors[FUS_MAX_TENSORS])
{
  guint n = 0;

  for (FusLayer layer = FUS_LAYER_CONV1; layer < FUS_LAYER_HEADS; layer++)
    {
      guint units = fus_architecture_units (arch, layer);
      guint dims[4] = { units, fus_architecture_inputs (arch, layer), 3, 3 };

      add_tensor (tensors, &n, shapes[layer].weight, layer <= FUS_LAYER_CONV8 ? 4 : 2, dims);
      add_tensor (tensors, &n, shapes[layer].bias, 1, dims);
    }
  for (guint t = 0; t < FUS_N_TASKS; t++)
    if (arch->n_classes[t] > 0)
      {
        guint dims[4] = { arch->n_classes[t], fus_architecture_units (arch, FUS_LAYER_FC2) };

        add_tensor (tensors, &n, head_names[t][0], 2, dims);
        add_tensor (tensors, &n, head_names[t][1], 1, dims);
      }
  return n;
}

gsize
fus_architecture_n_parameters (const FusArchitecture *arch)
{
  FusTensor tensors[FUS_MAX_TENSORS];
  guint n = fus_architecture_tensors (arch, tensors);

  return tensors[n - 1].offset + tensors[n - 1].size;
}

double
fus_architecture_forward_macs (const FusArchitecture *arch)
{
  double macs = 0;

  for (FusLayer layer = FUS_LAYER_CONV1; layer <= FUS_LAYER_HEADS; layer++)
    {
      double side = fus_architecture_side (arch, layer, FALSE);
      double taps = layer <= FUS_LAYER_CONV8 ? 9 : 1;

      macs += taps * side * side * fus_architecture_inputs (arch, layer)
              * fus_architecture_units (arch, layer);
    }
  return macs;
}
