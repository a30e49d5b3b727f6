/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/units.h"

#include "analysis/walk.h"

#include <math.h>
#include <string.h>

FusPatch
fus_receptive_field (const FusArchitecture *arch, FusLayer layer, gboolean pooled, guint x, guint y)
{
  const int size = (int) arch->image_size;
  int low[2] = { (int) x, (int) y }, high[2] = { (int) x, (int) y };

  if (layer > FUS_LAYER_CONV8)
    return (FusPatch){ 0, 0, (gint16) size, (gint16) size };
  for (int k = (int) layer; k >= 0; k--)
    for (int axis = 0; axis < 2; axis++)
      {
        if (fus_layer_is_pooled (k) && (pooled || k < (int) layer))
          {
            low[axis] = 2 * low[axis];
            high[axis] = 2 * high[axis] + 1;
          }
        low[axis]--;
        high[axis]++;
      }
  for (int axis = 0; axis < 2; axis++)
    {
      low[axis] = MAX (low[axis], 0);
      high[axis] = MIN (high[axis], size - 1);
    }
  return (FusPatch){ (gint16) low[0], (gint16) low[1], (gint16) (high[0] - low[0] + 1),
                     (gint16) (high[1] - low[1] + 1) };
}

FusUnits *
fus_units_new (const FusArchitecture *arch)
{
  FusUnits *units = g_new0 (FusUnits, 1);

  for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
    {
      units->n_units[layer] = fus_architecture_units (arch, layer);
      units->units[layer] = g_new0 (FusUnit, units->n_units[layer]);
      for (guint u = 0; u < units->n_units[layer]; u++)
        units->units[layer][u].max = -INFINITY;
    }
  return units;
}

void
fus_units_free (FusUnits *units)
{
  for (guint layer = 0; layer < FUS_N_LAYERS; layer++)
    g_free (units->units[layer]);
  g_free (units);
}

typedef struct
{
  FusUnits *units;
  const guint32 *frames;
  float *values; /* of any layer of a batch */
} Measuring;

/* Puts a frame among a unit's strongest. */
static void
insert (FusUnit *unit, const FusUnitFrame *frame)
{
  guint at = unit->n_top;

  while (at > 0 && unit->top[at - 1].value < frame->value)
    at--;
  if (at == FUS_UNIT_N_TOP)
    return;
  unit->n_top = MIN (unit->n_top + 1, FUS_UNIT_N_TOP);
  memmove (&unit->top[at + 1], &unit->top[at], (unit->n_top - at - 1) * sizeof (FusUnitFrame));
  unit->top[at] = *frame;
}

/* One frame's map of one unit. */
static void
take (FusUnit *unit, const FusArchitecture *arch, FusLayer layer, guint32 frame, const float *map,
      guint side)
{
  const guint area = side * side;
  guint peak = 0;
  double sum = 0;

  for (guint i = 0; i < area; i++)
    {
      sum += map[i];
      if (map[i] > map[peak])
        peak = i;
    }
  unit->mean += sum / area;
  unit->max = MAX (unit->max, map[peak]);
  unit->active += map[peak] > 0;
  if (map[peak] > 0 || layer == FUS_LAYER_HEADS)
    insert (unit, &(FusUnitFrame){ frame, map[peak],
                                   fus_receptive_field (arch, layer, fus_layer_is_pooled (layer),
                                                        peak % side, peak / side) });
}

/* Logits of all heads, [n, all classes]. */
static void
get_logits (FusPass *pass, const FusArchitecture *arch, guint n, float *out)
{
  const guint row = fus_architecture_units (arch, FUS_LAYER_HEADS);
  guint before = 0;

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      const guint k = arch->n_classes[task];

      for (guint i = 0; i < n && k > 0; i++)
        memcpy (out + (gsize) i * row + before, fus_pass_logits (pass, task) + (gsize) i * k,
                k * sizeof (float));
      before += k;
    }
}

static gboolean
take_batch (gpointer data, FusPass *pass, const float *images, gsize first, guint n,
            const gboolean *failed)
{
  Measuring *measuring = data;
  FusUnits *units = measuring->units;
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));

  for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
    {
      const guint side = fus_architecture_side (arch, layer, fus_layer_is_pooled (layer));
      const gsize area = (gsize) side * side, row = units->n_units[layer] * area;

      if (layer == FUS_LAYER_HEADS)
        get_logits (pass, arch, n, measuring->values);
      else
        fus_pass_get_activation (pass, layer, fus_layer_is_pooled (layer), measuring->values);
      for (guint i = 0; i < n; i++)
        for (guint u = 0; u < units->n_units[layer] && !failed[i]; u++)
          take (&units->units[layer][u], arch, layer, measuring->frames[first + i],
                measuring->values + i * row + u * area, side);
    }
  for (guint i = 0; i < n; i++)
    units->n_frames += !failed[i];
  return TRUE;
}

FusUnits *
fus_units_measure (FusPass *pass, FusFeeder *feeder, const guint32 *frames, gsize n,
                   const FusPoll *poll, const FusProgress *progress)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  g_autoptr (FusUnits) units = fus_units_new (arch);
  g_autofree float *values = NULL;
  gsize largest = 0;
  Measuring measuring = { .units = units, .frames = frames };

  for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
    {
      gsize side = fus_architecture_side (arch, layer, fus_layer_is_pooled (layer));

      largest = MAX (largest, units->n_units[layer] * side * side);
    }
  values = g_new (float, fus_pass_max_batch (pass) * largest);
  measuring.values = values;
  if (!fus_walk_frames (pass, feeder, frames, n, FUS_LAYER_HEADS, take_batch, &measuring, poll,
                        progress))
    return NULL;
  for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
    for (guint u = 0; u < units->n_units[layer]; u++)
      {
        FusUnit *unit = &units->units[layer][u];

        unit->mean /= MAX (units->n_frames, 1);
        unit->active /= MAX (units->n_frames, 1);
        if (units->n_frames == 0)
          unit->max = 0;
      }
  return g_steal_pointer (&units);
}

static int
compare_means (gconstpointer a, gconstpointer b, gpointer data)
{
  const FusUnit *units = data;
  const guint *ua = a, *ub = b;

  if (units[*ua].mean != units[*ub].mean)
    return units[*ua].mean > units[*ub].mean ? -1 : 1;
  return *ua < *ub ? -1 : 1;
}

void
fus_units_rank (const FusUnits *units, FusLayer layer, guint *ranked)
{
  for (guint u = 0; u < units->n_units[layer]; u++)
    ranked[u] = u;
  g_qsort_with_data (ranked, (gint) units->n_units[layer], sizeof *ranked, compare_means,
                     units->units[layer]);
}
