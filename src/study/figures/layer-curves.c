/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/figures/layer-curves.h"

#include <glib/gi18n-lib.h>
#include <math.h>

double *
fus_layer_curves_numbers (FusStudyFigure *figure, guint n)
{
  return fus_study_figure_alloc (figure, n * sizeof (double));
}

double *
fus_layer_curves_steps (FusStudyFigure *figure, guint n)
{
  double *x = fus_layer_curves_numbers (figure, n);

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

FusCurve
fus_layer_curve (FusStudyFigure *figure, const char *label, FusColor color, gboolean dashed)
{
  return (FusCurve){ .label = label,
                     .name = label,
                     .x = fus_layer_curves_steps (figure, FUS_LAYER_HEADS),
                     .y = fus_layer_curves_numbers (figure, FUS_LAYER_HEADS),
                     .n = FUS_LAYER_HEADS,
                     .color = color,
                     .dashed = dashed };
}

void
fus_layer_curve_set (FusCurve *curve, guint layer, double value)
{
  ((double *) curve->y)[layer] = value;
}

FusCurvePlot
fus_layer_plot (FusStudyFigure *figure, const char *title, const char *y_label,
                const FusCurve *curves, guint n_curves)
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

char *
fus_count_text (const guint counts[FUS_N_TASKS])
{
  return g_strdup_printf (_ ("n = %u (identity), %u (expression)"), counts[FUS_TASK_IDENTITY],
                          counts[FUS_TASK_EXPRESSION]);
}
