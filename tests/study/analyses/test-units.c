/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"
#include "study/analyses/units/units.h"

#include <glib/gstdio.h>
#include <string.h>

#define PEOPLE 8

static FusStudyUnits *
compute (FusStudy *study)
{
  g_autoptr (GError) error = NULL;
  FusStudyUnits *units = fus_analysis_compute (&fus_units_analysis, study, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (units);
  return units;
}

static void
assert_same (const FusUnits *a, const FusUnits *b)
{
  g_assert_cmpuint (a->n_frames, ==, b->n_frames);
  for (guint layer = 0; layer < FUS_N_LAYERS; layer++)
    {
      g_assert_cmpuint (a->n_units[layer], ==, b->n_units[layer]);
      for (guint u = 0; u < a->n_units[layer]; u++)
        {
          const FusUnit *x = &a->units[layer][u], *y = &b->units[layer][u];

          g_assert_cmpfloat (x->mean, ==, y->mean);
          g_assert_cmpfloat (x->max, ==, y->max);
          g_assert_cmpfloat (x->active, ==, y->active);
          g_assert_cmpuint (x->n_top, ==, y->n_top);
          for (guint k = 0; k < x->n_top; k++)
            {
              g_assert_cmpuint (x->top[k].frame, ==, y->top[k].frame);
              g_assert_cmpfloat (x->top[k].value, ==, y->top[k].value);
              g_assert_cmpmem (&x->top[k].patch, sizeof (FusPatch), &y->top[k].patch,
                               sizeof (FusPatch));
            }
        }
    }
}

static void
test_compute (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudyUnits) first = NULL;
  g_autoptr (FusStudyUnits) again = NULL;
  g_autoptr (FusStudyUnits) more = NULL;
  g_autoptr (GError) error = NULL;
  guint64 inode;

  g_assert_null (fus_analysis_compute (&fus_units_analysis, study, 1, NULL, NULL, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);

  fixture_train (study, FUS_NETWORK_JOINT);
  first = compute (study);
  g_assert_null (first->units[FUS_NETWORK_IDENTITY]);
  g_assert_cmpuint (first->units[FUS_NETWORK_JOINT]->n_frames, ==, first->frames->len);
  g_assert_cmpuint (first->frames->len, >, 0);
  for (guint i = 0; i < first->frames->len; i++)
    g_assert_cmpint (
        fus_study_frames (study)->frames[g_array_index (first->frames, guint32, i)].part, ==,
        FUS_PART_TEST);

  /* Read, not computed, and every number as it was. */
  inode = fixture_analysis_inode (study, "units.csv");
  again = compute (study);
  g_assert_cmpuint (fixture_analysis_inode (study, "units.csv"), ==, inode);
  assert_same (first->units[FUS_NETWORK_JOINT], again->units[FUS_NETWORK_JOINT]);
  g_assert_false (fus_result_outdated (again, study));

  /* Another network is added to what is there. */
  fixture_train (study, FUS_NETWORK_EXPRESSION);
  g_assert_true (fus_result_outdated (again, study));
  more = compute (study);
  g_assert_cmpuint (fixture_analysis_inode (study, "units.csv"), !=, inode);
  g_assert_nonnull (more->units[FUS_NETWORK_EXPRESSION]);
  assert_same (first->units[FUS_NETWORK_JOINT], more->units[FUS_NETWORK_JOINT]);
  fixture_folder_free (folder);
}

/* A table that somebody has cut short is made anew. */
static void
test_damaged (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudyUnits) first = NULL;
  g_autoptr (FusStudyUnits) again = NULL;
  g_autofree char *path = NULL, *text = NULL, *repaired = NULL;

  fixture_train (study, FUS_NETWORK_JOINT);
  first = compute (study);
  path = fus_study_file (study, "analysis", "units.csv");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  text[strlen (text) / 2] = '\0';
  fixture_write (path, text);
  again = compute (study);
  assert_same (first->units[FUS_NETWORK_JOINT], again->units[FUS_NETWORK_JOINT]);
  g_assert_true (g_file_get_contents (path, &repaired, NULL, NULL));
  g_assert_cmpuint (strlen (repaired), >, strlen (text));
  fixture_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study-units/compute", test_compute);
  g_test_add_func ("/study-units/damaged", test_damaged);
  return g_test_run ();
}
