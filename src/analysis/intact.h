/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/feeder.h"
#include "engine/pass.h"

G_BEGIN_DECLS

/**
 * FusIntact:
 * @arch: of the network
 * @task: whose head is asked
 * @n: frames
 * @n_classes: of that head
 * @labels: [n], class of each frame as the network counts them, -1 for one that does not count: it
 *   has no class or could not be read
 * @activations: per layer [n, units x side x side], its output after ReLU and pool
 * @logits: [n, n_classes]
 *
 * What a network with all its units says of some frames, kept after every layer, so that a lesion
 * runs the layers behind it and none before.
 */
typedef struct
{
  FusArchitecture arch;
  FusTask task;
  gsize n;
  guint n_classes;
  gint32 *labels;
  float *activations[FUS_LAYER_HEADS];
  float *logits;
} FusIntact;

/* Memory that one frame takes, in bytes: 11 MB for VGG11 at 224 pixels. */
gsize fus_intact_frame_bytes (const FusArchitecture *arch);

/* Room for @n frames of these classes (@labels: [n], copied); the network has a head for @task. */
FusIntact *fus_intact_new (const FusNetwork *network, FusTask task, const gint32 *labels, gsize n);
void fus_intact_free (FusIntact *intact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusIntact, fus_intact_free)

/* Takes over the last forward pass to FUS_LAYER_HEADS: frames first … first + n - 1.
 * @failed: (nullable): [n], frames that are not to count */
void fus_intact_take (FusIntact *intact, FusPass *pass, gsize first, guint n,
                      const gboolean *failed);

/* Runs all frames, by index in @feeder, [n]. The thread that owns @pass. FALSE when @poll
 * cancelled. */
gboolean fus_intact_read (FusIntact *intact, FusPass *pass, FusFeeder *feeder,
                          const guint32 *frames, const FusPoll *poll, const FusProgress *progress);

/* Numbers that a layer gives on for one frame: units x side x side after its pool. */
gsize fus_intact_row (const FusIntact *intact, FusLayer layer);

G_END_DECLS
