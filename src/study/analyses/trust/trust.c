/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/trust/trust.h"

#include "study/analyses/trust/figures.h"
#include "study/analyses/trust/head.h"
#include "study/folder/frame-choice.h"
#include "study/folder/study-private.h"
#include "study/analyses/trust/tables.h"

#include <glib/gi18n-lib.h>

/* Part of the hash since before methods had versions: kept, so that what was found stays true. */
#define SETTINGS 2

/* What the networks are asked on. */
typedef struct
{
  FusFrameChoice *frames[FUS_N_TASKS];
  gint32 *people[FUS_N_TASKS];
} Chosen;

static void
unchoose (gpointer data)
{
  Chosen *chosen = data;

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      g_clear_pointer (&chosen->frames[task], fus_frame_choice_free);
      g_free (chosen->people[task]);
    }
  g_free (chosen);
}

static char *
choose (FusAnalysisWork *work, GError **error)
{
  FusStudy *study = work->study;
  FusStudyTrust *trust = work->result;
  guint64 seed = fus_study_protocol (study)->seed;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *settings
      = g_strdup_printf ("%d %d %d %" G_GUINT64_FORMAT, SETTINGS, FUS_HEAD_TRUST_RANDOM_MAPS,
                         FUS_HEAD_TRUST_DELETION_PART, seed);
  const FusArchitecture arch = fus_protocol_architecture (fus_study_protocol (study));
  Chosen *chosen = work->chosen = g_new0 (Chosen, 1);

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      GArray *frames;
      g_autofree char *hash = NULL;

      chosen->frames[task]
          = fus_frame_choice_new (study, task, FUS_PART_TEST, fus_frame_choice_for_maps (&arch));
      frames = chosen->frames[task]->frames;
      trust->n_frames[task] = frames->len;
      chosen->people[task] = g_new (gint32, MAX (frames->len, 1));
      for (guint i = 0; i < frames->len; i++)
        chosen->people[task][i] = work->frames->frames[g_array_index (frames, guint32, i)].identity;
      hash = fus_analysis_hash_frames (work, (const guint32 *) frames->data, frames->len);
      g_checksum_update (checksum, (const guchar *) hash, -1);
    }
  g_checksum_update (checksum, (const guchar *) settings, -1);
  return g_strdup (g_checksum_get_string (checksum));
}

/* Whether a head is to be measured. */
static gboolean
is_wanted (const FusAnalysisWork *work, guint kind, FusTask task)
{
  return (work->wanted & 1u << kind) != 0
         && fus_network_architecture (work->origin->network[kind])->n_classes[task] > 0;
}

static gboolean
measure (FusAnalysisWork *work, GError **error)
{
  const Chosen *chosen = work->chosen;
  FusStudyTrust *trust = work->result;
  guint n = 0;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      n += is_wanted (work, kind, task);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      {
        const GArray *frames = chosen->frames[task]->frames;
        const FusHeadTrustInput input = { .network = work->origin->network[kind],
                                          .task = task,
                                          .feeder = work->feeder,
                                          .frames = (const guint32 *) frames->data,
                                          .people = chosen->people[task],
                                          .n = frames->len,
                                          .seed = fus_study_protocol (work->study)->seed,
                                          .n_threads = work->n_threads };

        if (!is_wanted (work, kind, task))
          continue;
        fus_progress_part_next (&work->part, 1.0 / n);
        trust->head[kind][task] = fus_head_trust (&input, work->poll, &work->part.progress, error);
        if (trust->head[kind][task] == NULL)
          return FALSE;
      }
  return TRUE;
}

static void
describe (gconstpointer result, FusStudy *study, JsonBuilder *note)
{
  const FusStudyTrust *trust = result;

  fus_json_add_string (note, "map", "Grad-CAM at conv8 of the predicted class, not scaled");
  fus_json_add_string (
      note, "deletion",
      "10 to 90 % of the pixels removed by the enlarged map and filled in by noisy "
      "linear imputation (ROAD); score: mean over shares of the probability of the "
      "class with the least relevant removed minus that with the most relevant "
      "removed; on the first half of the frames");
  fus_json_add_int (note, "random-maps", FUS_HEAD_TRUST_RANDOM_MAPS);
  fus_json_add_string (note, "randomization",
                       "weights drawn anew from the heads down to the layer; similarity to the map "
                       "of the trained network; spearman-random-weights: with all of them random");
  fus_json_add_string (note, "similarity",
                       "Spearman's rank correlation and SSIM of min-max scaled maps, at their own "
                       "side; undefined where a map has one value throughout");
  fus_json_add_string (
      note, "flip",
      "asymmetry (L - R) / (L + R) of the map's mass, L: the subject's left; face: "
      "half its sum with that of the mirrored frame's map, mirrored back; place: "
      "half the difference; size: without the sign");
  fus_json_add_string (note, "interval", "2.5 to 97.5 percentile of 1000 bootstraps over people");
  fus_note_add_counts (note, "-test-frames", trust->n_frames);
}

static void
drop (gpointer result, FusNetworkKind kind)
{
  for (guint task = 0; task < FUS_N_TASKS; task++)
    g_clear_pointer (&((FusStudyTrust *) result)->head[kind][task], g_free);
}

static const FusResultFigure figures[] = {
  { .name = "trust-methods", .tab = N_ ("Scores"), .draw = fus_study_figure_trust_methods },
  { .name = "trust-random-weights",
    .tab = N_ ("Random Weights"),
    .draw = fus_study_figure_trust_random_weights },
  { .name = "trust-deletion", .tab = N_ ("Deletion"), .draw = fus_study_figure_trust_deletion },
  { .name = "trust-randomization",
    .tab = N_ ("Layer by Layer"),
    .draw = fus_study_figure_trust_randomization },
  { .name = "trust-flip", .tab = N_ ("Mirror"), .draw = fus_study_figure_trust_flip },
};

const FusAnalysis fus_trust_analysis
    = { .name = "trust",
        .title = N_ ("Whether the maps can be trusted"),
        .job = N_ ("Trust"),
        .section = N_ ("Can the Maps Be Trusted?"),
        .question
        = N_ ("A map is worth as much as it tells of the network. Taking away what it points to "
              "should cost the class more than taking away the same amount elsewhere; a network "
              "that has lost its weights should give another map; and the map of a mirrored face "
              "should be mirrored. Scores near 0, likeness that stays high without the weights, "
              "and asymmetry that keeps its place are warnings."),
        .version = 1,
        .size = sizeof (FusStudyTrust),
        .choose = choose,
        .unchoose = unchoose,
        .restore = fus_trust_tables_restore,
        .measure = measure,
        .describe = describe,
        .drop = drop,
        .tables = fus_trust_tables,
        .n_tables = FUS_N_TRUST_TABLES,
        .figures = figures,
        .n_figures = G_N_ELEMENTS (figures) };
