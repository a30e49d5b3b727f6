/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study-file.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/* What the other files of src/study may know of a study. */

/* A study at @path; takes @frames and the content of @file over. */
FusStudy *fus_study_new (const char *path, FusStudyFile *file, FusFrameList *frames);

/**
 * fus_study_split:
 * @faults_checked: (nullable) (array length=n_datasets): frames with their faults
 *
 * The frames of a new study: one data set split as in the paper, or two that serve one task each,
 * the first identity and the second expression.
 *
 * Returns: (transfer full): NULL with FUS_FACES_ERROR_SPLIT
 */
FusFrameList *fus_study_split (FusDataset *const *datasets, guint n_datasets,
                               FusFrameList *const *faults_checked, guint64 seed, GError **error);

/**
 * fus_study_lock_training:
 *
 * Takes the study's lock, so that one process at a time trains it. Any thread.
 *
 * Returns: a file descriptor whose closing gives the lock back, or -1 with FUS_STUDY_ERROR_BUSY
 *   when somebody else has it, or with a GFileError
 */
int fus_study_lock_training (FusStudy *study, GError **error);

/* Whether the study's folder is still the one that @lock, of fus_study_lock_training(), was taken
 * in: asked before each write, since a folder that was moved takes its lock along, and another one
 * may have taken its name. FALSE with FUS_STUDY_ERROR_DATA. Any thread. */
gboolean fus_study_is_locked_by (FusStudy *study, int lock, GError **error);

/* As fus_study_network(), with a number that tells these weights from all others that this process
 * has had for @kind. */
FusNetwork *fus_study_network_with_serial (FusStudy *study, FusNetworkKind kind, guint64 *serial,
                                           GError **error);

/* Whether the network that was read from @path can serve as the study's of @kind: FALSE with
 * FUS_STUDY_ERROR_PROTOCOL. Any thread. */
gboolean fus_study_check_network (FusStudy *study, FusNetworkKind kind, const FusNetwork *network,
                                  const char *path, GError **error);

/* Back to the weights of the file: those published from within an epoch do not stand. Any thread.
 */
void fus_study_reload_network (FusStudy *study, FusNetworkKind kind);

/* Whether a study cannot be made at @path: it is there and not an empty folder. */
gboolean fus_study_is_occupied (const char *path);
/* Takes a folder for a new study, making it where it is not there: of several who want the same at
 * once, one gets it. FALSE with FUS_STUDY_ERROR_EXISTS where something is in it. Any thread. */
gboolean fus_study_claim (const char *path, GError **error);
/* Writes study.json as it is for a copy in another folder. Any thread. */
gboolean fus_study_save_copy (FusStudy *study, const char *folder, GError **error);

/* The crop, for a network's notes: "0.1 0.2 0.8 0.6"; both data sets' where there
 * are two. (transfer full). Any thread. */
char *fus_study_crop_note (FusStudy *study);

/* Folder of each data set, NULL-terminated. (transfer full). Any thread. */
char **fus_study_dup_roots (FusStudy *study);
void fus_study_get_crops (FusStudy *study, FusCrop crops[FUS_STUDY_MAX_DATASETS]);

/* How many frames an analysis gives to a pass at a time: as many as fit into little memory. No
 * result depends on it. */
guint fus_analysis_batch (const FusArchitecture *arch);

G_END_DECLS
