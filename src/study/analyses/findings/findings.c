/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/findings/findings.h"

#include "study/analyses/findings/figures.h"
#include "study/analyses/findings/tables.h"
#include "study/folder/frame-choice.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>

#define N_ROUNDS 1000
/* Share of the time that maps take, the rest being bootstraps, as measured with preset quick. */
#define MAPS_SHARE 0.5

/* What the networks are asked on. */
typedef struct
{
  FusFrameChoice *frames[FUS_N_TASKS];
  guint32 *people[FUS_N_TASKS]; /* of each frame, counted from 0 */
  guint n_people[FUS_N_TASKS];
  guint begun; /* bit mask of the networks of which the notes are true */
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

/* Counts the people of a task's frames; where somebody is not known each frame is drawn alone. */
static void
count_people (Chosen *chosen, FusTask task, const FusFrameList *list)
{
  const GArray *frames = chosen->frames[task]->frames;
  guint32 *people = chosen->people[task] = g_new (guint32, MAX (frames->len, 1));
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < frames->len; i++)
    {
      const gint32 person = list->frames[g_array_index (frames, guint32, i)].identity;
      gpointer number;

      if (person < 0)
        break;
      if (!g_hash_table_lookup_extended (known, GINT_TO_POINTER (person), NULL, &number))
        {
          number = GUINT_TO_POINTER (chosen->n_people[task]++);
          g_hash_table_insert (known, GINT_TO_POINTER (person), number);
        }
      people[i] = GPOINTER_TO_UINT (number);
      if (i + 1 == frames->len)
        return;
    }
  chosen->n_people[task] = frames->len;
  for (guint i = 0; i < frames->len; i++)
    people[i] = i;
}

static void
forget (FusStudyFindings *findings, guint question)
{
  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    findings->finding[method][question] = fus_map_finding_unknown;
}

static char *
choose (FusAnalysisWork *work, GError **error)
{
  const FusProtocol *protocol = fus_study_protocol (work->study);
  const FusArchitecture arch = fus_protocol_architecture (protocol);
  FusStudyFindings *findings = work->result;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *settings = g_strdup_printf ("%d %" G_GUINT64_FORMAT, N_ROUNDS, protocol->seed);
  Chosen *chosen = work->chosen = g_new0 (Chosen, 1);

  for (guint q = 0; q < FUS_N_MAP_QUESTIONS; q++)
    forget (findings, q);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      const GArray *frames;
      g_autofree char *hash = NULL;

      chosen->frames[task] = fus_frame_choice_new (work->study, task, FUS_PART_TEST,
                                                   fus_frame_choice_for_maps (&arch));
      frames = chosen->frames[task]->frames;
      findings->n_frames[task] = frames->len;
      count_people (chosen, task, work->frames);
      hash = fus_analysis_hash_frames (work, (const guint32 *) frames->data, frames->len);
      g_checksum_update (checksum, (const guchar *) hash, -1);
    }
  g_checksum_update (checksum, (const guchar *) settings, -1);
  return g_strdup (g_checksum_get_string (checksum));
}

static void
begin (FusAnalysisWork *work, FusNetworkKind kind)
{
  ((Chosen *) work->chosen)->begun |= 1u << kind;
}

static gboolean
restore (FusAnalysisWork *work, FusNetworkKind kind)
{
  return fus_finding_tables_read (work->result, work->study, ((Chosen *) work->chosen)->begun);
}

static void
drop (gpointer result, FusNetworkKind kind)
{
  for (guint q = 0; q < FUS_N_MAP_QUESTIONS; q++)
    if ((fus_map_question_kinds (&fus_map_questions[q]) & 1u << kind) != 0)
      forget (result, q);
}

/* Maps of every quick method, by people. */
typedef struct
{
  FusPersonMaps *maps[FUS_N_MAP_METHODS][FUS_N_NETWORKS][FUS_N_TASKS];
} Maps;

static void
maps_clear (Maps *maps)
{
  for (guint method = 0; method < FUS_N_MAP_METHODS; method++)
    for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
      for (guint task = 0; task < FUS_N_TASKS; task++)
        fus_person_maps_free (maps->maps[method][kind][task]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Maps, maps_clear)

FusMapSpec
fus_findings_spec (FusMapMethod method)
{
  return (FusMapSpec){ method, FUS_LAYER_CONV8 };
}

static guint
n_runs (FusMapMethod method, const FusArchitecture *arch)
{
  const FusMapSpec spec = fus_findings_spec (method);

  return fus_map_spec_n_runs (&spec, arch);
}

/* FALSE when cancelled, as below. */
static gboolean
explain_head (FusAnalysisWork *work, FusPass *pass, FusNetworkKind kind, FusTask task, Maps *maps)
{
  const Chosen *chosen = work->chosen;
  const GArray *frames = chosen->frames[task]->frames;
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  guint n_heads = 0, all_runs = 0;

  for (guint k = 0; k < FUS_N_NETWORKS; k++)
    for (guint t = 0; (work->wanted & 1u << k) != 0 && t < FUS_N_TASKS; t++)
      n_heads += fus_network_architecture (work->origin->network[k])->n_classes[t] > 0;
  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    all_runs += fus_map_method_is_quick (method) ? n_runs (method, arch) : 0;
  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    {
      const FusMapSpec spec = fus_findings_spec (method);
      g_autoptr (FusMaps) of_frames = NULL;

      if (!fus_map_method_is_quick (method))
        continue;
      fus_progress_part_next (&work->part,
                              MAPS_SHARE * n_runs (method, arch) / ((double) n_heads * all_runs));
      of_frames = fus_maps (pass, &spec, task, work->feeder, (const guint32 *) frames->data,
                            frames->len, work->poll, &work->part.progress);
      if (of_frames == NULL)
        return FALSE;
      maps->maps[method][kind][task]
          = fus_person_maps_new (of_frames, chosen->people[task], chosen->n_people[task]);
    }
  return TRUE;
}

static gboolean
explain (FusAnalysisWork *work, FusTeam *team, FusNetworkKind kind, Maps *maps)
{
  FusNetwork *network = work->origin->network[kind];
  const FusArchitecture *arch = fus_network_architecture (network);
  g_autoptr (FusPass) pass
      = fus_pass_new (network, FUS_PASS_EXPLAIN, fus_analysis_batch (arch), team);

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (arch->n_classes[task] > 0 && !explain_head (work, pass, kind, task, maps))
      return FALSE;
  return TRUE;
}

static gboolean
measure (FusAnalysisWork *work, GError **error)
{
  FusStudyFindings *findings = work->result;
  g_autoptr (FusTeam) team = fus_team_new (work->n_threads);
  g_auto (Maps) maps = { { { { NULL } } } };
  guint n_methods = 0;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((work->wanted & 1u << kind) != 0 && !explain (work, team, kind, &maps))
      return FALSE;
  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    n_methods += fus_map_method_is_quick (method);
  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    {
      FusMapFindingsInput input
          = { .n_rounds = N_ROUNDS, .seed = fus_study_protocol (work->study)->seed };

      if (!fus_map_method_is_quick (method))
        continue;
      for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
        for (guint task = 0; task < FUS_N_TASKS; task++)
          input.maps[kind][task] = maps.maps[method][kind][task];
      fus_progress_part_next (&work->part, (1 - MAPS_SHARE) / n_methods);
      if (!fus_map_findings (findings->finding[method], &input, team, work->poll,
                             &work->part.progress))
        return FALSE;
    }
  return TRUE;
}

static void
describe (gconstpointer result, FusStudy *study, JsonBuilder *note)
{
  const FusStudyFindings *findings = result;

  fus_json_add_string (note, "maps",
                       "of the predicted class, at conv8 where a method has a layer; min-max of "
                       "each frame, mean of all frames");
  fus_json_add_string (note, "identity-larger",
                       "mean of the scaled maps, as in figure 2B: identity minus expression");
  fus_json_add_string (note, "joint-smaller",
                       "mean of the scaled maps, as in figure 2B: joint minus specialised");
  fus_json_add_string (note, "opposite-sides",
                       "of the asymmetries (L - R) / (L + R) of the two mean maps the smaller one; "
                       "negative where both lean to the same side");
  fus_json_add_string (note, "distinct", "Spearman's rank correlation of the two mean maps");
  fus_json_add_string (note, "common-area",
                       "Jaccard index of the areas at or above the smaller of the two 95th "
                       "percentiles, as in figure 2C");
  fus_json_add_string (note, "vertical-strip",
                       "standard deviation across by that from top to bottom of the pixels at or "
                       "above the 95th percentile");
  fus_json_add_string (note, "holds",
                       "yes: the whole interval lies on the statement's side of no effect; no: on "
                       "the other; open: on both");
  fus_json_add_string (note, "interval",
                       "2.5 to 97.5 percentile of 1000 bootstraps over people, moved so that their "
                       "mean is the effect");
  fus_note_add_counts (note, "-test-frames", findings->n_frames);
}

gboolean
fus_findings_has (const FusStudyFindings *findings, guint question)
{
  return (fus_map_question_kinds (&fus_map_questions[question]) & ~findings->result.known) == 0;
}

FusTrustVerdict
fus_findings_trust (const FusStudyFindings *findings, const FusStudyTrust *trust,
                    FusMapMethod method, guint question)
{
  const FusMapQuestion *asked = &fus_map_questions[question];
  const guint kinds = fus_map_question_kinds (asked);
  const FusMapSpec spec = fus_findings_spec (method);
  FusTrustVerdict worst = FUS_TRUST_BETTER;
  gboolean tested = trust != NULL;

  for (FusNetworkKind kind = 0; tested && kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; (kinds & 1u << kind) != 0 && task < FUS_N_TASKS; task++)
      {
        FusTrustVerdict verdict;

        if ((asked->tasks & 1u << task) == 0
            || (kind != FUS_NETWORK_JOINT && kind != fus_specialized_network (task)))
          continue;
        verdict = fus_map_trust (trust, kind, task, &spec).verdict;
        if (verdict == FUS_TRUST_NOT_TESTED
            || g_strcmp0 (trust->result.origin.hash[kind], findings->result.origin.hash[kind]) != 0)
          tested = FALSE;
        worst = MIN (worst, verdict);
      }
  return tested ? worst : FUS_TRUST_NOT_TESTED;
}

static const FusResultFigure figures[] = {
  { .name = "findings", .draw = fus_study_figure_findings },
};

const FusAnalysis fus_findings_analysis
    = { .name = "findings",
        .title = N_ ("What the paper finds in Grad-CAM maps, asked of every kind of map"),
        .job = N_ ("Findings by kind of map"),
        .section = N_ ("Does It Depend on the Kind of Map?"),
        .question
        = N_ ("The paper looks at Grad-CAM maps of the last convolution layer. What it says of "
              "them is asked here of every kind of map that takes little time: the identity map is "
              "larger than the expression map, the joint network’s maps are smaller than those of "
              "the specialised ones, the two tasks look at opposite sides of the face, have some "
              "of it in common, and expression is read from a narrow vertical region. What holds "
              "for one kind of map alone tells of the map, not of the network."),
        .version = 1,
        .size = sizeof (FusStudyFindings),
        .whole = TRUE,
        .choose = choose,
        .unchoose = unchoose,
        .begin = begin,
        .restore = restore,
        .measure = measure,
        .describe = describe,
        .drop = drop,
        .tables = fus_finding_tables,
        .n_tables = FUS_N_FINDING_TABLES,
        .figures = figures,
        .n_figures = G_N_ELEMENTS (figures) };
