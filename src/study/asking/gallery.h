/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/address.h"
#include "study/asking/stimulus-store.h"

G_BEGIN_DECLS

/**
 * FusGallery:
 *
 * The preferred stimuli of a study, made in the background in the order in which they are wanted,
 * read from analysis/stimuli where they were made before. Main thread only.
 *
 * Properties: "running" (boolean), "progress" (double, 0 … 1: of what is wanted).
 *
 * Signals: "changed" (guint kind, guint layer, guint unit): the unit's picture is there, or clearer
 * than before; at most ten times a second. "cleared" (): no picture stands any more, as other
 * settings hold or a network was trained further. "failed" (string).
 */
#define FUS_TYPE_GALLERY (fus_gallery_get_type ())
G_DECLARE_FINAL_TYPE (FusGallery, fus_gallery, FUS, GALLERY, GObject)

/* Preset clear, seed 1. */
FusGallery *fus_gallery_new (FusStudy *study, guint n_threads);

/* What pictures are made with from now on; what was wanted is forgotten. */
void fus_gallery_set_preset (FusGallery *gallery, FusStimulusPreset preset);
FusStimulusPreset fus_gallery_preset (FusGallery *gallery);
void fus_gallery_set_seed (FusGallery *gallery, guint64 seed);
guint64 fus_gallery_seed (FusGallery *gallery);

/**
 * fus_gallery_want:
 * @units: [n], the most urgent first
 *
 * Says which pictures are wanted, in the place of what was said before. Those in the making are
 * made ready first, unless nothing of their layer is wanted any more. A gallery that was stopped
 * goes on.
 */
void fus_gallery_want (FusGallery *gallery, const FusUnitAddress *units, gsize n);

/* Wants nothing any more; the pictures in the making stay as they are. */
void fus_gallery_stop (FusGallery *gallery);

/* (transfer none) (nullable) */
FusStimulusPicture *fus_gallery_get (FusGallery *gallery, const FusUnitAddress *unit);

gboolean fus_gallery_is_running (FusGallery *gallery);
double fus_gallery_progress (FusGallery *gallery);

/* Stops, and waits until the thread has; for closing a study. */
void fus_gallery_close (FusGallery *gallery);

G_END_DECLS
