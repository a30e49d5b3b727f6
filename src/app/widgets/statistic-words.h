/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/bootstrap.h"
#include "analysis/statistics.h"

G_BEGIN_DECLS

/* Statistical tests in words: which test, on what, n, p, size of the effect. All (transfer
 * full). */

/**
 * fus_test_verdict:
 * @first, @second: what was compared: "Joint network"
 * @test: of first against second, on the same frames
 *
 * "Identity network is right on 51.2 % more of the 490 frames than the expression network
 * (p < 1e-300)." or, at p of 5 % and above, that no difference is shown.
 */
char *fus_test_verdict (const char *first, const char *second, const FusTest *mcnemar);

/* "Exact McNemar test on the same 490 frames: p = 0.03, difference 2.9 percentage points." */
char *fus_test_words_mcnemar (const FusTest *test);

/* Two lines: which of two maps is higher, if that is shown; U, n, p and r. */
char *fus_test_words_mann_whitney (const char *first, const char *second, const FusTest *test);

/* "Paired t test across 100 bootstrap rounds, as in the paper: …", and why to be careful. */
char *fus_test_words_paired_t (const FusTest *test);

G_END_DECLS
