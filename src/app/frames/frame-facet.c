/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/frames/frame-facet.h"

#include <glib/gi18n-lib.h>

/* With more values than this, a search entry helps. */
#define SEARCH_FROM 12

struct _FusFrameFacet
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkMenuButton *button;
  GtkLabel *label;
  GtkPopover *popover;
  GtkListBox *list;
  GtkWidget *search;
  GtkWidget *clear;
  GtkWidget *asking;
  GtkProgressBar *progress;

  /* owned */
  FusFrameModel *model;

  FusFacet facet;
};

G_DEFINE_FINAL_TYPE (FusFrameFacet, fus_frame_facet, GTK_TYPE_WIDGET)

static guint
row_value (GtkListBoxRow *row)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "value"));
}

static GtkWidget *
row_part (GtkListBoxRow *row, const char *name)
{
  return g_object_get_data (G_OBJECT (row), name);
}

static void
on_check_toggled (GtkCheckButton *check, FusFrameFacet *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (check), GTK_TYPE_LIST_BOX_ROW);

  fus_frame_model_choose (self->model, self->facet, row_value (GTK_LIST_BOX_ROW (row)),
                          gtk_check_button_get_active (check));
}

static GtkWidget *
row_new (FusFrameFacet *self, guint value)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *check = gtk_check_button_new_with_label (
      fus_frame_model_value_title (self->model, self->facet, value));
  GtkWidget *count = gtk_label_new (NULL);

  gtk_widget_set_hexpand (check, TRUE);
  gtk_widget_set_can_target (check, FALSE);
  gtk_widget_set_focusable (check, FALSE);
  gtk_label_set_xalign (GTK_LABEL (count), 1);
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric");
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "value", GUINT_TO_POINTER (value));
  g_object_set_data (G_OBJECT (row), "check", check);
  g_object_set_data (G_OBJECT (row), "count", count);
  g_signal_connect (check, "toggled", G_CALLBACK (on_check_toggled), self);
  return row;
}

static gboolean
row_matches (GtkListBoxRow *row, gpointer data)
{
  FusFrameFacet *self = FUS_FRAME_FACET (data);
  const guint value = row_value (row);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  const char *title = fus_frame_model_value_title (self->model, self->facet, value);

  if (fus_frame_model_count (self->model, self->facet, value) == 0
      && !fus_frame_model_is_chosen (self->model, self->facet, value))
    return FALSE;
  return *text == '\0' || strcasestr (title, text) != NULL;
}

static void
update_rows (FusFrameFacet *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      const guint value = row_value (row);
      GtkCheckButton *check = GTK_CHECK_BUTTON (row_part (row, "check"));
      g_autofree char *count
          = g_strdup_printf ("%u", fus_frame_model_count (self->model, self->facet, value));

      gtk_label_set_label (GTK_LABEL (row_part (row, "count")), count);
      g_signal_handlers_block_by_func (check, on_check_toggled, self);
      gtk_check_button_set_active (check,
                                   fus_frame_model_is_chosen (self->model, self->facet, value));
      g_signal_handlers_unblock_by_func (check, on_check_toggled, self);
    }
  gtk_list_box_invalidate_filter (self->list);
}

static void
fill_rows (FusFrameFacet *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint value = 0; value < fus_frame_model_n_values (self->model, self->facet); value++)
    gtk_list_box_append (self->list, row_new (self, value));
  gtk_widget_set_visible (self->search,
                          fus_frame_model_n_values (self->model, self->facet) > SEARCH_FROM);
}

/* Right and wrong are known only once the network has been asked for every frame. */
static void
update_asking (FusFrameFacet *self)
{
  const double progress = fus_frame_model_answers_progress (self->model);
  FusTask task;
  const gboolean asking = fus_facet_is_answer (self->facet, &task) && progress >= 0;

  gtk_widget_set_visible (self->asking, asking);
  if (asking)
    gtk_progress_bar_set_fraction (self->progress, CLAMP (progress, 0, 1));
}

/* "Expression", or what is chosen: "happy", "happy +2". */
static char *
button_text (FusFrameFacet *self)
{
  const guint n = fus_frame_model_n_chosen (self->model, self->facet);

  if (n == 0)
    return g_strdup (fus_facet_title (self->facet));
  for (guint value = 0;; value++)
    if (fus_frame_model_is_chosen (self->model, self->facet, value))
      {
        const char *title = fus_frame_model_value_title (self->model, self->facet, value);
        return n == 1 ? g_strdup (title) : g_strdup_printf ("%s +%u", title, n - 1);
      }
}

static void
update (FusFrameFacet *self)
{
  const guint n = fus_frame_model_n_chosen (self->model, self->facet);
  g_autofree char *text = button_text (self);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), fus_facet_description (self->facet));
  if (n > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "chosen");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "chosen");
  gtk_widget_set_sensitive (self->clear, n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          n > 0 || fus_frame_model_is_useful (self->model, self->facet));
  if (gtk_widget_get_mapped (GTK_WIDGET (self->popover)))
    {
      update_rows (self);
      update_asking (self);
    }
}

static void
on_show (FusFrameFacet *self)
{
  FusTask task;

  /* Values are named by the data set, so that another study needs other rows. */
  fill_rows (self);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  update_rows (self);
  if (fus_facet_is_answer (self->facet, &task) && !fus_frame_model_has_answers (self->model))
    fus_frame_model_want_answers (self->model);
  update_asking (self);
}

static void
on_row_activated (FusFrameFacet *self, GtkListBoxRow *row)
{
  GtkCheckButton *check = GTK_CHECK_BUTTON (row_part (row, "check"));

  gtk_check_button_set_active (check, !gtk_check_button_get_active (check));
}

static void
on_search_changed (FusFrameFacet *self)
{
  gtk_list_box_invalidate_filter (self->list);
}

static void
on_clear (FusFrameFacet *self)
{
  fus_frame_model_clear (self->model, self->facet);
}

static void
fus_frame_facet_dispose (GObject *object)
{
  FusFrameFacet *self = FUS_FRAME_FACET (object);

  if (self->list != NULL)
    gtk_list_box_set_filter_func (self->list, NULL, NULL, NULL);
  g_clear_object (&self->model);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_FRAME_FACET);
  G_OBJECT_CLASS (fus_frame_facet_parent_class)->dispose (object);
}

static void
fus_frame_facet_class_init (FusFrameFacetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_frame_facet_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/frame-facet.ui");
  gtk_widget_class_bind_template_child (widget_class, FusFrameFacet, button);
  gtk_widget_class_bind_template_child (widget_class, FusFrameFacet, label);
  gtk_widget_class_bind_template_child (widget_class, FusFrameFacet, popover);
  gtk_widget_class_bind_template_child (widget_class, FusFrameFacet, list);
  gtk_widget_class_bind_template_child (widget_class, FusFrameFacet, search);
  gtk_widget_class_bind_template_child (widget_class, FusFrameFacet, clear);
  gtk_widget_class_bind_template_child (widget_class, FusFrameFacet, asking);
  gtk_widget_class_bind_template_child (widget_class, FusFrameFacet, progress);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_clear);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "facet");
}

static void
fus_frame_facet_init (FusFrameFacet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list, row_matches, self, NULL);
}

GtkWidget *
fus_frame_facet_new (FusFrameModel *model, FusFacet facet)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (model), NULL);
  FusFrameFacet *self = g_object_new (FUS_TYPE_FRAME_FACET, NULL);

  self->model = g_object_ref (model);
  self->facet = facet;
  g_signal_connect_object (model, "filtered", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "answers-progress", G_CALLBACK (update_asking), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
