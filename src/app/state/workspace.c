/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/workspace.h"

struct _FusWorkspace
{
  GObject parent_instance;

  FusStudy *study;
  FusTrainer *trainer;
  FusViewOptions *options;
  guint n_threads;

  FusStudyMaps *maps;
  FusJob *maps_job;
  FusAnalysisRun *specialization;
  FusAnalysisRun *regions;

  FusFrameModel *frame_model;
  FusSubject *subject;
  FusUnitAddress unit;
  gint64 frame;
  char *picture_path;
};

G_DEFINE_FINAL_TYPE (FusWorkspace, fus_workspace, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_MAPS,
  PROP_MAPS_JOB,
  PROP_FRAME,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

enum
{
  MAPS_FAILED,
  SHOW_PAGE,
  UNIT_CHANGED,
  SHOW_STIMULUS,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
fus_workspace_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FusWorkspace *self = FUS_WORKSPACE (object);

  switch (id)
    {
    case PROP_MAPS:
      g_value_set_pointer (value, self->maps);
      break;
    case PROP_MAPS_JOB:
      g_value_set_object (value, self->maps_job);
      break;
    case PROP_FRAME:
      g_value_set_int64 (value, self->frame);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
fus_workspace_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FRAME)
    fus_workspace_set_frame (FUS_WORKSPACE (object), g_value_get_int64 (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_workspace_dispose (GObject *object)
{
  FusWorkspace *self = FUS_WORKSPACE (object);

  if (self->maps_job != NULL)
    fus_job_cancel (self->maps_job);
  g_clear_object (&self->maps_job);
  g_clear_pointer (&self->maps, fus_study_maps_unref);
  g_clear_object (&self->subject);
  if (self->specialization != NULL)
    fus_analysis_run_cancel (self->specialization);
  g_clear_object (&self->specialization);
  if (self->regions != NULL)
    fus_analysis_run_cancel (self->regions);
  g_clear_object (&self->regions);
  g_clear_object (&self->frame_model);
  g_clear_object (&self->trainer);
  g_clear_object (&self->study);
  g_clear_object (&self->options);
  G_OBJECT_CLASS (fus_workspace_parent_class)->dispose (object);
}

static void
fus_workspace_finalize (GObject *object)
{
  g_free (FUS_WORKSPACE (object)->picture_path);
  G_OBJECT_CLASS (fus_workspace_parent_class)->finalize (object);
}

static void
fus_workspace_class_init (FusWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = fus_workspace_get_property;
  object_class->set_property = fus_workspace_set_property;
  object_class->dispose = fus_workspace_dispose;
  object_class->finalize = fus_workspace_finalize;

  props[PROP_MAPS]
      = g_param_spec_pointer ("maps", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MAPS_JOB] = g_param_spec_object ("maps-job", NULL, NULL, FUS_TYPE_JOB,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_FRAME]
      = g_param_spec_int64 ("frame", NULL, NULL, -1, G_MAXINT64, -1,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[MAPS_FAILED] = g_signal_new ("maps-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SHOW_PAGE] = g_signal_new ("show-page", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[UNIT_CHANGED] = g_signal_new ("unit-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SHOW_STIMULUS] = g_signal_new ("show-stimulus", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
fus_workspace_init (FusWorkspace *self)
{
  self->frame = -1;
  self->unit = (FusUnitAddress){ FUS_NETWORK_JOINT, FUS_LAYER_CONV1, 0 };
  self->frame_model = fus_frame_model_new ();
}

static void
on_frames_changed (FusWorkspace *self)
{
  fus_frame_model_set_frames (self->frame_model, fus_study_frames (self->study));
}

static gboolean
specialization_outdated (gpointer result, FusStudy *study)
{
  return fus_specialization_outdated (result, study);
}

static gpointer
load_specialization (FusStudy *study)
{
  return fus_specialization_load (study);
}

static const FusAnalysisKind specialization_kind
    = { .start = fus_specialization_start,
        .free_result = (GDestroyNotify) fus_specialization_unref,
        .outdated = specialization_outdated,
        .load = load_specialization,
        .table = "decoding" };

static gboolean
regions_outdated (gpointer result, FusStudy *study)
{
  return fus_study_regions_outdated (result, study);
}

static gpointer
load_regions (FusStudy *study)
{
  return fus_study_regions_load (study);
}

static const FusAnalysisKind regions_kind
    = { .start = fus_study_regions_start,
        .free_result = (GDestroyNotify) fus_study_regions_unref,
        .outdated = regions_outdated,
        .load = load_regions,
        .table = "regions" };

FusWorkspace *
fus_workspace_new (FusStudy *study, FusViewOptions *options, guint n_threads)
{
  g_return_val_if_fail (FUS_IS_STUDY (study), NULL);
  g_return_val_if_fail (FUS_IS_VIEW_OPTIONS (options), NULL);

  FusWorkspace *self = g_object_new (FUS_TYPE_WORKSPACE, NULL);
  self->study = g_object_ref (study);
  self->options = g_object_ref (options);
  self->trainer = fus_trainer_new (study);
  self->n_threads = n_threads;
  self->specialization = fus_analysis_run_new (study, n_threads, &specialization_kind);
  self->regions = fus_analysis_run_new (study, n_threads, &regions_kind);
  g_signal_connect_object (study, "frames-changed", G_CALLBACK (on_frames_changed), self,
                           G_CONNECT_SWAPPED);
  on_frames_changed (self);
  self->subject = fus_subject_new (study, n_threads);
  if (fus_study_frames (study)->n_frames > 0)
    fus_workspace_set_frame (self, 0);
  return self;
}

FusStudy *
fus_workspace_study (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), NULL);
  return self->study;
}

FusTrainer *
fus_workspace_trainer (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), NULL);
  return self->trainer;
}

FusViewOptions *
fus_workspace_options (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), NULL);
  return self->options;
}

guint
fus_workspace_n_threads (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), 0);
  return self->n_threads;
}

guint
fus_workspace_networks (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), 0);
  guint mask = 0;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autofree char *path = fus_study_network_path (self->study, kind);
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        mask |= 1u << kind;
    }
  return mask;
}

FusStudyMaps *
fus_workspace_maps (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), NULL);
  return self->maps;
}

FusJob *
fus_workspace_maps_job (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), NULL);
  return self->maps_job;
}

static void
on_maps_done (FusJob *job, gpointer data)
{
  g_autoptr (FusWorkspace) self = FUS_WORKSPACE (data);
  g_autoptr (GError) error = NULL;
  FusStudyMaps *maps = fus_job_take_result (job, &error);

  /* The maps before the end of the job: pages go from progress to maps. */
  if (maps != NULL)
    {
      g_clear_pointer (&self->maps, fus_study_maps_unref);
      self->maps = maps;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAPS]);
    }
  if (self->maps_job == job)
    {
      g_clear_object (&self->maps_job);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAPS_JOB]);
    }
  if (error != NULL)
    g_signal_emit (self, signals[MAPS_FAILED], 0, error->message);
}

void
fus_workspace_compute_maps (FusWorkspace *self)
{
  g_return_if_fail (FUS_IS_WORKSPACE (self));

  if (self->maps_job != NULL)
    return;
  self->maps_job
      = fus_study_maps_start (self->study, self->n_threads, on_maps_done, g_object_ref (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAPS_JOB]);
}

void
fus_workspace_cancel_maps (FusWorkspace *self)
{
  g_return_if_fail (FUS_IS_WORKSPACE (self));

  if (self->maps_job != NULL)
    fus_job_cancel (self->maps_job);
}

FusAnalysisRun *
fus_workspace_specialization (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), NULL);
  return self->specialization;
}

FusAnalysisRun *
fus_workspace_regions (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), NULL);
  return self->regions;
}

gint64
fus_workspace_frame (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), -1);
  return self->frame;
}

void
fus_workspace_set_frame (FusWorkspace *self, gint64 frame)
{
  g_return_if_fail (FUS_IS_WORKSPACE (self));
  g_return_if_fail (frame < (gint64) fus_study_frames (self->study)->n_frames);

  frame = MAX (frame, -1);
  if (self->frame == frame && self->picture_path == NULL)
    return;
  self->frame = frame;
  g_clear_pointer (&self->picture_path, g_free);
  fus_subject_set_frame (self->subject, frame);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRAME]);
}

const char *
fus_workspace_picture_path (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), NULL);
  return self->picture_path;
}

void
fus_workspace_set_picture_path (FusWorkspace *self, const char *path)
{
  g_return_if_fail (FUS_IS_WORKSPACE (self));
  g_return_if_fail (path != NULL);
  char *copy = g_strdup (path);

  g_free (self->picture_path);
  self->picture_path = copy;
  self->frame = -1;
  fus_subject_set_path (self->subject, copy);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRAME]);
}

char *
fus_workspace_describe_subject (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), NULL);
  const FusFrameList *frames = fus_study_frames (self->study);

  if (self->frame >= 0)
    return fus_frame_describe (frames, &frames->frames[self->frame]);
  return self->picture_path != NULL ? g_filename_display_basename (self->picture_path)
                                    : g_strdup ("");
}

FusSubject *
fus_workspace_subject (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), NULL);
  return self->subject;
}

FusUnitAddress
fus_workspace_unit (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), (FusUnitAddress){ 0 });
  return self->unit;
}

void
fus_workspace_set_unit (FusWorkspace *self, const FusUnitAddress *unit)
{
  g_return_if_fail (FUS_IS_WORKSPACE (self));

  if (self->unit.network == unit->network && self->unit.layer == unit->layer
      && self->unit.unit == unit->unit)
    return;
  self->unit = *unit;
  g_signal_emit (self, signals[UNIT_CHANGED], 0);
}

void
fus_workspace_show_unit (FusWorkspace *self, const FusUnitAddress *unit)
{
  fus_workspace_set_unit (self, unit);
  fus_workspace_show_page (self, "layers");
}

void
fus_workspace_show_stimulus (FusWorkspace *self, const FusUnitAddress *unit)
{
  fus_workspace_set_unit (self, unit);
  fus_workspace_show_page (self, "filters");
  g_signal_emit (self, signals[SHOW_STIMULUS], 0);
}

FusFrameModel *
fus_workspace_frame_model (FusWorkspace *self)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), NULL);
  return self->frame_model;
}

gboolean
fus_workspace_step_frame (FusWorkspace *self, int step)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), FALSE);
  const guint position = self->frame < 0
                             ? GTK_INVALID_LIST_POSITION
                             : fus_frame_model_position (self->frame_model, (guint) self->frame);
  /* From a frame that the filters hide, and from a picture of one's own, to the first. */
  const guint next = position == GTK_INVALID_LIST_POSITION ? 0 : position + step;
  const guint frame = fus_frame_model_frame (self->frame_model, next);

  if (frame == GTK_INVALID_LIST_POSITION)
    return FALSE;
  fus_workspace_set_frame (self, frame);
  return TRUE;
}

void
fus_workspace_show_page (FusWorkspace *self, const char *page)
{
  g_return_if_fail (FUS_IS_WORKSPACE (self));
  g_signal_emit (self, signals[SHOW_PAGE], 0, page);
}

void
fus_workspace_show_frame (FusWorkspace *self, gint64 frame)
{
  fus_workspace_set_frame (self, frame);
  fus_workspace_show_page (self, "frames");
}

static gboolean
is_listed (FusWorkspace *self)
{
  return self->frame >= 0
         && fus_frame_model_position (self->frame_model, (guint) self->frame)
                != GTK_INVALID_LIST_POSITION;
}

void
fus_workspace_list_frames (FusWorkspace *self, const char *title, const guint32 *frames, guint n)
{
  g_return_if_fail (FUS_IS_WORKSPACE (self));
  g_return_if_fail (title != NULL);

  fus_frame_model_clear_all (self->frame_model);
  fus_frame_model_set_listing (self->frame_model, title, frames, n);
  if (n > 0 && !is_listed (self))
    fus_workspace_set_frame (self, fus_frame_model_frame (self->frame_model, 0));
  fus_workspace_show_page (self, "frames");
}

void
fus_workspace_close (FusWorkspace *self)
{
  g_return_if_fail (FUS_IS_WORKSPACE (self));

  fus_workspace_cancel_maps (self);
  fus_analysis_run_cancel (self->specialization);
  fus_analysis_run_cancel (self->regions);
  fus_trainer_stop_and_wait (self->trainer);
}
