/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/figures.h"

#include "faces/pictures/load-picture.h"
#include "figures/boxplot.h"
#include "figures/axis.h"
#include "faces/csv.h"
#include "study/analyses/maps/map-groups.h"
#include "figures/panels.h"
#include "study/analyses/maps/spec.h"
#include "study/figures/study-figure-private.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define POINTS_PER_MM (72 / 25.4)
/* As fus_figure_write() leaves on each side of a figure, in points. */
#define MARGIN 2.0
#define BOX_PLOT_HEIGHT 115.0
/* The paper's (figure 2C). */
#define OVERLAP_SHARE 0.95
/* Side of an example frame, in pixels: 300 dots per inch at 43 mm. */
#define FRAME_SIDE 512
#define OPACITY 0.85

static void
draw_panels (cairo_t *cr, double width, double height, FusColor ink, FusColor ground,
             double font_size, gpointer data)
{
  fus_panels_draw (cr, data, width, height, ink, font_size);
}

static void
draw_box_plot (cairo_t *cr, double width, double height, FusColor ink, FusColor ground,
               double font_size, gpointer data)
{
  fus_box_plot_draw (cr, data, width, height, ink, font_size);
}

static char *
own_text (FusStudyFigure *figure, char *text)
{
  return fus_study_figure_own (figure, text, g_free);
}

static const char *
panel_title (FusStudyFigure *figure, const FusMapSource *source)
{
  return own_text (figure, fus_map_source_title (source));
}

/* n test frames of each task that any of the maps shows. */
static char *
describe_frames (const FusStudyMaps *maps)
{
  guint n[FUS_N_TASKS] = { 0 };
  g_autofree char *identity = NULL, *expression = NULL;

  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (int task = 0; task < FUS_N_TASKS; task++)
      if (maps->map[kind][task] != NULL)
        n[task] = MAX (n[task], maps->map[kind][task]->n_frames);
  identity = g_strdup_printf ("%u", n[FUS_TASK_IDENTITY]);
  expression = g_strdup_printf ("%u", n[FUS_TASK_EXPRESSION]);
  /* Translators: numbers of frames. */
  return g_strdup_printf (_ ("n = %s test frames (identity), %s (expression)."), identity,
                          expression);
}

/* Takes over @panels, whose panels, titles and maps @figure must own or outlive. */
static void
finish_panels (FusStudyFigure *figure, FusStudy *study, const FusStudyMaps *maps, FusPanels *panels,
               const char *name, const char *title, double width)
{
  double inner = width * POINTS_PER_MM - 2 * MARGIN;
  double height = fus_panels_height (panels, inner, FUS_FIGURE_FONT_SIZE);
  JsonBuilder *note
      = fus_study_figure_begin_note (study, maps->result.origin.hash, &maps->result.origin.tally);

  figure->figure = (FusFigure){
    .name = name,
    .title = title,
    .width = width,
    .height = (height + 2 * MARGIN) / POINTS_PER_MM,
    .draw = draw_panels,
    .data = panels,
    .csv = own_text (figure, fus_panels_csv (panels)),
  };
  fus_map_spec_add (&maps->spec, note);
  fus_json_add_string (note, "target", "predicted");
  fus_json_add_string (note, "scaling", "min-max of each frame");
  fus_study_figure_end_note (figure, note);
}

/* Keeps the maps alive as long as the figure. */
static FusStudyFigure *
new_figure (const FusStudyMaps *maps)
{
  FusStudyFigure *figure = fus_study_figure_new ();

  fus_study_figure_own (figure, fus_result_ref (maps), fus_result_unref);
  return figure;
}

/* Side of the maps; 0 where there are none, or they are not of one size. */
static guint
common_side (const FusStudyMaps *maps)
{
  guint side = 0;

  for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
    {
      const FusMapSource *source = &fus_map_sources[i];
      const FusMeanMap *map = maps->map[source->network][source->task];

      if (map == NULL || map->n_frames == 0)
        continue;
      if (side != 0 && side != map->side)
        return 0;
      side = map->side;
    }
  return side;
}

FusStudyFigure *
fus_study_figure_mean_maps (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  const FusStudyMaps *maps = result;
  guint side = common_side (maps);
  g_autofree char *frames = NULL;
  FusStudyFigure *figure;
  FusPanels *panels;
  FusPanel *panel;

  if (side == 0)
    return NULL;
  figure = new_figure (maps);
  panels = fus_study_figure_alloc (figure, sizeof *panels);
  panel = fus_study_figure_alloc (figure, FUS_N_MAP_SOURCES * sizeof *panel);
  frames = describe_frames (maps);
  *panels = (FusPanels){
    .picture = maps->average_face,
    .crop = fus_crop_whole,
    .side = side,
    .panels = panel,
    .colormap = FUS_COLORMAP_TASK,
    .opacity = OPACITY,
    .value_label
    = fus_study_figure_own (figure,
                            /* Translators: a kind of map: "HiResCAM". */
                            g_strdup_printf (_ ("Mean %s of the predicted class (0–1)"),
                                             fus_map_method_title (maps->spec.method)),
                            g_free),
    .note = own_text (figure, g_strdup_printf ("%s %s", _ ("Shown on the average face."), frames)),
  };
  for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
    {
      const FusMapSource *source = &fus_map_sources[i];
      const FusMeanMap *map = maps->map[source->network][source->task];

      if (map == NULL || map->n_frames == 0)
        continue;
      panel[panels->n_panels].title = panel_title (figure, source);
      panel[panels->n_panels++].map[source->task] = map->map;
    }
  finish_panels (figure, study, maps, panels, "figure-2a", _ ("Mean maps on the average face"),
                 FUS_FIGURE_WIDE);
  return figure;
}

FusStudyFigure *
fus_study_figure_map_overlap (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  const FusStudyMaps *maps = result;
  const FusMeanMap *identity = maps->map[FUS_NETWORK_JOINT][FUS_TASK_IDENTITY];
  const FusMeanMap *expression = maps->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION];
  g_autoptr (FusMapOverlap) overlap = fus_map_overlap (identity, expression, OVERLAP_SHARE);
  char threshold[G_ASCII_DTOSTR_BUF_SIZE];
  FusStudyFigure *figure;
  FusPanels *panels;
  FusPanel *panel;

  if (overlap == NULL || identity->n_frames == 0 || expression->n_frames == 0)
    return NULL;
  figure = new_figure (maps);
  panels = fus_study_figure_alloc (figure, sizeof *panels);
  panel = fus_study_figure_alloc (figure, sizeof *panel);
  g_ascii_formatd (threshold, sizeof threshold, "%.3f", overlap->threshold);
  *panel = (FusPanel){
    .title = fus_network_title (FUS_NETWORK_JOINT),
    .map = { [FUS_TASK_IDENTITY] = identity->map, [FUS_TASK_EXPRESSION] = expression->map },
    .threshold = overlap->threshold,
    .mark_overlap = TRUE,
  };
  *panels = (FusPanels){
    .picture = maps->average_face,
    .crop = fus_crop_whole,
    .side = identity->side,
    .panels = panel,
    .n_panels = 1,
    .colormap = FUS_COLORMAP_TASK,
    .opacity = OPACITY,
    .value_label = fus_study_figure_own (
        figure,
        /* Translators: a kind of map: "HiResCAM". */
        g_strdup_printf (_ ("Mean %s (0–1)"), fus_map_method_title (maps->spec.method)), g_free),
    .note = own_text (
        figure,
        g_strdup_printf (_ ("Pixels at or above %s, the smaller of the two maps’ 95th percentiles: "
                            "identity %.1f %%, expression %.1f %%, both %.1f %% of the face."),
                         threshold, 100 * overlap->area[FUS_TASK_IDENTITY],
                         100 * overlap->area[FUS_TASK_EXPRESSION], 100 * overlap->both)),
  };
  finish_panels (figure, study, maps, panels, "figure-2c",
                 _ ("Where evidence for identity and expression coincide"), FUS_FIGURE_NARROW);
  return figure;
}

FusStudyFigure *
fus_study_figure_map_differences (FusStudy *study, gconstpointer result, guint variant,
                                  GError **error)
{
  const FusStudyMaps *maps = result;
  FusStudyFigure *figure = new_figure (maps);
  FusPanels *panels = fus_study_figure_alloc (figure, sizeof *panels);
  FusPanel *panel = fus_study_figure_alloc (figure, FUS_N_TASKS * sizeof *panel);

  *panels = (FusPanels){
    .picture = maps->average_face,
    .crop = fus_crop_whole,
    .panels = panel,
    .n_columns = FUS_N_TASKS,
    .opacity = OPACITY,
    .less = _ ("more in specialised"),
    .more = _ ("more in joint"),
    .note = _ ("Mean map of the joint network minus that of the specialised one."),
  };
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      const FusMeanMap *joint = maps->map[FUS_NETWORK_JOINT][task];
      float *difference
          = fus_map_difference (joint, maps->map[fus_specialized_network (task)][task]);

      if (difference == NULL)
        continue;
      panels->side = joint->side;
      panel[panels->n_panels++] = (FusPanel){
        .title = fus_task_title (task),
        .difference = fus_study_figure_own (figure, difference, g_free),
      };
    }
  if (panels->n_panels == 0)
    g_clear_pointer (&figure, fus_study_figure_free);
  else
    finish_panels (figure, study, maps, panels, "map-differences",
                   _ ("Joint against specialised networks"), FUS_FIGURE_NARROW);
  return figure;
}

/* Box plots */

static const char *
level_note (FusMapLevel level)
{
  switch (level)
    {
    case FUS_MAP_LEVEL_PIXELS:
      return _ ("Each value is a pixel of a mean map (224 × 224, as in the paper); pixels beside "
                "each other are not independent.");
    case FUS_MAP_LEVEL_CELLS:
      return _ ("Each value is one of a mean map before it is enlarged.");
    case FUS_MAP_LEVEL_FRAMES:
      return _ ("Each value is the mean of one frame’s map.");
    default:
      return _ ("Each value is the mean over one person’s frames.");
    }
}

static char *
bracket_text (const FusTest *test)
{
  g_autofree char *p = fus_p_format (test->p);
  char r[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup_printf ("%s, r = %s", p, g_ascii_formatd (r, sizeof r, "%.2f", test->effect));
}

/* One table: the boxes' numbers, and below them those of the tests between them, each in its own
 * columns. */
static char *
box_csv (const FusBoxPlot *plot, const FusTest *tests)
{
  static const char *const test_columns[] = { "against", "u", "p", "log10_p", "rank_biserial" };
  /* Those of fus_box_plot_csv(). */
  enum
  {
    N_BOX_COLUMNS = 8,
    N_COLUMNS = N_BOX_COLUMNS + G_N_ELEMENTS (test_columns)
  };
  g_autofree char *boxes = fus_box_plot_csv (plot);
  g_auto (GStrv) lines = g_strsplit (boxes, "\n", 0);
  GString *text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_string_append (text, lines[i]);
      for (guint j = 0; j < G_N_ELEMENTS (test_columns); j++)
        g_string_append_printf (text, ",%s", i == 0 ? test_columns[j] : "");
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < plot->n_brackets; i++)
    {
      const double values[] = { tests[i].statistic, tests[i].p, tests[i].log10_p, tests[i].effect };
      char numbers[G_N_ELEMENTS (values)][FUS_AXIS_LABEL_SIZE];
      const char *fields[N_COLUMNS];

      for (guint j = 0; j < N_COLUMNS; j++)
        fields[j] = "";
      fields[0] = plot->boxes[plot->brackets[i].from].label;
      fields[N_BOX_COLUMNS] = plot->boxes[plot->brackets[i].to].label;
      for (guint j = 0; j < G_N_ELEMENTS (values); j++)
        {
          fus_number_format (values[j], numbers[j]);
          fields[N_BOX_COLUMNS + 1 + j] = numbers[j];
        }
      if (tests[i].p < 1e-300)
        fields[N_BOX_COLUMNS + 2] = "<1e-300";
      fus_csv_append_row (text, fields, N_COLUMNS);
    }
  return g_string_free (text, FALSE);
}

static char *
figure_name (FusMapLevel level)
{
  static const char *const suffixes[] = { "", "-cells", "-frames", "-people" };

  G_STATIC_ASSERT (G_N_ELEMENTS (suffixes) == FUS_N_MAP_LEVELS);
  return g_strconcat ("figure-2b", suffixes[level], NULL);
}

static void
add_box (FusStudyFigure *figure, FusBox *box, const FusMapSource *source, const double *values,
         gsize n)
{
  *box = (FusBox){ .label = panel_title (figure, source),
                   .statistics = fus_box_statistics (values, n),
                   .color = fus_color_task[source->task],
                   .fill
                   = source->network == FUS_NETWORK_JOINT ? FUS_FILL_HATCHED : FUS_FILL_SOLID };
}

FusStudyFigure *
fus_study_figure_map_boxes (FusStudy *study, gconstpointer result, guint level, GError **error)
{
  const FusStudyMaps *maps = result;
  enum
  {
    N_PAIRS = FUS_N_MAP_SOURCES * (FUS_N_MAP_SOURCES - 1) / 2
  };
  FusStudyFigure *figure = new_figure (maps);
  FusBoxPlot *plot = fus_study_figure_alloc (figure, sizeof *plot);
  FusBox *boxes = fus_study_figure_alloc (figure, FUS_N_MAP_SOURCES * sizeof *boxes);
  FusBracket *brackets = fus_study_figure_alloc (figure, N_PAIRS * sizeof *brackets);
  FusTest tests[N_PAIRS];
  const FusMapSource *shown[FUS_N_MAP_SOURCES];
  JsonBuilder *note;

  *plot = (FusBoxPlot){
    .title = _ ("Strength of the mean maps"),
    .y_label = fus_study_figure_own (
        figure,
        /* Translators: a kind of map: "HiResCAM". */
        g_strdup_printf (_ ("%s (0–1)"), fus_map_method_title (maps->spec.method)), g_free),
    .boxes = boxes,
    .brackets = brackets
  };
  for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
    {
      gsize n;
      g_autofree double *values = fus_map_values (maps, &fus_map_sources[i], level, &n);

      if (values == NULL)
        continue;
      add_box (figure, &boxes[plot->n_boxes], &fus_map_sources[i], values, n);
      shown[plot->n_boxes++] = &fus_map_sources[i];
    }
  if (plot->n_boxes == 0)
    {
      fus_study_figure_free (figure);
      return NULL;
    }
  for (guint i = 0; i < plot->n_boxes; i++)
    for (guint j = i + 1; j < plot->n_boxes; j++)
      {
        FusTest *test = &tests[plot->n_brackets];

        *test = fus_map_test (maps, shown[i], shown[j], level);
        brackets[plot->n_brackets++] = (FusBracket){ i, j, own_text (figure, bracket_text (test)) };
      }
  plot->note = own_text (
      figure,
      g_strdup_printf (_ ("%s Boxes: median and quartiles; whiskers: 1.5 interquartile ranges; "
                          "Mann-Whitney U, two-sided; r: rank-biserial correlation."),
                       level_note (level)));
  figure->figure = (FusFigure){
    .name = own_text (figure, figure_name (level)),
    .title = plot->title,
    .width = FUS_FIGURE_NARROW,
    .height = BOX_PLOT_HEIGHT,
    .draw = draw_box_plot,
    .data = plot,
    .csv = own_text (figure, box_csv (plot, tests)),
  };
  note = fus_study_figure_begin_note (study, maps->result.origin.hash, &maps->result.origin.tally);
  fus_json_add_string (note, "level", fus_map_level_name (level));
  fus_json_add_string (note, "test", "Mann-Whitney U, two-sided, tie-corrected");
  fus_json_add_string (note, "effect", "rank-biserial correlation");
  fus_study_figure_end_note (figure, note);
  return figure;
}

/* Example frames */

/* A straight frame of that expression that the network gets right; otherwise one that it gets
 * right; otherwise any with a map, but not @other. -1 where there is none. */
static gint
find_example (const FusStudyMaps *maps, FusNetworkKind kind, const FusNetwork *network,
              FusExpression expression, gint other)
{
  const FusMaps *of_frames = maps->frame_maps[kind][FUS_TASK_EXPRESSION];
  const char *const *names = fus_network_class_names (network, FUS_TASK_EXPRESSION);
  gint best = -1, best_rank = -1;

  for (gsize i = 0; i < of_frames->n; i++)
    {
      const FusFrame *frame
          = &maps->frame_list
                 ->frames[g_array_index (maps->frames[FUS_TASK_EXPRESSION], guint32, i)];
      gint rank;

      if (of_frames->state[i] != FUS_MAP_FOUND || (gint) i == other)
        continue;
      rank = frame->expression == expression ? 2 : 0;
      rank += g_strcmp0 (names[of_frames->predicted[i]], fus_expression_name (frame->expression))
                      == 0
                  ? 1
                  : 0;
      rank += frame->angle == FUS_ANGLE_STRAIGHT ? 1 : 0;
      if (rank > best_rank)
        {
          best = (gint) i;
          best_rank = rank;
        }
    }
  return best;
}

/* The frame at full size, as far as the networks see it. NULL with @error. */
static FusPicture *
load_example (FusStudy *study, const FusFrame *frame, GError **error)
{
  g_auto (GStrv) roots = fus_study_dup_roots (study);
  g_autofree char *path = fus_frame_full_path (roots[frame->dataset], frame);
  FusCrop crops[FUS_STUDY_MAX_DATASETS];

  fus_study_get_crops (study, crops);
  return fus_picture_load_cropped (path, &crops[frame->dataset], FRAME_SIDE, FRAME_SIDE, error);
}

static void
add_example (FusStudyFigure *figure, FusPanels *panels, FusPanel *panel, const FusMaps *of_frames,
             FusNetworkKind kind, const FusNetwork *network, gint index, const FusPicture *picture)
{
  const char *const *names = fus_network_class_names (network, FUS_TASK_EXPRESSION);
  const char *predicted = fus_class_title (FUS_TASK_EXPRESSION, names[of_frames->predicted[index]]);
  gsize area = (gsize) of_frames->side * of_frames->side;

  panel[panels->n_panels++] = (FusPanel){
    /* Translators: a network and the expression it sees. */
    .title = own_text (figure, g_strdup_printf (_ ("%s: %s"), fus_network_title (kind), predicted)),
    .picture = picture,
    .map = { [FUS_TASK_EXPRESSION] = of_frames->scaled + (gsize) index * area },
  };
}

/* "Frames: F01 · happy · …; M02 · surprised · …." */
static char *
describe_examples (const FusStudyMaps *maps, const gint *examples, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    if (examples[i] >= 0)
      {
        g_autofree char *frame = fus_frame_describe (
            maps->frame_list,
            &maps->frame_list
                 ->frames[g_array_index (maps->frames[FUS_TASK_EXPRESSION], guint32, examples[i])]);

        g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", frame);
      }
  return g_strdup_printf (_ ("Test frames: %s. Each map is min-max scaled for itself."), text->str);
}

FusStudyFigure *
fus_study_figure_example_maps (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  const FusStudyMaps *maps = result;
  static const FusExpression expressions[] = { FUS_EXPRESSION_HAPPY, FUS_EXPRESSION_SURPRISED };
  static const FusNetworkKind kinds[] = { FUS_NETWORK_JOINT, FUS_NETWORK_EXPRESSION };
  FusStudyFigure *figure = new_figure (maps);
  FusPanels *panels = fus_study_figure_alloc (figure, sizeof *panels);
  FusPanel *panel = fus_study_figure_alloc (figure, G_N_ELEMENTS (expressions)
                                                        * G_N_ELEMENTS (kinds) * sizeof *panel);
  gint examples[G_N_ELEMENTS (expressions)] = { -1, -1 };
  FusPicture *pictures[G_N_ELEMENTS (expressions)] = { NULL };
  g_autoptr (GError) failure = NULL;

  *panels = (FusPanels){
    .picture = maps->average_face,
    .crop = fus_crop_whole,
    .panels = panel,
    .n_columns = G_N_ELEMENTS (expressions),
    .colormap = FUS_COLORMAP_JET,
    /* The paper's blend. */
    .opacity = 0.4,
    .maximum = 1,
    .value_label
    = fus_study_figure_own (figure,
                            /* Translators: a kind of map: "HiResCAM". */
                            g_strdup_printf (_ ("%s of the predicted expression (0–1)"),
                                             fus_map_method_title (maps->spec.method)),
                            g_free),
  };
  for (guint k = 0; k < G_N_ELEMENTS (kinds) && failure == NULL; k++)
    {
      const FusMaps *of_frames = maps->frame_maps[kinds[k]][FUS_TASK_EXPRESSION];
      g_autoptr (FusNetwork) network = NULL;

      if (of_frames == NULL || (panels->side != 0 && panels->side != of_frames->side))
        continue;
      network = fus_study_network (study, kinds[k], NULL);
      if (network == NULL)
        continue;
      panels->side = of_frames->side;
      for (guint i = 0; i < G_N_ELEMENTS (expressions) && failure == NULL; i++)
        {
          /* The same frames in every row. */
          if (examples[i] < 0)
            examples[i] = find_example (maps, kinds[k], network, expressions[i], examples[0]);
          if (examples[i] < 0)
            continue;
          if (pictures[i] == NULL)
            {
              guint32 frame
                  = g_array_index (maps->frames[FUS_TASK_EXPRESSION], guint32, examples[i]);

              pictures[i] = load_example (study, &maps->frame_list->frames[frame], &failure);
              if (pictures[i] == NULL)
                break;
              fus_study_figure_own (figure, pictures[i], (GDestroyNotify) fus_picture_unref);
            }
          add_example (figure, panels, panel, of_frames, kinds[k], network, examples[i],
                       pictures[i]);
        }
    }
  if (failure != NULL || panels->n_panels == 0)
    {
      fus_study_figure_free (figure);
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  panels->note = own_text (figure, describe_examples (maps, examples, G_N_ELEMENTS (examples)));
  finish_panels (figure, study, maps, panels, "figure-2d", _ ("Maps of two frames"),
                 FUS_FIGURE_NARROW);
  return figure;
}
