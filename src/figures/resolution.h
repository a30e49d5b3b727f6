/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

/* Pixels per unit of the target at which a picture in it is to be rendered: the target's own, and
 * 300 per inch (of 72 units) in a vector file. */
double fus_target_resolution (cairo_t *cr);
