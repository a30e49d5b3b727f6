/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/budget.h"

#include "engine/random.h"

#define KEY(i) GUINT_TO_POINTER (i)

/* How many values are there, and whether somebody still holds them. */
static int n_alive;

typedef struct
{
  guint number;
} Value;

static Value *
value_new (guint number)
{
  Value *value = g_atomic_rc_box_new0 (Value);

  value->number = number;
  g_atomic_int_inc (&n_alive);
  return value;
}

static void
count_out (gpointer data)
{
  g_atomic_int_add (&n_alive, -1);
}

static void
value_unref (Value *value)
{
  g_atomic_rc_box_release_full (value, count_out);
}

static FusShelf *
shelf_new (FusBudget *budget)
{
  return fus_shelf_new (budget, NULL, NULL, NULL, g_atomic_rc_box_acquire,
                        (GDestroyNotify) value_unref);
}

static void
put (FusShelf *shelf, guint key, gsize bytes)
{
  Value *value = value_new (key);

  fus_shelf_put (shelf, KEY (key), value, bytes);
  value_unref (value);
}

static gboolean
use (FusShelf *shelf, guint key)
{
  Value *value = fus_shelf_get (shelf, KEY (key));

  if (value == NULL)
    return FALSE;
  g_assert_cmpuint (value->number, ==, key);
  value_unref (value);
  return TRUE;
}

/* What was used longest ago goes first, whosever it is. */
static void
test_oldest_goes (void)
{
  g_autoptr (FusBudget) budget = fus_budget_new (100);
  g_autoptr (FusShelf) one = shelf_new (budget);
  g_autoptr (FusShelf) other = shelf_new (budget);
  Value *held;

  put (one, 1, 40);
  put (other, 1, 30);
  put (one, 2, 30);
  g_assert_cmpuint (fus_budget_used (budget), ==, 100);
  g_assert_true (use (one, 1));
  put (one, 3, 20);
  g_assert_false (fus_shelf_has (other, KEY (1)));
  g_assert_true (fus_shelf_has (one, KEY (1)) && fus_shelf_has (one, KEY (2)));
  g_assert_cmpuint (fus_budget_used (budget), ==, 90);

  /* To look whether it is there is no use of it. */
  put (other, 2, 40);
  g_assert_false (fus_shelf_has (one, KEY (2)));
  g_assert_true (use (one, 1) && use (one, 3) && use (other, 2));
  g_assert_cmpuint (fus_budget_used (budget), ==, 100);

  /* In the place of what was there. */
  put (other, 2, 10);
  g_assert_cmpuint (fus_budget_used (budget), ==, 70);
  g_assert_cmpint (n_alive, ==, 3);

  /* What somebody holds outlives its place. */
  held = fus_shelf_get (one, KEY (3));
  fus_budget_set_limit (budget, 15);
  g_assert_cmpuint (fus_budget_used (budget), ==, 0);
  g_assert_cmpuint (held->number, ==, 3);
  g_assert_cmpint (n_alive, ==, 1);
  value_unref (held);

  /* Larger than all there may be: others are not let go of for it. */
  put (one, 4, 15);
  put (other, 5, 16);
  g_assert_true (use (one, 4));
  g_assert_false (use (other, 5));
  fus_budget_set_limit (budget, 0);
  put (one, 6, 1);
  g_assert_false (use (one, 6));
  g_assert_cmpint (n_alive, ==, 0);
}

static gboolean
is_odd (gpointer key, gpointer value, gpointer data)
{
  return GPOINTER_TO_UINT (key) % 2 == 1;
}

static void
test_drop (void)
{
  g_autoptr (FusBudget) budget = fus_budget_new (100);
  g_autoptr (FusShelf) one = shelf_new (budget);
  FusShelf *other = shelf_new (budget);

  for (guint i = 0; i < 6; i++)
    put (i < 4 ? one : other, i, 10);
  fus_shelf_drop (one, is_odd, NULL);
  g_assert_cmpuint (fus_budget_used (budget), ==, 40);
  g_assert_true (use (one, 0) && use (one, 2) && use (other, 5));
  g_assert_false (use (one, 1) || use (one, 3));
  fus_shelf_free (other);
  g_assert_cmpuint (fus_budget_used (budget), ==, 20);
  fus_shelf_drop (one, NULL, NULL);
  g_assert_cmpuint (fus_budget_used (budget), ==, 0);
  g_assert_cmpint (n_alive, ==, 0);
}

typedef struct
{
  FusBudget *budget;
  guint seed;
  gsize most; /* ever seen in use */
} Filler;

static gpointer
fill (gpointer data)
{
  Filler *filler = data;
  g_autoptr (FusShelf) shelf = shelf_new (filler->budget);
  FusRandom random;

  fus_random_seed (&random, filler->seed, 0);
  for (guint round = 0; round < 20000; round++)
    {
      guint key = fus_random_below (&random, 500);

      if (!use (shelf, key))
        put (shelf, key, 1 + fus_random_below (&random, 300));
      if (round % 1000 == 0)
        fus_shelf_drop (shelf, is_odd, NULL);
      filler->most = MAX (filler->most, fus_budget_used (filler->budget));
    }
  return NULL;
}

/* Several users at a time: the sum never exceeds the limit, and in the end nothing is left over. */
static void
test_several_users (void)
{
  const gsize limit = 50000;
  g_autoptr (FusBudget) budget = fus_budget_new (limit);
  GThread *threads[4];
  Filler fillers[4];

  for (guint t = 0; t < 4; t++)
    {
      fillers[t] = (Filler){ budget, t, 0 };
      threads[t] = g_thread_new ("filler", fill, &fillers[t]);
    }
  for (guint t = 0; t < 4; t++)
    {
      g_thread_join (threads[t]);
      g_assert_cmpuint (fillers[t].most, <=, limit);
      /* One alone would take 75000. */
      g_assert_cmpuint (fillers[t].most, >, limit * 9 / 10);
    }
  g_assert_cmpuint (fus_budget_used (budget), ==, 0);
  g_assert_cmpint (n_alive, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/budget/oldest-goes", test_oldest_goes);
  g_test_add_func ("/faces/budget/drop", test_drop);
  g_test_add_func ("/faces/budget/several-users", test_several_users);
  return g_test_run ();
}
