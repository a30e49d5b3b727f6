/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* c = op (a) · op (b) + beta c, all row-major. op (a): [m, k], op (b): [k, n], c: [m, n]; op
 * transposes where asked for; ld: floats from one row to the next, as stored. Runs in the calling
 * thread alone. With @beta 0, c need not be initialised. */
void fus_blas_product (float *c, gsize ldc, const float *a, gsize lda, gboolean transpose_a,
                       const float *b, gsize ldb, gboolean transpose_b, float beta, gsize m,
                       gsize n, gsize k);

/* The kernel that the library chose for this processor: "SkylakeX", "Haswell", … */
const char *fus_blas_core (void);

G_END_DECLS
