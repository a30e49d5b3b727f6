/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FusApplication:
 *
 * `fusiform [STUDY | FOLDER | PICTURE]`. One window in one process; a second start hands over what
 * it was to open.
 */
#define FUS_TYPE_APPLICATION (fus_application_get_type ())
G_DECLARE_FINAL_TYPE (FusApplication, fus_application, FUS, APPLICATION, AdwApplication)

FusApplication *fus_application_new (GApplicationFlags flags);

G_END_DECLS
