/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/group-figure.h"

#include "figures/panels.h"
#include "study/analyses/maps/spec.h"
#include "study/figures/study-figure-private.h"

#include <glib/gi18n-lib.h>

#define POINTS_PER_MM (72 / 25.4)
/* As fus_figure_write() leaves on each side of a figure, in points. */
#define MARGIN 2.0
#define MOST_COLUMNS 7
#define OPACITY 0.85

static void
draw_panels (cairo_t *cr, double width, double height, FusColor ink, FusColor ground,
             double font_size, gpointer data)
{
  fus_panels_draw (cr, data, width, height, ink, font_size);
}

/* "happy, n = 70" */
static void
add_panel (FusStudyFigure *figure, FusPanel *panel, const FusMapGroup *group, FusTask task,
           const FusMeanMap *map)
{
  g_autofree char *n = g_strdup_printf ("%u", map->n_frames);

  /* Translators: expression, person or angle; number of frames. */
  panel->title
      = fus_study_figure_own (figure, g_strdup_printf (_ ("%s, n = %s"), group->title, n), g_free);
  panel->map[task] = map->map;
}

/* Largest value of any map of any group, so that all networks' figures are on one scale. */
static double
largest_value (const GPtrArray *groups)
{
  double largest = 0;

  for (guint g = 0; g < groups->len; g++)
    for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
      {
        const FusMapGroup *group = g_ptr_array_index (groups, g);
        const FusMeanMap *map = group->map[fus_map_sources[i].network][fus_map_sources[i].task];

        for (gsize j = 0; map != NULL && j < (gsize) map->side * map->side; j++)
          largest = MAX (largest, map->map[j]);
      }
  return largest;
}

static const char *
grouping_note (FusMapGrouping grouping)
{
  switch (grouping)
    {
    case FUS_MAP_GROUPING_EXPRESSION:
      return _ ("Mean over the test frames of each expression, on the average face; n: frames.");
    case FUS_MAP_GROUPING_PERSON:
      return _ ("Mean over the test frames of each person, on the average face; n: frames.");
    case FUS_MAP_GROUPING_ANGLE:
      return _ ("Mean over the test frames of each angle, on the average face; n: frames.");
    default:
      g_assert_not_reached ();
    }
}

/* "Joint network, identity. Mean over …" */
static char *
describe (const FusMapSource *source, FusMapGrouping grouping)
{
  g_autofree char *title = fus_map_source_title (source);

  /* Translators: which map; what is averaged. */
  return g_strdup_printf (_ ("%s. %s"), title, grouping_note (grouping));
}

static void
set_figure (FusStudyFigure *figure, FusStudy *study, const FusStudyMaps *maps, FusPanels *panels,
            const FusMapSource *source, FusMapGrouping grouping)
{
  const double height = fus_panels_height (panels, FUS_FIGURE_WIDE * POINTS_PER_MM - 2 * MARGIN,
                                           FUS_FIGURE_FONT_SIZE);
  JsonBuilder *note
      = fus_study_figure_begin_note (study, maps->result.origin.hash, &maps->result.origin.tally);

  figure->figure = (FusFigure){
    .name = fus_study_figure_own (
        figure,
        g_strdup_printf ("maps-%s-%s-by-%s", fus_network_kind_name (source->network),
                         fus_task_name (source->task), fus_map_grouping_name (grouping)),
        g_free),
    .title = fus_study_figure_own (figure, fus_map_source_title (source), g_free),
    .width = FUS_FIGURE_WIDE,
    .height = (height + 2 * MARGIN) / POINTS_PER_MM,
    .draw = draw_panels,
    .data = panels,
    .csv = fus_study_figure_own (figure, fus_panels_csv (panels), g_free),
  };
  fus_json_add_string (note, "network", fus_network_kind_name (source->network));
  fus_json_add_string (note, "task", fus_task_name (source->task));
  fus_json_add_string (note, "grouping", fus_map_grouping_name (grouping));
  fus_map_spec_add (&maps->spec, note);
  fus_json_add_string (note, "target", "predicted");
  fus_json_add_string (note, "scaling", "min-max of each frame");
  fus_study_figure_end_note (figure, note);
}

FusStudyFigure *
fus_study_figure_map_groups (FusStudy *study, gconstpointer result, guint variant, GError **error)
{
  const FusStudyMaps *maps = result;
  const FusMapSource *source = &fus_map_sources[variant / FUS_N_MAP_GROUPINGS];
  const FusMapGrouping grouping = (FusMapGrouping) (variant % FUS_N_MAP_GROUPINGS);
  const FusMeanMap *all = maps->map[source->network][source->task];
  GPtrArray *groups;
  FusStudyFigure *figure;
  FusPanels *panels;
  FusPanel *panel;

  if (all == NULL)
    return NULL;
  groups = fus_map_groups (maps, grouping);
  figure = fus_study_figure_new ();
  fus_study_figure_own (figure, fus_result_ref (maps), fus_result_unref);
  fus_study_figure_own (figure, groups, (GDestroyNotify) g_ptr_array_unref);
  panels = fus_study_figure_alloc (figure, sizeof *panels);
  panel = fus_study_figure_alloc (figure, groups->len * sizeof *panel);
  *panels
      = (FusPanels){ .picture = maps->average_face,
                     .crop = fus_crop_whole,
                     .side = all->side,
                     .panels = panel,
                     .colormap = FUS_COLORMAP_TASK,
                     .opacity = OPACITY,
                     .maximum = largest_value (groups),
                     .value_label = fus_study_figure_own (
                         figure,
                         /* Translators: a kind of map: "HiResCAM". */
                         g_strdup_printf (_ ("Mean %s of the predicted class (0–1)"),
                                          fus_map_method_title (maps->spec.method)),
                         g_free),
                     .note = fus_study_figure_own (figure, describe (source, grouping), g_free) };
  for (guint i = 0; i < groups->len; i++)
    {
      const FusMapGroup *group = g_ptr_array_index (groups, i);
      const FusMeanMap *map = group->map[source->network][source->task];

      if (map != NULL && map->n_frames > 0)
        add_panel (figure, &panel[panels->n_panels++], group, source->task, map);
    }
  if (panels->n_panels == 0)
    {
      fus_study_figure_free (figure);
      return NULL;
    }
  panels->n_columns = MIN (panels->n_panels, MOST_COLUMNS);
  set_figure (figure, study, maps, panels, source, grouping);
  return figure;
}
