/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/points.h"

#include "faces/demo/hair.h"
#include "faces/demo/relief.h"

/* What is nearer to the camera than a point by less than this does not hide it, cm: on the outline
 * the surface falls off steeply, and the eyeball is painted as if the lids before it were not
 * there.
 */
#define NEAR 1.0f
#define NEAR_PUPIL 1.4f

typedef struct
{
  FusDemoPoint *points;
  const FusDemoFeatures *f;
  const FusDemoMesh *mesh;
  const FusDemoRaster *raster;
  const FusDemoCamera *camera;
} Finder;

static FusVec
outwards (int side, float x, float y)
{
  return fus_vec (side ? x : -x, y, 0);
}

/* Depth of triangle a b c over (x, y), -1e6 beside it. */
static float
depth_over (FusVec a, FusVec b, FusVec c, float x, float y)
{
  float area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

  if (fabsf (area) < 1e-9f)
    return -1e6f;

  float s = ((x - a.x) * (c.y - a.y) - (y - a.y) * (c.x - a.x)) / area;
  float t = ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)) / area;

  if (s < -1e-4f || t < -1e-4f || s + t > 1.0001f)
    return -1e6f;
  return a.z + s * (b.z - a.z) + t * (c.z - a.z);
}

/* @at with the z that the front of the face has there. */
static FusVec
on_face (const FusDemoMesh *mesh, FusVec at)
{
  const FusDemoPatch *skin = &mesh->patches[0];
  guint n = (skin->rows - 1) * fus_demo_patch_quads_across (skin);
  float z = -1e6f;

  g_assert (skin->stuff == FUS_STUFF_SKIN);
  for (guint q = skin->first_quad; q < skin->first_quad + n; q++)
    {
      FusVec c[4];

      for (int i = 0; i < 4; i++)
        c[i] = mesh->at[mesh->quads[q][i]];
      z = fus_max (z, fus_max (depth_over (c[0], c[1], c[2], at.x, at.y),
                               depth_over (c[3], c[2], c[1], at.x, at.y)));
    }
  at.z = z > -1e5f ? z : 0;
  return at;
}

/* The point of the head that stands out furthest to a side, at about a height. */
static FusVec
on_outline (const FusDemoMesh *mesh, int side, float y)
{
  const FusDemoPatch *skin = &mesh->patches[0];
  FusVec best = fus_vec (0, y, 0);
  float nearest = 1e6f;

  for (guint r = 0; r < skin->rows; r++)
    {
      const FusVec *row = mesh->at + skin->first + r * skin->columns;
      FusVec widest = row[0];

      for (guint c = 1; c < skin->columns; c++)
        if (side ? row[c].x > widest.x : row[c].x < widest.x)
          widest = row[c];
      if (fabsf (widest.y - y) < nearest)
        nearest = fabsf (widest.y - y), best = widest;
    }
  return best;
}

/* The tip of the nose: what stands out furthest under the bridge, along the middle. */
static FusVec
nose_tip (const FusDemoMesh *mesh)
{
  FusVec best = fus_vec (0, 0, -1e6f);

  for (int i = 0; i <= 30; i++)
    {
      FusVec at = on_face (mesh, fus_vec (0, -2.6f - 0.1f * i, 0));

      if (at.z > best.z)
        best = at;
    }
  return best;
}

static void
set_behind (const Finder *finder, FusDemoPointName name, FusVec at, float near)
{
  const FusDemoRaster *raster = finder->raster;
  FusVec seen = fus_demo_camera_project (finder->camera, at);
  gboolean inside = seen.x >= 0 && seen.y >= 0 && seen.x < raster->width && seen.y < raster->height;
  gsize pixel = inside ? (gsize) seen.y * raster->width + (gsize) seen.x : 0;

  finder->points[name]
      = (FusDemoPoint){ seen.x, seen.y, !inside || raster->depth[pixel] > seen.z + near };
}

static void
set (const Finder *finder, FusDemoPointName name, FusVec at)
{
  set_behind (finder, name, at, NEAR);
}

/* Whether the lids leave the pupil open. */
static gboolean
is_open (const FusDemoFeatures *f, int side, FusVec pupil)
{
  float u = fus_clamp ((fabsf (pupil.x) - f->eye[side].x) / f->eye[side].width, -1, 1);
  float y = pupil.y - f->eye[side].y;

  return y < fus_demo_upper_lid (f, side, u) && y > fus_demo_lower_lid (f, side, u);
}

static void
find_of_side (const Finder *finder, int side, FusVec gaze)
{
  const FusDemoFeatures *f = finder->f;
  const FusDemoMesh *mesh = finder->mesh;
  float x = f->eye[side].x, y = f->eye[side].y, width = f->eye[side].width;
  float inner = f->brow[side].inner_x, length = f->brow[side].outer_x - inner;
  FusVec centre = fus_vec (side ? x : -x, y, f->eye[side].z);
  FusVec pupil = fus_vec_along (centre, gaze, FUS_DEMO_BALL), wing = fus_demo_nose_wing (f, side);

  /* Names come in pairs, the subject's right first. */
#define ON_FACE(name, x, y) set (finder, name + side, on_face (mesh, outwards (side, x, y)))
  set_behind (finder, FUS_DEMO_PUPIL_RIGHT + side, pupil, NEAR_PUPIL);
  if (!is_open (f, side, pupil))
    finder->points[FUS_DEMO_PUPIL_RIGHT + side].hidden = TRUE;
  ON_FACE (FUS_DEMO_EYE_INNER_RIGHT, x - width, y + fus_demo_lid_line (f, side, -1));
  ON_FACE (FUS_DEMO_EYE_OUTER_RIGHT, x + width, y + fus_demo_lid_line (f, side, 1));
  ON_FACE (FUS_DEMO_BROW_INNER_RIGHT, inner, fus_demo_brow_y (f, side, 0));
  ON_FACE (FUS_DEMO_BROW_MIDDLE_RIGHT, inner + 0.5f * length, fus_demo_brow_y (f, side, 0.5f));
  ON_FACE (FUS_DEMO_BROW_OUTER_RIGHT, inner + length, fus_demo_brow_y (f, side, 1));
  ON_FACE (FUS_DEMO_NOSE_WING_RIGHT, wing.x, wing.y);
  ON_FACE (FUS_DEMO_MOUTH_CORNER_RIGHT, f->mouth.corner_x[side],
           f->mouth.y + f->mouth.corner_y[side]);
#undef ON_FACE
  set (finder, FUS_DEMO_TEMPLE_RIGHT + side, on_outline (mesh, side, f->person->brow_y));
  set (finder, FUS_DEMO_JAW_RIGHT + side, on_outline (mesh, side, f->mouth.y));

  for (guint k = 0, ear = 0; k < mesh->n_patches; k++)
    if (mesh->patches[k].stuff == FUS_STUFF_EAR && (int) ear++ == side)
      {
        const FusDemoPatch *patch = &mesh->patches[k];
        const FusVec *rim = mesh->at + patch->first + (patch->rows - 1) * patch->columns;

        set (finder, FUS_DEMO_EAR_TOP_RIGHT + side, rim[0]);
        set (finder, FUS_DEMO_EAR_LOBE_RIGHT + side, rim[patch->columns / 2]);
      }
}

void
fus_demo_points_find (FusDemoPoint *points, const FusDemoFeatures *features, FusVec gaze,
                      const FusDemoMesh *mesh, const FusDemoRaster *raster,
                      const FusDemoCamera *camera)
{
  const Finder finder = { points, features, mesh, raster, camera };
  const FusDemoPerson *person = features->person;
  FusDemoLips lips = fus_demo_lips (features, 0);

  for (int side = 0; side < 2; side++)
    find_of_side (&finder, side, gaze);
  set (&finder, FUS_DEMO_NOSE_TIP, nose_tip (mesh));
  set (&finder, FUS_DEMO_LIP_UPPER, on_face (mesh, fus_vec (0, lips.top, 0)));
  set (&finder, FUS_DEMO_LIP_LOWER, on_face (mesh, fus_vec (0, lips.bottom, 0)));
  set (&finder, FUS_DEMO_CHIN, on_face (mesh, fus_vec (0, features->chin_y - 0.8f, 0)));
  /* The body of the hair begins a little under the line. */
  set (&finder, FUS_DEMO_HAIRLINE,
       on_face (mesh, fus_vec (0, fus_demo_hair_line (person, 0) - 0.39f, 0)));
  if (person->hair.style == FUS_HAIR_BALD || person->hair.fringe > 0)
    points[FUS_DEMO_HAIRLINE].hidden = TRUE;
}
