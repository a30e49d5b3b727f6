/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/findings/findings.h"

G_BEGIN_DECLS

#define FUS_N_FINDING_TABLES 1
extern const FusResultTable fus_finding_tables[FUS_N_FINDING_TABLES];

/* Reads the findings of the networks of @kinds, a bit mask. FALSE where the table does not hold all
 * of them. */
gboolean fus_finding_tables_read (FusStudyFindings *findings, FusStudy *study, guint kinds);

G_END_DECLS
