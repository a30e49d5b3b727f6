/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/asking/answers.h"

G_BEGIN_DECLS

/**
 * FusAnswerSource:
 *
 * Asks the networks of a study for every frame, one network at a time and only when somebody wants
 * to know, and keeps what they said until weights or frames change. Main thread.
 *
 * Signals: "changed" (): there are answers, progress, or none any more. "failed" (string).
 */
#define FUS_TYPE_ANSWER_SOURCE (fus_answer_source_get_type ())
G_DECLARE_FINAL_TYPE (FusAnswerSource, fus_answer_source, FUS, ANSWER_SOURCE, GObject)

FusAnswerSource *fus_answer_source_new (FusStudy *study, guint n_threads);

/* (transfer none) (nullable): of the newest weights and frames only. */
FusAnswers *fus_answer_source_get (FusAnswerSource *source, FusNetworkKind kind);
/* Starts asking unless the answers are there or on their way; another network's turn is cut short.
 */
void fus_answer_source_want (FusAnswerSource *source, FusNetworkKind kind);
/* 0 … 1 while this network is being asked, -1 otherwise. */
double fus_answer_source_progress (FusAnswerSource *source, FusNetworkKind kind);

G_END_DECLS
