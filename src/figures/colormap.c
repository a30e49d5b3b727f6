/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/colormap.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Told apart by people without red, green or blue cones, and by their lightness in a grey print
 * (L* 50 and 63); each has a contrast near 3:1 or above with white and with #242424. */
const FusColor fus_color_task[FUS_N_TASKS] = {
  [FUS_TASK_IDENTITY] = { 0x2a / 255.0, 0x76 / 255.0, 0xd9 / 255.0 },
  [FUS_TASK_EXPRESSION] = { 0xed / 255.0, 0x7a / 255.0, 0x12 / 255.0 },
};
const FusColor fus_color_overlap = { 1, 1, 1 };

#define N_CONTROL 33

/* Every eighth colour of matplotlib's viridis and inferno (S. van der Walt and N. Smith, 2015, CC0
 * 1.0); between them, interpolation stays within 2/255 of the original 256 colours. */
static const guint32 viridis[N_CONTROL] = {
  0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453681, 0x424086, 0x3f4989, 0x3b528b,
  0x375a8d, 0x33638d, 0x2f6a8e, 0x2c728e, 0x297a8e, 0x26818e, 0x23898e, 0x21908c, 0x1f988b,
  0x1f9f88, 0x21a685, 0x28ae80, 0x31b57b, 0x3ebc74, 0x4cc26c, 0x5dc963, 0x6ece58, 0x82d34c,
  0x96d83f, 0xabdc32, 0xc0df24, 0xd5e21a, 0xeae51a, 0xfde725,
};
static const guint32 inferno[N_CONTROL] = {
  0x000004, 0x040312, 0x0b0724, 0x150b37, 0x210c4a, 0x2e0a5a, 0x3c0965, 0x4a0c6b, 0x57106d,
  0x63146e, 0x70196e, 0x7d1e6d, 0x89226a, 0x962766, 0xa32b61, 0xaf315c, 0xbb3755, 0xc63e4d,
  0xd14644, 0xdb4f3b, 0xe35932, 0xeb6528, 0xf1711e, 0xf67f14, 0xf98d0a, 0xfb9c06, 0xfcab0f,
  0xfbba1f, 0xf9ca32, 0xf5d949, 0xf2e865, 0xf3f586, 0xfcffa4,
};

static const struct
{
  const char *name;
  const char *title;
} colormaps[] = {
  [FUS_COLORMAP_TASK] = { "task", N_ ("Task color") },
  [FUS_COLORMAP_VIRIDIS] = { "viridis", N_ ("Viridis") },
  [FUS_COLORMAP_INFERNO] = { "inferno", N_ ("Inferno") },
  [FUS_COLORMAP_JET] = { "jet", N_ ("Jet (as in the paper)") },
  [FUS_COLORMAP_GREY] = { "grey", N_ ("Grey") },
};
static const FusNames names = FUS_NAMES (colormaps);

G_STATIC_ASSERT (G_N_ELEMENTS (colormaps) == FUS_N_COLORMAPS);

FUS_DEFINE_NAMES (FusColormap, colormap, names)

const char *
fus_colormap_title (FusColormap colormap)
{
  return _ (colormaps[colormap].title);
}

FusColor
fus_color_mix (FusColor a, FusColor b, double share)
{
  return (FusColor){ a.red + (b.red - a.red) * share, a.green + (b.green - a.green) * share,
                     a.blue + (b.blue - a.blue) * share };
}

static FusColor
unpack (guint32 rgb)
{
  return (FusColor){ (rgb >> 16) / 255.0, (rgb >> 8 & 0xff) / 255.0, (rgb & 0xff) / 255.0 };
}

static FusColor
interpolate (const guint32 *control, double value)
{
  double position = value * (N_CONTROL - 1);
  int i = MIN ((int) position, N_CONTROL - 2);
  return fus_color_mix (unpack (control[i]), unpack (control[i + 1]), position - i);
}

/* A trapezoid: one channel of MATLAB's jet, shifted by @centre. */
static double
jet_channel (double value, double centre)
{
  return CLAMP (1.5 - fabs (4 * value - centre), 0, 1);
}

FusColor
fus_colormap_color (FusColormap colormap, FusTask task, double value)
{
  value = value > 0 ? MIN (value, 1) : 0;
  switch (colormap)
    {
    case FUS_COLORMAP_TASK:
      return fus_color_mix ((FusColor){ 1, 1, 1 }, fus_color_task[task], value);
    case FUS_COLORMAP_VIRIDIS:
      return interpolate (viridis, value);
    case FUS_COLORMAP_INFERNO:
      return interpolate (inferno, value);
    case FUS_COLORMAP_JET:
      return (FusColor){ jet_channel (value, 3), jet_channel (value, 2), jet_channel (value, 1) };
    case FUS_COLORMAP_GREY:
      return (FusColor){ value, value, value };
    case FUS_N_COLORMAPS:
    default:
      g_assert_not_reached ();
    }
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

double
fus_color_luminance (FusColor color)
{
  return 0.2126 * linear (color.red) + 0.7152 * linear (color.green) + 0.0722 * linear (color.blue);
}
