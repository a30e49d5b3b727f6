/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FusPoll:
 * @check: called between layers by the thread that runs the network; may block for a while, to let
 *   more urgent work pass; returns FALSE to cancel
 * @data: passed to @check
 *
 * How whoever asked for long work keeps a hold on it.
 */
typedef struct
{
  gboolean (*check) (gpointer data);
  gpointer data;
} FusPoll;

/* TRUE where @poll is NULL or lets the work go on. */
static inline gboolean
fus_poll (const FusPoll *poll)
{
  return poll == NULL || poll->check (poll->data);
}

/**
 * FusProgress:
 * @report: called with the share done, 0 … 1, by the thread that works; cheap to call often
 * @data: passed to @report
 */
typedef struct
{
  void (*report) (gpointer data, double share);
  gpointer data;
} FusProgress;

G_END_DECLS
