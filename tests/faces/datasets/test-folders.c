/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets of anybody's: a folder for each class, and a table of frames; what is chosen of one. */
#include "faces/datasets/dataset.h"
#include "tests/faces/fixture.h"

#include <string.h>
#include <unistd.h>

static FusDataset *
open_folder (const char *folder)
{
  g_autoptr (GError) error = NULL;
  FusDataset *dataset = fus_dataset_open (folder, &error);

  g_assert_no_error (error);
  return dataset;
}

static void
write_text (const char *folder, const char *path, const char *text)
{
  fixture_write (folder, path, text, strlen (text));
}

static const FusFrame *
find_frame (const FusDataset *dataset, const char *path)
{
  for (guint i = 0; i < dataset->frames->n_frames; i++)
    if (g_str_equal (dataset->frames->frames[i].path, path))
      return &dataset->frames->frames[i];
  g_assert_not_reached ();
}

static const char *
person_of (const FusDataset *dataset, const char *path)
{
  const FusFrame *frame = find_frame (dataset, path);

  return frame->identity >= 0 ? dataset->frames->people[frame->identity] : NULL;
}

static gboolean
has_note (const FusDataset *dataset, const char *text)
{
  for (char **note = dataset->notes; *note != NULL; note++)
    if (strstr (*note, text) != NULL)
      return TRUE;
  return FALSE;
}

/* ORL: a folder for each person. */
static void
test_people (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autoptr (FusDataset) dataset = NULL;

  for (guint p = 1; p <= 12; p++)
    for (guint i = 1; i <= 10; i++)
      {
        g_autofree char *path = g_strdup_printf ("att/orl/s%u/%u.pgm", p, i);

        fixture_write (folder, path, "", 0);
      }
  fixture_write (folder, "att/orl/README", "", 0);
  dataset = open_folder (folder);
  g_assert_cmpint (dataset->kind, ==, FUS_DATASET_FOLDERS);
  g_assert_true (g_str_has_suffix (dataset->root, "/att/orl"));
  g_assert_cmpuint (dataset->frames->n_frames, ==, 120);
  g_assert_cmpuint (dataset->frames->n_people, ==, 12);
  g_assert_cmpstr (person_of (dataset, "s10/3.pgm"), ==, "s10");
  g_assert_cmpint (find_frame (dataset, "s10/3.pgm")->expression, ==, FUS_EXPRESSION_NONE);
  g_assert_cmpuint (g_strv_length (dataset->notes), ==, 0);
  fixture_remove (folder);
}

/* Names of expressions tell that the folders are those; one that is no expression is told. */
static void
test_expressions (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autoptr (FusDataset) dataset = NULL;

  fixture_write (folder, "Happy/1.png", "", 0);
  fixture_write (folder, "anger/1.png", "", 0);
  fixture_write (folder, "fear/1.png", "", 0);
  fixture_write (folder, "contempt/1.png", "", 0);
  dataset = open_folder (folder);
  g_assert_cmpint (dataset->kind, ==, FUS_DATASET_FOLDERS);
  g_assert_cmpuint (dataset->frames->n_people, ==, 0);
  g_assert_cmpuint (dataset->frames->n_frames, ==, 3);
  g_assert_cmpint (find_frame (dataset, "Happy/1.png")->expression, ==, FUS_EXPRESSION_HAPPY);
  g_assert_cmpint (find_frame (dataset, "fear/1.png")->expression, ==, FUS_EXPRESSION_AFRAID);
  g_assert_true (has_note (dataset, "“contempt”"));
  fixture_remove (folder);
}

/* Both labels, in either order of the levels, and parts. */
static void
test_both_labels (void)
{
  static const char *const people[] = { "ann", "bob", "cem" };
  static const char *const expressions[] = { "happy", "sad" };

  for (guint l = 0; l < 2; l++)
    {
      g_autofree char *folder = fixture_folder ();
      g_autoptr (FusDataset) dataset = NULL;
      g_autofree char *known = NULL;

      for (guint p = 0; p < 3; p++)
        for (guint e = 0; e < 2; e++)
          {
            g_autofree char *path
                = l == 0 ? g_strdup_printf ("%s/%s/1.jpg", people[p], expressions[e])
                         : g_strdup_printf ("train/%s/%s/1.jpg", expressions[e], people[p]);
            g_autofree char *test
                = l == 0 ? NULL : g_strdup_printf ("test/%s/%s/1.jpg", expressions[e], people[p]);

            fixture_write (folder, path, "", 0);
            if (test != NULL)
              fixture_write (folder, test, "", 0);
          }
      dataset = open_folder (folder);
      g_assert_cmpint (dataset->kind, ==, FUS_DATASET_FOLDERS);
      g_assert_cmpuint (dataset->frames->n_people, ==, 3);
      known = g_strdup (l == 0 ? "bob/sad/1.jpg" : "test/sad/bob/1.jpg");
      g_assert_cmpstr (person_of (dataset, known), ==, "bob");
      g_assert_cmpint (find_frame (dataset, known)->expression, ==, FUS_EXPRESSION_SAD);
      g_assert_cmpint (find_frame (dataset, known)->part, ==,
                       l == 0 ? FUS_PART_NONE : FUS_PART_TEST);
      fixture_remove (folder);
    }
}

static void
test_manifest (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *other = g_build_filename (folder, "set/other.csv", NULL);
  g_autoptr (FusDataset) dataset = NULL, opened = NULL;
  const FusFrame *frame;

  write_text (folder, "set/manifest.csv",
              "\xef\xbb\xbfpath, identity,Expression,angle,session,part\r\n"
              "a/1.jpg,Ann,happy,straight,A,train\r\n"
              "\"a/2, the second.jpg\",\"Ann, B.\",anger,FL,b,Validation\r\n"
              "a/3.jpg,,,,,\r\n"
              "a/4.jpg,Ann,contempt,,,\r\n"
              "../secret.jpg,Ann,,,,\r\n"
              "/etc/passwd,Ann,,,,\r\n"
              "a/1.jpg,Ann,,,,\r\n"
              "notes.txt,Ann,,,,\r\n"
              "a/5.jpg,Ann,,sideways,,\r\n"
              "a/6.jpg,Ann,,,,maybe\r\n");
  dataset = open_folder (folder);
  g_assert_cmpint (dataset->kind, ==, FUS_DATASET_MANIFEST);
  g_assert_true (g_str_has_suffix (dataset->root, "/set"));
  g_assert_cmpuint (dataset->frames->n_frames, ==, 3);
  frame = find_frame (dataset, "a/2, the second.jpg");
  g_assert_cmpstr (person_of (dataset, frame->path), ==, "Ann, B.");
  g_assert_cmpint (frame->expression, ==, FUS_EXPRESSION_ANGRY);
  g_assert_cmpint (frame->angle, ==, FUS_ANGLE_FULL_LEFT);
  g_assert_cmpint (frame->session, ==, 'B');
  g_assert_cmpint (frame->part, ==, FUS_PART_TEST);
  g_assert_cmpint (find_frame (dataset, "a/3.jpg")->identity, ==, -1);
  g_assert_true (has_note (dataset, "7 rows"));
  g_assert_true (has_note (dataset, "row 5 (its expression is “contempt”)"));
  g_assert_true (has_note (dataset, "row 6 (its path leads out"));
  g_assert_true (has_note (dataset, "row 7 (its path leads out"));
  g_assert_true (has_note (dataset, "row 8 (its path is in the table twice)"));
  g_assert_true (has_note (dataset, "row 9 (its path is not that of a picture)"));
  g_assert_true (has_note (dataset, "row 10 (its angle is “sideways”)"));
  g_assert_true (has_note (dataset, "row 11 (its part is “maybe”)"));
  g_assert_true (has_note (dataset, "1 row names no part"));

  /* Any name will do for a table that is opened itself. */
  write_text (folder, "set/other.csv", "expression,path\nsad,b.png\n");
  opened = open_folder (other);
  g_assert_cmpint (opened->kind, ==, FUS_DATASET_MANIFEST);
  g_assert_cmpuint (opened->frames->n_frames, ==, 1);
  fixture_remove (folder);
}

/* Tables that cannot be read to their end are refused, with the row. */
static void
test_bad_manifests (void)
{
  g_autofree char *huge = g_strnfill (17 * 1024 * 1024, 'x');
  g_autofree char *too_long = g_strconcat ("path,identity\na.jpg,", huge, "\n", NULL);
  const struct
  {
    const char *text, *said;
  } tables[] = {
    { "file,who\na.jpg,Ann\n", "path,identity,expression" },
    { "", "path,identity,expression" },
    { "path,identity\na.jpg,Ann\n\"b.jpg,Ann\n", "Row 3" },
    { "path,identity\na.jpg,\xe5ke\n", "Row 2" },
    { too_long, "Row 2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *folder = fixture_folder ();
      g_autoptr (GError) error = NULL;

      write_text (folder, "manifest.csv", tables[i].text);
      g_assert_null (fus_dataset_open (folder, &error));
      g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET);
      g_assert_nonnull (strstr (error->message, tables[i].said));
      g_assert_nonnull (strstr (error->message, "manifest.csv"));
      fixture_remove (folder);
    }
}

/* A folder of classes with what lies about in real ones. */
static void
test_hostile_folders (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *loop = g_build_filename (folder, "ann/loop", NULL);
  g_autofree char *strange = g_build_filename (folder, "ann/\xff.jpg", NULL);
  g_autoptr (FusDataset) dataset = NULL;
  g_autoptr (FusFrameList) checked = NULL;
  guint n_faults[FUS_N_FAULTS] = { 0 };

  fixture_write_jpeg (folder, "ann/1.jpg", 40, 40, 1);
  fixture_write_jpeg (folder, "bob/1.jpg", 60, 30, 2);
  fixture_write (folder, "bob/2.jpg", "not a picture", 13);
  fixture_write (folder, "bob/3.jpg", "", 0);
  fixture_write (folder, "stray.jpg", "", 0);
  g_assert_cmpint (symlink ("..", loop), ==, 0);
  g_assert_true (g_file_set_contents (strange, "", 0, NULL));
  dataset = open_folder (folder);
  g_assert_cmpuint (dataset->frames->n_frames, ==, 4);
  g_assert_true (has_note (dataset, "UTF-8"));
  g_assert_true (has_note (dataset, "1 file is in no folder of a class"));
  checked = fus_frame_list_copy (dataset->frames);
  g_assert_true (fus_dataset_check (dataset, checked, 2, NULL, NULL));
  for (guint i = 0; i < checked->n_frames; i++)
    n_faults[checked->frames[i].fault]++;
  g_assert_cmpuint (n_faults[FUS_FAULT_UNREADABLE], ==, 2);
  g_assert_cmpuint (n_faults[FUS_FAULT_NONE], ==, 2);
  fixture_remove (folder);
}

/* At most so many of each person, evenly along the videos. */
static void
test_most_per_person (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autoptr (FusDataset) dataset = NULL, some = NULL, all = NULL;
  const FusDatasetChoice four = { .max_per_person = 4 }, plenty = { .max_per_person = 100 };
  guint n_of_video[2][4] = { { 0 } };
  guint n_of[2] = { 0 };

  for (guint p = 0; p < 2; p++)
    for (guint v = 0; v < 4; v++)
      for (guint i = 0; i < (p == 0 ? 10 : 1); i++)
        {
          g_autofree char *path = g_strdup_printf ("unzippedFaces/P%u/1.6/v%u/%07u.jpg", p, v, i);

          fixture_write (folder, path, "", 0);
        }
  dataset = open_folder (folder);
  g_assert_cmpuint (dataset->frames->n_frames, ==, 44);
  all = fus_dataset_choose (dataset, &plenty);
  g_assert_true (all == dataset);
  some = fus_dataset_choose (dataset, &four);
  for (guint i = 0; i < some->frames->n_frames; i++)
    {
      const FusFrame *frame = &some->frames->frames[i];

      n_of[frame->identity]++;
      n_of_video[frame->identity][strstr (frame->path, "/v")[2] - '0']++;
    }
  g_assert_cmpuint (n_of[0], ==, 4);
  g_assert_cmpuint (n_of[1], ==, 4);
  for (guint v = 0; v < 4; v++)
    g_assert_cmpuint (n_of_video[0][v], ==, 1);
  fixture_remove (folder);
}

typedef struct
{
  guint n_polls, most;
} Patience;

static gboolean
poll (gpointer data)
{
  Patience *patience = data;

  return ++patience->n_polls <= patience->most;
}

/* Opening can be given up at each name, and then says nothing. */
static void
test_given_up (void)
{
  g_autofree char *folder = fixture_folder ();
  Patience patience = { 0, G_MAXUINT };
  const FusPoll polled = { poll, &patience };
  g_autoptr (FusDataset) dataset = NULL;
  guint all;

  for (guint p = 1; p <= 4; p++)
    for (guint i = 1; i <= 5; i++)
      {
        g_autofree char *path = g_strdup_printf ("s%u/%u.png", p, i);

        write_text (folder, path, "");
      }
  dataset = fus_dataset_open_polled (folder, &polled, NULL, NULL);
  g_assert_nonnull (dataset);
  all = patience.n_polls;
  /* When they are listed, and again when they are read. */
  g_assert_cmpuint (all, >=, 2 * 20);
  for (guint most = 0; most < all; most++)
    {
      g_autoptr (GError) error = NULL;

      patience = (Patience){ 0, most };
      g_assert_null (fus_dataset_open_polled (folder, &polled, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (patience.n_polls, <=, most + 3);
    }
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/folders/people", test_people);
  g_test_add_func ("/faces/folders/expressions", test_expressions);
  g_test_add_func ("/faces/folders/both-labels", test_both_labels);
  g_test_add_func ("/faces/folders/hostile", test_hostile_folders);
  g_test_add_func ("/faces/folders/given-up", test_given_up);
  g_test_add_func ("/faces/manifest/rows", test_manifest);
  g_test_add_func ("/faces/manifest/bad", test_bad_manifests);
  g_test_add_func ("/faces/choice/most-per-person", test_most_per_person);
  return g_test_run ();
}
