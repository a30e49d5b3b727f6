/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/datasets/dataset.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/faces/fixture.h"

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    char session;
    FusSex sex;
    guint number;
    FusExpression expression;
    FusAngle angle;
  } cases[] = {
    { "AF01ANS.JPG", 'A', FUS_SEX_FEMALE, 1, FUS_EXPRESSION_ANGRY, FUS_ANGLE_STRAIGHT },
    { "bm35suhr.jpeg", 'B', FUS_SEX_MALE, 35, FUS_EXPRESSION_SURPRISED, FUS_ANGLE_HALF_RIGHT },
    { "AM99AFFL.png", 'A', FUS_SEX_MALE, 99, FUS_EXPRESSION_AFRAID, FUS_ANGLE_FULL_LEFT },
    { "Bf10NeHl.Tiff", 'B', FUS_SEX_FEMALE, 10, FUS_EXPRESSION_NEUTRAL, FUS_ANGLE_HALF_LEFT },
    { "AF31V.JPG", 'A', FUS_SEX_FEMALE, 31, FUS_EXPRESSION_SAD, FUS_ANGLE_HALF_LEFT },
    { "am31h.jpg", 'A', FUS_SEX_MALE, 31, FUS_EXPRESSION_SURPRISED, FUS_ANGLE_HALF_RIGHT },
  };
  static const char *const others[] = { "",
                                        ".JPG",
                                        "AF01ANS",
                                        "AF01ANS.txt",
                                        "CF01ANS.JPG",
                                        "AX01ANS.JPG",
                                        "AF00ANS.JPG",
                                        "AF1ANS.JPG",
                                        "AF01XXS.JPG",
                                        "AF01ANXX.JPG",
                                        "AF01AN.JPG",
                                        "AF01ANSS.JPG",
                                        "AF01ANS2.JPG",
                                        "FAFHR.JPG",
                                        "AF32V.JPG",
                                        "AF01ANS.JPG.bak",
                                        "AF0\xc3\xa5NS.JPG",
                                        "kdefAF01ANS.jpg",
                                        "AF01ANScrop.jpg",
                                        "1AF01ANS.jpg",
                                        "AF01ANS_AF01HAS.jpg",
                                        "AF01ANS_AM31H.jpg" };
  static const char *const longer[]
      = { "AF01ANS copy.JPG", "AF01ANS_crop.jpg", "kdef_AF01ANS.png",   "AF01ANS .jpg",
          "AF01ANS (2).jpg",  "x-af01ans-y.jpg",  "AF01ANS_AF01ANS.jpg" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FusFrame frame = { .identity = -7, .path = (char *) "kept" };
      guint number;

      g_assert_true (fus_kdef_parse_name (cases[i].name, &frame, &number));
      g_assert_cmpint (frame.session, ==, cases[i].session);
      g_assert_cmpint (frame.sex, ==, cases[i].sex);
      g_assert_cmpuint (number, ==, cases[i].number);
      g_assert_cmpint (frame.expression, ==, cases[i].expression);
      g_assert_cmpint (frame.angle, ==, cases[i].angle);
      g_assert_cmpint (frame.identity, ==, -7);
      g_assert_cmpstr (frame.path, ==, "kept");
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      FusFrame frame = { 0 };
      guint number;

      g_assert_false (fus_kdef_parse_name (others[i], &frame, &number));
    }
  for (guint i = 0; i < G_N_ELEMENTS (longer); i++)
    {
      FusFrame frame = { 0 };
      guint number;

      g_assert_cmpint (fus_kdef_parse_name (longer[i], &frame, &number), ==, FUS_KDEF_NAME_WITHIN);
      g_assert_cmpuint (number, ==, 1);
      g_assert_cmpint (frame.expression, ==, FUS_EXPRESSION_ANGRY);
      g_assert_cmpint (frame.angle, ==, FUS_ANGLE_STRAIGHT);
    }
}

static const char *const expressions[] = { "AF", "AN", "DI", "HA", "NE", "SA", "SU" };
static const char *const angles[] = { "FL", "HL", "S", "HR", "FR" };

/* Empty files by KDEF's names: 2 x @n_per_sex people, all expressions, angles and sessions. */
static void
make_tree (const char *folder, const char *top, guint n_per_sex)
{
  for (guint s = 0; s < 2; s++)
    for (guint sex = 0; sex < 2; sex++)
      for (guint p = 1; p <= n_per_sex; p++)
        for (guint e = 0; e < 7; e++)
          for (guint a = 0; a < 5; a++)
            {
              g_autofree char *path
                  = g_strdup_printf ("%s/%c%c%02u/%c%c%02u%s%s.JPG", top, "AB"[s], "FM"[sex], p,
                                     "AB"[s], "FM"[sex], p, expressions[e], angles[a]);

              fixture_write (folder, path, "", 0);
            }
}

static void
remove_file (const char *folder, const char *path)
{
  g_autofree char *full = g_build_filename (folder, path, NULL);

  g_assert_cmpint (g_remove (full), ==, 0);
}

static FusDataset *
open_dataset (const char *folder, const char *path)
{
  g_autofree char *full = g_build_filename (folder, path, NULL);
  GError *error = NULL;
  FusDataset *dataset = fus_dataset_open (full, &error);

  g_assert_no_error (error);
  return dataset;
}

static gboolean
has_note (const FusDataset *dataset, const char *first, const char *second)
{
  for (guint i = 0; dataset->notes[i] != NULL; i++)
    if (strstr (dataset->notes[i], first) != NULL && strstr (dataset->notes[i], second) != NULL)
      return TRUE;
  return FALSE;
}

static const FusFrame *
find_frame (const FusDataset *dataset, const char *path)
{
  for (guint i = 0; i < dataset->frames->n_frames; i++)
    if (strcmp (dataset->frames->frames[i].path, path) == 0)
      return &dataset->frames->frames[i];
  return NULL;
}

/* Everything FACTS tells of copies found on disks, in one tree. */
static void
test_published_set (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autoptr (FusDataset) dataset = NULL;
  g_autofree char *root = g_build_filename (folder, "K_and_A/K_and_A/KDEF", NULL);
  static const char *const missing[] = { "AF01SUFR.JPG", "BM02NES.JPG", NULL };
  const FusFrame *frame;

  make_tree (folder, "K_and_A/K_and_A/KDEF", 35);
  remove_file (root, "AF01/AF01SUFR.JPG");
  remove_file (root, "BM02/BM02NES.JPG");
  remove_file (root, "AF31/AF31SAHL.JPG");
  fixture_write (root, "AF31/AF31V.JPG", "", 0);
  /* Here both are: the well named one is the frame. */
  fixture_write (root, "AM31/AM31H.JPG", "", 0);
  fixture_write (root, "AF02/Thumbs.db", "", 0);
  fixture_write (root, "AF02/._AF02ANS.JPG", "", 0);
  fixture_write (root, "AF02/holiday.jpg", "", 0);
  fixture_write (root, "AF02/AF02ANS copy.jpg", "", 0);
  fixture_write (folder, "K_and_A/K_and_A/AKDEF/FAHR.JPG", "", 0);
  fixture_write (folder, "K_and_A/K_and_A/AKDEF/MANS.JPG", "", 0);
  fixture_write (folder, "K_and_A/K_and_A/akdef/AF03ANS.JPG", "", 0);
  fixture_write (folder, "K_and_A/K_and_A/KDEFmap", "", 0);
  fixture_write (folder, "K_and_A/ReadThis.txt", "", 0);
  fixture_write (folder, "__MACOSX/K_and_A/AF09ANS.JPG", "", 0);

  dataset = open_dataset (folder, "");
  g_assert_cmpint (dataset->kind, ==, FUS_DATASET_KDEF);
  g_assert_cmpstr (dataset->root, ==, root);
  g_assert_cmpuint (dataset->frames->n_frames, ==, 4898);
  g_assert_cmpuint (dataset->frames->n_people, ==, 70);
  g_assert_cmpstr (dataset->frames->people[0], ==, "F01");
  g_assert_cmpstr (dataset->frames->people[69], ==, "M35");
  g_assert_cmpstrv (dataset->missing, missing);
  g_assert_true (fus_crop_equal (&dataset->crop, &fus_crop_kdef));

  frame = find_frame (dataset, "AF31/AF31V.JPG");
  g_assert_nonnull (frame);
  g_assert_cmpint (frame->expression, ==, FUS_EXPRESSION_SAD);
  g_assert_true (has_note (dataset, "AF31V.JPG", "AF31SAHL"));
  g_assert_null (find_frame (dataset, "AM31/AM31H.JPG"));
  g_assert_nonnull (find_frame (dataset, "AM31/AM31SUHR.JPG"));
  g_assert_true (has_note (dataset, "2 pictures are second files", "AM31H.JPG"));
  g_assert_true (has_note (dataset, "3 pictures are averages", "FAHR.JPG"));
  g_assert_true (has_note (dataset, "1 picture has a name", "holiday.jpg"));
  g_assert_cmpuint (g_strv_length (dataset->notes), ==, 4);

  /* Sessions A and B are one person. */
  g_assert_cmpint (find_frame (dataset, "AF07/AF07ANS.JPG")->identity, ==,
                   find_frame (dataset, "BF07/BF07ANS.JPG")->identity);
  g_assert_cmpint (find_frame (dataset, "AF07/AF07ANS.JPG")->identity, !=,
                   find_frame (dataset, "AM07/AM07ANS.JPG")->identity);
  for (guint i = 1; i < dataset->frames->n_frames; i++)
    g_assert_cmpstr (dataset->frames->frames[i - 1].path, <, dataset->frames->frames[i].path);
  fixture_remove (folder);
}

static void
test_same_set_from_anywhere (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autoptr (FusDataset) above = NULL;
  g_autoptr (FusDataset) at = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  make_tree (folder, "x/KDEF", 2);
  above = open_dataset (folder, "");
  at = open_dataset (folder, "x/KDEF");
  g_assert_cmpstr (above->root, ==, at->root);
  first = fus_dataset_fingerprint (above);
  second = fus_dataset_fingerprint (at);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpuint (strlen (first), ==, 64);
  fixture_write (folder, "x/KDEF/AF01/AF01ANS.JPG", "longer", 6);
  third = fus_dataset_fingerprint (at);
  g_assert_cmpstr (first, !=, third);
  fixture_remove (folder);
}

static void
test_flat_and_partial_sets (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autoptr (FusDataset) flat = NULL;
  g_autoptr (FusDataset) session = NULL;
  g_autoptr (FusDataset) file = NULL;

  for (guint p = 1; p <= 9; p++)
    {
      g_autofree char *a = g_strdup_printf ("flat/af%02uanS.png", p);
      g_autofree char *b = g_strdup_printf ("flat/AM%02uHAS.jpg", p);

      fixture_write (folder, a, "", 0);
      fixture_write (folder, b, "", 0);
    }
  flat = open_dataset (folder, "flat");
  g_assert_cmpuint (flat->frames->n_frames, ==, 18);
  g_assert_cmpuint (flat->frames->n_people, ==, 18);
  /* Half of the people have each: what was chosen, not what is lost. */
  g_assert_cmpuint (g_strv_length (flat->missing), ==, 0);
  g_assert_cmpuint (g_strv_length (flat->notes), ==, 0);

  make_tree (folder, "KDEF", 3);
  session = open_dataset (folder, "KDEF/BM02");
  g_assert_cmpuint (session->frames->n_frames, ==, 35);
  g_assert_cmpuint (session->frames->n_people, ==, 1);
  g_assert_cmpstr (session->frames->frames[0].path, ==, "BM02AFFL.JPG");
  g_assert_true (has_note (session, "one person", "KDEF"));
  file = open_dataset (folder, "KDEF/BM02/BM02ANS.JPG");
  g_assert_cmpstr (file->root, ==, session->root);
  fixture_remove (folder);
}

static void
test_links_and_strange_names (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *loop = g_build_filename (folder, "KDEF/AF01/loop", NULL);
  g_autofree char *self = g_build_filename (folder, "KDEF/self", NULL);
  g_autofree char *dangling = g_build_filename (folder, "KDEF/AF01/AF01ANS.JPG", NULL);
  g_autofree char *strange = g_build_filename (folder, "KDEF/AF01/\xe5\xe4\xf6.jpg", NULL);
  g_autofree char *locked = g_build_filename (folder, "KDEF/locked", NULL);
  g_autoptr (FusDataset) dataset = NULL;
  g_autoptr (FusFrameList) checked = NULL;

  make_tree (folder, "KDEF", 2);
  g_assert_cmpint (symlink ("..", loop), ==, 0);
  g_assert_cmpint (symlink ("self", self), ==, 0);
  g_remove (dangling);
  g_assert_cmpint (symlink ("nowhere.jpg", dangling), ==, 0);
  g_assert_true (g_file_set_contents (strange, "", 0, NULL));
  g_assert_cmpint (g_mkdir (locked, 0), ==, 0);

  dataset = open_dataset (folder, "");
  g_assert_cmpuint (dataset->frames->n_frames, ==, 280);
  g_assert_true (has_note (dataset, "UTF-8", "jpg"));
  /* Nothing is locked to root. */
  if (g_access (locked, R_OK) != 0)
    g_assert_true (has_note (dataset, "cannot be opened", "locked"));
  checked = fus_frame_list_copy (dataset->frames);
  g_assert_true (fus_dataset_check (dataset, checked, 2, NULL, NULL));
  g_assert_cmpint (checked->frames[9].fault, ==, FUS_FAULT_MISSING);
  g_assert_cmpstr (checked->frames[9].path, ==, "AF01/AF01ANS.JPG");
  fixture_remove (folder);
}

static void
test_not_a_data_set (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *gone = g_build_filename (folder, "gone", NULL);
  g_autofree char *empty = g_build_filename (folder, "empty", NULL);
  const char *paths[] = { folder, empty, gone };
  const char *words[] = { "holiday-", "no files", "cannot be opened" };

  g_assert_cmpint (g_mkdir (empty, 0700), ==, 0);
  fixture_write (folder, "AF01ANS.JPG", "", 0);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("holiday-%u.jpg", i);

      fixture_write (folder, name, "", 0);
    }
  fixture_write (folder, "notes.txt", "", 0);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (fus_dataset_open (paths[i], &error));
      g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET);
      g_assert_nonnull (strstr (error->message, paths[i]));
      g_assert_nonnull (strstr (error->message, words[i]));
      if (i < 2)
        g_assert_nonnull (strstr (error->message, "KDEF"));
      if (i == 0)
        g_assert_nonnull (strstr (error->message, "22 files"));
    }
  fixture_remove (folder);
}

static void
test_real_photographs (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("FUS_SHARED") ? g_getenv ("FUS_SHARED") : "",
                                            "data/london", NULL);
  g_autoptr (FusDataset) dataset = NULL;
  g_autoptr (FusFrameList) checked = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("no photographs: FUS_SHARED names no folder that has them");
      return;
    }
  dataset = open_dataset (path, "");
  g_assert_cmpuint (dataset->frames->n_frames, ==, 204);
  g_assert_cmpuint (dataset->frames->n_people, ==, 102);
  g_assert_cmpuint (g_strv_length (dataset->missing), ==, 0);
  g_assert_cmpuint (g_strv_length (dataset->notes), ==, 0);
  checked = fus_frame_list_copy (dataset->frames);
  g_assert_true (fus_dataset_check (dataset, checked, 2, NULL, NULL));
  for (guint i = 0; i < checked->n_frames; i++)
    g_assert_cmpint (checked->frames[i].fault, ==, FUS_FAULT_NONE);
}

/* KDEF's crop is for KDEF's shape; copies that were cut to squares are not cut again. */
static void
test_shape (void)
{
  const struct
  {
    int width[3], height[3];
    gboolean is_kdef;
    const char *note;
  } cases[] = {
    { { 562, 562, 281 }, { 762, 762, 381 }, TRUE, NULL },
    { { 64, 64, 64 }, { 64, 64, 64 }, FALSE, "64 × 64" },
    { { 40, 40, 562 }, { 60, 60, 762 }, FALSE, "40 × 60" },
    { { 64, 50, 40 }, { 64, 64, 60 }, FALSE, "many sizes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = fixture_folder ();
      g_autoptr (FusDataset) dataset = NULL;
      static const char *const names[] = { "AF01ANS.JPG", "AF01HAS.JPG", "AM02NES.JPG" };

      for (guint j = 0; j < 3; j++)
        fixture_write_jpeg (folder, names[j], cases[i].width[j], cases[i].height[j], j);
      dataset = open_dataset (folder, "");
      g_assert_cmpint (dataset->kind, ==, FUS_DATASET_KDEF);
      g_assert_true (
          fus_crop_equal (&dataset->crop, cases[i].is_kdef ? &fus_crop_kdef : &fus_crop_shaped));
      if (cases[i].note != NULL)
        g_assert_true (has_note (dataset, cases[i].note, ""));
      else
        g_assert_false (has_note (dataset, "shape", ""));
      fixture_remove (folder);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/kdef/names", test_names);
  g_test_add_func ("/faces/kdef/published", test_published_set);
  g_test_add_func ("/faces/kdef/same-set", test_same_set_from_anywhere);
  g_test_add_func ("/faces/kdef/partial", test_flat_and_partial_sets);
  g_test_add_func ("/faces/kdef/links", test_links_and_strange_names);
  g_test_add_func ("/faces/kdef/not-a-set", test_not_a_data_set);
  g_test_add_func ("/faces/kdef/photographs", test_real_photographs);
  g_test_add_func ("/faces/kdef/shape", test_shape);
  return g_test_run ();
}
