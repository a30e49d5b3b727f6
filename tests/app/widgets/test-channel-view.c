/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/channel-view.h"

#include "tests/study/fixture.h"
#include "tests/app/widgets.h"
#include <adwaita.h>

typedef struct
{
  FusChannelView *view;
  GtkWindow *window;
  guint n_rendered;
  guint n_holders; /* of the view while nothing is drawn */
} Fixture;

static void
on_rendered (Fixture *f)
{
  f->n_rendered++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->view = FUS_CHANNEL_VIEW (fus_channel_view_new ());
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (f->window, 400, 400);
  gtk_window_set_child (f->window, GTK_WIDGET (f->view));
  g_signal_connect_swapped (f->view, "rendered", G_CALLBACK (on_rendered), f);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  FusChannelView *view = f->view;

  g_object_add_weak_pointer (G_OBJECT (view), (gpointer *) &view);
  gtk_window_destroy (f->window);
  /* A drawing under way has to end. */
  fixture_wait (fixture_is_gone, &view, 10);
}

/* 64 channels of one value each. */
static FusFeatures *
features_new (guint side)
{
  const guint n = 64;
  const gsize area = (gsize) side * side;
  FusFeatures *features = g_new0 (FusFeatures, 1);

  features->layer = FUS_LAYER_CONV1;
  features->n_units = n;
  features->side = side;
  features->values = g_new (float, n *area);
  features->means = g_new (float, n);
  features->minima = g_new (float, n);
  features->maxima = g_new (float, n);
  for (guint unit = 0; unit < n; unit++)
    {
      features->means[unit] = features->minima[unit] = features->maxima[unit] = unit;
      for (gsize i = 0; i < area; i++)
        features->values[unit * area + i] = unit;
    }
  g_atomic_ref_count_init (&features->refs);
  return features;
}

static void
show (Fixture *f, guint side)
{
  g_autoptr (FusFeatures) features = features_new (side);
  const FusChannelGrid grid
      = { .features = features, .high = 63, .colormap = FUS_COLORMAP_VIRIDIS };

  fus_channel_view_set_grid (f->view, &grid, "joint:conv1", NULL);
}

static gboolean
is_drawn (gpointer data)
{
  return fus_channel_view_is_drawn (((Fixture *) data)->view);
}

static gboolean
is_rendering (gpointer data)
{
  return fus_channel_view_is_rendering (((Fixture *) data)->view);
}

static gboolean
is_rendered (gpointer data)
{
  return ((Fixture *) data)->n_rendered > 0;
}

/* Of a quick network: drawn with the next frame of the screen, and nobody has to be asked. */
static void
test_small (Fixture *f, gconstpointer data)
{
  g_assert_false (is_drawn (f));
  show (f, 16);
  g_assert_false (is_drawn (f));
  fixture_wait (is_drawn, f, 10);
  g_assert_cmpuint (f->n_rendered, ==, 0);
  g_assert_cmpint (fus_channel_view_unit_at (f->view, 5, 5), ==, 0);
}

/* Of a large one: drawn elsewhere, and shown when whoever has several of them says so. */
static void
test_large (Fixture *f, gconstpointer data)
{
  show (f, 224);
  fixture_wait (is_rendered, f, 10);
  g_assert_false (is_rendering (f));
  g_assert_false (is_drawn (f));
  /* Channels are found where they will be, whether they are seen yet or not. */
  g_assert_cmpint (fus_channel_view_unit_at (f->view, 5, 5), ==, 0);
  fus_channel_view_show_rendered (f->view);
  g_assert_true (is_drawn (f));
}

/* Whoever draws holds the view. */
static gboolean
has_ended (gpointer data)
{
  Fixture *f = data;

  return G_OBJECT (f->view)->ref_count <= f->n_holders;
}

/* What is overtaken is not shown any more. */
static void
test_overtaken (Fixture *f, gconstpointer data)
{
  widgets_drawn (GTK_WIDGET (f->view));
  f->n_holders = G_OBJECT (f->view)->ref_count;
  show (f, 224);
  fixture_wait (is_rendering, f, 10);
  show (f, 224);
  g_assert_false (is_rendering (f));
  fixture_wait (is_rendered, f, 10);
  fixture_wait (has_ended, f, 10);
  g_assert_cmpuint (f->n_rendered, ==, 1);
  fus_channel_view_set_grid (f->view, NULL, NULL, NULL);
  fus_channel_view_show_rendered (f->view);
  g_assert_false (is_drawn (f));
  g_assert_cmpint (fus_channel_view_unit_at (f->view, 5, 5), ==, -1);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/channel-view/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("small", test_small);
  ADD ("large", test_large);
  ADD ("overtaken", test_overtaken);
  return g_test_run ();
}
