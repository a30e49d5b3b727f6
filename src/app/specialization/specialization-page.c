/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/specialization/specialization-page.h"
#include "app/state/page.h"
#include "app/specialization/confusion-view.h"
#include "app/specialization/measure-view.h"
#include "app/widgets/result-figures.h"
#include "study/analyses/list.h"

struct _FusSpecializationPage
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkBox *sections;

  /* owned */
  FusWorkspace *workspace;

  gboolean wanted; /* the first analysis, once what is kept has been read */
};

static void page_init (FusPageInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FusSpecializationPage, fus_specialization_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FUS_TYPE_PAGE, page_init))

/* Sections of analyses that show more than the figures of their row. */
static const struct
{
  const FusAnalysis *analysis;
  GtkWidget *(*make) (FusWorkspace *workspace);
} own_sections[] = {
  { &fus_decoding_analysis, fus_decoding_section_new },
  { &fus_decoding_analysis, fus_accuracy_section_new },
  { &fus_decoding_analysis, fus_confusion_section_new },
};

static void
add_sections (FusSpecializationPage *self, const FusAnalysis *analysis)
{
  gboolean has_own = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (own_sections); i++)
    if (own_sections[i].analysis == analysis)
      {
        has_own = TRUE;
        gtk_box_append (self->sections, own_sections[i].make (self->workspace));
      }
  if (!has_own && analysis->section != NULL
      && fus_analysis_applies (analysis, fus_workspace_study (self->workspace)))
    gtk_box_append (self->sections, fus_result_section_new (self->workspace, analysis));
}

static void
update_page (FusSpecializationPage *self)
{
  gtk_stack_set_visible_child_name (
      self->stack, fus_workspace_networks (self->workspace) != 0 ? "sections" : "untrained");
}

/* What the study has kept is read first, which its sections see to; what is then missing of the
 * first analysis is computed unasked, once. */
static void
start_if_wanted (FusSpecializationPage *self)
{
  FusAnalysisRun *run = fus_workspace_run (self->workspace, &fus_decoding_analysis);

  if (!self->wanted || fus_analysis_run_is_loading (run))
    return;
  self->wanted = FALSE;
  if (fus_analysis_run_failure (run) == NULL
      && (fus_analysis_run_result (run) == NULL || fus_analysis_run_is_outdated (run)))
    fus_analysis_run_start (run);
}

/* While networks are being trained nothing new is computed unasked, since it would be outdated at
 * the next epoch. */
static void
fus_specialization_page_map (GtkWidget *widget)
{
  FusSpecializationPage *self = FUS_SPECIALIZATION_PAGE (widget);

  GTK_WIDGET_CLASS (fus_specialization_page_parent_class)->map (widget);
  if (self->workspace == NULL || fus_workspace_networks (self->workspace) == 0
      || fus_trainer_state (fus_workspace_trainer (self->workspace)) != FUS_TRAINER_IDLE)
    return;
  self->wanted = TRUE;
  start_if_wanted (self);
}

static gboolean
fus_specialization_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (FUS_SPECIALIZATION_PAGE (widget)->scroller));
}

static void
fus_specialization_page_dispose (GObject *object)
{
  FusSpecializationPage *self = FUS_SPECIALIZATION_PAGE (object);

  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_SPECIALIZATION_PAGE);
  G_OBJECT_CLASS (fus_specialization_page_parent_class)->dispose (object);
}

static void
fus_specialization_page_class_init (FusSpecializationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_specialization_page_dispose;
  widget_class->map = fus_specialization_page_map;
  widget_class->grab_focus = fus_specialization_page_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/specialization-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FusSpecializationPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FusSpecializationPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, FusSpecializationPage, sections);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "specializationpage");
}

static void
fus_specialization_page_init (FusSpecializationPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fus_specialization_page_set_workspace (FusPage *page, FusWorkspace *workspace)
{
  FusSpecializationPage *self = FUS_SPECIALIZATION_PAGE (page);

  g_return_if_fail (self->workspace == NULL);
  guint n;
  const FusAnalysis *const *analyses = fus_analyses (&n);

  self->workspace = g_object_ref (workspace);
  for (guint i = 0; i < n; i++)
    add_sections (self, analyses[i]);
  g_signal_connect_object (fus_workspace_study (workspace), "network-changed",
                           G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (fus_workspace_run (workspace, &fus_decoding_analysis), "changed",
                           G_CALLBACK (start_if_wanted), self, G_CONNECT_SWAPPED);
  update_page (self);
}

static void
page_init (FusPageInterface *interface)
{
  interface->set_workspace = fus_specialization_page_set_workspace;
}
