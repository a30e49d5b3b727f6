/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/jobs/gate.h"

/* A worker in line; lives on its thread's stack. */
typedef struct
{
  GList link;
} FusGateTicket;

struct _FusGate
{
  GMutex mutex;
  GCond changed;
  gboolean occupied;
  GQueue waiting[FUS_N_GATE_LEVELS];
  /* Bit per level that has somebody waiting; written under the mutex, read without. */
  guint waiting_levels;
};

FusGate *
fus_gate_new (void)
{
  FusGate *gate = g_new0 (FusGate, 1);

  g_mutex_init (&gate->mutex);
  g_cond_init (&gate->changed);
  for (int i = 0; i < FUS_N_GATE_LEVELS; i++)
    g_queue_init (&gate->waiting[i]);
  return gate;
}

void
fus_gate_free (FusGate *gate)
{
  g_assert (!gate->occupied && gate->waiting_levels == 0);
  g_mutex_clear (&gate->mutex);
  g_cond_clear (&gate->changed);
  g_free (gate);
}

FusGate *
fus_gate_get_default (void)
{
  static FusGate *gate = NULL;

  if (g_once_init_enter (&gate))
    g_once_init_leave (&gate, fus_gate_new ());
  return gate;
}

static guint
levels_above (FusGateLevel level)
{
  return (1u << level) - 1;
}

/* Called with the mutex held. */
static void
note_waiting (FusGate *gate, FusGateLevel level)
{
  if (g_queue_is_empty (&gate->waiting[level]))
    g_atomic_int_and (&gate->waiting_levels, ~(1u << level));
  else
    g_atomic_int_or (&gate->waiting_levels, 1u << level);
}

/* Called with the mutex held; returns inside. */
static void
wait_in_line (FusGate *gate, FusGateLevel level, gboolean at_the_head)
{
  FusGateTicket ticket = { .link = { .data = &ticket } };

  if (at_the_head)
    g_queue_push_head_link (&gate->waiting[level], &ticket.link);
  else
    g_queue_push_tail_link (&gate->waiting[level], &ticket.link);
  note_waiting (gate, level);

  while (gate->occupied || (gate->waiting_levels & levels_above (level)) != 0
         || g_queue_peek_head_link (&gate->waiting[level]) != &ticket.link)
    g_cond_wait (&gate->changed, &gate->mutex);

  gate->occupied = TRUE;
  g_queue_unlink (&gate->waiting[level], &ticket.link);
  note_waiting (gate, level);
}

void
fus_gate_enter (FusGate *gate, FusGateLevel level)
{
  g_mutex_lock (&gate->mutex);
  wait_in_line (gate, level, FALSE);
  g_mutex_unlock (&gate->mutex);
}

void
fus_gate_leave (FusGate *gate, FusGateLevel level)
{
  g_mutex_lock (&gate->mutex);
  g_assert (gate->occupied);
  gate->occupied = FALSE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->mutex);
}

void
fus_gate_give_way (FusGate *gate, FusGateLevel level)
{
  if (((guint) g_atomic_int_get (&gate->waiting_levels) & levels_above (level)) == 0)
    return;

  g_mutex_lock (&gate->mutex);
  gate->occupied = FALSE;
  g_cond_broadcast (&gate->changed);
  /* Before those of the same level who have not begun yet. */
  wait_in_line (gate, level, TRUE);
  g_mutex_unlock (&gate->mutex);
}

guint
fus_gate_n_waiting (FusGate *gate, FusGateLevel level)
{
  guint n;

  g_mutex_lock (&gate->mutex);
  n = gate->waiting[level].length;
  g_mutex_unlock (&gate->mutex);
  return n;
}
