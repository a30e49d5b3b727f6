/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/stimuli/stimuli.h"
#include "tests/study/fixture.h"
#include "study/analyses/stimuli/figures.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct
{
  char *folder;
  FusStudy *study;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  FusProtocol protocol = fixture_protocol ();

  f->folder = fixture_folder_new ();
  f->study = fixture_study (f->folder, 8, &protocol);
  fixture_train (f->study, FUS_NETWORK_JOINT);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->study);
  fixture_folder_free (f->folder);
}

static guint
n_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

static FusStudyStimuli *
compute (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  FusStudyStimuli *stimuli
      = fus_analysis_compute (&fus_stimuli_analysis, f->study, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (stimuli);
  return stimuli;
}

/* Every unit of every conv layer has one fate, and the tables say which. */
static void
test_compute (Fixture *f, gconstpointer data)
{
  g_autoptr (FusStudyStimuli) stimuli = compute (f);
  g_autoptr (FusStudyStimuli) again = NULL;
  g_autofree char *table = fixture_analysis_text (f->study, "stimuli.csv");
  g_autofree char *blank = fixture_analysis_text (f->study, "blank-units.csv");
  g_autofree char *note = fixture_analysis_text (f->study, "blank-units.json");
  g_autofree char *table_again = NULL;
  g_autoptr (FusStudyUnits) units
      = fus_analysis_compute (&fus_units_analysis, f->study, 1, NULL, NULL, NULL);
  guint n = 0, n_dead = 0;

  for (FusLayer layer = 0; layer < FUS_N_CONV_LAYERS; layer++)
    {
      const guint *n_of = stimuli->n_of[FUS_NETWORK_JOINT][layer];
      guint n_units = stimuli->n_units[FUS_NETWORK_JOINT][layer];

      g_assert_cmpuint (n_units, ==, units->units[FUS_NETWORK_JOINT]->n_units[layer]);
      g_assert_cmpuint (n_of[FUS_UNIT_UNKNOWN], ==, 0);
      g_assert_cmpuint (n_of[FUS_UNIT_SHOWN] + n_of[FUS_UNIT_DEAD] + n_of[FUS_UNIT_NO_GRADIENT]
                            + n_of[FUS_UNIT_FLAT],
                        ==, n_units);
      g_assert_cmpfloat (fus_study_stimuli_blank (stimuli, FUS_NETWORK_JOINT, layer), ==,
                         1 - n_of[FUS_UNIT_SHOWN] / (double) n_units);
      for (guint u = 0; u < n_units; u++)
        n_dead += fus_unit_is_dead (&units->units[FUS_NETWORK_JOINT]->units[layer][u]);
      n_dead -= n_of[FUS_UNIT_DEAD];
      n += n_units;
    }
  g_assert_cmpuint (n_dead, ==, 0);
  g_assert_cmpuint (n_lines (table), ==, n + 1);
  g_assert_cmpuint (n_lines (blank), ==, FUS_N_CONV_LAYERS + 1);
  g_assert_nonnull (strstr (note, "joint-network-hash"));
  g_assert_true (isnan (fus_study_stimuli_blank (stimuli, FUS_NETWORK_IDENTITY, 0)));

  /* From the pictures that are there, the same. */
  again = compute (f);
  table_again = fixture_analysis_text (f->study, "stimuli.csv");
  g_assert_cmpstr (table, ==, table_again);

  /* The counts alone are read in no time, as long as they are true. */
  g_autoptr (FusStudyStimuli) kept = fus_analysis_load (&fus_stimuli_analysis, f->study, NULL);
  g_assert_nonnull (kept);
  g_assert_cmpmem (kept->n_of, sizeof kept->n_of, stimuli->n_of, sizeof stimuli->n_of);
  g_assert_cmpmem (kept->n_units, sizeof kept->n_units, stimuli->n_units, sizeof stimuli->n_units);
  g_assert_false (fus_result_outdated (kept, f->study));
  fixture_train (f->study, FUS_NETWORK_IDENTITY);
  g_autoptr (FusStudyStimuli) of_one = fus_analysis_load (&fus_stimuli_analysis, f->study, NULL);
  g_assert_nonnull (of_one);
  g_assert_cmpuint (of_one->n_units[FUS_NETWORK_IDENTITY][0], ==, 0);
  g_assert_true (fus_result_outdated (of_one, f->study));
}

static void
assert_written (FusStudyFigure *figure, const char *folder, guint n_rows)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *png = NULL;

  g_assert_cmpuint (n_lines (fus_study_figure (figure)->csv), ==, n_rows + 1);
  fus_figure_write (fus_study_figure (figure), folder, &error);
  g_assert_no_error (error);
  png = g_strdup_printf ("%s/%s.png", folder, fus_study_figure (figure)->name);
  g_assert_true (g_file_test (png, G_FILE_TEST_EXISTS));
}

static void
test_figures (Fixture *f, gconstpointer data)
{
  g_autoptr (FusStudyStimuli) stimuli = compute (f);
  g_autoptr (FusStudyFigure) blank = fus_study_figure_blank_units (f->study, stimuli, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudyFigure) three
      = fus_study_figure_3 (f->study, FUS_STIMULUS_PAPER, 1, NULL, NULL, &error);
  g_autoptr (FusStudyFigure) five = NULL;

  g_assert_no_error (error);
  five = fus_study_figure_s2a (f->study, FUS_STIMULUS_PAPER, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_written (blank, f->folder, FUS_N_CONV_LAYERS);
  /* conv1 of so narrow a network has three units, conv4 to conv8 more than nine. */
  assert_written (three, f->folder, 3 + 3 * 9);
  assert_written (five, f->folder, 5);
  g_assert_nonnull (strstr (fus_study_figure (three)->origin, "stimulus-seed"));
}

static void
test_fates (Fixture *f, gconstpointer data)
{
  FusUnit dead = { .max = 0 }, alive = { .max = 2 };
  FusStimulusPicture picture = { .finished = TRUE, .end = FUS_STIMULUS_NO_GRADIENT };

  g_assert_cmpint (fus_unit_fate (FUS_LAYER_CONV3, NULL, NULL), ==, FUS_UNIT_UNKNOWN);
  g_assert_cmpint (fus_unit_fate (FUS_LAYER_CONV3, &alive, &picture), ==, FUS_UNIT_NO_GRADIENT);
  g_assert_cmpint (fus_unit_fate (FUS_LAYER_CONV3, &dead, &picture), ==, FUS_UNIT_DEAD);
  picture.end = FUS_STIMULUS_FLAT;
  g_assert_cmpint (fus_unit_fate (FUS_LAYER_CONV3, &alive, &picture), ==, FUS_UNIT_FLAT);
  picture.end = FUS_STIMULUS_SHOWN;
  g_assert_cmpint (fus_unit_fate (FUS_LAYER_HEADS, &dead, &picture), ==, FUS_UNIT_SHOWN);
  picture.finished = FALSE;
  g_assert_cmpint (fus_unit_fate (FUS_LAYER_CONV3, &alive, &picture), ==, FUS_UNIT_UNKNOWN);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/study-stimuli/compute", test_compute);
  ADD ("/study-stimuli/figures", test_figures);
  ADD ("/study-stimuli/fates", test_fates);
  return g_test_run ();
}
