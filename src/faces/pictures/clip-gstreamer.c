/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/clip-decoder.h"

#include <glib/gi18n-lib.h>
#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <string.h>

#include "faces/pictures/picture-private.h"

/* A decoder that shows nothing for so long has hung. */
#define TIMEOUT (30 * GST_SECOND)

typedef struct
{
  GstElement *pipeline;
  GstElement *sink;
  const char *path;
} Decoder;

static gboolean
start_library (const char *path, GError **error)
{
  static gsize started;
  static char *failure;

  if (g_once_init_enter (&started))
    {
      g_autoptr (GError) reason = NULL;

      if (!gst_init_check (NULL, NULL, &reason))
        failure = g_strdup (reason->message);
      g_once_init_leave (&started, 1);
    }
  if (failure != NULL)
    fus_picture_set_error (error, path, failure);
  return failure == NULL;
}

/* Sound is not decoded. Nor are lists of addresses that pass for clips: nothing is fetched. */
static gboolean
autoplug_cb (GstElement *decodebin, GstPad *pad, GstCaps *caps, gpointer data)
{
  static const char *const refused[] = { "audio/",
                                         "application/x-hls",
                                         "application/dash+xml",
                                         "application/vnd.ms-sstr+xml",
                                         "application/sdp",
                                         "text/" };
  const char *kind = gst_structure_get_name (gst_caps_get_structure (caps, 0));

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    if (g_str_has_prefix (kind, refused[i]))
      return FALSE;
  return TRUE;
}

static void
pad_added_cb (GstElement *decodebin, GstPad *pad, gpointer data)
{
  g_autoptr (GstPad) target = gst_element_get_static_pad (data, "sink");
  g_autoptr (GstCaps) caps = gst_pad_query_caps (pad, NULL);
  const char *kind = gst_structure_get_name (gst_caps_get_structure (caps, 0));

  if (g_str_has_prefix (kind, "video/x-raw") && !gst_pad_is_linked (target))
    gst_pad_link (pad, target);
}

static void
decoder_clear (Decoder *decoder)
{
  if (decoder->pipeline == NULL)
    return;
  gst_element_set_state (decoder->pipeline, GST_STATE_NULL);
  gst_object_unref (decoder->pipeline);
}

/* filesrc ! decodebin ! videoconvert [! videoflip] ! appsink */
static gboolean
decoder_init (Decoder *decoder, const char *path, GError **error)
{
  *decoder = (Decoder){ .path = path };
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      fus_picture_set_error (error, path, _ ("it is not a file"));
      return FALSE;
    }
  if (!start_library (path, error))
    return FALSE;

  GstElement *source = gst_element_factory_make ("filesrc", NULL);
  GstElement *decodebin = gst_element_factory_make ("decodebin", NULL);
  GstElement *convert = gst_element_factory_make ("videoconvert", NULL);
  /* Turns what a telephone recorded upright; of a set of plugins that may not be there. */
  GstElement *flip = gst_element_factory_make ("videoflip", NULL);
  GstElement *sink = gst_element_factory_make ("appsink", NULL);

  if (source == NULL || decodebin == NULL || convert == NULL || sink == NULL)
    {
      g_clear_pointer (&source, gst_object_unref);
      g_clear_pointer (&decodebin, gst_object_unref);
      g_clear_pointer (&convert, gst_object_unref);
      g_clear_pointer (&flip, gst_object_unref);
      g_clear_pointer (&sink, gst_object_unref);
      fus_picture_set_error (error, path,
                             _ ("GStreamer’s base plugins are not installed; install the package "
                                "gstreamer1.0-plugins-base"));
      return FALSE;
    }
  g_autoptr (GstCaps) caps
      = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "RGB", NULL);
  g_object_set (source, "location", path, NULL);
  g_object_set (sink, "caps", caps, "sync", FALSE, "max-buffers", 4, NULL);
  if (flip != NULL)
    gst_util_set_object_arg (G_OBJECT (flip), "video-direction", "auto");

  decoder->pipeline = gst_pipeline_new (NULL);
  decoder->sink = sink;
  gst_bin_add_many (GST_BIN (decoder->pipeline), source, decodebin, convert, sink, NULL);
  gst_element_link (source, decodebin);
  if (flip != NULL)
    {
      gst_bin_add (GST_BIN (decoder->pipeline), flip);
      gst_element_link_many (convert, flip, sink, NULL);
    }
  else
    gst_element_link (convert, sink);
  g_signal_connect (decodebin, "autoplug-continue", G_CALLBACK (autoplug_cb), NULL);
  g_signal_connect_object (decodebin, "pad-added", G_CALLBACK (pad_added_cb), convert, 0);
  return TRUE;
}

/* The pipeline's own reason where it gave one. */
static void
set_decode_error (Decoder *decoder, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (decoder->pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_autoptr (GError) reason = NULL;

  if (message != NULL)
    gst_message_parse_error (message, &reason, NULL);
  fus_picture_set_error (error, decoder->path,
                         reason != NULL ? g_strchomp (reason->message)
                                        : _ ("it has no pictures that can be decoded"));
}

static gboolean
has_error (Decoder *decoder)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (decoder->pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);

  if (message != NULL)
    gst_bus_post (bus, gst_message_ref (message));
  return message != NULL;
}

/* Waits for the first frame. */
static gboolean
pause_at_start (Decoder *decoder, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (decoder->pipeline);
  g_autoptr (GstMessage) message = NULL;

  if (gst_element_set_state (decoder->pipeline, GST_STATE_PAUSED) != GST_STATE_CHANGE_FAILURE)
    message = gst_bus_timed_pop_filtered (
        bus, TIMEOUT, GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
  if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE)
    return TRUE;
  if (message != NULL)
    gst_bus_post (bus, gst_message_ref (message));
  set_decode_error (decoder, error);
  return FALSE;
}

gint64
fus_clip_decoder_duration (const char *path, GError **error)
{
  Decoder decoder;
  gint64 duration = -1;

  if (decoder_init (&decoder, path, error) && pause_at_start (&decoder, error)
      && !gst_element_query_duration (decoder.pipeline, GST_FORMAT_TIME, &duration))
    {
      duration = -1;
      fus_picture_set_error (error, path, _ ("it does not tell how long it is"));
    }
  decoder_clear (&decoder);
  return duration;
}

static FusPicture *
copy_sample (GstSample *sample)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  FusPicture *picture;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample))
      || (guint64) info.width * info.height > FUS_PICTURE_MAX_PIXELS
      || !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;
  picture = fus_picture_new (info.width, info.height);
  for (int y = 0; y < info.height; y++)
    memcpy (picture->pixels + (gsize) y * info.width * 3,
            (const guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&frame, 0)
                + (gsize) y * GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0),
            (gsize) info.width * 3);
  gst_video_frame_unmap (&frame);
  return picture;
}

gboolean
fus_clip_decoder_walk (const char *path,
                       gboolean (*visit) (FusPicture *picture, gint64 time, gpointer data),
                       gpointer data, GError **error)
{
  Decoder decoder;
  gint64 first = -1;
  gboolean go_on = TRUE, done = FALSE;

  if (decoder_init (&decoder, path, error) && pause_at_start (&decoder, error))
    {
      gst_element_set_state (decoder.pipeline, GST_STATE_PLAYING);
      while (go_on)
        {
          g_autoptr (GstSample) sample
              = gst_app_sink_try_pull_sample (GST_APP_SINK (decoder.sink), TIMEOUT);
          g_autoptr (FusPicture) picture = sample != NULL ? copy_sample (sample) : NULL;
          const gint64 time
              = sample != NULL ? (gint64) GST_BUFFER_PTS (gst_sample_get_buffer (sample)) : -1;

          if (sample == NULL)
            break;
          if (first < 0)
            first = MAX (time, 0);
          go_on = picture == NULL || time < 0 || visit (picture, MAX (time - first, 0), data);
        }
      done = !go_on || (gst_app_sink_is_eos (GST_APP_SINK (decoder.sink)) && !has_error (&decoder));
      if (!done)
        set_decode_error (&decoder, error);
    }
  decoder_clear (&decoder);
  return done;
}
