/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/pictures/resize.h"
#include "engine/words.h"

G_BEGIN_DECLS

/* The seven expressions, in KDEF's alphabetical order: the order of every expression head. */
typedef enum
{
  FUS_EXPRESSION_AFRAID,
  FUS_EXPRESSION_ANGRY,
  FUS_EXPRESSION_DISGUSTED,
  FUS_EXPRESSION_HAPPY,
  FUS_EXPRESSION_NEUTRAL,
  FUS_EXPRESSION_SAD,
  FUS_EXPRESSION_SURPRISED,
  FUS_N_EXPRESSIONS,
  FUS_EXPRESSION_NONE = -1, /* the data set does not say */
} FusExpression;

typedef enum
{
  FUS_ANGLE_FULL_LEFT,
  FUS_ANGLE_HALF_LEFT,
  FUS_ANGLE_STRAIGHT,
  FUS_ANGLE_HALF_RIGHT,
  FUS_ANGLE_FULL_RIGHT,
  FUS_N_ANGLES,
  FUS_ANGLE_NONE = -1,
} FusAngle;

typedef enum
{
  FUS_SEX_FEMALE,
  FUS_SEX_MALE,
  FUS_SEX_NONE = -1,
} FusSex;

/* Which of the paper's two disjoint sets of people a frame is in: set 1 trains identity, set 2
 * expression, both train joint. A data set for one task only has all frames in that set. */
typedef enum
{
  FUS_SET_IDENTITY = FUS_TASK_IDENTITY,
  FUS_SET_EXPRESSION = FUS_TASK_EXPRESSION,
  FUS_SET_NONE = -1, /* left out */
} FusSet;

typedef enum
{
  FUS_PART_TRAIN,
  FUS_PART_TEST,
  FUS_PART_NONE = -1,
} FusPart;

/* Which part of its publication a frame is of, where that has two tests (FER-2013). */
typedef enum
{
  FUS_RELEASE_NONE,
  FUS_RELEASE_TRAINING,
  FUS_RELEASE_PUBLIC_TEST,
  FUS_RELEASE_PRIVATE_TEST,
} FusRelease;

/* Why a frame is left out of splits. */
typedef enum
{
  FUS_FAULT_NONE,
  FUS_FAULT_BLACK,      /* no contrast: black, or blank in another grey */
  FUS_FAULT_UNREADABLE, /* cannot be decoded, or cut short */
  FUS_FAULT_SIZE,       /* another size than most frames of the data set */
  FUS_FAULT_MISSING,    /* the file is not there */
  FUS_FAULT_NAME,       /* misnamed; only where the name does not map to a known frame */
  FUS_N_FAULTS,
} FusFault;

/**
 * FusFrame:
 * @path: relative to the data set's folder, '/' between folders, UTF-8
 * @identity: index into the data set's list of people, -1 unknown
 * @dataset: which of a study's data sets (0 or 1)
 * @release: known only of a data set just opened; frames.csv does not keep it
 * @twin: frames with the same number, from 1 on, show the same picture; 0: none other does. Known
 *   only where the frames were just checked; frames.csv does not keep it
 *
 * One picture of a data set with its labels. Plain data, owned by a FusFrameList.
 */
typedef struct
{
  char *path;
  gint32 identity;
  gint8 sex;        /* FusSex */
  gint8 expression; /* FusExpression */
  gint8 angle;      /* FusAngle */
  gint8 set;        /* FusSet */
  gint8 part;       /* FusPart */
  guint8 fault;     /* FusFault */
  guint8 dataset;
  char session;   /* 'A', 'B', or 0 */
  guint8 release; /* FusRelease */
  guint32 twin;
} FusFrame;

/* The words of frames.csv: "afraid" … "surprised"; "full-left" … "full-right"; "F", "M";
 * "identity", "expression"; "train", "test"; "black", …; "" for NONE. Parsers accept "" and return
 * FALSE for any other unknown text. */
const char *fus_expression_name (FusExpression expression);
gboolean fus_expression_parse (const char *name, FusExpression *expression);
const char *fus_angle_name (FusAngle angle);
gboolean fus_angle_parse (const char *name, FusAngle *angle);
const char *fus_sex_name (FusSex sex);
gboolean fus_sex_parse (const char *name, FusSex *sex);
const char *fus_set_name (FusSet set);
gboolean fus_set_parse (const char *name, FusSet *set);
const char *fus_part_name (FusPart part);
gboolean fus_part_parse (const char *name, FusPart *part);
const char *fus_fault_name (FusFault fault);
gboolean fus_fault_parse (const char *name, FusFault *fault);
/* KDEF's codes: "AF" … "SU"; "FL", "HL", "S", "HR", "FR". */
const char *fus_expression_code (FusExpression expression);
const char *fus_angle_code (FusAngle angle);

/**
 * FusFrameList:
 * @frames: all frames, in a stable order: by data set, then by path (as bytes)
 * @people: (array zero-terminated=1): names of the identities, in the order of their bytes; index =
 *   FusFrame.identity ("F01", "M35", "Aaron_Eckhart", …)
 * @n_people: their number
 *
 * Frames and the people on them. Reference counted and, once built, only read.
 */
typedef struct
{
  FusFrame *frames;
  guint n_frames;
  char **people;
  guint n_people;
  gatomicrefcount refs;
} FusFrameList;

FusFrameList *fus_frame_list_ref (FusFrameList *list);
void fus_frame_list_unref (FusFrameList *list);
FusFrameList *fus_frame_list_copy (const FusFrameList *list);

/**
 * FusFrameListBuilder:
 *
 * Gathers frames in any order and ends as a list in the order that FusFrameList promises.
 */
typedef struct _FusFrameListBuilder FusFrameListBuilder;

FusFrameListBuilder *fus_frame_list_builder_new (void);
/* Copies @frame and its path; its identity becomes that of @person, a name, or NULL for unknown. */
void fus_frame_list_builder_add (FusFrameListBuilder *builder, const FusFrame *frame,
                                 const char *person);
/* Returns: (transfer full); frees @builder. */
FusFrameList *fus_frame_list_builder_end (FusFrameListBuilder *builder);

/**
 * fus_frame_list_save, fus_frame_list_load:
 *
 * frames.csv: path,identity,sex,expression,angle,session,set,part,fault (and dataset, where there
 * are two). RFC 4180 quoting; the same bytes in every locale; written to a temporary file and
 * renamed. Loading takes the columns in any order and fails with FUS_FACES_ERROR_DATASET, naming
 * the row of what it does not accept: an unknown word, a path twice, or a path that leaves the data
 * set.
 */
gboolean fus_frame_list_save (const FusFrameList *list, const char *path, GError **error);
FusFrameList *fus_frame_list_load (const char *path, GError **error);

/* "F01 · happy · straight · session A", translated, for titles and tooltips. */
char *fus_frame_describe (const FusFrameList *list, const FusFrame *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusFrameList, fus_frame_list_unref)

G_END_DECLS
