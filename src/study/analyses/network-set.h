/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/note.h"
#include "study/folder/study.h"
#include "study/folder/table.h"

G_BEGIN_DECLS

/**
 * FusNetworkSet:
 * @network: (nullable) each: the networks of a study as they were when it was asked for them
 * @hash: of their weights, NULL where there is none
 * @serial: tells these weights from all others in this process
 *
 * What an analysis of all networks works on, and by which it knows later whether it is outdated.
 */
typedef struct
{
  FusNetwork *network[FUS_N_NETWORKS];
  char *hash[FUS_N_NETWORKS];
  guint64 serial[FUS_N_NETWORKS];
} FusNetworkSet;

/* Any thread. FALSE with @error, also where no network is trained. */
gboolean fus_network_set_read (FusNetworkSet *set, FusStudy *study, GError **error);
void fus_network_set_clear (FusNetworkSet *set);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FusNetworkSet, fus_network_set_clear)
/* Frees the networks alone: what is kept with a result. */
void fus_network_set_forget_networks (FusNetworkSet *set);

/* Whether any network's weights are no longer those of the set. */
gboolean fus_network_set_outdated (const FusNetworkSet *set, FusStudy *study);

/* Whether there is a network of which @results (nullable each) have nothing. */
gboolean fus_network_set_lacks (const FusNetworkSet *set,
                                gconstpointer const results[FUS_N_NETWORKS]);

/* Bit mask of 1 << FusNetworkKind. */
guint fus_network_set_kinds (const FusNetworkSet *set);
/* Adds "joint-network-hash" and the like. */
void fus_network_set_add_to_note (const FusNetworkSet *set, JsonBuilder *builder);
/* Bit mask of the networks of which analysis/@name.json says that it was made with the same weights
 * and with @data_hash; 0 where there is no such file. */
guint fus_network_set_known (const FusNetworkSet *set, FusStudy *study, const char *name,
                             const char *data_hash);

/* Writes analysis/@name.csv and its note, analysis/@name.json. Any thread. */
gboolean fus_analysis_save_table (FusStudy *study, const char *name, FusTable *table,
                                  const char *note, GError **error);

G_END_DECLS
