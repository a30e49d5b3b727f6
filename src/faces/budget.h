/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FusBudget:
 *
 * One limit of memory for all that is kept so that it need not be read or computed again: decoded
 * frames, thumbnails, maps, what a lesion brush knows of the intact network. Whoever keeps
 * something has a shelf of it; where the sum over all shelves would exceed the limit, what was used
 * longest ago is let go of, whosever it is. What somebody uses at the moment, they hold a reference
 * to, and that comes on top. Any thread.
 */
typedef struct _FusBudget FusBudget;

/* The one of the process; its limit is 1 GB until it is set. */
FusBudget *fus_budget_get_default (void);
FusBudget *fus_budget_new (gsize limit);
/* No shelf may be left. */
void fus_budget_free (FusBudget *budget);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusBudget, fus_budget_free)

/* In bytes. What is too much is let go of at once. */
void fus_budget_set_limit (FusBudget *budget, gsize limit);
gsize fus_budget_limit (FusBudget *budget);
/* Sum of what is kept on all shelves, in bytes; never more than the limit. */
gsize fus_budget_used (FusBudget *budget);

/**
 * FusShelf:
 *
 * What one keeps within a budget: values by key, counted by reference. Any thread, except that it
 * is freed when nobody uses it any more.
 */
typedef struct _FusShelf FusShelf;

/* @hash, @equal, @free_key: (nullable): as for a GHashTable. @ref, @unref: of values, for any
 * thread; what is let go of is unreferenced by whoever puts something else or changes the limit. */
FusShelf *fus_shelf_new (FusBudget *budget, GHashFunc hash, GEqualFunc equal,
                         GDestroyNotify free_key, GBoxedCopyFunc ref, GDestroyNotify unref);
void fus_shelf_free (FusShelf *shelf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusShelf, fus_shelf_free)

/* Keeps @value (transfer none) under @key (transfer full) as what was used last, in the place of
 * what was there. What is larger than the limit is not kept. */
void fus_shelf_put (FusShelf *shelf, gpointer key, gpointer value, gsize bytes);
/* (transfer full) (nullable): what is kept under @key, which is thereby what was used last. */
gpointer fus_shelf_get (FusShelf *shelf, gconstpointer key);
gboolean fus_shelf_has (FusShelf *shelf, gconstpointer key);
/* Lets go of those that @matches says TRUE of, or of all. @matches: (nullable): calls nothing of a
 * budget. */
void fus_shelf_drop (FusShelf *shelf, GHRFunc matches, gpointer data);

G_END_DECLS
