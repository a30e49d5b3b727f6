/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study-figures.h"

#include "features.h"
#include "fixture.h"
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
  FusStudyFigure *figure = maker->make (f->study, 1, NULL, NULL, &error);
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
  return g_test_run ();
}
