/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/frame-maps.h"

G_BEGIN_DECLS

/**
 * FusPersonMaps:
 * @side: of the maps
 * @n_people: or of other groups whose frames are not independent
 * @n_frames: that could be read
 * @sum: [n_people, side, side], sum of the scaled maps of a person's frames
 * @count: [n_people], frames of a person that could be read
 *
 * Maps of frames, added up so that mean maps of people drawn anew take no time.
 */
typedef struct
{
  guint side;
  guint n_people;
  guint n_frames;
  float *sum;
  guint *count;
} FusPersonMaps;

/* @people: [maps->n], the person of each frame, 0 … n_people - 1. Free with
 * fus_person_maps_free(). Any thread. */
FusPersonMaps *fus_person_maps_new (const FusMaps *maps, const guint32 *people, guint n_people);
void fus_person_maps_free (FusPersonMaps *maps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusPersonMaps, fus_person_maps_free)

/**
 * fus_person_maps_mean:
 * @times: (nullable): [n_people], how often each was drawn; NULL: once
 *
 * The mean map over the frames of the people drawn: with NULL what fus_maps_mean() gives, but for
 * rounding. Any thread.
 *
 * Returns: (transfer full) (nullable): NULL where they have no frame
 */
FusMeanMap *fus_person_maps_mean (const FusPersonMaps *maps, const guint *times);

G_END_DECLS
