/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/asking/explainer.h"

G_BEGIN_DECLS

/**
 * FusSubject:
 *
 * What is looked at: a frame of the study or a picture of one's own, its pixels, and what the
 * networks say of it. A new one is held back for its maps a moment, so that stepping through frames
 * does not flash the bare picture each time; then picture and maps change at once. Main thread.
 *
 * Signal "changed" (): any of the below.
 */
#define FUS_TYPE_SUBJECT (fus_subject_get_type ())
G_DECLARE_FINAL_TYPE (FusSubject, fus_subject, FUS, SUBJECT, GObject)

FusSubject *fus_subject_new (FusStudy *study, guint n_threads);

/* A frame of the study by index, or -1 for nothing. */
void fus_subject_set_frame (FusSubject *subject, gint64 frame);
void fus_subject_set_path (FusSubject *subject, const char *path);
/* Index of the frame, or -1 where there is none. */
gint64 fus_subject_frame (FusSubject *subject);
/* Path of the picture of one's own, or NULL. */
const char *fus_subject_path (FusSubject *subject);

/* Which networks are asked (bit mask), as they were at which epoch (or FUS_EPOCH_NEWEST), and for
 * the maps of which classes. */
void fus_subject_ask (FusSubject *subject, guint networks, const FusTarget target[FUS_N_TASKS],
                      const FusMapSpec *spec, gint64 epoch);

/* What is to be shown now; it may still be of the subject before. (transfer none) (nullable) */
FusPicture *fus_subject_picture (FusSubject *subject);
/* The part of it that the networks see. (transfer none) (nullable) */
FusPicture *fus_subject_face (FusSubject *subject);
FusCrop fus_subject_crop (FusSubject *subject);
FusExplanation *fus_subject_explanation (FusSubject *subject, FusNetworkKind kind);
/* Whether what is shown for that network is out of date and better is on its way. */
gboolean fus_subject_is_pending (FusSubject *subject, FusNetworkKind kind);
/* Why there is nothing to be shown, or NULL. */
const char *fus_subject_failure (FusSubject *subject);
/* Why that network, whose file is there, says nothing, or NULL. */
const char *fus_subject_problem (FusSubject *subject, FusNetworkKind kind);

G_END_DECLS
