/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/poll.h"

G_BEGIN_DECLS

/**
 * fus_sweep:
 * @n_items: how many
 * @n_threads: 1 or more; the calling thread is one of them
 * @visit: called once for each item, by any of the threads, in any order; @thread is 0 … @n_threads
 *   - 1, to find memory of the thread's own
 * @poll, @progress: (nullable): called by the calling thread only; while @poll waits, the others
 *   finish the item in hand and wait too
 *
 * Visits items of like cost on several threads.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_sweep (guint n_items, guint n_threads,
                    void (*visit) (gpointer data, guint item, guint thread), gpointer data,
                    const FusPoll *poll, const FusProgress *progress);

G_END_DECLS
