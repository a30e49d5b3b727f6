/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/origin.h"
#include "study/analyses/tests-table.h"
#include "study/figures/study-figure.h"
#include "study/folder/table-reader.h"
#include "study/folder/table.h"
#include "study/jobs/job.h"
#include "study/jobs/progress-part.h"

G_BEGIN_DECLS

typedef struct _FusAnalysis FusAnalysis;

/**
 * FusResult:
 * @analysis: that found it
 * @origin: what it was made from
 * @known: bit mask of 1 << FusNetworkKind: the networks that it tells of
 *
 * What the struct of every result begins with. Immutable once it is handed out, reference counted
 * (atomically).
 */
typedef struct
{
  const FusAnalysis *analysis;
  FusOrigin origin;
  guint known;
  gatomicrefcount refs;
} FusResult;

/* @result: (transfer none): any struct that begins with a FusResult. Returns: @result */
gpointer fus_result_ref (gconstpointer result);
void fus_result_unref (gpointer result);
/* Whether a network has been trained further or anew since, or there is one that the result does
 * not tell of. Any thread. */
gboolean fus_result_outdated (gconstpointer result, FusStudy *study);

/* Bit mask of the networks that it tells of and that have the same weights still. Any thread. */
guint fus_result_current (gconstpointer result, FusStudy *study);

/* Most tables of an analysis. */
#define FUS_MAX_RESULT_TABLES 4

/**
 * FusAnalysisWork:
 * @frames: the study's frames when it began
 * @feeder: of these frames; watches which of them cannot be read
 * @asked: [frames], TRUE for those that fus_analysis_hash_frames() was given
 * @n_asked: how many these are
 * @result: that is being made: begins with a FusResult
 * @origin: the result's, with the networks themselves
 * @wanted: bit mask of the networks to measure
 * @n_rows: [table][network]: rows that were read of each
 * @tests: statistical tests, for tests.csv; saved only where something was measured
 * @chosen: what FusAnalysis.choose keeps for the other functions
 * @part: progress: fus_progress_part_next() before each part, then its @progress
 *
 * One run of an analysis, while it lasts.
 */
typedef struct
{
  FusStudy *study;
  FusFrameList *frames;
  FusFeeder *feeder;
  guint8 *asked;
  guint n_asked;
  gpointer result;
  const FusOrigin *origin;
  guint wanted;
  guint n_rows[FUS_MAX_RESULT_TABLES][FUS_N_NETWORKS];
  FusTestsTable *tests;
  gpointer chosen;
  guint n_threads;
  const FusPoll *poll;
  FusProgressPart part;
  FusPoll own_poll; /* what @poll points to: ends the work, too, when too many frames are missing */
  const FusPoll *callers_poll;
} FusAnalysisWork;

/* For FusAnalysis.choose: the hash of frames, as fus_note_hash_frames(), which from then on are
 * counted among those that the analysis asks for. (transfer full) */
char *fus_analysis_hash_frames (FusAnalysisWork *work, const guint32 *frames, gsize n);
/* Counts frames that are read without being hashed. */
void fus_analysis_ask_frames (FusAnalysisWork *work, const guint32 *frames, gsize n);

/**
 * FusResultTable:
 * @name: of analysis/@name.csv
 * @columns: (array zero-terminated=1): the first is the network of the row, where rows are read
 * @brief: whether it says what came out and is short: what `fusiform-cli analyze` prints
 * @write: adds all its rows
 * @read: (nullable): takes a row of a network whose rows are still true; FALSE for one that cannot
 *   be. NULL: what the table holds follows from what else is kept
 */
typedef struct
{
  const char *name;
  const char *const *columns;
  gboolean brief;
  void (*write) (gconstpointer result, FusStudy *study, FusTable *table);
  gboolean (*read) (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row);
} FusResultTable;

/* (transfer full) (nullable): draws what was found; @variant: which network, which level */
typedef FusStudyFigure *(*FusDrawFigure) (FusStudy *study, gconstpointer result, guint variant,
                                          GError **error);

/**
 * FusResultFigure:
 * @name: of its files, as "figure-1b"
 * @tab: (nullable): untranslated; figures with a tab share one place in the window, where a
 * switcher chooses between them; those without lie below one another
 * @draw: (transfer full): draws what was found. NULL where the result has no such figure, or with
 *   an error
 * @make: instead of @draw, where the figure needs more than the result and computes it
 * @variant: what @draw or @make is told beside: which network, which level
 */
typedef struct
{
  const char *name;
  const char *tab;
  FusDrawFigure draw;
  FusStudyFigure *(*make) (FusStudy *study, guint variant, guint n_threads, const FusPoll *poll,
                           const FusProgress *progress, GError **error);
  guint variant;
} FusResultFigure;

/**
 * FusAnalysis:
 * @name: the word on the command line and in notes; also whose rows of analysis/tests.csv are its
 *   own
 * @title: what it tells, one line; translatable
 * @job: what a person sees while it runs; translatable
 * @section: (nullable): title of its section of the Specialization page; translatable. NULL: it is
 *   shown elsewhere
 * @question: the section's question, in a sentence or two; translatable
 * @version: of the method, from 1 on: one more throws away exactly what was kept of this analysis
 * @size: bytes of its result
 * @whole: whether all networks are measured again where one has changed
 * @untrained_too: whether there is something to measure before any network is trained
 * @applies: (nullable): whether the study's data allow it. Quick; any thread
 * @choose: chooses what the networks are asked on, and says it in the result and in work->chosen.
 *   Returns: (transfer full): a hash of all that the result depends on beside the networks and the
 *   method, or NULL with an error
 * @unchoose: (nullable): frees work->chosen
 * @begin: (nullable): makes room for what is read of a network
 * @restore: (nullable): whether what was read of a network is all there; reads what is not in
 *   tables
 * @measure: finds out what is missing: the networks of work->wanted. FALSE with an error, or
 *   without when work->poll cancelled. Frames that cannot be read are left out; who fetches through
 *   work->feeder need not count them
 * @conclude: (nullable): what follows from what was measured or read, in no time
 * @save: (nullable): writes files beside the tables; @note is their note of origin
 * @describe: (nullable): says in the note of origin how it was done
 * @drop: (nullable): frees what the result holds of a network
 * @clear: (nullable): frees what else it holds
 * @tables, @n_tables: what it leaves in analysis/; the first is there where it was ever computed
 * @figures, @n_figures: how its result is drawn
 *
 * One question that is asked of the networks of a study: a row, and nothing else to touch. All
 * functions but @applies run on one thread of a job, or of the command line.
 */
struct _FusAnalysis
{
  const char *name;
  const char *title;
  const char *job;
  const char *section;
  const char *question;
  guint version;
  gsize size;
  gboolean whole;
  gboolean untrained_too;

  gboolean (*applies) (FusStudy *study);
  char *(*choose) (FusAnalysisWork *work, GError **error);
  void (*unchoose) (gpointer chosen);
  void (*begin) (FusAnalysisWork *work, FusNetworkKind kind);
  gboolean (*restore) (FusAnalysisWork *work, FusNetworkKind kind);
  gboolean (*measure) (FusAnalysisWork *work, GError **error);
  void (*conclude) (FusAnalysisWork *work);
  gboolean (*save) (gconstpointer result, FusStudy *study, const char *note, GError **error);
  void (*describe) (gconstpointer result, FusStudy *study, JsonBuilder *note);
  void (*drop) (gpointer result, FusNetworkKind kind);
  void (*clear) (gpointer result);

  const FusResultTable *tables;
  guint n_tables;
  const FusResultFigure *figures;
  guint n_figures;
};

gboolean fus_analysis_applies (const FusAnalysis *analysis, FusStudy *study);

/**
 * fus_analysis_compute:
 * @n_threads: that it may use
 *
 * Reads what analysis/ holds of it and is still true, measures the rest, and writes the tables with
 * their notes where something was measured. A study that cannot be written into is told before
 * anything is measured. Any thread.
 *
 * Returns: (transfer full): the result; NULL when @poll cancelled, or with @error, as when no
 *   network is trained
 */
gpointer fus_analysis_compute (const FusAnalysis *analysis, FusStudy *study, guint n_threads,
                               const FusPoll *poll, const FusProgress *progress, GError **error);

/* What analysis/ holds of it and is still true, if of some networks only; NULL where that is
 * nothing, with @error where it cannot be known. (transfer full) (nullable). Any thread. */
gpointer fus_analysis_load (const FusAnalysis *analysis, FusStudy *study, GError **error);

/* The computation as a job at the level of analyses, whose result is the analysis's. Otherwise as
 * fus_job_start(). */
FusJob *fus_analysis_start (const FusAnalysis *analysis, FusStudy *study, guint n_threads,
                            void (*done) (FusJob *job, gpointer user_data), gpointer user_data);
/* fus_analysis_load() as a job at the level of what a person waits for. */
FusJob *fus_analysis_load_start (const FusAnalysis *analysis, FusStudy *study,
                                 void (*done) (FusJob *job, gpointer user_data),
                                 gpointer user_data);
/* Whether it was ever computed: its first table is there, true or not. */
gboolean fus_analysis_is_kept (const FusAnalysis *analysis, FusStudy *study);

/**
 * fus_analysis_make_figure:
 *
 * Computes what a figure of the analysis needs, or reads it, and makes it. Any thread.
 *
 * Returns: (transfer full): NULL with @error, or without when @poll cancelled or when the study has
 *   no such figure, as where a network is not trained
 */
FusStudyFigure *fus_analysis_make_figure (const FusAnalysis *analysis,
                                          const FusResultFigure *figure, FusStudy *study,
                                          guint n_threads, const FusPoll *poll,
                                          const FusProgress *progress, GError **error);

G_END_DECLS
