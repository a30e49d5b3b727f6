/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/unit-fate.h"

#include <glib/gi18n-lib.h>

FusUnitFate
fus_unit_fate (FusLayer layer, const FusUnit *unit, const FusStimulusPicture *picture)
{
  if (unit != NULL && layer != FUS_LAYER_HEADS && fus_unit_is_dead (unit))
    return FUS_UNIT_DEAD;
  if (picture == NULL || !picture->finished)
    return FUS_UNIT_UNKNOWN;
  switch (picture->end)
    {
    case FUS_STIMULUS_NO_GRADIENT:
      return FUS_UNIT_NO_GRADIENT;
    case FUS_STIMULUS_FLAT:
      return FUS_UNIT_FLAT;
    case FUS_STIMULUS_SHOWN:
    default:
      return FUS_UNIT_SHOWN;
    }
}

const char *
fus_unit_fate_name (FusUnitFate fate)
{
  static const char *const names[FUS_N_UNIT_FATES] = { "", "shown", "dead", "no-gradient", "flat" };

  return names[fate];
}

const char *
fus_unit_fate_title (FusUnitFate fate)
{
  switch (fate)
    {
    case FUS_UNIT_DEAD:
      return C_ ("unit", "dead");
    case FUS_UNIT_NO_GRADIENT:
      return C_ ("unit", "no start");
    case FUS_UNIT_FLAT:
      return C_ ("unit", "flat");
    case FUS_UNIT_UNKNOWN:
    case FUS_UNIT_SHOWN:
    default:
      return NULL;
    }
}

const char *
fus_unit_fate_explanation (FusUnitFate fate)
{
  switch (fate)
    {
    case FUS_UNIT_DEAD:
      return _ ("Dead on these data: no test frame makes this unit answer.");
    case FUS_UNIT_NO_GRADIENT:
      return _ ("Active on frames, but silent on the noise that the ascent begins with, so that it "
                "finds no way up.");
    case FUS_UNIT_FLAT:
      return _ ("The ascent ended in a flat picture: a plain color drives this unit.");
    case FUS_UNIT_UNKNOWN:
    case FUS_UNIT_SHOWN:
    default:
      return NULL;
    }
}
