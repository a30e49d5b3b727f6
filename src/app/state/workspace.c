/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/workspace.h"

struct _FusWorkspace
{
  GObject parent_instance;

  FusStudy *study;
  FusTrainer *trainer;
  FusViewOptions *options;
  guint n_threads;

  GHashTable *runs; /* FusAnalysis => FusAnalysisRun */

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
  PROP_FRAME,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

enum
{
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
cancel_runs (FusWorkspace *self)
{
  GHashTableIter iter;
  gpointer run;

  if (self->runs == NULL)
    return;
  g_hash_table_iter_init (&iter, self->runs);
  while (g_hash_table_iter_next (&iter, NULL, &run))
    fus_analysis_run_cancel (run);
}

static void
fus_workspace_dispose (GObject *object)
{
  FusWorkspace *self = FUS_WORKSPACE (object);

  g_clear_object (&self->subject);
  cancel_runs (self);
  g_clear_pointer (&self->runs, g_hash_table_unref);
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

  props[PROP_FRAME]
      = g_param_spec_int64 ("frame", NULL, NULL, -1, G_MAXINT64, -1,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

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
  self->runs = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
}

static void
on_frames_changed (FusWorkspace *self)
{
  fus_frame_model_set_frames (self->frame_model, fus_study_frames (self->study));
}

/* The frame that the study names, or one that shows something: one to test on, of a straight, happy
 * face whose person and expression are both known, or the first that comes near to that. */
static gint64
first_to_show (FusStudy *study)
{
  const FusFrameList *frames = fus_study_frames (study);
  const gint64 named = fus_study_first_frame (study);
  gint64 best = -1;
  guint best_points = 0;

  if (named >= 0)
    return named;
  for (guint i = 0; i < frames->n_frames; i++)
    {
      const FusFrame *frame = &frames->frames[i];
      const guint points = 1 + 8 * (frame->fault == FUS_FAULT_NONE)
                           + 4 * (frame->angle == FUS_ANGLE_STRAIGHT)
                           + 2 * (frame->part == FUS_PART_TEST && frame->set == FUS_SET_IDENTITY)
                           + (frame->expression == FUS_EXPRESSION_HAPPY);

      if (points > best_points)
        {
          best = i;
          best_points = points;
        }
    }
  return best;
}

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
  g_signal_connect_object (study, "frames-changed", G_CALLBACK (on_frames_changed), self,
                           G_CONNECT_SWAPPED);
  on_frames_changed (self);
  self->subject = fus_subject_new (study, n_threads);
  fus_workspace_set_frame (self, first_to_show (study));
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

FusAnalysisRun *
fus_workspace_run (FusWorkspace *self, const FusAnalysis *analysis)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (self), NULL);
  FusAnalysisRun *run = g_hash_table_lookup (self->runs, analysis);

  if (run == NULL)
    {
      run = fus_analysis_run_new (self->study, self->n_threads, analysis);
      g_hash_table_insert (self->runs, (gpointer) analysis, run);
    }
  return run;
}

FusStudyMaps *
fus_workspace_maps (FusWorkspace *self)
{
  return fus_analysis_run_result (fus_workspace_run (self, &fus_maps_analysis));
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

  cancel_runs (self);
  fus_trainer_stop_and_wait (self->trainer);
}
