/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FusImputer:
 *
 * Fills removed pixels in from those around them, so that a picture with pixels removed does not
 * look like none that a network has seen, and the shape of what was removed does not show: the
 * noisy linear imputation of ROAD (Rong, Leemann, Borisov, Kasneci and Kasneci 2022, section 4.3).
 * Each removed pixel is the weighted mean of its eight neighbours, removed ones too, those at its
 * sides counting 1/6 and those at its corners 1/12; so all of them solve one linear system.
 *
 * Working memory for pictures of one size: one thread at a time.
 */
typedef struct _FusImputer FusImputer;

/* @size: of both sides of a picture, 1 … 4096 */
FusImputer *fus_imputer_new (guint size);
void fus_imputer_free (FusImputer *imputer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusImputer, fus_imputer_free)

/**
 * fus_impute:
 * @out: (out): [3, size, size]; may be @image
 * @image: [3, size, size], in any unit
 * @removed: [size, size], 0 for a pixel that is kept as it is. Where none is kept, all become 0
 *   before noise.
 * @noise: standard deviation of what is added to each removed value, so that a network cannot know
 *   it by its smoothness; ROAD has 0.01
 * @seed: of that noise
 *
 * The system is solved from a coarse picture to the full one with a fixed number of sweeps on each
 * scale: not exactly, but far closer than the noise.
 */
void fus_impute (FusImputer *imputer, float *out, const float *image, const guint8 *removed,
                 float noise, guint64 seed);

G_END_DECLS
