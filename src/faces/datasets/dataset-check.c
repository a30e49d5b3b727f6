/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/datasets/dataset.h"

#include "faces/datasets/twins.h"
#include "faces/pictures/load-picture.h"
#include "faces/pictures/made-pictures.h"
#include "faces/sweep.h"

/* Below this standard deviation of grey, of 255, a frame shows nothing: one of KDEF's black
 * placeholders, a blank row of FER-2013. However dark a photograph is, it has contrast: faces in
 * front of white, darkened to a mean of 9 and saved as JPEG, have 1.9 or more, at a mean of 5 1.2
 * or more. Black saved as JPEG has 0, and with a camera's noise of 1 before at most 0.7, at KDEF's
 * size with a noise of 4 at most 0.9. */
#define BLANK_DEVIATION 1.0
/* Half a kilobyte is kept of each frame to find those that show the same; of more, none is. */
#define MOST_COMPARED 200000
/* Enough to tell black from dark; the whole file is read through even so. */
#define CHECKED_SIDE 64

typedef struct
{
  int width, height;
} Size;

typedef struct
{
  const char *root;
  FusFrameList *frames;
  Size *sizes;             /* of each frame; 0 where it is not known */
  FusLikeness *likenesses; /* of each frame; NULL where there are too many */
} Check;

static void
check_frame (gpointer data, guint index, guint thread)
{
  Check *check = data;
  FusFrame *frame = &check->frames->frames[index];
  g_autofree char *path = fus_frame_full_path (check->root, frame);
  g_autofree char *file = fus_picture_file (path);
  g_autoptr (FusPicture) picture = NULL;
  Size *size = &check->sizes[index];

  if (frame->fault == FUS_FAULT_NAME)
    return;
  frame->fault = FUS_FAULT_NONE;
  if (!g_file_test (file, G_FILE_TEST_EXISTS) && !fus_made_pictures_make (file))
    frame->fault = FUS_FAULT_MISSING;
  else if ((picture = fus_picture_load (path, CHECKED_SIDE, NULL)) == NULL
           || !fus_picture_peek_size (path, &size->width, &size->height, NULL))
    frame->fault = FUS_FAULT_UNREADABLE;
  else if (fus_picture_deviation (picture) < BLANK_DEVIATION)
    frame->fault = FUS_FAULT_BLACK;
  else if (check->likenesses != NULL)
    fus_likeness_take (&check->likenesses[index], picture);
}

static guint
hash_size (gconstpointer key)
{
  const Size *size = key;

  return size->width * 31 + size->height;
}

static gboolean
equal_sizes (gconstpointer a, gconstpointer b)
{
  const Size *first = a, *second = b;

  return first->width == second->width && first->height == second->height;
}

/* Marks the sound frames of another size than more than half of them have. */
static void
mark_odd_sizes (Check *check)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (hash_size, equal_sizes);
  FusFrame *frames = check->frames->frames;
  const Size *usual = NULL;
  GHashTableIter iter;
  gpointer key, value;
  guint n = 0;

  for (guint i = 0; i < check->frames->n_frames; i++)
    if (frames[i].fault == FUS_FAULT_NONE && check->sizes[i].width > 0)
      {
        guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, &check->sizes[i]));

        g_hash_table_insert (counts, &check->sizes[i], GUINT_TO_POINTER (count + 1));
        n++;
      }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (GPOINTER_TO_UINT (value) > n / 2)
      usual = key;
  if (usual == NULL)
    return;
  for (guint i = 0; i < check->frames->n_frames; i++)
    if (frames[i].fault == FUS_FAULT_NONE && check->sizes[i].width > 0
        && !equal_sizes (&check->sizes[i], usual))
      frames[i].fault = FUS_FAULT_SIZE;
}

gboolean
fus_frames_check (FusDatasetKind kind, const char *root, FusFrameList *frames, guint n_threads,
                  const FusPoll *poll, const FusProgress *progress)
{
  Check check
      = { root, frames, g_new0 (Size, frames->n_frames),
          frames->n_frames <= MOST_COMPARED ? g_new0 (FusLikeness, frames->n_frames) : NULL };
  gboolean done = fus_sweep (frames->n_frames, n_threads, check_frame, &check, poll, progress);

  /* Elsewhere frames come in any size, and none is odd. */
  if (done && (kind == FUS_DATASET_KDEF || kind == FUS_DATASET_FER2013))
    mark_odd_sizes (&check);
  if (done && check.likenesses != NULL)
    done = fus_twins_find (frames, check.likenesses, kind == FUS_DATASET_VOXCELEB, poll);
  g_free (check.likenesses);
  g_free (check.sizes);
  return done;
}

gboolean
fus_dataset_check (const FusDataset *dataset, FusFrameList *frames, guint n_threads,
                   const FusPoll *poll, const FusProgress *progress)
{
  return fus_frames_check (dataset->kind, dataset->root, frames, n_threads, poll, progress);
}
