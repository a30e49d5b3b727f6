/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/feature-reader.h"

#include "study/asking/asked-frame.h"
#include "study/jobs/latest.h"

/* What is asked; reference counted by g_atomic_rc_box_acquire(), never changed. */
typedef struct
{
  FusAskedFrame asked;
  guint subject; /* of the frame or picture: another layer of it keeps the number */
  FusLayer layer;
  gboolean pooled;
} Question;

/* What was read of one network. */
typedef struct
{
  FusNetwork *network;   /* NULL: there is no such network, or @problem */
  FusFeatures *features; /* likewise */
  char *problem;
} Reading;

struct _FusFeatureReader
{
  GObject parent_instance;

  FusStudy *study;
  Question *question; /* NULL before the first */
  guint n_subjects;
  guint networks; /* bit mask */
  guint missing;  /* bit mask: still to come */
  Reading *readings[FUS_N_NETWORKS];
  FusLatest *latest;
};

enum
{
  READ,
  FAILED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FusFeatureReader, fus_feature_reader, G_TYPE_OBJECT)

static void
clear_question (gpointer data)
{
  fus_asked_frame_clear (&((Question *) data)->asked);
}

static void
release_question (Question *question)
{
  g_atomic_rc_box_release_full (question, clear_question);
}

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->network, fus_network_unref);
  g_clear_pointer (&reading->features, fus_features_unref);
  g_free (reading->problem);
  g_free (reading);
}

/* The worker */

typedef struct
{
  FusStudy *study;
  guint n_threads;
  FusTeam *team;
  FusPass *passes[FUS_N_NETWORKS];
  guint held[FUS_N_NETWORKS]; /* subject that the pass has run, 0 for none */
} Worker;

static void
free_worker (gpointer data)
{
  Worker *worker = data;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&worker->passes[kind], fus_pass_free);
  g_clear_pointer (&worker->team, fus_team_free);
  g_free (worker);
}

static void
prepare_pass (Worker *worker, FusNetworkKind kind, FusNetwork *network)
{
  FusPass **pass = &worker->passes[kind];

  if (*pass != NULL && fus_pass_network (*pass) == network)
    return;
  if (worker->team == NULL)
    worker->team = fus_team_new (worker->n_threads);
  g_clear_pointer (pass, fus_pass_free);
  /* Of all purposes only this one keeps maps before and after their pools. */
  *pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 1, worker->team);
  worker->held[kind] = 0;
}

/* What the worker does once it is its turn. */
typedef struct
{
  FusPass *pass;
  const float *input;
} Run;

static gboolean
compute (gpointer data, const FusPoll *poll)
{
  const Run *run = data;

  return fus_pass_forward (run->pass, run->input, 1, FUS_LAYER_HEADS, poll);
}

/* FALSE without @error when superseded. */
static gboolean
run_subject (Worker *worker, FusLatest *latest, const Question *question, FusNetworkKind kind,
             GError **error)
{
  FusNetwork *network = fus_pass_network (worker->passes[kind]);
  const gsize side = fus_network_architecture (network)->image_size;
  g_autofree float *input = g_new (float, 3 * side * side);
  Run run = { worker->passes[kind], input };

  worker->held[kind] = 0;
  if (!fus_asked_frame_read (&question->asked, worker->study, network, input, error)
      || !fus_latest_compute (latest, compute, &run))
    return FALSE;
  worker->held[kind] = question->subject;
  return TRUE;
}

static gpointer
answer (gpointer data, FusLatest *latest, gconstpointer asked, guint part, GError **error)
{
  Worker *worker = data;
  const Question *question = asked;
  const FusNetworkKind kind = (FusNetworkKind) part;
  g_autoptr (GError) problem = NULL;
  g_autoptr (FusNetwork) network = fus_study_network (worker->study, kind, &problem);
  Reading *reading;

  if (network != NULL)
    {
      prepare_pass (worker, kind, network);
      if (worker->held[kind] != question->subject
          && !run_subject (worker, latest, question, kind, error))
        return NULL;
    }
  reading = g_new0 (Reading, 1);
  reading->problem = problem != NULL ? g_strdup (problem->message) : NULL;
  if (network != NULL)
    reading->features
        = fus_features (worker->passes[kind], 1, 0, question->layer, question->pooled);
  reading->network = g_steal_pointer (&network);
  return reading;
}

/* The main thread */

static void
ask (FusFeatureReader *reader)
{
  reader->missing = reader->networks;
  fus_latest_ask (reader->latest, g_atomic_rc_box_acquire (reader->question), reader->networks);
}

static void
take (gpointer owner, guint kind, gpointer answer, const GError *error)
{
  FusFeatureReader *reader = owner;

  if (error != NULL)
    {
      reader->missing = 0;
      g_signal_emit (reader, signals[FAILED], 0, error->message);
      return;
    }
  reader->missing &= ~(1u << kind);
  g_clear_pointer (&reader->readings[kind], free_reading);
  reader->readings[kind] = answer;
}

static void
taken (gpointer owner)
{
  g_signal_emit (owner, signals[READ], 0);
}

static const FusLatestKind latest_kind = {
  .thread = "fusiform-feat",
  .answer = answer,
  .free_worker = free_worker,
  .clear_question = clear_question,
  .free_answer = free_reading,
  .take = take,
  .taken = taken,
};

static void
on_network_changed (FusFeatureReader *reader, guint kind)
{
  if ((reader->networks & (1u << kind)) == 0)
    return;
  reader->missing |= 1u << kind;
  fus_latest_ask_more (reader->latest, 1u << kind);
}

static void
on_frames_changed (FusFeatureReader *reader)
{
  Question *question;

  if (reader->question == NULL)
    return;
  question = g_atomic_rc_box_dup (sizeof *question, reader->question);
  if (question->asked.picture != NULL)
    fus_picture_ref (question->asked.picture);
  question->subject = ++reader->n_subjects;
  release_question (reader->question);
  reader->question = question;
  ask (reader);
}

static void
fus_feature_reader_dispose (GObject *object)
{
  FusFeatureReader *reader = FUS_FEATURE_READER (object);

  g_clear_pointer (&reader->latest, fus_latest_free);
  g_clear_object (&reader->study);
  G_OBJECT_CLASS (fus_feature_reader_parent_class)->dispose (object);
}

static void
fus_feature_reader_finalize (GObject *object)
{
  FusFeatureReader *reader = FUS_FEATURE_READER (object);

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&reader->readings[kind], free_reading);
  g_clear_pointer (&reader->question, release_question);
  G_OBJECT_CLASS (fus_feature_reader_parent_class)->finalize (object);
}

static void
fus_feature_reader_class_init (FusFeatureReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fus_feature_reader_dispose;
  G_OBJECT_CLASS (klass)->finalize = fus_feature_reader_finalize;
  signals[READ] = g_signal_new ("read", FUS_TYPE_FEATURE_READER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", FUS_TYPE_FEATURE_READER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
fus_feature_reader_init (FusFeatureReader *reader)
{
}

FusFeatureReader *
fus_feature_reader_new (FusStudy *study, guint n_threads)
{
  FusFeatureReader *reader = g_object_new (FUS_TYPE_FEATURE_READER, NULL);
  Worker *worker = g_new0 (Worker, 1);

  reader->study = g_object_ref (study);
  worker->study = study;
  worker->n_threads = n_threads;
  g_signal_connect_object (study, "network-changed", G_CALLBACK (on_network_changed), reader,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (study, "frames-changed", G_CALLBACK (on_frames_changed), reader,
                           G_CONNECT_SWAPPED);
  reader->latest = fus_latest_new (reader, &latest_kind, worker);
  return reader;
}

void
fus_feature_reader_request (FusFeatureReader *reader, gint64 frame, FusPicture *picture,
                            const FusCrop *crop, guint networks, FusLayer layer, gboolean pooled)
{
  const Question *before = reader->question;
  Question *question;
  gboolean same_subject;

  g_return_if_fail (FUS_IS_FEATURE_READER (reader));
  g_return_if_fail (frame >= 0 ? frame < fus_study_frames (reader->study)->n_frames
                               : picture != NULL);

  question = g_atomic_rc_box_new0 (Question);
  fus_asked_frame_init (&question->asked, frame, picture, crop);
  question->layer = layer;
  question->pooled = pooled;
  same_subject = before != NULL && fus_asked_frame_equal (&before->asked, &question->asked);
  networks &= (1u << FUS_N_NETWORKS) - 1;
  if (same_subject && before->layer == layer && before->pooled == pooled
      && reader->networks == networks)
    {
      release_question (question);
      return;
    }
  question->subject = same_subject ? before->subject : ++reader->n_subjects;
  g_clear_pointer (&reader->question, release_question);
  reader->question = question;
  reader->networks = networks;
  ask (reader);
}

gboolean
fus_feature_reader_is_pending (FusFeatureReader *reader)
{
  g_return_val_if_fail (FUS_IS_FEATURE_READER (reader), FALSE);
  return reader->missing != 0;
}

FusFeatures *
fus_feature_reader_result (FusFeatureReader *reader, FusNetworkKind kind)
{
  g_return_val_if_fail (FUS_IS_FEATURE_READER (reader), NULL);
  return reader->readings[kind] != NULL ? reader->readings[kind]->features : NULL;
}

FusNetwork *
fus_feature_reader_network (FusFeatureReader *reader, FusNetworkKind kind)
{
  g_return_val_if_fail (FUS_IS_FEATURE_READER (reader), NULL);
  return reader->readings[kind] != NULL ? reader->readings[kind]->network : NULL;
}

const char *
fus_feature_reader_problem (FusFeatureReader *reader, FusNetworkKind kind)
{
  g_return_val_if_fail (FUS_IS_FEATURE_READER (reader), NULL);
  return reader->readings[kind] != NULL ? reader->readings[kind]->problem : NULL;
}
