/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "grid.h"

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
