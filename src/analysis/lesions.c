/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/lesions.h"

#include "engine/blas.h"
#include "engine/loss.h"
#include <math.h>
#include <string.h>

static double
cross_entropy (const FusIntact *intact, const float *logits, gsize frame)
{
  double loss;
  guint n, n_correct;

  fus_cross_entropy (NULL, logits, &intact->labels[frame], 1, intact->n_classes, &loss, &n,
                     &n_correct);
  return loss;
}

/* One lesioned frame that waits in the batch. */
typedef struct
{
  guint unit;
  gsize frame;
} Pair;

typedef struct
{
  const FusIntact *intact;
  FusPass *pass;
  FusLayer layer;
  guint units;
  gsize place; /* numbers of one unit: side x side */
  gsize row;   /* units x place */
  double *intact_loss;
  const guint8 *half;
  double *increase;
  const FusPoll *poll;

  guint batch;
  guint n;     /* pairs that wait */
  Pair *pairs; /* [batch] */
  float *rows; /* [batch, row] or [batch, out] */

  /* Where the next layer is fully connected */
  FusLayer next;
  gsize out;
  const float *weights; /* [out, row] */
  float *sums;          /* [n frames, out], before ReLU */
  float *shares;        /* [n frames, out], what a unit gives to them */
  float *inputs;        /* [n frames, place], a unit's output on the frames it is not silent on */
  gsize *awake;         /* [n frames], those frames */
} Work;

/* Weight and bias of a fully connected layer or of the task's head. */
static const float *
weights_of (FusPass *pass, FusLayer layer, FusTask task, gsize *out)
{
  FusNetwork *network = fus_pass_network (pass);
  const char *name = layer == FUS_LAYER_FC1      ? "classifier.0.weight"
                     : layer == FUS_LAYER_FC2    ? "classifier.3.weight"
                     : task == FUS_TASK_IDENTITY ? "heads.identity.weight"
                                                 : "heads.expression.weight";
  const FusTensor *tensor = fus_network_find_tensor (network, name);

  *out = tensor->dims[0];
  return fus_network_parameters (network) + tensor->offset;
}

static void
work_init (Work *work)
{
  const FusIntact *intact = work->intact;

  work->units = fus_architecture_units (&intact->arch, work->layer);
  work->row = fus_intact_row (intact, work->layer);
  work->place = work->row / work->units;
  work->batch = fus_pass_max_batch (work->pass);
  work->pairs = g_new (Pair, work->batch);
  work->intact_loss = g_new (double, intact->n);
  for (gsize i = 0; i < intact->n; i++)
    work->intact_loss[i] = intact->labels[i] >= 0
                               ? cross_entropy (intact, intact->logits + i * intact->n_classes, i)
                               : 0;
  work->next = work->layer + 1;
  if (work->layer < FUS_LAYER_CONV8)
    {
      work->rows = g_new (float, work->batch * work->row);
      return;
    }

  work->weights = weights_of (work->pass, work->next, intact->task, &work->out);
  const float *bias = work->weights + work->out * work->row;

  work->rows = g_new (float, work->batch * work->out);
  work->sums = g_new (float, intact->n * work->out);
  work->shares = g_new (float, intact->n * work->out);
  work->inputs = g_new (float, intact->n * work->place);
  work->awake = g_new (gsize, intact->n);
  for (gsize i = 0; i < intact->n; i++)
    memcpy (work->sums + i * work->out, bias, work->out * sizeof (float));
  fus_blas_product (work->sums, work->out, intact->activations[work->layer], work->row, FALSE,
                    work->weights, work->row, TRUE, 1, intact->n, work->out, work->row);
}

static void
work_clear (Work *work)
{
  g_free (work->pairs);
  g_free (work->intact_loss);
  g_free (work->rows);
  g_free (work->sums);
  g_free (work->shares);
  g_free (work->inputs);
  g_free (work->awake);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* Runs what waits through the rest of the network. */
static gboolean
flush (Work *work)
{
  FusLayer from = work->layer < FUS_LAYER_CONV8 ? work->layer : work->next;
  const float *logits = work->rows;

  if (work->n == 0)
    return TRUE;
  if (from < FUS_LAYER_HEADS)
    {
      if (!fus_pass_forward_from (work->pass, from, work->rows, work->n, FUS_LAYER_HEADS,
                                  work->poll))
        return FALSE;
      logits = fus_pass_logits (work->pass, work->intact->task);
    }
  for (guint i = 0; i < work->n; i++)
    {
      const Pair *pair = &work->pairs[i];
      guint half = work->half != NULL ? work->half[pair->frame] : 0;

      work->increase[2 * pair->unit + half]
          += cross_entropy (work->intact, logits + (gsize) i * work->intact->n_classes, pair->frame)
             - work->intact_loss[pair->frame];
    }
  work->n = 0;
  return TRUE;
}

static gboolean
is_silent (const float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (values[i] != 0)
      return FALSE;
  return TRUE;
}

static const float *
output_of (const Work *work, gsize frame, guint unit)
{
  return work->intact->activations[work->layer] + frame * work->row + unit * work->place;
}

static gboolean
lesion_before_conv (Work *work, guint unit)
{
  const FusIntact *intact = work->intact;

  for (gsize frame = 0; frame < intact->n; frame++)
    {
      float *row = work->rows + work->n * work->row;

      if (intact->labels[frame] < 0 || is_silent (output_of (work, frame, unit), work->place))
        continue;
      memcpy (row, intact->activations[work->layer] + frame * work->row,
              work->row * sizeof (float));
      memset (row + unit * work->place, 0, work->place * sizeof (float));
      work->pairs[work->n++] = (Pair){ unit, frame };
      if (work->n == work->batch && !flush (work))
        return FALSE;
    }
  return TRUE;
}

static gboolean
lesion_before_fc (Work *work, guint unit)
{
  const FusIntact *intact = work->intact;
  gsize n_awake = 0;

  for (gsize frame = 0; frame < intact->n; frame++)
    if (intact->labels[frame] >= 0 && !is_silent (output_of (work, frame, unit), work->place))
      {
        memcpy (work->inputs + n_awake * work->place, output_of (work, frame, unit),
                work->place * sizeof (float));
        work->awake[n_awake++] = frame;
      }
  if (n_awake == 0)
    return TRUE;
  fus_blas_product (work->shares, work->out, work->inputs, work->place, FALSE,
                    work->weights + unit * work->place, work->row, TRUE, 0, n_awake, work->out,
                    work->place);
  for (gsize i = 0; i < n_awake; i++)
    {
      const float *sums = work->sums + work->awake[i] * work->out;
      const float *shares = work->shares + i * work->out;
      float *row = work->rows + work->n * work->out;
      float floor = work->next == FUS_LAYER_HEADS ? -INFINITY : 0;

      for (gsize k = 0; k < work->out; k++)
        {
          float value = sums[k] - shares[k];

          row[k] = value > floor ? value : floor;
        }
      work->pairs[work->n++] = (Pair){ unit, work->awake[i] };
      if (work->n == work->batch && !flush (work))
        return FALSE;
    }
  return TRUE;
}

gboolean
fus_lesion_units (const FusIntact *intact, FusPass *pass, FusLayer layer, const guint8 *half,
                  double *increase, const FusPoll *poll, const FusProgress *progress)
{
  g_assert (layer < FUS_LAYER_HEADS);
  g_auto (Work) work = {
    .intact = intact, .pass = pass, .layer = layer, .half = half, .increase = increase, .poll = poll
  };

  work_init (&work);
  for (guint unit = 0; unit < work.units; unit++)
    {
      if (!fus_poll (poll)
          || !(work.out > 0 ? lesion_before_fc (&work, unit) : lesion_before_conv (&work, unit)))
        return FALSE;
      if (progress)
        progress->report (progress->data, (unit + 1.0) / work.units);
    }
  return flush (&work);
}

static void
add_frames (const FusIntact *intact, const float *logits, gsize first, gsize n,
            FusLesionResult *result)
{
  double loss;
  guint n_labelled, n_correct;

  fus_cross_entropy (NULL, logits, intact->labels + first, n, intact->n_classes, &loss, &n_labelled,
                     &n_correct);
  result->loss += loss;
  result->n += n_labelled;
  result->n_right += n_correct;
}

void
fus_lesion_intact (const FusIntact *intact, FusLesionResult *result)
{
  add_frames (intact, intact->logits, 0, intact->n, result);
}

/* The first layer from @layer on that loses a unit, or FUS_LAYER_HEADS. */
static FusLayer
next_lesion (const FusRemoval *removal, FusLayer layer)
{
  while (layer < FUS_LAYER_HEADS && removal->removed[layer] == NULL)
    layer++;
  return layer;
}

static void
silence (const FusIntact *intact, FusLayer layer, const guint8 *removed, float *activation, guint n)
{
  guint units = fus_architecture_units (&intact->arch, layer);
  gsize place = fus_intact_row (intact, layer) / units;

  for (guint i = 0; i < n; i++)
    for (guint unit = 0; unit < units; unit++)
      if (removed[unit])
        memset (activation + ((gsize) i * units + unit) * place, 0, place * sizeof (float));
}

static gboolean
run_without (const FusIntact *intact, FusPass *pass, const FusRemoval *removal, FusLayer layer,
             float *activation, guint n, const FusPoll *poll)
{
  while (layer < FUS_LAYER_HEADS)
    {
      FusLayer next = next_lesion (removal, layer + 1);

      silence (intact, layer, removal->removed[layer], activation, n);
      if (!fus_pass_forward_from (pass, layer, activation, n, next, poll))
        return FALSE;
      if (next < FUS_LAYER_HEADS)
        fus_pass_get_activation (pass, next, fus_layer_is_pooled (next), activation);
      layer = next;
    }
  return TRUE;
}

gboolean
fus_lesion_remove (const FusIntact *intact, FusPass *pass, const FusRemoval *removal,
                   FusLesionResult *result, const FusPoll *poll)
{
  FusLayer first_layer = next_lesion (removal, 0);
  guint batch = fus_pass_max_batch (pass);
  g_autofree float *activation = NULL;
  gsize longest = 0;

  if (first_layer == FUS_LAYER_HEADS)
    {
      fus_lesion_intact (intact, result);
      return TRUE;
    }
  for (FusLayer layer = first_layer; layer < FUS_LAYER_HEADS; layer++)
    longest = MAX (longest, fus_intact_row (intact, layer));
  activation = g_new (float, batch *longest);
  for (gsize first = 0; first < intact->n; first += batch)
    {
      guint n = (guint) MIN (batch, intact->n - first);
      gsize row = fus_intact_row (intact, first_layer);

      memcpy (activation, intact->activations[first_layer] + first * row, n * row * sizeof (float));
      if (!run_without (intact, pass, removal, first_layer, activation, n, poll))
        return FALSE;
      add_frames (intact, fus_pass_logits (pass, intact->task), first, n, result);
    }
  return TRUE;
}

typedef struct
{
  double increase;
  gsize unit;
} Damage;

static int
compare_damage (gconstpointer a, gconstpointer b)
{
  const Damage *x = a, *y = b;

  if (x->increase != y->increase)
    return x->increase > y->increase ? -1 : 1;
  return x->unit < y->unit ? -1 : 1;
}

void
fus_lesion_rank (guint *rank, const double *increase, gsize n)
{
  g_autofree Damage *order = g_new (Damage, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    order[i] = (Damage){ increase[i], i };
  qsort (order, n, sizeof *order, compare_damage);
  for (gsize i = 0; i < n; i++)
    rank[order[i].unit] = (guint) i + 1;
}

static double
total_damage (const double *increase, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += MAX (increase[i], 0);
  return sum;
}

void
fus_lesion_specificity (double *index, const double *identity, const double *expression, gsize n)
{
  double all_identity = total_damage (identity, n), all_expression = total_damage (expression, n);

  for (gsize k = 0; k < n; k++)
    {
      double i = all_identity > 0 ? MAX (identity[k], 0) / all_identity : 0;
      double e = all_expression > 0 ? MAX (expression[k], 0) / all_expression : 0;

      index[k] = i + e > 0 ? (e - i) / (e + i) : NAN;
    }
}

double
fus_lesion_distance (const double *a, const double *b, gsize n)
{
  double all_a = total_damage (a, n), all_b = total_damage (b, n);
  double distance = 0;

  if (!(all_a > 0) || !(all_b > 0))
    return NAN;
  for (gsize i = 0; i < n; i++)
    distance += fabs (MAX (a[i], 0) / all_a - MAX (b[i], 0) / all_b);
  return distance / 2;
}
