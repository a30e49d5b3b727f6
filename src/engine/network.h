/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/words.h"

G_BEGIN_DECLS

/**
 * FusArchitecture:
 * @image_size: side of the input in pixels, a multiple of 32, 32 … 512
 * @width: share of VGG11's channels and hidden units that is kept, 0.05 … 1; layer sizes are
 *   max (1, round-half-to-even (size x width))
 * @n_classes: classes per head; 0 = no head for that task; at least one head
 * @dropout: share of fc1's and fc2's units that a training step drops, 0 … 0.95 (VGG11: 0.5)
 *
 * The shape of a network.
 */
typedef struct
{
  guint image_size;
  double width;
  guint n_classes[FUS_N_TASKS];
  double dropout;
} FusArchitecture;

gboolean fus_architecture_check (const FusArchitecture *arch, GError **error);

/* Number of units: channels of a conv layer, units of an fc layer, all logits for FUS_LAYER_HEADS.
 */
guint fus_architecture_units (const FusArchitecture *arch, FusLayer layer);
/* Side of the layer's square map before pooling; after pooling where the layer is pooled and
 * @pooled; 1 for fc layers and heads. */
guint fus_architecture_side (const FusArchitecture *arch, FusLayer layer, gboolean pooled);
/* Whether a 2x2 max pool follows the layer. */
gboolean fus_layer_is_pooled (FusLayer layer);
gsize fus_architecture_n_parameters (const FusArchitecture *arch);
/* Estimate, in bytes, of the memory that training with @batch frames per step needs. */
gsize fus_architecture_training_bytes (const FusArchitecture *arch, guint batch);
/* Multiply-additions of one frame's forward pass (direct convolution); training takes about 3x. */
double fus_architecture_forward_macs (const FusArchitecture *arch);

/**
 * FusNormalization:
 *
 * What turns a pixel (0 … 1) into the network's input: (pixel - mean) / sd, per channel R, G, B.
 */
typedef struct
{
  float mean[3];
  float sd[3];
} FusNormalization;

/**
 * FusNetwork:
 *
 * The parameters of one VGG11 trunk with one or two heads, in one block of floats, with what is
 * needed to use them: class names, normalisation, where they come from. Reference counted. Any
 * number of threads may read one at a time when nothing writes to it; a network in training is
 * shared by handing out copies.
 */
typedef struct _FusNetwork FusNetwork;

/* Parameters all zero. Returns: (transfer full): NULL with @error (FUS_ENGINE_ERROR_SHAPE). */
FusNetwork *fus_network_new (const FusArchitecture *arch, GError **error);
FusNetwork *fus_network_copy (const FusNetwork *network);
FusNetwork *fus_network_ref (FusNetwork *network);
void fus_network_unref (FusNetwork *network);

/* torchvision's: conv weights He-normal (fan out), fc and head weights N(0, 0.01), biases 0. In a
 * network of fewer inputs than VGG11's at full width and 224 pixels, fc and head weights are larger
 * by the square root of the ratio, so that a layer passes on as strong a signal as there. The same
 * seed gives the same weights on every machine. */
void fus_network_initialize (FusNetwork *network, guint64 seed);

const FusArchitecture *fus_network_architecture (const FusNetwork *network);

/* All parameters, and where a named tensor lies among them ("features.0.weight",
 * "classifier.3.bias", "heads.identity.weight", …): row-major, conv weights [out, in, 3, 3], fc and
 * head weights [out, in]; fc1's input is [channel, y, x]. */
float *fus_network_parameters (FusNetwork *network);

typedef struct
{
  const char *name;
  gsize offset; /* in floats, from fus_network_parameters() */
  gsize size;   /* in floats */
  guint n_dims;
  guint dims[4];
} FusTensor;

guint fus_network_n_tensors (const FusNetwork *network);
const FusTensor *fus_network_tensor (const FusNetwork *network, guint index);
const FusTensor *fus_network_find_tensor (const FusNetwork *network, const char *name);

/* Class names of a head, in the order of its logits. NULL-terminated, owned by the network; before
 * they are set, "0", "1", …; setting asserts that their number is the head's. */
const char *const *fus_network_class_names (const FusNetwork *network, FusTask task);
void fus_network_set_class_names (FusNetwork *network, FusTask task, const char *const *names);
/* Position of a class among those of a head, the first where there are several; -1 for none. Takes
 * as long for ten thousand classes as for ten. */
gint32 fus_network_find_class (const FusNetwork *network, FusTask task, const char *name);

/* Default: mean 0.5 and sd 0.25 for each channel. */
const FusNormalization *fus_network_normalization (const FusNetwork *network);
void fus_network_set_normalization (FusNetwork *network, const FusNormalization *normalization);

/* Free text kept in the weight file beside the above: "study", "epoch", "seed", "version", "crop"…
 */
const char *fus_network_get_note (const FusNetwork *network, const char *key);
void fus_network_set_note (FusNetwork *network, const char *key, const char *value);

/* SHA-256 over architecture and parameters, hexadecimal: the same parameters, the same hash. */
char *fus_network_hash (const FusNetwork *network);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusNetwork, fus_network_unref)

G_END_DECLS
