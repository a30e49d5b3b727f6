/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trust-figures.h"

#include "head-trust.h"
#include "study-figure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_HEADS 4
/* Millimetres; of all, as the window shows them in one place. */
#define HEIGHT 110
#define N_LAYER_POINTS (FUS_N_LAYERS + 1)
#define N_DELETION_POINTS (FUS_N_DELETION_SHARES + 1)

static const FusColor gray = { 0.5, 0.5, 0.5 };

/* A head that was asked. */
typedef struct
{
  FusNetworkKind kind;
  FusTask task;
  const FusHeadTrust *trust;
} Head;

/* The specialised networks' heads first. Returns: how many */
static guint
find_heads (const FusStudyTrust *trust, Head heads[MAX_HEADS])
{
  guint n = 0;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      if (trust->head[kind][task] != NULL && n < MAX_HEADS)
        heads[n++] = (Head){ kind, task, trust->head[kind][task] };
  return n;
}

static const char *
head_title (const Head *head)
{
  if (head->kind == FUS_NETWORK_JOINT)
    return head->task == FUS_TASK_IDENTITY ? _ ("Joint network: identity")
                                           : _ ("Joint network: expression");
  return fus_study_network_title (head->kind);
}

static JsonBuilder *
begin_note (FusStudy *study, const FusStudyTrust *trust)
{
  JsonBuilder *note = fus_study_figure_begin_note (study, trust->set.hash);

  fus_note_add_string (note, "target", "predicted");
  fus_note_add_string (note, "interval", "2.5 to 97.5 percentile of 1000 bootstraps over people");
  return note;
}

/* Most frames that any head has of a quantity. */
static guint
most_frames (const Head *heads, guint n_heads, guint quantity)
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
deletion_curves (FusStudyFigure *figure, const Head *head)
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
fus_study_figure_trust_deletion (FusStudy *study, const FusStudyTrust *trust)
{
  static const char *const shares[N_DELETION_POINTS]
      = { "0", "10", "20", "30", "40", "50", "60", "70", "80", "90" };
  Head heads[MAX_HEADS];
  guint n_heads = find_heads (trust, heads);
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
    plots[h] = (FusCurvePlot){ .title = head_title (&heads[h]),
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
            most_frames (heads, n_heads, FUS_TRUST_INTACT)),
        g_free),
  };
  fus_study_figure_set_curves (figure, grid, "trust-deletion",
                               _ ("What is lost with the pixels that maps point to"),
                               FUS_FIGURE_WIDE, HEIGHT, begin_note (study, trust));
  return figure;
}

/* Bars of all heads for one quantity */

static void
fill_bars (FusStudyFigure *figure, FusBarGroup *group, const char *label, const Head *heads,
           guint n_heads, guint quantity)
{
  FusBar *bars = fus_study_figure_alloc (figure, n_heads * sizeof *bars);

  for (guint h = 0; h < n_heads; h++)
    {
      const FusTrustNumber *number = &heads[h].trust->number[quantity];

      bars[h] = (FusBar){
        .label = "",
        .value = number->value,
        .low = number->low,
        .high = number->high,
        .n = number->n,
        .color = fus_color_task[heads[h].task],
        .fill = heads[h].kind == FUS_NETWORK_JOINT ? FUS_FILL_HATCHED : FUS_FILL_SOLID,
        .name = head_title (&heads[h]),
      };
    }
  *group = (FusBarGroup){ label, bars, n_heads, NAN };
}

FusStudyFigure *
fus_study_figure_trust_methods (FusStudy *study, const FusStudyTrust *trust)
{
  Head heads[MAX_HEADS];
  guint n_heads = find_heads (trust, heads);
  FusStudyFigure *figure;
  FusBarChart *chart;
  FusBarGroup *groups;
  guint n_groups = 0;

  if (n_heads == 0)
    return NULL;
  figure = fus_study_figure_new ();
  chart = fus_study_figure_alloc (figure, sizeof *chart);
  groups = fus_study_figure_alloc (figure, (FUS_N_MAP_METHODS + 1) * sizeof *groups);
  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    if (fus_head_trust_has_method (method))
      fill_bars (figure, &groups[n_groups++], fus_map_method_title (method), heads, n_heads,
                 FUS_TRUST_SCORE + method);
  fill_bars (figure, &groups[n_groups++], _ ("Random maps"), heads, n_heads,
             FUS_TRUST_RANDOM_SCORE);
  *chart = (FusBarChart){
    .title = _ ("Deletion scores of kinds of map"),
    .y_label = _ ("Deletion score"),
    .groups = groups,
    .n_groups = n_groups,
    .y_max = NAN,
    .plain_references = TRUE,
    .note = fus_study_figure_own (
        figure,
        g_strdup_printf (
            _ ("Probability of the predicted class without the least relevant pixels minus that "
               "without the most relevant, mean over 10 to 90 %% removed: 1 at best, 0 for chance, "
               "below 0 for the wrong places. Blue: identity, orange: expression; solid: "
               "specialised "
               "networks, hatched: joint. Channels of conv8 where a method has a layer. n = %u "
               "test "
               "frames; intervals: 2.5 to 97.5 percentile of 1000 bootstraps over people."),
            most_frames (heads, n_heads, FUS_TRUST_INTACT)),
        g_free),
  };
  fus_study_figure_set_bars (figure, chart, "trust-methods", FUS_FIGURE_WIDE, HEIGHT,
                             begin_note (study, trust));
  return figure;
}

/* Randomisation */

static FusCurve *
layer_curves (FusStudyFigure *figure, const Head *head)
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
lowest (const Head *heads, guint n_heads)
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
fus_study_figure_trust_randomization (FusStudy *study, const FusStudyTrust *trust)
{
  Head heads[MAX_HEADS];
  guint n_heads = find_heads (trust, heads);
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
    plots[h] = (FusCurvePlot){ .title = head_title (&heads[h]),
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
            most_frames (heads, n_heads, FUS_TRUST_OTHER_SPEARMAN)),
        g_free),
  };
  fus_study_figure_set_curves (figure, grid, "trust-randomization",
                               _ ("What is left of maps when weights are random"), FUS_FIGURE_WIDE,
                               HEIGHT, begin_note (study, trust));
  return figure;
}

/* Flip */

FusStudyFigure *
fus_study_figure_trust_flip (FusStudy *study, const FusStudyTrust *trust)
{
  const struct
  {
    const char *label;
    guint quantity;
  } shown[] = { { _ ("Alike: mirrored frame"), FUS_TRUST_FLIP_SPEARMAN },
                { _ ("Alike: another frame"), FUS_TRUST_OTHER_SPEARMAN },
                { _ ("Asymmetry that follows the face"), FUS_TRUST_FACE_SIZE },
                { _ ("Asymmetry that stays in place"), FUS_TRUST_PLACE_SIZE },
                { _ ("Lean to the picture’s right"), FUS_TRUST_PLACE } };
  Head heads[MAX_HEADS];
  guint n_heads = find_heads (trust, heads);
  FusStudyFigure *figure;
  FusBarChart *chart;
  FusBarGroup *groups;

  if (n_heads == 0)
    return NULL;
  figure = fus_study_figure_new ();
  chart = fus_study_figure_alloc (figure, sizeof *chart);
  groups = fus_study_figure_alloc (figure, G_N_ELEMENTS (shown) * sizeof *groups);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    fill_bars (figure, &groups[i], shown[i].label, heads, n_heads, shown[i].quantity);
  *chart = (FusBarChart){
    .title = _ ("Maps of mirrored frames"),
    .y_label = _ ("Rank correlation or asymmetry"),
    .groups = groups,
    .n_groups = G_N_ELEMENTS (shown),
    .y_max = NAN,
    .plain_references = TRUE,
    .note = fus_study_figure_own (
        figure,
        g_strdup_printf (
            _ ("The map of a mirrored frame, mirrored back, should be like the frame’s own (1), "
               "far "
               "more than the map of another frame is. Asymmetry is left minus right by their sum; "
               "what follows the face into the mirror is the face’s, what keeps its place in the "
               "picture is the network’s: sizes, and to which side it leans on average. Blue: "
               "identity, orange: expression; solid: specialised networks, hatched: joint. n = %u "
               "test frames; intervals: 2.5 to 97.5 percentile of 1000 bootstraps over people."),
            most_frames (heads, n_heads, FUS_TRUST_FLIP_SPEARMAN)),
        g_free),
  };
  fus_study_figure_set_bars (figure, chart, "trust-flip", FUS_FIGURE_WIDE, HEIGHT,
                             begin_note (study, trust));
  return figure;
}
