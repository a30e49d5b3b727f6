/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/random.h"

G_BEGIN_DECLS

/**
 * FusSpectrum:
 *
 * A square colour picture as the sum of waves in colours that vary independently in natural
 * pictures (Olah et al. 2017, as in Lucid and Lucent). Gradient ascent on these coefficients finds
 * shapes of every size, where on pixels it finds noise. The tables of one picture size; read only,
 * any thread.
 */
typedef struct _FusSpectrum FusSpectrum;

/* @side: of the picture, even */
FusSpectrum *fus_spectrum_new (guint side);
void fus_spectrum_free (FusSpectrum *spectrum);

/* Floats in a picture's coefficients, [2, side, 3, side / 2 + 1]: real and imaginary parts. */
gsize fus_spectrum_size (const FusSpectrum *spectrum);
/* Floats of working memory that the two functions below need. */
gsize fus_spectrum_work_size (const FusSpectrum *spectrum);

/* Normally distributed coefficients with the small deviation that Lucent begins with. */
void fus_spectrum_draw (const FusSpectrum *spectrum, float *coefficients, FusRandom *random);

/* picture: [3, side, side], each value between 0 and 1 */
void fus_spectrum_to_picture (const FusSpectrum *spectrum, float *picture,
                              const float *coefficients, float *work);
/* d_coefficients = dL/d coefficients, from the @picture that they gave and dL/d picture, which is
 * overwritten. */
void fus_spectrum_backward (const FusSpectrum *spectrum, float *d_coefficients,
                            const float *picture, float *d_picture, float *work);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusSpectrum, fus_spectrum_free)

G_END_DECLS
