/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Runs the default main loop until @condition (@data), at most @seconds; fails the test after. */
#define fixture_wait(condition, data, seconds)                                                     \
  g_assert_true (fixture_wait_until ((condition), (data), (seconds)))
gboolean fixture_wait_until (gboolean (*condition) (gpointer data), gpointer data, double seconds);

/* Runs the default main loop for that long. */
void fixture_run_for (double seconds);

G_END_DECLS
