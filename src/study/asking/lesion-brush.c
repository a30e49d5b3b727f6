/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/lesion-brush.h"

#include "study/folder/frame-choice.h"
#include "analysis/lesions.h"
#include "study/jobs/progress-part.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Activations kept, of both tasks together. */
#define KEPT_BYTES ((gsize) 256 << 20)

struct _FusLesionBrush
{
  FusStudy *study;
  FusNetworkKind kind;
  guint n_threads;
  gatomicrefcount refs;

  GMutex lock; /* for all below */
  guint64 serial;
  FusTeam *team;
  FusPass *pass; /* NULL: nothing is kept */
  FusIntact *intact[FUS_N_TASKS];
};

FusLesionBrush *
fus_lesion_brush_new (FusStudy *study, FusNetworkKind kind, guint n_threads)
{
  FusLesionBrush *brush = g_new0 (FusLesionBrush, 1);

  brush->study = g_object_ref (study);
  brush->kind = kind;
  brush->n_threads = n_threads;
  g_atomic_ref_count_init (&brush->refs);
  g_mutex_init (&brush->lock);
  return brush;
}

FusLesionBrush *
fus_lesion_brush_ref (FusLesionBrush *brush)
{
  g_atomic_ref_count_inc (&brush->refs);
  return brush;
}

static void
forget (FusLesionBrush *brush)
{
  for (guint task = 0; task < FUS_N_TASKS; task++)
    g_clear_pointer (&brush->intact[task], fus_intact_free);
  g_clear_pointer (&brush->pass, fus_pass_free);
  g_clear_pointer (&brush->team, fus_team_free);
}

void
fus_lesion_brush_unref (FusLesionBrush *brush)
{
  if (!g_atomic_ref_count_dec (&brush->refs))
    return;
  forget (brush);
  g_mutex_clear (&brush->lock);
  g_object_unref (brush->study);
  g_free (brush);
}

static gboolean
read_task (FusLesionBrush *brush, FusTask task, guint most, const FusPoll *poll,
           const FusProgress *progress)
{
  FusNetwork *network = fus_pass_network (brush->pass);
  g_autoptr (FusFrameChoice) frames
      = fus_frame_choice_new (brush->study, task, FUS_PART_TEST, most);
  g_autofree gint32 *labels = fus_frame_choice_labels (frames, network, task);
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (brush->study);

  brush->intact[task] = fus_intact_new (network, task, labels, frames->frames->len);
  return fus_intact_read (brush->intact[task], brush->pass, feeder,
                          (const guint32 *) frames->frames->data, poll, progress);
}

/* Runs the intact network, unless that was done with these weights. */
static gboolean
prepare (FusLesionBrush *brush, const FusPoll *poll, const FusProgress *progress, GError **error)
{
  g_autoptr (GError) failure = NULL;
  guint64 serial;
  g_autoptr (FusNetwork) network
      = fus_study_network_with_serial (brush->study, brush->kind, &serial, &failure);
  FusProgressPart part;
  guint most, n_tasks = 0;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (network == NULL)
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
                   _ ("The %s network of the study “%s” is not trained yet."),
                   fus_network_kind_name (brush->kind), fus_study_title (brush->study));
      return FALSE;
    }
  if (brush->pass != NULL && brush->serial == serial)
    return TRUE;

  const FusArchitecture *arch = fus_network_architecture (network);

  forget (brush);
  brush->serial = serial;
  brush->team = fus_team_new (brush->n_threads);
  brush->pass = fus_pass_new (network, FUS_PASS_FORWARD, fus_analysis_batch (arch), brush->team);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    n_tasks += arch->n_classes[task] > 0;
  most = (guint) MAX (KEPT_BYTES / fus_intact_frame_bytes (arch) / n_tasks, 1);
  fus_progress_part_init (&part, progress);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      if (arch->n_classes[task] == 0)
        continue;
      fus_progress_part_next (&part, 1.0 / n_tasks);
      if (!read_task (brush, task, most, poll, &part.progress))
        {
          forget (brush);
          return FALSE;
        }
    }
  return TRUE;
}

static guint
fill_removal (const FusLesionBrush *brush, FusRemoval *removal, guint8 *masks[FUS_LAYER_HEADS],
              const FusUnitAddress *units, gsize n)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (brush->pass));
  guint n_removed = 0;

  for (gsize i = 0; i < n; i++)
    {
      FusLayer layer = units[i].layer;

      if (units[i].network != brush->kind || layer >= FUS_LAYER_HEADS
          || units[i].unit >= fus_architecture_units (arch, layer))
        continue;
      if (masks[layer] == NULL)
        removal->removed[layer] = masks[layer]
            = g_new0 (guint8, fus_architecture_units (arch, layer));
      n_removed += !masks[layer][units[i].unit];
      masks[layer][units[i].unit] = 1;
    }
  return n_removed;
}

static gboolean
measure_task (FusLesionBrush *brush, FusTask task, const FusRemoval *removal,
              FusBrushResult *result, const FusPoll *poll)
{
  FusLesionResult before = { 0 }, after = { 0 };

  if (brush->intact[task] == NULL)
    return TRUE;
  fus_lesion_intact (brush->intact[task], &before);
  if (!fus_lesion_remove (brush->intact[task], brush->pass, removal, &after, poll))
    return FALSE;
  result->n[task] = before.n;
  if (before.n > 0)
    {
      result->before[task] = (double) before.n_right / before.n;
      result->after[task] = (double) after.n_right / after.n;
    }
  return TRUE;
}

gboolean
fus_lesion_brush_measure (FusLesionBrush *brush, const FusUnitAddress *units, gsize n,
                          FusBrushResult *result, const FusPoll *poll, const FusProgress *progress,
                          GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&brush->lock);
  guint8 *masks[FUS_LAYER_HEADS] = { NULL };
  FusRemoval removal = { { NULL } };
  gboolean done = TRUE;

  memset (result, 0, sizeof *result);
  if (!prepare (brush, poll, progress, error))
    return FALSE;
  result->n_units = fill_removal (brush, &removal, masks, units, n);
  for (FusTask task = 0; done && task < FUS_N_TASKS; task++)
    done = measure_task (brush, task, &removal, result, poll);
  for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
    g_free (masks[layer]);
  return done;
}

typedef struct
{
  FusLesionBrush *brush;
  FusUnitAddress *units;
  gsize n;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;

  fus_lesion_brush_unref (input->brush);
  g_free (input->units);
  g_free (input);
}

static gpointer
work_brush (FusJob *job, gpointer data, GError **error)
{
  Input *input = data;
  g_autofree FusBrushResult *result = g_new (FusBrushResult, 1);

  if (!fus_lesion_brush_measure (input->brush, input->units, input->n, result, fus_job_poll (job),
                                 fus_job_progress (job), error))
    return NULL;
  return g_steal_pointer (&result);
}

FusJob *
fus_lesion_brush_start (FusLesionBrush *brush, const FusUnitAddress *units, gsize n,
                        void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  Input *input = g_new0 (Input, 1);

  input->brush = fus_lesion_brush_ref (brush);
  input->units = g_memdup2 (units, n * sizeof *units);
  input->n = n;
  return fus_job_start (_ ("Lesion"), FUS_GATE_PERSON, work_brush, input, free_input, g_free, done,
                        user_data);
}
