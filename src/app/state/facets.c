/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/facets.h"

#include <glib/gi18n-lib.h>

/* Values of FUS_FACET_PART: set and part together, as the two sets are split in different ways. */
static const struct
{
  FusSet set;
  FusPart part;
  const char *title;
} parts[] = {
  { FUS_SET_IDENTITY, FUS_PART_TRAIN, N_ ("identity, train") },
  { FUS_SET_IDENTITY, FUS_PART_TEST, N_ ("identity, test") },
  { FUS_SET_EXPRESSION, FUS_PART_TRAIN, N_ ("expression, train") },
  { FUS_SET_EXPRESSION, FUS_PART_TEST, N_ ("expression, test") },
};

const char *
fus_facet_title (FusFacet facet)
{
  switch (facet)
    {
    case FUS_FACET_PERSON:
      return _ ("Person");
    case FUS_FACET_SEX:
      return _ ("Sex");
    case FUS_FACET_EXPRESSION:
      return _ ("Expression");
    case FUS_FACET_ANGLE:
      return _ ("Angle");
    case FUS_FACET_SESSION:
      return _ ("Session");
    case FUS_FACET_PART:
      return _ ("Part");
    case FUS_FACET_IDENTITY_ANSWER:
      return _ ("Identity ✓✗");
    case FUS_FACET_EXPRESSION_ANSWER:
      return _ ("Expression ✓✗");
    case FUS_FACET_FAULT:
      return _ ("Fault");
    default:
      g_return_val_if_reached ("");
    }
}

const char *
fus_facet_description (FusFacet facet)
{
  switch (facet)
    {
    case FUS_FACET_PERSON:
      return _ ("Filter by person");
    case FUS_FACET_SEX:
      return _ ("Filter by sex");
    case FUS_FACET_EXPRESSION:
      return _ ("Filter by expression");
    case FUS_FACET_ANGLE:
      return _ ("Filter by angle");
    case FUS_FACET_SESSION:
      return _ ("Filter by session");
    case FUS_FACET_PART:
      return _ ("Filter by the part of the split");
    case FUS_FACET_IDENTITY_ANSWER:
      return _ ("Filter by whether the network is right about who it is");
    case FUS_FACET_EXPRESSION_ANSWER:
      return _ ("Filter by whether the network is right about the expression");
    case FUS_FACET_FAULT:
      return _ ("Filter by what is wrong with the file");
    default:
      g_return_val_if_reached ("");
    }
}

static guint
value_or_last (gint value, guint n_values)
{
  return value >= 0 && (guint) value < n_values ? (guint) value : n_values - 1;
}

static guint
part_value (const FusFrame *frame)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (frame->set == (gint8) parts[i].set && frame->part == (gint8) parts[i].part)
      return i;
  return G_N_ELEMENTS (parts);
}

const char *
fus_fault_title (FusFault fault)
{
  g_return_val_if_fail (fault < FUS_N_FAULTS, "");
  const char *titles[FUS_N_FAULTS] = {
    [FUS_FAULT_NONE] = _ ("none"),
    [FUS_FAULT_BLACK] = _ ("black or blank"),
    [FUS_FAULT_UNREADABLE] = _ ("unreadable"),
    [FUS_FAULT_SIZE] = _ ("another size"),
    [FUS_FAULT_MISSING] = _ ("missing"),
    [FUS_FAULT_NAME] = _ ("misnamed"),
  };
  return titles[fault];
}

static const char *
expression_title (guint expression)
{
  const char *titles[FUS_N_EXPRESSIONS] = {
    _ ("afraid"),  _ ("angry"), _ ("disgusted"), _ ("happy"),
    _ ("neutral"), _ ("sad"),   _ ("surprised"),
  };
  return titles[expression];
}

static const char *
angle_title (guint angle)
{
  const char *titles[FUS_N_ANGLES] = {
    _ ("full left"), _ ("half left"), _ ("straight"), _ ("half right"), _ ("full right"),
  };
  return titles[angle];
}

guint
fus_facet_n_named (FusFacet facet, const FusFrameList *frames)
{
  const guint n[FUS_N_FACETS] = {
    [FUS_FACET_PERSON] = frames != NULL ? frames->n_people : 0,
    [FUS_FACET_SEX] = 2,
    [FUS_FACET_EXPRESSION] = FUS_N_EXPRESSIONS,
    [FUS_FACET_ANGLE] = FUS_N_ANGLES,
    [FUS_FACET_SESSION] = 2,
    [FUS_FACET_PART] = G_N_ELEMENTS (parts),
    [FUS_FACET_IDENTITY_ANSWER] = FUS_ANSWER_NONE,
    [FUS_FACET_EXPRESSION_ANSWER] = FUS_ANSWER_NONE,
    [FUS_FACET_FAULT] = FUS_N_FAULTS,
  };
  return n[facet];
}

const char *
fus_facet_named_title (FusFacet facet, const FusFrameList *frames, guint value)
{
  switch (facet)
    {
    case FUS_FACET_PERSON:
      return frames->people[value];
    case FUS_FACET_SEX:
      return value == FUS_SEX_FEMALE ? _ ("female") : _ ("male");
    case FUS_FACET_EXPRESSION:
      return expression_title (value);
    case FUS_FACET_ANGLE:
      return angle_title (value);
    case FUS_FACET_SESSION:
      return value == 0 ? "A" : "B";
    case FUS_FACET_PART:
      return _ (parts[value].title);
    case FUS_FACET_IDENTITY_ANSWER:
      return value == FUS_ANSWER_RIGHT ? _ ("identity right") : _ ("identity wrong");
    case FUS_FACET_EXPRESSION_ANSWER:
      return value == FUS_ANSWER_RIGHT ? _ ("expression right") : _ ("expression wrong");
    case FUS_FACET_FAULT:
      return fus_fault_title (value);
    default:
      g_return_val_if_reached ("");
    }
}

static guint
answer_value (const FusAnswers *answers, FusTask task, guint index)
{
  if (answers == NULL || answers->answer[task] == NULL)
    return FUS_ANSWER_NONE;
  return answers->answer[task][index];
}

guint
fus_facet_value (FusFacet facet, const FusFrameList *frames, guint index, const FusAnswers *answers)
{
  const FusFrame *frame = &frames->frames[index];
  const guint n = fus_facet_n_named (facet, frames) + 1;

  switch (facet)
    {
    case FUS_FACET_PERSON:
      return value_or_last (frame->identity, n);
    case FUS_FACET_SEX:
      return value_or_last (frame->sex, n);
    case FUS_FACET_EXPRESSION:
      return value_or_last (frame->expression, n);
    case FUS_FACET_ANGLE:
      return value_or_last (frame->angle, n);
    case FUS_FACET_SESSION:
      return value_or_last (frame->session == 'A' ? 0 : frame->session == 'B' ? 1 : 2, n);
    case FUS_FACET_PART:
      return part_value (frame);
    case FUS_FACET_IDENTITY_ANSWER:
      return answer_value (answers, FUS_TASK_IDENTITY, index);
    case FUS_FACET_EXPRESSION_ANSWER:
      return answer_value (answers, FUS_TASK_EXPRESSION, index);
    case FUS_FACET_FAULT:
      return value_or_last (frame->fault, n);
    default:
      g_return_val_if_reached (0);
    }
}

const char *
fus_facet_other_title (FusFacet facet)
{
  FusTask task;

  if (fus_facet_is_answer (facet, &task))
    return _ ("no answer");
  return facet == FUS_FACET_PART ? _ ("left out") : _ ("unknown");
}

gboolean
fus_facet_is_answer (FusFacet facet, FusTask *task)
{
  *task = facet == FUS_FACET_IDENTITY_ANSWER ? FUS_TASK_IDENTITY : FUS_TASK_EXPRESSION;
  return facet == FUS_FACET_IDENTITY_ANSWER || facet == FUS_FACET_EXPRESSION_ANSWER;
}
