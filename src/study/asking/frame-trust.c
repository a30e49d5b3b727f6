/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/frame-trust.h"

#include "analysis/explained-class.h"
#include "analysis/map.h"
#include "study/jobs/progress-part.h"
#include "analysis/randomization.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What a gradient takes, in forward passes. */
#define EXPLAIN_COST 3.0

void
fus_frame_trust_free (FusFrameTrust *trust)
{
  if (trust == NULL)
    return;
  g_free (trust->map);
  g_free (trust);
}

/* One frame and what it takes to test its map. */
typedef struct
{
  FusNetwork *network;
  const FusArchitecture *arch;
  const float *input;
  const FusTrustQuestion *question;
  FusTeam *team;
  FusPass *pass;
  const FusPoll *poll;
  FusProgressPart part;
  double cost; /* of everything, in forward passes */
} Work;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->pass, fus_pass_free);
  g_clear_pointer (&work->team, fus_team_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static double
map_cost (const Work *work)
{
  return EXPLAIN_COST * fus_map_spec_n_runs (&work->question->spec, work->arch);
}

static double
deletion_cost (const Work *work)
{
  return (work->question->n_random + 1.0) * FUS_N_DELETION_ORDERS * FUS_N_DELETION_SHARES;
}

static void
begin_part (Work *work, double cost)
{
  fus_progress_part_next (&work->part, cost / work->cost);
}

/* The map of @class_index, or of the predicted class where it is -1 and then set. FALSE when
 * cancelled. */
static gboolean
explain (Work *work, const float *image, gint32 *class_index, gint32 *predicted,
         double *probability, float *map)
{
  FusTask task = work->question->task;
  guint k = work->arch->n_classes[task];
  g_autofree float *probabilities = g_new (float, k);
  const float *logits;

  if (!fus_pass_forward (work->pass, image, 1, FUS_LAYER_HEADS, work->poll))
    return FALSE;
  logits = fus_pass_logits (work->pass, task);
  *predicted = fus_top_class (logits, k);
  if (*class_index < 0)
    *class_index = *predicted;
  fus_softmax (probabilities, logits, 1, k);
  *probability = probabilities[*class_index];
  return fus_explain_maps (work->pass, &work->question->spec, image, task, class_index, 1, map,
                           work->poll);
}

static gboolean
test_flip (Work *work, FusFrameTrust *trust)
{
  gsize image = 3 * (gsize) work->arch->image_size * work->arch->image_size;
  g_autofree float *mirrored = g_new (float, image);
  g_autofree float *map = g_new (float, (gsize) trust->side * trust->side);

  fus_image_mirror (mirrored, work->input, work->arch->image_size);
  if (!explain (work, mirrored, &trust->class_index, &trust->mirrored_predicted,
                &trust->mirrored_probability, map))
    return FALSE;
  trust->flip = fus_flip (trust->map, map, trust->side);
  return TRUE;
}

static gboolean
test_deletion (Work *work, FusFrameTrust *trust)
{
  g_autoptr (FusDeleter) deleter = fus_deleter_new (work->pass, work->team);

  return fus_deleter_test (deleter, &trust->deletion, work->input, work->question->task,
                           trust->class_index, trust->map, trust->side, work->question->n_random,
                           work->question->seed, work->poll, &work->part.progress);
}

static gboolean
test_layers (Work *work, FusFrameTrust *trust, GError **error)
{
  g_autofree float *map = g_new (float, (gsize) trust->side * trust->side);
  g_autoptr (FusCascade) cascade = fus_cascade_new (
      work->network, work->question->seed, fus_pass_max_batch (work->pass), work->team, error);
  int layer;

  if (cascade == NULL)
    return FALSE;
  while ((layer = fus_cascade_next (cascade)) >= 0)
    {
      if (!fus_cascade_maps (cascade, &work->question->spec, work->input, work->question->task,
                             &trust->class_index, 1, map, work->poll))
        return FALSE;
      trust->layer[layer] = fus_map_similarity (trust->map, map, trust->side);
      work->part.progress.report (work->part.progress.data,
                                  (double) (FUS_N_LAYERS - layer) / FUS_N_LAYERS);
    }
  return TRUE;
}

FusFrameTrust *
fus_frame_trust (FusNetwork *network, const float *input, const FusTrustQuestion *question,
                 guint n_threads, const FusPoll *poll, const FusProgress *progress, GError **error)
{
  g_autoptr (FusFrameTrust) trust = g_new0 (FusFrameTrust, 1);
  const FusArchitecture *arch = fus_network_architecture (network);
  g_auto (Work) work
      = { .network = network, .arch = arch, .input = input, .question = question, .poll = poll };
  double probability;

  g_assert (arch->n_classes[question->task] > 0);
  trust->question = *question;
  trust->class_index = question->class_index;
  trust->side = fus_map_spec_side (&question->spec, arch);
  trust->map = g_new (float, (gsize) trust->side * trust->side);
  work.team = fus_team_new (n_threads);
  work.pass = fus_pass_new (network, FUS_PASS_EXPLAIN, fus_analysis_batch (arch), work.team);
  work.cost = deletion_cost (&work) + (2 + FUS_N_LAYERS) * map_cost (&work);
  fus_progress_part_init (&work.part, progress);

  begin_part (&work, map_cost (&work));
  if (!explain (&work, input, &trust->class_index, &trust->predicted, &probability, trust->map))
    return NULL;
  trust->empty = !fus_map_has_evidence (trust->map, (gsize) trust->side * trust->side);
  begin_part (&work, map_cost (&work));
  if (!test_flip (&work, trust))
    return NULL;
  begin_part (&work, FUS_N_LAYERS * map_cost (&work));
  if (!test_layers (&work, trust, error))
    return NULL;
  begin_part (&work, deletion_cost (&work));
  if (!test_deletion (&work, trust))
    return NULL;
  return g_steal_pointer (&trust);
}

/* As a job */

typedef struct
{
  FusStudy *study;
  FusNetwork *network;
  gint64 frame;
  FusPicture *picture;
  FusCrop crop;
  FusTrustQuestion question;
  guint n_threads;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;

  g_object_unref (input->study);
  fus_network_unref (input->network);
  g_clear_pointer (&input->picture, fus_picture_unref);
  g_free (input);
}

static gboolean
read_values (const Input *input, float *values, GError **error)
{
  const FusNormalization *normalization = fus_network_normalization (input->network);
  guint32 frame = (guint32) input->frame;
  g_autoptr (FusFeeder) feeder = NULL;
  g_autoptr (FusPicture) picture = NULL;

  if (input->frame < 0)
    {
      fus_picture_to_input (input->picture, &input->crop,
                            fus_network_architecture (input->network)->image_size, normalization,
                            values);
      return TRUE;
    }
  feeder = fus_study_ref_feeder (input->study);
  /* For its error, which a second failure to fetch the same frame would not have. */
  picture = fus_feeder_fetch_picture (feeder, frame, error);
  if (picture == NULL)
    return FALSE;
  return fus_feeder_fetch (feeder, &frame, 1, normalization, values, NULL, NULL) == 1;
}

static gpointer
work_trust (FusJob *job, gpointer data, GError **error)
{
  Input *input = data;
  gsize size = fus_network_architecture (input->network)->image_size;
  g_autofree float *values = g_new (float, 3 * size * size);

  if (!read_values (input, values, error))
    return NULL;
  return fus_frame_trust (input->network, values, &input->question, input->n_threads,
                          fus_job_poll (job), fus_job_progress (job), error);
}

FusJob *
fus_frame_trust_start (FusStudy *study, FusNetwork *network, gint64 frame, FusPicture *picture,
                       const FusCrop *crop, const FusTrustQuestion *question, guint n_threads,
                       void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  Input *input = g_new0 (Input, 1);

  g_assert (frame >= 0 || (picture != NULL && crop != NULL));
  input->study = g_object_ref (study);
  input->network = fus_network_ref (network);
  input->frame = frame;
  if (frame < 0)
    {
      input->picture = fus_picture_ref (picture);
      input->crop = *crop;
    }
  input->question = *question;
  input->n_threads = n_threads;
  return fus_job_start (_ ("Trust"), FUS_GATE_ANALYSIS, work_trust, input, free_input,
                        (GDestroyNotify) fus_frame_trust_free, done, user_data);
}
