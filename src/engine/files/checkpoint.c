/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/weights-private.h"

#include "engine/network-private.h"
#include "engine/files/safetensors-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#define STATE_FORMAT                                                                               \
  "%016" G_GINT64_MODIFIER "x %016" G_GINT64_MODIFIER "x %016" G_GINT64_MODIFIER                   \
  "x %016" G_GINT64_MODIFIER "x"

static char *
random_text (const FusRandom *random)
{
  return g_strdup_printf (STATE_FORMAT, random->state[0], random->state[1], random->state[2],
                          random->state[3]);
}

static gboolean
parse_random (const char *text, FusRandom *random)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 5);

  if (g_strv_length (words) != 4)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    if (!g_ascii_string_to_unsigned (words[i], 16, 0, G_MAXUINT64, &random->state[i], NULL))
      return FALSE;
  /* From all zeros the generator never gets away. */
  return (random->state[0] | random->state[1] | random->state[2] | random->state[3]) != 0;
}

gboolean
fus_checkpoint_save (const FusCheckpoint *checkpoint, const char *path, GError **error)
{
  const FusNetwork *network = checkpoint->network;
  g_autoptr (GTree) metadata = fus_weights_metadata (network);
  g_autoptr (GArray) tensors = fus_weights_array_new ();

  g_tree_replace (metadata, g_strdup (FUS_CHECKPOINT_EPOCH),
                  g_strdup_printf ("%u", checkpoint->epoch));
  g_tree_replace (metadata, g_strdup (FUS_CHECKPOINT_RANDOM), random_text (&checkpoint->random));
  fus_weights_append (tensors, network, FUS_NAMING_FUSIFORM, "",
                      fus_network_peek_parameters (network));
  fus_weights_append (tensors, network, FUS_NAMING_FUSIFORM, FUS_WEIGHTS_MOMENTUM_PREFIX,
                      checkpoint->momentum);
  return fus_safetensors_write (path, metadata, (FusSafetensorToWrite *) tensors->data,
                                tensors->len, FUS_SAFETENSORS_F32, error);
}

static gboolean
read_state (FusSafetensors *file, FusCheckpoint *checkpoint, GError **error)
{
  GTree *metadata = fus_safetensors_metadata (file);
  const char *epoch = g_tree_lookup (metadata, FUS_CHECKPOINT_EPOCH);
  const char *random = g_tree_lookup (metadata, FUS_CHECKPOINT_RANDOM);
  guint64 number;

  if (epoch == NULL || random == NULL)
    return fus_safetensors_fail (fus_safetensors_path (file), error,
                                 _ ("this is a network but no checkpoint: training cannot be "
                                    "resumed from it"));
  if (!g_ascii_string_to_unsigned (epoch, 10, 0, G_MAXUINT, &number, NULL)
      || !parse_random (random, &checkpoint->random))
    return fus_safetensors_fail (fus_safetensors_path (file), error,
                                 _ ("the checkpoint's epoch or random state is damaged"));
  checkpoint->epoch = (guint) number;
  return TRUE;
}

FusCheckpoint *
fus_checkpoint_load (const char *path, GError **error)
{
  g_autoptr (FusSafetensors) file = fus_safetensors_open (path, error);
  g_autoptr (FusCheckpoint) checkpoint = g_new0 (FusCheckpoint, 1);

  if (file == NULL || !read_state (file, checkpoint, error))
    return NULL;
  checkpoint->network = fus_weights_read (file, FUS_NAMING_FUSIFORM, FUS_TASK_IDENTITY, error);
  if (checkpoint->network == NULL)
    return NULL;

  const FusArchitecture *arch = fus_network_architecture (checkpoint->network);

  checkpoint->momentum = g_new0 (float, fus_architecture_n_parameters (arch));
  if (!fus_weights_read_parameters (file, arch, FUS_NAMING_FUSIFORM, FUS_WEIGHTS_MOMENTUM_PREFIX,
                                    checkpoint->momentum, error))
    return NULL;
  return g_steal_pointer (&checkpoint);
}

void
fus_checkpoint_free (FusCheckpoint *checkpoint)
{
  if (checkpoint == NULL)
    return;
  g_clear_pointer (&checkpoint->network, fus_network_unref);
  g_free (checkpoint->momentum);
  g_free (checkpoint);
}
