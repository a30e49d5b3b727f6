/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/datasets/dataset.h"

G_BEGIN_DECLS

/* Whether somewhere in a name is what KDEF's begin with, "AF01AN". */
gboolean fus_kdef_name_looks_so (const char *name);

/* Whether it is the name of an average of many people (AKDEF): "FANFL.JPG", without a number. */
gboolean fus_kdef_is_average (const char *name);

/* "AF01ANS.JPG". (transfer full) */
char *fus_kdef_name (char session, FusSex sex, guint number, FusExpression expression,
                     FusAngle angle);

G_END_DECLS
