/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/names.h"

#include <glib/gi18n-lib.h>

const char *
fus_names_get (const FusNames *names, guint value)
{
  g_assert (value < names->n);
  return *(const char *const *) ((const char *) names->rows + value * names->stride);
}

gboolean
fus_names_find (const FusNames *names, const char *name, guint *value)
{
  for (guint i = 0; name != NULL && i < names->n; i++)
    if (g_str_equal (fus_names_get (names, i), name))
      {
        *value = i;
        return TRUE;
      }
  return FALSE;
}

char *
fus_names_list (const FusNames *names)
{
  g_autoptr (GString) all_but_last = g_string_new (NULL);

  g_assert (names->n > 0);
  for (guint i = 0; i + 1 < names->n; i++)
    g_string_append_printf (all_but_last, "%s%s", i > 0 ? ", " : "", fus_names_get (names, i));
  if (names->n == 1)
    return g_strdup (fus_names_get (names, 0));
  /* Translators: what could have been given: "identity, expression" or "joint" */
  return g_strdup_printf (_ ("%s or %s"), all_but_last->str, fus_names_get (names, names->n - 1));
}
