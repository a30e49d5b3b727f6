/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pass.h"
#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/**
 * FusStimulusPreset:
 * @FUS_STIMULUS_PAPER: plain gradient ascent on the pixels of a noise picture (paper, section 2.5):
 *   each step adds the gradient, scaled so that pixels change by FUS_STIMULUS_PAPER_RATE in root
 *   mean square, and keeps pixels between 0 and 1
 * @FUS_STIMULUS_CLEAR: ascent on the coefficients of waves in uncorrelated colours, by Adam with
 *   rate 0.05, on a picture that is shifted, scaled and turned anew in each step, through
 * redirected ReLUs in the first 16 (Olah et al. 2017, as in Lucent)
 */
typedef enum
{
  FUS_STIMULUS_PAPER,
  FUS_STIMULUS_CLEAR,
} FusStimulusPreset;
#define FUS_N_STIMULUS_PRESETS 2

/* Change of a pixel (0 … 1) in one step of the preset paper: one size suits every layer, although
 * gradients shrink by orders of magnitude from one to the next. */
#define FUS_STIMULUS_PAPER_RATE 0.02
#define FUS_STIMULUS_MAX_STEPS 4096

/* "paper", "clear". */
const char *fus_stimulus_preset_name (FusStimulusPreset preset);
gboolean fus_stimulus_preset_parse (const char *name, FusStimulusPreset *preset);
extern const FusNames fus_stimulus_preset_names;
/* Steps of the preset, where none are asked for. */
guint fus_stimulus_preset_steps (FusStimulusPreset preset);

/**
 * FusStimulusSettings:
 * @steps: 1 … FUS_STIMULUS_MAX_STEPS
 * @report_every: steps between two snapshots of a picture in the making; 0 for none
 *
 * The same seed begins with the same noise, and shakes alike, for every unit.
 */
typedef struct
{
  FusStimulusPreset preset;
  guint64 seed;
  guint steps;
  guint report_every;
} FusStimulusSettings;

/**
 * FusStimulusEnd:
 * @FUS_STIMULUS_SHOWN: a picture with something on it
 * @FUS_STIMULUS_NO_GRADIENT: the unit is silent on the noise, so that there was no way up
 * @FUS_STIMULUS_FLAT: the ascent ended in a picture with no more contrast than the noise had
 *
 * What became of an ascent; the latter two are the paper's blank filters.
 */
typedef enum
{
  FUS_STIMULUS_SHOWN,
  FUS_STIMULUS_NO_GRADIENT,
  FUS_STIMULUS_FLAT,
} FusStimulusEnd;
#define FUS_N_STIMULUS_ENDS 3

/* "shown", "no-gradient", "flat". */
const char *fus_stimulus_end_name (FusStimulusEnd end);
gboolean fus_stimulus_end_parse (const char *name, FusStimulusEnd *end);

/**
 * FusStimulus:
 * @unit: channel of a conv layer, unit of an fc layer, or logit, counted over all heads
 * @side: of the picture
 * @pixels: [3, side, side], 0 … 1; valid during the call that hands it out
 * @step: steps made
 * @activation: mean of the unit's activation over its map, after ReLU (a head's unit: its logit),
 * of the picture as it is; in the making, of the picture that the last step began with, as shaken
 * @finished: whether this is the result
 * @end: of a result
 */
typedef struct
{
  guint unit;
  guint side;
  const float *pixels;
  guint step;
  double activation;
  gboolean finished;
  FusStimulusEnd end;
} FusStimulus;

/* @index: which of the units that were asked for. Called by the thread that runs the ascent. */
typedef void (*FusStimulusReport) (gpointer data, gsize index, const FusStimulus *stimulus);

/* Side of the pictures of the preset clear of a conv layer, where the network's are larger:
 * Lucent's, and about what a unit of conv8 sees (134 pixels). */
#define FUS_STIMULUS_CLEAR_SIDE 128

/**
 * fus_stimulus_network:
 *
 * The network to ascend in. A conv layer's units can be asked with pictures of any size, and
 * smaller ones are done in a third of the time at 224 pixels: for the preset clear, and a conv
 * layer of a network with larger pictures than FUS_STIMULUS_CLEAR_SIDE, that is a copy of the
 * convolutions alone for pictures of that side. In all other cases it is @network. Any thread.
 *
 * Returns: (transfer full)
 */
FusNetwork *fus_stimulus_network (FusNetwork *network, FusLayer layer, FusStimulusPreset preset);

/**
 * fus_stimulus_ascend:
 * @pass: FUS_PASS_EXPLAIN, of what fus_stimulus_network() gives; as many units as its largest batch
 * are worked on at a time
 * @team: the pass's
 * @units: [n]
 * @report: called with snapshots, and once with the result, of each unit
 *
 * Gradient ascent to the pictures that units of one layer prefer. The thread that owns @pass.
 *
 * Returns: FALSE when @poll cancelled; what was reported as finished stands
 */
gboolean fus_stimulus_ascend (FusPass *pass, FusTeam *team, FusLayer layer, const guint *units,
                              gsize n, const FusStimulusSettings *settings,
                              FusStimulusReport report, gpointer data, const FusPoll *poll,
                              const FusProgress *progress);

/* The head and class that a unit of FUS_LAYER_HEADS is. */
void fus_head_unit (const FusArchitecture *arch, guint unit, FusTask *task, guint *class_index);

/* 8-bit picture of [3, side, side]. (transfer full) */
FusPicture *fus_stimulus_picture (const float *pixels, guint side);

G_END_DECLS
