/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "faces/datasets/expression-words.h"
#include "faces/datasets/frame-sources.h"
#include "faces/datasets/part-words.h"
#include "faces/datasets/recognizer.h"

/* Levels of folders looked at, from the first that differs on. */
#define MAX_LEVELS 4
/* Where more files than this share lie outside the folders of classes, the folder was probably not
 * meant as a data set. */
#define MAX_STRAY 0.5
/* Numbers that expressions are given in data sets. */
#define MIN_CODES 6
#define MAX_CODES 8

typedef enum
{
  MEANING_NONE,
  MEANING_IDENTITY,
  MEANING_EXPRESSION,
  MEANING_PART,
} Meaning;

/* How a folder's names are read. */
typedef struct
{
  const FusScan *scan;
  gsize skipped; /* length of what all folders share, with its '/' */
  Meaning meaning[MAX_LEVELS];
  guint n_frames, n_stray;
  GHashTable *unknown; /* names among expressions that are none */
  gboolean has_codes;  /* the people may be expressions */
} Layout;

/* What all folders with frames share, whole names only: "orl/" of orl/s1 and orl/s2. */
static gsize
shared_length (const FusScan *scan)
{
  const char *shared = NULL;
  gsize length = 0;

  for (guint i = 0; i < scan->files->len; i++)
    {
      const FusScanFile *file = &g_array_index (scan->files, FusScanFile, i);
      const char *folder = fus_scan_folder (scan, file);
      gsize n = 0;

      if (!fus_is_frame_source (file->name))
        continue;
      if (shared == NULL)
        {
          shared = folder;
          length = strlen (folder);
          continue;
        }
      while (n < length && shared[n] == folder[n])
        n++;
      while (
          n > 0
          && !((shared[n] == '/' || shared[n] == '\0') && (folder[n] == '/' || folder[n] == '\0')))
        n--;
      length = n;
    }
  return length > 0 ? length + 1 : 0;
}

/* Names of the levels of a folder. (transfer full) */
static char **
levels_of (const Layout *layout, const char *folder)
{
  if (strlen (folder) < layout->skipped || folder[layout->skipped] == '\0')
    return g_new0 (char *, 1);
  return g_strsplit (folder + layout->skipped, "/", -1);
}

/* What the names of a level mean: expressions or parts where more than half of them, and at least
 * two, are known words of that kind. */
static Meaning
meaning_of (GHashTable *names)
{
  const guint n = g_hash_table_size (names);
  guint n_expressions = 0, n_parts = 0;
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      FusExpression expression;
      FusPart part;

      n_expressions += fus_expression_of_word (name, &expression);
      n_parts += fus_part_of_word (name, &part);
    }
  if (n_parts >= 2 && n_parts == n)
    return MEANING_PART;
  return n_expressions >= 2 && 2 * n_expressions > n ? MEANING_EXPRESSION : MEANING_NONE;
}

/* Whether names are the numbers that data sets in parts have for expressions: RAF-DB 1 … 7,
 * AffectNet 0 … 7, others 0 … 6. Each counts in an order of its own. */
static gboolean
are_codes (GHashTable *names)
{
  GHashTableIter iter;
  gpointer name;

  if (g_hash_table_size (names) < MIN_CODES || g_hash_table_size (names) > MAX_CODES)
    return FALSE;
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      guint64 code;

      if (!g_ascii_string_to_unsigned (name, 10, 0, MAX_CODES, &code, NULL))
        return FALSE;
    }
  return TRUE;
}

/* Of the levels that are neither expressions nor parts, the first is the person. */
static void
read_meanings (Layout *layout)
{
  gboolean has_parts = FALSE;
  GHashTable *names[MAX_LEVELS];
  guint32 seen = G_MAXUINT32;
  gboolean has_identity = FALSE;

  for (guint l = 0; l < MAX_LEVELS; l++)
    names[l] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < layout->scan->files->len; i++)
    {
      const FusScanFile *file = &g_array_index (layout->scan->files, FusScanFile, i);

      if (!fus_is_frame_source (file->name) || file->folder == seen)
        continue;
      g_auto (GStrv) levels = levels_of (layout, fus_scan_folder (layout->scan, file));
      for (guint l = 0; l < MAX_LEVELS && levels[l] != NULL; l++)
        g_hash_table_add (names[l], g_strdup (levels[l]));
      seen = file->folder;
    }
  for (guint l = 0; l < MAX_LEVELS; l++)
    {
      layout->meaning[l] = meaning_of (names[l]);
      has_parts = has_parts || layout->meaning[l] == MEANING_PART;
      if (layout->meaning[l] == MEANING_NONE && !has_identity && g_hash_table_size (names[l]) >= 2)
        {
          layout->meaning[l] = MEANING_IDENTITY;
          has_identity = TRUE;
          layout->has_codes = has_parts && are_codes (names[l]);
        }
      g_hash_table_unref (names[l]);
    }
}

/* Labels of a folder. Returns: FALSE where it lacks a level that names a class. */
static gboolean
parse_folder (Layout *layout, const char *folder, FusFrame *frame, char **person)
{
  g_auto (GStrv) levels = levels_of (layout, folder);
  const guint n = g_strv_length (levels);
  FusExpression expression;
  FusPart part;

  *person = NULL;
  for (guint l = 0; l < MAX_LEVELS; l++)
    {
      if (layout->meaning[l] == MEANING_NONE)
        continue;
      if (l >= n)
        return FALSE;
      if (layout->meaning[l] == MEANING_IDENTITY)
        *person = g_strdup (levels[l]);
      else if (layout->meaning[l] == MEANING_PART && fus_part_of_word (levels[l], &part))
        frame->part = part;
      else if (layout->meaning[l] == MEANING_EXPRESSION
               && fus_expression_of_word (levels[l], &expression))
        frame->expression = expression;
      else
        {
          g_hash_table_add (layout->unknown, g_strdup (levels[l]));
          return FALSE;
        }
    }
  return TRUE;
}

/* Returns: FALSE when cancelled. */
static gboolean
list_frames (Layout *layout, FusFrameSources *sources)
{
  const FusScan *scan = layout->scan;

  for (guint i = 0; i < scan->files->len; i++)
    {
      const FusScanFile *file = &g_array_index (scan->files, FusScanFile, i);
      FusFrame frame = {
        .expression = FUS_EXPRESSION_NONE,
        .sex = FUS_SEX_NONE,
        .angle = FUS_ANGLE_NONE,
        .set = FUS_SET_NONE,
        .part = FUS_PART_NONE,
      };
      g_autofree char *person = NULL, *path = NULL;

      if (!fus_is_frame_source (file->name))
        continue;
      if (!parse_folder (layout, fus_scan_folder (scan, file), &frame, &person))
        {
          layout->n_stray++;
          continue;
        }
      path = fus_scan_path (scan, file);
      frame.path = path + layout->skipped;
      layout->n_frames++;
      if (!fus_frame_sources_add (sources, &frame, person))
        return FALSE;
    }
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
add_notes (const Layout *layout, GPtrArray *notes)
{
  g_autoptr (GPtrArray) unknown = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, layout->unknown);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (unknown, name);
  g_ptr_array_sort (unknown, compare_names);
  if (unknown->len > 0)
    {
      g_autofree char *examples = fus_list_examples (unknown);

      g_ptr_array_add (
          notes,
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                        "%u folder names no expression that is known here and was "
                                        "left out: %s.",
                                        "%u folders name no expression that is known here and were "
                                        "left out, such as %s.",
                                        unknown->len),
                           unknown->len, examples));
    }
  if (layout->n_stray > 0)
    g_ptr_array_add (
        notes, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                             "%u file is in no folder of a class and was left out.",
                                             "%u files are in no folder of a class and were left "
                                             "out.",
                                             layout->n_stray),
                                layout->n_stray));
}

static gboolean
has_classes (const Layout *layout)
{
  for (guint l = 0; l < MAX_LEVELS; l++)
    if (layout->meaning[l] == MEANING_IDENTITY || layout->meaning[l] == MEANING_EXPRESSION)
      return TRUE;
  return FALSE;
}

static void
set_unclear (const FusScan *scan, GError **error)
{
  g_autofree char *shown = g_filename_display_name (scan->root);

  g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET,
               _ ("The folders of the parts of “%s” have numbers for names, which may stand for "
                  "expressions or for people. Say which: rename them, to happy, sad and so on "
                  "(RAF-DB counts 1 surprised, 2 afraid, 3 disgusted, 4 happy, 5 sad, 6 angry, 7 "
                  "neutral), or to person1, person2 and so on."),
               shown);
}

static FusDataset *
recognize (FusScan *scan, const char *file, GError **error)
{
  Layout layout = { .scan = scan, .skipped = shared_length (scan) };
  FusFrameSources sources;
  FusFrameListBuilder *builder;
  FusFrameList *frames;
  GPtrArray *notes;
  g_autofree char *shared = NULL, *root = NULL;
  gboolean listed;

  if (file != NULL)
    return NULL;
  read_meanings (&layout);
  if (!has_classes (&layout))
    return NULL;
  if (layout.has_codes)
    {
      set_unclear (scan, error);
      return NULL;
    }
  for (guint i = 0; layout.skipped > 0 && shared == NULL; i++)
    {
      const FusScanFile *any = &g_array_index (scan->files, FusScanFile, i);

      if (fus_is_frame_source (any->name))
        shared = g_strndup (fus_scan_folder (scan, any), layout.skipped - 1);
    }
  root = shared != NULL ? g_build_filename (scan->root, shared, NULL) : g_strdup (scan->root);
  layout.unknown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  builder = fus_frame_list_builder_new ();
  fus_frame_sources_init (&sources, builder, root, scan);
  notes = fus_notes_of_scan (scan);
  listed = list_frames (&layout, &sources);
  fus_frame_sources_end (&sources, notes);
  add_notes (&layout, notes);
  g_hash_table_unref (layout.unknown);
  frames = fus_frame_list_builder_end (builder);
  if (listed && layout.n_stray <= MAX_STRAY * (layout.n_frames + layout.n_stray))
    return fus_dataset_new (FUS_DATASET_FOLDERS, g_steal_pointer (&root), frames,
                            g_ptr_array_new_with_free_func (g_free), notes, fus_crop_shaped);
  fus_frame_list_unref (frames);
  g_ptr_array_unref (notes);
  return NULL;
}

const FusRecognizer fus_folders_recognizer
    = { N_ ("a folder for each person or expression (s1/1.pgm, happy/1.jpg)"), recognize };
