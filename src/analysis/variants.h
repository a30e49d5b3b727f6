/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pass.h"

G_BEGIN_DECLS

/* Writes variant @index of a frame, [3, s, s]. */
typedef void (*FusVariantMake) (gpointer data, guint index, float *image);

/* Called after each batch of variants, whose first is @first, with their forward pass in @pass.
 * Returns FALSE to stop. */
typedef gboolean (*FusVariantVisit) (gpointer data, FusPass *pass, guint first, guint n);

/**
 * fus_run_variants:
 *
 * Runs @n_variants variants of a frame to FUS_LAYER_HEADS, as many at a time as @pass takes. The
 * thread that owns @pass.
 *
 * Returns: FALSE when @poll or @visit ended it
 */
gboolean fus_run_variants (FusPass *pass, guint n_variants, FusVariantMake make,
                           FusVariantVisit visit, gpointer data, const FusPoll *poll);

/* The logit of one class of each variant. @logits: (out): [n_variants]. */
gboolean fus_variant_logits (FusPass *pass, guint n_variants, FusVariantMake make, gpointer data,
                             FusTask task, gint32 class_index, float *logits, const FusPoll *poll);

G_END_DECLS
