/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/thumbnails.h"

#include "faces/budget.h"
#include "faces/pictures/load-picture.h"
#include "study/folder/study-private.h"
#include "study/jobs/mailbox.h"

#define N_THREADS 2
/* Frames that are asked for within so long are shown together. */
#define TOGETHER_US (20 * 1000)

/* What is known of a frame that there is no picture of. */
typedef enum
{
  STATE_UNKNOWN, /* never asked for, or forgotten */
  STATE_WANTED,
  STATE_FAILED,
} State;

typedef struct
{
  guint frame;
  FusPicture *picture; /* NULL: failed */
} FusDecoded;

struct _FusThumbnails
{
  GObject parent_instance;

  /* Main thread only */
  FusStudy *study;
  gulong frames_changed;
  FusShelf *shelf;   /* frame number → FusPicture */
  GHashTable *table; /* frame number → State */
  FusDecoded *taken; /* while it is told that it is ready: there even where nothing may be kept */

  /* Shared with the decoding threads */
  GThread *threads[N_THREADS];
  FusMailbox *mailbox; /* of FusDecoded */
  int height;
  GMutex mutex;
  GCond wanted_more;
  gboolean closed;
  GQueue wanted;  /* frame numbers: the last batch that was asked for first, each in its order */
  guint n_newest; /* of the last batch */
  gint64 asked;   /* when, in monotonic µs */
  FusFrameList *frames;
  char **roots;
};

enum
{
  READY,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FusThumbnails, fus_thumbnails, G_TYPE_OBJECT)

static void
free_decoded (gpointer data)
{
  FusDecoded *decoded = data;

  g_clear_pointer (&decoded->picture, fus_picture_unref);
  g_free (decoded);
}

static void
fus_thumbnails_dispose (GObject *object)
{
  FusThumbnails *self = FUS_THUMBNAILS (object);

  g_mutex_lock (&self->mutex);
  self->closed = TRUE;
  g_cond_broadcast (&self->wanted_more);
  g_mutex_unlock (&self->mutex);
  for (int i = 0; i < N_THREADS; i++)
    g_clear_pointer (&self->threads[i], g_thread_join);
  fus_mailbox_close (self->mailbox);
  g_clear_signal_handler (&self->frames_changed, self->study);
  g_clear_object (&self->study);
  G_OBJECT_CLASS (fus_thumbnails_parent_class)->dispose (object);
}

static void
fus_thumbnails_finalize (GObject *object)
{
  FusThumbnails *self = FUS_THUMBNAILS (object);

  fus_shelf_free (self->shelf);
  g_hash_table_unref (self->table);
  g_queue_clear (&self->wanted);
  fus_frame_list_unref (self->frames);
  g_strfreev (self->roots);
  fus_mailbox_unref (self->mailbox);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->wanted_more);
  G_OBJECT_CLASS (fus_thumbnails_parent_class)->finalize (object);
}

static void
fus_thumbnails_class_init (FusThumbnailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fus_thumbnails_dispose;
  G_OBJECT_CLASS (klass)->finalize = fus_thumbnails_finalize;
  signals[READY] = g_signal_new ("ready", FUS_TYPE_THUMBNAILS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static gsize
size_of (const FusPicture *picture)
{
  return (gsize) picture->width * picture->height * 3;
}

static State
state_of (FusThumbnails *self, guint frame)
{
  return (State) GPOINTER_TO_UINT (g_hash_table_lookup (self->table, GUINT_TO_POINTER (frame)));
}

static void
set_state (FusThumbnails *self, guint frame, State state)
{
  g_hash_table_insert (self->table, GUINT_TO_POINTER (frame), GUINT_TO_POINTER (state));
}

static void
take (FusThumbnails *self, FusDecoded *one)
{
  /* Forgotten while it was decoded: it costs nothing to keep it. */
  if (one->picture != NULL)
    {
      g_hash_table_remove (self->table, GUINT_TO_POINTER (one->frame));
      fus_shelf_put (self->shelf, GUINT_TO_POINTER (one->frame), one->picture,
                     size_of (one->picture));
    }
  else
    set_state (self, one->frame, STATE_FAILED);
  self->taken = one;
  g_signal_emit (self, signals[READY], 0, one->frame);
  self->taken = NULL;
}

static void
take_all (gpointer owner, GPtrArray *letters)
{
  for (guint i = 0; i < letters->len; i++)
    take (owner, letters->pdata[i]);
}

static const FusMailboxKind mailbox_kind = {
  .take = take_all,
  .free_letter = free_decoded,
  /* Scrolling comes first. */
  .priority = G_PRIORITY_DEFAULT_IDLE,
};

static void
fus_thumbnails_init (FusThumbnails *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->wanted_more);
  self->shelf
      = fus_shelf_new (fus_budget_get_default (), NULL, NULL, NULL,
                       (GBoxedCopyFunc) fus_picture_ref, (GDestroyNotify) fus_picture_unref);
  self->table = g_hash_table_new (NULL, NULL);
  self->mailbox = fus_mailbox_new (self, &mailbox_kind);
}

static FusPicture *
decode (const FusFrameList *frames, char *const *roots, guint frame, int height)
{
  g_autofree char *path
      = fus_frame_full_path (roots[frames->frames[frame].dataset], &frames->frames[frame]);
  g_autoptr (FusPicture) picture = fus_picture_load (path, height, NULL);
  int width;

  if (picture == NULL)
    return NULL;
  width = (int) ((double) picture->width * height / picture->height + 0.5);
  return fus_picture_resize (picture, NULL, CLAMP (width, 1, 4 * height), height);
}

/* With the lock held. What a page shows is filled from its first frame on. */
static void
add_wanted (FusThumbnails *self, guint frame)
{
  const gint64 now = g_get_monotonic_time ();

  if (now - self->asked > TOGETHER_US)
    self->n_newest = 0;
  self->asked = now;
  g_queue_push_nth (&self->wanted, GUINT_TO_POINTER (frame), (int) self->n_newest++);
}

/* With the lock held. */
static gboolean
remove_wanted (FusThumbnails *self, guint frame)
{
  const int position = g_queue_index (&self->wanted, GUINT_TO_POINTER (frame));

  if (position < 0)
    return FALSE;
  g_queue_pop_nth (&self->wanted, (guint) position);
  if ((guint) position < self->n_newest)
    self->n_newest--;
  return TRUE;
}

static gpointer
run (gpointer data)
{
  FusThumbnails *self = data;

  g_mutex_lock (&self->mutex);
  while (!self->closed)
    {
      g_autoptr (FusFrameList) frames = NULL;
      g_auto (GStrv) roots = NULL;
      FusDecoded *decoded;

      if (g_queue_is_empty (&self->wanted))
        {
          g_cond_wait (&self->wanted_more, &self->mutex);
          continue;
        }
      decoded = g_new0 (FusDecoded, 1);
      decoded->frame = GPOINTER_TO_UINT (g_queue_peek_head (&self->wanted));
      remove_wanted (self, decoded->frame);
      frames = fus_frame_list_ref (self->frames);
      roots = g_strdupv (self->roots);
      g_mutex_unlock (&self->mutex);

      decoded->picture = decode (frames, roots, decoded->frame, self->height);
      fus_mailbox_post (self->mailbox, decoded);

      g_mutex_lock (&self->mutex);
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

static gboolean
is_failed (gpointer key, gpointer value, gpointer user_data)
{
  return GPOINTER_TO_UINT (value) == STATE_FAILED;
}

/* The data may have been found again. */
static void
on_frames_changed (FusThumbnails *self)
{
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->frames, fus_frame_list_unref);
  self->frames = fus_study_ref_frames (self->study);
  g_strfreev (self->roots);
  self->roots = fus_study_dup_roots (self->study);
  g_mutex_unlock (&self->mutex);
  g_hash_table_foreach_remove (self->table, is_failed, NULL);
}

FusThumbnails *
fus_thumbnails_new (FusStudy *study, int height)
{
  FusThumbnails *self = g_object_new (FUS_TYPE_THUMBNAILS, NULL);

  self->study = g_object_ref (study);
  self->height = height;
  self->frames = fus_study_ref_frames (study);
  self->roots = fus_study_dup_roots (study);
  self->frames_changed
      = g_signal_connect_swapped (study, "frames-changed", G_CALLBACK (on_frames_changed), self);
  for (int i = 0; i < N_THREADS; i++)
    self->threads[i] = g_thread_new ("fusiform-thumb", run, self);
  return self;
}

FusPicture *
fus_thumbnails_get (FusThumbnails *self, guint frame, gboolean *failed)
{
  const State state = state_of (self, frame);
  FusPicture *picture;

  g_return_val_if_fail (frame < self->frames->n_frames, NULL);

  if (failed != NULL)
    *failed = state == STATE_FAILED;
  if (self->taken != NULL && self->taken->frame == frame && self->taken->picture != NULL)
    return fus_picture_ref (self->taken->picture);
  picture = fus_shelf_get (self->shelf, GUINT_TO_POINTER (frame));
  if (picture != NULL || state == STATE_FAILED)
    return picture;
  g_mutex_lock (&self->mutex);
  if (state == STATE_UNKNOWN || remove_wanted (self, frame))
    {
      add_wanted (self, frame);
      g_cond_signal (&self->wanted_more);
    }
  g_mutex_unlock (&self->mutex);
  set_state (self, frame, STATE_WANTED);
  return NULL;
}

void
fus_thumbnails_forget (FusThumbnails *self, guint frame)
{
  gboolean was_waiting;

  if (state_of (self, frame) != STATE_WANTED)
    return;
  g_mutex_lock (&self->mutex);
  was_waiting = remove_wanted (self, frame);
  g_mutex_unlock (&self->mutex);
  if (was_waiting)
    g_hash_table_remove (self->table, GUINT_TO_POINTER (frame));
}
