/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/analysis-section.h"

#include "study/jobs/time-left.h"

#include <glib/gi18n-lib.h>

struct _FusAnalysisSection
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkLabel *title;
  GtkLabel *description;
  GtkWidget *empty;
  GtkWidget *outdated;
  GtkWidget *failed;
  GtkLabel *failure;
  GtkWidget *lacking;
  GtkLabel *missing;
  GtkWidget *running;
  GtkLabel *job_title;
  GtkProgressBar *progress;
  GtkBox *content_box;

  /* borrowed */
  GtkWidget *content;

  /* owned */
  FusAnalysisRun *run;
  gboolean leads;
  FusTimeLeft left;
};

G_DEFINE_FINAL_TYPE (FusAnalysisSection, fus_analysis_section, GTK_TYPE_WIDGET)

static void
update_progress (FusAnalysisSection *self)
{
  FusJob *job = fus_analysis_run_job (self->run);

  double share, seconds;

  if (job == NULL)
    return;
  share = fus_job_get_progress (job);
  gtk_progress_bar_set_fraction (self->progress, share);
  seconds = fus_time_left_update (&self->left, g_get_monotonic_time (), share);
  if (seconds >= 0)
    {
      g_autofree char *duration = fus_describe_duration (seconds);
      g_autofree char *text
          = g_strdup_printf (_ ("%s · %s left"), fus_job_get_title (job), duration);

      gtk_label_set_label (self->job_title, text);
    }
}

static void
update (FusAnalysisSection *self)
{
  FusJob *job = fus_analysis_run_job (self->run);
  const char *failure = fus_analysis_run_failure (self->run);
  const gboolean has_result = fus_analysis_run_result (self->run) != NULL;

  g_autofree char *missing = fus_analysis_run_missing (self->run);

  gtk_widget_set_visible (self->content, has_result);
  gtk_widget_set_visible (self->lacking, missing != NULL);
  gtk_label_set_label (self->missing, missing != NULL ? missing : "");
  if (!self->leads)
    {
      gtk_widget_set_visible (GTK_WIDGET (self), has_result);
      return;
    }
  gtk_widget_set_visible (self->running, job != NULL);
  gtk_widget_set_visible (self->failed, job == NULL && failure != NULL);
  gtk_label_set_label (self->failure, failure != NULL ? failure : "");
  const gboolean outdated = fus_analysis_run_is_outdated (self->run);
  const gboolean loading = fus_analysis_run_is_loading (self->run);
  gtk_widget_set_visible (self->empty,
                          job == NULL && failure == NULL && !has_result && !outdated && !loading);
  gtk_widget_set_visible (self->outdated, job == NULL && failure == NULL && outdated);
  gtk_label_set_label (self->job_title, job != NULL ? fus_job_get_title (job) : "");
  update_progress (self);
}

static void
compute (GtkWidget *widget, const char *name, GVariant *parameter)
{
  fus_analysis_run_start (FUS_ANALYSIS_SECTION (widget)->run);
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  fus_analysis_run_cancel (FUS_ANALYSIS_SECTION (widget)->run);
}

/* What the study has kept is shown without being asked for. */
static void
fus_analysis_section_map (GtkWidget *widget)
{
  FusAnalysisSection *self = FUS_ANALYSIS_SECTION (widget);

  GTK_WIDGET_CLASS (fus_analysis_section_parent_class)->map (widget);
  if (self->leads)
    fus_analysis_run_load (self->run);
}

static void
fus_analysis_section_dispose (GObject *object)
{
  FusAnalysisSection *self = FUS_ANALYSIS_SECTION (object);

  g_clear_object (&self->run);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_ANALYSIS_SECTION);
  G_OBJECT_CLASS (fus_analysis_section_parent_class)->dispose (object);
}

static void
fus_analysis_section_class_init (FusAnalysisSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_analysis_section_dispose;
  widget_class->map = fus_analysis_section_map;
  gtk_widget_class_install_action (widget_class, "section.compute", NULL, compute);
  gtk_widget_class_install_action (widget_class, "section.cancel", NULL, cancel);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/analysis-section.ui");
  gtk_widget_class_bind_template_child (widget_class, FusAnalysisSection, title);
  gtk_widget_class_bind_template_child (widget_class, FusAnalysisSection, description);
  gtk_widget_class_bind_template_child (widget_class, FusAnalysisSection, empty);
  gtk_widget_class_bind_template_child (widget_class, FusAnalysisSection, outdated);
  gtk_widget_class_bind_template_child (widget_class, FusAnalysisSection, failed);
  gtk_widget_class_bind_template_child (widget_class, FusAnalysisSection, failure);
  gtk_widget_class_bind_template_child (widget_class, FusAnalysisSection, lacking);
  gtk_widget_class_bind_template_child (widget_class, FusAnalysisSection, missing);
  gtk_widget_class_bind_template_child (widget_class, FusAnalysisSection, running);
  gtk_widget_class_bind_template_child (widget_class, FusAnalysisSection, job_title);
  gtk_widget_class_bind_template_child (widget_class, FusAnalysisSection, progress);
  gtk_widget_class_bind_template_child (widget_class, FusAnalysisSection, content_box);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "analysissection");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
fus_analysis_section_init (FusAnalysisSection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
fus_analysis_section_new (const char *title, const char *description, GtkWidget *content)
{
  FusAnalysisSection *self = g_object_new (FUS_TYPE_ANALYSIS_SECTION, NULL);

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->description, description);
  self->content = content;
  gtk_box_append (self->content_box, content);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}

void
fus_analysis_section_set_run (FusAnalysisSection *self, FusAnalysisRun *run, gboolean leads)
{
  g_return_if_fail (FUS_IS_ANALYSIS_SECTION (self));
  g_return_if_fail (self->run == NULL);

  self->run = g_object_ref (run);
  self->leads = leads;
  g_signal_connect_object (run, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (leads)
    g_signal_connect_object (run, "progress", G_CALLBACK (update_progress), self,
                             G_CONNECT_SWAPPED);
  update (self);
}
