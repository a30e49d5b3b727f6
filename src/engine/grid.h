/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Channels of a block: what the widest vector holds. Those past the last lie in maps as zeros. */
#define FUS_BLOCK 16

/* Side of the square of outputs that Winograd's convolution computes together. */
#define FUS_TILE 4

/**
 * FusGrid:
 * @channels: of the map
 * @blocks: of 16 channels
 * @side: of the square map
 * @tiles: 4x4 tiles along a side, the last one hanging over where 4 does not divide @side
 * @row: floats from a row to the next
 * @block: floats from a block to the next
 * @frame: floats from a frame to the next
 *
 * How a batch of maps lies in memory: [frame][block][y][x][16], with a border of zeros, one pixel
 * wide before and as wide as the tiles need behind, so that no tile needs a test for the edge.
 */
typedef struct
{
  guint channels;
  guint blocks;
  guint side;
  guint tiles;
  gsize row;
  gsize block;
  gsize frame;
} FusGrid;

FusGrid fus_grid (guint channels, guint side);

/* Between blocked maps and plain ones, [n, channels, side, side]. Border and channels past the last
 * are left alone. */
void fus_grid_from_plain (const FusGrid *grid, float *map, const float *plain, guint n);
void fus_grid_to_plain (const FusGrid *grid, float *plain, const float *map, guint n);

/* Makes the border zero, for memory that held something else. */
void fus_grid_clear_border (const FusGrid *grid, float *map, guint n);

/* The gradient before a 2x2 pool, plain [n, channels, 2 side, 2 side], from that of the pooled map:
 * each value goes to the place of its window that @index names. */
void fus_grid_unpool_to_plain (const FusGrid *grid, float *plain, const float *map,
                               const guint8 *index, guint n);

/* Where pixel (y, x) of a block begins. Pooled maps keep a byte for each value, at the same place.
 */
static inline gsize
fus_grid_at (const FusGrid *grid, guint frame, guint block, guint y, guint x)
{
  return frame * grid->frame + block * grid->block + (y + 1) * grid->row + (x + 1) * FUS_BLOCK;
}

G_END_DECLS
