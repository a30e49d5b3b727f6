/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/map-method.h"

#include "analysis/explained-class.h"
#include "analysis/gradcam.h"
#include "analysis/occlusion.h"
#include "analysis/pixel-gradients.h"
#include "analysis/scorecam.h"

#include <glib/gi18n-lib.h>

/* From colours [3, pixels] to one value a pixel. */
static void
sum_evidence (float *map, const float *attribution, gsize pixels)
{
  for (gsize i = 0; i < pixels; i++)
    map[i] = MAX (attribution[i] + attribution[pixels + i] + attribution[2 * pixels + i], 0);
}

static void
largest_magnitude (float *map, const float *gradient, gsize pixels)
{
  for (gsize i = 0; i < pixels; i++)
    map[i]
        = MAX (MAX (ABS (gradient[i]), ABS (gradient[pixels + i])), ABS (gradient[2 * pixels + i]));
}

static gboolean
guided_maps (FusPass *pass, FusLayer layer, const float *images, FusTask task,
             const gint32 *classes, guint n, float *maps, const FusPoll *poll)
{
  gsize side = fus_network_architecture (fus_pass_network (pass))->image_size;
  gsize pixels = side * side;
  g_autofree float *gradients = g_new (float, n * 3 * pixels);

  if (!fus_guided_gradients (pass, task, classes, n, gradients, poll))
    return FALSE;
  for (guint i = 0; i < n; i++)
    largest_magnitude (maps + i * pixels, gradients + i * 3 * pixels, pixels);
  return TRUE;
}

/* The methods below run variants of a frame through the pass: frame by frame, and last the frames
 * themselves, which the pass is to hold again. */

static gboolean
score_maps (FusPass *pass, FusLayer layer, const float *images, FusTask task, const gint32 *classes,
            guint n, float *maps, const FusPoll *poll)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  const gsize pixels = (gsize) arch->image_size * arch->image_size;
  const gsize side = fus_architecture_side (arch, layer, FALSE), area = side * side;
  const gsize units = fus_architecture_units (arch, layer);
  g_autofree float *activation = g_new (float, MAX (n * units * area, 1));

  fus_pass_get_activation (pass, layer, FALSE, activation);
  for (guint i = 0; i < n; i++)
    if (!fus_scorecam (pass, layer, images + i * 3 * pixels, activation + i * units * area, task,
                       classes[i], maps + i * area, poll))
      return FALSE;
  return fus_pass_forward (pass, images, n, FUS_LAYER_HEADS, poll);
}

static gboolean
occlusion_maps (FusPass *pass, FusLayer layer, const float *images, FusTask task,
                const gint32 *classes, guint n, float *maps, const FusPoll *poll)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  const gsize pixels = (gsize) arch->image_size * arch->image_size;
  const gsize area = FUS_OCCLUSION_SIDE * FUS_OCCLUSION_SIDE;

  for (guint i = 0; i < n; i++)
    if (!fus_occlusion (pass, images + i * 3 * pixels, task, classes[i], maps + i * area, poll))
      return FALSE;
  return fus_pass_forward (pass, images, n, FUS_LAYER_HEADS, poll);
}

static gboolean
integrated_maps (FusPass *pass, FusLayer layer, const float *images, FusTask task,
                 const gint32 *classes, guint n, float *maps, const FusPoll *poll)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  const gsize pixels = (gsize) arch->image_size * arch->image_size;
  g_autofree float *attribution = g_new (float, 3 * pixels);

  for (guint i = 0; i < n; i++)
    {
      if (!fus_integrated_gradients (pass, images + i * 3 * pixels, task, classes[i], attribution,
                                     poll))
        return FALSE;
      sum_evidence (maps + i * pixels, attribution, pixels);
    }
  return fus_pass_forward (pass, images, n, FUS_LAYER_HEADS, poll);
}

#define WHOLE_LAYER 0 /* runs: one for each of its units */
#define WHOLE_FRAME 0 /* side */

/**
 * Method:
 * @name: in files and on the command line
 * @title: for people; translatable
 * @make: the maps of n frames, whose classes are all told; as fus_explain_maps(), @layer being of
 *   no account to a method without one
 * @has_layer: whether it explains by the channels of one conv layer
 * @quick: whether a map costs little enough to be made of many frames
 * @n_runs: see fus_map_spec_n_runs(), or WHOLE_LAYER
 * @side: of the maps of a method without a layer, or WHOLE_FRAME
 */
typedef struct
{
  const char *name;
  const char *title;
  gboolean (*make) (FusPass *pass, FusLayer layer, const float *images, FusTask task,
                    const gint32 *classes, guint n, float *maps, const FusPoll *poll);
  gboolean has_layer;
  gboolean quick;
  guint n_runs;
  guint side;
} Method;

/* All that is known of a method but what it computes: a row and its function make a new one. */
static const Method methods[] = {
  [FUS_MAP_METHOD_GRADCAM] = { "grad-cam", "Grad-CAM", fus_gradcam, TRUE, TRUE, 1, 0 },
  [FUS_MAP_METHOD_GRADCAM_PLUS_PLUS]
  = { "grad-cam++", "Grad-CAM++", fus_gradcam_plus_plus, TRUE, TRUE, 1, 0 },
  [FUS_MAP_METHOD_HIRESCAM] = { "hirescam", "HiResCAM", fus_hirescam, TRUE, TRUE, 1, 0 },
  [FUS_MAP_METHOD_LAYERCAM] = { "layercam", "LayerCAM", fus_layercam, TRUE, TRUE, 1, 0 },
  [FUS_MAP_METHOD_SCORECAM] = { "score-cam", "Score-CAM", score_maps, TRUE, FALSE, WHOLE_LAYER, 0 },
  [FUS_MAP_METHOD_OCCLUSION] = { "occlusion", N_ ("Occlusion"), occlusion_maps, FALSE, FALSE,
                                 FUS_OCCLUSION_SIDE *FUS_OCCLUSION_SIDE, FUS_OCCLUSION_SIDE },
  [FUS_MAP_METHOD_INTEGRATED_GRADIENTS]
  = { "integrated-gradients", N_ ("Integrated gradients"), integrated_maps, FALSE, TRUE,
      FUS_INTEGRATION_STEPS, WHOLE_FRAME },
  [FUS_MAP_METHOD_GUIDED_BACKPROPAGATION]
  = { "guided-backpropagation", N_ ("Guided backpropagation"), guided_maps, FALSE, TRUE, 1,
      WHOLE_FRAME },
};
const FusNames fus_map_method_names = FUS_NAMES (methods);

G_STATIC_ASSERT (G_N_ELEMENTS (methods) == FUS_N_MAP_METHODS);

FUS_DEFINE_NAMES (FusMapMethod, map_method, fus_map_method_names)

static const Method *
method_of (FusMapMethod method)
{
  g_assert ((guint) method < FUS_N_MAP_METHODS);
  return &methods[method];
}

const char *
fus_map_method_title (FusMapMethod method)
{
  return _ (method_of (method)->title);
}

gboolean
fus_map_method_has_layer (FusMapMethod method)
{
  return method_of (method)->has_layer;
}

gboolean
fus_map_method_is_quick (FusMapMethod method)
{
  return method_of (method)->quick;
}

char *
fus_map_spec_title (const FusMapSpec *spec)
{
  const char *title = fus_map_method_title (spec->method);

  if (!fus_map_method_has_layer (spec->method))
    return g_strdup (title);
  /* Translators: a method that makes maps, and the layer it looks at: "Grad-CAM at conv8" */
  return g_strdup_printf (_ ("%s at %s"), title, fus_layer_name (spec->layer));
}

gboolean
fus_map_spec_equal (const FusMapSpec *a, const FusMapSpec *b)
{
  return a->method == b->method && (!fus_map_method_has_layer (a->method) || a->layer == b->layer);
}

guint
fus_map_spec_side (const FusMapSpec *spec, const FusArchitecture *arch)
{
  const Method *method = method_of (spec->method);

  if (method->has_layer)
    return fus_architecture_side (arch, spec->layer, FALSE);
  return method->side == WHOLE_FRAME ? arch->image_size : method->side;
}

guint
fus_map_spec_n_runs (const FusMapSpec *spec, const FusArchitecture *arch)
{
  const guint n = method_of (spec->method)->n_runs;

  return n == WHOLE_LAYER ? fus_architecture_units (arch, spec->layer) : n;
}

/* More frames at once save little time and take 50 MB each at 224 pixels. */
#define BATCH 4

guint
fus_map_spec_batch (const FusMapSpec *spec, const FusArchitecture *arch)
{
  return MIN (fus_map_spec_n_runs (spec, arch), BATCH);
}

gboolean
fus_explain_maps (FusPass *pass, const FusMapSpec *spec, const float *images, FusTask task,
                  const gint32 *classes, guint n, float *maps, const FusPoll *poll)
{
  g_autofree gint32 *explained = fus_explained_classes (pass, task, classes, n);

  return method_of (spec->method)->make (pass, spec->layer, images, task, explained, n, maps, poll);
}
