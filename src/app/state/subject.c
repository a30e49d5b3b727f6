/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/subject.h"
#include "app/state/picture-loader.h"

#include <math.h>

/* How long picture and maps wait for each other. A quick network's map takes less. */
#define HOLD_MS 120
#define FACE_MOST_PIXELS 1600

struct _FusSubject
{
  GObject parent_instance;

  FusStudy *study;
  FusExplainer *explainer;
  FusPictureLoader *loader;

  /* what is asked for */
  gint64 frame;
  char *path; /* of a picture of one's own */
  guint networks;
  FusTarget targets[FUS_N_TASKS];
  FusMapSpec spec;
  gint64 epoch;
  guint hold_timeout;
  gboolean switching; /* what is shown is of the subject before */
  gboolean asked;     /* the explainer knows of it */

  /* what is shown */
  FusPicture *picture;
  FusPicture *face; /* cropped */
  FusCrop crop;
  FusExplanation *explanations[FUS_N_NETWORKS];
  char *failure;
};

G_DEFINE_FINAL_TYPE (FusSubject, fus_subject, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
fail (FusSubject *self, const char *message)
{
  g_free (self->failure);
  self->failure = g_strdup (message);
}

static void
drop_explanations (FusSubject *self)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&self->explanations[kind], fus_explanation_unref);
}

static char *
picture_path (FusSubject *self)
{
  if (self->path != NULL)
    return g_strdup (self->path);
  if (self->frame < 0)
    return NULL;
  const FusFrame *frame = &fus_study_frames (self->study)->frames[self->frame];
  return fus_frame_full_path (fus_study_dataset_root (self->study, frame->dataset), frame);
}

static FusCrop
crop_of (FusSubject *self, FusPicture *picture)
{
  if (self->frame < 0)
    return fus_crop_fit (&fus_crop_shaped, picture->width, picture->height, 1);
  const FusCrop crop
      = fus_study_crop (self->study, fus_study_frames (self->study)->frames[self->frame].dataset);
  return fus_crop_fit (&crop, picture->width, picture->height, 1);
}

/* A frame can be asked for before its picture is here; a picture of one's own cannot. */
static void
ask_explainer (FusSubject *self, FusPicture *picture)
{
  if (self->asked || self->networks == 0)
    return;
  if (self->frame >= 0)
    fus_explainer_request (self->explainer, self->frame, NULL, NULL, self->networks, self->targets,
                           &self->spec, self->epoch);
  else if (picture != NULL)
    {
      const FusCrop crop = crop_of (self, picture);
      fus_explainer_request (self->explainer, -1, picture, &crop, self->networks, self->targets,
                             &self->spec, self->epoch);
    }
  else
    return;
  self->asked = TRUE;
}

static void
take_explanations (FusSubject *self)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      FusExplanation *result = fus_explainer_result (self->explainer, kind);

      /* What is shown is of other weights than those that cannot be read. */
      if (fus_explainer_problem (self->explainer, kind) != NULL)
        g_clear_pointer (&self->explanations[kind], fus_explanation_unref);
      if (result == NULL || result == self->explanations[kind])
        continue;
      g_clear_pointer (&self->explanations[kind], fus_explanation_unref);
      self->explanations[kind] = fus_explanation_ref (result);
    }
}

static FusPicture *
face_of (const FusPicture *picture, const FusCrop *crop)
{
  const double width = crop->width * picture->width;
  const double height = crop->height * picture->height;
  /* No screen shows more, and every overlay is drawn on all of it. */
  const double scale = MIN (1, FACE_MOST_PIXELS / MAX (width, height));

  return fus_picture_resize (picture, crop, MAX (1, (int) round (width * scale)),
                             MAX (1, (int) round (height * scale)));
}

static void
switch_to (FusSubject *self, FusPicture *picture)
{
  self->switching = FALSE;
  g_clear_handle_id (&self->hold_timeout, g_source_remove);
  drop_explanations (self);
  g_clear_pointer (&self->picture, fus_picture_unref);
  g_clear_pointer (&self->face, fus_picture_unref);
  if (picture != NULL)
    {
      self->picture = fus_picture_ref (picture);
      self->crop = crop_of (self, picture);
      self->face = face_of (picture, &self->crop);
    }
}

static void
update (FusSubject *self)
{
  if (self->switching)
    {
      g_autofree char *path = picture_path (self);
      g_autoptr (GError) error = NULL;
      FusPicture *picture
          = path != NULL ? fus_picture_loader_get (self->loader, path, &error) : NULL;

      if (error != NULL)
        fail (self, error->message);
      ask_explainer (self, picture);
      const gboolean loading = picture == NULL && path != NULL && error == NULL;
      const gboolean explaining
          = picture != NULL && self->asked && fus_explainer_is_pending (self->explainer);
      if (!loading && !(explaining && self->hold_timeout != 0))
        switch_to (self, picture);
    }
  if (!self->switching && self->asked)
    take_explanations (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_held (gpointer data)
{
  FusSubject *self = FUS_SUBJECT (data);

  self->hold_timeout = 0;
  update (self);
}

static void
begin (FusSubject *self)
{
  g_clear_pointer (&self->failure, g_free);
  g_clear_handle_id (&self->hold_timeout, g_source_remove);
  self->hold_timeout = g_timeout_add_once (HOLD_MS, on_held, self);
  self->switching = TRUE;
  self->asked = FALSE;
  update (self);
}

static void
on_failed (FusSubject *self, const char *message)
{
  fail (self, message);
  update (self);
}

static void
on_loaded (FusSubject *self)
{
  if (self->switching)
    update (self);
}

static void
on_network_changed (FusSubject *self)
{
  self->asked = FALSE;
  if (!self->switching)
    ask_explainer (self, self->picture);
  update (self);
}

/* The crop, or the list itself, is another one. */
static void
on_frames_changed (FusSubject *self)
{
  const guint n = fus_study_frames (self->study)->n_frames;

  fus_picture_loader_forget_failures (self->loader);
  if (self->frame >= (gint64) n)
    self->frame = (gint64) n - 1;
  begin (self);
}

static void
fus_subject_dispose (GObject *object)
{
  FusSubject *self = FUS_SUBJECT (object);

  g_clear_handle_id (&self->hold_timeout, g_source_remove);
  drop_explanations (self);
  g_clear_pointer (&self->picture, fus_picture_unref);
  g_clear_pointer (&self->face, fus_picture_unref);
  g_clear_pointer (&self->failure, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_object (&self->explainer);
  g_clear_object (&self->loader);
  g_clear_object (&self->study);
  G_OBJECT_CLASS (fus_subject_parent_class)->dispose (object);
}

static void
fus_subject_class_init (FusSubjectClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fus_subject_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
fus_subject_init (FusSubject *self)
{
  self->frame = -1;
  self->epoch = FUS_EPOCH_NEWEST;
  self->crop = fus_crop_whole;
}

FusSubject *
fus_subject_new (FusStudy *study, guint n_threads)
{
  g_return_val_if_fail (FUS_IS_STUDY (study), NULL);
  FusSubject *self = g_object_new (FUS_TYPE_SUBJECT, NULL);

  self->study = g_object_ref (study);
  self->loader = fus_picture_loader_new ();
  self->explainer = fus_explainer_new (study, n_threads);
  g_signal_connect_object (self->loader, "loaded", G_CALLBACK (on_loaded), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explainer, "explained", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explainer, "failed", G_CALLBACK (on_failed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (study, "network-changed", G_CALLBACK (on_network_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (study, "frames-changed", G_CALLBACK (on_frames_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
fus_subject_set_frame (FusSubject *self, gint64 frame)
{
  g_return_if_fail (FUS_IS_SUBJECT (self));
  g_return_if_fail (frame < (gint64) fus_study_frames (self->study)->n_frames);

  if (self->path == NULL && self->frame == frame)
    return;
  g_clear_pointer (&self->path, g_free);
  self->frame = frame;
  begin (self);
}

void
fus_subject_set_path (FusSubject *self, const char *path)
{
  g_return_if_fail (FUS_IS_SUBJECT (self));
  g_return_if_fail (path != NULL);

  g_free (self->path);
  self->path = g_strdup (path);
  self->frame = -1;
  begin (self);
}

gint64
fus_subject_frame (FusSubject *self)
{
  g_return_val_if_fail (FUS_IS_SUBJECT (self), -1);
  return self->frame;
}

const char *
fus_subject_path (FusSubject *self)
{
  g_return_val_if_fail (FUS_IS_SUBJECT (self), NULL);
  return self->path;
}

void
fus_subject_ask (FusSubject *self, guint networks, const FusTarget target[FUS_N_TASKS],
                 const FusMapSpec *spec, gint64 epoch)
{
  g_return_if_fail (FUS_IS_SUBJECT (self));

  self->networks = networks;
  memcpy (self->targets, target, sizeof self->targets);
  self->spec = *spec;
  self->epoch = epoch;
  self->asked = FALSE;
  if (!self->switching)
    ask_explainer (self, self->picture);
  update (self);
}

FusPicture *
fus_subject_picture (FusSubject *self)
{
  g_return_val_if_fail (FUS_IS_SUBJECT (self), NULL);
  return self->picture;
}

FusPicture *
fus_subject_face (FusSubject *self)
{
  g_return_val_if_fail (FUS_IS_SUBJECT (self), NULL);
  return self->face;
}

FusCrop
fus_subject_crop (FusSubject *self)
{
  g_return_val_if_fail (FUS_IS_SUBJECT (self), fus_crop_whole);
  return self->crop;
}

FusExplanation *
fus_subject_explanation (FusSubject *self, FusNetworkKind kind)
{
  g_return_val_if_fail (FUS_IS_SUBJECT (self), NULL);
  return self->explanations[kind];
}

gboolean
fus_subject_is_pending (FusSubject *self, FusNetworkKind kind)
{
  g_return_val_if_fail (FUS_IS_SUBJECT (self), FALSE);

  if (self->switching)
    return TRUE;
  return self->failure == NULL && self->asked && (self->networks & (1u << kind)) != 0
         && fus_explainer_result (self->explainer, kind) == NULL
         && fus_explainer_problem (self->explainer, kind) == NULL;
}

const char *
fus_subject_problem (FusSubject *self, FusNetworkKind kind)
{
  g_return_val_if_fail (FUS_IS_SUBJECT (self), NULL);
  return self->asked ? fus_explainer_problem (self->explainer, kind) : NULL;
}

const char *
fus_subject_failure (FusSubject *self)
{
  g_return_val_if_fail (FUS_IS_SUBJECT (self), NULL);
  return self->failure;
}
