/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/stimuli/stimuli.h"

#include "faces/csv.h"
#include "study/analyses/network-set.h"
#include "study/folder/note.h"
#include "study/jobs/progress-part.h"
#include "study/folder/study-job.h"
#include "study/folder/study-private.h"
#include "study/folder/table.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Share of the time that the units' answers take, beside the ascents. */
#define UNITS_SHARE 0.1

#define BLANK_TABLE "blank-units"

static const char *const stimuli_columns[]
    = { "network", "layer", "unit", "preset", "seed", "steps", "activation", "state", NULL };
static const char *const blank_columns[]
    = { "network", "layer", "units", "shown", "dead", "no-gradient", "flat", "blank", NULL };

void
fus_study_stimuli_free (FusStudyStimuli *stimuli)
{
  g_clear_pointer (&stimuli->units, fus_study_units_unref);
  g_free (stimuli);
}

double
fus_study_stimuli_blank (const FusStudyStimuli *stimuli, FusNetworkKind kind, FusLayer layer)
{
  guint n = stimuli->n_units[kind][layer];

  return n > 0 ? 1 - stimuli->n_of[kind][layer][FUS_UNIT_SHOWN] / (double) n : NAN;
}

typedef struct
{
  FusStudyStimuli *stimuli;
  FusNetworkKind kind;
  FusLayer layer;
  FusStimulusPicture **pictures; /* [units] */
} FusCounting;

static void
take (gpointer data, gsize index, FusStimulusPicture *picture)
{
  FusCounting *counting = data;

  if (picture->finished && counting->pictures[index] == NULL)
    counting->pictures[index] = fus_stimulus_picture_ref (picture);
}

/* Counts, and a row for each unit. */
static void
conclude (FusCounting *counting, guint n, FusTable *table)
{
  FusStudyStimuli *stimuli = counting->stimuli;
  const FusUnits *units = stimuli->units->units[counting->kind];

  stimuli->n_units[counting->kind][counting->layer] = n;
  for (guint u = 0; u < n; u++)
    {
      const FusStimulusPicture *picture = counting->pictures[u];
      FusUnitFate fate
          = fus_unit_fate (counting->layer, &units->units[counting->layer][u], picture);

      stimuli->n_of[counting->kind][counting->layer][fate]++;
      fus_table_add_string (table, fus_network_kind_name (counting->kind));
      fus_table_add_string (table, fus_layer_name (counting->layer));
      fus_table_add_int (table, u);
      fus_table_add_string (table, fus_stimulus_preset_name (picture->preset));
      fus_table_add_int (table, (gint64) picture->seed);
      fus_table_add_int (table, picture->step);
      fus_table_add_double (table, picture->activation);
      fus_table_add_string (table, fus_unit_fate_name (fate));
    }
}

static gboolean
ask_layer (FusStudy *study, FusStudyStimuli *stimuli, FusNetwork *network, FusNetworkKind kind,
           FusLayer layer, guint n_threads, FusTable *table, const FusPoll *poll,
           const FusProgress *progress, GError **error)
{
  const guint n = fus_architecture_units (fus_network_architecture (network), layer);
  g_autofree guint *units = g_new (guint, n);
  FusCounting counting = { stimuli, kind, layer, g_new0 (FusStimulusPicture *, n) };
  const FusStimulusOrder order
      = { .kind = kind,
          .network = network,
          .hash = stimuli->units->network_hash[kind],
          .layer = layer,
          .units = units,
          .n = n,
          .settings = { .preset = FUS_STIMULUS_PAPER,
                        .seed = 1,
                        .steps = fus_stimulus_preset_steps (FUS_STIMULUS_PAPER) } };
  gboolean going;

  for (guint u = 0; u < n; u++)
    units[u] = u;
  going = fus_stimuli_make (study, &order, n_threads, take, &counting, poll, progress, error);
  if (going)
    conclude (&counting, n, table);
  for (guint u = 0; u < n; u++)
    g_clear_pointer (&counting.pictures[u], fus_stimulus_picture_unref);
  g_free (counting.pictures);
  return going;
}

static char *
hash_frames (FusStudy *study, const FusStudyUnits *units)
{
  return fus_note_hash_frames (study, (const guint32 *) units->frames->data, units->frames->len);
}

static gboolean
save (FusStudy *study, const FusStudyStimuli *stimuli, FusTable *table, GError **error)
{
  g_autoptr (FusTable) blank = fus_table_new (blank_columns);
  g_autoptr (JsonBuilder) note = json_builder_new_immutable ();
  g_autofree char *path = fus_study_file (study, "analysis", "stimuli.csv");
  g_autofree char *blank_path = fus_study_file (study, "analysis", BLANK_TABLE ".csv");
  g_autofree char *note_path = fus_study_file (study, "analysis", BLANK_TABLE ".json");
  g_autofree char *data_hash = hash_frames (study, stimuli->units);

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusLayer layer = 0; layer < FUS_N_CONV_LAYERS; layer++)
      {
        const guint *n_of = stimuli->n_of[kind][layer];

        if (stimuli->n_units[kind][layer] == 0)
          continue;
        fus_table_add_string (blank, fus_network_kind_name (kind));
        fus_table_add_string (blank, fus_layer_name (layer));
        fus_table_add_int (blank, stimuli->n_units[kind][layer]);
        fus_table_add_int (blank, n_of[FUS_UNIT_SHOWN]);
        fus_table_add_int (blank, n_of[FUS_UNIT_DEAD]);
        fus_table_add_int (blank, n_of[FUS_UNIT_NO_GRADIENT]);
        fus_table_add_int (blank, n_of[FUS_UNIT_FLAT]);
        fus_table_add_double (blank, fus_study_stimuli_blank (stimuli, kind, layer));
      }
  json_builder_begin_object (note);
  fus_note_add_string (note, "study", fus_study_title (study));
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (stimuli->units->network_hash[kind] != NULL)
      {
        g_autofree char *member = g_strconcat (fus_network_kind_name (kind), "-network-hash", NULL);

        fus_note_add_string (note, member, stimuli->units->network_hash[kind]);
      }
  fus_note_add_string (note, "method", fus_stimulus_method (FUS_STIMULUS_PAPER));
  fus_note_add_int (note, "steps", fus_stimulus_preset_steps (FUS_STIMULUS_PAPER));
  fus_note_add_int (note, "seed", 1);
  fus_note_add_string (note, "dead", "active on none of the test frames");
  fus_note_add_int (note, "test-frames", stimuli->units->frames->len);
  fus_note_add_string (note, "data-hash", data_hash);
  fus_note_add_string (note, "version", FUS_VERSION);
  json_builder_end_object (note);
  return fus_table_save (table, path, error) && fus_table_save (blank, blank_path, error)
         && fus_note_save (note_path, note, error);
}

FusStudyStimuli *
fus_study_stimuli_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                           const FusProgress *progress, GError **error)
{
  g_autoptr (FusStudyStimuli) stimuli = g_new0 (FusStudyStimuli, 1);
  g_autoptr (FusTable) table = fus_table_new (stimuli_columns);
  FusProgressPart part;

  fus_progress_part_init (&part, progress);
  fus_progress_part_next (&part, UNITS_SHARE);
  stimuli->units = fus_study_units_compute (study, n_threads, poll, &part.progress, error);
  if (stimuli->units == NULL)
    return NULL;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (FusNetwork) network = NULL;

      if (stimuli->units->units[kind] == NULL)
        continue;
      network = fus_study_network (study, kind, error);
      if (network == NULL)
        return NULL;
      for (FusLayer layer = 0; layer < FUS_N_CONV_LAYERS; layer++)
        {
          fus_progress_part_next (&part, (1 - UNITS_SHARE) / (FUS_N_NETWORKS * FUS_N_CONV_LAYERS));
          if (!ask_layer (study, stimuli, network, kind, layer, n_threads, table, poll,
                          &part.progress, error))
            return NULL;
        }
    }
  return save (study, stimuli, table, error) ? g_steal_pointer (&stimuli) : NULL;
}

/* A row of the table of blank units, into @stimuli where its network is one of @kinds. */
static gboolean
read_row (FusStudyStimuli *stimuli, FusCsvReader *reader, guint kinds)
{
  const FusUnitFate fates[]
      = { FUS_UNIT_SHOWN, FUS_UNIT_DEAD, FUS_UNIT_NO_GRADIENT, FUS_UNIT_FLAT };
  FusNetworkKind kind;
  FusLayer layer;
  guint64 value;

  if (!fus_network_kind_parse (fus_csv_reader_field (reader, 0), &kind)
      || !fus_layer_parse (fus_csv_reader_field (reader, 1), &layer) || layer >= FUS_N_CONV_LAYERS
      || !g_ascii_string_to_unsigned (fus_csv_reader_field (reader, 2), 10, 0, G_MAXUINT, &value,
                                      NULL))
    return FALSE;
  if ((kinds & 1u << kind) == 0)
    return TRUE;
  stimuli->n_units[kind][layer] = (guint) value;
  for (guint i = 0; i < G_N_ELEMENTS (fates); i++)
    {
      if (!g_ascii_string_to_unsigned (fus_csv_reader_field (reader, 3 + i), 10, 0, G_MAXUINT,
                                       &value, NULL))
        return FALSE;
      stimuli->n_of[kind][layer][fates[i]] = (guint) value;
    }
  return TRUE;
}

static gboolean
read_blank (FusStudyStimuli *stimuli, FusStudy *study, guint kinds)
{
  g_autofree char *path = fus_study_file (study, "analysis", BLANK_TABLE ".csv");
  g_autoptr (FusCsvReader) reader = fus_csv_reader_open (path, ',', NULL);
  g_autoptr (GError) failure = NULL;

  if (reader == NULL || !fus_csv_reader_next (reader, NULL))
    return FALSE;
  for (guint i = 0; blank_columns[i] != NULL; i++)
    if (!g_str_equal (fus_csv_reader_field (reader, i), blank_columns[i]))
      return FALSE;
  while (fus_csv_reader_next (reader, &failure))
    if (!read_row (stimuli, reader, kinds))
      return FALSE;
  return failure == NULL;
}

FusStudyStimuli *
fus_study_stimuli_load (FusStudy *study)
{
  g_autoptr (FusStudyStimuli) stimuli = g_new0 (FusStudyStimuli, 1);
  g_autofree char *data_hash = NULL;
  FusNetworkSet set = { { NULL } };

  stimuli->units = fus_study_units_begin (study, NULL);
  if (stimuli->units == NULL)
    return NULL;
  data_hash = hash_frames (study, stimuli->units);
  memcpy (set.hash, stimuli->units->network_hash, sizeof set.hash);
  const guint kinds = fus_network_set_known (&set, study, BLANK_TABLE, data_hash);
  if (kinds == 0 || !read_blank (stimuli, study, kinds))
    return NULL;
  /* What is not known of is as outdated as what has changed: fus_study_units_outdated(). */
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((kinds & 1u << kind) == 0)
      {
        stimuli->units->network_serial[kind] = 0;
        g_clear_pointer (&stimuli->units->network_hash[kind], g_free);
      }
  return g_steal_pointer (&stimuli);
}

gboolean
fus_study_stimuli_run (FusStudy *study, guint n_threads, const FusPoll *poll,
                       const FusProgress *progress, GError **error)
{
  g_autoptr (FusStudyStimuli) stimuli
      = fus_study_stimuli_compute (study, n_threads, poll, progress, error);

  return stimuli != NULL;
}

static gpointer
work_stimuli (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
              GError **error)
{
  return fus_study_stimuli_compute (study, n_threads, poll, progress, error);
}

FusJob *
fus_study_stimuli_start (FusStudy *study, guint n_threads,
                         void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  return fus_study_job_start (_ ("Blank units"), study, n_threads, work_stimuli,
                              (GDestroyNotify) fus_study_stimuli_free, done, user_data);
}
