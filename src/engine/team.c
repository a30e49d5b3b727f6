/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "team.h"

#include "memory.h"

#include <stdatomic.h>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

/* About 20 µs: kernels of one batch follow each other faster than that, and a wake-up through the
 * kernel costs as much. */
#define SPINS 4000

typedef struct
{
  float *memory;
  gsize size;
} Scratch;

struct _FusTeam
{
  guint size;
  guint spins;
  GThread **threads; /* size - 1; member 0 is the caller */
  Scratch *scratch;  /* size + 1 */

  void (*work) (gpointer data, guint index, guint n);
  gpointer data;
  atomic_uint generation; /* counts runs; a change is the call to work */
  atomic_uint pending;    /* members that have not finished */
  atomic_bool quit;

  GMutex mutex; /* guards sleeping and waking, not the fields above */
  GCond go;
  GCond done;
};

typedef struct
{
  FusTeam *team;
  guint index;
} Member;

/* Denormals cost a hundred cycles each and mean nothing here: both inputs and results are taken as
 * zero. Returns the state to restore. */
static guint64
flush_denormals (void)
{
#if defined(__SSE2__)
  guint64 before = _mm_getcsr ();
  _mm_setcsr ((guint32) before | 0x8040);
  return before;
#elif defined(__aarch64__)
  guint64 before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(before | (1u << 24)));
  return before;
#else
  return 0;
#endif
}

static void
restore_denormals (guint64 before)
{
#if defined(__SSE2__)
  _mm_setcsr ((guint32) before);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(before));
#endif
}

static void
relax (void)
{
#if defined(__SSE2__)
  _mm_pause ();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void
wait_for_generation_after (FusTeam *team, guint seen)
{
  for (guint i = 0; i < team->spins; i++)
    {
      if (atomic_load_explicit (&team->generation, memory_order_acquire) != seen)
        return;
      relax ();
    }
  g_mutex_lock (&team->mutex);
  while (atomic_load (&team->generation) == seen)
    g_cond_wait (&team->go, &team->mutex);
  g_mutex_unlock (&team->mutex);
}

static void
wait_for_all (FusTeam *team)
{
  for (guint i = 0; i < team->spins; i++)
    {
      if (atomic_load_explicit (&team->pending, memory_order_acquire) == 0)
        return;
      relax ();
    }
  g_mutex_lock (&team->mutex);
  while (atomic_load (&team->pending) != 0)
    g_cond_wait (&team->done, &team->mutex);
  g_mutex_unlock (&team->mutex);
}

static void
start_generation (FusTeam *team)
{
  g_mutex_lock (&team->mutex);
  atomic_store (&team->pending, team->size - 1);
  atomic_fetch_add (&team->generation, 1);
  g_cond_broadcast (&team->go);
  g_mutex_unlock (&team->mutex);
}

static gpointer
member_main (gpointer data)
{
  Member *member = data;
  FusTeam *team = member->team;
  guint index = member->index;
  guint seen = 0;

  g_free (member);
  flush_denormals ();
  for (;;)
    {
      wait_for_generation_after (team, seen++);
      if (atomic_load (&team->quit))
        return NULL;
      team->work (team->data, index, team->size);
      if (atomic_fetch_sub (&team->pending, 1) == 1)
        {
          g_mutex_lock (&team->mutex);
          g_cond_signal (&team->done);
          g_mutex_unlock (&team->mutex);
        }
    }
}

FusTeam *
fus_team_new (guint n_threads)
{
  g_assert (n_threads <= 256);

  guint n_processors = MIN (g_get_num_processors (), 256);
  FusTeam *team = g_new0 (FusTeam, 1);

  team->size = n_threads > 0 ? n_threads : n_processors;
  /* With more threads than processors, spinning keeps the one that is waited for from running. */
  team->spins = team->size > n_processors ? 0 : SPINS;
  team->threads = g_new0 (GThread *, team->size);
  team->scratch = g_new0 (Scratch, team->size + 1);
  g_mutex_init (&team->mutex);
  g_cond_init (&team->go);
  g_cond_init (&team->done);
  for (guint i = 1; i < team->size; i++)
    {
      Member *member = g_new (Member, 1);

      *member = (Member){ team, i };
      team->threads[i - 1] = g_thread_new ("fus-team", member_main, member);
    }
  return team;
}

void
fus_team_free (FusTeam *team)
{
  if (team == NULL)
    return;

  atomic_store (&team->quit, TRUE);
  start_generation (team);
  for (guint i = 1; i < team->size; i++)
    g_thread_join (team->threads[i - 1]);
  for (guint i = 0; i <= team->size; i++)
    fus_memory_free (team->scratch[i].memory, team->scratch[i].size * sizeof (float));
  g_free (team->scratch);
  g_free (team->threads);
  g_mutex_clear (&team->mutex);
  g_cond_clear (&team->go);
  g_cond_clear (&team->done);
  g_free (team);
}

guint
fus_team_size (const FusTeam *team)
{
  return team->size;
}

void
fus_team_run (FusTeam *team, void (*work) (gpointer data, guint index, guint n), gpointer data)
{
  guint64 before = flush_denormals ();

  if (team->size > 1)
    {
      g_assert (atomic_load (&team->pending) == 0);
      team->work = work;
      team->data = data;
      start_generation (team);
    }
  work (data, 0, team->size);
  if (team->size > 1)
    wait_for_all (team);
  restore_denormals (before);
}

float *
fus_team_scratch (FusTeam *team, guint index, gsize n)
{
  g_assert (index <= team->size);

  Scratch *scratch = &team->scratch[index];

  if (scratch->size < n)
    {
      fus_memory_free (scratch->memory, scratch->size * sizeof (float));
      scratch->memory = fus_memory_new (n * sizeof (float));
      scratch->size = n;
      if (scratch->memory == NULL)
        g_error ("failed to allocate %" G_GSIZE_FORMAT " floats", n);
    }
  return scratch->memory;
}
