/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/training/training-figure.h"

#include "figures/curves.h"
#include "study/figures/study-figure-private.h"
#include "study/folder/table.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define HEIGHT 65.0
#define N_PARTS 2

static void
draw (cairo_t *cr, double width, double height, FusColor ink, FusColor ground, double font_size,
      gpointer data)
{
  fus_curve_plot_draw (cr, data, width, height, ink, font_size);
}

static const char *
curve_label (FusPart part, FusTask task)
{
  if (part == FUS_PART_TEST)
    return task == FUS_TASK_IDENTITY ? _ ("Identity, test") : _ ("Expression, test");
  return task == FUS_TASK_IDENTITY ? _ ("Identity, training") : _ ("Expression, training");
}

static double
value_of (const FusEpoch *epoch, FusTrainingQuantity quantity, FusPart part, FusTask task)
{
  return quantity == FUS_TRAINING_ACCURACY ? epoch->accuracy[part][task] : epoch->loss[part][task];
}

/* One column of the log; FALSE where the network has no such head. */
static gboolean
fill_column (double *y, const GArray *log, FusTrainingQuantity quantity, FusPart part, FusTask task)
{
  gboolean any = FALSE;

  for (guint i = 0; i < log->len; i++)
    {
      y[i] = value_of (&g_array_index (log, FusEpoch, i), quantity, part, task);
      any |= !isnan (y[i]);
    }
  return any;
}

static void
add_curves (FusStudyFigure *figure, FusCurvePlot *plot, const GArray *log,
            FusTrainingQuantity quantity)
{
  FusCurve *curves = fus_study_figure_alloc (figure, N_PARTS * FUS_N_TASKS * sizeof *curves);
  double *x = fus_study_figure_alloc (figure, log->len * sizeof *x);

  for (guint i = 0; i < log->len; i++)
    {
      x[i] = g_array_index (log, FusEpoch, i).epoch;
      plot->x_max = MAX (plot->x_max, x[i]);
    }
  plot->curves = curves;
  for (FusPart part = FUS_PART_TRAIN; part <= FUS_PART_TEST; part++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      {
        double *y = fus_study_figure_alloc (figure, log->len * sizeof *y);

        if (fill_column (y, log, quantity, part, task))
          curves[plot->n_curves++] = (FusCurve){ .label = curve_label (part, task),
                                                 .x = x,
                                                 .y = y,
                                                 .n = log->len,
                                                 .color = fus_color_task[task],
                                                 .dashed = part == FUS_PART_TRAIN };
      }
}

/* The lowest of the network's heads: one line that all curves can be held against. */
static double
lowest_chance (FusStudy *study, FusNetworkKind kind)
{
  double chance = NAN;

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      const FusTaskClasses *classes = fus_study_classes (study, task);

      if (fus_network_kind_has_task (kind, task) && classes != NULL && classes->n > 0)
        chance = fmin (chance, 1.0 / classes->n);
    }
  return chance;
}

/* epoch,part,task,accuracy (or loss) */
static char *
make_csv (const GArray *log, FusTrainingQuantity quantity)
{
  const char *const columns[]
      = { "epoch", "part", "task", quantity == FUS_TRAINING_ACCURACY ? "accuracy" : "loss", NULL };
  g_autoptr (FusTable) table = fus_table_new (columns);

  for (guint i = 0; i < log->len; i++)
    for (FusPart part = FUS_PART_TRAIN; part <= FUS_PART_TEST; part++)
      for (FusTask task = 0; task < FUS_N_TASKS; task++)
        {
          const FusEpoch *epoch = &g_array_index (log, FusEpoch, i);
          const double value = value_of (epoch, quantity, part, task);

          if (isnan (value))
            continue;
          fus_table_add_int (table, epoch->epoch);
          fus_table_add_string (table, fus_part_name (part));
          fus_table_add_string (table, fus_task_name (task));
          fus_table_add_double (table, value);
        }
  return g_strdup (fus_table_text (table));
}

static void
add_note (FusStudyFigure *figure, FusStudy *study, FusNetworkKind kind, const GArray *log)
{
  char *const hashes[FUS_N_NETWORKS] = { NULL };
  const FusProtocol *protocol = fus_study_protocol (study);
  JsonBuilder *note = fus_study_figure_begin_note (study, hashes, NULL);

  fus_json_add_string (note, "network", fus_network_kind_name (kind));
  fus_json_add_int (note, "epochs-trained", log->len);
  fus_json_add_int (note, "epochs", protocol->epochs);
  fus_json_add_int (note, "batch", protocol->batch);
  fus_json_add_double (note, "learning-rate", protocol->learning_rate);
  fus_study_figure_end_note (figure, note);
}

FusStudyFigure *
fus_study_figure_training (FusStudy *study, FusNetworkKind kind, const GArray *log, guint n_epochs,
                           FusTrainingQuantity quantity)
{
  const gboolean accuracy = quantity == FUS_TRAINING_ACCURACY;
  FusStudyFigure *figure = fus_study_figure_new ();
  FusCurvePlot *plot = fus_study_figure_alloc (figure, sizeof *plot);
  /* Translators: a network: "Joint network: accuracy". */
  char *title
      = g_strdup_printf (accuracy ? _ ("%s: accuracy") : _ ("%s: loss"), fus_network_title (kind));

  fus_study_figure_own (figure, title, g_free);
  *plot = (FusCurvePlot){ .title = title,
                          .x_label = _ ("Epoch"),
                          .y_label = accuracy ? _ ("Frames told right") : _ ("Cross-entropy"),
                          .x_max = MAX (n_epochs, 1),
                          .y_max = accuracy ? 1 : NAN,
                          .reference = accuracy ? lowest_chance (study, kind) : NAN,
                          .reference_label = _ ("chance"),
                          .percent = accuracy };
  add_curves (figure, plot, log, quantity);
  figure->figure = (FusFigure){
    .name = fus_study_figure_own (figure,
                                  g_strdup_printf ("training-%s-%s", fus_network_kind_name (kind),
                                                   accuracy ? "accuracy" : "loss"),
                                  g_free),
    .title = title,
    .width = FUS_FIGURE_NARROW,
    .height = HEIGHT,
    .draw = draw,
    .data = plot,
    .csv = fus_study_figure_own (figure, make_csv (log, quantity), g_free),
  };
  add_note (figure, study, kind, log);
  return figure;
}
