/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/figure-maker.h"
#include "study/analyses/maps/figures.h"
#include "study/analyses/maps/group-figure.h"
#include "app/average/map-views.h"

#include <glib/gi18n-lib.h>

/* The first choice: all frames together; the groupings follow. */
#define ALL 0

struct _FusMapGroupsView
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *scroller;
  GtkDropDown *grouping;
  GtkBox *figures;

  /* borrowed: children of figures */
  FusFigureView *views[FUS_N_MAP_SOURCES];
  GtkWidget *headings[FUS_N_MAP_SOURCES]; /* above each */

  /* owned */
  FusStudy *study;
  FusStudyMaps *maps;
};

G_DEFINE_FINAL_TYPE (FusMapGroupsView, fus_map_groups_view, GTK_TYPE_WIDGET)

/* @option: which map, and by what it is grouped. */
static void
update (FusMapGroupsView *self)
{
  const guint chosen = gtk_drop_down_get_selected (self->grouping);

  if (self->maps == NULL || chosen > FUS_N_MAP_GROUPINGS)
    return;
  for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
    gtk_widget_set_visible (
        self->headings[i],
        chosen != ALL
            && self->maps->map[fus_map_sources[i].network][fus_map_sources[i].task] != NULL);
  for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
    if (chosen != ALL)
      fus_figure_view_make (self->views[i], self->study, self->maps, fus_study_figure_map_groups,
                            FUS_MAP_GROUPS_VARIANT (i, chosen - 1));
    else
      fus_figure_view_make (self->views[i], self->study, self->maps,
                            i == 0 ? fus_study_figure_mean_maps : NULL, 0);
}

static void
fus_map_groups_view_dispose (GObject *object)
{
  FusMapGroupsView *self = FUS_MAP_GROUPS_VIEW (object);

  g_clear_pointer (&self->maps, fus_result_unref);
  g_clear_object (&self->study);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_MAP_GROUPS_VIEW);
  G_OBJECT_CLASS (fus_map_groups_view_parent_class)->dispose (object);
}

static void
fus_map_groups_view_class_init (FusMapGroupsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_map_groups_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/map-groups-view.ui");
  gtk_widget_class_bind_template_child (widget_class, FusMapGroupsView, scroller);
  gtk_widget_class_bind_template_child (widget_class, FusMapGroupsView, grouping);
  gtk_widget_class_bind_template_child (widget_class, FusMapGroupsView, figures);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
fus_map_groups_view_init (FusMapGroupsView *self)
{
  const char *const choices[]
      = { _ ("All frames"), _ ("Expression"), _ ("Person"), _ ("Angle"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (choices);

  G_STATIC_ASSERT (G_N_ELEMENTS (choices) == FUS_N_MAP_GROUPINGS + 2);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
    {
      g_autofree char *title = fus_map_source_title (&fus_map_sources[i]);

      self->headings[i] = gtk_label_new (title);
      gtk_label_set_xalign (GTK_LABEL (self->headings[i]), 0);
      gtk_widget_add_css_class (self->headings[i], "heading");
      gtk_box_append (self->figures, self->headings[i]);
      self->views[i] = FUS_FIGURE_VIEW (fus_figure_view_new ());
      gtk_widget_set_visible (GTK_WIDGET (self->views[i]), FALSE);
      gtk_box_append (self->figures, GTK_WIDGET (self->views[i]));
    }
  gtk_drop_down_set_model (self->grouping, G_LIST_MODEL (list));
}

void
fus_map_groups_view_set_maps (FusMapGroupsView *self, FusStudy *study, FusStudyMaps *maps)
{
  g_return_if_fail (FUS_IS_MAP_GROUPS_VIEW (self));

  g_set_object (&self->study, study);
  fus_result_ref (maps);
  g_clear_pointer (&self->maps, fus_result_unref);
  self->maps = maps;
  update (self);
}
