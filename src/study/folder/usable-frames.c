/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/usable-frames.h"

#include "faces/split.h"
#include "study/folder/study.h"

#include <glib/gi18n-lib.h>

gboolean
fus_usable_frames_check (const FusDataset *dataset, const FusFrameList *checked, GError **error)
{
  guint n_of[FUS_N_FAULTS] = { 0 };
  g_autofree char *shown = NULL;

  for (guint i = 0; i < checked->n_frames; i++)
    n_of[checked->frames[i].fault]++;
  if (checked->n_frames == 0 || n_of[FUS_FAULT_NONE] > 0)
    return TRUE;
  shown = g_filename_display_name (dataset->root);
  g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
               _ ("None of the %u frames of “%s” can be used, such as “%s”: %u are not there, %u "
                  "cannot be read, %u are black or blank, %u are of another size or name."),
               checked->n_frames, shown, checked->frames[0].path, n_of[FUS_FAULT_MISSING],
               n_of[FUS_FAULT_UNREADABLE], n_of[FUS_FAULT_BLACK],
               n_of[FUS_FAULT_SIZE] + n_of[FUS_FAULT_NAME]);
  return FALSE;
}

/* The one label of a task that all of @frames have, -1 where they have several. */
static int
only_label (const FusFrameList *list, GArray *frames, FusTask task)
{
  int only = -1;

  for (guint i = 0; i < frames->len; i++)
    {
      const FusFrame *frame = &list->frames[g_array_index (frames, guint32, i)];
      const int label = task == FUS_TASK_IDENTITY ? frame->identity : frame->expression;

      if (i > 0 && label != only)
        return -1;
      only = label;
    }
  return only;
}

gboolean
fus_usable_classes_check (const FusFrameList *frames, GError **error)
{
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autoptr (GArray) train = fus_frame_list_select (frames, (FusSet) task, FUS_PART_TRAIN);
      const int only = only_label (frames, train, task);

      if (only < 0)
        continue;
      if (task == FUS_TASK_IDENTITY)
        g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                     _ ("All frames to learn people from show one person, “%s”. A network learns "
                        "to tell at least two apart."),
                     frames->people[only]);
      else
        g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                     _ ("All frames to learn expressions from show one, %s. A network learns to "
                        "tell at least two apart."),
                     fus_expression_name ((FusExpression) only));
      return FALSE;
    }
  return TRUE;
}
