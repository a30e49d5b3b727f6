/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/mesh.h"

void
fus_demo_mesh_clear (FusDemoMesh *mesh)
{
  mesh->n_points = mesh->n_quads = mesh->n_patches = 0;
}

void
fus_demo_mesh_free (FusDemoMesh *mesh)
{
  g_free (mesh->at);
  g_free (mesh->normal);
  g_free (mesh->sight);
  g_free (mesh->tint);
  g_free (mesh->quads);
  g_free (mesh->quad_patch);
  g_free (mesh->u);
  g_free (mesh->v);
  *mesh = (FusDemoMesh){ 0 };
}

static void
join_quads (FusDemoMesh *mesh, const FusDemoPatch *patch)
{
  guint across = fus_demo_patch_quads_across (patch), q = patch->first_quad;

  if (mesh->n_quads > mesh->size_quads)
    {
      mesh->size_quads = mesh->n_quads + mesh->n_quads / 2;
      mesh->quads = g_realloc_n (mesh->quads, mesh->size_quads, sizeof *mesh->quads);
      mesh->quad_patch = g_renew (guint8, mesh->quad_patch, mesh->size_quads);
    }
  for (guint r = 0; r + 1 < patch->rows; r++)
    for (guint c = 0; c < across; c++, q++)
      {
        guint32 row = patch->first + r * patch->columns, next = c + 1 < patch->columns ? c + 1 : 0;

        mesh->quads[q][0] = row + c;
        mesh->quads[q][1] = row + next;
        mesh->quads[q][2] = row + patch->columns + c;
        mesh->quads[q][3] = row + patch->columns + next;
        mesh->quad_patch[q] = (guint8) (patch - mesh->patches);
      }
}

FusDemoPatch *
fus_demo_mesh_add (FusDemoMesh *mesh, guint rows, guint columns, gboolean closed,
                   FusDemoStuff stuff)
{
  guint n = mesh->n_points + rows * columns;

  g_assert (mesh->n_patches < FUS_DEMO_PATCHES);
  if (n > mesh->size)
    {
      mesh->size = n + n / 2;
      mesh->at = g_renew (FusVec, mesh->at, mesh->size);
      mesh->normal = g_renew (FusVec, mesh->normal, mesh->size);
      mesh->sight = g_renew (FusVec, mesh->sight, mesh->size);
      mesh->tint = g_renew (FusVec, mesh->tint, mesh->size);
      mesh->u = g_renew (float, mesh->u, mesh->size);
      mesh->v = g_renew (float, mesh->v, mesh->size);
    }

  FusDemoPatch *patch = &mesh->patches[mesh->n_patches++];

  *patch = (FusDemoPatch){ .first = mesh->n_points,
                           .rows = rows,
                           .columns = columns,
                           .closed = closed,
                           .stuff = stuff,
                           .first_quad = mesh->n_quads };
  mesh->n_points = n;
  mesh->n_quads += (rows - 1) * fus_demo_patch_quads_across (patch);
  join_quads (mesh, patch);

  return patch;
}

void
fus_demo_mesh_find_normals (FusDemoMesh *mesh, const FusDemoPatch *patch)
{
  const FusVec *at = mesh->at + patch->first;
  FusVec *normal = mesh->normal + patch->first;
  guint rows = patch->rows, columns = patch->columns;

  for (guint r = 0; r < rows; r++)
    {
      const FusVec *above = at + (r > 0 ? r - 1 : 0) * columns;
      const FusVec *below = at + (r + 1 < rows ? r + 1 : r) * columns;
      const FusVec *here = at + r * columns;

      for (guint c = 0; c < columns; c++)
        {
          guint left = c > 0 ? c - 1 : patch->closed ? columns - 1 : 0;
          guint right = c + 1 < columns ? c + 1 : patch->closed ? 0 : c;
          FusVec across = fus_vec_sub (here[right], here[left]);
          FusVec down = fus_vec_sub (below[c], above[c]);

          normal[r * columns + c] = fus_vec_unit (fus_vec_cross (down, across));
        }
    }
}
