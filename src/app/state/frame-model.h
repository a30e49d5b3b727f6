/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/facets.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One row of the model: which frame it is. */
#define FUS_TYPE_FRAME_ITEM (fus_frame_item_get_type ())
G_DECLARE_FINAL_TYPE (FusFrameItem, fus_frame_item, FUS, FRAME_ITEM, GObject)
guint fus_frame_item_frame (FusFrameItem *item);

/**
 * FusFrameModel:
 *
 * The frames of a study that pass the filters, as a GListModel of FusFrameItem in list order. A
 * frame passes when, for every facet with chosen values, it has one of them, and when it is among
 * the frames that another page listed, if one did. Keeps one number per frame, not one object, so
 * that a million frames are no burden.
 *
 * Signals: "filtered" (): what is chosen, and so the counts, changed; after items-changed.
 * "answers-wanted" (): somebody would filter by right and wrong answers. "answers-progress" ().
 */
#define FUS_TYPE_FRAME_MODEL (fus_frame_model_get_type ())
G_DECLARE_FINAL_TYPE (FusFrameModel, fus_frame_model, FUS, FRAME_MODEL, GObject)

FusFrameModel *fus_frame_model_new (void);

/* Choices are kept for values that still exist. (nullable) */
void fus_frame_model_set_frames (FusFrameModel *model, FusFrameList *frames);
FusFrameList *fus_frame_model_frames (FusFrameModel *model);

/* Frame at a position, and position of a frame, or GTK_INVALID_LIST_POSITION. */
guint fus_frame_model_frame (FusFrameModel *model, guint position);
guint fus_frame_model_position (FusFrameModel *model, guint frame);

guint fus_frame_model_n_values (FusFrameModel *model, FusFacet facet);
/* "happy", "F01", …; translated. (transfer none) */
const char *fus_frame_model_value_title (FusFrameModel *model, FusFacet facet, guint value);
/* Frames with this value among those that pass all other facets. */
guint fus_frame_model_count (FusFrameModel *model, FusFacet facet, guint value);
/* Whether frames differ in this facet at all, in the whole list. */
gboolean fus_frame_model_is_useful (FusFrameModel *model, FusFacet facet);

gboolean fus_frame_model_is_chosen (FusFrameModel *model, FusFacet facet, guint value);
void fus_frame_model_choose (FusFrameModel *model, FusFacet facet, guint value, gboolean chosen);
guint fus_frame_model_n_chosen (FusFrameModel *model, FusFacet facet);
void fus_frame_model_clear (FusFrameModel *model, FusFacet facet);
/* Clears the listing too. */
void fus_frame_model_clear_all (FusFrameModel *model);

/* Lets pass only these frames [n] (indices, in any order); facets choose among them. @title says
 * what they have in common; NULL lifts the limit. */
void fus_frame_model_set_listing (FusFrameModel *model, const char *title, const guint32 *frames,
                                  gsize n);
/* NULL where no frames were listed. */
const char *fus_frame_model_listing_title (FusFrameModel *model);

/* @heads: bit mask of the tasks that the network looked at can answer. @answers: (nullable): its
 * answers, where they are of the model's very frames. */
void fus_frame_model_set_answers (FusFrameModel *model, guint heads, FusAnswers *answers);
gboolean fus_frame_model_has_answers (FusFrameModel *model);
/* Whether a right or wrong answer is among what is chosen. */
gboolean fus_frame_model_filters_answers (FusFrameModel *model);
/* Emits "answers-wanted". */
void fus_frame_model_want_answers (FusFrameModel *model);
/* 0 … 1 while the network is being asked, negative otherwise. */
void fus_frame_model_set_answers_progress (FusFrameModel *model, double progress);
double fus_frame_model_answers_progress (FusFrameModel *model);

G_END_DECLS
