/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/regions/figures.h"

#include "study/figures/study-figure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Millimetres. */
#define HEIGHT 78

FusStudyFigure *
fus_study_figure_regions (FusStudy *study, gconstpointer result, guint joint, GError **error)
{
  const FusStudyRegions *regions = result;
  FusStudyFigure *figure = fus_study_figure_new ();
  FusBarChart *chart = fus_study_figure_alloc (figure, sizeof *chart);
  FusBarGroup *groups = fus_study_figure_alloc (figure, FUS_N_REGIONS * sizeof *groups);
  JsonBuilder *note;
  guint n[FUS_N_TASKS] = { 0 };

  for (FusRegion region = 0; region < FUS_N_REGIONS; region++)
    {
      FusBar *bars = fus_study_figure_alloc (figure, FUS_N_TASKS * sizeof *bars);

      groups[region] = (FusBarGroup){ .label = fus_region_title (region),
                                      .bars = bars,
                                      .chance = regions->area[region] };
      for (FusTask task = 0; task < FUS_N_TASKS; task++)
        {
          FusNetworkKind kind = joint ? FUS_NETWORK_JOINT : fus_specialized_network (task);
          const FusRegionNorm *norm = &regions->norm[kind][task][FUS_REGION_ALL][region];
          /* 95 % of a normal mean. */
          double half = 1.96 * norm->sd / sqrt (norm->n);

          if (norm->n == 0)
            continue;
          n[task] = norm->n;
          bars[groups[region].n_bars++] = (FusBar){
            .label = "",
            .value = norm->mean,
            .low = isnan (half) ? NAN : MAX (0, norm->mean - half),
            .high = norm->mean + half,
            .n = norm->n,
            .color = fus_color_task[task],
            .fill = task == FUS_TASK_IDENTITY ? FUS_FILL_SOLID : FUS_FILL_HATCHED,
            .name = fus_task_name (task),
          };
        }
    }
  if (n[FUS_TASK_IDENTITY] + n[FUS_TASK_EXPRESSION] == 0)
    {
      fus_study_figure_free (figure);
      return NULL;
    }

  *chart = (FusBarChart){
    .title
    = joint ? _ ("Where the joint network looks") : _ ("Where the specialised networks look"),
    .y_label = _ ("Share of the map"),
    .groups = groups,
    .n_groups = FUS_N_REGIONS,
    .y_max = NAN,
    .percent = TRUE,
    .plain_references = TRUE,
    .note = fus_study_figure_own (
        figure,
        g_strdup_printf (_ ("Solid: identity, n = %u straight test frames; hatched: expression, "
                            "n = %u. Interval: 95 %% of the mean. Dotted: the region’s share of "
                            "the picture, which a map that knows nothing would have there."),
                         n[FUS_TASK_IDENTITY], n[FUS_TASK_EXPRESSION]),
        g_free),
  };
  note = fus_study_figure_begin_note (study, regions->result.origin.hash,
                                      &regions->result.origin.tally);
  fus_json_add_string (note, "map", "Grad-CAM at conv8 of the predicted class");
  fus_json_add_string (note, "interval", "mean ± 1.96 standard errors over frames");
  fus_study_figure_set_bars (figure, chart, joint ? "regions-joint" : "regions-specialised",
                             FUS_FIGURE_WIDE, HEIGHT, note);
  return figure;
}

/* Thirds of the face, and the regions that make them: a map of a quick network has too few values
 * to tell more apart. */
#define N_THIRDS 3
#define UPPER                                                                                      \
  (1u << FUS_REGION_FOREHEAD | 1u << FUS_REGION_RIGHT_BROW | 1u << FUS_REGION_LEFT_BROW            \
   | 1u << FUS_REGION_RIGHT_EYE | 1u << FUS_REGION_LEFT_EYE)
#define MIDDLE (1u << FUS_REGION_NOSE | 1u << FUS_REGION_RIGHT_CHEEK | 1u << FUS_REGION_LEFT_CHEEK)
#define LOWER (1u << FUS_REGION_MOUTH | 1u << FUS_REGION_JAW)

static const guint thirds[N_THIRDS] = { UPPER, MIDDLE, LOWER };
static const char *const third_names[N_THIRDS] = { "upper", "middle", "lower" };

static double
sum_of (const double values[FUS_N_REGIONS], guint members)
{
  double sum = 0;

  for (FusRegion region = 0; region < FUS_N_REGIONS; region++)
    if (members & (1u << region))
      sum += values[region];
  return sum;
}

/* How dense the expression network's maps of frames of that expression are in a third of the face:
 * mean, and 95 % of a normal mean. */
static FusBar
density_bar (FusStudy *study, const FusStudyRegions *regions, FusExpression expression, guint third)
{
  const FusFrameList *frames = fus_study_frames (study);
  const double area = sum_of (regions->area, thirds[third]);
  double sum = 0, squares = 0;
  guint n = 0;

  for (guint i = 0; i < regions->rows->len; i++)
    {
      const FusRegionRow *row = &g_array_index (regions->rows, FusRegionRow, i);
      double density = sum_of (row->share, thirds[third]) / area;

      if (row->kind != FUS_NETWORK_EXPRESSION || row->task != FUS_TASK_EXPRESSION
          || frames->frames[row->frame].expression != expression || isnan (density))
        continue;
      sum += density;
      squares += density * density;
      n++;
    }

  double mean = n > 0 ? sum / n : NAN;
  double half = n > 1 ? 1.96 * sqrt (MAX (squares / n - mean * mean, 0) / (n - 1)) : NAN;

  return (FusBar){ .label = "",
                   .value = mean,
                   .low = isnan (half) ? NAN : MAX (0, mean - half),
                   .high = mean + half,
                   .n = n,
                   .color = fus_color_mix (fus_color_task[FUS_TASK_EXPRESSION],
                                           (FusColor){ 1, 1, 1 }, 0.35 * third),
                   .name = third_names[third] };
}

FusStudyFigure *
fus_study_figure_regions_by_expression (FusStudy *study, gconstpointer result, guint variant,
                                        GError **error)
{
  const FusStudyRegions *regions = result;
  FusStudyFigure *figure;
  FusBarChart *chart;
  FusBarGroup *groups;
  JsonBuilder *note;

  if (regions->norm[FUS_NETWORK_EXPRESSION][FUS_TASK_EXPRESSION][FUS_REGION_ALL][0].n == 0)
    return NULL;
  figure = fus_study_figure_new ();
  chart = fus_study_figure_alloc (figure, sizeof *chart);
  groups = fus_study_figure_alloc (figure, FUS_N_EXPRESSIONS * sizeof *groups);
  for (FusExpression expression = 0; expression < FUS_N_EXPRESSIONS; expression++)
    {
      FusBar *bars = fus_study_figure_alloc (figure, N_THIRDS * sizeof *bars);

      for (guint third = 0; third < N_THIRDS; third++)
        bars[third] = density_bar (study, regions, expression, third);
      groups[expression] = (FusBarGroup){
        .label = fus_expression_name (expression), .bars = bars, .n_bars = N_THIRDS, .chance = 1
      };
    }
  *chart = (FusBarChart){
    .title = _ ("Which third of the face the expression network looks at"),
    .y_label = _ ("Density of the map"),
    .groups = groups,
    .n_groups = FUS_N_EXPRESSIONS,
    .y_max = NAN,
    .plain_references = TRUE,
    .note = _ (
        "Dark to light: forehead, brows and eyes; nose and cheeks; mouth and jaw. Straight "
        "test frames, by the expression that they show. Interval: 95 per cent of the mean. Dotted: "
        "a map that is even over the picture."),
  };
  note = fus_study_figure_begin_note (study, regions->result.origin.hash,
                                      &regions->result.origin.tally);
  fus_json_add_string (note, "map", "Grad-CAM at conv8 of the predicted class");
  fus_json_add_string (note, "density", "share of the map over share of the picture");
  fus_json_add_string (note, "interval", "mean ± 1.96 standard errors over frames");
  fus_study_figure_set_bars (figure, chart, "regions-by-expression", FUS_FIGURE_WIDE, HEIGHT, note);
  return figure;
}
