/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readers of foreign files under libFuzzer, one program for all: FUSIFORM_FUZZ names the
 * target. "fuzz list" names all of them, "fuzz seeds TARGET FOLDER" writes inputs to begin with.
 * tools/check-fuzz runs it. */
#include "tests/fuzz/fuzz.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static const FuzzTarget *const targets[]
    = { fuzz_network_targets, fuzz_picture_targets, fuzz_dataset_targets, fuzz_study_targets };

static const FuzzTarget *chosen;
static char *folder;
static const char *seeds;
static guint n_seeds;

void
fuzz_judge (gboolean succeeded, GError *error)
{
  g_assert_true (succeeded == (error == NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_clear_error (&error);
}

static int
delete_entry (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return g_remove (path);
}

static void
delete_folder (void)
{
  nftw (folder, delete_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
fuzz_folder (void)
{
  if (folder != NULL)
    return folder;
  folder = g_mkdtemp (g_strdup ("/dev/shm/fusiform-fuzz-XXXXXX"));
  if (folder == NULL)
    folder = g_dir_make_tmp ("fusiform-fuzz-XXXXXX", NULL);
  g_assert_nonnull (folder);
  atexit (delete_folder);
  return folder;
}

char *
fuzz_write (const char *name, const void *bytes, gsize size)
{
  char *path = g_build_filename (fuzz_folder (), name, NULL);
  g_autofree char *above = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (above, 0777), ==, 0);
  g_file_set_contents_full (path, bytes, size, G_FILE_SET_CONTENTS_NONE, 0666, &error);
  g_assert_no_error (error);
  return path;
}

char *
fuzz_text (const guint8 *bytes, gsize size)
{
  return g_strndup ((const char *) bytes, size);
}

void
fuzz_seed (const void *bytes, gsize size)
{
  g_autofree char *path = g_strdup_printf ("%s/%s-%u", seeds, chosen->name, n_seeds++);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, size, &error);
  g_assert_no_error (error);
}

void
fuzz_seed_text (const char *text)
{
  fuzz_seed (text, strlen (text));
}

void
fuzz_seed_file (const char *name, gsize most)
{
  g_autofree char *path = g_build_filename (g_getenv ("FUSIFORM_DATA_DIR"), "demo", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  fuzz_seed (text, MIN (size, most));
}

/* What is logged was not refused well; but that gdk-pixbuf's loaders grumble is not ours. */
static void
judge_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (level > G_LOG_LEVEL_WARNING || g_strcmp0 (domain, "GdkPixbuf") == 0)
    return;
  g_printerr ("%s: %s\n", domain != NULL ? domain : "", message);
  abort ();
}

static void
list_targets (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    for (const FuzzTarget *target = targets[i]; target->name != NULL; target++)
      g_print ("%s %u\n", target->name, target->longest);
}

static const FuzzTarget *
find_target (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    for (const FuzzTarget *target = targets[i]; target->name != NULL; target++)
      if (g_strcmp0 (target->name, name) == 0)
        return target;
  g_printerr ("fuzz: no target “%s”\n", name != NULL ? name : "");
  exit (1);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  const char *word = *argc > 1 ? (*argv)[1] : "";

  if (g_str_equal (word, "list"))
    {
      list_targets ();
      exit (0);
    }
  if (g_str_equal (word, "seeds") && *argc == 4)
    {
      chosen = find_target ((*argv)[2]);
      seeds = (*argv)[3];
      chosen->seed ();
      exit (0);
    }
  g_log_set_default_handler (judge_log, NULL);
  chosen = find_target (g_getenv ("FUSIFORM_FUZZ"));
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  chosen->read (bytes, size);
  return 0;
}
