/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/datasets/dataset.h"
#include "faces/feeder.h"
#include "study/folder/protocol.h"
#include "study/folder/study-error.h"
#include "faces/split.h"
#include "engine/files/weights.h"

G_BEGIN_DECLS

/**
 * FusStudy:
 *
 * A folder that holds one experiment: protocol, frames with their split, networks, training log,
 * analyses. Main thread unless a function says otherwise.
 *
 * Signals: "network-changed" (guint kind): a network's weights are newer than before (end of an
 * epoch, or loaded anew). "frames-changed": faults, split or crop were changed.
 * "network-problem" (): a network's file was found to be unusable; fus_study_network_problem().
 */
#define FUS_TYPE_STUDY (fus_study_get_type ())
G_DECLARE_FINAL_TYPE (FusStudy, fus_study, FUS, STUDY, GObject)

/**
 * fus_study_create:
 * @path: a folder that does not exist yet or is empty
 * @datasets: one data set for both tasks, or two: identity from the first, expression from the
 * second
 * @n_datasets: 1 or 2
 * @faults_checked: (nullable) (array length=n_datasets): each data set's frames after
 *   fus_dataset_check(), so that frames with faults are left out of the split
 *
 * Splits the frames and writes study.json and frames.csv: parts that a data set comes with are
 * kept, frames of videos are divided by video, and otherwise as fus_split() says. What
 * fus_dataset_choose() left of a data set is remembered. Any thread.
 */
FusStudy *fus_study_create (const char *path, FusDataset *const *datasets, guint n_datasets,
                            FusFrameList *const *faults_checked, const FusProtocol *protocol,
                            GError **error);

/* Opens a study's folder (or its study.json). A study whose data set is not to be found still
 * opens: fus_study_data_missing() then tells. Any thread. */
FusStudy *fus_study_open (const char *path, GError **error);
/* Whether the folder holds a study.json. */
gboolean fus_study_is_study (const char *path);

const char *fus_study_path (FusStudy *study);
/* The folder's name, as a person would say it. */
const char *fus_study_title (FusStudy *study);
/* Index of the frame that the study is to be opened on, as study.json names it, or -1. */
gint64 fus_study_first_frame (FusStudy *study);
const FusProtocol *fus_study_protocol (FusStudy *study);
/* (transfer none): current list; take a reference to keep it. Any thread may read it. */
FusFrameList *fus_study_frames (FusStudy *study);
/* The same for a worker: (transfer full). Any thread. */
FusFrameList *fus_study_ref_frames (FusStudy *study);
guint fus_study_n_datasets (FusStudy *study);
const char *fus_study_dataset_root (FusStudy *study, guint dataset);
FusDatasetKind fus_study_dataset_kind (FusStudy *study, guint dataset);
FusCrop fus_study_crop (FusStudy *study, guint dataset);
/* Saves, drops cached frames, emits "frames-changed". Refused with FUS_STUDY_ERROR_BUSY in
 * training. */
gboolean fus_study_set_crop (FusStudy *study, guint dataset, const FusCrop *crop, GError **error);
/* Stores the faults found by fus_dataset_check() (a list of the same frames). Frames that turned
 * out faulty leave their part; nobody else changes theirs. */
gboolean fus_study_set_faults (FusStudy *study, const FusFrameList *checked, GError **error);
gboolean fus_study_faults_checked (FusStudy *study);
gboolean fus_study_data_missing (FusStudy *study);
/* Points the study at another place of the same data set; the fingerprint must match. */
gboolean fus_study_relocate (FusStudy *study, guint dataset, const char *path, GError **error);
/* The frames of a data set that the study was made of. (transfer full). Any thread. */
FusDataset *fus_study_choose (FusStudy *study, guint dataset, FusDataset *whole);
/* Relocates to what a worker found, as that may take its time: fus_study_choose() of what was
 * opened, and fus_dataset_fingerprint() of that. */
gboolean fus_study_relocate_to (FusStudy *study, guint dataset, const FusDataset *found,
                                const char *fingerprint, GError **error);
/* Index of the first data set whose folder is not there, or holds none of some of its frames, as
 * the place of a drive that was taken away; or -1. Any thread. */
int fus_study_missing_dataset (FusStudy *study);
/* What is at the study's place now: it may have been moved or replaced since it was opened. Any
 * thread. */
typedef enum
{
  FUS_STUDY_PLACE_OWN,   /* the study */
  FUS_STUDY_PLACE_EMPTY, /* none */
  FUS_STUDY_PLACE_OTHER, /* another one, or one that cannot be read */
} FusStudyPlace;
FusStudyPlace fus_study_place (FusStudy *study);
/* Whether files can be written into the study's folder. Any thread. */
gboolean fus_study_is_writable (FusStudy *study);

/* (transfer none): the study's until crop, faults or place of the data change. */
FusFeeder *fus_study_feeder (FusStudy *study);
/* The same for a worker: (transfer full). Any thread. */
FusFeeder *fus_study_ref_feeder (FusStudy *study);
const FusTaskClasses *fus_study_classes (FusStudy *study, FusTask task);
/* What a network of the study is like, trained or not. */
FusArchitecture fus_study_architecture (FusStudy *study, FusNetworkKind kind);

/* Folder and file names, absolute. (transfer full) */
char *fus_study_file (FusStudy *study, const char *folder, const char *name);
char *fus_study_network_path (FusStudy *study, FusNetworkKind kind);

/* The newest weights: of the epoch just trained, or of the file; NULL when there are none, with
 * @error only when a file is there and cannot be used. The network is never written to. Any thread.
 * Returns: (transfer full) (nullable) */
FusNetwork *fus_study_network (FusStudy *study, FusNetworkKind kind, GError **error);
/* Why the file of a network cannot be used, in whole words that name it: as its header shows, or as
 * was found when the network was last asked for. NULL where there is none, or no file.
 * (transfer full) (nullable). Any thread. */
char *fus_study_network_problem (FusStudy *study, FusNetworkKind kind);
/* For the trainer: the network now stands for @kind (any thread; signal in the main context). */
void fus_study_publish_network (FusStudy *study, FusNetworkKind kind, FusNetwork *network);

/* Class index of a frame as that network counts its classes, -1 where it has none. */
gint32 fus_study_true_class (FusStudy *study, const FusNetwork *network, FusTask task,
                             const FusFrame *frame);
/* "happy" translated, or the person's name. */
const char *fus_class_title (FusTask task, const char *class_name);

G_END_DECLS
