/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/epoch-scrubber.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define STEP_MS 800

struct _FusEpochScrubber
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content; /* bound so that dispose takes it away */
  GtkButton *play;
  GtkScale *scale;
  GtkAdjustment *adjustment;
  GtkLabel *label;

  /* owned */
  FusWorkspace *workspace;
  GArray *epochs; /* guint, in order; after them, at the end of the scale, the newest */
  guint newest;
  guint timeout; /* source that plays */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (FusEpochScrubber, fus_epoch_scrubber, GTK_TYPE_WIDGET)

static FusViewOptions *
options_of (FusEpochScrubber *self)
{
  return fus_workspace_options (self->workspace);
}

static guint
position_of (FusEpochScrubber *self, gint64 epoch)
{
  for (guint i = 0; i < self->epochs->len; i++)
    if ((gint64) g_array_index (self->epochs, guint, i) == epoch)
      return i;
  return self->epochs->len;
}

static guint
position (FusEpochScrubber *self)
{
  return (guint) round (gtk_adjustment_get_value (self->adjustment));
}

static void
show_label (FusEpochScrubber *self)
{
  const guint at = position (self);
  const guint epoch
      = at < self->epochs->len ? g_array_index (self->epochs, guint, at) : self->newest;
  g_autofree char *text = epoch == 0 ? g_strdup (_ ("Untrained"))
                                     /* Translators: weights of "Epoch 8 of 40". */
                                     : g_strdup_printf (_ ("Epoch %u of %u"), epoch, self->newest);

  gtk_label_set_label (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  text, -1);
}

static void
show_playing (FusEpochScrubber *self)
{
  const gboolean playing = self->timeout != 0;
  const char *name = playing ? _ ("Stop") : _ ("Watch it learn");

  gtk_button_set_icon_name (self->play, playing ? "media-playback-pause-symbolic"
                                                : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

static void
stop (FusEpochScrubber *self)
{
  if (self->timeout == 0)
    return;
  g_clear_handle_id (&self->timeout, g_source_remove);
  show_playing (self);
}

static gboolean
step (gpointer data)
{
  FusEpochScrubber *self = data;
  const guint next = position (self) + 1;

  if (next >= self->epochs->len)
    {
      self->timeout = 0;
      show_playing (self);
    }
  gtk_adjustment_set_value (self->adjustment, next);
  return self->timeout != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* From the beginning where it is at the end. */
static void
on_play_clicked (FusEpochScrubber *self)
{
  if (self->timeout != 0)
    {
      stop (self);
      return;
    }
  if (position (self) >= self->epochs->len)
    gtk_adjustment_set_value (self->adjustment, 0);
  self->timeout = g_timeout_add (STEP_MS, step, self);
  show_playing (self);
}

static void
on_value_changed (FusEpochScrubber *self)
{
  const guint at = position (self);

  if (self->workspace == NULL || self->filling)
    return;
  show_label (self);
  fus_view_options_set_epoch (
      options_of (self),
      at < self->epochs->len ? (gint64) g_array_index (self->epochs, guint, at) : FUS_EPOCH_NEWEST);
}

static void
on_epoch_changed (FusEpochScrubber *self)
{
  gtk_adjustment_set_value (self->adjustment,
                            position_of (self, fus_view_options_epoch (options_of (self))));
}

static void
show_marks (FusEpochScrubber *self)
{
  gtk_scale_clear_marks (self->scale);
  for (guint i = 0; i <= self->epochs->len; i++)
    {
      g_autofree char *text = g_strdup_printf (
          "%u", i < self->epochs->len ? g_array_index (self->epochs, guint, i) : self->newest);

      gtk_scale_add_mark (self->scale, i, GTK_POS_BOTTOM, text);
    }
}

static gboolean
is_same (const GArray *a, const GArray *b)
{
  return a->len == b->len
         && (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (guint)) == 0);
}

/* Another network, or more of it: what is looked at stays, where that is kept. */
static void
fill (FusEpochScrubber *self)
{
  const FusNetworkKind kind = fus_view_options_network (options_of (self));
  const gint64 epoch = fus_view_options_epoch (options_of (self));
  guint newest;
  g_autoptr (GArray) epochs
      = fus_kept_epochs_before_newest (fus_workspace_study (self->workspace), kind, &newest);

  if (newest == self->newest && is_same (epochs, self->epochs))
    return;
  g_array_unref (self->epochs);
  self->epochs = g_steal_pointer (&epochs);
  self->newest = newest;
  self->filling = TRUE;
  gtk_adjustment_set_upper (self->adjustment, self->epochs->len);
  gtk_adjustment_set_value (self->adjustment, position_of (self, epoch));
  self->filling = FALSE;
  show_marks (self);
  if (self->epochs->len == 0)
    stop (self);
  gtk_widget_set_visible (GTK_WIDGET (self), self->epochs->len > 0);
  on_value_changed (self);
}

static void
fus_epoch_scrubber_unmap (GtkWidget *widget)
{
  FusEpochScrubber *self = FUS_EPOCH_SCRUBBER (widget);

  GTK_WIDGET_CLASS (fus_epoch_scrubber_parent_class)->unmap (widget);
  stop (self);
  if (self->workspace != NULL)
    fus_view_options_set_epoch (options_of (self), FUS_EPOCH_NEWEST);
}

static void
fus_epoch_scrubber_dispose (GObject *object)
{
  FusEpochScrubber *self = FUS_EPOCH_SCRUBBER (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_EPOCH_SCRUBBER);
  G_OBJECT_CLASS (fus_epoch_scrubber_parent_class)->dispose (object);
}

static void
fus_epoch_scrubber_finalize (GObject *object)
{
  g_array_unref (FUS_EPOCH_SCRUBBER (object)->epochs);
  G_OBJECT_CLASS (fus_epoch_scrubber_parent_class)->finalize (object);
}

static void
fus_epoch_scrubber_class_init (FusEpochScrubberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_epoch_scrubber_dispose;
  G_OBJECT_CLASS (klass)->finalize = fus_epoch_scrubber_finalize;
  widget_class->unmap = fus_epoch_scrubber_unmap;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/epoch-scrubber.ui");
  gtk_widget_class_bind_template_child (widget_class, FusEpochScrubber, content);
  gtk_widget_class_bind_template_child (widget_class, FusEpochScrubber, play);
  gtk_widget_class_bind_template_child (widget_class, FusEpochScrubber, scale);
  gtk_widget_class_bind_template_child (widget_class, FusEpochScrubber, adjustment);
  gtk_widget_class_bind_template_child (widget_class, FusEpochScrubber, label);
  gtk_widget_class_bind_template_callback (widget_class, on_play_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_value_changed);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "epochscrubber");
}

static void
fus_epoch_scrubber_init (FusEpochScrubber *self)
{
  self->epochs = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
  show_playing (self);
}

void
fus_epoch_scrubber_set_workspace (FusEpochScrubber *self, FusWorkspace *workspace)
{
  g_return_if_fail (FUS_IS_EPOCH_SCRUBBER (self));
  g_return_if_fail (self->workspace == NULL);
  FusViewOptions *options = fus_workspace_options (workspace);

  self->workspace = g_object_ref (workspace);
  /* Of a study that was open before. */
  fus_view_options_set_epoch (options, FUS_EPOCH_NEWEST);
  g_signal_connect_object (options, "notify::network", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (options, "notify::epoch", G_CALLBACK (on_epoch_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (fus_workspace_study (workspace), "network-changed", G_CALLBACK (fill),
                           self, G_CONNECT_SWAPPED);
  fill (self);
}
