/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/team.h"

#include <string.h>

typedef struct
{
  guint hits[8];
  guint n[8];
  volatile float tiny;
  float product[8];
} Marks;

static void
mark (gpointer data, guint index, guint n)
{
  Marks *marks = data;

  marks->hits[index]++;
  marks->n[index] = n;
  marks->product[index] = marks->tiny * 0.5f;
}

static void
test_each_member_works_once (void)
{
  for (guint size = 1; size <= 8; size++)
    {
      g_autoptr (FusTeam) team = fus_team_new (size);
      Marks marks = { 0 };

      g_assert_cmpuint (fus_team_size (team), ==, size);
      for (guint run = 1; run <= 300; run++)
        {
          fus_team_run (team, mark, &marks);
          for (guint i = 0; i < 8; i++)
            g_assert_cmpuint (marks.hits[i], ==, i < size ? run : 0);
          /* Long enough for members to fall asleep. */
          if (run % 100 == 0)
            g_usleep (2000);
        }
      for (guint i = 0; i < size; i++)
        g_assert_cmpuint (marks.n[i], ==, size);
    }
}

typedef struct
{
  guint8 done[200];
} Crowd;

static void
mark_one (gpointer data, guint index, guint n)
{
  Crowd *crowd = data;

  crowd->done[index]++;
}

/* Far more threads than processors: shares of members that do not come to run are done by others,
 * and none is done twice. */
static void
test_crowd (void)
{
  g_autoptr (FusTeam) team = fus_team_new (200);

  for (guint run = 0; run < 200; run++)
    {
      Crowd crowd = { { 0 } };

      fus_team_run (team, mark_one, &crowd);
      for (guint i = 0; i < 200; i++)
        g_assert_cmpuint (crowd.done[i], ==, 1);
    }
}

static void
test_default_size (void)
{
  g_autoptr (FusTeam) team = fus_team_new (0);

  g_assert_cmpuint (fus_team_size (team), ==, g_get_num_processors ());
}

/* Within a run 2^-126 / 2 is zero in every thread; the caller's own arithmetic is as before. */
static void
test_denormals_are_zero (void)
{
#if defined(__SSE2__) || defined(__aarch64__)
  g_autoptr (FusTeam) team = fus_team_new (3);
  Marks marks = { .tiny = 0x1p-126f };

  fus_team_run (team, mark, &marks);
  for (guint i = 0; i < 3; i++)
    g_assert_true (marks.product[i] == 0);

  volatile float half = marks.tiny * 0.5f;
  guint32 bits;

  memcpy (&bits, (const void *) &half, sizeof bits);
  g_assert_cmpuint (bits, ==, 0x00400000);
#else
  g_test_skip ("this processor's switch for denormals is not known");
#endif
}

static void
test_scratch_grows_and_stays (void)
{
  g_autoptr (FusTeam) team = fus_team_new (2);
  float *small = fus_team_scratch (team, 1, 10);
  float *shared = fus_team_scratch (team, 2, 1000);

  g_assert_true (small != shared);
  g_assert_cmpuint ((gsize) shared % 64, ==, 0);
  shared[999] = 1;
  g_assert_true (fus_team_scratch (team, 2, 500) == shared);
  fus_team_scratch (team, 2, 100000)[99999] = 1;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/team/each-once", test_each_member_works_once);
  g_test_add_func ("/engine/team/crowd", test_crowd);
  g_test_add_func ("/engine/team/default-size", test_default_size);
  g_test_add_func ("/engine/team/denormals", test_denormals_are_zero);
  g_test_add_func ("/engine/team/scratch", test_scratch_grows_and_stays);
  return g_test_run ();
}
