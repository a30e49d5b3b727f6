/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/maps.h"
#include "app/state/page.h"
#include "app/average/average-page.h"

#include "app/widgets/figure-view.h"
#include "app/widgets/overlay-controls.h"
#include "app/widgets/stage-export.h"
#include "tests/study/fixture.h"
#include "tests/app/widgets.h"
#include "study/analyses/maps/group-figure.h"
#include "app/average/map-views.h"
#include "app/widgets/statistic-words.h"
#include "app/widgets/viewer.h"
#include <adwaita.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

typedef struct
{
  char *folder;
  FusStudy *study;
  FusWorkspace *workspace;
  FusAveragePage *page;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer trained)
{
  const FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusViewOptions) options = fus_view_options_new (NULL);

  f->folder = fixture_folder_new ();
  f->study = fixture_study (f->folder, 20, &protocol);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((GPOINTER_TO_UINT (trained) & (1u << kind)) != 0)
      fixture_train (f->study, kind);
  f->workspace = fus_workspace_new (f->study, options, 1);
  f->page = g_object_new (FUS_TYPE_AVERAGE_PAGE, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (f->window, 1200, 800);
  gtk_window_set_child (f->window, GTK_WIDGET (f->page));
  fus_page_set_workspace (FUS_PAGE (f->page), f->workspace);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  FusAveragePage *page = f->page;

  fus_workspace_close (f->workspace);
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_destroy (f->window);
  fixture_wait (fixture_is_gone, &page, 10);
  g_object_unref (f->workspace);
  g_object_unref (f->study);
  fixture_folder_free (f->folder);
}

/* The n-th widget of a type at or below @parent. */
static gpointer
nth (gpointer parent, GType type, guint n)
{
  return widgets_nth (parent, type, n);
}

static gboolean
has_maps (gpointer data)
{
  return fus_workspace_maps (((Fixture *) data)->workspace) != NULL;
}

/* The switcher's stack, around the four views. */
static GtkStack *
views (Fixture *f)
{
  return GTK_STACK (
      gtk_widget_get_ancestor (nth (f->page, FUS_TYPE_MAP_TESTS_VIEW, 0), GTK_TYPE_STACK));
}

static void
show_view (Fixture *f, const char *name)
{
  gtk_window_present (f->window);
  fixture_wait (has_maps, f, 60);
  gtk_stack_set_visible_child_name (views (f), name);
}

static gboolean
has_figure (gpointer view)
{
  return gtk_widget_get_visible (view) && fus_figure_view_figure (view) != NULL;
}

static void
test_untrained (Fixture *f, gconstpointer data)
{
  gtk_window_present (f->window);
  g_assert_null (fus_analysis_run_job (fus_workspace_run (f->workspace, &fus_maps_analysis)));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (nth (f->page, GTK_TYPE_STACK, 0)), ==,
                   "untrained");
}

/* The panels of figure 2A in a row, and the overlap below. */
static void
check_stage (Fixture *f)
{
  FusStage *stage = fus_viewer_get_stage (FUS_VIEWER (f->page));
  graphene_rect_t first, other;

  g_assert_cmpuint (fus_stage_n_panes (stage), ==, 5);
  widgets_drawn (GTK_WIDGET (stage));
  for (guint i = 1; i < 5; i++)
    {
      g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (fus_stage_pane (stage, 0)),
                                                GTK_WIDGET (stage), &first));
      g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (fus_stage_pane (stage, i)),
                                                GTK_WIDGET (stage), &other));
      if (i < 4)
        g_assert_cmpfloat (other.origin.y, ==, first.origin.y);
      else
        g_assert_cmpfloat (other.origin.y, >, first.origin.y);
    }
}

/* The picture with its note of origin. */
static void
check_export (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->folder, "maps.png", NULL);
  g_autofree char *json = g_build_filename (f->folder, "maps.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_true (fus_viewer_save (FUS_VIEWER (f->page), path, &error));
  g_assert_no_error (error);
  g_assert_true (json_parser_load_from_file (parser, json, &error));
  g_assert_no_error (error);
  JsonObject *note = json_node_get_object (json_parser_get_root (parser));
  const FusStudyMaps *maps = fus_workspace_maps (f->workspace);
  g_assert_cmpstr (json_object_get_string_member (note, "picture"), ==, "maps.png");
  g_assert_cmpstr (json_object_get_string_member (note, "joint-network-hash"), ==,
                   maps->result.origin.hash[FUS_NETWORK_JOINT]);
  g_assert_cmpint (json_object_get_int_member (note, "joint-identity-frames"), ==,
                   maps->map[FUS_NETWORK_JOINT][FUS_TASK_IDENTITY]->n_frames);
  g_assert_cmpstr (json_object_get_string_member (note, "colormap"), ==, "task");

  /* The key makes the picture higher than the panes alone. */
  FusStage *stage = fus_viewer_get_stage (FUS_VIEWER (f->page));
  g_autoptr (GdkTexture) with_key = fus_stage_render (stage);
  for (guint i = 0; i < fus_stage_n_panes (stage); i++)
    fus_pane_set_overlay (fus_stage_pane (stage, i), NULL);
  g_autoptr (GdkTexture) without = fus_stage_render (stage);
  g_assert_cmpint (gdk_texture_get_height (with_key), >, gdk_texture_get_height (without));
  g_assert_cmpint (gdk_texture_get_width (with_key), ==, gdk_texture_get_width (without));
}

static void
test_maps (Fixture *f, gconstpointer data)
{
  show_view (f, "maps");
  check_stage (f);
  check_export (f);
}

static FusAnalysisRun *
run_of_options (Fixture *f)
{
  const FusMapSpec *spec = fus_view_options_map_spec (fus_workspace_options (f->workspace));

  return fus_workspace_run (f->workspace, fus_maps_analysis_of (spec));
}

static gboolean
has_other_maps (gpointer data)
{
  return fus_analysis_run_result (run_of_options (data)) != NULL;
}

static char *
described (Fixture *f)
{
  return FUS_VIEWER_GET_IFACE (f->page)->describe (FUS_VIEWER (f->page));
}

/* The drop-downs choose another kind of map, which is then computed; slow ones leave all as it is.
 */
static void
test_other_kind (Fixture *f, gconstpointer data)
{
  FusOverlayControls *controls = nth (f->page, FUS_TYPE_OVERLAY_CONTROLS, 0);
  GtkDropDown *method = GTK_DROP_DOWN (
      gtk_widget_get_template_child (GTK_WIDGET (controls), FUS_TYPE_OVERLAY_CONTROLS, "method"));
  FusViewOptions *options = fus_workspace_options (f->workspace);
  g_autofree char *paper = NULL, *other = NULL, *slow = NULL, *pixels = NULL;

  show_view (f, "maps");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (method)));
  paper = described (f);
  g_assert_true (g_str_has_prefix (paper, "Mean Grad-CAM at conv8 over"));
  gtk_drop_down_set_selected (method, FUS_MAP_METHOD_HIRESCAM);
  g_object_set (options, "map-layer", "conv6", NULL);
  fixture_wait (has_other_maps, f, 60);
  check_stage (f);
  other = described (f);
  g_assert_true (g_str_has_prefix (other, "Mean hirescam at conv6 over"));
  /* The page of frames shows the paper's on the average face. */
  g_assert_true (
      fus_map_spec_equal (&fus_workspace_maps (f->workspace)->spec, &FUS_MAP_SPEC_PAPER));

  /* It cannot be chosen here, but elsewhere. */
  gtk_drop_down_set_selected (method, FUS_MAP_METHOD_OCCLUSION);
  g_assert_cmpint (fus_view_options_map_spec (options)->method, ==, FUS_MAP_METHOD_HIRESCAM);
  g_object_set (options, "map-method", "occlusion", NULL);
  slow = described (f);
  g_assert_cmpstr (slow, ==, other);

  /* And back, at once. */
  g_object_set (options, "map-method", "grad-cam", "map-layer", "conv8", NULL);
  pixels = described (f);
  g_assert_cmpstr (pixels, ==, paper);
}

static gboolean
has_six_tests (gpointer tests)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (tests); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return n == 6;
}

static gboolean
shows_people (gpointer view)
{
  return has_figure (view)
         && g_str_equal (fus_study_figure (fus_figure_view_figure (view))->name,
                         "figure-2b-people");
}

static void
test_views (Fixture *f, gconstpointer data)
{
  show_view (f, "tests");
  FusMapTestsView *tests = nth (f->page, FUS_TYPE_MAP_TESTS_VIEW, 0);
  FusFigureView *boxes = nth (tests, FUS_TYPE_FIGURE_VIEW, 0);
  fixture_wait (has_figure, boxes, 20);
  fixture_wait (
      has_six_tests,
      gtk_widget_get_template_child (GTK_WIDGET (tests), FUS_TYPE_MAP_TESTS_VIEW, "tests"), 20);
  g_assert_cmpstr (fus_study_figure (fus_figure_view_figure (boxes))->name, ==, "figure-2b");
  gtk_drop_down_set_selected (nth (tests, GTK_TYPE_DROP_DOWN, 0), FUS_MAP_LEVEL_PEOPLE);
  fixture_wait (shows_people, boxes, 20);

  gtk_stack_set_visible_child_name (views (f), "comparison");
  FusMapComparisonView *comparison = nth (f->page, FUS_TYPE_MAP_COMPARISON_VIEW, 0);
  for (guint i = 0; i < 2; i++)
    fixture_wait (has_figure, nth (comparison, FUS_TYPE_FIGURE_VIEW, i), 20);

  gtk_stack_set_visible_child_name (views (f), "groups");
  FusMapGroupsView *groups = nth (f->page, FUS_TYPE_MAP_GROUPS_VIEW, 0);
  fixture_wait (has_figure, nth (groups, FUS_TYPE_FIGURE_VIEW, 0), 20);
  g_assert_false (gtk_widget_get_visible (nth (groups, FUS_TYPE_FIGURE_VIEW, 1)));
  gtk_drop_down_set_selected (nth (groups, GTK_TYPE_DROP_DOWN, 0), 1);
  for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
    fixture_wait (has_figure, nth (groups, FUS_TYPE_FIGURE_VIEW, i), 20);
  gtk_drop_down_set_selected (nth (groups, GTK_TYPE_DROP_DOWN, 0), 0);
  g_assert_false (gtk_widget_get_visible (nth (groups, FUS_TYPE_FIGURE_VIEW, 1)));
}

static guint
variant_of (const FusMapSource *source)
{
  for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
    if (fus_map_sources[i].network == source->network && fus_map_sources[i].task == source->task)
      return FUS_MAP_GROUPS_VARIANT (i, FUS_MAP_GROUPING_EXPRESSION);
  g_assert_not_reached ();
}

/* Every expression of the expression set has its panel, with as many frames as it has. */
static void
test_group_figure (Fixture *f, gconstpointer data)
{
  show_view (f, "maps");
  FusStudyMaps *maps = fus_workspace_maps (f->workspace);
  const FusMapSource source = { FUS_NETWORK_EXPRESSION, FUS_TASK_EXPRESSION };
  const FusMapSource missing = { FUS_NETWORK_JOINT, FUS_TASK_EXPRESSION };
  g_autoptr (FusStudyFigure) figure
      = fus_study_figure_map_groups (f->study, maps, variant_of (&source), NULL);
  const FusFigure *drawn = fus_study_figure (figure);
  g_autoptr (GPtrArray) groups = fus_map_groups (maps, FUS_MAP_GROUPING_EXPRESSION);

  g_assert_cmpstr (drawn->name, ==, "maps-expression-expression-by-expression");
  for (guint i = 0; i < groups->len; i++)
    {
      const FusMapGroup *group = g_ptr_array_index (groups, i);
      const FusMeanMap *map = group->map[FUS_NETWORK_EXPRESSION][FUS_TASK_EXPRESSION];
      g_autofree char *title = g_strdup_printf ("\"%s, n = %u\"", group->title, map->n_frames);

      g_assert_nonnull (strstr (drawn->csv, title));
    }
  g_assert_cmpuint (groups->len, ==, FUS_N_EXPRESSIONS);
  g_assert_nonnull (strstr (drawn->origin, "\"grouping\""));
  g_assert_null (fus_study_figure_map_groups (f->study, maps, variant_of (&missing), NULL));
}

static void
test_words (void)
{
  FusTest test = { .statistic = 12, .p = 0.001, .effect = -0.5, .n = { 490, 480 } };
  g_autofree char *higher = fus_test_words_mann_whitney ("a", "b", &test);

  g_assert_cmpstr (higher, ==,
                   "“a” against “b”: higher in “b”.\n"
                   "U = 12, n = 490 and 480, p = 0.001, r = -0.50");
  test.p = 0.2;
  g_autofree char *same = fus_test_words_mann_whitney ("a", "b", &test);
  g_assert_nonnull (strstr (same, "no difference shown"));
  test.p = NAN;
  g_autofree char *nothing = fus_test_words_mann_whitney ("a", "b", &test);
  g_assert_nonnull (strstr (nothing, "no difference shown"));
}

#define ADD(name, trained, function)                                                               \
  g_test_add ("/app/average-views/" name, Fixture, GUINT_TO_POINTER (trained), set_up, function,   \
              tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("untrained", 0, test_untrained);
  ADD ("maps", 7, test_maps);
  ADD ("other-kind", 7, test_other_kind);
  ADD ("views", 7, test_views);
  ADD ("group-figure", 1 << FUS_NETWORK_EXPRESSION, test_group_figure);
  g_test_add_func ("/app/average-views/words", test_words);
  return g_test_run ();
}
