/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/specialization/blank-section.h"
#include "app/widgets/analysis-section.h"
#include "app/widgets/figure-view.h"
#include "study/analyses/stimuli/figures.h"

#include <glib/gi18n-lib.h>

#define WIDTH 560

static gboolean
is_outdated (gpointer result, FusStudy *study)
{
  return fus_study_units_outdated (((FusStudyStimuli *) result)->units, study);
}

static gpointer
load (FusStudy *study)
{
  return fus_study_stimuli_load (study);
}

static const FusAnalysisKind blank_kind = { .start = fus_study_stimuli_start,
                                            .free_result = (GDestroyNotify) fus_study_stimuli_free,
                                            .outdated = is_outdated,
                                            .load = load,
                                            .table = "blank-units" };

typedef struct
{
  FusStudy *study;
  FusAnalysisRun *run;
  FusFigureView *view; /* borrowed: it lives in the section that this belongs to */
} FusBlankSection;

static void
update (FusAnalysisRun *run, FusBlankSection *blank)
{
  FusStudyStimuli *stimuli = fus_analysis_run_result (run);

  fus_figure_view_set_figure (
      blank->view, stimuli != NULL ? fus_study_figure_blank_units (blank->study, stimuli) : NULL);
}

static void
free_blank (gpointer data)
{
  FusBlankSection *blank = data;

  g_signal_handlers_disconnect_by_data (blank->run, blank);
  fus_analysis_run_cancel (blank->run);
  g_object_unref (blank->run);
  g_object_unref (blank->study);
  g_free (blank);
}

GtkWidget *
fus_blank_section_new (FusWorkspace *workspace)
{
  FusBlankSection *blank = g_new0 (FusBlankSection, 1);
  GtkWidget *view = fus_figure_view_new ();
  GtkWidget *section = fus_analysis_section_new (
      _ ("Blank Units"),
      _ ("Which share of each layer’s units shows nothing, be it that no frame drives them, that "
         "noise does not wake them, or that a plain color is all they want?"),
      view);

  gtk_widget_set_halign (view, GTK_ALIGN_START);
  gtk_widget_set_size_request (view, WIDTH, -1);
  blank->study = g_object_ref (fus_workspace_study (workspace));
  blank->run
      = fus_analysis_run_new (blank->study, fus_workspace_n_threads (workspace), &blank_kind);
  blank->view = FUS_FIGURE_VIEW (view);
  g_signal_connect (blank->run, "changed", G_CALLBACK (update), blank);
  fus_analysis_section_set_run (FUS_ANALYSIS_SECTION (section), blank->run, TRUE);
  g_object_set_data_full (G_OBJECT (section), "blank", blank, free_blank);
  return section;
}
