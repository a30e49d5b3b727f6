/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/training/training-batch.h"

#include "study/jobs/gate.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STREAM_AUGMENT G_GUINT64_CONSTANT (0x6175676d656e74)

/* Batches whose frames are decoded ahead of the one in hand. */
#define AHEAD 4

struct _FusTrainingBatches
{
  const FusTrainingWatch *watch;
  FusFrameList *frames;
  FusFeeder *feeder;
  char **roots;
  FusNormalization normalization;
  guint batch;
  gsize image_floats; /* of one frame */

  FusAugmenter *augmenter; /* (nullable) */
  guint64 seed;
  FusNetworkKind kind;
  guint epoch;

  guint32 *in_order;           /* frames of the training part, in the order of the list */
  guint32 *sequence;           /* of the epoch: training frames as drawn, then test frames */
  guint n[2];                  /* frames of each part */
  gint32 *labels[FUS_N_TASKS]; /* of every frame of the list */
  gboolean *is_left_out;       /* of every frame of the list */

  /* Of the batch in hand */
  FusTrainingBatch current;
  guint32 *wanted;
  gboolean *failed;
  gint32 *current_labels[FUS_N_TASKS];
};

void
fus_training_batches_free (FusTrainingBatches *batches)
{
  for (int task = 0; task < FUS_N_TASKS; task++)
    {
      g_free (batches->labels[task]);
      g_free (batches->current_labels[task]);
    }
  g_clear_pointer (&batches->augmenter, fus_augmenter_free);
  g_clear_pointer (&batches->feeder, fus_feeder_unref);
  g_clear_pointer (&batches->frames, fus_frame_list_unref);
  g_strfreev (batches->roots);
  g_free (batches->in_order);
  g_free (batches->sequence);
  g_free (batches->is_left_out);
  g_free (batches->current.images);
  g_free (batches->wanted);
  g_free (batches->failed);
  g_free (batches);
}

/* Labels the frames of each task's set and lists those that have one, by part. */
static void
collect (FusTrainingBatches *batches, FusStudy *study, FusNetworkKind kind)
{
  const FusFrameList *frames = batches->frames;
  g_autofree guint32 *test = g_new (guint32, frames->n_frames);

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    batches->labels[task] = g_new (gint32, frames->n_frames);
  for (guint i = 0; i < frames->n_frames; i++)
    {
      const FusFrame *frame = &frames->frames[i];
      gboolean labelled = FALSE;

      for (FusTask task = 0; task < FUS_N_TASKS; task++)
        {
          gint32 label = -1;

          if (fus_network_kind_has_task (kind, task) && frame->set == (gint8) task)
            label = fus_task_classes_of (fus_study_classes (study, task), task, frame);
          batches->labels[task][i] = label;
          labelled = labelled || label >= 0;
        }
      if (labelled && frame->part == FUS_PART_TRAIN)
        batches->in_order[batches->n[FUS_PART_TRAIN]++] = i;
      else if (labelled && frame->part == FUS_PART_TEST)
        test[batches->n[FUS_PART_TEST]++] = i;
    }
  memcpy (batches->sequence + batches->n[FUS_PART_TRAIN], test,
          batches->n[FUS_PART_TEST] * sizeof (guint32));
}

/* The first data set whose folder is not there. */
static const char *
missing_root (const FusTrainingBatches *batches)
{
  for (char **root = batches->roots; *root != NULL; root++)
    if (!g_file_test (*root, G_FILE_TEST_IS_DIR))
      return *root;
  return NULL;
}

static gboolean
check_root (const FusTrainingBatches *batches, GError **error)
{
  const char *missing = missing_root (batches);

  if (missing == NULL)
    return TRUE;
  g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
               _ ("The data set “%s” is gone. Bring it back or show where it is now; training "
                  "then goes on from the last whole epoch."),
               missing);
  return FALSE;
}

FusTrainingBatches *
fus_training_batches_new (FusStudy *study, FusNetworkKind kind, const FusTrainingWatch *watch,
                          GError **error)
{
  FusTrainingBatches *batches = g_new0 (FusTrainingBatches, 1);
  const FusProtocol *protocol = fus_study_protocol (study);
  guint n;

  batches->watch = watch;
  batches->frames = fus_study_ref_frames (study);
  batches->feeder = fus_study_ref_feeder (study);
  batches->roots = fus_study_dup_roots (study);
  batches->batch = protocol->batch;
  batches->image_floats = (gsize) 3 * protocol->image_size * protocol->image_size;
  batches->seed = protocol->seed;
  batches->kind = kind;
  if (fus_augmentation_is_on (&protocol->augmentation))
    batches->augmenter = fus_augmenter_new (&protocol->augmentation, protocol->image_size);
  n = batches->frames->n_frames;
  batches->in_order = g_new (guint32, n);
  batches->sequence = g_new (guint32, n);
  batches->is_left_out = g_new0 (gboolean, n);
  batches->current.images = g_new (float, batches->batch * batches->image_floats);
  batches->wanted = g_new (guint32, batches->batch);
  batches->failed = g_new (gboolean, batches->batch);
  for (int task = 0; task < FUS_N_TASKS; task++)
    batches->current_labels[task] = g_new (gint32, batches->batch);
  collect (batches, study, kind);

  if (!check_root (batches, error))
    g_clear_pointer (&batches, fus_training_batches_free);
  else if (batches->n[FUS_PART_TRAIN] == 0 || batches->n[FUS_PART_TEST] == 0)
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                   _ ("The study has no frames to train or to test the %s network with."),
                   fus_network_kind_name (kind));
      g_clear_pointer (&batches, fus_training_batches_free);
    }
  return batches;
}

void
fus_training_batches_set_normalization (FusTrainingBatches *batches,
                                        const FusNormalization *normalization)
{
  batches->normalization = *normalization;
}

void
fus_training_batches_shuffle (FusTrainingBatches *batches, FusRandom *random)
{
  guint n = batches->n[FUS_PART_TRAIN];

  memcpy (batches->sequence, batches->in_order, n * sizeof (guint32));
  fus_random_shuffle (random, batches->sequence, n);
}

void
fus_training_batches_set_epoch (FusTrainingBatches *batches, guint epoch)
{
  batches->epoch = epoch;
}

guint
fus_training_batches_count (FusTrainingBatches *batches, FusPart part)
{
  return (batches->n[part] + batches->batch - 1) / batches->batch;
}

static void
report_fault (FusTrainingBatches *batches, guint32 frame)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (FusPicture) picture = NULL;

  if (batches->watch == NULL || batches->watch->fault == NULL)
    return;
  picture = fus_feeder_fetch_picture (batches->feeder, frame, &failure);
  if (failure != NULL)
    batches->watch->fault (batches->watch->data, failure->message);
}

/* Moves the frames that were read together; the others are left out from now on. */
static guint
drop_failed (FusTrainingBatches *batches, guint n)
{
  guint kept = 0;

  for (guint i = 0; i < n; i++)
    {
      if (batches->failed[i])
        {
          batches->is_left_out[batches->wanted[i]] = TRUE;
          report_fault (batches, batches->wanted[i]);
          continue;
        }
      if (kept < i)
        {
          memcpy (batches->current.images + kept * batches->image_floats,
                  batches->current.images + i * batches->image_floats,
                  batches->image_floats * sizeof (float));
          batches->wanted[kept] = batches->wanted[i];
        }
      kept++;
    }
  return kept;
}

/* Steps out of the gate: decoding may take long, and others can compute meanwhile. */
static gsize
fetch (FusTrainingBatches *batches, guint n, GError **error)
{
  gsize n_read;

  memset (batches->failed, 0, n * sizeof (gboolean));
  fus_gate_leave (fus_gate_get_default (), FUS_GATE_TRAINING);
  n_read = fus_feeder_fetch (batches->feeder, batches->wanted, n, &batches->normalization,
                             batches->current.images, batches->failed, error);
  fus_gate_enter (fus_gate_get_default (), FUS_GATE_TRAINING);
  return n_read;
}

static void
augment (FusTrainingBatches *batches, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      FusRandom random;

      fus_random_seed (&random, batches->seed,
                       STREAM_AUGMENT + ((guint64) batches->kind << 62)
                           + ((guint64) batches->epoch << 32) + batches->wanted[i]);
      fus_augmenter_apply (batches->augmenter, &random, &batches->normalization,
                           batches->current.images + i * batches->image_floats);
    }
}

const FusTrainingBatch *
fus_training_batches_get (FusTrainingBatches *batches, FusPart part, guint index, GError **error)
{
  guint all = batches->n[FUS_PART_TRAIN] + batches->n[FUS_PART_TEST];
  guint first = index * batches->batch, n = 0;
  guint count = MIN (batches->batch, batches->n[part] - first);
  g_autoptr (GError) failure = NULL;

  first += part == FUS_PART_TEST ? batches->n[FUS_PART_TRAIN] : 0;
  for (guint i = first; i < first + count; i++)
    if (!batches->is_left_out[batches->sequence[i]])
      batches->wanted[n++] = batches->sequence[i];

  fus_feeder_announce (batches->feeder, batches->sequence + first,
                       MIN ((1 + AHEAD) * batches->batch, all - first));
  if (n > 0 && fetch (batches, n, &failure) < n)
    {
      gboolean had_several = n > 1;

      if (!check_root (batches, error))
        return NULL;
      n = drop_failed (batches, n);
      if (n == 0 && had_several)
        {
          g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                       _ ("No frame of a whole batch can be read. %s"), failure->message);
          return NULL;
        }
    }
  if (part == FUS_PART_TRAIN && batches->augmenter != NULL)
    augment (batches, n);
  for (guint i = 0; i < n; i++)
    for (int task = 0; task < FUS_N_TASKS; task++)
      batches->current_labels[task][i] = batches->labels[task][batches->wanted[i]];
  for (int task = 0; task < FUS_N_TASKS; task++)
    batches->current.labels[task] = batches->current_labels[task];
  batches->current.n = n;
  return &batches->current;
}
