/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FusMailbox:
 *
 * Takes what threads have to tell an object to the main context in which that object lives: in
 * order, all that has come at once, and never more than one delivery pending. The object is not
 * kept alive by it.
 */
typedef struct _FusMailbox FusMailbox;

/**
 * FusMailboxKind:
 * @take: receives letters in the order of their posting; the array frees those that are left in it
 * @free_letter: frees a letter
 * @replaces: (nullable): whether a letter that can wait makes an earlier one needless
 * @priority: of the main context's source
 * @interval_ms: from one delivery to the next of letters that can wait
 */
typedef struct
{
  void (*take) (gpointer owner, GPtrArray *letters);
  GDestroyNotify free_letter;
  gboolean (*replaces) (gconstpointer newer, gconstpointer older);
  int priority;
  guint interval_ms;
} FusMailboxKind;

/**
 * fus_mailbox_new:
 * @owner: a GObject; has to close the mailbox before it goes, at the latest when it is disposed of
 * @kind: not copied
 *
 * Letters are delivered in the calling thread's main context.
 *
 * Returns: (transfer full)
 */
FusMailbox *fus_mailbox_new (gpointer owner, const FusMailboxKind *kind);
/* Any thread. */
FusMailbox *fus_mailbox_ref (FusMailbox *mailbox);
void fus_mailbox_unref (FusMailbox *mailbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusMailbox, fus_mailbox_unref)
/* Nothing is delivered any more, and what is posted is freed. Owner's thread. */
void fus_mailbox_close (FusMailbox *mailbox);

/* Delivers @letter, and what waits before it, as soon as the owner's main context gets to it.
 * @letter: (transfer full). Any thread. */
void fus_mailbox_post (FusMailbox *mailbox, gpointer letter);
/* The same for what can wait: in the place of such letters as it replaces, and not before the
 * interval is over. */
void fus_mailbox_post_patiently (FusMailbox *mailbox, gpointer letter);

/* Delivers now what has been posted. Owner's thread. */
void fus_mailbox_collect (FusMailbox *mailbox);
/* (transfer none) (nullable): NULL once it was closed. Owner's thread. */
gpointer fus_mailbox_owner (FusMailbox *mailbox);

G_END_DECLS
