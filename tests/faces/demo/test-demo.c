/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "faces/demo/expression.h"
#include "faces/demo/faces.h"
#include "faces/pictures/load-picture.h"

#define W 96
#define H 130

static FusDemoFace
a_face (void)
{
  return (FusDemoFace){ .seed = 1,
                        .sex = FUS_SEX_FEMALE,
                        .number = 3,
                        .expression = FUS_EXPRESSION_HAPPY,
                        .angle = FUS_ANGLE_HALF_LEFT,
                        .session = 'A' };
}

static double
distance (const FusPicture *a, const FusPicture *b)
{
  double sum = 0;
  gsize n = (gsize) a->width * a->height * 3;

  for (gsize i = 0; i < n; i++)
    sum += ABS (a->pixels[i] - b->pixels[i]);

  return sum / n;
}

static void
test_same_frame_has_the_same_pixels (void)
{
  g_autoptr (FusDemoStudio) one = fus_demo_studio_new (W, H);
  g_autoptr (FusDemoStudio) two = fus_demo_studio_new (W, H);
  FusDemoFace face = a_face (), other = a_face ();
  FusDemoTruth truth;

  other.sex = FUS_SEX_MALE;
  other.session = 'B';

  g_autoptr (FusPicture) first = fus_demo_face_draw (one, &face, NULL);
  /* What was drawn before must not show. */
  g_autoptr (FusPicture) between = fus_demo_face_draw (two, &other, &truth);
  g_autoptr (FusPicture) second = fus_demo_face_draw (two, &face, NULL);
  g_autoptr (FusPicture) third = fus_demo_face_draw (one, &face, NULL);

  g_assert_cmpint (first->width, ==, W);
  g_assert_cmpint (first->height, ==, H);
  g_assert_cmpmem (first->pixels, W * H * 3, second->pixels, W * H * 3);
  g_assert_cmpmem (first->pixels, W * H * 3, third->pixels, W * H * 3);
  g_assert_cmpfloat (distance (first, between), >, 5);
  fus_demo_truth_clear (&truth);
}

static void
test_every_label_shows (void)
{
  g_autoptr (FusDemoStudio) studio = fus_demo_studio_new (W, H);
  FusDemoFace face = a_face ();
  g_autoptr (FusPicture) frame = fus_demo_face_draw (studio, &face, NULL);
  FusDemoFace others[6] = { face, face, face, face, face, face };

  others[0].seed = 2;
  others[1].sex = FUS_SEX_MALE;
  others[2].number = 4;
  others[3].expression = FUS_EXPRESSION_SURPRISED;
  others[4].angle = FUS_ANGLE_FULL_RIGHT;
  others[5].session = 'B';
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (FusPicture) other = fus_demo_face_draw (studio, &others[i], NULL);

      /* Sensor noise alone makes a distance below 1. */
      g_assert_cmpfloat (distance (frame, other), >, 1.5);
    }
}

static void
test_expressions_use_their_units (void)
{
  for (guint number = 1; number <= 20; number++)
    for (int e = 0; e < FUS_N_EXPRESSIONS; e++)
      {
        FusDemoPerson person;
        FusDemoMotion motion;

        fus_demo_person_draw (&person, 1, number % 2 ? FUS_SEX_MALE : FUS_SEX_FEMALE, number);
        fus_demo_motion_draw (&motion, &person, e, number);
        for (int u = 0; u < FUS_N_UNITS; u++)
          for (int side = 0; side < 2; side++)
            {
              if (fus_demo_expression_uses (e, u))
                g_assert_cmpfloat (motion.unit[u][side], >, 0.03);
              else if (u != FUS_UNIT_25)
                g_assert_cmpfloat (motion.unit[u][side], <, 0.08);
              g_assert_cmpfloat (motion.unit[u][side], <=, 1.5);
            }
      }
  g_assert_true (fus_demo_expression_uses (FUS_EXPRESSION_HAPPY, FUS_UNIT_6));
  g_assert_true (fus_demo_expression_uses (FUS_EXPRESSION_HAPPY, FUS_UNIT_12));
  g_assert_false (fus_demo_expression_uses (FUS_EXPRESSION_HAPPY, FUS_UNIT_4));
}

/* Mean of a mask over a part of the frame, given as shares of its sides. */
static double
mean_over (const guint8 *mask, double x0, double y0, double x1, double y1)
{
  double sum = 0;
  int n = 0;

  for (int y = (int) (y0 * H); y < (int) (y1 * H); y++)
    for (int x = (int) (x0 * W); x < (int) (x1 * W); x++, n++)
      sum += mask[y * W + x];

  return sum / n;
}

/* Columns and rows of a straight face, as shares of the frame. */
#define BROWS 0.32, 0.33, 0.68, 0.44
#define MOUTH 0.38, 0.59, 0.62, 0.69

static void
test_truth_of_expressions (void)
{
  g_autoptr (FusDemoStudio) studio = fus_demo_studio_new (W, H);
  FusDemoFace face = a_face ();

  face.angle = FUS_ANGLE_STRAIGHT;
  for (int e = 0; e < FUS_N_EXPRESSIONS; e++)
    {
      FusDemoTruth truth;

      face.expression = e;

      g_autoptr (FusPicture) frame = fus_demo_face_draw (studio, &face, &truth);
      double brows = mean_over (truth.expression, BROWS);
      double mouth = mean_over (truth.expression, MOUTH);

      g_assert_cmpint (truth.width, ==, W);
      g_assert_cmpint (truth.height, ==, H);
      /* Nothing outside of the face tells anything. */
      g_assert_cmpfloat (mean_over (truth.expression, 0, 0, 1, 0.05), ==, 0);
      g_assert_cmpfloat (mean_over (truth.expression, 0, 0, 0.12, 0.7), ==, 0);
      g_assert_cmpfloat (mean_over (truth.expression, 0.88, 0, 1, 0.7), ==, 0);
      g_assert_cmpfloat (mean_over (truth.identity, 0, 0, 0.1, 0.3), ==, 0);
      g_assert_cmpfloat (mean_over (truth.identity, 0.3, 0.2, 0.7, 0.7), >, 40);
      if (e == FUS_EXPRESSION_NEUTRAL)
        g_assert_cmpfloat (mean_over (truth.expression, 0, 0, 1, 1), ==, 0);
      else
        g_assert_cmpfloat (MAX (brows, mouth), >, 40);
      if (e == FUS_EXPRESSION_HAPPY)
        g_assert_cmpfloat (mouth, >, 1.5 * brows);
      if (e == FUS_EXPRESSION_SURPRISED)
        g_assert_cmpfloat (mouth, >, 60);
      fus_demo_truth_clear (&truth);
    }
}

/* Mean of the frame's outermost twelfth. */
static double
border_mean (const FusPicture *frame)
{
  double sum = 0;
  int n = 0;

  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++)
      if (x < W / 12 || x >= W - W / 12 || y < H / 12)
        {
          for (int c = 0; c < 3; c++)
            sum += frame->pixels[(y * W + x) * 3 + c];
          n += 3;
        }

  return sum / n;
}

static void
test_border_tells_nothing_of_the_expression (void)
{
  enum
  {
    PEOPLE = 12
  };
  g_autoptr (FusDemoStudio) studio = fus_demo_studio_new (W, H);
  double value[FUS_N_EXPRESSIONS][PEOPLE], all = 0, between = 0, within = 0;
  FusDemoFace face = a_face ();

  face.angle = FUS_ANGLE_STRAIGHT;
  for (int i = 0; i < PEOPLE; i++)
    for (int e = 0; e < FUS_N_EXPRESSIONS; e++)
      {
        face.number = 1 + i / 2;
        face.sex = i % 2;
        face.expression = e;

        g_autoptr (FusPicture) frame = fus_demo_face_draw (studio, &face, NULL);

        value[e][i] = border_mean (frame);
        all += value[e][i] / (PEOPLE * FUS_N_EXPRESSIONS);
      }
  for (int e = 0; e < FUS_N_EXPRESSIONS; e++)
    {
      double mean = 0;

      for (int i = 0; i < PEOPLE; i++)
        mean += value[e][i] / PEOPLE;
      between += PEOPLE * (mean - all) * (mean - all) / (FUS_N_EXPRESSIONS - 1);
      for (int i = 0; i < PEOPLE; i++)
        within += (value[e][i] - mean) * (value[e][i] - mean) / (FUS_N_EXPRESSIONS * (PEOPLE - 1));
    }

  /* F (6, 77) is above 4.2 once in a thousand draws without any effect. */
  g_assert_cmpfloat (within, >, 0);
  g_assert_cmpfloat (between / within, <, 4.2);
}

typedef struct
{
  char *top, *dir;
  FusDemoSet set;
} Folder;

static void
set_up (Folder *folder, gconstpointer data)
{
  folder->top = g_dir_make_tmp ("fusiform-demo-XXXXXX", NULL);
  folder->dir = g_build_filename (folder->top, "faces", NULL);
  folder->set = (FusDemoSet){ .people = 2, .seed = 5, .width = 40, .height = 54 };
  g_assert_nonnull (folder->top);
}

static void
remove_all (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GDir) entries = g_dir_open (path, 0, NULL);
      const char *name;

      while ((name = g_dir_read_name (entries)) != NULL)
        {
          g_autofree char *inner = g_build_filename (path, name, NULL);

          remove_all (inner);
        }
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
tear_down (Folder *folder, gconstpointer data)
{
  remove_all (folder->top);
  g_free (folder->top);
  g_free (folder->dir);
}

/* The name of each frame of the two people: called with a running index. */
static char *
frame_path (const char *dir, int i)
{
  FusDemoFace face = { .number = 1 };

  face.angle = i % FUS_N_ANGLES;
  face.expression = i / FUS_N_ANGLES % FUS_N_EXPRESSIONS;
  face.session = i / (FUS_N_ANGLES * FUS_N_EXPRESSIONS) % 2 ? 'B' : 'A';
  face.sex = i / (FUS_N_ANGLES * FUS_N_EXPRESSIONS * 2);

  g_autofree char *name = fus_demo_face_name (&face);
  g_autofree char *file = g_strconcat (name, ".JPG", NULL);
  g_autofree char *folder = g_strndup (name, 4);

  return g_build_filename (dir, "KDEF", folder, file, NULL);
}

#define FRAMES 140

static int
count_frames (const char *dir)
{
  int n = 0;

  for (int i = 0; i < FRAMES; i++)
    {
      g_autofree char *path = frame_path (dir, i);

      n += g_file_test (path, G_FILE_TEST_IS_REGULAR);
    }

  return n;
}

static gboolean
write_set (const char *dir, const FusDemoSet *set, GError **error)
{
  return fus_demo_faces_write (dir, set, 2, NULL, NULL, error);
}

static void
take_share (gpointer data, double share)
{
  double *last = data;

  g_assert_cmpfloat (share, >=, *last);
  g_assert_cmpfloat (share, <=, 1);
  *last = share;
}

static void
test_set_is_laid_out_as_kdef (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *some = g_build_filename (folder->dir, "KDEF", "BM01", "BM01SUFR.JPG", NULL);
  g_autofree char *mask
      = g_build_filename (folder->dir, "truth", "expression", "AF01HAS.png", NULL);
  g_autofree char *note = g_build_filename (folder->dir, "demo-faces.json", NULL);
  double share = 0;
  const FusProgress progress = { take_share, &share };
  int width, height;

  folder->set.truth = TRUE;
  g_assert_false (fus_demo_faces_are_there (folder->dir, &folder->set));
  g_assert_true (fus_demo_faces_write (folder->dir, &folder->set, 2, NULL, &progress, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (share, ==, 1);
  g_assert_cmpint (count_frames (folder->dir), ==, FRAMES);
  g_assert_true (g_file_test (note, G_FILE_TEST_IS_REGULAR));
  g_assert_true (fus_demo_faces_are_there (folder->dir, &folder->set));
  g_assert_true (fus_picture_peek_size (some, &width, &height, &error));
  g_assert_cmpint (width, ==, 40);
  g_assert_cmpint (height, ==, 54);
  g_assert_true (fus_picture_peek_size (mask, &width, &height, &error));
  g_assert_cmpint (width, ==, 40);
  g_assert_no_error (error);
}

/* A note that somebody else wrote. */
static void
test_note_of_another_kind (Folder *folder, gconstpointer data)
{
  static const char *const texts[]
      = { "{\"seed\":[]}", "{\"seed\":\"1\",\"people\":[2],\"width\":{},\"truth\":\"yes\"}", "[]" };
  g_autofree char *note = g_build_filename (folder->dir, "demo-faces.json", NULL);
  g_autofree char *brackets = g_strnfill (900000, '[');
  FusDemoSet set;

  g_assert_cmpint (g_mkdir_with_parents (folder->dir, 0777), ==, 0);
  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      g_assert_true (
          g_file_set_contents (note, i < G_N_ELEMENTS (texts) ? texts[i] : brackets, -1, NULL));
      g_assert_false (fus_demo_faces_read (folder->dir, &set));
    }
}

static gboolean
count_down (gpointer data)
{
  return --*(int *) data > 0;
}

static void
test_cut_short_set_is_taken_up (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *whole = g_build_filename (folder->top, "whole", NULL);
  int left = 30;
  const FusPoll poll = { count_down, &left };

  g_assert_false (fus_demo_faces_write (folder->dir, &folder->set, 2, &poll, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_frames (folder->dir), >=, 29);
  g_assert_cmpint (count_frames (folder->dir), <, FRAMES);
  g_assert_false (fus_demo_faces_are_there (folder->dir, &folder->set));

  g_assert_true (write_set (folder->dir, &folder->set, &error));
  g_assert_no_error (error);
  g_assert_true (write_set (whole, &folder->set, &error));
  g_assert_no_error (error);
  for (int i = 0; i < FRAMES; i++)
    {
      g_autofree char *path = frame_path (folder->dir, i);
      g_autofree char *same = frame_path (whole, i);
      g_autofree char *bytes = NULL, *same_bytes = NULL;
      gsize n, same_n;

      g_assert_true (g_file_get_contents (path, &bytes, &n, &error));
      g_assert_true (g_file_get_contents (same, &same_bytes, &same_n, &error));
      g_assert_cmpmem (bytes, n, same_bytes, same_n);
    }
}

static void
test_other_folders_are_left_alone (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *photo = g_build_filename (folder->top, "AF01ANS.JPG", NULL);
  FusDemoSet other = folder->set;

  g_assert_true (g_file_set_contents (photo, "a photograph", -1, &error));
  g_assert_false (write_set (folder->top, &folder->set, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, folder->top));
  g_clear_error (&error);

  g_assert_true (write_set (folder->dir, &folder->set, &error));
  other.seed++;
  g_assert_false (fus_demo_faces_are_there (folder->dir, &other));
  g_assert_false (write_set (folder->dir, &other, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_true (fus_demo_faces_are_there (folder->dir, &folder->set));
}

static void
test_folder_that_cannot_be_made (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (folder->top, "file", NULL);
  g_autofree char *under = g_build_filename (file, "faces", NULL);

  g_assert_true (g_file_set_contents (file, "", 0, &error));
  g_assert_false (write_set (under, &folder->set, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, under));
}

static void
test_folder_without_permission (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }
  g_assert_cmpint (g_mkdir (folder->dir, 0555), ==, 0);
  g_assert_false (write_set (folder->dir, &folder->set, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, folder->dir));
}

static void
test_file_that_cannot_be_written (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *frame = frame_path (folder->dir, 0);
  g_autofree char *person = g_path_get_dirname (frame);

  g_assert_true (write_set (folder->dir, &folder->set, &error));
  /* A file where a folder should be stops all threads, with its name. */
  remove_all (person);
  g_assert_true (g_file_set_contents (person, "", 0, &error));
  folder->set.truth = TRUE; /* so that there is still something to do */
  g_assert_false (write_set (folder->dir, &folder->set, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, person));
  g_assert_false (fus_demo_faces_are_there (folder->dir, &folder->set));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/demo/same-frame-has-the-same-pixels",
                   test_same_frame_has_the_same_pixels);
  g_test_add_func ("/faces/demo/every-label-shows", test_every_label_shows);
  g_test_add_func ("/faces/demo/expressions-use-their-units", test_expressions_use_their_units);
  g_test_add_func ("/faces/demo/truth-of-expressions", test_truth_of_expressions);
  g_test_add_func ("/faces/demo/border-tells-nothing-of-the-expression",
                   test_border_tells_nothing_of_the_expression);
#define ADD(path, function) g_test_add (path, Folder, NULL, set_up, function, tear_down)
  ADD ("/faces/demo/set-is-laid-out-as-kdef", test_set_is_laid_out_as_kdef);
  ADD ("/faces/demo/note-of-another-kind", test_note_of_another_kind);
  ADD ("/faces/demo/cut-short-set-is-taken-up", test_cut_short_set_is_taken_up);
  ADD ("/faces/demo/other-folders-are-left-alone", test_other_folders_are_left_alone);
  ADD ("/faces/demo/folder-that-cannot-be-made", test_folder_that_cannot_be_made);
  ADD ("/faces/demo/folder-without-permission", test_folder_without_permission);
  ADD ("/faces/demo/file-that-cannot-be-written", test_file_that_cannot_be_written);
#undef ADD

  return g_test_run ();
}
