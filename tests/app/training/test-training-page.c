/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/page.h"
#include "study/jobs/gate.h"
#include "study/jobs/time-left.h"
#include "app/training/training-page.h"

#include "tests/study/fixture.h"
#include "app/widgets/network-row.h"
#include "tests/app/widgets.h"
#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  FusWorkspace *workspace;
  FusTrainingPage *page;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusViewOptions) options = fus_view_options_new (NULL);

  f->folder = fixture_folder_new ();
  protocol.epochs = 2;
  g_autoptr (FusStudy) study = fixture_study (f->folder, 8, &protocol);
  f->workspace = fus_workspace_new (study, options, 1);
  f->page = g_object_new (FUS_TYPE_TRAINING_PAGE, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_child (f->window, GTK_WIDGET (f->page));
  fus_page_set_workspace (FUS_PAGE (f->page), f->workspace);
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

static FusNetworkRow *
find_row (GtkWidget *widget, FusNetworkKind kind)
{
  if (FUS_IS_NETWORK_ROW (widget))
    return fus_network_row_kind (FUS_NETWORK_ROW (widget)) == kind ? FUS_NETWORK_ROW (widget)
                                                                   : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      FusNetworkRow *row = find_row (child, kind);

      if (row != NULL)
        return row;
    }
  return NULL;
}

static const char *
subtitle (Fixture *f, FusNetworkKind kind)
{
  FusNetworkRow *row = find_row (GTK_WIDGET (f->page), kind);

  g_assert_nonnull (row);
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
}

static gboolean
is_idle (gpointer data)
{
  Fixture *f = data;

  return fus_trainer_state (fus_workspace_trainer (f->workspace)) == FUS_TRAINER_IDLE;
}

static void
test_untrained (Fixture *f, gconstpointer data)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_assert_cmpstr (subtitle (f, kind), ==, "Not trained yet");
}

static gboolean
names_its_file (gpointer data)
{
  return strstr (subtitle (data, FUS_NETWORK_JOINT), "joint.safetensors") != NULL;
}

/* A weight file that cannot be read is no network that was not trained. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  FusStudy *study = fus_workspace_study (f->workspace);
  g_autofree char *path = fus_study_network_path (study, FUS_NETWORK_JOINT);
  g_autofree char *folder = g_path_get_dirname (path);

  g_mkdir (folder, 0777);
  fixture_write (path, "half a network");
  g_assert_null (fus_study_network (study, FUS_NETWORK_JOINT, NULL));
  fixture_wait (names_its_file, f, 60);
  g_assert_cmpstr (subtitle (f, FUS_NETWORK_IDENTITY), ==, "Not trained yet");
}

static void
test_train_all (Fixture *f, gconstpointer data)
{
  /* Nothing is trained while somebody is inside the gate: the last network has to wait. */
  fus_gate_enter (fus_gate_get_default (), FUS_GATE_PERSON);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->page), "training.train-all", NULL));
  g_assert_false (is_idle (f));
  g_assert_nonnull (strstr (subtitle (f, FUS_NETWORK_JOINT), "Waiting"));
  fus_gate_leave (fus_gate_get_default (), FUS_GATE_PERSON);
  fixture_wait (is_idle, f, 60);

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_assert_true (g_str_has_prefix (subtitle (f, kind), "2 of 2 epochs"));
  g_assert_nonnull (strstr (subtitle (f, FUS_NETWORK_JOINT), "Expression"));
  g_assert_null (strstr (subtitle (f, FUS_NETWORK_IDENTITY), "Expression"));

  /* Nothing is left to train. */
  fus_training_page_train_all (f->page);
  g_assert_true (is_idle (f));
}

static void
test_one_network (Fixture *f, gconstpointer data)
{
  FusNetworkRow *row = find_row (GTK_WIDGET (f->page), FUS_NETWORK_EXPRESSION);

  fus_gate_enter (fus_gate_get_default (), FUS_GATE_PERSON);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (row), "network.train", NULL));
  g_assert_cmpint (fus_trainer_queued (fus_workspace_trainer (f->workspace)), ==,
                   1 << FUS_NETWORK_EXPRESSION);
  gtk_widget_activate_action (GTK_WIDGET (row), "network.pause", NULL);
  g_assert_cmpint (fus_trainer_state (fus_workspace_trainer (f->workspace)), ==,
                   FUS_TRAINER_PAUSED);
  fus_gate_leave (fus_gate_get_default (), FUS_GATE_PERSON);
  gtk_widget_activate_action (GTK_WIDGET (row), "network.resume", NULL);
  fixture_wait (is_idle, f, 60);
  g_assert_true (g_str_has_prefix (subtitle (f, FUS_NETWORK_EXPRESSION), "2 of 2 epochs"));
  g_assert_cmpstr (subtitle (f, FUS_NETWORK_JOINT), ==, "Not trained yet");
}

static gboolean
is_half_way (gpointer data)
{
  return fus_training_epochs_done (fus_workspace_study (((Fixture *) data)->workspace),
                                   FUS_NETWORK_JOINT)
         == 1;
}

static gboolean
stop (gpointer data)
{
  Fixture *f = data;

  return !is_half_way (f);
}

/* A network that was replaced and is not whole yet says so, and can be brought back. */
static void
test_bring_back (Fixture *f, gconstpointer data)
{
  FusNetworkRow *row = find_row (GTK_WIDGET (f->page), FUS_NETWORK_JOINT);
  FusStudy *study = fus_workspace_study (f->workspace);
  const FusPoll poll = { stop, f };

  fixture_train (study, FUS_NETWORK_JOINT);
  g_assert_cmpint (fus_train (study, FUS_NETWORK_JOINT, FALSE, 0, 1, NULL, &poll, NULL), ==,
                   FUS_TRAINING_STOPPED);
  g_assert_true (is_half_way (f));
  g_signal_emit_by_name (fus_workspace_trainer (f->workspace), "finished", FUS_NETWORK_JOINT,
                         FUS_TRAINING_STOPPED, NULL);
  g_assert_true (g_str_has_prefix (subtitle (f, FUS_NETWORK_JOINT), "1 of 2 epochs"));
  g_assert_nonnull (strstr (subtitle (f, FUS_NETWORK_JOINT), "from before, of 2 epochs"));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (row), "network.bring-back", NULL));
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  for (GList *i = windows; i != NULL; i = i->next)
    if (ADW_IS_MESSAGE_DIALOG (i->data))
      adw_message_dialog_response (ADW_MESSAGE_DIALOG (i->data), "back");
  g_assert_true (g_str_has_prefix (subtitle (f, FUS_NETWORK_JOINT), "2 of 2 epochs"));
  g_assert_null (strstr (subtitle (f, FUS_NETWORK_JOINT), "before"));
}

/* How many networks of earlier epochs are kept and what they take is said, and they can go. */
static void
test_kept_epochs (Fixture *f, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (f->page);

  g_assert_nonnull (widgets_find_text (page, "None yet; they will take at most 200"));
  fixture_train (fus_workspace_study (f->workspace), FUS_NETWORK_JOINT);
  g_signal_emit_by_name (fus_workspace_trainer (f->workspace), "finished", FUS_NETWORK_JOINT,
                         FUS_TRAINING_DONE, NULL);
  g_assert_nonnull (widgets_find_text (page, "3 networks as they were, "));
  g_assert_nonnull (widgets_find_text (page, "of at most 200"));

  g_assert_true (gtk_widget_activate_action (page, "training.delete-kept", NULL));
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  for (GList *i = windows; i != NULL; i = i->next)
    if (ADW_IS_MESSAGE_DIALOG (i->data))
      adw_message_dialog_response (ADW_MESSAGE_DIALOG (i->data), "delete");
  g_assert_null (widgets_find_text (page, "networks as they were"));
  g_assert_true (g_str_has_prefix (subtitle (f, FUS_NETWORK_JOINT), "2 of 2 epochs"));
}

/* A log that was deleted takes nothing of the network along. */
static void
test_deleted_log (Fixture *f, gconstpointer data)
{
  FusStudy *study = fus_workspace_study (f->workspace);
  g_autofree char *log = fus_study_file (study, "training", "joint.csv");

  fixture_train (study, FUS_NETWORK_JOINT);
  g_assert_cmpint (g_unlink (log), ==, 0);
  g_signal_emit_by_name (fus_workspace_trainer (f->workspace), "finished", FUS_NETWORK_JOINT,
                         FUS_TRAINING_DONE, NULL);
  g_assert_true (g_str_has_prefix (subtitle (f, FUS_NETWORK_JOINT), "2 of 2 epochs"));
}

static void
test_duration (void)
{
  static const struct
  {
    double seconds;
    const char *text;
  } cases[] = {
    { 0.2, "1 second" },       { 49, "49 seconds" },    { 55, "1 minute" },
    { 600, "10 minutes" },     { 3600, "1 hour" },      { 5400, "1 hour 30 minutes" },
    { 17 * 3600, "17 hours" }, { 3 * 86400, "3 days" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = fus_describe_duration (cases[i].seconds);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/training-page/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("untrained", test_untrained);
  ADD ("damaged", test_damaged);
  ADD ("train-all", test_train_all);
  ADD ("one-network", test_one_network);
  ADD ("bring-back", test_bring_back);
  ADD ("kept-epochs", test_kept_epochs);
  ADD ("deleted-log", test_deleted_log);
  g_test_add_func ("/app/training-page/duration", test_duration);
  return g_test_run ();
}
