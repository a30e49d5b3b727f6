/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/names.h"
#include "engine/poll.h"
#include "faces/error.h"
#include "faces/frame.h"

G_BEGIN_DECLS

typedef enum
{
  FUS_DATASET_KDEF,
  FUS_DATASET_FER2013,
  FUS_DATASET_VOXCELEB,
  FUS_DATASET_FOLDERS,  /* a folder per class */
  FUS_DATASET_MANIFEST, /* a CSV: path,identity,expression,angle,session,part */
} FusDatasetKind;
const char *fus_dataset_kind_name (FusDatasetKind kind); /* "kdef", … */
gboolean fus_dataset_kind_parse (const char *name, FusDatasetKind *kind);
const char *fus_dataset_kind_title (FusDatasetKind kind); /* "KDEF", "FER-2013", …; for people */

/* Which of FER-2013's test parts are tested on; the other one's frames are left out. */
typedef enum
{
  FUS_FER_TEST_BOTH,
  FUS_FER_TEST_PUBLIC,
  FUS_FER_TEST_PRIVATE,
} FusFerTest;
const char *fus_fer_test_name (FusFerTest test); /* "both", "public", "private" */
gboolean fus_fer_test_parse (const char *name, FusFerTest *test);
extern const FusNames fus_fer_test_names;

/**
 * FusDatasetChoice:
 * @max_per_person: most frames of a person, 0 for all
 * @fer_test: for a data set that has the two
 *
 * What of a data set a study uses. All zero is everything.
 */
typedef struct
{
  guint max_per_person;
  FusFerTest fer_test;
} FusDatasetChoice;

/**
 * FusDataset:
 * @root: absolute path of the folder that FusFrame.path is relative to
 * @frames: what the names tell; faults that show only on decoding are found by fus_dataset_check()
 * @missing: (array zero-terminated=1): names a complete data set would have and this one lacks
 * @notes: (array zero-terminated=1): what else a person should know, one sentence each, translated:
 *   misnamed files that were mapped, folders left out and why
 * @crop: default crop for this kind of data set
 * @choice: what fus_dataset_choose() left of it
 *
 * A data set as found on disk. Read only once opened; reference counted.
 */
typedef struct
{
  FusDatasetKind kind;
  char *root;
  FusFrameList *frames;
  char **missing;
  char **notes;
  FusCrop crop;
  FusDatasetChoice choice;
  gatomicrefcount refs;
} FusDataset;

/**
 * fus_dataset_open:
 * @path: a folder (or a file in it) at or above the data set: nested copies are found. A table of
 *   pixels, and a table of frames under any name, can be opened as files
 *
 * Recognises the data set by names alone, decoding no picture: 4900 files take well under a second.
 * Any thread.
 *
 * Returns: (transfer full): NULL with FUS_FACES_ERROR_DATASET, whose message says what was looked
 *   for and what was found.
 */
FusDataset *fus_dataset_open (const char *path, GError **error);

/* The same, for what may be large or hold clips, each of which has to be looked at. Asks @poll at
 * each name and each clip, and tells @progress between clips, in the calling thread. Returns: NULL
 * without @error when @poll cancelled. */
FusDataset *fus_dataset_open_polled (const char *path, const FusPoll *poll,
                                     const FusProgress *progress, GError **error);

/**
 * fus_dataset_choose:
 *
 * Takes the chosen frames out of a data set that was opened, without looking at the disk again. Of
 * a person with too many frames those are kept that lie evenly over all of them in order of path,
 * so that each video gives its share. Any thread.
 *
 * Returns: (transfer full): a data set of its own, or @dataset itself where nothing is left out
 */
FusDataset *fus_dataset_choose (FusDataset *dataset, const FusDatasetChoice *choice);

/* Whether frames of both of FER-2013's tests are in it, so that there is something to choose. */
gboolean fus_dataset_has_two_tests (const FusDataset *dataset);
FusDataset *fus_dataset_ref (FusDataset *dataset);
void fus_dataset_unref (FusDataset *dataset);

/**
 * fus_dataset_check:
 * @frames: (inout): a private copy of the data set's frames; each one's fault and twin are filled
 *   in
 *
 * Decodes every frame to find the black, unreadable, cut-short, odd-sized and vanished ones. Runs
 * on @n_threads threads; asks @poll between frames.
 *
 * Returns: FALSE when @poll cancelled (faults found so far are kept)
 */
gboolean fus_dataset_check (const FusDataset *dataset, FusFrameList *frames, guint n_threads,
                            const FusPoll *poll, const FusProgress *progress);

/* The same of frames that are known already, as those of a study. @root: folder of their paths */
gboolean fus_frames_check (FusDatasetKind kind, const char *root, FusFrameList *frames,
                           guint n_threads, const FusPoll *poll, const FusProgress *progress);

/* SHA-256 over the sorted relative paths and file sizes: changes when files come, go or change
 * size. */
char *fus_dataset_fingerprint (const FusDataset *dataset);

/* Absolute path of a frame. */
char *fus_frame_full_path (const char *root, const FusFrame *frame);

/* How a file's name is KDEF's, better kinds later. */
typedef enum
{
  FUS_KDEF_NAME_NONE,
  FUS_KDEF_NAME_WITHIN,   /* a word of a longer one: "kdef_AF01ANS (2).jpg" */
  FUS_KDEF_NAME_MISNAMED, /* one of the two known ones of the published set */
  FUS_KDEF_NAME_EXACT,
} FusKdefName;

/**
 * fus_kdef_parse_name:
 * @name: a file name as "AF01ANS.JPG", in any case, any raster extension
 *
 * Knows the two misnamed files of the published set (AF31V, AM31H).
 *
 * Returns: whether it is a KDEF name; then the labels are in @frame (identity and path untouched)
 *   and @number is the person's number (1 … 99)
 */
FusKdefName fus_kdef_parse_name (const char *name, FusFrame *frame, guint *number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusDataset, fus_dataset_unref)

G_END_DECLS
