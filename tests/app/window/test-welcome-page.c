/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/welcome-page.h"

#include "tests/study/fixture.h"
#include "app/state/settings.h"
#include "tests/app/widgets.h"

typedef struct
{
  GSettings *settings;
  FusWelcomePage *page;
  GtkWindow *window;
  char *opened;
} Fixture;

static void
on_open (Fixture *f, const char *path)
{
  g_free (f->opened);
  f->opened = g_strdup (path);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->settings = fus_settings_new (&error);
  g_assert_no_error (error);
  g_settings_reset (f->settings, "recent-studies");
  f->page = g_object_new (FUS_TYPE_WELCOME_PAGE, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_child (f->window, GTK_WIDGET (f->page));
  fus_welcome_page_set_settings (f->page, f->settings);
  g_signal_connect_swapped (f->page, "open", G_CALLBACK (on_open), f);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  g_object_unref (f->settings);
  g_free (f->opened);
}

static gboolean
says (Fixture *f, const char *text)
{
  return widgets_find_text (GTK_WIDGET (f->page), text) != NULL;
}

static void
test_choices (Fixture *f, gconstpointer data)
{
  g_assert_nonnull (widgets_button (GTK_WIDGET (f->page), "win.open-demo"));
  g_assert_nonnull (widgets_button (GTK_WIDGET (f->page), "win.new-study"));
  g_assert_nonnull (widgets_button (GTK_WIDGET (f->page), "win.open-study"));
  g_assert_false (says (f, "Recent Studies"));
}

static void
test_recent (Fixture *f, gconstpointer data)
{
  GtkWidget *row, *remove;

  fus_recent_studies_add (f->settings, "/somewhere/<b>old</b>");
  fus_recent_studies_add (f->settings, "/somewhere/new & fresh");
  g_assert_true (says (f, "Recent Studies"));
  g_assert_true (says (f, "<b>old</b>"));
  row = gtk_widget_get_ancestor (widgets_find_text (GTK_WIDGET (f->page), "new & fresh"),
                                 GTK_TYPE_LIST_BOX_ROW);
  g_signal_emit_by_name (row, "activate");
  g_assert_cmpstr (f->opened, ==, "/somewhere/new & fresh");

  remove = widgets_find (row, GTK_TYPE_BUTTON);
  g_assert_nonnull (gtk_widget_get_tooltip_text (remove));
  g_signal_emit_by_name (remove, "clicked");
  g_assert_false (says (f, "new & fresh"));
  g_assert_true (says (f, "<b>old</b>"));
}

static gpointer
wait_for_cancel (FusJob *job, gpointer input, GError **error)
{
  const FusProgress *progress = fus_job_progress (job);

  progress->report (progress->data, 0.5);
  while (fus_poll (fus_job_poll (job)))
    g_usleep (1000);
  return NULL;
}

static void
on_done (FusJob *job, gpointer data)
{
  *(gboolean *) data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static gboolean
is_half (gpointer data)
{
  Fixture *f = data;
  GtkWidget *bar = widgets_find (GTK_WIDGET (f->page), GTK_TYPE_PROGRESS_BAR);

  return gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)) == 0.5;
}

static void
test_job (Fixture *f, gconstpointer data)
{
  gboolean done = FALSE;
  g_autoptr (FusJob) job = fus_job_start ("Drawing the demo faces", FUS_GATE_PERSON,
                                          wait_for_cancel, NULL, NULL, NULL, on_done, &done);

  fus_welcome_page_set_job (f->page, job);
  g_assert_true (says (f, "Drawing the demo faces"));
  fixture_wait (is_half, f, 10);
  g_signal_emit_by_name (widgets_button (GTK_WIDGET (f->page), "_Cancel"), "clicked");
  fixture_wait (is_true, &done, 10);
  fus_welcome_page_set_job (f->page, NULL);
  g_assert_nonnull (widgets_button (GTK_WIDGET (f->page), "win.open-demo"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/welcome-page/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("choices", test_choices);
  ADD ("recent", test_recent);
  ADD ("job", test_job);
  return g_test_run ();
}
