/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/stimulus-tile.h"
#include "app/widgets/texture.h"

#include <glib/gi18n-lib.h>

#define LEAST_SIDE 64
#define CORNER 6
#define LINE 3
#define GAP 2
#define BLANK_OPACITY 0.3

struct _FusStimulusTile
{
  GtkWidget parent_instance;

  /* owned */
  GdkTexture *texture;
  PangoLayout *name;
  PangoLayout *word;
  FusStimulusPicture *picture;
  char *address;

  FusUnitFate fate;
};

G_DEFINE_FINAL_TYPE (FusStimulusTile, fus_stimulus_tile, GTK_TYPE_WIDGET)

char *
fus_stimulus_describe (const FusStimulusPicture *picture)
{
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, picture->seed);
  const char *preset
      = picture->preset == FUS_STIMULUS_PAPER ? C_ ("preset", "paper") : C_ ("preset", "clear");

  if (!picture->finished)
    return g_strdup_printf (_ ("Preset %s, seed %s, step %u of %u; activation %.3g"), preset, seed,
                            picture->step, picture->steps, picture->activation);
  return g_strdup_printf (ngettext ("Preset %s, seed %s, %u step; activation %.3g",
                                    "Preset %s, seed %s, %u steps; activation %.3g", picture->step),
                          preset, seed, picture->step, picture->activation);
}

static int
name_height (FusStimulusTile *self)
{
  int height = 0;

  if (self->name != NULL)
    pango_layout_get_pixel_size (self->name, NULL, &height);
  return height > 0 ? height + GAP : 0;
}

static void
draw_layout (GtkWidget *widget, GtkSnapshot *snapshot, PangoLayout *layout, double middle,
             double top, double opacity)
{
  GdkRGBA color;
  int width;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= opacity;
  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) (middle - width / 2.0), (float) top));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

/* How far the picture is, along its lower edge. */
static void
draw_progress (FusStimulusTile *self, GtkSnapshot *snapshot, float side)
{
  GdkRGBA accent;
  const float share = (float) self->picture->step / self->picture->steps;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                       "accent_bg_color", &accent))
    return;
  gtk_snapshot_append_color (snapshot, &accent,
                             &GRAPHENE_RECT_INIT (0, side - LINE, side * share, LINE));
}

static void
fus_stimulus_tile_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FusStimulusTile *self = FUS_STIMULUS_TILE (widget);
  const int width = gtk_widget_get_width (widget);
  const float side = MIN (width, gtk_widget_get_height (widget) - name_height (self));
  const graphene_rect_t tile = GRAPHENE_RECT_INIT (0, 0, side, side);
  const gboolean blank = fus_unit_fate_title (self->fate) != NULL;
  GskRoundedRect corners;
  GdkRGBA color;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((width - side) / 2, 0));
  gsk_rounded_rect_init_from_rect (&corners, &tile, CORNER);
  gtk_snapshot_push_rounded_clip (snapshot, &corners);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= 0.08;
  gtk_snapshot_append_color (snapshot, &color, &tile);
  if (self->texture != NULL)
    {
      const gboolean dim
          = blank && (self->picture == NULL || self->picture->end != FUS_STIMULUS_SHOWN);

      if (dim)
        gtk_snapshot_push_opacity (snapshot, BLANK_OPACITY);
      gtk_snapshot_append_texture (snapshot, self->texture, &tile);
      if (dim)
        gtk_snapshot_pop (snapshot);
      if (!self->picture->finished)
        draw_progress (self, snapshot, side);
    }
  gtk_snapshot_pop (snapshot);
  if (self->word != NULL)
    {
      int w, h;
      GdkRGBA ground;

      pango_layout_get_pixel_size (self->word, &w, &h);
      if (gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "window_bg_color",
                                          &ground))
        {
          const graphene_rect_t box
              = GRAPHENE_RECT_INIT ((side - w) / 2 - 6, (side - h) / 2 - 1, w + 12, h + 2);

          ground.alpha = 0.85f;
          gsk_rounded_rect_init_from_rect (&corners, &box, box.size.height / 2);
          gtk_snapshot_push_rounded_clip (snapshot, &corners);
          gtk_snapshot_append_color (snapshot, &ground, &box);
          gtk_snapshot_pop (snapshot);
        }
      draw_layout (widget, snapshot, self->word, side / 2, (side - h) / 2, 1);
    }
  if (self->name != NULL)
    draw_layout (widget, snapshot, self->name, side / 2, side + GAP, blank ? 0.55 : 0.8);
  gtk_snapshot_restore (snapshot);
}

static GtkSizeRequestMode
fus_stimulus_tile_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
fus_stimulus_tile_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                           int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = LEAST_SIDE;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = MAX (LEAST_SIDE, for_size) + name_height (FUS_STIMULUS_TILE (widget));
  *minimum_baseline = *natural_baseline = -1;
}

static gboolean
fus_stimulus_tile_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                 GtkTooltip *tooltip)
{
  FusStimulusTile *self = FUS_STIMULUS_TILE (widget);
  g_autoptr (GString) text = g_string_new (self->address);

  if (self->address == NULL)
    return FALSE;
  if (self->picture != NULL)
    {
      g_autofree char *said = fus_stimulus_describe (self->picture);

      g_string_append_printf (text, "\n%s", said);
    }
  if (fus_unit_fate_explanation (self->fate) != NULL)
    g_string_append_printf (text, "\n%s", fus_unit_fate_explanation (self->fate));
  gtk_tooltip_set_text (tooltip, text->str);
  return TRUE;
}

static PangoLayout *
small_layout (FusStimulusTile *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.82));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

static void
fus_stimulus_tile_dispose (GObject *object)
{
  FusStimulusTile *self = FUS_STIMULUS_TILE (object);

  g_clear_object (&self->texture);
  g_clear_object (&self->name);
  g_clear_object (&self->word);
  g_clear_pointer (&self->picture, fus_stimulus_picture_unref);
  g_clear_pointer (&self->address, g_free);
  G_OBJECT_CLASS (fus_stimulus_tile_parent_class)->dispose (object);
}

static void
fus_stimulus_tile_class_init (FusStimulusTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_stimulus_tile_dispose;
  widget_class->snapshot = fus_stimulus_tile_snapshot;
  widget_class->get_request_mode = fus_stimulus_tile_get_request_mode;
  widget_class->measure = fus_stimulus_tile_measure;
  widget_class->query_tooltip = fus_stimulus_tile_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "stimulustile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fus_stimulus_tile_init (FusStimulusTile *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
fus_stimulus_tile_new (void)
{
  return g_object_new (FUS_TYPE_STIMULUS_TILE, NULL);
}

void
fus_stimulus_tile_set_unit (FusStimulusTile *self, const char *name, const char *address)
{
  g_return_if_fail (FUS_IS_STIMULUS_TILE (self));

  g_clear_object (&self->name);
  if (name != NULL)
    self->name = small_layout (self, name);
  g_free (self->address);
  self->address = g_strdup (address);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  address != NULL ? address : "", -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
fus_stimulus_tile_show (FusStimulusTile *self, FusStimulusPicture *picture, FusUnitFate fate)
{
  g_return_if_fail (FUS_IS_STIMULUS_TILE (self));

  if (picture != self->picture)
    {
      g_clear_object (&self->texture);
      g_clear_pointer (&self->picture, fus_stimulus_picture_unref);
      if (picture != NULL)
        {
          self->picture = fus_stimulus_picture_ref (picture);
          self->texture = fus_texture_new (picture->picture);
        }
    }
  if (fate != self->fate)
    {
      g_clear_object (&self->word);
      self->fate = fate;
      if (fus_unit_fate_title (fate) != NULL)
        self->word = small_layout (self, fus_unit_fate_title (fate));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
