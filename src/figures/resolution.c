/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/resolution.h"

#include <math.h>

#define VECTOR_RESOLUTION (300 / 72.0)

double
fus_target_resolution (cairo_t *cr)
{
  cairo_surface_t *target = cairo_get_target (cr);
  double dx = 1, dy = 0, x_scale, y_scale;

  if (cairo_surface_get_type (target) != CAIRO_SURFACE_TYPE_IMAGE)
    return VECTOR_RESOLUTION;
  cairo_user_to_device_distance (cr, &dx, &dy);
  cairo_surface_get_device_scale (target, &x_scale, &y_scale);
  return hypot (dx, dy) * x_scale;
}
