/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/jobs/progress-part.h"

static void
report (gpointer data, double share)
{
  FusProgressPart *part = data;

  if (part->whole != NULL)
    part->whole->report (part->whole->data, MIN (part->begin + part->size * share, 1));
}

void
fus_progress_part_init (FusProgressPart *part, const FusProgress *whole)
{
  *part = (FusProgressPart){ .progress = { report, part }, .whole = whole };
}

void
fus_progress_part_next (FusProgressPart *part, double size)
{
  part->begin += part->size;
  part->size = size;
  report (part, 0);
}
