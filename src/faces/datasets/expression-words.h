/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/frame.h"

G_BEGIN_DECLS

/* Takes the many words that data sets have for the seven expressions, in any case: "fear", "Anger",
 * "happiness", "AF". Returns: FALSE for any other word. */
gboolean fus_expression_of_word (const char *word, FusExpression *expression);

G_END_DECLS
