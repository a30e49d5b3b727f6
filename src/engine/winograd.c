/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/winograd.h"

#include "engine/items.h"

#include <string.h>

/* Most tiles of a block: enough that the transformed weights, fetched once for each block, are used
 * often, few enough that a block of transformed tiles stays in the second-level cache (512 KB at 64
 * channels) or near it. */
#define BLOCK_TILES 56

/* Blocks of tiles that all threads share where there are too few to give each its own, and their
 * tiles at most. */
#define SHARED_BLOCKS 8
#define SHARED_TILES (SHARED_BLOCKS * BLOCK_TILES)

/* Tiles over which weight gradients are summed before the sum is added to the others': the sum of
 * sums is more exact, and a block of both transforms stays in the third-level cache. */
#define GRADIENT_TILES 256

static guint
n_panels (guint blocks)
{
  return (blocks * FUS_BLOCK + FUS_PANEL - 1) / FUS_PANEL;
}

/* Outputs of a panel that hold channels, in whole blocks: half of the last panel may not. */
static guint
panel_outputs (const FusGrid *grid, guint panel)
{
  return MIN (FUS_PANEL, grid->blocks * FUS_BLOCK - panel * FUS_PANEL);
}

/* The distance of the 36 positions of n lines of 64 bytes: odd in lines, so that they do not all
 * fall into the same set of the cache. */
static gsize
position_stride (gsize n_lines)
{
  return (n_lines | 1) * FUS_BLOCK;
}

/* Tiles of a block: whole groups of those that the product kernel takes at once. */
static guint
block_tiles (const FusKernels *kernels)
{
  return BLOCK_TILES / kernels->product_tiles * kernels->product_tiles;
}

/* Panels of outputs whose products are made together, so that the transformed tiles are fetched
 * once for all of them: as many as leave their products half as large as those tiles. */
static guint
panels_together (guint in_blocks, guint panels)
{
  return CLAMP (in_blocks * FUS_BLOCK / (2 * FUS_PANEL), 1, panels);
}

static gsize
panel_weights (guint in_blocks)
{
  return (gsize) FUS_POSITIONS * in_blocks * FUS_BLOCK * FUS_PANEL;
}

gsize
fus_winograd_weights_size (guint n_out, guint n_in)
{
  return n_panels (fus_grid (n_out, 1).blocks) * panel_weights (fus_grid (n_in, 1).blocks);
}

typedef struct
{
  const FusKernels *kernels;
  float *u;
  const float *w;
  guint n_out, n_in;
  gboolean flipped;
  guint in_blocks;
  FusItems items; /* panels x blocks of inputs */
} LoadWeights;

static void
load_weights_share (gpointer data, guint index, guint n)
{
  LoadWeights *job = data;
  guint item;

  while (fus_items_claim (&job->items, &item))
    {
      guint panel = item / job->in_blocks, block = item % job->in_blocks;

      job->kernels->load_weights (job->u + panel * panel_weights (job->in_blocks),
                                  (gsize) job->in_blocks * FUS_BLOCK * FUS_PANEL, job->w,
                                  job->n_out, job->n_in, panel, block, 1, job->flipped);
    }
}

void
fus_winograd_load_weights (FusTeam *team, const FusKernels *kernels, float *u, const float *w,
                           guint n_out, guint n_in, gboolean flipped)
{
  guint in_blocks = fus_grid (flipped ? n_out : n_in, 1).blocks;
  guint out_blocks = fus_grid (flipped ? n_in : n_out, 1).blocks;
  LoadWeights job = { kernels, u, w, n_out, n_in, flipped, in_blocks };

  job.items.n = n_panels (out_blocks) * in_blocks;
  fus_team_run (team, load_weights_share, &job);
}

typedef struct
{
  FusTeam *team;
  const FusKernels *kernels;
  const FusOutput *output;
  const FusTiles *input;
  const float *u;
  guint n_tiles; /* of all frames */
  guint block_tiles;
  guint panels;   /* of outputs */
  guint together; /* panels of an item */

  /* Where all threads work on the same tiles */
  float *v;
  gsize v_stride;
  guint first_tile, shared_tiles;

  FusItems items;
} Convolve;

static gsize
panel_products (void)
{
  return FUS_POSITIONS * position_stride (2 * BLOCK_TILES);
}

/* From tiles first … first + n - 1, whose transforms begin at v, to the outputs of panels
 * first_panel … first_panel + job->together - 1. */
static void
convolve_panels (const Convolve *job, float *m, const float *v, gsize v_stride, gsize block_stride,
                 guint first, guint n, guint first_panel)
{
  guint in_blocks = job->input->grid.blocks;
  guint panels = MIN (job->together, job->panels - first_panel);
  gsize m_stride = position_stride (2 * BLOCK_TILES);
  guint last_outputs = panel_outputs (&job->output->grid, first_panel + panels - 1);

  job->kernels->multiply (m, m_stride, v, v_stride, block_stride,
                          job->u + first_panel * panel_weights (in_blocks), n, in_blocks,
                          (panels - 1) * FUS_PANEL + last_outputs);
  for (guint panel = 0; panel < panels; panel++)
    job->kernels->store_tiles (job->output, m + panel * panel_products (), m_stride, first, n,
                               (first_panel + panel) * FUS_PANEL / FUS_BLOCK);
}

/* Items are blocks of tiles: each thread transforms its own. */
static void
convolve_blocks (gpointer data, guint index, guint n)
{
  Convolve *job = data;
  guint in_blocks = job->input->grid.blocks;
  gsize v_stride = position_stride (in_blocks * BLOCK_TILES);
  gsize block_stride = BLOCK_TILES * FUS_BLOCK, products = job->together * panel_products ();
  float *m = fus_team_scratch (job->team, index, products + FUS_POSITIONS * v_stride);
  float *v = m + products;
  guint item;

  while (fus_items_claim (&job->items, &item))
    {
      guint first = item * job->block_tiles;
      guint n_tiles = MIN (job->block_tiles, job->n_tiles - first);

      job->kernels->load_tiles (v, v_stride, block_stride, job->input, first, n_tiles, 0,
                                in_blocks);
      for (guint panel = 0; panel < job->panels; panel += job->together)
        convolve_panels (job, m, v, v_stride, block_stride, first, n_tiles, panel);
    }
}

/* The shared tiles that block @block has, from the first of them on. */
static guint
shared_block (const Convolve *job, guint block, guint *first)
{
  *first = block * job->block_tiles;
  return MIN (job->block_tiles, job->shared_tiles - *first);
}

static guint
shared_blocks (const Convolve *job)
{
  return (job->shared_tiles + job->block_tiles - 1) / job->block_tiles;
}

/* Items are blocks of channels times blocks of the shared tiles. */
static void
transform_shared (gpointer data, guint index, guint n)
{
  Convolve *job = data;
  guint blocks = shared_blocks (job), item;

  while (fus_items_claim (&job->items, &item))
    {
      guint first, n_tiles = shared_block (job, item % blocks, &first);

      job->kernels->load_tiles (job->v + first * FUS_BLOCK, job->v_stride, SHARED_TILES * FUS_BLOCK,
                                job->input, job->first_tile + first, n_tiles, item / blocks, 1);
    }
}

/* Items are groups of panels of outputs times blocks of the shared tiles. */
static void
convolve_shared (gpointer data, guint index, guint n)
{
  Convolve *job = data;
  guint blocks = shared_blocks (job), item;
  float *m = fus_team_scratch (job->team, index, job->together * panel_products ());

  while (fus_items_claim (&job->items, &item))
    {
      guint first, n_tiles = shared_block (job, item % blocks, &first);

      convolve_panels (job, m, job->v + first * FUS_BLOCK, job->v_stride, SHARED_TILES * FUS_BLOCK,
                       job->first_tile + first, n_tiles, item / blocks * job->together);
    }
}

void
fus_winograd_convolve (FusTeam *team, const FusKernels *kernels, const FusOutput *output,
                       const FusTiles *input, const float *u, guint n)
{
  Convolve job = { team, kernels, output, input, u, n * input->side * input->side };
  guint in_blocks = input->grid.blocks, size = fus_team_size (team);

  job.block_tiles = block_tiles (kernels);
  job.panels = n_panels (output->grid.blocks);
  job.together = panels_together (in_blocks, job.panels);

  guint blocks = (job.n_tiles + job.block_tiles - 1) / job.block_tiles;

  /* Blocks of their own cost the threads no waiting, but must suffice to keep all busy. */
  if (blocks >= 4 * size)
    {
      job.items = (FusItems){ 0, blocks };
      fus_team_run (team, convolve_blocks, &job);
      return;
    }

  job.v_stride = position_stride (in_blocks * SHARED_TILES);
  job.v = fus_team_scratch (team, size, FUS_POSITIONS * job.v_stride);
  for (; job.first_tile < job.n_tiles; job.first_tile += job.shared_tiles)
    {
      job.shared_tiles = MIN (SHARED_BLOCKS * job.block_tiles, job.n_tiles - job.first_tile);
      job.items = (FusItems){ 0, in_blocks * shared_blocks (&job) };
      fus_team_run (team, transform_shared, &job);
      job.together = CLAMP (job.panels * shared_blocks (&job) / (4 * size), 1, job.together);
      job.items.next = 0;
      job.items.n = (job.panels + job.together - 1) / job.together * shared_blocks (&job);
      fus_team_run (team, convolve_shared, &job);
    }
}

typedef struct
{
  const FusKernels *kernels;
  const FusUpdate *weight;
  const FusTiles *gradient, *input;

  float *du;  /* [panel][36][in][32] */
  float *v;   /* [36][block][tiles][16] */
  float *d;   /* [panel][36][tiles][32] */
  float *sum; /* [step][panel][32] */
  gsize v_stride, d_stride;
  guint first_tile, n_tiles;
  guint in_blocks, panels;
  FusItems items;
} Update;

static gsize
update_d_panel (void)
{
  return FUS_POSITIONS * position_stride (2 * GRADIENT_TILES);
}

/* In floats. */
typedef struct
{
  gsize v_stride;
  gsize du, v, d, sum;
} UpdateSizes;

static UpdateSizes
update_sizes (guint out_blocks, guint in_blocks)
{
  guint panels = n_panels (out_blocks);
  UpdateSizes sizes = { .v_stride = position_stride (in_blocks * GRADIENT_TILES) };

  sizes.du = panels * panel_weights (in_blocks);
  sizes.v = FUS_POSITIONS * sizes.v_stride;
  sizes.d = panels * update_d_panel ();
  sizes.sum = panels * FUS_PANEL;
  return sizes;
}

gsize
fus_winograd_update_bytes (guint n_out, guint n_in)
{
  UpdateSizes sizes = update_sizes (fus_grid (n_out, 1).blocks, fus_grid (n_in, 1).blocks);

  return (sizes.du + sizes.v + sizes.d + 2 * sizes.sum) * sizeof (float);
}

/* Items are the panels of the gradient, then the blocks of the input. */
static void
transform_both (gpointer data, guint index, guint n)
{
  Update *job = data;
  guint item;

  while (fus_items_claim (&job->items, &item))
    if (item < job->panels)
      job->kernels->load_gradient_tiles (
          job->d + item * update_d_panel (), job->d_stride, job->sum + item * FUS_PANEL,
          job->gradient, job->first_tile, job->n_tiles, item * FUS_PANEL / FUS_BLOCK);
    else
      job->kernels->load_tiles (job->v, job->v_stride, GRADIENT_TILES * FUS_BLOCK, job->input,
                                job->first_tile, job->n_tiles, item - job->panels, 1);
}

/* Items are positions times panels. */
static void
multiply_gradient (gpointer data, guint index, guint n)
{
  Update *job = data;
  gsize du_position = job->in_blocks * FUS_BLOCK * FUS_PANEL;
  guint item;

  while (fus_items_claim (&job->items, &item))
    {
      guint position = item / job->panels, panel = item % job->panels;

      job->kernels->multiply_gradient (
          job->du + panel * panel_weights (job->in_blocks) + position * du_position,
          job->v + position * job->v_stride, GRADIENT_TILES * FUS_BLOCK,
          job->d + panel * update_d_panel () + position * job->d_stride, job->n_tiles,
          job->in_blocks, panel_outputs (&job->gradient->grid, panel));
    }
}

/* Items are panels times blocks of inputs. */
static void
update_share (gpointer data, guint index, guint n)
{
  Update *job = data;
  guint item;

  while (fus_items_claim (&job->items, &item))
    {
      guint panel = item / job->in_blocks, block = item % job->in_blocks;

      job->kernels->update_weights (job->weight, job->du + panel * panel_weights (job->in_blocks),
                                    (gsize) job->in_blocks * FUS_BLOCK * FUS_PANEL,
                                    job->gradient->grid.channels, job->input->grid.channels, panel,
                                    block);
    }
}

void
fus_winograd_update (FusTeam *team, const FusKernels *kernels, const FusUpdate *weight,
                     const FusUpdate *bias, const FusTiles *gradient, const FusTiles *input,
                     guint n)
{
  Update job = { kernels, weight, gradient, input };
  UpdateSizes sizes = update_sizes (gradient->grid.blocks, input->grid.blocks);
  guint n_tiles = n * input->side * input->side;

  job.in_blocks = input->grid.blocks;
  job.panels = n_panels (gradient->grid.blocks);
  job.v_stride = sizes.v_stride;
  job.d_stride = position_stride (2 * GRADIENT_TILES);
  job.du
      = fus_team_scratch (team, fus_team_size (team), sizes.du + sizes.v + sizes.d + 2 * sizes.sum);
  job.v = job.du + sizes.du;
  job.d = job.v + sizes.v;
  job.sum = job.d + sizes.d;
  float *total = job.sum + sizes.sum;

  memset (job.du, 0, sizes.du * sizeof *job.du);
  memset (total, 0, sizes.sum * sizeof *total);
  for (job.first_tile = 0; job.first_tile < n_tiles; job.first_tile += GRADIENT_TILES)
    {
      job.n_tiles = MIN (GRADIENT_TILES, n_tiles - job.first_tile);
      job.items = (FusItems){ 0, job.panels + job.in_blocks };
      fus_team_run (team, transform_both, &job);
      job.items = (FusItems){ 0, FUS_POSITIONS * job.panels };
      fus_team_run (team, multiply_gradient, &job);
      for (gsize i = 0; i < sizes.sum; i++)
        total[i] += job.sum[i];
    }
  job.items = (FusItems){ 0, job.panels * job.in_blocks };
  fus_team_run (team, update_share, &job);
  kernels->update (bias, total, gradient->grid.channels);
}
