/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset.h"
#include "protocol.h"

G_BEGIN_DECLS

/* What only the files of src/study share: study.json, and what a study keeps about itself. */

#define FUS_STUDY_FILE "study.json"
#define FUS_FRAMES_FILE "frames.csv"
#define FUS_STUDY_MAX_DATASETS 2
/* What study.json says in place of a path for the demo faces, which are drawn into the cache folder
 * of whoever opens the study. */
#define FUS_DEMO_FACES_PATH "demo-faces:"
/* Frames of the whole KDEF. */
#define FUS_KDEF_FRAMES 4900

/**
 * FusStudyDataset:
 * @root: absolute path of the data set's folder
 * @demo: whether it is the demo faces, drawn into the cache folder; then @root follows from the
 *   user's cache folder and is not written down
 *
 * Where the frames of a study come from.
 */
typedef struct
{
  char *root;
  gboolean demo;
  FusDatasetKind kind;
  char *fingerprint;
  FusCrop crop;
} FusStudyDataset;

/**
 * FusStudyFile:
 *
 * What study.json says.
 */
typedef struct
{
  char *title;
  gboolean faults_checked;
  guint n_datasets;
  FusStudyDataset datasets[FUS_STUDY_MAX_DATASETS];
  FusProtocol protocol;
} FusStudyFile;

void fus_study_file_clear (FusStudyFile *file);

/* @folder: of the study, absolute. On failure @file is left empty. */
gboolean fus_study_file_load (FusStudyFile *file, const char *folder, GError **error);
gboolean fus_study_file_save (const FusStudyFile *file, const char *folder, GError **error);

/* Names the side that leaves the picture. */
gboolean fus_crop_check (const FusCrop *crop, GError **error);

/* Writes to a temporary file in the same folder, syncs, and renames. The message of an error names
 * the file. */
gboolean fus_write_file (const char *path, const char *text, gsize length, GError **error);

/* Where the demo faces are drawn to. (transfer full) */
char *fus_demo_faces_folder (void);
gboolean fus_is_demo_faces_folder (const char *path);

/* Limit of the frames that a feeder keeps in memory, in bytes. */
gsize fus_study_cache_limit (void);

G_END_DECLS
