/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/trust/figures-private.h"

#include "study/analyses/trust/head.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Every kind of map and random ones. */
#define MAX_GROUPS (FUS_N_MAP_METHODS + 1)

/* A chart in the making: a bar for each head in each of its groups. */
typedef struct
{
  FusStudyFigure *figure;
  FusTrustHead heads[FUS_TRUST_MAX_HEADS];
  guint n_heads;
  FusBarGroup *groups;
  guint n_groups;
} Chart;

/* FALSE where no head was asked. */
static gboolean
chart_init (Chart *chart, const FusStudyTrust *trust)
{
  *chart = (Chart){ NULL };
  chart->n_heads = fus_trust_heads (trust, chart->heads);
  if (chart->n_heads == 0)
    return FALSE;
  chart->figure = fus_study_figure_new ();
  chart->groups = fus_study_figure_alloc (chart->figure, MAX_GROUPS * sizeof *chart->groups);
  return TRUE;
}

static void
add_group (Chart *chart, const char *label, guint quantity)
{
  FusBar *bars = fus_study_figure_alloc (chart->figure, chart->n_heads * sizeof *bars);

  for (guint h = 0; h < chart->n_heads; h++)
    {
      const FusTrustHead *head = &chart->heads[h];
      const FusTrustNumber *number = &head->trust->number[quantity];

      bars[h] = (FusBar){
        .label = "",
        .value = number->value,
        .low = number->low,
        .high = number->high,
        .n = number->n,
        .color = fus_color_task[head->task],
        .fill = head->kind == FUS_NETWORK_JOINT ? FUS_FILL_HATCHED : FUS_FILL_SOLID,
        .name = fus_trust_head_title (head),
      };
    }
  chart->groups[chart->n_groups++] = (FusBarGroup){ label, bars, chart->n_heads, NAN };
}

/* @quantity: of the first method; the others' follow */
static void
add_methods (Chart *chart, guint quantity)
{
  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    if (fus_head_trust_has_method (method))
      add_group (chart, fus_map_method_title (method), quantity + method);
}

/* @note: (transfer full) */
static FusStudyFigure *
finish (const Chart *chart, FusStudy *study, const FusStudyTrust *trust, const char *name,
        const char *title, const char *y_label, char *note)
{
  FusBarChart *bars = fus_study_figure_alloc (chart->figure, sizeof *bars);

  *bars = (FusBarChart){ .title = title,
                         .y_label = y_label,
                         .groups = chart->groups,
                         .n_groups = chart->n_groups,
                         .y_max = NAN,
                         .plain_references = TRUE,
                         .note = fus_study_figure_own (chart->figure, note, g_free) };
  fus_study_figure_set_bars (chart->figure, bars, name, FUS_FIGURE_WIDE, FUS_TRUST_FIGURE_HEIGHT,
                             fus_trust_begin_note (study, trust));
  return chart->figure;
}

static guint
n_frames (const Chart *chart, guint quantity)
{
  return fus_trust_most_frames (chart->heads, chart->n_heads, quantity);
}

FusStudyFigure *
fus_study_figure_trust_methods (FusStudy *study, gconstpointer result, guint variant,
                                GError **error)
{
  const FusStudyTrust *trust = result;
  Chart chart;

  if (!chart_init (&chart, trust))
    return NULL;
  add_methods (&chart, FUS_TRUST_SCORE);
  add_group (&chart, _ ("Random maps"), FUS_TRUST_RANDOM_SCORE);
  return finish (
      &chart, study, trust, "trust-methods", _ ("Deletion scores of kinds of map"),
      _ ("Deletion score"),
      g_strdup_printf (
          _ ("Probability of the predicted class without the least relevant pixels minus that "
             "without the most relevant, mean over 10 to 90 %% removed: 1 at best, 0 for chance, "
             "below 0 for the wrong places. Blue: identity, orange: expression; solid: "
             "specialised "
             "networks, hatched: joint. Channels of conv8 where a method has a layer. n = %u "
             "test "
             "frames; intervals: 2.5 to 97.5 percentile of 1000 bootstraps over people."),
          n_frames (&chart, FUS_TRUST_INTACT)));
}

FusStudyFigure *
fus_study_figure_trust_random_weights (FusStudy *study, gconstpointer result, guint variant,
                                       GError **error)
{
  const FusStudyTrust *trust = result;
  Chart chart;

  if (!chart_init (&chart, trust))
    return NULL;
  add_methods (&chart, FUS_TRUST_RANDOM_SPEARMAN);
  return finish (
      &chart, study, trust, "trust-random-weights",
      _ ("Kinds of map by a network of random weights"), _ ("Rank correlation with the map"),
      g_strdup_printf (
          _ ("How alike a map is to that of the same frame and class by a network that has "
             "learnt "
             "nothing: near 0 for one that shows what was learnt, high for one that shows the "
             "picture, whatever its deletion score. Blue: identity, orange: expression; solid: "
             "specialised networks, hatched: joint. n = %u test frames; intervals: 2.5 to 97.5 "
             "percentile of 1000 bootstraps over people."),
          n_frames (&chart, FUS_TRUST_INTACT)));
}

FusStudyFigure *
fus_study_figure_trust_flip (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  const FusStudyTrust *trust = result;
  Chart chart;

  if (!chart_init (&chart, trust))
    return NULL;
  add_group (&chart, _ ("Alike: mirrored frame"), FUS_TRUST_FLIP_SPEARMAN);
  add_group (&chart, _ ("Alike: another frame"), FUS_TRUST_OTHER_SPEARMAN);
  add_group (&chart, _ ("Asymmetry that follows the face"), FUS_TRUST_FACE_SIZE);
  add_group (&chart, _ ("Asymmetry that stays in place"), FUS_TRUST_PLACE_SIZE);
  add_group (&chart, _ ("Lean to the picture’s right"), FUS_TRUST_PLACE);
  return finish (
      &chart, study, trust, "trust-flip", _ ("Maps of mirrored frames"),
      _ ("Rank correlation or asymmetry"),
      g_strdup_printf (
          _ ("The map of a mirrored frame, mirrored back, should be like the frame’s own (1), "
             "far "
             "more than the map of another frame is. Asymmetry is left minus right by their sum; "
             "what follows the face into the mirror is the face’s, what keeps its place in the "
             "picture is the network’s: sizes, and to which side it leans on average. Blue: "
             "identity, orange: expression; solid: specialised networks, hatched: joint. n = %u "
             "test frames; intervals: 2.5 to 97.5 percentile of 1000 bootstraps over people."),
          n_frames (&chart, FUS_TRUST_FLIP_SPEARMAN)));
}
