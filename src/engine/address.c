/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/address.h"

#include "engine/error.h"

#include <glib/gi18n-lib.h>

char *
fus_unit_address_format (const FusUnitAddress *address)
{
  return g_strdup_printf ("%s:%s:%u", fus_network_kind_name (address->network),
                          fus_layer_name (address->layer), address->unit);
}

gboolean
fus_unit_address_parse (const char *text, FusUnitAddress *address, GError **error)
{
  /* Messages quote it. */
  g_autofree char *trimmed = g_strstrip (g_utf8_make_valid (text, -1));
  g_auto (GStrv) parts = g_strsplit (trimmed, ":", 4);
  FusUnitAddress parsed;
  guint64 unit;

  if (g_strv_length (parts) != 3)
    g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_ADDRESS,
                 _ ("“%s” is not the address of a unit: write network, layer and number, as in "
                    "joint:conv8:137"),
                 trimmed);
  else if (!fus_network_kind_parse (parts[0], &parsed.network))
    g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_ADDRESS,
                 _ ("“%s”: there is no network “%s”: write identity, expression or joint"), trimmed,
                 parts[0]);
  else if (!fus_layer_parse (parts[1], &parsed.layer))
    g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_ADDRESS,
                 _ ("“%s”: there is no layer “%s”: write conv1 to conv8, fc1, fc2 or heads"),
                 trimmed, parts[1]);
  else if (!g_ascii_string_to_unsigned (parts[2], 10, 0, G_MAXUINT - 1, &unit, NULL))
    g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_ADDRESS,
                 _ ("“%s”: “%s” is not the number of a unit: write a whole number from 0"), trimmed,
                 parts[2]);
  else
    {
      parsed.unit = (guint) unit;
      *address = parsed;
      return TRUE;
    }
  return FALSE;
}

gboolean
fus_unit_address_check (const FusUnitAddress *address, const FusArchitecture *arch, GError **error)
{
  const guint n = fus_architecture_units (arch, address->layer);

  if (address->unit < n)
    return TRUE;
  g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_ADDRESS,
               _ ("There is no unit %u: %s of the %s network has the units 0 to %u"), address->unit,
               fus_layer_name (address->layer), fus_network_kind_name (address->network), n - 1);
  return FALSE;
}
