/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/frame-trust-figure.h"

#include "figures/curve-grid.h"
#include "study/figures/study-figure-private.h"
#include "study/folder/table.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Millimetres. */
#define WIDTH 60
#define HEIGHT 104

#define N_SHARES (FUS_N_DELETION_SHARES + 1)
#define N_DEPTHS (FUS_N_LAYERS + 1)

static const FusColor gray = { 0.5, 0.5, 0.5 };

static void
draw (cairo_t *cr, double width, double height, FusColor ink, FusColor ground, double em,
      gpointer data)
{
  fus_curve_grid_draw (cr, data, width, height, ink, em);
}

/* @n points from x = 0 on */
static FusCurve
new_curve (FusStudyFigure *figure, FusColor color, gboolean dashed, guint n)
{
  double *numbers = fus_study_figure_alloc (figure, 2 * n * sizeof *numbers);

  for (guint i = 0; i < n; i++)
    numbers[i] = i;
  return (FusCurve){ .x = numbers, .y = numbers + n, .n = n, .color = color, .dashed = dashed };
}

/* From the whole frame to what is left of it. */
static FusCurve
deletion_curve (FusStudyFigure *figure, const FusDeletion *deletion, FusDeletionOrder order,
                double intact, FusColor color, gboolean dashed)
{
  FusCurve curve = new_curve (figure, color, dashed, N_SHARES);
  double *y = (double *) curve.y;

  y[0] = intact;
  for (guint i = 0; i < FUS_N_DELETION_SHARES; i++)
    y[1 + i] = deletion->probability[order][i];
  return curve;
}

static FusCurvePlot
deletion_plot (FusStudyFigure *figure, const FusFrameTrust *trust, FusColor color)
{
  static const char *const shares[N_SHARES]
      = { "0", "10", "20", "30", "40", "50", "60", "70", "80", "90" };
  const FusDeletionTest *test = &trust->deletion;
  FusCurve *curves = fus_study_figure_alloc (figure, 3 * sizeof *curves);

  curves[0] = deletion_curve (figure, &test->random, FUS_DELETION_MOST, test->intact, gray, FALSE);
  curves[1] = deletion_curve (figure, &test->map, FUS_DELETION_LEAST, test->intact, color, TRUE);
  curves[2] = deletion_curve (figure, &test->map, FUS_DELETION_MOST, test->intact, color, FALSE);
  return (FusCurvePlot){ .title = _ ("Without what it points to"),
                         .x_label = _ ("Pixels removed (%)"),
                         .y_label = _ ("Probability of the class"),
                         .curves = curves,
                         .n_curves = 3,
                         .x_max = N_SHARES - 1,
                         .y_min = 0,
                         .y_max = 1,
                         .reference = NAN,
                         .percent = TRUE,
                         .x_names = shares };
}

static FusCurvePlot
randomization_plot (FusStudyFigure *figure, const FusFrameTrust *trust, FusColor color)
{
  const char **names = fus_study_figure_alloc (figure, N_DEPTHS * sizeof *names);
  FusCurve *curve = fus_study_figure_alloc (figure, sizeof *curve);
  double least = 0;

  *curve = new_curve (figure, color, FALSE, N_DEPTHS);
  double *y = (double *) curve->y;
  /* Translators: no layer, below an axis of layers; as short as can be */
  names[0] = _ ("none");
  y[0] = 1;
  for (guint i = 1; i < N_DEPTHS; i++)
    {
      const FusLayer layer = (FusLayer) (FUS_N_LAYERS - i);

      names[i] = fus_layer_name (layer);
      y[i] = trust->layer[layer].spearman;
      if (y[i] < least)
        least = y[i];
    }
  return (FusCurvePlot){ .title = _ ("With weights at random"),
                         .x_label = _ ("From the heads down to"),
                         .y_label = _ ("Likeness of the map"),
                         .curves = curve,
                         .n_curves = 1,
                         .x_max = N_DEPTHS - 1,
                         .y_min = floor (least * 5) / 5,
                         .y_max = 1,
                         .reference = least < 0 ? 0 : NAN,
                         .x_names = names };
}

static void
add_row (FusTable *table, const char *test, const char *at, const char *quantity, double value)
{
  fus_table_add_string (table, test);
  fus_table_add_string (table, at);
  fus_table_add_string (table, quantity);
  fus_table_add_double (table, value);
}

static void
add_deletion_rows (FusTable *table, const FusDeletionTest *test)
{
  add_row (table, "deletion", "", "intact", test->intact);
  for (guint i = 0; i < FUS_N_DELETION_SHARES; i++)
    {
      char at[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (at, sizeof at, "%.1f", fus_deletion_share (i));
      add_row (table, "deletion", at, "most", test->map.probability[FUS_DELETION_MOST][i]);
      add_row (table, "deletion", at, "least", test->map.probability[FUS_DELETION_LEAST][i]);
      add_row (table, "deletion", at, "random-most",
               test->random.probability[FUS_DELETION_MOST][i]);
      add_row (table, "deletion", at, "random-least",
               test->random.probability[FUS_DELETION_LEAST][i]);
    }
  add_row (table, "deletion", "", "score", test->map.score);
  add_row (table, "deletion", "", "random-score", test->random.score);
  add_row (table, "deletion", "", "random-sd", test->random_sd);
  add_row (table, "deletion", "", "random-maps", test->n_random);
  add_row (table, "deletion", "", "beaten", test->n_beaten);
}

static char *
make_table (const FusFrameTrust *trust)
{
  const char *const columns[] = { "test", "at", "quantity", "value", NULL };
  g_autoptr (FusTable) table = fus_table_new (columns);

  add_deletion_rows (table, &trust->deletion);
  for (int layer = FUS_LAYER_HEADS; layer >= 0; layer--)
    {
      const char *at = fus_layer_name ((FusLayer) layer);

      add_row (table, "randomization", at, "spearman", trust->layer[layer].spearman);
      add_row (table, "randomization", at, "ssim", trust->layer[layer].ssim);
    }
  add_row (table, "flip", "", "spearman", trust->flip.similarity.spearman);
  add_row (table, "flip", "", "ssim", trust->flip.similarity.ssim);
  add_row (table, "flip", "", "asymmetry", trust->flip.asymmetry);
  add_row (table, "flip", "", "face", trust->flip.face);
  add_row (table, "flip", "", "place", trust->flip.place);
  add_row (table, "flip", "", "mirrored-probability", trust->mirrored_probability);
  return g_strdup (fus_table_text (table));
}

static void
add_note (FusStudyFigure *figure, FusStudy *study, FusNetworkKind kind, const FusNetwork *network,
          const FusFrameTrust *trust, gint64 frame, const char *title)
{
  const FusTrustQuestion *question = &trust->question;
  const char *const *names = fus_network_class_names (network, question->task);
  char *hashes[FUS_N_NETWORKS] = { NULL };

  hashes[kind] = fus_network_hash (network);
  JsonBuilder *note = fus_study_figure_begin_frame_note (study, hashes, frame, title);
  fus_json_add_string (note, "task", fus_task_name (question->task));
  fus_json_add_string (note, "class", names[trust->class_index]);
  fus_json_add_string (note, "predicted", names[trust->predicted]);
  fus_json_add_string (note, "method", fus_map_method_name (question->spec.method));
  if (fus_map_method_has_layer (question->spec.method))
    fus_json_add_string (note, "layer", fus_layer_name (question->spec.layer));
  fus_json_add_int (note, "random-maps", question->n_random);
  fus_json_add_int (note, "test-seed", (gint64) question->seed);
  fus_json_add_string (note, "likeness", "spearman");
  fus_study_figure_end_note (figure, note);
  g_free (hashes[kind]);
}

FusStudyFigure *
fus_study_figure_frame_trust (FusStudy *study, FusNetworkKind kind, const FusNetwork *network,
                              const FusFrameTrust *trust, gint64 frame, const char *title)
{
  if (trust->empty)
    return NULL;
  g_autoptr (FusStudyFigure) figure = fus_study_figure_new ();
  const FusColor color = fus_color_task[trust->question.task];
  FusCurveGrid *grid = fus_study_figure_alloc (figure, sizeof *grid);
  FusCurvePlot *plots = fus_study_figure_alloc (figure, 2 * sizeof *plots);
  FusCurveKey *keys = fus_study_figure_alloc (figure, 3 * sizeof *keys);

  plots[0] = deletion_plot (figure, trust, color);
  plots[1] = randomization_plot (figure, trust, color);
  keys[0] = (FusCurveKey){ _ ("most relevant first"), color, FALSE, FALSE };
  keys[1] = (FusCurveKey){ _ ("least relevant first"), color, TRUE, FALSE };
  keys[2] = (FusCurveKey){ _ ("by random maps"), gray, FALSE, FALSE };
  *grid = (FusCurveGrid){ .plots = plots, .n_plots = 2, .n_columns = 1, .keys = keys, .n_keys = 3 };
  figure->figure
      = (FusFigure){ .name = "frame-trust",
                     .title = fus_study_figure_own (
                         figure, g_strdup_printf (_ ("Can the map be trusted? %s"), title), g_free),
                     .width = WIDTH,
                     .height = HEIGHT,
                     .draw = draw,
                     .data = grid,
                     .csv = fus_study_figure_own (figure, make_table (trust), g_free) };
  add_note (figure, study, kind, network, trust, frame, title);
  return g_steal_pointer (&figure);
}
