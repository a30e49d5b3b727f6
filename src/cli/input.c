/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/input.h"

#include "analysis/npy.h"
#include "cli/options.h"
#include "faces/pictures/load-picture.h"

#include <glib/gi18n-lib.h>

/* One crop or more, each "x,y,width,height" as shares of the picture, with commas or spaces; after
 * one that keeps its shape "kept", as in a network's note. */
static gboolean
parse_crops (const char *text, FusCrop *crops, guint max, guint *n)
{
  g_auto (GStrv) all = g_strsplit_set (text, ", ", -1);
  char **parts = all;

  for (*n = 0; *parts != NULL; (*n)++, parts += 4)
    {
      double values[4];

      if (*n == max || g_strv_length (parts) < 4)
        return FALSE;

      for (guint j = 0; j < 4; j++)
        {
          const char *part = parts[j];
          char *end;

          values[j] = g_ascii_strtod (part, &end);
          if (end == part || *end != '\0' || !(values[j] >= 0 && values[j] <= 1))
            return FALSE;
        }
      /* Shares written with few digits may add up to a little more than the whole. */
      if (values[2] <= 0 || values[3] <= 0 || values[0] + values[2] > 1 + 1e-6
          || values[1] + values[3] > 1 + 1e-6)
        return FALSE;
      crops[*n] = (FusCrop){ values[0], values[1], values[2], values[3] };
      if (g_strcmp0 (parts[4], FUS_CROP_NOTE_KEPT) == 0)
        {
          crops[*n].keeps_shape = TRUE;
          parts++;
        }
    }
  return *n > 0;
}

gboolean
fus_crop_choice_parse (const char *text, FusCropChoice *choice)
{
  static const struct
  {
    const char *word;
    const FusCrop *crop;
  } words[] = { { "whole", &fus_crop_whole },
                { "face", &fus_crop_kdef },
                { "square", &fus_crop_shaped } };
  guint n;

  *choice = (FusCropChoice){ text != NULL, fus_crop_shaped };
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (text, words[i].word))
      {
        choice->crop = *words[i].crop;
        return TRUE;
      }
  if (parse_crops (text, &choice->crop, 1, &n))
    {
      choice->crop.keeps_shape = TRUE;
      return TRUE;
    }
  fus_options_refuse (_ ("--crop is “%s”; it must be whole, face, square, or x,y,width,height as "
                         "shares from 0 to 1 that stay inside the picture"),
                      text);
  return FALSE;
}

/* As shares of @picture, of whatever is taken of it. */
static FusCrop
choose_crop (const FusCropChoice *choice, const FusNetwork *network, FusTask task,
             const FusPicture *picture)
{
  const char *note = fus_network_get_note (network, "crop");
  FusCrop crop = choice->crop, crops[FUS_N_TASKS];
  guint n;

  if (!choice->given && note != NULL && parse_crops (note, crops, G_N_ELEMENTS (crops), &n))
    crop = crops[MIN ((guint) task, n - 1)];
  return fus_crop_fit (&crop, picture->width, picture->height, 1);
}

static float *
load_array (const char *path, guint image_size, GError **error)
{
  gsize dims[8];
  guint n_dims;
  g_autofree float *values = fus_npy_load (path, &n_dims, dims, error);

  if (values == NULL)
    return NULL;
  if (n_dims != 3 || dims[0] != 3 || dims[1] != image_size || dims[2] != image_size)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _ ("%s does not hold an array of shape 3, %u, %u, which this network takes"),
                   path, image_size, image_size);
      return NULL;
    }
  return g_steal_pointer (&values);
}

gboolean
fus_input_load (FusInput *input, const FusNetwork *network, FusTask task, const char *path,
                const FusCropChoice *choice, GError **error)
{
  guint image_size = fus_network_architecture (network)->image_size;

  *input = (FusInput){ .crop = fus_crop_whole };
  if (g_str_has_suffix (path, ".npy"))
    {
      input->values = load_array (path, image_size, error);
      return input->values != NULL;
    }

  input->picture = fus_picture_load (path, 0, error);
  if (input->picture == NULL)
    return FALSE;
  input->crop = choose_crop (choice, network, task, input->picture);
  input->values = g_new (float, 3 * image_size * image_size);
  fus_picture_to_input (input->picture, &input->crop, image_size,
                        fus_network_normalization (network), input->values);
  return TRUE;
}

void
fus_input_clear (FusInput *input)
{
  g_clear_pointer (&input->values, g_free);
  g_clear_pointer (&input->picture, fus_picture_unref);
}

gboolean
fus_input_find_class (const FusNetwork *network, const char *path, FusTask task, const char *name,
                      gint32 *class_index, GError **error)
{
  g_autofree char *known = NULL;

  if (fus_network_architecture (network)->n_classes[task] == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("%s has no head for the %s task"),
                   path, fus_task_name (task));
      return FALSE;
    }

  *class_index = -1;
  if (name == NULL)
    return TRUE;

  *class_index = fus_network_find_class (network, task, name);
  if (*class_index >= 0)
    return TRUE;
  known = g_strjoinv (", ", (char **) fus_network_class_names (network, task));
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _ ("%s knows no class “%s”; its classes are %s"), path, name, known);
  return FALSE;
}
