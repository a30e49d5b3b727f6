/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/units/lesion-bar.h"
#include "study/asking/lesion-brush.h"
#include "app/state/titles.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define BAR_WIDTH 110
#define BAR_HEIGHT 12
/* How long a result may take before a spinner says that it is on its way. */
#define SPINNER_MS 300

typedef struct
{
  GtkWidget *box;
  GtkWidget *bar;
  GtkLabel *percent;
} Task;

struct _FusLesionBar
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content;
  GtkLabel *summary;
  GtkSpinner *spinner;
  GtkBox *tasks;

  Task task[FUS_N_TASKS];

  /* owned */
  FusWorkspace *workspace;
  GArray *removed; /* FusUnitAddress */
  FusLesionBrush *brush[FUS_N_NETWORKS];
  FusJob *job;
  guint spinner_timeout;

  FusBrushResult result;
  FusNetworkKind shown; /* whose result that is */
  gboolean has_result;
  gboolean outdated; /* something changed since the job began, or since the result */
  char *failure;
};

G_DEFINE_FINAL_TYPE (FusLesionBar, fus_lesion_bar, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static FusNetworkKind
kind_of (FusLesionBar *self)
{
  return fus_workspace_unit (self->workspace).network;
}

/* Place among those taken out, or -1. */
static int
find (FusLesionBar *self, const FusUnitAddress *unit)
{
  for (guint i = 0; i < self->removed->len; i++)
    {
      const FusUnitAddress *other = &g_array_index (self->removed, FusUnitAddress, i);

      if (other->network == unit->network && other->layer == unit->layer
          && other->unit == unit->unit)
        return (int) i;
    }
  return -1;
}

static void
draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  FusLesionBar *self
      = FUS_LESION_BAR (gtk_widget_get_ancestor (GTK_WIDGET (area), FUS_TYPE_LESION_BAR));
  FusTask task = (FusTask) GPOINTER_TO_INT (data);
  FusColor color = fus_color_task[task];
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &ink);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, 0.12);
  cairo_fill (cr);
  if (!self->has_result)
    return;
  /* What is lost is light. */
  cairo_rectangle (cr, 0, 0, width * self->result.before[task], height);
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, 0.35);
  cairo_fill (cr);
  cairo_rectangle (cr, 0, 0, width * self->result.after[task], height);
  cairo_set_source_rgb (cr, color.red, color.green, color.blue);
  cairo_fill (cr);
}

static void
show_task (FusLesionBar *self, FusTask task)
{
  Task *row = &self->task[task];
  g_autofree char *text = NULL;

  gtk_widget_set_visible (row->box, fus_network_kind_has_task (kind_of (self), task));
  /* Where no frame could be read there is none. */
  if (self->has_result && !isnan (self->result.before[task]) && !isnan (self->result.after[task]))
    /* Translators: accuracy before and after units were taken out. */
    text = g_strdup_printf (_ ("%.0f → %.0f %%"), 100 * self->result.before[task],
                            100 * self->result.after[task]);
  gtk_label_set_label (row->percent, text != NULL ? text : "–");
  gtk_widget_queue_draw (row->bar);
}

static void
show (FusLesionBar *self)
{
  guint n = fus_lesion_bar_n_removed (self, kind_of (self));
  const char *network = fus_network_title (kind_of (self));
  g_autofree char *text = NULL;

  if (self->failure != NULL)
    text = g_strdup (self->failure);
  else if (!self->has_result && self->job != NULL && fus_job_get_progress (self->job) < 1)
    text = g_strdup_printf (_ ("%s: running the test frames, %.0f %%"), network,
                            100 * fus_job_get_progress (self->job));
  else if (n == 0)
    text = g_strdup_printf (_ ("%s: click or drag over channels to take them out"), network);
  else
    text = g_strdup_printf (ngettext ("%s: %u unit taken out", "%s: %u units taken out", n),
                            network, n);
  gtk_label_set_label (self->summary, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->summary), text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "lesions.clear", n > 0);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    show_task (self, task);
}

static void
on_late (gpointer data)
{
  FusLesionBar *self = FUS_LESION_BAR (data);

  self->spinner_timeout = 0;
  gtk_spinner_start (self->spinner);
}

static void
stop_spinner (FusLesionBar *self)
{
  g_clear_handle_id (&self->spinner_timeout, g_source_remove);
  if (self->spinner != NULL)
    gtk_spinner_stop (self->spinner);
}

typedef struct
{
  GWeakRef bar;
  FusNetworkKind kind;
} Waiting;

static void
on_done (FusJob *job, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr (FusLesionBar) self = g_weak_ref_get (&waiting->bar);
  g_autoptr (GError) error = NULL;
  g_autofree FusBrushResult *result = fus_job_take_result (job, &error);
  FusNetworkKind kind = waiting->kind;

  g_weak_ref_clear (&waiting->bar);
  g_free (waiting);
  if (self == NULL || self->job != job)
    return;
  g_clear_object (&self->job);
  stop_spinner (self);
  if (error != NULL)
    {
      g_free (self->failure);
      self->failure = g_strdup (error->message);
    }
  if (result != NULL && kind == kind_of (self))
    {
      self->result = *result;
      self->shown = kind;
      self->has_result = TRUE;
    }
  show (self);
  fus_lesion_bar_update (self);
}

static void
start (FusLesionBar *self)
{
  FusNetworkKind kind = kind_of (self);
  Waiting *waiting = g_new0 (Waiting, 1);

  if (self->brush[kind] == NULL)
    self->brush[kind] = fus_lesion_brush_new (fus_workspace_study (self->workspace), kind,
                                              fus_workspace_n_threads (self->workspace));
  g_weak_ref_init (&waiting->bar, self);
  waiting->kind = kind;
  g_clear_pointer (&self->failure, g_free);
  self->outdated = FALSE;
  self->job = fus_lesion_brush_start (self->brush[kind], (FusUnitAddress *) self->removed->data,
                                      self->removed->len, on_done, waiting);
  g_signal_connect_object (self->job, "notify::progress", G_CALLBACK (show), self,
                           G_CONNECT_SWAPPED);
  if (self->spinner_timeout == 0)
    self->spinner_timeout = g_timeout_add_once (SPINNER_MS, on_late, self);
}

void
fus_lesion_bar_update (FusLesionBar *self)
{
  g_return_if_fail (FUS_IS_LESION_BAR (self));

  if (!self->outdated || self->workspace == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self))
      || (fus_workspace_networks (self->workspace) & 1u << kind_of (self)) == 0)
    return;
  /* A drag brings changes faster than results: one runs at a time, and the last one counts. */
  if (self->job == NULL)
    start (self);
}

/* Units, network or weights are other ones. */
static void
outdate (FusLesionBar *self)
{
  self->outdated = TRUE;
  if (self->has_result && self->shown != kind_of (self))
    self->has_result = FALSE;
  show (self);
  fus_lesion_bar_update (self);
}

static void
on_unit_changed (FusLesionBar *self)
{
  if (!self->has_result || self->shown != kind_of (self))
    outdate (self);
}

static void
clear (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusLesionBar *self = FUS_LESION_BAR (widget);

  for (guint i = self->removed->len; i-- > 0;)
    if (g_array_index (self->removed, FusUnitAddress, i).network == kind_of (self))
      g_array_remove_index (self->removed, i);
  g_signal_emit (self, signals[CHANGED], 0);
  outdate (self);
}

static void
fus_lesion_bar_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fus_lesion_bar_parent_class)->map (widget);
  fus_lesion_bar_update (FUS_LESION_BAR (widget));
}

static void
fus_lesion_bar_dispose (GObject *object)
{
  FusLesionBar *self = FUS_LESION_BAR (object);

  stop_spinner (self);
  if (self->job != NULL)
    fus_job_cancel (self->job);
  g_clear_object (&self->job);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&self->brush[kind], fus_lesion_brush_unref);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_LESION_BAR);
  G_OBJECT_CLASS (fus_lesion_bar_parent_class)->dispose (object);
}

static void
fus_lesion_bar_finalize (GObject *object)
{
  FusLesionBar *self = FUS_LESION_BAR (object);

  g_array_unref (self->removed);
  g_free (self->failure);
  G_OBJECT_CLASS (fus_lesion_bar_parent_class)->finalize (object);
}

static void
fus_lesion_bar_class_init (FusLesionBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_lesion_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = fus_lesion_bar_finalize;
  widget_class->map = fus_lesion_bar_map;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "lesions.clear", NULL, clear);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/lesion-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, FusLesionBar, content);
  gtk_widget_class_bind_template_child (widget_class, FusLesionBar, summary);
  gtk_widget_class_bind_template_child (widget_class, FusLesionBar, spinner);
  gtk_widget_class_bind_template_child (widget_class, FusLesionBar, tasks);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "lesionbar");
}

static void
init_task (FusLesionBar *self, FusTask task)
{
  Task *row = &self->task[task];
  GtkWidget *title = gtk_label_new (task == FUS_TASK_IDENTITY ? _ ("Identity") : _ ("Expression"));

  row->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  row->bar = gtk_drawing_area_new ();
  row->percent = GTK_LABEL (gtk_label_new (NULL));
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (row->bar), BAR_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (row->bar), BAR_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (row->bar), draw_bar, GINT_TO_POINTER (task),
                                  NULL);
  gtk_widget_set_valign (row->bar, GTK_ALIGN_CENTER);
  gtk_label_set_width_chars (row->percent, 11);
  gtk_label_set_xalign (row->percent, 0);
  gtk_widget_add_css_class (GTK_WIDGET (row->percent), "numeric");
  gtk_widget_set_tooltip_text (row->box,
                               _ ("Accuracy on test frames with all units and without those taken "
                                  "out"));
  gtk_box_append (GTK_BOX (row->box), title);
  gtk_box_append (GTK_BOX (row->box), row->bar);
  gtk_box_append (GTK_BOX (row->box), GTK_WIDGET (row->percent));
  gtk_box_append (self->tasks, row->box);
}

static void
fus_lesion_bar_init (FusLesionBar *self)
{
  self->removed = g_array_new (FALSE, FALSE, sizeof (FusUnitAddress));
  self->outdated = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    init_task (self, task);
}

void
fus_lesion_bar_set_workspace (FusLesionBar *self, FusWorkspace *workspace)
{
  g_return_if_fail (FUS_IS_LESION_BAR (self));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "unit-changed", G_CALLBACK (on_unit_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (fus_workspace_study (workspace), "network-changed", G_CALLBACK (outdate),
                           self, G_CONNECT_SWAPPED);
  show (self);
}

void
fus_lesion_bar_set_removed (FusLesionBar *self, const FusUnitAddress *unit, gboolean removed)
{
  g_return_if_fail (FUS_IS_LESION_BAR (self));
  int place = find (self, unit);

  if ((place >= 0) == (removed != FALSE))
    return;
  if (removed && unit->layer >= FUS_LAYER_HEADS)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  if (removed)
    g_array_append_val (self->removed, *unit);
  else
    g_array_remove_index (self->removed, (guint) place);
  g_signal_emit (self, signals[CHANGED], 0);
  outdate (self);
}

gboolean
fus_lesion_bar_is_removed (FusLesionBar *self, const FusUnitAddress *unit)
{
  g_return_val_if_fail (FUS_IS_LESION_BAR (self), FALSE);
  return find (self, unit) >= 0;
}

guint
fus_lesion_bar_n_removed (FusLesionBar *self, FusNetworkKind kind)
{
  g_return_val_if_fail (FUS_IS_LESION_BAR (self), 0);
  guint n = 0;

  for (guint i = 0; i < self->removed->len; i++)
    n += g_array_index (self->removed, FusUnitAddress, i).network == kind;
  return n;
}
