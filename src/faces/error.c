/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/error.h"

GQuark
fus_faces_error_quark (void)
{
  return g_quark_from_static_string ("fus-faces-error");
}
