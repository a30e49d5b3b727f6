/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/canvas.h"

/* A step in depth that makes an outline, cm. */
#define JUMP 0.45f

void
fus_demo_canvas_init (FusDemoCanvas *canvas, int width, int height)
{
  *canvas = (FusDemoCanvas){ .width = width, .height = height };
  canvas->image = g_new (FusVec, (gsize) width * height);
  canvas->jump = g_new (guint8, width);
}

void
fus_demo_canvas_free (FusDemoCanvas *canvas)
{
  g_free (canvas->image);
  g_free (canvas->edges);
  g_free (canvas->smooth);
  g_free (canvas->jump);
  *canvas = (FusDemoCanvas){ 0 };
}

static FusVec
paint_spot (const FusDemoScene *scene, const FusDemoSpot *spot, FusDemoStuff stuff)
{
  switch (stuff)
    {
    case FUS_STUFF_SKIN:
      return fus_demo_paint_face (scene, spot);
    case FUS_STUFF_EAR:
      return fus_demo_paint_ear (scene, spot);
    case FUS_STUFF_NECK:
      return fus_demo_paint_neck (scene, spot);
    case FUS_STUFF_SHIRT:
      return fus_demo_paint_shirt (scene, spot);
    case FUS_STUFF_HAIR:
      return fus_demo_paint_hair (scene, spot);
    case FUS_STUFF_NONE:
    default:
      g_assert_not_reached ();
    }
}

static FusVec
paint_hit (const FusDemoScene *scene, const FusDemoMesh *mesh, const FusDemoHit *hit)
{
  guint32 quad = (hit->triangle - 1) / 2;
  gboolean lower = (hit->triangle & 1) == 0;
  FusDemoStuff stuff = mesh->patches[mesh->quad_patch[quad]].stuff;
  guint32 i = mesh->quads[quad][lower ? 3 : 0], j = mesh->quads[quad][lower ? 2 : 1];
  guint32 k = mesh->quads[quad][lower ? 1 : 2];
  float a = hit->a, b = hit->b, r = 1 - a - b;
  FusDemoSpot spot;

#define MIXED(values) { .lanes = r * values[i].lanes + a * values[j].lanes + b * values[k].lanes }
  spot.at = (FusVec) MIXED (mesh->at);
  spot.normal = fus_vec_unit ((FusVec) MIXED (mesh->normal));
  spot.sight = (FusVec) MIXED (mesh->sight);
  if (stuff == FUS_STUFF_SKIN || stuff == FUS_STUFF_EAR || stuff == FUS_STUFF_NECK)
    spot.tint = (FusVec) MIXED (mesh->tint);
#undef MIXED
  spot.u = r * mesh->u[i] + a * mesh->u[j] + b * mesh->u[k];
  spot.v = r * mesh->v[i] + a * mesh->v[j] + b * mesh->v[k];

  return paint_spot (scene, &spot, stuff);
}

static FusVec
paint_backdrop (const FusDemoBackdrop *b, float x, float y)
{
  float patch = b->patches > 0 ? fus_noise_rough (b->x + b->fine * x, b->y + b->fine * y) : 0;
  float share = 0.5f + b->slope_x * (x - 0.5f) + b->slope_y * (y - 0.5f) + b->patches * patch;

  return fus_vec_mix (b->color[0], b->color[1], fus_ramp (0, 1, share));
}

static void
paint_row (FusDemoCanvas *canvas, const FusDemoScene *scene, const FusDemoMesh *mesh,
           const FusDemoHit *hits, const FusDemoBackdrop *backdrop, int y)
{
  int width = canvas->width;
  FusVec *row = canvas->image + (gsize) y * width;
  float step = 1.0f / width, down = (float) y / canvas->height;

  for (int x = 0; x < width; x++)
    if (hits[x].triangle != 0)
      row[x] = paint_hit (scene, mesh, &hits[x]);
    else
      row[x] = paint_backdrop (backdrop, step * x, down);
}

static void
add_edge (FusDemoCanvas *canvas, guint n, gsize i)
{
  int width = canvas->width;
  const FusVec *p = canvas->image + i;
  FusVec cross = fus_vec_add (fus_vec_add (p[1], p[-1]), fus_vec_add (p[width], p[-width]));
  FusVec diagonal = fus_vec_add (fus_vec_add (p[width + 1], p[width - 1]),
                                 fus_vec_add (p[1 - width], p[-width - 1]));

  if (n == canvas->size_edges)
    {
      canvas->size_edges = MAX (4096, canvas->size_edges * 2);
      canvas->edges = g_renew (guint32, canvas->edges, canvas->size_edges);
      canvas->smooth = g_renew (FusVec, canvas->smooth, canvas->size_edges);
    }
  canvas->edges[n] = (guint32) i;
  canvas->smooth[n]
      = fus_vec_add (fus_vec_scale (*p, 0.30f),
                     fus_vec_add (fus_vec_scale (cross, 0.125f), fus_vec_scale (diagonal, 0.05f)));
}

/* Blends the pixels on both sides of an outline: one sample to a pixel leaves steps there. */
static void
soften_outlines (FusDemoCanvas *canvas, const float *depth)
{
  int width = canvas->width;
  guint n = 0;

  for (int y = 1; y < canvas->height - 1; y++)
    {
      const float *d = depth + (gsize) y * width;
      guint8 *jump = canvas->jump;

      for (int x = 1; x < width - 1; x++)
        jump[x] = (fabsf (d[x] - d[x + 1]) >= JUMP) | (fabsf (d[x] - d[x - 1]) >= JUMP)
                  | (fabsf (d[x] - d[x + width]) >= JUMP) | (fabsf (d[x] - d[x - width]) >= JUMP);
      for (int x = 1; x < width - 1; x++)
        if (jump[x])
          add_edge (canvas, n++, (gsize) y * width + x);
    }
  for (guint k = 0; k < n; k++)
    canvas->image[canvas->edges[k]] = canvas->smooth[k];
}

void
fus_demo_canvas_paint (FusDemoCanvas *canvas, const FusDemoScene *scene, const FusDemoMesh *mesh,
                       const FusDemoRaster *raster, const FusDemoBackdrop *backdrop)
{
  g_assert (raster->width == canvas->width && raster->height == canvas->height);

  for (int y = 0; y < canvas->height; y++)
    paint_row (canvas, scene, mesh, raster->hit + (gsize) y * canvas->width, backdrop, y);
  soften_outlines (canvas, raster->depth);
}
