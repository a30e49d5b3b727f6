/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/study.h"

#include <glib/gi18n-lib.h>

gint32
fus_study_true_class (FusStudy *study, const FusNetwork *network, FusTask task,
                      const FusFrame *frame)
{
  g_autoptr (FusFrameList) list = fus_study_ref_frames (study);
  const char *name = NULL;

  if (fus_network_architecture (network)->n_classes[task] == 0)
    return -1;
  if (task == FUS_TASK_IDENTITY && frame->identity >= 0)
    name = list->people[frame->identity];
  else if (task == FUS_TASK_EXPRESSION && frame->expression != FUS_EXPRESSION_NONE)
    name = fus_expression_name (frame->expression);
  return name != NULL ? fus_network_find_class (network, task, name) : -1;
}

FusArchitecture
fus_study_architecture (FusStudy *study, FusNetworkKind kind)
{
  const FusProtocol *protocol = fus_study_protocol (study);
  FusArchitecture arch = { .image_size = protocol->image_size,
                           .width = protocol->width,
                           .dropout = protocol->dropout };

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (fus_network_kind_has_task (kind, task))
      arch.n_classes[task] = fus_study_classes (study, task)->n;
  return arch;
}

const char *
fus_class_title (FusTask task, const char *class_name)
{
  static const char *const titles[FUS_N_EXPRESSIONS] = {
    [FUS_EXPRESSION_AFRAID] = N_ ("afraid"),       [FUS_EXPRESSION_ANGRY] = N_ ("angry"),
    [FUS_EXPRESSION_DISGUSTED] = N_ ("disgusted"), [FUS_EXPRESSION_HAPPY] = N_ ("happy"),
    [FUS_EXPRESSION_NEUTRAL] = N_ ("neutral"),     [FUS_EXPRESSION_SAD] = N_ ("sad"),
    [FUS_EXPRESSION_SURPRISED] = N_ ("surprised"),
  };
  FusExpression expression;

  if (task == FUS_TASK_EXPRESSION && fus_expression_parse (class_name, &expression)
      && expression != FUS_EXPRESSION_NONE)
    return _ (titles[expression]);
  return class_name;
}
