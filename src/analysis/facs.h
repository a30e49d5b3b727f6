/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/frame.h"
#include "analysis/regions.h"

G_BEGIN_DECLS

/* The Facial Action Coding System (Ekman & Friesen 1978): which muscles' action units make which
 * expression, and where on the face they show. */

/* Most action units of one expression. */
#define FUS_MAX_ACTION_UNITS 8

/**
 * fus_facs_units:
 * @units: (out): numbers of the action units of that expression, rising
 *
 * Returns: how many; 0 for neutral and for none
 */
guint fus_facs_units (FusExpression expression, guint units[FUS_MAX_ACTION_UNITS]);

/* "Lip corner puller", translated; NULL for a number not among fus_facs_units(). */
const char *fus_facs_title (guint unit);

/* Whether the action unit shows in that region. */
gboolean fus_facs_shows_in (guint unit, FusRegion region);

/**
 * fus_facs_expected:
 *
 * The action units of @expression that show in @region, as "6+12". Any thread.
 *
 * Returns: (transfer full): "" where none do
 */
char *fus_facs_expected (FusExpression expression, FusRegion region);

G_END_DECLS
