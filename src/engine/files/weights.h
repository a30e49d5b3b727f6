/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/network.h"
#include "engine/random.h"

G_BEGIN_DECLS

/**
 * fus_weights_load:
 * @path: a .safetensors file with the names of FusNetwork (a whole torchvision VGG11 is for
 *   fus_weights_convert())
 *
 * Reads F32, F16 and BF16; of a checkpoint, its network. Metadata may be missing, then the shapes
 * say what the network is. NaN and infinity are refused. The file is hostile until proven
 * otherwise: no size it states is believed before it was checked against the file's length. Any
 * thread.
 *
 * Returns: (transfer full): NULL with FUS_ENGINE_ERROR_FILE or a GFileError, whose message names
 * the file, the tensor and what was expected.
 */
FusNetwork *fus_weights_load (const char *path, GError **error);

typedef enum
{
  FUS_WEIGHTS_F32,
  FUS_WEIGHTS_F16,
} FusWeightsType;

/* Writes to a temporary file beside @path, syncs, and renames; NaN and infinity are
 * FUS_ENGINE_ERROR_NUMERIC and leave what is there alone. Any thread. */
gboolean fus_weights_save (const FusNetwork *network, const char *path, FusWeightsType type,
                           GError **error);

/**
 * fus_weights_convert:
 *
 * Between torchvision's whole VGG11 (classifier.6 = a head of any number of classes, fc1 fed by a
 * 7x7 map) and Fusiform's naming; the direction is read off the input. torchvision's file becomes a
 * network at 224 px with ImageNet's normalisation whose only head is @task; the other way takes the
 * head of @task as classifier.6.
 */
gboolean fus_weights_convert (const char *in, const char *out, FusTask task, GError **error);

/**
 * FusCheckpoint:
 *
 * A network in training, whole: what, with the data, decides every later byte.
 */
typedef struct
{
  FusNetwork *network;
  float *momentum; /* as many as the network has parameters */
  FusRandom random;
  guint epoch; /* epochs completed */
} FusCheckpoint;

gboolean fus_checkpoint_save (const FusCheckpoint *checkpoint, const char *path, GError **error);
/* Returns: (transfer full): free with fus_checkpoint_free(). */
FusCheckpoint *fus_checkpoint_load (const char *path, GError **error);
void fus_checkpoint_free (FusCheckpoint *checkpoint);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusCheckpoint, fus_checkpoint_free)

G_END_DECLS
