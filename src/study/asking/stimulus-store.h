/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/stimulus.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/* analysis/stimuli/NETWORK/LAYER/UNIT-PRESET-SEED.png: preferred stimuli, each with what it is and
 * how it was made in the file's own text. */

/**
 * FusStimulusPicture:
 * @picture: of the network's image size
 * @step: steps made
 * @steps: that were asked for
 * @activation: as in FusStimulus
 * @finished: FALSE for a picture in the making
 *
 * A preferred stimulus with all that is said of it. Immutable, reference counted (atomically).
 */
typedef struct
{
  FusPicture *picture;
  FusLayer layer;
  guint unit;
  FusStimulusPreset preset;
  guint64 seed;
  guint step;
  guint steps;
  double activation;
  gboolean finished;
  FusStimulusEnd end;
  gatomicrefcount refs;
} FusStimulusPicture;

/* From what an ascent reports. (transfer full) */
FusStimulusPicture *fus_stimulus_picture_new (FusLayer layer, const FusStimulus *stimulus,
                                              const FusStimulusSettings *settings);
FusStimulusPicture *fus_stimulus_picture_ref (FusStimulusPicture *picture);
void fus_stimulus_picture_unref (FusStimulusPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStimulusPicture, fus_stimulus_picture_unref)

/* One line on how the preset works, for files: "gradient ascent on pixels, …". Not translated. */
const char *fus_stimulus_method (FusStimulusPreset preset);

/* Writes the picture with its texts, tEXt chunks of the PNG: Title, Description, Method, Preset,
 * Seed, Steps, Steps-made, Activation, End, Layer, Unit, Network-hash, Software. @source: what the
 * network is: "joint", or a file. */
gboolean fus_stimulus_picture_save (const FusStimulusPicture *picture, const char *path,
                                    const char *source, const char *network_hash, GError **error);

/* (transfer full): the file in a study's folder */
char *fus_stimulus_store_path (FusStudy *study, FusNetworkKind kind, FusLayer layer, guint unit,
                               const FusStimulusSettings *settings);
/* NULL unless there is one that was made of this network with these settings. Any thread.
 * (transfer full) (nullable) */
FusStimulusPicture *fus_stimulus_store_load (FusStudy *study, FusNetworkKind kind,
                                             const char *network_hash, FusLayer layer, guint unit,
                                             const FusStimulusSettings *settings);

/**
 * FusStimulusVisit:
 * @index: which of the units that were asked for
 *
 * Called by the thread that works, with snapshots and then the finished picture.
 */
typedef void (*FusStimulusVisit) (gpointer data, gsize index, FusStimulusPicture *picture);

/**
 * FusStimulusOrder:
 * @network: of @kind, with its @hash
 * @units: [n], of @layer
 * @most: how many may be computed, the first ones first; 0 for all
 *
 * Preferred stimuli that are asked for.
 */
typedef struct
{
  FusNetworkKind kind;
  FusNetwork *network;
  const char *hash;
  FusLayer layer;
  const guint *units;
  gsize n;
  FusStimulusSettings settings;
  gsize most;
} FusStimulusOrder;

/**
 * fus_stimuli_make:
 *
 * Reads what the study holds of the pictures, then makes the others and keeps them there. Any
 * thread.
 *
 * Returns: FALSE when @poll cancelled (what was finished is kept), or with @error
 */
gboolean fus_stimuli_make (FusStudy *study, const FusStimulusOrder *order, guint n_threads,
                           FusStimulusVisit visit, gpointer data, const FusPoll *poll,
                           const FusProgress *progress, GError **error);

G_END_DECLS
