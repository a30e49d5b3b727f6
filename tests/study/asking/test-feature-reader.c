/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/feature-reader.h"

#include "tests/study/fixture.h"

typedef struct
{
  char *folder;
  FusStudy *study;
  FusFeatureReader *reader;
  guint n_read;
  char *failure;
  FusFeatures *before; /* borrowed */
} Fixture;

static void
on_read (FusFeatureReader *reader, Fixture *f)
{
  f->n_read++;
}

static void
on_failed (FusFeatureReader *reader, const char *message, Fixture *f)
{
  g_free (f->failure);
  f->failure = g_strdup (message);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  FusProtocol protocol = fixture_protocol ();

  f->folder = fixture_folder_new ();
  protocol.epochs = 1;
  f->study = fixture_study (f->folder, 8, &protocol);
  fixture_train (f->study, FUS_NETWORK_JOINT);
  fixture_train (f->study, FUS_NETWORK_IDENTITY);
  f->reader = fus_feature_reader_new (f->study, 1);
  g_signal_connect (f->reader, "read", G_CALLBACK (on_read), f);
  g_signal_connect (f->reader, "failed", G_CALLBACK (on_failed), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->reader);
  g_object_unref (f->study);
  g_free (f->failure);
  fixture_folder_free (f->folder);
}

static gboolean
is_done (gpointer data)
{
  return !fus_feature_reader_is_pending (((Fixture *) data)->reader);
}

static gboolean
has_newer (gpointer data)
{
  Fixture *f = data;

  return fus_feature_reader_result (f->reader, FUS_NETWORK_JOINT) != f->before;
}

#define ALL ((1u << FUS_N_NETWORKS) - 1)

static void
read_layer (Fixture *f, gint64 frame, FusLayer layer, gboolean pooled)
{
  fus_feature_reader_request (f->reader, frame, NULL, NULL, ALL, layer, pooled);
  fixture_wait (is_done, f, 60);
}

/* What a pass of one's own says. */
static FusFeatures *
expected (Fixture *f, FusNetworkKind kind, guint32 frame, FusLayer layer, gboolean pooled)
{
  g_autoptr (FusNetwork) network = fus_study_network (f->study, kind, NULL);
  const guint side = fus_network_architecture (network)->image_size;
  g_autofree float *input = g_new (float, 3 * side * side);
  FusTeam *team = fus_team_new (1);
  FusPass *pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 1, team);

  g_assert_cmpuint (fus_feeder_fetch (fus_study_feeder (f->study), &frame, 1,
                                      fus_network_normalization (network), input, NULL, NULL),
                    ==, 1);
  g_assert_true (fus_pass_forward (pass, input, 1, FUS_LAYER_HEADS, NULL));
  FusFeatures *features = fus_features (pass, 1, 0, layer, pooled);
  fus_pass_free (pass);
  fus_team_free (team);
  return features;
}

static void
assert_read (Fixture *f, FusNetworkKind kind, guint32 frame, FusLayer layer, gboolean pooled)
{
  FusFeatures *features = fus_feature_reader_result (f->reader, kind);
  g_autoptr (FusFeatures) right = expected (f, kind, frame, layer, pooled);

  g_assert_nonnull (features);
  g_assert_cmpint (features->layer, ==, layer);
  g_assert_cmpint (features->pooled, ==, right->pooled);
  /* The same threads, the same bytes. */
  const gsize size = (gsize) right->n_units * right->side * right->side * sizeof (float);
  g_assert_cmpmem (features->values, size, right->values, size);
}

static void
test_walk (Fixture *f, gconstpointer data)
{
  for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
    for (int pooled = 0; pooled < 2; pooled++)
      {
        read_layer (f, 3, layer, pooled);
        assert_read (f, FUS_NETWORK_JOINT, 3, layer, pooled);
        assert_read (f, FUS_NETWORK_IDENTITY, 3, layer, pooled);
      }
  read_layer (f, 4, FUS_LAYER_CONV8, FALSE);
  assert_read (f, FUS_NETWORK_JOINT, 4, FUS_LAYER_CONV8, FALSE);
  /* There is no such network. */
  g_assert_null (fus_feature_reader_result (f->reader, FUS_NETWORK_EXPRESSION));
  g_assert_null (fus_feature_reader_network (f->reader, FUS_NETWORK_EXPRESSION));
  g_assert_nonnull (fus_feature_reader_network (f->reader, FUS_NETWORK_JOINT));
  g_assert_null (f->failure);
}

static void
test_superseded (Fixture *f, gconstpointer data)
{
  for (guint32 frame = 0; frame < 20; frame++)
    fus_feature_reader_request (f->reader, frame, NULL, NULL, ALL, frame % FUS_N_LAYERS, FALSE);
  fixture_wait (is_done, f, 60);
  assert_read (f, FUS_NETWORK_JOINT, 19, 19 % FUS_N_LAYERS, FALSE);
  /* Only the last is handed out: once for each network, or for those that came together. */
  g_assert_cmpuint (f->n_read, >=, 1);
  g_assert_cmpuint (f->n_read, <=, FUS_N_NETWORKS);
  /* The same again needs no work. */
  fus_feature_reader_request (f->reader, 19, NULL, NULL, ALL, 19 % FUS_N_LAYERS, FALSE);
  g_assert_false (fus_feature_reader_is_pending (f->reader));
}

static void
test_new_weights (Fixture *f, gconstpointer data)
{
  read_layer (f, 2, FUS_LAYER_FC2, FALSE);
  g_autoptr (FusFeatures) before
      = fus_features_ref (fus_feature_reader_result (f->reader, FUS_NETWORK_JOINT));
  g_autoptr (FusNetwork) network = fus_study_network (f->study, FUS_NETWORK_JOINT, NULL);
  g_autoptr (FusNetwork) other = fus_network_copy (network);

  fus_network_initialize (other, 99);
  fus_study_publish_network (f->study, FUS_NETWORK_JOINT, other);
  f->before = before;
  fixture_wait (has_newer, f, 60);
  assert_read (f, FUS_NETWORK_JOINT, 2, FUS_LAYER_FC2, FALSE);
}

static void
test_own_picture (Fixture *f, gconstpointer data)
{
  g_autoptr (FusPicture) picture = fus_picture_new (90, 120);

  for (int i = 0; i < 90 * 120 * 3; i++)
    picture->pixels[i] = (guint8) (i * 7);
  fus_feature_reader_request (f->reader, -1, picture, NULL, ALL, FUS_LAYER_CONV3, FALSE);
  fixture_wait (is_done, f, 60);
  FusFeatures *features = fus_feature_reader_result (f->reader, FUS_NETWORK_JOINT);
  g_assert_nonnull (features);
  g_assert_cmpint (features->layer, ==, FUS_LAYER_CONV3);
}

static void
test_unreadable (Fixture *f, gconstpointer data)
{
  const FusFrame *frame = &fus_study_frames (f->study)->frames[6];
  g_autofree char *path
      = g_build_filename (fus_study_dataset_root (f->study, 0), frame->path, NULL);

  fixture_write (path, "no picture");
  /* Training left the frame in memory; another crop has it read anew. */
  g_assert_true (fus_study_set_crop (f->study, 0, &(FusCrop){ 0.1, 0.1, 0.8, 0.8 }, NULL));
  read_layer (f, 6, FUS_LAYER_CONV1, FALSE);
  g_assert_nonnull (f->failure);
  g_autofree char *name = g_path_get_basename (frame->path);
  g_assert_nonnull (strstr (f->failure, name));
  /* Each time one comes back to it, though the feeder reports a frame once. */
  g_clear_pointer (&f->failure, g_free);
  read_layer (f, 6, FUS_LAYER_CONV2, FALSE);
  g_assert_nonnull (f->failure);
  /* The next frame is read all the same. */
  read_layer (f, 7, FUS_LAYER_CONV1, FALSE);
  assert_read (f, FUS_NETWORK_JOINT, 7, FUS_LAYER_CONV1, FALSE);
}

/* A network whose file is cut off is told by the file's name, and does not keep the others from
 * being read. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->reader);
  fixture_damage (&f->study, FUS_NETWORK_JOINT);
  f->reader = fus_feature_reader_new (f->study, 1);
  read_layer (f, 3, FUS_LAYER_CONV2, FALSE);
  g_assert_null (fus_feature_reader_result (f->reader, FUS_NETWORK_JOINT));
  g_assert_nonnull (fus_feature_reader_problem (f->reader, FUS_NETWORK_JOINT));
  g_assert_nonnull (
      strstr (fus_feature_reader_problem (f->reader, FUS_NETWORK_JOINT), "joint.safetensors"));
  assert_read (f, FUS_NETWORK_IDENTITY, 3, FUS_LAYER_CONV2, FALSE);
  g_assert_null (fus_feature_reader_problem (f->reader, FUS_NETWORK_IDENTITY));
  g_assert_null (fus_feature_reader_result (f->reader, FUS_NETWORK_EXPRESSION));
  g_assert_null (fus_feature_reader_problem (f->reader, FUS_NETWORK_EXPRESSION));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/study/feature-reader/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("walk", test_walk);
  ADD ("superseded", test_superseded);
  ADD ("new-weights", test_new_weights);
  ADD ("own-picture", test_own_picture);
  ADD ("unreadable", test_unreadable);
  ADD ("damaged", test_damaged);
  return g_test_run ();
}
