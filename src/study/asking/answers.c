/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/answers.h"

#include "faces/csv.h"
#include "study/folder/own-folders.h"
#include "study/folder/frame-tally.h"
#include "analysis/predictions.h"
#include "study/jobs/progress-part.h"
#include "study/folder/study-private.h"
#include "study/folder/table.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define FOLDER "analysis"

static const char *const columns[] = { "task", "path", "part", "truth", "predicted", NULL };

/* The frames that one head is asked for. */
typedef struct
{
  GArray *frames;    /* guint32 */
  GArray *truth;     /* gint32, of each */
  gint32 *predicted; /* of each */
} Questions;

static void
questions_clear (Questions *questions)
{
  g_clear_pointer (&questions->frames, g_array_unref);
  g_clear_pointer (&questions->truth, g_array_unref);
  g_clear_pointer (&questions->predicted, g_free);
}

typedef struct
{
  FusStudy *study;
  FusNetwork *network;
  FusAnswers *answers;
  Questions of[FUS_N_TASKS];
  char *frames_hash;
  FusFrameTally tally;
} Work;

static void
work_clear (Work *work)
{
  for (guint task = 0; task < FUS_N_TASKS; task++)
    questions_clear (&work->of[task]);
  g_clear_pointer (&work->network, fus_network_unref);
  g_clear_pointer (&work->answers, fus_answers_unref);
  g_free (work->frames_hash);
  fus_frame_tally_clear (&work->tally);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

FusAnswers *
fus_answers_ref (FusAnswers *answers)
{
  g_atomic_ref_count_inc (&answers->refs);
  return answers;
}

void
fus_answers_unref (FusAnswers *answers)
{
  if (!g_atomic_ref_count_dec (&answers->refs))
    return;
  for (guint task = 0; task < FUS_N_TASKS; task++)
    g_free (answers->answer[task]);
  g_clear_pointer (&answers->frames, fus_frame_list_unref);
  g_free (answers->network_hash);
  g_free (answers);
}

static gboolean
has_head (const FusNetwork *network, guint task)
{
  return fus_network_architecture (network)->n_classes[task] > 0;
}

static void
select_frames (Work *work)
{
  const FusFrameList *frames = work->answers->frames;

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      Questions *questions = &work->of[task];

      questions->frames = g_array_new (FALSE, FALSE, sizeof (guint32));
      questions->truth = g_array_new (FALSE, FALSE, sizeof (gint32));
      for (guint32 i = 0; i < frames->n_frames && has_head (work->network, task); i++)
        {
          const FusFrame *frame = &frames->frames[i];
          const gint32 truth = frame->fault == FUS_FAULT_NONE
                                   ? fus_study_true_class (work->study, work->network, task, frame)
                                   : -1;

          if (truth < 0)
            continue;
          g_array_append_val (questions->frames, i);
          g_array_append_val (questions->truth, truth);
        }
      questions->predicted = g_new (gint32, MAX (questions->frames->len, 1));
    }
}

/* Both heads' frames in one hash, so that one note says it all. */
static char *
hash_frames (const Work *work)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      const GArray *frames = work->of[task].frames;
      g_autofree char *hash
          = fus_note_hash_frames (work->study, (const guint32 *) frames->data, frames->len);

      g_checksum_update (checksum, (const guchar *) hash, (gssize) strlen (hash) + 1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

static char *
file_of (const Work *work, const char *suffix)
{
  g_autofree char *name
      = g_strconcat ("answers-", fus_network_kind_name (work->answers->kind), suffix, NULL);

  return fus_study_file (work->study, FOLDER, name);
}

/* Rows are in the order of the questions, or the table is not what was written. */
static gboolean
read_rows (Work *work, FusCsvReader *reader)
{
  const FusFrame *frames = work->answers->frames->frames;

  for (guint task = 0; task < FUS_N_TASKS; task++)
    for (guint i = 0; i < work->of[task].frames->len; i++)
      {
        const guint32 frame = g_array_index (work->of[task].frames, guint32, i);

        if (!fus_csv_reader_next (reader, NULL)
            || !g_str_equal (fus_csv_reader_field (reader, 0), fus_task_name (task))
            || !g_str_equal (fus_csv_reader_field (reader, 1), frames[frame].path))
          return FALSE;
        work->of[task].predicted[i]
            = fus_network_find_class (work->network, task, fus_csv_reader_field (reader, 4));
      }
  return !fus_csv_reader_next (reader, NULL);
}

static gboolean
load (Work *work)
{
  g_autofree char *note_path = file_of (work, ".json");
  g_autofree char *path = file_of (work, ".csv");
  g_autoptr (JsonNode) note = fus_note_load (note_path);
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (work->study);
  g_auto (FusFrameTally) tally = { 0 };

  if (note == NULL || !fus_note_says (note, "network-hash", work->answers->network_hash)
      || !fus_note_says (note, "frames-hash", work->frames_hash))
    return FALSE;
  fus_frame_tally_read (&tally, note);
  if (fus_frame_tally_is_mended (&tally, work->answers->frames, feeder))
    return FALSE;
  g_autoptr (FusCsvReader) reader = fus_csv_reader_open (path, ',', NULL);
  if (reader == NULL || !fus_csv_reader_next (reader, NULL))
    return FALSE;
  for (guint i = 0; columns[i] != NULL; i++)
    if (!g_str_equal (fus_csv_reader_field (reader, i), columns[i]))
      return FALSE;
  return read_rows (work, reader);
}

static FusTable *
table_of (const Work *work)
{
  FusTable *table = fus_table_new (columns);

  for (guint task = 0; task < FUS_N_TASKS; task++)
    for (guint i = 0; i < work->of[task].frames->len; i++)
      {
        const char *const *names = fus_network_class_names (work->network, task);
        const guint32 index = g_array_index (work->of[task].frames, guint32, i);
        const FusFrame *frame = &work->answers->frames->frames[index];
        const gint32 predicted = work->of[task].predicted[i];

        fus_table_add_string (table, fus_task_name (task));
        fus_table_add_string (table, frame->path);
        fus_table_add_string (table, fus_part_name (frame->part));
        fus_table_add_string (table, names[g_array_index (work->of[task].truth, gint32, i)]);
        fus_table_add_string (table, predicted >= 0 ? names[predicted] : NULL);
      }
  return table;
}

static gboolean
save (const Work *work, GError **error)
{
  g_autofree char *note_path = file_of (work, ".json");
  g_autofree char *path = file_of (work, ".csv");
  g_autoptr (FusTable) table = table_of (work);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  /* A note must never vouch for another table than its own. */
  if (!fus_own_folders_check (fus_study_path (work->study), error))
    return FALSE;
  g_remove (note_path);
  if (!fus_table_save (table, path, error))
    return FALSE;
  json_builder_begin_object (builder);
  fus_json_add_string (builder, "what", "most likely class of each frame, by the network's heads");
  fus_json_add_string (builder, "application", "Fusiform " FUS_VERSION);
  fus_json_add_string (builder, "network", fus_network_kind_name (work->answers->kind));
  fus_json_add_string (builder, "network-hash", work->answers->network_hash);
  fus_json_add_string (builder, "frames-hash", work->frames_hash);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    fus_json_add_int (builder, fus_task_name (task), work->of[task].frames->len);
  fus_frame_tally_note (&work->tally, builder);
  json_builder_end_object (builder);
  return fus_note_save (note_path, builder, error);
}

/* Frames that either head is asked for, each once. */
static guint
n_asked (const Work *work)
{
  const guint n = work->answers->frames->n_frames;
  g_autofree guint8 *asked = g_new0 (guint8, MAX (n, 1));
  guint n_of_them = 0;

  for (guint task = 0; task < FUS_N_TASKS; task++)
    for (guint i = 0; i < work->of[task].frames->len; i++)
      asked[g_array_index (work->of[task].frames, guint32, i)] = TRUE;
  for (guint i = 0; i < n; i++)
    n_of_them += asked[i];
  return n_of_them;
}

static gboolean
ask (Work *work, guint n_threads, const FusPoll *poll, const FusProgress *progress, GError **error)
{
  g_autoptr (FusFeeder) studys = fus_study_ref_feeder (work->study);
  g_autoptr (FusFeeder) feeder = fus_feeder_watch (studys);
  FusTeam *team = fus_team_new (n_threads);
  FusPass *pass
      = fus_pass_new (work->network, FUS_PASS_FORWARD,
                      fus_analysis_batch (fus_network_architecture (work->network)), team);
  const double all = work->of[0].frames->len + work->of[1].frames->len;
  FusProgressPart part;
  gboolean going = TRUE;

  fus_progress_part_init (&part, progress);
  for (guint task = 0; task < FUS_N_TASKS && going; task++)
    {
      const Questions *questions = &work->of[task];

      if (questions->frames->len == 0)
        continue;
      fus_progress_part_next (&part, questions->frames->len / all);
      going
          = fus_predict_frames (pass, task, feeder, (const guint32 *) questions->frames->data,
                                questions->frames->len, questions->predicted, poll, &part.progress);
    }
  fus_pass_free (pass);
  fus_team_free (team);
  if (!going)
    return FALSE;
  fus_frame_tally_take (&work->tally, feeder, work->answers->frames, n_asked (work));
  return fus_frame_tally_check (&work->tally, error);
}

static void
conclude (Work *work)
{
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      const Questions *questions = &work->of[task];
      guint8 *answer;

      if (!has_head (work->network, task))
        continue;
      answer = g_new (guint8, MAX (work->answers->frames->n_frames, 1));
      memset (answer, FUS_ANSWER_NONE, work->answers->frames->n_frames);
      for (guint i = 0; i < questions->frames->len; i++)
        if (questions->predicted[i] != FUS_NOT_PREDICTED)
          answer[g_array_index (questions->frames, guint32, i)]
              = questions->predicted[i] == g_array_index (questions->truth, gint32, i)
                    ? FUS_ANSWER_RIGHT
                    : FUS_ANSWER_WRONG;
      work->answers->answer[task] = answer;
    }
}

FusAnswers *
fus_answers_compute (FusStudy *study, FusNetworkKind kind, guint n_threads, const FusPoll *poll,
                     const FusProgress *progress, GError **error)
{
  g_auto (Work) work = { .study = study };
  g_autoptr (GError) failure = NULL;

  work.answers = g_new0 (FusAnswers, 1);
  g_atomic_ref_count_init (&work.answers->refs);
  work.answers->kind = kind;
  work.answers->frames = fus_study_ref_frames (study);
  work.network
      = fus_study_network_with_serial (study, kind, &work.answers->network_serial, &failure);
  if (work.network == NULL)
    {
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      else
        g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
                     _ ("This network of the study “%s” is not trained yet. Train it first."),
                     fus_study_title (study));
      return NULL;
    }
  work.answers->network_hash = fus_network_hash (work.network);
  select_frames (&work);
  work.frames_hash = hash_frames (&work);
  if (!load (&work))
    {
      if (!ask (&work, n_threads, poll, progress, error) || !save (&work, error))
        return NULL;
    }
  conclude (&work);
  return g_steal_pointer (&work.answers);
}

typedef struct
{
  FusStudy *study;
  FusNetworkKind kind;
  guint n_threads;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;

  g_object_unref (input->study);
  g_free (input);
}

static gpointer
work_answers (FusJob *job, gpointer data, GError **error)
{
  Input *input = data;

  return fus_answers_compute (input->study, input->kind, input->n_threads, fus_job_poll (job),
                              fus_job_progress (job), error);
}

FusJob *
fus_answers_start (FusStudy *study, FusNetworkKind kind, guint n_threads,
                   void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  Input *input = g_new0 (Input, 1);

  input->study = g_object_ref (study);
  input->kind = kind;
  input->n_threads = n_threads;
  return fus_job_start (_ ("Right and wrong answers"), FUS_GATE_ANALYSIS, work_answers, input,
                        free_input, (GDestroyNotify) fus_answers_unref, done, user_data);
}

gboolean
fus_answers_outdated (const FusAnswers *answers, FusStudy *study)
{
  guint64 serial;
  g_autoptr (FusNetwork) network
      = fus_study_network_with_serial (study, answers->kind, &serial, NULL);

  return answers->frames != fus_study_frames (study)
         || (network != NULL && serial != answers->network_serial);
}
