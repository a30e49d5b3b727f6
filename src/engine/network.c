/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/network.h"

#include "engine/architecture.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/network-private.h"
#include "engine/random.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* First of the streams that the weights are drawn from: one per tensor, so that a trunk does not
 * depend on its heads; far from the small numbers that others use with the same seed. */
#define INITIALIZATION_STREAM 1000

struct _FusNetwork
{
  gatomicrefcount ref_count;
  FusArchitecture arch;
  FusTensor tensors[FUS_MAX_TENSORS];
  guint n_tensors;
  gsize n_parameters;
  float *parameters;
  GStrv class_names[FUS_N_TASKS];
  GHashTable *class_index[FUS_N_TASKS]; /* name → position + 1 */
  FusNormalization normalization;
  GTree *notes; /* sorted, so that the same network gives the same file */
};

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

static GStrv
numbered_names (guint n)
{
  GStrv names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = g_strdup_printf ("%u", i);
  return names;
}

/* Parameters left undefined. */
/* @names: (transfer full) */
static void
take_class_names (FusNetwork *network, guint task, GStrv names)
{
  g_clear_pointer (&network->class_index[task], g_hash_table_unref);
  g_strfreev (network->class_names[task]);
  network->class_names[task] = names;
  network->class_index[task] = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; names[i] != NULL; i++)
    if (!g_hash_table_contains (network->class_index[task], names[i]))
      g_hash_table_insert (network->class_index[task], names[i], GUINT_TO_POINTER (i + 1));
}

static FusNetwork *
allocate (const FusArchitecture *arch)
{
  FusNetwork *network = g_new0 (FusNetwork, 1);

  network->n_parameters = fus_architecture_n_parameters (arch);
  /* Not g_malloc(): up to 2.7 GB, asked for by a person or a file; running out is no reason to end
   * the program. */
  network->parameters = fus_memory_new (network->n_parameters * sizeof (float));
  if (network->parameters == NULL)
    {
      g_free (network);
      return NULL;
    }
  network->n_tensors = fus_architecture_tensors (arch, network->tensors);
  network->arch = *arch;
  network->normalization
      = (FusNormalization){ .mean = { 0.5f, 0.5f, 0.5f }, .sd = { 0.25f, 0.25f, 0.25f } };
  network->notes = g_tree_new_full (compare_keys, NULL, g_free, g_free);
  g_atomic_ref_count_init (&network->ref_count);
  return network;
}

FusNetwork *
fus_network_new (const FusArchitecture *arch, GError **error)
{
  if (!fus_architecture_check (arch, error))
    return NULL;

  FusNetwork *network = allocate (arch);

  if (network == NULL)
    {
      g_autofree char *size = g_format_size (fus_architecture_n_parameters (arch) * sizeof (float));

      g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_SHAPE,
                   _ ("The network needs %s of memory, which are not to be had: choose a smaller "
                      "image size or width"),
                   size);
      return NULL;
    }
  memset (network->parameters, 0, network->n_parameters * sizeof (float));
  for (guint t = 0; t < FUS_N_TASKS; t++)
    take_class_names (network, t, numbered_names (arch->n_classes[t]));
  return network;
}

static gboolean
copy_note (gpointer key, gpointer value, gpointer data)
{
  g_tree_insert (data, g_strdup (key), g_strdup (value));
  return FALSE;
}

FusNetwork *
fus_network_copy (const FusNetwork *network)
{
  FusNetwork *copy = allocate (&network->arch);

  if (copy == NULL)
    g_error ("out of memory: %" G_GSIZE_FORMAT " parameters", network->n_parameters);
  memcpy (copy->parameters, network->parameters, network->n_parameters * sizeof (float));
  for (guint t = 0; t < FUS_N_TASKS; t++)
    take_class_names (copy, t, g_strdupv (network->class_names[t]));
  copy->normalization = network->normalization;
  g_tree_foreach (network->notes, copy_note, copy->notes);
  return copy;
}

FusNetwork *
fus_network_ref (FusNetwork *network)
{
  g_atomic_ref_count_inc (&network->ref_count);
  return network;
}

void
fus_network_unref (FusNetwork *network)
{
  if (!g_atomic_ref_count_dec (&network->ref_count))
    return;
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      g_hash_table_unref (network->class_index[t]);
      g_strfreev (network->class_names[t]);
    }
  g_tree_unref (network->notes);
  fus_memory_free (network->parameters, network->n_parameters * sizeof (float));
  g_free (network);
}

/* Inputs of an fc layer or head of VGG11 at its full width and 224 pixels. */
static double
full_inputs (guint tensor)
{
  return tensor == 2 * FUS_LAYER_FC1 ? 25088 : 4096;
}

void
fus_network_initialize (FusNetwork *network, guint64 seed)
{
  for (guint i = 0; i < network->n_tensors; i++)
    {
      const FusTensor *tensor = &network->tensors[i];
      float *values = network->parameters + tensor->offset;
      FusRandom random;

      if (tensor->n_dims == 1)
        {
          memset (values, 0, tensor->size * sizeof (float));
          continue;
        }

      double sd = tensor->n_dims == 4 ? sqrt (2.0 / (9.0 * tensor->dims[0]))
                                      : 0.01 * sqrt (full_inputs (i) / tensor->dims[1]);

      fus_random_seed (&random, seed, INITIALIZATION_STREAM + i);
      for (gsize j = 0; j < tensor->size; j++)
        values[j] = (float) (sd * fus_random_normal (&random));
    }
}

const FusArchitecture *
fus_network_architecture (const FusNetwork *network)
{
  return &network->arch;
}

float *
fus_network_parameters (FusNetwork *network)
{
  return network->parameters;
}

const float *
fus_network_peek_parameters (const FusNetwork *network)
{
  return network->parameters;
}

guint
fus_network_n_tensors (const FusNetwork *network)
{
  return network->n_tensors;
}

const FusTensor *
fus_network_tensor (const FusNetwork *network, guint index)
{
  g_assert (index < network->n_tensors);
  return &network->tensors[index];
}

const FusTensor *
fus_network_find_tensor (const FusNetwork *network, const char *name)
{
  for (guint i = 0; i < network->n_tensors; i++)
    if (strcmp (network->tensors[i].name, name) == 0)
      return &network->tensors[i];
  return NULL;
}

const char *const *
fus_network_class_names (const FusNetwork *network, FusTask task)
{
  g_assert ((guint) task < FUS_N_TASKS);
  return (const char *const *) network->class_names[task];
}

void
fus_network_set_class_names (FusNetwork *network, FusTask task, const char *const *names)
{
  g_assert ((guint) task < FUS_N_TASKS);
  g_assert (g_strv_length ((char **) names) == network->arch.n_classes[task]);
  take_class_names (network, task, g_strdupv ((char **) names));
}

gint32
fus_network_find_class (const FusNetwork *network, FusTask task, const char *name)
{
  g_assert ((guint) task < FUS_N_TASKS);
  return (gint32) GPOINTER_TO_UINT (g_hash_table_lookup (network->class_index[task], name)) - 1;
}

const FusNormalization *
fus_network_normalization (const FusNetwork *network)
{
  return &network->normalization;
}

void
fus_network_set_normalization (FusNetwork *network, const FusNormalization *normalization)
{
  network->normalization = *normalization;
}

const char *
fus_network_get_note (const FusNetwork *network, const char *key)
{
  return g_tree_lookup (network->notes, key);
}

void
fus_network_set_note (FusNetwork *network, const char *key, const char *value)
{
  if (value == NULL)
    g_tree_remove (network->notes, key);
  else
    g_tree_replace (network->notes, g_strdup (key), g_strdup (value));
}

GTree *
fus_network_notes (const FusNetwork *network)
{
  return network->notes;
}

char *
fus_network_hash (const FusNetwork *network)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  char width[G_ASCII_DTOSTR_BUF_SIZE];
  char dropout[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *shape = g_strdup_printf (
      "%u %s %u %u %s\n", network->arch.image_size,
      g_ascii_dtostr (width, sizeof width, network->arch.width),
      network->arch.n_classes[FUS_TASK_IDENTITY], network->arch.n_classes[FUS_TASK_EXPRESSION],
      g_ascii_dtostr (dropout, sizeof dropout, network->arch.dropout));
  const guint8 *bytes = (const guint8 *) network->parameters;
  gsize left = network->n_parameters * sizeof (float);

  g_checksum_update (checksum, (const guint8 *) shape, -1);
  while (left > 0)
    {
      gsize n = MIN (left, G_MAXINT32);

      g_checksum_update (checksum, bytes, (gssize) n);
      bytes += n;
      left -= n;
    }
  return g_strdup (g_checksum_get_string (checksum));
}
