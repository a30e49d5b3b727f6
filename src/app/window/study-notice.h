/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusStudyNotice:
 *
 * A bar that says what keeps a study from being used, and offers the way on: a study that is not
 * where it was (open it where it is), or has another in its place (open that), a data set that is
 * not where it was (say where it is; draw demo faces again), a network's file that cannot be used,
 * or a folder that cannot be written into (make a copy). Hidden while all is well. It looks by
 * itself when something changes at those places, in a thread, as a drive may not answer.
 *
 * Signals: "copied" (string path of the copy), "failed" (string heading, string message).
 */
#define FUS_TYPE_STUDY_NOTICE (fus_study_notice_get_type ())
G_DECLARE_FINAL_TYPE (FusStudyNotice, fus_study_notice, FUS, STUDY_NOTICE, GtkWidget)

typedef enum
{
  FUS_NOTICE_NONE,
  FUS_NOTICE_STUDY_GONE,
  FUS_NOTICE_STUDY_REPLACED,
  FUS_NOTICE_DATA_MISSING,
  FUS_NOTICE_DEMO_MISSING,
  FUS_NOTICE_NETWORK_DAMAGED,
  FUS_NOTICE_READ_ONLY,
} FusNotice;

/* @study: nullable */
void fus_study_notice_set_study (FusStudyNotice *notice, FusStudy *study, guint n_threads);
/* Looks again; what is said changes a moment later. */
void fus_study_notice_check (FusStudyNotice *notice);
/* Whether no look is under way: what is said is what was there last. */
gboolean fus_study_notice_has_looked (FusStudyNotice *notice);
/* What is said now. */
FusNotice fus_study_notice_what (FusStudyNotice *notice);
/* Looks for the missing data set at or below @folder. */
void fus_study_notice_locate (FusStudyNotice *notice, const char *folder);

G_END_DECLS
