/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/specialization/trust-section.h"
#include "app/widgets/result-figures.h"

#include "study/analyses/trust/figures.h"

#include <glib/gi18n-lib.h>

static gpointer
load (FusStudy *study)
{
  return fus_study_trust_load (study);
}

static gboolean
is_outdated (gpointer result, FusStudy *study)
{
  return fus_study_trust_outdated (result, study);
}

static gpointer
ref_result (gpointer result)
{
  return fus_study_trust_ref (result);
}

static FusStudyFigure *
make_methods (FusStudy *study, gpointer result)
{
  return fus_study_figure_trust_methods (study, result);
}

static FusStudyFigure *
make_deletion (FusStudy *study, gpointer result)
{
  return fus_study_figure_trust_deletion (study, result);
}

static FusStudyFigure *
make_random_weights (FusStudy *study, gpointer result)
{
  return fus_study_figure_trust_random_weights (study, result);
}

static FusStudyFigure *
make_randomization (FusStudy *study, gpointer result)
{
  return fus_study_figure_trust_randomization (study, result);
}

static FusStudyFigure *
make_flip (FusStudy *study, gpointer result)
{
  return fus_study_figure_trust_flip (study, result);
}

static const FusResultFigure figures[] = {
  { N_ ("Scores"), make_methods },    { N_ ("Random Weights"), make_random_weights },
  { N_ ("Deletion"), make_deletion }, { N_ ("Layer by Layer"), make_randomization },
  { N_ ("Mirror"), make_flip },
};

static const FusAnalysisKind kind = { .start = fus_study_trust_start,
                                      .free_result = (GDestroyNotify) fus_study_trust_unref,
                                      .outdated = is_outdated,
                                      .load = load,
                                      .table = "trust_scores" };

GtkWidget *
fus_trust_section_new (FusWorkspace *workspace)
{
  return fus_result_section_new (
      workspace, _ ("Can the Maps Be Trusted?"),
      _ ("A map is worth as much as it tells of the network. Taking away what it points to should "
         "cost the class more than taking away the same amount elsewhere; a network that has lost "
         "its weights should give another map; and the map of a mirrored face should be mirrored. "
         "Scores near 0, likeness that stays high without the weights, and asymmetry that keeps "
         "its place are warnings."),
      &kind, ref_result, figures, G_N_ELEMENTS (figures));
}
