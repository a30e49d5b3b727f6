/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/* Small arithmetic of the drawn faces. Only + - * / and sqrt, which IEEE 754 fixes to the last bit,
 * so that a seed draws the same faces whatever the machine's libm. */

typedef float FusLanes __attribute__ ((vector_size (16), aligned (4)));

/* A point, direction or colour, in one register. The fourth lane is 0 where nothing else is said.
 */
typedef union
{
  struct
  {
    float x, y, z, w;
  };
  float of[4];
  FusLanes lanes;
} FusVec;

/* An initialiser. */
#define FUS_VEC(x, y, z)                                                                           \
  {                                                                                                \
    {                                                                                              \
      (x), (y), (z), 0                                                                             \
    }                                                                                              \
  }

static inline FusVec
fus_vec (float x, float y, float z)
{
  return (FusVec){ .lanes = { x, y, z, 0 } };
}

static inline FusVec
fus_vec_add (FusVec a, FusVec b)
{
  return (FusVec){ .lanes = a.lanes + b.lanes };
}

static inline FusVec
fus_vec_sub (FusVec a, FusVec b)
{
  return (FusVec){ .lanes = a.lanes - b.lanes };
}

static inline FusVec
fus_vec_scale (FusVec a, float k)
{
  return (FusVec){ .lanes = a.lanes * k };
}

/* a + k b */
static inline FusVec
fus_vec_along (FusVec a, FusVec b, float k)
{
  return (FusVec){ .lanes = a.lanes + b.lanes * k };
}

static inline FusVec
fus_vec_times (FusVec a, FusVec b)
{
  return (FusVec){ .lanes = a.lanes * b.lanes };
}

static inline FusVec
fus_vec_mix (FusVec a, FusVec b, float t)
{
  return (FusVec){ .lanes = a.lanes + (b.lanes - a.lanes) * t };
}

static inline float
fus_vec_dot (FusVec a, FusVec b)
{
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline FusVec
fus_vec_cross (FusVec a, FusVec b)
{
  return fus_vec (a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

static inline FusVec
fus_vec_unit (FusVec a)
{
  float length = sqrtf (fus_vec_dot (a, a));

  return length > 1e-12f ? fus_vec_scale (a, 1 / length) : fus_vec (0, 0, 1);
}

static inline float
fus_clamp (float x, float low, float high)
{
  return x < low ? low : x > high ? high : x;
}

static inline float
fus_mix (float a, float b, float t)
{
  return a + t * (b - a);
}

static inline float
fus_max (float a, float b)
{
  return a > b ? a : b;
}

static inline float
fus_min (float a, float b)
{
  return a < b ? a : b;
}

static inline float
fus_sqr (float x)
{
  return x * x;
}

/* 0 below a, 1 above b (b > a), smooth between. */
static inline float
fus_ramp (float a, float b, float x)
{
  float t = fus_clamp ((x - a) / (b - a), 0, 1);

  return t * t * (3 - 2 * t);
}

/* A round hill of height 1 over the ellipse with radii rx, ry about (cx, cy); 0 outside. */
static inline float
fus_hill (float x, float y, float cx, float cy, float rx, float ry)
{
  float dx = (x - cx) / rx, dy = (y - cy) / ry;
  float rest = 1 - dx * dx - dy * dy;

  return rest > 0 ? rest * rest * rest : 0;
}

/* As fus_hill() with a broader top. */
static inline float
fus_mound (float x, float y, float cx, float cy, float rx, float ry)
{
  float dx = (x - cx) / rx, dy = (y - cy) / ry;
  float rest = 1 - dx * dx - dy * dy;

  return rest > 0 ? rest * rest * (3 - 2 * rest) : 0;
}

/* A smooth bell of height 1 at 0, 0 where |t| >= 1. */
static inline float
fus_bell (float t)
{
  float rest = 1 - t * t;

  return rest > 0 ? rest * rest : 0;
}

/* The larger of a and b with its corner rounded over a range k. */
static inline float
fus_smooth_max (float a, float b, float k)
{
  float h = fus_clamp (0.5f + 0.5f * (a - b) / k, 0, 1);

  return b + h * (a - b) + k * h * (1 - h);
}

/* From b (t = 0) to c (t = 1), through them as Catmull and Rom do. */
static inline float
fus_spline (float a, float b, float c, float d, float t)
{
  return b + 0.5f * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/* Sine and cosine of a, |a| <= 8 (radians), to 1e-7. */
static inline void
fus_sin_cos (float a, float *sine, float *cosine)
{
  const double half_pi = 1.57079632679489661923;
  int quarter = (int) (a / half_pi + (a < 0 ? -0.5 : 0.5));
  double r = a - quarter * half_pi, q = r * r;
  double s = r * (1 + q * (-1 / 6.0 + q * (1 / 120.0 + q * (-1 / 5040.0 + q / 362880.0))));
  double c = 1 + q * (-0.5 + q * (1 / 24.0 + q * (-1 / 720.0 + q * (1 / 40320.0 - q / 3628800.0))));

  switch (quarter & 3)
    {
    case 0:
      *sine = (float) s, *cosine = (float) c;
      break;
    case 1:
      *sine = (float) c, *cosine = (float) -s;
      break;
    case 2:
      *sine = (float) -s, *cosine = (float) -c;
      break;
    default:
      *sine = (float) -c, *cosine = (float) s;
      break;
    }
}

/* exp (-x) for x >= 0, to 2e-3: (1 - x/16)^16 does for shading. */
static inline float
fus_fade (float x)
{
  float t = fus_max (0, 1 - x / 16);

  t *= t, t *= t, t *= t;
  return t * t;
}

static inline guint32
fus_hash (guint32 x)
{
  x ^= x >> 16;
  x *= 0x7feb352dU;
  x ^= x >> 15;
  x *= 0x846ca68bU;
  x ^= x >> 16;
  return x;
}

/* [0, 1) */
static inline float
fus_hash_unit (guint32 x)
{
  return (float) (fus_hash (x) >> 8) * (1 / 16777216.0f);
}

/* Random values at the corners of unit squares; filled in by fus_noise_prepare(), which has to be
 * called before any noise is asked for. */
extern float fus_noise_lattice[256 * 256];
void fus_noise_prepare (void);

/* Smooth noise of mean 0, within [-1, 1], one blob per unit square, repeating every 256. */
static inline float
fus_noise (float x, float y)
{
  /* Truncation with an offset is a floor for all coordinates a face has. */
  int ix = (int) (x + 65536) - 65536, iy = (int) (y + 65536) - 65536;
  float fx = x - ix, fy = y - iy;
  const float *top = fus_noise_lattice + (iy & 255) * 256;
  const float *low = fus_noise_lattice + ((iy + 1) & 255) * 256;
  int x0 = ix & 255, x1 = (ix + 1) & 255;

  fx = fx * fx * (3 - 2 * fx);
  fy = fy * fy * (3 - 2 * fy);

  return fus_mix (fus_mix (top[x0], top[x1], fx), fus_mix (low[x0], low[x1], fx), fy);
}

/* Two octaves of it. */
static inline float
fus_noise_rough (float x, float y)
{
  return 0.65f * fus_noise (x, y) + 0.35f * fus_noise (2.3f * x + 37, 2.3f * y + 11);
}

G_END_DECLS
