/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/map-method.h"

#include "analysis/explained-class.h"
#include "analysis/gradcam.h"
#include "analysis/occlusion.h"
#include "analysis/pixel-gradients.h"
#include "analysis/scorecam.h"

#include <glib/gi18n-lib.h>

static const char *const names[FUS_N_MAP_METHODS] = { "grad-cam",
                                                      "grad-cam++",
                                                      "hirescam",
                                                      "layercam",
                                                      "score-cam",
                                                      "occlusion",
                                                      "integrated-gradients",
                                                      "guided-backpropagation" };

static const char *const titles[FUS_N_MAP_METHODS] = { "Grad-CAM",
                                                       "Grad-CAM++",
                                                       "HiResCAM",
                                                       "LayerCAM",
                                                       "Score-CAM",
                                                       N_ ("Occlusion"),
                                                       N_ ("Integrated gradients"),
                                                       N_ ("Guided backpropagation") };

const char *
fus_map_method_title (FusMapMethod method)
{
  g_assert ((guint) method < FUS_N_MAP_METHODS);
  return _ (titles[method]);
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

const char *
fus_map_method_name (FusMapMethod method)
{
  g_assert ((guint) method < FUS_N_MAP_METHODS);
  return names[method];
}

gboolean
fus_map_method_parse (const char *name, FusMapMethod *method)
{
  for (guint i = 0; i < FUS_N_MAP_METHODS; i++)
    if (g_str_equal (name, names[i]))
      {
        *method = (FusMapMethod) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
fus_map_method_has_layer (FusMapMethod method)
{
  return method <= FUS_MAP_METHOD_SCORECAM;
}

gboolean
fus_map_spec_equal (const FusMapSpec *a, const FusMapSpec *b)
{
  return a->method == b->method && (!fus_map_method_has_layer (a->method) || a->layer == b->layer);
}

guint
fus_map_spec_side (const FusMapSpec *spec, const FusArchitecture *arch)
{
  if (fus_map_method_has_layer (spec->method))
    return fus_architecture_side (arch, spec->layer, FALSE);
  return spec->method == FUS_MAP_METHOD_OCCLUSION ? FUS_OCCLUSION_SIDE : arch->image_size;
}

guint
fus_map_spec_n_runs (const FusMapSpec *spec, const FusArchitecture *arch)
{
  switch (spec->method)
    {
    case FUS_MAP_METHOD_SCORECAM:
      return fus_architecture_units (arch, spec->layer);
    case FUS_MAP_METHOD_OCCLUSION:
      return FUS_OCCLUSION_SIDE * FUS_OCCLUSION_SIDE;
    case FUS_MAP_METHOD_INTEGRATED_GRADIENTS:
      return FUS_INTEGRATION_STEPS;
    default:
      return 1;
    }
}

/* More frames at once save little time and take 50 MB each at 224 pixels. */
#define BATCH 4

guint
fus_map_spec_batch (const FusMapSpec *spec, const FusArchitecture *arch)
{
  return MIN (fus_map_spec_n_runs (spec, arch), BATCH);
}

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
guided_maps (FusPass *pass, FusTask task, const gint32 *classes, guint n, float *maps,
             const FusPoll *poll)
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

/* The methods that run variants of a frame: frame by frame. */
static gboolean
variant_maps (FusPass *pass, const FusMapSpec *spec, const float *images, FusTask task,
              const gint32 *classes, guint n, float *maps, const FusPoll *poll)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  gsize pixels = (gsize) arch->image_size * arch->image_size;
  gsize side = fus_map_spec_side (spec, arch), area = side * side;
  gsize units
      = fus_map_method_has_layer (spec->method) ? fus_architecture_units (arch, spec->layer) : 0;
  g_autofree float *activation = g_new (float, MAX (n * units * area, 1));
  g_autofree float *attribution = g_new (float, 3 * pixels);

  if (units > 0)
    fus_pass_get_activation (pass, spec->layer, FALSE, activation);
  for (guint i = 0; i < n; i++)
    {
      const float *image = images + i * 3 * pixels;
      float *map = maps + i * area;
      gboolean done;

      if (spec->method == FUS_MAP_METHOD_SCORECAM)
        done = fus_scorecam (pass, spec->layer, image, activation + i * units * area, task,
                             classes[i], map, poll);
      else if (spec->method == FUS_MAP_METHOD_OCCLUSION)
        done = fus_occlusion (pass, image, task, classes[i], map, poll);
      else
        {
          done = fus_integrated_gradients (pass, image, task, classes[i], attribution, poll);
          sum_evidence (map, attribution, pixels);
        }
      if (!done)
        return FALSE;
    }
  return fus_pass_forward (pass, images, n, FUS_LAYER_HEADS, poll);
}

gboolean
fus_explain_maps (FusPass *pass, const FusMapSpec *spec, const float *images, FusTask task,
                  const gint32 *classes, guint n, float *maps, const FusPoll *poll)
{
  g_autofree gint32 *explained = fus_explained_classes (pass, task, classes, n);

  switch (spec->method)
    {
    case FUS_MAP_METHOD_GRADCAM:
    case FUS_MAP_METHOD_GRADCAM_PLUS_PLUS:
    case FUS_MAP_METHOD_HIRESCAM:
    case FUS_MAP_METHOD_LAYERCAM:
      return fus_gradcam (pass, spec, task, explained, n, maps, poll);
    case FUS_MAP_METHOD_SCORECAM:
    case FUS_MAP_METHOD_OCCLUSION:
    case FUS_MAP_METHOD_INTEGRATED_GRADIENTS:
      return variant_maps (pass, spec, images, task, explained, n, maps, poll);
    case FUS_MAP_METHOD_GUIDED_BACKPROPAGATION:
      return guided_maps (pass, task, explained, n, maps, poll);
    }
  g_assert_not_reached ();
}
