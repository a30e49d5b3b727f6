/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/frame.h"
#include "faces/pictures/load-picture.h"
#include "faces/pictures/pixel-table.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("fusiform-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "fer2013.csv", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_remove (f->path);
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

/* 2304 numbers, the first of them @first, the others (first + i) % 256. */
static char *
pixels_from (int first)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < FUS_PIXEL_TABLE_PIXELS; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? " " : "", (first + i) % 256);
  return g_string_free (text, FALSE);
}

static void
write_file (Fixture *f, const char *content)
{
  g_assert_true (g_file_set_contents (f->path, content, -1, NULL));
}

static void
note_row (const FusPixelRow *row, gpointer data)
{
  GString *seen = data;

  if (row->fault != NULL)
    g_string_append_printf (seen, "%u!;", row->row);
  else
    g_string_append_printf (seen, "%u:%d:%s:%u;", row->row, row->emotion, row->usage,
                            row->pixels[0]);
}

static char *
walk (Fixture *f)
{
  GString *seen = g_string_new (NULL);
  GError *error = NULL;

  g_assert_true (fus_pixel_table_walk (f->path, note_row, seen, NULL, &error));
  g_assert_no_error (error);
  return g_string_free (seen, FALSE);
}

/* Each row is found again by its address, and is the one that was walked over. */
static void
assert_row (const FusPixelRow *row, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusPicture) picture = fus_pixel_table_load (data, row->row, &error);

  g_assert_no_error (error);
  g_assert_cmpint (picture->pixels[0], ==, row->pixels[0]);
}

static void
assert_loads (Fixture *f)
{
  g_assert_true (fus_pixel_table_walk (f->path, assert_row, f->path, NULL, NULL));
}

static void
test_utf16 (Fixture *f, gconstpointer data)
{
  g_autofree char *a = pixels_from (7), *b = pixels_from (200);
  g_autofree char *text = g_strdup_printf ("\xef\xbb\xbf"
                                           "emotion;pixels\r\n0;%s\r\n6;%s\r\n",
                                           a, b);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *seen = NULL, *bytes = NULL;
      gsize length;

      bytes = g_convert (text, -1, i == 0 ? "UTF-16LE" : "UTF-16BE", "UTF-8", NULL, &length, NULL);
      g_assert_true (g_file_set_contents (f->path, bytes, (gssize) length, NULL));
      seen = walk (f);
      g_assert_cmpstr (seen, ==, "2:0::7;3:6::200;");
      assert_loads (f);
    }
}

/* A table that takes another's place at the same moment and with the same size is another. */
static void
test_replaced (Fixture *f, gconstpointer data)
{
  g_autofree char *a = pixels_from (7), *b = pixels_from (70);
  g_autofree char *first = g_strdup_printf ("emotion,pixels\n0,%s\n1,%s  \n", b, a);
  g_autofree char *second = g_strdup_printf ("emotion,pixels\n0,%s  \n1,%s\n", a, b);
  const struct timespec moment[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };

  g_assert_cmpuint (strlen (first), ==, strlen (second));
  write_file (f, first);
  g_assert_no_errno (utimensat (AT_FDCWD, f->path, moment, 0));
  assert_loads (f);
  write_file (f, second);
  g_assert_no_errno (utimensat (AT_FDCWD, f->path, moment, 0));
  assert_loads (f);
}

static gboolean
stop (gpointer data)
{
  return FALSE;
}

/* A first line that never ends is read no further than headings go; and any table can be left. */
static void
test_endless (Fixture *f, gconstpointer data)
{
  g_autofree char *a = pixels_from (7);
  g_autoptr (GString) many = g_string_new ("pixels\n");
  g_autoptr (GError) error = NULL;
  const FusPoll poll = { stop, NULL };
  g_autoptr (GString) seen = g_string_new (NULL);

  write_file (f, "pixels");
  g_assert_no_errno (truncate (f->path, G_GINT64_CONSTANT (1) << 40));
  g_assert_false (fus_pixel_table_is (f->path));

  write_file (f, "pixels\n1");
  g_assert_no_errno (truncate (f->path, G_GINT64_CONSTANT (1) << 40));
  g_assert_false (fus_pixel_table_walk (f->path, note_row, seen, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (many, "%s\n", a);
  write_file (f, many->str);
  g_assert_false (fus_pixel_table_walk (f->path, note_row, seen, &poll, &error));
  g_assert_no_error (error);
}

static void
test_variants (Fixture *f, gconstpointer data)
{
  g_autofree char *a = pixels_from (7), *b = pixels_from (200);
  g_autofree char *commas = g_strdelimit (g_strdup (a), " ", ',');
  g_auto (GStrv) numbers = g_strsplit (a, " ", -1);
  g_autofree char *points = g_strjoinv (".0 ", numbers);
  g_autofree char *decimals = g_strconcat (points, ".0", NULL);
  struct
  {
    char *content;
    const char *seen;
  } cases[] = {
    { g_strdup_printf ("emotion,pixels,Usage\n0,%s,Training\n6,%s,PrivateTest\n", a, b),
      "2:0:Training:7;3:6:PrivateTest:200;" },
    { g_strdup_printf ("emotion, Usage, pixels\r\n3,PublicTest,%s\r\n", a), "2:3:PublicTest:7;" },
    { g_strdup_printf ("\xef\xbb\xbf\"emotion\",\"pixels\"\n\"4\",\"%s\"", a), "2:4::7;" },
    { g_strdup_printf ("pixels\n%s\n\n%s\n", a, b), "2:-1::7;4:-1::200;" },
    /* As spreadsheets write it: other separators, the line ends of old Macs, quoted pixels with
     * commas, numbers with decimals. */
    { g_strdup_printf ("emotion;pixels;Usage\n5;%s;Training\n", a), "2:5:Training:7;" },
    { g_strdup_printf ("emotion\tpixels\tUsage\n5\t%s\tTraining\n", a), "2:5:Training:7;" },
    { g_strdup_printf ("emotion,pixels\r1,%s\r2,%s\r", a, b), "2:1::7;3:2::200;" },
    { g_strdup_printf ("emotion,pixels,Usage\n1,\"%s\",Training\n", commas), "2:1:Training:7;" },
    { g_strdup_printf ("emotion,pixels\n1,%s\n", decimals), "2:1::7;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      write_file (f, cases[i].content);
      g_assert_true (fus_pixel_table_is (f->path));
      g_autofree char *seen = walk (f);
      g_assert_cmpstr (seen, ==, cases[i].seen);
      assert_loads (f);
      g_free (cases[i].content);
    }
}

static void
test_bad_rows (Fixture *f, gconstpointer data)
{
  g_autofree char *good = pixels_from (1);
  g_autofree char *content = g_strdup_printf ("emotion,pixels,Usage\n"
                                              "7,%s,Training\n"
                                              "x,%s,Training\n"
                                              "1,1 2 3,Training\n"
                                              "1,%s 9,Training\n"
                                              "1,300 %s,Training\n"
                                              "1,-1 %s,Training\n"
                                              "1\n"
                                              "1,%s,Training\n",
                                              good, good, good, good, good, good);
  g_autofree char *seen = NULL;

  write_file (f, content);
  seen = walk (f);
  g_assert_cmpstr (seen, ==, "2!;3!;4!;5!;6!;7!;8!;9:1:Training:1;");
}

static void
test_not_a_table (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *long_line = g_strnfill (200000, 'a');

  write_file (f, "path,identity\na.jpg,1\n");
  g_assert_false (fus_pixel_table_is (f->path));
  g_assert_false (fus_pixel_table_walk (f->path, note_row, NULL, NULL, &error));
  g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET);
  g_assert_nonnull (strstr (error->message, f->path));

  write_file (f, long_line);
  g_assert_false (fus_pixel_table_is (f->path));
  g_remove (f->path);
  g_assert_false (fus_pixel_table_is (f->path));
}

static void
test_load (Fixture *f, gconstpointer data)
{
  g_autofree char *a = pixels_from (7), *b = pixels_from (200);
  g_autofree char *content
      = g_strdup_printf ("emotion,pixels,Usage\n0,%s,Training\nbad\n6,%s,PrivateTest", a, b);
  g_autofree char *second = g_strconcat (f->path, "#4", NULL);
  g_autofree char *bad = g_strconcat (f->path, "#3", NULL);
  g_autofree char *beyond = g_strconcat (f->path, "#5", NULL);
  g_autoptr (GError) error = NULL;
  int width, height;

  write_file (f, content);
  g_autoptr (FusPicture) picture = fus_picture_load (second, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (picture->width, ==, FUS_PIXEL_TABLE_SIDE);
  g_assert_cmpint (picture->height, ==, FUS_PIXEL_TABLE_SIDE);
  for (int i = 0; i < FUS_PIXEL_TABLE_PIXELS; i++)
    for (int c = 0; c < 3; c++)
      g_assert_cmpint (picture->pixels[3 * i + c], ==, (200 + i) % 256);
  g_assert_true (fus_picture_peek_size (second, &width, &height, NULL));
  g_assert_cmpint (width, ==, FUS_PIXEL_TABLE_SIDE);

  g_assert_null (fus_picture_load (bad, 0, &error));
  g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_PICTURE);
  g_assert_nonnull (strstr (error->message, "#3"));
  g_clear_error (&error);
  g_assert_null (fus_picture_load (beyond, 0, &error));
  g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_PICTURE);
}

/* A table that was replaced is read anew. */
static void
test_changed (Fixture *f, gconstpointer data)
{
  g_autofree char *a = pixels_from (7), *b = pixels_from (200);
  g_autofree char *one = g_strdup_printf ("pixels\n%s\n", a);
  g_autofree char *two = g_strdup_printf ("emotion,pixels\n2,%s\n", b);
  g_autofree char *address = g_strconcat (f->path, "#2", NULL);

  write_file (f, one);
  g_autoptr (FusPicture) before = fus_picture_load (address, 0, NULL);
  g_assert_cmpint (before->pixels[0], ==, 7);
  write_file (f, two);
  g_autoptr (FusPicture) after = fus_picture_load (address, 0, NULL);
  g_assert_cmpint (after->pixels[0], ==, 200);
}

static void
test_address (void)
{
  g_autofree char *path = NULL;
  guint row;

  g_assert_true (fus_pixel_table_parse_address ("/a/b.csv#12", &path, &row));
  g_assert_cmpstr (path, ==, "/a/b.csv");
  g_assert_cmpuint (row, ==, 12);
  for (const char *const *bad = (const char *const[]){ "/a/b.csv", "/a/b.csv#", "/a/b.csv#0",
                                                       "/a/b.csv#1x", "/a/b.png#1", "", NULL };
       *bad != NULL; bad++)
    g_assert_false (fus_pixel_table_parse_address (*bad, &path, &row));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/faces/pixel-table/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("variants", test_variants);
  ADD ("utf16", test_utf16);
  ADD ("replaced", test_replaced);
  ADD ("endless", test_endless);
  ADD ("bad-rows", test_bad_rows);
  ADD ("not-a-table", test_not_a_table);
  ADD ("load", test_load);
  ADD ("changed", test_changed);
  g_test_add_func ("/faces/pixel-table/address", test_address);
  return g_test_run ();
}
