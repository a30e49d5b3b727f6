/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/study-error.h"

G_DEFINE_QUARK (fus_study_error, fus_study_error)
