/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/protocol.h"

G_BEGIN_DECLS

/* What training would take, before it begins. Any thread. */

/**
 * fus_training_estimate_seconds:
 * @n_frames: of each epoch
 * @n_threads: 0: as many as processors
 *
 * Seconds that training a network takes on this machine, from its multiply-additions and from a
 * speed that the first call measures in a short run of its own, at which everybody else's networks
 * wait.
 */
double fus_training_estimate_seconds (const FusProtocol *protocol, guint n_frames, guint n_threads);

/* Bytes of memory at the peak, frames kept in memory included. */
gsize fus_training_estimate_bytes (const FusProtocol *protocol, const guint n_classes[FUS_N_TASKS]);

G_END_DECLS
