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
 * @session: 'A' or 'B': each frame again
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
 * twice, before its camera's exposure and noise, in the same place, light and pose: once as the
 * same person at rest (no action unit), once as the mean person with this frame's action units, in
 * the same hair, clothes and colours, which tell nobody who it is. A mask is the distance between
 * the two drawings (Euclidean, of the square roots of linear RGB, which are near to perceived
 * lightness), blurred (box of a fortieth of the width, three times) and divided by its own 99.5th
 * percentile, or by 0.06 where that is less, so that a trace of difference stays a trace. A neutral
 * frame's expression mask is 0 everywhere.
 */
typedef struct
{
  int width, height;
  guint8 *identity;
  guint8 *expression;
} FusDemoTruth;

void fus_demo_truth_clear (FusDemoTruth *truth); /* frees what it holds, not itself */

/* Points of a face that can be told where they are. "Right" is the subject's, left in a picture of
 * a straight face; each pair has its right one first. */
typedef enum
{
  FUS_DEMO_PUPIL_RIGHT,
  FUS_DEMO_PUPIL_LEFT,
  FUS_DEMO_EYE_INNER_RIGHT, /* corners of the opening of the lids */
  FUS_DEMO_EYE_INNER_LEFT,
  FUS_DEMO_EYE_OUTER_RIGHT,
  FUS_DEMO_EYE_OUTER_LEFT,
  FUS_DEMO_BROW_INNER_RIGHT, /* on the middle line of the brow */
  FUS_DEMO_BROW_INNER_LEFT,
  FUS_DEMO_BROW_MIDDLE_RIGHT,
  FUS_DEMO_BROW_MIDDLE_LEFT,
  FUS_DEMO_BROW_OUTER_RIGHT,
  FUS_DEMO_BROW_OUTER_LEFT,
  FUS_DEMO_NOSE_WING_RIGHT, /* where it stands out furthest to its side */
  FUS_DEMO_NOSE_WING_LEFT,
  FUS_DEMO_MOUTH_CORNER_RIGHT,
  FUS_DEMO_MOUTH_CORNER_LEFT,
  FUS_DEMO_TEMPLE_RIGHT, /* outline of the head at the height of the brows */
  FUS_DEMO_TEMPLE_LEFT,
  FUS_DEMO_JAW_RIGHT, /* outline of the head at the height of the mouth */
  FUS_DEMO_JAW_LEFT,
  FUS_DEMO_EAR_TOP_RIGHT,
  FUS_DEMO_EAR_TOP_LEFT,
  FUS_DEMO_EAR_LOBE_RIGHT,
  FUS_DEMO_EAR_LOBE_LEFT,
  FUS_DEMO_NOSE_TIP,
  FUS_DEMO_LIP_UPPER, /* upper edge of the upper lip, in the middle */
  FUS_DEMO_LIP_LOWER, /* lower edge of the lower lip */
  FUS_DEMO_CHIN,      /* in the middle, just over its lower edge */
  FUS_DEMO_HAIRLINE,  /* in the middle of the forehead */
  FUS_DEMO_N_POINTS,
} FusDemoPointName;

/**
 * FusDemoPoint:
 * @x, @y: in pixels of the frame, from its left and upper edge: the middle of the first pixel is at
 *   0.5
 * @hidden: behind something, or outside of the frame; x and y are where it would be
 */
typedef struct
{
  float x, y;
  gboolean hidden;
} FusDemoPoint;

/**
 * FusDemoStudio:
 *
 * The memory that drawing needs, kept from frame to frame. What it has drawn before does not show.
 * One thread at a time.
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
 * expression (FACS). Who it is shows in the shape and place of the features alone: light, exposure,
 * white balance, framing, backdrop, clothes, hair and beard are each frame's own.
 *
 * Returns: (transfer full)
 */
FusPicture *fus_demo_face_draw (FusDemoStudio *studio, const FusDemoFace *face,
                                FusDemoTruth *truth);

/**
 * fus_demo_face_points:
 * @points: (out): [FUS_DEMO_N_POINTS]
 *
 * Where the points of a face are in the frame that fus_demo_face_draw() draws, known because they
 * were drawn there. Loose strands of hair over a point do not count as hiding it.
 */
void fus_demo_face_points (FusDemoStudio *studio, const FusDemoFace *face, FusDemoPoint *points);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusDemoStudio, fus_demo_studio_free)

G_END_DECLS
