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

/* A message lists what there is; a table of rows is read by the names that its rows begin with. */
static void
test_lists (void)
{
  static const struct
  {
    const char *name;
    double other;
  } rows[] = { { "one", 1 }, { "two", 2 } };
  const FusNames names = FUS_NAMES (rows);
  const FusNames first = { rows, sizeof *rows, 1 };
  g_autofree char *kinds = fus_names_list (&fus_network_kind_names);
  g_autofree char *both = fus_names_list (&names);
  g_autofree char *alone = fus_names_list (&first);
  guint found = 7;

  g_assert_cmpstr (kinds, ==, "identity, expression or joint");
  g_assert_cmpstr (both, ==, "one or two");
  g_assert_cmpstr (alone, ==, "one");
  g_assert_true (fus_names_find (&names, "two", &found));
  g_assert_cmpuint (found, ==, 1);
  g_assert_false (fus_names_find (&first, "two", &found));
  g_assert_false (fus_names_find (&names, NULL, &found));
  g_assert_cmpuint (found, ==, 1);
}

static void
test_networks (void)
{
  guint seen = 0;

  for (guint i = 0; i < FUS_N_NETWORKS; i++)
    seen |= 1u << fus_network_order[i];
  g_assert_cmpuint (seen, ==, (1u << FUS_N_NETWORKS) - 1);
  g_assert_cmpint (fus_network_order[0], ==, FUS_NETWORK_JOINT);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      const FusNetworkKind own = fus_specialized_network (task);

      g_assert_true (fus_network_kind_has_task (own, task));
      g_assert_false (fus_network_kind_has_task (own, (FusTask) (1 - task)));
    }
  g_assert_cmpstr (fus_network_title (FUS_NETWORK_JOINT), ==, "Joint network");
  g_assert_cmpstr (fus_task_title (FUS_TASK_EXPRESSION), ==, "Expression");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/words/round-trip", test_names_round_trip);
  g_test_add_func ("/engine/words/refused", test_other_text_is_refused);
  g_test_add_func ("/engine/words/kinds", test_kinds_have_tasks);
  g_test_add_func ("/engine/words/lists", test_lists);
  g_test_add_func ("/engine/words/networks", test_networks);
  return g_test_run ();
}
