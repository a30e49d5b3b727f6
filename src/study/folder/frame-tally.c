/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/frame-tally.h"

#include "engine/files/untrusted-json.h"

#include <glib/gi18n-lib.h>

#define CHOSEN "chosen-frames"
#define UNREAD "unreadable-frames"
#define NAMES "unreadable"

void
fus_frame_tally_clear (FusFrameTally *tally)
{
  g_clear_pointer (&tally->names, g_strfreev);
  *tally = (FusFrameTally){ 0 };
}

void
fus_frame_tally_copy (FusFrameTally *tally, const FusFrameTally *other)
{
  fus_frame_tally_clear (tally);
  *tally = (FusFrameTally){ other->n_frames, other->n_unread, g_strdupv (other->names) };
}

void
fus_frame_tally_take (FusFrameTally *tally, FusFeeder *feeder, const FusFrameList *list,
                      guint n_frames)
{
  const guint n_unread = fus_feeder_n_unread (feeder, NULL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n_named = 0;

  tally->n_frames = MAX (tally->n_frames, n_frames);
  if (n_unread <= tally->n_unread)
    return;
  for (guint32 i = 0; i < list->n_frames && n_named < MIN (n_unread, FUS_MAX_UNREAD_NAMED); i++)
    if (fus_feeder_is_unread (feeder, i))
      {
        g_strv_builder_add (names, list->frames[i].path);
        n_named++;
      }
  tally->n_unread = n_unread;
  g_strfreev (tally->names);
  tally->names = g_strv_builder_end (names);
}

/* (transfer full) */
static char *
first_name (const FusFrameTally *tally)
{
  return tally->names != NULL && tally->names[0] != NULL ? g_filename_display_name (tally->names[0])
                                                         : g_strdup ("…");
}

char *
fus_frame_tally_text (const FusFrameTally *tally)
{
  g_autofree char *first = NULL;

  if (tally->n_unread == 0)
    return NULL;
  first = first_name (tally);
  return g_strdup_printf (ngettext ("%u of %u frames could not be read and is left out: “%s”.",
                                    "%u of %u frames could not be read and are left out, such as "
                                    "“%s”.",
                                    tally->n_unread),
                          tally->n_unread, tally->n_frames, first);
}

gboolean
fus_frame_tally_is_refused (guint n_unread, guint n_frames)
{
  return n_unread > FUS_MAX_UNREAD_SHARE * n_frames;
}

gboolean
fus_frame_tally_check (const FusFrameTally *tally, GError **error)
{
  g_autofree char *first = NULL;

  if (!fus_frame_tally_is_refused (tally->n_unread, tally->n_frames))
    return TRUE;
  first = first_name (tally);
  g_set_error (
      error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
      _ ("At least %u of %u frames could not be read, such as “%s”. With more than %.0f %% "
         "missing, what is left is another data set. Bring the pictures back, say where "
         "they are now (Locate…), or look every frame over for faults, which leaves those "
         "that cannot be used out of the study."),
      tally->n_unread, tally->n_frames, first, 100 * FUS_MAX_UNREAD_SHARE);
  return FALSE;
}

void
fus_frame_tally_note (const FusFrameTally *tally, JsonBuilder *note)
{
  fus_json_add_int (note, CHOSEN, tally->n_frames);
  fus_json_add_int (note, UNREAD, tally->n_unread);
  if (tally->n_unread > 0 && tally->names != NULL)
    fus_json_add_strings (note, NAMES, tally->names);
}

void
fus_frame_tally_read (FusFrameTally *tally, JsonNode *note)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  JsonNode *member;
  JsonArray *array;

  fus_frame_tally_clear (tally);
  if (note == NULL)
    return;
  member = json_object_get_member (json_node_get_object (note), NAMES);
  array = member != NULL && JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;
  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), FUS_MAX_UNREAD_NAMED);
       i++)
    {
      JsonNode *name = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (name) && json_node_get_value_type (name) == G_TYPE_STRING)
        g_strv_builder_add (names, json_node_get_string (name));
    }
  *tally = (FusFrameTally){ fus_note_count (note, CHOSEN), fus_note_count (note, UNREAD),
                            g_strv_builder_end (names) };
}

gboolean
fus_frame_tally_is_mended (const FusFrameTally *tally, const FusFrameList *list, FusFeeder *feeder)
{
  for (guint32 i = 0; tally->n_unread > 0 && tally->names != NULL && i < list->n_frames; i++)
    if (g_strv_contains ((const char *const *) tally->names, list->frames[i].path))
      {
        g_autoptr (FusPicture) picture = fus_feeder_fetch_picture (feeder, i, NULL);

        if (picture != NULL)
          return TRUE;
      }
  return FALSE;
}
