/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/stimulus-private.h"

#include "engine/items.h"
#include "analysis/warp.h"

#include <math.h>
#include <string.h>

/* Steps in which ReLUs are redirected, as in Lucid. */
#define N_REDIRECTED 16
/* Steps after which a unit that no shaking has woken is given up. */
#define MAX_UNMOVED 32
/* Adam's (Kingma & Ba 2015), with Lucent's rate. */
#define RATE 0.05
#define MEAN_DECAY 0.9
#define SQUARE_DECAY 0.999
#define EPSILON 1e-8

typedef struct
{
  FusAscents *ascents;
  void (*work) (FusAscents *ascents, guint i, float *scratch);
  gsize n_scratch;
  FusItems items;
} FusAscentWork;

static void
work_items (gpointer data, guint index, guint n)
{
  FusAscentWork *work = data;
  float *scratch
      = work->n_scratch > 0 ? fus_team_scratch (work->ascents->team, index, work->n_scratch) : NULL;
  guint i;

  while (fus_items_claim (&work->items, &i))
    work->work (work->ascents, i, scratch);
}

static void
each_item (FusAscents *ascents, void (*work) (FusAscents *ascents, guint i, float *scratch))
{
  gsize n = ascents->spectrum != NULL ? fus_spectrum_work_size (ascents->spectrum) : 0;
  FusAscentWork job
      = { .ascents = ascents, .work = work, .n_scratch = n, .items = { .n = ascents->n } };

  fus_team_run (ascents->team, work_items, &job);
}

/* Pixels to network input. */
static void
normalize (const FusAscents *ascents, float *input, const float *pixels)
{
  const FusNormalization *normalization
      = fus_network_normalization (fus_pass_network (ascents->pass));
  gsize area = ascents->size / 3;

  for (gsize c = 0; c < 3; c++)
    for (gsize i = c * area; i < (c + 1) * area; i++)
      input[i] = (pixels[i] - normalization->mean[c]) / normalization->sd[c];
}

/* The gradient with respect to pixels from that to network input, in place. */
static void
denormalize_gradient (const FusAscents *ascents, float *gradient)
{
  const FusNormalization *normalization
      = fus_network_normalization (fus_pass_network (ascents->pass));
  gsize area = ascents->size / 3;

  for (gsize c = 0; c < 3; c++)
    for (gsize i = c * area; i < (c + 1) * area; i++)
      gradient[i] /= normalization->sd[c];
}

static FusWarp
warp_of (const FusAscents *ascents, const FusAscent *item)
{
  /* A copy: showing and climbing draw the same, and climbing moves on. */
  FusRandom random = item->random;

  return fus_warp_draw (ascents->arch->image_size, &random);
}

static void
show (FusAscents *ascents, guint i, float *scratch)
{
  FusAscent *item = &ascents->items[i];
  float *input = ascents->images + i * ascents->size;

  if (ascents->spectrum != NULL)
    {
      float *shaken = ascents->shaken + i * ascents->size;
      FusWarp warp = warp_of (ascents, item);

      fus_spectrum_to_picture (ascents->spectrum, item->pixels, item->coefficients, scratch);
      fus_warp_forward (shaken, item->pixels, &warp, ascents->arch->image_size);
      normalize (ascents, input, shaken);
    }
  else
    normalize (ascents, input, item->pixels);
}

static void
show_still (FusAscents *ascents, guint i, float *scratch)
{
  FusAscent *item = &ascents->items[i];

  if (ascents->spectrum != NULL)
    fus_spectrum_to_picture (ascents->spectrum, item->pixels, item->coefficients, scratch);
  normalize (ascents, ascents->images + i * ascents->size, item->pixels);
}

static gboolean
is_zero (const float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (values[i] != 0)
      return FALSE;
  return TRUE;
}

static void
climb_pixels (FusAscents *ascents, FusAscent *item, const float *gradient)
{
  double squares = 0;
  float factor;

  for (gsize i = 0; i < ascents->size; i++)
    squares += (double) gradient[i] * gradient[i];
  factor = (float) (FUS_STIMULUS_PAPER_RATE / sqrt (squares / ascents->size));
  for (gsize i = 0; i < ascents->size; i++)
    item->pixels[i] = CLAMP (item->pixels[i] + factor * gradient[i], 0, 1);
}

/* One step of Adam upwards. */
static void
climb_coefficients (FusAscents *ascents, FusAscent *item, const float *gradient)
{
  const float m = MEAN_DECAY, v = SQUARE_DECAY;
  const float rate = (float) (RATE / (1 - pow (MEAN_DECAY, item->step + 1)));
  const float correction = (float) (1 / (1 - pow (SQUARE_DECAY, item->step + 1)));
  gsize n = fus_spectrum_size (ascents->spectrum);

  for (gsize i = 0; i < n; i++)
    {
      item->mean[i] = m * item->mean[i] + (1 - m) * gradient[i];
      item->square[i] = v * item->square[i] + (1 - v) * gradient[i] * gradient[i];
      item->coefficients[i]
          += rate * item->mean[i] / (sqrtf (item->square[i] * correction) + (float) EPSILON);
    }
}

static void
climb (FusAscents *ascents, guint i, float *scratch)
{
  FusAscent *item = &ascents->items[i];
  float *gradient = ascents->gradient + i * ascents->size;
  gboolean zero = is_zero (gradient, ascents->size);

  item->moved = item->moved || !zero;
  denormalize_gradient (ascents, gradient);
  if (ascents->spectrum == NULL)
    {
      /* Nothing is drawn anew: what stands still once does so for good. */
      item->stuck = zero;
      if (!zero)
        climb_pixels (ascents, item, gradient);
    }
  else
    {
      float *d_picture = ascents->shaken + i * ascents->size;
      /* Free by now, and larger than the coefficients. */
      float *d_coefficients = scratch + fus_spectrum_size (ascents->spectrum);
      FusWarp warp = fus_warp_draw (ascents->arch->image_size, &item->random);

      memset (d_picture, 0, ascents->size * sizeof (float));
      fus_warp_backward (d_picture, gradient, &warp, ascents->arch->image_size);
      fus_spectrum_backward (ascents->spectrum, d_coefficients, item->pixels, d_picture, scratch);
      climb_coefficients (ascents, item, d_coefficients);
      item->stuck = !item->moved && item->step >= MAX_UNMOVED;
    }
  if (!item->stuck)
    item->step++;
}

void
fus_ascents_show (FusAscents *ascents)
{
  each_item (ascents, show);
}

void
fus_ascents_show_still (FusAscents *ascents)
{
  each_item (ascents, show_still);
}

void
fus_ascents_climb (FusAscents *ascents)
{
  each_item (ascents, climb);
}

/* From the gradient of the logits to the image's. */
static gboolean
descend_from_heads (FusAscents *ascents, const float *const d_logits[FUS_N_TASKS],
                    const FusPoll *poll)
{
  if (!fus_pass_backward (ascents->pass, d_logits, FUS_LAYER_FC2, poll))
    return FALSE;
  fus_pass_get_gradient (ascents->pass, FUS_LAYER_FC2, ascents->activation);
  return fus_pass_backward_to_image (ascents->pass, FUS_LAYER_FC2, ascents->activation, poll);
}

/* Logits: what the way back from the heads begins with. */
static gboolean
ask_heads (FusAscents *ascents, gboolean climb_too, const FusPoll *poll)
{
  float *d_logits[FUS_N_TASKS] = { NULL };
  gboolean going = TRUE;

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (ascents->arch->n_classes[task] > 0)
      d_logits[task] = g_new0 (float, (gsize) ascents->n * ascents->arch->n_classes[task]);
  for (guint i = 0; i < ascents->n; i++)
    {
      FusTask task;
      guint class_index;
      gsize at;

      fus_head_unit (ascents->arch, ascents->items[i].unit, &task, &class_index);
      at = (gsize) i * ascents->arch->n_classes[task] + class_index;
      ascents->items[i].activation = fus_pass_logits (ascents->pass, task)[at];
      d_logits[task][at] = 1;
    }
  if (climb_too)
    going = descend_from_heads (ascents, (const float *const *) d_logits, poll);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    g_free (d_logits[task]);
  return going;
}

static gboolean
ask_layer (FusAscents *ascents, gboolean climb_too, const FusPoll *poll)
{
  const gsize area = ascents->area;
  const gsize row = fus_architecture_units (ascents->arch, ascents->layer) * area;
  gboolean going = TRUE;

  fus_pass_get_activation (ascents->pass, ascents->layer, FALSE, ascents->activation);
  for (guint i = 0; i < ascents->n; i++)
    {
      gsize begin = i * row + ascents->items[i].unit * area;
      double sum = 0;

      for (gsize k = begin; k < begin + area; k++)
        {
          sum += ascents->activation[k];
          ascents->d_activation[k] = (float) (1.0 / area);
        }
      ascents->items[i].activation = sum / area;
    }
  if (climb_too)
    going = fus_pass_backward_to_image (ascents->pass, ascents->layer, ascents->d_activation, poll);
  /* Zero again for whatever unit comes next. */
  for (guint i = 0; i < ascents->n; i++)
    memset (ascents->d_activation + i * row + ascents->items[i].unit * area, 0,
            area * sizeof (float));
  return going;
}

gboolean
fus_ascents_ask (FusAscents *ascents, gboolean climb_too, const FusPoll *poll)
{
  gboolean going;

  /* Those worked on together are at the same step. */
  fus_pass_set_relu_rule (ascents->pass,
                          ascents->spectrum != NULL && ascents->items[0].step < N_REDIRECTED
                              ? FUS_RELU_REDIRECTED
                              : FUS_RELU_GRADIENT);
  if (!fus_pass_forward (ascents->pass, ascents->images, ascents->n, ascents->layer, poll))
    return FALSE;
  if (ascents->layer == FUS_LAYER_HEADS)
    going = ask_heads (ascents, climb_too, poll);
  else
    going = ask_layer (ascents, climb_too, poll);
  if (going && climb_too)
    fus_pass_get_image_gradient (ascents->pass, ascents->gradient);
  return going;
}
