/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/redirect.h"

/* By the definition: the first frame's gradient gets through somewhere, so that it is ReLU's; the
 * second one's is stopped everywhere, so that what would raise silent inputs stays. */
static void
test_redirect (void)
{
  FusTeam *team = fus_team_new (2);
  const float y[] = { 1, 0, 0, 2, /**/ 0, 0, 3, 0 };
  float dy[] = { 0.5f, 4, -1, 0, /**/ 2, -3, 0, 1 };
  const float expected[] = { 0.5f, 0, 0, 0, /**/ 2, 0, 0, 1 };

  fus_redirect_backward (dy, y, 2, 4, team);
  for (guint i = 0; i < G_N_ELEMENTS (dy); i++)
    g_assert_cmpfloat (dy[i], ==, expected[i]);
  fus_team_free (team);
}

/* Nothing to go by stays nothing. */
static void
test_zero (void)
{
  FusTeam *team = fus_team_new (1);
  const float y[] = { 0, 0, 1 };
  float dy[] = { -1, 0, 0 };

  fus_redirect_backward (dy, y, 1, 3, team);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (dy[i], ==, 0);
  fus_team_free (team);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/redirect/by-definition", test_redirect);
  g_test_add_func ("/redirect/zero", test_zero);
  return g_test_run ();
}
