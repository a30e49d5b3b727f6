/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/list.h"

#include "study/analyses/decoding/specialization.h"
#include "study/analyses/findings/findings.h"
#include "study/analyses/layers/layers.h"
#include "study/analyses/lesions/lesions.h"
#include "study/analyses/maps/maps.h"
#include "study/analyses/regions/regions.h"
#include "study/analyses/stimuli/stimuli.h"
#include "study/analyses/trust/trust.h"
#include "study/analyses/truth/truth.h"
#include "study/analyses/units/units.h"
#include "study/asking/feature-figure.h"

#include <string.h>

#define PREFIX "figure-"

static const FusAnalysis *const analyses[] = {
  &fus_decoding_analysis, &fus_maps_analysis,     &fus_regions_analysis, &fus_lesions_analysis,
  &fus_layers_analysis,   &fus_units_analysis,    &fus_stimuli_analysis, &fus_truth_analysis,
  &fus_trust_analysis,    &fus_findings_analysis,
};

const FusAnalysis *const *
fus_analyses (guint *n)
{
  *n = G_N_ELEMENTS (analyses);
  return analyses;
}

const FusAnalysis *
fus_analysis_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (analyses); i++)
    if (g_str_equal (analyses[i]->name, name))
      return analyses[i];
  return NULL;
}

char *
fus_analysis_names (void)
{
  const char *names[G_N_ELEMENTS (analyses) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (analyses); i++)
    names[i] = analyses[i]->name;
  return g_strjoinv (", ", (char **) names);
}

/* Figures */

static FusStudyFigure *
make_features (FusStudy *study, guint variant, guint n_threads, const FusPoll *poll,
               const FusProgress *progress, GError **error)
{
  return fus_study_figure_features (study, n_threads, poll, progress, error);
}

/* Of one frame: asked of the networks, not found by an analysis. */
static const FusResultFigure of_none[] = {
  { .name = "figure-s2b", .make = make_features },
};

static GArray *
list_figures (void)
{
  GArray *makers = g_array_new (FALSE, FALSE, sizeof (FusFigureMaker));

  for (guint i = 0; i < G_N_ELEMENTS (analyses); i++)
    for (guint j = 0; j < analyses[i]->n_figures; j++)
      {
        FusFigureMaker maker = { analyses[i], &analyses[i]->figures[j] };

        g_array_append_val (makers, maker);
      }
  for (guint i = 0; i < G_N_ELEMENTS (of_none); i++)
    {
      FusFigureMaker maker = { NULL, &of_none[i] };

      g_array_append_val (makers, maker);
    }
  return makers;
}

const FusFigureMaker *
fus_figure_makers (guint *n)
{
  static gsize once;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize) list_figures ());
  *n = ((GArray *) once)->len;
  return (const FusFigureMaker *) ((GArray *) once)->data;
}

const FusFigureMaker *
fus_figure_maker_find (const char *name)
{
  guint n;
  const FusFigureMaker *makers = fus_figure_makers (&n);

  for (guint i = 0; i < n; i++)
    {
      const char *full = makers[i].figure->name;

      if (g_str_equal (full, name)
          || (g_str_has_prefix (full, PREFIX) && g_str_equal (full + strlen (PREFIX), name)))
        return &makers[i];
    }
  return NULL;
}

FusStudyFigure *
fus_figure_make (const FusFigureMaker *maker, FusStudy *study, guint n_threads, const FusPoll *poll,
                 const FusProgress *progress, GError **error)
{
  if (maker->analysis == NULL)
    return maker->figure->make (study, maker->figure->variant, n_threads, poll, progress, error);
  return fus_analysis_make_figure (maker->analysis, maker->figure, study, n_threads, poll, progress,
                                   error);
}
