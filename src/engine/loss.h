/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * fus_cross_entropy:
 * @d_logits: (out) (nullable): [n, k], written: gradient of the mean over the labelled frames; zero
 *   for frames without a label
 * @logits: [n, k]
 * @labels: [n], 0 … k - 1, or -1 for a frame without a label
 * @loss: (out): sum over the labelled frames of -log softmax (logits)[label]
 * @n_labelled: (out): those frames
 * @n_correct: (out): those whose largest logit (the first, where several are) is the label's
 */
void fus_cross_entropy (float *d_logits, const float *logits, const gint32 *labels, gsize n,
                        gsize k, double *loss, guint *n_labelled, guint *n_correct);

G_END_DECLS
