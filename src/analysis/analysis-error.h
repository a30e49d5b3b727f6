/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FusAnalysisError:
 * @FUS_ANALYSIS_ERROR_FILE: an array file that is not what it says; the message names the file
 * @FUS_ANALYSIS_ERROR_DATA: too few frames, people or classes for what was asked
 */
typedef enum
{
  FUS_ANALYSIS_ERROR_FILE,
  FUS_ANALYSIS_ERROR_DATA,
} FusAnalysisError;

#define FUS_ANALYSIS_ERROR (fus_analysis_error_quark ())
GQuark fus_analysis_error_quark (void);

G_END_DECLS
