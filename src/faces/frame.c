/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/frame.h"

#include "engine/names.h"

#include <glib/gi18n-lib.h>

static const char *const expression_names[]
    = { "afraid", "angry", "disgusted", "happy", "neutral", "sad", "surprised" };
static const char *const expression_codes[] = { "AF", "AN", "DI", "HA", "NE", "SA", "SU" };
static const char *const angle_names[]
    = { "full-left", "half-left", "straight", "half-right", "full-right" };
static const char *const angle_codes[] = { "FL", "HL", "S", "HR", "FR" };
static const char *const sex_names[] = { "F", "M" };
static const char *const set_names[] = { "identity", "expression" };
static const char *const part_names[] = { "train", "test" };
static const char *const fault_names[] = { "", "black", "unreadable", "size", "missing", "name" };

G_STATIC_ASSERT (G_N_ELEMENTS (expression_names) == FUS_N_EXPRESSIONS);
G_STATIC_ASSERT (G_N_ELEMENTS (expression_codes) == FUS_N_EXPRESSIONS);
G_STATIC_ASSERT (G_N_ELEMENTS (angle_names) == FUS_N_ANGLES);
G_STATIC_ASSERT (G_N_ELEMENTS (angle_codes) == FUS_N_ANGLES);
G_STATIC_ASSERT (G_N_ELEMENTS (fault_names) == FUS_N_FAULTS);

/* Labels: "" stands for -1, which is NONE in every one. */
#define DEFINE_LABELS(Type, word)                                                                  \
  static const FusNames all_##word##_names = FUS_NAMES (word##_names);                             \
                                                                                                   \
  const char *fus_##word##_name (Type value)                                                       \
  {                                                                                                \
    return (int) value == -1 ? "" : fus_names_get (&all_##word##_names, (guint) value);            \
  }                                                                                                \
                                                                                                   \
  gboolean fus_##word##_parse (const char *name, Type *value)                                      \
  {                                                                                                \
    guint found = (guint) -1;                                                                      \
                                                                                                   \
    if (!fus_names_find (&all_##word##_names, name, &found) && *name != '\0')                      \
      return FALSE;                                                                                \
    *value = (Type) found;                                                                         \
    return TRUE;                                                                                   \
  }

DEFINE_LABELS (FusExpression, expression)
DEFINE_LABELS (FusAngle, angle)
DEFINE_LABELS (FusSex, sex)
DEFINE_LABELS (FusSet, set)
DEFINE_LABELS (FusPart, part)
DEFINE_LABELS (FusFault, fault)

const char *
fus_expression_code (FusExpression expression)
{
  static const FusNames codes = FUS_NAMES (expression_codes);

  return (int) expression == -1 ? "" : fus_names_get (&codes, (guint) expression);
}

const char *
fus_angle_code (FusAngle angle)
{
  static const FusNames codes = FUS_NAMES (angle_codes);

  return (int) angle == -1 ? "" : fus_names_get (&codes, (guint) angle);
}

char *
fus_frame_describe (const FusFrameList *list, const FusFrame *frame)
{
  static const char *const expressions[]
      = { N_ ("afraid"),  N_ ("angry"), N_ ("disgusted"), N_ ("happy"),
          N_ ("neutral"), N_ ("sad"),   N_ ("surprised") };
  static const char *const angles[] = { N_ ("full left"), N_ ("half left"), N_ ("straight"),
                                        N_ ("half right"), N_ ("full right") };
  g_autofree char *file = g_path_get_basename (frame->path);
  g_autofree char *session = NULL;
  const char *words[5];
  guint n = 0;

  if (frame->session != 0)
    /* Translators: one of the two days on which a person was photographed, A or B. */
    session = g_strdup_printf (_ ("session %c"), frame->session);
  if (frame->identity >= 0)
    words[n++] = list->people[frame->identity];
  if (frame->expression >= 0)
    words[n++] = _ (expressions[frame->expression]);
  if (frame->angle >= 0)
    words[n++] = _ (angles[frame->angle]);
  if (session != NULL)
    words[n++] = session;
  if (n == 0)
    words[n++] = file;
  words[n] = NULL;
  return g_strjoinv (" · ", (char **) words);
}
