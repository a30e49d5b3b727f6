/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/network-set.h"

#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define FOLDER "analysis"

gboolean
fus_network_set_read (FusNetworkSet *set, FusStudy *study, GError **error)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (GError) failure = NULL;

      set->network[kind]
          = fus_study_network_with_serial (study, kind, &set->serial[kind], &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (set->network[kind] != NULL)
        set->hash[kind] = fus_network_hash (set->network[kind]);
    }
  if (fus_network_set_kinds (set) == 0)
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
                   _ ("No network of the study “%s” is trained yet. Train one first."),
                   fus_study_title (study));
      return FALSE;
    }
  return TRUE;
}

void
fus_network_set_forget_networks (FusNetworkSet *set)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&set->network[kind], fus_network_unref);
}

void
fus_network_set_clear (FusNetworkSet *set)
{
  fus_network_set_forget_networks (set);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&set->hash[kind], g_free);
}

gboolean
fus_network_set_outdated (const FusNetworkSet *set, FusStudy *study)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      guint64 serial;
      g_autoptr (FusNetwork) network = fus_study_network_with_serial (study, kind, &serial, NULL);

      if (network != NULL ? set->hash[kind] == NULL || serial != set->serial[kind]
                          : set->hash[kind] != NULL)
        return TRUE;
    }
  return FALSE;
}

gboolean
fus_network_set_lacks (const FusNetworkSet *set, gconstpointer const results[FUS_N_NETWORKS])
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (set->hash[kind] != NULL && results[kind] == NULL)
      return TRUE;
  return FALSE;
}

guint
fus_network_set_kinds (const FusNetworkSet *set)
{
  guint kinds = 0;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (set->hash[kind] != NULL)
      kinds |= 1u << kind;
  return kinds;
}

static char *
member_of (guint kind)
{
  return g_strconcat (fus_network_kind_name ((FusNetworkKind) kind), "-network-hash", NULL);
}

void
fus_network_set_add_to_note (const FusNetworkSet *set, JsonBuilder *builder)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (set->hash[kind] != NULL)
      {
        g_autofree char *member = member_of (kind);

        fus_note_add_string (builder, member, set->hash[kind]);
      }
}

static char *
file_of (FusStudy *study, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return fus_study_file (study, FOLDER, file);
}

guint
fus_network_set_known (const FusNetworkSet *set, FusStudy *study, const char *name,
                       const char *data_hash)
{
  g_autofree char *path = file_of (study, name, ".json");
  g_autoptr (JsonNode) note = fus_note_load (path);
  guint kinds = 0;

  if (note == NULL || !fus_note_says (note, "data-hash", data_hash))
    return 0;
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autofree char *member = member_of (kind);

      if (set->hash[kind] != NULL && fus_note_says (note, member, set->hash[kind]))
        kinds |= 1u << kind;
    }
  return kinds;
}

gboolean
fus_analysis_save_table (FusStudy *study, const char *name, FusTable *table, const char *note,
                         GError **error)
{
  g_autofree char *table_path = file_of (study, name, ".csv");
  g_autofree char *note_path = file_of (study, name, ".json");

  /* The note of an earlier table must not stand beside a new one. */
  g_unlink (note_path);
  return fus_table_save (table, table_path, error)
         && fus_write_file (note_path, note, strlen (note), error);
}
