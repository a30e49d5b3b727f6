/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/frame.h"
#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/* KDEF's frame. */
#define FUS_DEMO_WIDTH 562
#define FUS_DEMO_HEIGHT 762
#define FUS_DEMO_PEOPLE 70

/**
 * FusDemoFace:
 * @seed: of the set: another seed, other people
 * @sex: female or male
 * @number: 1 … 99, as in KDEF's names
 * @expression: not FUS_EXPRESSION_NONE
 * @angle: not FUS_ANGLE_NONE
 * @session: 'A' or 'B': other light, other hair of the day
 *
 * Which frame to draw. The same values draw the same pixels, on every machine whose floating point
 * is IEEE 754.
 */
typedef struct
{
  guint64 seed;
  FusSex sex;
  guint number;
  FusExpression expression;
  FusAngle angle;
  char session;
} FusDemoFace;

/**
 * FusDemoTruth:
 * @width, @height: of the frame
 * @identity: [height, width], 0 … 255: how much a pixel tells who it is
 * @expression: [height, width], 0 … 255: how much a pixel tells what is expressed
 *
 * Where the information of a drawn frame lies, known because it was drawn. The frame is drawn again
 * twice, without sensor noise, in the same place, light and pose: once as the same person at rest
 * (identity and hair unchanged, no action unit), once as the mean person with this frame's action
 * units. A mask is the distance between the two drawings (Euclidean, of the square roots of linear
 * RGB, which are near to perceived lightness), blurred (box of a fortieth of the width, three
 * times) and divided by its own 99.5th percentile, or by 0.06 where that is less, so that a trace
 * of difference stays a trace. A neutral frame's expression mask is 0 everywhere.
 */
typedef struct
{
  int width, height;
  guint8 *identity;
  guint8 *expression;
} FusDemoTruth;

void fus_demo_truth_clear (FusDemoTruth *truth); /* frees what it holds, not itself */

/**
 * FusDemoStudio:
 *
 * The memory that drawing needs, kept from frame to frame; and the person last drawn, so that
 * frames of one person in a row are drawn faster. One thread at a time.
 */
typedef struct _FusDemoStudio FusDemoStudio;

/* @width, @height: of every frame it draws, 32 … 4096 pixels; the picture shows the middle of
 * KDEF's framing, scaled to the smaller of both ratios. */
FusDemoStudio *fus_demo_studio_new (guint width, guint height);
void fus_demo_studio_free (FusDemoStudio *studio);

/**
 * fus_demo_face_draw:
 * @truth: (out) (nullable): masks of this frame, to be cleared by the caller; takes three times as
 *   long
 *
 * Draws one frame: a shaded head in three dimensions, its features moved by the action units of the
 * expression (FACS), before the same backdrop and in the same shirt as everybody.
 *
 * Returns: (transfer full)
 */
FusPicture *fus_demo_face_draw (FusDemoStudio *studio, const FusDemoFace *face,
                                FusDemoTruth *truth);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusDemoStudio, fus_demo_studio_free)

G_END_DECLS
