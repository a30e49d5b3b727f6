/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/trust/map-trust.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const FusTrustNumber unknown = { NAN, NAN, NAN, 0, 0 };

static FusTrustVerdict
judge (const FusTrustNumber *score, const FusTrustNumber *random)
{
  if (isnan (score->value) || isnan (random->value))
    return FUS_TRUST_NOT_TESTED;
  /* Where an interval is not known there is too little to tell. */
  return score->low > random->high ? FUS_TRUST_BETTER : FUS_TRUST_NO_BETTER;
}

FusMapTrust
fus_map_trust (const FusStudyTrust *trust, FusNetworkKind kind, FusTask task,
               const FusMapSpec *spec)
{
  const FusHeadTrust *head = trust != NULL ? trust->head[kind][task] : NULL;
  const gboolean tested
      = !fus_map_method_has_layer (spec->method) || spec->layer == FUS_LAYER_CONV8;
  FusMapTrust found = { .score = unknown, .random = unknown, .best_score = unknown };

  if (head == NULL)
    return found;
  found.random = head->number[FUS_TRUST_RANDOM_SCORE];
  if (tested)
    found.score = head->number[FUS_TRUST_SCORE + spec->method];
  found.verdict = judge (&found.score, &found.random);
  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    {
      const FusTrustNumber *score = &head->number[FUS_TRUST_SCORE + method];

      /* NaN is not larger than anything. */
      if (isnan (found.best_score.value) ? !isnan (score->value)
                                         : score->value > found.best_score.value)
        {
          found.best = method;
          found.best_score = *score;
        }
    }
  found.best_verdict = judge (&found.best_score, &found.random);
  return found;
}

const char *
fus_trust_verdict_title (FusTrustVerdict verdict)
{
  switch (verdict)
    {
    case FUS_TRUST_NOT_TESTED:
      return _ ("not tested");
    case FUS_TRUST_NO_BETTER:
      return _ ("no better than chance");
    case FUS_TRUST_BETTER:
      return _ ("better than chance");
    }
  g_assert_not_reached ();
}

char *
fus_map_trust_describe (const FusMapTrust *trust, const FusMapSpec *spec)
{
  g_autofree char *title = fus_map_spec_title (spec);
  GString *text = g_string_new (NULL);

  if (trust->verdict == FUS_TRUST_NOT_TESTED)
    g_string_append_printf (
        text,
        /* Translators: a kind of map: "Grad-CAM at conv8". */
        _ ("Nobody has tested yet whether %s of this network points to what the network uses. "
           "Trust, under Specialization, does so."),
        title);
  else
    g_string_append_printf (
        text,
        /* Translators: a kind of map; its score with an interval; that of random maps. */
        _ ("%s scores %.2f [%.2f, %.2f] where random maps score %.2f [%.2f, %.2f]: by so much more "
           "the probability falls when the pixels that the map points to are removed first than "
           "when they are removed last, over %u test frames."),
        title, trust->score.value, trust->score.low, trust->score.high, trust->random.value,
        trust->random.low, trust->random.high, trust->score.n);
  if (trust->verdict == FUS_TRUST_NO_BETTER)
    g_string_append_printf (text, " %s",
                            _ ("What it shows is no evidence of what this network looks at."));
  return g_string_free (text, FALSE);
}
