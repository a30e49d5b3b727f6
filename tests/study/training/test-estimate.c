/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/training/estimate.h"

#include <math.h>

/* Time is in proportion to epochs and frames: to the last bit, as the machine is measured once. */
static void
test_seconds (void)
{
  FusProtocol quick = fus_protocol_preset (FUS_PRESET_QUICK), twice = quick;
  const double seconds = fus_training_estimate_seconds (&quick, 1000, 1);

  g_assert_true (isfinite (seconds));
  g_assert_cmpfloat (seconds, >, 0);
  g_assert_cmpfloat (fus_training_estimate_seconds (&quick, 1000, 1), ==, seconds);
  twice.epochs *= 2;
  g_assert_cmpfloat_with_epsilon (fus_training_estimate_seconds (&twice, 1000, 1), 2 * seconds,
                                  1e-9 * seconds);
  g_assert_cmpfloat_with_epsilon (fus_training_estimate_seconds (&quick, 3000, 1), 3 * seconds,
                                  1e-9 * seconds);
}

static void
test_bytes (void)
{
  const FusProtocol quick = fus_protocol_preset (FUS_PRESET_QUICK);
  const FusProtocol paper = fus_protocol_preset (FUS_PRESET_PAPER);
  const guint classes[FUS_N_TASKS] = { 35, 7 };

  g_assert_cmpuint (fus_training_estimate_bytes (&quick, classes), >, 10 << 20);
  g_assert_cmpuint (fus_training_estimate_bytes (&paper, classes), >,
                    4 * fus_training_estimate_bytes (&quick, classes));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/estimate/seconds", test_seconds);
  g_test_add_func ("/study/estimate/bytes", test_bytes);
  return g_test_run ();
}
