/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pass.h"

G_BEGIN_DECLS

typedef enum
{
  FUS_PRESET_QUICK,
  FUS_PRESET_PAPER,
  FUS_PRESET_OWN,
} FusPreset;
const char *fus_preset_name (FusPreset preset);
gboolean fus_preset_parse (const char *name, FusPreset *preset);

/**
 * FusProtocol:
 *
 * How the networks of a study are trained. Presets: *quick* is 64 px, width 0.25, a few minutes for
 * all three networks on two cores; *paper* is 224 px, width 1, 250 epochs, learning rate 0.001,
 * momentum 0.9, weight decay 0.0001, batch 32 (paper, section 2.2).
 */
typedef struct
{
  FusPreset preset;
  guint image_size;
  double width;
  guint epochs;
  guint batch;
  double learning_rate;
  double momentum;
  double weight_decay;
  double dropout;
  guint64 seed;
} FusProtocol;

FusProtocol fus_protocol_preset (FusPreset preset);
/* Names the setting that is out of range, and the range. */
gboolean fus_protocol_check (const FusProtocol *protocol, GError **error);
gboolean fus_protocol_equal (const FusProtocol *a, const FusProtocol *b);

/* A network trained like that, for what its size and cost are: with the paper's numbers of classes,
 * which hardly count, as a head is a small part of the network. */
FusArchitecture fus_protocol_architecture (const FusProtocol *protocol);

G_END_DECLS
