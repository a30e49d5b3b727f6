/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/decoding/specialization.h"
#include "study/analyses/decoding/figures.h"
#include "app/widgets/figure-view.h"

#include "app/widgets/figure-marks.h"
#include "tests/study/fixture.h"
#include "tests/app/widgets.h"
#include <adwaita.h>
#include <string.h>

typedef struct
{
  char *folder;
  FusStudy *study;
  FusSpecialization *specialization;
  GtkWindow *window;
  FusFigureView *view;
  guint n_picked;
  guint row, column;
  char *toast;
} Fixture;

static void
on_picked (Fixture *f, guint row, guint column)
{
  f->n_picked++;
  f->row = row;
  f->column = column;
}

static void
on_toast (GSimpleAction *action, GVariant *parameter, Fixture *f)
{
  g_free (f->toast);
  f->toast = g_variant_dup_string (parameter, NULL);
}

/* Stands in for the window's own action. */
static void
add_toast (Fixture *f)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("toast", G_VARIANT_TYPE_STRING);

  g_signal_connect (action, "activate", G_CALLBACK (on_toast), f);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (GTK_WIDGET (f->window), "win", G_ACTION_GROUP (group));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  const FusProtocol protocol = fixture_protocol ();
  g_autoptr (GError) error = NULL;

  f->folder = fixture_folder_new ();
  f->study = fixture_study (f->folder, 20, &protocol);
  fixture_train (f->study, FUS_NETWORK_EXPRESSION);
  f->specialization
      = fus_analysis_compute (&fus_decoding_analysis, f->study, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  f->window = GTK_WINDOW (gtk_window_new ());
  f->view = FUS_FIGURE_VIEW (fus_figure_view_new ());
  gtk_window_set_child (f->window, GTK_WIDGET (f->view));
  gtk_window_set_default_size (f->window, 500, 420);
  add_toast (f);
  g_signal_connect_swapped (f->view, "picked", G_CALLBACK (on_picked), f);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  FusFigureView *view = f->view;

  g_object_add_weak_pointer (G_OBJECT (view), (gpointer *) &view);
  gtk_window_destroy (f->window);
  fixture_wait (fixture_is_gone, &view, 10);
  fus_result_unref (f->specialization);
  g_object_unref (f->study);
  fixture_folder_free (f->folder);
  g_free (f->toast);
}

static void
show_accuracy (Fixture *f)
{
  fus_figure_view_set_figure (f->view,
                              fus_study_figure_accuracy (f->study, f->specialization, 0, NULL));
}

static gboolean
has_width (gpointer widget)
{
  return gtk_widget_get_width (widget) > 300;
}

/* Mean brightness of what the view draws, 0 … 1, wherever it draws. */
static double
brightness (Fixture *f)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (f->view));
  const int height = gtk_widget_get_height (GTK_WIDGET (f->view));
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (f->view));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  double sum = 0, covered = 0;

  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), width, height);
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  g_autoptr (GdkTexture) texture
      = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (f->window)), node, NULL);
  const int columns = gdk_texture_get_width (texture), rows = gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) columns * rows);
  gdk_texture_download (texture, (guchar *) pixels, (gsize) columns * 4);
  for (int i = 0; i < columns * rows; i++)
    {
      sum += ((pixels[i] >> 16 & 255) + (pixels[i] >> 8 & 255) + (pixels[i] & 255)) / 3.0;
      covered += pixels[i] >> 24;
    }
  g_assert_cmpfloat (covered, >, 0);
  return sum / covered;
}

static void
test_empty (Fixture *f, gconstpointer data)
{
  int natural;

  g_assert_null (fus_figure_view_figure (f->view));
  gtk_widget_activate_action (GTK_WIDGET (f->view), "figure.pick", NULL);
  g_assert_cmpuint (f->n_picked, ==, 0);
  show_accuracy (f);
  g_assert_nonnull (fus_figure_view_figure (f->view));
  fus_figure_view_set_figure (f->view, NULL);
  g_assert_null (fus_figure_view_figure (f->view));
  gtk_widget_measure (GTK_WIDGET (f->view), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL,
                      NULL);
  g_assert_cmpint (natural, <, 100);
}

/* Twice as wide is twice as high, up to the largest size. */
static void
test_proportions (Fixture *f, gconstpointer data)
{
  GtkWidget *widget = GTK_WIDGET (f->view);
  int at_280, at_560, at_2000, at_2800;

  show_accuracy (f);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, 280, &at_280, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, 560, &at_560, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, 2000, &at_2000, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, 3000, &at_2800, NULL, NULL, NULL);
  /* Each is rounded up. */
  g_assert_cmpint (ABS (2 * at_280 - at_560), <=, 2);
  g_assert_cmpint (at_2000, ==, at_2800);
  g_assert_cmpint (at_2000, >, at_560);
}

/* A figure that fills its room asks for little of it. */
static void
test_fills (Fixture *f, gconstpointer data)
{
  int minimum, kept;

  show_accuracy (f);
  gtk_widget_measure (GTK_WIDGET (f->view), GTK_ORIENTATION_VERTICAL, 560, &kept, NULL, NULL, NULL);
  g_object_set (f->view, "fills", TRUE, NULL);
  gtk_widget_measure (GTK_WIDGET (f->view), GTK_ORIENTATION_VERTICAL, 560, &minimum, NULL, NULL,
                      NULL);
  g_assert_cmpint (minimum, <, kept / 2);
  widgets_drawn (GTK_WIDGET (f->view));
  g_assert_cmpfloat (brightness (f), >, 0);
}

static void
test_light_and_dark (Fixture *f, gconstpointer data)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  show_accuracy (f);
  fixture_wait (has_width, f->view, 10);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
  widgets_drawn (GTK_WIDGET (f->view));
  const double light = brightness (f);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  widgets_drawn (GTK_WIDGET (f->view));
  /* The text turns from black to white; bars stay as they are. */
  g_assert_cmpfloat (brightness (f), >, light + 0.1);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
}

/* Only the expression network is there: one bar of it, chosen by the keys' action. */
static void
test_pick (Fixture *f, gconstpointer data)
{
  show_accuracy (f);
  gtk_widget_activate_action (GTK_WIDGET (f->view), "figure.pick", NULL);
  g_assert_cmpuint (f->n_picked, ==, 0);
  fus_figure_view_set_pickable (f->view, "List these frames");
  fus_figure_view_set_figure (
      f->view, fus_study_figure_confusion (
                   f->study, f->specialization,
                   FUS_CONFUSION_HEAD (FUS_NETWORK_EXPRESSION, FUS_TASK_EXPRESSION), NULL));
  gtk_widget_activate_action (GTK_WIDGET (f->view), "figure.pick", NULL);
  g_assert_cmpuint (f->n_picked, ==, 1);
  g_assert_cmpuint (f->row, ==, 0);
  g_assert_cmpuint (f->column, ==, 0);
}

static void
test_marks_of_cells (Fixture *f, gconstpointer data)
{
  g_autoptr (FusStudyFigure) figure = fus_study_figure_confusion (
      f->study, f->specialization, FUS_CONFUSION_HEAD (FUS_NETWORK_EXPRESSION, FUS_TASK_EXPRESSION),
      NULL);
  FusFigureMark mark = { 0 }, picked;
  graphene_rect_t place;

  g_assert_true (fus_figure_has_marks (figure));
  g_assert_false (fus_figure_step_mark (figure, &mark, -1, 0));
  g_assert_false (fus_figure_step_mark (figure, &mark, 0, -1));
  g_assert_true (fus_figure_step_mark (figure, &mark, 1, 0));
  g_assert_true (fus_figure_step_mark (figure, &mark, 0, 1));
  fus_figure_place_mark (figure, 400, 400, 10, &mark, &place);
  g_assert_true (
      fus_figure_pick_mark (figure, 400, 400, 10, place.origin.x + 2, place.origin.y + 2, &picked));
  g_assert_cmpuint (picked.row, ==, 1);
  g_assert_cmpuint (picked.column, ==, 1);
  for (int i = 0; i < 5; i++)
    g_assert_true (fus_figure_step_mark (figure, &mark, 1, 1));
  g_assert_false (fus_figure_step_mark (figure, &mark, 1, 0));

  g_autofree char *text = fus_figure_describe_mark (figure, &mark);
  g_assert_true (g_str_has_prefix (text, "True: surprised, predicted: surprised: "));
}

static void
test_marks_of_bars (Fixture *f, gconstpointer data)
{
  g_autoptr (FusStudyFigure) figure
      = fus_study_figure_decoding (f->study, f->specialization, 0, NULL);
  const FusBarChart *chart = fus_study_figure_chart (figure);
  FusFigureMark mark = { 0 };
  g_autofree char *text = fus_figure_describe_mark (figure, &mark);
  g_autofree char *all = fus_figure_describe (figure);

  g_assert_nonnull (strstr (text, chart->groups[0].bars[0].label));
  g_assert_nonnull (strstr (text, "interval"));
  g_assert_nonnull (strstr (all, text));
  /* One network, so one bar of each task; to the right is the other task's. */
  g_assert_false (fus_figure_step_mark (figure, &mark, 1, 0));
  g_assert_true (fus_figure_step_mark (figure, &mark, 0, 1));
  g_assert_cmpuint (mark.row, ==, 1);
  g_assert_cmpuint (mark.column, ==, 0);
  g_assert_false (fus_figure_step_mark (figure, &mark, 0, 1));
  g_assert_true (fus_figure_step_mark (figure, &mark, 0, -1));
  g_assert_cmpuint (mark.row, ==, 0);
}

static gboolean
has_toast (gpointer data)
{
  return ((Fixture *) data)->toast != NULL;
}

static void
test_export (Fixture *f, gconstpointer data)
{
  const char *endings[] = { "svg", "pdf", "png", "csv", "json" };

  show_accuracy (f);
  fus_figure_view_export (f->view, f->folder);
  fixture_wait (has_toast, f, 20);
  g_assert_nonnull (strstr (f->toast, "figure-1c"));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/figure-1c.%s", f->folder, endings[i]);
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
    }
}

static void
test_export_fails (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (f->folder, "not-there", NULL);

  show_accuracy (f);
  fus_figure_view_export (f->view, folder);
  fixture_wait (has_toast, f, 20);
  g_assert_true (g_str_has_prefix (f->toast, "Could not export"));
  g_assert_nonnull (strstr (f->toast, "figure-1c"));
}

static void
on_read (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(GdkTexture **) data
      = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  g_autoptr (GdkTexture) texture = NULL;

  show_accuracy (f);
  gtk_widget_activate_action (GTK_WIDGET (f->view), "figure.copy", NULL);
  fixture_wait (has_toast, f, 20);
  g_assert_cmpstr (f->toast, ==, "Figure copied");
  gdk_clipboard_read_texture_async (gtk_widget_get_clipboard (GTK_WIDGET (f->view)), NULL, on_read,
                                    &texture);
  fixture_wait (is_set, &texture, 10);
  /* 89 mm at 300 dots per inch. */
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 1052);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/figure-view/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("empty", test_empty);
  ADD ("proportions", test_proportions);
  ADD ("fills", test_fills);
  ADD ("light-and-dark", test_light_and_dark);
  ADD ("pick", test_pick);
  ADD ("marks-of-cells", test_marks_of_cells);
  ADD ("marks-of-bars", test_marks_of_bars);
  ADD ("export", test_export);
  ADD ("export-fails", test_export_fails);
  ADD ("copy", test_copy);
  return g_test_run ();
}
