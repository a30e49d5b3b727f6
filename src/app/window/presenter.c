/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/presenter.h"
#include "app/widgets/shortcuts.h"
#include "app/widgets/layer-grids.h"
#include "app/widgets/stage.h"
#include "app/state/titles.h"

#include <glib/gi18n-lib.h>

struct _FusPresenter
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkStack *stack;
  FusStage *stage;
  FusPane *frame_pane;
  FusLayerGrids *grids;
  GtkBox *steps;

  /* owned */
  FusWorkspace *workspace;
  FusFeatureReader *reader;
  guint step;
  GtkWidget *step_labels[FUS_PRESENTER_N_STEPS];
};

G_DEFINE_FINAL_TYPE (FusPresenter, fus_presenter, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_STEP,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

static FusViewOptions *
options_of (FusPresenter *self)
{
  return fus_workspace_options (self->workspace);
}

/* Step 0 is the frame; it has no layer. */
static FusLayer
layer_of (guint step)
{
  g_assert (step > 0);
  return step <= FUS_N_CONV_LAYERS ? (FusLayer) (step - 1) : FUS_LAYER_HEADS;
}

static const char *
step_title (guint step)
{
  return step == 0                            ? _ ("frame")
         : layer_of (step) == FUS_LAYER_HEADS ? _ ("heads")
                                              : fus_layer_name (layer_of (step));
}

static guint
networks_shown (FusPresenter *self, FusNetworkKind kinds[FUS_N_NETWORKS])
{
  const guint available = fus_workspace_networks (self->workspace);
  guint n = 0;

  for (guint i = 0; i < FUS_N_NETWORKS; i++)
    if ((available & (1u << fus_network_order[i])) != 0
        && (fus_view_options_three (options_of (self))
            || fus_network_order[i] == fus_view_options_network (options_of (self))))
      kinds[n++] = fus_network_order[i];
  return n;
}

static void
show_pane (FusPresenter *self, FusPane *pane, FusNetworkKind kind)
{
  FusSubject *subject = fus_workspace_subject (self->workspace);
  const FusExplanation *explanation = fus_subject_explanation (subject, kind);
  FusMapTrust trust[FUS_N_TASKS];
  const guint marks = fus_workspace_map_trust (self->workspace, kind, explanation, trust);
  gboolean shown[FUS_N_TASKS];
  FusOverlay overlay = { .crop = fus_crop_whole, .mark_overlap = TRUE };
  g_autofree char *prediction = explanation != NULL ? fus_prediction_text (explanation) : NULL;

  fus_view_options_style (options_of (self), &overlay);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      shown[task] = fus_view_options_shows (options_of (self), task);
      if (explanation == NULL || !shown[task] || !explanation->heads[task].present
          || explanation->heads[task].empty)
        continue;
      overlay.side = explanation->side;
      overlay.map[task] = explanation->heads[task].map;
    }
  g_autofree char *message = explanation != NULL ? fus_evidence_message (explanation, shown) : NULL;
  fus_pane_set_picture (pane, fus_subject_face (subject));
  fus_pane_set_overlay (pane, overlay.side > 0 ? &overlay : NULL);
  fus_pane_set_caption (pane, fus_network_title (kind), prediction);
  fus_pane_set_trust (pane, marks, trust, kind == FUS_NETWORK_JOINT,
                      fus_view_options_map_spec (options_of (self)), FALSE);
  fus_pane_set_message (pane, message);
}

/* A page that goes out of sight may have asked for nothing in the meantime. */
static void
ask (FusPresenter *self, const FusNetworkKind *kinds, guint n)
{
  FusSubject *subject = fus_workspace_subject (self->workspace);
  gboolean missing = FALSE;
  guint networks = 0;

  for (guint i = 0; i < n; i++)
    {
      networks |= 1u << kinds[i];
      missing |= fus_subject_explanation (subject, kinds[i]) == NULL
                 && !fus_subject_is_pending (subject, kinds[i]);
    }
  if (missing && fus_subject_failure (subject) == NULL && fus_subject_picture (subject) != NULL)
    fus_subject_ask (subject, networks, fus_view_options_targets (options_of (self)),
                     fus_view_options_map_spec (options_of (self)),
                     fus_view_options_epoch (options_of (self)));
}

static void
show_frame (FusPresenter *self)
{
  FusNetworkKind kinds[FUS_N_NETWORKS];
  const guint n = networks_shown (self, kinds);
  g_autofree char *title = fus_workspace_describe_subject (self->workspace);
  const char *failure = fus_subject_failure (fus_workspace_subject (self->workspace));

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, failure != NULL
                                           ? failure
                                           : _ ("where the networks see who it is, and what it "
                                                "expresses"));
  ask (self, kinds, n);
  gtk_stack_set_visible_child_name (self->stack, "frame");
  fus_stage_set_n_panes (self->stage, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    show_pane (self, fus_stage_pane (self->stage, i), kinds[i]);
}

static void
show_layer (FusPresenter *self)
{
  FusNetworkKind kinds[FUS_N_NETWORKS];
  const guint n = networks_shown (self, kinds);
  const FusLayer layer = layer_of (self->step);
  const FusColormap colormap = fus_view_options_colormap (options_of (self));
  g_autofree char *title = fus_workspace_describe_subject (self->workspace);

  gtk_label_set_label (self->title, step_title (self->step));
  gtk_label_set_label (self->subtitle, layer == FUS_LAYER_HEADS
                                           ? _ ("the answer: what speaks for each class")
                                           : _ ("what every channel finds in the frame"));
  gtk_stack_set_visible_child_name (self->stack, "layer");
  fus_pane_set_picture (self->frame_pane,
                        fus_subject_face (fus_workspace_subject (self->workspace)));
  fus_pane_set_caption (self->frame_pane, title, "");
  /* Each channel on its own scale: an audience is to see what it finds, not how much. The logits
   * of a network are compared with each other. */
  fus_layer_grids_show (self->grids, self->reader, kinds, n,
                        layer == FUS_LAYER_HEADS ? FUS_LAYER_SCALE_NETWORK
                                                 : FUS_LAYER_SCALE_CHANNEL,
                        FUS_LAYER_ORDER_UNIT, colormap);
}

static void
request (FusPresenter *self)
{
  FusSubject *subject = fus_workspace_subject (self->workspace);
  const gint64 frame = fus_workspace_frame (self->workspace);
  FusPicture *picture = fus_subject_picture (subject);
  const FusCrop crop = fus_subject_crop (subject);
  FusNetworkKind kinds[FUS_N_NETWORKS];
  const guint n = networks_shown (self, kinds);
  guint networks = 0;

  for (guint i = 0; i < n; i++)
    networks |= 1u << kinds[i];
  if (networks == 0 || (frame < 0 && picture == NULL))
    return;
  /* On the frame the first layer is read ahead. */
  fus_feature_reader_request (self->reader, frame, picture, &crop, networks,
                              layer_of (MAX (self->step, 1)), FALSE);
}

static void
show (FusPresenter *self)
{
  request (self);
  for (guint step = 0; step < FUS_PRESENTER_N_STEPS; step++)
    if (step == self->step)
      gtk_widget_add_css_class (self->step_labels[step], "current");
    else
      gtk_widget_remove_css_class (self->step_labels[step], "current");
  if (self->step == 0)
    show_frame (self);
  /* Title and maps change at once. */
  else if (!fus_feature_reader_is_pending (self->reader))
    show_layer (self);
}

static void
set_step (FusPresenter *self, int step)
{
  if (step < 0 || step >= FUS_PRESENTER_N_STEPS)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  if (self->step == (guint) step)
    return;
  self->step = (guint) step;
  show (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STEP]);
}

static void
walk (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusPresenter *self = FUS_PRESENTER (widget);

  if (g_str_equal (name, "presenter.first"))
    set_step (self, 0);
  else if (g_str_equal (name, "presenter.last"))
    set_step (self, FUS_PRESENTER_N_STEPS - 1);
  else
    set_step (self, (int) self->step + (g_str_equal (name, "presenter.next") ? 1 : -1));
}

static void
step_frame (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusPresenter *self = FUS_PRESENTER (widget);

  if (!fus_workspace_step_frame (self->workspace,
                                 g_str_equal (name, "presenter.next-frame") ? 1 : -1))
    gtk_widget_error_bell (widget);
}

static void
fus_presenter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STEP)
    g_value_set_uint (value, FUS_PRESENTER (object)->step);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_presenter_dispose (GObject *object)
{
  FusPresenter *self = FUS_PRESENTER (object);

  g_clear_object (&self->reader);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_PRESENTER);
  G_OBJECT_CLASS (fus_presenter_parent_class)->dispose (object);
}

static void
fus_presenter_class_init (FusPresenterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const char *walks[]
      = { "presenter.next", "presenter.previous", "presenter.first", "presenter.last" };

  object_class->get_property = fus_presenter_get_property;
  object_class->dispose = fus_presenter_dispose;
  props[PROP_STEP] = g_param_spec_uint ("step", NULL, NULL, 0, FUS_PRESENTER_N_STEPS - 1, 0,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  for (guint i = 0; i < G_N_ELEMENTS (walks); i++)
    gtk_widget_class_install_action (widget_class, walks[i], NULL, walk);
  gtk_widget_class_install_action (widget_class, "presenter.next-frame", NULL, step_frame);
  gtk_widget_class_install_action (widget_class, "presenter.previous-frame", NULL, step_frame);
  fus_shortcuts_bind (widget_class, FUS_KEYS_OF_PRESENTER);

  g_type_ensure (FUS_TYPE_LAYER_GRIDS);
  g_type_ensure (FUS_TYPE_PANE);
  g_type_ensure (FUS_TYPE_STAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/presenter.ui");
  gtk_widget_class_bind_template_child (widget_class, FusPresenter, content);
  gtk_widget_class_bind_template_child (widget_class, FusPresenter, title);
  gtk_widget_class_bind_template_child (widget_class, FusPresenter, subtitle);
  gtk_widget_class_bind_template_child (widget_class, FusPresenter, stack);
  gtk_widget_class_bind_template_child (widget_class, FusPresenter, stage);
  gtk_widget_class_bind_template_child (widget_class, FusPresenter, frame_pane);
  gtk_widget_class_bind_template_child (widget_class, FusPresenter, grids);
  gtk_widget_class_bind_template_child (widget_class, FusPresenter, steps);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "presenter");
}

static void
fus_presenter_init (FusPresenter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  /* Keys belong to the walk: nothing inside takes them. */
  gtk_widget_set_focusable (GTK_WIDGET (self->stage), FALSE);
  for (guint step = 0; step < FUS_PRESENTER_N_STEPS; step++)
    {
      self->step_labels[step] = gtk_label_new (step_title (step));
      gtk_box_append (self->steps, self->step_labels[step]);
    }
}

GtkWidget *
fus_presenter_new (FusWorkspace *workspace)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (workspace), NULL);
  FusPresenter *self = g_object_new (FUS_TYPE_PRESENTER, NULL);
  const GConnectFlags swapped = G_CONNECT_SWAPPED;
  const char *options[]
      = { "notify::three",   "notify::network",   "notify::identity", "notify::expression",
          "notify::opacity", "notify::threshold", "notify::colormap" };

  self->workspace = g_object_ref (workspace);
  self->reader = fus_feature_reader_new (fus_workspace_study (workspace),
                                         fus_workspace_n_threads (workspace));
  g_signal_connect_object (self->reader, "read", G_CALLBACK (show), self, swapped);
  g_signal_connect_object (workspace, "notify::frame", G_CALLBACK (show), self, swapped);
  g_signal_connect_object (fus_workspace_subject (workspace), "changed", G_CALLBACK (show), self,
                           swapped);
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    g_signal_connect_object (options_of (self), options[i], G_CALLBACK (show), self, swapped);
  show (self);
  return GTK_WIDGET (self);
}

guint
fus_presenter_step (FusPresenter *self)
{
  g_return_val_if_fail (FUS_IS_PRESENTER (self), 0);
  return self->step;
}
