/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/kept-epochs.h"

#include "engine/error.h"
#include "engine/files/safetensors.h"
#include "study/folder/demo-cache.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MOST 7
#define SUFFIX ".safetensors"
/* The first that may be left out: the untrained network and the first epoch stay. */
#define FIRST_SPARE 2

static char *
folder_of (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *name = g_strconcat (fus_network_kind_name (kind), FUS_KEPT_EPOCHS_SUFFIX, NULL);

  return fus_study_file (study, "networks", name);
}

static char *
path_of (FusStudy *study, FusNetworkKind kind, guint epoch)
{
  g_autofree char *folder = folder_of (study, kind);
  g_autofree char *name = g_strdup_printf ("%u" SUFFIX, epoch);

  return g_build_filename (folder, name, NULL);
}

guint64
fus_kept_epoch_bytes (const FusArchitecture *arch)
{
  return 2 * (guint64) fus_architecture_n_parameters (arch);
}

guint
fus_kept_epochs_most (const FusArchitecture *arch)
{
  const guint64 room = FUS_KEPT_EPOCHS_BYTES / FUS_N_NETWORKS;

  return (guint) MIN (room / fus_kept_epoch_bytes (arch), MOST);
}

/* Which to leave out: never the first nor, where others can be, the last. */
static guint
least_spaced (const GArray *epochs)
{
  const guint last = epochs->len - 1;
  guint found = MIN (FIRST_SPARE, MAX (last, 2) - 1);
  double least = G_MAXDOUBLE;

  for (guint i = found; i < last; i++)
    {
      const double ratio = g_array_index (epochs, guint, i + 1)
                           / (double) MAX (g_array_index (epochs, guint, i - 1), 1);

      if (ratio < least)
        {
          least = ratio;
          found = i;
        }
    }
  return found;
}

GArray *
fus_kept_epochs_chosen (guint epoch, guint most)
{
  GArray *epochs = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint64 next = 0; most > 0 && next <= epoch; next = MAX (2 * next, 1))
    {
      const guint chosen = (guint) next;

      g_array_append_val (epochs, chosen);
      if (epochs->len > most)
        g_array_remove_index (epochs, least_spaced (epochs));
    }
  return epochs;
}

static gboolean
is_among (const GArray *epochs, guint epoch)
{
  for (guint i = 0; i < epochs->len; i++)
    if (g_array_index (epochs, guint, i) == epoch)
      return TRUE;
  return FALSE;
}

/* Of a file called "16.safetensors", as this program names them; other names are not ours. */
static gboolean
parse_name (const char *name, guint *epoch)
{
  g_autofree char *digits = NULL;
  guint64 number;

  if (!g_str_has_suffix (name, SUFFIX))
    return FALSE;
  digits = g_strndup (name, strlen (name) - strlen (SUFFIX));
  if (!g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT32, &number, NULL)
      || (number & (number - 1)) != 0 || (digits[0] == '0' && digits[1] != '\0'))
    return FALSE;
  *epoch = (guint) number;
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const guint x = *(const guint *) a, y = *(const guint *) b;

  return (x > y) - (x < y);
}

GArray *
fus_kept_epochs_list (FusStudy *study, FusNetworkKind kind)
{
  GArray *epochs = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *folder = folder_of (study, kind);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint epoch;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (parse_name (name, &epoch))
      g_array_append_val (epochs, epoch);
  g_array_sort (epochs, compare);
  return epochs;
}

/* As the header of the network's file says; 0 where it does not. */
static guint
newest_epoch (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *path = fus_study_network_path (study, kind);
  g_autoptr (FusSafetensors) file = NULL;
  const char *note;
  guint64 epoch;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return 0;
  file = fus_safetensors_open (path, NULL);
  note = file != NULL ? g_tree_lookup (fus_safetensors_metadata (file), "epoch") : NULL;
  return note != NULL && g_ascii_string_to_unsigned (note, 10, 0, G_MAXINT32, &epoch, NULL)
             ? (guint) epoch
             : 0;
}

GArray *
fus_kept_epochs_before_newest (FusStudy *study, FusNetworkKind kind, guint *newest)
{
  GArray *epochs = fus_kept_epochs_list (study, kind);

  *newest = newest_epoch (study, kind);
  while (epochs->len > 0 && g_array_index (epochs, guint, epochs->len - 1) >= *newest)
    g_array_set_size (epochs, epochs->len - 1);
  return epochs;
}

guint
fus_kept_epochs_count (FusStudy *study, guint64 *bytes)
{
  guint n = 0;

  *bytes = 0;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (GArray) epochs = fus_kept_epochs_list (study, kind);

      for (guint i = 0; i < epochs->len; i++)
        {
          g_autofree char *path = path_of (study, kind, g_array_index (epochs, guint, i));
          GStatBuf info;

          if (g_stat (path, &info) == 0)
            *bytes += (guint64) info.st_size;
        }
      n += epochs->len;
    }
  return n;
}

static void
remove_others (FusStudy *study, FusNetworkKind kind, const GArray *chosen)
{
  g_autoptr (GArray) there = fus_kept_epochs_list (study, kind);

  for (guint i = 0; i < there->len; i++)
    {
      const guint epoch = g_array_index (there, guint, i);
      g_autofree char *path = path_of (study, kind, epoch);

      if (!is_among (chosen, epoch))
        g_unlink (path);
    }
}

gboolean
fus_kept_epochs_save (FusStudy *study, FusNetworkKind kind, const FusNetwork *network, guint epoch,
                      GError **error)
{
  const guint most = fus_kept_epochs_most (fus_network_architecture (network));
  g_autoptr (GArray) chosen = fus_kept_epochs_chosen (epoch, most);
  g_autofree char *folder = folder_of (study, kind);
  g_autofree char *path = path_of (study, kind, epoch);
  GError *failure = NULL;

  if (!is_among (chosen, epoch))
    return TRUE;
  if (!fus_make_folder (folder, error))
    return FALSE;
  if (!fus_weights_save (network, path, FUS_WEIGHTS_F16, &failure)
      && !g_error_matches (failure, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_NUMERIC))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  g_clear_error (&failure);
  remove_others (study, kind, chosen);
  return TRUE;
}

void
fus_kept_epochs_clear (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *folder = folder_of (study, kind);

  fus_delete_folder (folder);
}

gboolean
fus_kept_epochs_delete (FusStudy *study, GError **error)
{
  int lock = fus_study_lock_training (study, error);

  if (lock < 0)
    return FALSE;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    fus_kept_epochs_clear (study, kind);
  close (lock);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_signal_emit_by_name (study, "network-changed", (guint) kind);
  return TRUE;
}

FusNetwork *
fus_study_network_at (FusStudy *study, FusNetworkKind kind, gint64 epoch, GError **error)
{
  g_autoptr (FusNetwork) network = NULL;
  g_autofree char *path = NULL, *text = NULL;

  if (epoch == FUS_EPOCH_NEWEST)
    return fus_study_network (study, kind, error);
  g_return_val_if_fail (epoch >= 0 && epoch <= G_MAXINT32, NULL);

  path = path_of (study, kind, (guint) epoch);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                   _ ("The %s network is not kept as it was after %u epochs."),
                   fus_network_kind_name (kind), (guint) epoch);
      return NULL;
    }
  network = fus_weights_load (path, error);
  if (network == NULL || !fus_study_check_network (study, kind, network, path, error))
    return NULL;
  text = g_strdup_printf ("%u", (guint) epoch);
  if (g_strcmp0 (fus_network_get_note (network, "epoch"), text) != 0)
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                   _ ("“%s” does not say that it is the network after %u epochs. Delete the file."),
                   path, (guint) epoch);
      return NULL;
    }
  return g_steal_pointer (&network);
}
