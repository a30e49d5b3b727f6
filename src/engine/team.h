/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FusTeam:
 *
 * A fixed team of threads that share out the work of one kernel. The threads sleep between kernels,
 * flush denormals to zero, and never call a BLAS that starts threads of its own.
 */
typedef struct _FusTeam FusTeam;

/* @n_threads: 1 … 256; 0 takes one for each processor this process may use. The calling thread is
 * one of them. Free with fus_team_free(). */
FusTeam *fus_team_new (guint n_threads);
void fus_team_free (FusTeam *team);
guint fus_team_size (const FusTeam *team);

/* Runs work (data, index, n) once for each index 0 … n - 1, side by side on as many of the n
 * threads as the system lets run, and returns when all are done. One caller at a time. What a share
 * computes must depend on index and n alone, so that the same team size gives the same bytes. */
void fus_team_run (FusTeam *team, void (*work) (gpointer data, guint index, guint n),
                   gpointer data);

/* Working memory that outlives the call, so that kernels need not allocate: @index's own block
 * within work (), or, with the team's size as @index, one that the caller gets before
 * fus_team_run() and all may read. At least @n floats, 64-byte aligned, contents undefined; the
 * next request with the same @index may give the same memory. Owned by the team. */
float *fus_team_scratch (FusTeam *team, guint index, gsize n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusTeam, fus_team_free)

G_END_DECLS
