/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdatomic.h>

G_BEGIN_DECLS

/**
 * FusItems:
 *
 * Work cut into n items that a team's threads claim as they become free: a thread that the system
 * holds up does not hold up the others. What an item computes must be its alone, so that who
 * computed it, and how many there were, does not show in the result.
 */
typedef struct
{
  atomic_uint next;
  guint n;
} FusItems;

static inline gboolean
fus_items_claim (FusItems *items, guint *item)
{
  *item = atomic_fetch_add_explicit (&items->next, 1, memory_order_relaxed);
  return *item < items->n;
}

G_END_DECLS
