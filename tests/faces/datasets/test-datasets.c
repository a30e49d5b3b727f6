/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FER-2013 and VoxCeleb as they are found on disk. */
#include "faces/datasets/dataset.h"
#include "faces/pictures/pixel-table.h"
#include "faces/datasets/voxceleb.h"

#include <gio/gio.h>
#include <string.h>

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("fusiform-XXXXXX", NULL);
}

static void
remove_tree (GFile *file)
{
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (
      file, "standard::name", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL)
         && child != NULL)
    remove_tree (child);
  g_file_delete (file, NULL, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (f->folder);

  remove_tree (folder);
  g_free (f->folder);
}

static void
write_file (Fixture *f, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

/* Darker on the left. */
static void
append_row (GString *table, const char *before, int grey, const char *after)
{
  g_string_append (table, before);
  for (int i = 0; i < FUS_PIXEL_TABLE_PIXELS; i++)
    g_string_append_printf (table, "%s%d", i > 0 ? " " : "", grey + (i % 48 < 24 ? 0 : 60));
  g_string_append_printf (table, "%s\n", after);
}

static const FusFrame *
find_frame (const FusDataset *dataset, const char *path)
{
  for (guint i = 0; i < dataset->frames->n_frames; i++)
    if (g_str_equal (dataset->frames->frames[i].path, path))
      return &dataset->frames->frames[i];
  return NULL;
}

static gboolean
any_note_has (const FusDataset *dataset, const char *text)
{
  for (char **note = dataset->notes; *note != NULL; note++)
    if (strstr (*note, text) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_fer_table (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) table = g_string_new ("emotion,pixels,Usage\n");
  g_autoptr (GError) error = NULL;

  append_row (table, "0,", 10, ",Training");
  append_row (table, "2,", 20, ",Training");
  append_row (table, "9,", 30, ",Training");
  append_row (table, "6,", 40, ",PublicTest");
  append_row (table, "4,", 10, ",PrivateTest");
  write_file (f, "fer/fer2013/fer2013.csv", table->str);

  g_autoptr (FusDataset) dataset = fus_dataset_open (f->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (dataset->kind, ==, FUS_DATASET_FER2013);
  g_assert_cmpuint (dataset->frames->n_frames, ==, 4);
  g_assert_cmpuint (dataset->frames->n_people, ==, 0);

  static const struct
  {
    const char *path;
    FusExpression expression;
    FusPart part;
  } expected[] = {
    { "fer/fer2013/fer2013.csv#2", FUS_EXPRESSION_ANGRY, FUS_PART_TRAIN },
    { "fer/fer2013/fer2013.csv#3", FUS_EXPRESSION_AFRAID, FUS_PART_TRAIN },
    { "fer/fer2013/fer2013.csv#5", FUS_EXPRESSION_NEUTRAL, FUS_PART_TEST },
    { "fer/fer2013/fer2013.csv#6", FUS_EXPRESSION_SAD, FUS_PART_TEST },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const FusFrame *frame = find_frame (dataset, expected[i].path);

      g_assert_nonnull (frame);
      g_assert_cmpint (frame->expression, ==, expected[i].expression);
      g_assert_cmpint (frame->part, ==, expected[i].part);
    }
  g_assert_true (any_note_has (dataset, "row 4"));
  /* Row 6 has the pixels of row 2. */
  g_assert_true (any_note_has (dataset, "1 test frame"));

  g_autoptr (FusFrameList) checked = fus_frame_list_copy (dataset->frames);
  g_assert_true (fus_dataset_check (dataset, checked, 2, NULL, NULL));
  for (guint i = 0; i < checked->n_frames; i++)
    g_assert_cmpint (checked->frames[i].fault, ==, FUS_FAULT_NONE);
}

/* The parts of the competition: a labelled table and one without labels; never the same frames
 * twice. */
static void
test_fer_two_tables (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) train = g_string_new ("emotion,pixels\n");
  g_autoptr (GString) test = g_string_new ("pixels\n");

  append_row (train, "3,", 10, "");
  append_row (test, "", 20, "");
  write_file (f, "train.csv", train->str);
  write_file (f, "test.csv", test->str);
  g_autoptr (FusDataset) dataset = fus_dataset_open (f->folder, NULL);
  g_assert_cmpuint (dataset->frames->n_frames, ==, 2);
  g_assert_cmpint (find_frame (dataset, "train.csv#2")->expression, ==, FUS_EXPRESSION_HAPPY);
  g_assert_cmpint (find_frame (dataset, "test.csv#2")->expression, ==, FUS_EXPRESSION_NONE);

  write_file (f, "icml_face_data.csv", "emotion, Usage, pixels\n");
  g_autoptr (FusDataset) whole = fus_dataset_open (f->folder, NULL);
  g_assert_cmpuint (whole->frames->n_frames, ==, 0);
}

static void
test_fer_folders (Fixture *f, gconstpointer data)
{
  write_file (f, "archive/train/angry/a.jpg", "");
  write_file (f, "archive/train/neutral/b.jpg", "");
  write_file (f, "archive/test/surprise/c.jpg", "");

  g_autoptr (FusDataset) dataset = fus_dataset_open (f->folder, NULL);
  g_assert_cmpint (dataset->kind, ==, FUS_DATASET_FER2013);
  g_assert_cmpuint (dataset->frames->n_frames, ==, 3);
  const FusFrame *neutral = find_frame (dataset, "archive/train/neutral/b.jpg");
  g_assert_cmpint (neutral->expression, ==, FUS_EXPRESSION_NEUTRAL);
  g_assert_cmpint (neutral->part, ==, FUS_PART_TRAIN);
  const FusFrame *surprised = find_frame (dataset, "archive/test/surprise/c.jpg");
  g_assert_cmpint (surprised->expression, ==, FUS_EXPRESSION_SURPRISED);
  g_assert_cmpint (surprised->part, ==, FUS_PART_TEST);
}

static void
test_voxceleb_layouts (Fixture *f, gconstpointer data)
{
  static const char *const layouts[][2] = {
    { "unzippedFaces/Aaron_Eckhart/1.6/vid1/0000025.jpg", "Aaron_Eckhart/1.6/vid1/0000025.jpg" },
    { "unzippedIntervalFaces/data/A_J/1.6/vid1/3/0000025.jpg", "A_J/1.6/vid1/3/0000025.jpg" },
    { "vox/unzippedFaces/A_J/vid1/0000025.jpg", "A_J/vid1/0000025.jpg" },
    { "other/A_J/1.6/vid1/0000025.jpg", "A_J/1.6/vid1/0000025.jpg" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      Fixture one;

      set_up (&one, NULL);
      write_file (&one, layouts[i][0], "");
      g_autoptr (FusDataset) dataset = fus_dataset_open (one.folder, NULL);
      g_assert_nonnull (dataset);
      g_assert_cmpint (dataset->kind, ==, FUS_DATASET_VOXCELEB);
      g_assert_cmpuint (dataset->frames->n_frames, ==, 1);
      g_assert_cmpstr (dataset->frames->frames[0].path, ==, layouts[i][1]);
      g_assert_cmpint (dataset->frames->frames[0].identity, ==, 0);
      g_autofree char *full = fus_frame_full_path (dataset->root, &dataset->frames->frames[0]);
      g_assert_true (g_file_test (full, G_FILE_TEST_EXISTS));
      tear_down (&one, NULL);
    }
}

static void
test_voxceleb_sexes (Fixture *f, gconstpointer data)
{
  write_file (f, "vox1_meta.csv",
              "VoxCeleb1 ID\tVGGFace1 ID\tGender\tNationality\tSet\n"
              "id10001\tA.J._Buckley\tm\tIreland\tdev\n"
              "id10002\tAda_Jr.\tf\tUSA\tdev\n");
  write_file (f, "unzippedFaces/A.J._Buckley/1.6/v/1.jpg", "");
  write_file (f, "unzippedFaces/Ada_Jr/1.6/v/1.jpg", "");
  write_file (f, "unzippedFaces/Nobody/1.6/v/1.jpg", "");

  g_autoptr (FusDataset) dataset = fus_dataset_open (f->folder, NULL);
  g_assert_cmpuint (dataset->frames->n_people, ==, 3);
  g_assert_cmpint (find_frame (dataset, "A.J._Buckley/1.6/v/1.jpg")->sex, ==, FUS_SEX_MALE);
  g_assert_cmpint (find_frame (dataset, "Ada_Jr/1.6/v/1.jpg")->sex, ==, FUS_SEX_FEMALE);
  g_assert_cmpint (find_frame (dataset, "Nobody/1.6/v/1.jpg")->sex, ==, FUS_SEX_NONE);
}

/* Neither release's names nor the level of the scale: folders named as videos tell. */
static void
test_voxceleb_by_videos (Fixture *f, gconstpointer data)
{
  write_file (f, "vox/id00012/21Uxsk56VDQ/00001/0001.jpg", "");
  write_file (f, "vox/id00012/2DLq_Kkc1r8/00001/0001.jpg", "");
  write_file (f, "vox/id00013/-cEFsPRz3d4/00001/0001.jpg", "");

  g_autoptr (FusDataset) dataset = fus_dataset_open (f->folder, NULL);
  g_assert_cmpint (dataset->kind, ==, FUS_DATASET_VOXCELEB);
  g_assert_cmpuint (dataset->frames->n_people, ==, 2);
  g_assert_cmpstr (dataset->frames->frames[0].path, ==, "id00012/21Uxsk56VDQ/00001/0001.jpg");
}

/* One of the two tests, or both; and a word that is no part. */
static void
test_fer_tests (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) table = g_string_new ("emotion, Usage, pixels\n");
  const FusDatasetChoice both = { .fer_test = FUS_FER_TEST_BOTH };
  static const char *const left[] = { "icml_face_data.csv#3", "icml_face_data.csv#4" };
  FusFerTest test;

  append_row (table, "0,Training,", 10, "");
  append_row (table, "3,PublicTest,", 20, "");
  append_row (table, "4,PrivateTest,", 30, "");
  append_row (table, "4,Later,", 40, "");
  write_file (f, "icml_face_data.csv", table->str);
  g_autoptr (FusDataset) dataset = fus_dataset_open (f->folder, NULL);
  g_assert_cmpuint (dataset->frames->n_frames, ==, 3);
  g_assert_true (any_note_has (dataset, "row 5 (its usage"));
  g_assert_true (fus_dataset_has_two_tests (dataset));
  g_autoptr (FusDataset) whole = fus_dataset_choose (dataset, &both);
  g_assert_true (whole == dataset);
  for (FusFerTest t = FUS_FER_TEST_PUBLIC; t <= FUS_FER_TEST_PRIVATE; t++)
    {
      const FusDatasetChoice choice = { .fer_test = t };
      g_autoptr (FusDataset) chosen = fus_dataset_choose (dataset, &choice);

      g_assert_cmpuint (chosen->frames->n_frames, ==, 2);
      g_assert_nonnull (find_frame (chosen, "icml_face_data.csv#2"));
      g_assert_nonnull (find_frame (chosen, left[t - FUS_FER_TEST_PUBLIC]));
      g_assert_false (fus_dataset_has_two_tests (chosen));
      g_assert_true (fus_fer_test_parse (fus_fer_test_name (t), &test));
      g_assert_cmpint (test, ==, t);
    }
  g_assert_false (fus_fer_test_parse ("neither", &test));
}

static void
test_voxceleb_video (void)
{
  g_assert_cmpuint (fus_voxceleb_video_length ("A/1.6/v/1.jpg"), ==, strlen ("A/1.6/v"));
  g_assert_cmpuint (fus_voxceleb_video_length ("A/1.6/v/3/1.jpg"), ==, strlen ("A/1.6/v"));
  g_assert_cmpuint (fus_voxceleb_video_length ("A/v/1.jpg"), ==, strlen ("A/v"));
  g_assert_cmpuint (fus_voxceleb_video_length ("A/1.jpg"), ==, 0);
  g_assert_cmpuint (fus_voxceleb_video_length ("1.jpg"), ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/faces/datasets/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("fer-table", test_fer_table);
  ADD ("fer-two-tables", test_fer_two_tables);
  ADD ("fer-folders", test_fer_folders);
  ADD ("fer-tests", test_fer_tests);
  ADD ("voxceleb-by-videos", test_voxceleb_by_videos);
  ADD ("voxceleb-layouts", test_voxceleb_layouts);
  ADD ("voxceleb-sexes", test_voxceleb_sexes);
  g_test_add_func ("/faces/datasets/voxceleb-video", test_voxceleb_video);
  return g_test_run ();
}
