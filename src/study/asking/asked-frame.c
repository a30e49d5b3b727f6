/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/asked-frame.h"

void
fus_asked_frame_init (FusAskedFrame *asked, gint64 frame, FusPicture *picture, const FusCrop *crop)
{
  *asked = (FusAskedFrame){ .frame = frame,
                            .picture = frame < 0 ? fus_picture_ref (picture) : NULL,
                            .crop = crop != NULL ? *crop : fus_crop_whole };
}

void
fus_asked_frame_clear (FusAskedFrame *asked)
{
  g_clear_pointer (&asked->picture, fus_picture_unref);
}

gboolean
fus_asked_frame_equal (const FusAskedFrame *a, const FusAskedFrame *b)
{
  if (a->frame != b->frame)
    return FALSE;
  return a->frame >= 0 || (a->picture == b->picture && fus_crop_equal (&a->crop, &b->crop));
}

static gboolean
fetch (FusFeeder *feeder, guint32 frame, const FusNetwork *network, float *input, GError **error)
{
  const FusNormalization *normalization = fus_network_normalization (network);
  g_autoptr (GError) failure = NULL;
  g_autoptr (FusPicture) picture = NULL;

  if (fus_feeder_fetch (feeder, &frame, 1, normalization, input, NULL, &failure) == 1)
    return TRUE;
  /* A feeder reports a frame once, maybe to somebody else; whoever asks for it is told each time.
   */
  if (failure == NULL)
    picture = fus_feeder_fetch_picture (feeder, frame, &failure);
  if (picture == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  /* It has come back in the meantime. */
  fus_picture_to_input (picture, &fus_crop_whole, fus_network_architecture (network)->image_size,
                        normalization, input);
  return TRUE;
}

gboolean
fus_asked_frame_read (const FusAskedFrame *asked, FusStudy *study, const FusNetwork *network,
                      float *input, GError **error)
{
  if (asked->frame >= 0)
    {
      g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);

      return fetch (feeder, (guint32) asked->frame, network, input, error);
    }
  fus_picture_to_input (asked->picture, &asked->crop,
                        fus_network_architecture (network)->image_size,
                        fus_network_normalization (network), input);
  return TRUE;
}
