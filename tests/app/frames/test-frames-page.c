/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/page.h"
#include "app/frames/frames-page.h"

#include "faces/pictures/picture-file.h"
#include "tests/study/fixture.h"
#include "app/state/titles.h"
#include "app/widgets/epoch-scrubber.h"
#include "app/widgets/viewer.h"
#include "study/analyses/trust/trust.h"
#include "tests/app/widgets.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct
{
  char *folder;
  FusWorkspace *workspace;
  FusFramesPage *page;
  GtkWindow *window;
  gint64 first; /* frame that the page began with */
} Fixture;

static void
show (Fixture *f)
{
  f->page = g_object_new (FUS_TYPE_FRAMES_PAGE, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_widget_insert_action_group (GTK_WIDGET (f->window), "view",
                                  fus_view_options_actions (fus_workspace_options (f->workspace)));
  gtk_window_set_default_size (f->window, 1200, 700);
  gtk_window_set_child (f->window, GTK_WIDGET (f->page));
  fus_page_set_workspace (FUS_PAGE (f->page), f->workspace);
  f->first = fus_frames_page_frame (f->page);
  fus_workspace_set_frame (f->workspace, 0);
  gtk_window_present (f->window);
}

static void
set_up (Fixture *f, gconstpointer untrained)
{
  f->folder = fixture_folder_new ();
  f->workspace = widgets_workspace (f->folder, untrained == NULL);
  show (f);
}

static void
set_up_damaged (Fixture *f, gconstpointer data)
{
  g_autoptr (FusViewOptions) options = fus_view_options_new (NULL);
  g_autoptr (FusStudy) study = NULL;

  f->folder = fixture_folder_new ();
  study = widgets_study (f->folder, TRUE);
  fixture_damage (&study, FUS_NETWORK_JOINT);
  f->workspace = fus_workspace_new (study, options, 1);
  show (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fus_workspace_close (f->workspace);
  gtk_window_destroy (f->window);
  fixture_wait_dropped (f->workspace);
  fixture_folder_free (f->folder);
}

static FusStage *
stage (Fixture *f)
{
  return fus_viewer_get_stage (FUS_VIEWER (f->page));
}

static FusPane *
pane (Fixture *f, guint index)
{
  return fus_stage_pane (stage (f), index);
}

static gboolean
is_pending (FusPane *of)
{
  gboolean pending;

  g_object_get (of, "pending", &pending, NULL);
  return pending;
}

/* Every pane has its picture, and a prediction below where the page's captions show one. */
static gboolean
is_explained (gpointer data)
{
  Fixture *f = data;

  for (guint i = 0; i < fus_stage_n_panes (stage (f)); i++)
    {
      g_autofree char *caption = fus_pane_caption (pane (f, i));
      if (fus_pane_picture (pane (f, i)) == NULL || is_pending (pane (f, i)) || caption == NULL
          || strstr (caption, "%") == NULL)
        return FALSE;
    }
  return TRUE;
}

static FusViewOptions *
options (Fixture *f)
{
  return fus_workspace_options (f->workspace);
}

static gboolean
says (Fixture *f, const char *text)
{
  return widgets_find_text (GTK_WIDGET (f->page), text) != NULL;
}

static void
test_first_frame (Fixture *f, gconstpointer data)
{
  const FusFrameList *frames = fus_study_frames (fus_workspace_study (f->workspace));

  /* One that shows something. */
  g_assert_cmpint (frames->frames[f->first].expression, ==, FUS_EXPRESSION_HAPPY);
  g_assert_cmpint (frames->frames[f->first].part, ==, FUS_PART_TEST);
  g_assert_cmpint (frames->frames[f->first].set, ==, FUS_SET_IDENTITY);
  fixture_wait (is_explained, f, 20);
  g_assert_cmpint (fus_frames_page_frame (f->page), ==, 0);
  g_assert_true (says (f, "F01 · afraid"));
  g_assert_true (says (f, "1 of 112"));
  /* Seven expressions with their shares; their tick is the true one. */
  g_assert_true (says (f, "surprised"));
  g_assert_true (says (f, "Map of predicted"));
  g_autofree char *name = fus_viewer_suggest_name (FUS_VIEWER (f->page));
  g_assert_cmpstr (name, ==, "AF01AFS-joint");
}

static void
test_steps (Fixture *f, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (f->page);

  fixture_wait (is_explained, f, 20);
  gtk_widget_activate_action (page, "frames.next", NULL);
  gtk_widget_activate_action (page, "frames.next", NULL);
  g_assert_cmpint (fus_workspace_frame (f->workspace), ==, 2);
  gtk_widget_activate_action (page, "frames.previous", NULL);
  g_assert_cmpint (fus_frames_page_frame (f->page), ==, 1);
  gtk_widget_activate_action (page, "frames.previous", NULL);
  gtk_widget_activate_action (page, "frames.previous", NULL);
  g_assert_cmpint (fus_frames_page_frame (f->page), ==, 0);
  fixture_wait (is_explained, f, 20);
}

/* Steps go through the frames that pass, and only those. */
static void
test_filtered_steps (Fixture *f, gconstpointer data)
{
  FusFrameModel *model = fus_workspace_frame_model (f->workspace);

  fus_frame_model_choose (model, FUS_FACET_EXPRESSION, FUS_EXPRESSION_HAPPY, TRUE);
  for (guint i = 0; i < 3; i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (f->page), "frames.next", NULL);
      const gint64 frame = fus_frames_page_frame (f->page);
      g_assert_cmpint (
          fus_study_frames (fus_workspace_study (f->workspace))->frames[frame].expression, ==,
          FUS_EXPRESSION_HAPPY);
    }
  fus_frame_model_choose (model, FUS_FACET_PERSON, 0, TRUE);
  fus_frame_model_choose (model, FUS_FACET_PART,
                          fus_frame_model_n_values (model, FUS_FACET_PART) - 1, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  g_assert_true (says (f, "No Frames Match"));
}

/* The overlay as it is drawn; the keys I and E are these two actions. */
static guint32
hash_of (Fixture *f)
{
  g_autoptr (FusPicture) picture = fus_pane_render (pane (f, 0), 96, 96);
  guint32 hash = 5381;

  for (int i = 0; i < 3 * 96 * 96; i++)
    hash = hash * 33 + picture->pixels[i];
  return hash;
}

static void
toggle (Fixture *f, FusTask task)
{
  gtk_widget_activate_action (
      GTK_WIDGET (f->page), task == FUS_TASK_IDENTITY ? "view.identity" : "view.expression", NULL);
}

/* Weights by which everything that conv8 sees speaks for any class of @task's head, and nothing for
 * any of the other's: its map has evidence, and the other's has none, whatever was learnt. */
static void
let_only_one_speak (FusStudy *study, FusTask task)
{
  g_autoptr (FusNetwork) trained = fus_study_network (study, FUS_NETWORK_JOINT, NULL);
  g_autoptr (FusNetwork) network = fus_network_copy (trained);
  float *parameters = fus_network_parameters (network);

  for (guint i = 0; i < fus_network_n_tensors (network); i++)
    {
      const FusTensor *tensor = fus_network_tensor (network, i);
      gboolean of_head = g_str_has_prefix (tensor->name, "heads.");
      gboolean speaks = !of_head || strstr (tensor->name, fus_task_name (task)) != NULL;

      for (gsize k = 0; k < tensor->size; k++)
        parameters[tensor->offset + k]
            = speaks ? fabsf (parameters[tensor->offset + k]) + 1e-3F : 0;
    }
  fus_study_publish_network (study, FUS_NETWORK_JOINT, network);
}

static void
set_up_speaking (Fixture *f, gconstpointer task)
{
  f->folder = fixture_folder_new ();
  f->workspace = widgets_workspace (f->folder, TRUE);
  let_only_one_speak (fus_workspace_study (f->workspace), GPOINTER_TO_INT (task));
  show (f);
  g_object_set (options (f), "identity", FALSE, "expression", FALSE, "opacity", 0.8, "threshold",
                0.0, NULL);
  fixture_wait (is_explained, f, 20);
}

static void
test_overlays (Fixture *f, gconstpointer data)
{
  const FusTask task = GPOINTER_TO_INT (data), other = 1 - task;
  const guint32 bare = hash_of (f);

  g_assert_false (says (f, "No positive evidence for"));
  toggle (f, other);
  g_assert_cmpuint (hash_of (f), ==, bare);
  g_assert_true (says (f, "No positive evidence for"));
  toggle (f, other);

  toggle (f, task);
  const guint32 shown = hash_of (f);
  g_assert_cmpuint (shown, !=, bare);
  g_assert_false (says (f, "No positive evidence for"));
  g_object_set (options (f), "opacity", 0.3, NULL);
  g_assert_cmpuint (hash_of (f), !=, shown);
  g_object_set (options (f), "opacity", 0.8, "colormap", "viridis", NULL);
  g_assert_cmpuint (hash_of (f), !=, shown);
  toggle (f, task);
  g_assert_cmpuint (hash_of (f), ==, bare);
}

static gboolean
has_two_panes (gpointer data)
{
  return fus_stage_n_panes (stage (data)) == 2;
}

static void
test_three (Fixture *f, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (f->page), "view.three", NULL);
  /* Only those that are trained. */
  g_assert_cmpuint (fus_stage_n_panes (stage (f)), ==, 1);
  fixture_train (fus_workspace_study (f->workspace), FUS_NETWORK_EXPRESSION);
  fixture_wait (has_two_panes, f, 10);
  fixture_wait (is_explained, f, 20);
  g_autofree char *caption = fus_pane_caption (pane (f, 1));
  g_assert_true (g_str_has_prefix (caption, "Expression network"));
}

static gboolean
has_maps (gpointer data)
{
  return fus_workspace_maps (((Fixture *) data)->workspace) != NULL;
}

static void
test_on_average (Fixture *f, gconstpointer data)
{
  fixture_wait (is_explained, f, 20);
  gtk_widget_activate_action (GTK_WIDGET (f->page), "view.on-average", NULL);
  g_assert_true (says (f, "Computing the average face…"));
  fixture_wait (has_maps, f, 30);
  g_assert_true (fus_pane_picture (pane (f, 0)) == fus_workspace_maps (f->workspace)->average_face);
  gtk_widget_activate_action (GTK_WIDGET (f->page), "view.on-average", NULL);
  g_assert_true (fus_pane_picture (pane (f, 0)) != fus_workspace_maps (f->workspace)->average_face);
}

static char *
describe (Fixture *f)
{
  return FUS_VIEWER_GET_IFACE (f->page)->describe (FUS_VIEWER (f->page));
}

static void
test_targets (Fixture *f, gconstpointer data)
{
  g_object_set (options (f), "identity", FALSE, "expression", TRUE, NULL);
  fus_view_options_set_target (options (f), FUS_TASK_EXPRESSION,
                               (FusTarget){ FUS_TARGET_CLASS, FUS_EXPRESSION_SAD });
  fixture_wait (is_explained, f, 20);
  g_autofree char *sad = describe (f);
  g_assert_nonnull (strstr (sad, "Grad-CAM at conv8 of sad"));

  /* The first frame is afraid. */
  fus_view_options_set_target (options (f), FUS_TASK_EXPRESSION,
                               (FusTarget){ FUS_TARGET_TRUE, -1 });
  fixture_wait (is_explained, f, 20);
  g_autofree char *truth = describe (f);
  g_assert_nonnull (strstr (truth, "Grad-CAM at conv8 of afraid"));
}

static gboolean
is_own (gpointer data)
{
  Fixture *f = data;

  return fus_frames_page_frame (f->page) < 0 && is_explained (f);
}

static void
test_own_picture (Fixture *f, gconstpointer data)
{
  g_autoptr (FusPicture) picture = fus_picture_new (50, 70);
  g_autofree char *path = g_build_filename (f->folder, "me.png", NULL);
  g_autoptr (GError) error = NULL;

  memset (picture->pixels, 90, 3 * 50 * 70);
  fus_picture_save_png (picture, path, &error);
  g_assert_no_error (error);
  gtk_widget_activate_action (GTK_WIDGET (f->page), "frames.next", NULL);
  fus_frames_page_open_picture (f->page, path);
  fixture_wait (is_own, f, 20);
  g_assert_true (says (f, "me.png"));
  /* Nobody knows who that is. */
  g_assert_false (says (f, "train"));

  gtk_widget_activate_action (GTK_WIDGET (f->page), "frames.close-picture", NULL);
  g_assert_cmpint (fus_frames_page_frame (f->page), ==, 1);
  g_assert_false (says (f, "me.png"));
}

static gboolean
says_missing (gpointer data)
{
  return says (data, "cannot be used: the file is not there");
}

static void
test_vanished (Fixture *f, gconstpointer data)
{
  FusStudy *study = fus_workspace_study (f->workspace);
  g_autofree char *path = fus_frame_full_path (fus_study_dataset_root (study, 0),
                                               &fus_study_frames (study)->frames[9]);

  g_assert_cmpint (g_remove (path), ==, 0);
  fus_workspace_set_frame (f->workspace, 9);
  fixture_wait (says_missing, f, 20);
  fus_workspace_set_frame (f->workspace, 4);
  fixture_wait (is_explained, f, 20);
  g_assert_false (says_missing (f));
  /* Each time one comes back to it. */
  fus_workspace_set_frame (f->workspace, 9);
  fixture_wait (says_missing, f, 20);
}

static void
test_untrained (Fixture *f, gconstpointer data)
{
  g_assert_true (says (f, "No Network Yet"));
  g_assert_nonnull (widgets_button (GTK_WIDGET (f->page), "Train a Network"));
}

static gboolean
names_its_file (gpointer f)
{
  return says (f, "joint.safetensors");
}

/* A weight file that was cut off is told by its name, and is not waited for. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  fixture_wait (names_its_file, f, 60);
  g_assert_false (is_pending (pane (f, 0)));
}

/* A map that is zero everywhere is said to be so. */
static void
test_no_evidence (Fixture *f, gconstpointer data)
{
  FusExplanation explanation = { .network = fus_study_network (fus_workspace_study (f->workspace),
                                                               FUS_NETWORK_JOINT, NULL) };
  gboolean shown[FUS_N_TASKS] = { TRUE, TRUE };

  explanation.heads[FUS_TASK_EXPRESSION]
      = (FusHeadExplanation){ .present = TRUE, .target = FUS_EXPRESSION_SAD, .empty = TRUE };
  g_autofree char *message = fus_evidence_message (&explanation, shown);
  g_assert_cmpstr (message, ==, "No positive evidence for sad");
  shown[FUS_TASK_EXPRESSION] = FALSE;
  g_assert_null (fus_evidence_message (&explanation, shown));
  fus_network_unref (explanation.network);
}

static gboolean
is_marked (gpointer data)
{
  return says (data, "than chance");
}

/* Each map has its mark: not tested until the study's tests were made, then what they say; and none
 * where there is no map. */
static void
test_trust_marks (Fixture *f, gconstpointer data)
{
  FusAnalysisRun *run = fus_workspace_run (f->workspace, &fus_trust_analysis);

  fus_workspace_set_frame (f->workspace, 0);
  fixture_wait (is_explained, f, 20);
  g_assert_true (says (f, "Identity: not tested"));
  g_assert_true (says (f, "Expression: not tested"));
  g_object_set (options (f), "expression", FALSE, NULL);
  g_assert_false (says (f, "Expression: not tested"));
  fus_analysis_run_start (run);
  fixture_wait (is_marked, f, 60);
  g_assert_false (says (f, "Identity: not tested"));
  g_assert_cmpstr (fus_analysis_run_failure (run), ==, NULL);

  /* Nor is the network as it was before. */
  fus_view_options_set_epoch (options (f), 0);
  fixture_wait (is_explained, f, 20);
  g_assert_true (says (f, "Identity: not tested"));
  fus_view_options_set_epoch (options (f), FUS_EPOCH_NEWEST);
  fixture_wait (is_explained, f, 20);
  g_assert_false (says (f, "Identity: not tested"));

  /* Other layers are not tested. */
  g_object_set (options (f), "map-layer", "conv4", NULL);
  fixture_wait (is_explained, f, 20);
  g_assert_true (says (f, "Identity: not tested"));
}

static GtkWidget *
scrubber (Fixture *f)
{
  return widgets_find (GTK_WIDGET (f->page), FUS_TYPE_EPOCH_SCRUBBER);
}

static GtkRange *
scale (Fixture *f)
{
  return GTK_RANGE (widgets_find (scrubber (f), GTK_TYPE_SCALE));
}

/* Epoch of the weights whose map is shown, as their notes say. */
static const char *
epoch_shown (Fixture *f)
{
  const FusExplanation *explanation
      = fus_subject_explanation (fus_workspace_subject (f->workspace), FUS_NETWORK_JOINT);

  return explanation != NULL ? fus_network_get_note (explanation->network, "epoch") : NULL;
}

static gboolean
is_at_end (gpointer data)
{
  return fus_view_options_epoch (options (data)) == FUS_EPOCH_NEWEST;
}

static gboolean
names_first_epoch (gpointer data)
{
  return says (data, "1.safetensors");
}

/* The network of two epochs is kept untrained and after one. */
static void
test_epochs (Fixture *f, gconstpointer data)
{
  FusStudy *study = fus_workspace_study (f->workspace);
  g_autofree char *first = fus_study_file (study, "networks", "joint-epochs/1.safetensors");
  g_autoptr (GBytes) bytes = NULL;

  fixture_wait (is_explained, f, 20);
  g_assert_true (gtk_widget_get_mapped (scrubber (f)));
  g_assert_cmpstr (epoch_shown (f), ==, "2");
  g_assert_cmpfloat (gtk_range_get_value (scale (f)), ==, 2);
  g_assert_true (says (f, "Epoch 2 of 2"));

  gtk_range_set_value (scale (f), 0);
  fixture_wait (is_explained, f, 20);
  g_assert_cmpstr (epoch_shown (f), ==, "0");
  g_assert_true (says (f, "Untrained"));
  g_autofree char *name = fus_viewer_suggest_name (FUS_VIEWER (f->page));
  g_assert_cmpstr (name, ==, "AF01AFS-joint-epoch-0");
  g_autofree char *description = FUS_VIEWER_GET_IFACE (f->page)->describe (FUS_VIEWER (f->page));
  g_assert_nonnull (strstr (description, "epoch 0"));

  /* A file that cannot be read is told by its name, and nothing else is shown in its place. */
  bytes = fixture_read (first);
  fixture_write (first, "no weights");
  gtk_range_set_value (scale (f), 1);
  fixture_wait (names_first_epoch, f, 20);
  g_assert_null (epoch_shown (f));
  g_file_set_contents (first, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  gtk_range_set_value (scale (f), 0);
  fixture_wait (is_explained, f, 20);

  /* Played from there it ends at the newest. */
  g_signal_emit_by_name (widgets_find (scrubber (f), GTK_TYPE_BUTTON), "clicked");
  g_assert_cmpint (fus_view_options_epoch (options (f)), ==, 0);
  fixture_wait (is_at_end, f, 10);
  fixture_wait (is_explained, f, 20);
  g_assert_cmpstr (epoch_shown (f), ==, "2");

  /* Out of sight, it goes back. */
  gtk_widget_set_visible (GTK_WIDGET (f->page), FALSE);
  g_assert_true (is_at_end (f));
  gtk_widget_set_visible (GTK_WIDGET (f->page), TRUE);
  fixture_wait (is_explained, f, 20);
  g_assert_cmpstr (epoch_shown (f), ==, "2");

  /* Where none is kept there is nothing to go through. */
  gtk_range_set_value (scale (f), 0);
  g_assert_true (fus_kept_epochs_delete (study, NULL));
  g_assert_false (gtk_widget_get_visible (scrubber (f)));
  g_assert_true (is_at_end (f));
}

#define ADD(name, untrained, function)                                                             \
  g_test_add ("/app/frames-page/" name, Fixture, untrained, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("first-frame", NULL, test_first_frame);
  ADD ("steps", NULL, test_steps);
  ADD ("filtered-steps", NULL, test_filtered_steps);
  g_test_add ("/app/frames-page/overlays/identity", Fixture, GINT_TO_POINTER (FUS_TASK_IDENTITY),
              set_up_speaking, test_overlays, tear_down);
  g_test_add ("/app/frames-page/overlays/expression", Fixture,
              GINT_TO_POINTER (FUS_TASK_EXPRESSION), set_up_speaking, test_overlays, tear_down);
  ADD ("three", NULL, test_three);
  ADD ("on-average", NULL, test_on_average);
  ADD ("targets", NULL, test_targets);
  ADD ("own-picture", NULL, test_own_picture);
  ADD ("vanished", NULL, test_vanished);
  ADD ("no-evidence", NULL, test_no_evidence);
  ADD ("epochs", NULL, test_epochs);
  ADD ("untrained", "untrained", test_untrained);
  ADD ("trust-marks", NULL, test_trust_marks);
  g_test_add ("/app/frames-page/damaged", Fixture, NULL, set_up_damaged, test_damaged, tear_down);
  return g_test_run ();
}
