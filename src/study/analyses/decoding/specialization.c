/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/decoding/specialization.h"

#include "analysis/activations.h"
#include "study/folder/note.h"
#include "analysis/predictions.h"
#include "study/jobs/progress-part.h"
#include "study/analyses/decoding/tables.h"
#include "study/figures/study-figure-private.h"
#include "study/folder/study-job.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rounds and interval of the paper (section 2.4). */
#define N_ROUNDS 100
#define LEVEL 0.95
/* Rows that a decoder learns from at most: the products of all pairs are kept (320 MB). */
#define MAX_TRAIN 4000

FusSpecialization *
fus_specialization_ref (FusSpecialization *specialization)
{
  g_atomic_ref_count_inc (&specialization->refs);
  return specialization;
}

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

void
fus_specialization_unref (FusSpecialization *specialization)
{
  if (!g_atomic_ref_count_dec (&specialization->refs))
    return;
  for (int t = 0; t < FUS_N_TASKS; t++)
    {
      FusTaskSpecialization *task = &specialization->task[t];

      for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
        clear_network (task, kind);
      g_clear_pointer (&task->frames, g_array_unref);
      g_strfreev (task->class_names);
      g_free (task->truth);
    }
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_free (specialization->network_hash[kind]);
  g_free (specialization);
}

/* Training frames of a task with what a decoder learns from them. */
typedef struct
{
  GArray *frames; /* guint32 */
  gint32 *labels;
  gint32 *people; /* NULL where training and test people are not apart */
} FusTrainPart;

typedef struct
{
  FusStudy *study;
  FusFrameList *frames;
  FusFeeder *feeder;
  FusTrainPart train[FUS_N_TASKS];
  guint n_threads;
  const FusPoll *poll;
  FusProgressPart part;
} FusSpecializationWork;

static void
work_clear (FusSpecializationWork *work)
{
  for (int t = 0; t < FUS_N_TASKS; t++)
    {
      g_clear_pointer (&work->train[t].frames, g_array_unref);
      g_free (work->train[t].labels);
      g_free (work->train[t].people);
    }
  g_clear_pointer (&work->frames, fus_frame_list_unref);
  g_clear_pointer (&work->feeder, fus_feeder_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FusSpecializationWork, work_clear)

static const FusFrame *
frame_at (const FusSpecializationWork *work, const GArray *frames, guint i)
{
  return &work->frames->frames[g_array_index (frames, guint32, i)];
}

/* Frames of a part that have a class. @labels: (out): of each */
static GArray *
select_labelled (const FusSpecializationWork *work, const FusTaskClasses *classes, FusTask task,
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
people_apart (const FusSpecializationWork *work, const GArray *train, const GArray *test)
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
prepare_task (FusSpecializationWork *work, FusTask t, FusTaskSpecialization *task)
{
  g_autoptr (FusTaskClasses) classes = fus_task_classes_new (work->frames, t);
  FusTrainPart *train = &work->train[t];

  task->class_names = g_strdupv (classes->names);
  task->n_classes = classes->n;
  task->chance = classes->n > 0 ? 1.0 / classes->n : 0;
  task->frames = select_labelled (work, classes, t, FUS_PART_TEST, &task->truth);
  train->frames = select_labelled (work, classes, t, FUS_PART_TRAIN, &train->labels);
  thin (train, classes->n);
  train->people = people_apart (work, train->frames, task->frames);
}

/* Changes whenever anything but the networks does. */
static char *
hash_data (const FusSpecializationWork *work, const FusSpecialization *specialization)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *seed
      = g_strdup_printf ("%" G_GUINT64_FORMAT, fus_study_protocol (work->study)->seed);

  for (int t = 0; t < FUS_N_TASKS; t++)
    {
      const FusTaskSpecialization *task = &specialization->task[t];
      const GArray *parts[] = { work->train[t].frames, task->frames };
      const gint32 *labels[] = { work->train[t].labels, task->truth };

      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        {
          g_autofree char *frames
              = fus_note_hash_frames (work->study, (const guint32 *) parts[i]->data, parts[i]->len);

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
decode (FusSpecializationWork *work, FusTask t, FusTaskSpecialization *task, FusNetworkKind kind,
        const float *train, const float *test, gsize n_features, GError **error)
{
  const FusDecodingInput input = { .train = train,
                                   .test = test,
                                   .n_train = work->train[t].frames->len,
                                   .n_test = task->frames->len,
                                   .n_features = n_features,
                                   .train_labels = work->train[t].labels,
                                   .test_labels = task->truth,
                                   .train_people = work->train[t].people,
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
predict (FusSpecializationWork *work, FusTask t, FusTaskSpecialization *task, FusNetworkKind kind,
         FusPass *pass)
{
  FusNetwork *network = fus_pass_network (pass);
  const char *const *names = fus_network_class_names (network, t);
  guint n = fus_network_architecture (network)->n_classes[t];
  g_autofree gint32 *study_class = g_new (gint32, n);

  for (guint i = 0; i < n; i++)
    {
      study_class[i] = -1;
      for (guint j = 0; j < task->n_classes; j++)
        if (g_str_equal (names[i], task->class_names[j]))
          study_class[i] = (gint32) j;
    }
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

/* Shares of the time of one network and task, as measured. */
#define TRAIN_SHARE 0.5
#define TEST_SHARE 0.12
#define DECODE_SHARE 0.26

static gboolean
ask_task (FusSpecializationWork *work, FusTask t, FusTaskSpecialization *task, FusNetworkKind kind,
          FusPass *pass, GError **error)
{
  const double whole = 1.0 / (FUS_N_NETWORKS * FUS_N_TASKS);
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  gsize n_features = fus_architecture_units (arch, FUS_LAYER_FC2);
  const GArray *frames = work->train[t].frames;
  g_autofree float *train = NULL, *test = NULL;

  if (frames->len == 0 || task->frames->len == 0)
    return TRUE;
  train = g_new (float, frames->len *n_features);
  test = g_new (float, task->frames->len *n_features);
  fus_progress_part_next (&work->part, TRAIN_SHARE * whole);
  if (!fus_activations (pass, FUS_LAYER_FC2, work->feeder, (const guint32 *) frames->data,
                        frames->len, train, work->poll, &work->part.progress))
    return FALSE;
  fus_progress_part_next (&work->part, TEST_SHARE * whole);
  if (!fus_activations (pass, FUS_LAYER_FC2, work->feeder, (const guint32 *) task->frames->data,
                        task->frames->len, test, work->poll, &work->part.progress))
    return FALSE;
  fus_progress_part_next (&work->part, DECODE_SHARE * whole);
  if (!decode (work, t, task, kind, train, test, n_features, error))
    return FALSE;
  fus_progress_part_next (&work->part, (1 - TRAIN_SHARE - TEST_SHARE - DECODE_SHARE) * whole);
  return arch->n_classes[t] == 0 || predict (work, t, task, kind, pass);
}

static gboolean
ask_network (FusSpecializationWork *work, FusSpecialization *specialization, FusNetworkKind kind,
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
measure (const FusSpecializationWork *work, const FusTaskSpecialization *task,
         const gint32 *predicted, FusBootstrap **by_frame, FusBootstrap **by_person)
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
conclude (const FusSpecializationWork *work, FusTask t, FusTaskSpecialization *task)
{
  FusNetworkKind own = fus_study_own_network (t);

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      if (task->decoded[kind] != NULL)
        measure (work, task, decoded_classes (task, kind), &task->decoding[kind],
                 &task->decoding_by_person[kind]);
      if (task->predicted[kind] == NULL)
        continue;
      measure (work, task, task->predicted[kind], &task->accuracy[kind],
               &task->accuracy_by_person[kind]);
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

/* FALSE with @error, also where no network is trained. */
static gboolean
hash_networks (FusStudy *study, FusSpecialization *specialization, GError **error)
{
  gboolean any = FALSE;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (FusNetwork) network = fus_study_network_with_serial (
          study, kind, &specialization->network_serial[kind], &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (network == NULL)
        continue;
      specialization->network_hash[kind] = fus_network_hash (network);
      any = TRUE;
    }
  if (!any)
    g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
                 _ ("No network of the study “%s” is trained yet. Train one first."),
                 fus_study_title (study));
  return any;
}

/* Where the weights have changed since hash_networks(), the newer ones are taken. */
static gboolean
ask_missing (FusSpecializationWork *work, FusSpecialization *specialization, guint known,
             GError **error)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (FusNetwork) network = NULL;
      g_autoptr (GError) failure = NULL;

      if (specialization->network_hash[kind] == NULL || (known & 1u << kind) != 0)
        continue;
      network = fus_study_network_with_serial (work->study, kind,
                                               &specialization->network_serial[kind], &failure);
      g_free (specialization->network_hash[kind]);
      specialization->network_hash[kind] = network != NULL ? fus_network_hash (network) : NULL;
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (network != NULL && !ask_network (work, specialization, kind, network, error))
        return FALSE;
    }
  return TRUE;
}

static guint
trained (const FusSpecialization *specialization)
{
  guint kinds = 0;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (specialization->network_hash[kind] != NULL)
      kinds |= 1u << kind;
  return kinds;
}

/* @kept_only: nothing is computed: NULL where any network that is trained was not asked yet. */
static FusSpecialization *
find_specialization (FusStudy *study, gboolean kept_only, guint n_threads, const FusPoll *poll,
                     const FusProgress *progress, GError **error)
{
  g_autoptr (FusSpecialization) specialization = g_new0 (FusSpecialization, 1);
  g_auto (FusSpecializationWork) work = { .study = study,
                                          .frames = fus_frame_list_ref (fus_study_frames (study)),
                                          .feeder = fus_study_ref_feeder (study),
                                          .n_threads = n_threads,
                                          .poll = poll };
  g_autofree char *data_hash = NULL;
  guint known;

  g_atomic_ref_count_init (&specialization->refs);
  fus_progress_part_init (&work.part, progress);
  for (FusTask t = 0; t < FUS_N_TASKS; t++)
    prepare_task (&work, t, &specialization->task[t]);
  if (!hash_networks (study, specialization, error))
    return NULL;
  data_hash = hash_data (&work, specialization);
  known = fus_specialization_fill (specialization, study, data_hash);
  if (kept_only && known != trained (specialization))
    return NULL;
  if (!ask_missing (&work, specialization, known, error))
    return NULL;
  for (FusTask t = 0; t < FUS_N_TASKS; t++)
    conclude (&work, t, &specialization->task[t]);
  if (known != trained (specialization)
      && !fus_specialization_save (specialization, study, data_hash, error))
    return NULL;
  return g_steal_pointer (&specialization);
}

FusSpecialization *
fus_specialization_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                            const FusProgress *progress, GError **error)
{
  return find_specialization (study, FALSE, n_threads, poll, progress, error);
}

FusSpecialization *
fus_specialization_load (FusStudy *study)
{
  return find_specialization (study, TRUE, 1, NULL, NULL, NULL);
}

static gpointer
work_specialization (FusStudy *study, guint n_threads, const FusPoll *poll,
                     const FusProgress *progress, GError **error)
{
  return fus_specialization_compute (study, n_threads, poll, progress, error);
}

FusJob *
fus_specialization_start (FusStudy *study, guint n_threads,
                          void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  return fus_study_job_start (_ ("Specialization"), study, n_threads, work_specialization,
                              (GDestroyNotify) fus_specialization_unref, done, user_data);
}

gboolean
fus_specialization_outdated (FusSpecialization *specialization, FusStudy *study)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      guint64 serial;
      g_autoptr (FusNetwork) network = fus_study_network_with_serial (study, kind, &serial, NULL);

      if (network != NULL ? specialization->network_hash[kind] == NULL
                                || serial != specialization->network_serial[kind]
                          : specialization->network_hash[kind] != NULL)
        return TRUE;
    }
  return FALSE;
}
