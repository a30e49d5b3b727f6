/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/features.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * FusFeatureReader:
 *
 * Reads the feature maps of the frame a person looks at, in a thread of its own, before everything
 * else. A new request supersedes the one before; results that come too late are dropped. A frame is
 * run through each network once: after that, another layer of it is only copied. Main thread only.
 *
 * Signal "read" (): results of the newest request are there, for one more network or all.
 * Signal "failed" (string): the frame could not be read.
 */
#define FUS_TYPE_FEATURE_READER (fus_feature_reader_get_type ())
G_DECLARE_FINAL_TYPE (FusFeatureReader, fus_feature_reader, FUS, FEATURE_READER, GObject)

FusFeatureReader *fus_feature_reader_new (FusStudy *study, guint n_threads);

/* Asks for a layer of a frame of the study, or (frame = -1) of a picture of one's own, cropped by
 * @crop. @networks: bit mask; what is not trained has no result. */
void fus_feature_reader_request (FusFeatureReader *reader, gint64 frame, FusPicture *picture,
                                 const FusCrop *crop, guint networks, FusLayer layer,
                                 gboolean pooled);
/* Whether results of the newest request are still to come. */
gboolean fus_feature_reader_is_pending (FusFeatureReader *reader);
/* The newest that has come, maybe of an earlier request. (transfer none) (nullable) */
FusFeatures *fus_feature_reader_result (FusFeatureReader *reader, FusNetworkKind kind);
/* What it was read by: its class names. (transfer none) (nullable) */
FusNetwork *fus_feature_reader_network (FusFeatureReader *reader, FusNetworkKind kind);
/* (transfer none) (nullable): why a network has no result though its file is there: what is wrong
 * with that. */
const char *fus_feature_reader_problem (FusFeatureReader *reader, FusNetworkKind kind);

G_END_DECLS
