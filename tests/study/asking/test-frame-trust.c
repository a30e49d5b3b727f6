/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/frame-trust.h"
#include "tests/study/fixture.h"

#include <math.h>
#include <string.h>

typedef struct
{
  char *folder;
  FusStudy *study;
  FusNetwork *network;
  guint32 frame;
  float *input;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusFeeder) feeder = NULL;
  g_autoptr (GArray) test = NULL;
  gsize size;

  f->folder = fixture_folder_new ();
  f->study = fixture_study (f->folder, 8, &protocol);
  fixture_train (f->study, FUS_NETWORK_JOINT);
  f->network = fus_study_network (f->study, FUS_NETWORK_JOINT, NULL);
  test = fus_frame_list_select (fus_study_frames (f->study), FUS_SET_EXPRESSION, FUS_PART_TEST);
  f->frame = g_array_index (test, guint32, 1);
  size = fus_network_architecture (f->network)->image_size;
  f->input = g_new (float, 3 * size * size);
  feeder = fus_study_ref_feeder (f->study);
  g_assert_cmpuint (fus_feeder_fetch (feeder, &f->frame, 1, fus_network_normalization (f->network),
                                      f->input, NULL, NULL),
                    ==, 1);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->input);
  fus_network_unref (f->network);
  g_object_unref (f->study);
  fixture_folder_free (f->folder);
}

/* A map of more than four cells. */
static const FusTrustQuestion question = { .task = FUS_TASK_EXPRESSION,
                                           .spec = { FUS_MAP_METHOD_LAYERCAM, FUS_LAYER_CONV4 },
                                           .class_index = -1,
                                           .n_random = 4,
                                           .seed = 1 };

static FusFrameTrust *
ask (Fixture *f, const FusTrustQuestion *asked)
{
  g_autoptr (GError) error = NULL;
  FusFrameTrust *trust = fus_frame_trust (f->network, f->input, asked, 2, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (trust);
  return trust;
}

static void
assert_same (const FusFrameTrust *a, const FusFrameTrust *b)
{
  g_assert_cmpint (a->class_index, ==, b->class_index);
  g_assert_cmpmem (a->map, sizeof (float) * a->side * a->side, b->map,
                   sizeof (float) * b->side * b->side);
  g_assert_cmpmem (&a->deletion, sizeof a->deletion, &b->deletion, sizeof b->deletion);
  g_assert_cmpmem (a->layer, sizeof a->layer, b->layer, sizeof b->layer);
  g_assert_cmpmem (&a->flip, sizeof a->flip, &b->flip, sizeof b->flip);
}

static void
check_whole (const FusFrameTrust *trust, guint side)
{
  g_assert_cmpuint (trust->side, ==, side);
  g_assert_false (trust->empty);
  g_assert_cmpuint (trust->deletion.n_random, ==, question.n_random);
  g_assert_cmpuint (trust->deletion.n_beaten, <=, question.n_random);
  g_assert_true (trust->deletion.intact > 0 && trust->deletion.intact < 1);
  g_assert_true (fabs (trust->deletion.map.score) < 1 && trust->deletion.random_sd > 0);
  for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
    if (fus_map_similarity_is_defined (&trust->layer[layer]))
      g_assert_cmpfloat (fabs (trust->layer[layer].ssim), <, 1);
  g_assert_cmpfloat_with_epsilon (trust->flip.face + trust->flip.place, trust->flip.asymmetry,
                                  1e-12);
  g_assert_true (trust->mirrored_probability > 0 && trust->mirrored_probability < 1);
}

static void
test_tests (Fixture *f, gconstpointer data)
{
  g_autoptr (FusFrameTrust) trust = ask (f, &question);
  g_autoptr (FusFrameTrust) again = ask (f, &question);
  FusTrustQuestion other = question;

  g_assert_cmpint (trust->class_index, ==, trust->predicted);
  check_whole (trust, fus_map_spec_side (&question.spec, fus_network_architecture (f->network)));
  assert_same (trust, again);

  /* Another class has another probability; another seed, other random maps and weights. */
  other.class_index = (trust->predicted + 1) % 7;
  other.seed = 2;
  g_autoptr (FusFrameTrust) third = ask (f, &other);
  g_assert_cmpint (third->class_index, ==, other.class_index);
  g_assert_cmpint (third->predicted, ==, trust->predicted);
  g_assert_cmpfloat (third->deletion.intact, <, trust->deletion.intact);
}

/* A network that sees nothing gives maps without evidence: nothing is known of those. */
static void
test_empty (Fixture *f, gconstpointer data)
{
  const FusArchitecture arch = *fus_network_architecture (f->network);
  g_autoptr (FusNetwork) blind = fus_network_new (&arch, NULL);
  FusNetwork *seeing = g_steal_pointer (&f->network);

  f->network = g_steal_pointer (&blind);
  g_autoptr (FusFrameTrust) trust = ask (f, &question);
  g_assert_true (trust->empty);
  g_assert_true (isnan (trust->deletion.map.score));
  g_assert_cmpuint (trust->deletion.n_random, ==, 0);
  for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
    g_assert_false (fus_map_similarity_is_defined (&trust->layer[layer]));
  g_assert_true (isnan (trust->flip.asymmetry) && isnan (trust->flip.similarity.ssim));
  fus_network_unref (f->network);
  f->network = seeing;
}

typedef struct
{
  FusFrameTrust *trust;
  GError *error;
  gboolean done;
} Waiting;

static void
on_done (FusJob *job, gpointer data)
{
  Waiting *waiting = data;

  waiting->trust = fus_job_take_result (job, &waiting->error);
  waiting->done = TRUE;
}

static gboolean
is_done (gpointer data)
{
  return ((Waiting *) data)->done;
}

/* A frame of the study, and the same picture as one's own. */
static void
test_job (Fixture *f, gconstpointer data)
{
  g_autoptr (FusFrameTrust) direct = ask (f, &question);
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (f->study);
  g_autoptr (FusPicture) picture = fus_feeder_fetch_picture (feeder, f->frame, NULL);

  for (int own = 0; own < 2; own++)
    {
      Waiting waiting = { NULL };
      g_autoptr (FusJob) job
          = own ? fus_frame_trust_start (f->study, f->network, -1, picture, &fus_crop_whole,
                                         &question, 2, on_done, &waiting)
                : fus_frame_trust_start (f->study, f->network, f->frame, NULL, NULL, &question, 2,
                                         on_done, &waiting);

      fixture_wait (is_done, &waiting, 60);
      g_assert_no_error (waiting.error);
      assert_same (direct, waiting.trust);
      fus_frame_trust_free (waiting.trust);
    }
}

static void
test_unreadable (Fixture *f, gconstpointer data)
{
  const FusFrame *frame = &fus_study_frames (f->study)->frames[0];
  g_autofree char *path = g_build_filename (f->folder, "faces", frame->path, NULL);
  Waiting waiting = { NULL };

  fixture_write (path, "no picture");
  /* Anew, as what was read once is kept. */
  g_autoptr (FusStudy) study = fus_study_open (fus_study_path (f->study), NULL);
  g_autoptr (FusJob) job
      = fus_frame_trust_start (study, f->network, 0, NULL, NULL, &question, 1, on_done, &waiting);
  fixture_wait (is_done, &waiting, 60);
  g_assert_null (waiting.trust);
  g_assert_nonnull (waiting.error);
  g_assert_nonnull (strstr (waiting.error->message, frame->path));
  g_error_free (waiting.error);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  Waiting waiting = { NULL };
  g_autoptr (FusJob) job = fus_frame_trust_start (f->study, f->network, f->frame, NULL, NULL,
                                                  &question, 1, on_done, &waiting);

  fus_job_cancel (job);
  fixture_wait (is_done, &waiting, 60);
  g_assert_null (waiting.trust);
  g_assert_no_error (waiting.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/frame-trust/tests", test_tests);
  ADD ("/frame-trust/empty", test_empty);
  ADD ("/frame-trust/job", test_job);
  ADD ("/frame-trust/unreadable", test_unreadable);
  ADD ("/frame-trust/cancel", test_cancel);
  return g_test_run ();
}
