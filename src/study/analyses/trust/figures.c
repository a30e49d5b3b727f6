/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/trust/figures-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define N_LAYER_POINTS (FUS_N_LAYERS + 1)
#define N_DELETION_POINTS (FUS_N_DELETION_SHARES + 1)

static const FusColor gray = { 0.5, 0.5, 0.5 };

guint
fus_trust_heads (const FusStudyTrust *trust, FusTrustHead heads[FUS_TRUST_MAX_HEADS])
{
  guint n = 0;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      if (trust->head[kind][task] != NULL && n < FUS_TRUST_MAX_HEADS)
        heads[n++] = (FusTrustHead){ kind, task, trust->head[kind][task] };
  return n;
}

const char *
fus_trust_head_title (const FusTrustHead *head)
{
  if (head->kind == FUS_NETWORK_JOINT)
    return head->task == FUS_TASK_IDENTITY ? _ ("Joint network: identity")
                                           : _ ("Joint network: expression");
  return fus_network_title (head->kind);
}

JsonBuilder *
fus_trust_begin_note (FusStudy *study, const FusStudyTrust *trust)
{
  JsonBuilder *note
      = fus_study_figure_begin_note (study, trust->result.origin.hash, &trust->result.origin.tally);

  fus_json_add_string (note, "target", "predicted");
  fus_json_add_string (note, "interval", "2.5 to 97.5 percentile of 1000 bootstraps over people");
  return note;
}

guint
fus_trust_most_frames (const FusTrustHead *heads, guint n_heads, guint quantity)
{
  guint n = 0;

  for (guint h = 0; h < n_heads; h++)
    n = MAX (n, heads[h].trust->number[quantity].n);
  return n;
}

/* A curve with its band; @n points from x = 0 on, all NaN as yet. */
static FusCurve
new_curve (FusStudyFigure *figure, const char *name, FusColor color, gboolean dashed, guint n)
{
  double *numbers = fus_study_figure_alloc (figure, 4 * n * sizeof *numbers);

  for (guint i = 0; i < n; i++)
    {
      numbers[i] = i;
      numbers[n + i] = numbers[2 * n + i] = numbers[3 * n + i] = NAN;
    }
  return (FusCurve){ .name = name,
                     .x = numbers,
                     .y = numbers + n,
                     .n = n,
                     .color = color,
                     .dashed = dashed,
                     .low = numbers + 2 * n,
                     .high = numbers + 3 * n };
}

static void
set_point (FusCurve *curve, guint i, const FusTrustNumber *number)
{
  ((double *) curve->y)[i] = number->value;
  ((double *) curve->low)[i] = number->low;
  ((double *) curve->high)[i] = number->high;
}

/* Deletion */

static const char *
order_title (guint order)
{
  switch (order)
    {
    case FUS_DELETION_MOST:
      return _ ("most relevant pixels removed first");
    case FUS_DELETION_LEAST:
      return _ ("least relevant removed first");
    default:
      return _ ("by random maps");
    }
}

static FusCurve *
deletion_curves (FusStudyFigure *figure, const FusTrustHead *head)
{
  FusCurve *curves = fus_study_figure_alloc (figure, FUS_N_TRUST_ORDERS * sizeof *curves);

  /* What is compared lies over what it is compared with. */
  for (guint i = 0; i < FUS_N_TRUST_ORDERS; i++)
    {
      guint order = FUS_N_TRUST_ORDERS - 1 - i;

      curves[i] = new_curve (figure, order_title (order),
                             order == FUS_TRUST_RANDOM_ORDER ? gray : fus_color_task[head->task],
                             order != FUS_DELETION_MOST, N_DELETION_POINTS);
      set_point (&curves[i], 0, &head->trust->number[FUS_TRUST_INTACT]);
      for (guint share = 0; share < FUS_N_DELETION_SHARES; share++)
        set_point (
            &curves[i], 1 + share,
            &head->trust->number[FUS_TRUST_PROBABILITY + order * FUS_N_DELETION_SHARES + share]);
    }
  return curves;
}

FusStudyFigure *
fus_study_figure_trust_deletion (FusStudy *study, gconstpointer result, guint variant,
                                 GError **error)
{
  const FusStudyTrust *trust = result;
  static const char *const shares[N_DELETION_POINTS]
      = { "0", "10", "20", "30", "40", "50", "60", "70", "80", "90" };
  FusTrustHead heads[FUS_TRUST_MAX_HEADS];
  guint n_heads = fus_trust_heads (trust, heads);
  FusStudyFigure *figure;
  FusCurveGrid *grid;
  FusCurvePlot *plots;
  FusCurveKey *keys;

  if (n_heads == 0)
    return NULL;
  figure = fus_study_figure_new ();
  grid = fus_study_figure_alloc (figure, sizeof *grid);
  plots = fus_study_figure_alloc (figure, n_heads * sizeof *plots);
  keys = fus_study_figure_alloc (figure, FUS_N_TRUST_ORDERS * sizeof *keys);
  for (guint h = 0; h < n_heads; h++)
    plots[h] = (FusCurvePlot){ .title = fus_trust_head_title (&heads[h]),
                               .x_label = _ ("Pixels removed (%)"),
                               .y_label = _ ("Probability of the class"),
                               .curves = deletion_curves (figure, &heads[h]),
                               .n_curves = FUS_N_TRUST_ORDERS,
                               .x_max = N_DELETION_POINTS - 1,
                               .y_min = 0,
                               .y_max = 1,
                               .reference = NAN,
                               .percent = TRUE,
                               .x_names = shares };
  for (guint order = 0; order < FUS_N_TRUST_ORDERS; order++)
    keys[order]
        = (FusCurveKey){ order_title (order),
                         order == FUS_TRUST_RANDOM_ORDER ? gray : fus_color_task[heads[0].task],
                         order != FUS_DELETION_MOST, FALSE };
  *grid = (FusCurveGrid){
    .plots = plots,
    .n_plots = n_heads,
    .n_columns = MIN (n_heads, 2),
    .keys = keys,
    .n_keys = FUS_N_TRUST_ORDERS,
    .note = fus_study_figure_own (
        figure,
        g_strdup_printf (
            _ ("Grad-CAM of the predicted class; removed pixels are filled in from those around "
               "them (ROAD). A map that knows what the class depends on has its solid line below, "
               "and its dashed line above, that of random maps; where they meet, it knows no more "
               "than chance. n = %u test frames; bands: 2.5 to 97.5 percentile of 1000 bootstraps "
               "over people."),
            fus_trust_most_frames (heads, n_heads, FUS_TRUST_INTACT)),
        g_free),
  };
  fus_study_figure_set_curves (
      figure, grid, "trust-deletion", _ ("What is lost with the pixels that maps point to"),
      FUS_FIGURE_WIDE, FUS_TRUST_FIGURE_HEIGHT, fus_trust_begin_note (study, trust));
  return figure;
}

/* Randomisation */

static FusCurve *
layer_curves (FusStudyFigure *figure, const FusTrustHead *head)
{
  static const FusTrustNumber itself = { 1, 1, 1, 0, 0 };
  FusCurve *curves = fus_study_figure_alloc (figure, 2 * sizeof *curves);

  for (guint i = 0; i < 2; i++)
    {
      guint first = i == 0 ? FUS_TRUST_SPEARMAN : FUS_TRUST_SSIM;

      curves[i] = new_curve (figure, i == 0 ? _ ("rank correlation") : _ ("structural similarity"),
                             fus_color_task[head->task], i == 1, N_LAYER_POINTS);
      set_point (&curves[i], 0, &itself);
      /* From the heads down. */
      for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
        set_point (&curves[i], FUS_N_LAYERS - layer, &head->trust->number[first + layer]);
    }
  return curves;
}

/* A fifth that no curve or band falls below. */
static double
lowest (const FusTrustHead *heads, guint n_heads)
{
  double low = -0.2;

  for (guint h = 0; h < n_heads; h++)
    for (guint layer = 0; layer < FUS_N_LAYERS; layer++)
      {
        const FusTrustNumber *number = heads[h].trust->number;

        low = fmin (
            low, fmin (number[FUS_TRUST_SPEARMAN + layer].low, number[FUS_TRUST_SSIM + layer].low));
      }
  return floor (5 * low) / 5;
}

FusStudyFigure *
fus_study_figure_trust_randomization (FusStudy *study, gconstpointer result, guint variant,
                                      GError **error)
{
  const FusStudyTrust *trust = result;
  FusTrustHead heads[FUS_TRUST_MAX_HEADS];
  guint n_heads = fus_trust_heads (trust, heads);
  FusStudyFigure *figure;
  FusCurveGrid *grid;
  FusCurvePlot *plots;
  FusCurveKey *keys;
  const char **names;

  if (n_heads == 0)
    return NULL;
  figure = fus_study_figure_new ();
  grid = fus_study_figure_alloc (figure, sizeof *grid);
  plots = fus_study_figure_alloc (figure, n_heads * sizeof *plots);
  keys = fus_study_figure_alloc (figure, 2 * sizeof *keys);
  names = fus_study_figure_alloc (figure, N_LAYER_POINTS * sizeof *names);
  names[0] = _ ("none");
  for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
    names[FUS_N_LAYERS - layer] = fus_layer_name (layer);
  for (guint h = 0; h < n_heads; h++)
    plots[h] = (FusCurvePlot){ .title = fus_trust_head_title (&heads[h]),
                               .x_label = _ ("Random from the heads down to"),
                               .y_label = _ ("Likeness to the map"),
                               .curves = layer_curves (figure, &heads[h]),
                               .n_curves = 2,
                               .x_max = N_LAYER_POINTS - 1,
                               .y_min = lowest (heads, n_heads),
                               .y_max = 1,
                               .reference = heads[h].trust->number[FUS_TRUST_OTHER_SPEARMAN].value,
                               .x_names = names };
  for (guint i = 0; i < 2; i++)
    keys[i] = (FusCurveKey){ plots[0].curves[i].name, plots[0].curves[i].color, i == 1, FALSE };
  *grid = (FusCurveGrid){
    .plots = plots,
    .n_plots = n_heads,
    .n_columns = MIN (n_heads, 2),
    .keys = keys,
    .n_keys = 2,
    .note = fus_study_figure_own (
        figure,
        g_strdup_printf (
            _ ("Maps of the same frames and classes by networks whose weights are random from the "
               "heads down to a layer (Adebayo et al. 2018). A map that shows what was learnt "
               "falls "
               "to the dotted line, the rank correlation of maps of different frames; one that "
               "stays "
               "high shows the picture, not the network. n = %u test frames, fewer where a map has "
               "no evidence; bands: 2.5 to 97.5 percentile of 1000 bootstraps over people."),
            fus_trust_most_frames (heads, n_heads, FUS_TRUST_OTHER_SPEARMAN)),
        g_free),
  };
  fus_study_figure_set_curves (figure, grid, "trust-randomization",
                               _ ("What is left of maps when weights are random"), FUS_FIGURE_WIDE,
                               FUS_TRUST_FIGURE_HEIGHT, fus_trust_begin_note (study, trust));
  return figure;
}
