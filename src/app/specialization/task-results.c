/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/specialization/task-results.h"
#include "app/widgets/statistic-words.h"
#include "app/state/titles.h"

#include <glib/gi18n-lib.h>

/* What a button lists. */
typedef struct
{
  FusWorkspace *workspace;
  FusSpecialization *specialization;
  FusTask task;
  FusNetworkKind kind;
  FusMeasure measure;
  gboolean right;
} Listing;

static void
listing_free (gpointer data, GClosure *closure)
{
  Listing *listing = data;

  g_object_unref (listing->workspace);
  fus_result_unref (listing->specialization);
  g_free (listing);
}

static void
on_list (GtkButton *button, const Listing *listing)
{
  fus_measure_list (listing->workspace, listing->specialization, listing->task, listing->kind,
                    listing->measure, listing->right);
}

static GtkWidget *
list_button (const Listing *what)
{
  const guint n = fus_measure_count (&what->specialization->task[what->task], what->kind,
                                     what->measure, what->right);
  g_autofree char *text = g_strdup_printf (what->right ? _ ("%u right") : _ ("%u wrong"), n);
  GtkWidget *button = gtk_button_new_with_label (text);
  Listing *listing = g_memdup2 (what, sizeof *what);

  g_object_ref (listing->workspace);
  fus_result_ref (listing->specialization);
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (button, n > 0);
  gtk_widget_set_tooltip_text (button, what->right ? _ ("List the frames told right in Frames")
                                                   : _ ("List the frames told wrong in Frames"));
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_list), listing, listing_free, 0);
  return button;
}

static GtkWidget *
label (const char *text, const char *css_class)
{
  GtkWidget *widget = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (widget), 0);
  gtk_label_set_wrap (GTK_LABEL (widget), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (widget, css_class);
  return widget;
}

static char *
interval_text (const FusBootstrap *interval)
{
  /* Translators: ends of an interval in per cent. */
  return g_strdup_printf (_ ("%.1f–%.1f %%"), interval->low * 100, interval->high * 100);
}

static void
add_row (GtkGrid *grid, int row, const Listing *what)
{
  const FusTaskSpecialization *task = &what->specialization->task[what->task];
  const FusBootstrap *by_frame = fus_measure_by_frame (task, what->kind, what->measure);
  const FusBootstrap *by_person = fus_measure_by_person (task, what->kind, what->measure);
  g_autofree char *value = g_strdup_printf (_ ("%.1f %%"), by_frame->value * 100);
  g_autofree char *frames = interval_text (by_frame);
  g_autofree char *people = by_person != NULL ? interval_text (by_person) : g_strdup ("–");
  const char *cells[] = { fus_network_title (what->kind), value, frames, people };
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  Listing listing = *what;

  for (int i = 0; i < (int) G_N_ELEMENTS (cells); i++)
    {
      GtkWidget *cell = gtk_label_new (cells[i]);
      gtk_label_set_xalign (GTK_LABEL (cell), i == 0 ? 0 : 1);
      if (i > 0)
        gtk_widget_add_css_class (cell, "numeric");
      gtk_grid_attach (grid, cell, i, row, 1, 1);
    }
  for (int right = 1; right >= 0; right--)
    {
      listing.right = right;
      gtk_box_append (GTK_BOX (buttons), list_button (&listing));
    }
  gtk_grid_attach (grid, buttons, G_N_ELEMENTS (cells), row, 1, 1);
}

static GtkWidget *
table_new (Listing *what)
{
  const char *headings[] = { _ ("Network"), _ ("Right"), _ ("By frame"), _ ("By person") };
  const char *tooltips[] = { NULL, _ ("Share of the test frames told right"),
                             _ ("2.5 to 97.5 percentile of 100 bootstraps over test frames"),
                             _ ("The same, drawing whole people: frames of one person are not "
                                "independent") };
  const FusNetworkKind order[] = { fus_specialized_network (what->task), FUS_NETWORK_JOINT,
                                   fus_specialized_network ((FusTask) (1 - what->task)) };
  const FusTaskSpecialization *task = &what->specialization->task[what->task];
  GtkWidget *grid = gtk_grid_new ();
  int row = 1;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  for (int i = 0; i < (int) G_N_ELEMENTS (headings); i++)
    {
      GtkWidget *heading = gtk_label_new (headings[i]);
      gtk_label_set_xalign (GTK_LABEL (heading), i == 0 ? 0 : 1);
      gtk_widget_set_tooltip_text (heading, tooltips[i]);
      gtk_widget_add_css_class (heading, "caption-heading");
      gtk_grid_attach (GTK_GRID (grid), heading, i, 0, 1, 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      what->kind = order[i];
      if (fus_measure_by_frame (task, what->kind, what->measure) != NULL)
        add_row (GTK_GRID (grid), row++, what);
    }
  return grid;
}

static void
append_text (GtkBox *box, char *text, const char *css_class)
{
  gtk_box_append (box, label (text, css_class));
  g_free (text);
}

static void
append_tests (GtkBox *box, const FusTaskSpecialization *task, FusTask t, FusMeasure measure)
{
  const gboolean decoding = measure == FUS_MEASURE_DECODING;
  const FusTest *mcnemar = decoding ? &task->decoding_mcnemar : &task->joint_mcnemar;
  const FusTest *paired = decoding ? &task->decoding_t : &task->joint_t;
  const FusNetworkKind first = decoding ? FUS_NETWORK_IDENTITY : FUS_NETWORK_JOINT;
  const FusNetworkKind second = decoding ? FUS_NETWORK_EXPRESSION : fus_specialized_network (t);

  if (mcnemar->n[0] == 0)
    {
      gtk_box_append (
          box, label (_ ("Train the networks that are missing to compare them."), "dim-label"));
      return;
    }
  append_text (
      box, fus_test_verdict (fus_network_title (first), fus_network_title (second), mcnemar), NULL);
  append_text (box, fus_test_words_mcnemar (mcnemar), "dim-label");
  if (paired->n[0] > 0)
    append_text (box, fus_test_words_paired_t (paired), "dim-label");
}

GtkWidget *
fus_task_results_new (FusWorkspace *workspace, FusSpecialization *specialization, FusTask task,
                      FusMeasure measure)
{
  Listing what = {
    .workspace = workspace, .specialization = specialization, .task = task, .measure = measure
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box),
                  label (task == FUS_TASK_IDENTITY ? _ ("Identity") : _ ("Expression"), "heading"));
  gtk_box_append (GTK_BOX (box), table_new (&what));
  append_tests (GTK_BOX (box), &specialization->task[task], task, measure);
  return box;
}
