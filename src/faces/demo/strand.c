/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/hair.h"

/* Light that a hair running along @along sends to the camera (Kajiya & Kay 1989), with the head
 * behind it for shade. */
static FusVec
lit_hair (const FusDemoScene *scene, FusVec along, FusVec away, FusVec albedo, float gloss)
{
  const FusDemoLight *light = scene->light;
  FusVec sum = fus_vec_scale (fus_vec_mix (light->ground, light->sky, 0.5f + 0.5f * away.y), 0.75f);
  float shine = 0;

  for (int g = 0; g < 2; g++)
    {
      float t = fus_vec_dot (along, light->toward[g]);
      float facing = fus_clamp (0.35f + 0.65f * fus_vec_dot (away, light->toward[g]), 0, 1);
      FusVec half = scene->half[g];
      float h = fus_vec_dot (along, half), s = fus_max (0, 1 - h * h);

      sum = fus_vec_along (sum, light->color[g], sqrtf (fus_max (0, 1 - t * t)) * facing);
      s *= s, s *= s, s *= s, s *= s;
      /* A second, wider lobe: light that went through the hair and took its colour. */
      shine += gloss * s * facing * light->color[g].y;
    }

  FusVec color = fus_vec_times (albedo, sum);

  return fus_vec_along (fus_vec_along (color, albedo, 1.1f * shine), fus_vec (1, 0.98f, 0.95f),
                        0.055f * shine);
}

FusVec
fus_demo_paint_hair (const FusDemoScene *scene, const FusDemoSpot *spot)
{
  const FusDemoPerson *p = scene->features->person;
  gboolean inner = fus_vec_dot (spot->normal, scene->view) < 0;
  FusVec normal = inner ? fus_vec_scale (spot->normal, -1) : spot->normal;
  FusVec flow = fus_demo_hair_flow (p, spot->at, 0);
  float out = fus_vec_dot (flow, normal);
  FusVec along = fus_vec_unit (fus_vec_along (flow, normal, -out));
  /* Columns of the body run from the crown outwards, as hair does. */
  float streak
      = fus_noise (150 * spot->u, 4 * spot->v) + 0.6f * fus_noise (420 * spot->u, 7 * spot->v);
  FusVec albedo = fus_vec_mix (p->hair.color, fus_vec (0.40f, 0.39f, 0.37f), 0.8f * p->hair.grey);
  FusVec color
      = lit_hair (scene, along, normal, fus_vec_scale (albedo, 0.72f + 0.28f * streak), 0.35f);

  /* The inside of hanging hair is in its own shade. */
  return fus_vec_scale (color,
                        (0.30f + 0.55f * spot->sight.of[FUS_LIGHT_DOME]) * (inner ? 0.3f : 1));
}

/* One segment, softened over a pixel at its sides, mixed into the image where it is in front. */
static void
draw_segment (FusVec *image, const FusDemoRaster *raster, FusVec a, FusVec b, float half,
              float alpha, FusVec color)
{
  float reach = half + 0.5f;
  float dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;

  if (length2 < 1e-4f)
    return;

  float k = 1 / length2, scale = sqrtf (k);
  int y0 = (int) fus_max (0, fus_min (a.y, b.y) - reach);
  int y1 = (int) fus_min (raster->height - 1, fus_max (a.y, b.y) + reach);
  float x_min = fus_max (0, fus_min (a.x, b.x) - reach);
  float x_max = fus_min (raster->width - 1, fus_max (a.x, b.x) + reach);
  /* Over a row, the line's middle moves by slope and its sides are this far away. */
  gboolean steep = fabsf (dy) > 0.1f;
  float slope = steep ? dx / dy : 0, wide = steep ? reach / (fabsf (dy) * scale) : 0;
  float across_step = dy * scale, t_step = dx * k, dz = b.z - a.z;

  for (int y = y0; y <= y1; y++)
    {
      float py = y + 0.5f - a.y, middle = a.x + py * slope - 0.5f;
      int from = (int) (steep ? fus_max (x_min, middle - wide) : x_min);
      int to = (int) (steep ? fus_min (x_max, middle + wide + 1) : x_max);
      float px = from + 0.5f - a.x;
      float across = (px * dy - py * dx) * scale, t = (px * dx + py * dy) * k;
      const float *depth = raster->depth + (gsize) y * raster->width;
      FusVec *row = image + (gsize) y * raster->width;

      for (int x = from; x <= to; x++, across += across_step, t += t_step)
        {
          float cover = reach - fabsf (across);

          /* Half-open, so that joints are not drawn twice. */
          if (cover > 0 && t >= 0 && t < 1 && depth[x] <= a.z + t * dz + 0.12f)
            row[x] = fus_vec_mix (row[x], color, alpha * fus_min (1, cover));
        }
    }
}

void
fus_demo_hair_draw (const FusDemoHairDo *hair, const FusDemoScene *scene,
                    const FusDemoCamera *camera, const FusDemoRaster *raster, FusVec *image)
{
  float scale = 1 / scene->pixel;

  for (guint i = 0; i < hair->n_strands; i++)
    {
      const FusDemoStrand *strand = &hair->strands[i];
      float width = strand->width * scale, half = fus_max (0.5f, 0.5f * width);
      float alpha = 0.85f * fus_min (1, width);
      FusVec last = fus_vec (0, 0, 0), last_color = last;
      gboolean was_seen = FALSE;

      for (guint j = 0; j < strand->n; j++)
        {
          const FusVec *at = hair->points + strand->first + j;
          FusVec away = hair->away[strand->first + j];
          /* What grows on the far side is behind the head. */
          gboolean seen = fus_vec_dot (away, scene->view) > -0.35f;

          if (!seen && !was_seen)
            continue;

          FusVec along = fus_vec_unit (j + 1 < strand->n ? fus_vec_sub (at[1], at[0])
                                                         : fus_vec_sub (at[0], at[-1]));
          FusVec point = fus_demo_camera_project (camera, *at);
          float s = (float) j / strand->n;
          FusVec color = fus_vec_scale (lit_hair (scene, along, away, strand->color, 1),
                                        0.55f + 0.45f * fus_ramp (0, 0.4f, s));

          if (was_seen)
            draw_segment (image, raster, last, point, half * (1 - 0.5f * s),
                          alpha * (1 - 0.55f * s * s), fus_vec_mix (last_color, color, 0.5f));
          was_seen = seen;
          last = point;
          last_color = color;
        }
    }
}
