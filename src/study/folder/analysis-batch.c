/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/study-private.h"

guint
fus_analysis_batch (const FusArchitecture *arch)
{
  double size = arch->image_size * (double) arch->image_size * arch->width / (64 * 64 * 0.25);

  return CLAMP ((guint) (32 / size), 4, 32);
}
