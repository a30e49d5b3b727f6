/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/weights-private.h"

#include "engine/network-private.h"
#include "engine/files/safetensors-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* torchvision pools what comes after conv8 to 7 x 7, which leaves it alone only at this size. */
#define TORCHVISION_IMAGE_SIZE 224

static const FusNormalization imagenet
    = { .mean = { 0.485f, 0.456f, 0.406f }, .sd = { 0.229f, 0.224f, 0.225f } };

static gboolean
has_normalization (FusSafetensors *file)
{
  return g_tree_lookup (fus_safetensors_metadata (file), "normalization.mean") != NULL;
}

static gboolean
check_image_size (const FusNetwork *network, const char *path, GError **error)
{
  guint size = fus_network_architecture (network)->image_size;

  if (size != TORCHVISION_IMAGE_SIZE)
    return fus_safetensors_fail (
        path, error, _ ("torchvision's VGG11 takes pictures of 224 pixels, this network takes %u"),
        size);
  return TRUE;
}

static gboolean
from_torchvision (FusSafetensors *file, const char *out, FusTask task, GError **error)
{
  g_autoptr (FusNetwork) network = fus_weights_read (file, FUS_NAMING_TORCHVISION, task, error);

  if (network == NULL || !check_image_size (network, fus_safetensors_path (file), error))
    return FALSE;
  if (!has_normalization (file))
    fus_network_set_normalization (network, &imagenet);
  return fus_weights_save (network, out, FUS_WEIGHTS_F32, error);
}

static gboolean
copy_note (gpointer key, gpointer value, gpointer network)
{
  fus_network_set_note (network, key, value);
  return FALSE;
}

/* The trunk and one head of a network: @task's. */
static FusNetwork *
with_one_head (const FusNetwork *network, FusTask task, GError **error)
{
  FusArchitecture arch = *fus_network_architecture (network);

  for (guint t = 0; t < FUS_N_TASKS; t++)
    if (t != task)
      arch.n_classes[t] = 0;

  FusNetwork *single = fus_network_new (&arch, error);

  if (single == NULL)
    return NULL;
  for (guint i = 0; i < fus_network_n_tensors (single); i++)
    {
      const FusTensor *to = fus_network_tensor (single, i);
      const FusTensor *from = fus_network_find_tensor (network, to->name);

      memcpy (fus_network_parameters (single) + to->offset,
              fus_network_peek_parameters (network) + from->offset, to->size * sizeof (float));
    }
  fus_network_set_class_names (single, task, fus_network_class_names (network, task));
  fus_network_set_normalization (single, fus_network_normalization (network));
  g_tree_foreach (fus_network_notes (network), copy_note, single);
  return single;
}

static gboolean
to_torchvision (FusSafetensors *file, const char *out, FusTask task, GError **error)
{
  const char *path = fus_safetensors_path (file);
  g_autoptr (FusNetwork) network = fus_weights_read (file, FUS_NAMING_FUSIFORM, task, error);

  if (network == NULL || !check_image_size (network, path, error))
    return FALSE;
  if (fus_network_architecture (network)->n_classes[task] == 0)
    return fus_safetensors_fail (path, error, _ ("the network has no head for the task %s"),
                                 fus_task_name (task));

  g_autoptr (FusNetwork) single = with_one_head (network, task, error);

  if (single == NULL)
    return FALSE;

  g_autoptr (GTree) metadata = fus_weights_metadata (single);
  g_autoptr (GArray) tensors = fus_weights_array_new ();

  fus_weights_append (tensors, single, FUS_NAMING_TORCHVISION, "",
                      fus_network_peek_parameters (single));
  return fus_safetensors_write (out, metadata, (FusSafetensorToWrite *) tensors->data, tensors->len,
                                FUS_SAFETENSORS_F32, error);
}

gboolean
fus_weights_convert (const char *in, const char *out, FusTask task, GError **error)
{
  g_autoptr (FusSafetensors) file = fus_weights_open (in, error);

  if (file == NULL)
    return FALSE;
  if (fus_safetensors_find (file, "classifier.6.weight") != NULL)
    return from_torchvision (file, out, task, error);
  return to_torchvision (file, out, task, error);
}
