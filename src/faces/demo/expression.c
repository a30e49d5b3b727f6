/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/expression.h"

#include "engine/random.h"

G_STATIC_ASSERT (FUS_N_UNITS <= 16);

/* Ekman & Friesen's units of the basic emotions at the strength of a posed portrait. 25 is no sign
 * of an emotion but lets 12, 16, 20 and 26 be seen; it is drawn for part of the people only. */
static const float typical[FUS_N_EXPRESSIONS][FUS_N_UNITS] = {
  [FUS_EXPRESSION_AFRAID] = { [FUS_UNIT_1] = 0.95f,
                              [FUS_UNIT_2] = 0.45f,
                              [FUS_UNIT_4] = 0.5f,
                              [FUS_UNIT_5] = 0.9f,
                              [FUS_UNIT_7] = 0.15f,
                              [FUS_UNIT_20] = 0.95f,
                              [FUS_UNIT_26] = 0.28f },
  [FUS_EXPRESSION_ANGRY]
  = { [FUS_UNIT_4] = 1.05f, [FUS_UNIT_5] = 0.35f, [FUS_UNIT_7] = 0.7f, [FUS_UNIT_23] = 0.95f },
  [FUS_EXPRESSION_DISGUSTED] = { [FUS_UNIT_9] = 1, [FUS_UNIT_15] = 0.4f, [FUS_UNIT_16] = 0.55f },
  [FUS_EXPRESSION_HAPPY] = { [FUS_UNIT_6] = 0.9f, [FUS_UNIT_12] = 1 },
  [FUS_EXPRESSION_NEUTRAL] = { 0 },
  [FUS_EXPRESSION_SAD] = { [FUS_UNIT_1] = 0.95f, [FUS_UNIT_4] = 0.35f, [FUS_UNIT_15] = 0.95f },
  [FUS_EXPRESSION_SURPRISED]
  = { [FUS_UNIT_1] = 1, [FUS_UNIT_2] = 1, [FUS_UNIT_5] = 0.85f, [FUS_UNIT_26] = 1 },
};

/* Share of people who part their lips, and how far. */
static const float parting[FUS_N_EXPRESSIONS][2] = {
  [FUS_EXPRESSION_AFRAID] = { 0.8f, 0.45f },   [FUS_EXPRESSION_ANGRY] = { 0, 0 },
  [FUS_EXPRESSION_DISGUSTED] = { 0.5f, 0.5f }, [FUS_EXPRESSION_HAPPY] = { 0.72f, 0.9f },
  [FUS_EXPRESSION_SURPRISED] = { 1, 0.3f },
};

static float
about_zero (FusRandom *random)
{
  return (float) (fus_random_uniform (random) + fus_random_uniform (random)
                  + fus_random_uniform (random) - 1.5);
}

gboolean
fus_demo_expression_uses (FusExpression expression, FusDemoUnit unit)
{
  return expression >= 0 && typical[expression][unit] > 0;
}

void
fus_demo_motion_draw (FusDemoMotion *motion, const FusDemoPerson *person, FusExpression expression,
                      guint64 frame_seed)
{
  FusRandom random;
  const float *habit = person->units[expression];

  fus_random_seed (&random, frame_seed, 0xface);
  float all = 1 + 0.12f * about_zero (&random);

  for (int u = 0; u < FUS_N_UNITS; u++)
    {
      float strength = typical[expression][u];

      if (u == FUS_UNIT_25 && fus_hash_unit (person->marks + expression) < parting[expression][0])
        strength = parting[expression][1];

      float trace = 0.03f * fabsf (about_zero (&random));
      float both = strength * habit[u] * all * (1 + 0.16f * about_zero (&random)) + trace;
      float skew = person->skew[u] + 0.06f * about_zero (&random);

      motion->unit[u][0] = fus_clamp (both * (1 - skew), 0, 1.5f);
      motion->unit[u][1] = fus_clamp (both * (1 + skew), 0, 1.5f);
    }
}
