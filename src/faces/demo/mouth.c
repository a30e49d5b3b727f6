/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/paint.h"

/* Front of the row of teeth over the middle of the mouth's depth, as an arc. */
static float
teeth_front (const FusDemoFeatures *f, float x)
{
  return 9.05f * f->person->head_depth - 0.15f * x * x;
}

/* Where the line of sight through @at meets the arc of teeth. */
static FusVec
meet_teeth (const FusDemoScene *scene, FusVec at)
{
  FusVec v = scene->view, p = at;

  if (v.z < 0.25f)
    return fus_vec_along (at, v, -0.5f);
  for (int i = 0; i < 4; i++)
    p = fus_vec_along (p, v, (teeth_front (scene->features, p.x) - p.z) / (v.z + 0.3f * p.x * v.x));

  return p;
}

static FusVec
mouth_inside (const FusDemoScene *scene, const FusDemoSpot *spot, const FusDemoLips *lips)
{
  static const float widths[] = { 0.43f, 0.76f, 1.14f, 1.48f, 1.82f, 2.2f, 2.7f };
  const FusDemoFeatures *f = scene->features;
  FusVec p = meet_teeth (scene, spot->at);
  FusVec cavity = fus_vec (0.045f, 0.012f, 0.010f);
  FusVec tooth = fus_vec (0.70f, 0.62f, 0.50f), gum = fus_vec (0.36f, 0.13f, 0.12f);
  float ax = fabsf (p.x), edge_x = 9, soft = scene->pixel;
  /* Upper teeth belong to the skull, lower ones drop with the jaw. */
  float rest = f->person->mouth_y, upper_end = rest - 0.22f, upper_gum = rest + 0.72f;
  float lower_end = rest - 0.30f - f->jaw * 0.92f, lower_gum = lower_end - 0.75f;
  FusVec color = cavity;

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    edge_x = fus_min (edge_x, fabsf (ax - widths[i]));
  edge_x = fus_min (edge_x, ax);

  if (ax < 2.7f)
    {
      float between = 1 - 0.35f * (1 - fus_ramp (0.0f, 0.03f + soft, edge_x));
      float notch = 0.05f * (1 - fus_ramp (0, 0.12f, edge_x)) + 0.02f * ax * ax * 0.5f;
      float up = fus_ramp (upper_end - soft + notch, upper_end + soft + notch, p.y);
      float low = 1 - fus_ramp (lower_end - soft, lower_end + soft, p.y);
      float side_shade = fus_fade (0.28f * ax * ax);
      FusVec upper = fus_vec_mix (fus_vec_scale (tooth, between), gum,
                                  fus_ramp (upper_gum - 0.08f, upper_gum + 0.08f, p.y));
      FusVec lower = fus_vec_mix (fus_vec_scale (tooth, 0.72f * between), gum,
                                  1 - fus_ramp (lower_gum - 0.08f, lower_gum + 0.08f, p.y));

      color = fus_vec_mix (color, fus_vec_scale (upper, side_shade), up);
      color = fus_vec_mix (color, fus_vec_scale (lower, side_shade), low);
    }

  /* A tongue in the open mouth. */
  if (f->jaw > 0.5f)
    {
      float tongue
          = fus_hill (p.x, p.y, 0, lower_end + 0.15f, 2.2f, 0.75f) * (p.y > lower_end ? 1 : 0);

      color = fus_vec_mix (color, fus_vec (0.17f, 0.05f, 0.045f), fus_min (1, 1.6f * tongue));
    }

  /* The lips keep the light out: darker towards every edge of the opening. */
  float depth = fus_min (lips->upper - spot->at.y, spot->at.y - lips->lower);
  float shade = 0.35f + 0.65f * fus_ramp (-0.02f, 0.22f, lips->upper - spot->at.y);
  float rim = 0.55f + 0.45f * fus_ramp (0, 0.14f, depth);
  FusVec light = fus_demo_light_on (scene, fus_vec (0, 0, 1), fus_vec (0.8f, 0.8f, 0.75f));

  return fus_vec_scale (fus_vec_times (color, light),
                        shade * rim * (1 - 0.75f * fus_ramp (0.6f, 1, lips->u)));
}

FusDemoMouthPaint
fus_demo_paint_mouth (const FusDemoScene *scene, const FusDemoSpot *spot)
{
  const FusDemoFeatures *f = scene->features;
  FusDemoMouthPaint paint = { 0 };
  FusVec at = spot->at;
  int side = at.x > 0;

  if (fabsf (at.x) > f->mouth.corner_x[side] + 0.4f || at.y > f->mouth.y + 2.5f
      || at.y < f->mouth.y - 4.5f)
    return paint;

  FusDemoLips lips = fus_demo_lips (f, at.x);
  float soft = 0.6f * scene->pixel + 0.01f, gap = lips.upper - lips.lower;
  float ends = 1 - fus_ramp (0.98f, 1.06f, lips.u);
  float blur = 0.05f + scene->pixel;

  if (gap > 0.01f && lips.u < 1)
    {
      paint.cover = fus_ramp (-soft, soft, lips.upper - at.y)
                    * fus_ramp (-soft, soft, at.y - lips.lower) * fus_ramp (0, 0.08f, gap);
      if (paint.cover > 0)
        paint.inside = mouth_inside (scene, spot, &lips);
    }

  float middle = 0.5f * (lips.upper + lips.lower), off = fabsf (at.y - middle) - 0.5f * gap;
  float corner = fus_ramp (0.8f, 1.0f, lips.u);

  paint.line = fus_bell (fus_max (0, off) / (0.085f + soft)) * (1 - fus_ramp (1.0f, 1.12f, lips.u))
               * (0.85f + 0.1f * corner);
  paint.lip = fus_ramp (-blur, blur, lips.top - at.y)
              * fus_ramp (-blur * 1.3f, blur * 1.3f, at.y - lips.bottom) * ends;

  return paint;
}
