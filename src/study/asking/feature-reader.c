/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/feature-reader.h"

#include "study/jobs/gate.h"

typedef struct
{
  gint64 frame; /* -1: the picture */
  FusPicture *picture;
  FusCrop crop;
  FusLayer layer;
  gboolean pooled;
} Question;

/* What the worker hands over. */
typedef struct
{
  guint token;
  FusNetworkKind kind;
  FusNetwork *network;   /* NULL: there is no such network, or @failure */
  FusFeatures *features; /* likewise */
  char *failure;
} Delivery;

struct _FusFeatureReader
{
  GObject parent_instance;

  /* Main thread only */
  FusStudy *study;
  gboolean has_question;
  Question question;
  guint networks; /* bit mask */
  guint missing;  /* bit mask: still to come */
  FusFeatures *results[FUS_N_NETWORKS];
  FusNetwork *read_by[FUS_N_NETWORKS];

  /* Shared with the worker */
  GThread *thread;
  GMainContext *context;
  guint n_threads;
  GMutex mutex;
  GCond asked;
  gboolean closed;
  guint token;   /* of the newest question; read atomically */
  guint subject; /* of the newest frame or picture: another layer of it keeps the number */
  Question work;
  guint work_networks; /* bit mask: still to do for the newest question */
  GQueue delivered;
  GSource *delivery;
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
copy_question (Question *to, const Question *from)
{
  FusPicture *before = to->picture;

  *to = *from;
  if (to->picture != NULL)
    fus_picture_ref (to->picture);
  g_clear_pointer (&before, fus_picture_unref);
}

static void
free_delivery (gpointer data)
{
  Delivery *delivery = data;

  g_clear_pointer (&delivery->network, fus_network_unref);
  g_clear_pointer (&delivery->features, fus_features_unref);
  g_free (delivery->failure);
  g_free (delivery);
}

/* The worker */

typedef struct
{
  FusFeatureReader *reader;
  guint token;
  FusTeam *team;
  FusPass *passes[FUS_N_NETWORKS];
  guint held[FUS_N_NETWORKS]; /* subject that the pass has run, 0 for none */
} Worker;

static gboolean
is_current (gpointer data)
{
  Worker *worker = data;

  return (guint) g_atomic_int_get (&worker->reader->token) == worker->token;
}

static void
prepare_pass (Worker *worker, FusNetworkKind kind, FusNetwork *network)
{
  FusPass **pass = &worker->passes[kind];

  if (*pass != NULL && fus_pass_network (*pass) == network)
    return;
  g_clear_pointer (pass, fus_pass_free);
  /* Of all purposes only this one keeps maps before and after their pools. */
  *pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 1, worker->team);
  worker->held[kind] = 0;
}

static gboolean
run_subject (Worker *worker, const Question *question, guint subject, FusNetworkKind kind,
             GError **error)
{
  FusNetwork *network = fus_pass_network (worker->passes[kind]);
  const FusNormalization *normalization = fus_network_normalization (network);
  const guint side = fus_network_architecture (network)->image_size;
  g_autofree float *input = g_new (float, 3 * (gsize) side * side);
  const FusPoll poll = { is_current, worker };

  worker->held[kind] = 0;
  if (question->frame >= 0)
    {
      g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (worker->reader->study);
      const guint32 frame = (guint32) question->frame;
      gboolean failed = FALSE;

      if (fus_feeder_fetch (feeder, &frame, 1, normalization, input, &failed, error) != 1)
        {
          /* It may have been reported before, to somebody else; here it is said each time. */
          g_autoptr (FusPicture) picture = NULL;

          if (*error == NULL)
            picture = fus_feeder_fetch_picture (feeder, frame, error);
          return FALSE;
        }
    }
  else
    fus_picture_to_input (question->picture, &question->crop, side, normalization, input);
  if (!fus_pass_forward (worker->passes[kind], input, 1, FUS_LAYER_HEADS, &poll))
    return FALSE;
  worker->held[kind] = subject;
  return TRUE;
}

static void
answer (Worker *worker, const Question *question, guint subject, Delivery *delivery)
{
  FusGate *gate = fus_gate_get_default ();
  const FusNetworkKind kind = delivery->kind;
  g_autoptr (GError) error = NULL;

  delivery->network = fus_study_network (worker->reader->study, kind, NULL);
  if (delivery->network == NULL)
    return;
  prepare_pass (worker, kind, delivery->network);
  if (worker->held[kind] != subject)
    {
      fus_gate_enter (gate, FUS_GATE_PERSON);
      run_subject (worker, question, subject, kind, &error);
      fus_gate_leave (gate, FUS_GATE_PERSON);
    }
  if (worker->held[kind] == subject)
    delivery->features
        = fus_features (worker->passes[kind], 1, 0, question->layer, question->pooled);
  if (error != NULL)
    delivery->failure = g_strdup (error->message);
}

static gboolean deliver (gpointer data);

/* Called with the mutex held; takes @delivery over. */
static void
hand_over (FusFeatureReader *reader, Delivery *delivery)
{
  g_queue_push_tail (&reader->delivered, delivery);
  if (reader->delivery != NULL)
    return;
  reader->delivery = g_idle_source_new ();
  g_source_set_priority (reader->delivery, G_PRIORITY_DEFAULT);
  g_source_set_callback (reader->delivery, deliver, reader, NULL);
  g_source_attach (reader->delivery, reader->context);
}

/* Called with the mutex held, which it gives up while it computes. */
static void
work_once (Worker *worker)
{
  FusFeatureReader *reader = worker->reader;
  Delivery *delivery = g_new0 (Delivery, 1);
  Question question = { 0 };
  const guint subject = reader->subject;

  /* The joint network is shown first. */
  delivery->kind = (FusNetworkKind) g_bit_nth_msf (reader->work_networks, -1);
  delivery->token = worker->token = reader->token;
  reader->work_networks &= ~(1u << delivery->kind);
  copy_question (&question, &reader->work);
  g_mutex_unlock (&reader->mutex);

  answer (worker, &question, subject, delivery);
  g_clear_pointer (&question.picture, fus_picture_unref);

  g_mutex_lock (&reader->mutex);
  /* The other networks would fail at the same frame. */
  if (worker->token == reader->token && delivery->failure != NULL)
    reader->work_networks = 0;
  if (worker->token == reader->token)
    hand_over (reader, delivery);
  else
    free_delivery (delivery);
}

static gpointer
run (gpointer data)
{
  FusFeatureReader *reader = data;
  Worker worker = { .reader = reader, .team = fus_team_new (reader->n_threads) };

  g_mutex_lock (&reader->mutex);
  while (!reader->closed)
    if (reader->work_networks != 0)
      work_once (&worker);
    else
      g_cond_wait (&reader->asked, &reader->mutex);
  g_mutex_unlock (&reader->mutex);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&worker.passes[kind], fus_pass_free);
  fus_team_free (worker.team);
  return NULL;
}

/* The main thread */

static void
ask (FusFeatureReader *reader, guint networks, gboolean other_subject)
{
  reader->missing = networks;
  g_mutex_lock (&reader->mutex);
  g_atomic_int_inc (&reader->token);
  if (other_subject)
    reader->subject++;
  copy_question (&reader->work, &reader->question);
  reader->work_networks = networks;
  g_cond_signal (&reader->asked);
  g_mutex_unlock (&reader->mutex);
}

static void
take (FusFeatureReader *reader, Delivery *delivery)
{
  const FusNetworkKind kind = delivery->kind;

  /* Superseded after it was handed over. */
  if (delivery->token != reader->token)
    return;
  if (delivery->failure != NULL)
    {
      reader->missing = 0;
      g_signal_emit (reader, signals[FAILED], 0, delivery->failure);
      return;
    }
  reader->missing &= ~(1u << kind);
  g_clear_pointer (&reader->results[kind], fus_features_unref);
  g_clear_pointer (&reader->read_by[kind], fus_network_unref);
  reader->results[kind] = g_steal_pointer (&delivery->features);
  reader->read_by[kind] = g_steal_pointer (&delivery->network);
  g_signal_emit (reader, signals[READ], 0);
}

static gboolean
deliver (gpointer data)
{
  g_autoptr (FusFeatureReader) reader = g_object_ref (FUS_FEATURE_READER (data));
  GQueue delivered;
  Delivery *delivery;

  g_mutex_lock (&reader->mutex);
  delivered = reader->delivered;
  g_queue_init (&reader->delivered);
  g_clear_pointer (&reader->delivery, g_source_unref);
  g_mutex_unlock (&reader->mutex);
  while ((delivery = g_queue_pop_head (&delivered)) != NULL)
    {
      take (reader, delivery);
      free_delivery (delivery);
    }
  return G_SOURCE_REMOVE;
}

static void
on_network_changed (FusFeatureReader *reader, guint kind)
{
  if (reader->has_question && (reader->networks & (1u << kind)) != 0)
    ask (reader, reader->missing | 1u << kind, FALSE);
}

static void
on_frames_changed (FusFeatureReader *reader)
{
  if (reader->has_question)
    ask (reader, reader->networks, TRUE);
}

static void
fus_feature_reader_dispose (GObject *object)
{
  FusFeatureReader *reader = FUS_FEATURE_READER (object);

  g_mutex_lock (&reader->mutex);
  reader->closed = TRUE;
  g_atomic_int_inc (&reader->token);
  g_cond_signal (&reader->asked);
  g_mutex_unlock (&reader->mutex);
  g_clear_pointer (&reader->thread, g_thread_join);
  if (reader->delivery != NULL)
    {
      g_source_destroy (reader->delivery);
      g_clear_pointer (&reader->delivery, g_source_unref);
    }
  g_clear_object (&reader->study);
  G_OBJECT_CLASS (fus_feature_reader_parent_class)->dispose (object);
}

static void
fus_feature_reader_finalize (GObject *object)
{
  FusFeatureReader *reader = FUS_FEATURE_READER (object);

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_clear_pointer (&reader->results[kind], fus_features_unref);
      g_clear_pointer (&reader->read_by[kind], fus_network_unref);
    }
  g_clear_pointer (&reader->question.picture, fus_picture_unref);
  g_clear_pointer (&reader->work.picture, fus_picture_unref);
  g_queue_clear_full (&reader->delivered, free_delivery);
  g_main_context_unref (reader->context);
  g_mutex_clear (&reader->mutex);
  g_cond_clear (&reader->asked);
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
  g_mutex_init (&reader->mutex);
  g_cond_init (&reader->asked);
  reader->context = g_main_context_ref_thread_default ();
}

FusFeatureReader *
fus_feature_reader_new (FusStudy *study, guint n_threads)
{
  FusFeatureReader *reader = g_object_new (FUS_TYPE_FEATURE_READER, NULL);

  reader->study = g_object_ref (study);
  reader->n_threads = n_threads;
  g_signal_connect_object (study, "network-changed", G_CALLBACK (on_network_changed), reader,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (study, "frames-changed", G_CALLBACK (on_frames_changed), reader,
                           G_CONNECT_SWAPPED);
  reader->thread = g_thread_new ("fusiform-feat", run, reader);
  return reader;
}

void
fus_feature_reader_request (FusFeatureReader *reader, gint64 frame, FusPicture *picture,
                            const FusCrop *crop, guint networks, FusLayer layer, gboolean pooled)
{
  const Question question = { .frame = frame,
                              .picture = frame < 0 ? picture : NULL,
                              .crop = crop != NULL ? *crop : fus_crop_whole,
                              .layer = layer,
                              .pooled = pooled };
  const Question *before = &reader->question;

  g_return_if_fail (FUS_IS_FEATURE_READER (reader));
  g_return_if_fail (frame >= 0 ? frame < fus_study_frames (reader->study)->n_frames
                               : picture != NULL);

  const gboolean other_subject
      = !reader->has_question || before->frame != frame
        || (frame < 0
            && (before->picture != picture || !fus_crop_equal (&before->crop, &question.crop)));
  networks &= (1u << FUS_N_NETWORKS) - 1;
  if (!other_subject && before->layer == layer && before->pooled == pooled
      && reader->networks == networks)
    return;
  copy_question (&reader->question, &question);
  reader->has_question = TRUE;
  reader->networks = networks;
  ask (reader, networks, other_subject);
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
  return reader->results[kind];
}

FusNetwork *
fus_feature_reader_network (FusFeatureReader *reader, FusNetworkKind kind)
{
  g_return_val_if_fail (FUS_IS_FEATURE_READER (reader), NULL);
  return reader->read_by[kind];
}
