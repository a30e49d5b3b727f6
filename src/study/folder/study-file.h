/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/datasets/dataset.h"
#include "faces/demo/faces.h"
#include "study/folder/protocol.h"
#include "faces/write-file.h"

G_BEGIN_DECLS

/* What only the files of src/study share: study.json, and what a study keeps about itself. */

#define FUS_STUDY_FILE "study.json"
#define FUS_FRAMES_FILE "frames.csv"
#define FUS_LOCK_FILE ".training.lock"
#define FUS_CHECKPOINT_SUFFIX ".checkpoint.safetensors"
#define FUS_STUDY_MAX_DATASETS 2

/**
 * FusStudyDataset:
 * @root: absolute path of the data set's folder
 * @demo: the demo faces that are drawn into the user's cache folder, wherever that is; no people =
 *   @root is a folder of its own, and written down
 * @choice: what of the data set the study uses
 *
 * Where the frames of a study come from.
 */
typedef struct
{
  char *root;
  FusDemoSet demo;
  FusDatasetKind kind;
  char *fingerprint;
  FusCrop crop;
  FusDatasetChoice choice;
} FusStudyDataset;

/**
 * FusStudyFile:
 *
 * @first_frame: (nullable): path of the frame that the study is opened on, as frames.csv has it
 *
 * What study.json says.
 */
typedef struct
{
  char *title;
  char *first_frame;
  gboolean faults_checked;
  guint n_datasets;
  FusStudyDataset datasets[FUS_STUDY_MAX_DATASETS];
  FusProtocol protocol;
} FusStudyFile;

void fus_study_file_clear (FusStudyFile *file);

/* @folder: of the study, absolute. On failure @file is left empty. */
gboolean fus_study_file_load (FusStudyFile *file, const char *folder, GError **error);
gboolean fus_study_file_save (const FusStudyFile *file, const char *folder, GError **error);

/* Whether the rectangle lies within the picture and is not empty. */
gboolean fus_crop_check (const FusCrop *crop, GError **error);

G_END_DECLS
