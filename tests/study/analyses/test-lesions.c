/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/list.h"
#include "study/analyses/analysis.h"
#include "tests/study/fixture.h"
#include "study/folder/frame-choice.h"
#include "study/analyses/lesions/lesions.h"
#include "study/training/training.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define PEOPLE 12

static FusStudyLesions *
compute (FusStudy *study)
{
  g_autoptr (GError) error = NULL;
  FusStudyLesions *lesions
      = fus_analysis_compute (&fus_lesions_analysis, study, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (lesions);
  return lesions;
}

static void
assert_same (const FusNetworkLesions *a, const FusNetworkLesions *b)
{
  for (guint place = 0; place < FUS_N_LESION_PLACES; place++)
    for (guint choice = 0; choice < FUS_N_LESION_CHOICES; choice++)
      for (guint task = 0; task < FUS_N_TASKS; task++)
        for (guint share = 0; share < FUS_N_LESION_SHARES; share++)
          {
            const FusLesionCurve *x = &a->curve[place][choice][task];
            const FusLesionCurve *y = &b->curve[place][choice][task];

            fixture_assert_same_number (x->accuracy[share], y->accuracy[share]);
            fixture_assert_same_number (x->low[share], y->low[share]);
            fixture_assert_same_number (x->high[share], y->high[share]);
          }
  for (guint i = 0; i < FUS_LAYER_HEADS; i++)
    {
      const FusLayerLesions *x = &a->layer[i], *y = &b->layer[i];

      g_assert_cmpuint (x->n_units, ==, y->n_units);
      fixture_assert_same_number (x->distance, y->distance);
      fixture_assert_same_number (x->between, y->between);
      fixture_assert_same_number (x->within, y->within);
      for (guint task = 0; task < FUS_N_TASKS; task++)
        {
          g_assert_true ((x->increase[task] == NULL) == (y->increase[task] == NULL));
          if (x->increase[task] == NULL)
            continue;
          g_assert_cmpmem (x->increase[task], x->n_units * sizeof (double), y->increase[task],
                           y->n_units * sizeof (double));
          g_assert_cmpmem (x->rank[task], x->n_units * sizeof (guint), y->rank[task],
                           y->n_units * sizeof (guint));
        }
    }
}

static void
check_joint (const FusStudyLesions *lesions)
{
  const FusNetworkLesions *joint = lesions->network[FUS_NETWORK_JOINT];
  gboolean any_effect = FALSE;

  for (guint place = 0; place < FUS_N_LESION_PLACES; place++)
    for (guint choice = 0; choice < FUS_N_LESION_CHOICES; choice++)
      for (guint task = 0; task < FUS_N_TASKS; task++)
        {
          const FusLesionCurve *curve = &joint->curve[place][choice][task];
          double intact = joint->curve[0][FUS_LESION_RANDOM][task].accuracy[0];

          /* Every curve begins with the intact network. */
          g_assert_cmpfloat_with_epsilon (curve->accuracy[0], intact, 1e-12);
          for (guint share = 0; share < FUS_N_LESION_SHARES; share++)
            {
              g_assert_cmpfloat (curve->accuracy[share], >=, 0);
              g_assert_cmpfloat (curve->accuracy[share], <=, 1);
              any_effect = any_effect || fabs (curve->accuracy[share] - intact) > 0.01;
              g_assert_true (isnan (curve->low[share]) == (choice != FUS_LESION_RANDOM));
              if (choice != FUS_LESION_RANDOM)
                continue;
              g_assert_cmpfloat (curve->low[share], <=, curve->accuracy[share] + 1e-12);
              g_assert_cmpfloat (curve->high[share], >=, curve->accuracy[share] - 1e-12);
            }
        }
  g_assert_true (any_effect);
  for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      const FusLayerLesions *of_layer = &joint->layer[layer];

      for (guint unit = 0; unit < of_layer->n_units; unit++)
        g_assert_true (isnan (of_layer->index[unit])
                       || (of_layer->index[unit] >= -1 && of_layer->index[unit] <= 1));
      g_assert_true (isnan (of_layer->distance)
                     || (of_layer->distance >= 0 && of_layer->distance <= 1));
    }
}

static void
check_specialised (const FusStudyLesions *lesions)
{
  const FusNetworkLesions *identity = lesions->network[FUS_NETWORK_IDENTITY];

  g_assert_null (identity->layer[FUS_LAYER_FC2].increase[FUS_TASK_EXPRESSION]);
  g_assert_null (identity->layer[FUS_LAYER_FC2].index);
  g_assert_true (isnan (identity->layer[FUS_LAYER_FC2].distance));
  g_assert_true (
      isnan (identity->curve[0][FUS_LESION_BY_EXPRESSION][FUS_TASK_IDENTITY].accuracy[1]));
  g_assert_true (isnan (identity->curve[0][FUS_LESION_RANDOM][FUS_TASK_EXPRESSION].accuracy[1]));
  g_assert_false (
      isnan (identity->curve[0][FUS_LESION_BY_IDENTITY][FUS_TASK_IDENTITY].accuracy[1]));
}

static guint
n_units_of (const FusStudyLesions *lesions)
{
  guint n = 0;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint layer = 0; lesions->network[kind] != NULL && layer < FUS_LAYER_HEADS; layer++)
      n += lesions->network[kind]->layer[layer].n_units;
  return n;
}

static void
check_table (FusStudy *study, const FusStudyLesions *lesions)
{
  g_autofree char *path = fus_study_file (study, "analysis", "lesions.csv");
  g_autofree char *text = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "network,layer,unit,loss_identity,loss_expression,"
                                         "rank_identity,rank_expression,index\n"));
  for (const char *c = text; *c != '\0'; c++)
    n += *c == '\n';
  g_assert_cmpuint (n, ==, 1 + n_units_of (lesions));
}

static void
test_compute_and_reuse (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = NULL;
  g_autoptr (FusStudyLesions) first = NULL, again = NULL, changed = NULL;
  g_autoptr (GError) error = NULL;
  guint64 inode;

  protocol.dropout = 0;
  study = fixture_study (folder, PEOPLE, &protocol);
  g_assert_null (fus_analysis_compute (&fus_lesions_analysis, study, 1, NULL, NULL, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);

  fixture_train (study, FUS_NETWORK_IDENTITY);
  fixture_train (study, FUS_NETWORK_JOINT);
  first = compute (study);
  check_joint (first);
  check_specialised (first);
  g_assert_null (first->network[FUS_NETWORK_EXPRESSION]);
  check_table (study, first);

  /* Read, not computed, and the same. */
  inode = fixture_analysis_inode (study, "lesions.csv");
  again = compute (study);
  g_assert_cmpuint (inode, ==, fixture_analysis_inode (study, "lesions.csv"));
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (first->network[kind] != NULL)
      assert_same (first->network[kind], again->network[kind]);
  g_assert_false (fus_result_outdated (again, study));

  /* Other weights of one network: the other's results stand. */
  fus_train (study, FUS_NETWORK_JOINT, TRUE, 4, 1, NULL, NULL, NULL);
  g_assert_true (fus_result_outdated (again, study));
  g_autoptr (FusStudyLesions) kept = fus_analysis_load (&fus_lesions_analysis, study, NULL);
  g_assert_nonnull (kept);
  g_assert_null (kept->network[FUS_NETWORK_JOINT]);
  assert_same (first->network[FUS_NETWORK_IDENTITY], kept->network[FUS_NETWORK_IDENTITY]);
  /* What is not there is not true of the joint network as it is now. */
  g_assert_true (fus_result_outdated (kept, study));
  changed = compute (study);
  g_assert_cmpuint (inode, !=, fixture_analysis_inode (study, "lesions.csv"));
  assert_same (first->network[FUS_NETWORK_IDENTITY], changed->network[FUS_NETWORK_IDENTITY]);

  g_assert_nonnull (fus_analysis_find ("lesions"));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_frames (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusFrameChoice) frames
      = fus_frame_choice_new (study, FUS_TASK_EXPRESSION, FUS_PART_TRAIN, 21);
  g_autoptr (FusFrameChoice) again
      = fus_frame_choice_new (study, FUS_TASK_EXPRESSION, FUS_PART_TRAIN, 21);
  guint of_class[FUS_N_EXPRESSIONS] = { 0 };

  g_assert_cmpuint (frames->frames->len, ==, 21);
  g_assert_cmpmem (frames->frames->data, 21 * sizeof (guint32), again->frames->data,
                   21 * sizeof (guint32));
  for (guint i = 0; i < 21; i++)
    {
      const FusFrame *frame
          = &fus_study_frames (study)->frames[g_array_index (frames->frames, guint32, i)];

      g_assert_cmpint (frame->part, ==, FUS_PART_TRAIN);
      g_assert_cmpint (frame->set, ==, FUS_SET_EXPRESSION);
      of_class[frames->labels[i]]++;
    }
  for (guint class = 0; class < FUS_N_EXPRESSIONS; class ++)
    g_assert_cmpuint (of_class[class], ==, 3);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_counts (void)
{
  const FusArchitecture quick = { .image_size = 64, .width = 0.25 };
  const FusArchitecture paper = { .image_size = 224, .width = 1 };

  g_assert_cmpuint (fus_lesion_count (0, 16), ==, 0);
  g_assert_cmpuint (fus_lesion_count (0.01, 16), ==, 1);
  g_assert_cmpuint (fus_lesion_count (0.5, 16), ==, 8);
  g_assert_cmpuint (fus_lesion_count (0.02, 512), ==, 10);
  g_assert_cmpuint (fus_frame_choice_default (&quick), >, 70);
  g_assert_cmpuint (fus_frame_choice_default (&paper), ==, 70);
  /* What is behind conv8 is fully connected: 128 x 2 x 2 x 1024 + 1024 x 1024, at width 0.25. */
  g_assert_cmpfloat (fus_lesion_tail_macs (&quick, FUS_LAYER_CONV8), ==,
                     128 * 4 * 1024.0 + 1024 * 1024.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/lesions/compute-and-reuse", test_compute_and_reuse);
  g_test_add_func ("/study/lesions/frames", test_frames);
  g_test_add_func ("/study/lesions/counts", test_counts);
  return g_test_run ();
}
