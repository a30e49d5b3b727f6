/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/frame-choice.h"

#include "engine/architecture.h"
#include "engine/random.h"
#include "faces/split.h"

#define STREAM 0x1e5107
/* Multiply-additions that lesions of every unit may take per task and network. */
#define BUDGET 1.0e12
#define FEWEST 70
#define MOST 490
/* For maps: the most, for networks of up to QUICK_MACS, and the fewest. */
#define MOST_FOR_MAPS 100
#define FEWEST_FOR_MAPS 20
/* Multiply-additions of a frame at preset quick. */
#define QUICK_MACS 42e6

void
fus_frame_choice_free (FusFrameChoice *frames)
{
  g_clear_pointer (&frames->frames, g_array_unref);
  g_free (frames->labels);
  g_free (frames->half);
  g_strfreev (frames->class_names);
  g_free (frames);
}

static void
take (FusFrameChoice *taken, guint32 frame, gint32 label, guint8 half)
{
  guint i = taken->frames->len;

  g_array_append_val (taken->frames, frame);
  taken->labels[i] = label;
  taken->half[i] = half;
}

FusFrameChoice *
fus_frame_choice_new (FusStudy *study, FusTask task, FusPart part, guint most)
{
  g_autoptr (FusFrameList) list = fus_study_ref_frames (study);
  g_autoptr (FusTaskClasses) classes = fus_task_classes_new (list, task);
  g_autoptr (GArray) all = fus_frame_list_select (list, (FusSet) task, part);
  g_autofree guint *turn_of = g_new (guint, MAX (all->len, 1));
  g_autofree guint *n_of_class = g_new0 (guint, MAX (classes->n, 1));
  FusFrameChoice *taken = g_new0 (FusFrameChoice, 1);
  guint last_turn = 0;
  FusRandom random;

  fus_random_seed (&random, fus_study_protocol (study)->seed, STREAM + 2 * task + part);
  fus_random_shuffle (&random, (guint32 *) all->data, all->len);
  taken->frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  taken->labels = g_new (gint32, MAX (all->len, 1));
  taken->half = g_new (guint8, MAX (all->len, 1));
  taken->n_classes = classes->n;
  taken->class_names = g_strdupv (classes->names);

  for (guint i = 0; i < all->len; i++)
    {
      const FusFrame *frame = &list->frames[g_array_index (all, guint32, i)];
      gint32 label = fus_task_classes_of (classes, task, frame);

      turn_of[i] = label >= 0 ? n_of_class[label]++ : G_MAXUINT;
      if (label >= 0)
        last_turn = MAX (last_turn, turn_of[i]);
    }
  /* One frame of each class in turn. */
  for (guint turn = 0; turn <= last_turn && taken->frames->len < most; turn++)
    for (guint i = 0; i < all->len && taken->frames->len < most; i++)
      if (turn_of[i] == turn)
        {
          guint32 frame = g_array_index (all, guint32, i);

          take (taken, frame, fus_task_classes_of (classes, task, &list->frames[frame]), turn % 2);
        }
  return taken;
}

gint32 *
fus_frame_choice_labels (const FusFrameChoice *frames, const FusNetwork *network, FusTask task)
{
  const char *const *names = fus_network_class_names (network, task);
  g_autofree gint32 *network_class = g_new (gint32, MAX (frames->n_classes, 1));
  gint32 *labels = g_new (gint32, MAX (frames->frames->len, 1));
  g_autoptr (GHashTable) classes = g_hash_table_new (g_str_hash, g_str_equal);

  for (gint32 j = 0; names[j] != NULL; j++)
    g_hash_table_insert (classes, (gpointer) names[j], GINT_TO_POINTER (j + 1));
  for (guint i = 0; i < frames->n_classes; i++)
    network_class[i] = GPOINTER_TO_INT (g_hash_table_lookup (classes, frames->class_names[i])) - 1;
  for (guint i = 0; i < frames->frames->len; i++)
    labels[i] = network_class[frames->labels[i]];
  return labels;
}

static double
layer_macs (const FusArchitecture *arch, FusLayer layer)
{
  double side = fus_architecture_side (arch, layer, FALSE);
  double macs
      = (double) fus_architecture_units (arch, layer) * fus_architecture_inputs (arch, layer);

  return layer <= FUS_LAYER_CONV8 ? 9 * macs * side * side : macs;
}

double
fus_lesion_tail_macs (const FusArchitecture *arch, FusLayer layer)
{
  double macs = 0;

  for (FusLayer behind = layer + 1; behind < FUS_LAYER_HEADS; behind++)
    macs += layer_macs (arch, behind);
  return macs
         + fus_architecture_units (arch, FUS_LAYER_HEADS)
               * (double) fus_architecture_units (arch, FUS_LAYER_FC2);
}

guint
fus_frame_choice_default (const FusArchitecture *arch)
{
  double macs = 0;

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    macs += fus_architecture_units (arch, layer) * fus_lesion_tail_macs (arch, layer);
  return (guint) CLAMP (BUDGET / macs, FEWEST, MOST);
}

guint
fus_frame_choice_for_maps (const FusArchitecture *arch)
{
  return (guint) CLAMP (MOST_FOR_MAPS * QUICK_MACS / fus_architecture_forward_macs (arch),
                        FEWEST_FOR_MAPS, MOST_FOR_MAPS);
}
