/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/frames/frames-page.h"
#include "app/state/page.h"
#include "app/widgets/epoch-scrubber.h"
#include "app/widgets/shortcuts.h"
#include "app/state/answer-source.h"
#include "app/frames/frame-filters.h"
#include "app/frames/frame-grid.h"
#include "app/frames/inspector.h"
#include "app/state/subject.h"
#include "app/state/titles.h"
#include "app/widgets/viewer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _FusFramesPage
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content; /* bound so that dispose takes it away */
  GtkWidget *list_pane;
  FusFrameFilters *filters;
  GtkStack *grid_stack;
  FusFrameGrid *grid;
  GtkLabel *title;
  GtkLabel *part;
  GtkWidget *close_picture;
  FusStage *stage;
  FusEpochScrubber *epochs;
  GtkLabel *position;
  GtkLabel *zoom;
  GtkWidget *inspector_pane;
  FusInspector *inspector;

  /* owned */
  FusWorkspace *workspace;
  FusFrameModel *model;
  FusSubject *subject;
  FusAnswerSource *answers;
};

static void viewer_init (FusViewerInterface *interface);
static void page_init (FusPageInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FusFramesPage, fus_frames_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FUS_TYPE_VIEWER, viewer_init)
                                   G_IMPLEMENT_INTERFACE (FUS_TYPE_PAGE, page_init))

enum
{
  PROP_0,
  PROP_LIST_SHOWN,
  PROP_INSPECTOR_SHOWN,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

static FusViewOptions *
options_of (FusFramesPage *self)
{
  return fus_workspace_options (self->workspace);
}

/* The networks on the stage: joint first when there are three. */
static guint
networks_shown (FusFramesPage *self, FusNetworkKind kinds[FUS_N_NETWORKS])
{
  const guint available = fus_workspace_networks (self->workspace);
  guint n = 0;

  if (fus_view_options_three (options_of (self)))
    for (guint i = 0; i < FUS_N_NETWORKS; i++)
      if ((available & (1u << fus_network_order[i])) != 0)
        kinds[n++] = fus_network_order[i];
  if (n == 0)
    kinds[n++] = fus_view_options_network (options_of (self));
  return n;
}

static FusPicture *
average_face (FusFramesPage *self)
{
  FusStudyMaps *maps = fus_workspace_maps (self->workspace);

  return fus_view_options_on_average (options_of (self)) && maps != NULL ? maps->average_face
                                                                         : NULL;
}

static void
set_pane_overlay (FusFramesPage *self, FusPane *pane, const FusExplanation *explanation)
{
  FusOverlay overlay = { .side = explanation->side, .mark_overlap = TRUE };

  fus_view_options_style (options_of (self), &overlay);
  overlay.crop = average_face (self) == NULL && fus_view_options_whole (options_of (self))
                     ? fus_subject_crop (self->subject)
                     : fus_crop_whole;
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      const FusHeadExplanation *head = &explanation->heads[task];
      if (head->present && !head->empty && fus_view_options_shows (options_of (self), task))
        overlay.map[task] = head->map;
    }
  fus_pane_set_overlay (pane, overlay.map[0] != NULL || overlay.map[1] != NULL ? &overlay : NULL);
}

static char *
pane_message (FusFramesPage *self, FusNetworkKind kind, const FusExplanation *explanation)
{
  const char *failure = fus_subject_failure (self->subject);
  const char *problem = fus_subject_problem (self->subject, kind);
  gboolean shown[FUS_N_TASKS];

  if (failure != NULL)
    return g_strdup (failure);
  if (problem != NULL)
    return g_strdup (problem);
  if (fus_view_options_on_average (options_of (self)) && average_face (self) == NULL)
    return g_strdup (_ ("Computing the average face…"));
  if (explanation == NULL)
    return NULL;
  for (guint task = 0; task < FUS_N_TASKS; task++)
    shown[task] = fus_view_options_shows (options_of (self), task);
  return fus_evidence_message (explanation, shown);
}

static void
update_pane (FusFramesPage *self, FusPane *pane, FusNetworkKind kind)
{
  const FusExplanation *explanation = fus_subject_explanation (self->subject, kind);
  FusPicture *average = average_face (self);
  g_autofree char *detail = explanation != NULL ? fus_prediction_text (explanation) : NULL;
  g_autofree char *message = pane_message (self, kind, explanation);
  FusMapTrust trust[FUS_N_TASKS];
  const guint marks = fus_workspace_map_trust (self->workspace, kind, explanation, trust);

  /* An empty line where nothing is known yet, so that nothing moves when it is. */
  fus_pane_set_caption (
      pane, fus_view_options_three (options_of (self)) ? fus_network_title (kind) : NULL,
      detail != NULL ? detail : "");
  fus_pane_set_picture (pane, average != NULL ? average
                              : fus_view_options_whole (options_of (self))
                                  ? fus_subject_picture (self->subject)
                                  : fus_subject_face (self->subject));
  fus_pane_set_message (pane, message);
  fus_pane_set_trust (pane, marks, trust, kind == FUS_NETWORK_JOINT,
                      fus_view_options_map_spec (options_of (self)), TRUE);
  if (explanation != NULL)
    set_pane_overlay (self, pane, explanation);
  else
    fus_pane_set_overlay (pane, NULL);
  fus_pane_set_pending (pane, fus_subject_is_pending (self->subject, kind));
}

static char *
subject_title (FusFramesPage *self)
{
  const FusFrameList *frames = fus_frame_model_frames (self->model);
  const gint64 frame = fus_subject_frame (self->subject);

  if (frame >= 0)
    return fus_frame_describe (frames, &frames->frames[frame]);
  if (fus_subject_path (self->subject) != NULL)
    return g_filename_display_basename (fus_subject_path (self->subject));
  return g_strdup ("");
}

static void
update_title (FusFramesPage *self)
{
  const FusFrameList *frames = fus_frame_model_frames (self->model);
  const gint64 frame = fus_subject_frame (self->subject);
  const guint position = fus_frame_model_position (self->model, frame);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  const gboolean own = fus_subject_path (self->subject) != NULL;
  g_autofree char *title = subject_title (self);
  g_autofree char *place = NULL;

  gtk_label_set_label (self->title, title);
  if (frame >= 0)
    gtk_label_set_label (self->part, frames->frames[frame].part == FUS_PART_TEST ? _ ("test")
                                     : frames->frames[frame].part == FUS_PART_TRAIN
                                         ? _ ("train")
                                         : _ ("left out"));
  gtk_widget_set_visible (GTK_WIDGET (self->part), frame >= 0);
  gtk_widget_set_visible (self->close_picture, own);
  if (frame >= 0 && position != GTK_INVALID_LIST_POSITION)
    place = g_strdup_printf (_ ("%'u of %'u"), position + 1, n);
  gtk_label_set_label (self->position, place != NULL ? place : "");
  gtk_stack_set_visible_child_name (self->grid_stack, n > 0 ? "grid" : "none");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "frames.close-picture", own);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->stage), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
}

static void
update_stage (FusFramesPage *self)
{
  FusNetworkKind kinds[FUS_N_NETWORKS];
  const guint n = networks_shown (self, kinds);

  fus_stage_set_n_panes (self->stage, n);
  for (guint i = 0; i < n; i++)
    update_pane (self, fus_stage_pane (self->stage, i), kinds[i]);
  fus_inspector_set_explanation (
      self->inspector,
      fus_subject_explanation (self->subject, fus_view_options_network (options_of (self))));
}

/* Asks for what is to be on the stage now: the chosen network, or all three. */
static void
ask (FusFramesPage *self)
{
  FusNetworkKind kinds[FUS_N_NETWORKS];
  const guint n = networks_shown (self, kinds);
  guint networks = 1u << fus_view_options_network (options_of (self));

  for (guint i = 0; i < n; i++)
    networks |= 1u << kinds[i];
  networks &= fus_workspace_networks (self->workspace);
  /* Out of sight, nobody waits for maps: other pages walk through frames too. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    networks = 0;
  if (fus_view_options_on_average (options_of (self))
      && fus_workspace_maps (self->workspace) == NULL
      && fus_analysis_run_failure (fus_workspace_run (self->workspace, &fus_maps_analysis)) == NULL)
    fus_analysis_run_start (fus_workspace_run (self->workspace, &fus_maps_analysis));
  fus_subject_ask (self->subject, networks, fus_view_options_targets (options_of (self)),
                   fus_view_options_map_spec (options_of (self)),
                   fus_view_options_epoch (options_of (self)));
}

/* A study may have some networks only: then look at one that is there. */
static void
choose_available_network (FusFramesPage *self)
{
  const FusNetworkKind order[]
      = { FUS_NETWORK_JOINT, FUS_NETWORK_EXPRESSION, FUS_NETWORK_IDENTITY };
  const guint available = fus_workspace_networks (self->workspace);

  if ((available & (1u << fus_view_options_network (options_of (self)))) != 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if ((available & (1u << order[i])) != 0)
      {
        fus_view_options_set_network (options_of (self), order[i]);
        return;
      }
}

/* Which tasks the chosen network can be asked about. */
static guint
heads (FusFramesPage *self)
{
  const FusNetworkKind kind = fus_view_options_network (options_of (self));
  guint mask = 0;

  if ((fus_workspace_networks (self->workspace) & (1u << kind)) == 0)
    return 0;
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (fus_network_kind_has_task (kind, task))
      mask |= 1u << task;
  return mask;
}

static void
update_answers (FusFramesPage *self)
{
  const FusNetworkKind kind = fus_view_options_network (options_of (self));

  fus_frame_model_set_answers (self->model, heads (self),
                               fus_answer_source_get (self->answers, kind));
  fus_frame_model_set_answers_progress (self->model,
                                        fus_answer_source_progress (self->answers, kind));
}

static void
on_answers_wanted (FusFramesPage *self)
{
  if (heads (self) != 0)
    fus_answer_source_want (self->answers, fus_view_options_network (options_of (self)));
}

/* A filter by right and wrong goes on with what the network looked at now says. */
static void
on_network_chosen (FusFramesPage *self)
{
  if (fus_frame_model_filters_answers (self->model))
    on_answers_wanted (self);
  update_answers (self);
}

static void
on_answers_failed (FusFramesPage *self, const char *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", message);
}

static void
on_subject_changed (FusFramesPage *self)
{
  update_title (self);
  update_stage (self);
}

static void
on_frame_selected (FusFramesPage *self)
{
  const guint frame = fus_frame_grid_frame (self->grid);

  if (frame != GTK_INVALID_LIST_POSITION)
    fus_workspace_set_frame (self->workspace, frame);
}

/* This page or another chose what to look at. */
static void
on_workspace_frame (FusFramesPage *self)
{
  const gint64 frame = fus_workspace_frame (self->workspace);

  if (frame >= 0)
    fus_frame_grid_set_frame (self->grid, (guint) frame);
}

static void
on_network_changed (FusFramesPage *self)
{
  choose_available_network (self);
  fus_inspector_update_networks (self->inspector);
  update_answers (self);
  ask (self);
}

static void
on_zoom_changed (FusFramesPage *self)
{
  g_autofree char *text
      = g_strdup_printf (_ ("%.0f %%"), round (fus_stage_zoom (self->stage) * 100));

  gtk_label_set_label (self->zoom, text);
}

static void
step_frame (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusFramesPage *self = FUS_FRAMES_PAGE (widget);
  const int step = g_str_equal (name, "frames.next") ? 1 : -1;

  if (self->workspace != NULL && !fus_workspace_step_frame (self->workspace, step))
    gtk_widget_error_bell (widget);
}

static void
close_picture (GtkWidget *widget, const char *name, GVariant *parameter)
{
  on_frame_selected (FUS_FRAMES_PAGE (widget));
}

static FusStage *
fus_frames_page_get_stage (FusViewer *viewer)
{
  return FUS_FRAMES_PAGE (viewer)->stage;
}

static char *
fus_frames_page_suggest_name (FusViewer *viewer)
{
  FusFramesPage *self = FUS_FRAMES_PAGE (viewer);
  const FusFrameList *frames = fus_frame_model_frames (self->model);
  const gint64 frame = fus_subject_frame (self->subject);
  const char *path = frame >= 0 ? frames->frames[frame].path : fus_subject_path (self->subject);
  g_autofree char *base = path != NULL ? g_path_get_basename (path) : g_strdup ("fusiform");
  char *dot = strrchr (base, '.');

  if (dot != NULL && dot != base)
    *dot = '\0';
  g_autofree char *epoch = fus_view_options_epoch (options_of (self)) != FUS_EPOCH_NEWEST
                               ? g_strdup_printf ("-epoch-%" G_GINT64_FORMAT,
                                                  fus_view_options_epoch (options_of (self)))
                               : g_strdup ("");
  return g_strdup_printf (
      "%s-%s%s", base,
      fus_view_options_three (options_of (self))
          ? "networks"
          : fus_network_kind_name (fus_view_options_network (options_of (self))),
      epoch);
}

static char *
fus_frames_page_describe (FusViewer *viewer)
{
  FusFramesPage *self = FUS_FRAMES_PAGE (viewer);
  FusNetworkKind kinds[FUS_N_NETWORKS];
  const guint n = networks_shown (self, kinds);
  g_autofree char *title = subject_title (self);
  g_autoptr (GString) text = g_string_new (title);

  for (guint i = 0; i < n; i++)
    {
      const FusExplanation *explanation = fus_subject_explanation (self->subject, kinds[i]);
      g_autofree char *prediction = explanation != NULL ? fus_prediction_text (explanation) : NULL;
      if (explanation == NULL)
        continue;
      g_autofree char *method = fus_map_spec_title (&explanation->spec);
      g_string_append_printf (text, "; %s: %s", fus_network_kind_name (kinds[i]), prediction);
      if (explanation->earlier)
        g_string_append_printf (text, "; epoch %s",
                                fus_network_get_note (explanation->network, "epoch"));
      for (guint task = 0; task < FUS_N_TASKS; task++)
        if (explanation->heads[task].present && fus_view_options_shows (options_of (self), task))
          g_string_append_printf (
              text, "; %s of %s", method,
              fus_explanation_class_title (explanation, task, explanation->heads[task].target));
    }
  g_string_append_printf (text, "; study %s",
                          fus_study_title (fus_workspace_study (self->workspace)));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What the map of a head explains, and why that class. */
static void
add_head_origin (FusFramesPage *self, JsonBuilder *note, const char *network,
                 const FusExplanation *explanation, FusTask task)
{
  const FusHeadExplanation *head = &explanation->heads[task];
  const char *const *names = fus_network_class_names (explanation->network, task);
  g_autofree char *predicted = g_strdup_printf ("%s-%s-predicted", network, fus_task_name (task));
  g_autofree char *target = g_strdup_printf ("%s-%s-target", network, fus_task_name (task));

  if (!head->present)
    return;
  fus_json_add_string (note, predicted, names[head->predicted]);
  if (fus_view_options_shows (options_of (self), task))
    fus_json_add_string (note, target, names[head->target]);
}

static void
fus_frames_page_add_origin (FusViewer *viewer, JsonBuilder *note)
{
  FusFramesPage *self = FUS_FRAMES_PAGE (viewer);
  const FusFrameList *frames = fus_frame_model_frames (self->model);
  const gint64 frame = fus_subject_frame (self->subject);
  const char *own = fus_subject_path (self->subject);
  g_autofree char *own_name = own != NULL ? g_path_get_basename (own) : NULL;
  FusNetworkKind kinds[FUS_N_NETWORKS];
  const guint n = networks_shown (self, kinds);
  const FusMapSpec *spec = fus_view_options_map_spec (options_of (self));

  fus_json_add_string (note, "study", fus_study_title (fus_workspace_study (self->workspace)));
  fus_json_add_string (note, "frame", frame >= 0 ? frames->frames[frame].path : own_name);
  for (guint i = 0; i < n; i++)
    {
      const FusExplanation *explanation = fus_subject_explanation (self->subject, kinds[i]);
      const char *network = fus_network_kind_name (kinds[i]);
      g_autofree char *hash_name = g_strconcat (network, "-network-hash", NULL);

      if (explanation == NULL)
        continue;
      g_autofree char *hash = fus_network_hash (explanation->network);
      fus_json_add_string (note, hash_name, hash);
      if (explanation->earlier)
        {
          g_autofree char *epoch_name = g_strconcat (network, "-epoch", NULL);

          fus_json_add_string (note, epoch_name,
                               fus_network_get_note (explanation->network, "epoch"));
        }
      for (FusTask task = 0; task < FUS_N_TASKS; task++)
        add_head_origin (self, note, network, explanation, task);
    }
  fus_json_add_string (note, "method", fus_map_method_name (spec->method));
  if (fus_map_method_has_layer (spec->method))
    fus_json_add_string (note, "layer", fus_layer_name (spec->layer));
  fus_json_add_string (note, "scaling", "min-max");
  fus_viewer_add_style (note, options_of (self));
}

static void
viewer_init (FusViewerInterface *interface)
{
  interface->add_origin = fus_frames_page_add_origin;
  interface->get_stage = fus_frames_page_get_stage;
  interface->suggest_name = fus_frames_page_suggest_name;
  interface->describe = fus_frames_page_describe;
}

static GtkWidget *
side_of (FusFramesPage *self, guint id)
{
  return id == PROP_LIST_SHOWN ? self->list_pane : self->inspector_pane;
}

static void
fus_frames_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LIST_SHOWN || id == PROP_INSPECTOR_SHOWN)
    g_value_set_boolean (value, gtk_widget_get_visible (side_of (FUS_FRAMES_PAGE (object), id)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_frames_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id != PROP_LIST_SHOWN && id != PROP_INSPECTOR_SHOWN)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  GtkWidget *side = side_of (FUS_FRAMES_PAGE (object), id);
  if (gtk_widget_get_visible (side) == g_value_get_boolean (value))
    return;
  gtk_widget_set_visible (side, g_value_get_boolean (value));
  g_object_notify_by_pspec (object, pspec);
}

static gboolean
fus_frames_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (FUS_FRAMES_PAGE (widget)->stage));
}

static void
fus_frames_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fus_frames_page_parent_class)->map (widget);
  if (FUS_FRAMES_PAGE (widget)->workspace != NULL)
    ask (FUS_FRAMES_PAGE (widget));
}

static void
fus_frames_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fus_frames_page_parent_class)->unmap (widget);
  if (FUS_FRAMES_PAGE (widget)->workspace != NULL)
    ask (FUS_FRAMES_PAGE (widget));
}

static void
fus_frames_page_dispose (GObject *object)
{
  FusFramesPage *self = FUS_FRAMES_PAGE (object);

  if (self->subject != NULL)
    g_signal_handlers_disconnect_by_data (self->subject, self);
  if (self->answers != NULL)
    g_signal_handlers_disconnect_by_data (self->answers, self);
  g_clear_object (&self->answers);
  g_clear_object (&self->subject);
  g_clear_object (&self->model);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_FRAMES_PAGE);
  G_OBJECT_CLASS (fus_frames_page_parent_class)->dispose (object);
}

static void
fus_frames_page_class_init (FusFramesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = fus_frames_page_get_property;
  object_class->set_property = fus_frames_page_set_property;
  object_class->dispose = fus_frames_page_dispose;
  widget_class->map = fus_frames_page_map;
  widget_class->unmap = fus_frames_page_unmap;
  widget_class->grab_focus = fus_frames_page_grab_focus;

  props[PROP_LIST_SHOWN] = g_param_spec_boolean ("list-shown", NULL, NULL, TRUE, flags);
  props[PROP_INSPECTOR_SHOWN] = g_param_spec_boolean ("inspector-shown", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "frames.next", NULL, step_frame);
  gtk_widget_class_install_action (widget_class, "frames.previous", NULL, step_frame);
  gtk_widget_class_install_action (widget_class, "frames.close-picture", NULL, close_picture);
  gtk_widget_class_install_property_action (widget_class, "frames.list", "list-shown");
  gtk_widget_class_install_property_action (widget_class, "frames.inspector", "inspector-shown");
  fus_shortcuts_bind (widget_class, FUS_KEYS_OF_FRAMES);

  g_type_ensure (FUS_TYPE_EPOCH_SCRUBBER);
  g_type_ensure (FUS_TYPE_FRAME_FILTERS);
  g_type_ensure (FUS_TYPE_FRAME_GRID);
  g_type_ensure (FUS_TYPE_INSPECTOR);
  g_type_ensure (FUS_TYPE_STAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/frames-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, content);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, list_pane);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, filters);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, grid_stack);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, grid);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, title);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, part);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, close_picture);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, stage);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, epochs);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, position);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, zoom);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, inspector_pane);
  gtk_widget_class_bind_template_child (widget_class, FusFramesPage, inspector);
  gtk_widget_class_bind_template_callback (widget_class, on_zoom_changed);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "framespage");
}

static void
fus_frames_page_init (FusFramesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "frames.close-picture", FALSE);
  on_zoom_changed (self);
}

static void
watch (FusFramesPage *self)
{
  FusStudy *study = fus_workspace_study (self->workspace);
  const GConnectFlags swapped = G_CONNECT_SWAPPED;
  const char *asks[]
      = { "notify::network",   "notify::three", "notify::on-average", "notify::map-method",
          "notify::map-layer", "notify::epoch", "targets-changed" };
  const char *redraws[] = { "notify::identity",  "notify::expression", "notify::opacity",
                            "notify::threshold", "notify::colormap",   "notify::whole" };

  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    g_signal_connect_object (options_of (self), asks[i], G_CALLBACK (ask), self, swapped);
  for (guint i = 0; i < G_N_ELEMENTS (redraws); i++)
    g_signal_connect_object (options_of (self), redraws[i], G_CALLBACK (update_stage), self,
                             swapped);
  g_signal_connect_object (fus_workspace_run (self->workspace, &fus_maps_analysis), "changed",
                           G_CALLBACK (update_stage), self, swapped);
  g_signal_connect_object (fus_workspace_run (self->workspace, &fus_trust_analysis), "changed",
                           G_CALLBACK (update_stage), self, swapped);
  g_signal_connect_object (self->workspace, "notify::frame", G_CALLBACK (on_workspace_frame), self,
                           swapped);
  g_signal_connect_object (study, "network-changed", G_CALLBACK (on_network_changed), self,
                           swapped);
  g_signal_connect_object (self->subject, "changed", G_CALLBACK (on_subject_changed), self,
                           swapped);
  g_signal_connect_object (self->grid, "notify::frame", G_CALLBACK (on_frame_selected), self,
                           swapped);
  g_signal_connect_object (self->model, "filtered", G_CALLBACK (update_title), self, swapped);
  g_signal_connect_object (self->model, "answers-wanted", G_CALLBACK (on_answers_wanted), self,
                           swapped);
  g_signal_connect_object (self->answers, "changed", G_CALLBACK (update_answers), self, swapped);
  g_signal_connect_object (self->answers, "failed", G_CALLBACK (on_answers_failed), self, swapped);
  g_signal_connect_object (options_of (self), "notify::network", G_CALLBACK (on_network_chosen),
                           self, swapped);
}

static void
fus_frames_page_set_workspace (FusPage *page, FusWorkspace *workspace)
{
  FusFramesPage *self = FUS_FRAMES_PAGE (page);

  g_return_if_fail (self->workspace == NULL);
  FusStudy *study = fus_workspace_study (workspace);
  const gint64 frame = fus_workspace_frame (workspace);

  self->workspace = g_object_ref (workspace);
  self->model = g_object_ref (fus_workspace_frame_model (workspace));
  self->subject = g_object_ref (fus_workspace_subject (workspace));
  self->answers = fus_answer_source_new (study, fus_workspace_n_threads (workspace));
  choose_available_network (self);
  watch (self);
  fus_frame_filters_set_model (self->filters, self->model);
  fus_inspector_set_workspace (self->inspector, workspace);
  fus_epoch_scrubber_set_workspace (self->epochs, workspace);
  fus_frame_grid_set_study (self->grid, study, self->model);
  /* The grid begins with its first. */
  fus_workspace_set_frame (workspace, frame);
  on_workspace_frame (self);
  update_answers (self);
  fus_analysis_run_load (fus_workspace_run (workspace, &fus_trust_analysis));
  ask (self);
}

static void
page_init (FusPageInterface *interface)
{
  interface->set_workspace = fus_frames_page_set_workspace;
}

void
fus_frames_page_open_picture (FusFramesPage *self, const char *path)
{
  g_return_if_fail (FUS_IS_FRAMES_PAGE (self));
  g_return_if_fail (self->subject != NULL);

  fus_workspace_set_picture_path (self->workspace, path);
}

gint64
fus_frames_page_frame (FusFramesPage *self)
{
  g_return_val_if_fail (FUS_IS_FRAMES_PAGE (self), -1);
  return self->subject != NULL ? fus_subject_frame (self->subject) : -1;
}
