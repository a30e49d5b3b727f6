/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/figures.h"
#include "study/analyses/layers/figures.h"
#include "study/analyses/stimuli/figures.h"

#include "study/analyses/regions/regions.h"
#include "study/analyses/truth/truth.h"
#include "study/analyses/trust/figures.h"

#include <string.h>

#define PREFIX "figure-"

/* Figures made of a FusSpecialization */

typedef FusStudyFigure *(*FusDraw) (FusStudy *study, FusSpecialization *specialization);

static FusStudyFigure *
make_specialization (FusDraw draw, FusStudy *study, guint n_threads, const FusPoll *poll,
                     const FusProgress *progress, GError **error)
{
  g_autoptr (FusSpecialization) specialization
      = fus_specialization_compute (study, n_threads, poll, progress, error);

  return specialization != NULL ? draw (study, specialization) : NULL;
}

static FusStudyFigure *
make_1b (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
         GError **error)
{
  return make_specialization (fus_study_figure_decoding, study, n_threads, poll, progress, error);
}

static FusStudyFigure *
make_1c (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
         GError **error)
{
  return make_specialization (fus_study_figure_accuracy, study, n_threads, poll, progress, error);
}

#define DEFINE_CONFUSION(suffix, kind, task)                                                       \
  static FusStudyFigure *draw_confusion_##suffix (FusStudy *study,                                 \
                                                  FusSpecialization *specialization)               \
  {                                                                                                \
    return fus_study_figure_confusion (study, specialization, kind, task);                         \
  }                                                                                                \
  static FusStudyFigure *make_confusion_##suffix (FusStudy *study, guint n_threads,                \
                                                  const FusPoll *poll,                             \
                                                  const FusProgress *progress, GError **error)     \
  {                                                                                                \
    return make_specialization (draw_confusion_##suffix, study, n_threads, poll, progress, error); \
  }

DEFINE_CONFUSION (identity, FUS_NETWORK_IDENTITY, FUS_TASK_IDENTITY)
DEFINE_CONFUSION (expression, FUS_NETWORK_EXPRESSION, FUS_TASK_EXPRESSION)
DEFINE_CONFUSION (joint_identity, FUS_NETWORK_JOINT, FUS_TASK_IDENTITY)
DEFINE_CONFUSION (joint_expression, FUS_NETWORK_JOINT, FUS_TASK_EXPRESSION)

/* Figures made of a FusStudyRegions */

static FusStudyFigure *
make_regions (gboolean joint, FusStudy *study, guint n_threads, const FusPoll *poll,
              const FusProgress *progress, GError **error)
{
  g_autoptr (FusStudyRegions) regions
      = fus_study_regions_compute (study, n_threads, poll, progress, error);

  return regions != NULL ? fus_study_figure_regions (study, regions, joint) : NULL;
}

static FusStudyFigure *
make_regions_joint (FusStudy *study, guint n_threads, const FusPoll *poll,
                    const FusProgress *progress, GError **error)
{
  return make_regions (TRUE, study, n_threads, poll, progress, error);
}

static FusStudyFigure *
make_regions_specialised (FusStudy *study, guint n_threads, const FusPoll *poll,
                          const FusProgress *progress, GError **error)
{
  return make_regions (FALSE, study, n_threads, poll, progress, error);
}

static FusStudyFigure *
make_regions_by_expression (FusStudy *study, guint n_threads, const FusPoll *poll,
                            const FusProgress *progress, GError **error)
{
  g_autoptr (FusStudyRegions) regions
      = fus_study_regions_compute (study, n_threads, poll, progress, error);

  return regions != NULL ? fus_study_figure_regions_by_expression (study, regions) : NULL;
}

/* Figures made of lesions and of what each layer tells */

#define DEFINE_LESIONS(suffix, draw)                                                               \
  static FusStudyFigure *make_lesions_##suffix (FusStudy *study, guint n_threads,                  \
                                                const FusPoll *poll, const FusProgress *progress,  \
                                                GError **error)                                    \
  {                                                                                                \
    g_autoptr (FusStudyLesions) lesions                                                            \
        = fus_study_lesions_compute (study, n_threads, poll, progress, error);                     \
                                                                                                   \
    return lesions != NULL ? draw : NULL;                                                          \
  }

DEFINE_LESIONS (joint, fus_study_figure_lesions (study, lesions, FUS_NETWORK_JOINT))
DEFINE_LESIONS (identity, fus_study_figure_lesions (study, lesions, FUS_NETWORK_IDENTITY))
DEFINE_LESIONS (expression, fus_study_figure_lesions (study, lesions, FUS_NETWORK_EXPRESSION))
DEFINE_LESIONS (specificity, fus_study_figure_specificity (study, lesions))

#define DEFINE_LAYERS(suffix, draw)                                                                \
  static FusStudyFigure *make_layers_##suffix (FusStudy *study, guint n_threads,                   \
                                               const FusPoll *poll, const FusProgress *progress,   \
                                               GError **error)                                     \
  {                                                                                                \
    g_autoptr (FusStudyLayers) layers                                                              \
        = fus_study_layers_compute (study, n_threads, poll, progress, error);                      \
                                                                                                   \
    return layers != NULL ? draw : NULL;                                                           \
  }

DEFINE_LAYERS (decoding, fus_study_figure_layers (study, layers))
DEFINE_LAYERS (alignment, fus_study_figure_alignment (study, layers))

#define DEFINE_TRUST(suffix)                                                                       \
  static FusStudyFigure *make_trust_##suffix (FusStudy *study, guint n_threads,                    \
                                              const FusPoll *poll, const FusProgress *progress,    \
                                              GError **error)                                      \
  {                                                                                                \
    g_autoptr (FusStudyTrust) trust                                                                \
        = fus_study_trust_compute (study, n_threads, poll, progress, error);                       \
                                                                                                   \
    return trust != NULL ? fus_study_figure_trust_##suffix (study, trust) : NULL;                  \
  }

DEFINE_TRUST (deletion)
DEFINE_TRUST (methods)
DEFINE_TRUST (random_weights)
DEFINE_TRUST (randomization)
DEFINE_TRUST (flip)

static FusStudyFigure *
make_s1 (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
         GError **error)
{
  if (fus_study_n_datasets (study) < 2)
    return NULL;
  return make_specialization (fus_study_figure_two_datasets, study, n_threads, poll, progress,
                              error);
}

/* Figures made of a FusStudyMaps */

typedef FusStudyFigure *(*FusDrawMaps) (FusStudy *study, FusStudyMaps *maps);

static FusStudyFigure *
make_maps (FusDrawMaps draw, FusStudy *study, guint n_threads, const FusPoll *poll,
           const FusProgress *progress, GError **error)
{
  g_autoptr (FusStudyMaps) maps = fus_study_maps_compute (study, n_threads, poll, progress, error);

  return maps != NULL ? draw (study, maps) : NULL;
}

#define DEFINE_MAPS(suffix, draw)                                                                  \
  static FusStudyFigure *make_##suffix (FusStudy *study, guint n_threads, const FusPoll *poll,     \
                                        const FusProgress *progress, GError **error)               \
  {                                                                                                \
    return make_maps (draw, study, n_threads, poll, progress, error);                              \
  }
#define DEFINE_BOXES(suffix, level)                                                                \
  static FusStudyFigure *draw_##suffix (FusStudy *study, FusStudyMaps *maps)                       \
  {                                                                                                \
    return fus_study_figure_map_boxes (study, maps, level);                                        \
  }                                                                                                \
  DEFINE_MAPS (suffix, draw_##suffix)

DEFINE_MAPS (2a, fus_study_figure_mean_maps)
DEFINE_BOXES (2b, FUS_MAP_LEVEL_PIXELS)
DEFINE_BOXES (2b_cells, FUS_MAP_LEVEL_CELLS)
DEFINE_BOXES (2b_frames, FUS_MAP_LEVEL_FRAMES)
DEFINE_BOXES (2b_people, FUS_MAP_LEVEL_PEOPLE)
DEFINE_MAPS (2c, fus_study_figure_map_overlap)
DEFINE_MAPS (differences, fus_study_figure_map_differences)

static FusStudyFigure *
make_2d (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
         GError **error)
{
  g_autoptr (FusStudyMaps) maps = fus_study_maps_compute (study, n_threads, poll, progress, error);

  return maps != NULL ? fus_study_figure_example_maps (study, maps, error) : NULL;
}

static FusStudyFigure *
make_truth (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
            GError **error)
{
  g_autoptr (FusStudyTruth) truth = NULL;

  if (!fus_study_has_truth (study))
    return NULL;
  truth = fus_study_truth_compute (study, n_threads, poll, progress, error);
  return truth != NULL ? fus_study_figure_truth (study, truth) : NULL;
}

static const FusFigureMaker makers[] = {
  { PREFIX "1b", make_1b },
  { PREFIX "1c", make_1c },
  { PREFIX "2a", make_2a },
  { PREFIX "2b", make_2b },
  { PREFIX "2b-cells", make_2b_cells },
  { PREFIX "2b-frames", make_2b_frames },
  { PREFIX "2b-people", make_2b_people },
  { PREFIX "2c", make_2c },
  { PREFIX "2d", make_2d },
  { "map-differences", make_differences },
  { PREFIX "s1", make_s1 },
  { "truth", make_truth },
  { PREFIX "s2b", fus_study_figure_features },
  { "confusion-identity-identity", make_confusion_identity },
  { "confusion-expression-expression", make_confusion_expression },
  { "confusion-joint-identity", make_confusion_joint_identity },
  { "confusion-joint-expression", make_confusion_joint_expression },
  { "regions-joint", make_regions_joint },
  { "regions-specialised", make_regions_specialised },
  { "regions-by-expression", make_regions_by_expression },
  { "layer-decoding", make_layers_decoding },
  { "layer-alignment", make_layers_alignment },
  { "lesions-joint", make_lesions_joint },
  { "lesions-identity", make_lesions_identity },
  { "lesions-expression", make_lesions_expression },
  { "lesion-specificity", make_lesions_specificity },
  { "trust-deletion", make_trust_deletion },
  { "trust-methods", make_trust_methods },
  { "trust-random-weights", make_trust_random_weights },
  { "trust-randomization", make_trust_randomization },
  { "trust-flip", make_trust_flip },
  { PREFIX "3", fus_study_make_figure_3 },
  { PREFIX "3-paper", fus_study_make_figure_3_paper },
  { PREFIX "s2a", fus_study_make_figure_s2a },
  { PREFIX "s2a-paper", fus_study_make_figure_s2a_paper },
  { "blank-units", fus_study_make_blank_units },
};

const FusFigureMaker *
fus_figure_makers (guint *n)
{
  *n = G_N_ELEMENTS (makers);
  return makers;
}

const FusFigureMaker *
fus_figure_maker_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    {
      const char *full = makers[i].name;

      if (g_str_equal (full, name)
          || (g_str_has_prefix (full, PREFIX) && g_str_equal (full + strlen (PREFIX), name)))
        return &makers[i];
    }
  return NULL;
}
