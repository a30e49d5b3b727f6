/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/units/unit-maps.h"
#include "app/widgets/pane.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Pixels of an enlarged channel; its squares are at least so sharp. */
#define CHANNEL_PIXELS 448

struct _FusUnitMaps
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content; /* bound so that dispose takes it away */
  GtkLabel *facts;
  FusPane *channel_pane;
  FusPane *frame_pane;
};

G_DEFINE_FINAL_TYPE (FusUnitMaps, fus_unit_maps, GTK_TYPE_WIDGET)

static guint
rank_of (const FusFeatures *features, guint unit)
{
  guint rank = 1;

  for (guint i = 0; i < features->n_units; i++)
    rank += features->means[i] > features->means[unit]
            || (features->means[i] == features->means[unit] && i < unit);
  return rank;
}

static char *
describe_unit (const FusFeatures *features, guint unit, const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (name != NULL)
    g_string_append_printf (text, "%s: ", name);
  if (features->side > 1)
    g_string_append_printf (text, _ ("mean %.3g, largest %.3g, "), features->means[unit],
                            features->maxima[unit]);
  else
    g_string_append_printf (text, "%.3g, ", features->values[unit]);
  g_string_append_printf (text, _ ("place %u of %u by activation"), rank_of (features, unit),
                          features->n_units);
  if (features->layer != FUS_LAYER_HEADS && features->maxima[unit] <= 0)
    g_string_append (text, _ (". Silent on this frame"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_overlay (FusUnitMaps *self, const FusChannelGrid *grid, guint unit, FusViewOptions *options)
{
  const guint side = grid->features->side;
  const gsize area = (gsize) side * side;
  g_autofree float *map = g_memdup2 (grid->features->values + unit * area, area * sizeof *map);
  FusOverlay overlay = { .side = side, .crop = fus_crop_whole };
  double low, high;

  /* Its own scale, whatever the grid's is: here the question is where, not how much. */
  fus_features_range (grid->features, unit, &low, &high);
  for (gsize i = 0; i < area; i++)
    map[i] = high > low ? (float) ((map[i] - low) / (high - low)) : 0;
  fus_view_options_style (options, &overlay);
  overlay.colormap = grid->colormap;
  overlay.threshold = 0;
  overlay.map[FUS_TASK_IDENTITY] = map;
  fus_pane_set_overlay (self->frame_pane, &overlay);
}

static void
fus_unit_maps_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FUS_TYPE_UNIT_MAPS);
  G_OBJECT_CLASS (fus_unit_maps_parent_class)->dispose (object);
}

static void
fus_unit_maps_class_init (FusUnitMapsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_unit_maps_dispose;
  g_type_ensure (FUS_TYPE_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/unit-maps.ui");
  gtk_widget_class_bind_template_child (widget_class, FusUnitMaps, content);
  gtk_widget_class_bind_template_child (widget_class, FusUnitMaps, facts);
  gtk_widget_class_bind_template_child (widget_class, FusUnitMaps, channel_pane);
  gtk_widget_class_bind_template_child (widget_class, FusUnitMaps, frame_pane);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "unitmaps");
}

static void
fus_unit_maps_init (FusUnitMaps *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fus_unit_maps_set_picture (FusUnitMaps *self, FusPicture *picture)
{
  g_return_if_fail (FUS_IS_UNIT_MAPS (self));

  fus_pane_set_picture (self->frame_pane, picture);
}

void
fus_unit_maps_show (FusUnitMaps *self, const FusChannelGrid *grid, guint unit, const char *name,
                    FusViewOptions *options)
{
  g_return_if_fail (FUS_IS_UNIT_MAPS (self));
  const gboolean has_map = grid != NULL && grid->features->side > 1;
  g_autofree char *facts = grid != NULL ? describe_unit (grid->features, unit, name) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->channel_pane), has_map);
  gtk_label_set_label (self->facts, facts != NULL ? facts : "");
  if (!has_map)
    {
      fus_pane_set_overlay (self->frame_pane, NULL);
      return;
    }
  const int side = (int) grid->features->side;
  g_autoptr (FusPicture) picture
      = fus_channel_render (grid, unit, MAX (1, CHANNEL_PIXELS / side) * side);
  fus_pane_set_picture (self->channel_pane, picture);
  show_overlay (self, grid, unit, options);
}
