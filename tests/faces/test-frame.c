/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/frame.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "faces/csv.h"
#include "faces/error.h"
#include "tests/faces/fixture.h"

static void
test_words (void)
{
  FusExpression expression = FUS_EXPRESSION_NONE;
  FusFault fault = FUS_FAULT_BLACK;
  FusAngle angle = FUS_ANGLE_STRAIGHT;
  FusSex sex = FUS_SEX_FEMALE;
  FusSet set;
  FusPart part;

  for (int i = -1; i < FUS_N_EXPRESSIONS; i++)
    {
      g_assert_true (fus_expression_parse (fus_expression_name (i), &expression));
      g_assert_cmpint (expression, ==, i);
    }
  for (int i = -1; i < FUS_N_ANGLES; i++)
    {
      g_assert_true (fus_angle_parse (fus_angle_name (i), &angle));
      g_assert_cmpint (angle, ==, i);
    }
  for (int i = 0; i < FUS_N_FAULTS; i++)
    {
      g_assert_true (fus_fault_parse (fus_fault_name (i), &fault));
      g_assert_cmpint (fault, ==, i);
    }
  g_assert_true (fus_sex_parse ("", &sex));
  g_assert_cmpint (sex, ==, FUS_SEX_NONE);
  g_assert_true (fus_set_parse ("expression", &set));
  g_assert_cmpint (set, ==, FUS_SET_EXPRESSION);
  g_assert_true (fus_part_parse ("test", &part));
  g_assert_cmpint (part, ==, FUS_PART_TEST);

  g_assert_false (fus_expression_parse ("Happy", &expression));
  g_assert_false (fus_sex_parse ("f", &sex));
  g_assert_false (fus_fault_parse ("none", &fault));
  g_assert_cmpint (fault, ==, FUS_N_FAULTS - 1);
  g_assert_cmpstr (fus_expression_code (FUS_EXPRESSION_SURPRISED), ==, "SU");
  g_assert_cmpstr (fus_angle_code (FUS_ANGLE_STRAIGHT), ==, "S");
  g_assert_cmpstr (fus_angle_name (FUS_ANGLE_HALF_LEFT), ==, "half-left");
}

static FusFrameList *
make_list (guint8 second_dataset)
{
  FusFrameListBuilder *builder = fus_frame_list_builder_new ();
  const FusFrame frames[] = {
    { .path = "z,1/\"odd\".jpg",
      .sex = FUS_SEX_MALE,
      .expression = FUS_EXPRESSION_SAD,
      .angle = FUS_ANGLE_FULL_LEFT,
      .set = FUS_SET_EXPRESSION,
      .part = FUS_PART_TEST,
      .session = 'B' },
    { .path = "a\nb.jpg",
      .sex = FUS_SEX_NONE,
      .expression = FUS_EXPRESSION_NONE,
      .angle = FUS_ANGLE_NONE,
      .set = FUS_SET_NONE,
      .part = FUS_PART_NONE,
      .fault = FUS_FAULT_UNREADABLE },
    { .path = "å/ö.jpg",
      .sex = FUS_SEX_FEMALE,
      .expression = FUS_EXPRESSION_HAPPY,
      .angle = FUS_ANGLE_STRAIGHT,
      .set = FUS_SET_IDENTITY,
      .part = FUS_PART_TRAIN,
      .session = 'A',
      .dataset = second_dataset },
  };

  fus_frame_list_builder_add (builder, &frames[0], "M02");
  fus_frame_list_builder_add (builder, &frames[1], NULL);
  fus_frame_list_builder_add (builder, &frames[2], "F, \"x\"");
  return fus_frame_list_builder_end (builder);
}

static void
assert_equal (const FusFrameList *a, const FusFrameList *b)
{
  g_assert_cmpuint (a->n_frames, ==, b->n_frames);
  g_assert_cmpstrv (a->people, b->people);
  g_assert_cmpuint (a->n_people, ==, b->n_people);
  for (guint i = 0; i < a->n_frames; i++)
    {
      FusFrame x = a->frames[i], y = b->frames[i];

      g_assert_cmpstr (x.path, ==, y.path);
      g_assert_cmpint (x.identity, ==, y.identity);
      g_assert_cmpint (x.sex, ==, y.sex);
      g_assert_cmpint (x.expression, ==, y.expression);
      g_assert_cmpint (x.angle, ==, y.angle);
      g_assert_cmpint (x.set, ==, y.set);
      g_assert_cmpint (x.part, ==, y.part);
      g_assert_cmpint (x.fault, ==, y.fault);
      g_assert_cmpint (x.dataset, ==, y.dataset);
      g_assert_cmpint (x.session, ==, y.session);
    }
}

static void
test_list_is_in_order (void)
{
  g_autoptr (FusFrameList) list = make_list (0);
  g_autoptr (FusFrameList) copy = fus_frame_list_copy (list);

  g_assert_cmpstr (list->frames[0].path, ==, "a\nb.jpg");
  g_assert_cmpstr (list->frames[1].path, ==, "z,1/\"odd\".jpg");
  g_assert_cmpstr (list->people[0], ==, "F, \"x\"");
  g_assert_cmpint (list->frames[0].identity, ==, -1);
  g_assert_cmpint (list->frames[1].identity, ==, 1);
  g_assert_cmpint (list->frames[2].identity, ==, 0);
  assert_equal (list, copy);
  g_assert_true (copy->frames[0].path != list->frames[0].path);
}

static void
test_table_round_trip (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "frames.csv", NULL);
  g_autofree char *text = NULL;

  for (guint8 dataset = 0; dataset < 2; dataset++)
    {
      g_autoptr (FusFrameList) list = make_list (dataset);
      g_autoptr (FusFrameList) again = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (fus_frame_list_save (list, path, &error));
      again = fus_frame_list_load (path, &error);
      g_assert_no_error (error);
      assert_equal (list, again);
    }
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==,
                   "path,identity,sex,expression,angle,session,set,part,fault,dataset\n"
                   "\"a\nb.jpg\",,,,,,,,unreadable,0\n"
                   "\"z,1/\"\"odd\"\".jpg\",M02,M,sad,full-left,B,expression,test,,0\n"
                   "å/ö.jpg,\"F, \"\"x\"\"\",F,happy,straight,A,identity,train,,1\n");
  fixture_remove (folder);
}

#define HEADING "path,identity,sex,expression,angle,session,set,part,fault\n"

static void
test_hostile_tables (void)
{
  static const struct
  {
    const char *text, *row, *word;
  } cases[] = {
    { "", NULL, "empty" },
    { "\n\n", NULL, "empty" },
    { "path,identity\na,b\n", NULL, "“sex”" },
    { HEADING "a.jpg,F01,F,happy,straight,A,identity,train,\nb.jpg,F01,F,glad,,,,,\n", "Row 3",
      "“glad”" },
    { HEADING "a.jpg,,X,,,,,,\n", "Row 2", "“X”" },
    { HEADING "a.jpg,,,,askew,,,,\n", "Row 2", "“askew”" },
    { HEADING "a.jpg,,,,,AB,,,\n", "Row 2", "“AB”" },
    { HEADING "a.jpg,,,,,,both,,\n", "Row 2", "“both”" },
    { HEADING "a.jpg,,,,,,,dev,\n", "Row 2", "“dev”" },
    { HEADING "a.jpg,,,,,,,,odd\n", "Row 2", "“odd”" },
    { HEADING ",,,,,,,,\n", "Row 2", "“path”" },
    { HEADING "/etc/passwd,,,,,,,,\n", "Row 2", "passwd" },
    { HEADING "a/../../b.jpg,,,,,,,,\n", "Row 2", "“path”" },
    { HEADING "a.jpg,,,,,,,,\na.jpg,,,,,,,,\n", "Row 3", "twice" },
    { HEADING "\"a.jpg,,,,,,,,\n", "Row 2", "never closed" },
    { HEADING "\"a.jpg\"x,,,,,,,,\n", "Row 2", "quotation mark" },
    { HEADING "\xff\xfe.jpg,,,,,,,,\n", "Row 2", "UTF-8" },
  };
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "frames.csv", NULL);
  g_autofree char *gone = g_build_filename (folder, "gone.csv", NULL);
  g_autoptr (GError) missing = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      fixture_write (folder, "frames.csv", cases[i].text, strlen (cases[i].text));
      g_assert_null (fus_frame_list_load (path, &error));
      g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET);
      g_assert_nonnull (strstr (error->message, "frames.csv"));
      g_assert_nonnull (strstr (error->message, cases[i].word));
      if (cases[i].row != NULL)
        g_assert_nonnull (strstr (error->message, cases[i].row));
    }
  g_assert_null (fus_frame_list_load (gone, &missing));
  g_assert_nonnull (strstr (missing->message, "gone.csv"));
  g_clear_error (&missing);
  g_assert_null (fus_frame_list_load (folder, &missing));
  fixture_remove (folder);
}

/* Columns in another order and more of them, CRLF, a byte order mark, blank lines, no last LF. */
static void
test_spreadsheet_table (void)
{
  static const char text[] = "\xef\xbb\xbfnote,fault,part,set,session,angle,expression,sex,"
                             "identity,Path\r\n\r\n"
                             "\"long, \"\"note\"\"\",,train,identity,A,straight,happy,F,F01,"
                             "x/a.jpg";
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "frames.csv", NULL);
  g_autoptr (FusFrameList) list = NULL;
  g_autoptr (GError) error = NULL;

  fixture_write (folder, "frames.csv", text, sizeof text - 1);
  list = fus_frame_list_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->n_frames, ==, 1);
  g_assert_cmpstr (list->frames[0].path, ==, "x/a.jpg");
  g_assert_cmpstr (list->people[0], ==, "F01");
  g_assert_cmpint (list->frames[0].expression, ==, FUS_EXPRESSION_HAPPY);
  g_assert_cmpint (list->frames[0].part, ==, FUS_PART_TRAIN);
  fixture_remove (folder);
}

static void
test_tab_separated (void)
{
  static const char text[] = "VoxCeleb1 ID\tGender \nid10001\tm\t\n";
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "meta.csv", NULL);
  g_autoptr (FusCsvReader) reader = NULL;

  fixture_write (folder, "meta.csv", text, sizeof text - 1);
  reader = fus_csv_reader_open (path, '\t', NULL);
  g_assert_true (fus_csv_reader_next (reader, NULL));
  g_assert_cmpint (fus_csv_reader_find (reader, "gender"), ==, 1);
  g_assert_cmpint (fus_csv_reader_find (reader, "name"), ==, -1);
  g_assert_true (fus_csv_reader_next (reader, NULL));
  g_assert_cmpuint (fus_csv_reader_n_fields (reader), ==, 3);
  g_assert_cmpstr (fus_csv_reader_field (reader, 1), ==, "m");
  g_assert_cmpstr (fus_csv_reader_field (reader, 9), ==, "");
  g_assert_cmpuint (fus_csv_reader_row (reader), ==, 2);
  g_assert_false (fus_csv_reader_next (reader, NULL));
  fixture_remove (folder);
}

/* One quotation mark must not make the whole of a large file one field. */
static void
test_endless_row (void)
{
  const gsize size = 18 * 1024 * 1024;
  g_autofree char *text = g_malloc (size);
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "frames.csv", NULL);

  memset (text, 'x', size);
  for (int quoted = 0; quoted < 2; quoted++)
    {
      g_autoptr (GError) error = NULL;

      text[0] = quoted ? '"' : 'x';
      fixture_write (folder, "frames.csv", text, size);
      g_assert_null (fus_frame_list_load (path, &error));
      g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET);
      g_assert_nonnull (strstr (error->message, "16 MB"));
    }
  fixture_remove (folder);
}

static void
test_describe (void)
{
  g_autoptr (FusFrameList) list = make_list (0);
  g_autofree char *full = fus_frame_describe (list, &list->frames[1]);
  g_autofree char *bare = fus_frame_describe (list, &list->frames[0]);

  g_assert_cmpstr (full, ==, "M02 · sad · full left · session B");
  g_assert_cmpstr (bare, ==, "a\nb.jpg");
}

/* A table that opens but cannot be read is not an empty one, and why is told. */
static void
test_unreadable_table (void)
{
  g_autoptr (GError) error = NULL;
  FusCsvReader *reader;

  /* A file of length 0 whose first byte cannot be read. */
  if (!g_file_test ("/proc/self/mem", G_FILE_TEST_IS_REGULAR))
    {
      g_test_skip ("there is no /proc here");
      return;
    }
  reader = fus_csv_reader_open ("/proc/self/mem", ',', &error);
  g_assert_no_error (error);
  errno = 0;
  g_assert_false (fus_csv_reader_next (reader, &error));
  g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET);
  g_assert_nonnull (strstr (error->message, g_strerror (EIO)));
  fus_csv_reader_free (reader);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/frame/words", test_words);
  g_test_add_func ("/faces/frame/order", test_list_is_in_order);
  g_test_add_func ("/faces/frame/round-trip", test_table_round_trip);
  g_test_add_func ("/faces/frame/hostile", test_hostile_tables);
  g_test_add_func ("/faces/frame/spreadsheet", test_spreadsheet_table);
  g_test_add_func ("/faces/frame/tabs", test_tab_separated);
  g_test_add_func ("/faces/frame/endless-row", test_endless_row);
  g_test_add_func ("/faces/frame/describe", test_describe);
  g_test_add_func ("/faces/csv/unreadable", test_unreadable_table);
  return g_test_run ();
}
