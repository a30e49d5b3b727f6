/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/viewer.h"
#include "app/widgets/stage-export.h"
#include "app/widgets/texture.h"

#include <glib/gi18n-lib.h>

G_DEFINE_INTERFACE (FusViewer, fus_viewer, GTK_TYPE_WIDGET)

static void
fus_viewer_default_init (FusViewerInterface *interface)
{
}

FusStage *
fus_viewer_get_stage (FusViewer *self)
{
  g_return_val_if_fail (FUS_IS_VIEWER (self), NULL);
  return FUS_VIEWER_GET_IFACE (self)->get_stage (self);
}

char *
fus_viewer_suggest_name (FusViewer *self)
{
  g_return_val_if_fail (FUS_IS_VIEWER (self), NULL);
  return FUS_VIEWER_GET_IFACE (self)->suggest_name (self);
}

gboolean
fus_viewer_copy (FusViewer *self)
{
  g_return_val_if_fail (FUS_IS_VIEWER (self), FALSE);
  g_autoptr (GdkTexture) texture = fus_stage_render (fus_viewer_get_stage (self));

  if (texture == NULL)
    return FALSE;
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self)), texture);
  return TRUE;
}

void
fus_viewer_add_style (JsonBuilder *note, FusViewOptions *options)
{
  FusOverlay style = { 0 };

  fus_view_options_style (options, &style);
  fus_json_add_double (note, "opacity", style.opacity);
  fus_json_add_double (note, "threshold", style.threshold);
  fus_json_add_string (note, "colormap", fus_colormap_name (style.colormap));
}

/* NAME.json beside NAME.png. */
static gboolean
save_note (FusViewer *self, const char *path, const char *description, GError **error)
{
  g_autoptr (JsonBuilder) note = json_builder_new_immutable ();
  g_autofree char *picture = g_path_get_basename (path);
  const char *dot = strrchr (picture, '.');
  const gsize ending = dot != NULL ? strlen (dot) : 0;
  g_autofree char *stem = g_strndup (path, strlen (path) - ending);
  g_autofree char *json = g_strconcat (stem, ".json", NULL);

  json_builder_begin_object (note);
  fus_json_add_string (note, "picture", picture);
  fus_json_add_string (note, "shows", description);
  if (FUS_VIEWER_GET_IFACE (self)->add_origin != NULL)
    FUS_VIEWER_GET_IFACE (self)->add_origin (self, note);
  fus_json_add_string (note, "version", FUS_VERSION);
  json_builder_end_object (note);
  return fus_note_save (json, note, error);
}

gboolean
fus_viewer_save (FusViewer *self, const char *path, GError **error)
{
  g_return_val_if_fail (FUS_IS_VIEWER (self), FALSE);
  g_autoptr (GdkTexture) texture = fus_stage_render (fus_viewer_get_stage (self));
  g_autofree char *origin = FUS_VIEWER_GET_IFACE (self)->describe (self);

  if (texture == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("There is no picture to save."));
      return FALSE;
    }
  return fus_texture_save_png (texture, path, origin, error)
         && save_note (self, path, origin, error);
}
