/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/poll.h"

G_BEGIN_DECLS

/**
 * FusProgressPart:
 * @progress: for one part of a longer piece of work: its 0 … 1 is that part's share of the whole
 *
 * Lets several pieces of work in a row report as one. Not to be moved once it was initialised.
 */
typedef struct
{
  FusProgress progress;
  const FusProgress *whole;
  double begin;
  double size;
} FusProgressPart;

/* @whole: (nullable) */
void fus_progress_part_init (FusProgressPart *part, const FusProgress *whole);
/* Goes on to the next part, which takes @size of the whole; reports that the last one is done. */
void fus_progress_part_next (FusProgressPart *part, double size);

G_END_DECLS
