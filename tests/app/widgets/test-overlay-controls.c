/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/overlay-controls.h"

#include "tests/app/widgets.h"

typedef struct
{
  FusViewOptions *options;
  FusOverlayControls *controls;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->options = fus_view_options_new (NULL);
  f->controls = g_object_new (FUS_TYPE_OVERLAY_CONTROLS, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_widget_insert_action_group (GTK_WIDGET (f->window), "view",
                                  fus_view_options_actions (f->options));
  gtk_window_set_child (f->window, GTK_WIDGET (f->controls));
  fus_overlay_controls_set_options (f->controls, f->options);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  g_object_unref (f->options);
}

typedef struct
{
  GtkRange *scales[2];
  guint n;
} Scales;

static void
gather_scale (GtkWidget *widget, gpointer data)
{
  Scales *scales = data;

  if (GTK_IS_SCALE (widget))
    scales->scales[scales->n++] = GTK_RANGE (widget);
}

static void
test_scales (Fixture *f, gconstpointer data)
{
  Scales scales = { 0 };
  double opacity, threshold;

  widgets_each (GTK_WIDGET (f->controls), gather_scale, &scales);
  g_assert_cmpuint (scales.n, ==, 2);
  g_object_set (f->options, "opacity", 0.25, "threshold", 0.5, NULL);
  g_assert_cmpfloat (gtk_range_get_value (scales.scales[0]), ==, 0.25);
  g_assert_cmpfloat (gtk_range_get_value (scales.scales[1]), ==, 0.5);
  gtk_range_set_value (scales.scales[0], 0.75);
  gtk_range_set_value (scales.scales[1], 0.125);
  g_object_get (f->options, "opacity", &opacity, "threshold", &threshold, NULL);
  g_assert_cmpfloat (opacity, ==, 0.75);
  g_assert_cmpfloat (threshold, ==, 0.125);
}

static GtkDropDown *
drop_down (Fixture *f, const char *name)
{
  return GTK_DROP_DOWN (
      gtk_widget_get_template_child (GTK_WIDGET (f->controls), FUS_TYPE_OVERLAY_CONTROLS, name));
}

static void
test_map (Fixture *f, gconstpointer data)
{
  GtkDropDown *method = drop_down (f, "method"), *layer = drop_down (f, "layer");
  const FusMapSpec *spec = fus_view_options_map_spec (f->options), paper = FUS_MAP_SPEC_PAPER;

  g_assert_true (fus_map_spec_equal (spec, &paper));
  g_assert_cmpuint (gtk_drop_down_get_selected (method), ==, FUS_MAP_METHOD_GRADCAM);
  g_assert_cmpuint (gtk_drop_down_get_selected (layer), ==, FUS_LAYER_CONV8);
  gtk_drop_down_set_selected (method, FUS_MAP_METHOD_HIRESCAM);
  gtk_drop_down_set_selected (layer, FUS_LAYER_CONV4);
  g_assert_cmpint (spec->method, ==, FUS_MAP_METHOD_HIRESCAM);
  g_assert_cmpint (spec->layer, ==, FUS_LAYER_CONV4);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (layer)));
  /* Not every method has a layer. */
  g_object_set (f->options, "map-method", "occlusion", NULL);
  g_assert_cmpuint (gtk_drop_down_get_selected (method), ==, FUS_MAP_METHOD_OCCLUSION);
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (layer)));
  g_object_set (f->options, "map-method", "nonsense", "map-layer", "fc1", NULL);
  g_assert_cmpint (spec->method, ==, FUS_MAP_METHOD_OCCLUSION);
  g_assert_cmpint (spec->layer, ==, FUS_LAYER_CONV4);
}

static void
test_colormap (Fixture *f, gconstpointer data)
{
  GtkDropDown *colormap = drop_down (f, "colormap");

  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (colormap)), ==,
                    FUS_N_COLORMAPS);
  gtk_drop_down_set_selected (colormap, FUS_COLORMAP_VIRIDIS);
  g_assert_cmpint (fus_view_options_colormap (f->options), ==, FUS_COLORMAP_VIRIDIS);
  g_object_set (f->options, "colormap", fus_colormap_name (FUS_COLORMAP_TASK), NULL);
  g_assert_cmpuint (gtk_drop_down_get_selected (colormap), ==, FUS_COLORMAP_TASK);
}

static void
test_tasks (Fixture *f, gconstpointer data)
{
  const char *actions[FUS_N_TASKS] = { "view.identity", "view.expression" };

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      GtkWidget *button = widgets_button (GTK_WIDGET (f->controls), actions[task]);
      const gboolean shown = fus_view_options_shows (f->options, task);

      g_assert_cmpint (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)), ==, shown);
      g_signal_emit_by_name (button, "clicked");
      g_assert_cmpint (fus_view_options_shows (f->options, task), ==, !shown);
      g_assert_cmpint (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)), ==, !shown);
    }
}

static void
test_where (Fixture *f, gconstpointer data)
{
  GtkToggleButton *frame = GTK_TOGGLE_BUTTON (widgets_button (GTK_WIDGET (f->controls), "Frame"));
  GtkToggleButton *average
      = GTK_TOGGLE_BUTTON (widgets_button (GTK_WIDGET (f->controls), "Average face"));

  g_assert_true (gtk_toggle_button_get_active (frame));
  gtk_toggle_button_set_active (average, TRUE);
  g_assert_true (fus_view_options_on_average (f->options));
  g_assert_false (gtk_toggle_button_get_active (frame));
  g_object_set (f->options, "on-average", FALSE, NULL);
  g_assert_true (gtk_toggle_button_get_active (frame));

  /* Pages that show nothing but the average face have no such choice. */
  g_object_set (f->controls, "where", FALSE, NULL);
  g_assert_null (widgets_find_text (GTK_WIDGET (f->controls), "Average face"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/overlay-controls/" name, Fixture, NULL, set_up, function, tear_down)

typedef struct
{
  guint n_sensitive;
  guint n_told; /* cannot be chosen, and say why */
} Items;

static void
count_item (GtkWidget *widget, gpointer data)
{
  Items *items = data;
  const FusMapMethod slow[] = { FUS_MAP_METHOD_SCORECAM, FUS_MAP_METHOD_OCCLUSION };

  if (!GTK_IS_LABEL (widget) || gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_VIEW) == NULL)
    return;
  items->n_sensitive += gtk_widget_get_sensitive (widget);
  for (guint i = 0; i < G_N_ELEMENTS (slow); i++)
    items->n_told
        += g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), fus_map_method_title (slow[i]))
           && !gtk_widget_get_sensitive (widget) && gtk_widget_get_tooltip_text (widget) != NULL;
}

/* Slow methods cannot be averaged: the list says so, and choosing one changes nothing. */
static void
test_averages (Fixture *f, gconstpointer data)
{
  GtkDropDown *method = drop_down (f, "method");
  const FusMapSpec *spec = fus_view_options_map_spec (f->options);
  Items items = { 0 };

  g_object_set (f->controls, "averages", TRUE, NULL);
  g_signal_emit_by_name (method, "activate");
  widgets_each (GTK_WIDGET (method), count_item, &items);
  g_assert_cmpuint (items.n_told, ==, 2);
  g_assert_cmpuint (items.n_sensitive, ==, FUS_N_MAP_METHODS - 2);
  gtk_drop_down_set_selected (method, FUS_MAP_METHOD_SCORECAM);
  g_assert_cmpint (spec->method, ==, FUS_MAP_METHOD_GRADCAM);
  gtk_drop_down_set_selected (method, FUS_MAP_METHOD_LAYERCAM);
  g_assert_cmpint (spec->method, ==, FUS_MAP_METHOD_LAYERCAM);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("scales", test_scales);
  ADD ("colormap", test_colormap);
  ADD ("map", test_map);
  ADD ("averages", test_averages);
  ADD ("tasks", test_tasks);
  ADD ("where", test_where);
  return g_test_run ();
}
