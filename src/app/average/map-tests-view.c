/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/figure-maker.h"
#include "study/analyses/maps/figures.h"
#include "app/average/map-views.h"
#include "app/widgets/statistic-words.h"

#include <glib/gi18n-lib.h>

struct _FusMapTestsView
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *scroller;
  FusFigureView *figure;
  GtkDropDown *level;
  GtkLabel *advice;
  GtkBox *tests;

  /* owned */
  FusStudy *study;
  FusStudyMaps *maps;
  GCancellable *wording; /* of the words that are being made */
};

G_DEFINE_FINAL_TYPE (FusMapTestsView, fus_map_tests_view, GTK_TYPE_WIDGET)

typedef struct
{
  FusStudyMaps *maps;
  FusMapLevel level;
} Words;

static void
words_free (gpointer data)
{
  Words *words = data;

  fus_result_unref (words->maps);
  g_free (words);
}

/* A line for each pair of maps. */
static void
words_thread (GTask *task, gpointer view, gpointer data, GCancellable *cancellable)
{
  const Words *words = data;
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
    for (guint j = i + 1; j < FUS_N_MAP_SOURCES; j++)
      {
        const FusTest test
            = fus_map_test (words->maps, &fus_map_sources[i], &fus_map_sources[j], words->level);
        g_autofree char *first = fus_map_source_title (&fus_map_sources[i]);
        g_autofree char *second = fus_map_source_title (&fus_map_sources[j]);

        if (test.n[0] > 0)
          g_ptr_array_add (lines, fus_test_words_mann_whitney (first, second, &test));
      }
  g_task_return_pointer (task, lines, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_words (GObject *object, GAsyncResult *result, gpointer data)
{
  FusMapTestsView *self = FUS_MAP_TESTS_VIEW (object);
  g_autoptr (GPtrArray) lines = g_task_propagate_pointer (G_TASK (result), NULL);
  GtkWidget *child;

  /* Cancelled: another level was chosen, or the view goes. */
  if (lines == NULL)
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->tests))) != NULL)
    gtk_box_remove (self->tests, child);
  for (guint i = 0; i < lines->len; i++)
    {
      GtkWidget *line = gtk_label_new (g_ptr_array_index (lines, i));

      gtk_label_set_xalign (GTK_LABEL (line), 0);
      gtk_label_set_wrap (GTK_LABEL (line), TRUE);
      gtk_label_set_selectable (GTK_LABEL (line), TRUE);
      gtk_box_append (self->tests, line);
    }
}

static void
start_words (FusMapTestsView *self, FusMapLevel level)
{
  Words *words = g_new (Words, 1);

  if (self->wording != NULL)
    g_cancellable_cancel (self->wording);
  g_clear_object (&self->wording);
  self->wording = g_cancellable_new ();
  *words = (Words){ fus_result_ref (self->maps), level };
  g_autoptr (GTask) task = g_task_new (self, self->wording, on_words, NULL);
  g_task_set_task_data (task, words, words_free);
  g_task_run_in_thread (task, words_thread);
}

static const char *
advice_of (FusMapLevel level)
{
  switch (level)
    {
    case FUS_MAP_LEVEL_PIXELS:
      return _ ("As in the paper: every pixel of a mean map counts as one observation. Neighbours "
                "are not independent, so p says more about the number of pixels than about maps.");
    case FUS_MAP_LEVEL_CELLS:
      return _ ("Every value of the mean map as the network makes it, before it is enlarged.");
    case FUS_MAP_LEVEL_FRAMES:
      return _ ("Every test frame is one observation: the mean of its map. Frames of one person "
                "are not independent.");
    case FUS_MAP_LEVEL_PEOPLE:
      return _ ("Every person is one observation: the mean of the maps of their test frames. The "
                "most careful of the four.");
    default:
      g_return_val_if_reached ("");
    }
}

static void
update (FusMapTestsView *self)
{
  const guint level = gtk_drop_down_get_selected (self->level);

  if (self->maps == NULL || level >= FUS_N_MAP_LEVELS)
    return;
  gtk_label_set_label (self->advice, advice_of ((FusMapLevel) level));
  fus_figure_view_make (self->figure, self->study, self->maps, fus_study_figure_map_boxes, level);
  start_words (self, (FusMapLevel) level);
}

static void
fus_map_tests_view_dispose (GObject *object)
{
  FusMapTestsView *self = FUS_MAP_TESTS_VIEW (object);

  if (self->wording != NULL)
    g_cancellable_cancel (self->wording);
  g_clear_object (&self->wording);
  g_clear_pointer (&self->maps, fus_result_unref);
  g_clear_object (&self->study);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_MAP_TESTS_VIEW);
  G_OBJECT_CLASS (fus_map_tests_view_parent_class)->dispose (object);
}

static void
fus_map_tests_view_class_init (FusMapTestsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_map_tests_view_dispose;
  g_type_ensure (FUS_TYPE_FIGURE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/map-tests-view.ui");
  gtk_widget_class_bind_template_child (widget_class, FusMapTestsView, scroller);
  gtk_widget_class_bind_template_child (widget_class, FusMapTestsView, figure);
  gtk_widget_class_bind_template_child (widget_class, FusMapTestsView, level);
  gtk_widget_class_bind_template_child (widget_class, FusMapTestsView, advice);
  gtk_widget_class_bind_template_child (widget_class, FusMapTestsView, tests);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
fus_map_tests_view_init (FusMapTestsView *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (FusMapLevel level = 0; level < FUS_N_MAP_LEVELS; level++)
    gtk_string_list_append (titles, fus_map_level_title (level));
  gtk_drop_down_set_model (self->level, G_LIST_MODEL (titles));
}

void
fus_map_tests_view_set_maps (FusMapTestsView *self, FusStudy *study, FusStudyMaps *maps)
{
  g_return_if_fail (FUS_IS_MAP_TESTS_VIEW (self));

  g_set_object (&self->study, study);
  fus_result_ref (maps);
  g_clear_pointer (&self->maps, fus_result_unref);
  self->maps = maps;
  update (self);
}
