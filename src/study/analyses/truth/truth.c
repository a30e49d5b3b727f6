/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/truth/truth.h"

#include "analysis/bootstrap.h"
#include "analysis/statistics.h"
#include "analysis/truth.h"
#include "faces/demo/faces.h"
#include "study/analyses/maps/maps.h"
#include "study/analyses/truth/figures.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define N_ROUNDS 1000
#define LEVEL 0.95
/* Frames that one thread draws in a row: mostly of one person, who is then drawn faster. */
#define BLOCK 7
/* Less of a frame than this is no mask, but noise of the drawing. */
#define SMALLEST_MASK 1e-4

static const char *const columns[]
    = { "network", "task", "mask", "map", "share", "low", "high", "area", "n", NULL };

const char *
fus_truth_map_name (FusTruthMap map)
{
  static const char *const names[] = { "trained", "untrained", "random" };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == FUS_N_TRUTH_MAPS);
  return names[map];
}

static gboolean
read_set (FusStudy *study, FusDemoSet *set)
{
  g_auto (GStrv) roots = fus_study_dup_roots (study);
  g_autofree char *parent = NULL;

  /* Two data sets would be two sets of faces. */
  if (roots[0] == NULL || roots[1] != NULL)
    return FALSE;
  parent = g_path_get_dirname (roots[0]);
  return fus_demo_faces_read (roots[0], set) || fus_demo_faces_read (parent, set);
}

static gboolean
applies (FusStudy *study)
{
  FusDemoSet set;

  return read_set (study, &set);
}

typedef struct
{
  FusAnalysisWork *run;
  FusStudyMaps *maps;
  const FusDemoSet *set;
  FusMaps *untrained[FUS_N_NETWORKS][FUS_N_TASKS];
} Work;

static void
work_clear (Work *work)
{
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (int task = 0; task < FUS_N_TASKS; task++)
      g_clear_pointer (&work->untrained[kind][task], fus_maps_free);
  g_clear_pointer (&work->maps, fus_result_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* Maps of the same architecture with random weights, on the same frames. */
static gboolean
explain_untrained (Work *work, FusNetworkKind kind, GError **error)
{
  FusNetwork *trained = work->run->origin->network[kind];
  const FusArchitecture *arch;
  g_autoptr (FusNetwork) network = NULL;
  g_autoptr (FusTeam) team = NULL;
  g_autoptr (FusPass) pass = NULL;

  if (trained == NULL)
    return TRUE;
  arch = fus_network_architecture (trained);
  network = fus_network_new (arch, error);
  if (network == NULL)
    return FALSE;
  fus_network_initialize (network, fus_study_protocol (work->run->study)->seed);
  fus_network_set_normalization (network, fus_network_normalization (trained));
  team = fus_team_new (work->run->n_threads);
  pass = fus_pass_new (network, FUS_PASS_EXPLAIN, fus_analysis_batch (arch), team);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (arch->n_classes[task] > 0 && work->maps->frame_maps[kind][task] != NULL)
      {
        const GArray *frames = work->maps->frames[task];

        work->untrained[kind][task] = fus_maps (pass, &FUS_MAP_SPEC_PAPER, task, work->run->feeder,
                                                (const guint32 *) frames->data, frames->len,
                                                work->run->poll, &work->run->part.progress);
        if (work->untrained[kind][task] == NULL)
          return FALSE;
      }
  return TRUE;
}

/* Shares of one task's test frames */

typedef struct
{
  const Work *work;
  FusTask task;
  double *area[FUS_N_TASKS];                                    /* [mask]: [frames] */
  double *share[FUS_N_NETWORKS][FUS_N_TASKS][FUS_N_TRUTH_MAPS]; /* [network][mask][map]: [frames] */
  gint stop;                                                    /* atomic */
} Measuring;

/* A person's name is sex and number: "F01". */
static gboolean
face_of (const Work *work, const FusFrame *frame, FusDemoFace *face)
{
  const char *person
      = frame->identity >= 0 ? work->maps->frame_list->people[frame->identity] : NULL;
  guint64 number;

  if (person == NULL || frame->expression < 0 || frame->angle < 0
      || !g_ascii_string_to_unsigned (person + 1, 10, 1, FUS_DEMO_MOST_PEOPLE, &number, NULL))
    return FALSE;
  *face = (FusDemoFace){ .seed = work->set->seed,
                         .sex = *person == 'M' ? FUS_SEX_MALE : FUS_SEX_FEMALE,
                         .number = (guint) number,
                         .expression = (FusExpression) frame->expression,
                         .angle = (FusAngle) frame->angle,
                         .session = frame->session };
  return TRUE;
}

static FusTruthMask *
make_mask (const guint8 *values, int width, int height, const FusCrop *crop)
{
  g_autoptr (FusPicture) picture = fus_picture_new (width, height);

  for (gsize i = 0; i < (gsize) width * height; i++)
    memset (picture->pixels + 3 * i, values[i], 3);
  return fus_truth_mask_new (picture, crop);
}

static double
share_of (const FusTruthMask *mask, const FusMaps *maps, gsize i)
{
  return fus_truth_share (mask, maps->raw + i * maps->side * maps->side, maps->side);
}

static void
measure_frame (Measuring *measuring, gsize i, guint32 frame, FusTask of_mask,
               const FusTruthMask *mask)
{
  const Work *work = measuring->work;
  guint64 seed = fus_study_protocol (work->run->study)->seed;

  measuring->area[of_mask][i] = mask->area;
  if (mask->area < SMALLEST_MASK)
    return;
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      const FusMaps *trained = work->maps->frame_maps[kind][measuring->task];
      const FusMaps *untrained = work->untrained[kind][measuring->task];
      double **share = measuring->share[kind][of_mask];

      if (trained == NULL || untrained == NULL)
        continue;
      share[FUS_TRUTH_TRAINED][i] = share_of (mask, trained, i);
      share[FUS_TRUTH_UNTRAINED][i] = share_of (mask, untrained, i);
      share[FUS_TRUTH_RANDOM][i] = fus_truth_random_share (mask, trained->side, seed + frame);
    }
}

static void
measure_blocks (gpointer data, guint index, guint n)
{
  Measuring *measuring = data;
  const Work *work = measuring->work;
  const GArray *frames = work->maps->frames[measuring->task];
  g_autoptr (FusDemoStudio) studio = fus_demo_studio_new (work->set->width, work->set->height);
  FusCrop crops[FUS_STUDY_MAX_DATASETS];

  fus_study_get_crops (work->run->study, crops);
  for (guint i = 0; i < frames->len; i++)
    {
      guint32 frame = g_array_index (frames, guint32, i);
      FusDemoTruth truth;
      FusDemoFace face;

      if (i / BLOCK % n != index)
        continue;
      if (index == 0 && !fus_poll (work->run->poll))
        g_atomic_int_set (&measuring->stop, TRUE);
      if (g_atomic_int_get (&measuring->stop))
        return;
      if (!face_of (work, &work->maps->frame_list->frames[frame], &face))
        continue;
      fus_picture_unref (fus_demo_face_draw (studio, &face, &truth));
      for (FusTask of_mask = 0; of_mask < FUS_N_TASKS; of_mask++)
        {
          g_autoptr (FusTruthMask) mask = make_mask (
              of_mask == FUS_TASK_IDENTITY ? truth.identity : truth.expression, truth.width,
              truth.height, &crops[work->maps->frame_list->frames[frame].dataset]);

          measure_frame (measuring, i, frame, of_mask, mask);
        }
      fus_demo_truth_clear (&truth);
      if (index == 0)
        work->run->part.progress.report (work->run->part.progress.data, (i + 1.0) / frames->len);
    }
}

/* Mean and interval of the shares that are known. */
static FusTruthShare
conclude (const double *shares, const double *areas, gsize n_frames, guint64 seed)
{
  g_autofree double *known = g_new (double, MAX (n_frames, 1));
  g_autoptr (FusBootstrap) bootstrap = NULL;
  FusTruthShare result = { NAN, NAN, NAN, 0, 0 };

  for (gsize i = 0; i < n_frames; i++)
    if (!isnan (shares[i]))
      {
        known[result.n++] = shares[i];
        result.area += areas[i];
      }
  if (result.n == 0)
    return result;
  bootstrap = fus_bootstrap (known, NULL, result.n, N_ROUNDS, LEVEL, seed);
  result.share = bootstrap->value;
  result.low = bootstrap->low;
  result.high = bootstrap->high;
  result.area /= (double) result.n;
  return result;
}

/* The trained map against another one, on the frames where both have mass. */
static void
add_test (FusTestsTable *tests, FusNetworkKind kind, FusTask task, FusTask of_mask,
          double *const share[FUS_N_TRUTH_MAPS], FusTruthMap other, gsize n_frames)
{
  g_autofree double *a = g_new (double, MAX (n_frames, 1));
  g_autofree double *b = g_new (double, MAX (n_frames, 1));
  g_autofree char *quantity = g_strdup_printf ("share in %s mask", fus_task_name (of_mask));
  g_autofree char *first = g_strdup_printf ("%s network", fus_network_kind_name (kind));
  g_autofree char *second = g_strdup_printf ("%s map", fus_truth_map_name (other));
  gsize n = 0;
  FusTest test;

  for (gsize i = 0; i < n_frames; i++)
    if (!isnan (share[FUS_TRUTH_TRAINED][i]) && !isnan (share[other][i]))
      {
        a[n] = share[FUS_TRUTH_TRAINED][i];
        b[n++] = share[other][i];
      }
  test = fus_paired_t (a, b, n);
  fus_tests_table_add (tests, quantity, fus_task_name (task), first, second, "paired t", "frames",
                       &test);
}

static double *
new_unknown (gsize n)
{
  double *values = g_new (double, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    values[i] = NAN;
  return values;
}

/* FALSE when cancelled. */
static gboolean
measure_task (Work *work, FusTask task, FusTeam *team, FusStudyTruth *truth, FusTestsTable *tests)
{
  gsize n = work->maps->frames[task]->len;
  guint64 seed = fus_study_protocol (work->run->study)->seed;
  Measuring measuring = { .work = work, .task = task };
  gboolean going;

  for (int mask = 0; mask < FUS_N_TASKS; mask++)
    {
      measuring.area[mask] = new_unknown (n);
      for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
        for (int map = 0; map < FUS_N_TRUTH_MAPS; map++)
          measuring.share[kind][mask][map] = new_unknown (n);
    }
  fus_team_run (team, measure_blocks, &measuring);
  going = !g_atomic_int_get (&measuring.stop);
  for (FusTask mask = 0; mask < FUS_N_TASKS; mask++)
    for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
      {
        double **share = measuring.share[kind][mask];

        for (int map = 0; map < FUS_N_TRUTH_MAPS && going; map++)
          truth->share[kind][task][mask][map]
              = conclude (share[map], measuring.area[mask], n, seed);
        if (going && truth->share[kind][task][mask][FUS_TRUTH_TRAINED].n > 0)
          for (FusTruthMap map = FUS_TRUTH_UNTRAINED; map < FUS_N_TRUTH_MAPS; map++)
            add_test (tests, kind, task, mask, share, map, n);
      }
  for (int mask = 0; mask < FUS_N_TASKS; mask++)
    {
      g_free (measuring.area[mask]);
      for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
        for (int map = 0; map < FUS_N_TRUTH_MAPS; map++)
          g_free (measuring.share[kind][mask][map]);
    }
  return going;
}

static void
unchoose (gpointer chosen)
{
  g_free (chosen);
}

static char *
choose (FusAnalysisWork *run, GError **error)
{
  FusDemoSet *set = run->chosen = g_new0 (FusDemoSet, 1);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *seeds = NULL;

  if (!read_set (run->study, set))
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                   _ ("The frames of the study “%s” are no demo faces of this version of Fusiform: "
                      "where their information lies is not known."),
                   fus_study_title (run->study));
      return NULL;
    }
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autoptr (GArray) frames = fus_frame_list_select (run->frames, (FusSet) task, FUS_PART_TEST);
      g_autofree char *hash
          = fus_analysis_hash_frames (run, (const guint32 *) frames->data, frames->len);

      g_checksum_update (checksum, (const guchar *) hash, -1);
    }
  seeds = g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, set->seed,
                           fus_study_protocol (run->study)->seed);
  g_checksum_update (checksum, (const guchar *) seeds, -1);
  return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
measure (FusAnalysisWork *run, GError **error)
{
  g_auto (Work) work = { .run = run, .set = run->chosen };
  g_autoptr (FusTeam) team = NULL;

  fus_progress_part_next (&run->part, 0.15);
  work.maps = fus_analysis_compute (&fus_maps_analysis, run->study, run->n_threads, run->poll,
                                    &run->part.progress, error);
  if (work.maps == NULL)
    return FALSE;
  fus_frame_tally_copy (&((FusResult *) run->result)->origin.tally,
                        &work.maps->result.origin.tally);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      fus_progress_part_next (&run->part, 0.05);
      if (!explain_untrained (&work, kind, error))
        return FALSE;
    }
  team = fus_team_new (run->n_threads);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      fus_progress_part_next (&run->part, 0.35);
      if (!measure_task (&work, task, team, run->result, run->tests))
        return FALSE;
    }
  return TRUE;
}

/* Tables */

static void
write_truth (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyTruth *truth = result;

  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (int task = 0; task < FUS_N_TASKS; task++)
      for (int mask = 0; mask < FUS_N_TASKS; mask++)
        for (int map = 0; map < FUS_N_TRUTH_MAPS; map++)
          {
            const FusTruthShare *share = &truth->share[kind][task][mask][map];

            if (share->n == 0)
              continue;
            fus_table_add_string (table, fus_network_kind_name ((FusNetworkKind) kind));
            fus_table_add_string (table, fus_task_name ((FusTask) task));
            fus_table_add_string (table, fus_task_name ((FusTask) mask));
            fus_table_add_string (table, fus_truth_map_name ((FusTruthMap) map));
            fus_table_add_double (table, share->share);
            fus_table_add_double (table, share->low);
            fus_table_add_double (table, share->high);
            fus_table_add_double (table, share->area);
            fus_table_add_int (table, (gint64) share->n);
          }
}

static gboolean
read_truth (FusAnalysisWork *run, FusNetworkKind kind, FusTableReader *row)
{
  FusStudyTruth *truth = run->result;
  FusTruthShare share;
  FusTask task, mask;
  FusTruthMap map = 0;
  guint n;

  while (map < FUS_N_TRUTH_MAPS
         && !g_str_equal (fus_table_reader_text (row, 3), fus_truth_map_name (map)))
    map++;
  if (map == FUS_N_TRUTH_MAPS || !fus_task_parse (fus_table_reader_text (row, 1), &task)
      || !fus_task_parse (fus_table_reader_text (row, 2), &mask)
      || !fus_table_reader_double (row, 4, &share.share) || !(share.share >= 0)
      || !fus_table_reader_double (row, 5, &share.low)
      || !fus_table_reader_double (row, 6, &share.high)
      || !fus_table_reader_double (row, 7, &share.area)
      || !fus_table_reader_uint (row, 8, G_MAXUINT, &n))
    return FALSE;
  share.n = n;
  truth->share[kind][task][mask][map] = share;
  return TRUE;
}

static void
drop (gpointer result, FusNetworkKind kind)
{
  FusStudyTruth *truth = result;

  memset (truth->share[kind], 0, sizeof truth->share[kind]);
}

static void
describe (gconstpointer result, FusStudy *study, JsonBuilder *note)
{
  FusDemoSet set;

  fus_json_add_string (note, "masks", "of the drawn faces, drawn again");
  fus_json_add_string (note, "maps", "Grad-CAM of the predicted class, not scaled");
  fus_json_add_string (note, "interval", "2.5 to 97.5 percentile of 1000 bootstraps over frames");
  if (read_set (study, &set))
    fus_json_add_int (note, "faces-seed", (gint64) set.seed);
}

static const FusResultTable tables[] = {
  { "truth", columns, TRUE, write_truth, read_truth },
};

static const FusResultFigure figures[] = {
  { .name = "truth", .draw = fus_study_figure_truth },
};

const FusAnalysis fus_truth_analysis
    = { .name = "truth",
        .title = N_ ("On drawn faces: whether the maps find what really tells faces apart"),
        .job = N_ ("Truth of the maps"),
        .section = N_ ("Where the Information Really Lies"),
        .question = N_ ("Faces drawn by Fusiform differ in known places: by who they are, and by "
                        "what they express. A map that has found what its network should have "
                        "learnt lies there more than the map of an untrained network does."),
        .version = 1,
        .size = sizeof (FusStudyTruth),
        .whole = TRUE,
        .applies = applies,
        .choose = choose,
        .unchoose = unchoose,
        .measure = measure,
        .describe = describe,
        .drop = drop,
        .tables = tables,
        .n_tables = G_N_ELEMENTS (tables),
        .figures = figures,
        .n_figures = G_N_ELEMENTS (figures) };
