/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/findings/figures.h"

#include "figures/intervals.h"
#include "study/figures/study-figure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define HEIGHT 115.0

static const FusColor gray = { 0.45, 0.45, 0.45 }, teal = { 0.1, 0.55, 0.5 };

static const char *
statement_title (FusMapStatement statement)
{
  static const char *const titles[]
      = { N_ ("Identity’s map is larger"),      N_ ("Joint maps are smaller"),
          N_ ("On opposite sides of the face"), N_ ("Distinct (rank correlation)"),
          N_ ("A subset in common (Jaccard)"),  N_ ("Expression: a narrow vertical region") };

  G_STATIC_ASSERT (G_N_ELEMENTS (titles) == FUS_N_MAP_STATEMENTS);
  return _ (titles[statement]);
}

static const char *
series_title (const FusMapQuestion *question)
{
  switch (question->networks)
    {
    case FUS_MAP_NETWORKS_JOINT:
      return fus_network_title (FUS_NETWORK_JOINT);
    case FUS_MAP_NETWORKS_SPECIALIZED:
      return _ ("Specialised networks");
    default:
      break;
    }
  if (question->statement == FUS_MAP_STATEMENT_COMMON)
    return _ ("Joint minus specialised");
  return question->tasks == 1u << FUS_TASK_IDENTITY ? _ ("Joint minus specialised: identity")
                                                    : _ ("Joint minus specialised: expression");
}

static FusColor
series_color (const FusMapQuestion *question)
{
  if (question->networks == FUS_MAP_NETWORKS_SPECIALIZED)
    return gray;
  if (question->statement == FUS_MAP_STATEMENT_JOINT_SMALLER)
    return fus_color_task[question->tasks == 1u << FUS_TASK_IDENTITY ? FUS_TASK_IDENTITY
                                                                     : FUS_TASK_EXPRESSION];
  if (question->networks == FUS_MAP_NETWORKS_DIFFERENCE)
    return teal;
  return fus_study_network_color (FUS_NETWORK_JOINT);
}

/* Differences of the medians that can be read off the paper's figure 2B: joint expression 0.05,
 * expression 0.10, joint identity 0.08, identity 0.135. */
static double
paper_value (const FusMapQuestion *question)
{
  if (question->statement == FUS_MAP_STATEMENT_IDENTITY_LARGER)
    return question->networks == FUS_MAP_NETWORKS_JOINT ? 0.08 - 0.05 : 0.135 - 0.10;
  if (question->statement == FUS_MAP_STATEMENT_JOINT_SMALLER)
    return question->tasks == 1u << FUS_TASK_IDENTITY ? 0.08 - 0.135 : 0.05 - 0.10;
  return NAN;
}

static FusIntervalSeries
make_series (FusStudyFigure *figure, const FusStudyFindings *findings, const FusStudyTrust *trust,
             guint q)
{
  const FusMapQuestion *question = &fus_map_questions[q];
  FusInterval *intervals = fus_study_figure_alloc (figure, FUS_N_MAP_METHODS * sizeof *intervals);
  guint n = 0;

  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    {
      const FusMapFinding *finding = &findings->finding[method][q];

      if (fus_map_method_is_quick (method))
        intervals[n++]
            = (FusInterval){ finding->effect, finding->low, finding->high, finding->n,
                             fus_findings_trust (findings, trust, method, q) != FUS_TRUST_BETTER };
    }
  return (FusIntervalSeries){ .name = series_title (question),
                              .color = series_color (question),
                              .expected = paper_value (question),
                              .intervals = intervals };
}

static void
add_columns (FusStudyFigure *figure, FusIntervalChart *chart, const FusStudyFindings *findings,
             const FusStudyTrust *trust)
{
  FusIntervalColumn *columns
      = fus_study_figure_alloc (figure, FUS_N_MAP_STATEMENTS * sizeof *columns);

  for (FusMapStatement statement = 0; statement < FUS_N_MAP_STATEMENTS; statement++)
    {
      FusIntervalSeries *series
          = fus_study_figure_alloc (figure, FUS_N_MAP_QUESTIONS * sizeof *series);
      guint n = 0;

      for (guint q = 0; q < FUS_N_MAP_QUESTIONS; q++)
        if (fus_map_questions[q].statement == statement && fus_findings_has (findings, q))
          series[n++] = make_series (figure, findings, trust, q);
      if (n > 0)
        columns[chart->n_columns++]
            = (FusIntervalColumn){ .title = statement_title (statement),
                                   .reference = fus_map_statement_null (statement),
                                   .series = series,
                                   .n_series = n };
    }
  chart->columns = columns;
}

static void
add_rows (FusStudyFigure *figure, FusIntervalChart *chart)
{
  const char **rows = fus_study_figure_alloc (figure, FUS_N_MAP_METHODS * sizeof *rows);

  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    if (fus_map_method_is_quick (method))
      rows[chart->n_rows++] = fus_map_method_title (method);
  chart->rows = rows;
}

static void
draw (cairo_t *cr, double width, double height, FusColor ink, FusColor ground, double font_size,
      gpointer data)
{
  fus_interval_chart_draw (cr, data, width, height, ink, ground, font_size);
}

static char *
chart_note (const FusStudyFindings *findings, const FusStudyTrust *trust)
{
  return g_strdup_printf (
      /* Translators: two numbers of frames, then one of two sentences. */
      _ ("Size: mean of the scaled maps, as in figure 2B; sides: the smaller of the two maps’ "
         "asymmetries, negative where both lean to the same side; in common: areas above the 95th "
         "percentile, as in figure 2C; narrow: spread across by spread from top to bottom. Dotted: "
         "no effect; dashed: the paper’s Grad-CAM, differences of the medians of its figure 2B. "
         "Lines: 2.5 to 97.5 percentile of 1000 bootstraps over people. %u and %u test frames of "
         "identity and expression, channels of conv8 where a method has a layer. %s"),
      findings->n_frames[FUS_TASK_IDENTITY], findings->n_frames[FUS_TASK_EXPRESSION],
      trust != NULL ? _ ("Hollow: maps that are not known to be better than random ones.")
                    : _ ("Hollow: whether these maps can be trusted has not been tested."));
}

FusStudyFigure *
fus_study_figure_findings (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  const FusStudyFindings *findings = result;
  g_autoptr (FusStudyTrust) trust = fus_analysis_load (&fus_trust_analysis, study, NULL);
  FusStudyFigure *figure = fus_study_figure_new ();
  FusIntervalChart *chart = fus_study_figure_alloc (figure, sizeof *chart);
  JsonBuilder *note;

  add_columns (figure, chart, findings, trust);
  if (chart->n_columns == 0)
    {
      fus_study_figure_free (figure);
      return NULL;
    }
  add_rows (figure, chart);
  chart->title = _ ("What the paper finds, by kind of map");
  chart->note = fus_study_figure_own (figure, chart_note (findings, trust), g_free);
  figure->figure
      = (FusFigure){ .name = "findings",
                     .title = chart->title,
                     .width = FUS_FIGURE_WIDE,
                     .height = HEIGHT,
                     .draw = draw,
                     .data = chart,
                     .csv = fus_study_figure_own (figure, fus_interval_chart_csv (chart), g_free) };
  note = fus_study_figure_begin_note (study, findings->result.origin.hash,
                                      &findings->result.origin.tally);
  fus_json_add_string (note, "target", "predicted");
  fus_json_add_string (note, "interval",
                       "2.5 to 97.5 percentile of 1000 bootstraps over people, moved so that their "
                       "mean is the effect");
  fus_study_figure_end_note (figure, note);
  return figure;
}
