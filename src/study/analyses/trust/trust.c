/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/trust/trust.h"

#include "study/analyses/trust/head.h"
#include "study/folder/frame-choice.h"
#include "study/jobs/progress-part.h"
#include "study/folder/study-job.h"
#include "study/folder/study-private.h"
#include "study/analyses/trust/tables.h"

#include <glib/gi18n-lib.h>

/* Frames of each task: the most, for networks of up to QUICK_MACS, and the fewest. */
#define MOST_FRAMES 100
#define FEWEST_FRAMES 20
/* Multiply-additions of a frame at preset quick. */
#define QUICK_MACS 42e6
/* Of what is measured and how: another number for another way. */
#define VERSION 2

FusStudyTrust *
fus_study_trust_ref (FusStudyTrust *trust)
{
  g_atomic_ref_count_inc (&trust->refs);
  return trust;
}

void
fus_study_trust_unref (FusStudyTrust *trust)
{
  if (!g_atomic_ref_count_dec (&trust->refs))
    return;
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint task = 0; task < FUS_N_TASKS; task++)
      g_free (trust->head[kind][task]);
  fus_network_set_clear (&trust->set);
  g_free (trust);
}

/* What the networks are asked on. */
typedef struct
{
  FusStudy *study;
  FusFrameList *list;
  FusFrameChoice *frames[FUS_N_TASKS];
  gint32 *people[FUS_N_TASKS];
  char *data_hash;
} Asked;

static void
asked_clear (Asked *asked)
{
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      g_clear_pointer (&asked->frames[task], fus_frame_choice_free);
      g_free (asked->people[task]);
    }
  g_clear_pointer (&asked->list, fus_frame_list_unref);
  g_free (asked->data_hash);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asked, asked_clear)

static guint
n_frames_for (FusStudy *study)
{
  const FusProtocol *protocol = fus_study_protocol (study);
  const FusArchitecture arch
      = { .image_size = protocol->image_size, .width = protocol->width, .n_classes = { 35, 7 } };

  return (guint) CLAMP (MOST_FRAMES * QUICK_MACS / fus_architecture_forward_macs (&arch),
                        FEWEST_FRAMES, MOST_FRAMES);
}

static void
asked_init (Asked *asked, FusStudy *study)
{
  guint64 seed = fus_study_protocol (study)->seed;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *settings
      = g_strdup_printf ("%d %d %d %" G_GUINT64_FORMAT, VERSION, FUS_HEAD_TRUST_RANDOM_MAPS,
                         FUS_HEAD_TRUST_DELETION_PART, seed);

  *asked = (Asked){ .study = study, .list = fus_frame_list_ref (fus_study_frames (study)) };
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      GArray *frames;
      g_autofree char *hash = NULL;

      asked->frames[task] = fus_frame_choice_new (study, task, FUS_PART_TEST, n_frames_for (study));
      frames = asked->frames[task]->frames;
      asked->people[task] = g_new (gint32, MAX (frames->len, 1));
      for (guint i = 0; i < frames->len; i++)
        asked->people[task][i] = asked->list->frames[g_array_index (frames, guint32, i)].identity;
      hash = fus_note_hash_frames (study, (const guint32 *) frames->data, frames->len);
      g_checksum_update (checksum, (const guchar *) hash, -1);
    }
  g_checksum_update (checksum, (const guchar *) settings, -1);
  asked->data_hash = g_strdup (g_checksum_get_string (checksum));
}

static gboolean
has_head (const FusStudyTrust *trust, guint kind, FusTask task)
{
  FusNetwork *network = trust->set.network[kind];

  return network != NULL && fus_network_architecture (network)->n_classes[task] > 0;
}

static guint
n_missing (const FusStudyTrust *trust)
{
  guint n = 0;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      n += has_head (trust, kind, task) && trust->head[kind][task] == NULL;
  return n;
}

/* FALSE with @error, or when cancelled. */
static gboolean
ask_missing (const Asked *asked, FusStudyTrust *trust, guint n_threads, const FusPoll *poll,
             const FusProgress *progress, GError **error)
{
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (asked->study);
  guint n = n_missing (trust);
  FusProgressPart part;

  fus_progress_part_init (&part, progress);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      {
        const GArray *frames = asked->frames[task]->frames;
        const FusHeadTrustInput input = { .network = trust->set.network[kind],
                                          .task = task,
                                          .feeder = feeder,
                                          .frames = (const guint32 *) frames->data,
                                          .people = asked->people[task],
                                          .n = frames->len,
                                          .seed = fus_study_protocol (asked->study)->seed,
                                          .n_threads = n_threads };

        if (!has_head (trust, kind, task) || trust->head[kind][task] != NULL)
          continue;
        fus_progress_part_next (&part, 1.0 / n);
        trust->head[kind][task] = fus_head_trust (&input, poll, &part.progress, error);
        if (trust->head[kind][task] == NULL)
          return FALSE;
      }
  return TRUE;
}

/* Chooses the frames, and reads what analysis/ holds. FALSE with @error */
static gboolean
load (Asked *asked, FusStudyTrust *trust, FusStudy *study, GError **error)
{
  g_atomic_ref_count_init (&trust->refs);
  if (!fus_network_set_read (&trust->set, study, error))
    return FALSE;
  asked_init (asked, study);
  fus_trust_store_load (trust, study, asked->data_hash);
  return TRUE;
}

/* Any head of each network; for whether there is one. */
static void
get_results (const FusStudyTrust *trust, gconstpointer results[FUS_N_NETWORKS])
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      results[kind] = NULL;
      for (guint task = 0; task < FUS_N_TASKS; task++)
        if (trust->head[kind][task] != NULL)
          results[kind] = trust->head[kind][task];
    }
}

FusStudyTrust *
fus_study_trust_load (FusStudy *study)
{
  g_autoptr (FusStudyTrust) trust = g_new0 (FusStudyTrust, 1);
  g_auto (Asked) asked = { NULL };
  gconstpointer results[FUS_N_NETWORKS];

  if (!load (&asked, trust, study, NULL))
    return NULL;
  fus_network_set_forget_networks (&trust->set);
  get_results (trust, results);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (results[kind] != NULL)
      return g_steal_pointer (&trust);
  return NULL;
}

gboolean
fus_study_trust_outdated (const FusStudyTrust *trust, FusStudy *study)
{
  gconstpointer results[FUS_N_NETWORKS];

  get_results (trust, results);
  return fus_network_set_lacks (&trust->set, results)
         || fus_network_set_outdated (&trust->set, study);
}

FusStudyTrust *
fus_study_trust_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                         const FusProgress *progress, GError **error)
{
  g_autoptr (FusStudyTrust) trust = g_new0 (FusStudyTrust, 1);
  g_auto (Asked) asked = { NULL };

  if (!load (&asked, trust, study, error))
    return NULL;
  if (n_missing (trust) > 0)
    {
      const guint n_frames[FUS_N_TASKS] = { asked.frames[FUS_TASK_IDENTITY]->frames->len,
                                            asked.frames[FUS_TASK_EXPRESSION]->frames->len };

      if (!ask_missing (&asked, trust, n_threads, poll, progress, error)
          || !fus_trust_store_save (trust, study, asked.data_hash, n_frames, error))
        return NULL;
    }
  fus_network_set_forget_networks (&trust->set);
  return g_steal_pointer (&trust);
}

static gpointer
work_trust (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
            GError **error)
{
  return fus_study_trust_compute (study, n_threads, poll, progress, error);
}

FusJob *
fus_study_trust_start (FusStudy *study, guint n_threads,
                       void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  return fus_study_job_start (_ ("Trust"), study, n_threads, work_trust,
                              (GDestroyNotify) fus_study_trust_unref, done, user_data);
}
