/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "analysis/npy.h"
#include "cli/options.h"
#include "cli/output.h"
#include "study/asking/stimulus-store.h"
#include "cli/terminal.h"
#include "engine/files/weights.h"

#include <glib/gi18n-lib.h>

/* What was asked for, and what came of it. */
typedef struct
{
  const char *model;
  FusLayer layer;
  guint unit;
  FusStimulusSettings settings;
  const char *npy;
  const char *png;
  gboolean json;

  float *pixels; /* [3, side, side] */
  FusStimulusPicture *result;
} Request;

static void
take (gpointer data, gsize index, const FusStimulus *stimulus)
{
  Request *request = data;

  request->pixels
      = g_memdup2 (stimulus->pixels, sizeof (float) * 3 * stimulus->side * stimulus->side);
  request->result = fus_stimulus_picture_new (request->layer, stimulus, &request->settings);
}

static void
print_json (const Request *request, const char *hash)
{
  const FusStimulusPicture *result = request->result;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "model", request->model);
  fus_json_add_string (builder, "network-hash", hash);
  fus_json_add_string (builder, "layer", fus_layer_name (request->layer));
  fus_json_add_int (builder, "unit", request->unit);
  fus_json_add_string (builder, "preset", fus_stimulus_preset_name (result->preset));
  fus_json_add_string (builder, "method", fus_stimulus_method (result->preset));
  fus_json_add_int (builder, "seed", (gint64) result->seed);
  fus_json_add_int (builder, "steps", result->step);
  fus_json_add_double (builder, "activation", result->activation);
  fus_json_add_string (builder, "end", fus_stimulus_end_name (result->end));
  json_builder_end_object (builder);
  fus_json_print (builder);
}

static void
print_text (const Request *request)
{
  const FusStimulusPicture *result = request->result;
  g_autofree char *unit = g_strdup_printf ("%s:%u", fus_layer_name (request->layer), request->unit);

  if (result->end == FUS_STIMULUS_NO_GRADIENT)
    {
      g_print (_ ("%s: silent on the noise, so that there is no way up\n"), unit);
      return;
    }
  g_print (_ ("%s: activation %g after %u steps\n"), unit, result->activation, result->step);
  if (result->end == FUS_STIMULUS_FLAT)
    g_print (_ ("The picture is flat.\n"));
}

static gboolean
write_files (const Request *request, const char *hash, GError **error)
{
  const gsize side = (gsize) request->result->picture->width;
  const gsize dims[] = { 3, side, side };
  g_autofree char *source = g_path_get_basename (request->model);

  if (request->npy != NULL
      && !fus_npy_save (request->npy, request->pixels, G_N_ELEMENTS (dims), dims, error))
    return FALSE;
  return request->png == NULL
         || fus_stimulus_picture_save (request->result, request->png, source, hash, error);
}

static int
ascend (Request *request, int threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusNetwork) network = fus_weights_load (request->model, &error);
  g_autoptr (FusNetwork) asked = NULL;
  g_autoptr (FusTeam) team = NULL;
  g_autoptr (FusPass) pass = NULL;
  g_autofree char *hash = NULL;
  guint n_units;
  gboolean going;

  if (network == NULL)
    return fus_terminal_fail (error->message);
  n_units = fus_architecture_units (fus_network_architecture (network), request->layer);
  if (request->unit >= n_units)
    return fus_options_refuse (_ ("--unit is %u; %s of this network has units 0 to %u"),
                               request->unit, fus_layer_name (request->layer), n_units - 1);
  team = fus_team_new ((guint) threads);
  asked = fus_stimulus_network (network, request->layer, request->settings.preset);
  pass = fus_pass_new (asked, FUS_PASS_EXPLAIN, 1, team);
  going = fus_stimulus_ascend (pass, team, request->layer, &request->unit, 1, &request->settings,
                               take, request, fus_terminal_poll (),
                               fus_terminal_progress (_ ("Gradient ascent")));
  fus_terminal_clear ();
  if (!going)
    return fus_terminal_stopped ();
  hash = fus_network_hash (network);
  if (!write_files (request, hash, &error))
    return fus_terminal_fail (error->message);
  if (request->json)
    print_json (request, hash);
  else
    print_text (request);
  return FUS_EXIT_DONE;
}

int
fus_command_stimulus (int argc, char **argv)
{
  g_autofree char *layer = NULL;
  g_autofree char *preset = NULL;
  g_autofree char *npy = NULL;
  g_autofree char *png = NULL;
  int unit = -1, steps = 0, threads = 0, status;
  gint64 seed = 1;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "layer", 0, 0, G_OPTION_ARG_STRING, &layer, N_ ("Layer: conv1 to conv8, fc1, fc2 or heads"),
      N_ ("LAYER") },
    { "unit", 0, 0, G_OPTION_ARG_INT, &unit, N_ ("Unit of the layer, from 0"), "N" },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &preset,
      N_ ("paper, plain ascent on pixels, or clear (clear)"), N_ ("PRESET") },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("What the noise is drawn from (1)"), "N" },
    { "steps", 0, 0, G_OPTION_ARG_INT, &steps,
      N_ ("Steps to make; 64 by preset paper, 512 by clear"), "N" },
    { "npy", 0, 0, G_OPTION_ARG_FILENAME, &npy, N_ ("Write the picture as an array, 0 to 1"),
      N_ ("FILE") },
    { "png", 0, 0, G_OPTION_ARG_FILENAME, &png, N_ ("Write the picture"), N_ ("FILE") },
    FUS_OPTION_THREADS (threads),
    FUS_OPTION_JSON (json),
    { NULL },
  };
  guint found;
  Request request = { .settings.preset = FUS_STIMULUS_CLEAR };

  if (!fus_options_parse (&argc, &argv, entries, 1, 1, &status))
    return status;
  if (layer == NULL || unit < 0)
    return fus_options_refuse (_ ("expected --layer LAYER and --unit N"));
  if (!fus_options_find ("layer", layer, &fus_layer_names, &found))
    return FUS_EXIT_USAGE;
  request.layer = (FusLayer) found;
  found = request.settings.preset;
  if (preset != NULL && !fus_options_find ("preset", preset, &fus_stimulus_preset_names, &found))
    return FUS_EXIT_USAGE;
  request.settings.preset = (FusStimulusPreset) found;
  if (!fus_options_check_int ("seed", seed, 0, G_MAXINT64)
      || !fus_options_check_int ("steps", steps, 0, FUS_STIMULUS_MAX_STEPS)
      || !fus_options_check_threads (threads))
    return FUS_EXIT_USAGE;

  request.model = argv[1];
  request.unit = (guint) unit;
  request.npy = npy;
  request.png = png;
  request.json = json;
  request.settings.seed = (guint64) seed;
  request.settings.steps
      = steps > 0 ? (guint) steps : fus_stimulus_preset_steps (request.settings.preset);
  status = ascend (&request, threads);
  g_free (request.pixels);
  g_clear_pointer (&request.result, fus_stimulus_picture_unref);
  return status;
}
