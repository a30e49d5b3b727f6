/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/jobs/time-left.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Between two samples: with all of them, half a minute is looked back on. */
#define INTERVAL (2 * G_USEC_PER_SEC)
/* Before that a guess is worth nothing. */
#define SHORTEST (5 * G_USEC_PER_SEC)

double
fus_time_left_update (FusTimeLeft *left, gint64 now, double share)
{
  /* Another piece of work has begun. */
  if (left->n > 0 && share < left->share[left->n - 1])
    left->n = 0;
  if (left->n == 0 || now - left->time[left->n - 1] >= INTERVAL)
    {
      if (left->n == FUS_TIME_LEFT_SAMPLES)
        {
          left->n--;
          memmove (left->time, left->time + 1, left->n * sizeof *left->time);
          memmove (left->share, left->share + 1, left->n * sizeof *left->share);
        }
      left->time[left->n] = now;
      left->share[left->n++] = share;
    }
  if (now - left->time[0] < SHORTEST || share <= left->share[0])
    return -1;
  return (1 - share) * (double) (now - left->time[0]) / (share - left->share[0]) / G_USEC_PER_SEC;
}

char *
fus_describe_duration (double seconds)
{
  guint minutes = (guint) lround (seconds / 60);

  if (seconds < 50)
    return g_strdup_printf (ngettext ("%u second", "%u seconds", (guint) ceil (seconds)),
                            (guint) ceil (seconds));
  if (minutes < 60)
    return g_strdup_printf (ngettext ("%u minute", "%u minutes", MAX (minutes, 1)),
                            MAX (minutes, 1));
  if (minutes < 48 * 60)
    {
      g_autofree char *hours
          = g_strdup_printf (ngettext ("%u hour", "%u hours", minutes / 60), minutes / 60);
      g_autofree char *rest
          = g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes % 60), minutes % 60);
      return minutes >= 10 * 60 || minutes % 60 == 0 ? g_steal_pointer (&hours)
                                                     : g_strdup_printf ("%s %s", hours, rest);
    }
  guint days = (guint) lround (minutes / (24.0 * 60));
  return g_strdup_printf (ngettext ("%u day", "%u days", days), days);
}
