/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * FusAskedFrame:
 * @frame: of the study, or -1: the picture
 * @picture: one of a person's own; NULL for a frame of the study
 * @crop: of @picture
 *
 * What a person asks networks about.
 */
typedef struct
{
  gint64 frame;
  FusPicture *picture;
  FusCrop crop;
} FusAskedFrame;

/* @picture, @crop: (nullable): of use only where @frame is -1; no crop is the whole picture. */
void fus_asked_frame_init (FusAskedFrame *asked, gint64 frame, FusPicture *picture,
                           const FusCrop *crop);
void fus_asked_frame_clear (FusAskedFrame *asked);
gboolean fus_asked_frame_equal (const FusAskedFrame *a, const FusAskedFrame *b);

/**
 * fus_asked_frame_read:
 * @input: [3, image_size, image_size] as @network takes it
 *
 * Any thread.
 *
 * Returns: FALSE with @error, each time, when the frame cannot be read
 */
gboolean fus_asked_frame_read (const FusAskedFrame *asked, FusStudy *study,
                               const FusNetwork *network, float *input, GError **error);

G_END_DECLS
