/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/trust/map-trust.h"

#include <math.h>
#include <string.h>

/* Scores with intervals of a joint network's head for expression; all else is not known. */
static void
fill (FusStudyTrust *trust, FusHeadTrust *head, const double random[3], const double gradcam[3],
      const double layercam[3])
{
  const FusTrustNumber unknown = { NAN, NAN, NAN, 0, 0 };

  memset (trust, 0, sizeof *trust);
  for (guint i = 0; i < FUS_N_TRUST_QUANTITIES; i++)
    head->number[i] = unknown;
  head->number[FUS_TRUST_RANDOM_SCORE] = (FusTrustNumber){ random[0], random[1], random[2], 50, 0 };
  head->number[FUS_TRUST_SCORE + FUS_MAP_METHOD_GRADCAM]
      = (FusTrustNumber){ gradcam[0], gradcam[1], gradcam[2], 50, 0 };
  head->number[FUS_TRUST_SCORE + FUS_MAP_METHOD_LAYERCAM]
      = (FusTrustNumber){ layercam[0], layercam[1], layercam[2], 50, 0 };
  trust->head[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION] = head;
}

static FusMapTrust
ask (const FusStudyTrust *trust, FusMapMethod method, FusLayer layer)
{
  const FusMapSpec spec = { method, layer };

  return fus_map_trust (trust, FUS_NETWORK_JOINT, FUS_TASK_EXPRESSION, &spec);
}

static void
test_verdicts (void)
{
  FusStudyTrust trust;
  FusHeadTrust head;
  FusMapTrust found;

  fill (&trust, &head, (double[]){ 0.03, 0.01, 0.06 }, (double[]){ 0.08, 0.05, 0.11 },
        (double[]){ 0.5, 0.4, 0.6 });
  /* The intervals overlap: that may be chance. */
  found = ask (&trust, FUS_MAP_METHOD_GRADCAM, FUS_LAYER_CONV8);
  g_assert_cmpint (found.verdict, ==, FUS_TRUST_NO_BETTER);
  g_assert_cmpint (found.best, ==, FUS_MAP_METHOD_LAYERCAM);
  g_assert_cmpint (found.best_verdict, ==, FUS_TRUST_BETTER);
  g_assert_cmpfloat (found.best_score.value, ==, 0.5);
  found = ask (&trust, FUS_MAP_METHOD_LAYERCAM, FUS_LAYER_CONV8);
  g_assert_cmpint (found.verdict, ==, FUS_TRUST_BETTER);

  /* Of another layer, another method, another head, or nothing at all, nobody knows. */
  g_assert_cmpint (ask (&trust, FUS_MAP_METHOD_GRADCAM, FUS_LAYER_CONV4).verdict, ==,
                   FUS_TRUST_NOT_TESTED);
  g_assert_cmpint (ask (&trust, FUS_MAP_METHOD_OCCLUSION, FUS_LAYER_CONV8).verdict, ==,
                   FUS_TRUST_NOT_TESTED);
  found = fus_map_trust (&trust, FUS_NETWORK_IDENTITY, FUS_TASK_IDENTITY, &FUS_MAP_SPEC_PAPER);
  g_assert_cmpint (found.verdict, ==, FUS_TRUST_NOT_TESTED);
  g_assert_cmpint (found.best_verdict, ==, FUS_TRUST_NOT_TESTED);
  g_assert_cmpint (ask (NULL, FUS_MAP_METHOD_GRADCAM, FUS_LAYER_CONV8).verdict, ==,
                   FUS_TRUST_NOT_TESTED);

  /* A method without a layer is tested whatever layer is chosen. */
  head.number[FUS_TRUST_SCORE + FUS_MAP_METHOD_INTEGRATED_GRADIENTS]
      = (FusTrustNumber){ 0.2, 0.1, 0.3, 50, 0 };
  g_assert_cmpint (ask (&trust, FUS_MAP_METHOD_INTEGRATED_GRADIENTS, FUS_LAYER_CONV1).verdict, ==,
                   FUS_TRUST_BETTER);

  /* Worse than chance is no better. */
  fill (&trust, &head, (double[]){ 0.03, 0.01, 0.06 }, (double[]){ -0.3, -0.4, -0.2 },
        (double[]){ 0, -0.1, 0.1 });
  g_assert_cmpint (ask (&trust, FUS_MAP_METHOD_GRADCAM, FUS_LAYER_CONV8).verdict, ==,
                   FUS_TRUST_NO_BETTER);
  g_assert_cmpint (ask (&trust, FUS_MAP_METHOD_GRADCAM, FUS_LAYER_CONV8).best_verdict, ==,
                   FUS_TRUST_NO_BETTER);
}

static void
test_words (void)
{
  FusStudyTrust trust;
  FusHeadTrust head;
  g_autofree char *none = NULL, *better = NULL, *untested = NULL;
  FusMapTrust found;
  FusMapSpec spec = FUS_MAP_SPEC_PAPER;

  fill (&trust, &head, (double[]){ 0.03, 0.01, 0.06 }, (double[]){ 0.02, 0, 0.04 },
        (double[]){ 0.5, 0.4, 0.6 });
  found = ask (&trust, spec.method, spec.layer);
  none = fus_map_trust_describe (&found, &spec);
  g_assert_nonnull (strstr (none, "0.02 [0.00, 0.04]"));
  g_assert_nonnull (strstr (none, "0.03 [0.01, 0.06]"));
  g_assert_nonnull (strstr (none, "no evidence"));

  spec.method = FUS_MAP_METHOD_LAYERCAM;
  found = ask (&trust, spec.method, spec.layer);
  better = fus_map_trust_describe (&found, &spec);
  g_assert_nonnull (strstr (better, "LayerCAM"));
  g_assert_null (strstr (better, "no evidence"));

  found = ask (NULL, spec.method, spec.layer);
  untested = fus_map_trust_describe (&found, &spec);
  g_assert_nonnull (strstr (untested, "Nobody has tested"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/map-trust/verdicts", test_verdicts);
  g_test_add_func ("/study/map-trust/words", test_words);
  return g_test_run ();
}
