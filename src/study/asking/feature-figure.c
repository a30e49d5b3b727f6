/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/feature-figure.h"

#include "figures/heatmap.h"
#include "study/jobs/progress-part.h"
#include "study/figures/study-figure-private.h"
#include "study/folder/table.h"
#include "figures/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The frame of the paper's figure. */
#define PAPER_FRAME "AM17HAS"

/* Millimetres. */
#define ROW 25.0
#define HEAD 24.0
/* A layer alone gets the room that its grid would fill as a square, up to this. */
#define ROW_LEAST 50.0
#define ROW_MOST 110.0

/* Features, orders and names of the grids are its own. */
typedef struct
{
  const char *note;
  FusPicture *picture;
  guint n_networks;
  guint n_rows; /* layers */
  double row;   /* millimetres */
  const char *titles[FUS_N_NETWORKS];
  FusChannelGrid grid[FUS_N_NETWORKS][FUS_N_CONV_LAYERS];
} LayersPlot;

static void
plot_clear (gpointer data)
{
  LayersPlot *plot = data;

  g_clear_pointer (&plot->picture, fus_picture_unref);
  for (guint i = 0; i < FUS_N_NETWORKS; i++)
    for (guint row = 0; row < FUS_N_CONV_LAYERS; row++)
      {
        FusChannelGrid *grid = &plot->grid[i][row];

        if (grid->features != NULL)
          fus_features_unref ((FusFeatures *) grid->features);
        g_free ((guint *) grid->order);
        g_strfreev ((char **) grid->names);
      }
  g_free (plot);
}

static void
draw_frame (cairo_t *cr, const LayersPlot *plot, double size)
{
  if (plot->picture == NULL)
    return;
  cairo_surface_t *surface = fus_picture_to_surface (plot->picture);

  cairo_save (cr);
  cairo_scale (cr, size / plot->picture->width, size / plot->picture->height);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

static void
draw_layers (cairo_t *cr, double width, double height, FusColor ink, FusColor ground, double em,
             gpointer data)
{
  const LayersPlot *plot = data;
  const double left = 5 * em, gap = 1.2 * em;
  const double head = HEAD / (HEAD + plot->row * plot->n_rows) * height;
  const double row = (height - head) / plot->n_rows;
  const double column = (width - left - gap * (plot->n_networks - 1)) / plot->n_networks;
  const FusTextStyle title = { .size = em, .bold = TRUE, .x_align = 0.5, .y_align = 1 };
  const FusTextStyle label = { .size = em };
  const FusTextStyle note = { .size = em, .width = width - left - head };

  draw_frame (cr, plot, head - 2.6 * em);
  fus_text_draw (cr, plot->note, left + head - 2.6 * em, 0, &note, ink);
  for (guint i = 0; i < plot->n_networks; i++)
    {
      const double x = left + i * (column + gap);

      fus_text_draw (cr, plot->titles[i], x + column / 2, head - 0.5 * em, &title, ink);
      for (guint k = 0; k < plot->n_rows; k++)
        fus_channel_grid_draw (cr, &plot->grid[i][k], x, head + k * row, column, row - 0.6 * em,
                               ground);
    }
  for (guint k = 0; k < plot->n_rows; k++)
    fus_text_draw (cr, fus_layer_name (plot->grid[0][k].features->layer), 0, head + k * row, &label,
                   ink);
}

/* The paper's frame where the study has it, else a happy straight one, of the test part if it can
 * be; -1 where there is no frame that can be used. */
static gint64
choose_frame (const FusFrameList *frames)
{
  gint64 best = -1;
  int best_score = -1;

  for (guint i = 0; i < frames->n_frames; i++)
    {
      const FusFrame *frame = &frames->frames[i];
      g_autofree char *name = g_path_get_basename (frame->path);

      if (frame->fault != FUS_FAULT_NONE)
        continue;
      const int score = 8 * (g_ascii_strncasecmp (name, PAPER_FRAME, strlen (PAPER_FRAME)) == 0)
                        + 4 * (frame->part == FUS_PART_TEST)
                        + 2 * (frame->angle == FUS_ANGLE_STRAIGHT)
                        + (frame->expression == FUS_EXPRESSION_HAPPY);
      if (score > best_score)
        {
          best_score = score;
          best = i;
        }
    }
  return best;
}

/* FALSE with @error, or without when cancelled. */
static gboolean
read_network (LayersPlot *plot, guint index, FusStudy *study, FusNetwork *network, guint32 frame,
              FusTeam *team, const FusPoll *poll, GError **error)
{
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);
  const guint side = fus_network_architecture (network)->image_size;
  g_autofree float *input = g_new (float, 3 * (gsize) side * side);

  if (fus_feeder_fetch (feeder, &frame, 1, fus_network_normalization (network), input, NULL, NULL)
      != 1)
    {
      /* Its failure may have been reported before; this says it anew. */
      g_autoptr (FusPicture) picture = fus_feeder_fetch_picture (feeder, frame, error);
      return FALSE;
    }
  FusPass *pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 1, team);
  const gboolean done = fus_pass_forward (pass, input, 1, FUS_LAYER_CONV8, poll);
  for (guint layer = 0; done && layer < FUS_N_CONV_LAYERS; layer++)
    plot->grid[index][layer]
        = (FusChannelGrid){ .features = fus_features (pass, 1, 0, (FusLayer) layer, FALSE),
                            .own_scale = TRUE,
                            .colormap = FUS_COLORMAP_VIRIDIS };
  fus_pass_free (pass);
  return done;
}

static void
add_rows (FusTable *table, const LayersPlot *plot, guint index, FusNetworkKind kind)
{
  for (guint layer = 0; layer < FUS_N_CONV_LAYERS; layer++)
    {
      const FusFeatures *features = plot->grid[index][layer].features;

      for (guint unit = 0; unit < features->n_units; unit++)
        {
          fus_table_add_string (table, fus_network_kind_name (kind));
          fus_table_add_string (table, fus_layer_name ((FusLayer) layer));
          fus_table_add_int (table, unit);
          fus_table_add_int (table, features->side);
          fus_table_add_double (table, features->means[unit]);
          fus_table_add_double (table, features->maxima[unit]);
        }
    }
}

/* Reads all networks. @hashes: (out): of those that are there */
static gboolean
read_networks (LayersPlot *plot, FusStudy *study, guint32 frame, guint n_threads, FusTable *table,
               char *hashes[FUS_N_NETWORKS], const FusPoll *poll, const FusProgress *progress,
               GError **error)
{
  FusTeam *team = fus_team_new (n_threads);
  gboolean done = TRUE;
  FusProgressPart part;

  fus_progress_part_init (&part, progress);
  for (guint kind = 0; done && kind < FUS_N_NETWORKS; kind++)
    {
      GError *problem = NULL;
      g_autoptr (FusNetwork) network = fus_study_network (study, (FusNetworkKind) kind, &problem);

      fus_progress_part_next (&part, 1.0 / FUS_N_NETWORKS);
      if (problem != NULL)
        g_propagate_error (error, problem);
      done = problem == NULL;
      if (network == NULL)
        continue;
      done = read_network (plot, plot->n_networks, study, network, frame, team, poll, error);
      if (!done)
        continue;
      add_rows (table, plot, plot->n_networks, (FusNetworkKind) kind);
      plot->titles[plot->n_networks++] = fus_network_title ((FusNetworkKind) kind);
      hashes[kind] = fus_network_hash (network);
    }
  fus_team_free (team);
  return done;
}

FusStudyFigure *
fus_study_figure_features (FusStudy *study, guint n_threads, const FusPoll *poll,
                           const FusProgress *progress, GError **error)
{
  const char *const columns[] = { "network", "layer", "unit", "side", "mean", "maximum", NULL };
  g_autoptr (FusFrameList) frames = fus_study_ref_frames (study);
  g_autoptr (FusStudyFigure) figure = fus_study_figure_new ();
  LayersPlot *plot = fus_study_figure_own (figure, g_new0 (LayersPlot, 1), plot_clear);
  g_autoptr (FusTable) table = fus_table_new (columns);
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);
  char *hashes[FUS_N_NETWORKS] = { NULL };
  const gint64 frame = choose_frame (frames);

  if (frame < 0)
    return NULL;
  plot->n_rows = FUS_N_CONV_LAYERS;
  plot->row = ROW;
  const gboolean done = read_networks (plot, study, (guint32) frame, n_threads, table, hashes, poll,
                                       progress, error);
  if (done && plot->n_networks > 0)
    plot->picture = fus_feeder_fetch_picture (feeder, (guint32) frame, error);
  if (plot->picture != NULL)
    {
      g_autofree char *title = fus_frame_describe (frames, &frames->frames[frame]);
      JsonBuilder *note = fus_study_figure_begin_frame_note (study, hashes, frame, title);

      plot->note = fus_study_figure_own (
          figure,
          g_strdup_printf (_ ("%s, as the networks see it. Below, every channel of every "
                              "convolutional layer after ReLU and before its pool, each from 0 to "
                              "its largest value."),
                           title),
          g_free);
      figure->figure = (FusFigure){
        .name = "figure-s2b",
        .title = _ ("Feature maps of every layer for one frame"),
        .width = FUS_FIGURE_WIDE,
        .height = HEAD + ROW * FUS_N_CONV_LAYERS,
        .draw = draw_layers,
        .data = plot,
        .csv = fus_study_figure_own (figure, g_strdup (fus_table_text (table)), g_free),
      };
      fus_json_add_string (note, "scale", "channel");
      fus_study_figure_end_note (figure, note);
    }
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_free (hashes[kind]);
  return plot->picture != NULL ? g_steal_pointer (&figure) : NULL;
}

/* What the note and the figure say of the scale. */
static const char *
scale_name (const FusShownFeatures *shown, guint n)
{
  if (shown[0].grid.own_scale)
    return "channel";
  for (guint i = 1; i < n; i++)
    if (shown[i].grid.low != shown[0].grid.low || shown[i].grid.high != shown[0].grid.high)
      return "network";
  return "shared";
}

static char *
describe_shown (const FusShownFeatures *shown, guint n, const char *title)
{
  const FusFeatures *features = shown[0].grid.features;
  const char *scale = scale_name (shown, n);
  g_autofree char *what
      = features->layer == FUS_LAYER_HEADS ? g_strdup_printf (
            _ ("%s, as the networks see it. Below, the logit of every class."), title)
        : features->layer >= FUS_LAYER_FC1
            ? g_strdup_printf (_ ("%s, as the networks see it. Below, every unit of %s."), title,
                               fus_layer_name (features->layer))
        : features->pooled
            ? g_strdup_printf (
                _ ("%s, as the networks see it. Below, every channel of %s after its pool."), title,
                fus_layer_name (features->layer))
            : g_strdup_printf (
                _ ("%s, as the networks see it. Below, every channel of %s after ReLU."), title,
                fus_layer_name (features->layer));

  if (g_str_equal (scale, "channel"))
    return g_strdup_printf (_ ("%s Colors span each channel’s own values."), what);
  if (g_str_equal (scale, "network"))
    return g_strdup_printf (_ ("%s Colors span each network’s own values."), what);
  return g_strdup_printf (_ ("%s Colors span %.3g to %.3g."), what, shown[0].grid.low,
                          shown[0].grid.high);
}

static void
add_shown_rows (FusTable *table, const FusShownFeatures *shown)
{
  const FusFeatures *features = shown->grid.features;

  for (guint i = 0; i < features->n_units; i++)
    {
      const guint unit = fus_channel_grid_unit (&shown->grid, i);
      double low, high;

      fus_channel_grid_scale (&shown->grid, unit, &low, &high);
      fus_table_add_string (table, fus_network_kind_name (shown->kind));
      fus_table_add_string (table, fus_layer_name (features->layer));
      fus_table_add_int (table, unit);
      fus_table_add_string (table, shown->grid.names != NULL ? shown->grid.names[unit] : "");
      fus_table_add_int (table, features->side);
      fus_table_add_double (table, features->means[unit]);
      fus_table_add_double (table, features->minima[unit]);
      fus_table_add_double (table, features->maxima[unit]);
      fus_table_add_double (table, low);
      fus_table_add_double (table, high);
    }
}

static void
copy_grid (FusChannelGrid *to, const FusChannelGrid *from)
{
  *to = *from;
  fus_features_ref ((FusFeatures *) to->features);
  if (from->order != NULL)
    to->order = g_memdup2 (from->order, from->features->n_units * sizeof *from->order);
  to->names = (const char *const *) g_strdupv ((char **) from->names);
}

FusStudyFigure *
fus_study_figure_shown_features (FusStudy *study, const FusShownFeatures *shown, guint n,
                                 FusPicture *picture, gint64 frame, const char *title,
                                 const char *order)
{
  const char *const columns[] = { "network", "layer",   "unit", "name", "side", "mean",
                                  "minimum", "maximum", "low",  "high", NULL };
  g_autoptr (FusStudyFigure) figure = fus_study_figure_new ();
  LayersPlot *plot = fus_study_figure_own (figure, g_new0 (LayersPlot, 1), plot_clear);
  g_autoptr (FusTable) table = fus_table_new (columns);
  char *hashes[FUS_N_NETWORKS] = { NULL };
  const FusFeatures *features = shown[0].grid.features;

  plot->n_rows = 1;
  plot->row = CLAMP ((FUS_FIGURE_WIDE - HEAD) / n, ROW_LEAST, ROW_MOST);
  plot->picture = picture != NULL ? fus_picture_ref (picture) : NULL;
  plot->note = fus_study_figure_own (figure, describe_shown (shown, n, title), g_free);
  for (guint i = 0; i < n; i++)
    {
      copy_grid (&plot->grid[i][0], &shown[i].grid);
      plot->titles[plot->n_networks++] = fus_network_title (shown[i].kind);
      hashes[shown[i].kind] = fus_network_hash (shown[i].network);
      add_shown_rows (table, &shown[i]);
    }
  JsonBuilder *note = fus_study_figure_begin_frame_note (study, hashes, frame, title);
  fus_json_add_string (note, "layer", fus_layer_name (features->layer));
  fus_json_add_string (note, "pooled", features->pooled ? "yes" : "no");
  fus_json_add_string (note, "scale", scale_name (shown, n));
  fus_json_add_string (note, "order", order);
  fus_study_figure_end_note (figure, note);
  figure->figure.name = fus_study_figure_own (
      figure, g_strconcat ("figure-s2b-", fus_layer_name (features->layer), NULL), g_free);
  figure->figure.title = fus_study_figure_own (
      figure,
      g_strdup_printf (_ ("Feature maps of %s for one frame"), fus_layer_name (features->layer)),
      g_free);
  figure->figure.width = FUS_FIGURE_WIDE;
  figure->figure.height = HEAD + plot->row;
  figure->figure.draw = draw_layers;
  figure->figure.data = plot;
  figure->figure.csv = fus_study_figure_own (figure, g_strdup (fus_table_text (table)), g_free);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_free (hashes[kind]);
  return g_steal_pointer (&figure);
}
