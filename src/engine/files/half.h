/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* IEEE 754 binary16; to nearest, ties to even; beyond 65504 becomes infinity. */
float fus_half_to_float (guint16 half);
guint16 fus_half_from_float (float value);

/* bfloat16: the upper half of a float. */
float fus_bfloat_to_float (guint16 bfloat);

G_END_DECLS
