/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/bench/bench.h"
#include "cli/command.h"
#include "engine/error.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "engine/words.h"

#include <glib/gi18n-lib.h>

#define REPEATS 3
#define MAX_BATCH 4096

static void
print_text (const FusBenchSettings *settings, const FusBench *bench)
{
  g_print (_ ("VGG11, %u pixels, width %g, batch %u, %u threads (%s, OpenBLAS for %s)\n"),
           settings->image_size, settings->width, settings->batch, bench->n_threads, bench->isa,
           bench->core);
  g_print ("%s: %.1f frames/s\n", _ ("Training"), bench->train_frames_per_s);
  g_print ("%s: %.1f frames/s\n", _ ("Inference"), bench->infer_frames_per_s);
  g_print ("%s: %.1f ms\n", _ ("One frame"), bench->one_frame_ms);
  g_print ("%s: %.1f ms\n", _ ("Grad-CAM map"), bench->gradcam_ms);
  g_print ("%s: %.0f MB\n", _ ("Memory at the peak"), bench->peak_rss_mb);
}

static void
print_json (const FusBenchSettings *settings, const FusBench *bench)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "engine", "fusiform " FUS_VERSION);
  fus_json_add_int (builder, "image_size", settings->image_size);
  fus_json_add_double (builder, "width", settings->width);
  fus_json_add_int (builder, "batch", settings->batch);
  fus_json_add_int (builder, "threads", bench->n_threads);
  fus_json_add_double (builder, "train_frames_per_s", bench->train_frames_per_s);
  fus_json_add_double (builder, "infer_frames_per_s", bench->infer_frames_per_s);
  fus_json_add_double (builder, "one_frame_ms", bench->one_frame_ms);
  fus_json_add_double (builder, "gradcam_ms", bench->gradcam_ms);
  fus_json_add_double (builder, "gflops", bench->gflops);
  fus_json_add_double (builder, "peak_rss_mb", bench->peak_rss_mb);
  fus_json_add_string (builder, "isa", bench->isa);
  fus_json_add_string (builder, "core", bench->core);
  json_builder_end_object (builder);
  fus_json_print (builder);
}

/* Operations of a direct computation in 10⁹ a second: what Winograd's saves shows as speed. */
static double
speed (const FusBenchLayer *layer, double ms)
{
  return layer->gflop * 1e3 / ms;
}

static void
print_layers_text (const FusBenchSettings *settings, const FusBenchLayer *layers)
{
  static const char *const titles[]
      = { N_ ("Forward"), N_ ("To the input"), N_ ("To the weights") };

  g_print (_ ("VGG11, %u pixels, width %g, batch %u; GFLOP/s are those of a direct computation\n"),
           settings->image_size, settings->width, settings->batch);
  g_print ("%-6s %-18s %9s %8s %12s\n", "", "", "ms", "GFLOP/s", "OpenBLAS ms");
  for (FusLayer layer = FUS_LAYER_CONV1; layer < FUS_N_LAYERS; layer++)
    {
      const FusBenchLayer *l = &layers[layer];
      const double ms[] = { l->forward_ms, l->backward_data_ms, l->backward_weights_ms };

      for (guint pass = 0; pass < G_N_ELEMENTS (ms); pass++)
        g_print ("%-6s %-18s %9.2f %8.1f %12.2f\n", pass == 0 ? fus_layer_name (layer) : "",
                 _ (titles[pass]), ms[pass], speed (l, ms[pass]), l->blas_ms[pass]);
    }
}

static void
print_layers_json (const FusBenchLayer *layers)
{
  static const char *const passes[] = { "forward", "backward_data", "backward_weights" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  fus_json_begin_array (builder, "layers");
  for (FusLayer layer = FUS_LAYER_CONV1; layer < FUS_N_LAYERS; layer++)
    {
      const FusBenchLayer *l = &layers[layer];
      const double ms[] = { l->forward_ms, l->backward_data_ms, l->backward_weights_ms };

      json_builder_begin_object (builder);
      fus_json_add_string (builder, "layer", fus_layer_name (layer));
      fus_json_add_double (builder, "gflop", l->gflop);
      for (guint pass = 0; pass < G_N_ELEMENTS (ms); pass++)
        {
          fus_json_begin_object (builder, passes[pass]);
          fus_json_add_double (builder, "ms", ms[pass]);
          fus_json_add_double (builder, "openblas_ms", l->blas_ms[pass]);
          json_builder_end_object (builder);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  fus_json_print (builder);
}

static int
stopped (const GError *error)
{
  if (error == NULL)
    return fus_terminal_stopped ();
  return g_error_matches (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_SHAPE)
             ? fus_options_refuse ("%s", error->message)
             : fus_terminal_fail (error->message);
}

static int
measure_layers (const FusBenchSettings *settings, gboolean json)
{
  FusBenchLayer layers[FUS_N_LAYERS];
  g_autoptr (GError) error = NULL;

  fus_terminal_show (_ ("Measuring every layer; at 224 pixels this takes about a minute"));
  if (!fus_bench_layers (settings, layers, fus_terminal_poll (), &error))
    return stopped (error);
  fus_terminal_clear ();
  if (json)
    print_layers_json (layers);
  else
    print_layers_text (settings, layers);
  return FUS_EXIT_DONE;
}

int
fus_command_bench (int argc, char **argv)
{
  int image_size = 224;
  int batch = 16;
  double width = 1;
  int threads = 0;
  gboolean json = FALSE, layers = FALSE;
  const GOptionEntry entries[] = {
    { "image-size", 0, 0, G_OPTION_ARG_INT, &image_size,
      N_ ("Side of a frame in pixels; a multiple of 32 (224)"), "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &batch, N_ ("Frames in a step (16)"), "N" },
    { "width", 0, 0, G_OPTION_ARG_DOUBLE, &width,
      N_ ("Share of VGG11's channels that is kept, 0.05 to 1 (1)"), "F" },
    FUS_OPTION_THREADS (threads),
    { "layers", 0, 0, G_OPTION_ARG_NONE, &layers,
      N_ ("Measure each pass of each layer instead, beside im2col and OpenBLAS"), NULL },
    FUS_OPTION_JSON (json),
    { NULL },
  };
  FusBenchSettings settings;
  FusBench bench;
  g_autoptr (GError) error = NULL;
  int status;

  if (!fus_options_parse (&argc, &argv, entries, 0, 0, &status))
    return status;
  if (!fus_options_check_int ("image-size", image_size, 32, 512)
      || !fus_options_check_int ("batch", batch, 1, MAX_BATCH)
      || !fus_options_check_double ("width", width, 0.05, 1)
      || !fus_options_check_threads (threads))
    return FUS_EXIT_USAGE;

  settings
      = (FusBenchSettings){ (guint) image_size, width, (guint) batch, (guint) threads, REPEATS };
  if (layers)
    return measure_layers (&settings, json);
  fus_terminal_show (_ ("Measuring; at 224 pixels this takes about half a minute"));
  if (!fus_bench (&settings, &bench, fus_terminal_poll (), &error))
    return stopped (error);
  fus_terminal_clear ();
  if (json)
    print_json (&settings, &bench);
  else
    print_text (&settings, &bench);
  return FUS_EXIT_DONE;
}
