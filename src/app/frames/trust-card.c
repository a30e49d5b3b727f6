/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/frames/trust-card.h"
#include "app/widgets/figure-view.h"
#include "study/asking/frame-trust-figure.h"
#include "app/state/titles.h"
#include "app/widgets/trust-words.h"

#include <glib/gi18n-lib.h>

/* Of random maps, noise and weights: the same test gives the same result. */
#define SEED 1
/* A map that is looked at for so long is tested without being asked for. */
#define IDLE_SECONDS 3

struct _FusTrustCard
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content; /* bound so that dispose takes it away */
  GtkWidget *tasks;
  GtkLabel *subject;
  GtkWidget *test_button;
  GtkWidget *running;
  GtkProgressBar *progress;
  GtkLabel *failure;
  GtkWidget *results;
  GtkLabel *deletion;
  GtkLabel *randomization;
  GtkLabel *flip;
  FusFigureView *figure;

  /* owned */
  FusWorkspace *workspace;
  FusExplanation *explanation;
  FusJob *job;
  gint64 frame; /* that the job is about; -1: a picture of one's own */
  char *title;  /* of it */

  FusNetworkKind kind;
  FusTask task;
  gboolean has_result;
  guint idle; /* source that starts the test */
};

G_DEFINE_FINAL_TYPE (FusTrustCard, fus_trust_card, GTK_TYPE_WIDGET)

enum
{
  PROP_TASK = 1,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

static const FusHeadExplanation *
head_of (FusTrustCard *self)
{
  return &self->explanation->heads[self->task];
}

static gboolean
has_map (FusTrustCard *self, FusTask task)
{
  return self->explanation != NULL && self->explanation->heads[task].present
         && self->explanation->heads[task].raw != NULL;
}

/* Which map it is, or why there is none to be tested. */
static char *
describe_subject (FusTrustCard *self)
{
  if (self->explanation == NULL)
    return g_strdup ("");
  if (!has_map (self, self->task))
    return g_strdup (_ ("No map is asked for here: choose whose evidence is to be shown."));
  if (head_of (self)->empty)
    return g_strdup (_ ("No positive evidence: there is no map to be tested."));
  g_autofree char *method = fus_map_spec_title (&self->explanation->spec);
  /* Translators: network, class, method and layer: "Joint network, happy: Grad-CAM at conv8" */
  return g_strdup_printf (
      _ ("%s, %s: %s"), fus_network_title (self->kind),
      fus_explanation_class_title (self->explanation, self->task, head_of (self)->target), method);
}

static gboolean
is_testable (FusTrustCard *self)
{
  return self->job == NULL && has_map (self, self->task) && !head_of (self)->empty;
}

static void
update (FusTrustCard *self)
{
  g_autofree char *subject = describe_subject (self);

  gtk_widget_set_visible (self->tasks,
                          has_map (self, FUS_TASK_IDENTITY) && has_map (self, FUS_TASK_EXPRESSION));
  gtk_label_set_label (self->subject, subject);
  gtk_widget_set_visible (self->test_button, self->job == NULL && !self->has_result);
  gtk_widget_set_visible (self->running, self->job != NULL);
  gtk_widget_set_visible (self->results, self->has_result);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trust.test", is_testable (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trust.cancel", self->job != NULL);
}

static void
say_failure (FusTrustCard *self, const char *message)
{
  gtk_label_set_label (self->failure, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->failure), message != NULL);
}

static void
update_progress (FusTrustCard *self)
{
  if (self->job != NULL)
    gtk_progress_bar_set_fraction (self->progress, fus_job_get_progress (self->job));
}

static void
clear_job (FusTrustCard *self)
{
  if (self->job == NULL)
    return;
  fus_job_cancel (self->job);
  g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
}

/* What was found, or is being found, is of another map. */
static void
forget (FusTrustCard *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
  clear_job (self);
  self->has_result = FALSE;
  say_failure (self, NULL);
}

static void
show_result (FusTrustCard *self, const FusFrameTrust *trust)
{
  g_autofree char *deletion = fus_trust_words_deletion (trust);
  g_autofree char *randomization = fus_trust_words_randomization (trust);
  g_autofree char *flip = fus_trust_words_flip (
      trust, fus_explanation_class_title (self->explanation, trust->question.task,
                                          trust->mirrored_predicted));
  FusStudyFigure *figure
      = fus_study_figure_frame_trust (fus_workspace_study (self->workspace), self->kind,
                                      self->explanation->network, trust, self->frame, self->title);

  gtk_label_set_label (self->deletion, deletion);
  gtk_label_set_label (self->randomization, randomization);
  gtk_label_set_label (self->flip, flip);
  gtk_widget_set_visible (GTK_WIDGET (self->figure), figure != NULL);
  fus_figure_view_set_figure (self->figure, figure);
  self->has_result = TRUE;
}

static void
on_done (FusJob *job, gpointer data)
{
  g_autoptr (FusTrustCard) self = FUS_TRUST_CARD (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (FusFrameTrust) trust = fus_job_take_result (job, &error);

  /* Another map, or the card is gone. */
  if (self->job != job)
    return;
  clear_job (self);
  if (trust != NULL)
    show_result (self, trust);
  say_failure (self, error != NULL ? error->message : NULL);
  update (self);
}

/* Whether what is shown is of the subject as it is: the next frame's map comes in a moment. */
static gboolean
is_settled (FusTrustCard *self)
{
  FusSubject *subject = fus_workspace_subject (self->workspace);

  return !fus_subject_is_pending (subject, self->kind)
         && (fus_subject_frame (subject) >= 0 || fus_subject_picture (subject) != NULL);
}

static void
start (FusTrustCard *self)
{
  FusSubject *subject = fus_workspace_subject (self->workspace);
  FusStudy *study = fus_workspace_study (self->workspace);
  const gint64 frame = fus_subject_frame (subject);
  const FusCrop crop = fus_subject_crop (subject);
  const FusTrustQuestion question = { .task = self->task,
                                      .spec = self->explanation->spec,
                                      .class_index = head_of (self)->target,
                                      .n_random = FUS_TRUST_RANDOM_MAPS,
                                      .seed = SEED };

  forget (self);
  g_free (self->title);
  self->title = fus_workspace_describe_subject (self->workspace);
  self->frame = frame;
  gtk_progress_bar_set_fraction (self->progress, 0);
  self->job = fus_frame_trust_start (
      study, self->explanation->network, frame, fus_subject_picture (subject), &crop, &question,
      fus_workspace_n_threads (self->workspace), on_done, g_object_ref (self));
  g_signal_connect_swapped (self->job, "notify::progress", G_CALLBACK (update_progress), self);
  update (self);
}

static void
test (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusTrustCard *self = FUS_TRUST_CARD (widget);

  if (!is_testable (self))
    return;
  if (is_settled (self))
    start (self);
  else
    gtk_widget_error_bell (widget);
}

/* Not while networks are trained: there is enough to do, and the map will be another one soon. */
static gboolean
test_when_idle (gpointer data)
{
  FusTrustCard *self = data;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && is_testable (self) && is_settled (self)
      && fus_trainer_state (fus_workspace_trainer (self->workspace)) == FUS_TRAINER_IDLE)
    {
      self->idle = 0;
      start (self);
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

static void
wait_until_idle (FusTrustCard *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
  if (!self->has_result && self->job == NULL)
    self->idle = g_timeout_add_seconds (IDLE_SECONDS, test_when_idle, self);
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  forget (FUS_TRUST_CARD (widget));
  update (FUS_TRUST_CARD (widget));
}

static void
set_task (FusTrustCard *self, FusTask task)
{
  if (self->task == task)
    return;
  self->task = task;
  forget (self);
  update (self);
  wait_until_idle (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TASK]);
}

static void
fus_trust_card_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TASK)
    g_value_set_string (value, fus_task_name (FUS_TRUST_CARD (object)->task));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_trust_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FusTask task;

  if (id != PROP_TASK)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (g_value_get_string (value) != NULL && fus_task_parse (g_value_get_string (value), &task))
    set_task (FUS_TRUST_CARD (object), task);
}

static void
fus_trust_card_dispose (GObject *object)
{
  FusTrustCard *self = FUS_TRUST_CARD (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  clear_job (self);
  g_clear_pointer (&self->explanation, fus_explanation_unref);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_TRUST_CARD);
  G_OBJECT_CLASS (fus_trust_card_parent_class)->dispose (object);
}

static void
fus_trust_card_finalize (GObject *object)
{
  g_free (FUS_TRUST_CARD (object)->title);
  G_OBJECT_CLASS (fus_trust_card_parent_class)->finalize (object);
}

static void
fus_trust_card_class_init (FusTrustCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = fus_trust_card_get_property;
  object_class->set_property = fus_trust_card_set_property;
  object_class->dispose = fus_trust_card_dispose;
  object_class->finalize = fus_trust_card_finalize;
  props[PROP_TASK]
      = g_param_spec_string ("task", NULL, NULL, "expression",
                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_install_property_action (widget_class, "trust.task", "task");
  gtk_widget_class_install_action (widget_class, "trust.test", NULL, test);
  gtk_widget_class_install_action (widget_class, "trust.cancel", NULL, cancel);
  g_type_ensure (FUS_TYPE_FIGURE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/trust-card.ui");
  gtk_widget_class_bind_template_child (widget_class, FusTrustCard, content);
  gtk_widget_class_bind_template_child (widget_class, FusTrustCard, tasks);
  gtk_widget_class_bind_template_child (widget_class, FusTrustCard, subject);
  gtk_widget_class_bind_template_child (widget_class, FusTrustCard, test_button);
  gtk_widget_class_bind_template_child (widget_class, FusTrustCard, running);
  gtk_widget_class_bind_template_child (widget_class, FusTrustCard, progress);
  gtk_widget_class_bind_template_child (widget_class, FusTrustCard, failure);
  gtk_widget_class_bind_template_child (widget_class, FusTrustCard, results);
  gtk_widget_class_bind_template_child (widget_class, FusTrustCard, deletion);
  gtk_widget_class_bind_template_child (widget_class, FusTrustCard, randomization);
  gtk_widget_class_bind_template_child (widget_class, FusTrustCard, flip);
  gtk_widget_class_bind_template_child (widget_class, FusTrustCard, figure);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "trustcard");
}

static void
fus_trust_card_init (FusTrustCard *self)
{
  self->task = FUS_TASK_EXPRESSION;
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

void
fus_trust_card_set_workspace (FusTrustCard *self, FusWorkspace *workspace)
{
  g_return_if_fail (FUS_IS_TRUST_CARD (self));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
}

void
fus_trust_card_set_explanation (FusTrustCard *self, FusNetworkKind kind,
                                FusExplanation *explanation)
{
  g_return_if_fail (FUS_IS_TRUST_CARD (self));
  const FusTask other = self->task == FUS_TASK_IDENTITY ? FUS_TASK_EXPRESSION : FUS_TASK_IDENTITY;

  if (explanation == NULL || explanation == self->explanation)
    return;
  forget (self);
  fus_explanation_ref (explanation);
  g_clear_pointer (&self->explanation, fus_explanation_unref);
  self->explanation = explanation;
  self->kind = kind;
  if (!has_map (self, self->task) && has_map (self, other))
    set_task (self, other);
  update (self);
  wait_until_idle (self);
}
