/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pass.h"
#include "faces/augment.h"

G_BEGIN_DECLS

typedef enum
{
  FUS_PRESET_QUICK,
  FUS_PRESET_FINE,
  FUS_PRESET_PAPER,
  FUS_PRESET_OWN,
} FusPreset;
const char *fus_preset_name (FusPreset preset);
gboolean fus_preset_parse (const char *name, FusPreset *preset);
extern const FusNames fus_preset_names;
/* "Quick", and in one line what it is for. Translated. */
const char *fus_preset_title (FusPreset preset);
const char *fus_preset_purpose (FusPreset preset);

/* How the learning rate goes over a training after its warm-up: as it is, or falling to 0 along
 * half a cosine (Loshchilov & Hutter 2017, without restarts). */
typedef enum
{
  FUS_SCHEDULE_CONSTANT,
  FUS_SCHEDULE_COSINE,
} FusSchedule;
const char *fus_schedule_name (FusSchedule schedule);
gboolean fus_schedule_parse (const char *name, FusSchedule *schedule);
extern const FusNames fus_schedule_names;

/**
 * FusProtocol:
 * @warm_up: share of all steps over which the learning rate first rises from 0
 * @task_weight: by how much each task's loss counts where one network learns both
 *
 * How the networks of a study are trained. Presets: *quick* is 128 px, width 0.25, some twenty
 * minutes for all three networks on two cores; *fine* is 224 px, width 0.25, an evening; *paper* is
 * 224 px, width 1, 250 epochs, learning rate 0.001, momentum 0.9, weight decay 0.0001, batch 32
 * (paper, section 2.2), with a constant rate and frames as they are.
 */
typedef struct
{
  FusPreset preset;
  guint image_size;
  double width;
  guint epochs;
  guint batch;
  FusSchedule schedule;
  double learning_rate;
  double warm_up;
  double momentum;
  double weight_decay;
  double dropout;
  double task_weight[FUS_N_TASKS];
  FusAugmentation augmentation;
  guint64 seed;
} FusProtocol;

FusProtocol fus_protocol_preset (FusPreset preset);
/* Makes @preset what the other settings are: one of the presets with any seed, or one's own. */
void fus_protocol_recognize (FusProtocol *protocol);
/* Names the setting that is out of range, and the range. */
gboolean fus_protocol_check (const FusProtocol *protocol, GError **error);
gboolean fus_protocol_equal (const FusProtocol *a, const FusProtocol *b);

/* The learning rate of step @step (0 …) of @n_steps. */
double fus_protocol_learning_rate (const FusProtocol *protocol, guint64 step, guint64 n_steps);

/* A network trained like that, for what its size and cost are: with the paper's numbers of classes,
 * which hardly count, as a head is a small part of the network. */
FusArchitecture fus_protocol_architecture (const FusProtocol *protocol);
/* Values along a side of a map of the last convolution, which Grad-CAM shows. */
guint fus_protocol_map_side (const FusProtocol *protocol);

G_END_DECLS
