/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/note.h"

G_BEGIN_DECLS

/* Of the frames that a result was to be made of, the share that may be unreadable: a deleted folder
 * must not pass for a smaller study. */
#define FUS_MAX_UNREAD_SHARE 0.1

/* How many unreadable frames a note names. */
#define FUS_MAX_UNREAD_NAMED 10

/**
 * FusFrameTally:
 * @n_frames: that it was to be made of
 * @n_unread: of these, that could not be read and are left out
 * @names: (nullable) (array zero-terminated=1): paths of the first of them, FUS_MAX_UNREAD_NAMED at
 *   most
 *
 * What a result lacks. All zero is a valid one, of nothing.
 */
typedef struct
{
  guint n_frames;
  guint n_unread;
  char **names;
} FusFrameTally;

void fus_frame_tally_clear (FusFrameTally *tally);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FusFrameTally, fus_frame_tally_clear)

/* Replaces what @tally says. */
void fus_frame_tally_copy (FusFrameTally *tally, const FusFrameTally *other);

/* Takes from a watching feeder what could not be read of @n_frames frames; where it already says
 * more than that, it stays. */
void fus_frame_tally_take (FusFrameTally *tally, FusFeeder *feeder, const FusFrameList *list,
                           guint n_frames);

/* A sentence for a person, NULL where nothing is lacking. (transfer full) (nullable) */
char *fus_frame_tally_text (const FusFrameTally *tally);

/* Whether few enough are lacking: FALSE with FUS_STUDY_ERROR_DATA, which says what to do. */
gboolean fus_frame_tally_check (const FusFrameTally *tally, GError **error);
/* The same before all of them are counted: whether already too many are. */
gboolean fus_frame_tally_is_refused (guint n_unread, guint n_frames);

/* "chosen-frames", "unreadable-frames" and, where there are any, "unreadable". */
void fus_frame_tally_note (const FusFrameTally *tally, JsonBuilder *note);
/* What a note says of it. @note: (nullable). */
void fus_frame_tally_read (FusFrameTally *tally, JsonNode *note);

/* Whether a frame that @tally names can be read now, so that what was made without it is no longer
 * the best there is. Any thread. */
gboolean fus_frame_tally_is_mended (const FusFrameTally *tally, const FusFrameList *list,
                                    FusFeeder *feeder);

G_END_DECLS
