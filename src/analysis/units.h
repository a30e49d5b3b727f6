/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/feeder.h"
#include "engine/pass.h"

G_BEGIN_DECLS

/* Frames that are remembered of each unit. */
#define FUS_UNIT_N_TOP 9

/**
 * FusPatch:
 *
 * A rectangle of the network's input, in its pixels.
 */
typedef struct
{
  gint16 x, y;
  gint16 width, height;
} FusPatch;

/**
 * fus_receptive_field:
 * @pooled: whether (x, y) lies on the layer's map after its pool
 *
 * The part of the input that a place on a layer's map can see, cut off at the picture's edges; all
 * of it for fc layers and heads. Any thread.
 */
FusPatch fus_receptive_field (const FusArchitecture *arch, FusLayer layer, gboolean pooled, guint x,
                              guint y);

/**
 * FusUnitFrame:
 * @frame: index of the frame
 * @value: the unit's largest activation on it
 * @patch: what of the frame the unit saw there
 */
typedef struct
{
  guint32 frame;
  float value;
  FusPatch patch;
} FusUnitFrame;

/**
 * FusUnit:
 * @mean: of its activation over all frames and its whole map, after ReLU and pool (a head's unit:
 *   its logit)
 * @max: the largest anywhere on any frame
 * @active: share of frames on which it is above 0 somewhere
 * @top: the frames that drive it most, by their largest activation, the strongest first; of equals
 *   the first one met. Frames on which it is silent are left out (of heads none are).
 * @n_top: their number
 */
typedef struct
{
  double mean;
  float max;
  double active;
  FusUnitFrame top[FUS_UNIT_N_TOP];
  guint n_top;
} FusUnit;

/* Never active on any of the frames: dead as far as these data can tell. */
static inline gboolean
fus_unit_is_dead (const FusUnit *unit)
{
  return unit->max <= 0;
}

/**
 * FusUnits:
 * @n_frames: that could be read
 * @n_units: per layer
 * @units: per layer, [n_units]
 *
 * What every unit of a network makes of many frames.
 */
typedef struct
{
  gsize n_frames;
  guint n_units[FUS_N_LAYERS];
  FusUnit *units[FUS_N_LAYERS];
} FusUnits;

/* Without frames. (transfer full) */
FusUnits *fus_units_new (const FusArchitecture *arch);
void fus_units_free (FusUnits *units);

/**
 * fus_units_measure:
 * @pass: of any purpose
 * @frames: [n], indices of the frames
 *
 * The thread that owns @pass.
 *
 * Returns: (transfer full): NULL when @poll cancelled
 */
FusUnits *fus_units_measure (FusPass *pass, FusFeeder *feeder, const guint32 *frames, gsize n,
                             const FusPoll *poll, const FusProgress *progress);

/**
 * fus_units_rank:
 * @ranked: (out): [n_units], the layer's units by mean activation, the largest first; of equals the
 *   lower number
 */
void fus_units_rank (const FusUnits *units, FusLayer layer, guint *ranked);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusUnits, fus_units_free)

G_END_DECLS
