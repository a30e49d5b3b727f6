/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/layers/figures.h"

#include "study/figures/study-figure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MIDDLE 120.0
/* Per task: without its own units, without the other's, at random. */
#define CURVES_OF_TASK 3

static double *
numbers (FusStudyFigure *figure, guint n)
{
  return fus_study_figure_alloc (figure, n * sizeof (double));
}

/* 0, 1, 2, … */
static double *
steps (FusStudyFigure *figure, guint n)
{
  double *x = numbers (figure, n);

  for (guint i = 0; i < n; i++)
    x[i] = i;
  return x;
}

static const char *const *
layer_names (FusStudyFigure *figure)
{
  const char **names = fus_study_figure_alloc (figure, FUS_LAYER_HEADS * sizeof *names);

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    names[layer] = fus_layer_name (layer);
  return names;
}

static FusStudyFigure *
finish (FusStudyFigure *figure, FusCurveGrid *grid, const char *name, const char *title,
        double width, double height, JsonBuilder *note)
{
  fus_study_figure_set_curves (figure, grid, name, title, width, height, note);
  return figure;
}

/* Lesion curves */

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

static void
add_counts (JsonBuilder *note, const char *what, const guint counts[FUS_N_TASKS])
{
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autofree char *member = g_strconcat (fus_task_name (task), what, NULL);

      fus_note_add_int (note, member, counts[task]);
    }
}

/* "n = 105 (identity), 105 (expression)" */
static char *
count_text (const guint counts[FUS_N_TASKS])
{
  return g_strdup_printf (_ ("n = %u (identity), %u (expression)"), counts[FUS_TASK_IDENTITY],
                          counts[FUS_TASK_EXPRESSION]);
}

FusStudyFigure *
fus_study_figure_lesions (FusStudy *study, const FusStudyLesions *lesions, FusNetworkKind kind)
{
  static const char *const shares[FUS_N_LESION_SHARES] = { "0", "1", "2", "5", "10", "20", "50" };
  const FusNetworkLesions *network = lesions->network[kind];
  g_autofree char *n_test = count_text (lesions->n_test);
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
  x = steps (figure, FUS_N_LESION_SHARES);
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
  note = fus_study_figure_begin_note (study, lesions->set.hash);
  fus_note_add_string (note, "network", fus_network_kind_name (kind));
  add_counts (note, "-train-frames", lesions->n_train);
  add_counts (note, "-test-frames", lesions->n_test);
  return finish (figure, grid,
                 fus_study_figure_own (
                     figure, g_strconcat ("lesions-", fus_network_kind_name (kind), NULL), g_free),
                 fus_study_network_title (kind), FUS_FIGURE_WIDE, 160, note);
}

/* One value per layer with an interval (@low nullable) */
static FusCurve
layer_curve (FusStudyFigure *figure, const char *label, FusColor color, gboolean dashed)
{
  return (FusCurve){ .label = label,
                     .name = label,
                     .x = steps (figure, FUS_LAYER_HEADS),
                     .y = numbers (figure, FUS_LAYER_HEADS),
                     .n = FUS_LAYER_HEADS,
                     .color = color,
                     .dashed = dashed };
}

static void
set_value (FusCurve *curve, guint layer, double value)
{
  ((double *) curve->y)[layer] = value;
}

static FusCurvePlot
layer_plot (FusStudyFigure *figure, const char *title, const char *y_label, const FusCurve *curves,
            guint n_curves)
{
  return (FusCurvePlot){ .title = title,
                         .y_label = y_label,
                         .curves = curves,
                         .n_curves = n_curves,
                         .x_min = 0,
                         .x_max = FUS_LAYER_HEADS - 1,
                         .y_min = 0,
                         .y_max = 1,
                         .reference = NAN,
                         .x_names = layer_names (figure) };
}

FusStudyFigure *
fus_study_figure_specificity (FusStudy *study, const FusStudyLesions *lesions)
{
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
  curves[0] = layer_curve (figure, _ ("Between tasks"), fus_study_network_color (FUS_NETWORK_JOINT),
                           FALSE);
  curves[1] = layer_curve (figure, _ ("Within a task"), fus_study_network_color (FUS_NETWORK_JOINT),
                           TRUE);
  for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      set_value (&curves[0], layer, joint->layer[layer].between);
      set_value (&curves[1], layer, joint->layer[layer].within);
    }
  *plot = layer_plot (figure, _ ("How task-specific units are"), _ ("Distance of the damage"),
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
  note = fus_study_figure_begin_note (study, lesions->set.hash);
  add_counts (note, "-train-frames", lesions->n_train);
  return finish (figure, grid, "lesion-specificity", plot->title, MIDDLE, 80, note);
}

/* What each layer tells */

FusStudyFigure *
fus_study_figure_layers (FusStudy *study, const FusStudyLayers *layers)
{
  FusStudyFigure *figure = fus_study_figure_new ();
  FusCurveGrid *grid = fus_study_figure_alloc (figure, sizeof *grid);
  FusCurvePlot *plots = fus_study_figure_alloc (figure, FUS_N_NETWORKS * sizeof *plots);
  FusCurveKey *keys = fus_study_figure_alloc (figure, 2 * FUS_N_TASKS * sizeof *keys);
  g_autofree char *n_test = count_text (layers->n_test);
  g_autofree char *n_train = count_text (layers->n_train);
  JsonBuilder *note = fus_study_figure_begin_note (study, layers->set.hash);

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      keys[task] = (FusCurveKey){ fus_study_task_title (task), fus_color_task[task], FALSE, FALSE };
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
          double *low = numbers (figure, FUS_LAYER_HEADS),
                 *high = numbers (figure, FUS_LAYER_HEADS);

          curves[task] = layer_curve (figure, NULL, fus_color_task[task], FALSE);
          curves[FUS_N_TASKS + task] = layer_curve (figure, NULL, fus_color_task[task], TRUE);
          curves[task].name = keys[task].label;
          curves[FUS_N_TASKS + task].name = keys[FUS_N_TASKS + task].label;
          curves[task].low = low;
          curves[task].high = high;
          for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
            {
              set_value (&curves[task], layer, network->decoding[layer][task].accuracy);
              set_value (&curves[FUS_N_TASKS + task], layer, layers->chance[task]);
              low[layer] = network->decoding[layer][task].low;
              high[layer] = network->decoding[layer][task].high;
            }
        }
      plots[grid->n_plots] = layer_plot (figure, fus_study_network_title (kind),
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
  add_counts (note, "-train-frames", layers->n_train);
  add_counts (note, "-test-frames", layers->n_test);
  return finish (figure, grid, "layer-decoding", _ ("Decoding by layer"), FUS_FIGURE_WIDE, 75,
                 note);
}

FusStudyFigure *
fus_study_figure_alignment (FusStudy *study, const FusStudyLayers *layers)
{
  FusStudyFigure *figure = fus_study_figure_new ();
  FusCurveGrid *grid = fus_study_figure_alloc (figure, sizeof *grid);
  FusCurvePlot *plot = fus_study_figure_alloc (figure, sizeof *plot);
  FusCurve *curves = fus_study_figure_alloc (figure, 2 * FUS_N_NETWORKS * sizeof *curves);
  g_autofree char *n = g_strdup_printf ("%u", layers->n_aligned);
  JsonBuilder *note = fus_study_figure_begin_note (study, layers->set.hash);
  guint n_curves = 0;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      const FusNetworkLayers *network = layers->network[kind];
      double *low, *high;
      FusCurve *curve, *shuffled;

      if (network == NULL)
        continue;
      low = numbers (figure, FUS_LAYER_HEADS);
      high = numbers (figure, FUS_LAYER_HEADS);
      curve = &curves[n_curves++];
      shuffled = &curves[n_curves++];
      *curve = layer_curve (figure, fus_study_network_title (kind), fus_study_network_color (kind),
                            FALSE);
      *shuffled = layer_curve (figure, NULL, fus_study_network_color (kind), TRUE);
      shuffled->name = fus_study_figure_own (
          figure,
          /* Translators: %s is a network: "Joint network, shuffled". */
          g_strdup_printf (_ ("%s, shuffled"), fus_study_network_title (kind)), g_free);
      curve->low = low;
      curve->high = high;
      for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
        {
          set_value (curve, layer, network->alignment[layer].congruence);
          set_value (shuffled, layer, network->alignment[layer].shuffled);
          low[layer] = network->alignment[layer].low;
          high[layer] = network->alignment[layer].high;
        }
    }
  *plot = layer_plot (figure, _ ("Alignment of identity and expression"), _ ("Congruence"), curves,
                      n_curves);
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
  fus_note_add_int (note, "alignment-frames", layers->n_aligned);
  return finish (figure, grid, "layer-alignment", plot->title, MIDDLE, 85, note);
}
