/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/frames/trust-card.h"

#include "app/widgets/figure-view.h"
#include "tests/study/fixture.h"
#include "app/widgets/trust-words.h"
#include "tests/app/widgets.h"
#include <math.h>
#include <string.h>

typedef struct
{
  char *folder;
  FusWorkspace *workspace;
  FusTrustCard *card;
  GtkWindow *window;
  FusExplanation *before;
  guint n_holders; /* of the card while nothing is tested */
} Fixture;

static FusSubject *
subject_of (Fixture *f)
{
  return fus_workspace_subject (f->workspace);
}

static gboolean
is_explained (gpointer data)
{
  Fixture *f = data;
  FusExplanation *explanation = fus_subject_explanation (subject_of (f), FUS_NETWORK_JOINT);

  return explanation != NULL && explanation != f->before
         && !fus_subject_is_pending (subject_of (f), FUS_NETWORK_JOINT);
}

/* Puts the maps of a frame on the card, as a page does. */
static void
explain (Fixture *f, gint64 frame)
{
  const FusTarget targets[FUS_N_TASKS] = { { FUS_TARGET_PREDICTED }, { FUS_TARGET_PREDICTED } };
  const FusMapSpec spec = FUS_MAP_SPEC_PAPER;

  f->before = fus_subject_explanation (subject_of (f), FUS_NETWORK_JOINT);
  fus_workspace_set_frame (f->workspace, frame);
  fus_subject_ask (subject_of (f), 1u << FUS_NETWORK_JOINT, targets, &spec, FUS_EPOCH_NEWEST);
  fixture_wait (is_explained, f, 20);
  fus_trust_card_set_explanation (f->card, FUS_NETWORK_JOINT,
                                  fus_subject_explanation (subject_of (f), FUS_NETWORK_JOINT));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = fixture_folder_new ();
  f->workspace = widgets_workspace (f->folder, TRUE);
  f->card = g_object_new (FUS_TYPE_TRUST_CARD, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (f->window, 390, 800);
  /* It grows with its width, as it does in the inspector. */
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (f->card));
  gtk_window_set_child (f->window, scroller);
  fus_trust_card_set_workspace (f->card, f->workspace);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  FusTrustCard *card = f->card;

  fus_workspace_close (f->workspace);
  g_object_add_weak_pointer (G_OBJECT (card), (gpointer *) &card);
  gtk_window_destroy (f->window);
  /* A test that was cancelled has to find out. */
  fixture_wait (fixture_is_gone, &card, 10);
  g_object_unref (f->workspace);
  fixture_folder_free (f->folder);
}

/* Returns: whether a map is being tested then */
static gboolean
activate (Fixture *f, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (f->card), action, NULL);
  return gtk_widget_get_visible (
      gtk_widget_get_parent (widgets_find (GTK_WIDGET (f->card), GTK_TYPE_PROGRESS_BAR)));
}

static FusStudyFigure *
figure_of (Fixture *f)
{
  GtkWidget *view = widgets_find (GTK_WIDGET (f->card), FUS_TYPE_FIGURE_VIEW);

  return gtk_widget_get_mapped (view) ? fus_figure_view_figure (FUS_FIGURE_VIEW (view)) : NULL;
}

static gboolean
has_figure (gpointer data)
{
  return figure_of (data) != NULL;
}

static guint
n_rows (const char *csv, const char *beginning)
{
  g_auto (GStrv) lines = g_strsplit (csv, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    n += g_str_has_prefix (lines[i], beginning);
  return n;
}

/* Whoever tests a map holds the card. */
static gboolean
has_ended (gpointer data)
{
  Fixture *f = data;

  return G_OBJECT (f->card)->ref_count <= f->n_holders;
}

/* Nothing is tested unasked; asked for, three sentences come, and a figure with all numbers. */
static void
test_tests (Fixture *f, gconstpointer data)
{
  g_assert_false (activate (f, "trust.test"));
  explain (f, 0);
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->card), "Grad-CAM at conv8"));
  widgets_drawn (GTK_WIDGET (f->card));
  g_assert_null (figure_of (f));
  g_object_set (f->card, "task", "identity", NULL);
  g_assert_true (activate (f, "trust.test"));
  /* One at a time. */
  g_assert_true (activate (f, "trust.test"));
  fixture_wait (has_figure, f, 60);

  const FusFigure *figure = fus_study_figure (figure_of (f));
  g_assert_cmpuint (n_rows (figure->csv, "deletion,"), ==, 4 * FUS_N_DELETION_SHARES + 6);
  g_assert_cmpuint (n_rows (figure->csv, "randomization,"), ==, 2 * FUS_N_LAYERS);
  g_assert_cmpuint (n_rows (figure->csv, "flip,"), ==, 6);
  g_assert_nonnull (strstr (figure->origin, "\"identity\""));
  const FusFrame *frame = &fus_study_frames (fus_workspace_study (f->workspace))->frames[0];
  g_assert_nonnull (strstr (figure->origin, frame->path));
  g_autofree char *part = g_strdup_printf ("\"part\" : \"%s\"", fus_part_name (frame->part));
  g_assert_nonnull (strstr (figure->origin, part));
  g_assert_nonnull (strstr (figure->origin, "joint-network-hash"));
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->card), "random maps"));
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->card), "weights at random"));
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->card), "mirror"));
  g_autoptr (GError) error = NULL;
  g_assert_true (fus_figure_write (figure, f->folder, &error));
  g_assert_no_error (error);

  /* Of another frame nothing is known; the figure goes. */
  explain (f, 1);
  g_assert_null (figure_of (f));
  g_assert_true (activate (f, "trust.test"));
}

/* What is cancelled, or overtaken by another map, leaves nothing behind. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  explain (f, 0);
  f->n_holders = G_OBJECT (f->card)->ref_count;
  g_assert_false (activate (f, "trust.cancel"));
  g_assert_true (activate (f, "trust.test"));
  g_assert_false (activate (f, "trust.cancel"));
  fixture_wait (has_ended, f, 20);
  g_assert_null (figure_of (f));
  g_assert_true (activate (f, "trust.test"));
  g_object_set (f->card, "task", "identity", NULL);
  fixture_wait (has_ended, f, 20);
  g_assert_null (figure_of (f));
  g_assert_true (activate (f, "trust.test"));
}

static void
test_words (void)
{
  FusFrameTrust trust = { .deletion = { .n_random = 10, .n_beaten = 10 } };

  trust.deletion.map.score = 0.25;
  g_autofree char *all = fus_trust_words_deletion (&trust);
  g_assert_true (g_str_has_prefix (all, "What it points to matters: "));
  trust.deletion.n_beaten = 6;
  g_autofree char *most = fus_trust_words_deletion (&trust);
  g_assert_true (g_str_has_prefix (most, "What it points to matters a little"));
  trust.deletion.n_beaten = 5;
  g_autofree char *half = fus_trust_words_deletion (&trust);
  g_assert_nonnull (strstr (half, "no more than other places"));
  /* Below 0 it is the wrong places, whatever random maps do. */
  trust.deletion.n_beaten = 10;
  trust.deletion.map.score = -0.1;
  g_autofree char *wrong = fus_trust_words_deletion (&trust);
  g_assert_nonnull (strstr (wrong, "no more than other places"));

  trust.layer[FUS_LAYER_CONV1].spearman = 0.29;
  g_autofree char *other = fus_trust_words_randomization (&trust);
  g_assert_true (g_str_has_prefix (other, "It depends on what"));
  trust.layer[FUS_LAYER_CONV1].spearman = 0.6;
  g_autofree char *same = fus_trust_words_randomization (&trust);
  g_assert_true (g_str_has_prefix (same, "It shows the picture"));
  trust.layer[FUS_LAYER_CONV1].spearman = NAN;
  g_autofree char *none = fus_trust_words_randomization (&trust);
  g_assert_nonnull (strstr (none, "no map left"));

  trust.flip = (FusFlip){
    .similarity = { 0.9, 0.9 }, .asymmetry = 0.5, .back = 0.3, .face = 0.4, .place = 0.1
  };
  g_autofree char *follows = fus_trust_words_flip (&trust, "sad");
  g_assert_true (g_str_has_prefix (follows, "It follows the face into the mirror (likeness 0.90)"));
  g_assert_nonnull (strstr (follows, "+0.50 to the subject’s left, +0.40 goes with the face"));
  g_assert_null (strstr (follows, "sad"));
  trust.mirrored_predicted = 3;
  trust.flip.similarity.spearman = 0.1;
  g_autofree char *stays = fus_trust_words_flip (&trust, "sad");
  g_assert_true (g_str_has_prefix (stays, "It does not follow"));
  g_assert_true (g_str_has_suffix (stays, "taken for sad."));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/trust-card/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("tests", test_tests);
  ADD ("cancel", test_cancel);
  g_test_add_func ("/app/trust-card/words", test_words);
  return g_test_run ();
}
