/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/team.h"

#include "engine/memory.h"

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

typedef void (*FusTeamWork) (gpointer data, guint index, guint n);

struct _FusTeam
{
  guint size;
  guint spins;
  GThread **threads; /* size - 1; member 0 is the caller */
  Scratch *scratch;  /* size + 1 */

  /* The run at hand. Its shares are claimed one by one, so that a thread which the system does not
   * let run keeps nobody waiting: whoever is there does its share. */
  _Atomic (FusTeamWork) work;
  _Atomic (gpointer) data;
  _Atomic (guint64) ticket; /* number of the run << 32 | next share that nobody has claimed */
  atomic_uint pending;      /* shares that are not done */
  atomic_bool quit;

  GMutex mutex; /* guards sleeping and waking, not the fields above */
  GCond go;
  GCond done;
};

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

static guint32
run_of (guint64 ticket)
{
  return ticket >> 32;
}

/* Waits for another run than the one seen. */
static guint32
wait_for_run (FusTeam *team, guint32 seen)
{
  for (guint i = 0; i < team->spins; i++)
    {
      guint32 run = run_of (atomic_load_explicit (&team->ticket, memory_order_acquire));

      if (run != seen)
        return run;
      relax ();
    }
  g_mutex_lock (&team->mutex);
  while (run_of (atomic_load (&team->ticket)) == seen)
    g_cond_wait (&team->go, &team->mutex);
  g_mutex_unlock (&team->mutex);
  return run_of (atomic_load (&team->ticket));
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

/* Opens the next run, of which the caller has claimed share 0. */
static guint32
start_run (FusTeam *team)
{
  guint32 run = run_of (atomic_load (&team->ticket)) + 1;

  g_mutex_lock (&team->mutex);
  atomic_store (&team->pending, team->size - 1);
  atomic_store (&team->ticket, (guint64) run << 32 | 1);
  g_cond_broadcast (&team->go);
  g_mutex_unlock (&team->mutex);
  return run;
}

/* Does the shares of @run that nobody has claimed. Work and data are read between the two accesses
 * to the ticket: they belong to the run as long as it has a share to claim. */
static void
do_shares (FusTeam *team, guint32 run)
{
  guint64 ticket = atomic_load (&team->ticket);

  while (run_of (ticket) == run && (guint32) ticket < team->size)
    {
      FusTeamWork work = atomic_load (&team->work);
      gpointer data = atomic_load (&team->data);

      if (!atomic_compare_exchange_weak (&team->ticket, &ticket, ticket + 1))
        continue;
      work (data, (guint32) ticket, team->size);
      if (atomic_fetch_sub (&team->pending, 1) == 1)
        {
          g_mutex_lock (&team->mutex);
          g_cond_signal (&team->done);
          g_mutex_unlock (&team->mutex);
        }
      ticket = atomic_load (&team->ticket);
    }
}

static gpointer
member_main (gpointer data)
{
  FusTeam *team = data;
  guint32 run = 0;

  flush_denormals ();
  for (;;)
    {
      run = wait_for_run (team, run);
      if (atomic_load (&team->quit))
        return NULL;
      do_shares (team, run);
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
    team->threads[i - 1] = g_thread_new ("fus-team", member_main, team);
  return team;
}

void
fus_team_free (FusTeam *team)
{
  if (team == NULL)
    return;

  atomic_store (&team->quit, TRUE);
  start_run (team);
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

  if (team->size == 1)
    {
      work (data, 0, 1);
    }
  else
    {
      g_assert (atomic_load (&team->pending) == 0);
      atomic_store (&team->work, work);
      atomic_store (&team->data, data);

      guint32 run = start_run (team);

      work (data, 0, team->size);
      do_shares (team, run);
      wait_for_all (team);
    }
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
