/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/datasets/dataset.h"
#include "faces/datasets/scan.h"

G_BEGIN_DECLS

/* What dataset.c shares with the files that each know one kind of data set. */

/**
 * FusRecognizer:
 * @looked_for: what a data set of this kind is recognised by; untranslated, marked with N_()
 * @recognize: returns (transfer full) the data set, or NULL, without @error where it is not of this
 *   kind or the scan's poll cancelled, with @error where it is but cannot be used
 * @file: the file that was opened, relative to the scan's root, or NULL where it was a folder
 */
typedef struct
{
  const char *looked_for;
  FusDataset *(*recognize) (FusScan *scan, const char *file, GError **error);
} FusRecognizer;

extern const FusRecognizer fus_kdef_recognizer;
extern const FusRecognizer fus_fer2013_recognizer;
extern const FusRecognizer fus_voxceleb_recognizer;
extern const FusRecognizer fus_folders_recognizer;
extern const FusRecognizer fus_manifest_recognizer;

/**
 * fus_dataset_new:
 * @root, @frames: (transfer full)
 * @missing, @notes: (transfer full) (element-type utf8)
 */
FusDataset *fus_dataset_new (FusDatasetKind kind, char *root, FusFrameList *frames,
                             GPtrArray *missing, GPtrArray *notes, FusCrop crop);

/* A list of notes that starts with those of the scan. (transfer full) */
GPtrArray *fus_notes_of_scan (const FusScan *scan);

/* Up to three of @paths as they are named in a sentence: “a”, “b”, “c”. (transfer full) */
char *fus_list_examples (GPtrArray *paths);

G_END_DECLS
