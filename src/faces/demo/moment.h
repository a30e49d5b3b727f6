/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/canvas.h"
#include "faces/demo/face.h"

G_BEGIN_DECLS

/**
 * FusDemoMoment:
 * @seed: of the frame
 * @gaze: unit vector along which the eyes look, head frame
 * @oily: gloss of the skin, about 1
 * @gain: what the camera multiplies linear RGB by: its exposure and white balance
 *
 * What chance has settled in one frame, alike in each drawing made for its truth. Nothing of it
 * hangs together with who sits there or what they express, but that the camera exposes for their
 * skin.
 */
typedef struct
{
  guint64 seed;
  FusDemoLight light;
  FusDemoCamera camera;
  FusVec gaze;
  FusDemoBackdrop backdrop;
  FusDemoShirt shirt;
  float oily;
  FusVec gain;
} FusDemoMoment;

guint64 fus_demo_frame_seed (const FusDemoFace *face);

/* The moment of @face, who is @person, in a picture of @width x @height pixels. */
void fus_demo_moment_draw (FusDemoMoment *moment, const FusDemoFace *face,
                           const FusDemoPerson *person, int width, int height);

G_END_DECLS
