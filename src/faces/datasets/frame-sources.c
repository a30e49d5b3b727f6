/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/datasets/frame-sources.h"

#include <glib/gi18n-lib.h>

#include "faces/pictures/clip.h"
#include "faces/datasets/recognizer.h"

void
fus_frame_sources_init (FusFrameSources *sources, FusFrameListBuilder *builder, const char *root,
                        const FusScan *scan)
{
  *sources = (FusFrameSources){
    .builder = builder,
    .root = root,
    .scan = scan,
    .unreadable = g_ptr_array_new_with_free_func (g_free),
  };
}

gboolean
fus_is_frame_source (const char *name)
{
  return fus_is_picture_name (name) || fus_is_clip_name (name);
}

static void
add_clip (FusFrameSources *sources, const FusFrame *frame, const char *person)
{
  g_autofree char *full = fus_frame_full_path (sources->root, frame);
  g_autoptr (GError) error = NULL;
  const guint n = fus_clip_count_frames (full, &error);

  if (n == 0)
    {
      g_ptr_array_add (sources->unreadable, g_strdup (frame->path));
      if (sources->reason == NULL)
        sources->reason = g_strdup (error->message);
      return;
    }
  for (guint second = 0; second < n; second++)
    {
      g_autofree char *address = g_strdup_printf ("%s#%u", frame->path, second);
      FusFrame one = *frame;

      one.path = address;
      fus_frame_list_builder_add (sources->builder, &one, person);
    }
}

gboolean
fus_frame_sources_add (FusFrameSources *sources, const FusFrame *frame, const char *person)
{
  if (!fus_is_clip_name (frame->path))
    {
      fus_frame_list_builder_add (sources->builder, frame, person);
      return fus_poll (sources->scan->poll);
    }
  if (!fus_clips_supported ())
    {
      sources->n_unsupported++;
      return TRUE;
    }
  add_clip (sources, frame, person);
  sources->n_clips++;
  if (sources->scan->progress != NULL)
    sources->scan->progress->report (sources->scan->progress->data,
                                     (double) sources->n_clips / MAX (sources->scan->n_clips, 1));
  return fus_poll (sources->scan->poll);
}

void
fus_frame_sources_end (FusFrameSources *sources, GPtrArray *notes)
{
  if (sources->n_unsupported > 0)
    g_ptr_array_add (
        notes,
        g_strdup_printf (
            g_dngettext (GETTEXT_PACKAGE,
                         "%u clip was left out: this Fusiform was built without GStreamer, which "
                         "reads clips.",
                         "%u clips were left out: this Fusiform was built without GStreamer, which "
                         "reads clips.",
                         sources->n_unsupported),
            sources->n_unsupported));
  if (sources->n_clips > sources->unreadable->len)
    g_ptr_array_add (
        notes,
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u clip gives one frame for each second.",
                                      "%u clips give one frame for each second.",
                                      sources->n_clips - sources->unreadable->len),
                         sources->n_clips - sources->unreadable->len));
  if (sources->unreadable->len > 0)
    {
      g_autofree char *examples = fus_list_examples (sources->unreadable);

      g_ptr_array_add (
          notes,
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                        "%u clip cannot be read and was left out: %s. %s",
                                        "%u clips cannot be read and were left out, such as %s. %s",
                                        sources->unreadable->len),
                           sources->unreadable->len, examples, sources->reason));
    }
  g_ptr_array_unref (sources->unreadable);
  g_free (sources->reason);
}
