/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/* A network as it was at a few earlier epochs, so that a person can watch it learn: untrained, and
 * after 1, 2, 4, 8 … epochs, in half precision (F16) in networks/KIND-epochs/EPOCH.safetensors of
 * the study. Which of them are kept depends on the epochs learned and on the network's shape alone:
 * stopping and resuming changes nothing. They belong to the network: what takes its place sets them
 * aside with it. */

/* Those of all networks of a study take no more. */
#define FUS_KEPT_EPOCHS_BYTES (200 * 1000 * 1000)
/* Of the folder, after the name of the kind. */
#define FUS_KEPT_EPOCHS_SUFFIX "-epochs"
/* The weights as they are now, where an epoch is asked for. */
#define FUS_EPOCH_NEWEST (-1)

/* What one of them takes, in bytes; and how many are kept of a network of this shape: as many as
 * fit, 7 at most. */
guint64 fus_kept_epoch_bytes (const FusArchitecture *arch);
guint fus_kept_epochs_most (const FusArchitecture *arch);

/* Which are kept after @epoch epochs where there is room for @most: ever more of the powers of two
 * are left out, the least spaced first, but never the untrained network. In order.
 * (transfer full) (element-type guint) */
GArray *fus_kept_epochs_chosen (guint epoch, guint most);

/* Keeps the network as it is after @epoch epochs where that is due, and removes those that are no
 * longer to be kept. Weights that F16 cannot hold are not kept. The trainer, with the study's lock.
 */
gboolean fus_kept_epochs_save (FusStudy *study, FusNetworkKind kind, const FusNetwork *network,
                               guint epoch, GError **error);
/* Removes those of one network. With the study's lock. */
void fus_kept_epochs_clear (FusStudy *study, FusNetworkKind kind);

/* The epochs that are kept, in order. Files are not read. Any thread.
 * (transfer full) (element-type guint) */
GArray *fus_kept_epochs_list (FusStudy *study, FusNetworkKind kind);

/* The same without the epoch that the newest weights are of, nor later ones: what there is to go
 * through before it; and that epoch, 0 where it is not known. Any thread. */
GArray *fus_kept_epochs_before_newest (FusStudy *study, FusNetworkKind kind, guint *newest);

/* How many are kept of all networks, and what they take. Any thread. */
guint fus_kept_epochs_count (FusStudy *study, guint64 *bytes);
/* Removes those of all networks; FUS_STUDY_ERROR_BUSY in training. Main thread: the networks are
 * said to have changed. */
gboolean fus_kept_epochs_delete (FusStudy *study, GError **error);

/* The network as it was after @epoch epochs, or as it is now (FUS_EPOCH_NEWEST:
 * fus_study_network()). The file is as hostile as any, and the error names it. Any thread. Returns:
 * (transfer full) (nullable): NULL with @error; without it where there is no network */
FusNetwork *fus_study_network_at (FusStudy *study, FusNetworkKind kind, gint64 epoch,
                                  GError **error);

G_END_DECLS
