/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/average-face.h"

#include <glib/gi18n-lib.h>

#include "faces/feeder.h"
#include "faces/pictures/load-picture.h"
#include "faces/sweep.h"

typedef struct
{
  const FusFrameList *frames;
  const char *const *roots;
  const FusCrop *crops;
  const guint32 *chosen;
  int width, height;
  FusFeeder *watching;
  guint64 **sums; /* for each thread: [height, width, 3] */
  guint *n_read;  /* for each thread */
  GMutex lock;
  GError *first_error;
} Averaging;

/* Whole numbers, so that the sum is the same in whatever order it is taken. */
static void
add_frame (gpointer data, guint item, guint thread)
{
  Averaging *averaging = data;
  const FusFrame *frame = &averaging->frames->frames[averaging->chosen[item]];
  const gsize n = (gsize) averaging->width * averaging->height * 3;
  g_autofree char *path = fus_frame_full_path (averaging->roots[frame->dataset], frame);
  g_autoptr (FusPicture) picture = NULL;
  GError *error = NULL;

  picture = fus_picture_load_cropped (path, &averaging->crops[frame->dataset], averaging->width,
                                      averaging->height, &error);
  if (picture == NULL)
    {
      g_mutex_lock (&averaging->lock);
      if (averaging->first_error == NULL)
        averaging->first_error = g_steal_pointer (&error);
      g_mutex_unlock (&averaging->lock);
      g_clear_error (&error);
      if (averaging->watching != NULL)
        fus_feeder_add_unread (averaging->watching, averaging->chosen[item]);
      return;
    }
  for (gsize i = 0; i < n; i++)
    averaging->sums[thread][i] += picture->pixels[i];
  averaging->n_read[thread]++;
}

GArray *
fus_average_face_frames (const FusFrameList *frames)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (guint32));
  FusAngle angle = FUS_ANGLE_NONE;

  for (guint i = 0; i < frames->n_frames; i++)
    if (frames->frames[i].angle != FUS_ANGLE_NONE)
      angle = FUS_ANGLE_STRAIGHT;
  for (guint32 i = 0; i < frames->n_frames; i++)
    if (frames->frames[i].angle == angle && frames->frames[i].fault == FUS_FAULT_NONE)
      g_array_append_val (chosen, i);
  return chosen;
}

static FusPicture *
take_mean (const Averaging *averaging, guint n_threads, guint n_read)
{
  FusPicture *mean = fus_picture_new (averaging->width, averaging->height);
  const gsize n = (gsize) averaging->width * averaging->height * 3;

  for (gsize i = 0; i < n; i++)
    {
      guint64 sum = 0;

      for (guint t = 0; t < n_threads; t++)
        sum += averaging->sums[t][i];
      mean->pixels[i] = (sum + n_read / 2) / n_read;
    }
  return mean;
}

FusPicture *
fus_average_face (const FusFrameList *frames, const char *const *roots, const FusCrop *crops,
                  int width, int height, FusFeeder *watching, guint n_threads, const FusPoll *poll,
                  const FusProgress *progress, GError **error)
{
  g_autoptr (GArray) chosen = fus_average_face_frames (frames);
  Averaging averaging = { .frames = frames,
                          .roots = roots,
                          .crops = crops,
                          .chosen = (const guint32 *) chosen->data,
                          .width = width,
                          .height = height,
                          .watching = watching };
  FusPicture *mean = NULL;
  guint n_read = 0;

  n_threads = MAX (n_threads, 1);
  averaging.sums = g_new (guint64 *, n_threads);
  averaging.n_read = g_new0 (guint, n_threads);
  for (guint t = 0; t < n_threads; t++)
    averaging.sums[t] = g_new0 (guint64, (gsize) width * height * 3);
  g_mutex_init (&averaging.lock);

  if (fus_sweep (chosen->len, n_threads, add_frame, &averaging, poll, progress))
    {
      for (guint t = 0; t < n_threads; t++)
        n_read += averaging.n_read[t];
      if (n_read > 0)
        mean = take_mean (&averaging, n_threads, n_read);
      else if (averaging.first_error != NULL)
        g_propagate_error (error, g_steal_pointer (&averaging.first_error));
      else
        g_set_error_literal (error, FUS_FACES_ERROR, FUS_FACES_ERROR_PICTURE,
                             _ ("The data set has no usable straight frames to average."));
    }

  g_clear_error (&averaging.first_error);
  g_mutex_clear (&averaging.lock);
  for (guint t = 0; t < n_threads; t++)
    g_free (averaging.sums[t]);
  g_free (averaging.sums);
  g_free (averaging.n_read);
  return mean;
}
