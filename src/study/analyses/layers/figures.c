/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/layers/figures.h"

#include "study/figures/layer-curves.h"

#include <glib/gi18n-lib.h>
#include <math.h>

FusStudyFigure *
fus_study_figure_layers (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  const FusStudyLayers *layers = result;
  FusStudyFigure *figure = fus_study_figure_new ();
  FusCurveGrid *grid = fus_study_figure_alloc (figure, sizeof *grid);
  FusCurvePlot *plots = fus_study_figure_alloc (figure, FUS_N_NETWORKS * sizeof *plots);
  FusCurveKey *keys = fus_study_figure_alloc (figure, 2 * FUS_N_TASKS * sizeof *keys);
  g_autofree char *n_test = fus_count_text (layers->n_test);
  g_autofree char *n_train = fus_count_text (layers->n_train);
  JsonBuilder *note = fus_study_figure_begin_note (study, layers->result.origin.hash,
                                                   &layers->result.origin.tally);

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      keys[task] = (FusCurveKey){ fus_task_title (task), fus_color_task[task], FALSE, FALSE };
      keys[FUS_N_TASKS + task]
          = (FusCurveKey){ task == FUS_TASK_IDENTITY ? _ ("chance for identity")
                                                     : _ ("chance for expression"),
                           fus_color_task[task], TRUE, FALSE };
    }
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      const FusNetworkLayers *network = layers->network[kind];
      FusCurve *curves;

      if (network == NULL)
        continue;
      curves = fus_study_figure_alloc (figure, 2 * FUS_N_TASKS * sizeof *curves);
      for (FusTask task = 0; task < FUS_N_TASKS; task++)
        {
          double *low = fus_layer_curves_numbers (figure, FUS_LAYER_HEADS),
                 *high = fus_layer_curves_numbers (figure, FUS_LAYER_HEADS);

          curves[task] = fus_layer_curve (figure, NULL, fus_color_task[task], FALSE);
          curves[FUS_N_TASKS + task] = fus_layer_curve (figure, NULL, fus_color_task[task], TRUE);
          curves[task].name = keys[task].label;
          curves[FUS_N_TASKS + task].name = keys[FUS_N_TASKS + task].label;
          curves[task].low = low;
          curves[task].high = high;
          for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
            {
              fus_layer_curve_set (&curves[task], layer, network->decoding[layer][task].accuracy);
              fus_layer_curve_set (&curves[FUS_N_TASKS + task], layer, layers->chance[task]);
              low[layer] = network->decoding[layer][task].low;
              high[layer] = network->decoding[layer][task].high;
            }
        }
      plots[grid->n_plots] = fus_layer_plot (figure, fus_network_title (kind),
                                             grid->n_plots == 0 ? _ ("Decoding accuracy") : NULL,
                                             curves, 2 * FUS_N_TASKS);
      plots[grid->n_plots++].percent = TRUE;
    }
  grid->plots = plots;
  grid->n_columns = MAX (grid->n_plots, 1);
  grid->keys = keys;
  grid->n_keys = 2 * FUS_N_TASKS;
  grid->note = fus_study_figure_own (
      figure,
      /* Translators: %s are "n = 490 (identity), 490 (expression)". */
      g_strdup_printf (_ ("Linear SVM on each layer’s activations, averaged over the map; trained "
                          "on %s, tested on %s frames. Bands: 2.5 to 97.5 percentile of 100 "
                          "bootstraps over test frames."),
                       n_train, n_test),
      g_free);
  fus_note_add_counts (note, "-train-frames", layers->n_train);
  fus_note_add_counts (note, "-test-frames", layers->n_test);
  fus_study_figure_set_curves (figure, grid, "layer-decoding", _ ("Decoding by layer"),
                               FUS_FIGURE_WIDE, 75, note);
  return figure;
}

FusStudyFigure *
fus_study_figure_alignment (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  const FusStudyLayers *layers = result;
  FusStudyFigure *figure = fus_study_figure_new ();
  FusCurveGrid *grid = fus_study_figure_alloc (figure, sizeof *grid);
  FusCurvePlot *plot = fus_study_figure_alloc (figure, sizeof *plot);
  FusCurve *curves = fus_study_figure_alloc (figure, 2 * FUS_N_NETWORKS * sizeof *curves);
  g_autofree char *n = g_strdup_printf ("%u", layers->n_aligned);
  JsonBuilder *note = fus_study_figure_begin_note (study, layers->result.origin.hash,
                                                   &layers->result.origin.tally);
  guint n_curves = 0;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      const FusNetworkLayers *network = layers->network[kind];
      double *low, *high;
      FusCurve *curve, *shuffled;

      if (network == NULL)
        continue;
      low = fus_layer_curves_numbers (figure, FUS_LAYER_HEADS);
      high = fus_layer_curves_numbers (figure, FUS_LAYER_HEADS);
      curve = &curves[n_curves++];
      shuffled = &curves[n_curves++];
      *curve = fus_layer_curve (figure, fus_network_title (kind), fus_study_network_color (kind),
                                FALSE);
      *shuffled = fus_layer_curve (figure, NULL, fus_study_network_color (kind), TRUE);
      shuffled->name = fus_study_figure_own (
          figure,
          /* Translators: %s is a network: "Joint network, shuffled". */
          g_strdup_printf (_ ("%s, shuffled"), fus_network_title (kind)), g_free);
      curve->low = low;
      curve->high = high;
      for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
        {
          fus_layer_curve_set (curve, layer, network->alignment[layer].congruence);
          fus_layer_curve_set (shuffled, layer, network->alignment[layer].shuffled);
          low[layer] = network->alignment[layer].low;
          high[layer] = network->alignment[layer].high;
        }
    }
  *plot = fus_layer_plot (figure, _ ("Alignment of identity and expression"), _ ("Congruence"),
                          curves, n_curves);
  *grid = (FusCurveGrid){
    .plots = plot,
    .n_plots = 1,
    .n_columns = 1,
    .note = fus_study_figure_own (
        figure,
        g_strdup_printf (_ ("Tucker’s congruence of the variance between people and between "
                            "expressions; 0: orthogonal, 1: the same directions. %s test frames; "
                            "bands: 2.5 to 97.5 percentile of 100 bootstraps over people; dashed: "
                            "expressions shuffled."),
                         n),
        g_free),
  };
  fus_json_add_int (note, "alignment-frames", layers->n_aligned);
  fus_study_figure_set_curves (figure, grid, "layer-alignment", plot->title, FUS_LAYER_FIGURE_WIDTH,
                               85, note);
  return figure;
}
