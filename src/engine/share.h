/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The part begin … end - 1 of 0 … size - 1 that member @index of @n works on: neighbouring parts
 * meet at multiples of @grain, so that members write to cache lines of their own. */
static inline void
fus_share (gsize size, gsize grain, guint index, guint n, gsize *begin, gsize *end)
{
  gsize grains = (size + grain - 1) / grain;

  *begin = MIN (size, grains * index / n * grain);
  *end = MIN (size, grains * (index + 1) / n * grain);
}

G_END_DECLS
