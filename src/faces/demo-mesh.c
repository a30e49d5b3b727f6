/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo-mesh.h"

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
  g_free (mesh->u);
  g_free (mesh->v);
  *mesh = (FusDemoMesh){ 0 };
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
      mesh->sight = g_realloc_n (mesh->sight, mesh->size, sizeof *mesh->sight);
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
