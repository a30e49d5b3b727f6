/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/poll.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FusLatest:
 *
 * Answers what a person asks, in a thread of its own. Only the newest question counts: one that is
 * being answered is given up, and answers that come too late are dropped. A question has up to 32
 * parts, each answered and handed over by itself, the highest first. Owner's thread unless a
 * function says otherwise.
 */
typedef struct _FusLatest FusLatest;

/**
 * FusLatestKind:
 * @thread: the thread's name, at most 15 bytes
 * @answer: worker's thread: answers a part of @question: (transfer full). NULL when
 *   superseded. NULL with @error ends the whole question: its other parts would fail by the same.
 *   What is wrong with this part alone belongs into its answer.
 * @free_worker: worker's thread: at its end
 * @clear_question: what a question holds
 * @take: owner's thread: @answer: (transfer full); or NULL with @error
 * @taken: owner's thread: after some answers, or one, were taken
 */
typedef struct
{
  const char *thread;
  gpointer (*answer) (gpointer worker, FusLatest *latest, gconstpointer question, guint part,
                      GError **error);
  GDestroyNotify free_worker;
  GDestroyNotify clear_question;
  GDestroyNotify free_answer;
  void (*take) (gpointer owner, guint part, gpointer answer, const GError *error);
  void (*taken) (gpointer owner);
} FusLatestKind;

/**
 * fus_latest_new:
 * @owner: a GObject, which has to free what is returned before it goes; answers reach it in the
 *   calling thread's main context
 * @kind: not copied
 * @worker: (transfer full): what the thread keeps from one question to the next
 *
 * Returns: (transfer full)
 */
FusLatest *fus_latest_new (gpointer owner, const FusLatestKind *kind, gpointer worker);
/* Waits until the thread has ended, which gives up its question at once. */
void fus_latest_free (FusLatest *latest);

/* Asks something new. @question: (transfer full): from g_atomic_rc_box_new(), not written to any
 * more; @parts: bit mask. */
void fus_latest_ask (FusLatest *latest, gpointer question, guint parts);
/* Asks for (more) parts of the newest question, once more if they were answered. */
void fus_latest_ask_more (FusLatest *latest, guint parts);

/* For @answer: runs @compute once it is a person's turn at the gate, with a poll that says FALSE
 * once the question is superseded. FALSE where @compute said so or the turn came too late.
 * Worker's thread. */
gboolean fus_latest_compute (FusLatest *latest,
                             gboolean (*compute) (gpointer data, const FusPoll *poll),
                             gpointer data);

G_END_DECLS
