/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/relief.h"

#define NOSE_STEP 0.05f
#define NOSE_TOP 3.0f

void
fus_demo_nose_shape (FusDemoNose *nose, const FusDemoFeatures *f)
{
  const FusDemoPerson *p = f->person;
  float longer = 0.16f * p->nose_length, up = 0.10f * p->nose_up;
  float high = 1 + 0.07f * p->nose_height, wide = 1 + 0.065f * p->nose_width;
  float tip = 0.08f * p->nose_tip;
  float wrinkle = 0.5f * (f->nose_wrinkle[0] + f->nose_wrinkle[1]);
  float lift = 0.14f * wrinkle;
  /* Height over the face in the middle, and half width at the foot, from the brows down. */
  const struct
  {
    float y, height, width;
  } knots[] = {
    { 3.0f, 0, 1.3f },
    { 2.0f, 0.02f, 1.25f },
    { 0.9f, 0.10f + 0.06f * p->nose_bridge, 1.05f },
    { 0.0f, 0.36f + 0.11f * p->nose_bridge, 0.98f },
    { -1.3f - 0.3f * longer, (0.98f + 0.10f * p->nose_bridge + 0.09f * p->nose_hump) * high,
      1.12f * wide },
    { -2.7f - 0.7f * longer + lift * 0.5f, (1.58f + 0.05f * p->nose_hump) * high, 1.36f * wide },
    { -3.6f - longer + up + lift, 2.08f * high, 1.66f * wide + tip },
    { -4.05f - longer + 1.2f * up + lift, 2.22f * high + 0.5f * tip, 1.76f * wide + tip },
    { -4.45f - longer + up + lift, 1.95f * high, 1.74f * wide + tip },
    { -4.85f - longer + 0.3f * up + lift, 0.98f * high, 1.62f * wide },
    { -5.15f - longer + lift, 0.30f, 1.35f * wide },
    { -5.55f - longer, 0.04f, 1.1f },
    { -6.2f - longer, 0, 1 },
    { -7.5f, 0, 1 },
  };
  guint k = 0, last = G_N_ELEMENTS (knots) - 1;

  for (int i = 0; i < FUS_NOSE_ROWS; i++)
    {
      float y = NOSE_TOP - i * NOSE_STEP;

      while (k + 1 < last && knots[k + 1].y > y)
        k++;

      guint a = k > 0 ? k - 1 : 0, d = MIN (k + 2, last);
      float t = fus_clamp ((knots[k].y - y) / (knots[k].y - knots[k + 1].y), 0, 1);

      nose->height[i] = fus_max (0, fus_spline (knots[a].height, knots[k].height,
                                                knots[k + 1].height, knots[d].height, t));
      nose->width[i]
          = fus_spline (knots[a].width, knots[k].width, knots[k + 1].width, knots[d].width, t);
    }
}

static FusVec
wing_middle (const FusDemoFeatures *f, int side)
{
  const FusDemoPerson *p = f->person;

  return fus_vec (1.42f + 0.11f * p->nose_width,
                  -4.15f - 0.16f * p->nose_length + 0.04f * p->nose_up + f->wing_y[side], 0);
}

FusVec
fus_demo_nose_wing (const FusDemoFeatures *f, int side)
{
  return fus_vec_add (wing_middle (f, side), fus_vec (0.6f, 0, 0));
}

static float
nose_height (const FusDemoNose *nose, const FusDemoFeatures *f, float x, float y)
{
  /* The underside rises from the tip towards the wings. */
  float place = (NOSE_TOP - y + 0.20f * fus_min (1.4f, x * x * 0.55f) * fus_ramp (3.0f, 4.0f, -y))
                / NOSE_STEP;
  int i = (int) place;
  int side = x > 0;
  const FusDemoPerson *p = f->person;

  if (place < 0 || i >= FUS_NOSE_ROWS - 1)
    return 0;

  float t = place - i, ax = fabsf (x);
  float height = fus_mix (nose->height[i], nose->height[i + 1], t);
  float width = fus_mix (nose->width[i], nose->width[i + 1], t);
  float q = 0.86f * ax / width, rest = fus_max (0, 1 - q * q);
  /* A narrow bridge above, a rounder section at the tip. */
  float round = fus_ramp (2.0f, 4.0f, -y);
  float z = height * rest * rest * fus_mix (rest, 1, 0.8f * round) * (1 + 0.5f * round * q * q);
  FusVec wing = wing_middle (f, side);
  float wings_x = wing.x, wings_y = wing.y;

  z += 0.62f * fus_mound (ax, y, wings_x, wings_y, 0.78f, 0.78f);
  z += 0.26f * fus_hill (x, y, 0, wings_y + 0.15f, 1.0f, 0.9f) * (1 + 0.15f * p->nose_tip);
  /* The furrow behind the wing. */
  z -= 0.16f * fus_hill (ax, y, wings_x + 0.72f, wings_y + 0.1f, 0.5f, 0.8f);

  return z;
}

static float
lip_height (const FusDemoFeatures *f, float x, float y)
{
  if (fabsf (x) > 4.2f)
    return 0;

  FusDemoLips lips = fus_demo_lips (f, x);
  float edge = fus_max (0, 1 - lips.u * lips.u);
  float full_up = fus_sqr (f->mouth.upper / 0.66f), full_low = fus_sqr (f->mouth.lower / 0.86f);
  float gap = lips.upper - lips.lower;
  float z = 0;

  if (edge <= 0)
    {
      int side = x > 0;
      float corner_y = f->mouth.y + f->mouth.corner_y[side];

      return -0.16f * fus_hill (fabsf (x), y, f->mouth.corner_x[side], corner_y, 0.6f, 0.6f);
    }
  if (y >= lips.upper)
    {
      float v = (y - lips.upper) / fus_max (0.25f, lips.top - lips.upper);

      z = (0.26f + 0.16f * fus_min (full_up, 1.8f)) * fus_ramp (-0.15f, 0.5f, v)
          * (1 - fus_ramp (0.55f, 1.9f, v));
      z -= 0.20f * (1 - fus_ramp (0, 0.3f, v));
    }
  else if (y <= lips.lower)
    {
      float v = (lips.lower - y) / fus_max (0.3f, lips.lower - lips.bottom);

      z = (0.30f + 0.16f * fus_min (full_low, 1.8f)) * fus_ramp (-0.12f, 0.5f, v)
          * (1 - fus_ramp (0.6f, 1.7f, v));
      z -= 0.20f * (1 - fus_ramp (0, 0.3f, v));
    }
  else
    {
      float v = 2 * (y - lips.lower) / gap - 1;

      z = -0.2f - 1.0f * fus_min (1, gap * 2.5f) * (1 - v * v * v * v);
    }

  z *= edge * (1.25f - 0.25f * edge);
  z -= 0.16f
       * fus_hill (fabsf (x), y, f->mouth.corner_x[x > 0], f->mouth.y + f->mouth.corner_y[x > 0],
                   0.6f, 0.6f);

  return z;
}

/* Depth of the nasolabial furrow and the fold of cheek over it. */
static float
fold_height (const FusDemoFeatures *f, int side, float ax, float y)
{
  float x0 = 1.75f + 0.1f * f->person->nose_width, y0 = -3.9f + 0.5f * f->wing_y[side];
  float x1 = f->mouth.corner_x[side] + 0.75f,
        y1 = f->mouth.y + f->mouth.corner_y[side] * 0.7f - 0.3f;
  float dx = x1 - x0, dy = y1 - y0;
  float t = ((ax - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy);

  if (t < -0.1f || t > 1.2f)
    return 0;

  /* Bowed outwards, deepest in its middle. */
  float across = ((ax - x0) * -dy + (y - y0) * dx) / sqrtf (dx * dx + dy * dy)
                 - 0.22f * (1 - fus_sqr (2 * t - 1));
  float along = fus_bell (1.6f * t - 0.75f);
  float strength = fus_min (1.3f, f->fold[side]);

  return strength * along
         * (0.20f * fus_bell ((across - 0.55f) / 0.95f) - 0.15f * fus_bell (across / 0.34f));
}

float
fus_demo_relief (const FusDemoFeatures *f, const FusDemoNose *nose, float x, float y)
{
  const FusDemoPerson *p = f->person;
  int side = x > 0;
  float ax = fabsf (x), z = 0;

  if (y > -1.5f)
    {
      float brow = 0.35f * (fus_demo_brow_y (f, side, 0.3f) - p->brow_y);

      z += (0.17f + 0.09f * p->brow_ridge) * fus_mound (ax, y, 2.7f, 1.85f + brow, 2.9f, 1.15f);
      z += (0.05f + 0.06f * p->brow_ridge) * fus_hill (x, y, 0, 1.9f, 1.5f, 1.2f);
      z -= (0.98f + 0.05f * p->brow_ridge)
           * fus_mound (ax, y, p->eye_x - 0.05f, 0.05f, 2.6f, 1.85f);
      z -= 0.42f * fus_hill (ax, y, 1.6f, 0.2f, 1.0f, 1.3f);
      z -= 0.10f * f->frown * fus_hill (x, y, 0, 1.8f, 0.5f, 1.2f);
    }
  else
    {
      z -= (0.98f + 0.05f * p->brow_ridge)
           * fus_mound (ax, y, p->eye_x - 0.05f, 0.05f, 2.6f, 1.85f);
    }

  z += nose_height (nose, f, x, y);
  if (y < -2)
    {
      float chin_y = f->chin_y;

      z += lip_height (f, x, y);
      z += fold_height (f, side, ax, y);
      z += (0.42f + 0.08f * p->muzzle)
           * fus_mound (x, y, 0, f->mouth.y + 0.15f - 0.3f * f->jaw, 3.5f, 2.7f);
      z -= 0.05f * fus_hill (x, y, 0, f->mouth.y + 1.2f, 0.35f, 0.75f);
      z -= 0.40f
           * fus_hill (x, y, 0, f->mouth.y - f->mouth.gap_low - f->mouth.lower - 0.45f, 2.3f,
                       0.95f);
      z += (0.50f + 0.05f * p->chin_forward)
           * fus_mound (x, y, 0, chin_y + 0.1f, 2.0f + 0.15f * p->chin_width, 1.5f);
    }

  return z;
}

float
fus_demo_swelling (const FusDemoFeatures *f, float x, float y)
{
  const FusDemoPerson *p = f->person;
  int side = x > 0;
  float ax = fabsf (x), out = 0;

  if (y > 2.5f || y < -10 || ax < 0.8f)
    return 0;

  out += (0.26f + 0.12f * p->cheekbone) * fus_hill (ax, y, 5.0f, -2.0f, 3.4f, 2.8f);
  out += (0.20f + 0.09f * p->fullness) * fus_hill (ax, y, 3.7f, -3.7f, 3.1f, 3.4f);
  out += 0.42f * f->cheek[side] * fus_hill (ax, y, 3.9f, -2.8f + 0.1f * f->cheek[side], 2.9f, 2.3f);
  out += (-0.22f + 0.16f * p->fullness) * fus_hill (ax, y, 5.0f, -6.2f, 3.0f, 3.4f);

  return out;
}

float
fus_demo_lids (const FusDemoFeatures *f, float x, float y, float z)
{
  int side = x > 0;
  float dx = fabsf (x) - f->eye[side].x, dy = y - f->eye[side].y;
  float rest = 1.34f * 1.34f - dx * dx - dy * dy;

  if (rest <= 0)
    return z;

  float ball = f->eye[side].z + sqrtf (rest) - 0.02f;

  return fus_smooth_max (z, ball, 0.22f);
}
