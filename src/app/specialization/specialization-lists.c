/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/specialization/specialization-lists.h"
#include "app/state/titles.h"

#include <glib/gi18n-lib.h>

const FusBootstrap *
fus_measure_by_frame (const FusTaskSpecialization *task, FusNetworkKind kind, FusMeasure measure)
{
  return measure == FUS_MEASURE_DECODING ? task->decoding[kind] : task->accuracy[kind];
}

const FusBootstrap *
fus_measure_by_person (const FusTaskSpecialization *task, FusNetworkKind kind, FusMeasure measure)
{
  return measure == FUS_MEASURE_DECODING ? task->decoding_by_person[kind]
                                         : task->accuracy_by_person[kind];
}

/* [frames]: the class told, -1 where none; NULL where the network does not tell this task. */
static const gint32 *
told (const FusTaskSpecialization *task, FusNetworkKind kind, FusMeasure measure)
{
  if (measure == FUS_MEASURE_ACCURACY)
    return task->predicted[kind];
  return task->decoded[kind] != NULL ? task->decoded[kind]->predicted : NULL;
}

/* (element-type guint32) */
static GArray *
select_frames (const FusTaskSpecialization *task, FusNetworkKind kind, FusMeasure measure,
               gboolean right)
{
  const gint32 *classes = told (task, kind, measure);
  GArray *frames = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; classes != NULL && i < task->frames->len; i++)
    if (classes[i] >= 0 && (classes[i] == task->truth[i]) == right)
      g_array_append_val (frames, g_array_index (task->frames, guint32, i));
  return frames;
}

guint
fus_measure_count (const FusTaskSpecialization *task, FusNetworkKind kind, FusMeasure measure,
                   gboolean right)
{
  g_autoptr (GArray) frames = select_frames (task, kind, measure, right);

  return frames->len;
}

static char *
title_of (FusTask task, FusNetworkKind kind, FusMeasure measure, gboolean right)
{
  const char *network = fus_network_title (kind);

  if (measure == FUS_MEASURE_DECODING)
    {
      if (task == FUS_TASK_IDENTITY)
        return g_strdup_printf (
            right ? _ ("%s, SVM: identity right") : _ ("%s, SVM: identity wrong"), network);
      return g_strdup_printf (
          right ? _ ("%s, SVM: expression right") : _ ("%s, SVM: expression wrong"), network);
    }
  if (task == FUS_TASK_IDENTITY)
    return g_strdup_printf (right ? _ ("%s: identity right") : _ ("%s: identity wrong"), network);
  return g_strdup_printf (right ? _ ("%s: expression right") : _ ("%s: expression wrong"), network);
}

void
fus_measure_list (FusWorkspace *workspace, const FusSpecialization *specialization, FusTask task,
                  FusNetworkKind kind, FusMeasure measure, gboolean right)
{
  g_autoptr (GArray) frames = select_frames (&specialization->task[task], kind, measure, right);
  g_autofree char *title = title_of (task, kind, measure, right);

  fus_workspace_list_frames (workspace, title, (const guint32 *) frames->data, frames->len);
}

void
fus_confusion_list (FusWorkspace *workspace, const FusSpecialization *specialization, FusTask t,
                    FusNetworkKind kind, guint truth, guint predicted)
{
  const FusTaskSpecialization *task = &specialization->task[t];
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree char *title = NULL;

  if (task->predicted[kind] == NULL)
    return;
  for (guint i = 0; i < task->frames->len; i++)
    if (task->truth[i] == (gint32) truth && task->predicted[kind][i] == (gint32) predicted)
      g_array_append_val (frames, g_array_index (task->frames, guint32, i));
  if (frames->len == 0)
    return;
  if (truth == predicted)
    /* Translators: network, class ("happy", "F01"). */
    title = g_strdup_printf (_ ("%s: %s told right"), fus_network_title (kind),
                             fus_class_title (t, task->class_names[truth]));
  else
    /* Translators: network, true class, predicted class. */
    title = g_strdup_printf (_ ("%s: %s taken for %s"), fus_network_title (kind),
                             fus_class_title (t, task->class_names[truth]),
                             fus_class_title (t, task->class_names[predicted]));
  fus_workspace_list_frames (workspace, title, (const guint32 *) frames->data, frames->len);
}
