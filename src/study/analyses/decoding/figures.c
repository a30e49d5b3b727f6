/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/decoding/figures.h"

#include "study/figures/study-figure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define CHART_HEIGHT 75.0

static void
draw_chart (cairo_t *cr, double width, double height, FusColor ink, FusColor ground,
            double font_size, gpointer data)
{
  fus_bar_chart_draw (cr, data, width, height, ink, font_size);
}

static void
draw_confusion (cairo_t *cr, double width, double height, FusColor ink, FusColor ground,
                double font_size, gpointer data)
{
  fus_confusion_plot_draw (cr, data, width, height, ink, ground, font_size);
}

/* Which interval of a network and task a chart shows. */
typedef const FusBootstrap *(*FusMeasure) (const FusTaskSpecialization *task, FusNetworkKind kind);

static const FusBootstrap *
measure_decoding (const FusTaskSpecialization *task, FusNetworkKind kind)
{
  return task->decoding[kind];
}

static const FusBootstrap *
measure_accuracy (const FusTaskSpecialization *task, FusNetworkKind kind)
{
  return task->accuracy[kind];
}

/* The task's own network is solid, the joint one hatched, the other one light. */
static FusFill
fill_of (FusTask task, FusNetworkKind kind)
{
  if (kind == FUS_NETWORK_JOINT)
    return FUS_FILL_HATCHED;
  return kind == fus_specialized_network (task) ? FUS_FILL_SOLID : FUS_FILL_LIGHT;
}

/* Own network first, then the joint one, then the other. */
static FusNetworkKind
kind_at (FusTask task, guint position)
{
  const FusNetworkKind order[] = { fus_specialized_network (task), FUS_NETWORK_JOINT,
                                   fus_specialized_network ((FusTask) (1 - task)) };

  return order[position];
}

static void
fill_group (FusStudyFigure *figure, FusBarGroup *group, FusTask t,
            const FusTaskSpecialization *task, FusMeasure measure)
{
  FusBar *bars = fus_study_figure_alloc (figure, FUS_N_NETWORKS * sizeof (FusBar));

  *group = (FusBarGroup){ .label = fus_task_title (t), .bars = bars, .chance = task->chance };
  for (guint i = 0; i < FUS_N_NETWORKS; i++)
    {
      FusNetworkKind kind = kind_at (t, i);
      const FusBootstrap *interval = measure (task, kind);

      if (interval == NULL)
        continue;
      bars[group->n_bars++] = (FusBar){ .label = fus_network_title (kind),
                                        .value = interval->value,
                                        .low = interval->low,
                                        .high = interval->high,
                                        .n = interval->n,
                                        .color = fus_color_task[t],
                                        .fill = fill_of (t, kind) };
      g_array_append_val (figure->bar_networks[t], kind);
    }
}

static gsize
n_measured (const FusTaskSpecialization *task, FusMeasure measure)
{
  gsize n = 0;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (measure (task, kind) != NULL)
      n = MAX (n, measure (task, kind)->n);
  return n;
}

/* "Bars: …; interval: …; n = 490 (identity), 490 (expression)." */
static char *
interval_note (const FusSpecialization *specialization, FusMeasure measure, const char *bars)
{
  g_autofree char *identity = g_strdup_printf (
      "%" G_GSIZE_FORMAT, n_measured (&specialization->task[FUS_TASK_IDENTITY], measure));
  g_autofree char *expression = g_strdup_printf (
      "%" G_GSIZE_FORMAT, n_measured (&specialization->task[FUS_TASK_EXPRESSION], measure));

  /* Translators: the first %s says what the bars are, the others are numbers of frames. */
  return g_strdup_printf (_ ("%s Interval: 2.5 to 97.5 percentile of 100 bootstraps over test "
                             "frames; n = %s (identity), %s (expression)."),
                          bars, identity, expression);
}

static FusStudyFigure *
chart_figure (FusStudy *study, const FusSpecialization *specialization, const char *name,
              const char *title, const char *y_label, const char *bars, FusMeasure measure)
{
  FusStudyFigure *figure = fus_study_figure_new ();
  FusBarChart *chart = fus_study_figure_alloc (figure, sizeof *chart);
  FusBarGroup *groups = fus_study_figure_alloc (figure, FUS_N_TASKS * sizeof *groups);
  JsonBuilder *note = fus_study_figure_begin_note (study, specialization->result.origin.hash,
                                                   &specialization->result.origin.tally);

  for (FusTask t = 0; t < FUS_N_TASKS; t++)
    fill_group (figure, &groups[t], t, &specialization->task[t], measure);
  *chart = (FusBarChart){ .title = title,
                          .y_label = y_label,
                          .groups = groups,
                          .n_groups = FUS_N_TASKS,
                          .y_max = 1,
                          .percent = TRUE,
                          .note = fus_study_figure_own (
                              figure, interval_note (specialization, measure, bars), g_free) };
  figure->chart = chart;
  figure->figure = (FusFigure){
    .name = name,
    .title = title,
    .width = FUS_FIGURE_NARROW,
    .height = CHART_HEIGHT,
    .draw = draw_chart,
    .data = chart,
    .csv = fus_study_figure_own (figure, fus_bar_chart_csv (chart), g_free),
  };
  fus_json_add_string (note, "interval", "2.5 to 97.5 percentile of 100 bootstraps over frames");
  fus_study_figure_end_note (figure, note);
  return figure;
}

FusStudyFigure *
fus_study_figure_decoding (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  return chart_figure (study, result, "figure-1b", _ ("Decoding from the networks"),
                       _ ("Decoding accuracy"), _ ("Linear SVM on fc2, the second-to-last layer."),
                       measure_decoding);
}

FusStudyFigure *
fus_study_figure_accuracy (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  return chart_figure (study, result, "figure-1c", _ ("Accuracy of the networks"), _ ("Accuracy"),
                       _ ("The networks’ own predictions."), measure_accuracy);
}

/* Two charts, and the figures that own them. */
typedef struct
{
  FusStudyFigure *parts[2];
} FusChartPair;

static void
free_pair (gpointer data)
{
  FusChartPair *pair = data;

  for (guint i = 0; i < G_N_ELEMENTS (pair->parts); i++)
    fus_study_figure_free (pair->parts[i]);
  g_free (pair);
}

static void
draw_pair (cairo_t *cr, double width, double height, FusColor ink, FusColor ground,
           double font_size, gpointer data)
{
  const FusChartPair *pair = data;
  double gap = 2 * font_size, part = (width - gap) / 2;

  for (guint i = 0; i < G_N_ELEMENTS (pair->parts); i++)
    {
      cairo_save (cr);
      cairo_translate (cr, i * (part + gap), 0);
      fus_bar_chart_draw (cr, pair->parts[i]->chart, part, height, ink, font_size);
      cairo_restore (cr);
    }
}

/* Both tables as one, with the panel's letter first. */
static char *
pair_csv (const FusChartPair *pair)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pair->parts); i++)
    {
      g_auto (GStrv) lines = g_strsplit (pair->parts[i]->figure.csv, "\n", 0);

      for (guint j = 0; lines[j] != NULL; j++)
        if (*lines[j] != '\0' && (i == 0 || j > 0))
          g_string_append_printf (text, "%s,%s\n", j == 0 ? "panel" : i == 0 ? "A" : "B", lines[j]);
    }
  return g_string_free (text, FALSE);
}

FusStudyFigure *
fus_study_figure_two_datasets (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  const FusSpecialization *specialization = result;
  FusStudyFigure *figure;
  FusChartPair *pair;
  JsonBuilder *note;

  if (fus_study_n_datasets (study) < 2)
    return NULL;
  figure = fus_study_figure_new ();
  pair = fus_study_figure_own (figure, g_new0 (FusChartPair, 1), free_pair);
  pair->parts[0] = fus_study_figure_accuracy (study, result, 0, NULL);
  pair->parts[1] = fus_study_figure_decoding (study, result, 0, NULL);
  figure->figure = (FusFigure){
    .name = "figure-s1",
    .title = _ ("Accuracy and decoding, from two data sets"),
    .width = FUS_FIGURE_WIDE,
    .height = CHART_HEIGHT,
    .draw = draw_pair,
    .data = pair,
    .csv = fus_study_figure_own (figure, pair_csv (pair), g_free),
  };
  note = fus_study_figure_begin_note (study, specialization->result.origin.hash,
                                      &specialization->result.origin.tally);
  fus_json_add_string (note, "identity-data",
                       fus_dataset_kind_name (fus_study_dataset_kind (study, 0)));
  fus_json_add_string (note, "expression-data",
                       fus_dataset_kind_name (fus_study_dataset_kind (study, 1)));
  fus_json_add_string (note, "interval", "2.5 to 97.5 percentile of 100 bootstraps over frames");
  fus_study_figure_end_note (figure, note);
  return figure;
}

/* Side of the plot: cells of many people need the whole page. */
static double
confusion_width (guint n_classes)
{
  return n_classes > 12 ? FUS_FIGURE_WIDE : FUS_FIGURE_NARROW;
}

FusStudyFigure *
fus_study_figure_confusion (FusStudy *study, gconstpointer result, guint head, GError **error)
{
  const FusSpecialization *specialization = result;
  const FusNetworkKind kind = (FusNetworkKind) (head / FUS_N_TASKS);
  const FusTask t = (FusTask) (head % FUS_N_TASKS);
  const FusTaskSpecialization *task = &specialization->task[t];
  g_autofree char *n = NULL;
  FusStudyFigure *figure;
  FusConfusionPlot *plot;
  const char **names;
  JsonBuilder *note;

  if (task->accuracy[kind] != NULL && task->n_classes > FUS_MOST_CONFUSED)
    {
      g_set_error (
          error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TOO_LARGE,
          _ ("A confusion matrix is drawn of up to %d classes; here are %u. What each frame "
             "was taken for is in analysis/predictions.csv."),
          FUS_MOST_CONFUSED, task->n_classes);
      return NULL;
    }
  if (task->confusion[kind] == NULL || task->accuracy[kind] == NULL)
    return NULL;
  figure = fus_study_figure_new ();
  plot = fus_study_figure_alloc (figure, sizeof *plot);
  names = fus_study_figure_alloc (figure, task->n_classes * sizeof *names);
  for (guint i = 0; i < task->n_classes; i++)
    names[i] = fus_study_figure_own (figure, g_strdup (fus_class_title (t, task->class_names[i])),
                                     g_free);
  n = g_strdup_printf ("%" G_GSIZE_FORMAT, task->accuracy[kind]->n);
  *plot = (FusConfusionPlot){
    .title = fus_network_title (kind),
    .class_names = names,
    .counts = fus_study_figure_own (
        figure,
        g_memdup2 (task->confusion[kind],
                   (gsize) task->n_classes * task->n_classes * sizeof (guint32)),
        g_free),
    .k = task->n_classes,
    .task = t,
    .note = fus_study_figure_own (
        figure, g_strdup_printf (_ ("Share of each true class; n = %s test frames."), n), g_free),
  };
  figure->confusion = plot;
  figure->figure = (FusFigure){
    .name = fus_study_figure_own (
        figure,
        g_strdup_printf ("confusion-%s-%s", fus_network_kind_name (kind), fus_task_name (t)),
        g_free),
    .title = plot->title,
    .width = confusion_width (task->n_classes),
    .height = confusion_width (task->n_classes),
    .draw = draw_confusion,
    .data = plot,
    .csv = fus_study_figure_own (figure, fus_confusion_plot_csv (plot), g_free),
  };
  note = fus_study_figure_begin_note (study, specialization->result.origin.hash,
                                      &specialization->result.origin.tally);
  fus_json_add_string (note, "network", fus_network_kind_name (kind));
  fus_json_add_string (note, "task", fus_task_name (t));
  fus_study_figure_end_note (figure, note);
  return figure;
}
