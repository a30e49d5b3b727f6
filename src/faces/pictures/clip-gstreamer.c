/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/clip-decoder.h"

#include <glib/gi18n-lib.h>
#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <gst/pbutils/pbutils.h>
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
  GMutex mutex;
  GstMessage *missing; /* of the first plug-in that is not there; under the mutex */
} Decoder;

/* Where Debian has the plug-ins for what clips are made of; all else is of libav. Decoders and
 * demultiplexers are asked for by the caps that they take. */
static const struct
{
  const char *caps;
  const char *package;
} packages[] = {
  { "application/ogg", "gstreamer1.0-plugins-base" },
  { "video/ogg", "gstreamer1.0-plugins-base" },
  { "video/x-theora", "gstreamer1.0-plugins-base" },
  { "application/x-3gp", "gstreamer1.0-plugins-good" },
  { "video/quicktime", "gstreamer1.0-plugins-good" },
  { "video/x-matroska", "gstreamer1.0-plugins-good" },
  { "video/webm", "gstreamer1.0-plugins-good" },
  { "video/x-msvideo", "gstreamer1.0-plugins-good" },
  { "video/x-flv", "gstreamer1.0-plugins-good" },
  { "video/x-dv, systemstream=(boolean)true", "gstreamer1.0-plugins-good" },
  { "video/x-vp8", "gstreamer1.0-plugins-good" },
  { "video/x-vp9", "gstreamer1.0-plugins-good" },
  { "image/jpeg", "gstreamer1.0-plugins-good" },
  { "image/png", "gstreamer1.0-plugins-good" },
  { "video/mpegts", "gstreamer1.0-plugins-bad" },
  { "video/mpeg, systemstream=(boolean)true", "gstreamer1.0-plugins-bad" },
  { "application/mxf", "gstreamer1.0-plugins-bad" },
  { "video/x-av1", "gstreamer1.0-plugins-bad" },
  { "video/x-ms-asf", "gstreamer1.0-plugins-ugly" },
  { "application/vnd.rn-realmedia", "gstreamer1.0-plugins-ugly" },
};

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
      else
        gst_pb_utils_init ();
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

/* From the pipeline's threads. A plug-in that is missing is told before the failure that it leads
 * to, which does not name it. */
static GstBusSyncReply
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Decoder *decoder = data;

  if (gst_is_missing_plugin_message (message))
    {
      g_mutex_lock (&decoder->mutex);
      if (decoder->missing == NULL)
        decoder->missing = gst_message_ref (message);
      g_mutex_unlock (&decoder->mutex);
    }
  return GST_BUS_PASS;
}

static void
decoder_clear (Decoder *decoder)
{
  if (decoder->pipeline != NULL)
    {
      gst_element_set_state (decoder->pipeline, GST_STATE_NULL);
      gst_object_unref (decoder->pipeline);
    }
  g_clear_pointer (&decoder->missing, gst_message_unref);
  g_mutex_clear (&decoder->mutex);
}

/* filesrc ! decodebin ! videoconvert [! videoflip] ! appsink */
static gboolean
decoder_init (Decoder *decoder, const char *path, GError **error)
{
  *decoder = (Decoder){ .path = path };
  g_mutex_init (&decoder->mutex);
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
  g_autoptr (GstBus) bus = gst_element_get_bus (decoder->pipeline);
  gst_bus_set_sync_handler (bus, on_message, decoder, NULL);
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

/* The Debian package of the plug-in that a message says is missing. */
static const char *
package_of (GstMessage *missing)
{
  g_autofree char *detail = gst_missing_plugin_message_get_installer_detail (missing);
  /* "gstreamer|1.0|program|H.264 decoder|decoder-video/x-h264" */
  const char *kind = detail != NULL ? strrchr (detail, '|') : NULL;
  const char *mark = kind != NULL ? strchr (kind, '-') : NULL;
  g_autoptr (GstCaps) caps = mark != NULL ? gst_caps_from_string (mark + 1) : NULL;

  for (guint i = 0; caps != NULL && i < G_N_ELEMENTS (packages); i++)
    {
      g_autoptr (GstCaps) known = gst_caps_from_string (packages[i].caps);

      if (gst_caps_is_subset (caps, known))
        return packages[i].package;
    }
  return "gstreamer1.0-libav";
}

/* FALSE where none is missing. */
static gboolean
set_missing_error (Decoder *decoder, GError **error)
{
  g_autofree char *what = NULL, *reason = NULL;

  g_mutex_lock (&decoder->mutex);
  if (decoder->missing != NULL)
    {
      what = gst_missing_plugin_message_get_description (decoder->missing);
      reason = g_strdup_printf (
          /* Translators: what is missing, as “H.264 decoder”, and a Debian package */
          _ ("GStreamer’s plug-in “%s” is missing; install the package %s"), what,
          package_of (decoder->missing));
    }
  g_mutex_unlock (&decoder->mutex);
  if (reason == NULL)
    return FALSE;
  fus_picture_set_error (error, decoder->path, reason);
  return TRUE;
}

/* The demultiplexer may fail for want of somebody to take its stream before that is said. */
static gboolean
is_missing_plugin (const GError *reason)
{
  return g_error_matches (reason, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN)
         || g_error_matches (reason, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED)
         || g_error_matches (reason, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND);
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
  if (reason != NULL && g_str_has_suffix (g_strchomp (reason->message), "."))
    reason->message[strlen (reason->message) - 1] = '\0';
  if ((reason == NULL || is_missing_plugin (reason)) && set_missing_error (decoder, error))
    return;
  fus_picture_set_error (error, decoder->path,
                         reason != NULL ? reason->message
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
