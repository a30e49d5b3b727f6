/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/made-pictures.h"

#include <string.h>

typedef struct
{
  char *root;
  FusPictureMaker maker;
  gpointer data;
} Made;

static GMutex lock;
static GPtrArray *all; /* Made, of a study or two */

/* With the lock held. (nullable) */
static const Made *
find (const char *root)
{
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const Made *made = all->pdata[i];

      if (g_str_equal (made->root, root))
        return made;
    }
  return NULL;
}

void
fus_made_pictures_add (const char *root, FusPictureMaker maker, gpointer data,
                       GDestroyNotify free_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  Made *made;

  if (find (root) != NULL)
    {
      free_data (data);
      return;
    }
  if (all == NULL)
    all = g_ptr_array_new ();
  made = g_new (Made, 1);
  *made = (Made){ g_strdup (root), maker, data };
  g_ptr_array_add (all, made);
}

gboolean
fus_made_pictures_has (const char *root)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  return find (root) != NULL;
}

/* Entries are never taken away: what is found stays good without the lock. (nullable) */
static const Made *
find_above (const char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const Made *made = all->pdata[i];
      const gsize length = strlen (made->root);

      if (strncmp (path, made->root, length) == 0 && path[length] == '/')
        return made;
    }
  return NULL;
}

gboolean
fus_made_pictures_make (const char *path)
{
  const Made *made = find_above (path);

  return made != NULL && made->maker (path, made->data);
}
