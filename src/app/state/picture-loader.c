/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/picture-loader.h"

#include "faces/pictures/load-picture.h"

#include <gio/gio.h>

/* A few steps in each direction; 16 frames of 562x762 are 20 MB. */
#define KEEP 16

typedef struct
{
  char *path;
  FusPicture *picture;
  GError *error;
} Entry;

struct _FusPictureLoader
{
  GObject parent_instance;

  GQueue entries;      /* Entry, newest first */
  GHashTable *loading; /* set of paths */
};

G_DEFINE_FINAL_TYPE (FusPictureLoader, fus_picture_loader, G_TYPE_OBJECT)

enum
{
  LOADED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
entry_free (Entry *entry)
{
  g_free (entry->path);
  g_clear_pointer (&entry->picture, fus_picture_unref);
  g_clear_error (&entry->error);
  g_free (entry);
}

static void
fus_picture_loader_finalize (GObject *object)
{
  FusPictureLoader *self = FUS_PICTURE_LOADER (object);

  g_queue_clear_full (&self->entries, (GDestroyNotify) entry_free);
  g_hash_table_unref (self->loading);
  G_OBJECT_CLASS (fus_picture_loader_parent_class)->finalize (object);
}

static void
fus_picture_loader_class_init (FusPictureLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fus_picture_loader_finalize;
  signals[LOADED] = g_signal_new ("loaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
fus_picture_loader_init (FusPictureLoader *self)
{
  g_queue_init (&self->entries);
  self->loading = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

FusPictureLoader *
fus_picture_loader_new (void)
{
  return g_object_new (FUS_TYPE_PICTURE_LOADER, NULL);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  FusPicture *picture = fus_picture_load (data, 0, &error);

  if (picture != NULL)
    g_task_return_pointer (task, picture, (GDestroyNotify) fus_picture_unref);
  else
    g_task_return_error (task, error);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  FusPictureLoader *self = FUS_PICTURE_LOADER (source);
  Entry *entry = g_new0 (Entry, 1);

  entry->path = g_strdup (g_task_get_task_data (G_TASK (result)));
  entry->picture = g_task_propagate_pointer (G_TASK (result), &entry->error);
  g_hash_table_remove (self->loading, entry->path);
  g_queue_push_head (&self->entries, entry);
  while (g_queue_get_length (&self->entries) > KEEP)
    entry_free (g_queue_pop_tail (&self->entries));
  g_signal_emit (self, signals[LOADED], 0, entry->path);
}

FusPicture *
fus_picture_loader_get (FusPictureLoader *self, const char *path, GError **error)
{
  g_return_val_if_fail (FUS_IS_PICTURE_LOADER (self), NULL);

  for (GList *link = self->entries.head; link != NULL; link = link->next)
    {
      Entry *entry = link->data;
      if (!g_str_equal (entry->path, path))
        continue;
      g_queue_unlink (&self->entries, link);
      g_queue_push_head_link (&self->entries, link);
      if (entry->error != NULL && error != NULL)
        *error = g_error_copy (entry->error);
      return entry->picture;
    }
  if (g_hash_table_add (self->loading, g_strdup (path)))
    {
      g_autoptr (GTask) task = g_task_new (self, NULL, on_loaded, NULL);
      g_task_set_task_data (task, g_strdup (path), g_free);
      g_task_run_in_thread (task, load_thread);
    }
  return NULL;
}

void
fus_picture_loader_forget_failures (FusPictureLoader *self)
{
  g_return_if_fail (FUS_IS_PICTURE_LOADER (self));

  for (GList *link = self->entries.head, *next; link != NULL; link = next)
    {
      Entry *entry = link->data;
      next = link->next;
      if (entry->error == NULL)
        continue;
      g_queue_delete_link (&self->entries, link);
      entry_free (entry);
    }
}
