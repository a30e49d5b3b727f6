/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/picture-loader.h"

#include "faces/budget.h"
#include "faces/pictures/load-picture.h"

#include <gio/gio.h>

struct _FusPictureLoader
{
  GObject parent_instance;

  FusShelf *kept;  /* path → FusPicture */
  char *lent_path; /* what was handed out last, or has just come */
  FusPicture *lent;
  GHashTable *failures; /* path → GError */
  GHashTable *loading;  /* set of paths */
};

G_DEFINE_FINAL_TYPE (FusPictureLoader, fus_picture_loader, G_TYPE_OBJECT)

enum
{
  LOADED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
fus_picture_loader_finalize (GObject *object)
{
  FusPictureLoader *self = FUS_PICTURE_LOADER (object);

  fus_shelf_free (self->kept);
  g_clear_pointer (&self->lent, fus_picture_unref);
  g_free (self->lent_path);
  g_hash_table_unref (self->failures);
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
  self->kept = fus_shelf_new (fus_budget_get_default (), g_str_hash, g_str_equal, g_free,
                              (GBoxedCopyFunc) fus_picture_ref, (GDestroyNotify) fus_picture_unref);
  self->failures
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_error_free);
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

/* @picture: (transfer full) */
static void
lend (FusPictureLoader *self, const char *path, FusPicture *picture)
{
  g_clear_pointer (&self->lent, fus_picture_unref);
  g_free (self->lent_path);
  self->lent_path = g_strdup (path);
  self->lent = picture;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  FusPictureLoader *self = FUS_PICTURE_LOADER (source);
  const char *path = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  FusPicture *picture = g_task_propagate_pointer (G_TASK (result), &error);

  g_hash_table_remove (self->loading, path);
  if (picture != NULL)
    {
      fus_shelf_put (self->kept, g_strdup (path), picture,
                     (gsize) 3 * picture->width * picture->height);
      lend (self, path, picture);
    }
  else
    g_hash_table_insert (self->failures, g_strdup (path), error);
  g_signal_emit (self, signals[LOADED], 0, path);
}

FusPicture *
fus_picture_loader_get (FusPictureLoader *self, const char *path, GError **error)
{
  const GError *failure;
  FusPicture *picture;

  g_return_val_if_fail (FUS_IS_PICTURE_LOADER (self), NULL);

  if (g_strcmp0 (self->lent_path, path) == 0)
    return self->lent;
  picture = fus_shelf_get (self->kept, path);
  if (picture != NULL)
    {
      lend (self, path, picture);
      return picture;
    }
  failure = g_hash_table_lookup (self->failures, path);
  if (failure != NULL)
    {
      if (error != NULL)
        *error = g_error_copy (failure);
      return NULL;
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

  g_hash_table_remove_all (self->failures);
}
