/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/words.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *name;
  const char *title;
  FusNetworkKind own;
} tasks[] = {
  [FUS_TASK_IDENTITY] = { "identity", N_ ("Identity"), FUS_NETWORK_IDENTITY },
  [FUS_TASK_EXPRESSION] = { "expression", N_ ("Expression"), FUS_NETWORK_EXPRESSION },
};

/* tasks: a bit for each. */
static const struct
{
  const char *name;
  const char *title;
  guint tasks;
} kinds[] = {
  [FUS_NETWORK_IDENTITY] = { "identity", N_ ("Identity network"), 1u << FUS_TASK_IDENTITY },
  [FUS_NETWORK_EXPRESSION] = { "expression", N_ ("Expression network"), 1u << FUS_TASK_EXPRESSION },
  [FUS_NETWORK_JOINT]
  = { "joint", N_ ("Joint network"), 1u << FUS_TASK_IDENTITY | 1u << FUS_TASK_EXPRESSION },
};

static const char *const layers[] = { "conv1", "conv2", "conv3", "conv4", "conv5", "conv6",
                                      "conv7", "conv8", "fc1",   "fc2",   "heads" };

G_STATIC_ASSERT (G_N_ELEMENTS (tasks) == FUS_N_TASKS);
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == FUS_N_NETWORKS);
G_STATIC_ASSERT (G_N_ELEMENTS (layers) == FUS_N_LAYERS);

const FusNames fus_task_names = FUS_NAMES (tasks);
const FusNames fus_network_kind_names = FUS_NAMES (kinds);
const FusNames fus_layer_names = FUS_NAMES (layers);

FUS_DEFINE_NAMES (FusTask, task, fus_task_names)
FUS_DEFINE_NAMES (FusNetworkKind, network_kind, fus_network_kind_names)
FUS_DEFINE_NAMES (FusLayer, layer, fus_layer_names)

const FusNetworkKind fus_network_order[FUS_N_NETWORKS]
    = { FUS_NETWORK_JOINT, FUS_NETWORK_IDENTITY, FUS_NETWORK_EXPRESSION };

const char *
fus_task_title (FusTask task)
{
  g_assert ((guint) task < FUS_N_TASKS);
  return _ (tasks[task].title);
}

const char *
fus_network_title (FusNetworkKind kind)
{
  g_assert ((guint) kind < FUS_N_NETWORKS);
  return _ (kinds[kind].title);
}

FusNetworkKind
fus_specialized_network (FusTask task)
{
  g_assert ((guint) task < FUS_N_TASKS);
  return tasks[task].own;
}

gboolean
fus_network_kind_has_task (FusNetworkKind kind, FusTask task)
{
  g_assert ((guint) kind < FUS_N_NETWORKS);
  return (kinds[kind].tasks & 1u << task) != 0;
}
