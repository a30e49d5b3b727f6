/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/address.h"
#include "study/jobs/job.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * FusBrushResult:
 * @n_units: units that were removed
 * @n: per task, test frames that it was measured on; 0 where the network has no head for the task
 * @before: per task, accuracy of the intact network
 * @after: per task, accuracy without the units
 */
typedef struct
{
  guint n_units;
  gsize n[FUS_N_TASKS];
  double before[FUS_N_TASKS];
  double after[FUS_N_TASKS];
} FusBrushResult;

/**
 * FusLesionBrush:
 *
 * Takes units out of one network of a study for as long as someone looks, and tells at once what
 * both tasks lose. What the intact network says of the test frames after every layer is kept from
 * the first call on, within the process's budget, so that each further one runs only what is behind
 * the first layer touched.
 * Reference counted (atomically); any thread.
 */
typedef struct _FusLesionBrush FusLesionBrush;

FusLesionBrush *fus_lesion_brush_new (FusStudy *study, FusNetworkKind kind, guint n_threads);
FusLesionBrush *fus_lesion_brush_ref (FusLesionBrush *brush);
void fus_lesion_brush_unref (FusLesionBrush *brush);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusLesionBrush, fus_lesion_brush_unref)

/**
 * fus_lesion_brush_measure:
 * @units: [n], units of the brush's network and of any layers but the heads; the same one may be
 *   there twice. Others are passed over
 *
 * Measures on all test frames of each task, or on as many, drawn at random and of each class as
 * many, as 256 MB hold the activations of (or half of the budget, where that is less). Where the
 * network has been trained on since the last call, the newer weights are taken. One call at a time
 * works, others wait.
 *
 * Returns: FALSE when @poll cancelled, or with @error, as when the network is not trained
 */
gboolean fus_lesion_brush_measure (FusLesionBrush *brush, const FusUnitAddress *units, gsize n,
                                   FusBrushResult *result, const FusPoll *poll,
                                   const FusProgress *progress, GError **error);

/* The same as a job for a person who waits, whose result is a FusBrushResult (g_free()). */
FusJob *fus_lesion_brush_start (FusLesionBrush *brush, const FusUnitAddress *units, gsize n,
                                void (*done) (FusJob *job, gpointer user_data), gpointer user_data);

G_END_DECLS
