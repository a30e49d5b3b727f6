/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/study-notice.h"

#include "tests/study/fixture.h"
#include "tests/app/widgets.h"

#include <glib/gstdio.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  FusStudy *study;
  FusStudyNotice *notice;
  GtkWindow *window;
  guint n_changed;
  char *problem;
} Fixture;

static void
on_changed (Fixture *f)
{
  f->n_changed++;
}

static void
on_failed (Fixture *f, const char *heading, const char *message)
{
  g_free (f->problem);
  f->problem = g_strdup (message);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = fixture_folder_new ();
  f->study = widgets_study (f->folder, FALSE);
  f->notice = g_object_new (FUS_TYPE_STUDY_NOTICE, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_child (f->window, GTK_WIDGET (f->notice));
  g_signal_connect_swapped (f->study, "frames-changed", G_CALLBACK (on_changed), f);
  g_signal_connect_swapped (f->notice, "failed", G_CALLBACK (on_failed), f);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  g_object_unref (f->study);
  g_free (f->problem);
  fixture_folder_free (f->folder);
}

static char *
move_data (Fixture *f, const char *from, const char *to)
{
  g_autofree char *old = g_build_filename (f->folder, from, NULL);
  char *new = g_build_filename (f->folder, to, NULL);

  g_assert_cmpint (g_rename (old, new), ==, 0);
  return new;
}

static gboolean
has_looked (gpointer data)
{
  return fus_study_notice_has_looked (((Fixture *) data)->notice);
}

static void
show_study (Fixture *f)
{
  fus_study_notice_set_study (f->notice, f->study, 1);
  fixture_wait (has_looked, f, 20);
}

static gboolean
is_well (gpointer data)
{
  Fixture *f = data;

  return fus_study_notice_what (f->notice) == FUS_NOTICE_NONE;
}

static gboolean
has_problem (gpointer data)
{
  return ((Fixture *) data)->problem != NULL;
}

static void
test_well (Fixture *f, gconstpointer data)
{
  show_study (f);
  g_assert_cmpint (fus_study_notice_what (f->notice), ==, FUS_NOTICE_NONE);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->notice)));
}

static void
test_moved (Fixture *f, gconstpointer data)
{
  g_autofree char *elsewhere = move_data (f, "faces", "elsewhere");

  show_study (f);
  g_assert_cmpint (fus_study_notice_what (f->notice), ==, FUS_NOTICE_DATA_MISSING);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (f->notice)));
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->notice), "/faces”"));

  fus_study_notice_locate (f->notice, elsewhere);
  fixture_wait (is_well, f, 20);
  g_assert_cmpuint (f->n_changed, >=, 1);
  g_assert_null (f->problem);
  g_assert_cmpstr (fus_study_dataset_root (f->study, 0), ==, elsewhere);
}

static void
test_another (Fixture *f, gconstpointer data)
{
  g_autofree char *elsewhere = move_data (f, "faces", "elsewhere");
  g_autofree char *other = g_build_filename (f->folder, "other", NULL);
  g_autofree char *faces = NULL;

  g_assert_cmpint (g_mkdir (other, 0777), ==, 0);
  faces = fixture_faces (other, 4);
  show_study (f);
  fus_study_notice_locate (f->notice, faces);
  fixture_wait (has_problem, f, 20);
  g_assert_nonnull (strstr (f->problem, "not the data set of this study"));
  g_assert_cmpint (fus_study_notice_what (f->notice), ==, FUS_NOTICE_DATA_MISSING);
}

static gboolean
says_damaged (gpointer data)
{
  Fixture *f = data;

  return fus_study_notice_what (f->notice) == FUS_NOTICE_NETWORK_DAMAGED;
}

/* A weight file that cannot be read is no network that was not trained. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autofree char *path = fus_study_network_path (f->study, FUS_NETWORK_JOINT);
  g_autofree char *folder = g_path_get_dirname (path);

  show_study (f);
  g_mkdir (folder, 0777);
  fixture_write (path, "half a network");
  g_assert_null (fus_study_network (f->study, FUS_NETWORK_JOINT, NULL));
  fixture_wait (says_damaged, f, 60);
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->notice), "joint.safetensors"));
  /* Whoever asks next finds that it is well again. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (fus_study_network (f->study, FUS_NETWORK_JOINT, NULL));
  fixture_wait (is_well, f, 60);
}

/* A drive that was connected again: what could not be read is asked for anew. */
static void
test_came_back (Fixture *f, gconstpointer data)
{
  g_autofree char *elsewhere = move_data (f, "faces", "elsewhere");

  show_study (f);
  g_free (move_data (f, "elsewhere", "faces"));
  fus_study_notice_check (f->notice);
  fixture_wait (is_well, f, 20);
  g_assert_cmpuint (f->n_changed, ==, 1);
}

static gboolean
says_gone (gpointer data)
{
  return fus_study_notice_what (((Fixture *) data)->notice) == FUS_NOTICE_STUDY_GONE;
}

static gboolean
says_replaced (gpointer data)
{
  return fus_study_notice_what (((Fixture *) data)->notice) == FUS_NOTICE_STUDY_REPLACED;
}

static gboolean
says_missing (gpointer data)
{
  return fus_study_notice_what (((Fixture *) data)->notice) == FUS_NOTICE_DATA_MISSING;
}

/* Nobody asks: what happens to an open study and its data is said when it happens. */
static void
test_while_open (Fixture *f, gconstpointer data)
{
  const char *path = fus_study_path (f->study);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *file = g_build_filename (path, "study.json", NULL);
  g_autofree char *away = g_build_filename (path, "away.json", NULL);

  show_study (f);
  g_assert_true (is_well (f));

  g_free (move_data (f, name, "renamed"));
  fixture_wait (says_gone, f, 20);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (f->notice)));
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->notice), path));
  g_free (move_data (f, "renamed", name));
  fixture_wait (is_well, f, 20);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->notice)));

  g_assert_cmpint (g_rename (file, away), ==, 0);
  fixture_wait (says_gone, f, 20);
  g_assert_cmpint (g_rename (away, file), ==, 0);
  fixture_wait (is_well, f, 20);

  g_free (move_data (f, "faces", "elsewhere"));
  fixture_wait (says_missing, f, 20);
  g_free (move_data (f, "elsewhere", "faces"));
  fixture_wait (is_well, f, 20);
  g_assert_cmpuint (f->n_changed, ==, 1);
}

/* A place that is there and empty, as that of a drive which was taken away. */
static void
test_empty_place (Fixture *f, gconstpointer data)
{
  g_autofree char *faces = g_build_filename (f->folder, "faces", NULL);

  show_study (f);
  g_free (move_data (f, "faces", "drive"));
  g_assert_cmpint (g_mkdir (faces, 0777), ==, 0);
  fixture_wait (says_missing, f, 20);
  g_assert_cmpint (g_rmdir (faces), ==, 0);
  g_free (move_data (f, "drive", "faces"));
  fixture_wait (is_well, f, 20);
}

static void
test_replaced (Fixture *f, gconstpointer data)
{
  const char *path = fus_study_path (f->study);
  g_autofree char *name = g_path_get_basename (path);
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusDataset) dataset = fus_dataset_open (fus_study_dataset_root (f->study, 0), NULL);
  g_autoptr (FusStudy) other = NULL;

  show_study (f);
  g_free (move_data (f, name, "before"));
  protocol.seed = 77;
  other = fus_study_create (path, &dataset, 1, NULL, &protocol, NULL);
  g_assert_nonnull (other);
  fixture_wait (says_replaced, f, 20);
  g_free (move_data (f, name, "other"));
  g_free (move_data (f, "before", name));
  fixture_wait (is_well, f, 20);
}

static void
test_read_only (Fixture *f, gconstpointer data)
{
  if (geteuid () == 0)
    {
      g_test_skip ("the superuser can write into every folder");
      return;
    }
  g_assert_cmpint (g_chmod (fus_study_path (f->study), 0555), ==, 0);
  show_study (f);
  g_assert_cmpint (fus_study_notice_what (f->notice), ==, FUS_NOTICE_READ_ONLY);
  g_assert_cmpint (g_chmod (fus_study_path (f->study), 0777), ==, 0);
  fus_study_notice_check (f->notice);
  fixture_wait (is_well, f, 20);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/study-notice/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("well", test_well);
  ADD ("damaged", test_damaged);
  ADD ("moved", test_moved);
  ADD ("another", test_another);
  ADD ("came-back", test_came_back);
  ADD ("while-open", test_while_open);
  ADD ("empty-place", test_empty_place);
  ADD ("replaced", test_replaced);
  ADD ("read-only", test_read_only);
  return g_test_run ();
}
