/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/output.h"

#include <stdio.h>

void
fus_json_print (JsonBuilder *builder)
{
  g_autofree char *text = fus_json_text (builder, FUS_JSON_LINE);

  puts (text);
}
