/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/feeder.h"
#include "engine/pass.h"
#include "faces/pictures/picture-file.h"

#include <glib/gstdio.h>

/* Frames of noise in a folder of their own, of which one is missing, and a small random network of
 * both heads to look at them. */
typedef struct
{
  char *folder;
  FusFrameList *list;
  FusFeeder *feeder;
  FusNetwork *network;
  FusTeam *team;
  guint32 *frames; /* 0, 1, … */
} Frames;

#define N_FRAMES 11
#define MISSING_FRAME 4
#define IMAGE_SIZE 64

static inline void
frames_write (const Frames *f, FusRandom *random, guint i)
{
  g_autoptr (FusPicture) picture = fus_picture_new (IMAGE_SIZE, IMAGE_SIZE);
  for (gsize p = 0; p < IMAGE_SIZE * IMAGE_SIZE * 3; p++)
    picture->pixels[p] = (guint8) fus_random_below (random, 256);
  g_autofree char *path = g_build_filename (f->folder, f->list->frames[i].path, NULL);
  g_assert_true (fus_picture_save_png (picture, path, NULL));
}

static inline void
frames_set_up (Frames *f, gconstpointer data)
{
  FusRandom random;
  fus_random_seed (&random, 5, 0);
  f->folder = g_dir_make_tmp ("fusiform-frames-XXXXXX", NULL);
  f->list = g_new0 (FusFrameList, 1);
  g_atomic_ref_count_init (&f->list->refs);
  f->list->frames = g_new0 (FusFrame, N_FRAMES);
  f->list->people = g_new0 (char *, 1);
  f->list->n_frames = N_FRAMES;
  f->frames = g_new (guint32, N_FRAMES);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      f->list->frames[i].path = g_strdup_printf ("%u.png", i);
      f->frames[i] = i;
      if (i != MISSING_FRAME)
        frames_write (f, &random, i);
    }
  const char *roots[] = { f->folder, NULL };
  f->feeder
      = fus_feeder_new (f->list, roots, &fus_crop_whole, IMAGE_SIZE, fus_budget_get_default (), 1);

  const FusArchitecture arch = { .image_size = IMAGE_SIZE, .width = 0.1, .n_classes = { 5, 7 } };
  f->network = fus_network_new (&arch, NULL);
  fus_network_initialize (f->network, 2);
  f->team = fus_team_new (2);
}

static inline FusPass *
frames_pass (const Frames *f, FusPassPurpose purpose, guint batch)
{
  return fus_pass_new (f->network, purpose, batch, f->team);
}

static inline void
frames_tear_down (Frames *f, gconstpointer data)
{
  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_autofree char *path = g_build_filename (f->folder, f->list->frames[i].path, NULL);
      g_unlink (path);
    }
  g_rmdir (f->folder);
  fus_feeder_unref (f->feeder);
  fus_frame_list_unref (f->list);
  fus_network_unref (f->network);
  fus_team_free (f->team);
  g_free (f->frames);
  g_free (f->folder);
}

static inline gboolean
frames_refuse (gpointer data)
{
  guint *left = data;
  return left != NULL && (*left)-- > 0;
}
