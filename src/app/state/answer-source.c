/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/answer-source.h"

struct _FusAnswerSource
{
  GObject parent_instance;

  FusStudy *study;
  guint n_threads;
  FusAnswers *answers[FUS_N_NETWORKS];
  FusJob *job; /* the one under way */
  FusNetworkKind asked;
};

G_DEFINE_FINAL_TYPE (FusAnswerSource, fus_answer_source, G_TYPE_OBJECT)

enum
{
  CHANGED,
  FAILED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
emit_changed (FusAnswerSource *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
drop_job (FusAnswerSource *self)
{
  if (self->job == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->job, self);
  fus_job_cancel (self->job);
  g_clear_object (&self->job);
}

static void
on_done (FusJob *job, gpointer data)
{
  g_autoptr (FusAnswerSource) self = FUS_ANSWER_SOURCE (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (FusAnswers) answers = fus_job_take_result (job, &error);

  if (self->job != job)
    return;
  drop_job (self);
  if (answers != NULL)
    {
      g_clear_pointer (&self->answers[answers->kind], fus_answers_unref);
      self->answers[answers->kind] = g_steal_pointer (&answers);
    }
  else if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, error->message);
  emit_changed (self);
}

static void
drop_outdated (FusAnswerSource *self)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (self->answers[kind] != NULL && fus_answers_outdated (self->answers[kind], self->study))
      g_clear_pointer (&self->answers[kind], fus_answers_unref);
}

/* What is being asked for would be out of date when it comes. */
static void
on_network_changed (FusAnswerSource *self, guint kind)
{
  if (self->job != NULL && self->asked == kind)
    drop_job (self);
  drop_outdated (self);
  emit_changed (self);
}

static void
on_frames_changed (FusAnswerSource *self)
{
  drop_job (self);
  drop_outdated (self);
  emit_changed (self);
}

static void
fus_answer_source_dispose (GObject *object)
{
  FusAnswerSource *self = FUS_ANSWER_SOURCE (object);

  drop_job (self);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&self->answers[kind], fus_answers_unref);
  g_clear_object (&self->study);
  G_OBJECT_CLASS (fus_answer_source_parent_class)->dispose (object);
}

static void
fus_answer_source_class_init (FusAnswerSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fus_answer_source_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
fus_answer_source_init (FusAnswerSource *self)
{
}

FusAnswerSource *
fus_answer_source_new (FusStudy *study, guint n_threads)
{
  g_return_val_if_fail (FUS_IS_STUDY (study), NULL);
  FusAnswerSource *self = g_object_new (FUS_TYPE_ANSWER_SOURCE, NULL);

  self->study = g_object_ref (study);
  self->n_threads = n_threads;
  g_signal_connect_object (study, "network-changed", G_CALLBACK (on_network_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (study, "frames-changed", G_CALLBACK (on_frames_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

FusAnswers *
fus_answer_source_get (FusAnswerSource *self, FusNetworkKind kind)
{
  g_return_val_if_fail (FUS_IS_ANSWER_SOURCE (self) && kind < FUS_N_NETWORKS, NULL);
  return self->answers[kind];
}

void
fus_answer_source_want (FusAnswerSource *self, FusNetworkKind kind)
{
  g_return_if_fail (FUS_IS_ANSWER_SOURCE (self) && kind < FUS_N_NETWORKS);

  if (self->answers[kind] != NULL || (self->job != NULL && self->asked == kind))
    return;
  drop_job (self);
  self->asked = kind;
  self->job = fus_answers_start (self->study, kind, self->n_threads, on_done, g_object_ref (self));
  g_signal_connect_swapped (self->job, "notify::progress", G_CALLBACK (emit_changed), self);
  emit_changed (self);
}

double
fus_answer_source_progress (FusAnswerSource *self, FusNetworkKind kind)
{
  g_return_val_if_fail (FUS_IS_ANSWER_SOURCE (self), -1);
  return self->job != NULL && self->asked == kind ? fus_job_get_progress (self->job) : -1;
}
