/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/faces-private.h"

#include "engine/files/json-write.h"
#include "engine/files/output.h"
#include "faces/pictures/picture-file.h"
#include "engine/files/read-file.h"
#include "engine/files/untrusted-json.h"
#include "faces/write-file.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define QUALITY 90
#define NOTE "demo-faces.json"
#define MAX_NOTE_BYTES 4096
#define SESSIONS 2
#define FRAMES_OF_SESSION (FUS_N_EXPRESSIONS * FUS_N_ANGLES)

typedef struct
{
  const char *dir;
  const FusDemoSet *set;
  const FusPoll *poll;
  const FusProgress *progress;

  gint next; /* atomic: person and session to be drawn next */
  gint done; /* atomic: frames there */
  gint stop; /* atomic */
  GMutex mutex;
  GError *error; /* the first; under the mutex */
} Work;

char *
fus_demo_face_name (const FusDemoFace *face)
{
  return g_strdup_printf ("%c%c%02u%s%s", face->session, face->sex == FUS_SEX_MALE ? 'M' : 'F',
                          face->number, fus_expression_code (face->expression),
                          fus_angle_code (face->angle));
}

static char *
note_path (const char *dir)
{
  return g_build_filename (dir, NOTE, NULL);
}

static gboolean
write_note (const char *dir, const FusDemoSet *set, gboolean complete, GError **error)
{
  g_autofree char *path = note_path (dir);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, set->seed);

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "what", "Demo faces drawn by Fusiform; no photographs.");
  fus_json_add_string (builder, "version", FUS_VERSION);
  fus_json_add_int (builder, "drawing", FUS_DEMO_DRAWING);
  /* A string: JSON numbers do not hold 64 bits. */
  fus_json_add_string (builder, "seed", seed);
  fus_json_add_int (builder, "people", set->people);
  fus_json_add_int (builder, "width", set->width);
  fus_json_add_int (builder, "height", set->height);
  fus_json_add_boolean (builder, "truth", set->truth);
  fus_json_add_boolean (builder, "complete", complete);
  json_builder_end_object (builder);

  g_autofree char *text = fus_json_text (builder, FUS_JSON_LINES);

  return fus_write_file_quickly (path, text, strlen (text), error);
}

/* FALSE where there is no note that can be read. */
static gboolean
read_note (const char *dir, FusDemoSet *set, gint64 *drawing, gboolean *complete)
{
  g_autofree char *path = note_path (dir);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  gsize length;

  if (fus_file_read (path, MAX_NOTE_BYTES, NULL, &text, &length, NULL))
    root = fus_untrusted_json_parse (text, length, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;

  JsonObject *note = json_node_get_object (root);
  const char *seed = fus_untrusted_json_string (note, "seed");

  if (seed == NULL || !g_ascii_string_to_unsigned (seed, 10, 0, G_MAXUINT64, &set->seed, NULL))
    return FALSE;
  set->people = (guint) fus_untrusted_json_int (note, "people", 0);
  set->width = (guint) fus_untrusted_json_int (note, "width", 0);
  set->height = (guint) fus_untrusted_json_int (note, "height", 0);
  set->truth = fus_untrusted_json_boolean (note, "truth");
  *drawing = fus_untrusted_json_int (note, "drawing", 0);
  *complete = fus_untrusted_json_boolean (note, "complete");

  return TRUE;
}

static gboolean
same_faces (const FusDemoSet *a, const FusDemoSet *b)
{
  return a->people == b->people && a->seed == b->seed && a->width == b->width
         && a->height == b->height;
}

gboolean
fus_demo_faces_are_there (const char *dir, const FusDemoSet *set)
{
  FusDemoSet there;
  gint64 drawing;
  gboolean complete;

  return read_note (dir, &there, &drawing, &complete) && complete && drawing == FUS_DEMO_DRAWING
         && same_faces (&there, set) && (there.truth || !set->truth);
}

/* Whether everything in the folder is as fus_demo_faces_write() makes it; @below: "" or "KDEF/". */
static gboolean
holds_nothing_else (const char *dir, const char *below)
{
  static const char folders[] = "^(KDEF(/[AB][FM][0-9]{2,})?|truth(/(identity|expression))?)$";
  static const char files[]
      = "^(demo-faces\\.json"
        "|KDEF/[AB][FM][0-9]{2,}/[AB][FM][0-9]{2,}(AF|AN|DI|HA|NE|SA|SU)(FL|FR|HL|HR|S)\\.JPG"
        "|truth/(identity|expression)/[AB][FM][0-9]{2,}[A-Z]{3,4}\\.png)$";
  g_autofree char *folder = g_build_filename (dir, below, NULL);
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;

  if (entries == NULL)
    return FALSE;
  while ((name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *relative = g_strconcat (below, name, NULL);
      g_autofree char *next = g_strconcat (relative, "/", NULL);
      GStatBuf info;

      if (g_lstat (path, &info) != 0)
        return FALSE;
      if (S_ISREG (info.st_mode)
          && (fus_output_is_temporary (name) || g_regex_match_simple (files, relative, 0, 0)))
        continue;
      if (!S_ISDIR (info.st_mode) || !g_regex_match_simple (folders, relative, 0, 0)
          || !holds_nothing_else (dir, next))
        return FALSE;
    }
  return TRUE;
}

gboolean
fus_demo_faces_are_outdated (const char *dir, const FusDemoSet *set)
{
  FusDemoSet there;
  gint64 drawing;
  gboolean complete;

  return read_note (dir, &there, &drawing, &complete) && drawing < FUS_DEMO_DRAWING
         && same_faces (&there, set) && holds_nothing_else (dir, "");
}

gboolean
fus_demo_faces_read (const char *dir, FusDemoSet *set)
{
  gint64 drawing;
  gboolean complete;

  return read_note (dir, set, &drawing, &complete) && drawing == FUS_DEMO_DRAWING
         && set->people >= 1 && set->people <= FUS_DEMO_MOST_PEOPLE && set->width >= 32
         && set->width <= 4096 && set->height >= 32 && set->height <= 4096;
}

/* Whether @dir may be written to: new, empty, or with part of this set. */
static gboolean
claim (const char *dir, const FusDemoSet *set, GError **error)
{
  FusDemoSet there;
  gint64 drawing;
  gboolean complete;

  if (g_mkdir_with_parents (dir, 0777) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                   _ ("The folder “%s” for the demo faces could not be made: %s"), dir,
                   g_strerror (code));
      return FALSE;
    }
  if (read_note (dir, &there, &drawing, &complete))
    {
      if (drawing == FUS_DEMO_DRAWING && same_faces (&there, set))
        return TRUE;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _ ("“%s” holds other demo faces (%u people of %u × %u pixels). Choose another "
                      "folder, or delete this one."),
                   dir, there.people, there.width, there.height);
      return FALSE;
    }

  g_autoptr (GDir) entries = g_dir_open (dir, 0, error);

  if (entries == NULL)
    return FALSE;
  if (g_dir_read_name (entries) != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _ ("“%s” is not empty and holds no demo faces. Choose a new or empty folder."),
                   dir);
      return FALSE;
    }

  return TRUE;
}

static gboolean
make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;

  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
               _ ("The folder “%s” could not be made: %s"), path, g_strerror (code));
  return FALSE;
}

static char *
mask_path (const Work *work, const char *task, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL);

  return g_build_filename (work->dir, "truth", task, file, NULL);
}

static gboolean
is_file (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static gboolean
write_frame (const Work *work, FusDemoStudio *studio, const FusDemoFace *face, const char *folder,
             GError **error)
{
  g_autofree char *name = fus_demo_face_name (face);
  g_autofree char *file = g_strconcat (name, ".JPG", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *identity = mask_path (work, fus_task_name (FUS_TASK_IDENTITY), name);
  g_autofree char *expression = mask_path (work, fus_task_name (FUS_TASK_EXPRESSION), name);
  gboolean truth = work->set->truth && !(is_file (identity) && is_file (expression));
  gboolean there = is_file (path);
  FusDemoTruth masks = { 0 };

  if (there && !truth)
    return TRUE;

  g_autoptr (FusPicture) picture = fus_demo_face_draw (studio, face, truth ? &masks : NULL);
  gboolean ok = there || fus_picture_save_jpeg (picture, path, QUALITY, error);

  if (ok && truth)
    ok = fus_grey_save_png (masks.identity, masks.width, masks.height, identity, error)
         && fus_grey_save_png (masks.expression, masks.width, masks.height, expression, error);
  fus_demo_truth_clear (&masks);

  return ok;
}

/* "AF01": a person in a session. */
static char *
folder_of (const char *dir, const FusDemoFace *face)
{
  g_autofree char *name = g_strdup_printf ("%c%c%02u", face->session,
                                           face->sex == FUS_SEX_MALE ? 'M' : 'F', face->number);

  return g_build_filename (dir, FUS_DEMO_ROOT, name, NULL);
}

gboolean
fus_demo_face_write (const char *dir, FusDemoStudio *studio, const FusDemoFace *face,
                     GError **error)
{
  const FusDemoSet plain = { 0 };
  const Work work = { .dir = dir, .set = &plain };
  g_autofree char *folder = folder_of (dir, face);

  return make_folder (folder, error) && write_frame (&work, studio, face, folder, error);
}

static guint
women_of (const FusDemoSet *set)
{
  return (set->people + 1) / 2;
}

gboolean
fus_demo_set_has (const FusDemoSet *set, const FusDemoFace *face)
{
  const guint women = women_of (set);

  return face->number >= 1
         && face->number <= (face->sex == FUS_SEX_FEMALE ? women : set->people - women);
}

/* One person in one session. */
static gboolean
write_session (Work *work, FusDemoStudio *studio, guint index, gboolean calling, GError **error)
{
  guint women = women_of (work->set), person = index / SESSIONS;
  guint frames = work->set->people * SESSIONS * FRAMES_OF_SESSION;
  FusDemoFace face = { .seed = work->set->seed, .session = index % SESSIONS == 0 ? 'A' : 'B' };

  face.sex = person < women ? FUS_SEX_FEMALE : FUS_SEX_MALE;
  face.number = 1 + (person < women ? person : person - women);

  g_autofree char *folder = folder_of (work->dir, &face);

  if (!make_folder (folder, error))
    return FALSE;
  for (int e = 0; e < FUS_N_EXPRESSIONS; e++)
    for (int a = 0; a < FUS_N_ANGLES; a++)
      {
        if (calling && !fus_poll (work->poll))
          g_atomic_int_set (&work->stop, TRUE);
        if (g_atomic_int_get (&work->stop))
          return TRUE;
        face.expression = e;
        face.angle = a;
        if (!write_frame (work, studio, &face, folder, error))
          return FALSE;

        gint done = g_atomic_int_add (&work->done, 1) + 1;

        if (calling && work->progress != NULL)
          work->progress->report (work->progress->data, (double) done / frames);
      }

  return TRUE;
}

static void
draw_sessions (Work *work, gboolean calling)
{
  g_autoptr (FusDemoStudio) studio = fus_demo_studio_new (work->set->width, work->set->height);
  gint all = (gint) work->set->people * SESSIONS;
  gint index;

  while (!g_atomic_int_get (&work->stop) && (index = g_atomic_int_add (&work->next, 1)) < all)
    {
      g_autoptr (GError) error = NULL;

      if (write_session (work, studio, index, calling, &error))
        continue;
      g_atomic_int_set (&work->stop, TRUE);
      g_mutex_lock (&work->mutex);
      if (work->error == NULL)
        work->error = g_steal_pointer (&error);
      g_mutex_unlock (&work->mutex);
    }
}

static gpointer
draw_in_thread (gpointer data)
{
  draw_sessions (data, FALSE);
  return NULL;
}

static gboolean
make_truth_folders (const char *dir, GError **error)
{
  for (int t = 0; t < FUS_N_TASKS; t++)
    {
      g_autofree char *path = g_build_filename (dir, "truth", fus_task_name (t), NULL);

      if (!make_folder (path, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
fus_demo_faces_begin (const char *dir, const FusDemoSet *set, GError **error)
{
  return fus_demo_faces_are_there (dir, set)
         || (claim (dir, set, error) && write_note (dir, set, FALSE, error));
}

gboolean
fus_demo_faces_write (const char *dir, const FusDemoSet *set, guint n_threads, const FusPoll *poll,
                      const FusProgress *progress, GError **error)
{
  g_return_val_if_fail (set->people >= 1 && set->people <= FUS_DEMO_MOST_PEOPLE, FALSE);

  Work work = { .dir = dir, .set = set, .poll = poll, .progress = progress };

  if (fus_demo_faces_are_there (dir, set))
    {
      if (progress != NULL)
        progress->report (progress->data, 1);
      return TRUE;
    }
  if (!claim (dir, set, error) || !write_note (dir, set, FALSE, error)
      || (set->truth && !make_truth_folders (dir, error)))
    return FALSE;

  guint n = MIN (n_threads == 0 ? g_get_num_processors () : n_threads, set->people * SESSIONS) - 1;
  g_autofree GThread **threads = g_new0 (GThread *, n + 1);

  g_mutex_init (&work.mutex);
  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("demo faces", draw_in_thread, &work);
  draw_sessions (&work, TRUE);
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
  g_mutex_clear (&work.mutex);

  if (work.error != NULL)
    {
      g_propagate_error (error, work.error);
      return FALSE;
    }
  if (g_atomic_int_get (&work.stop))
    return FALSE;
  if (!write_note (dir, set, TRUE, error))
    return FALSE;
  if (progress != NULL)
    progress->report (progress->data, 1);

  return TRUE;
}
