/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/figures/study-figure-private.h"

#include <glib/gi18n-lib.h>

FusStudyFigure *
fus_study_figure_new (void)
{
  FusStudyFigure *figure = g_new0 (FusStudyFigure, 1);

  figure->owned = g_ptr_array_new ();
  figure->owned_free = g_array_new (FALSE, FALSE, sizeof (GDestroyNotify));
  for (int task = 0; task < FUS_N_TASKS; task++)
    figure->bar_networks[task] = g_array_new (FALSE, FALSE, sizeof (FusNetworkKind));
  return figure;
}

void
fus_study_figure_free (FusStudyFigure *figure)
{
  for (guint i = figure->owned->len; i-- > 0;)
    g_array_index (figure->owned_free, GDestroyNotify, i) (g_ptr_array_index (figure->owned, i));
  g_ptr_array_unref (figure->owned);
  g_array_unref (figure->owned_free);
  g_free (figure->missing);
  for (int task = 0; task < FUS_N_TASKS; task++)
    g_array_unref (figure->bar_networks[task]);
  g_free (figure);
}

void
fus_study_figure_set_tally (FusStudyFigure *figure, const FusFrameTally *tally)
{
  g_free (figure->missing);
  figure->missing = fus_frame_tally_text (tally);
}

const char *
fus_study_figure_missing (FusStudyFigure *figure)
{
  return figure->missing;
}

gpointer
fus_study_figure_own (FusStudyFigure *figure, gpointer data, GDestroyNotify free_data)
{
  g_ptr_array_add (figure->owned, data);
  g_array_append_val (figure->owned_free, free_data);
  return data;
}

gpointer
fus_study_figure_alloc (FusStudyFigure *figure, gsize n)
{
  return fus_study_figure_own (figure, g_malloc0 (MAX (n, 1)), g_free);
}

static JsonBuilder *
begin_note (FusStudy *study, char *const hashes[FUS_N_NETWORKS])
{
  JsonBuilder *builder = json_builder_new_immutable ();
  const FusProtocol *protocol = fus_study_protocol (study);

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "study", fus_study_title (study));
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (hashes[kind] != NULL)
      {
        g_autofree char *member
            = g_strconcat (fus_network_kind_name ((FusNetworkKind) kind), "-network-hash", NULL);

        fus_json_add_string (builder, member, hashes[kind]);
      }
  fus_json_add_string (builder, "preset", fus_preset_name (protocol->preset));
  fus_json_add_int (builder, "image-size", protocol->image_size);
  fus_json_add_double (builder, "width", protocol->width);
  fus_json_add_int (builder, "seed", (gint64) protocol->seed);
  fus_json_add_string (builder, "version", FUS_VERSION);
  return builder;
}

JsonBuilder *
fus_study_figure_begin_note (FusStudy *study, char *const hashes[FUS_N_NETWORKS],
                             const FusFrameTally *tally)
{
  JsonBuilder *builder = begin_note (study, hashes);

  fus_json_add_string (builder, "part", fus_part_name (FUS_PART_TEST));
  if (tally != NULL)
    fus_frame_tally_note (tally, builder);
  return builder;
}

JsonBuilder *
fus_study_figure_begin_frame_note (FusStudy *study, char *const hashes[FUS_N_NETWORKS],
                                   gint64 index, const char *title)
{
  const FusFrameList *frames = fus_study_frames (study);
  JsonBuilder *builder = begin_note (study, hashes);

  fus_json_add_string (builder, "frame", index >= 0 ? frames->frames[index].path : title);
  if (index >= 0 && frames->frames[index].part != FUS_PART_NONE)
    fus_json_add_string (builder, "part", fus_part_name ((FusPart) frames->frames[index].part));
  return builder;
}

void
fus_study_figure_end_note (FusStudyFigure *figure, JsonBuilder *builder)
{
  json_builder_end_object (builder);
  figure->figure.origin
      = fus_study_figure_own (figure, fus_json_text (builder, FUS_JSON_LINES), g_free);
  g_object_unref (builder);
}

static void
draw_curves (cairo_t *cr, double width, double height, FusColor ink, FusColor ground,
             double font_size, gpointer data)
{
  fus_curve_grid_draw (cr, data, width, height, ink, font_size);
}

void
fus_study_figure_set_curves (FusStudyFigure *figure, FusCurveGrid *grid, const char *name,
                             const char *title, double width, double height, JsonBuilder *note)
{
  figure->figure
      = (FusFigure){ .name = name,
                     .title = title,
                     .width = width,
                     .height = height,
                     .draw = draw_curves,
                     .data = grid,
                     .csv = fus_study_figure_own (figure, fus_curve_grid_csv (grid), g_free) };
  fus_study_figure_end_note (figure, note);
}

static void
draw_bars (cairo_t *cr, double width, double height, FusColor ink, FusColor ground,
           double font_size, gpointer data)
{
  fus_bar_chart_draw (cr, data, width, height, ink, font_size);
}

void
fus_study_figure_set_bars (FusStudyFigure *figure, FusBarChart *chart, const char *name,
                           double width, double height, JsonBuilder *note)
{
  figure->chart = chart;
  figure->figure
      = (FusFigure){ .name = name,
                     .title = chart->title,
                     .width = width,
                     .height = height,
                     .draw = draw_bars,
                     .data = chart,
                     .csv = fus_study_figure_own (figure, fus_bar_chart_csv (chart), g_free) };
  fus_study_figure_end_note (figure, note);
}

const FusFigure *
fus_study_figure (FusStudyFigure *figure)
{
  return &figure->figure;
}

const FusBarChart *
fus_study_figure_chart (FusStudyFigure *figure)
{
  return figure->chart;
}

FusNetworkKind
fus_study_figure_bar_network (FusStudyFigure *figure, guint group, guint bar)
{
  g_assert (group < FUS_N_TASKS && bar < figure->bar_networks[group]->len);
  return g_array_index (figure->bar_networks[group], FusNetworkKind, bar);
}

const FusConfusionPlot *
fus_study_figure_confusion_plot (FusStudyFigure *figure)
{
  return figure->confusion;
}

FusColor
fus_study_network_color (FusNetworkKind kind)
{
  if (kind == FUS_NETWORK_JOINT)
    return (FusColor){ 0.5, 0.35, 0.65 };
  return fus_color_task[kind == FUS_NETWORK_IDENTITY ? FUS_TASK_IDENTITY : FUS_TASK_EXPRESSION];
}
