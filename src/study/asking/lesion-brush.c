/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/lesion-brush.h"

#include "faces/budget.h"
#include "study/folder/frame-choice.h"
#include "analysis/lesions.h"
#include "study/jobs/progress-part.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Activations of both tasks together, or half of the budget where that is less. */
#define MOST_BYTES ((gsize) 256 << 20)

/* What the intact network says; reference counted by g_atomic_rc_box_acquire(). */
typedef struct
{
  guint64 serial;
  FusTeam *team;
  FusPass *pass;
  FusIntact *intact[FUS_N_TASKS];
} Intact;

struct _FusLesionBrush
{
  FusStudy *study;
  FusNetworkKind kind;
  guint n_threads;
  gatomicrefcount refs;

  GMutex lock;    /* of whoever measures: the pass is one thread's */
  FusShelf *kept; /* of one Intact, under NULL */
};

static void
clear_intact (gpointer data)
{
  Intact *intact = data;

  for (guint task = 0; task < FUS_N_TASKS; task++)
    g_clear_pointer (&intact->intact[task], fus_intact_free);
  g_clear_pointer (&intact->pass, fus_pass_free);
  g_clear_pointer (&intact->team, fus_team_free);
}

static void
release_intact (Intact *intact)
{
  g_atomic_rc_box_release_full (intact, clear_intact);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Intact, release_intact)

FusLesionBrush *
fus_lesion_brush_new (FusStudy *study, FusNetworkKind kind, guint n_threads)
{
  FusLesionBrush *brush = g_new0 (FusLesionBrush, 1);

  brush->study = g_object_ref (study);
  brush->kind = kind;
  brush->n_threads = n_threads;
  g_atomic_ref_count_init (&brush->refs);
  g_mutex_init (&brush->lock);
  brush->kept = fus_shelf_new (fus_budget_get_default (), NULL, NULL, NULL, g_atomic_rc_box_acquire,
                               (GDestroyNotify) release_intact);
  return brush;
}

FusLesionBrush *
fus_lesion_brush_ref (FusLesionBrush *brush)
{
  g_atomic_ref_count_inc (&brush->refs);
  return brush;
}

void
fus_lesion_brush_unref (FusLesionBrush *brush)
{
  if (!g_atomic_ref_count_dec (&brush->refs))
    return;
  fus_shelf_free (brush->kept);
  g_mutex_clear (&brush->lock);
  g_object_unref (brush->study);
  g_free (brush);
}

static gboolean
read_task (FusLesionBrush *brush, Intact *intact, FusTask task, guint most, const FusPoll *poll,
           const FusProgress *progress)
{
  FusNetwork *network = fus_pass_network (intact->pass);
  g_autoptr (FusFrameChoice) frames
      = fus_frame_choice_new (brush->study, task, FUS_PART_TEST, most);
  g_autofree gint32 *labels = fus_frame_choice_labels (frames, network, task);
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (brush->study);

  intact->intact[task] = fus_intact_new (network, task, labels, frames->frames->len);
  return fus_intact_read (intact->intact[task], intact->pass, feeder,
                          (const guint32 *) frames->frames->data, poll, progress);
}

/* Runs the intact network. NULL when @poll cancelled. */
static Intact *
read_intact (FusLesionBrush *brush, FusNetwork *network, guint64 serial, const FusPoll *poll,
             const FusProgress *progress)
{
  const FusArchitecture *arch = fus_network_architecture (network);
  const gsize each = fus_intact_frame_bytes (arch);
  const gsize bytes = MIN (MOST_BYTES, fus_budget_limit (fus_budget_get_default ()) / 2);
  g_autoptr (Intact) intact = g_atomic_rc_box_new0 (Intact);
  FusProgressPart part;
  guint most, n_tasks = 0;
  gsize n = 0;

  intact->serial = serial;
  intact->team = fus_team_new (brush->n_threads);
  intact->pass = fus_pass_new (network, FUS_PASS_FORWARD, fus_analysis_batch (arch), intact->team);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    n_tasks += arch->n_classes[task] > 0;
  most = (guint) MAX (bytes / each / n_tasks, 1);
  /* Makes room for what is coming. */
  fus_shelf_put (brush->kept, NULL, intact, bytes);
  fus_progress_part_init (&part, progress);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      if (arch->n_classes[task] == 0)
        continue;
      fus_progress_part_next (&part, 1.0 / n_tasks);
      if (!read_task (brush, intact, task, most, poll, &part.progress))
        {
          fus_shelf_drop (brush->kept, NULL, NULL);
          return NULL;
        }
      n += intact->intact[task]->n;
    }
  /* The pass has about as much for a batch as is kept of its frames. */
  fus_shelf_put (brush->kept, NULL, intact, (n + fus_pass_max_batch (intact->pass)) * each);
  return g_steal_pointer (&intact);
}

/* (transfer full) (nullable): what the intact network says, kept or anew. */
static Intact *
prepare (FusLesionBrush *brush, const FusPoll *poll, const FusProgress *progress, GError **error)
{
  g_autoptr (GError) failure = NULL;
  guint64 serial;
  g_autoptr (FusNetwork) network
      = fus_study_network_with_serial (brush->study, brush->kind, &serial, &failure);
  g_autoptr (Intact) kept = NULL;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (network == NULL)
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
                   _ ("The %s network of the study “%s” is not trained yet."),
                   fus_network_kind_name (brush->kind), fus_study_title (brush->study));
      return NULL;
    }
  kept = fus_shelf_get (brush->kept, NULL);
  if (kept != NULL && kept->serial == serial)
    return g_steal_pointer (&kept);
  g_clear_pointer (&kept, release_intact);
  fus_shelf_drop (brush->kept, NULL, NULL);
  return read_intact (brush, network, serial, poll, progress);
}

static guint
fill_removal (const FusLesionBrush *brush, const Intact *intact, FusRemoval *removal,
              guint8 *masks[FUS_LAYER_HEADS], const FusUnitAddress *units, gsize n)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (intact->pass));
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
measure_task (Intact *intact, FusTask task, const FusRemoval *removal, FusBrushResult *result,
              const FusPoll *poll)
{
  FusLesionResult before = { 0 }, after = { 0 };

  if (intact->intact[task] == NULL)
    return TRUE;
  fus_lesion_intact (intact->intact[task], &before);
  if (!fus_lesion_remove (intact->intact[task], intact->pass, removal, &after, poll))
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
  g_autoptr (Intact) intact = NULL;
  guint8 *masks[FUS_LAYER_HEADS] = { NULL };
  FusRemoval removal = { { NULL } };
  gboolean done = TRUE;

  memset (result, 0, sizeof *result);
  intact = prepare (brush, poll, progress, error);
  if (intact == NULL)
    return FALSE;
  result->n_units = fill_removal (brush, intact, &removal, masks, units, n);
  for (FusTask task = 0; done && task < FUS_N_TASKS; task++)
    done = measure_task (intact, task, &removal, result, poll);
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
