/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/feeder.h"

#include "faces/pictures/load-picture.h"

#include <string.h>

/* One per frame, kept small: a data set may have a million of them. */
typedef struct
{
  guint8 decoding;
  guint8 awaited;  /* decoded as announced, not yet fetched; it may have been let go of since */
  guint8 reported; /* its failure was told */
} Entry;

#define NOBODY G_MAXUINT32

/* What a fetch waits for; on the stack of the thread that fetches. */
typedef struct _Request Request;
struct _Request
{
  const guint32 *frames;
  gsize n;
  gsize next; /* first that nobody has looked at */
  Request *following;
};

struct _FusFeeder
{
  gatomicrefcount refs;
  FusFrameList *frames;
  char **roots;
  FusCrop *crops;
  guint image_size;
  FusBudget *budget;
  FusShelf *shelf; /* frame → FusPicture */

  GMutex lock; /* of everything below */
  GCond work;  /* something to decode, or stop */
  GCond done;  /* a frame was decoded or failed */
  Entry *entries;
  guint n_awaited;
  Request *requests;
  GArray *announced;
  guint next_announced;
  gboolean stop;

  GPtrArray *threads;

  /* Of a watching one, which has nothing else but @refs, @frames and @lock. */
  FusFeeder *watched;
  guint8 *unread; /* [frames] */
  guint n_unread;
};

static gsize
picture_bytes (const FusFeeder *feeder)
{
  return (gsize) feeder->image_size * feeder->image_size * 3 + sizeof (FusPicture);
}

static void
set_awaited (FusFeeder *feeder, Entry *entry, gboolean awaited)
{
  feeder->n_awaited += (guint) awaited - entry->awaited;
  entry->awaited = awaited;
}

static gboolean
is_absent (FusFeeder *feeder, guint32 frame)
{
  return !feeder->entries[frame].decoding
         && !fus_shelf_has (feeder->shelf, GUINT_TO_POINTER (frame));
}

/* With the lock held, which is let go while it decodes. Returns: (transfer full) (nullable) */
static FusPicture *
decode (FusFeeder *feeder, guint32 frame, gboolean for_later, GError **error)
{
  Entry *entry = &feeder->entries[frame];
  const FusFrame *info = &feeder->frames->frames[frame];
  g_autofree char *path = NULL;
  FusPicture *picture;

  entry->decoding = TRUE;
  g_mutex_unlock (&feeder->lock);
  path = fus_frame_full_path (feeder->roots[info->dataset], info);
  picture = fus_picture_load_cropped (path, &feeder->crops[info->dataset], feeder->image_size,
                                      feeder->image_size, error);
  g_mutex_lock (&feeder->lock);

  entry->decoding = FALSE;
  if (picture != NULL)
    {
      entry->reported = FALSE;
      fus_shelf_put (feeder->shelf, GUINT_TO_POINTER (frame), picture, picture_bytes (feeder));
      set_awaited (feeder, entry, for_later);
    }
  g_cond_broadcast (&feeder->done);
  return picture;
}

/* With the lock held. Returns: a frame that a fetch waits for, or NOBODY. */
static guint32
next_requested (FusFeeder *feeder)
{
  for (Request *request = feeder->requests; request != NULL; request = request->following)
    while (request->next < request->n)
      {
        const guint32 frame = request->frames[request->next++];

        if (is_absent (feeder, frame))
          return frame;
      }
  return NOBODY;
}

/* With the lock held. Returns: a frame that was announced, unless enough of them lie ready. */
static guint32
next_announced (FusFeeder *feeder)
{
  const gsize enough = fus_budget_limit (feeder->budget) / picture_bytes (feeder) / 2;

  while (feeder->next_announced < feeder->announced->len && feeder->n_awaited < enough)
    {
      const guint32 frame = g_array_index (feeder->announced, guint32, feeder->next_announced++);
      FusPicture *picture;

      if (feeder->entries[frame].decoding)
        continue;
      /* So that it is still there when its turn comes. */
      picture = fus_shelf_get (feeder->shelf, GUINT_TO_POINTER (frame));
      if (picture == NULL)
        return frame;
      fus_picture_unref (picture);
    }
  return NOBODY;
}

static gpointer
decode_ahead (gpointer data)
{
  FusFeeder *feeder = data;

  g_mutex_lock (&feeder->lock);
  while (!feeder->stop)
    {
      guint32 frame = next_requested (feeder);
      gboolean for_later = FALSE;
      FusPicture *picture;

      if (frame == NOBODY)
        {
          frame = next_announced (feeder);
          for_later = TRUE;
        }
      if (frame == NOBODY)
        {
          g_cond_wait (&feeder->work, &feeder->lock);
          continue;
        }
      /* Whoever fetches a frame that failed tries it again and learns why. */
      picture = decode (feeder, frame, for_later, NULL);
      g_clear_pointer (&picture, fus_picture_unref);
    }
  g_mutex_unlock (&feeder->lock);
  return NULL;
}

FusFeeder *
fus_feeder_new (FusFrameList *frames, const char *const *roots, const FusCrop *crops,
                guint image_size, FusBudget *budget, guint n_threads)
{
  FusFeeder *feeder = g_new0 (FusFeeder, 1);

  g_assert (image_size > 0);
  g_atomic_ref_count_init (&feeder->refs);
  feeder->frames = fus_frame_list_ref (frames);
  feeder->roots = g_strdupv ((char **) roots);
  feeder->crops = g_memdup2 (crops, g_strv_length (feeder->roots) * sizeof *crops);
  feeder->image_size = image_size;
  feeder->budget = budget;
  feeder->shelf = fus_shelf_new (budget, NULL, NULL, NULL, (GBoxedCopyFunc) fus_picture_ref,
                                 (GDestroyNotify) fus_picture_unref);
  g_mutex_init (&feeder->lock);
  g_cond_init (&feeder->work);
  g_cond_init (&feeder->done);
  feeder->entries = g_new0 (Entry, frames->n_frames);
  feeder->announced = g_array_new (FALSE, FALSE, sizeof (guint32));
  feeder->threads = g_ptr_array_new ();
  for (guint t = 0; t < n_threads; t++)
    g_ptr_array_add (feeder->threads, g_thread_new ("feeder", decode_ahead, feeder));
  return feeder;
}

FusFeeder *
fus_feeder_ref (FusFeeder *feeder)
{
  g_atomic_ref_count_inc (&feeder->refs);
  return feeder;
}

FusFeeder *
fus_feeder_watch (FusFeeder *feeder)
{
  FusFeeder *watching = g_new0 (FusFeeder, 1);

  g_assert (feeder->watched == NULL);
  g_atomic_ref_count_init (&watching->refs);
  g_mutex_init (&watching->lock);
  watching->frames = fus_frame_list_ref (feeder->frames);
  watching->watched = fus_feeder_ref (feeder);
  watching->unread = g_new0 (guint8, MAX (feeder->frames->n_frames, 1));
  return watching;
}

guint
fus_feeder_n_unread (FusFeeder *feeder, guint32 *first)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&feeder->lock);

  g_assert (feeder->watched != NULL);
  for (guint32 i = 0; first != NULL && feeder->n_unread > 0 && i < feeder->frames->n_frames; i++)
    if (feeder->unread[i])
      {
        *first = i;
        break;
      }
  return feeder->n_unread;
}

gboolean
fus_feeder_is_unread (FusFeeder *feeder, guint32 frame)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&feeder->lock);

  g_assert (feeder->watched != NULL && frame < feeder->frames->n_frames);
  return feeder->unread[frame];
}

void
fus_feeder_add_unread (FusFeeder *feeder, guint32 frame)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&feeder->lock);

  g_assert (feeder->watched != NULL && frame < feeder->frames->n_frames);
  feeder->n_unread += !feeder->unread[frame];
  feeder->unread[frame] = TRUE;
}

static void
free_watching (FusFeeder *feeder)
{
  fus_feeder_unref (feeder->watched);
  fus_frame_list_unref (feeder->frames);
  g_mutex_clear (&feeder->lock);
  g_free (feeder->unread);
  g_free (feeder);
}

void
fus_feeder_unref (FusFeeder *feeder)
{
  if (!g_atomic_ref_count_dec (&feeder->refs))
    return;
  if (feeder->watched != NULL)
    {
      free_watching (feeder);
      return;
    }
  g_mutex_lock (&feeder->lock);
  feeder->stop = TRUE;
  g_cond_broadcast (&feeder->work);
  g_mutex_unlock (&feeder->lock);
  for (guint t = 0; t < feeder->threads->len; t++)
    g_thread_join (feeder->threads->pdata[t]);
  g_ptr_array_unref (feeder->threads);
  fus_shelf_free (feeder->shelf);
  g_free (feeder->entries);
  g_array_unref (feeder->announced);
  g_cond_clear (&feeder->done);
  g_cond_clear (&feeder->work);
  g_mutex_clear (&feeder->lock);
  g_free (feeder->crops);
  g_strfreev (feeder->roots);
  fus_frame_list_unref (feeder->frames);
  g_free (feeder);
}

static void
check_indices (const FusFeeder *feeder, const guint32 *frames, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_assert (frames[i] < feeder->frames->n_frames);
}

void
fus_feeder_announce (FusFeeder *feeder, const guint32 *frames, gsize n)
{
  if (feeder->watched != NULL)
    {
      fus_feeder_announce (feeder->watched, frames, n);
      return;
    }

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&feeder->lock);

  check_indices (feeder, frames, n);
  /* What was decoded for the announcement that this one replaces may no longer be wanted. */
  for (guint i = 0; i < feeder->next_announced; i++)
    set_awaited (feeder, &feeder->entries[g_array_index (feeder->announced, guint32, i)], FALSE);
  g_array_set_size (feeder->announced, 0);
  g_array_append_vals (feeder->announced, frames, n);
  feeder->next_announced = 0;
  g_cond_broadcast (&feeder->work);
}

/* With the lock held. Returns: (transfer full) the picture, or NULL with @error. */
static FusPicture *
take (FusFeeder *feeder, guint32 frame, GError **error)
{
  Entry *entry = &feeder->entries[frame];
  FusPicture *picture;

  while (entry->decoding)
    g_cond_wait (&feeder->done, &feeder->lock);
  picture = fus_shelf_get (feeder->shelf, GUINT_TO_POINTER (frame));
  set_awaited (feeder, entry, FALSE);
  return picture != NULL ? picture : decode (feeder, frame, FALSE, error);
}

static void
add_request (FusFeeder *feeder, Request *request)
{
  request->following = feeder->requests;
  feeder->requests = request;
  g_cond_broadcast (&feeder->work);
}

static void
remove_request (FusFeeder *feeder, Request *request)
{
  Request **link = &feeder->requests;

  while (*link != request)
    link = &(*link)->following;
  *link = request->following;
  /* Announced frames may go on where fetched ones made room. */
  g_cond_broadcast (&feeder->work);
}

/* Keeps @failure for whoever fetches, unless it was told before or another one is kept already. */
static void
report (Entry *entry, GError *failure, GError **error)
{
  if (entry->reported || error == NULL || *error != NULL)
    {
      g_error_free (failure);
      return;
    }
  entry->reported = TRUE;
  g_propagate_error (error, failure);
}

/* Fills @pictures, with NULL for those that failed; @error as fus_feeder_fetch(). */
static gsize
collect (FusFeeder *feeder, const guint32 *frames, gsize n, FusPicture **pictures, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&feeder->lock);
  g_autofree gboolean *tried = g_new0 (gboolean, n);
  Request request = { frames, n, 0, NULL };
  gsize n_read = 0;

  add_request (feeder, &request);
  /* First what nobody is at yet, and only then what is in other hands. */
  for (int pass = 0; pass < 2; pass++)
    for (gsize i = 0; i < n; i++)
      {
        Entry *entry = &feeder->entries[frames[i]];
        GError *failure = NULL;

        if (tried[i] || (pass == 0 && entry->decoding))
          continue;
        tried[i] = TRUE;
        pictures[i] = take (feeder, frames[i], &failure);
        if (pictures[i] != NULL)
          n_read++;
        else
          report (entry, failure, error);
      }
  remove_request (feeder, &request);
  return n_read;
}

static void
make_tables (float tables[3][256], const FusNormalization *normalization)
{
  for (int c = 0; c < 3; c++)
    for (int v = 0; v < 256; v++)
      tables[c][v] = (v / 255.0f - normalization->mean[c]) / normalization->sd[c];
}

/* out: [3, size, size] */
static void
write_input (float *out, const FusPicture *picture, const float tables[3][256])
{
  const gsize n = (gsize) picture->width * picture->height;

  for (gsize i = 0; i < n; i++)
    for (int c = 0; c < 3; c++)
      out[c * n + i] = tables[c][picture->pixels[3 * i + c]];
}

static gsize
fetch_watching (FusFeeder *feeder, const guint32 *frames, gsize n,
                const FusNormalization *normalization, float *out, gboolean *failed, GError **error)
{
  g_autofree gboolean *own = failed == NULL ? g_new (gboolean, MAX (n, 1)) : NULL;
  gboolean *missed = failed != NULL ? failed : own;
  const gsize n_read
      = fus_feeder_fetch (feeder->watched, frames, n, normalization, out, missed, error);

  for (gsize i = 0; n_read < n && i < n; i++)
    if (missed[i])
      fus_feeder_add_unread (feeder, frames[i]);
  return n_read;
}

gsize
fus_feeder_fetch (FusFeeder *feeder, const guint32 *frames, gsize n,
                  const FusNormalization *normalization, float *out, gboolean *failed,
                  GError **error)
{
  if (feeder->watched != NULL)
    return fetch_watching (feeder, frames, n, normalization, out, failed, error);

  const gsize input_size = (gsize) feeder->image_size * feeder->image_size * 3;
  g_autofree FusPicture **pictures = g_new0 (FusPicture *, n);
  float tables[3][256];
  gsize n_read;

  check_indices (feeder, frames, n);
  n_read = collect (feeder, frames, n, pictures, error);
  make_tables (tables, normalization);
  for (gsize i = 0; i < n; i++)
    {
      if (failed != NULL)
        failed[i] = pictures[i] == NULL;
      if (pictures[i] == NULL)
        {
          memset (out + i * input_size, 0, input_size * sizeof *out);
          continue;
        }
      write_input (out + i * input_size, pictures[i], tables);
      fus_picture_unref (pictures[i]);
    }
  return n_read;
}

FusPicture *
fus_feeder_fetch_picture (FusFeeder *feeder, guint32 frame, GError **error)
{
  if (feeder->watched != NULL)
    {
      FusPicture *picture = fus_feeder_fetch_picture (feeder->watched, frame, error);

      if (picture == NULL)
        fus_feeder_add_unread (feeder, frame);
      return picture;
    }

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&feeder->lock);

  check_indices (feeder, &frame, 1);
  return take (feeder, frame, error);
}

void
fus_picture_to_input (const FusPicture *picture, const FusCrop *crop, guint image_size,
                      const FusNormalization *normalization, float *out)
{
  g_autoptr (FusPicture) resized = fus_picture_resize (picture, crop, image_size, image_size);
  float tables[3][256];

  make_tables (tables, normalization);
  write_input (out, resized, tables);
}
