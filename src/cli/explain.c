/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "faces/pictures/picture-file.h"
#include "study/asking/explainer.h"
#include "figures/heatmap.h"
#include "analysis/npy.h"
#include "cli/map-options.h"
#include "cli/output.h"
#include "cli/terminal.h"

#include <glib/gi18n-lib.h>

/* A network ready to explain one frame at a time. */
typedef struct
{
  FusNetwork *network;
  FusTeam *team;
  FusPass *pass;
  FusMapSpec spec;
} Model;

static gboolean
model_open (Model *model, const char *path, int threads, const FusMapSpec *spec, GError **error)
{
  *model = (Model){ .network = fus_weights_load (path, error) };
  if (model->network == NULL)
    return FALSE;
  model->team = fus_team_new ((guint) threads);
  model->spec = *spec;
  model->pass = fus_pass_new (model->network, FUS_PASS_EXPLAIN,
                              fus_map_spec_batch (spec, fus_network_architecture (model->network)),
                              model->team);
  return TRUE;
}

static void
model_clear (Model *model)
{
  g_clear_pointer (&model->pass, fus_pass_free);
  g_clear_pointer (&model->team, fus_team_free);
  g_clear_pointer (&model->network, fus_network_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Model, model_clear)

static FusExplanation *
explain (Model *model, const FusInput *input, const FusTarget target[FUS_N_TASKS])
{
  const gint32 unknown[FUS_N_TASKS] = { -1, -1 };

  return fus_explain (model->pass, input->values, unknown, target, &model->spec,
                      fus_terminal_poll ());
}

static void
add_head (JsonBuilder *builder, const FusNetwork *network, FusTask task,
          const FusHeadExplanation *head)
{
  const char *const *names = fus_network_class_names (network, task);

  fus_json_begin_object (builder, fus_task_name (task));
  fus_json_add_string (builder, "class", names[head->predicted]);
  fus_json_add_double (builder, "probability", head->probabilities[head->predicted]);
  fus_json_begin_object (builder, "probabilities");
  for (guint i = 0; i < head->n_classes; i++)
    fus_json_add_double (builder, names[i], head->probabilities[i]);
  json_builder_end_object (builder);
  fus_json_add_floats (builder, "logits", head->logits, head->n_classes);
  json_builder_end_object (builder);
}

static void
add_result (JsonBuilder *builder, const char *image, const FusExplanation *explanation)
{
  json_builder_begin_object (builder);
  fus_json_add_string (builder, "image", image);
  fus_json_begin_object (builder, "heads");
  for (guint task = 0; task < FUS_N_TASKS; task++)
    if (explanation->heads[task].present)
      add_head (builder, explanation->network, (FusTask) task, &explanation->heads[task]);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

#define MOST_SHOWN 5

/* The likeliest classes of each head. */
static void
print_result (const char *image, const FusExplanation *explanation)
{
  g_print ("%s\n", image);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      const FusHeadExplanation *head = &explanation->heads[task];
      const char *const *names;
      char percent[FUS_PERCENT_SIZE];
      g_autofree gboolean *shown = NULL;

      if (!head->present)
        continue;
      names = fus_network_class_names (explanation->network, (FusTask) task);
      shown = g_new0 (gboolean, head->n_classes);
      g_print ("  %s:", fus_task_name ((FusTask) task));
      for (guint k = 0; k < MIN (MOST_SHOWN, head->n_classes); k++)
        {
          guint best = head->n_classes;

          for (guint i = 0; i < head->n_classes; i++)
            if (!shown[i]
                && (best == head->n_classes || head->probabilities[i] > head->probabilities[best]))
              best = i;
          shown[best] = TRUE;
          g_print ("%s %s %s", k > 0 ? "," : "", names[best],
                   fus_percent (head->probabilities[best], percent));
        }
      g_print ("\n");
    }
}

/* What cannot be read is told, and does not keep the others from being answered; @n_answered. */
static int
predict (Model *model, char **images, const FusCropChoice *crop, JsonBuilder *builder,
         guint *n_answered)
{
  const FusTarget target[FUS_N_TASKS] = { { FUS_TARGET_NONE, 0 }, { FUS_TARGET_NONE, 0 } };
  FusTask task = fus_network_architecture (model->network)->n_classes[FUS_TASK_IDENTITY] > 0
                     ? FUS_TASK_IDENTITY
                     : FUS_TASK_EXPRESSION;
  const guint n = g_strv_length (images);

  *n_answered = 0;
  for (char **image = images; *image != NULL; image++)
    {
      g_auto (FusInput) input = { 0 };
      g_autoptr (FusExplanation) explanation = NULL;
      g_autoptr (GError) error = NULL;

      if (!fus_input_load (&input, model->network, task, *image, crop, &error))
        {
          fus_terminal_fail (error->message);
          continue;
        }
      explanation = explain (model, &input, target);
      if (explanation == NULL)
        return fus_terminal_stopped ();
      ++*n_answered;
      if (builder != NULL)
        add_result (builder, *image, explanation);
      else
        print_result (*image, explanation);
    }
  if (*n_answered == n)
    return FUS_EXIT_DONE;
  if (n > 1)
    {
      g_autofree char *message = g_strdup_printf (
          ngettext ("%u of %u picture could not be used", "%u of %u pictures could not be used", n),
          n - *n_answered, n);

      fus_terminal_fail (message);
    }
  return FUS_EXIT_FAILED;
}

int
fus_command_predict (int argc, char **argv)
{
  g_autofree char *crop_text = NULL;
  gboolean json = FALSE;
  int threads = 0;
  const GOptionEntry entries[] = {
    FUS_OPTION_CROP (crop_text),
    FUS_OPTION_THREADS (threads),
    FUS_OPTION_JSON (json),
    { NULL },
  };
  g_auto (Model) model = { 0 };
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GError) error = NULL;
  FusCropChoice crop;
  guint n_answered;
  int status;

  if (!fus_options_parse (&argc, &argv, entries, 2, G_MAXINT - 1, &status))
    return status;
  if (!fus_crop_choice_parse (crop_text, &crop) || !fus_options_check_threads (threads))
    return FUS_EXIT_USAGE;
  if (!model_open (&model, argv[1], threads, &FUS_MAP_SPEC_PAPER, &error))
    return fus_terminal_fail (error->message);

  if (!json)
    return predict (&model, argv + 2, &crop, NULL, &n_answered);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  fus_json_add_string (builder, "model", argv[1]);
  fus_json_begin_array (builder, "results");
  status = predict (&model, argv + 2, &crop, builder, &n_answered);
  if ((status != FUS_EXIT_DONE && status != FUS_EXIT_FAILED) || n_answered == 0)
    return status;
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  fus_json_print (builder);
  return status;
}

/* What gradcam was asked for. */
typedef struct
{
  FusTask task;
  const char *class_name;
  const char *npy;
  const char *png;
  gboolean json;
  FusMapSpec spec;
} Request;

/* FALSE with @error when the network has no such head or class. */
static gboolean
find_target (const FusNetwork *network, const char *path, const Request *request, FusTarget *target,
             GError **error)
{
  gint32 class_index;

  if (!fus_input_find_class (network, path, request->task, request->class_name, &class_index,
                             error))
    return FALSE;
  *target = (FusTarget){ class_index < 0 ? FUS_TARGET_PREDICTED : FUS_TARGET_CLASS,
                         MAX (class_index, 0) };
  return TRUE;
}

/* The map over the picture; or by itself, where the network was given an array. */
static FusPicture *
render (const FusInput *input, const FusExplanation *explanation, FusTask task)
{
  const FusHeadExplanation *head = &explanation->heads[task];
  guint side = explanation->side;
  FusOverlay overlay = {
    .side = side, .crop = input->crop, .colormap = FUS_COLORMAP_TASK, .opacity = 0.7, .threshold = 0
  };
  int size = (int) fus_network_architecture (explanation->network)->image_size;

  if (input->picture == NULL)
    return fus_heatmap_render (head->map, side, FUS_COLORMAP_VIRIDIS, task, size, size);

  overlay.map[task] = head->map;
  return fus_overlay_render (input->picture, &overlay, input->picture->width,
                             input->picture->height);
}

static gboolean
write_files (const Request *request, const FusInput *input, const FusExplanation *explanation,
             GError **error)
{
  const FusHeadExplanation *head = &explanation->heads[request->task];
  const gsize dims[] = { explanation->side, explanation->side };

  if (request->npy != NULL
      && !fus_npy_save (request->npy, head->raw, G_N_ELEMENTS (dims), dims, error))
    return FALSE;
  if (request->png != NULL)
    {
      g_autoptr (FusPicture) picture = render (input, explanation, request->task);

      return fus_picture_save_png (picture, request->png, error);
    }
  return TRUE;
}

static void
print_map_json (const char *model, const char *image, const Request *request,
                const FusExplanation *explanation)
{
  const FusHeadExplanation *head = &explanation->heads[request->task];
  const char *const *names = fus_network_class_names (explanation->network, request->task);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "model", model);
  fus_json_add_string (builder, "image", image);
  fus_json_add_string (builder, "method", fus_map_method_name (request->spec.method));
  if (fus_map_method_has_layer (request->spec.method))
    fus_json_add_string (builder, "layer", fus_layer_name (request->spec.layer));
  fus_json_add_string (builder, "task", fus_task_name (request->task));
  fus_json_add_string (builder, "class", names[head->target]);
  fus_json_add_string (builder, "predicted", names[head->predicted]);
  fus_json_add_double (builder, "probability", head->probabilities[head->target]);
  fus_json_add_boolean (builder, "empty", head->empty);
  fus_json_add_matrix (builder, "map", head->raw, explanation->side, explanation->side);
  json_builder_end_object (builder);
  fus_json_print (builder);
}

static void
print_map_text (const char *image, const Request *request, const FusExplanation *explanation)
{
  const FusHeadExplanation *head = &explanation->heads[request->task];
  const char *const *names = fus_network_class_names (explanation->network, request->task);
  g_autofree char *method = fus_map_spec_title (&request->spec);
  char percent[FUS_PERCENT_SIZE];
  guint peak = 0;

  g_print (_ ("%s: %s %s, %s; %s"), image, fus_task_name (request->task), names[head->target],
           fus_percent (head->probabilities[head->target], percent), method);
  if (head->empty)
    {
      g_print (_ ("; no positive evidence for this class\n"));
      return;
    }
  for (guint i = 1; i < explanation->side * explanation->side; i++)
    if (head->raw[i] > head->raw[peak])
      peak = i;
  g_print (_ ("; map of %u by %u, its peak %g in column %u, row %u\n"), explanation->side,
           explanation->side, head->raw[peak], peak % explanation->side + 1,
           peak / explanation->side + 1);
}

static int
gradcam (const char *model_path, const char *image, int threads, const FusCropChoice *crop,
         const Request *request)
{
  FusTarget target[FUS_N_TASKS] = { { FUS_TARGET_NONE, 0 }, { FUS_TARGET_NONE, 0 } };
  g_auto (Model) model = { 0 };
  g_auto (FusInput) input = { 0 };
  g_autoptr (FusExplanation) explanation = NULL;
  g_autoptr (GError) error = NULL;

  if (!model_open (&model, model_path, threads, &request->spec, &error)
      || !find_target (model.network, model_path, request, &target[request->task], &error)
      || !fus_input_load (&input, model.network, request->task, image, crop, &error))
    return fus_terminal_fail (error->message);

  explanation = explain (&model, &input, target);
  if (explanation == NULL)
    return fus_terminal_stopped ();
  if (!write_files (request, &input, explanation, &error))
    return fus_terminal_fail (error->message);

  if (request->json)
    print_map_json (model_path, image, request, explanation);
  else
    print_map_text (image, request, explanation);
  return FUS_EXIT_DONE;
}

int
fus_command_gradcam (int argc, char **argv)
{
  g_auto (FusMapOptions) options = { NULL };
  g_autofree char *npy = NULL;
  g_autofree char *png = NULL;
  gboolean json = FALSE;
  int threads = 0;
  fus_map_options_init (&options);
  const GOptionEntry entries[] = {
    FUS_MAP_OPTION_ENTRIES (options),
    { "npy", 0, 0, G_OPTION_ARG_FILENAME, &npy, N_ ("Write the map as an array, not scaled"),
      N_ ("FILE") },
    { "png", 0, 0, G_OPTION_ARG_FILENAME, &png, N_ ("Write the picture with the map laid over it"),
      N_ ("FILE") },
    FUS_OPTION_THREADS (threads),
    FUS_OPTION_JSON (json),
    { NULL },
  };
  Request request;
  FusCropChoice crop;
  int status;

  if (!fus_options_parse (&argc, &argv, entries, 2, 2, &status))
    return status;
  request = (Request){ 0, options.class_name, npy, png, json, FUS_MAP_SPEC_PAPER };
  if (!fus_map_options_read (&options, &request.task, &request.spec, &crop)
      || !fus_options_check_threads (threads))
    return FUS_EXIT_USAGE;
  return gradcam (argv[1], argv[2], threads, &crop, &request);
}
