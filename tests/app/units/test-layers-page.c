/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/units/layers-page.h"

#include "app/widgets/channel-view.h"
#include "tests/study/fixture.h"
#include "tests/app/widgets.h"
#include "app/units/filters-page.h"
#include "app/widgets/layer-grids.h"
#include "app/window/study-view.h"
#include "tests/app/widgets.h"

typedef struct
{
  char *folder;
  FusWorkspace *workspace;
  GtkWidget *view;
  GtkWidget *page;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusViewOptions) options = fus_view_options_new (NULL);

  f->folder = fixture_folder_new ();
  protocol.epochs = 1;
  g_autoptr (FusStudy) study = fixture_study (f->folder, 8, &protocol);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS && data == NULL; kind++)
    fixture_train (study, kind);
  if (g_strcmp0 (data, "damaged") == 0)
    {
      fixture_train (study, FUS_NETWORK_JOINT);
      fixture_damage (&study, FUS_NETWORK_JOINT);
    }
  f->workspace = fus_workspace_new (study, options, 1);
  f->view = fus_study_view_new (f->workspace);
  f->page = widgets_find (f->view, FUS_TYPE_LAYERS_PAGE);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (f->window, 1280, 800);
  gtk_window_set_child (f->window, f->view);
  fus_workspace_set_frame (f->workspace, 0);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fus_workspace_close (f->workspace);
  gtk_window_destroy (f->window);
  fixture_wait_dropped (f->workspace);
  fixture_folder_free (f->folder);
}

static FusLayerGrids *
grids (Fixture *f)
{
  return FUS_LAYER_GRIDS (widgets_find (f->page, FUS_TYPE_LAYER_GRIDS));
}

static const FusFeatures *
shown (Fixture *f, FusNetworkKind kind)
{
  const FusChannelGrid *grid = fus_layer_grids_grid (grids (f), kind);

  return grid != NULL ? grid->features : NULL;
}

static gboolean
shows_unit (gpointer data)
{
  Fixture *f = data;
  const FusUnitAddress unit = fus_workspace_unit (f->workspace);
  const FusFeatures *features = shown (f, unit.network);

  return features != NULL && features->layer == unit.layer;
}

static void
show (Fixture *f, FusNetworkKind kind, FusLayer layer, guint unit)
{
  const FusUnitAddress address = { kind, layer, unit };

  fus_workspace_show_unit (f->workspace, &address);
  fixture_wait (shows_unit, f, 20);
}

static void
activate (Fixture *f, const char *action)
{
  g_assert_true (gtk_widget_activate_action (f->page, action, NULL));
}

static void
assert_unit (Fixture *f, FusNetworkKind kind, FusLayer layer, guint number)
{
  const FusUnitAddress unit = fus_workspace_unit (f->workspace);

  g_assert_cmpint (unit.network, ==, kind);
  g_assert_cmpint (unit.layer, ==, layer);
  g_assert_cmpuint (unit.unit, ==, number);
}

static void
test_walk (Fixture *f, gconstpointer data)
{
  const FusArchitecture *arch;

  show (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV1, 1);
  g_assert_cmpstr (
      adw_view_stack_get_visible_child_name (fus_study_view_pages (FUS_STUDY_VIEW (f->view))), ==,
      "layers");
  g_autoptr (FusNetwork) network
      = fus_study_network (fus_workspace_study (f->workspace), FUS_NETWORK_JOINT, NULL);
  arch = fus_network_architecture (network);
  for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
    {
      fixture_wait (shows_unit, f, 20);
      g_assert_cmpuint (shown (f, FUS_NETWORK_JOINT)->n_units, ==,
                        fus_architecture_units (arch, layer));
      /* One network alone is shown. */
      g_assert_null (shown (f, FUS_NETWORK_IDENTITY));
      if (layer + 1 < FUS_N_LAYERS)
        activate (f, "layers.next-layer");
    }
  /* There is nothing after the heads. */
  activate (f, "layers.next-layer");
  assert_unit (f, FUS_NETWORK_JOINT, FUS_LAYER_HEADS, 0);
  activate (f, "layers.previous-layer");
  assert_unit (f, FUS_NETWORK_JOINT, FUS_LAYER_FC2, 0);

  g_assert_cmpint (fus_workspace_frame (f->workspace), ==, 0);
  activate (f, "layers.next-frame");
  g_assert_cmpint (fus_workspace_frame (f->workspace), ==, 1);
  activate (f, "layers.previous-frame");
  g_assert_cmpint (fus_workspace_frame (f->workspace), ==, 0);
}

static gboolean
shows_all (gpointer data)
{
  Fixture *f = data;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (shown (f, kind) == NULL
        || shown (f, kind)->layer != fus_workspace_unit (f->workspace).layer)
      return FALSE;
  return TRUE;
}

static void
test_lock_step (Fixture *f, gconstpointer data)
{
  show (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV4, 2);
  g_object_set (fus_workspace_options (f->workspace), "three", TRUE, NULL);
  fixture_wait (shows_all, f, 20);

  /* One scale holds the values of all. */
  const FusChannelGrid *joint = fus_layer_grids_grid (grids (f), FUS_NETWORK_JOINT);
  double low, high, largest = 0;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      const FusChannelGrid *grid = fus_layer_grids_grid (grids (f), kind);
      g_assert_cmpfloat (grid->high, ==, joint->high);
      g_assert_false (grid->own_scale);
      fus_features_range (grid->features, -1, &low, &high);
      largest = MAX (largest, high);
    }
  g_assert_cmpfloat (joint->high, ==, largest);

  /* Another layer: all three at once, never two layers beside each other. */
  activate (f, "layers.next-layer");
  fixture_wait (shows_all, f, 20);
  g_assert_cmpint (shown (f, FUS_NETWORK_IDENTITY)->layer, ==, FUS_LAYER_CONV5);
}

static gboolean
is_pooled (gpointer data)
{
  Fixture *f = data;

  return shown (f, FUS_NETWORK_JOINT)->pooled;
}

static void
test_pooled (Fixture *f, gconstpointer data)
{
  show (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV2, 0);
  const guint side = shown (f, FUS_NETWORK_JOINT)->side;
  activate (f, "layers.pooled");
  fixture_wait (is_pooled, f, 20);
  g_assert_cmpuint (shown (f, FUS_NETWORK_JOINT)->side, ==, side / 2);
  /* No pool follows conv3. */
  show (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV3, 0);
  g_assert_false (shown (f, FUS_NETWORK_JOINT)->pooled);
}

static void
select_in (Fixture *f, guint nth, guint choice)
{
  GtkWidget *first = widgets_find (f->page, GTK_TYPE_DROP_DOWN);

  for (guint i = 0; i < nth; i++)
    first = gtk_widget_get_next_sibling (first);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (first), choice);
}

static void
test_scale_and_order (Fixture *f, gconstpointer data)
{
  show (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV6, 0);
  select_in (f, 0, FUS_LAYER_SCALE_CHANNEL);
  g_assert_true (fus_layer_grids_grid (grids (f), FUS_NETWORK_JOINT)->own_scale);
  select_in (f, 0, FUS_LAYER_SCALE_NETWORK);
  g_assert_false (fus_layer_grids_grid (grids (f), FUS_NETWORK_JOINT)->own_scale);
  g_assert_null (fus_layer_grids_grid (grids (f), FUS_NETWORK_JOINT)->order);

  select_in (f, 1, FUS_LAYER_ORDER_ACTIVATION);
  const FusChannelGrid *grid = fus_layer_grids_grid (grids (f), FUS_NETWORK_JOINT);
  for (guint i = 1; i < grid->features->n_units; i++)
    g_assert_cmpfloat (grid->features->means[grid->order[i - 1]], >=,
                       grid->features->means[grid->order[i]]);
}

static void
move (Fixture *f, int columns, int rows)
{
  gtk_widget_activate_action (f->page, "layers.move", "(ii)", columns, rows);
}

static GtkWidget *
address (Fixture *f)
{
  return widgets_find (f->page, GTK_TYPE_ENTRY);
}

static void
test_move (Fixture *f, gconstpointer data)
{
  show (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV8, 0);
  widgets_drawn (f->view); /* rows depend on the room */
  move (f, 1, 0);
  assert_unit (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV8, 1);
  move (f, 0, 1);
  const guint below = fus_workspace_unit (f->workspace).unit;
  g_assert_cmpuint (below, >, 1);
  move (f, 0, -1);
  move (f, -1, 0);
  move (f, -1, 0);
  assert_unit (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV8, 0);
  g_assert_false (gtk_widget_has_css_class (address (f), "error"));
  /* Past the end there is none either. */
  const guint last = shown (f, FUS_NETWORK_JOINT)->n_units - 1;
  show (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV8, last);
  move (f, 1, 0);
  assert_unit (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV8, last);
}

static void
type (Fixture *f, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (address (f)), text);
  g_signal_emit_by_name (address (f), "activate");
}

static void
test_address (Fixture *f, gconstpointer data)
{
  show (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV1, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (address (f))), ==, "joint:conv1:0");
  type (f, "expression:conv7:3");
  fixture_wait (shows_unit, f, 20);
  assert_unit (f, FUS_NETWORK_EXPRESSION, FUS_LAYER_CONV7, 3);
  g_assert_nonnull (shown (f, FUS_NETWORK_EXPRESSION));

  /* What is wrong is said, and nothing changes. */
  type (f, "expression:conv9:3");
  assert_unit (f, FUS_NETWORK_EXPRESSION, FUS_LAYER_CONV7, 3);
  g_assert_true (gtk_widget_has_css_class (address (f), "error"));
  gtk_editable_set_text (GTK_EDITABLE (address (f)), "expression:conv7:2");
  g_assert_false (gtk_widget_has_css_class (address (f), "error"));
  /* A number that the layer does not have. */
  type (f, "expression:conv7:4000");
  g_assert_true (gtk_widget_has_css_class (address (f), "error"));
  assert_unit (f, FUS_NETWORK_EXPRESSION, FUS_LAYER_CONV7, 3);
}

static gboolean
has_error (gpointer data)
{
  return gtk_widget_has_css_class (address (data), "error");
}

/* Not typed, but handed over with the study: what is wrong is said when the network is read. */
static void
test_unit_too_far (Fixture *f, gconstpointer data)
{
  show (f, FUS_NETWORK_EXPRESSION, FUS_LAYER_CONV7, 4000);
  fixture_wait (has_error, f, 10);
  assert_unit (f, FUS_NETWORK_EXPRESSION, FUS_LAYER_CONV7, 0);
}

static void
assert_page (Fixture *f, const char *page)
{
  g_assert_cmpstr (
      adw_view_stack_get_visible_child_name (fus_study_view_pages (FUS_STUDY_VIEW (f->view))), ==,
      page);
}

/* The unit that is looked at goes along to Filters, and another one back. */
static void
test_to_filters_and_back (Fixture *f, gconstpointer data)
{
  GtkWidget *filters = widgets_find (f->view, FUS_TYPE_FILTERS_PAGE);
  GtkWidget *typed = widgets_find (filters, GTK_TYPE_ENTRY);

  show (f, FUS_NETWORK_IDENTITY, FUS_LAYER_CONV4, 2);
  activate (f, "layers.show-stimulus");
  assert_page (f, "filters");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (typed)), ==, "identity:conv4:2");
  gtk_editable_set_text (GTK_EDITABLE (typed), "expression:conv2:1");
  g_signal_emit_by_name (typed, "activate");
  g_assert_true (gtk_widget_activate_action (filters, "filters.show-on-layers", NULL));
  assert_page (f, "layers");
  assert_unit (f, FUS_NETWORK_EXPRESSION, FUS_LAYER_CONV2, 1);
  fixture_wait (shows_unit, f, 20);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (address (f))), ==, "expression:conv2:1");
}

/* Where a channel is drawn it is found again; between and beside them there is none. */
static void
test_find (Fixture *f, gconstpointer data)
{
  FusNetworkKind kind;
  guint unit, n = 0;

  show (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV1, 0);
  widgets_drawn (f->view);
  const int width = gtk_widget_get_width (GTK_WIDGET (grids (f)));
  const int height = gtk_widget_get_height (GTK_WIDGET (grids (f)));
  g_autofree gboolean *seen = g_new0 (gboolean, shown (f, FUS_NETWORK_JOINT)->n_units);
  for (int y = 0; y < height; y += 8)
    for (int x = 0; x < width; x += 8)
      if (fus_layer_grids_find (grids (f), x, y, &kind, &unit))
        {
          g_assert_cmpint (kind, ==, FUS_NETWORK_JOINT);
          g_assert_cmpuint (unit, <, shown (f, FUS_NETWORK_JOINT)->n_units);
          n += !seen[unit];
          seen[unit] = TRUE;
        }
  g_assert_cmpuint (n, ==, shown (f, FUS_NETWORK_JOINT)->n_units);
  g_assert_false (fus_layer_grids_find (grids (f), -1, -1, &kind, &unit));
}

/* Every page fits into a screen of 1280 x 800, beside the borders and the header. */
static void
test_fits (Fixture *f, gconstpointer data)
{
  GtkWidget *pages = GTK_WIDGET (fus_study_view_pages (FUS_STUDY_VIEW (f->view)));

  for (GtkWidget *page = gtk_widget_get_first_child (pages); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    {
      int width, height;

      gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
      gtk_widget_measure (page, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
      g_test_message ("%s: %d x %d at least", G_OBJECT_TYPE_NAME (page), width, height);
      g_assert_cmpint (width, <=, 1270);
      g_assert_cmpint (height, <=, 740);
    }
}

static gboolean
holds_picture (gpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (data));

  return gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard),
                                            GDK_TYPE_TEXTURE);
}

/* What the grids show is copied as a figure. */
static void
test_copy (Fixture *f, gconstpointer data)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (f->page), "nothing yet");
  show (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV2, 0);
  g_assert_false (holds_picture (f->page));
  activate (f, "layers.copy-figure");
  fixture_wait (holds_picture, f->page, 20);
}

static void
test_untrained (Fixture *f, gconstpointer data)
{
  const FusUnitAddress unit = { FUS_NETWORK_JOINT, FUS_LAYER_CONV8, 0 };

  fus_workspace_show_unit (f->workspace, &unit);
  widgets_drawn (f->view);
  g_assert_nonnull (widgets_find (f->page, ADW_TYPE_STATUS_PAGE));
  g_assert_true (gtk_widget_get_mapped (widgets_find (f->page, ADW_TYPE_STATUS_PAGE)));
  /* As soon as there is a network it is shown. */
  fixture_train (fus_workspace_study (f->workspace), FUS_NETWORK_JOINT);
  fixture_wait (shows_unit, f, 20);
}

static gboolean
names_its_file (gpointer data)
{
  return widgets_find_text (((Fixture *) data)->page, "joint.safetensors") != NULL;
}

/* A weight file that was cut off is told by its name. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  const FusUnitAddress unit = { FUS_NETWORK_JOINT, FUS_LAYER_CONV8, 0 };

  fus_workspace_show_unit (f->workspace, &unit);
  fixture_wait (names_its_file, f, 60);
}

#define ADD(name, data, function)                                                                  \
  g_test_add ("/app/layers-page/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("walk", NULL, test_walk);
  ADD ("lock-step", NULL, test_lock_step);
  ADD ("pooled", NULL, test_pooled);
  ADD ("scale-and-order", NULL, test_scale_and_order);
  ADD ("move", NULL, test_move);
  ADD ("address", NULL, test_address);
  ADD ("unit-too-far", NULL, test_unit_too_far);
  ADD ("to-filters-and-back", NULL, test_to_filters_and_back);
  ADD ("find", NULL, test_find);
  ADD ("fits", NULL, test_fits);
  ADD ("copy", NULL, test_copy);
  ADD ("untrained", "untrained", test_untrained);
  ADD ("damaged", "damaged", test_damaged);
  return g_test_run ();
}
