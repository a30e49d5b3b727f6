/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/map-method.h"
#include "study/analyses/analysis.h"

G_BEGIN_DECLS

/* Folder of a study in which maps of a kind are kept: "analysis/maps" for the paper's,
 * "analysis/maps/hirescam-conv6" for others. (transfer full) */
char *fus_map_folder (const FusMapSpec *spec);

/* Says in a note of origin how maps were made: "method", and "layer" where it has one. */
void fus_map_spec_add (const FusMapSpec *spec, JsonBuilder *note);

/* What results and tests call a method: "Grad-CAM" for the paper's, in every language. */
const char *fus_map_spec_word (const FusMapSpec *spec);

G_END_DECLS
