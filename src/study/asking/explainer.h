/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/gradcam.h"
#include "study/folder/kept-epochs.h"

G_BEGIN_DECLS

/* Which class a map explains. */
typedef enum
{
  FUS_TARGET_PREDICTED,
  FUS_TARGET_TRUE, /* the predicted class where the frame's true class is unknown to the network */
  FUS_TARGET_CLASS,
  FUS_TARGET_NONE, /* none: the head is left without a map */
} FusTargetKind;

typedef struct
{
  FusTargetKind kind;
  gint32 class_index; /* for FUS_TARGET_CLASS */
} FusTarget;

/**
 * FusHeadExplanation:
 * @present: whether the network has this head
 * @probabilities: [n_classes], softmax of @logits
 * @predicted: class of the largest logit
 * @true_class: -1 where unknown to this network
 * @target: the class that the map explains
 * @map: [side, side], min-max scaled 0 … 1; all 0 when @empty; NULL where none was asked for
 * @raw: [side, side], as fus_explain_maps() gives it; NULL as @map
 * @empty: the map is 0 everywhere: no positive evidence for the target; or there is none
 */
typedef struct
{
  gboolean present;
  guint n_classes;
  float *logits;
  float *probabilities;
  gint32 predicted;
  gint32 true_class;
  gint32 target;
  float *map;
  float *raw;
  gboolean empty;
} FusHeadExplanation;

/**
 * FusExplanation:
 *
 * What one network says of one frame; @earlier: as it was at an earlier epoch, of which the study's
 * results say nothing. Immutable, reference counted (atomically).
 */
typedef struct
{
  FusNetwork *network;
  guint side;
  FusHeadExplanation heads[FUS_N_TASKS];
  gatomicrefcount refs;
  FusMapSpec spec; /* what kind of maps they are */
  gboolean earlier;
} FusExplanation;

FusExplanation *fus_explanation_ref (FusExplanation *explanation);
void fus_explanation_unref (FusExplanation *explanation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusExplanation, fus_explanation_unref)

/**
 * fus_explain:
 * @pass: FUS_PASS_EXPLAIN of the network in question
 * @input: [3, image_size, image_size]
 * @true_class: per task, -1 unknown
 * @spec: of the maps
 *
 * Predictions and maps of one frame; the one function behind window, `predict` and `gradcam`.
 *
 * Returns: (transfer full): NULL when @poll cancelled
 */
FusExplanation *fus_explain (FusPass *pass, const float *input,
                             const gint32 true_class[FUS_N_TASKS],
                             const FusTarget target[FUS_N_TASKS], const FusMapSpec *spec,
                             const FusPoll *poll);

/**
 * FusExplainer:
 *
 * Explains the frame a person looks at, in a thread of its own, before everything else. A new
 * request supersedes the one before; results that come too late are dropped. Main thread only.
 *
 * Signal "explained" (): results of the newest request are there, for one more network or all.
 * Signal "failed" (string): the frame could not be read.
 */
#define FUS_TYPE_EXPLAINER (fus_explainer_get_type ())
G_DECLARE_FINAL_TYPE (FusExplainer, fus_explainer, FUS, EXPLAINER, GObject)

FusExplainer *fus_explainer_new (FusStudy *study, guint n_threads);

/* Asks for a frame of the study, or (frame = -1) a picture of one's own, cropped by @crop.
 * @networks: bit mask. @epoch: the networks as they were then, or FUS_EPOCH_NEWEST. Results that
 * are still right (same frame, weights, targets and kind of map) are kept. */
void fus_explainer_request (FusExplainer *explainer, gint64 frame, FusPicture *picture,
                            const FusCrop *crop, guint networks,
                            const FusTarget target[FUS_N_TASKS], const FusMapSpec *spec,
                            gint64 epoch);
gboolean fus_explainer_is_pending (FusExplainer *explainer);
/* (transfer none) (nullable): for the newest request; NULL while pending or without such a network.
 * While pending, the previous frame's is not handed out. */
FusExplanation *fus_explainer_result (FusExplainer *explainer, FusNetworkKind kind);
/* (transfer none) (nullable): why the network of the newest request has no result though its file
 * is there: what is wrong with that. */
const char *fus_explainer_problem (FusExplainer *explainer, FusNetworkKind kind);

G_END_DECLS
