/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/findings/tables.h"

#include "study/analyses/result-files.h"

#include <math.h>

#define TABLE "findings"

static const char *const columns[] = { "statement", "networks", "task",  "method", "effect", "low",
                                       "high",      "n",        "holds", "trust",  NULL };

static const char *
trust_name (FusTrustVerdict verdict)
{
  static const char *const names[]
      = { "not tested", "no better than chance", "better than chance" };

  return names[verdict];
}

/* Writing */

static void
add_row (FusTable *table, const FusStudyFindings *findings, const FusStudyTrust *trust,
         FusMapMethod method, guint q)
{
  const FusMapQuestion *question = &fus_map_questions[q];
  const FusMapFinding *finding = &findings->finding[method][q];

  fus_table_add_string (table, fus_map_statement_name (question->statement));
  fus_table_add_string (table, fus_map_networks_name (question->networks));
  fus_table_add_string (table, fus_map_question_task_name (question));
  fus_table_add_string (table, fus_map_method_name (method));
  fus_table_add_double (table, finding->effect);
  fus_table_add_double (table, finding->low);
  fus_table_add_double (table, finding->high);
  fus_table_add_int (table, finding->n);
  fus_table_add_string (table,
                        fus_finding_verdict_name (fus_map_finding_verdict (finding, question)));
  fus_table_add_string (table, trust_name (fus_findings_trust (findings, trust, method, q)));
}

static void
write_findings (gconstpointer result, FusStudy *study, FusTable *table)
{
  g_autoptr (FusStudyTrust) trust = fus_analysis_load (&fus_trust_analysis, study, NULL);

  for (guint q = 0; q < FUS_N_MAP_QUESTIONS; q++)
    for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
      if (fus_findings_has (result, q) && fus_map_method_is_quick (method))
        add_row (table, result, trust, method, q);
}

/* Reading */

static int
find_question (FusTableReader *row)
{
  for (guint q = 0; q < FUS_N_MAP_QUESTIONS; q++)
    {
      const FusMapQuestion *question = &fus_map_questions[q];

      if (g_str_equal (fus_map_statement_name (question->statement), fus_table_reader_text (row, 0))
          && g_str_equal (fus_map_networks_name (question->networks),
                          fus_table_reader_text (row, 1))
          && g_str_equal (fus_map_question_task_name (question), fus_table_reader_text (row, 2)))
        return (int) q;
    }
  return -1;
}

static gboolean
read_numbers (FusMapFinding *finding, FusTableReader *row)
{
  return fus_table_reader_double (row, 4, &finding->effect)
         && fus_table_reader_double (row, 5, &finding->low)
         && fus_table_reader_double (row, 6, &finding->high)
         && fus_table_reader_uint (row, 7, G_MAXUINT, &finding->n);
}

gboolean
fus_finding_tables_read (FusStudyFindings *findings, FusStudy *study, guint kinds)
{
  g_autofree char *path = fus_result_file (study, TABLE, ".csv");
  g_autoptr (FusTableReader) row = fus_table_reader_open (path, columns);
  guint n_wanted = 0, n_read = 0;

  for (guint q = 0; q < FUS_N_MAP_QUESTIONS; q++)
    for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
      n_wanted += fus_map_method_is_quick (method)
                  && (fus_map_question_kinds (&fus_map_questions[q]) & ~kinds) == 0;
  while (row != NULL && fus_table_reader_next (row))
    {
      const int q = find_question (row);
      FusMapMethod method;

      if (q < 0 || !fus_map_method_parse (fus_table_reader_text (row, 3), &method))
        return FALSE;
      if ((fus_map_question_kinds (&fus_map_questions[q]) & ~kinds) != 0)
        continue;
      if (!read_numbers (&findings->finding[method][q], row))
        return FALSE;
      n_read++;
    }
  return row != NULL && fus_table_reader_is_whole (row) && n_read == n_wanted;
}

/* No row is of one network alone: what stands in it is read when all notes are known to be true. */
const FusResultTable fus_finding_tables[FUS_N_FINDING_TABLES] = {
  { TABLE, columns, TRUE, write_findings, NULL },
};
