/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * FusFrameChoice:
 * @frames: (element-type guint32): indices of the frames
 * @labels: [frames], class of each as the study counts them (fus_task_classes_new())
 * @half: [frames], 0 or 1: every class has as many frames in either half, give or take one
 * @n_classes: classes of the task
 * @class_names: (array zero-terminated=1)
 *
 * Frames of one task and part, drawn at random with the study's seed, of each class as many.
 */
typedef struct
{
  GArray *frames;
  gint32 *labels;
  guint8 *half;
  guint n_classes;
  char **class_names;
} FusFrameChoice;

/* @most: frames to draw at most. Any thread. */
FusFrameChoice *fus_frame_choice_new (FusStudy *study, FusTask task, FusPart part, guint most);
void fus_frame_choice_free (FusFrameChoice *frames);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusFrameChoice, fus_frame_choice_free)

/* The labels as @network counts its classes, -1 for a class that it does not have; [frames],
 * (transfer full). */
gint32 *fus_frame_choice_labels (const FusFrameChoice *frames, const FusNetwork *network,
                                 FusTask task);

/* How many frames of each task and part lesions of every unit are measured on: as many as let
 * preset quick take about a minute, but 70 at least and 490 at most. */
guint fus_frame_choice_default (const FusArchitecture *arch);

/* How many frames of each task maps are tested on: a hundred up to preset quick, fewer for larger
 * networks, but 20 at least. */
guint fus_frame_choice_for_maps (const FusArchitecture *arch);

/* Multiply-additions of one frame from the layer behind @layer on. */
double fus_lesion_tail_macs (const FusArchitecture *arch, FusLayer layer);

G_END_DECLS
