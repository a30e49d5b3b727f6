/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/trust-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Likeness (rank correlation) of maps that are called the same, and that are called others. */
#define SAME 0.6
#define OTHER 0.3

char *
fus_trust_words_deletion (const FusFrameTrust *trust)
{
  const FusDeletionTest *test = &trust->deletion;
  const double score = test->map.score, random = test->random.score;

  if (test->n_random == 0 || isnan (score))
    return g_strdup (_ ("Without positive evidence there is nothing to remove."));
  if (score > 0 && test->n_beaten == test->n_random)
    return g_strdup_printf (
        _ ("What it points to matters: removing it costs the class more than all of %u random maps "
           "do (score %.2f, theirs %.2f)."),
        test->n_random, score, random);
  if (score > 0 && 2 * test->n_beaten > test->n_random)
    return g_strdup_printf (
        _ ("What it points to matters a little: removing it costs the class more than %u of %u "
           "random maps do (score %.2f, theirs %.2f)."),
        test->n_beaten, test->n_random, score, random);
  return g_strdup_printf (
      _ ("What it points to matters no more than other places: it beats %u of %u random maps "
         "(score %.2f, theirs %.2f)."),
      test->n_beaten, test->n_random, score, random);
}

char *
fus_trust_words_randomization (const FusFrameTrust *trust)
{
  const double likeness = trust->layer[FUS_LAYER_CONV1].spearman;

  if (isnan (likeness))
    return g_strdup (_ ("With all weights at random there is no map left: it depends on what the "
                        "network learned."));
  if (likeness < OTHER)
    return g_strdup_printf (_ ("It depends on what the network learned: with all weights at random "
                               "it is another map (likeness %.2f)."),
                            likeness);
  if (likeness < SAME)
    return g_strdup_printf (_ ("It depends in part on what the network learned: with all weights "
                               "at random some of it stays (likeness %.2f)."),
                            likeness);
  return g_strdup_printf (_ ("It shows the picture rather than what the network learned: with all "
                             "weights at random it stays much the same (likeness %.2f)."),
                          likeness);
}

static char *
describe_asymmetry (const FusFlip *flip)
{
  if (isnan (flip->asymmetry) || isnan (flip->face) || isnan (flip->place))
    return g_strdup ("");
  /* Translators: asymmetry, its part that follows the face, its part that stays; -1 … 1 */
  return g_strdup_printf (_ (" Of its asymmetry, %+.2f to the subject’s left, %+.2f goes with the "
                             "face and %+.2f stays at its place in the picture."),
                          flip->asymmetry, flip->face, flip->place);
}

char *
fus_trust_words_flip (const FusFrameTrust *trust, const char *mirrored_class)
{
  const double likeness = trust->flip.similarity.spearman;
  g_autofree char *asymmetry = describe_asymmetry (&trust->flip);
  g_autofree char *taken
      = trust->mirrored_predicted != trust->predicted
            ? g_strdup_printf (_ (" Mirrored, the frame is taken for %s."), mirrored_class)
            : g_strdup ("");
  g_autofree char *follows = NULL;

  if (isnan (likeness))
    follows = g_strdup (_ ("In the mirror there is no evidence for the class."));
  else if (likeness >= SAME)
    follows
        = g_strdup_printf (_ ("It follows the face into the mirror (likeness %.2f)."), likeness);
  else if (likeness >= OTHER)
    follows = g_strdup_printf (_ ("It follows the face into the mirror in part (likeness %.2f)."),
                               likeness);
  else
    follows = g_strdup_printf (_ ("It does not follow the face into the mirror (likeness %.2f)."),
                               likeness);
  return g_strconcat (follows, asymmetry, taken, NULL);
}
