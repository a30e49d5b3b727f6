/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/faults-window.h"

#include "faces/datasets/twins.h"
#include "study/folder/fault-check.h"
#include "app/state/frame-model.h"

#include <glib/gi18n-lib.h>

struct _FusFaultsWindow
{
  AdwWindow parent_instance;

  /* template widgets */
  GtkInfoBar *error_bar;
  GtkLabel *error_label;
  GtkLabel *summary;
  GtkWidget *progress_box;
  GtkProgressBar *progress;
  GtkStack *stack;
  GtkListView *list;
  AdwStatusPage *none;

  /* owned */
  FusStudy *study;
  FusFrameModel *model; /* the frames with faults */
  FusJob *job;

  guint n_threads;
};

G_DEFINE_FINAL_TYPE (FusFaultsWindow, fus_faults_window, ADW_TYPE_WINDOW)

enum
{
  FRAME,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
on_setup (FusFaultsWindow *self, GtkListItem *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *path = gtk_label_new (NULL);
  GtkWidget *fault = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (path), 0);
  gtk_label_set_ellipsize (GTK_LABEL (path), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (path, "caption");
  gtk_widget_add_css_class (path, "dim-label");
  gtk_widget_add_css_class (fault, "badge");
  gtk_widget_set_valign (fault, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), title);
  gtk_box_append (GTK_BOX (texts), path);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_box_append (GTK_BOX (row), fault);
  gtk_widget_set_margin_top (row, 6);
  gtk_widget_set_margin_bottom (row, 6);
  gtk_widget_set_margin_start (row, 12);
  gtk_widget_set_margin_end (row, 12);
  gtk_list_item_set_child (item, row);
}

static void
on_bind (FusFaultsWindow *self, GtkListItem *item)
{
  const FusFrameList *frames = fus_frame_model_frames (self->model);
  const guint index = fus_frame_item_frame (gtk_list_item_get_item (item));
  const FusFrame *frame = &frames->frames[index];
  GtkWidget *texts = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *title = gtk_widget_get_first_child (texts);
  g_autofree char *description = fus_frame_describe (frames, frame);

  gtk_label_set_label (GTK_LABEL (title), description);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (title)), frame->path);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (texts)),
                       fus_fault_title (frame->fault));
}

static void
on_activate (FusFaultsWindow *self, guint position)
{
  g_signal_emit (self, signals[FRAME], 0, fus_frame_model_frame (self->model, position));
  gtk_window_close (GTK_WINDOW (self));
}

static char *
summary_text (FusFaultsWindow *self, guint n)
{
  const guint all = fus_study_frames (self->study)->n_frames;

  if (self->job != NULL)
    return g_strdup (_ ("Looking every frame over…"));
  if (n > 0 && fus_study_faults_checked (self->study))
    return g_strdup_printf (
        ngettext ("%'u of %'u frames cannot be used, and is in no part of the split.",
                  "%'u of %'u frames cannot be used, and are in no part of the split.", n),
        n, all);
  if (n > 0)
    return g_strdup_printf (ngettext ("By its name, %'u of %'u frames cannot be used. The frames "
                                      "have not been looked over yet.",
                                      "By their names, %'u of %'u frames cannot be used. The "
                                      "frames have not been looked over yet.",
                                      n),
                            n, all);
  return NULL;
}

static void
update (FusFaultsWindow *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  const gboolean checked = fus_study_faults_checked (self->study);
  const FusTwinCount twins = fus_twins_count (fus_study_frames (self->study));
  g_autofree char *summary = summary_text (self, n);
  g_autofree char *across = self->job == NULL ? fus_twins_text (&twins) : NULL;
  g_autofree char *text = summary != NULL && across != NULL
                              ? g_strjoin ("\n", summary, across, NULL)
                              : g_strdup (summary != NULL ? summary : across);

  gtk_label_set_label (self->summary, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->summary), text != NULL);
  gtk_widget_set_visible (self->progress_box, self->job != NULL);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "none");
  gtk_widget_set_visible (GTK_WIDGET (self->none), self->job == NULL);
  adw_status_page_set_icon_name (self->none,
                                 checked ? "object-select-symbolic" : "dialog-question-symbolic");
  adw_status_page_set_title (self->none,
                             checked ? _ ("Every Frame Can Be Used") : _ ("Not Looked Over Yet"));
  adw_status_page_set_description (
      self->none, checked
                      ? NULL
                      : _ ("Black, unreadable, odd-sized and missing frames are found by decoding "
                           "every one, and are then left out of training and tests."));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "faults.check", self->job == NULL);
}

static void
list_faults (FusFaultsWindow *self)
{
  fus_frame_model_set_frames (self->model, fus_study_frames (self->study));
  for (guint fault = FUS_FAULT_NONE + 1; fault < FUS_N_FAULTS; fault++)
    fus_frame_model_choose (self->model, FUS_FACET_FAULT, fault, TRUE);
  update (self);
}

static void
drop_job (FusFaultsWindow *self)
{
  if (self->job != NULL)
    fus_job_cancel (self->job);
  g_clear_object (&self->job);
}

static void
show_error (FusFaultsWindow *self, const GError *error)
{
  if (error != NULL)
    gtk_label_set_label (self->error_label, error->message);
  gtk_info_bar_set_revealed (self->error_bar, error != NULL);
}

static void
on_checked (FusJob *job, gpointer data)
{
  g_autoptr (FusFaultsWindow) self = FUS_FAULTS_WINDOW (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (FusFrameList) checked = fus_job_take_result (job, &error);

  if (self->job != job)
    return;
  drop_job (self);
  if (checked != NULL)
    fus_study_set_faults (self->study, checked, &error);
  show_error (self, error);
  update (self);
}

static void
check (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusFaultsWindow *self = FUS_FAULTS_WINDOW (widget);

  show_error (self, NULL);
  self->job = fus_fault_check_start (self->study, self->n_threads, on_checked, g_object_ref (self));
  g_object_bind_property (self->job, "progress", self->progress, "fraction", G_BINDING_SYNC_CREATE);
  update (self);
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusFaultsWindow *self = FUS_FAULTS_WINDOW (widget);

  drop_job (self);
  update (self);
}

static void
fus_faults_window_dispose (GObject *object)
{
  FusFaultsWindow *self = FUS_FAULTS_WINDOW (object);

  drop_job (self);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->model);
  g_clear_object (&self->study);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_FAULTS_WINDOW);
  G_OBJECT_CLASS (fus_faults_window_parent_class)->dispose (object);
}

static void
fus_faults_window_class_init (FusFaultsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_faults_window_dispose;
  signals[FRAME] = g_signal_new ("frame", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_install_action (widget_class, "faults.check", NULL, check);
  gtk_widget_class_install_action (widget_class, "faults.cancel", NULL, cancel);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/faults-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FusFaultsWindow, error_bar);
  gtk_widget_class_bind_template_child (widget_class, FusFaultsWindow, error_label);
  gtk_widget_class_bind_template_child (widget_class, FusFaultsWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, FusFaultsWindow, progress_box);
  gtk_widget_class_bind_template_child (widget_class, FusFaultsWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, FusFaultsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FusFaultsWindow, list);
  gtk_widget_class_bind_template_child (widget_class, FusFaultsWindow, none);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
fus_faults_window_init (FusFaultsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

FusFaultsWindow *
fus_faults_window_new (GtkWindow *parent, FusStudy *study, guint n_threads)
{
  g_return_val_if_fail (FUS_IS_STUDY (study), NULL);
  FusFaultsWindow *self = g_object_new (FUS_TYPE_FAULTS_WINDOW, "transient-for", parent, NULL);

  self->study = g_object_ref (study);
  self->n_threads = n_threads;
  self->model = fus_frame_model_new ();
  g_autoptr (GtkNoSelection) selection
      = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (study, "frames-changed", G_CALLBACK (list_faults), self,
                           G_CONNECT_SWAPPED);
  list_faults (self);
  return self;
}
