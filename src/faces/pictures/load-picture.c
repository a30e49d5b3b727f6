/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/load-picture.h"

#include <math.h>

#include "faces/pictures/clip.h"
#include "faces/pictures/picture-file.h"
#include "faces/pictures/pixel-table.h"

/* How much larger than asked for a file is decoded before it is averaged. A JPEG decoded small has
 * its sides rounded up, which shifts it against the whole one, and is sharpened by its cosines: of
 * 255 grey levels a frame at 64 pixels differs by 3.9 on average at ratio 1, by 1.3 at ratio 2. */
#define MIN_RATIO 2

char *
fus_picture_file (const char *path)
{
  char *file;
  guint index;

  return fus_pixel_table_parse_address (path, &file, &index)
                 || fus_clip_parse_address (path, &file, &index)
             ? file
             : g_strdup (path);
}

FusPicture *
fus_picture_load (const char *path, int min_side, GError **error)
{
  g_autofree char *file = NULL;
  guint index;

  if (fus_pixel_table_parse_address (path, &file, &index))
    return fus_pixel_table_load (file, index, error);
  if (fus_clip_parse_address (path, &file, &index))
    return fus_clip_load (file, index, min_side, error);
  return fus_picture_load_file (path, min_side, error);
}

FusPicture *
fus_picture_load_cropped (const char *path, const FusCrop *crop, int width, int height,
                          GError **error)
{
  g_autoptr (FusPicture) picture = NULL;
  /* Sides of a whole picture whose crop has just the pixels asked for. */
  const double whole_width = width / CLAMP (crop->width, 0.01, 1);
  const double whole_height = height / CLAMP (crop->height, 0.01, 1);

  picture = fus_picture_load (path, ceil (MAX (whole_width, whole_height) * MIN_RATIO), error);
  return picture != NULL ? fus_picture_resize (picture, crop, width, height) : NULL;
}

gboolean
fus_picture_peek_size (const char *path, int *width, int *height, GError **error)
{
  g_autofree char *file = NULL;
  guint index;

  if (fus_pixel_table_parse_address (path, &file, &index))
    {
      *width = *height = FUS_PIXEL_TABLE_SIDE;
      return TRUE;
    }
  if (fus_clip_parse_address (path, &file, &index))
    {
      g_autoptr (FusPicture) frame = fus_clip_load (file, index, 0, error);

      if (frame == NULL)
        return FALSE;
      *width = frame->width;
      *height = frame->height;
      return TRUE;
    }
  return fus_picture_peek_file_size (path, width, height, error);
}
