/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/poll.h"
#include "faces/demo/face.h"

G_BEGIN_DECLS

/* Goes up whenever the same seed draws other pixels, so that an old set is not taken for a new one.
 */
#define FUS_DEMO_DRAWING 4

/* Most people a set can have: KDEF's names have two digits for each sex. */
#define FUS_DEMO_MOST_PEOPLE 198

/**
 * FusDemoSet:
 * @people: 1 … FUS_DEMO_MOST_PEOPLE; half of them, and the odd one, women
 * @seed: another seed, other people
 * @width, @height: of each frame, 32 … 4096 pixels
 * @truth: whether each frame's masks are written too
 *
 * What a folder of demo faces holds.
 */
typedef struct
{
  guint people;
  guint64 seed;
  guint width, height;
  gboolean truth;
} FusDemoSet;

/**
 * fus_demo_faces_write:
 * @dir: created where it is not there
 * @n_threads: 0 takes one for each processor; the calling thread is one of them
 * @poll: (nullable): asked between frames, by the calling thread
 * @progress: (nullable): told after each of the calling thread's frames
 *
 * Draws a set in KDEF's layout, 70 frames for each person: DIR/KDEF/AF01/AF01ANS.JPG …, and masks
 * as DIR/truth/{identity,expression}/AF01ANS.png, with the set's description in
 * DIR/demo-faces.json. Each file is written whole or not at all, so that a call that was cut short
 * is taken up where it stopped; a finished set is left alone. A folder that holds anything else, or
 * another set, is an error: nothing in it is touched.
 *
 * Returns: FALSE with @error set, or without when @poll cancelled
 */
gboolean fus_demo_faces_write (const char *dir, const FusDemoSet *set, guint n_threads,
                               const FusPoll *poll, const FusProgress *progress, GError **error);

/* Whether @dir holds this very set, complete, drawn by this version of the program. */
gboolean fus_demo_faces_are_there (const char *dir, const FusDemoSet *set);
/* Whether @dir holds this set as an earlier version of the program drew it, and nothing else. */
gboolean fus_demo_faces_are_outdated (const char *dir, const FusDemoSet *set);

/* Whether @dir holds a set, whole or in part, drawn by this version of the program; @set: (out):
 * which. */
gboolean fus_demo_faces_read (const char *dir, FusDemoSet *set);

/* A frame's name as in KDEF, without its ending: "AF01ANS". (transfer full) */
char *fus_demo_face_name (const FusDemoFace *face);

G_END_DECLS
