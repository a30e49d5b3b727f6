/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "study/asking/frame-trust.h"
#include "cli/map-options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "engine/files/weights.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  const char *model;
  const char *image;
  const char *class_name;
  FusTrustQuestion question;
  gboolean json;
} Request;

static void
add_curve (JsonBuilder *builder, const char *name,
           const double probability[FUS_N_DELETION_ORDERS][FUS_N_DELETION_SHARES])
{
  fus_json_begin_object (builder, name);
  for (guint order = 0; order < FUS_N_DELETION_ORDERS; order++)
    {
      fus_json_begin_array (builder, order == FUS_DELETION_MOST ? "most" : "least");
      for (guint i = 0; i < FUS_N_DELETION_SHARES; i++)
        fus_json_put_double (builder, probability[order][i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

static void
add_similarity (JsonBuilder *builder, const char *name, const FusMapSimilarity *similarity)
{
  fus_json_begin_object (builder, name);
  fus_json_add_double (builder, "spearman", similarity->spearman);
  fus_json_add_double (builder, "ssim", similarity->ssim);
  json_builder_end_object (builder);
}

static void
add_deletion (JsonBuilder *builder, const FusDeletionTest *deletion)
{
  fus_json_begin_object (builder, "deletion");
  fus_json_add_double (builder, "intact", deletion->intact);
  fus_json_add_double (builder, "score", deletion->map.score);
  fus_json_add_double (builder, "random-score", deletion->random.score);
  fus_json_add_double (builder, "random-sd", deletion->random_sd);
  fus_json_add_int (builder, "random-maps", deletion->n_random);
  fus_json_add_int (builder, "beaten", deletion->n_beaten);
  add_curve (builder, "probability", deletion->map.probability);
  add_curve (builder, "random-probability", deletion->random.probability);
  json_builder_end_object (builder);
}

static void
add_flip (JsonBuilder *builder, const FusFrameTrust *trust, const char *const *names)
{
  fus_json_begin_object (builder, "flip");
  fus_json_add_double (builder, "spearman", trust->flip.similarity.spearman);
  fus_json_add_double (builder, "ssim", trust->flip.similarity.ssim);
  fus_json_add_double (builder, "asymmetry", trust->flip.asymmetry);
  fus_json_add_double (builder, "face", trust->flip.face);
  fus_json_add_double (builder, "place", trust->flip.place);
  fus_json_add_string (builder, "predicted", names[trust->mirrored_predicted]);
  fus_json_add_double (builder, "probability", trust->mirrored_probability);
  json_builder_end_object (builder);
}

static void
print_json (const Request *request, const FusNetwork *network, const FusFrameTrust *trust)
{
  const FusMapSpec *spec = &request->question.spec;
  const char *const *names = fus_network_class_names (network, request->question.task);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "model", request->model);
  fus_json_add_string (builder, "image", request->image);
  fus_json_add_string (builder, "method", fus_map_method_name (spec->method));
  if (fus_map_method_has_layer (spec->method))
    fus_json_add_string (builder, "layer", fus_layer_name (spec->layer));
  fus_json_add_string (builder, "task", fus_task_name (request->question.task));
  fus_json_add_string (builder, "class", names[trust->class_index]);
  fus_json_add_string (builder, "predicted", names[trust->predicted]);
  fus_json_add_int (builder, "seed", (gint64) request->question.seed);
  fus_json_add_boolean (builder, "empty", trust->empty);
  add_deletion (builder, &trust->deletion);
  fus_json_begin_object (builder, "randomization");
  for (int layer = FUS_LAYER_HEADS; layer >= 0; layer--)
    add_similarity (builder, fus_layer_name ((FusLayer) layer), &trust->layer[layer]);
  json_builder_end_object (builder);
  add_flip (builder, trust, names);
  json_builder_end_object (builder);
  fus_json_print (builder);
}

/* "0.42", or a dash for what is not known. */
static const char *
number_text (double value, char text[G_ASCII_DTOSTR_BUF_SIZE])
{
  if (isnan (value))
    return "–";
  /* Not "-0.00". */
  if (fabs (value) < 0.005)
    value = 0;
  return g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, "%.2f", value);
}

static void
print_layers (const FusFrameTrust *trust)
{
  g_print (_ ("  likeness to the map with random weights from the heads down to:\n   "));
  for (int layer = FUS_LAYER_HEADS; layer >= 0; layer--)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      g_print (" %s %s%s", fus_layer_name ((FusLayer) layer),
               number_text (trust->layer[layer].spearman, text), layer > 0 ? "," : "\n");
    }
}

static void
print_text (const Request *request, const FusNetwork *network, const FusFrameTrust *trust)
{
  const char *const *names = fus_network_class_names (network, request->question.task);
  g_autofree char *method = fus_map_spec_title (&request->question.spec);
  char score[G_ASCII_DTOSTR_BUF_SIZE], random[G_ASCII_DTOSTR_BUF_SIZE], sd[G_ASCII_DTOSTR_BUF_SIZE];
  char likeness[G_ASCII_DTOSTR_BUF_SIZE], face[G_ASCII_DTOSTR_BUF_SIZE],
      place[G_ASCII_DTOSTR_BUF_SIZE], percent[FUS_PERCENT_SIZE];

  g_print (_ ("%s: %s %s, %s; %s\n"), request->image, fus_task_name (request->question.task),
           names[trust->class_index], fus_percent (trust->deletion.intact, percent), method);
  if (trust->empty)
    {
      g_print (_ ("  no positive evidence for this class: there is no map to be tested\n"));
      return;
    }
  g_print (
      _ ("  deletion score %s; of random maps %s, standard deviation %s; better than %u of %u\n"),
      number_text (trust->deletion.map.score, score),
      number_text (trust->deletion.random.score, random),
      number_text (trust->deletion.random_sd, sd), trust->deletion.n_beaten,
      trust->deletion.n_random);
  print_layers (trust);
  g_print (
      _ ("  likeness to the mirrored picture’s map %s; asymmetry that follows the face %s, that "
         "stays in place %s\n"),
      number_text (trust->flip.similarity.spearman, likeness), number_text (trust->flip.face, face),
      number_text (trust->flip.place, place));
  g_print (_ ("  mirrored, the picture is taken for %s; %s %s\n"), names[trust->mirrored_predicted],
           names[trust->class_index], fus_percent (trust->mirrored_probability, percent));
}

static int
trust (Request *request, guint n_threads, const FusCropChoice *crop)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusNetwork) network = fus_weights_load (request->model, &error);
  g_auto (FusInput) input = { 0 };
  g_autoptr (FusFrameTrust) result = NULL;

  if (network == NULL
      || !fus_input_find_class (network, request->model, request->question.task,
                                request->class_name, &request->question.class_index, &error)
      || !fus_input_load (&input, network, request->question.task, request->image, crop, &error))
    return fus_terminal_fail (error->message);
  result = fus_frame_trust (network, input.values, &request->question, n_threads,
                            fus_terminal_poll (), fus_terminal_progress ("trust"), &error);
  fus_terminal_clear ();
  if (result == NULL)
    return error != NULL ? fus_terminal_fail (error->message) : fus_terminal_stopped ();
  if (request->json)
    print_json (request, network, result);
  else
    print_text (request, network, result);
  return FUS_EXIT_DONE;
}

int
fus_command_trust (int argc, char **argv)
{
  g_auto (FusMapOptions) options = { NULL };
  gboolean json = FALSE;
  int threads = 0, n_random = FUS_TRUST_RANDOM_MAPS;
  gint64 seed = 1;
  fus_map_options_init (&options);
  const GOptionEntry entries[] = {
    FUS_MAP_OPTION_ENTRIES (options),
    { "random", 0, 0, G_OPTION_ARG_INT, &n_random,
      N_ ("Random maps that the map is held against; by default 10"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("Seed of random maps, noise and weights"), "N" },
    FUS_OPTION_THREADS (threads),
    FUS_OPTION_JSON (json),
    { NULL },
  };
  Request request = { NULL };
  FusCropChoice crop;
  int status;

  if (!fus_options_parse (&argc, &argv, entries, 2, 2, &status))
    return status;
  if (!fus_map_options_read (&options, &request.question.task, &request.question.spec, &crop)
      || !fus_options_check_int ("random", n_random, 2, 1000)
      || !fus_options_check_int ("seed", seed, 0, G_MAXINT64)
      || !fus_options_check_threads (threads))
    return FUS_EXIT_USAGE;
  request.model = argv[1];
  request.image = argv[2];
  request.class_name = options.class_name;
  request.json = json;
  request.question.n_random = (guint) n_random;
  request.question.seed = (guint64) seed;
  return trust (&request, fus_options_n_threads (threads), &crop);
}
