/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/truth/figures.h"

#include "study/analyses/maps/map-tests.h"
#include "study/figures/study-figure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define CHART_HEIGHT 80.0

static void
draw_chart (cairo_t *cr, double width, double height, FusColor ink, FusColor ground,
            double font_size, gpointer data)
{
  fus_bar_chart_draw (cr, data, width, height, ink, font_size);
}

static const char *
map_title (FusTruthMap map)
{
  static const char *const titles[] = { N_ ("Trained"), N_ ("Untrained"), N_ ("Random map") };

  return _ (titles[map]);
}

/* Bars of one map, in the mask of its own task. FALSE where it is not known. */
static gboolean
fill_group (FusStudyFigure *figure, FusBarGroup *group, const FusMapSource *source,
            const FusStudyTruth *truth)
{
  static const FusFill fills[FUS_N_TRUTH_MAPS]
      = { FUS_FILL_SOLID, FUS_FILL_HATCHED, FUS_FILL_LIGHT };
  const FusTruthShare *share = truth->share[source->network][source->task][source->task];
  FusBar *bars;

  if (share[FUS_TRUTH_TRAINED].n == 0)
    return FALSE;
  bars = fus_study_figure_alloc (figure, FUS_N_TRUTH_MAPS * sizeof *bars);
  *group = (FusBarGroup){ .label
                          = fus_study_figure_own (figure, fus_map_source_title (source), g_free),
                          .bars = bars,
                          .n_bars = FUS_N_TRUTH_MAPS,
                          .chance = share[FUS_TRUTH_TRAINED].area };
  for (FusTruthMap map = 0; map < FUS_N_TRUTH_MAPS; map++)
    bars[map] = (FusBar){ .label = map_title (map),
                          .value = share[map].n > 0 ? share[map].share : NAN,
                          .low = share[map].n > 0 ? share[map].low : NAN,
                          .high = share[map].n > 0 ? share[map].high : NAN,
                          .n = share[map].n,
                          .color = fus_color_task[source->task],
                          .fill = fills[map] };
  return TRUE;
}

FusStudyFigure *
fus_study_figure_truth (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  const FusStudyTruth *truth = result;
  FusStudyFigure *figure = fus_study_figure_new ();
  FusBarChart *chart = fus_study_figure_alloc (figure, sizeof *chart);
  FusBarGroup *groups = fus_study_figure_alloc (figure, FUS_N_MAP_SOURCES * sizeof *groups);
  JsonBuilder *note;

  *chart = (FusBarChart){
    .title = _ ("Do maps find what tells faces apart?"),
    .y_label = _ ("Share of the map in its task’s mask"),
    .groups = groups,
    .y_max = NAN,
    .percent = TRUE,
    .note
    = _ ("Masks: where drawn faces differ by who they are, or by what they express. Dotted: a "
         "uniform map. Interval: 2.5 to 97.5 percentile of 1000 bootstraps over test frames."),
  };
  for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
    chart->n_groups
        += fill_group (figure, &groups[chart->n_groups], &fus_map_sources[i], truth) ? 1 : 0;
  if (chart->n_groups == 0)
    {
      fus_study_figure_free (figure);
      return NULL;
    }
  figure->figure = (FusFigure){
    .name = "truth",
    .title = chart->title,
    .width = FUS_FIGURE_WIDE,
    .height = CHART_HEIGHT,
    .draw = draw_chart,
    .data = chart,
    .csv = fus_study_figure_own (figure, fus_bar_chart_csv (chart), g_free),
  };
  note
      = fus_study_figure_begin_note (study, truth->result.origin.hash, &truth->result.origin.tally);
  fus_json_add_string (note, "maps", "Grad-CAM of the predicted class");
  fus_json_add_string (note, "masks", "of the drawn faces");
  fus_json_add_string (note, "interval", "2.5 to 97.5 percentile of 1000 bootstraps over frames");
  fus_study_figure_end_note (figure, note);
  return figure;
}
