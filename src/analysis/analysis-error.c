/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/analysis-error.h"

G_DEFINE_QUARK (fus - analysis - error - quark, fus_analysis_error)
