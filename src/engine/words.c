/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/words.h"

#include <string.h>

static const char *const task_names[FUS_N_TASKS] = { "identity", "expression" };
static const char *const kind_names[FUS_N_NETWORKS] = { "identity", "expression", "joint" };
static const char *const layer_names[FUS_N_LAYERS]
    = { "conv1", "conv2", "conv3", "conv4", "conv5", "conv6",
        "conv7", "conv8", "fc1",   "fc2",   "heads" };

static gboolean
find_name (const char *const *names, guint n, const char *name, guint *index)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (names[i], name) == 0)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

const char *
fus_task_name (FusTask task)
{
  g_assert ((guint) task < FUS_N_TASKS);
  return task_names[task];
}

gboolean
fus_task_parse (const char *name, FusTask *task)
{
  guint i;

  if (!find_name (task_names, FUS_N_TASKS, name, &i))
    return FALSE;
  *task = (FusTask) i;
  return TRUE;
}

const char *
fus_network_kind_name (FusNetworkKind kind)
{
  g_assert ((guint) kind < FUS_N_NETWORKS);
  return kind_names[kind];
}

gboolean
fus_network_kind_parse (const char *name, FusNetworkKind *kind)
{
  guint i;

  if (!find_name (kind_names, FUS_N_NETWORKS, name, &i))
    return FALSE;
  *kind = (FusNetworkKind) i;
  return TRUE;
}

const char *
fus_layer_name (FusLayer layer)
{
  g_assert ((guint) layer < FUS_N_LAYERS);
  return layer_names[layer];
}

gboolean
fus_layer_parse (const char *name, FusLayer *layer)
{
  guint i;

  if (!find_name (layer_names, FUS_N_LAYERS, name, &i))
    return FALSE;
  *layer = (FusLayer) i;
  return TRUE;
}

gboolean
fus_network_kind_has_task (FusNetworkKind kind, FusTask task)
{
  switch (kind)
    {
    case FUS_NETWORK_IDENTITY:
      return task == FUS_TASK_IDENTITY;
    case FUS_NETWORK_EXPRESSION:
      return task == FUS_TASK_EXPRESSION;
    case FUS_NETWORK_JOINT:
      return TRUE;
    }
  g_assert_not_reached ();
}

FusNetworkKind
fus_specialized_network (FusTask task)
{
  return task == FUS_TASK_IDENTITY ? FUS_NETWORK_IDENTITY : FUS_NETWORK_EXPRESSION;
}
