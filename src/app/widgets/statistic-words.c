/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/statistic-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The usual level; the p itself is always said too. */
#define LEVEL 0.05

char *
fus_test_verdict (const char *first, const char *second, const FusTest *mcnemar)
{
  g_autofree char *p = fus_p_format (mcnemar->p);
  g_autofree char *n = g_strdup_printf ("%" G_GSIZE_FORMAT, mcnemar->n[0]);
  const gboolean ahead = mcnemar->effect >= 0;

  if (isnan (mcnemar->p) || mcnemar->p >= LEVEL)
    /* Translators: network, network, number of frames, "p = 0.3". */
    return g_strdup_printf (_ ("%s and %s: no difference that these %s frames can show (%s)."),
                            first, second, n, p);
  /* Translators: the better network, per cent, number of frames, the other network, "p = 0.01". */
  return g_strdup_printf (_ ("%s is right on %.1f %% more of the %s frames than %s (%s)."),
                          ahead ? first : second, fabs (mcnemar->effect) * 100, n,
                          ahead ? second : first, p);
}

char *
fus_test_words_mcnemar (const FusTest *test)
{
  g_autofree char *p = fus_p_format (test->p);
  g_autofree char *n = g_strdup_printf ("%" G_GSIZE_FORMAT, test->n[0]);

  /* Translators: number of frames, "p = 0.01", signed number. */
  return g_strdup_printf (_ ("Exact McNemar test on the same %s frames: %s; difference %+.1f "
                             "percentage points."),
                          n, p, test->effect * 100);
}

char *
fus_test_words_paired_t (const FusTest *test)
{
  g_autofree char *p = fus_p_format (test->p);
  g_autofree char *n = g_strdup_printf ("%" G_GSIZE_FORMAT, test->n[0]);

  /* Translators: number of rounds, t, "p = 0.01", Cohen's d of paired samples. */
  return g_strdup_printf (_ ("Paired t test across %s bootstrap rounds, as in the paper: t = %.1f, "
                             "%s; d = %.2f. It grows with the rounds; trust the test above more."),
                          n, test->statistic, p, test->effect);
}

char *
fus_test_words_mann_whitney (const char *first, const char *second, const FusTest *test)
{
  g_autofree char *p = fus_p_format (test->p);
  g_autofree char *n = g_strdup_printf ("%" G_GSIZE_FORMAT, test->n[0]);
  g_autofree char *m = g_strdup_printf ("%" G_GSIZE_FORMAT, test->n[1]);
  g_autofree char *who = NULL;

  if (isnan (test->p) || test->p >= LEVEL)
    who = g_strdup (_ ("no difference shown"));
  else
    /* Translators: of two maps, the one with the higher values. */
    who = g_strdup_printf (_ ("higher in “%s”"), test->effect >= 0 ? first : second);
  /* Translators: map, map, "higher in identity network", statistic, numbers of observations,
   * "p = 0.02", rank-biserial correlation. */
  return g_strdup_printf (_ ("“%s” against “%s”: %s.\nU = %.0f, n = %s and %s, %s, r = %+.2f"),
                          first, second, who, test->statistic, n, m, p, test->effect);
}
