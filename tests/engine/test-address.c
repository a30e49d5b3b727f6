/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/address.h"
#include "engine/error.h"

static void
test_round_trip (void)
{
  const guint units[] = { 0, 7, 137, 4095, G_MAXUINT - 1 };

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint layer = 0; layer < FUS_N_LAYERS; layer++)
      for (guint i = 0; i < G_N_ELEMENTS (units); i++)
        {
          const FusUnitAddress address = { kind, layer, units[i] };
          g_autofree char *text = fus_unit_address_format (&address);
          g_autoptr (GError) error = NULL;
          FusUnitAddress parsed;

          g_assert_true (fus_unit_address_parse (text, &parsed, &error));
          g_assert_no_error (error);
          g_assert_cmpuint (parsed.network, ==, kind);
          g_assert_cmpuint (parsed.layer, ==, layer);
          g_assert_cmpuint (parsed.unit, ==, units[i]);
        }
}

static void
test_written_form (void)
{
  const FusUnitAddress address = { FUS_NETWORK_JOINT, FUS_LAYER_CONV8, 137 };
  g_autofree char *text = fus_unit_address_format (&address);
  FusUnitAddress parsed;

  g_assert_cmpstr (text, ==, "joint:conv8:137");
  /* As it comes from a clipboard. */
  g_assert_true (fus_unit_address_parse ("  expression:heads:0\n", &parsed, NULL));
  g_assert_cmpuint (parsed.network, ==, FUS_NETWORK_EXPRESSION);
  g_assert_cmpuint (parsed.layer, ==, FUS_LAYER_HEADS);
  g_assert_cmpuint (parsed.unit, ==, 0);
}

static void
test_refused (void)
{
  const struct
  {
    const char *text;
    const char *names; /* what the message has to name */
  } cases[] = {
    { "", "joint:conv8:137" },
    { "joint", "joint:conv8:137" },
    { "joint:conv8", "joint:conv8:137" },
    { "joint:conv8:1:2", "joint:conv8:137" },
    { "both:conv8:1", "“both”" },
    { "Joint:conv8:1", "“Joint”" },
    { "joint:conv9:1", "“conv9”" },
    { "joint:conv8:", "whole number" },
    { "joint:conv8:-1", "“-1”" },
    { "joint:conv8:+1", "“+1”" },
    { "joint:conv8:1.5", "“1.5”" },
    { "joint:conv8: 1", "“ 1”" },
    { "joint:conv8:99999999999999999999", "whole number" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FusUnitAddress address = { FUS_NETWORK_EXPRESSION, FUS_LAYER_FC1, 9 };
      g_autoptr (GError) error = NULL;

      g_assert_false (fus_unit_address_parse (cases[i].text, &address, &error));
      g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_ADDRESS);
      g_assert_nonnull (strstr (error->message, cases[i].names));
      g_assert_cmpuint (address.network, ==, FUS_NETWORK_EXPRESSION);
      g_assert_cmpuint (address.layer, ==, FUS_LAYER_FC1);
      g_assert_cmpuint (address.unit, ==, 9);
    }
}

/* What is quoted can be shown. */
static void
test_no_text (void)
{
  FusUnitAddress address;
  g_autoptr (GError) error = NULL;

  g_assert_false (fus_unit_address_parse ("joint:\xe6\x96:1", &address, &error));
  g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_ADDRESS);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_check (void)
{
  const FusArchitecture arch = { .image_size = 64, .width = 0.25, .n_classes = { 5, 7 } };
  FusUnitAddress address = { FUS_NETWORK_JOINT, FUS_LAYER_CONV8, 127 };
  g_autoptr (GError) error = NULL;

  g_assert_true (fus_unit_address_check (&address, &arch, &error));
  g_assert_no_error (error);
  address.unit = 128;
  g_assert_false (fus_unit_address_check (&address, &arch, &error));
  g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_ADDRESS);
  g_assert_nonnull (strstr (error->message, "127"));

  address.layer = FUS_LAYER_HEADS;
  address.unit = 11;
  g_assert_true (fus_unit_address_check (&address, &arch, NULL));
  address.unit = 12;
  g_assert_false (fus_unit_address_check (&address, &arch, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/address/round-trip", test_round_trip);
  g_test_add_func ("/engine/address/written-form", test_written_form);
  g_test_add_func ("/engine/address/refused", test_refused);
  g_test_add_func ("/engine/address/no-text", test_no_text);
  g_test_add_func ("/engine/address/check", test_check);
  return g_test_run ();
}
