/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/facs.h"

#include <glib/gi18n-lib.h>

#define IN(region) (1u << FUS_REGION_##region)
#define BROWS (IN (RIGHT_BROW) | IN (LEFT_BROW))
#define EYES (IN (RIGHT_EYE) | IN (LEFT_EYE))
#define CHEEKS (IN (RIGHT_CHEEK) | IN (LEFT_CHEEK))

typedef struct
{
  guint unit;
  const char *title;
  guint regions; /* bit mask */
} ActionUnit;

static const ActionUnit action_units[] = {
  { 1, N_ ("Inner brow raiser"), BROWS | IN (FOREHEAD) },
  { 2, N_ ("Outer brow raiser"), BROWS | IN (FOREHEAD) },
  { 4, N_ ("Brow lowerer"), BROWS },
  { 5, N_ ("Upper lid raiser"), EYES },
  { 6, N_ ("Cheek raiser"), CHEEKS | EYES },
  { 7, N_ ("Lid tightener"), EYES },
  { 9, N_ ("Nose wrinkler"), IN (NOSE) },
  { 12, N_ ("Lip corner puller"), IN (MOUTH) | CHEEKS },
  { 15, N_ ("Lip corner depressor"), IN (MOUTH) },
  { 16, N_ ("Lower lip depressor"), IN (MOUTH) },
  { 20, N_ ("Lip stretcher"), IN (MOUTH) },
  { 23, N_ ("Lip tightener"), IN (MOUTH) },
  { 26, N_ ("Jaw drop"), IN (MOUTH) | IN (JAW) },
};

static const guint of_expression[FUS_N_EXPRESSIONS][FUS_MAX_ACTION_UNITS] = {
  [FUS_EXPRESSION_AFRAID] = { 1, 2, 4, 5, 7, 20, 26 },
  [FUS_EXPRESSION_ANGRY] = { 4, 5, 7, 23 },
  [FUS_EXPRESSION_DISGUSTED] = { 9, 15, 16 },
  [FUS_EXPRESSION_HAPPY] = { 6, 12 },
  [FUS_EXPRESSION_SAD] = { 1, 4, 15 },
  [FUS_EXPRESSION_SURPRISED] = { 1, 2, 5, 26 },
};

static const ActionUnit *
find (guint unit)
{
  for (guint i = 0; i < G_N_ELEMENTS (action_units); i++)
    if (action_units[i].unit == unit)
      return &action_units[i];
  return NULL;
}

guint
fus_facs_units (FusExpression expression, guint units[FUS_MAX_ACTION_UNITS])
{
  guint n = 0;

  if (expression < 0 || expression >= FUS_N_EXPRESSIONS)
    return 0;
  while (n < FUS_MAX_ACTION_UNITS && of_expression[expression][n] != 0)
    {
      units[n] = of_expression[expression][n];
      n++;
    }
  return n;
}

const char *
fus_facs_title (guint unit)
{
  const ActionUnit *found = find (unit);

  return found != NULL ? _ (found->title) : NULL;
}

gboolean
fus_facs_shows_in (guint unit, FusRegion region)
{
  const ActionUnit *found = find (unit);

  return found != NULL && (found->regions & (1u << region)) != 0;
}

char *
fus_facs_expected (FusExpression expression, FusRegion region)
{
  guint units[FUS_MAX_ACTION_UNITS];
  guint n = fus_facs_units (expression, units);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    if (fus_facs_shows_in (units[i], region))
      g_string_append_printf (text, "%s%u", text->len > 0 ? "+" : "", units[i]);
  return g_string_free (text, FALSE);
}
