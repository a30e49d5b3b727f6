/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study-figures.h"

#include "study-regions.h"

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

static const FusFigureMaker makers[] = {
  { PREFIX "1b", make_1b },
  { PREFIX "1c", make_1c },
  { "confusion-identity-identity", make_confusion_identity },
  { "confusion-expression-expression", make_confusion_expression },
  { "confusion-joint-identity", make_confusion_joint_identity },
  { "confusion-joint-expression", make_confusion_joint_expression },
  { "regions-joint", make_regions_joint },
  { "regions-specialised", make_regions_specialised },
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
