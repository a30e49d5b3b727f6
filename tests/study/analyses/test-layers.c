/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/lesions/lesions.h"
#include "study/analyses/lesions/figures.h"
#include "tests/study/fixture.h"
#include "study/analyses/layers/figures.h"
#include "study/analyses/layers/layers.h"
#include "study/training/training.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define PEOPLE 16

static FusStudyLayers *
compute (FusStudy *study)
{
  g_autoptr (GError) error = NULL;
  FusStudyLayers *layers
      = fus_analysis_compute (&fus_layers_analysis, study, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (layers);
  return layers;
}

static void
assert_same (const FusNetworkLayers *a, const FusNetworkLayers *b)
{
  for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      for (guint task = 0; task < FUS_N_TASKS; task++)
        {
          g_assert_cmpfloat (a->decoding[layer][task].accuracy, ==,
                             b->decoding[layer][task].accuracy);
          g_assert_cmpfloat (a->decoding[layer][task].low, ==, b->decoding[layer][task].low);
          g_assert_cmpfloat (a->decoding[layer][task].high, ==, b->decoding[layer][task].high);
        }
      g_assert_cmpfloat (a->alignment[layer].congruence, ==, b->alignment[layer].congruence);
      g_assert_cmpfloat (a->alignment[layer].low, ==, b->alignment[layer].low);
      g_assert_cmpfloat (a->alignment[layer].shuffled, ==, b->alignment[layer].shuffled);
    }
}

static void
check_network (const FusNetworkLayers *network)
{
  double best[FUS_N_TASKS] = { 0 };

  for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      const FusAlignment *alignment = &network->alignment[layer];

      for (guint task = 0; task < FUS_N_TASKS; task++)
        {
          const FusLayerScore *score = &network->decoding[layer][task];

          g_assert_cmpfloat (score->low, <=, score->accuracy);
          g_assert_cmpfloat (score->high, >=, score->accuracy);
          best[task] = MAX (best[task], score->accuracy);
        }
      g_assert_cmpfloat (alignment->congruence, >=, 0);
      g_assert_cmpfloat (alignment->congruence, <=, 1 + 1e-9);
      g_assert_cmpfloat (alignment->low, <=, alignment->high);
    }
  /* The colour of a person is there to be read at some layer: chance is 1 / 8. */
  g_assert_cmpfloat (best[FUS_TASK_IDENTITY], >, 0.4);
}

static void
check_figure (FusStudyFigure *figure, const char *name, guint n_rows)
{
  const char *csv;
  guint n = 0;

  g_assert_nonnull (figure);
  g_assert_cmpstr (fus_study_figure (figure)->name, ==, name);
  csv = fus_study_figure (figure)->csv;
  for (; *csv != '\0'; csv++)
    n += *csv == '\n';
  g_assert_cmpuint (n, ==, 1 + n_rows);

  g_autoptr (GBytes) png = fus_figure_png (fus_study_figure (figure), 60, (FusColor){ 0, 0, 0 },
                                           (FusColor){ 1, 1, 1 });

  g_assert_cmpuint (g_bytes_get_size (png), >, 1000);
  fus_study_figure_free (figure);
}

static void
test_compute_and_reuse (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = NULL;
  g_autoptr (FusStudyLayers) first = NULL, again = NULL;
  g_autoptr (FusStudyLesions) lesions = NULL;
  guint64 inode;

  protocol.dropout = 0;
  study = fixture_study (folder, PEOPLE, &protocol);
  fixture_train (study, FUS_NETWORK_JOINT);
  first = compute (study);
  g_assert_null (first->network[FUS_NETWORK_IDENTITY]);
  check_network (first->network[FUS_NETWORK_JOINT]);
  g_assert_cmpuint (first->n_aligned, ==, first->n_test[0] + first->n_test[1]);

  /* Read, not computed, and the same. */
  inode = fixture_analysis_inode (study, "layers.csv");
  again = compute (study);
  g_assert_cmpuint (inode, ==, fixture_analysis_inode (study, "layers.csv"));
  assert_same (first->network[FUS_NETWORK_JOINT], again->network[FUS_NETWORK_JOINT]);
  g_assert_false (fus_result_outdated (again, study));
  g_autoptr (FusStudyLayers) kept = fus_analysis_load (&fus_layers_analysis, study, NULL);
  g_assert_nonnull (kept);
  assert_same (first->network[FUS_NETWORK_JOINT], kept->network[FUS_NETWORK_JOINT]);

  /* Two tasks, each with its chance line; congruence and shuffled. */
  check_figure (fus_study_figure_layers (study, again, 0, NULL), "layer-decoding",
                2 * FUS_N_TASKS * FUS_LAYER_HEADS);
  check_figure (fus_study_figure_alignment (study, again, 0, NULL), "layer-alignment",
                2 * FUS_LAYER_HEADS);
  lesions = fus_analysis_compute (&fus_lesions_analysis, study, 1, NULL, NULL, NULL);
  check_figure (fus_study_figure_lesions (study, lesions, FUS_NETWORK_JOINT, NULL), "lesions-joint",
                FUS_N_LESION_PLACES * FUS_N_TASKS * FUS_N_LESION_CHOICES * FUS_N_LESION_SHARES);
  check_figure (fus_study_figure_specificity (study, lesions, 0, NULL), "lesion-specificity",
                2 * FUS_LAYER_HEADS);
  g_assert_null (fus_study_figure_lesions (study, lesions, FUS_NETWORK_IDENTITY, NULL));

  fus_train (study, FUS_NETWORK_JOINT, TRUE, 4, 1, NULL, NULL, NULL);
  g_assert_true (fus_result_outdated (again, study));
  g_assert_null (fus_analysis_load (&fus_layers_analysis, study, NULL));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/layers/compute-and-reuse", test_compute_and_reuse);
  return g_test_run ();
}
