/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/paint.h"

#define IRIS 0.59f /* cm */
#define PUPIL 0.21f

/* Where the line of sight through @at meets the eyeball, as a unit vector from its centre. */
static FusVec
meet_ball (FusVec at, FusVec view, FusVec centre)
{
  FusVec from = fus_vec_sub (at, centre);
  float along = fus_vec_dot (from, view);
  float rest = along * along - (fus_vec_dot (from, from) - FUS_DEMO_BALL * FUS_DEMO_BALL);
  float t = rest > 0 ? -along + sqrtf (rest) : -along;

  return fus_vec_unit (fus_vec_along (from, view, t));
}

static FusVec
iris_color (const FusDemoPerson *p, FusVec off, float radius)
{
  float edge = radius / IRIS;
  /* Fibres run outwards: noise along the direction, stretched along the radius. */
  float fibre
      = fus_noise (40 + 14 * off.x / (radius + 0.05f), 80 + 14 * off.y / (radius + 0.05f) + edge);
  float light = 0.85f + 0.35f * fibre + 0.35f * (1 - fus_ramp (0.35f, 0.6f, edge));
  FusVec color = fus_vec_scale (p->iris, light);
  FusVec warm = fus_vec (0.12f, 0.065f, 0.022f);

  color = fus_vec_mix (color, warm, 0.35f * (1 - fus_ramp (0.4f, 0.62f, edge)));
  return fus_vec_scale (color, 1 - 0.72f * fus_ramp (0.74f, 1.0f, edge));
}

/* Reflections of the two soft boxes on the wet cornea. */
static float
catch_light (const FusDemoScene *scene, FusVec normal)
{
  float sum = 0;

  for (int g = 0; g < 2; g++)
    {
      FusVec half = scene->half[g];
      FusVec d = fus_vec_sub (normal, half);

      /* A box, so its image is nearly square. */
      float side = 0.055f;
      float soft = 0.035f;
      float x = 1 - fus_ramp (side, side + soft, fabsf (d.x)),
            y = 1 - fus_ramp (side * 1.2f, side * 1.2f + soft, fabsf (d.y));

      sum += x * y * (g == 0 ? 1.0f : 0.45f);
    }

  return sum;
}

static FusVec
ball_color (const FusDemoScene *scene, const FusDemoSpot *spot, int side, float below_lid, float u)
{
  const FusDemoFeatures *f = scene->features;
  FusVec centre = fus_vec ((side ? 1 : -1) * f->eye[side].x, f->eye[side].y, f->eye[side].z);
  FusVec n = meet_ball (spot->at, scene->view, centre);
  float facing = fus_vec_dot (n, scene->gaze);
  FusVec off = fus_vec_scale (fus_vec_along (n, scene->gaze, -facing), FUS_DEMO_BALL);
  float radius = facing > 0 ? sqrtf (fus_vec_dot (off, off)) : 9;
  FusVec albedo = fus_vec (0.58f, 0.53f, 0.50f);
  float veins = 0.5f + 0.5f * fus_noise (6 * spot->at.x, 9 * spot->at.y);
  float corner = fus_ramp (0.55f, 1.0f, fabsf (u));

  albedo = fus_vec_mix (albedo, fus_vec (0.60f, 0.40f, 0.36f), corner * (0.35f + 0.3f * veins));
  if (u < -0.82f)
    albedo = fus_vec_mix (albedo, fus_vec (0.52f, 0.25f, 0.22f), fus_ramp (0.80f, 0.92f, -u));

  float soft = 0.5f * scene->pixel + 0.02f;
  float iris = 1 - fus_ramp (IRIS - soft, IRIS + soft, radius);

  if (iris > 0)
    {
      FusVec color = iris_color (f->person, off, radius);
      float pupil = 1 - fus_ramp (PUPIL - soft, PUPIL + soft, radius);

      color = fus_vec_mix (color, fus_vec (0.004f, 0.004f, 0.004f), pupil);
      albedo = fus_vec_mix (albedo, color, iris);
    }

  /* The upper lid and its lashes shade the ball. */
  float shade = 0.42f + 0.58f * fus_ramp (-0.02f, 0.42f, below_lid);
  float round = 0.72f + 0.28f * (1 - corner);
  FusVec light
      = fus_demo_light_on (scene, fus_vec_unit (fus_vec_mix (n, spot->normal, 0.3f)), spot->sight);
  FusVec color = fus_vec_scale (fus_vec_times (albedo, light), shade * round);

  /* The cornea bulges: its normal turns faster than the ball's. */
  FusVec wet = fus_vec_unit (fus_vec_along (n, off, radius < 0.7f ? 0.55f : 0));
  float shine = catch_light (scene, wet) * fus_ramp (0.0f, 0.12f, below_lid);

  return fus_vec_along (color, fus_vec (1, 1, 1), (radius < 0.72f ? 0.85f : 0.25f) * shine);
}

/* Skin around the opening: crease, lash line, wet edge, bags. */
static FusVec
lid_color (const FusDemoScene *scene, int side, float u, float y, float upper, float lower,
           FusVec under)
{
  const FusDemoFeatures *f = scene->features;
  const FusDemoPerson *p = f->person;
  float inside = fus_ramp (1.30f, 0.85f + 0.1f, fabsf (u) > 1.3f ? 1.3f : fabsf (u));
  float soft = scene->pixel;

  inside = 1 - fus_ramp (0.85f, 1.2f, fabsf (u));
  if (y > upper)
    {
      float over = y - upper;
      /* The crease runs with the lid and leaves it towards the outer corner. */
      float crease = over - f->eye[side].fold * (0.75f + 0.25f * fus_bell (u)) + 0.10f * u * u;
      float depth = inside * (0.85f - 0.65f * p->eye_fold) * fus_bell (crease / (0.13f + soft));

      under = fus_vec_times (under,
                             fus_vec (1 - 0.62f * depth, 1 - 0.72f * depth, 1 - 0.72f * depth));
      if (p->make_up > 0)
        {
          float tint = 0.30f * p->make_up * inside * fus_fade (over * over * 14);

          under = fus_vec_mix (under, fus_vec_scale (under, 0.5f), tint);
        }
    }
  else if (y < lower)
    {
      float wet = inside * fus_bell ((lower - y - 0.04f) / (0.07f + soft));
      float bag = inside * fus_bell ((lower - y - 0.62f) / 0.22f)
                  * (0.10f + 0.22f * p->eye_bag + 0.22f * f->under_eye[side]);

      under = fus_vec_along (under, fus_vec (0.07f, 0.035f, 0.03f), wet * 0.35f);
      under = fus_vec_times (under, fus_vec (1 - 0.5f * bag, 1 - 0.65f * bag, 1 - 0.6f * bag));
    }

  return under;
}

FusVec
fus_demo_paint_eye (const FusDemoScene *scene, const FusDemoSpot *spot, FusVec under)
{
  const FusDemoFeatures *f = scene->features;
  const FusDemoPerson *p = f->person;
  int side = spot->at.x > 0;
  float u = (fabsf (spot->at.x) - f->eye[side].x) / f->eye[side].width;
  float y = spot->at.y - f->eye[side].y;

  if (fabsf (u) > 1.35f || y > 1.5f || y < -1.5f)
    return under;

  float inner = fus_clamp (u, -1, 1), soft = 0.7f * scene->pixel + 0.012f;
  float upper = fus_demo_upper_lid (f, side, inner), lower = fus_demo_lower_lid (f, side, inner);
  float open = fus_ramp (-soft, soft, upper - y) * fus_ramp (-soft, soft, y - lower)
               * (1 - fus_ramp (0.97f, 1.03f, fabsf (u)));
  FusVec color = lid_color (scene, side, u, y, upper, lower, under);

  if (open > 0)
    color = fus_vec_mix (color, ball_color (scene, spot, side, upper - y, inner), open);

  /* Lashes: a dark band on the upper edge, heavier outwards; a faint one below. */
  float dark = fus_clamp (p->lashes + 0.45f * p->make_up, 0, 1.2f);
  float outward = 0.45f + 0.55f * fus_ramp (-1, 0.7f, u);
  float band = 0.045f + 0.05f * dark * outward;
  float ends = 1 - fus_ramp (1.0f, 1.14f, fabsf (u));
  float wing = u > 1 ? (u - 1) * 0.5f : 0;
  float lash = fus_bell ((y - upper - 0.02f - wing) / (band + soft)) * ends * (0.55f + 0.4f * dark)
               * outward;
  float low = fus_bell ((y - lower + 0.02f) / (0.05f + soft)) * ends * (0.10f + 0.22f * dark)
              * fus_ramp (-0.7f, 0.6f, u);
  FusVec ink = fus_vec_mix (fus_vec (0.012f, 0.008f, 0.007f), p->hair.color, 0.15f);

  color = fus_vec_mix (color, ink, fus_clamp (lash, 0, 0.95f));
  return fus_vec_mix (color, ink, fus_clamp (low, 0, 0.8f));
}
