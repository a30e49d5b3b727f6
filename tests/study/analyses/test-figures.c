/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/list.h"
#include "study/asking/feature-figure.h"

#include "faces/pictures/load-picture.h"
#include "tests/study/fixture.h"
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
  protocol.epochs = 1;
  f->study = fixture_study (f->folder, 8, &protocol);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->study);
  fixture_folder_free (f->folder);
}

static FusStudyFigure *
make (Fixture *f)
{
  const FusFigureMaker *maker = fus_figure_maker_find ("s2b");
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (maker);
  FusStudyFigure *figure = fus_figure_make (maker, f->study, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  return figure;
}

static void
test_untrained (Fixture *f, gconstpointer data)
{
  g_assert_null (make (f));
}

static guint
count_rows (const char *csv, const char *prefix)
{
  g_auto (GStrv) lines = g_strsplit (csv, "\n", 0);
  guint n = 0;

  for (char **line = lines; *line != NULL; line++)
    n += g_str_has_prefix (*line, prefix);
  return n;
}

static void
test_made (Fixture *f, gconstpointer data)
{
  fixture_train (f->study, FUS_NETWORK_JOINT);
  fixture_train (f->study, FUS_NETWORK_EXPRESSION);
  g_autoptr (FusNetwork) network = fus_study_network (f->study, FUS_NETWORK_JOINT, NULL);
  const FusArchitecture *arch = fus_network_architecture (network);
  g_autoptr (FusStudyFigure) figure = make (f);

  g_assert_nonnull (figure);
  const FusFigure *drawn = fus_study_figure (figure);
  for (FusLayer layer = 0; layer < FUS_N_CONV_LAYERS; layer++)
    {
      g_autofree char *joint = g_strdup_printf ("joint,%s,", fus_layer_name (layer));
      g_autofree char *expression = g_strdup_printf ("expression,%s,", fus_layer_name (layer));

      g_assert_cmpuint (count_rows (drawn->csv, joint), ==, fus_architecture_units (arch, layer));
      g_assert_cmpuint (count_rows (drawn->csv, expression), ==,
                        fus_architecture_units (arch, layer));
    }
  g_assert_cmpuint (count_rows (drawn->csv, "identity,"), ==, 0);
  /* It says which frame it is of: a happy straight one of the test part. */
  const char *name = strstr (drawn->origin, "HAS.");
  g_assert_nonnull (name);
  g_assert_nonnull (strstr (drawn->origin, "joint-network-hash"));
  g_assert_nonnull (strstr (drawn->origin, "\"test\""));

  g_autoptr (GError) error = NULL;
  g_assert_true (fus_figure_write (drawn, f->folder, &error));
  g_assert_no_error (error);
  g_autofree char *png = g_build_filename (f->folder, "figure-s2b.png", NULL);
  g_autoptr (FusPicture) picture = fus_picture_load (png, 0, &error);
  g_assert_no_error (error);
  /* 183 mm at 300 dots per inch. */
  g_assert_cmpint (ABS (picture->width - 2161), <=, 2);
  /* The least value of the colour map is on most channels somewhere. */
  const FusColor least = fus_colormap_color (FUS_COLORMAP_VIRIDIS, 0, 0);
  gsize n = 0;
  for (gsize i = 0; i < (gsize) picture->width * picture->height; i++)
    n += ABS (picture->pixels[3 * i] - least.red * 255) <= 2
         && ABS (picture->pixels[3 * i + 1] - least.green * 255) <= 2
         && ABS (picture->pixels[3 * i + 2] - least.blue * 255) <= 2;
  g_assert_cmpuint (n, >, (gsize) picture->width * picture->height / 20);
}

/* One layer as a page shows it: its rows are in the order shown, with the scale that is drawn. */
static void
test_shown (Fixture *f, gconstpointer data)
{
  fixture_train (f->study, FUS_NETWORK_JOINT);
  g_autoptr (FusNetwork) network = fus_study_network (f->study, FUS_NETWORK_JOINT, NULL);
  const FusArchitecture *arch = fus_network_architecture (network);
  const guint n_units = fus_architecture_units (arch, FUS_LAYER_HEADS);
  const gsize n_values = 3 * (gsize) arch->image_size * arch->image_size;
  g_autofree float *input = g_new0 (float, n_values);
  FusTeam *team = fus_team_new (1);
  FusPass *pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 1, team);

  g_assert_true (fus_pass_forward (pass, input, 1, FUS_LAYER_HEADS, NULL));
  g_autoptr (FusFeatures) features = fus_features (pass, 1, 0, FUS_LAYER_HEADS, FALSE);
  fus_pass_free (pass);
  fus_team_free (team);
  g_autofree guint *order = g_new (guint, n_units);
  g_autofree const char **names = g_new0 (const char *, n_units + 1);
  for (guint i = 0; i < n_units; i++)
    {
      order[i] = n_units - 1 - i;
      names[i] = i == 1 ? "somebody" : "x";
    }
  const FusShownFeatures shown
      = { .kind = FUS_NETWORK_JOINT,
          .network = network,
          .grid = { .features = features, .order = order, .low = -2, .high = 2, .names = names } };
  g_autoptr (FusStudyFigure) figure
      = fus_study_figure_shown_features (f->study, &shown, 1, NULL, -1, "face.png", "unit");
  const FusFigure *drawn = fus_study_figure (figure);

  g_assert_cmpstr (drawn->name, ==, "figure-s2b-heads");
  g_auto (GStrv) lines = g_strsplit (drawn->csv, "\n", -1);
  g_assert_cmpuint (count_rows (drawn->csv, "joint,heads,"), ==, n_units);
  g_autofree char *first = g_strdup_printf ("joint,heads,%u,x,1,", n_units - 1);
  g_assert_true (g_str_has_prefix (lines[1], first));
  g_assert_true (g_str_has_prefix (lines[n_units - 1], "joint,heads,1,somebody,1,"));
  g_assert_true (g_str_has_suffix (lines[1], ",-2,2"));
  g_assert_nonnull (strstr (drawn->origin, "face.png"));
  /* A picture of one's own is in no part. */
  g_assert_null (strstr (drawn->origin, "\"part\""));
  g_assert_nonnull (strstr (drawn->origin, "joint-network-hash"));

  /* It is drawn, names and all, wherever it goes. */
  g_autoptr (GError) error = NULL;
  g_assert_true (fus_figure_write (drawn, f->folder, &error));
  g_assert_no_error (error);
  g_autofree char *svg = g_build_filename (f->folder, "figure-s2b-heads.svg", NULL);
  g_assert_true (g_file_test (svg, G_FILE_TEST_EXISTS));
}

static gboolean
refuse (gpointer data)
{
  return FALSE;
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  const FusPoll poll = { refuse, NULL };
  g_autoptr (GError) error = NULL;

  fixture_train (f->study, FUS_NETWORK_JOINT);
  g_assert_null (fus_study_figure_features (f->study, 1, &poll, NULL, &error));
  g_assert_no_error (error);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/study/figure-layers/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("untrained", test_untrained);
  ADD ("made", test_made);
  ADD ("cancelled", test_cancelled);
  ADD ("shown", test_shown);
  return g_test_run ();
}
