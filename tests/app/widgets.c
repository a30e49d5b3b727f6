/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/app/widgets.h"

#include "tests/study/fixture.h"

#include <string.h>

void
widgets_each (GtkWidget *root, void (*visit) (GtkWidget *widget, gpointer data), gpointer data)
{
  visit (root, data);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    widgets_each (child, visit, data);
}

static GtkWidget *
find_after (GtkWidget *root, GType type, guint *n)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (*n)-- == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_after (child, type, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
widgets_find (GtkWidget *root, GType type)
{
  return widgets_nth (root, type, 0);
}

GtkWidget *
widgets_nth (GtkWidget *root, GType type, guint n)
{
  return find_after (root, type, &n);
}

GtkWidget *
widgets_find_text (GtkWidget *root, const char *text)
{
  if (!gtk_widget_get_visible (root))
    return NULL;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = widgets_find_text (child, text);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_button (GtkWidget *root, const char *wanted)
{
  if (GTK_IS_BUTTON (root))
    {
      const char *label = gtk_button_get_label (GTK_BUTTON (root));
      const char *action = gtk_actionable_get_action_name (GTK_ACTIONABLE (root));

      if (g_strcmp0 (label, wanted) == 0 || g_strcmp0 (action, wanted) == 0)
        return root;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, wanted);
      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
widgets_button (GtkWidget *root, const char *label_or_action)
{
  GtkWidget *button = find_button (root, label_or_action);

  if (button == NULL)
    g_error ("no button “%s”", label_or_action);
  return button;
}

static void
count_frame (GdkFrameClock *clock, guint *n)
{
  (*n)++;
}

static gboolean
has_clock (gpointer widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_frame_clock (widget) != NULL;
}

static gboolean
has_frames (gpointer data)
{
  return *(guint *) data >= 2;
}

void
widgets_drawn (GtkWidget *widget)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (widget));
  GdkFrameClock *clock;
  guint n = 0;
  gulong counting;

  fixture_wait (has_clock, window, 10);
  fixture_settle ();
  clock = gtk_widget_get_frame_clock (window);
  counting = g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame), &n);
  /* Rows of lists are made in one frame and laid out in the next. */
  gdk_frame_clock_begin_updating (clock);
  fixture_wait (has_frames, &n, 10);
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, counting);
  fixture_settle ();
}

FusStudy *
widgets_study (const char *folder, gboolean trained)
{
  FusProtocol protocol = fixture_protocol ();
  FusStudy *study;

  protocol.epochs = 2;
  study = fixture_study (folder, 8, &protocol);
  if (trained)
    fixture_train (study, FUS_NETWORK_JOINT);
  return study;
}

FusWorkspace *
widgets_workspace (const char *folder, gboolean trained)
{
  g_autoptr (FusViewOptions) options = fus_view_options_new (NULL);
  g_autoptr (FusStudy) study = widgets_study (folder, trained);

  return fus_workspace_new (study, options, 1);
}
