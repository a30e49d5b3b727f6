/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FUS_FACES_ERROR (fus_faces_error_quark ())
typedef enum
{
  FUS_FACES_ERROR_PICTURE, /* a picture that cannot be used */
  FUS_FACES_ERROR_DATASET, /* a folder or table that is no data set we know */
  FUS_FACES_ERROR_SPLIT,   /* too few people or frames to split */
} FusFacesError;
GQuark fus_faces_error_quark (void);

G_END_DECLS
