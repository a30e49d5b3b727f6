/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each kernel of each instruction set that this processor runs against plain sums in double. */
#include "engine/conv1.h"
#include "engine/fc.h"
#include "engine/winograd.h"

#include "tests/engine/arrays.h"

#include <math.h>

/* The bound that the program promises: largest error over largest value. */
#define TOLERANCE 1e-5

typedef struct
{
  const FusKernels *kernels;
  FusTeam *team;
  FusRandom random;
} Fixture;

typedef struct
{
  guint n, in, out, side;
} Shape;

static void
assert_close (const float *got, const double *want, gsize n, const char *what)
{
  double error = 0, largest = G_MINDOUBLE;

  for (gsize i = 0; i < n; i++)
    {
      g_assert_true (isfinite (got[i]));
      error = MAX (error, fabs (got[i] - want[i]));
      largest = MAX (largest, fabs (want[i]));
    }
  g_test_message ("%s: error %.2g of the largest value", what, error / largest);
  if (error > TOLERANCE * largest)
    g_error ("%s: error %g of the largest value %g", what, error, largest);
}

static double
pixel (const float *map, guint side, gint y, gint x)
{
  return y < 0 || x < 0 || y >= (gint) side || x >= (gint) side ? 0 : map[y * side + x];
}

static double *
reference_forward (const float *x, const float *w, const float *bias, Shape s)
{
  double *y = g_new (double, s.n *s.out *s.side *s.side), *to = y;

  for (guint n = 0; n < s.n; n++)
    for (guint o = 0; o < s.out; o++)
      for (guint i = 0; i < s.side; i++)
        for (guint j = 0; j < s.side; j++)
          {
            double sum = bias[o];

            for (guint c = 0; c < s.in; c++)
              for (guint k = 0; k < 9; k++)
                sum += (double) w[(o * s.in + c) * 9 + k]
                       * pixel (x + (n * s.in + c) * s.side * s.side, s.side, i + k / 3 - 1,
                                j + k % 3 - 1);
            *to++ = MAX (sum, 0);
          }
  return y;
}

/* In double, the gradients of Σ dy · (x * w). */
static void
reference_backward (double *dx, double *dw, double *db, const float *x, const float *w,
                    const float *dy, Shape s)
{
  gint side = s.side;

  for (guint n = 0; n < s.n; n++)
    for (guint o = 0; o < s.out; o++)
      for (gint i = 0; i < side; i++)
        for (gint j = 0; j < side; j++)
          {
            double d = dy[((n * s.out + o) * side + i) * side + j];

            db[o] += d;
            for (guint c = 0; c < s.in; c++)
              for (gint k = 0; k < 9; k++)
                {
                  gint y = i + k / 3 - 1, xx = j + k % 3 - 1;
                  gsize at = ((n * s.in + c) * side + y) * side + xx;

                  if (y < 0 || xx < 0 || y >= side || xx >= side)
                    continue;
                  dw[(o * s.in + c) * 9 + k] += d * x[at];
                  dx[at] += d * w[(o * s.in + c) * 9 + k];
                }
          }
}

static float *
blocked_new (const FusGrid *grid, guint n)
{
  return g_new0 (float, n * grid->frame);
}

static float *
block_map (const FusGrid *grid, const float *x, guint n)
{
  float *map = blocked_new (grid, n);

  fus_grid_from_plain (grid, map, x, n);
  return map;
}

static float *
plain_map (const FusGrid *grid, const float *map, guint n)
{
  float *x = g_new (float, n * grid->channels * grid->side * grid->side);

  fus_grid_to_plain (grid, x, map, n);
  return x;
}

static double *
reference_pool (const double *y, guint maps, guint side)
{
  guint half = side / 2;
  double *pooled = g_new (double, maps *half *half), *to = pooled;

  for (guint m = 0; m < maps; m++)
    for (guint i = 0; i < half; i++)
      for (guint j = 0; j < half; j++)
        {
          const double *p = y + (m * side + 2 * i) * side + 2 * j;

          *to++ = MAX (MAX (p[0], p[1]), MAX (p[side], p[side + 1]));
        }
  return pooled;
}

/* That each pooled value is what stands at the place its index names. */
static void
assert_index (const FusGrid *pooled_grid, const float *pooled, const guint8 *index,
              const FusGrid *grid, const float *full, guint n)
{
  for (guint f = 0; f < n; f++)
    for (guint c = 0; c < grid->channels; c++)
      for (guint y = 0; y < pooled_grid->side; y++)
        for (guint x = 0; x < pooled_grid->side; x++)
          {
            guint block = c / FUS_BLOCK, lane = c % FUS_BLOCK;
            gsize at = fus_grid_at (pooled_grid, f, block, y, x) + lane;
            guint place = index[at];

            g_assert_cmpuint (place, <, 4);
            g_assert_cmpfloat (
                pooled[at], ==,
                full[fus_grid_at (grid, f, block, 2 * y + place / 2, 2 * x + place % 2) + lane]);
          }
}

static void
check_forward (Fixture *fixture, Shape s)
{
  gsize n_x = s.n * s.in * s.side * s.side, n_y = s.n * s.out * s.side * s.side;
  FusGrid in = fus_grid (s.in, s.side), out = fus_grid (s.out, s.side);
  g_autofree float *x = random_array (&fixture->random, n_x);
  g_autofree float *w = random_array (&fixture->random, s.out * s.in * 9);
  g_autofree float *bias = g_new0 (float, out.blocks *FUS_BLOCK);
  g_autofree float *map = block_map (&in, x, s.n), *full = blocked_new (&out, s.n);
  g_autofree float *u = g_new (float, fus_winograd_weights_size (s.out, s.in));

  for (guint o = 0; o < s.out; o++)
    bias[o] = fus_random_normal (&fixture->random);
  fus_winograd_load_weights (fixture->team, fixture->kernels, u, w, s.out, s.in, FALSE);

  g_autofree double *want = reference_forward (x, w, bias, s);
  FusTiles tiles = { map, in, NULL, in.tiles };
  FusOutput output = { .map = full, .grid = out, .tiles = out.tiles, .bias = bias };

  fus_winograd_convolve (fixture->team, fixture->kernels, &output, &tiles, u, s.n);
  g_autofree float *got = plain_map (&out, full, s.n);
  assert_close (got, want, n_y, "forward");

  if (s.side % 2 != 0)
    return;
  FusGrid half = fus_grid (s.out, s.side / 2);
  g_autofree float *pooled = blocked_new (&half, s.n), *again = blocked_new (&out, s.n);
  g_autofree guint8 *index = g_new0 (guint8, s.n * half.frame);
  g_autofree double *want_pooled = reference_pool (want, s.n * s.out, s.side);

  output = (FusOutput){ .map = pooled,
                        .grid = half,
                        .index = index,
                        .full = again,
                        .full_grid = out,
                        .tiles = out.tiles,
                        .bias = bias,
                        .pool = TRUE };
  fus_winograd_convolve (fixture->team, fixture->kernels, &output, &tiles, u, s.n);
  g_autofree float *got_pooled = plain_map (&half, pooled, s.n);
  assert_close (got_pooled, want_pooled, n_y / 4, "pooled");
  g_assert_cmpmem (again, s.n * out.frame * sizeof (float), full, s.n * out.frame * sizeof (float));
  assert_index (&half, pooled, index, &out, full, s.n);
}

/* A random gradient of a pooled map with random places, and the same gradient before the pool. */
static void
random_pooled_gradient (Fixture *fixture, Shape s, float *pooled, guint8 *index, float *full)
{
  FusGrid grid = fus_grid (s.out, s.side / 2);

  for (guint n = 0; n < s.n; n++)
    for (guint c = 0; c < s.out; c++)
      for (guint y = 0; y < grid.side; y++)
        for (guint x = 0; x < grid.side; x++)
          {
            gsize at = fus_grid_at (&grid, n, c / FUS_BLOCK, y, x) + c % FUS_BLOCK;
            guint place = fus_random_below (&fixture->random, 4);

            pooled[at] = fus_random_normal (&fixture->random);
            index[at] = place;
            full[((n * s.out + c) * s.side + 2 * y + place / 2) * s.side + 2 * x + place % 2]
                = pooled[at];
          }
}

static void
check_backward (Fixture *fixture, Shape s, gboolean pooled)
{
  gsize n_x = s.n * s.in * s.side * s.side, n_y = s.n * s.out * s.side * s.side;
  gsize n_w = s.out * s.in * 9;
  FusGrid in = fus_grid (s.in, s.side), out = fus_grid (s.out, pooled ? s.side / 2 : s.side);
  g_autofree float *x = random_array (&fixture->random, n_x);
  g_autofree float *w = random_array (&fixture->random, n_w);
  g_autofree float *dy = pooled ? g_new0 (float, n_y) : random_array (&fixture->random, n_y);
  g_autofree float *map = block_map (&in, x, s.n), *dx = blocked_new (&in, s.n);
  g_autofree float *gradient = pooled ? blocked_new (&out, s.n) : block_map (&out, dy, s.n);
  g_autofree guint8 *index = g_new0 (guint8, s.n * out.frame);
  g_autofree float *u = g_new (float, fus_winograd_weights_size (s.in, s.out));

  if (pooled)
    random_pooled_gradient (fixture, s, gradient, index, dy);
  g_autofree double *want_dx = g_new0 (double, n_x), *want_dw = g_new0 (double, n_w);
  g_autofree double *want_db = g_new0 (double, s.out);
  reference_backward (want_dx, want_dw, want_db, x, w, dy, s);

  FusTiles tiles = { gradient, out, pooled ? index : NULL, in.tiles };
  FusOutput output = { .map = dx, .grid = in, .tiles = in.tiles };

  fus_winograd_load_weights (fixture->team, fixture->kernels, u, w, s.out, s.in, TRUE);
  fus_winograd_convolve (fixture->team, fixture->kernels, &output, &tiles, u, s.n);
  g_autofree float *got_dx = plain_map (&in, dx, s.n);
  assert_close (got_dx, want_dx, n_x, "backward-data");

  /* With ReLU's derivative: gradients only where the input, here as an output, was above zero. */
  output.mask = map;
  fus_winograd_convolve (fixture->team, fixture->kernels, &output, &tiles, u, s.n);
  g_autofree float *masked_dx = plain_map (&in, dx, s.n);
  for (gsize i = 0; i < n_x; i++)
    g_assert_cmpfloat (masked_dx[i], ==, x[i] > 0 ? got_dx[i] : 0);

  g_autofree float *dw = g_new (float, n_w), *db = g_new (float, s.out);
  FusUpdate weight = { .gradient = dw }, bias = { .gradient = db };
  FusTiles input = { map, in, NULL, in.tiles };

  fus_winograd_update (fixture->team, fixture->kernels, &weight, &bias, &tiles, &input, s.n);
  assert_close (dw, want_dw, n_w, "backward-weights");
  assert_close (db, want_db, s.out, "backward-bias");
}

/* Channels of widths 0.05 … 1, sides from 1 up, batches that do and do not fill blocks of tiles;
 * the last ones take the way of tile blocks for each thread and of several sums for weight
 * gradients. */
static const Shape shapes[] = {
  { 1, 1, 1, 1 },    { 1, 3, 6, 2 },     { 2, 13, 26, 4 },   { 3, 26, 26, 7 },
  { 1, 16, 32, 8 },  { 2, 17, 33, 14 },  { 1, 64, 48, 28 },  { 33, 19, 5, 6 },
  { 5, 102, 51, 9 }, { 1, 8, 100, 16 },  { 7, 32, 16, 32 },  { 2, 20, 40, 64 },
  { 1, 5, 3, 128 },  { 16, 40, 40, 20 }, { 1, 512, 96, 14 }, { 2, 96, 512, 10 },
};

static void
test_forward (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    check_forward (fixture, shapes[i]);
}

static void
test_backward (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      check_backward (fixture, shapes[i], FALSE);
      if (shapes[i].side % 2 == 0)
        check_backward (fixture, shapes[i], TRUE);
    }
}

static void
check_first (Fixture *fixture, guint n, guint out, guint side)
{
  Shape s = { n, 3, out, side };
  gsize n_x = n * 3 * side * side, n_y = n * out * side * side, n_w = out * 27;
  FusGrid full_grid = fus_grid (out, side), grid = fus_grid (out, side / 2);
  g_autofree float *x = random_array (&fixture->random, n_x);
  g_autofree float *w = random_array (&fixture->random, n_w);
  g_autofree float *packed = g_new (float, fus_conv1_weights_size (out));
  g_autofree float *bias = g_new0 (float, grid.blocks *FUS_BLOCK);
  g_autofree float *full = blocked_new (&full_grid, n), *pooled = blocked_new (&grid, n);
  g_autofree guint8 *index = g_new0 (guint8, n * grid.frame);

  for (guint o = 0; o < out; o++)
    bias[o] = fus_random_normal (&fixture->random);
  fus_conv1_load_weights (packed, w, out);

  g_autofree double *want = reference_forward (x, w, bias, s);
  g_autofree double *want_pooled = reference_pool (want, n * out, side);
  FusOutput output = { .map = pooled,
                       .grid = grid,
                       .index = index,
                       .full = full,
                       .full_grid = full_grid,
                       .bias = bias,
                       .pool = TRUE };

  fus_conv1_forward (fixture->team, fixture->kernels, &output, x, side, packed, n);
  g_autofree float *got = plain_map (&full_grid, full, n);
  g_autofree float *got_pooled = plain_map (&grid, pooled, n);
  assert_close (got, want, n_y, "conv1");
  assert_close (got_pooled, want_pooled, n_y / 4, "conv1 pooled");
  assert_index (&grid, pooled, index, &full_grid, full, n);

  g_autofree float *dy = g_new0 (float, n_y), *dw = g_new (float, n_w), *db = g_new (float, out);
  g_autofree double *want_dx = g_new0 (double, n_x), *want_dw = g_new0 (double, n_w);
  g_autofree double *want_db = g_new0 (double, out);
  FusTiles gradient = { pooled, grid, index, full_grid.tiles };
  FusUpdate weight = { .gradient = dw }, bias_update = { .gradient = db };

  random_pooled_gradient (fixture, s, pooled, index, dy);
  reference_backward (want_dx, want_dw, want_db, x, w, dy, s);
  fus_conv1_update (fixture->team, fixture->kernels, &weight, &bias_update, &gradient, x, side, n);
  assert_close (dw, want_dw, n_w, "conv1 backward-weights");
  assert_close (db, want_db, out, "conv1 backward-bias");
}

static void
test_first (Fixture *fixture, gconstpointer data)
{
  check_first (fixture, 1, 64, 32);
  check_first (fixture, 3, 3, 64);
  check_first (fixture, 2, 38, 96);
  check_first (fixture, 33, 5, 32);
  check_first (fixture, 1, 4, 256);
}

static void
check_linear (Fixture *fixture, guint n, gsize in, gsize out)
{
  g_autofree float *x = random_array (&fixture->random, n * in);
  g_autofree float *w = random_array (&fixture->random, out * in);
  g_autofree float *b = random_array (&fixture->random, out);
  g_autofree float *dy = random_array (&fixture->random, n * out);
  g_autofree float *y = g_new (float, n *out), *dx = g_new (float, n *in);
  g_autofree float *dw = g_new (float, out *in), *db = g_new (float, out);
  g_autofree double *want_y = g_new0 (double, n *out), *want_dx = g_new0 (double, n *in);
  g_autofree double *want_dw = g_new0 (double, out *in), *want_db = g_new0 (double, out);

  /* An output that no frame's gradient reaches. */
  for (guint f = 0; f < n; f++)
    dy[f * out + out / 2] = 0;
  for (guint f = 0; f < n; f++)
    for (gsize o = 0; o < out; o++)
      {
        want_y[f * out + o] = b[o];
        want_db[o] += dy[f * out + o];
        for (gsize i = 0; i < in; i++)
          {
            want_y[f * out + o] += (double) w[o * in + i] * x[f * in + i];
            want_dx[f * in + i] += (double) w[o * in + i] * dy[f * out + o];
            want_dw[o * in + i] += (double) dy[f * out + o] * x[f * in + i];
          }
      }

  fus_fc_forward (fixture->team, fixture->kernels, y, x, w, b, n, in, out);
  assert_close (y, want_y, n * out, "linear forward");
  fus_fc_backward (fixture->team, fixture->kernels, dx, dy, w, n, in, out);
  assert_close (dx, want_dx, n * in, "linear backward-data");

  FusStep step = { .learning_rate = 0.1f, .momentum = 0.9f, .weight_decay = 0.01f };
  g_autofree float *momentum = random_array (&fixture->random, out * in);
  g_autofree float *bias_momentum = random_array (&fixture->random, out);
  g_autofree float *old_w = g_memdup2 (w, out * in * sizeof (float));
  g_autofree float *old_momentum = g_memdup2 (momentum, out * in * sizeof (float));
  FusUpdate weight = { &step, w, momentum, dw }, bias = { &step, b, bias_momentum, db };

  fus_fc_update (fixture->team, fixture->kernels, dx, &weight, &bias, dy, x, n, in, out);
  assert_close (dx, want_dx, n * in, "linear backward-data before the update");
  assert_close (dw, want_dw, out * in, "linear backward-weights");
  assert_close (db, want_db, out, "linear backward-bias");
  for (gsize i = 0; i < out * in; i++)
    {
      double m = 0.9 * old_momentum[i] + dw[i] + 0.01 * old_w[i];

      g_assert_cmpfloat_with_epsilon (momentum[i], m, 1e-5 * (fabs (m) + 1));
      g_assert_cmpfloat_with_epsilon (w[i], old_w[i] - 0.1 * m, 1e-5 * (fabs (m) + 1));
    }
}

static void
test_linear (Fixture *fixture, gconstpointer data)
{
  check_linear (fixture, 1, 1, 1);
  check_linear (fixture, 1, 25, 205);
  check_linear (fixture, 2, 4096, 35);
  check_linear (fixture, 5, 205, 204);
  check_linear (fixture, 16, 2085, 67);
  check_linear (fixture, 33, 1030, 42);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->kernels = data;
  fixture->team = fus_team_new (2);
  fus_random_seed (&fixture->random, 1, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fus_team_free (fixture->team);
}

int
main (int argc, char **argv)
{
  const FusKernels *available[3];
  guint n = fus_kernels_available (available, G_N_ELEMENTS (available));

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n; i++)
    {
      const struct
      {
        const char *name;
        void (*test) (Fixture *fixture, gconstpointer data);
      } tests[] = { { "forward", test_forward },
                    { "backward", test_backward },
                    { "first", test_first },
                    { "linear", test_linear } };

      for (guint t = 0; t < G_N_ELEMENTS (tests); t++)
        {
          g_autofree char *path
              = g_strdup_printf ("/isas/%s/%s", available[i]->name, tests[t].name);

          g_test_add (path, Fixture, available[i], set_up, tests[t].test, tear_down);
        }
    }
  return g_test_run ();
}
