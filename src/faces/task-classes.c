/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/split.h"

static gint32
label_of (FusTask task, const FusFrame *frame)
{
  return task == FUS_TASK_IDENTITY ? frame->identity : frame->expression;
}

FusTaskClasses *
fus_task_classes_new (const FusFrameList *list, FusTask task)
{
  const guint n_labels = task == FUS_TASK_IDENTITY ? list->n_people : FUS_N_EXPRESSIONS;
  g_autoptr (GArray) frames = fus_frame_list_select (list, (FusSet) task, FUS_PART_TRAIN);
  g_autofree gboolean *seen = g_new0 (gboolean, n_labels);
  FusTaskClasses *classes = g_new (FusTaskClasses, 1);

  for (guint i = 0; i < frames->len; i++)
    {
      const gint32 label = label_of (task, &list->frames[g_array_index (frames, guint32, i)]);

      if (label >= 0)
        seen[label] = TRUE;
    }
  classes->names = g_new0 (char *, n_labels + 1);
  classes->index_of = g_new (gint32, n_labels);
  classes->n = 0;
  for (guint label = 0; label < n_labels; label++)
    {
      classes->index_of[label] = seen[label] ? (gint32) classes->n : -1;
      if (seen[label])
        classes->names[classes->n++] = g_strdup (
            task == FUS_TASK_IDENTITY ? list->people[label] : fus_expression_name (label));
    }
  return classes;
}

void
fus_task_classes_free (FusTaskClasses *classes)
{
  g_strfreev (classes->names);
  g_free (classes->index_of);
  g_free (classes);
}

gint32
fus_task_classes_of (const FusTaskClasses *classes, FusTask task, const FusFrame *frame)
{
  const gint32 label = label_of (task, frame);

  return label >= 0 ? classes->index_of[label] : -1;
}
