/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/* A network that is trained from the beginning takes the place of another one. What it replaces
 * (weights, checkpoint, log, and what is kept of earlier epochs) is kept in before/KIND of the
 * study until the new one is whole, and can be brought back until then. Files are renamed, never
 * copied: a kill at any moment leaves all of the old network or all of it in before/. Whoever calls
 * these has the study's lock, but for the first. */

/* Whether a network is kept that was there before. Any thread. */
gboolean fus_replaced_is_kept (FusStudy *study, FusNetworkKind kind);

/* One of its files: ".safetensors", FUS_CHECKPOINT_SUFFIX or ".csv". (transfer full) */
char *fus_replaced_path (FusStudy *study, FusNetworkKind kind, const char *suffix);

/* Sets the network aside. Where one is kept already, that stays: what has taken its place was never
 * whole. */
gboolean fus_replaced_set_aside (FusStudy *study, FusNetworkKind kind, GError **error);

/* Puts what is kept where it was, in place of what is there now. */
gboolean fus_replaced_put_back (FusStudy *study, FusNetworkKind kind, GError **error);

/* The new network is whole: what is kept goes. */
void fus_replaced_forget (FusStudy *study, FusNetworkKind kind);

/* Whether there is nothing that a killed program had begun to set aside or to put back (any
 * thread), and its end. */
gboolean fus_replaced_is_settled (FusStudy *study, FusNetworkKind kind);
gboolean fus_replaced_settle (FusStudy *study, FusNetworkKind kind, GError **error);

G_END_DECLS
