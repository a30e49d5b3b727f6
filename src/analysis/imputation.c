/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/imputation.h"

#include "engine/random.h"
#include <string.h>

/* Tells this noise from other numbers that come from a study's seed. */
#define STREAM 0x726f6164
/* Halving 4096 until one cell is left. */
#define MAX_LEVELS 13
/* Cycles of correction on each scale and sweeps before and after: the least that keep holes of half
 * a picture of 224 pixels within half the noise. */
#define N_CYCLES 3
#define N_SWEEPS 2
/* Sweeps where the correction is not corrected in turn. */
#define N_LAST_SWEEPS 8
#define SIDE_WEIGHT (1.0f / 6)
#define CORNER_WEIGHT (1.0f / 12)

/* Three colours of a pixel, and one to spare: one register. */
typedef float Pixel __attribute__ ((vector_size (16)));

/* An unknown cell, and one by the sum of the weights of the neighbours that it has. */
typedef struct
{
  guint32 at;
  float share;
} Unknown;

/* A picture of size x size cells with a border of zeros around. */
typedef struct
{
  guint size;
  guint stride;
  Pixel *cells;
  Pixel *correction; /* of what is wrong on the finer scale; 0 where known */
  Pixel *residual;   /* what it has to make up for */
  float *known;      /* how many pixels of the picture a cell is the mean of; 0: unknown */
  Unknown *unknown;
  guint n_unknown;
} Level;

struct _FusImputer
{
  Level levels[MAX_LEVELS];
  guint n_levels;
};

static void
level_init (Level *level, guint size)
{
  gsize n = (gsize) (size + 2) * (size + 2);

  level->size = size;
  level->stride = size + 2;
  level->cells = g_aligned_alloc0 (n, sizeof (Pixel), sizeof (Pixel));
  level->correction = g_aligned_alloc0 (n, sizeof (Pixel), sizeof (Pixel));
  level->residual = g_aligned_alloc0 (n, sizeof (Pixel), sizeof (Pixel));
  level->known = g_new0 (float, n);
  level->unknown = g_new (Unknown, (gsize) size * size);
}

FusImputer *
fus_imputer_new (guint size)
{
  g_assert (size > 0 && size <= 4096);
  FusImputer *imputer = g_new0 (FusImputer, 1);
  for (;; size = (size + 1) / 2)
    {
      level_init (&imputer->levels[imputer->n_levels++], size);
      if (size == 1)
        return imputer;
    }
}

void
fus_imputer_free (FusImputer *imputer)
{
  if (imputer == NULL)
    return;
  for (guint i = 0; i < imputer->n_levels; i++)
    {
      g_aligned_free (imputer->levels[i].cells);
      g_aligned_free (imputer->levels[i].correction);
      g_aligned_free (imputer->levels[i].residual);
      g_free (imputer->levels[i].known);
      g_free (imputer->levels[i].unknown);
    }
  g_free (imputer);
}

static inline gsize
at (const Level *level, guint x, guint y)
{
  return (gsize) (y + 1) * level->stride + x + 1;
}

static inline Pixel
all (float value)
{
  return (Pixel){ value, value, value, value };
}

/* One by the weights of the neighbours inside the picture. */
static float
share_at (const Level *level, guint x, guint y)
{
  guint across = (x > 0) + (x + 1 < level->size), down = (y > 0) + (y + 1 < level->size);
  float sum = SIDE_WEIGHT * (float) (across + down) + CORNER_WEIGHT * (float) (across * down);
  return sum > 0 ? 1 / sum : 0;
}

static void
list_unknown (Level *level)
{
  level->n_unknown = 0;
  for (guint y = 0; y < level->size; y++)
    for (guint x = 0; x < level->size; x++)
      if (level->known[at (level, x, y)] == 0)
        level->unknown[level->n_unknown++]
            = (Unknown){ (guint32) at (level, x, y), share_at (level, x, y) };
}

static void
read_picture (Level *level, const float *image, const guint8 *removed)
{
  gsize area = (gsize) level->size * level->size;
  for (guint y = 0; y < level->size; y++)
    for (guint x = 0; x < level->size; x++)
      {
        gsize i = (gsize) y * level->size + x, cell = at (level, x, y);
        level->known[cell] = removed[i] == 0;
        level->cells[cell] = removed[i] == 0
                                 ? (Pixel){ image[i], image[area + i], image[2 * area + i], 0 }
                                 : all (0);
      }
  list_unknown (level);
}

/* Each cell is the mean of the known pixels that it covers. */
static void
shrink (Level *coarse, const Level *fine)
{
  for (guint y = 0; y < coarse->size; y++)
    for (guint x = 0; x < coarse->size; x++)
      {
        Pixel sum = all (0);
        float known = 0;
        for (guint v = 2 * y; v < MIN (2 * y + 2, fine->size); v++)
          for (guint u = 2 * x; u < MIN (2 * x + 2, fine->size); u++)
            {
              gsize cell = at (fine, u, v);
              sum += all (fine->known[cell]) * fine->cells[cell];
              known += fine->known[cell];
            }
        coarse->known[at (coarse, x, y)] = known;
        coarse->correction[at (coarse, x, y)] = all (0);
        coarse->cells[at (coarse, x, y)] = known > 0 ? sum / all (known) : all (0);
      }
  list_unknown (coarse);
}

/* Bilinear, from the coarse cells around; @coarse: of the scale above, @x, @y: of a fine cell */
static inline Pixel
between (const Level *level, const Pixel *coarse, guint x, guint y)
{
  guint cx = x / 2, cy = y / 2;
  guint nx = x % 2 == 0 ? (cx > 0 ? cx - 1 : 0) : MIN (cx + 1, level->size - 1);
  guint ny = y % 2 == 0 ? (cy > 0 ? cy - 1 : 0) : MIN (cy + 1, level->size - 1);
  return all (0.5625f) * coarse[at (level, cx, cy)]
         + all (0.1875f) * (coarse[at (level, nx, cy)] + coarse[at (level, cx, ny)])
         + all (0.0625f) * coarse[at (level, nx, ny)];
}

/* What a fine cell's place is on the scale above. */
static inline void
place_of (const Level *level, guint cell, guint *x, guint *y)
{
  *x = cell % level->stride - 1;
  *y = cell / level->stride - 1;
}

/* A first guess of what is unknown. */
static void
enlarge (Level *fine, const Level *coarse)
{
  for (guint i = 0; i < fine->n_unknown; i++)
    {
      guint cell = fine->unknown[i].at, x, y;
      place_of (fine, cell, &x, &y);
      fine->cells[cell] = between (coarse, coarse->cells, x, y);
    }
}

static inline Pixel
neighbours (const Pixel *p, gsize stride)
{
  const Pixel *above = p - stride, *below = p + stride;
  return all (SIDE_WEIGHT) * (above[0] + below[0] + p[-1] + p[1])
         + all (CORNER_WEIGHT) * (above[-1] + above[1] + below[-1] + below[1]);
}

/* Gauss and Seidel's, of: weights x neighbours - weights x cell = -right (nullable: 0) */
static void
sweep (const Level *level, Pixel *cells, const Pixel *right, guint n_times)
{
  for (; n_times > 0; n_times--)
    for (guint i = 0; i < level->n_unknown; i++)
      {
        const Unknown *unknown = &level->unknown[i];
        Pixel sum = neighbours (cells + unknown->at, level->stride);
        if (right != NULL)
          sum += right[unknown->at];
        cells[unknown->at] = sum * all (unknown->share);
      }
}

/* Sums up on the coarse scale what is wrong on the fine one; where pixels are known nothing is to
 * be corrected. */
static void
restrict_residual (Level *coarse, const Level *fine, const Pixel *cells, const Pixel *right)
{
  for (guint i = 0; i < coarse->n_unknown; i++)
    coarse->residual[coarse->unknown[i].at] = coarse->correction[coarse->unknown[i].at] = all (0);
  for (guint i = 0; i < fine->n_unknown; i++)
    {
      const Unknown *unknown = &fine->unknown[i];
      guint x, y;
      place_of (fine, unknown->at, &x, &y);
      Pixel wrong = neighbours (cells + unknown->at, fine->stride)
                    - cells[unknown->at] / all (unknown->share);
      if (right != NULL)
        wrong += right[unknown->at];
      coarse->residual[at (coarse, x / 2, y / 2)] += wrong;
    }
}

/* One cycle of multigrid (Brandt 1977): what is wrong over long distances is corrected on the scale
 * above. */
static void
correct (Level *level, const Level *end, Pixel *cells, const Pixel *right)
{
  Level *coarse = level + 1;
  if (coarse == end || coarse->n_unknown == 0)
    {
      sweep (level, cells, right, N_LAST_SWEEPS);
      return;
    }
  sweep (level, cells, right, N_SWEEPS);
  restrict_residual (coarse, level, cells, right);
  correct (coarse, end, coarse->correction, coarse->residual);
  for (guint i = 0; i < level->n_unknown; i++)
    {
      guint cell = level->unknown[i].at, x, y;
      place_of (level, cell, &x, &y);
      cells[cell] += between (coarse, coarse->correction, x, y);
    }
  sweep (level, cells, right, N_SWEEPS);
}

static void
write_picture (const Level *level, float *out, const float *image, float noise, guint64 seed)
{
  gsize area = (gsize) level->size * level->size;
  FusRandom random;
  fus_random_seed (&random, seed, STREAM);
  if (out != image)
    memcpy (out, image, 3 * area * sizeof *out);
  for (guint i = 0; i < level->n_unknown; i++)
    {
      guint cell = level->unknown[i].at;
      gsize pixel = (gsize) (cell / level->stride - 1) * level->size + cell % level->stride - 1;
      for (guint c = 0; c < 3; c++)
        out[c * area + pixel] = level->cells[cell][c] + noise * (float) fus_random_normal (&random);
    }
}

void
fus_impute (FusImputer *imputer, float *out, const float *image, const guint8 *removed, float noise,
            guint64 seed)
{
  Level *levels = imputer->levels;
  guint used = 0;
  read_picture (&levels[0], image, removed);
  /* No coarser than it takes for every cell to cover a pixel that is known. */
  while (levels[used].n_unknown > 0 && used + 1 < imputer->n_levels)
    {
      shrink (&levels[used + 1], &levels[used]);
      used++;
    }
  const Level *end = &levels[used] + 1;
  while (used-- > 0)
    {
      enlarge (&levels[used], &levels[used + 1]);
      for (guint i = 0; i < N_CYCLES; i++)
        correct (&levels[used], end, levels[used].cells, NULL);
    }
  write_picture (&levels[0], out, image, noise, seed);
}
