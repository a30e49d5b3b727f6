/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/files/json-write.h"

G_BEGIN_DECLS

/* Prints what was built on standard output, in one line. */
void fus_json_print (JsonBuilder *builder);

G_END_DECLS
