/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/lesions/figures.h"

#include "study/figures/layer-curves.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Per task: without its own units, without the other's, at random. */
#define CURVES_OF_TASK 3

/* What a curve is, in the key and in the CSV. */
static const char *
lesion_title (FusTask task, FusLesionChoice choice)
{
  if (choice == FUS_LESION_RANDOM)
    return task == FUS_TASK_IDENTITY ? _ ("identity, random units removed")
                                     : _ ("expression, random units removed");
  if (choice == FUS_LESION_BY_IDENTITY)
    return task == FUS_TASK_IDENTITY ? _ ("identity, identity’s units removed")
                                     : _ ("expression, identity’s units removed");
  return task == FUS_TASK_IDENTITY ? _ ("identity, expression’s units removed")
                                   : _ ("expression, expression’s units removed");
}

static gboolean
is_measured (const FusLesionCurve *curve)
{
  return !isnan (curve->accuracy[FUS_N_LESION_SHARES - 1]);
}

static double *
copy (FusStudyFigure *figure, const double *values)
{
  return fus_study_figure_own (figure, g_memdup2 (values, FUS_N_LESION_SHARES * sizeof (double)),
                               g_free);
}

static guint
fill_lesion_curves (FusStudyFigure *figure, FusCurve *curves, const double *x,
                    const FusNetworkLesions *network, guint place)
{
  guint n = 0;

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    for (guint choice = FUS_N_LESION_CHOICES; choice-- > 0;)
      {
        const FusLesionCurve *curve = &network->curve[place][choice][task];

        if (!is_measured (curve))
          continue;
        curves[n++] = (FusCurve){
          .name = lesion_title (task, (FusLesionChoice) choice),
          .x = x,
          .y = copy (figure, curve->accuracy),
          .n = FUS_N_LESION_SHARES,
          .color = fus_color_task[task],
          .dashed = choice != (guint) task,
          .low = choice == FUS_LESION_RANDOM ? copy (figure, curve->low) : NULL,
          .high = choice == FUS_LESION_RANDOM ? copy (figure, curve->high) : NULL,
          .band_only = choice == FUS_LESION_RANDOM,
        };
      }
  return n;
}

static guint
fill_lesion_keys (FusCurveKey *keys, const FusNetworkLesions *network)
{
  guint n = 0;

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    for (guint i = 0; i < FUS_N_LESION_CHOICES; i++)
      {
        /* Its own units first. */
        FusLesionChoice choice
            = i < FUS_N_TASKS ? (FusLesionChoice) ((task + i) % FUS_N_TASKS) : FUS_LESION_RANDOM;

        if (is_measured (&network->curve[0][choice][task]))
          keys[n++] = (FusCurveKey){ lesion_title (task, choice), fus_color_task[task],
                                     choice != (guint) task, choice == FUS_LESION_RANDOM };
      }
  return n;
}

FusStudyFigure *
fus_study_figure_lesions (FusStudy *study, gconstpointer result, guint kind, GError **error)
{
  const FusStudyLesions *lesions = result;
  static const char *const shares[FUS_N_LESION_SHARES] = { "0", "1", "2", "5", "10", "20", "50" };
  const FusNetworkLesions *network = lesions->network[kind];
  g_autofree char *n_test = fus_count_text (lesions->n_test);
  FusStudyFigure *figure;
  FusCurveGrid *grid;
  FusCurvePlot *plots;
  FusCurveKey *keys;
  const double *x;
  JsonBuilder *note;

  if (network == NULL)
    return NULL;
  figure = fus_study_figure_new ();
  grid = fus_study_figure_alloc (figure, sizeof *grid);
  plots = fus_study_figure_alloc (figure, FUS_N_LESION_PLACES * sizeof *plots);
  keys = fus_study_figure_alloc (figure, FUS_N_TASKS * CURVES_OF_TASK * sizeof *keys);
  x = fus_layer_curves_steps (figure, FUS_N_LESION_SHARES);
  for (guint place = 0; place < FUS_N_LESION_PLACES; place++)
    {
      FusCurve *curves
          = fus_study_figure_alloc (figure, FUS_N_TASKS * CURVES_OF_TASK * sizeof *curves);

      plots[place] = (FusCurvePlot){
        .title
        = place == FUS_LESION_ALL_LAYERS ? _ ("all layers") : fus_layer_name ((FusLayer) place),
        .x_label = _ ("Units removed (%)"),
        .curves = curves,
        .n_curves = fill_lesion_curves (figure, curves, x, network, place),
        .x_min = 0,
        .x_max = FUS_N_LESION_SHARES - 1,
        .y_min = 0,
        .y_max = 1,
        .reference = NAN,
        .percent = TRUE,
        .x_names = shares,
      };
    }
  *grid = (FusCurveGrid){
    .plots = plots,
    .n_plots = FUS_N_LESION_PLACES,
    .n_columns = 4,
    .keys = keys,
    .n_keys = fill_lesion_keys (keys, network),
    .note = fus_study_figure_own (
        figure,
        /* Translators: %s are "n = 105 (identity), 105 (expression)". */
        g_strdup_printf (_ ("Accuracy on test frames, %s, without the units that a task misses "
                            "most on training frames. Bands: from the worst to the best of 10 "
                            "random removals. Chance: %.1f %% (identity), %.1f %% "
                            "(expression)."),
                         n_test, 100 * lesions->chance[FUS_TASK_IDENTITY],
                         100 * lesions->chance[FUS_TASK_EXPRESSION]),
        g_free),
  };
  note = fus_study_figure_begin_note (study, lesions->result.origin.hash,
                                      &lesions->result.origin.tally);
  fus_json_add_string (note, "network", fus_network_kind_name ((FusNetworkKind) kind));
  fus_note_add_counts (note, "-train-frames", lesions->n_train);
  fus_note_add_counts (note, "-test-frames", lesions->n_test);
  fus_study_figure_set_curves (
      figure, grid,
      fus_study_figure_own (
          figure, g_strconcat ("lesions-", fus_network_kind_name ((FusNetworkKind) kind), NULL),
          g_free),
      fus_network_title ((FusNetworkKind) kind), FUS_FIGURE_WIDE, 160, note);
  return figure;
}

FusStudyFigure *
fus_study_figure_specificity (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  const FusStudyLesions *lesions = result;
  const FusNetworkLesions *joint = lesions->network[FUS_NETWORK_JOINT];
  FusStudyFigure *figure;
  FusCurveGrid *grid;
  FusCurvePlot *plot;
  FusCurve *curves;
  JsonBuilder *note;

  if (joint == NULL)
    return NULL;
  figure = fus_study_figure_new ();
  grid = fus_study_figure_alloc (figure, sizeof *grid);
  plot = fus_study_figure_alloc (figure, sizeof *plot);
  curves = fus_study_figure_alloc (figure, 2 * sizeof *curves);
  curves[0] = fus_layer_curve (figure, _ ("Between tasks"),
                               fus_study_network_color (FUS_NETWORK_JOINT), FALSE);
  curves[1] = fus_layer_curve (figure, _ ("Within a task"),
                               fus_study_network_color (FUS_NETWORK_JOINT), TRUE);
  for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      fus_layer_curve_set (&curves[0], layer, joint->layer[layer].between);
      fus_layer_curve_set (&curves[1], layer, joint->layer[layer].within);
    }
  *plot = fus_layer_plot (figure, _ ("How task-specific units are"), _ ("Distance of the damage"),
                          curves, 2);
  *grid = (FusCurveGrid){
    .plots = plot,
    .n_plots = 1,
    .n_columns = 1,
    .note
    = _ ("Joint network: how differently the loss of single units hurts the two tasks; 0: the "
         "same units matter as much, 1: no unit matters to both. Each from one half of the "
         "training frames against the other half; within a task is what chance comes to."),
  };
  note = fus_study_figure_begin_note (study, lesions->result.origin.hash,
                                      &lesions->result.origin.tally);
  fus_note_add_counts (note, "-train-frames", lesions->n_train);
  fus_study_figure_set_curves (figure, grid, "lesion-specificity", plot->title,
                               FUS_LAYER_FIGURE_WIDTH, 80, note);
  return figure;
}
