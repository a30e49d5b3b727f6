/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/network.h"

G_BEGIN_DECLS

/* Weight and bias of eight conv layers, two fc layers and two heads. */
#define FUS_MAX_TENSORS 24

/* The tensors of a network of this (checked) architecture in the order of its parameters: weight,
 * bias of conv1 … fc2, then of each head; so a layer's weight is number 2 x layer, and a layer's
 * parameters lie in one piece. Names are static. Returns: how many were written. */
guint fus_architecture_tensors (const FusArchitecture *arch, FusTensor tensors[FUS_MAX_TENSORS]);

/* Inputs of one unit: channels of the layer before for conv, numbers for fc and heads. */
guint fus_architecture_inputs (const FusArchitecture *arch, FusLayer layer);

G_END_DECLS
