/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/names.h"

G_BEGIN_DECLS

/**
 * FusTask:
 *
 * What a head of a network tells of a face: who it is, or what it expresses.
 */
typedef enum
{
  FUS_TASK_IDENTITY,
  FUS_TASK_EXPRESSION,
} FusTask;
#define FUS_N_TASKS 2

/**
 * FusNetworkKind:
 *
 * The three networks of a study: two specialised ones and the joint one.
 */
typedef enum
{
  FUS_NETWORK_IDENTITY,
  FUS_NETWORK_EXPRESSION,
  FUS_NETWORK_JOINT,
} FusNetworkKind;
#define FUS_N_NETWORKS 3

/**
 * FusLayer:
 *
 * The layers of VGG11, in the order in which a frame passes them. conv layers are followed by ReLU
 * (and, after conv 1, 2, 4, 6 and 8, by a 2x2 max pool); fc layers by ReLU and dropout. fc2 is the
 * paper's "second-to-last layer". FUS_LAYER_HEADS stands for the logits of every head.
 */
typedef enum
{
  FUS_LAYER_CONV1,
  FUS_LAYER_CONV2,
  FUS_LAYER_CONV3,
  FUS_LAYER_CONV4,
  FUS_LAYER_CONV5,
  FUS_LAYER_CONV6,
  FUS_LAYER_CONV7,
  FUS_LAYER_CONV8,
  FUS_LAYER_FC1,
  FUS_LAYER_FC2,
  FUS_LAYER_HEADS,
} FusLayer;
#define FUS_N_CONV_LAYERS 8
#define FUS_N_LAYERS 11

/* The untranslated names used in files, addresses and on the command line: "identity", "joint",
 * "conv8", "fc2", "heads". Each parser returns FALSE, leaving its output alone, for any other text.
 */
const char *fus_task_name (FusTask task);
gboolean fus_task_parse (const char *name, FusTask *task);
const char *fus_network_kind_name (FusNetworkKind kind);
gboolean fus_network_kind_parse (const char *name, FusNetworkKind *kind);
const char *fus_layer_name (FusLayer layer);
gboolean fus_layer_parse (const char *name, FusLayer *layer);
extern const FusNames fus_task_names;
extern const FusNames fus_network_kind_names;
extern const FusNames fus_layer_names;

/* For people: "Identity"; "Joint network". Translated. */
const char *fus_task_title (FusTask task);
const char *fus_network_title (FusNetworkKind kind);

/* The networks as they stand side by side: the paper puts the joint one last (figure S2B), the eye
 * wants it first. */
extern const FusNetworkKind fus_network_order[FUS_N_NETWORKS];

/* The network that is trained for that task alone. */
FusNetworkKind fus_specialized_network (FusTask task);

/**
 * fus_network_kind_has_task:
 *
 * Returns: whether networks of @kind have a head for @task.
 */
gboolean fus_network_kind_has_task (FusNetworkKind kind, FusTask task);

G_END_DECLS
