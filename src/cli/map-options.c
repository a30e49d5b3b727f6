/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/map-options.h"

#include <glib/gi18n-lib.h>

/* "grad-cam, … or score-cam": those that explain by the channels of a layer. */
static char *
list_methods_with_layer (void)
{
  const char *found[FUS_N_MAP_METHODS];
  FusNames names = FUS_NAMES (found);

  names.n = 0;
  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    if (fus_map_method_has_layer (method))
      found[names.n++] = fus_map_method_name (method);
  return fus_names_list (&names);
}

void
fus_map_options_init (FusMapOptions *options)
{
  const FusMapSpec paper = FUS_MAP_SPEC_PAPER;
  g_autofree char *methods = fus_names_list (&fus_map_method_names);
  g_autofree char *with_layer = list_methods_with_layer ();

  *options = (FusMapOptions){ NULL };
  /* Translators: both are names of methods: "grad-cam, occlusion or …; by default grad-cam" */
  options->method_help = g_strdup_printf (_ ("How the map is made: %s; by default %s"), methods,
                                          fus_map_method_name (paper.method));
  /* Translators: names of methods, and of a layer. */
  options->layer_help
      = g_strdup_printf (_ ("Conv layer whose channels make the map, with %s; by default %s"),
                         with_layer, fus_layer_name (paper.layer));
}

void
fus_map_options_clear (FusMapOptions *options)
{
  g_clear_pointer (&options->task, g_free);
  g_clear_pointer (&options->class_name, g_free);
  g_clear_pointer (&options->method, g_free);
  g_clear_pointer (&options->layer, g_free);
  g_clear_pointer (&options->crop, g_free);
  g_clear_pointer (&options->method_help, g_free);
  g_clear_pointer (&options->layer_help, g_free);
}

gboolean
fus_map_options_read_spec (const FusMapOptions *options, FusMapSpec *spec)
{
  guint method;

  *spec = FUS_MAP_SPEC_PAPER;
  if (options->method != NULL)
    {
      if (!fus_options_find ("method", options->method, &fus_map_method_names, &method))
        return FALSE;
      spec->method = (FusMapMethod) method;
    }
  if (options->layer == NULL)
    return TRUE;
  if (!fus_map_method_has_layer (spec->method))
    {
      fus_options_refuse (_ ("--layer says nothing to --method %s, which makes its map of pixels"),
                          options->method);
      return FALSE;
    }
  if (fus_layer_parse (options->layer, &spec->layer) && spec->layer <= FUS_LAYER_CONV8)
    return TRUE;
  fus_options_refuse (_ ("--layer is “%s”; it must be a conv layer, conv1 … conv8"),
                      options->layer);
  return FALSE;
}

gboolean
fus_map_options_read (const FusMapOptions *options, FusTask *task, FusMapSpec *spec,
                      FusCropChoice *crop)
{
  guint found;

  if (options->task == NULL)
    {
      fus_options_refuse (_ ("expected --task identity or --task expression"));
      return FALSE;
    }
  if (!fus_options_find ("task", options->task, &fus_task_names, &found))
    return FALSE;
  *task = (FusTask) found;
  return fus_map_options_read_spec (options, spec) && fus_crop_choice_parse (options->crop, crop);
}
