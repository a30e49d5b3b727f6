/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/specialization/layer-sections.h"
#include "app/widgets/result-figures.h"

#include "study/analyses/layers/figures.h"

#include <glib/gi18n-lib.h>

/* Lesions */

static gboolean
lesions_outdated (gpointer result, FusStudy *study)
{
  return fus_study_lesions_outdated (result, study);
}

static gpointer
load_lesions (FusStudy *study)
{
  return fus_study_lesions_load (study);
}

static gpointer
ref_lesions (gpointer result)
{
  return fus_study_lesions_ref (result);
}

static FusStudyFigure *
make_joint (FusStudy *study, gpointer result)
{
  return fus_study_figure_lesions (study, result, FUS_NETWORK_JOINT);
}

static FusStudyFigure *
make_identity (FusStudy *study, gpointer result)
{
  return fus_study_figure_lesions (study, result, FUS_NETWORK_IDENTITY);
}

static FusStudyFigure *
make_expression (FusStudy *study, gpointer result)
{
  return fus_study_figure_lesions (study, result, FUS_NETWORK_EXPRESSION);
}

static FusStudyFigure *
make_specificity (FusStudy *study, gpointer result)
{
  return fus_study_figure_specificity (study, result);
}

static const FusResultFigure lesions_figures[] = {
  { N_ ("Joint"), make_joint },
  { N_ ("Identity"), make_identity },
  { N_ ("Expression"), make_expression },
  { NULL, make_specificity },
};

static const FusAnalysisKind lesions_kind
    = { .start = fus_study_lesions_start,
        .free_result = (GDestroyNotify) fus_study_lesions_unref,
        .outdated = lesions_outdated,
        .load = load_lesions,
        .table = "lesions" };

GtkWidget *
fus_lesions_section_new (FusWorkspace *workspace)
{
  return fus_result_section_new (
      workspace, _ ("Lesions"),
      _ ("What does each task lose when units are taken out? Where the two tasks need different "
         "units, taking out those of one spares the other."),
      &lesions_kind, ref_lesions, lesions_figures, G_N_ELEMENTS (lesions_figures));
}

/* Layers */

static gboolean
layers_outdated (gpointer result, FusStudy *study)
{
  return fus_study_layers_outdated (result, study);
}

static gpointer
load_layers (FusStudy *study)
{
  return fus_study_layers_load (study);
}

static gpointer
ref_layers (gpointer result)
{
  return fus_study_layers_ref (result);
}

static FusStudyFigure *
make_decoding (FusStudy *study, gpointer result)
{
  return fus_study_figure_layers (study, result);
}

static FusStudyFigure *
make_alignment (FusStudy *study, gpointer result)
{
  return fus_study_figure_alignment (study, result);
}

static const FusResultFigure layers_figures[] = {
  { NULL, make_decoding },
  { NULL, make_alignment },
};

static const FusAnalysisKind layers_kind = { .start = fus_study_layers_start,
                                             .free_result = (GDestroyNotify) fus_study_layers_unref,
                                             .outdated = layers_outdated,
                                             .load = load_layers,
                                             .table = "layers" };

GtkWidget *
fus_layers_section_new (FusWorkspace *workspace)
{
  return fus_result_section_new (
      workspace, _ ("Layer by Layer"),
      _ ("At which layer does a network begin to tell the two tasks apart? What a linear reader "
         "can tell from each layer, and whether people and expressions differ in the same "
         "directions there."),
      &layers_kind, ref_layers, layers_figures, G_N_ELEMENTS (layers_figures));
}
