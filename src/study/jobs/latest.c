/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/jobs/latest.h"

#include "study/jobs/gate.h"
#include "study/jobs/mailbox.h"

struct _FusLatest
{
  const FusLatestKind *kind;
  FusMailbox *mailbox;
  GThread *thread;

  /* Worker's thread only */
  gpointer worker;
  guint answering; /* token of the question in work */

  GMutex mutex;
  GCond asked;
  gboolean closed;
  guint token; /* of the newest question; read atomically */
  gpointer question;
  guint parts; /* bit mask: still to do for the newest question */
};

/* What the worker hands over. */
typedef struct
{
  FusLatest *latest;
  guint token;
  guint part;
  gpointer answer;
  GError *error;
} Letter;

static void
free_letter (gpointer data)
{
  Letter *letter = data;

  if (letter->answer != NULL)
    letter->latest->kind->free_answer (letter->answer);
  g_clear_error (&letter->error);
  g_free (letter);
}

static void
drop_question (const FusLatestKind *kind, gpointer question)
{
  if (question != NULL)
    g_atomic_rc_box_release_full (question, kind->clear_question);
}

/* The worker */

static gboolean
is_current (gpointer data)
{
  FusLatest *latest = data;

  return (guint) g_atomic_int_get (&latest->token) == latest->answering;
}

gboolean
fus_latest_compute (FusLatest *latest, gboolean (*compute) (gpointer data, const FusPoll *poll),
                    gpointer data)
{
  const FusPoll poll = { is_current, latest };
  FusGate *gate = fus_gate_get_default ();
  gboolean done;

  fus_gate_enter (gate, FUS_GATE_PERSON);
  done = is_current (latest) && compute (data, &poll);
  fus_gate_leave (gate, FUS_GATE_PERSON);
  return done;
}

/* Called with the mutex held, which it gives up while it works. */
static void
answer_part (FusLatest *latest)
{
  Letter *letter = g_new0 (Letter, 1);
  gpointer question = g_atomic_rc_box_acquire (latest->question);
  gboolean current;

  letter->latest = latest;
  letter->part = (guint) g_bit_nth_msf (latest->parts, -1);
  letter->token = latest->answering = latest->token;
  latest->parts &= ~(1u << letter->part);
  g_mutex_unlock (&latest->mutex);

  letter->answer
      = latest->kind->answer (latest->worker, latest, question, letter->part, &letter->error);
  drop_question (latest->kind, question);

  g_mutex_lock (&latest->mutex);
  current = letter->token == latest->token;
  if (current && letter->error != NULL)
    latest->parts = 0;
  /* Whether it still counts is asked again when it arrives. */
  if (current && (letter->answer != NULL || letter->error != NULL))
    fus_mailbox_post (latest->mailbox, letter);
  else
    free_letter (letter);
}

static gpointer
run (gpointer data)
{
  FusLatest *latest = data;

  g_mutex_lock (&latest->mutex);
  while (!latest->closed)
    if (latest->parts != 0)
      answer_part (latest);
    else
      g_cond_wait (&latest->asked, &latest->mutex);
  g_mutex_unlock (&latest->mutex);
  latest->kind->free_worker (latest->worker);
  return NULL;
}

/* The owner */

static void
take (gpointer owner, GPtrArray *letters)
{
  const FusLatestKind *kind = ((Letter *) letters->pdata[0])->latest->kind;
  gboolean any = FALSE;

  for (guint i = 0; i < letters->len; i++)
    {
      Letter *letter = letters->pdata[i];

      /* Superseded after it was posted, or by whoever heard of the one before. */
      if (letter->token != letter->latest->token)
        continue;
      kind->take (owner, letter->part, g_steal_pointer (&letter->answer), letter->error);
      any = TRUE;
    }
  if (any)
    kind->taken (owner);
}

static const FusMailboxKind mailbox_kind = {
  .take = take,
  .free_letter = free_letter,
  /* A window that draws all the time must not keep an answer out. */
  .priority = G_PRIORITY_DEFAULT,
};

FusLatest *
fus_latest_new (gpointer owner, const FusLatestKind *kind, gpointer worker)
{
  FusLatest *latest = g_new0 (FusLatest, 1);

  latest->kind = kind;
  latest->worker = worker;
  latest->mailbox = fus_mailbox_new (owner, &mailbox_kind);
  g_mutex_init (&latest->mutex);
  g_cond_init (&latest->asked);
  latest->thread = g_thread_new (kind->thread, run, latest);
  return latest;
}

void
fus_latest_free (FusLatest *latest)
{
  g_mutex_lock (&latest->mutex);
  latest->closed = TRUE;
  g_atomic_int_inc (&latest->token);
  g_cond_signal (&latest->asked);
  g_mutex_unlock (&latest->mutex);
  g_thread_join (latest->thread);
  fus_mailbox_close (latest->mailbox);
  fus_mailbox_unref (latest->mailbox);
  drop_question (latest->kind, latest->question);
  g_mutex_clear (&latest->mutex);
  g_cond_clear (&latest->asked);
  g_free (latest);
}

void
fus_latest_ask (FusLatest *latest, gpointer question, guint parts)
{
  gpointer before;

  g_mutex_lock (&latest->mutex);
  g_atomic_int_inc (&latest->token);
  before = latest->question;
  latest->question = question;
  latest->parts = parts;
  g_cond_signal (&latest->asked);
  g_mutex_unlock (&latest->mutex);
  drop_question (latest->kind, before);
}

void
fus_latest_ask_more (FusLatest *latest, guint parts)
{
  g_mutex_lock (&latest->mutex);
  latest->parts |= parts;
  g_cond_signal (&latest->asked);
  g_mutex_unlock (&latest->mutex);
}
