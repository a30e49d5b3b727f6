/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/files/safetensors.h"
#include "engine/files/weights.h"

G_BEGIN_DECLS

/* What weights, checkpoints and conversion share. */

/* Momentum of a tensor, in a checkpoint. */
#define FUS_WEIGHTS_MOMENTUM_PREFIX "momentum."

/* Metadata that are not the network's but the checkpoint's. */
#define FUS_CHECKPOINT_EPOCH "checkpoint.epoch"
#define FUS_CHECKPOINT_RANDOM "checkpoint.random"

typedef enum
{
  FUS_NAMING_FUSIFORM,
  FUS_NAMING_TORCHVISION, /* the one head is classifier.6 */
} FusNaming;

/* Opens a file of weights with its tensors by their plain names. */
FusSafetensors *fus_weights_open (const char *path, GError **error);

/* @task: whose head classifier.6 is. Reads what momentum there is past. */
FusNetwork *fus_weights_read (FusSafetensors *file, FusNaming naming, FusTask task, GError **error);

/* Reads the tensors of @arch, each named @prefix and its name, into @values, as a network's
 * parameters. */
gboolean fus_weights_read_parameters (FusSafetensors *file, const FusArchitecture *arch,
                                      FusNaming naming, const char *prefix, float *values,
                                      GError **error);

/* All that is not parameters, as text to text. */
GTree *fus_weights_metadata (const FusNetwork *network);

/* Appends each tensor of @network with its numbers from @values to an array of
 * FusSafetensorToWrite; the names are its own to free. */
void fus_weights_append (GArray *tensors, const FusNetwork *network, FusNaming naming,
                         const char *prefix, const float *values);
GArray *fus_weights_array_new (void);

G_END_DECLS
