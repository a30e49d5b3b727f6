/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/tests-table.h"

#include "study/folder/study-file.h"
#include "study/folder/table-reader.h"
#include "study/folder/table.h"

#include <math.h>
#include <string.h>

static const char *const columns[]
    = { "analysis", "quantity", "task",   "first",   "second",   "test",  "level", "statistic",
        "p",        "log10_p",  "effect", "n_first", "n_second", "exact", NULL };

struct _FusTestsTable
{
  char *analysis;
  GPtrArray *rows; /* GStrv */
};

FusTestsTable *
fus_tests_table_new (const char *analysis)
{
  FusTestsTable *tests = g_new0 (FusTestsTable, 1);

  tests->analysis = g_strdup (analysis);
  tests->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  return tests;
}

void
fus_tests_table_free (FusTestsTable *tests)
{
  g_free (tests->analysis);
  g_ptr_array_unref (tests->rows);
  g_free (tests);
}

static char *
number (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (fus_table_double (value, text));
}

/* No p value is 0. */
static char *
p_text (double p)
{
  return p < 1e-300 ? g_strdup ("<1e-300") : number (p);
}

void
fus_tests_table_add (FusTestsTable *tests, const char *quantity, const char *task,
                     const char *first, const char *second, const char *test, const char *level,
                     const FusTest *result)
{
  char **row;

  if (result->n[0] == 0 && result->n[1] == 0)
    return;
  row = g_new0 (char *, G_N_ELEMENTS (columns));
  row[0] = g_strdup (tests->analysis);
  row[1] = g_strdup (quantity);
  /* Not NULL, which would end the row. */
  row[2] = g_strdup (task != NULL ? task : "");
  row[3] = g_strdup (first);
  row[4] = g_strdup (second);
  row[5] = g_strdup (test);
  row[6] = g_strdup (level);
  row[7] = number (result->statistic);
  row[8] = p_text (result->p);
  row[9] = number (isfinite (result->log10_p) ? result->log10_p : NAN);
  row[10] = number (result->effect);
  row[11] = g_strdup_printf ("%" G_GSIZE_FORMAT, result->n[0]);
  row[12] = g_strdup_printf ("%" G_GSIZE_FORMAT, result->n[1]);
  row[13] = g_strdup (result->is_exact ? "yes" : "no");
  g_ptr_array_add (tests->rows, row);
}

/* Rows that other analyses wrote; a table that cannot be read is written anew. */
static void
copy_others (FusTable *table, const char *path, const char *analysis)
{
  g_autoptr (FusTableReader) reader = fus_table_reader_open (path, columns);

  while (reader != NULL && fus_table_reader_next (reader))
    if (!g_str_equal (fus_table_reader_text (reader, 0), analysis))
      for (guint i = 0; columns[i] != NULL; i++)
        fus_table_add_string (table, fus_table_reader_text (reader, i));
}

gboolean
fus_tests_table_save (FusTestsTable *tests, FusStudy *study, const char *note, GError **error)
{
  g_autofree char *path = fus_study_file (study, "analysis", "tests.csv");
  g_autofree char *note_name = g_strdup_printf ("tests-%s.json", tests->analysis);
  g_autofree char *note_path = fus_study_file (study, "analysis", note_name);
  g_autoptr (FusTable) table = fus_table_new (columns);

  /* An analysis that makes no tests leaves nothing, unless it once had some. */
  if (tests->rows->len == 0 && !g_file_test (note_path, G_FILE_TEST_EXISTS))
    return TRUE;
  copy_others (table, path, tests->analysis);
  for (guint i = 0; i < tests->rows->len; i++)
    {
      char **row = g_ptr_array_index (tests->rows, i);

      for (guint j = 0; columns[j] != NULL; j++)
        fus_table_add_string (table, row[j]);
    }
  return fus_table_save (table, path, error)
         && fus_write_file (note_path, note, strlen (note), error);
}
