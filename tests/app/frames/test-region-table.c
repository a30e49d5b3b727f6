/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/regions/regions.h"
#include "app/frames/region-table.h"

#include "tests/study/fixture.h"
#include <adwaita.h>
#include <string.h>

typedef struct
{
  char *folder;
  FusStudy *study;
  FusWorkspace *workspace;
  FusRegionTable *table;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  const FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusViewOptions) options = fus_view_options_new (NULL);

  f->folder = fixture_folder_new ();
  f->study = fixture_study (f->folder, 10, &protocol);
  fixture_train (f->study, FUS_NETWORK_JOINT);
  f->workspace = fus_workspace_new (f->study, options, 1);
  f->table = g_object_new (FUS_TYPE_REGION_TABLE, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_child (f->window, GTK_WIDGET (f->table));
  fus_region_table_set_workspace (f->table, f->workspace);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  FusRegionTable *table = f->table;

  fus_workspace_close (f->workspace);
  g_object_add_weak_pointer (G_OBJECT (table), (gpointer *) &table);
  gtk_window_destroy (f->window);
  fixture_wait (fixture_is_gone, &table, 10);
  g_clear_object (&f->workspace);
  g_clear_object (&f->study);
  fixture_folder_free (f->folder);
}

/* The label in the same row of the grid as the one that says @name, @columns to its right. */
static const char *
beside (GtkWidget *widget, const char *name, int columns)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *found;

      if (GTK_IS_GRID (widget) && GTK_IS_LABEL (child)
          && strcmp (gtk_label_get_text (GTK_LABEL (child)), name) == 0)
        {
          int column, row, width, height;

          gtk_grid_query_child (GTK_GRID (widget), child, &column, &row, &width, &height);
          return gtk_label_get_text (
              GTK_LABEL (gtk_grid_get_child_at (GTK_GRID (widget), column + columns, row)));
        }
      found = beside (child, name, columns);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/* An explanation of one head whose map lies wholly in the upper left quarter. */
static FusExplanation *
explanation_new (FusStudy *study, gint32 target)
{
  FusExplanation *explanation = g_new0 (FusExplanation, 1);
  FusHeadExplanation *head = &explanation->heads[FUS_TASK_EXPRESSION];
  const float map[] = { 1, 0, 0, 0 };

  explanation->network = fus_study_network (study, FUS_NETWORK_JOINT, NULL);
  explanation->side = 2;
  head->present = TRUE;
  head->target = target;
  head->true_class = -1;
  head->raw = g_memdup2 (map, sizeof map);
  head->map = g_memdup2 (map, sizeof map);
  g_atomic_ref_count_init (&explanation->refs);
  return explanation;
}

static void
test_shares (Fixture *f, gconstpointer data)
{
  g_autoptr (FusExplanation) happy = explanation_new (f->study, FUS_EXPRESSION_HAPPY);
  const char *right, *left;

  fus_region_table_set_explanation (f->table, FUS_NETWORK_JOINT, happy);
  right = beside (GTK_WIDGET (f->table), "Right eye", 2);
  left = beside (GTK_WIDGET (f->table), "Left eye", 2);
  /* Evidence in the picture's left half lies on the subject's right side. */
  g_assert_cmpfloat (g_ascii_strtod (right, NULL), >, g_ascii_strtod (left, NULL));
  g_assert_true (g_str_has_suffix (right, "%"));
  /* No identity head in this explanation: nothing is claimed. */
  g_assert_cmpstr (beside (GTK_WIDGET (f->table), "Right eye", 1), ==, "");
  g_assert_cmpstr (beside (GTK_WIDGET (f->table), "Mouth", 3), ==, "12");
  g_assert_cmpstr (beside (GTK_WIDGET (f->table), "Hair", 3), ==, "");
}

static gboolean
has_result (gpointer data)
{
  return fus_analysis_run_result (fus_workspace_run (data, &fus_regions_analysis)) != NULL;
}

static void
test_norm (Fixture *f, gconstpointer data)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->table), "regions.compute", NULL));
  fixture_wait (has_result, f->workspace, 30);
  g_assert_false (
      fus_analysis_run_is_outdated (fus_workspace_run (f->workspace, &fus_regions_analysis)));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/region-table/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("shares", test_shares);
  ADD ("norm", test_norm);
  return g_test_run ();
}
