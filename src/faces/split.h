/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/error.h"
#include "faces/frame.h"
#include "engine/random.h"

G_BEGIN_DECLS

/**
 * fus_split:
 * @list: (inout): a private copy; set and part of every frame are overwritten
 * @by_video: the frames are of videos (VoxCeleb): in the identity set a person's frames are divided
 *   by video, see fus_split_by_video()
 * @seed: the same seed gives the same split
 *
 * The paper's split (section 2.2): people are divided into two disjoint sets of equal size, with
 * the sexes divided alike; in the identity set the frames of each person are split 80/20, evenly
 * over expressions and angles; in the expression set the people are split 80/20, so that no test
 * person was seen in training. Frames with a fault, or without the label their set needs, are left
 * out. When people have so few frames that a person's frames cannot be split (fewer than 5), one
 * frame of each is kept for the test (none of a person with one frame only).
 *
 * A data set without any expression has all its frames in the identity set; one without any
 * identity has them all in the expression set, split 80/20 by frame within each expression.
 *
 * Returns: FALSE with FUS_FACES_ERROR_SPLIT when there are people, but fewer than 4, or a part
 * would be empty
 */
gboolean fus_split (FusFrameList *list, gboolean by_video, guint64 seed, GError **error);

/**
 * fus_split_by_video:
 * @members: [n], indices into @frames of one person's frames, in order of path
 * @random: draws the videos
 *
 * Gives each frame its part: about a fifth of the frames to the test, in whole videos, since
 * neighbouring frames of one video are nearly the same picture. Of a person with a single video the
 * last fifth of it is for the test, so that only one frame of each part has a neighbour in the
 * other; a single frame is for training.
 */
void fus_split_by_video (FusFrame *frames, const guint32 *members, guint n, FusRandom *random);

/* Whether usable frames come with parts, both of them: a publication's own, or a table's. */
gboolean fus_frame_list_has_parts (const FusFrameList *list);

/**
 * fus_split_published:
 * @list: (inout): a private copy; the set of every frame is overwritten, its part is kept
 *
 * As fus_split(), for a list that comes with parts: people are divided into the two sets, frames
 * without a known person are in the expression set, and frames that are in no part are left out.
 */
gboolean fus_split_published (FusFrameList *list, guint64 seed, GError **error);

/**
 * FusTaskClasses:
 * @names: (array zero-terminated=1): class names, in the order of the head's logits
 * @n: number of classes
 * @index_of: for identity: [n_people], class of a person or -1; for expression: [7]
 *
 * The classes that the training frames of a task's set have.
 */
typedef struct
{
  char **names;
  guint n;
  gint32 *index_of;
} FusTaskClasses;

FusTaskClasses *fus_task_classes_new (const FusFrameList *list, FusTask task);
void fus_task_classes_free (FusTaskClasses *classes);
/* Class of a frame for the task, or -1 where it has none. */
gint32 fus_task_classes_of (const FusTaskClasses *classes, FusTask task, const FusFrame *frame);

/* Indices (owned by the array, guint32) of the frames of a set and part, in list order. */
GArray *fus_frame_list_select (const FusFrameList *list, FusSet set, FusPart part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusTaskClasses, fus_task_classes_free)

G_END_DECLS
