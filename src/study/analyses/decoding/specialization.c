/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/decoding/specialization.h"

#include "analysis/activations.h"
#include "study/folder/note.h"
#include "analysis/predictions.h"
#include "study/jobs/progress-part.h"
#include "study/analyses/decoding/figures.h"
#include "study/analyses/decoding/tables.h"
#include "study/figures/study-figure-private.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rounds and interval of the paper (section 2.4). */
#define N_ROUNDS 100
#define LEVEL 0.95
/* Rows that a decoder learns from at most: the products of all pairs are kept (320 MB). */
#define MAX_TRAIN 4000

static void
clear_network (FusTaskSpecialization *task, int kind)
{
  g_clear_pointer (&task->decoded[kind], fus_decoding_free);
  g_clear_pointer (&task->decoding[kind], fus_bootstrap_free);
  g_clear_pointer (&task->decoding_by_person[kind], fus_bootstrap_free);
  g_clear_pointer (&task->predicted[kind], g_free);
  g_clear_pointer (&task->accuracy[kind], fus_bootstrap_free);
  g_clear_pointer (&task->accuracy_by_person[kind], fus_bootstrap_free);
  g_clear_pointer (&task->confusion[kind], g_free);
}

static void
drop (gpointer result, FusNetworkKind kind)
{
  for (guint task = 0; task < FUS_N_TASKS; task++)
    clear_network (&((FusSpecialization *) result)->task[task], kind);
}

static void
clear (gpointer result)
{
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      FusTaskSpecialization *task = &((FusSpecialization *) result)->task[t];

      g_clear_pointer (&task->frames, g_array_unref);
      g_clear_pointer (&task->class_index, g_hash_table_unref);
      g_clear_pointer (&task->class_names, g_strfreev);
      g_clear_pointer (&task->truth, g_free);
    }
}

/* Training frames of a task with what a decoder learns from them. */
typedef struct
{
  GArray *frames; /* guint32 */
  gint32 *labels;
  gint32 *people; /* NULL where training and test people are not apart */
} FusTrainPart;

/* What the networks are asked on, beside the test frames that the result has. */
typedef struct
{
  FusTrainPart train[FUS_N_TASKS];
} Chosen;

static void
unchoose (gpointer data)
{
  Chosen *chosen = data;

  for (int t = 0; t < FUS_N_TASKS; t++)
    {
      g_clear_pointer (&chosen->train[t].frames, g_array_unref);
      g_free (chosen->train[t].labels);
      g_free (chosen->train[t].people);
    }
  g_free (chosen);
}

static FusTrainPart *
train_part (const FusAnalysisWork *work, FusTask task)
{
  return &((Chosen *) work->chosen)->train[task];
}

static const FusFrame *
frame_at (const FusAnalysisWork *work, const GArray *frames, guint i)
{
  return &work->frames->frames[g_array_index (frames, guint32, i)];
}

/* Frames of a part that have a class. @labels: (out): of each */
static GArray *
select_labelled (const FusAnalysisWork *work, const FusTaskClasses *classes, FusTask task,
                 FusPart part, gint32 **labels)
{
  GArray *frames = fus_frame_list_select (work->frames, (FusSet) task, part);
  guint n = 0;

  *labels = g_new (gint32, frames->len);
  for (guint i = 0; i < frames->len; i++)
    {
      gint32 label = fus_task_classes_of (classes, task, frame_at (work, frames, i));

      if (label < 0)
        continue;
      (*labels)[n] = label;
      g_array_index (frames, guint32, n) = g_array_index (frames, guint32, i);
      n++;
    }
  g_array_set_size (frames, n);
  return frames;
}

/* Keeps MAX_TRAIN frames, of each class in turn, so that activations of more need not be held. */
static void
thin (FusTrainPart *train, guint n_classes)
{
  g_autofree guint32 *turn = g_new0 (guint32, MAX (n_classes, 1));
  g_autofree guint32 *turn_of = g_new (guint32, MAX (train->frames->len, 1));
  g_autofree gboolean *kept = g_new0 (gboolean, MAX (train->frames->len, 1));
  guint n_kept = 0, n = 0;

  if (train->frames->len <= MAX_TRAIN)
    return;
  for (guint i = 0; i < train->frames->len; i++)
    turn_of[i] = turn[train->labels[i]]++;
  for (guint32 round = 0; n_kept < MAX_TRAIN; round++)
    for (guint i = 0; i < train->frames->len && n_kept < MAX_TRAIN; i++)
      if (turn_of[i] == round)
        {
          kept[i] = TRUE;
          n_kept++;
        }
  for (guint i = 0; i < train->frames->len; i++)
    if (kept[i])
      {
        train->labels[n] = train->labels[i];
        g_array_index (train->frames, guint32, n) = g_array_index (train->frames, guint32, i);
        n++;
      }
  g_array_set_size (train->frames, n);
}

/* The folds of a decoder are split by person just where the parts are. */
static gint32 *
people_apart (const FusAnalysisWork *work, const GArray *train, const GArray *test)
{
  g_autofree gint32 *people = g_new (gint32, MAX (train->len, 1));
  g_autoptr (GHashTable) tested = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < test->len; i++)
    g_hash_table_add (tested, GINT_TO_POINTER (frame_at (work, test, i)->identity));
  for (guint i = 0; i < train->len; i++)
    {
      people[i] = frame_at (work, train, i)->identity;
      if (people[i] < 0 || g_hash_table_contains (tested, GINT_TO_POINTER (people[i])))
        return NULL;
    }
  return g_steal_pointer (&people);
}

static void
prepare_task (FusAnalysisWork *work, FusTask t, FusTaskSpecialization *task)
{
  g_autoptr (FusTaskClasses) classes = fus_task_classes_new (work->frames, t);
  FusTrainPart *train = train_part (work, t);

  task->class_names = g_strdupv (classes->names);
  task->class_index = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < classes->n; i++)
    g_hash_table_insert (task->class_index, task->class_names[i], GUINT_TO_POINTER (i + 1));
  task->n_classes = classes->n;
  task->chance = classes->n > 0 ? 1.0 / classes->n : 0;
  task->frames = select_labelled (work, classes, t, FUS_PART_TEST, &task->truth);
  train->frames = select_labelled (work, classes, t, FUS_PART_TRAIN, &train->labels);
  thin (train, classes->n);
  train->people = people_apart (work, train->frames, task->frames);
}

/* Changes whenever anything but the networks does. */
static char *
hash_data (FusAnalysisWork *work, const FusSpecialization *specialization)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *seed
      = g_strdup_printf ("%" G_GUINT64_FORMAT, fus_study_protocol (work->study)->seed);

  for (int t = 0; t < FUS_N_TASKS; t++)
    {
      const FusTaskSpecialization *task = &specialization->task[t];
      const GArray *parts[] = { train_part (work, (FusTask) t)->frames, task->frames };
      const gint32 *labels[] = { train_part (work, (FusTask) t)->labels, task->truth };

      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        {
          g_autofree char *frames
              = fus_analysis_hash_frames (work, (const guint32 *) parts[i]->data, parts[i]->len);

          g_checksum_update (checksum, (const guchar *) frames, -1);
          for (guint j = 0; j < parts[i]->len; j++)
            g_checksum_update (checksum, (const guchar *) task->class_names[labels[i][j]],
                               (gssize) strlen (task->class_names[labels[i][j]]) + 1);
        }
    }
  g_checksum_update (checksum, (const guchar *) seed, -1);
  return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
decode (FusAnalysisWork *work, FusTask t, FusTaskSpecialization *task, FusNetworkKind kind,
        const float *train, const float *test, gsize n_features, GError **error)
{
  const FusDecodingInput input = { .train = train,
                                   .test = test,
                                   .n_train = train_part (work, (FusTask) t)->frames->len,
                                   .n_test = task->frames->len,
                                   .n_features = n_features,
                                   .train_labels = train_part (work, (FusTask) t)->labels,
                                   .test_labels = task->truth,
                                   .train_people = train_part (work, (FusTask) t)->people,
                                   .max_train = MAX_TRAIN,
                                   .seed = fus_study_protocol (work->study)->seed };
  g_autoptr (GError) failure = NULL;

  task->decoded[kind] = fus_decode (&input, work->poll, &work->part.progress, &failure);
  if (task->decoded[kind] != NULL)
    return TRUE;
  /* Data that a decoder cannot learn from are no reason to give up the other results. */
  if (g_error_matches (failure, FUS_ANALYSIS_ERROR, FUS_ANALYSIS_ERROR_DATA))
    return TRUE;
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* What the head says, by the study's classes. */
static gboolean
predict (FusAnalysisWork *work, FusTask t, FusTaskSpecialization *task, FusNetworkKind kind,
         FusPass *pass)
{
  FusNetwork *network = fus_pass_network (pass);
  const char *const *names = fus_network_class_names (network, t);
  guint n = fus_network_architecture (network)->n_classes[t];
  g_autofree gint32 *study_class = g_new (gint32, n);

  for (guint i = 0; i < n; i++)
    study_class[i]
        = (gint32) GPOINTER_TO_UINT (g_hash_table_lookup (task->class_index, names[i])) - 1;
  task->predicted[kind] = g_new (gint32, MAX (task->frames->len, 1));
  if (!fus_predict_frames (pass, t, work->feeder, (const guint32 *) task->frames->data,
                           task->frames->len, task->predicted[kind], work->poll,
                           &work->part.progress))
    return FALSE;
  for (guint i = 0; i < task->frames->len; i++)
    if (task->predicted[kind][i] >= 0)
      task->predicted[kind][i] = study_class[task->predicted[kind][i]];
  return TRUE;
}

/* Parts of the time of one network and task, as measured with 35 classes and 1960 frames. */
#define TRAIN_TIME 0.5
#define TEST_TIME 0.12
#define DECODE_TIME 0.26
#define PREDICT_TIME 0.12

/* What decoding takes, in the same unit: as measured, a machine for two classes takes 4 µs and 20
 * ns for each pair of its frames, and a vote 10 ns for each machine; 0.16 s in that case. */
static double
decode_time (guint n_frames, guint n_classes)
{
  const double pairs = n_classes * (n_classes - 1.0) / 2, rows = 2.0 * n_frames / n_classes;

  return DECODE_TIME * pairs * (4e-6 + 2e-8 * rows * rows + 1e-8 * n_frames / 5) / 0.16;
}

static gboolean
has_frames (const FusAnalysisWork *work, FusTask t)
{
  return train_part (work, t)->frames->len > 0
         && ((FusSpecialization *) work->result)->task[t].frames->len > 0;
}

/* Networks to ask, times tasks to ask them of. */
static guint
n_to_ask (const FusAnalysisWork *work)
{
  guint n = 0;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask t = 0; t < FUS_N_TASKS; t++)
      n += (work->wanted & 1u << kind) != 0 && has_frames (work, t);
  return n;
}

static gboolean
ask_task (FusAnalysisWork *work, FusTask t, FusTaskSpecialization *task, FusNetworkKind kind,
          FusPass *pass, GError **error)
{
  const double whole = 1.0 / MAX (n_to_ask (work), 1);
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  gsize n_features = fus_architecture_units (arch, FUS_LAYER_FC2);
  const GArray *frames = train_part (work, (FusTask) t)->frames;
  /* No more classes than frames have one to be told by. */
  const double decoding
      = decode_time (frames->len, CLAMP (task->n_classes, 1, MAX (frames->len, 1)));
  const double unit = whole / (TRAIN_TIME + TEST_TIME + decoding + PREDICT_TIME);
  g_autofree float *train = NULL, *test = NULL;

  if (!has_frames (work, t))
    return TRUE;
  train = g_new (float, frames->len *n_features);
  test = g_new (float, task->frames->len *n_features);
  fus_progress_part_next (&work->part, TRAIN_TIME * unit);
  if (!fus_activations (pass, FUS_LAYER_FC2, work->feeder, (const guint32 *) frames->data,
                        frames->len, train, work->poll, &work->part.progress))
    return FALSE;
  fus_progress_part_next (&work->part, TEST_TIME * unit);
  if (!fus_activations (pass, FUS_LAYER_FC2, work->feeder, (const guint32 *) task->frames->data,
                        task->frames->len, test, work->poll, &work->part.progress))
    return FALSE;
  fus_progress_part_next (&work->part, decoding * unit);
  if (!decode (work, t, task, kind, train, test, n_features, error))
    return FALSE;
  fus_progress_part_next (&work->part, PREDICT_TIME * unit);
  return arch->n_classes[t] == 0 || predict (work, t, task, kind, pass);
}

static gboolean
ask_network (FusAnalysisWork *work, FusSpecialization *specialization, FusNetworkKind kind,
             FusNetwork *network, GError **error)
{
  g_autoptr (FusTeam) team = fus_team_new (work->n_threads);
  g_autoptr (FusPass) pass = fus_pass_new (
      network, FUS_PASS_FORWARD, fus_analysis_batch (fus_network_architecture (network)), team);

  for (FusTask t = 0; t < FUS_N_TASKS; t++)
    if (!ask_task (work, t, &specialization->task[t], kind, pass, error))
      return FALSE;
  return TRUE;
}

/* Bootstraps of the share that @predicted has right, over frames and over people. */
static void
measure (const FusAnalysisWork *work, const FusTaskSpecialization *task, const gint32 *predicted,
         FusBootstrap **by_frame, FusBootstrap **by_person)
{
  gsize n = task->frames->len;
  g_autofree guint8 *right = g_new (guint8, MAX (n, 1));
  g_autofree gsize *kept = g_new (gsize, MAX (n, 1));
  g_autofree double *values = NULL;
  g_autofree gint32 *people = NULL;
  gboolean has_people = TRUE;
  guint64 seed = fus_study_protocol (work->study)->seed;

  n = fus_predictions_right (task->truth, predicted, n, right, kept);
  if (n == 0)
    return;
  values = g_new (double, n);
  people = g_new (gint32, n);
  for (gsize i = 0; i < n; i++)
    {
      values[i] = right[i];
      people[i] = frame_at (work, task->frames, (guint) kept[i])->identity;
      has_people = has_people && people[i] >= 0;
    }
  *by_frame = fus_bootstrap (values, NULL, n, N_ROUNDS, LEVEL, seed);
  if (has_people)
    *by_person = fus_bootstrap (values, people, n, N_ROUNDS, LEVEL, seed);
}

/* Both tests of two predictions of the same frames: @a against @b. */
static void
compare (const FusTaskSpecialization *task, const gint32 *a, const gint32 *b,
         const FusBootstrap *rounds_a, const FusBootstrap *rounds_b, FusTest *t, FusTest *mcnemar)
{
  g_autofree guint8 *right_a = NULL, *right_b = NULL;
  gsize n = 0;

  if (a == NULL || b == NULL || rounds_a == NULL || rounds_b == NULL)
    return;
  right_a = g_new (guint8, task->frames->len);
  right_b = g_new (guint8, task->frames->len);
  for (guint i = 0; i < task->frames->len; i++)
    if (a[i] >= 0 && b[i] >= 0)
      {
        right_a[n] = a[i] == task->truth[i];
        right_b[n++] = b[i] == task->truth[i];
      }
  /* Rounds are pairs only where both drew from the same frames. */
  if (n == rounds_a->n && n == rounds_b->n)
    *t = fus_paired_t (rounds_a->rounds, rounds_b->rounds, N_ROUNDS);
  if (n > 0)
    *mcnemar = fus_mcnemar (right_a, right_b, n);
}

static const gint32 *
decoded_classes (const FusTaskSpecialization *task, FusNetworkKind kind)
{
  return task->decoded[kind] != NULL ? task->decoded[kind]->predicted : NULL;
}

static void
conclude_task (const FusAnalysisWork *work, FusTask t, FusTaskSpecialization *task)
{
  FusNetworkKind own = fus_specialized_network (t);

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      if (task->decoded[kind] != NULL)
        measure (work, task, decoded_classes (task, kind), &task->decoding[kind],
                 &task->decoding_by_person[kind]);
      if (task->predicted[kind] == NULL)
        continue;
      measure (work, task, task->predicted[kind], &task->accuracy[kind],
               &task->accuracy_by_person[kind]);
      if (task->n_classes > FUS_MOST_CONFUSED)
        continue;
      task->confusion[kind] = g_new0 (guint32, (gsize) task->n_classes * task->n_classes);
      fus_confusion (task->confusion[kind], task->truth, task->predicted[kind], task->frames->len,
                     task->n_classes);
    }
  compare (task, decoded_classes (task, FUS_NETWORK_IDENTITY),
           decoded_classes (task, FUS_NETWORK_EXPRESSION), task->decoding[FUS_NETWORK_IDENTITY],
           task->decoding[FUS_NETWORK_EXPRESSION], &task->decoding_t, &task->decoding_mcnemar);
  compare (task, task->predicted[FUS_NETWORK_JOINT], task->predicted[own],
           task->accuracy[FUS_NETWORK_JOINT], task->accuracy[own], &task->joint_t,
           &task->joint_mcnemar);
}

static char *
choose (FusAnalysisWork *work, GError **error)
{
  FusSpecialization *specialization = work->result;

  work->chosen = g_new0 (Chosen, 1);
  for (FusTask t = 0; t < FUS_N_TASKS; t++)
    prepare_task (work, t, &specialization->task[t]);
  return hash_data (work, specialization);
}

static gboolean
measure_networks (FusAnalysisWork *work, GError **error)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((work->wanted & 1u << kind) != 0
        && !ask_network (work, work->result, kind, work->origin->network[kind], error))
      return FALSE;
  return TRUE;
}

static void
add_tests (FusTestsTable *tests, const char *task, const char *quantity, const char *first,
           const char *second, const FusTest *t, const FusTest *mcnemar)
{
  fus_tests_table_add (tests, quantity, task, first, second, "paired t", "bootstrap rounds", t);
  fus_tests_table_add (tests, quantity, task, first, second, "exact McNemar", "frames", mcnemar);
}

static void
conclude (FusAnalysisWork *work)
{
  for (FusTask t = 0; t < FUS_N_TASKS; t++)
    {
      FusTaskSpecialization *task = &((FusSpecialization *) work->result)->task[t];

      conclude_task (work, t, task);
      add_tests (work->tests, fus_task_name (t), "decoding", "identity network",
                 "expression network", &task->decoding_t, &task->decoding_mcnemar);
      add_tests (work->tests, fus_task_name (t), "accuracy", "joint network", "specialised network",
                 &task->joint_t, &task->joint_mcnemar);
    }
}

static void
describe (gconstpointer result, FusStudy *study, JsonBuilder *note)
{
  fus_json_add_string (note, "layer", fus_layer_name (FUS_LAYER_FC2));
  fus_json_add_string (note, "decoder",
                       "linear SVM, standardised features, C by 5-fold "
                       "cross-validation on the training part");
  fus_json_add_string (note, "interval", "2.5 to 97.5 percentile of 100 bootstraps");
}

static const FusResultFigure figures[] = {
  { .name = "figure-1b", .draw = fus_study_figure_decoding },
  { .name = "figure-1c", .draw = fus_study_figure_accuracy },
  { .name = "figure-s1", .draw = fus_study_figure_two_datasets },
  { .name = "confusion-identity-identity",
    .draw = fus_study_figure_confusion,
    .variant = FUS_CONFUSION_HEAD (FUS_NETWORK_IDENTITY, FUS_TASK_IDENTITY) },
  { .name = "confusion-expression-expression",
    .draw = fus_study_figure_confusion,
    .variant = FUS_CONFUSION_HEAD (FUS_NETWORK_EXPRESSION, FUS_TASK_EXPRESSION) },
  { .name = "confusion-joint-identity",
    .draw = fus_study_figure_confusion,
    .variant = FUS_CONFUSION_HEAD (FUS_NETWORK_JOINT, FUS_TASK_IDENTITY) },
  { .name = "confusion-joint-expression",
    .draw = fus_study_figure_confusion,
    .variant = FUS_CONFUSION_HEAD (FUS_NETWORK_JOINT, FUS_TASK_EXPRESSION) },
};

const FusAnalysis fus_decoding_analysis
    = { .name = "decoding",
        .title = N_ ("How well identity and expression can be told from each network"),
        .job = N_ ("Specialization"),
        .section = N_ ("Decoding"),
        .question = N_ ("Who, and which expression, can a linear reader tell from the second-to-"
                        "last layer of each network? A specialised network keeps what its task "
                        "needs and loses the rest."),
        .version = 1,
        .size = sizeof (FusSpecialization),
        .choose = choose,
        .unchoose = unchoose,
        .restore = fus_decoding_tables_restore,
        .measure = measure_networks,
        .conclude = conclude,
        .describe = describe,
        .drop = drop,
        .clear = clear,
        .tables = fus_decoding_tables,
        .n_tables = FUS_N_DECODING_TABLES,
        .figures = figures,
        .n_figures = G_N_ELEMENTS (figures) };
