/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/paint.h"

/* A furrow across distance @d of half width @w, along direction (nx, ny). */
static void
furrow (FusDemoCrease *c, float d, float w, float nx, float ny, float depth)
{
  float t = d / w;

  if (fabsf (t) >= 1 || depth <= 0)
    return;

  float slope = t * (1 - t * t) * (1 - fabsf (t)) * 3.2f * depth;

  c->x += nx * slope;
  c->y += ny * slope;
  c->dark += depth * fus_bell (t * 1.3f);
}

static void
forehead_furrows (FusDemoCrease *c, const FusDemoFeatures *f, FusVec at)
{
  float ax = fabsf (at.x);
  int side = at.x > 0;

  if (at.y < 2 || ax > 6)
    return;

  float inner = f->forehead_inner[side] * fus_bell (ax / 3.6f);
  float outer = f->forehead_outer[side] * fus_bell ((ax - 3.2f) / 3.2f);
  float strength = fus_min (1.2f, inner + 0.8f * outer) * fus_ramp (2.6f, 3.6f, at.y)
                   * (1 - fus_ramp (5.6f, 6.8f, at.y));
  if (strength < 0.02f)
    return;

  float wavy = at.y + 0.14f * fus_noise (at.x * 0.7f + 30, 7) - 0.12f * fus_bell (ax / 2.5f);
  float line = wavy * 1.15f, off = line - (int) (line + 100.5f) + 100;
  float waver = 0.55f + 0.45f * fus_noise (at.x * 0.6f + 9, (int) (line + 100.5f) * 3.7f);

  furrow (c, off / 1.15f, 0.26f, 0, 1, 0.55f * strength * waver);
}

FusDemoCrease
fus_demo_creases (const FusDemoFeatures *f, FusVec at)
{
  FusDemoCrease c = { 0 };
  float ax = fabsf (at.x), sign = at.x > 0 ? 1 : -1;
  int side = at.x > 0;

  if (at.z < 1)
    return c;
  forehead_furrows (&c, f, at);

  if (ax < 1.4f && at.y > 0.3f && at.y < 3.6f)
    {
      float along = fus_bell ((at.y - 1.9f) / 1.5f);

      furrow (&c, ax - 0.42f - 0.06f * (at.y - 1.8f), 0.22f, sign, 0, 0.95f * f->frown * along);
      /* Wrinkles across the root of the nose. */
      float wrinkle = 0.5f * (f->nose_wrinkle[0] + f->nose_wrinkle[1]);
      float d = at.y - 0.55f - 0.25f * ax;

      furrow (&c, d, 0.2f, 0, 1, 0.6f * wrinkle * fus_bell (ax / 1.1f));
      furrow (&c, d - 0.5f, 0.18f, 0, 1, 0.5f * wrinkle * fus_bell (ax / 0.9f));
    }
  if (ax > 0.5f && ax < 2.2f && at.y < 0.6f && at.y > -2.6f)
    {
      /* and down its sides, aslant. */
      float w = f->nose_wrinkle[side] * fus_hill (ax, at.y, 1.15f, -0.9f, 0.85f, 1.7f);
      float d = at.y + 0.9f * ax;

      furrow (&c, d - 0.75f, 0.2f, sign * 0.6f, 0.8f, 0.85f * w);
      furrow (&c, d - 0.15f, 0.2f, sign * 0.6f, 0.8f, 0.85f * w);
      furrow (&c, d + 0.45f, 0.2f, sign * 0.6f, 0.8f, 0.75f * w);
    }

  float ex = f->eye[side].x + f->eye[side].width + 0.1f, dx = ax - ex, dy = at.y - 0.05f;

  if (dx > 0 && dx < 2.4f && fabsf (dy) < 1.7f)
    {
      float age = fus_clamp ((f->person->age - 38) / 25, 0, 1);
      float strength
          = fus_min (1.1f, f->crow[side] * 0.75f + 0.35f * age) * fus_bell ((dx - 0.8f) / 1.2f);
      const float slope[] = { 0.55f, 0.12f, -0.35f };

      for (int i = 0; i < 3; i++)
        furrow (&c, dy - slope[i] * (dx + 0.15f) - 0.04f * fus_noise (at.x * 3, i * 5),
                0.13f + 0.03f * dx, 0, 1, 0.6f * strength);
    }

  if (ax > 1.4f && at.y < -3 && at.y > -8.5f)
    {
      float x0 = 1.85f + 0.1f * f->person->nose_width, y0 = -3.9f + 0.5f * f->wing_y[side];
      float x1 = f->mouth.corner_x[side] + 0.75f;
      float y1 = f->mouth.y + f->mouth.corner_y[side] * 0.7f - 0.3f;
      float lx = x1 - x0, ly = y1 - y0, length = sqrtf (lx * lx + ly * ly);
      float t = ((ax - x0) * lx + (at.y - y0) * ly) / (length * length);
      float d = ((ax - x0) * -ly + (at.y - y0) * lx) / length - 0.22f * (1 - fus_sqr (2 * t - 1));

      furrow (&c, d, 0.30f, sign * -ly / length, lx / length,
              0.55f * fus_min (1.2f, f->fold[side]) * fus_bell (1.5f * t - 0.7f));
    }

  if (at.y < -8)
    {
      float chin = f->chin_dimple * fus_hill (at.x, at.y, 0, -9.9f - f->jaw, 1.9f, 1.2f);

      if (chin > 0.01f)
        {
          c.x += 0.35f * chin * fus_noise (at.x * 2.6f + 3, at.y * 2.6f);
          c.y += 0.35f * chin * fus_noise (at.x * 2.6f + 70, at.y * 2.6f + 9);
        }
    }

  return c;
}
