/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/frame-tally.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * FusOrigin:
 * @network: (nullable) each: the networks of a study as they were when it was asked for them; NULL
 *   in a result that is done
 * @hash: of their weights, NULL where there is none
 * @serial: tells these weights from all others in this process
 * @data_hash: of everything else that a result depends on: frames, labels, crop, settings, seed
 * @version: of the method: the one number that changes when the same networks and frames would
 *   come to other values
 * @tally: the frames that it was to be made of and is not, for they could not be read
 *
 * What a result was made from, and by which it is known later whether it is still true. The version
 * of the program is not part of it.
 */
typedef struct
{
  FusNetwork *network[FUS_N_NETWORKS];
  char *hash[FUS_N_NETWORKS];
  guint64 serial[FUS_N_NETWORKS];
  char *data_hash;
  guint version;
  FusFrameTally tally;
} FusOrigin;

/* Takes a study's networks as they are now. Any thread. FALSE with @error where a weight file is
 * damaged. */
gboolean fus_origin_read_networks (FusOrigin *origin, FusStudy *study, GError **error);
void fus_origin_clear (FusOrigin *origin);
/* Frees the networks alone: their hashes and serials stay with the result. */
void fus_origin_forget_networks (FusOrigin *origin);

/* Bit mask of 1 << FusNetworkKind: those that are trained. */
guint fus_origin_networks (const FusOrigin *origin);
/* Bit mask of the networks whose weights are still those of the origin. Any thread. */
guint fus_origin_current (const FusOrigin *origin, FusStudy *study);
/* Whether any network's weights are no longer those of the origin. Any thread. */
gboolean fus_origin_outdated (const FusOrigin *origin, FusStudy *study);

/* Adds what the origin says of networks to a note: "joint-network-hash" and the like. */
void fus_origin_add_networks (const FusOrigin *origin, JsonBuilder *note);
/* Adds the hash of the data, the version of the method, and what is lacking. */
void fus_origin_add_data (const FusOrigin *origin, JsonBuilder *note);
/* Bit mask of the networks of which a note says that it was made of the same weights and data by
 * the same method. A note that names no version is of the first. @note: (nullable) */
guint fus_origin_known (const FusOrigin *origin, JsonNode *note);

G_END_DECLS
