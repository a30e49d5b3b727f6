/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/jobs/mailbox.h"

struct _FusMailbox
{
  gatomicrefcount refs;
  const FusMailboxKind *kind;

  /* Owner's thread only */
  GObject *owner; /* borrowed; NULL once closed */

  GMutex mutex;
  GSource *source; /* NULL once closed */
  GPtrArray *letters;
  gint64 last_delivery; /* monotonic time */
};

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

static gboolean
on_ready (gpointer data)
{
  fus_mailbox_collect (data);
  return G_SOURCE_CONTINUE;
}

FusMailbox *
fus_mailbox_new (gpointer owner, const FusMailboxKind *kind)
{
  FusMailbox *mailbox = g_new0 (FusMailbox, 1);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_atomic_ref_count_init (&mailbox->refs);
  mailbox->kind = kind;
  mailbox->owner = owner;
  /* So that the first letter has nothing to wait for. */
  mailbox->last_delivery = -(gint64) kind->interval_ms * 1000;
  mailbox->letters = g_ptr_array_new_with_free_func (kind->free_letter);
  g_mutex_init (&mailbox->mutex);
  /* One source for good, which sleeps while there is nothing: so none is ever pending twice. */
  mailbox->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_priority (mailbox->source, kind->priority);
  /* A handler may run the main context to wait for another letter. */
  g_source_set_can_recurse (mailbox->source, TRUE);
  g_source_set_callback (mailbox->source, on_ready, fus_mailbox_ref (mailbox),
                         (GDestroyNotify) fus_mailbox_unref);
  g_source_attach (mailbox->source, context);
  return mailbox;
}

FusMailbox *
fus_mailbox_ref (FusMailbox *mailbox)
{
  g_atomic_ref_count_inc (&mailbox->refs);
  return mailbox;
}

void
fus_mailbox_unref (FusMailbox *mailbox)
{
  if (!g_atomic_ref_count_dec (&mailbox->refs))
    return;
  g_ptr_array_unref (mailbox->letters);
  g_mutex_clear (&mailbox->mutex);
  g_free (mailbox);
}

/* (transfer full) */
static GPtrArray *
empty (FusMailbox *mailbox)
{
  GPtrArray *letters = mailbox->letters;

  mailbox->letters = g_ptr_array_new_with_free_func (mailbox->kind->free_letter);
  return letters;
}

void
fus_mailbox_close (FusMailbox *mailbox)
{
  GSource *source;
  GPtrArray *letters;

  g_mutex_lock (&mailbox->mutex);
  source = g_steal_pointer (&mailbox->source);
  letters = empty (mailbox);
  g_mutex_unlock (&mailbox->mutex);
  mailbox->owner = NULL;
  /* Not with the mutex held: what a letter holds may be long in going. */
  g_ptr_array_unref (letters);
  if (source != NULL)
    {
      g_source_destroy (source);
      g_source_unref (source);
    }
}

void
fus_mailbox_post (FusMailbox *mailbox, gpointer letter)
{
  g_mutex_lock (&mailbox->mutex);
  if (mailbox->source != NULL)
    {
      g_ptr_array_add (mailbox->letters, g_steal_pointer (&letter));
      g_source_set_ready_time (mailbox->source, 0);
    }
  g_mutex_unlock (&mailbox->mutex);
  if (letter != NULL)
    mailbox->kind->free_letter (letter);
}

/* (transfer full) (nullable). Called with the mutex held. */
static gpointer
take_replaced (FusMailbox *mailbox, gconstpointer letter)
{
  GPtrArray *letters = mailbox->letters;

  for (guint i = letters->len; mailbox->kind->replaces != NULL && i-- > 0;)
    if (mailbox->kind->replaces (letter, letters->pdata[i]))
      return g_ptr_array_steal_index (letters, i);
  return NULL;
}

void
fus_mailbox_post_patiently (FusMailbox *mailbox, gpointer letter)
{
  gpointer needless = letter;

  g_mutex_lock (&mailbox->mutex);
  if (mailbox->source != NULL)
    {
      needless = take_replaced (mailbox, letter);
      /* Where something waits already, so does its delivery. */
      if (mailbox->letters->len == 0 && needless == NULL)
        g_source_set_ready_time (mailbox->source,
                                 mailbox->last_delivery + mailbox->kind->interval_ms * 1000LL);
      g_ptr_array_add (mailbox->letters, letter);
    }
  g_mutex_unlock (&mailbox->mutex);
  if (needless != NULL)
    mailbox->kind->free_letter (needless);
}

void
fus_mailbox_collect (FusMailbox *mailbox)
{
  g_autoptr (GPtrArray) letters = NULL;
  GObject *owner = mailbox->owner;

  if (owner == NULL)
    return;
  g_mutex_lock (&mailbox->mutex);
  g_source_set_ready_time (mailbox->source, -1);
  mailbox->last_delivery = g_get_monotonic_time ();
  letters = empty (mailbox);
  g_mutex_unlock (&mailbox->mutex);
  if (letters->len == 0)
    return;
  g_object_ref (owner);
  mailbox->kind->take (owner, letters);
  g_object_unref (owner);
}

gpointer
fus_mailbox_owner (FusMailbox *mailbox)
{
  return mailbox->owner;
}
