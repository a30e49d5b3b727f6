/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/budget.h"

/* KDEF's frames at 224 pixels are 740 MB. */
#define DEFAULT_LIMIT ((gsize) 1 << 30)

struct _FusBudget
{
  GMutex lock; /* of everything, shelves too */
  gsize limit;
  gsize used;
  GQueue order; /* Kept, used last first */
};

struct _FusShelf
{
  FusBudget *budget;
  GDestroyNotify free_key;
  GBoxedCopyFunc ref;
  GDestroyNotify unref;
  GHashTable *kept; /* key → Kept, neither owned */
};

typedef struct
{
  FusShelf *shelf;
  gpointer key;
  gpointer value;
  gsize bytes;
  GDestroyNotify free_key, unref;
  GList link; /* of the order of use, or of what is let go of */
} Kept;

FusBudget *
fus_budget_new (gsize limit)
{
  FusBudget *budget = g_new0 (FusBudget, 1);

  g_mutex_init (&budget->lock);
  budget->limit = limit;
  return budget;
}

FusBudget *
fus_budget_get_default (void)
{
  static gsize budget;

  if (g_once_init_enter (&budget))
    g_once_init_leave (&budget, (gsize) fus_budget_new (DEFAULT_LIMIT));
  return (FusBudget *) budget;
}

void
fus_budget_free (FusBudget *budget)
{
  g_assert (budget->order.length == 0);
  g_mutex_clear (&budget->lock);
  g_free (budget);
}

/* With the lock held. It goes to @gone, for let_go() without the lock. */
static void
take_out (Kept *kept, GQueue *gone)
{
  FusBudget *budget = kept->shelf->budget;

  g_queue_unlink (&budget->order, &kept->link);
  budget->used -= kept->bytes;
  g_queue_push_tail_link (gone, &kept->link);
}

/* With the lock held. */
static void
make_room (FusBudget *budget, gsize bytes, GQueue *gone)
{
  while (budget->order.length > 0 && budget->used > budget->limit - MIN (bytes, budget->limit))
    {
      Kept *oldest = budget->order.tail->data;

      g_hash_table_remove (oldest->shelf->kept, oldest->key);
      take_out (oldest, gone);
    }
}

/* Without the lock, as a value may have much to put down. The shelf may be gone by now. */
static void
let_go (GQueue *gone)
{
  GList *next;

  for (GList *link = gone->head; link != NULL; link = next)
    {
      Kept *kept = link->data;

      next = link->next;
      kept->unref (kept->value);
      if (kept->free_key != NULL)
        kept->free_key (kept->key);
      g_free (kept);
    }
}

void
fus_budget_set_limit (FusBudget *budget, gsize limit)
{
  GQueue gone = G_QUEUE_INIT;

  g_mutex_lock (&budget->lock);
  budget->limit = limit;
  make_room (budget, 0, &gone);
  g_mutex_unlock (&budget->lock);
  let_go (&gone);
}

gsize
fus_budget_limit (FusBudget *budget)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&budget->lock);

  return budget->limit;
}

gsize
fus_budget_used (FusBudget *budget)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&budget->lock);

  return budget->used;
}

FusShelf *
fus_shelf_new (FusBudget *budget, GHashFunc hash, GEqualFunc equal, GDestroyNotify free_key,
               GBoxedCopyFunc ref, GDestroyNotify unref)
{
  FusShelf *shelf = g_new0 (FusShelf, 1);

  shelf->budget = budget;
  shelf->free_key = free_key;
  shelf->ref = ref;
  shelf->unref = unref;
  shelf->kept = g_hash_table_new (hash, equal);
  return shelf;
}

void
fus_shelf_free (FusShelf *shelf)
{
  fus_shelf_drop (shelf, NULL, NULL);
  g_hash_table_unref (shelf->kept);
  g_free (shelf);
}

void
fus_shelf_put (FusShelf *shelf, gpointer key, gpointer value, gsize bytes)
{
  FusBudget *budget = shelf->budget;
  GQueue gone = G_QUEUE_INIT;
  Kept *kept = g_new0 (Kept, 1);
  Kept *before;

  *kept = (Kept){ .shelf = shelf,
                  .key = key,
                  .value = shelf->ref (value),
                  .bytes = bytes,
                  .free_key = shelf->free_key,
                  .unref = shelf->unref,
                  .link = { .data = kept } };
  g_mutex_lock (&budget->lock);
  before = g_hash_table_lookup (shelf->kept, key);
  if (before != NULL)
    {
      g_hash_table_remove (shelf->kept, key);
      take_out (before, &gone);
    }
  if (bytes <= budget->limit)
    {
      make_room (budget, bytes, &gone);
      g_hash_table_insert (shelf->kept, key, kept);
      g_queue_push_head_link (&budget->order, &kept->link);
      budget->used += bytes;
    }
  else
    g_queue_push_tail_link (&gone, &kept->link);
  g_mutex_unlock (&budget->lock);
  let_go (&gone);
}

gpointer
fus_shelf_get (FusShelf *shelf, gconstpointer key)
{
  FusBudget *budget = shelf->budget;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&budget->lock);
  Kept *kept = g_hash_table_lookup (shelf->kept, key);

  if (kept == NULL)
    return NULL;
  g_queue_unlink (&budget->order, &kept->link);
  g_queue_push_head_link (&budget->order, &kept->link);
  return shelf->ref (kept->value);
}

gboolean
fus_shelf_has (FusShelf *shelf, gconstpointer key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&shelf->budget->lock);

  return g_hash_table_contains (shelf->kept, key);
}

void
fus_shelf_drop (FusShelf *shelf, GHRFunc matches, gpointer data)
{
  GQueue gone = G_QUEUE_INIT;
  GHashTableIter iter;
  gpointer key, value;

  g_mutex_lock (&shelf->budget->lock);
  g_hash_table_iter_init (&iter, shelf->kept);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Kept *kept = value;

      if (matches != NULL && !matches (key, kept->value, data))
        continue;
      g_hash_table_iter_remove (&iter);
      take_out (kept, &gone);
    }
  g_mutex_unlock (&shelf->budget->lock);
  let_go (&gone);
}
