/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pass.h"

G_BEGIN_DECLS

/* Which class of each frame is asked about. */

/* Index of the largest of @k values, the first of equals: the predicted class of one frame. */
gint32 fus_top_class (const float *logits, guint k);

/* The class to explain of each of @n frames that the pass has just run: @classes, or where that is
 * NULL the top predicted ones. (transfer full): [n] */
gint32 *fus_explained_classes (FusPass *pass, FusTask task, const gint32 *classes, guint n);

/* The gradient of one logit per frame with respect to all: 1 at the class. (transfer full): [n,
 * classes of the head] */
float *fus_one_hot (const FusArchitecture *arch, FusTask task, const gint32 *classes, guint n);

G_END_DECLS
