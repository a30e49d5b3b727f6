/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/raster.h"

#define FAR_AWAY -1e6f

void
fus_demo_camera_turn (FusDemoCamera *camera, float yaw, float pitch, float roll)
{
  float sy, cy, sp, cp, sr, cr;

  fus_sin_cos (yaw, &sy, &cy);
  fus_sin_cos (pitch, &sp, &cp);
  fus_sin_cos (roll, &sr, &cr);

  /* yaw about y, after pitch about x, after roll about z */
  const float m[9]
      = { cy * cr + sy * sp * sr,  -cy * sr + sy * sp * cr, sy * cp, cp * sr, cp * cr, -sp,
          -sy * cr + cy * sp * sr, sy * sr + cy * sp * cr,  cy * cp };

  for (int i = 0; i < 9; i++)
    camera->turn[i] = m[i];
}

void
fus_demo_camera_tilt (FusDemoCamera *camera, float roll)
{
  float *m = camera->turn, sn, cs;
  FusVec move = camera->move;

  fus_sin_cos (roll, &sn, &cs);
  for (int i = 0; i < 3; i++)
    {
      float x = m[i], y = m[3 + i];

      m[i] = cs * x - sn * y;
      m[3 + i] = sn * x + cs * y;
    }
  camera->move = fus_vec (cs * move.x - sn * move.y, sn * move.x + cs * move.y, move.z);
}

void
fus_demo_raster_init (FusDemoRaster *raster, int width, int height, gboolean with_hits)
{
  *raster = (FusDemoRaster){ .width = width, .height = height };
  raster->depth = g_new (float, (gsize) width *height);
  raster->hit = with_hits ? g_new (FusDemoHit, (gsize) width * height) : NULL;
}

void
fus_demo_raster_free (FusDemoRaster *raster)
{
  g_free (raster->depth);
  g_free (raster->hit);
  g_free (raster->screen);
  *raster = (FusDemoRaster){ 0 };
}

static void
clear (FusDemoRaster *raster)
{
  gsize n = (gsize) raster->width * raster->height;

  for (gsize i = 0; i < n; i++)
    raster->depth[i] = FAR_AWAY;
  if (raster->hit != NULL)
    memset (raster->hit, 0, n * sizeof *raster->hit);
}

static void
draw_triangle (FusDemoRaster *raster, FusVec p, FusVec q, FusVec r, guint32 id)
{
  float area = (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);

  if (fabsf (area) < 1e-6f)
    return;

  int x0 = (int) fus_max (0, fus_min (p.x, fus_min (q.x, r.x)) + 0.5f);
  int y0 = (int) fus_max (0, fus_min (p.y, fus_min (q.y, r.y)) + 0.5f);
  int x1 = (int) fus_min (raster->width - 1, fus_max (p.x, fus_max (q.x, r.x)) - 0.5f + 1);
  int y1 = (int) fus_min (raster->height - 1, fus_max (p.y, fus_max (q.y, r.y)) - 0.5f + 1);
  float k = 1 / area;
  /* Weights of q and r as linear functions of the pixel's middle. */
  float ax = (r.y - p.y) * k, ay = -(r.x - p.x) * k;
  float bx = -(q.y - p.y) * k, by = (q.x - p.x) * k;
  float dz_a = q.z - p.z, dz_b = r.z - p.z;

  for (int y = y0; y <= y1; y++)
    {
      float *depth = raster->depth + (gsize) y * raster->width;
      float px = x0 + 0.5f - p.x, py = y + 0.5f - p.y;
      float a = ax * px + ay * py, b = bx * px + by * py;

      for (int x = x0; x <= x1; x++, a += ax, b += bx)
        {
          if (a < -1e-5f || b < -1e-5f || a + b > 1.00001f)
            continue;

          float z = p.z + a * dz_a + b * dz_b;

          if (z <= depth[x])
            continue;
          depth[x] = z;
          if (raster->hit != NULL)
            raster->hit[(gsize) y * raster->width + x] = (FusDemoHit){ id, a, b };
        }
    }
}

void
fus_demo_raster_draw (FusDemoRaster *raster, const FusDemoMesh *mesh, const FusDemoCamera *camera)
{
  clear (raster);
  if (raster->n_screen < mesh->n_points)
    {
      g_free (raster->screen);
      raster->n_screen = mesh->size;
      raster->screen = g_new (FusVec, raster->n_screen);
    }

  FusVec *screen = raster->screen;

  for (guint i = 0; i < mesh->n_points; i++)
    screen[i] = fus_demo_camera_project (camera, mesh->at[i]);

  for (guint k = 0; k < mesh->n_patches; k++)
    {
      const FusDemoPatch *patch = &mesh->patches[k];
      guint n = (patch->rows - 1) * fus_demo_patch_quads_across (patch);
      /* Closed surfaces hide their own back; ears and hair are thin sheets seen from both sides. */
      gboolean sheet = patch->stuff == FUS_STUFF_EAR || patch->stuff == FUS_STUFF_HAIR;

      for (guint q = 0; q < n; q++)
        {
          const guint32 *c = mesh->quads[patch->first_quad + q];
          FusVec p0 = screen[c[0]], p1 = screen[c[1]], p2 = screen[c[2]], p3 = screen[c[3]];
          float area = (p3.x - p0.x) * (p2.y - p1.y) - (p3.y - p0.y) * (p2.x - p1.x);

          if (!sheet && area <= 0)
            continue;

          guint32 id = 1 + 2 * (patch->first_quad + q);

          draw_triangle (raster, p0, p1, p2, id);
          draw_triangle (raster, p3, p2, p1, id + 1);
        }
    }
}
