/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/datasets/kdef.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "faces/datasets/recognizer.h"
#include "faces/pictures/load-picture.h"

#define N_SESSIONS 2
#define N_LOOKED_AT 40
#define N_SEXES 2
#define N_NUMBERS 100
#define N_COMBINATIONS (N_SESSIONS * FUS_N_EXPRESSIONS * FUS_N_ANGLES)
/* A frame is missing where so large a share of the people have theirs. Any lower, and a chosen part
 * of the set would seem to lack what was left out on purpose. */
#define MISSING_SHARE 0.75

typedef struct
{
  const FusScan *scan;
  /* The file of each frame; the index is frame_index()'s. */
  const FusScanFile **files;
  guint n_frames;
  GPtrArray *averages;     /* paths */
  GPtrArray *unrecognized; /* paths */
  GPtrArray *duplicates;   /* paths */
  guint n_alike;           /* of the unrecognized: those that look like KDEF's */
  const char *alike;       /* the first of them */
} Kdef;

static guint
person_index (FusSex sex, guint number)
{
  return sex * N_NUMBERS + number;
}

static guint
combination_index (char session, FusExpression expression, FusAngle angle)
{
  return ((session - 'A') * FUS_N_EXPRESSIONS + expression) * FUS_N_ANGLES + angle;
}

static guint
frame_index (const FusFrame *frame, guint number)
{
  return person_index (frame->sex, number) * N_COMBINATIONS
         + combination_index (frame->session, frame->expression, frame->angle);
}

static gboolean
is_average_folder (const char *folder)
{
  g_auto (GStrv) parts = g_strsplit (folder, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_ascii_strcasecmp (parts[i], "AKDEF") == 0)
      return TRUE;
  return FALSE;
}

static FusKdefName
kind_of (const char *name)
{
  FusFrame frame = { 0 };
  guint number;

  return fus_kdef_parse_name (name, &frame, &number);
}

/* Of two files of one frame, the well named one is kept, and otherwise the first. */
static void
add_frame (Kdef *kdef, const FusScanFile *file, FusKdefName kind, const FusFrame *frame,
           guint number)
{
  const FusScanFile **kept = &kdef->files[frame_index (frame, number)];

  if (*kept == NULL)
    {
      *kept = file;
      kdef->n_frames++;
      return;
    }
  if (kind > kind_of ((*kept)->name))
    {
      const FusScanFile *other = *kept;

      *kept = file;
      file = other;
    }
  g_ptr_array_add (kdef->duplicates, fus_scan_path (kdef->scan, file));
}

static void
read_names (Kdef *kdef)
{
  const FusScan *scan = kdef->scan;
  guint32 folder = G_MAXUINT32;
  gboolean in_averages = FALSE;

  for (guint i = 0; i < scan->files->len; i++)
    {
      const FusScanFile *file = &g_array_index (scan->files, FusScanFile, i);
      FusFrame frame = { 0 };
      FusKdefName kind;
      guint number;

      if (!fus_is_picture_name (file->name))
        continue;
      if (file->folder != folder)
        in_averages = is_average_folder (fus_scan_folder (scan, file));
      folder = file->folder;
      if (in_averages || fus_kdef_is_average (file->name))
        g_ptr_array_add (kdef->averages, fus_scan_path (scan, file));
      else if ((kind = fus_kdef_parse_name (file->name, &frame, &number)) != FUS_KDEF_NAME_NONE)
        add_frame (kdef, file, kind, &frame, number);
      else
        {
          g_ptr_array_add (kdef->unrecognized, fus_scan_path (scan, file));
          if (!fus_kdef_name_looks_so (file->name))
            continue;
          kdef->n_alike++;
          if (kdef->alike == NULL)
            kdef->alike = file->name;
        }
    }
}

/* The folder that holds all the frames, so that a data set is the same one from wherever above it
 * is opened. Length of that folder's path within the scan's root. */
static gsize
common_folder (const Kdef *kdef)
{
  const char *common = NULL;
  gsize length = 0;

  for (guint i = 0; i < N_SEXES * N_NUMBERS * N_COMBINATIONS; i++)
    {
      const char *folder;
      gsize n = 0;

      if (kdef->files[i] == NULL)
        continue;
      folder = fus_scan_folder (kdef->scan, kdef->files[i]);
      if (common == NULL)
        {
          common = folder;
          length = strlen (folder);
          continue;
        }
      while (n < length && common[n] == folder[n])
        n++;
      /* Only whole names count. */
      while (n > 0
             && !((common[n] == '/' || n == strlen (common))
                  && (folder[n] == '/' || folder[n] == '\0')))
        n--;
      length = n;
    }
  return length;
}

static FusFrameList *
list_frames (const Kdef *kdef, gsize root_length)
{
  FusFrameListBuilder *builder = fus_frame_list_builder_new ();

  for (guint i = 0; i < N_SEXES * N_NUMBERS * N_COMBINATIONS; i++)
    {
      FusFrame frame = { .set = FUS_SET_NONE, .part = FUS_PART_NONE };
      g_autofree char *path = NULL;
      char person[8];
      guint number;

      if (kdef->files[i] == NULL)
        continue;
      fus_kdef_parse_name (kdef->files[i]->name, &frame, &number);
      path = fus_scan_path (kdef->scan, kdef->files[i]);
      frame.path = path + (root_length > 0 ? root_length + 1 : 0);
      g_snprintf (person, sizeof person, "%s%02u", fus_sex_name (frame.sex), number);
      fus_frame_list_builder_add (builder, &frame, person);
    }
  return fus_frame_list_builder_end (builder);
}

/* Relative to what this copy has: a part of the set with straight frames only lacks nothing. */
static GPtrArray *
list_missing (const Kdef *kdef)
{
  GPtrArray *missing = g_ptr_array_new_with_free_func (g_free);
  gboolean has_person[N_SEXES * N_NUMBERS] = { FALSE };
  guint n_having[N_COMBINATIONS] = { 0 };
  guint n_people = 0;

  for (guint p = 0; p < G_N_ELEMENTS (has_person); p++)
    {
      for (guint c = 0; c < N_COMBINATIONS; c++)
        if (kdef->files[p * N_COMBINATIONS + c] != NULL)
          {
            has_person[p] = TRUE;
            n_having[c]++;
          }
      n_people += has_person[p];
    }
  for (guint p = 0; p < G_N_ELEMENTS (has_person); p++)
    for (guint c = 0; has_person[p] && c < N_COMBINATIONS; c++)
      if (kdef->files[p * N_COMBINATIONS + c] == NULL && n_having[c] >= MISSING_SHARE * n_people)
        g_ptr_array_add (missing,
                         fus_kdef_name ('A' + c / (FUS_N_EXPRESSIONS * FUS_N_ANGLES), p / N_NUMBERS,
                                        p % N_NUMBERS, c / FUS_N_ANGLES % FUS_N_EXPRESSIONS,
                                        c % FUS_N_ANGLES));
  return missing;
}

/* Paths of the frames whose names only hold KDEF's. (transfer full) */
static GPtrArray *
list_within (const Kdef *kdef)
{
  GPtrArray *within = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_SEXES * N_NUMBERS * N_COMBINATIONS; i++)
    if (kdef->files[i] != NULL && kind_of (kdef->files[i]->name) == FUS_KDEF_NAME_WITHIN)
      g_ptr_array_add (within, fus_scan_path (kdef->scan, kdef->files[i]));
  return within;
}

static void
note_misnamed (const Kdef *kdef, GPtrArray *notes)
{
  for (guint i = 0; i < N_SEXES * N_NUMBERS * N_COMBINATIONS; i++)
    {
      FusFrame frame = { 0 };
      g_autofree char *meant = NULL;
      guint number;

      if (kdef->files[i] == NULL
          || fus_kdef_parse_name (kdef->files[i]->name, &frame, &number) != FUS_KDEF_NAME_MISNAMED)
        continue;
      meant = fus_kdef_name (frame.session, frame.sex, number, frame.expression, frame.angle);
      g_ptr_array_add (notes,
                       g_strdup_printf (_ ("“%s” is a known misnamed file and was taken for %s."),
                                        kdef->files[i]->name, meant));
    }
}

/* @one, @many: with the number of @paths and examples of them. */
static void
note_paths (GPtrArray *notes, GPtrArray *paths, const char *one, const char *many)
{
  g_autofree char *examples = fus_list_examples (paths);

  if (paths->len == 0)
    return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_ptr_array_add (notes, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, one, many, paths->len),
                                           paths->len, examples));
#pragma GCC diagnostic pop
}

/* Somebody who opens one person's folder may have meant the set about it. */
static void
note_single_session (const char *root, GPtrArray *notes)
{
  g_autofree char *name = g_path_get_basename (root);
  g_autofree char *above = g_path_get_dirname (root);
  g_autofree char *shown = g_filename_display_name (above);
  g_autofree char *probe = g_strconcat (name, "ANS.JPG", NULL);
  FusFrame frame = { 0 };
  guint number;

  if (fus_kdef_parse_name (probe, &frame, &number))
    g_ptr_array_add (notes, g_strdup_printf (_ ("Only the folder “%s” of one person and session "
                                                "is open. For more people open “%s”."),
                                             name, shown));
}

typedef struct
{
  int width, height;
} Size;

/* Sizes of some frames, evenly over all of them; those that cannot be read are passed over. */
static GArray *
look_at_sizes (const Kdef *kdef)
{
  const guint step = MAX (kdef->n_frames / N_LOOKED_AT, 1);
  GArray *sizes = g_array_new (FALSE, FALSE, sizeof (Size));
  guint n_passed = 0;

  for (guint i = 0; i < N_SEXES * N_NUMBERS * N_COMBINATIONS; i++)
    {
      g_autofree char *relative = NULL, *path = NULL;
      Size size;

      if (kdef->files[i] == NULL || n_passed++ % step != 0)
        continue;
      relative = fus_scan_path (kdef->scan, kdef->files[i]);
      path = g_build_filename (kdef->scan->root, relative, NULL);
      if (fus_picture_peek_size (path, &size.width, &size.height, NULL))
        g_array_append_val (sizes, size);
    }
  return sizes;
}

/* How many are as the one at @index. */
static guint
count_alike (const GArray *sizes, guint index)
{
  const Size *size = &g_array_index (sizes, Size, index);
  guint n = 0;

  for (guint i = 0; i < sizes->len; i++)
    n += g_array_index (sizes, Size, i).width == size->width
         && g_array_index (sizes, Size, i).height == size->height;
  return n;
}

/* KDEF's crop where most frames have KDEF's shape: copies of the set are often cut already, to
 * squares. */
static FusCrop
crop_of (const Kdef *kdef, GPtrArray *notes)
{
  g_autoptr (GArray) sizes = look_at_sizes (kdef);
  guint n_suiting = 0, usual = 0;
  const Size *size;

  for (guint i = 0; i < sizes->len; i++)
    {
      n_suiting += fus_crop_suits_kdef (g_array_index (sizes, Size, i).width,
                                        g_array_index (sizes, Size, i).height);
      if (count_alike (sizes, i) > count_alike (sizes, usual))
        usual = i;
    }
  if (sizes->len > 0 && 2 * count_alike (sizes, usual) <= sizes->len)
    g_ptr_array_add (notes, g_strdup (_ ("Frames come in many sizes, and no size is that of most "
                                         "of them. Each is cut by itself to a square.")));
  if (2 * n_suiting >= sizes->len)
    return fus_crop_kdef;
  size = &g_array_index (sizes, Size, usual);
  g_ptr_array_add (notes,
                   g_strdup_printf (_ ("Frames do not have the shape of KDEF's (562 × 762 pixels) "
                                       "but others, such as %d × %d: of each, the largest square "
                                       "in the middle is used. Another crop can be chosen."),
                                    size->width, size->height));
  return fus_crop_shaped;
}

static FusDataset *
make_dataset (const Kdef *kdef)
{
  const FusScan *scan = kdef->scan;
  const FusScanFile *any = NULL;
  const gsize root_length = common_folder (kdef);
  GPtrArray *notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) within = list_within (kdef);
  g_autofree char *below = NULL;
  char *root;

  for (guint i = 0; any == NULL; i++)
    any = kdef->files[i];
  below = g_strndup (fus_scan_folder (scan, any), root_length);
  root = root_length == 0 ? g_strdup (scan->root) : g_build_filename (scan->root, below, NULL);

  note_misnamed (kdef, notes);
  note_paths (notes, within,
              N_ ("%u picture has KDEF's name within a longer one and was taken for that frame: "
                  "%s."),
              N_ ("%u pictures have KDEF's names within longer ones and were taken for those "
                  "frames, such as %s."));
  note_paths (
      notes, kdef->averages,
      N_ ("%u picture is an average of many people (AKDEF) and was left out: %s."),
      N_ ("%u pictures are averages of many people (AKDEF) and were left out, such as %s."));
  note_paths (notes, kdef->duplicates,
              N_ ("%u picture is a second file of a frame and was left out: %s."),
              N_ ("%u pictures are second files of a frame and were left out, such as %s."));
  note_paths (notes, kdef->unrecognized,
              N_ ("%u picture has a name that is not KDEF's and was left out: %s."),
              N_ ("%u pictures have names that are not KDEF's and were left out, such as %s."));
  for (guint i = 0; i < scan->notes->len; i++)
    g_ptr_array_add (notes, g_strdup (scan->notes->pdata[i]));
  note_single_session (root, notes);
  return fus_dataset_new (FUS_DATASET_KDEF, root, list_frames (kdef, root_length),
                          list_missing (kdef), notes, crop_of (kdef, notes));
}

/* Whoever reads the pictures as something else should know that names were not read. A few such
 * names may lie in any collection of pictures. */
static void
note_not_read (const Kdef *kdef)
{
  const guint n = kdef->n_frames + kdef->duplicates->len + kdef->n_alike;
  const guint n_others = kdef->unrecognized->len - kdef->n_alike;
  const char *example = kdef->alike;

  if (n == 0 || 10 * n < n + n_others)
    return;
  for (guint i = 0; example == NULL; i++)
    if (kdef->files[i] != NULL)
      example = kdef->files[i]->name;
  g_ptr_array_add (
      kdef->scan->notes,
      n_others > n
          ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                          "%u name looks like one of KDEF's (“%s”) and was not "
                                          "read so, as most pictures have other names. Open a "
                                          "folder with KDEF's pictures alone.",
                                          "%u names look like KDEF's, such as “%s”, and were not "
                                          "read so, as most pictures have other names. Open a "
                                          "folder with KDEF's pictures alone.",
                                          n),
                             n, example)
          : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                          "%u name looks like one of KDEF's (“%s”) and was not "
                                          "read so, as other letters touch it or it holds more "
                                          "than one. Part them, as in “AF01ANS_crop.jpg”.",
                                          "%u names look like KDEF's, such as “%s”, and were not "
                                          "read so, as other letters touch them or they hold more "
                                          "than one. Part them, as in “AF01ANS_crop.jpg”.",
                                          n),
                             n, example));
}

static FusDataset *
recognize (FusScan *scan, const char *file, GError **error)
{
  Kdef kdef = {
    .scan = scan,
    .files = g_new0 (const FusScanFile *, N_SEXES *N_NUMBERS *N_COMBINATIONS),
    .averages = g_ptr_array_new_with_free_func (g_free),
    .unrecognized = g_ptr_array_new_with_free_func (g_free),
    .duplicates = g_ptr_array_new_with_free_func (g_free),
  };
  FusDataset *dataset = NULL;

  read_names (&kdef);
  /* A few such names may lie in any collection of pictures. */
  if (kdef.n_frames > 0 && kdef.n_frames >= kdef.unrecognized->len)
    dataset = make_dataset (&kdef);
  else
    note_not_read (&kdef);
  g_free (kdef.files);
  g_ptr_array_unref (kdef.averages);
  g_ptr_array_unref (kdef.unrecognized);
  g_ptr_array_unref (kdef.duplicates);
  return dataset;
}

const FusRecognizer fus_kdef_recognizer
    = { N_ ("KDEF (pictures named as AF01ANS.JPG: session, sex, number, expression, angle)"),
        recognize };
