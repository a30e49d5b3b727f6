/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/feeder.h"

#include <glib/gstdio.h>
#include <string.h>

#include "faces/average-face.h"
#include "faces/pictures/load-picture.h"
#include "tests/faces/fixture.h"
#include "engine/random.h"

#define SIZE 32
#define INPUT (3 * SIZE * SIZE)
#define N_FRAMES 24

static const FusNormalization normalization = { { 0.5, 0.4, 0.3 }, { 0.25, 0.5, 1 } };
static const FusCrop crop = { 0.1, 0.2, 0.8, 0.6 };

typedef struct
{
  char *folder;
  const char *roots[2];
  FusFrameList *frames;
  FusBudget *budget;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  FusFrameListBuilder *builder = fus_frame_list_builder_new ();

  fixture->folder = fixture_folder ();
  fixture->budget = fus_budget_new (1 << 20);
  fixture->roots[0] = fixture->folder;
  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_autofree char *path = g_strdup_printf ("%02u.jpg", i);
      const FusFrame frame = { .path = path, .angle = i % 2 == 0 ? FUS_ANGLE_STRAIGHT : 0 };

      fixture_write_jpeg (fixture->folder, path, 70, 90, i);
      fus_frame_list_builder_add (builder, &frame, NULL);
    }
  fixture->frames = fus_frame_list_builder_end (builder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fus_budget_free (fixture->budget);
  fus_frame_list_unref (fixture->frames);
  fixture_remove (fixture->folder);
  g_free (fixture->folder);
}

/* What a frame must be, made without a feeder. */
static FusPicture *
load_expected (Fixture *fixture, guint32 frame)
{
  g_autofree char *path = fus_frame_full_path (fixture->folder, &fixture->frames->frames[frame]);
  GError *error = NULL;
  FusPicture *picture = fus_picture_load_cropped (path, &crop, SIZE, SIZE, &error);

  g_assert_no_error (error);
  return picture;
}

static void
assert_input (Fixture *fixture, guint32 frame, const float *input)
{
  g_autoptr (FusPicture) expected = load_expected (fixture, frame);

  for (guint c = 0; c < 3; c++)
    for (guint i = 0; i < SIZE * SIZE; i++)
      g_assert_cmpfloat_with_epsilon (input[c * SIZE * SIZE + i],
                                      (expected->pixels[3 * i + c] / 255.0 - normalization.mean[c])
                                          / normalization.sd[c],
                                      1e-5);
}

/* Cache of all, of few and of one frame; with and without threads; announced or not. */
static void
test_fetch (Fixture *fixture, gconstpointer data)
{
  const gsize limits[] = { 1 << 20, 5 * (INPUT + 100), 1 };
  g_autofree float *out = g_new (float, 7 * INPUT);
  FusRandom random;

  fus_random_seed (&random, 1, 0);
  for (guint l = 0; l < G_N_ELEMENTS (limits); l++)
    for (guint n_threads = 0; n_threads <= 3; n_threads++)
      {
        g_autoptr (FusFeeder) feeder = fus_feeder_new (fixture->frames, fixture->roots, &crop, SIZE,
                                                       fixture->budget, n_threads);

        fus_budget_set_limit (fixture->budget, limits[l]);
        for (guint round = 0; round < 12; round++)
          {
            guint32 frames[7], announced[14];
            GError *error = NULL;
            gboolean failed[7];

            /* With repeats now and then. */
            for (guint i = 0; i < 14; i++)
              announced[i] = fus_random_below (&random, N_FRAMES);
            memcpy (frames, announced + round % 8, sizeof frames);
            if (round % 3 != 0)
              fus_feeder_announce (feeder, announced, 14);
            g_assert_cmpuint (
                fus_feeder_fetch (feeder, frames, 7, &normalization, out, failed, &error), ==, 7);
            g_assert_no_error (error);
            for (guint i = 0; i < 7; i++)
              {
                g_assert_false (failed[i]);
                if (round % 4 == 0)
                  assert_input (fixture, frames[i], out + i * INPUT);
              }
          }
      }
}

static void
test_cached_frames_are_not_read_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FusFeeder) feeder
      = fus_feeder_new (fixture->frames, fixture->roots, &crop, SIZE, fixture->budget, 2);
  g_autofree float *out = g_new (float, N_FRAMES *INPUT);
  g_autoptr (FusPicture) picture = NULL;
  guint32 frames[N_FRAMES];

  for (guint i = 0; i < N_FRAMES; i++)
    frames[i] = i;
  g_assert_cmpuint (fus_feeder_fetch (feeder, frames, N_FRAMES, &normalization, out, NULL, NULL),
                    ==, N_FRAMES);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_autofree char *path = fus_frame_full_path (fixture->folder, &fixture->frames->frames[i]);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpuint (fus_feeder_fetch (feeder, frames, N_FRAMES, &normalization, out, NULL, NULL),
                    ==, N_FRAMES);
  picture = fus_feeder_fetch_picture (feeder, 3, NULL);
  g_assert_cmpint (picture->width, ==, SIZE);
}

/* Those fetched last stay. */
static void
test_least_used_goes_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FusFeeder) feeder
      = fus_feeder_new (fixture->frames, fixture->roots, &crop, SIZE, fixture->budget, 0);
  const guint32 order[] = { 0, 1, 2, 0, 3 };

  fus_budget_set_limit (fixture->budget, 3 * (INPUT + sizeof (FusPicture)));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    fus_picture_unref (fus_feeder_fetch_picture (feeder, order[i], NULL));
  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_autofree char *path = fus_frame_full_path (fixture->folder, &fixture->frames->frames[i]);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  for (guint32 i = 0; i < 4; i++)
    {
      g_autoptr (FusPicture) picture = fus_feeder_fetch_picture (feeder, i, NULL);

      g_assert_true ((picture != NULL) == (i != 1));
    }
}

static void
shuffle (guint32 *frames, guint n, FusRandom *random)
{
  for (guint i = n - 1; i > 0; i--)
    {
      guint other = fus_random_below (random, i + 1);
      guint32 frame = frames[i];

      frames[i] = frames[other];
      frames[other] = frame;
    }
}

/* Epochs over more frames than may be kept, announced ahead as training does: every frame is right,
 * and what is kept afterwards, which is what can be had once the files are gone, fills the limit
 * and no more. */
static void
test_set_larger_than_limit (Fixture *fixture, gconstpointer data)
{
  const guint limit = 5, batch = 4;
  guint n_threads = GPOINTER_TO_UINT (data), n_kept = 0;
  g_autoptr (FusFeeder) feeder
      = fus_feeder_new (fixture->frames, fixture->roots, &crop, SIZE, fixture->budget, n_threads);
  g_autofree float *out = g_new (float, batch *INPUT);
  guint32 order[N_FRAMES];
  FusRandom random;

  fus_budget_set_limit (fixture->budget, (limit + 1) * (INPUT + sizeof (FusPicture)) - 1);
  fus_random_seed (&random, 3, 0);
  for (guint i = 0; i < N_FRAMES; i++)
    order[i] = i;
  for (guint epoch = 0; epoch < 4; epoch++)
    {
      shuffle (order, N_FRAMES, &random);
      for (guint first = 0; first < N_FRAMES; first += batch)
        {
          fus_feeder_announce (feeder, order + first, MIN (3 * batch, N_FRAMES - first));
          g_assert_cmpuint (
              fus_feeder_fetch (feeder, order + first, batch, &normalization, out, NULL, NULL), ==,
              batch);
          for (guint i = 0; i < batch; i++)
            assert_input (fixture, order[first + i], out + i * INPUT);
        }
    }

  /* The last batch was all that was left to announce: nothing is decoded any more. */
  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_autofree char *path = fus_frame_full_path (fixture->folder, &fixture->frames->frames[i]);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  for (guint32 i = 0; i < N_FRAMES; i++)
    {
      g_autoptr (FusPicture) picture = fus_feeder_fetch_picture (feeder, i, NULL);

      n_kept += picture != NULL;
    }
  g_assert_cmpuint (n_kept, ==, limit);
}

static void
test_failing_frames (Fixture *fixture, gconstpointer data)
{
  for (guint n_threads = 0; n_threads <= 2; n_threads++)
    {
      g_autoptr (FusFeeder) feeder = fus_feeder_new (fixture->frames, fixture->roots, &crop, SIZE,
                                                     fixture->budget, n_threads);
      const guint32 frames[] = { 4, 5, 6, 7, 5 };
      g_autofree float *out = g_new (float, 5 * INPUT);
      guint n_reported = 0;
      gboolean failed[5];
      GError *error = NULL;

      fixture_write (fixture->folder, "05.jpg", "broken", 6);
      fixture_write (fixture->folder, "07.jpg", "broken", 6);
      fus_feeder_announce (feeder, frames, 5);
      for (guint round = 0; round < 5; round++)
        {
          memset (out, 0x55, 5 * INPUT * sizeof *out);
          g_assert_cmpuint (
              fus_feeder_fetch (feeder, frames, 5, &normalization, out, failed, &error), ==, 2);
          g_assert_true (!failed[0] && failed[1] && !failed[2] && failed[3] && failed[4]);
          assert_input (fixture, 4, out);
          assert_input (fixture, 6, out + 2 * INPUT);
          for (guint i = 0; i < INPUT; i++)
            g_assert_true (out[INPUT + i] == 0 && out[3 * INPUT + i] == 0);
          if (error != NULL)
            g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_PICTURE);
          n_reported += error != NULL;
          g_clear_error (&error);
        }
      /* Each of the two, once. */
      g_assert_cmpuint (n_reported, ==, 2);
      g_assert_null (fus_feeder_fetch_picture (feeder, 5, &error));
      g_assert_nonnull (strstr (error->message, "05.jpg"));
      g_clear_error (&error);

      /* The disk is back; and what fails anew is told anew. */
      fixture_write_jpeg (fixture->folder, "05.jpg", 70, 90, 5);
      fixture_write_jpeg (fixture->folder, "07.jpg", 70, 90, 7);
      g_assert_cmpuint (fus_feeder_fetch (feeder, frames, 5, &normalization, out, failed, &error),
                        ==, 5);
      g_assert_no_error (error);
      assert_input (fixture, 7, out + 3 * INPUT);
    }
}

typedef struct
{
  FusFeeder *feeder;
  guint seed;
} Reader;

static gpointer
read_much (gpointer data)
{
  const Reader *reader = data;
  g_autofree float *out = g_new (float, 6 * INPUT);
  FusRandom random;

  fus_random_seed (&random, reader->seed, 0);
  for (guint round = 0; round < 60; round++)
    {
      guint32 frames[6];

      for (guint i = 0; i < 6; i++)
        frames[i] = fus_random_below (&random, N_FRAMES);
      if (round % 2 == 0)
        fus_feeder_announce (reader->feeder, frames, 6);
      g_assert_cmpuint (
          fus_feeder_fetch (reader->feeder, frames, 6, &normalization, out, NULL, NULL), ==, 6);
      fus_picture_unref (fus_feeder_fetch_picture (reader->feeder, frames[0], NULL));
    }
  return NULL;
}

/* Who watches knows which frames were not to be had, each once, whoever else fetches. */
static void
test_watching (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FusFeeder) feeder
      = fus_feeder_new (fixture->frames, fixture->roots, &crop, SIZE, fixture->budget, 1);
  g_autoptr (FusFeeder) watching = fus_feeder_watch (feeder);
  g_autoptr (FusFeeder) other = fus_feeder_watch (feeder);
  g_autofree float *out = g_new (float, 5 * INPUT);
  const guint32 frames[] = { 4, 7, 6, 5, 7 };
  guint32 first = 99;

  fixture_write (fixture->folder, "05.jpg", "broken", 6);
  fixture_write (fixture->folder, "07.jpg", "broken", 6);
  g_assert_cmpuint (fus_feeder_n_unread (watching, &first), ==, 0);
  g_assert_cmpuint (first, ==, 99);
  fus_feeder_announce (watching, frames, 5);
  for (guint round = 0; round < 2; round++)
    {
      g_assert_cmpuint (fus_feeder_fetch (watching, frames, 5, &normalization, out, NULL, NULL), ==,
                        2);
      assert_input (fixture, 4, out);
      g_assert_cmpuint (fus_feeder_n_unread (watching, &first), ==, 2);
      g_assert_cmpuint (first, ==, 5);
    }
  g_assert_true (fus_feeder_is_unread (watching, 7));
  g_assert_false (fus_feeder_is_unread (watching, 6));
  g_assert_cmpuint (fus_feeder_n_unread (other, NULL), ==, 0);
  g_assert_null (fus_feeder_fetch_picture (other, 7, NULL));
  g_assert_cmpuint (fus_feeder_n_unread (other, NULL), ==, 1);
}

static void
test_many_readers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FusFeeder) feeder
      = fus_feeder_new (fixture->frames, fixture->roots, &crop, SIZE, fixture->budget, 2);
  GThread *threads[4];
  Reader readers[4];

  fus_budget_set_limit (fixture->budget, 6 * (INPUT + sizeof (FusPicture)));
  for (guint t = 0; t < 4; t++)
    {
      readers[t] = (Reader){ feeder, t };
      threads[t] = g_thread_new ("reader", read_much, &readers[t]);
    }
  for (guint t = 0; t < 4; t++)
    g_thread_join (threads[t]);
}

static guint
count_threads (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_no_thread_stays (Fixture *fixture, gconstpointer data)
{
  const guint before = count_threads ();
  guint32 frames[N_FRAMES];

  for (guint i = 0; i < N_FRAMES; i++)
    frames[i] = i;
  for (guint round = 0; round < 20; round++)
    {
      FusFeeder *feeder
          = fus_feeder_new (fixture->frames, fixture->roots, &crop, SIZE, fixture->budget, 3);

      fus_feeder_announce (feeder, frames, N_FRAMES);
      if (round % 2 == 0)
        g_usleep (1000);
      fus_feeder_unref (feeder);
    }
  g_assert_cmpuint (count_threads (), ==, before);
}

static void
test_picture_to_input (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FusPicture) picture = load_expected (fixture, 2);
  g_autofree float *out = g_new (float, INPUT);

  fus_picture_to_input (picture, NULL, SIZE, &normalization, out);
  assert_input (fixture, 2, out);
}

static void
test_average_face (Fixture *fixture, gconstpointer data)
{
  guint sums[INPUT] = { 0 };

  fixture_write (fixture->folder, "02.jpg", "broken", 6);
  fixture->frames->frames[4].fault = FUS_FAULT_BLACK;
  for (guint i = 0; i < N_FRAMES; i += 2)
    if (i != 2 && i != 4)
      {
        g_autoptr (FusPicture) picture = load_expected (fixture, i);

        for (guint k = 0; k < INPUT; k++)
          sums[k] += picture->pixels[k];
      }
  for (guint n_threads = 1; n_threads <= 3; n_threads++)
    {
      g_autoptr (FusPicture) mean = fus_average_face (fixture->frames, fixture->roots, &crop, SIZE,
                                                      SIZE, NULL, n_threads, NULL, NULL, NULL);

      g_assert_nonnull (mean);
      for (guint k = 0; k < INPUT; k++)
        g_assert_cmpfloat_with_epsilon (mean->pixels[k], sums[k] / 10.0, 0.501);
    }
}

static gboolean
refuse (gpointer data)
{
  return FALSE;
}

static void
test_average_of_nothing (Fixture *fixture, gconstpointer data)
{
  const FusPoll cancel = { refuse, NULL };
  GError *error = NULL;

  g_assert_null (fus_average_face (fixture->frames, fixture->roots, &crop, SIZE, SIZE, NULL, 2,
                                   &cancel, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02u.jpg", i);

      fixture_write (fixture->folder, name, "broken", 6);
    }
  g_assert_null (fus_average_face (fixture->frames, fixture->roots, &crop, SIZE, SIZE, NULL, 2,
                                   NULL, NULL, &error));
  g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_PICTURE);
  g_clear_error (&error);
  for (guint i = 0; i < N_FRAMES; i++)
    fixture->frames->frames[i].fault = FUS_FAULT_UNREADABLE;
  g_assert_null (fus_average_face (fixture->frames, fixture->roots, &crop, SIZE, SIZE, NULL, 2,
                                   NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "straight"));
  g_clear_error (&error);
}

#define ADD(name, function) g_test_add ("/faces/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("feeder/fetch", test_fetch);
  ADD ("feeder/cache", test_cached_frames_are_not_read_again);
  ADD ("feeder/least-used", test_least_used_goes_first);
  for (guint n_threads = 0; n_threads <= 3; n_threads++)
    {
      g_autofree char *name = g_strdup_printf ("/faces/feeder/limit/%u", n_threads);

      g_test_add (name, Fixture, GUINT_TO_POINTER (n_threads), set_up, test_set_larger_than_limit,
                  tear_down);
    }
  ADD ("feeder/failing", test_failing_frames);
  ADD ("feeder/watching", test_watching);
  ADD ("feeder/readers", test_many_readers);
  ADD ("feeder/threads", test_no_thread_stays);
  ADD ("feeder/to-input", test_picture_to_input);
  ADD ("average/mean", test_average_face);
  ADD ("average/nothing", test_average_of_nothing);
  return g_test_run ();
}
