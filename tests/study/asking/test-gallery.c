/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"
#include "faces/budget.h"
#include "study/asking/gallery.h"

#include <string.h>

#define N 5

typedef struct
{
  char *folder;
  FusStudy *study;
  FusGallery *gallery;
  guint n_changed;
  guint n_cleared;
} Fixture;

static void
on_changed (Fixture *f, guint kind, guint layer, guint unit)
{
  g_assert_cmpuint (kind, <, FUS_N_NETWORKS);
  g_assert_cmpuint (layer, <, FUS_N_LAYERS);
  f->n_changed++;
}

static void
on_cleared (Fixture *f)
{
  f->n_cleared++;
}

static void
on_failed (FusGallery *gallery, const char *message)
{
  g_error ("%s", message);
}

static FusGallery *
open_gallery (Fixture *f)
{
  FusGallery *gallery = fus_gallery_new (f->study, 1);

  g_signal_connect_swapped (gallery, "changed", G_CALLBACK (on_changed), f);
  g_signal_connect (gallery, "failed", G_CALLBACK (on_failed), NULL);
  g_signal_connect_swapped (gallery, "cleared", G_CALLBACK (on_cleared), f);
  return gallery;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  FusProtocol protocol = fixture_protocol ();

  f->folder = fixture_folder_new ();
  f->study = fixture_study (f->folder, 4, &protocol);
  fixture_train (f->study, FUS_NETWORK_JOINT);
  /* The study still has to tell that it was trained. */
  fixture_settle ();
  f->gallery = open_gallery (f);
  fus_gallery_set_preset (f->gallery, FUS_STIMULUS_PAPER);
  f->n_cleared = 0;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fus_gallery_close (f->gallery);
  g_assert_finalize_object (f->gallery);
  /* The job's end still comes, and finds nobody. */
  fixture_wait_dropped (f->study);
  fixture_folder_free (f->folder);
}

static gboolean
is_idle (gpointer data)
{
  return !fus_gallery_is_running (((Fixture *) data)->gallery);
}

static void
want (Fixture *f, FusNetworkKind kind, FusLayer layer)
{
  FusUnitAddress units[N];

  for (guint i = 0; i < N; i++)
    units[i] = (FusUnitAddress){ kind, layer, i };
  fus_gallery_want (f->gallery, units, N);
}

static FusStimulusPicture *
get (Fixture *f, FusLayer layer, guint unit)
{
  return fus_gallery_get (f->gallery, &(FusUnitAddress){ FUS_NETWORK_JOINT, layer, unit });
}

static void
test_makes (Fixture *f, gconstpointer data)
{
  g_autoptr (FusPicture) first = NULL;
  /* width 0.05: three units in conv1 */
  const guint n_units = 3;

  want (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV1);
  g_assert_true (fus_gallery_is_running (f->gallery));
  fixture_wait (is_idle, f, 30);
  g_assert_cmpfloat (fus_gallery_progress (f->gallery), ==, 1);
  g_assert_cmpuint (f->n_changed, >=, n_units);
  for (guint i = 0; i < n_units; i++)
    {
      FusStimulusPicture *picture = get (f, FUS_LAYER_CONV1, i);

      g_assert_nonnull (picture);
      g_assert_true (picture->finished);
      g_assert_cmpuint (picture->unit, ==, i);
      g_assert_cmpint (picture->picture->width, ==, 32);
      g_assert_cmpuint (picture->steps, ==, 64);
    }
  g_assert_null (get (f, FUS_LAYER_CONV1, n_units));

  /* A new gallery reads what the first one made. */
  first = fus_picture_ref (get (f, FUS_LAYER_CONV1, 1)->picture);
  g_object_unref (f->gallery);
  f->gallery = open_gallery (f);
  fus_gallery_set_preset (f->gallery, FUS_STIMULUS_PAPER);
  f->n_changed = 0;
  want (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV1);
  fixture_wait (is_idle, f, 30);
  g_assert_cmpuint (f->n_changed, ==, n_units);
  g_assert_cmpmem (first->pixels, 3 * 32 * 32, get (f, FUS_LAYER_CONV1, 1)->picture->pixels,
                   3 * 32 * 32);

  /* Other settings, other pictures. */
  fus_gallery_set_seed (f->gallery, 2);
  g_assert_null (get (f, FUS_LAYER_CONV1, 1));
  want (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV1);
  fixture_wait (is_idle, f, 30);
  g_assert_true (get (f, FUS_LAYER_CONV1, 1)->finished);
  g_assert_cmpint (
      memcmp (first->pixels, get (f, FUS_LAYER_CONV1, 1)->picture->pixels, 3 * 32 * 32), !=, 0);

  /* What is not wanted any more is kept within the budget; then it is read again. */
  fus_gallery_want (f->gallery, NULL, 0);
  g_assert_cmpuint (fus_budget_used (fus_budget_get_default ()), >=, n_units * 3 * 32 * 32);
  g_assert_true (get (f, FUS_LAYER_CONV1, 1)->finished);
  fus_gallery_want (f->gallery, NULL, 0);
  fus_budget_set_limit (fus_budget_get_default (), 0);
  g_assert_null (get (f, FUS_LAYER_CONV1, 1));
  want (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV1);
  fixture_wait (is_idle, f, 30);
  g_assert_true (get (f, FUS_LAYER_CONV1, 1)->finished);
  g_assert_cmpuint (fus_budget_used (fus_budget_get_default ()), ==, 0);
  fus_budget_set_limit (fus_budget_get_default (), (gsize) 1 << 30);
}

static gboolean
has_snapshot (gpointer data)
{
  return get (data, FUS_LAYER_CONV8, 0) != NULL;
}

static void
test_stops (Fixture *f, gconstpointer data)
{
  fus_gallery_set_preset (f->gallery, FUS_STIMULUS_CLEAR);
  want (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV8);
  fixture_wait (has_snapshot, f, 30);
  fus_gallery_stop (f->gallery);
  fixture_wait (is_idle, f, 30);
  /* What is there stays, and goes on to be made when it is wanted. */
  g_assert_nonnull (get (f, FUS_LAYER_CONV8, 0));
  want (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV8);
  fixture_wait (is_idle, f, 60);
  for (guint i = 0; i < N; i++)
    g_assert_true (get (f, FUS_LAYER_CONV8, i)->finished);
}

static void
test_no_network (Fixture *f, gconstpointer data)
{
  want (f, FUS_NETWORK_IDENTITY, FUS_LAYER_CONV1);
  fixture_wait (is_idle, f, 30);
  g_assert_cmpuint (f->n_changed, ==, 0);
  g_assert_cmpfloat (fus_gallery_progress (f->gallery), ==, 1);
}

static gboolean
is_cleared (gpointer data)
{
  return ((Fixture *) data)->n_cleared > 0;
}

/* A picture belongs to the weights it was made of. */
static void
test_trained_further (Fixture *f, gconstpointer data)
{
  g_autoptr (FusNetwork) network = fus_study_network (f->study, FUS_NETWORK_JOINT, NULL);
  g_autoptr (FusNetwork) other = fus_network_copy (network);
  g_autofree char *hash = fus_network_hash (network);
  g_autofree char *other_hash = NULL;
  FusStimulusSettings settings = { FUS_STIMULUS_PAPER, 1, 64, 0 };
  g_autoptr (FusStimulusPicture) stored = NULL;

  want (f, FUS_NETWORK_JOINT, FUS_LAYER_CONV1);
  fixture_wait (is_idle, f, 30);
  stored
      = fus_stimulus_store_load (f->study, FUS_NETWORK_JOINT, hash, FUS_LAYER_CONV1, 0, &settings);
  g_assert_nonnull (stored);
  g_assert_cmpfloat (stored->activation, ==, get (f, FUS_LAYER_CONV1, 0)->activation);
  fus_network_parameters (other)[0] += 1;
  other_hash = fus_network_hash (other);
  g_assert_null (fus_stimulus_store_load (f->study, FUS_NETWORK_JOINT, other_hash, FUS_LAYER_CONV1,
                                          0, &settings));
  settings.steps = 65;
  g_assert_null (
      fus_stimulus_store_load (f->study, FUS_NETWORK_JOINT, hash, FUS_LAYER_CONV1, 0, &settings));
  f->n_cleared = 0;
  g_signal_emit_by_name (f->study, "network-changed", (guint) FUS_NETWORK_JOINT);
  fixture_wait (is_cleared, f, 10);
  g_assert_null (get (f, FUS_LAYER_CONV1, 0));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/gallery/makes", test_makes);
  ADD ("/gallery/stops", test_stops);
  ADD ("/gallery/no-network", test_no_network);
  ADD ("/gallery/trained-further", test_trained_further);
  return g_test_run ();
}
