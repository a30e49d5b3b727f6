/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/origin.h"

#include "study/folder/study-private.h"

#define DATA "data-hash"
#define VERSION "method-version"

gboolean
fus_origin_read_networks (FusOrigin *origin, FusStudy *study, GError **error)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (GError) failure = NULL;

      origin->network[kind]
          = fus_study_network_with_serial (study, kind, &origin->serial[kind], &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (origin->network[kind] != NULL)
        origin->hash[kind] = fus_network_hash (origin->network[kind]);
    }
  return TRUE;
}

void
fus_origin_forget_networks (FusOrigin *origin)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&origin->network[kind], fus_network_unref);
}

void
fus_origin_clear (FusOrigin *origin)
{
  fus_origin_forget_networks (origin);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&origin->hash[kind], g_free);
  g_clear_pointer (&origin->data_hash, g_free);
  fus_frame_tally_clear (&origin->tally);
}

guint
fus_origin_networks (const FusOrigin *origin)
{
  guint networks = 0;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (origin->hash[kind] != NULL)
      networks |= 1u << kind;
  return networks;
}

/* Whether the network is trained now. @same: (out): and has the weights of the origin */
static gboolean
is_trained (const FusOrigin *origin, FusStudy *study, FusNetworkKind kind, gboolean *same)
{
  guint64 serial;
  g_autoptr (FusNetwork) network = fus_study_network_with_serial (study, kind, &serial, NULL);

  *same = network != NULL && origin->hash[kind] != NULL && serial == origin->serial[kind];
  return network != NULL;
}

guint
fus_origin_current (const FusOrigin *origin, FusStudy *study)
{
  guint networks = 0;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      gboolean same;

      if (is_trained (origin, study, kind, &same) && same)
        networks |= 1u << kind;
    }
  return networks;
}

gboolean
fus_origin_outdated (const FusOrigin *origin, FusStudy *study)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      gboolean same;

      if (is_trained (origin, study, kind, &same) ? !same : origin->hash[kind] != NULL)
        return TRUE;
    }
  return FALSE;
}

static char *
member_of (guint kind)
{
  return g_strconcat (fus_network_kind_name ((FusNetworkKind) kind), "-network-hash", NULL);
}

void
fus_origin_add_networks (const FusOrigin *origin, JsonBuilder *note)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (origin->hash[kind] != NULL)
      {
        g_autofree char *member = member_of (kind);

        fus_json_add_string (note, member, origin->hash[kind]);
      }
}

void
fus_origin_add_data (const FusOrigin *origin, JsonBuilder *note)
{
  fus_json_add_string (note, DATA, origin->data_hash);
  fus_json_add_int (note, VERSION, origin->version);
  fus_frame_tally_note (&origin->tally, note);
}

guint
fus_origin_known (const FusOrigin *origin, JsonNode *note)
{
  guint networks = 0;

  if (note == NULL || !fus_note_says (note, DATA, origin->data_hash)
      || MAX (fus_note_count (note, VERSION), 1) != origin->version)
    return 0;
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autofree char *member = member_of (kind);

      if (origin->hash[kind] != NULL && fus_note_says (note, member, origin->hash[kind]))
        networks |= 1u << kind;
    }
  return networks;
}
