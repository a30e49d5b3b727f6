/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/channel-grid.h"
#include "cli/command.h"
#include "cli/input.h"
#include "analysis/npy.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "engine/files/weights.h"
#include "faces/pictures/picture-file.h"

#include <glib/gi18n-lib.h>

/* Side of a channel in the picture: its map's own, or a multiple of it that can be seen. */
#define LEAST_CELL 32

typedef struct
{
  const char *model;
  const char *image;
  FusLayer layer;
  gboolean pooled;
  const char *npy;
  const char *png;
  gboolean json;
} Request;

/* NULL with @error, or without when interrupted. */
static FusFeatures *
read_features (const Request *request, int threads, const FusCropChoice *crop, GError **error)
{
  g_autoptr (FusNetwork) network = fus_weights_load (request->model, error);
  g_auto (FusInput) input = { 0 };

  if (network == NULL)
    return NULL;
  const FusTask task = fus_network_architecture (network)->n_classes[FUS_TASK_IDENTITY] > 0
                           ? FUS_TASK_IDENTITY
                           : FUS_TASK_EXPRESSION;
  if (!fus_input_load (&input, network, task, request->image, crop, error))
    return NULL;

  FusTeam *team = fus_team_new ((guint) threads);
  FusPass *pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 1, team);
  FusFeatures *features = NULL;
  if (fus_pass_forward (pass, input.values, 1, request->layer, fus_terminal_poll ()))
    features = fus_features (pass, 1, 0, request->layer, request->pooled);
  fus_pass_free (pass);
  fus_team_free (team);
  return features;
}

static gboolean
write_files (const Request *request, const FusFeatures *features, GError **error)
{
  const gsize dims[] = { features->n_units, features->side, features->side };

  /* Layers without maps are a list of numbers. */
  if (request->npy != NULL
      && !fus_npy_save (request->npy, features->values, features->side > 1 ? 3 : 1, dims, error))
    return FALSE;
  if (request->png == NULL)
    return TRUE;

  FusChannelGrid grid = { .features = features, .colormap = FUS_COLORMAP_VIRIDIS };
  const FusColor white = { 1, 1, 1 };
  const int side = (int) features->side;
  int width, height;
  fus_features_range (features, -1, &grid.low, &grid.high);
  fus_channel_layout_size (features->n_units, (LEAST_CELL + side - 1) / side * side, &width,
                           &height);
  g_autoptr (FusPicture) picture = fus_channel_grid_render (&grid, width, height, white);
  return fus_picture_save_png (picture, request->png, error);
}

static void
print_json (const Request *request, const FusFeatures *features)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "model", request->model);
  fus_json_add_string (builder, "image", request->image);
  fus_json_add_string (builder, "layer", fus_layer_name (features->layer));
  fus_json_add_boolean (builder, "pooled", features->pooled);
  fus_json_add_int (builder, "units", features->n_units);
  fus_json_add_int (builder, "side", features->side);
  fus_json_add_floats (builder, "means", features->means, features->n_units);
  fus_json_add_floats (builder, "maxima", features->maxima, features->n_units);
  json_builder_end_object (builder);
  fus_json_print (builder);
}

#define MOST_SHOWN 5

static void
print_text (const Request *request, const FusFeatures *features)
{
  g_autofree guint *order = fus_features_by_activation (features);
  const char *pooled = features->pooled ? _ (" after its pool") : "";
  guint silent = 0;

  for (guint i = 0; i < features->n_units; i++)
    silent += features->maxima[i] <= 0;
  if (features->side > 1)
    g_print (_ ("%s: %s%s, %u channels of %u by %u\n"), request->image,
             fus_layer_name (features->layer), pooled, features->n_units, features->side,
             features->side);
  else
    g_print (_ ("%s: %s, %u units\n"), request->image, fus_layer_name (features->layer),
             features->n_units);
  if (features->layer != FUS_LAYER_HEADS)
    g_print (_ ("  silent on this frame: %u\n"), silent);
  g_print (_ ("  most active:"));
  for (guint i = 0; i < MIN (MOST_SHOWN, features->n_units); i++)
    g_print ("%s %u (%.4g)", i > 0 ? "," : "", order[i], features->means[order[i]]);
  g_print ("\n");
}

int
fus_command_features (int argc, char **argv)
{
  g_autofree char *layer = NULL;
  g_autofree char *npy = NULL;
  g_autofree char *png = NULL;
  g_autofree char *crop_text = NULL;
  gboolean pooled = FALSE, json = FALSE;
  int threads = 0;
  const GOptionEntry entries[] = {
    { "layer", 0, 0, G_OPTION_ARG_STRING, &layer,
      N_ ("Layer to read: conv1 to conv8, fc1, fc2 or heads"), N_ ("LAYER") },
    { "pooled", 0, 0, G_OPTION_ARG_NONE, &pooled,
      N_ ("Maps after the layer's pool; only conv1, 2, 4, 6 and 8 have one"), NULL },
    { "npy", 0, 0, G_OPTION_ARG_FILENAME, &npy, N_ ("Write the channels as an array, not scaled"),
      N_ ("FILE") },
    { "png", 0, 0, G_OPTION_ARG_FILENAME, &png, N_ ("Write a picture of all channels"),
      N_ ("FILE") },
    FUS_OPTION_CROP (crop_text),
    FUS_OPTION_THREADS (threads),
    FUS_OPTION_JSON (json),
    { NULL },
  };
  g_autoptr (FusFeatures) features = NULL;
  g_autoptr (GError) error = NULL;
  Request request;
  FusCropChoice crop;
  guint found;
  int status;

  if (!fus_options_parse (&argc, &argv, entries, 2, 2, &status))
    return status;
  request = (Request){ argv[1], argv[2], 0, pooled, npy, png, json };
  if (layer == NULL)
    return fus_options_refuse (_ ("expected --layer with one of conv1 to conv8, fc1, fc2, heads"));
  if (!fus_options_find ("layer", layer, &fus_layer_names, &found))
    return FUS_EXIT_USAGE;
  request.layer = (FusLayer) found;
  if (pooled && !fus_layer_is_pooled (request.layer))
    return fus_options_refuse (_ ("no pool follows %s: leave --pooled out"), layer);
  if (!fus_crop_choice_parse (crop_text, &crop) || !fus_options_check_threads (threads))
    return FUS_EXIT_USAGE;

  features = read_features (&request, threads, &crop, &error);
  if (error != NULL)
    return fus_terminal_fail (error->message);
  if (features == NULL)
    return fus_terminal_stopped ();
  if (!write_files (&request, features, &error))
    return fus_terminal_fail (error->message);
  if (json)
    print_json (&request, features);
  else
    print_text (&request, features);
  return FUS_EXIT_DONE;
}
