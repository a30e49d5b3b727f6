/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/poll.h"
#include "faces/frame.h"
#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/* Frames of a data set that show the same picture: byte for byte, or compressed anew, resized, or
 * made brighter. One that was cropped by 2 % of each side is no longer told from another expression
 * of the same person, and is not found. */

#define FUS_LIKENESS_SIDE 16

/**
 * FusLikeness:
 *
 * A picture as small grey values with mean 0 and mean square 1, in units of 1/4096; all 0 for one
 * that is nearly plain, which is like no other.
 */
typedef struct
{
  gint16 value[FUS_LIKENESS_SIDE * FUS_LIKENESS_SIDE];
} FusLikeness;

void fus_likeness_take (FusLikeness *likeness, const FusPicture *picture);
gboolean fus_likeness_is_same (const FusLikeness *a, const FusLikeness *b);

/* Sets FusFrame.twin of all frames. @likenesses: [frames], those of frames with a fault all 0.
 * @by_folder: frames of one folder follow each other in a video, and are not the same picture for
 * being alike. Returns: FALSE when @poll cancelled */
gboolean fus_twins_find (FusFrameList *frames, const FusLikeness *likenesses, gboolean by_folder,
                         const FusPoll *poll);

/**
 * FusTwinCount:
 * @n_frames: whose picture another frame shows, too
 * @n_across: test frames whose picture is among the training frames
 * @first_train, @first_test: (nullable): paths of two such, of the list
 */
typedef struct
{
  guint n_frames;
  guint n_across;
  const char *first_train, *first_test;
} FusTwinCount;

FusTwinCount fus_twins_count (const FusFrameList *frames);
/* A sentence for a person, NULL where no picture is in both parts. (transfer full) (nullable) */
char *fus_twins_text (const FusTwinCount *count);

G_END_DECLS
