/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/files/json-write.h"

G_BEGIN_DECLS

/* Enough for fus_percent(). */
#define FUS_PERCENT_SIZE 24

/* A share as "42.0 %"; "n/a" for one that is no number, as of nothing. Returns: @buffer */
const char *fus_percent (double share, char buffer[FUS_PERCENT_SIZE]);

/* Prints what was built on standard output, in one line. */
void fus_json_print (JsonBuilder *builder);

G_END_DECLS
