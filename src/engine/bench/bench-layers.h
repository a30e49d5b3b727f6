/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/bench/bench.h"

G_BEGIN_DECLS

FusArchitecture fus_bench_architecture (const FusBenchSettings *settings);

/* The median of @repeats runs after two that do not count, in milliseconds; -1 where one returned
 * FALSE. */
double fus_bench_median_ms (gboolean (*run) (gpointer data), gpointer data, guint repeats);

G_END_DECLS
