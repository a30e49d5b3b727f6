/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/grid.h"
#include "engine/pass.h"

G_BEGIN_DECLS

/*
 * The engine's inner loops, each written once in vector extensions and compiled for several
 * instruction sets (kernels/). They are single-threaded and pure: outputs first, sizes last. Who
 * shares them out among threads is winograd.c, first.c and sweep.c.
 *
 * Channels are worked on in blocks of 16 (grid.h) whatever the instruction set, outputs of a
 * product in panels of 32.
 */
#define FUS_PANEL 32

/* F(4x4, 3x3): 4x4 outputs of a 3x3 convolution from 6x6 inputs by 36 products. */
#define FUS_POSITIONS 36

/* Fully connected layers: columns of the weights that one sweep takes, rows that it takes at once.
 */
#define FUS_LINEAR_COLUMNS 512
#define FUS_LINEAR_ROWS 4

/**
 * FusTiles:
 * @map: what tiles are read from
 * @grid: its layout
 * @index: (nullable): then @map is the gradient of a pooled map, read as the gradient of the map
 *   before its pool: each value stands at the place of its 2x2 window that @index names (0 … 3)
 * @side: tiles along a side of the map as it is read
 */
typedef struct
{
  const float *map;
  FusGrid grid;
  const guint8 *index;
  guint side;
} FusTiles;

/**
 * FusOutput:
 * @map: (nullable): where values go, after the pool if @pool
 * @grid: its layout
 * @index: (nullable): the place in its window that each pooled value came from
 * @full: (nullable): where values go before the pool, with its own @full_grid
 * @tiles: 4x4 tiles along a side before the pool
 * @bias: (nullable): of every channel of @grid's blocks, added first; ReLU follows
 * @mask: (nullable): as @map; values where this is not above zero become zero (ReLU's derivative)
 */
typedef struct
{
  float *map;
  FusGrid grid;
  guint8 *index;
  float *full;
  FusGrid full_grid;
  guint tiles;
  const float *bias;
  const float *mask;
  gboolean pool;
} FusOutput;

/**
 * FusUpdate:
 * @step: (nullable): the settings of SGD; NULL leaves weights alone
 * @weight: the tensor
 * @momentum: as @weight
 * @gradient: (nullable): where the gradient before decay is kept
 *
 * What happens to a weight when its gradient is known.
 */
typedef struct
{
  const FusStep *step;
  float *weight;
  float *momentum;
  float *gradient;
} FusUpdate;

typedef struct
{
  const char *name;

  /* Tiles that multiply() takes at once: it is fastest on multiples of them. */
  guint product_tiles;

  /* Bᵀ d B of each 6x6 tile d. v: position p, block b, tile t at p * position_stride + b *
   * block_stride + t * 16, 16 channels each */
  void (*load_tiles) (float *v, gsize position_stride, gsize block_stride, const FusTiles *tiles,
                      guint first_tile, guint n_tiles, guint first_block, guint n_blocks);

  /* m[panel][36][tiles][32] = v · u for n_out outputs, or more, from a panel's first on; m_stride
   * from a position to the next, 36 * m_stride from a panel to the next. v:
   * [36][blocks][tiles][16] with strides; u: as load_weights left it */
  void (*multiply) (float *m, gsize m_stride, const float *v, gsize v_stride, gsize block_stride,
                    const float *u, guint n_tiles, guint n_blocks, guint n_out);

  /* Aᵀ m A of each tile, and what output asks for. m: [36][tiles][32], blocks first_block and,
   * where there is one, first_block + 1 */
  void (*store_tiles) (const FusOutput *output, const float *m, gsize m_stride, guint first_tile,
                       guint n_tiles, guint first_block);

  /* A d Aᵀ of each 4x4 tile d of a gradient, for the panel of blocks first_block and, where there
   * is one, first_block + 1. d: [36][tiles][32], the 32 split as u's are; sum: [32], the gradient's
   * sum over the tiles */
  void (*load_gradient_tiles) (float *d, gsize d_stride, float *sum, const FusTiles *tiles,
                               guint first_tile, guint n_tiles, guint first_block);

  /* du[16 blocks][32] += vᵀ · d over tiles, for one position and the first n_out outputs, or more.
   * v: [blocks][tiles][16], d: as load_gradient_tiles left it for as many tiles */
  void (*multiply_gradient) (float *du, const float *v, gsize block_stride, const float *d,
                             guint n_tiles, guint n_blocks, guint n_out);

  /* u[36][16 blocks][32] = G g Gᵀ of each 3x3 filter g, inputs in blocks first_block …, for one
   * panel of outputs. w: [out][in][3][3]; flipped: in and out change roles, and g is turned by
   * 180°, which makes the product backward-data's. u_stride: from a position to the next. The 32
   * outputs of a panel lie apart in as many columns as a product of this instruction set takes. */
  void (*load_weights) (float *u, gsize u_stride, const float *w, guint n_out, guint n_in,
                        guint panel, guint first_block, guint n_blocks, gboolean flipped);

  /* Gᵀ du G: the gradient of the filters of one panel of outputs and one block of inputs, and the
   * update. du: [36][…][32], u_stride from a position to the next */
  void (*update_weights) (const FusUpdate *update, const float *du, gsize u_stride, guint n_out,
                          guint n_in, guint panel, guint block);

  /* conv1, ReLU and pool, pooled row y of one frame. image: [3][side][side];
   * w: [27][16 blocks], tap c * 9 + ky * 3 + kx */
  void (*conv1_forward) (const FusOutput *output, const float *image, const float *w,
                         guint image_side, guint frame, guint y);

  /* dw[27][16 blocks] += the gradient of conv1's filters from pooled rows first_y … last_y - 1 of
   * one frame, sum[16 blocks] += that of its biases */
  void (*conv1_gradient) (float *dw, float *sum, const FusTiles *tiles, const float *image,
                          guint image_side, guint frame, guint first_y, guint last_y);

  /* y[n][out] = x · wᵀ + bias for outputs first … last - 1. x: [n, in]   w: [out, in] */
  void (*linear_forward) (float *y, const float *x, const float *w, const float *bias, guint n,
                          gsize in, gsize out, gsize first, gsize last);

  /* In one sweep over inputs first … last - 1 of w [out, in], at most FUS_LINEAR_COLUMNS of them:
   * dx = dy · w (dx nullable), then, with update, the weights' gradient dyᵀ · x and what is to be
   * done with it. dx, x: [n, in]; dy: packed as [n_rows / 4, rounded up][n][4]; rows: (nullable):
   * the n_rows rows of w that dy holds, otherwise the first n_rows; scratch: 2 * n *
   * FUS_LINEAR_COLUMNS floats */
  void (*linear_backward) (float *dx, const FusUpdate *update, const float *dy, const guint32 *rows,
                           gsize n_rows, const float *x, const float *w, guint n, gsize in,
                           gsize first, gsize last, float *scratch);

  /* momentum and weights of any n parameters from their gradient */
  void (*update) (const FusUpdate *update, const float *gradient, gsize n);
} FusKernels;

/* The best that this processor runs, or what FUSIFORM_ISA (baseline, avx2, avx512) names, if it
 * runs it. Chosen once for each process. */
const FusKernels *fus_kernels (void);

/* The instruction sets that were compiled and that this processor runs, slowest first. */
guint fus_kernels_available (const FusKernels **available, guint max);

G_END_DECLS
