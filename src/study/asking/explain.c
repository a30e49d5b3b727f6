/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/explainer.h"

#include "analysis/explained-class.h"

FusExplanation *
fus_explanation_ref (FusExplanation *explanation)
{
  g_atomic_ref_count_inc (&explanation->refs);
  return explanation;
}

void
fus_explanation_unref (FusExplanation *explanation)
{
  if (!g_atomic_ref_count_dec (&explanation->refs))
    return;
  for (int task = 0; task < FUS_N_TASKS; task++)
    {
      g_free (explanation->heads[task].logits);
      g_free (explanation->heads[task].probabilities);
      g_free (explanation->heads[task].map);
      g_free (explanation->heads[task].raw);
    }
  fus_network_unref (explanation->network);
  g_free (explanation);
}

static gint32
choose_target (const FusTarget *target, const FusHeadExplanation *head)
{
  if (target->kind == FUS_TARGET_CLASS && target->class_index >= 0
      && (guint) target->class_index < head->n_classes)
    return target->class_index;
  if (target->kind == FUS_TARGET_TRUE && head->true_class >= 0)
    return head->true_class;
  return head->predicted;
}

static void
read_logits (FusHeadExplanation *head, FusPass *pass, FusTask task, gint32 true_class,
             const FusTarget *target)
{
  head->n_classes = fus_network_architecture (fus_pass_network (pass))->n_classes[task];
  head->present = head->n_classes > 0;
  head->true_class = head->present && true_class < (gint32) head->n_classes ? true_class : -1;
  if (!head->present)
    return;
  head->logits = g_memdup2 (fus_pass_logits (pass, task), head->n_classes * sizeof (float));
  head->probabilities = g_new (float, head->n_classes);
  fus_softmax (head->probabilities, head->logits, 1, head->n_classes);
  head->predicted = fus_top_class (head->logits, head->n_classes);
  head->target = choose_target (target, head);
}

static gboolean
draw_map (FusHeadExplanation *head, FusPass *pass, const FusMapSpec *spec, const float *input,
          FusTask task, guint side, const FusPoll *poll)
{
  gsize n = (gsize) side * side;

  head->raw = g_new (float, n);
  if (!fus_explain_maps (pass, spec, input, task, &head->target, 1, head->raw, poll))
    return FALSE;
  head->map = g_memdup2 (head->raw, n * sizeof (float));
  head->empty = !fus_map_scale (head->map, n);
  return TRUE;
}

FusExplanation *
fus_explain (FusPass *pass, const float *input, const gint32 true_class[FUS_N_TASKS],
             const FusTarget target[FUS_N_TASKS], const FusMapSpec *spec, const FusPoll *poll)
{
  FusNetwork *network = fus_pass_network (pass);
  g_autoptr (FusExplanation) explanation = NULL;

  if (!fus_pass_forward (pass, input, 1, FUS_LAYER_HEADS, poll))
    return NULL;

  explanation = g_new0 (FusExplanation, 1);
  g_atomic_ref_count_init (&explanation->refs);
  explanation->network = fus_network_ref (network);
  explanation->spec = *spec;
  explanation->side = fus_map_spec_side (spec, fus_network_architecture (network));
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      FusHeadExplanation *head = &explanation->heads[task];

      read_logits (head, pass, task, true_class[task], &target[task]);
      head->empty = TRUE;
      if (head->present && target[task].kind != FUS_TARGET_NONE
          && !draw_map (head, pass, spec, input, task, explanation->side, poll))
        return NULL;
    }
  return g_steal_pointer (&explanation);
}
