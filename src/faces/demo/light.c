/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/light.h"

#define SHADOW_SIDE 144
#define SHADOW_SPAN 40.0f /* cm */

void
fus_demo_shade_init (FusDemoShade *shade)
{
  *shade = (FusDemoShade){ 0 };
  fus_demo_raster_init (&shade->shadow, SHADOW_SIDE, SHADOW_SIDE, FALSE);
}

void
fus_demo_shade_free (FusDemoShade *shade)
{
  fus_demo_mesh_free (&shade->coarse);
  fus_demo_raster_free (&shade->shadow);
}

static guint
stride_of (const FusDemoPatch *patch)
{
  return patch->rows >= 100 ? 3 : patch->rows >= 30 ? 2 : 1;
}

/* Shadows are soft, so that every second or third point of the dense patches does for them. */
static void
thin_out (FusDemoMesh *coarse, const FusDemoMesh *mesh)
{
  fus_demo_mesh_clear (coarse);
  for (guint k = 0; k < mesh->n_patches; k++)
    {
      const FusDemoPatch *from = &mesh->patches[k];
      guint stride = stride_of (from);
      const FusDemoPatch *to
          = fus_demo_mesh_add (coarse, (from->rows + stride - 1) / stride,
                               (from->columns + stride - 1) / stride, from->closed, from->stuff);

      for (guint r = 0; r < to->rows; r++)
        for (guint c = 0; c < to->columns; c++)
          {
            guint i = to->first + r * to->columns + c;
            guint j = from->first + MIN (r * stride, from->rows - 1) * from->columns
                      + MIN (c * stride, from->columns - 1);

            coarse->at[i] = mesh->at[j];
            coarse->normal[i] = mesh->normal[j];
            coarse->sight[i] = fus_vec (0, 0, 0);
          }
    }
}

/* Looks along -@toward, as if from far away. */
static FusDemoCamera
camera_from (FusVec toward)
{
  FusVec right = fus_vec_unit (fus_vec_cross (fus_vec (0, 1, 0.01f), toward));
  FusVec up = fus_vec_cross (toward, right);
  FusDemoCamera camera = { .distance = 2000,
                           .focal = 2000 * SHADOW_SIDE / SHADOW_SPAN,
                           .middle_x = SHADOW_SIDE / 2.0f,
                           .middle_y = SHADOW_SIDE / 2.0f };
  const float m[9] = { right.x, right.y, right.z, up.x, up.y, up.z, toward.x, toward.y, toward.z };

  for (int i = 0; i < 9; i++)
    camera.turn[i] = m[i];

  /* The face in the middle of the map. */
  FusVec middle = fus_demo_camera_place (&camera, fus_vec (0, -2, 0));

  camera.move = fus_vec (-middle.x, -middle.y, -middle.z);
  return camera;
}

/* 1 in the light … 0 behind something, soft over a few millimetres. */
static float
lit (const FusDemoRaster *shadow, FusVec at)
{
  float x = at.x - 0.5f, y = at.y - 0.5f;

  if (x < 0 || y < 0 || x >= SHADOW_SIDE - 1 || y >= SHADOW_SIDE - 1)
    return 1;

  int ix = (int) x, iy = (int) y;
  float fx = x - ix, fy = y - iy, sum = 0;
  const float *d = shadow->depth + iy * SHADOW_SIDE + ix;
  const float depth[4] = { d[0], d[1], d[SHADOW_SIDE], d[SHADOW_SIDE + 1] };
  const float weight[4] = { (1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy };

  for (int i = 0; i < 4; i++)
    sum += weight[i] * (1 - fus_clamp ((depth[i] - at.z - 0.22f) * 2.2f, 0, 1));

  return sum;
}

static void
cast_from (FusDemoMesh *coarse, FusDemoRaster *shadow, FusVec toward, int group, float weight)
{
  FusDemoCamera camera = camera_from (toward);

  fus_demo_raster_draw (shadow, coarse, &camera);
  for (guint i = 0; i < coarse->n_points; i++)
    coarse->sight[i].of[group] += weight * lit (shadow, shadow->screen[i]);
}

static void
spread (FusDemoMesh *mesh, const FusDemoMesh *coarse, int first, int end)
{
  for (guint k = 0; k < mesh->n_patches; k++)
    {
      const FusDemoPatch *to = &mesh->patches[k], *from = &coarse->patches[k];
      guint stride = stride_of (to);

      for (guint r = 0; r < to->rows; r++)
        {
          guint r0 = r / stride, r1 = MIN (r0 + 1, from->rows - 1);
          float y = (float) (r % stride) / stride;

          for (guint c = 0; c < to->columns; c++)
            {
              guint c0 = c / stride, c1 = c0 + 1;
              float x = (float) (c % stride) / stride;

              if (c1 >= from->columns)
                c1 = from->closed ? 0 : from->columns - 1;

              const FusVec *above = coarse->sight + from->first + r0 * from->columns;
              const FusVec *below = coarse->sight + from->first + r1 * from->columns;
              FusVec mixed = fus_vec_mix (fus_vec_mix (above[c0], above[c1], x),
                                          fus_vec_mix (below[c0], below[c1], x), y);
              FusVec *sight = &mesh->sight[to->first + r * to->columns + c];

              for (int g = first; g < end; g++)
                sight->of[g] = mixed.of[g];
            }
        }
    }
}

void
fus_demo_light_cast (const FusDemoLight *light, FusDemoMesh *mesh, FusDemoShade *shade)
{
  static const FusVec box[] = { FUS_VEC (0.13f, 0.12f, 0), FUS_VEC (-0.13f, -0.12f, 0.1f) };

  thin_out (&shade->coarse, mesh);
  for (int g = FUS_LIGHT_KEY; g <= FUS_LIGHT_FILL; g++)
    for (guint i = 0; i < G_N_ELEMENTS (box); i++)
      cast_from (&shade->coarse, &shade->shadow,
                 fus_vec_unit (fus_vec_add (light->toward[g], box[i])), g,
                 1.0f / G_N_ELEMENTS (box));
  spread (mesh, &shade->coarse, FUS_LIGHT_KEY, FUS_LIGHT_DOME);
}

void
fus_demo_light_cast_dome (FusDemoMesh *mesh, FusDemoShade *shade)
{
  static const FusVec dome[]
      = { FUS_VEC (0, 1, 0.25f),     FUS_VEC (0.8f, 0.55f, 0.5f),   FUS_VEC (-0.8f, 0.55f, 0.5f),
          FUS_VEC (0, 0.35f, 1),     FUS_VEC (0.75f, -0.25f, 0.7f), FUS_VEC (-0.75f, -0.25f, 0.7f),
          FUS_VEC (1, 0.15f, -0.3f), FUS_VEC (-1, 0.15f, -0.3f) };

  thin_out (&shade->coarse, mesh);
  for (guint i = 0; i < G_N_ELEMENTS (dome); i++)
    cast_from (&shade->coarse, &shade->shadow, fus_vec_unit (dome[i]), FUS_LIGHT_DOME,
               1.0f / G_N_ELEMENTS (dome));
  spread (mesh, &shade->coarse, FUS_LIGHT_DOME, FUS_DEMO_LIGHTS);
}
