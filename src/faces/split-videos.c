/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/split.h"

#include <string.h>

#include "faces/datasets/voxceleb.h"

/* One frame of so many is for the test. */
#define TEST_EVERY 5

/* One video's members. */
typedef struct
{
  guint first, n;
} Video;

/* Paths come in order, so the frames of a video follow each other. */
static GArray *
list_videos (const FusFrame *frames, const guint32 *members, guint n)
{
  GArray *videos = g_array_new (FALSE, FALSE, sizeof (Video));

  for (guint i = 0; i < n; i++)
    {
      const char *path = frames[members[i]].path;
      const gsize length = fus_voxceleb_video_length (path);
      Video *last = videos->len > 0 ? &g_array_index (videos, Video, videos->len - 1) : NULL;
      const char *before = last != NULL ? frames[members[last->first]].path : NULL;

      if (before != NULL && fus_voxceleb_video_length (before) == length
          && strncmp (before, path, length) == 0)
        last->n++;
      else
        {
          const Video video = { i, 1 };

          g_array_append_val (videos, video);
        }
    }
  return videos;
}

void
fus_split_by_video (FusFrame *frames, const guint32 *members, guint n, FusRandom *random)
{
  g_autoptr (GArray) videos = list_videos (frames, members, n);
  g_autofree guint32 *order = g_new (guint32, videos->len);
  const guint wanted = (n + TEST_EVERY / 2) / TEST_EVERY;
  guint n_test = 0;

  for (guint i = 0; i < n; i++)
    frames[members[i]].part = FUS_PART_TRAIN;
  if (videos->len < 2)
    {
      const guint last = n > 1 ? MAX (wanted, 1) : 0;

      for (guint i = n - last; i < n; i++)
        frames[members[i]].part = FUS_PART_TEST;
      return;
    }

  for (guint32 v = 0; v < videos->len; v++)
    order[v] = v;
  fus_random_shuffle (random, order, videos->len);
  /* The last one always stays in training. */
  for (guint v = 0; v + 1 < videos->len; v++)
    {
      const Video *video = &g_array_index (videos, Video, order[v]);

      /* A video is taken where that comes nearer to the wanted number than leaving it. */
      if (n_test > 0 && (n_test >= wanted || n_test + video->n > wanted + (wanted - n_test)))
        continue;
      for (guint i = video->first; i < video->first + video->n; i++)
        frames[members[i]].part = FUS_PART_TEST;
      n_test += video->n;
    }
}
