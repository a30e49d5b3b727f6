/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/frame.h"

G_BEGIN_DECLS

/* The part that a word of a data set stands for, in any case: "train", "training"; "test",
 * "testing", "valid", "validation", "val". */
gboolean fus_part_of_word (const char *word, FusPart *part);

G_END_DECLS
