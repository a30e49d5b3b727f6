/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/stimuli/figures.h"

#include "figures/curves.h"
#include "figures/picture-grid.h"
#include "study/figures/study-figure-private.h"
#include "figures/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Blank units against depth */

typedef struct
{
  FusCurvePlot plot;
  const char *note;
} FusBlankChart;

#define CHART_HEIGHT 62
#define NOTE_HEIGHT 3.6 /* in heights of the font */

static void
draw_blank (cairo_t *cr, double width, double height, FusColor ink, FusColor ground,
            double font_size, gpointer data)
{
  const FusBlankChart *chart = data;
  const double note = NOTE_HEIGHT * font_size;

  fus_curve_plot_draw (cr, &chart->plot, width, height - note, ink, font_size);
  fus_text_draw (cr, chart->note, 0, height - note + 0.4 * font_size,
                 &(FusTextStyle){ .size = 0.9 * font_size, .width = width }, ink);
}

static char *
blank_csv (const FusStudyStimuli *stimuli)
{
  static const char *const columns[]
      = { "network", "layer", "depth", "units", "dead", "no-gradient", "flat", "blank", NULL };
  g_autoptr (FusTable) table = fus_table_new (columns);

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusLayer layer = 0; layer < FUS_N_CONV_LAYERS; layer++)
      {
        const guint *n_of = stimuli->n_of[kind][layer];

        if (stimuli->n_units[kind][layer] == 0)
          continue;
        fus_table_add_string (table, fus_network_kind_name (kind));
        fus_table_add_string (table, fus_layer_name (layer));
        fus_table_add_int (table, layer + 1);
        fus_table_add_int (table, stimuli->n_units[kind][layer]);
        fus_table_add_int (table, n_of[FUS_UNIT_DEAD]);
        fus_table_add_int (table, n_of[FUS_UNIT_NO_GRADIENT]);
        fus_table_add_int (table, n_of[FUS_UNIT_FLAT]);
        fus_table_add_double (table, fus_study_stimuli_blank (stimuli, kind, layer));
      }
  return g_strdup (fus_table_text (table));
}

FusStudyFigure *
fus_study_figure_blank_units (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  const FusStudyStimuli *stimuli = result;
  FusStudyFigure *figure = fus_study_figure_new ();
  FusBlankChart *chart = fus_study_figure_alloc (figure, sizeof *chart);
  FusCurve *curves = fus_study_figure_alloc (figure, FUS_N_NETWORKS * sizeof *curves);
  const char **names = fus_study_figure_alloc (figure, FUS_N_CONV_LAYERS * sizeof *names);
  guint n = 0;
  JsonBuilder *note;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      double *x, *y;

      if (stimuli->n_units[kind][0] == 0)
        continue;
      x = fus_study_figure_alloc (figure, FUS_N_CONV_LAYERS * sizeof *x);
      y = fus_study_figure_alloc (figure, FUS_N_CONV_LAYERS * sizeof *y);
      for (FusLayer layer = 0; layer < FUS_N_CONV_LAYERS; layer++)
        {
          x[layer] = layer;
          names[layer] = fus_layer_name (layer);
          y[layer] = fus_study_stimuli_blank (stimuli, kind, layer);
        }
      curves[n++] = (FusCurve){ .label = fus_network_title (kind),
                                .x = x,
                                .y = y,
                                .n = FUS_N_CONV_LAYERS,
                                .color = fus_study_network_color (kind) };
    }
  *chart = (FusBlankChart){
    .plot = { .title = _ ("Blank units by depth"),
              .y_label = _ ("Blank units"),
              .curves = curves,
              .n_curves = n,
              .x_min = 0,
              .x_max = FUS_N_CONV_LAYERS - 1,
              .y_min = 0,
              .y_max = NAN,
              .reference = NAN,
              .percent = TRUE,
              .x_names = names },
    .note = _ ("Dead on the test frames, silent on noise, or flat; gradient ascent on pixels. The "
               "paper (section 3.2): an increasing number of blank filters in the final layer."),
  };
  figure->figure = (FusFigure){ .name = "blank-units",
                                .title = chart->plot.title,
                                .width = FUS_FIGURE_NARROW,
                                .height = CHART_HEIGHT,
                                .draw = draw_blank,
                                .data = chart,
                                .csv = fus_study_figure_own (figure, blank_csv (stimuli), g_free) };
  note = fus_study_figure_begin_note (study, stimuli->result.origin.hash,
                                      &stimuli->result.origin.tally);
  fus_json_add_string (note, "method", fus_stimulus_method (FUS_STIMULUS_PAPER));
  fus_json_add_int (note, "steps", fus_stimulus_preset_steps (FUS_STIMULUS_PAPER));
  fus_json_add_int (note, "stimulus-seed", 1);
  fus_study_figure_end_note (figure, note);
  return figure;
}

/* Preferred stimuli by network and layer */

#define MAX_COLUMNS 4
/* In a millimetre; and those that a figure leaves free on each side. */
#define POINTS (72 / 25.4)
#define MARGIN 2

/* What a figure shows: of each layer, the units that are most active on the test frames. */
typedef struct
{
  const char *name;
  const char *title;
  const FusLayer *layers;
  guint n_layers;
  guint n; /* units of each */
  guint across;
  FusStimulusPreset preset;
} FusStimulusFigure;

static const FusLayer figure_3_layers[]
    = { FUS_LAYER_CONV1, FUS_LAYER_CONV4, FUS_LAYER_CONV6, FUS_LAYER_CONV8 };
static const FusLayer figure_s2a_layers[] = { FUS_LAYER_CONV8 };

static void
draw_grid (cairo_t *cr, double width, double height, FusColor ink, FusColor ground,
           double font_size, gpointer data)
{
  fus_picture_grid_draw (cr, data, width, height, ink, font_size);
}

typedef struct
{
  FusStimulusPicture **pictures;
} FusGathering;

static void
gather (gpointer data, gsize index, FusStimulusPicture *picture)
{
  FusGathering *gathering = data;

  if (picture->finished && gathering->pictures[index] == NULL)
    gathering->pictures[index] = fus_stimulus_picture_ref (picture);
}

static void
unref_picture (gpointer picture)
{
  if (picture != NULL)
    fus_stimulus_picture_unref (picture);
}

/* The most active units of a layer, and their pictures, which the figure owns. */
static gboolean
fill_cell (FusStudy *study, FusStudyFigure *figure, const FusStimulusFigure *what,
           const FusStudyUnits *units, FusNetworkKind kind, FusNetwork *network, FusLayer layer,
           FusGridPicture *cell, FusTable *table, guint n_threads, const FusPoll *poll,
           GError **error)
{
  const FusUnits *of_network = units->units[kind];
  g_autofree guint *ranked = g_new (guint, of_network->n_units[layer]);
  FusStimulusPicture *pictures[16] = { NULL };
  FusGathering gathering = { pictures };
  const guint n = MIN (what->n, of_network->n_units[layer]);
  const FusStimulusOrder order = {
    .kind = kind,
    .network = network,
    .hash = units->result.origin.hash[kind],
    .layer = layer,
    .units = ranked,
    .n = n,
    .settings
    = { .preset = what->preset, .seed = 1, .steps = fus_stimulus_preset_steps (what->preset) }
  };
  gboolean going;

  g_assert (n <= G_N_ELEMENTS (pictures));
  fus_units_rank (of_network, layer, ranked);
  going = fus_stimuli_make (study, &order, n_threads, gather, &gathering, poll, NULL, error);
  for (guint i = 0; i < n; i++)
    if (pictures[i] != NULL)
      {
        const FusUnit *unit = &of_network->units[layer][ranked[i]];
        FusUnitFate fate = fus_unit_fate (layer, unit, pictures[i]);

        fus_study_figure_own (figure, pictures[i], unref_picture);
        cell[i] = (FusGridPicture){
          .picture = pictures[i]->picture,
          .caption = fus_study_figure_own (figure, g_strdup_printf ("%u", ranked[i]), g_free),
          .dim = fate != FUS_UNIT_SHOWN,
        };
        fus_table_add_string (table, fus_network_kind_name (kind));
        fus_table_add_string (table, fus_layer_name (layer));
        fus_table_add_int (table, i + 1);
        fus_table_add_int (table, ranked[i]);
        fus_table_add_double (table, unit->mean);
        fus_table_add_double (table, pictures[i]->activation);
        fus_table_add_int (table, pictures[i]->step);
        fus_table_add_string (table, fus_unit_fate_name (fate));
      }
  return going;
}

static const char *
grid_note (FusStimulusPreset preset)
{
  return preset == FUS_STIMULUS_PAPER
             ? _ ("Units with the largest mean activation over the test frames; numbers are "
                  "channels. Plain gradient ascent on pixels from noise, 64 steps; pale: blank.")
             : _ ("Units with the largest mean activation over the test frames; numbers are "
                  "channels. Gradient ascent on waves in uncorrelated colors, 512 steps; pale: "
                  "blank.");
}

static FusStudyFigure *
make_grid (FusStudy *study, const FusStimulusFigure *what, guint n_threads, const FusPoll *poll,
           const FusProgress *progress, GError **error)
{
  static const char *const columns[]
      = { "network", "layer", "rank", "unit", "mean", "activation", "steps", "state", NULL };
  g_autoptr (FusStudyUnits) units
      = fus_analysis_compute (&fus_units_analysis, study, n_threads, poll, progress, error);
  g_autoptr (FusStudyFigure) figure = NULL;
  g_autoptr (FusTable) table = fus_table_new (columns);
  FusPictureGrid *grid;
  FusGridPicture *pictures;
  const char **rows, **titles;
  guint n_rows = 0;
  JsonBuilder *note;

  if (units == NULL)
    return NULL;
  figure = fus_study_figure_new ();
  grid = fus_study_figure_alloc (figure, sizeof *grid);
  rows = fus_study_figure_alloc (figure, FUS_N_NETWORKS * sizeof *rows);
  titles = fus_study_figure_alloc (figure, MAX_COLUMNS * sizeof *titles);
  pictures = fus_study_figure_alloc (figure, (gsize) FUS_N_NETWORKS * what->n_layers * what->n
                                                 * sizeof *pictures);
  for (guint l = 0; l < what->n_layers; l++)
    titles[l] = fus_layer_name (what->layers[l]);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (FusNetwork) network = NULL;

      if (units->units[kind] == NULL)
        continue;
      network = fus_study_network (study, kind, error);
      if (network == NULL)
        return NULL;
      rows[n_rows] = fus_network_title (kind);
      for (guint l = 0; l < what->n_layers; l++)
        if (!fill_cell (study, figure, what, units, kind, network, what->layers[l],
                        pictures + ((gsize) n_rows * what->n_layers + l) * what->n, table,
                        n_threads, poll, error))
          return NULL;
      n_rows++;
    }
  *grid = (FusPictureGrid){ .row_titles = rows,
                            .n_rows = n_rows,
                            .column_titles = titles,
                            .n_columns = what->n_layers,
                            .pictures = pictures,
                            .n = what->n,
                            .across = what->across,
                            .note = grid_note (what->preset) };
  figure->figure = (FusFigure){
    .name = what->name,
    .title = _ (what->title),
    .width = FUS_FIGURE_WIDE,
    .height
    = (fus_picture_grid_height (grid, FUS_FIGURE_WIDE * POINTS - 2 * MARGIN, FUS_FIGURE_FONT_SIZE)
       + 2 * MARGIN)
      / POINTS,
    .draw = draw_grid,
    .data = grid,
    .csv = fus_study_figure_own (figure, g_strdup (fus_table_text (table)), g_free),
  };
  note
      = fus_study_figure_begin_note (study, units->result.origin.hash, &units->result.origin.tally);
  fus_json_add_string (note, "method", fus_stimulus_method (what->preset));
  fus_json_add_int (note, "steps", fus_stimulus_preset_steps (what->preset));
  fus_json_add_int (note, "stimulus-seed", 1);
  fus_study_figure_end_note (figure, note);
  fus_study_figure_set_tally (figure, &units->result.origin.tally);
  return g_steal_pointer (&figure);
}

FusStudyFigure *
fus_study_figure_3 (FusStudy *study, guint preset, guint n_threads, const FusPoll *poll,
                    const FusProgress *progress, GError **error)
{
  const FusStimulusFigure what
      = { .name = preset == FUS_STIMULUS_PAPER ? "figure-3-paper" : "figure-3",
          .title = N_ ("Preferred stimuli of units of four layers"),
          .layers = figure_3_layers,
          .n_layers = G_N_ELEMENTS (figure_3_layers),
          .n = 9,
          .across = 3,
          .preset = (FusStimulusPreset) preset };

  return make_grid (study, &what, n_threads, poll, progress, error);
}

FusStudyFigure *
fus_study_figure_s2a (FusStudy *study, guint preset, guint n_threads, const FusPoll *poll,
                      const FusProgress *progress, GError **error)
{
  const FusStimulusFigure what
      = { .name = preset == FUS_STIMULUS_PAPER ? "figure-s2a-paper" : "figure-s2a",
          .title = N_ ("Preferred stimuli of the top five units of conv8"),
          .layers = figure_s2a_layers,
          .n_layers = G_N_ELEMENTS (figure_s2a_layers),
          .n = 5,
          .across = 5,
          .preset = (FusStimulusPreset) preset };

  return make_grid (study, &what, n_threads, poll, progress, error);
}
