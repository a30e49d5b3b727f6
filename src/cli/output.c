/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/output.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

const char *
fus_percent (double share, char buffer[FUS_PERCENT_SIZE])
{
  if (isfinite (share))
    g_snprintf (buffer, FUS_PERCENT_SIZE, "%.1f %%", 100 * share);
  else
    g_strlcpy (buffer, _ ("n/a"), FUS_PERCENT_SIZE);
  return buffer;
}

void
fus_json_print (JsonBuilder *builder)
{
  g_autofree char *text = fus_json_text (builder, FUS_JSON_LINE);

  puts (text);
}
