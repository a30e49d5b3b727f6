/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/asking/stimulus-store.h"
#include "analysis/units.h"

G_BEGIN_DECLS

/**
 * FusUnitFate:
 * @FUS_UNIT_UNKNOWN: not asked yet
 * @FUS_UNIT_SHOWN: its preferred stimulus shows something
 * @FUS_UNIT_DEAD: never active on any test frame
 * @FUS_UNIT_NO_GRADIENT: active on frames, but silent on the noise that the ascent begins with
 * @FUS_UNIT_FLAT: the ascent ended in a flat picture
 *
 * What is behind a blank filter (paper, section 3.2), which may have three causes.
 */
typedef enum
{
  FUS_UNIT_UNKNOWN,
  FUS_UNIT_SHOWN,
  FUS_UNIT_DEAD,
  FUS_UNIT_NO_GRADIENT,
  FUS_UNIT_FLAT,
} FusUnitFate;
#define FUS_N_UNIT_FATES 5

/* Either may be NULL where it is not known yet. A head's unit is never dead: its logit may well be
 * negative everywhere. */
FusUnitFate fus_unit_fate (FusLayer layer, const FusUnit *unit, const FusStimulusPicture *picture);

/* "shown", "dead", "no-gradient", "flat"; "" while unknown. */
const char *fus_unit_fate_name (FusUnitFate fate);
/* A word for a tile: "dead", translated; NULL for unknown and shown. */
const char *fus_unit_fate_title (FusUnitFate fate);
/* A sentence or two on what it means; NULL likewise. */
const char *fus_unit_fate_explanation (FusUnitFate fate);

G_END_DECLS
