/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/spectrum.h"
#include "analysis/stimulus.h"

G_BEGIN_DECLS

/* One picture in the making. */
typedef struct
{
  guint unit;
  gsize index; /* among the units asked for */
  guint step;
  double activation;
  gboolean moved; /* whether there has been a gradient */
  gboolean stuck; /* whether there never will be one */
  FusRandom random;
  float *pixels; /* [3, side, side], as last shown to the network but for its being shaken */

  /* Of the preset clear: coefficients, and Adam's means of gradients and of their squares. */
  float *coefficients;
  float *mean;
  float *square;
} FusAscent;

/**
 * FusAscents:
 *
 * Pictures that are worked on together, and the memory that takes: arrays of [max, …].
 */
typedef struct
{
  FusPass *pass;
  FusTeam *team;
  const FusArchitecture *arch;
  FusLayer layer;
  FusStimulusSettings settings;
  FusSpectrum *spectrum; /* NULL for the preset paper */
  gsize size;            /* 3 side side */
  gsize area;            /* of the layer's map */

  FusAscent *items; /* [max] */
  guint n;
  float *images;     /* [max, size]: network input, then what goes back to it */
  float *shaken;     /* [max, size] */
  float *gradient;   /* [max, size] */
  float *activation; /* [max, units, area] */
  float *d_activation;
} FusAscents;

/* Before a step: the network's input from each picture; after: the picture from the gradient with
 * respect to the input. Each item is worked on by one of the team's threads. */
void fus_ascents_show (FusAscents *ascents);
void fus_ascents_climb (FusAscents *ascents);
/* The network's input from each picture as it is, not shaken. */
void fus_ascents_show_still (FusAscents *ascents);

/* Runs the network on what was shown: sets each item's activation; @climb: and the gradient. */
gboolean fus_ascents_ask (FusAscents *ascents, gboolean climb, const FusPoll *poll);

G_END_DECLS
