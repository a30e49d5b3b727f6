/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study-regions.h"

#include "study-figure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Millimetres. */
#define HEIGHT 78

static void
draw (cairo_t *cr, double width, double height, FusColor ink, FusColor ground, double font_size,
      gpointer data)
{
  fus_bar_chart_draw (cr, data, width, height, ink, font_size);
}

FusStudyFigure *
fus_study_figure_regions (FusStudy *study, FusStudyRegions *regions, gboolean joint)
{
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
          FusNetworkKind kind = joint ? FUS_NETWORK_JOINT : fus_study_own_network (task);
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
  figure->chart = chart;
  figure->figure = (FusFigure){
    .name = joint ? "regions-joint" : "regions-specialised",
    .title = chart->title,
    .width = FUS_FIGURE_WIDE,
    .height = HEIGHT,
    .draw = draw,
    .data = chart,
    .csv = fus_study_figure_own (figure, fus_bar_chart_csv (chart), g_free),
  };
  note = fus_study_figure_begin_note (study, regions->networks.hash);
  fus_note_add_string (note, "map", "Grad-CAM at conv8 of the predicted class");
  fus_note_add_string (note, "interval", "mean ± 1.96 standard errors over frames");
  fus_study_figure_end_note (figure, note);
  return figure;
}
