/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/person-maps.h"
#include "engine/team.h"

G_BEGIN_DECLS

/**
 * FusMapStatement:
 * @FUS_MAP_STATEMENT_IDENTITY_LARGER: "the identity heatmap significantly larger than the
 *   expression heatmap": mean of the scaled maps, which is that of the boxes of figure 2B;
 *   identity's minus expression's
 * @FUS_MAP_STATEMENT_JOINT_SMALLER: "smaller receptive fields compared to the specialized models":
 *   the same, joint minus specialised
 * @FUS_MAP_STATEMENT_OPPOSITE_SIDES: "distinct heatmaps on opposite sides of the face": of the
 *   asymmetries of the two tasks' mean maps (fus_map_asymmetry()) the smaller one, positive where
 *   they lean to opposite sides, negative where to the same: (|a - b| - |a + b|) / 2
 * @FUS_MAP_STATEMENT_DISTINCT: the same: rank correlation of the two tasks' mean maps
 * @FUS_MAP_STATEMENT_COMMON: "a subset of features common to both tasks": areas above the 95th
 *   percentile, as in figure 2C; both by either (Jaccard)
 * @FUS_MAP_STATEMENT_VERTICAL_STRIP: "a narrow vertical facial region": fus_map_strip() of the
 *   mean map of expression, enlarged, above its own 95th percentile
 *
 * What the paper says of maps (section 3.3, figure 2).
 */
typedef enum
{
  FUS_MAP_STATEMENT_IDENTITY_LARGER,
  FUS_MAP_STATEMENT_JOINT_SMALLER,
  FUS_MAP_STATEMENT_OPPOSITE_SIDES,
  FUS_MAP_STATEMENT_DISTINCT,
  FUS_MAP_STATEMENT_COMMON,
  FUS_MAP_STATEMENT_VERTICAL_STRIP,
  FUS_N_MAP_STATEMENTS,
} FusMapStatement;
/* "identity-larger", "joint-smaller", …: as in the tables */
const char *fus_map_statement_name (FusMapStatement statement);
/* The effect of a statement where there is none: 0, and 1 for a ratio. */
double fus_map_statement_null (FusMapStatement statement);
/* Whether the statement holds where the effect is above that, or below. */
gboolean fus_map_statement_is_above (FusMapStatement statement);

/* Whose maps: of the joint network, of the two specialised ones, or joint minus specialised. */
typedef enum
{
  FUS_MAP_NETWORKS_JOINT,
  FUS_MAP_NETWORKS_SPECIALIZED,
  FUS_MAP_NETWORKS_DIFFERENCE,
} FusMapNetworks;
/* "joint", "specialised", "joint minus specialised" */
const char *fus_map_networks_name (FusMapNetworks networks);

/**
 * FusMapQuestion:
 * @tasks: bit mask of 1 << FusTask: whose maps it is about
 *
 * One statement, asked of some maps.
 */
typedef struct
{
  FusMapStatement statement;
  FusMapNetworks networks;
  guint tasks;
} FusMapQuestion;

#define FUS_N_MAP_QUESTIONS 13
extern const FusMapQuestion fus_map_questions[FUS_N_MAP_QUESTIONS];
/* "identity", "expression", "both" */
const char *fus_map_question_task_name (const FusMapQuestion *question);
/* Bit mask of 1 << FusNetworkKind: the networks whose maps it needs. */
guint fus_map_question_kinds (const FusMapQuestion *question);

/* Whether a statement holds: its interval lies on the statement's side of no effect, on the other
 * side, or on both. */
typedef enum
{
  FUS_FINDING_OPEN,
  FUS_FINDING_HOLDS,
  FUS_FINDING_CONTRARY,
} FusFindingVerdict;
/* "open", "yes", "no" */
const char *fus_finding_verdict_name (FusFindingVerdict verdict);

/**
 * FusMapFinding:
 * @effect: of all frames; NaN where it is not known
 * @low, @high: 2.5 to 97.5 percentile of the rounds, moved so that their mean is @effect; NaN where
 *   fewer than two people were drawn
 * @n: frames, those of both tasks where it is about both
 */
typedef struct
{
  double effect;
  double low, high;
  guint n;
} FusMapFinding;

extern const FusMapFinding fus_map_finding_unknown;
FusFindingVerdict fus_map_finding_verdict (const FusMapFinding *finding,
                                           const FusMapQuestion *question);

/**
 * FusMapFindingsInput:
 * @maps: [network][task]: (nullable): of one method; those of one task are of the same people, in
 *   the same order
 * @n_rounds: bootstraps
 */
typedef struct
{
  const FusPersonMaps *maps[FUS_N_NETWORKS][FUS_N_TASKS];
  guint n_rounds;
  guint64 seed;
} FusMapFindingsInput;

/**
 * fus_map_findings:
 * @findings: (out): [FUS_N_MAP_QUESTIONS]
 * @team: shares out the rounds: the same bytes for any size
 *
 * Asks every question, with bootstrap intervals (Efron 1979): in each round as many people of each
 * task are drawn as there are, with replacement and with all their frames, the same for all
 * networks and for any method. The mean map of people of whom a third are not there is more ragged
 * than that of all of them: it has less in common with another one. This bias of the rounds, which
 * can exceed their spread where maps have many cells, is taken out of the interval.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_map_findings (FusMapFinding *findings, const FusMapFindingsInput *input, FusTeam *team,
                           const FusPoll *poll, const FusProgress *progress);

G_END_DECLS
