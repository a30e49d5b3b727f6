/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/person.h"

G_BEGIN_DECLS

/* The action units (Facial Action Coding System) that the drawn faces can use. At most 16: see
 * FusDemoPerson. */
typedef enum
{
  FUS_UNIT_1,  /* inner brow raiser */
  FUS_UNIT_2,  /* outer brow raiser */
  FUS_UNIT_4,  /* brow lowerer */
  FUS_UNIT_5,  /* upper lid raiser */
  FUS_UNIT_6,  /* cheek raiser */
  FUS_UNIT_7,  /* lid tightener */
  FUS_UNIT_9,  /* nose wrinkler */
  FUS_UNIT_12, /* lip corner puller */
  FUS_UNIT_15, /* lip corner depressor */
  FUS_UNIT_16, /* lower lip depressor */
  FUS_UNIT_20, /* lip stretcher */
  FUS_UNIT_23, /* lip tightener */
  FUS_UNIT_25, /* lips part: goes with 12, 16, 20 and 26 in some people */
  FUS_UNIT_26, /* jaw drop */
  FUS_N_UNITS,
} FusDemoUnit;

/**
 * FusDemoMotion:
 * @unit: strength of each action unit on the subject's right [0] and left [1], 0 … about 1.5
 */
typedef struct
{
  float unit[FUS_N_UNITS][2];
} FusDemoMotion;

/**
 * fus_demo_motion_draw:
 * @frame_seed: tells this frame's small variation from other frames'
 *
 * What @person's face does to show @expression: the units of that expression, as strongly as this
 * person uses them, with the asymmetry and chance of the moment. Neutral has traces only.
 */
void fus_demo_motion_draw (FusDemoMotion *motion, const FusDemoPerson *person,
                           FusExpression expression, guint64 frame_seed);

/* Whether FACS counts @unit among the units of @expression. */
gboolean fus_demo_expression_uses (FusExpression expression, FusDemoUnit unit);

G_END_DECLS
