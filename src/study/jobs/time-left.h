/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Samples of progress that an estimate is made from. */
#define FUS_TIME_LEFT_SAMPLES 16

/**
 * FusTimeLeft:
 * @time: of each sample, monotonic, in microseconds
 * @share: done by then, 0 … 1
 * @n: samples, the newest last
 *
 * How long work still takes, by how fast it was of late: parts of one piece of work are of
 * different speed. All zero at the start.
 */
typedef struct
{
  gint64 time[FUS_TIME_LEFT_SAMPLES];
  double share[FUS_TIME_LEFT_SAMPLES];
  guint n;
} FusTimeLeft;

/* Returns: seconds; -1 while nothing can be said, in the first seconds or where nothing moves. */
double fus_time_left_update (FusTimeLeft *left, gint64 now, double share);

/* "3 hours 20 minutes", translated, rounded as one would say it. (transfer full) */
char *fus_describe_duration (double seconds);

G_END_DECLS
