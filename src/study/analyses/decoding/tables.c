/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/decoding/tables.h"

#include "faces/csv.h"
#include "study/folder/note.h"
#include "study/folder/study-private.h"
#include "study/folder/table.h"
#include "study/analyses/tests-table.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define FOLDER "analysis"
#define DECODING "decoding"
#define ACCURACY "accuracy"
#define PREDICTIONS "predictions"

static const char *const decoding_columns[]
    = { "network",    "task",           "accuracy", "low",        "high",
        "person_low", "person_high",    "chance",   "majority",   "n",
        "C",          "cross_accuracy", "n_train",  "n_features", NULL };
static const char *const accuracy_columns[]
    = { "network",    "task",        "accuracy", "low", "high",
        "person_low", "person_high", "chance",   "n",   NULL };
static const char *const predictions_columns[]
    = { "network", "task", "path", "truth", "predicted", "decoded", NULL };

static char *
file_of (FusStudy *study, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return fus_study_file (study, FOLDER, file);
}

/* NULL for none. */
static const char *
class_name (const FusTaskSpecialization *task, gint32 class)
{
  return class >= 0 ? task->class_names[class] : NULL;
}

static gint32
find_class (const FusTaskSpecialization *task, const char *name)
{
  for (guint i = 0; i < task->n_classes; i++)
    if (g_str_equal (task->class_names[i], name))
      return (gint32) i;
  return -1;
}

/* Reading */

typedef struct
{
  FusSpecialization *specialization;
  const FusFrameList *frames;
  guint wanted; /* networks that may be read */
  guint next[FUS_N_NETWORKS][FUS_N_TASKS];
  gint32 *predicted[FUS_N_NETWORKS][FUS_N_TASKS];
  FusDecoding *decoded[FUS_N_NETWORKS][FUS_N_TASKS];
} Reading;

static void
reading_clear (Reading *reading)
{
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (int task = 0; task < FUS_N_TASKS; task++)
      {
        g_free (reading->predicted[kind][task]);
        g_clear_pointer (&reading->decoded[kind][task], fus_decoding_free);
      }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
read_number (FusCsvReader *reader, guint column, double *value)
{
  const char *text = fus_csv_reader_field (reader, column);
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value);
}

static gboolean
read_key (FusCsvReader *reader, FusNetworkKind *kind, FusTask *task)
{
  return fus_network_kind_parse (fus_csv_reader_field (reader, 0), kind)
         && fus_task_parse (fus_csv_reader_field (reader, 1), task);
}

/* What the predictions alone do not tell. */
static gboolean
read_decoding (Reading *reading, FusCsvReader *reader)
{
  FusNetworkKind kind;
  FusTask task;
  double chance, majority, c, cross_accuracy, n_trained, n_live;
  const FusTaskSpecialization *of_task;
  FusDecoding *decoding;

  if (!read_key (reader, &kind, &task) || !read_number (reader, 7, &chance)
      || !read_number (reader, 8, &majority) || !read_number (reader, 10, &c)
      || !read_number (reader, 11, &cross_accuracy) || !read_number (reader, 12, &n_trained)
      || !read_number (reader, 13, &n_live) || chance <= 0 || n_trained < 0 || n_live < 0
      || reading->decoded[kind][task] != NULL)
    return FALSE;

  of_task = &reading->specialization->task[task];
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
  reading->decoded[kind][task] = decoding;
  return TRUE;
}

static gboolean
read_prediction (Reading *reading, FusCsvReader *reader)
{
  FusNetworkKind kind;
  FusTask task;
  const FusTaskSpecialization *of_task;
  FusDecoding *decoding;
  guint row;

  if (!read_key (reader, &kind, &task))
    return FALSE;
  of_task = &reading->specialization->task[task];
  row = reading->next[kind][task]++;
  if (row >= of_task->frames->len
      || !g_str_equal (fus_csv_reader_field (reader, 2),
                       reading->frames->frames[g_array_index (of_task->frames, guint32, row)].path))
    return FALSE;

  if (fus_network_kind_has_task (kind, task))
    {
      if (reading->predicted[kind][task] == NULL)
        reading->predicted[kind][task] = g_new (gint32, of_task->frames->len);
      reading->predicted[kind][task][row] = find_class (of_task, fus_csv_reader_field (reader, 4));
    }
  decoding = reading->decoded[kind][task];
  if (decoding != NULL)
    {
      decoding->predicted[row] = find_class (of_task, fus_csv_reader_field (reader, 5));
      decoding->right[row] = decoding->predicted[row] == of_task->truth[row];
    }
  return TRUE;
}

static gboolean
read_table (Reading *reading, FusStudy *study, const char *name, const char *const *columns,
            gboolean (*read_row) (Reading *reading, FusCsvReader *reader))
{
  g_autofree char *path = file_of (study, name, ".csv");
  g_autoptr (FusCsvReader) reader = fus_csv_reader_open (path, ',', NULL);
  g_autoptr (GError) failure = NULL;

  if (reader == NULL || !fus_csv_reader_next (reader, NULL))
    return FALSE;
  for (guint i = 0; columns[i] != NULL; i++)
    if (!g_str_equal (fus_csv_reader_field (reader, i), columns[i]))
      return FALSE;
  while (fus_csv_reader_next (reader, &failure))
    if (!read_row (reading, reader))
      return FALSE;
  return failure == NULL;
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

static gboolean
is_whole (const Reading *reading, guint kind)
{
  for (guint task = 0; task < FUS_N_TASKS; task++)
    if (reading->next[kind][task] != reading->specialization->task[task].frames->len)
      return FALSE;
  return TRUE;
}

static void
take (Reading *reading, guint kind)
{
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      FusTaskSpecialization *task = &reading->specialization->task[t];

      task->predicted[kind] = g_steal_pointer (&reading->predicted[kind][t]);
      task->decoded[kind] = g_steal_pointer (&reading->decoded[kind][t]);
      if (task->decoded[kind] != NULL)
        task->decoded[kind]->accuracy = share_right (task->decoded[kind]);
    }
}

/* Networks with the same weights as in a note. */
static guint
networks_of (FusStudy *study, const char *name, const char *data_hash,
             const FusSpecialization *specialization)
{
  g_autofree char *path = file_of (study, name, ".json");
  g_autoptr (JsonNode) note = fus_note_load (path);
  guint kinds = 0;

  if (note == NULL || !fus_note_says (note, "data-hash", data_hash))
    return 0;
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autofree char *member
          = g_strconcat (fus_network_kind_name ((FusNetworkKind) kind), "-network-hash", NULL);

      if (specialization->network_hash[kind] != NULL
          && fus_note_says (note, member, specialization->network_hash[kind]))
        kinds |= 1u << kind;
    }
  return kinds;
}

guint
fus_specialization_fill (FusSpecialization *specialization, FusStudy *study, const char *data_hash)
{
  g_auto (Reading) reading
      = { .specialization = specialization, .frames = fus_study_frames (study) };
  guint kinds = networks_of (study, DECODING, data_hash, specialization)
                & networks_of (study, PREDICTIONS, data_hash, specialization);

  if (kinds == 0 || !read_table (&reading, study, DECODING, decoding_columns, read_decoding)
      || !read_table (&reading, study, PREDICTIONS, predictions_columns, read_prediction))
    return 0;
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((kinds & 1u << kind) != 0)
      {
        if (is_whole (&reading, kind))
          take (&reading, kind);
        else
          kinds &= ~(1u << kind);
      }
  return kinds;
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

static FusTable *
decoding_table (const FusSpecialization *specialization)
{
  FusTable *table = fus_table_new (decoding_columns);

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
  return table;
}

static FusTable *
accuracy_table (const FusSpecialization *specialization)
{
  FusTable *table = fus_table_new (accuracy_columns);

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
  return table;
}

static FusTable *
predictions_table (const FusSpecialization *specialization, const FusFrameList *frames)
{
  FusTable *table = fus_table_new (predictions_columns);

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint t = 0; t < FUS_N_TASKS; t++)
      {
        const FusTaskSpecialization *task = &specialization->task[t];
        const gint32 *predicted = task->predicted[kind];
        const FusDecoding *decoded = task->decoded[kind];

        for (guint i = 0; specialization->network_hash[kind] != NULL && i < task->frames->len; i++)
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
  return table;
}

static gboolean
save_table (FusStudy *study, const char *name, FusTable *table, const char *note, GError **error)
{
  g_autofree char *table_path = file_of (study, name, ".csv");
  g_autofree char *note_path = file_of (study, name, ".json");

  /* The note of an earlier table must not stand beside a new one. */
  g_unlink (note_path);
  return fus_table_save (table, table_path, error)
         && fus_write_file (note_path, note, strlen (note), error);
}

static char *
make_note (const FusSpecialization *specialization, FusStudy *study, const char *data_hash)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  fus_note_add_string (builder, "study", fus_study_title (study));
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (specialization->network_hash[kind] != NULL)
      {
        g_autofree char *member
            = g_strconcat (fus_network_kind_name ((FusNetworkKind) kind), "-network-hash", NULL);

        fus_note_add_string (builder, member, specialization->network_hash[kind]);
      }
  fus_note_add_string (builder, "layer", fus_layer_name (FUS_LAYER_FC2));
  fus_note_add_string (builder, "decoder",
                       "linear SVM, standardised features, C by 5-fold "
                       "cross-validation on the training part");
  fus_note_add_string (builder, "interval", "2.5 to 97.5 percentile of 100 bootstraps");
  fus_note_add_string (builder, "data-hash", data_hash);
  fus_note_add_int (builder, "seed", (gint64) fus_study_protocol (study)->seed);
  fus_note_add_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  return fus_note_text (builder);
}

static gboolean
save_tests (const FusSpecialization *specialization, FusStudy *study, const char *note,
            GError **error)
{
  g_autoptr (FusTestsTable) tests = fus_tests_table_new ("decoding");

  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      const FusTaskSpecialization *task = &specialization->task[t];
      const char *name = fus_task_name ((FusTask) t);

      fus_tests_table_add (tests, "decoding", name, "identity network", "expression network",
                           "paired t", "bootstrap rounds", &task->decoding_t);
      fus_tests_table_add (tests, "decoding", name, "identity network", "expression network",
                           "exact McNemar", "frames", &task->decoding_mcnemar);
      fus_tests_table_add (tests, "accuracy", name, "joint network", "specialised network",
                           "paired t", "bootstrap rounds", &task->joint_t);
      fus_tests_table_add (tests, "accuracy", name, "joint network", "specialised network",
                           "exact McNemar", "frames", &task->joint_mcnemar);
    }
  return fus_tests_table_save (tests, study, note, error);
}

gboolean
fus_specialization_save (const FusSpecialization *specialization, FusStudy *study,
                         const char *data_hash, GError **error)
{
  g_autofree char *note = make_note (specialization, study, data_hash);
  g_autoptr (FusTable) decoding = decoding_table (specialization);
  g_autoptr (FusTable) accuracy = accuracy_table (specialization);
  g_autoptr (FusTable) predictions = predictions_table (specialization, fus_study_frames (study));

  return save_table (study, DECODING, decoding, note, error)
         && save_table (study, ACCURACY, accuracy, note, error)
         && save_table (study, PREDICTIONS, predictions, note, error)
         && save_tests (specialization, study, note, error);
}
