/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/training/trainer.h"
#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FusNetworkRow:
 *
 * One network on the training page: how far it is, and the buttons to train, pause and stop it.
 *
 * Signals: "train" (boolean resume), "bring-back", "pause", "resume", "stop".
 */
#define FUS_TYPE_NETWORK_ROW (fus_network_row_get_type ())
G_DECLARE_FINAL_TYPE (FusNetworkRow, fus_network_row, FUS, NETWORK_ROW, AdwActionRow)

FusNetworkRow *fus_network_row_new (FusNetworkKind kind);
FusNetworkKind fus_network_row_kind (FusNetworkRow *row);

/**
 * FusNetworkRowState:
 * @epochs_done, @n_epochs: whole epochs trained, and wanted
 * @current: this network is in training (or paused)
 * @queued: it waits for another one
 * @paused: training is paused
 * @busy: training runs, of this network or another
 * @share: 0 … 1 of all epochs, while @current
 * @last: (nullable): newest row of the log
 * @problem: (nullable): why its file cannot be used
 * @impossible: (nullable): why it cannot be trained
 * @has_before: the network that it replaces is kept
 * @epochs_before: of that one; 0: not known
 */
typedef struct
{
  guint epochs_done;
  guint n_epochs;
  gboolean current;
  gboolean queued;
  gboolean paused;
  gboolean busy;
  double share;
  const FusEpoch *last;
  const char *problem;
  const char *impossible;
  gboolean has_before;
  guint epochs_before;
} FusNetworkRowState;

void fus_network_row_update (FusNetworkRow *row, const FusNetworkRowState *state);

G_END_DECLS
