/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/decoding/tables.h"

#include <math.h>

/* In the order of the tables. */
#define PREDICTIONS 2

static const char *const decoding_columns[]
    = { "network",    "task",           "accuracy", "low",        "high",
        "person_low", "person_high",    "chance",   "majority",   "n",
        "C",          "cross_accuracy", "n_train",  "n_features", NULL };
static const char *const accuracy_columns[]
    = { "network",    "task",        "accuracy", "low", "high",
        "person_low", "person_high", "chance",   "n",   NULL };
static const char *const predictions_columns[]
    = { "network", "task", "path", "truth", "predicted", "decoded", NULL };

/* NULL for none. */
static const char *
class_name (const FusTaskSpecialization *task, gint32 class)
{
  return class >= 0 ? task->class_names[class] : NULL;
}

static gint32
find_class (const FusTaskSpecialization *task, const char *name)
{
  return (gint32) GPOINTER_TO_UINT (g_hash_table_lookup (task->class_index, name)) - 1;
}

/* Reading */

static FusTaskSpecialization *
task_of (const FusAnalysisWork *work, guint task)
{
  return &((FusSpecialization *) work->result)->task[task];
}

static gboolean
read_number (FusTableReader *row, guint column, double *value)
{
  return fus_table_reader_double (row, column, value) && !isnan (*value);
}

/* What the predictions alone do not tell. */
static gboolean
read_decoding (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  FusTask task;
  double chance, majority, c, cross_accuracy, n_trained, n_live;
  FusTaskSpecialization *of_task;
  FusDecoding *decoding;

  if (!fus_task_parse (fus_table_reader_text (row, 1), &task) || !read_number (row, 7, &chance)
      || !read_number (row, 8, &majority) || !read_number (row, 10, &c)
      || !read_number (row, 11, &cross_accuracy) || !read_number (row, 12, &n_trained)
      || !read_number (row, 13, &n_live) || chance <= 0 || n_trained < 0 || n_live < 0)
    return FALSE;
  of_task = task_of (work, task);
  if (of_task->decoded[kind] != NULL)
    return FALSE;
  decoding = g_new0 (FusDecoding, 1);
  decoding->n_test = of_task->frames->len;
  decoding->predicted = g_new (gint32, decoding->n_test);
  decoding->right = g_new0 (guint8, decoding->n_test);
  decoding->chance = chance;
  decoding->majority = majority;
  decoding->c = c;
  decoding->cross_accuracy = cross_accuracy;
  decoding->n_classes = (guint) lround (1 / chance);
  decoding->n_trained = (gsize) n_trained;
  decoding->n_live = (gsize) n_live;
  of_task->decoded[kind] = decoding;
  return TRUE;
}

/* Rows are in the order of the tasks and of their frames. */
static gboolean
read_prediction (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  guint index = work->n_rows[PREDICTIONS][kind];
  FusTask task = FUS_TASK_IDENTITY, said;
  FusTaskSpecialization *of_task = task_of (work, task);
  FusDecoding *decoding;

  if (index >= of_task->frames->len)
    {
      index -= of_task->frames->len;
      of_task = task_of (work, task = FUS_TASK_EXPRESSION);
    }
  if (index >= of_task->frames->len || !fus_task_parse (fus_table_reader_text (row, 1), &said)
      || said != task
      || !g_str_equal (fus_table_reader_text (row, 2),
                       work->frames->frames[g_array_index (of_task->frames, guint32, index)].path))
    return FALSE;
  if (fus_network_kind_has_task (kind, task))
    {
      if (of_task->predicted[kind] == NULL)
        of_task->predicted[kind] = g_new (gint32, of_task->frames->len);
      of_task->predicted[kind][index] = find_class (of_task, fus_table_reader_text (row, 4));
    }
  decoding = of_task->decoded[kind];
  if (decoding != NULL)
    {
      decoding->predicted[index] = find_class (of_task, fus_table_reader_text (row, 5));
      decoding->right[index] = decoding->predicted[index] == of_task->truth[index];
    }
  return TRUE;
}

static double
share_right (const FusDecoding *decoding)
{
  gsize n = 0, n_right = 0;

  for (gsize i = 0; i < decoding->n_test; i++)
    {
      n += decoding->predicted[i] >= 0;
      n_right += decoding->right[i];
    }
  return n > 0 ? n_right / (double) n : NAN;
}

gboolean
fus_decoding_tables_restore (FusAnalysisWork *work, FusNetworkKind kind)
{
  guint n = 0;

  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      FusDecoding *decoding = task_of (work, t)->decoded[kind];

      n += task_of (work, t)->frames->len;
      if (decoding != NULL)
        decoding->accuracy = share_right (decoding);
    }
  return work->n_rows[PREDICTIONS][kind] == n;
}

/* Writing */

static void
add_interval (FusTable *table, const FusBootstrap *frames, const FusBootstrap *people)
{
  fus_table_add_double (table, frames->value);
  fus_table_add_double (table, frames->low);
  fus_table_add_double (table, frames->high);
  fus_table_add_double (table, people != NULL ? people->low : NAN);
  fus_table_add_double (table, people != NULL ? people->high : NAN);
}

static void
add_key (FusTable *table, guint kind, guint task)
{
  fus_table_add_string (table, fus_network_kind_name ((FusNetworkKind) kind));
  fus_table_add_string (table, fus_task_name ((FusTask) task));
}

static void
write_decoding (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusSpecialization *specialization = result;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint t = 0; t < FUS_N_TASKS; t++)
      {
        const FusTaskSpecialization *task = &specialization->task[t];
        const FusDecoding *decoded = task->decoded[kind];

        if (task->decoding[kind] == NULL)
          continue;
        add_key (table, kind, t);
        add_interval (table, task->decoding[kind], task->decoding_by_person[kind]);
        fus_table_add_double (table, decoded->chance);
        fus_table_add_double (table, decoded->majority);
        fus_table_add_int (table, (gint64) task->decoding[kind]->n);
        fus_table_add_double (table, decoded->c);
        fus_table_add_double (table, decoded->cross_accuracy);
        fus_table_add_int (table, (gint64) decoded->n_trained);
        fus_table_add_int (table, (gint64) decoded->n_live);
      }
}

static void
write_accuracy (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusSpecialization *specialization = result;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint t = 0; t < FUS_N_TASKS; t++)
      {
        const FusTaskSpecialization *task = &specialization->task[t];

        if (task->accuracy[kind] == NULL)
          continue;
        add_key (table, kind, t);
        add_interval (table, task->accuracy[kind], task->accuracy_by_person[kind]);
        fus_table_add_double (table, task->chance);
        fus_table_add_int (table, (gint64) task->accuracy[kind]->n);
      }
}

static void
write_predictions (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusSpecialization *specialization = result;
  const FusFrameList *frames = fus_study_frames (study);

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint t = 0; t < FUS_N_TASKS; t++)
      {
        const FusTaskSpecialization *task = &specialization->task[t];
        const gint32 *predicted = task->predicted[kind];
        const FusDecoding *decoded = task->decoded[kind];

        for (guint i = 0; specialization->result.origin.hash[kind] != NULL && i < task->frames->len;
             i++)
          {
            add_key (table, kind, t);
            fus_table_add_string (table,
                                  frames->frames[g_array_index (task->frames, guint32, i)].path);
            fus_table_add_string (table, class_name (task, task->truth[i]));
            fus_table_add_string (table, class_name (task, predicted != NULL ? predicted[i] : -1));
            fus_table_add_string (table,
                                  class_name (task, decoded != NULL ? decoded->predicted[i] : -1));
          }
      }
}

const FusResultTable fus_decoding_tables[FUS_N_DECODING_TABLES] = {
  { "decoding", decoding_columns, TRUE, write_decoding, read_decoding },
  { "accuracy", accuracy_columns, TRUE, write_accuracy, NULL },
  { "predictions", predictions_columns, FALSE, write_predictions, read_prediction },
};
