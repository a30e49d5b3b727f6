/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "viewer.h"
#include "texture.h"

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
  return fus_texture_save_png (texture, path, origin, error);
}
