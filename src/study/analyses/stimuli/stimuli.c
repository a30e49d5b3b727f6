/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/stimuli/stimuli.h"

#include "study/analyses/stimuli/figures.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Share of the time that the units' answers take, beside the ascents. */
#define UNITS_SHARE 0.1
/* Of the noise that every ascent starts from. */
#define SEED 1
/* Its place among the tables. */
#define BLANK_TABLE 1

static const char *const stimuli_columns[]
    = { "network", "layer", "unit", "preset", "seed", "steps", "activation", "state", NULL };
static const char *const blank_columns[]
    = { "network", "layer", "units", "shown", "dead", "no-gradient", "flat", "blank", NULL };

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

/* What became of each unit, and how many came to what. */
static void
conclude (FusCounting *counting, guint n, const FusStudyUnits *all)
{
  FusStudyStimuli *stimuli = counting->stimuli;
  const FusUnits *units = all->units[counting->kind];
  FusUnitAscent *ascents = g_new (FusUnitAscent, n);

  stimuli->n_units[counting->kind][counting->layer] = n;
  stimuli->ascent[counting->kind][counting->layer] = ascents;
  for (guint u = 0; u < n; u++)
    {
      const FusStimulusPicture *picture = counting->pictures[u];

      ascents[u] = (FusUnitAscent){
        .step = picture->step,
        .activation = picture->activation,
        .fate = fus_unit_fate (counting->layer, &units->units[counting->layer][u], picture),
      };
      stimuli->n_of[counting->kind][counting->layer][ascents[u].fate]++;
    }
}

static gboolean
ask_layer (FusAnalysisWork *work, const FusStudyUnits *all, FusNetworkKind kind, FusLayer layer,
           GError **error)
{
  FusNetwork *network = work->origin->network[kind];
  const guint n = fus_architecture_units (fus_network_architecture (network), layer);
  g_autofree guint *units = g_new (guint, n);
  FusCounting counting = { work->result, kind, layer, g_new0 (FusStimulusPicture *, n) };
  const FusStimulusOrder order
      = { .kind = kind,
          .network = network,
          .hash = work->origin->hash[kind],
          .layer = layer,
          .units = units,
          .n = n,
          .settings = { .preset = FUS_STIMULUS_PAPER,
                        .seed = SEED,
                        .steps = fus_stimulus_preset_steps (FUS_STIMULUS_PAPER) } };
  gboolean going;

  for (guint u = 0; u < n; u++)
    units[u] = u;
  going = fus_stimuli_make (work->study, &order, work->n_threads, take, &counting, work->poll,
                            &work->part.progress, error);
  if (going)
    conclude (&counting, n, all);
  for (guint u = 0; u < n; u++)
    g_clear_pointer (&counting.pictures[u], fus_stimulus_picture_unref);
  g_free (counting.pictures);
  return going;
}

static char *
choose (FusAnalysisWork *work, GError **error)
{
  g_autoptr (GArray) frames = fus_units_frames (work->frames);

  ((FusStudyStimuli *) work->result)->n_frames = frames->len;
  return fus_analysis_hash_frames (work, (const guint32 *) frames->data, frames->len);
}

static gboolean
measure (FusAnalysisWork *work, GError **error)
{
  g_autoptr (FusStudyUnits) units = NULL;

  fus_progress_part_next (&work->part, UNITS_SHARE);
  units = fus_analysis_compute (&fus_units_analysis, work->study, work->n_threads, work->poll,
                                &work->part.progress, error);
  if (units == NULL)
    return FALSE;
  fus_frame_tally_copy (&((FusResult *) work->result)->origin.tally, &units->result.origin.tally);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusLayer layer = 0; layer < FUS_N_CONV_LAYERS; layer++)
      {
        fus_progress_part_next (&work->part,
                                (1 - UNITS_SHARE) / (FUS_N_NETWORKS * FUS_N_CONV_LAYERS));
        if ((work->wanted & 1u << kind) != 0 && units->units[kind] != NULL
            && !ask_layer (work, units, kind, layer, error))
          return FALSE;
      }
  return TRUE;
}

/* A row of blank-units.csv. */
static gboolean
read_blank (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  static const FusUnitFate fates[]
      = { FUS_UNIT_SHOWN, FUS_UNIT_DEAD, FUS_UNIT_NO_GRADIENT, FUS_UNIT_FLAT };
  FusStudyStimuli *stimuli = work->result;
  FusLayer layer;

  if (!fus_layer_parse (fus_table_reader_text (row, 1), &layer) || layer >= FUS_N_CONV_LAYERS
      || !fus_table_reader_uint (row, 2, G_MAXUINT, &stimuli->n_units[kind][layer]))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fates); i++)
    if (!fus_table_reader_uint (row, 3 + i, G_MAXUINT, &stimuli->n_of[kind][layer][fates[i]]))
      return FALSE;
  return TRUE;
}

static gboolean
restore (FusAnalysisWork *work, FusNetworkKind kind)
{
  return work->n_rows[BLANK_TABLE][kind] == FUS_N_CONV_LAYERS;
}

static void
write_stimuli (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyStimuli *stimuli = result;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusLayer layer = 0; layer < FUS_N_CONV_LAYERS; layer++)
      for (guint u = 0; u < stimuli->n_units[kind][layer]; u++)
        {
          const FusUnitAscent *ascent = &stimuli->ascent[kind][layer][u];

          fus_table_add_string (table, fus_network_kind_name (kind));
          fus_table_add_string (table, fus_layer_name (layer));
          fus_table_add_int (table, u);
          fus_table_add_string (table, fus_stimulus_preset_name (FUS_STIMULUS_PAPER));
          fus_table_add_int (table, SEED);
          fus_table_add_int (table, ascent->step);
          fus_table_add_double (table, ascent->activation);
          fus_table_add_string (table, fus_unit_fate_name (ascent->fate));
        }
}

static void
write_blank (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyStimuli *stimuli = result;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusLayer layer = 0; layer < FUS_N_CONV_LAYERS; layer++)
      {
        const guint *n_of = stimuli->n_of[kind][layer];

        if (stimuli->n_units[kind][layer] == 0)
          continue;
        fus_table_add_string (table, fus_network_kind_name (kind));
        fus_table_add_string (table, fus_layer_name (layer));
        fus_table_add_int (table, stimuli->n_units[kind][layer]);
        fus_table_add_int (table, n_of[FUS_UNIT_SHOWN]);
        fus_table_add_int (table, n_of[FUS_UNIT_DEAD]);
        fus_table_add_int (table, n_of[FUS_UNIT_NO_GRADIENT]);
        fus_table_add_int (table, n_of[FUS_UNIT_FLAT]);
        fus_table_add_double (table, fus_study_stimuli_blank (stimuli, kind, layer));
      }
}

static void
describe (gconstpointer result, FusStudy *study, JsonBuilder *note)
{
  const FusStudyStimuli *stimuli = result;

  fus_json_add_string (note, "method", fus_stimulus_method (FUS_STIMULUS_PAPER));
  fus_json_add_int (note, "steps", fus_stimulus_preset_steps (FUS_STIMULUS_PAPER));
  fus_json_add_int (note, "stimulus-seed", SEED);
  fus_json_add_string (note, "dead", "active on none of the test frames");
  fus_json_add_int (note, "test-frames", stimuli->n_frames);
}

static void
drop (gpointer result, FusNetworkKind kind)
{
  FusStudyStimuli *stimuli = result;

  for (guint layer = 0; layer < FUS_N_CONV_LAYERS; layer++)
    {
      g_clear_pointer (&stimuli->ascent[kind][layer], g_free);
      stimuli->n_units[kind][layer] = 0;
      memset (stimuli->n_of[kind][layer], 0, sizeof stimuli->n_of[kind][layer]);
    }
}

static const FusResultTable tables[] = {
  { "stimuli", stimuli_columns, FALSE, write_stimuli, NULL },
  [BLANK_TABLE] = { "blank-units", blank_columns, TRUE, write_blank, read_blank },
};

static const FusResultFigure figures[] = {
  { .name = "figure-3", .make = fus_study_figure_3, .variant = FUS_STIMULUS_CLEAR },
  { .name = "figure-3-paper", .make = fus_study_figure_3, .variant = FUS_STIMULUS_PAPER },
  { .name = "figure-s2a", .make = fus_study_figure_s2a, .variant = FUS_STIMULUS_CLEAR },
  { .name = "figure-s2a-paper", .make = fus_study_figure_s2a, .variant = FUS_STIMULUS_PAPER },
  { .name = "blank-units", .draw = fus_study_figure_blank_units },
};

const FusAnalysis fus_stimuli_analysis
    = { .name = "stimuli",
        .title = N_ ("What each unit prefers to see, and which units stay blank"),
        .job = N_ ("Blank units"),
        .section = N_ ("Blank Units"),
        .question = N_ ("Which share of each layer’s units shows nothing, be it that no frame "
                        "drives them, that noise does not wake them, or that a plain color is all "
                        "they want?"),
        .version = 1,
        .size = sizeof (FusStudyStimuli),
        .whole = TRUE,
        .choose = choose,
        .restore = restore,
        .measure = measure,
        .describe = describe,
        .drop = drop,
        .tables = tables,
        .n_tables = G_N_ELEMENTS (tables),
        .figures = figures,
        .n_figures = G_N_ELEMENTS (figures) };
