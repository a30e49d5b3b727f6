/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/grid.h"

#include <string.h>

FusGrid
fus_grid (guint channels, guint side)
{
  FusGrid grid = { .channels = channels, .side = side };

  grid.blocks = (channels + FUS_BLOCK - 1) / FUS_BLOCK;
  grid.tiles = (side + FUS_TILE - 1) / FUS_TILE;
  grid.row = (grid.tiles * FUS_TILE + 2) * FUS_BLOCK;
  grid.block = (grid.tiles * FUS_TILE + 2) * grid.row;
  grid.frame = grid.blocks * grid.block;
  return grid;
}

void
fus_grid_from_plain (const FusGrid *grid, float *map, const float *plain, guint n)
{
  for (guint frame = 0; frame < n; frame++)
    for (guint c = 0; c < grid->channels; c++)
      for (guint y = 0; y < grid->side; y++, plain += grid->side)
        {
          float *to = map + fus_grid_at (grid, frame, c / FUS_BLOCK, y, 0) + c % FUS_BLOCK;

          for (guint x = 0; x < grid->side; x++)
            to[x * FUS_BLOCK] = plain[x];
        }
}

void
fus_grid_to_plain (const FusGrid *grid, float *plain, const float *map, guint n)
{
  for (guint frame = 0; frame < n; frame++)
    for (guint c = 0; c < grid->channels; c++)
      for (guint y = 0; y < grid->side; y++, plain += grid->side)
        {
          const float *from = map + fus_grid_at (grid, frame, c / FUS_BLOCK, y, 0) + c % FUS_BLOCK;

          for (guint x = 0; x < grid->side; x++)
            plain[x] = from[x * FUS_BLOCK];
        }
}

void
fus_grid_clear_border (const FusGrid *grid, float *map, guint n)
{
  gsize rows = grid->row / FUS_BLOCK, inner = grid->side * FUS_BLOCK;

  for (float *plane = map; plane < map + n * grid->frame; plane += grid->block)
    for (gsize y = 0; y < rows; y++)
      {
        float *row = plane + y * grid->row;

        if (y == 0 || y > grid->side)
          {
            memset (row, 0, grid->row * sizeof *row);
            continue;
          }
        memset (row, 0, FUS_BLOCK * sizeof *row);
        memset (row + FUS_BLOCK + inner, 0, (grid->row - FUS_BLOCK - inner) * sizeof *row);
      }
}

void
fus_grid_unpool_to_plain (const FusGrid *grid, float *plain, const float *map, const guint8 *index,
                          guint n)
{
  guint side = 2 * grid->side;

  memset (plain, 0, (gsize) n * grid->channels * side * side * sizeof *plain);
  for (guint frame = 0; frame < n; frame++)
    for (guint c = 0; c < grid->channels; c++, plain += (gsize) side * side)
      for (guint y = 0; y < grid->side; y++)
        {
          gsize at = fus_grid_at (grid, frame, c / FUS_BLOCK, y, 0) + c % FUS_BLOCK;

          for (guint x = 0; x < grid->side; x++, at += FUS_BLOCK)
            plain[(2 * y + index[at] / 2) * side + 2 * x + index[at] % 2] = map[at];
        }
}
