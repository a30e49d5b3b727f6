/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/table.h"

#include "engine/kernels/product.h"
#include "engine/kernels/winograd.h"

/* Transformed tiles are read in the order of a map's rows: asking for the pixels of a tile this
 * many tiles ahead hides most of the way to memory. */
#define TILES_AHEAD 3

/* Blocks of channels, and tiles of a weight gradient, over which a product sums at once: so many
 * that what all its groups of rows read stays in a first-level cache of 32 KB, or of 48 KB where
 * there is AVX-512. */
#if LANES == 16
#define DEPTH_BLOCKS 32
#define DEPTH_TILES 256
#else
#define DEPTH_BLOCKS 16
#define DEPTH_TILES 128
#endif

typedef struct
{
  guint frame, y, x;
} TilePlace;

static ALWAYS_INLINE TilePlace
tile_place (guint tile, guint side)
{
  guint in_frame = tile % (side * side);

  return (TilePlace){ tile / (side * side), in_frame / side, in_frame % side };
}

static ALWAYS_INLINE TilePlace
next_tile (TilePlace place, guint side)
{
  if (++place.x < side)
    return place;
  place.x = 0;
  if (++place.y < side)
    return place;
  place.y = 0;
  place.frame++;
  return place;
}

/* The value at place (y & 1, x & 1) of a 2x2 window, or 0 where the window's maximum stood
 * elsewhere. */
static ALWAYS_INLINE Lanes
unpool (Lanes gradient, LaneMask index, guint y, guint x)
{
  return keep_where (index == (gint32) ((y & 1) * 2 + (x & 1)), gradient);
}

/* Row y of a 6x6 tile whose map lies in memory as it is. */
static ALWAYS_INLINE void
load_row (Lanes d[6], const float *map, gsize row, guint y)
{
  for (guint x = 0; x < 6; x++)
    d[x] = load (map + y * row + x * FUS_BLOCK);
}

/* Row y of a 6x6 tile of the map before its pool. The tile begins one pixel before a window does,
 * so that it covers parts of 4x4 windows, of which map and index point to the first. */
static ALWAYS_INLINE void
load_unpooled_row (Lanes d[6], const float *map, const guint8 *index, gsize row, guint y)
{
  gsize window_row = (y + 1) / 2 * row;

  for (guint x = 0; x < 6; x++)
    {
      gsize window = window_row + (x + 1) / 2 * FUS_BLOCK;

      d[x] = unpool (load (map + window), load_bytes (index + window), y + 1, x + 1);
    }
}

/* The pixels that a tile does not share with the one before it. */
static ALWAYS_INLINE void
prefetch_tile (const FusTiles *tiles, TilePlace place, guint block, guint pixels)
{
  gsize at = fus_grid_at (&tiles->grid, place.frame, block, place.y * pixels, place.x * pixels);

  for (guint y = 0; y <= pixels; y++)
    for (guint x = 1; x <= pixels; x++)
      __builtin_prefetch (tiles->map + at + y * tiles->grid.row + x * FUS_BLOCK);
}

static ALWAYS_INLINE void
load_tiles (float *v, gsize position_stride, gsize block_stride, const FusTiles *tiles,
            guint first_tile, guint n_tiles, guint first_block, guint n_blocks,
            const gboolean pooled)
{
  const FusGrid *grid = &tiles->grid;
  const guint pixels = pooled ? FUS_TILE / 2 : FUS_TILE;

  for (guint block = first_block; block < first_block + n_blocks; block++)
    {
      TilePlace place = tile_place (first_tile, tiles->side);
      TilePlace ahead = tile_place (first_tile + TILES_AHEAD, tiles->side);

      for (guint tile = 0; tile < n_tiles; tile++, place = next_tile (place, tiles->side))
        {
          /* One pixel before the tile's outputs: the border makes that exist everywhere. */
          gsize at = fus_grid_at (grid, place.frame, block, place.y * pixels, place.x * pixels)
                     - grid->row - FUS_BLOCK;
          float *out = v + block * block_stride + tile * FUS_BLOCK;

          prefetch_tile (tiles, ahead, block, pixels);
          ahead = next_tile (ahead, tiles->side);
          for (guint lane = 0; lane < FUS_BLOCK; lane += LANES)
            {
              Lanes d[6], rows[6][6], column[6];

#pragma GCC unroll 6
              for (guint y = 0; y < 6; y++)
                {
                  if (pooled)
                    load_unpooled_row (d, tiles->map + at + lane, tiles->index + at + lane,
                                       grid->row, y);
                  else
                    load_row (d, tiles->map + at + lane, grid->row, y);
                  transform_input (rows[y], d[0], d[1], d[2], d[3], d[4], d[5]);
                }
#pragma GCC unroll 6
              for (guint x = 0; x < 6; x++)
                {
                  transform_input (column, rows[0][x], rows[1][x], rows[2][x], rows[3][x],
                                   rows[4][x], rows[5][x]);
                  for (guint y = 0; y < 6; y++)
                    store (out + (y * 6 + x) * position_stride + lane, column[y]);
                }
            }
        }
    }
}

void
FUS_ISA_NAME (fus_load_tiles) (float *v, gsize position_stride, gsize block_stride,
                               const FusTiles *tiles, guint first_tile, guint n_tiles,
                               guint first_block, guint n_blocks)
{
  if (tiles->index != NULL)
    load_tiles (v, position_stride, block_stride, tiles, first_tile, n_tiles, first_block, n_blocks,
                TRUE);
  else
    load_tiles (v, position_stride, block_stride, tiles, first_tile, n_tiles, first_block, n_blocks,
                FALSE);
}

/* For one position and PANEL_STEP outputs: m[tiles][32] (+)= v[n_blocks][tiles][16] · u. next: the
 * u that follows */
static ALWAYS_INLINE void
multiply_step (float *m, const float *v, gsize block_stride, const float *u, const float *next,
               guint n_tiles, guint n_blocks, const gboolean accumulate)
{
  const ProductLayout layout = { FUS_BLOCK, 1, ROUND, block_stride };
  guint groups = (n_tiles + PRODUCT_ROWS - 1) / PRODUCT_ROWS;

  for (guint group = 0; group < groups; group++)
    {
      guint first = n_tiles * group / groups, last = n_tiles * (group + 1) / groups;

      product_rows (m + first * PANEL, PANEL, v + first * FUS_BLOCK, layout, n_blocks, u,
                    product_ahead (next, FUS_BLOCK * PANEL_STEP / LINE, n_blocks, group, groups),
                    last - first, accumulate);
    }
}

/* For one position and panel. */
static ALWAYS_INLINE void
multiply_panel (float *m, const float *v, gsize block_stride, const float *u, const float *next,
                guint n_tiles, guint n_blocks, guint n_out)
{
  for (guint first = 0; first < n_blocks; first += DEPTH_BLOCKS)
    for (guint column = 0; column < n_out; column += PANEL_STEP)
      {
        guint blocks = MIN (DEPTH_BLOCKS, n_blocks - first);
        const float *from = v + first * block_stride;
        gsize at = panel_column (column, n_blocks * FUS_BLOCK) + first * FUS_BLOCK * PANEL_STEP;

        if (first == 0)
          multiply_step (m + column, from, block_stride, u + at, next + at, n_tiles, blocks, FALSE);
        else
          multiply_step (m + column, from, block_stride, u + at, next + at, n_tiles, blocks, TRUE);
      }
}

void
FUS_ISA_NAME (fus_multiply) (float *m, gsize m_stride, const float *v, gsize v_stride,
                             gsize block_stride, const float *u, guint n_tiles, guint n_blocks,
                             guint n_out)
{
  gsize u_stride = n_blocks * FUS_BLOCK * PANEL;
  guint panels = (n_out + PANEL - 1) / PANEL;

  for (guint position = 0; position < FUS_POSITIONS; position++)
    for (guint panel = 0; panel < panels; panel++)
      {
        const float *at = u + (panel * FUS_POSITIONS + position) * u_stride;
        const float *next
            = panel + 1 < panels ? at + FUS_POSITIONS * u_stride : u + (position + 1) * u_stride;

        multiply_panel (m + (panel * FUS_POSITIONS + position) * m_stride, v + position * v_stride,
                        block_stride, at, next, n_tiles, n_blocks,
                        MIN (PANEL, n_out - panel * PANEL));
      }
}

/* Writes a 4x4 tile of the map, as far as it does not hang over the edge. */
static ALWAYS_INLINE void
store_whole (float *map, const FusGrid *grid, gsize at, TilePlace place, Lanes y[4][4])
{
  guint rows = MIN (FUS_TILE, grid->side - place.y * FUS_TILE);
  guint columns = MIN (FUS_TILE, grid->side - place.x * FUS_TILE);

  if (rows == FUS_TILE && columns == FUS_TILE)
    {
      for (guint i = 0; i < FUS_TILE; i++)
        for (guint j = 0; j < FUS_TILE; j++)
          store (map + at + i * grid->row + j * FUS_BLOCK, y[i][j]);
    }
  else
    {
      for (guint i = 0; i < rows; i++)
        for (guint j = 0; j < columns; j++)
          store (map + at + i * grid->row + j * FUS_BLOCK, y[i][j]);
    }
}

/* Writes the maximum of each of the tile's four 2x2 windows, and where it stood. */
static ALWAYS_INLINE void
store_pooled (const FusOutput *output, gsize at, TilePlace place, Lanes y[4][4])
{
  const FusGrid *grid = &output->grid;

#pragma GCC unroll 2
  for (guint i = 0; i < 2; i++)
#pragma GCC unroll 2
    for (guint j = 0; j < 2; j++)
      {
        gsize to = at + i * grid->row + j * FUS_BLOCK;
        LaneMask index;
        Lanes most = pool_window (&index, y[2 * i][2 * j], y[2 * i][2 * j + 1], y[2 * i + 1][2 * j],
                                  y[2 * i + 1][2 * j + 1]);

        if (place.y * 2 + i < grid->side && place.x * 2 + j < grid->side)
          {
            store (output->map + to, most);
            if (output->index != NULL)
              store_bytes (output->index + to, index);
          }
      }
}

static ALWAYS_INLINE void
mask_tile (Lanes y[4][4], const float *mask, gsize row)
{
  for (guint i = 0; i < FUS_TILE; i++)
    for (guint j = 0; j < FUS_TILE; j++)
      y[i][j] = keep_where (load (mask + i * row + j * FUS_BLOCK) > 0, y[i][j]);
}

static ALWAYS_INLINE void
store_tile (const FusOutput *output, const float *m, gsize m_stride, TilePlace place, guint block,
            guint lane)
{
  Lanes rows[6][4], y[4][4];

#pragma GCC unroll 6
  for (guint i = 0; i < 6; i++)
    {
      const float *p = m + i * 6 * m_stride;

      transform_output (rows[i], load (p), load (p + m_stride), load (p + 2 * m_stride),
                        load (p + 3 * m_stride), load (p + 4 * m_stride), load (p + 5 * m_stride));
    }
#pragma GCC unroll 4
  for (guint j = 0; j < 4; j++)
    {
      Lanes column[4];

      transform_output (column, rows[0][j], rows[1][j], rows[2][j], rows[3][j], rows[4][j],
                        rows[5][j]);
      for (guint i = 0; i < 4; i++)
        y[i][j] = column[i];
    }

  if (output->bias != NULL)
    {
      Lanes bias = load (output->bias + block * FUS_BLOCK + lane);

      for (guint i = 0; i < 4; i++)
        for (guint j = 0; j < 4; j++)
          y[i][j] = relu (y[i][j] + bias);
    }
  if (output->full != NULL)
    store_whole (output->full + lane, &output->full_grid,
                 fus_grid_at (&output->full_grid, place.frame, block, place.y * FUS_TILE,
                              place.x * FUS_TILE),
                 place, y);
  if (output->map == NULL)
    return;

  if (output->pool)
    {
      store_pooled (
          output, fus_grid_at (&output->grid, place.frame, block, place.y * 2, place.x * 2) + lane,
          place, y);
    }
  else
    {
      gsize at
          = fus_grid_at (&output->grid, place.frame, block, place.y * FUS_TILE, place.x * FUS_TILE);

      if (output->mask != NULL)
        mask_tile (y, output->mask + at + lane, output->grid.row);
      store_whole (output->map + lane, &output->grid, at, place, y);
    }
}

/* Asks for the pixels that a tile will be written to, and for those of its mask: a store that waits
 * for memory holds up those behind it. */
static ALWAYS_INLINE void
prefetch_output (const FusOutput *output, TilePlace place, guint block)
{
  guint pixels = output->pool ? FUS_TILE / 2 : FUS_TILE;
  gsize at = fus_grid_at (&output->grid, place.frame, block, place.y * pixels, place.x * pixels);

  if (output->map == NULL)
    return;
  for (guint y = 0; y < pixels; y++)
    for (guint x = 0; x < pixels; x++)
      {
        gsize pixel = at + y * output->grid.row + x * FUS_BLOCK;

        __builtin_prefetch (output->map + pixel, 1);
        if (output->mask != NULL)
          __builtin_prefetch (output->mask + pixel);
      }
}

void
FUS_ISA_NAME (fus_store_tiles) (const FusOutput *output, const float *m, gsize m_stride,
                                guint first_tile, guint n_tiles, guint first_block)
{
  guint n_blocks = MIN (2, output->grid.blocks - first_block);
  TilePlace place = tile_place (first_tile, output->tiles);
  TilePlace ahead = tile_place (first_tile + TILES_AHEAD, output->tiles);

  for (guint tile = 0; tile < n_tiles; tile++, place = next_tile (place, output->tiles))
    {
      for (guint block = 0; block < n_blocks; block++)
        prefetch_output (output, ahead, first_block + block);
      ahead = next_tile (ahead, output->tiles);
      for (guint block = 0; block < n_blocks; block++)
        for (guint lane = 0; lane < FUS_BLOCK; lane += LANES)
          store_tile (output, m + tile * PANEL + block * FUS_BLOCK + lane, m_stride, place,
                      first_block + block, lane);
    }
}

static ALWAYS_INLINE void
load_gradient_tile (float *d, gsize d_stride, float *sum, const float *map, const guint8 *index,
                    gsize row)
{
  Lanes rows[4][6], column[6], total = load (sum);

#pragma GCC unroll 4
  for (guint y = 0; y < FUS_TILE; y++)
    {
      Lanes value[4];

      for (guint x = 0; x < FUS_TILE; x++)
        {
          if (index != NULL)
            {
              gsize window = y / 2 * row + x / 2 * FUS_BLOCK;

              value[x] = unpool (load (map + window), load_bytes (index + window), y, x);
            }
          else
            {
              value[x] = load (map + y * row + x * FUS_BLOCK);
            }
        }
      total += (value[0] + value[1]) + (value[2] + value[3]);
      transform_gradient (rows[y], value[0], value[1], value[2], value[3]);
    }
  store (sum, total);
#pragma GCC unroll 6
  for (guint x = 0; x < 6; x++)
    {
      transform_gradient (column, rows[0][x], rows[1][x], rows[2][x], rows[3][x]);
      for (guint y = 0; y < 6; y++)
        store (d + (y * 6 + x) * d_stride, column[y]);
    }
}

void
FUS_ISA_NAME (fus_load_gradient_tiles) (float *d, gsize d_stride, float *sum, const FusTiles *tiles,
                                        guint first_tile, guint n_tiles, guint first_block)
{
  const FusGrid *grid = &tiles->grid;
  guint n_blocks = MIN (2, grid->blocks - first_block);
  guint pixels = tiles->index != NULL ? FUS_TILE / 2 : FUS_TILE;

  memset (sum, 0, PANEL * sizeof *sum);
  for (guint block = 0; block < n_blocks; block++)
    {
      TilePlace place = tile_place (first_tile, tiles->side);
      TilePlace ahead = tile_place (first_tile + TILES_AHEAD, tiles->side);

      for (guint tile = 0; tile < n_tiles; tile++, place = next_tile (place, tiles->side))
        {
          prefetch_tile (tiles, ahead, first_block + block, pixels);
          ahead = next_tile (ahead, tiles->side);

          gsize at = fus_grid_at (grid, place.frame, first_block + block, place.y * pixels,
                                  place.x * pixels);

          for (guint lane = 0; lane < FUS_BLOCK; lane += LANES)
            {
              float *to = d + panel_column (block * FUS_BLOCK + lane, n_tiles) + tile * PANEL_STEP;
              float *to_sum = sum + block * FUS_BLOCK + lane;

              if (tiles->index != NULL)
                load_gradient_tile (to, d_stride, to_sum, tiles->map + at + lane,
                                    tiles->index + at + lane, grid->row);
              else
                load_gradient_tile (to, d_stride, to_sum, tiles->map + at + lane, NULL, grid->row);
            }
        }
    }
}

/* The channels of a block are shared out evenly among as few products as the registers allow. */
#define GRADIENT_GROUPS ((FUS_BLOCK + PRODUCT_ROWS - 1) / PRODUCT_ROWS)

void
FUS_ISA_NAME (fus_multiply_gradient) (float *du, const float *v, gsize block_stride, const float *d,
                                      guint n_tiles, guint n_blocks, guint n_out)
{
  const ProductLayout rounds = { 1, FUS_BLOCK, ROUND, ROUND * FUS_BLOCK };
  const ProductLayout rest = { 1, FUS_BLOCK, 1, FUS_BLOCK };
  guint products = (n_out + PANEL_STEP - 1) / PANEL_STEP * GRADIENT_GROUPS;

  for (guint tile = 0; tile < n_tiles; tile += DEPTH_TILES)
    for (guint block = 0; block < n_blocks; block++)
      for (guint column = 0; column < n_out; column += PANEL_STEP)
#pragma GCC unroll 4
        for (guint group = 0; group < GRADIENT_GROUPS; group++)
          {
            const guint first = FUS_BLOCK * group / GRADIENT_GROUPS;
            const guint rows = FUS_BLOCK * (group + 1) / GRADIENT_GROUPS - first;
            float *c = du + (block * FUS_BLOCK + first) * PANEL + column;
            const float *a = v + block * block_stride + tile * FUS_BLOCK;
            const float *b = d + panel_column (column, n_tiles) + tile * PANEL_STEP;
            guint n = MIN (DEPTH_TILES, n_tiles - tile), whole = n - n % ROUND;

            product_step (c, PANEL, a + first, rounds, whole / ROUND, b,
                          product_ahead (a + block_stride, ROUND, whole / ROUND,
                                         column / PANEL_STEP * GRADIENT_GROUPS + group, products),
                          rows, TRUE);
            if (whole < n)
              product_step (c, PANEL, a + first + whole * FUS_BLOCK, rest, n - whole,
                            b + whole * PANEL_STEP, (ProductAhead){ 0 }, rows, TRUE);
          }
}
