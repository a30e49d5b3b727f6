/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FUS_STUDY_ERROR (fus_study_error_quark ())
typedef enum
{
  FUS_STUDY_ERROR_NOT_A_STUDY, /* no study.json, or not one of ours, or of a newer version */
  FUS_STUDY_ERROR_EXISTS,      /* the folder is there and not empty */
  FUS_STUDY_ERROR_DATA,        /* the data set has gone or changed */
  FUS_STUDY_ERROR_PROTOCOL,
  FUS_STUDY_ERROR_BUSY, /* another process trains this study */
  FUS_STUDY_ERROR_TRAINING,
  FUS_STUDY_ERROR_TOO_LARGE, /* a figure with more in it than can be drawn */
} FusStudyError;
GQuark fus_study_error_quark (void);

G_END_DECLS
