/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/words.h"

static void
test_names_round_trip (void)
{
  for (guint i = 0; i < FUS_N_TASKS; i++)
    {
      FusTask task = FUS_N_TASKS;

      g_assert_true (fus_task_parse (fus_task_name (i), &task));
      g_assert_cmpuint (task, ==, i);
    }
  for (guint i = 0; i < FUS_N_NETWORKS; i++)
    {
      FusNetworkKind kind = FUS_N_NETWORKS;

      g_assert_true (fus_network_kind_parse (fus_network_kind_name (i), &kind));
      g_assert_cmpuint (kind, ==, i);
    }
  for (guint i = 0; i < FUS_N_LAYERS; i++)
    {
      FusLayer layer = FUS_N_LAYERS;

      g_assert_true (fus_layer_parse (fus_layer_name (i), &layer));
      g_assert_cmpuint (layer, ==, i);
    }
  g_assert_cmpstr (fus_layer_name (FUS_LAYER_CONV8), ==, "conv8");
  g_assert_cmpstr (fus_layer_name (FUS_LAYER_FC1), ==, "fc1");
}

static void
test_other_text_is_refused (void)
{
  FusTask task = FUS_TASK_EXPRESSION;
  FusNetworkKind kind = FUS_NETWORK_JOINT;
  FusLayer layer = FUS_LAYER_FC2;

  g_assert_false (fus_task_parse ("joint", &task));
  g_assert_false (fus_network_kind_parse ("Joint", &kind));
  g_assert_false (fus_layer_parse ("conv9", &layer));
  g_assert_false (fus_layer_parse ("", &layer));
  g_assert_cmpint (task, ==, FUS_TASK_EXPRESSION);
  g_assert_cmpint (kind, ==, FUS_NETWORK_JOINT);
  g_assert_cmpint (layer, ==, FUS_LAYER_FC2);
}

static void
test_kinds_have_tasks (void)
{
  g_assert_true (fus_network_kind_has_task (FUS_NETWORK_IDENTITY, FUS_TASK_IDENTITY));
  g_assert_false (fus_network_kind_has_task (FUS_NETWORK_IDENTITY, FUS_TASK_EXPRESSION));
  g_assert_false (fus_network_kind_has_task (FUS_NETWORK_EXPRESSION, FUS_TASK_IDENTITY));
  g_assert_true (fus_network_kind_has_task (FUS_NETWORK_JOINT, FUS_TASK_IDENTITY));
  g_assert_true (fus_network_kind_has_task (FUS_NETWORK_JOINT, FUS_TASK_EXPRESSION));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/words/round-trip", test_names_round_trip);
  g_test_add_func ("/engine/words/refused", test_other_text_is_refused);
  g_test_add_func ("/engine/words/kinds", test_kinds_have_tasks);
  return g_test_run ();
}
