/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/explainer.h"

#include "study/jobs/gate.h"
#include "study/folder/study-private.h"

/* Explanations kept: a walk back and forth through a person's 70 frames with three networks. */
#define MAX_KEPT 300

/* What is asked. */
typedef struct
{
  gint64 frame; /* -1: the picture */
  FusPicture *picture;
  FusCrop crop;
  FusTarget target[FUS_N_TASKS];
  FusMapSpec spec;
} FusQuestion;

/* An explanation that may be asked for again. */
typedef struct
{
  FusQuestion question;
  FusNetworkKind kind;
  FusExplanation *explanation;
} FusAnswer;

/* What the worker hands over. */
typedef struct
{
  guint token;
  FusNetworkKind kind;
  FusExplanation *explanation; /* NULL: there is no such network, or @failure */
  char *failure;
} FusDelivery;

struct _FusExplainer
{
  GObject parent_instance;

  /* Main thread only */
  FusStudy *study;
  gulong network_changed;
  gulong frames_changed;
  gboolean has_question;
  FusQuestion question;
  guint networks; /* bit mask */
  guint missing;  /* bit mask: nothing to show yet */
  FusExplanation *results[FUS_N_NETWORKS];
  GQueue kept; /* FusAnswer, last used first */

  /* Shared with the worker */
  GThread *thread;
  GMainContext *context;
  guint n_threads;
  GMutex mutex;
  GCond asked;
  gboolean closed;
  guint token; /* of the newest question; read atomically */
  FusQuestion work;
  guint work_networks; /* bit mask: still to do for the newest question */
  GQueue delivered;
  GSource *delivery;
};

enum
{
  EXPLAINED,
  FAILED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FusExplainer, fus_explainer, G_TYPE_OBJECT)

static void
clear_question (FusQuestion *question)
{
  g_clear_pointer (&question->picture, fus_picture_unref);
}

static void
copy_question (FusQuestion *to, const FusQuestion *from)
{
  FusPicture *before = to->picture;

  *to = *from;
  if (to->picture != NULL)
    fus_picture_ref (to->picture);
  g_clear_pointer (&before, fus_picture_unref);
}

static gboolean
is_same_target (const FusTarget *a, const FusTarget *b)
{
  return a->kind == b->kind && (a->kind != FUS_TARGET_CLASS || a->class_index == b->class_index);
}

static gboolean
is_same_question (const FusQuestion *a, const FusQuestion *b)
{
  if (a->frame != b->frame)
    return FALSE;
  if (a->frame < 0 && (a->picture != b->picture || !fus_crop_equal (&a->crop, &b->crop)))
    return FALSE;
  for (int task = 0; task < FUS_N_TASKS; task++)
    if (!is_same_target (&a->target[task], &b->target[task]))
      return FALSE;
  return fus_map_spec_equal (&a->spec, &b->spec);
}

static void
free_answer (gpointer data)
{
  FusAnswer *answer = data;

  clear_question (&answer->question);
  fus_explanation_unref (answer->explanation);
  g_free (answer);
}

static void
free_delivery (gpointer data)
{
  FusDelivery *delivery = data;

  g_clear_pointer (&delivery->explanation, fus_explanation_unref);
  g_free (delivery->failure);
  g_free (delivery);
}

/* The worker */

typedef struct
{
  FusExplainer *explainer;
  guint token;
  FusTeam *team;
  FusPass *passes[FUS_N_NETWORKS];
} FusExplainerWorker;

static gboolean
is_current (gpointer data)
{
  FusExplainerWorker *worker = data;

  return (guint) g_atomic_int_get (&worker->explainer->token) == worker->token;
}

static FusPass *
pass_for (FusExplainerWorker *worker, FusNetworkKind kind, FusNetwork *network,
          const FusMapSpec *spec)
{
  FusPass **pass = &worker->passes[kind];
  guint batch = fus_map_spec_batch (spec, fus_network_architecture (network));

  if (*pass == NULL || fus_pass_network (*pass) != network || fus_pass_max_batch (*pass) != batch)
    {
      g_clear_pointer (pass, fus_pass_free);
      *pass = fus_pass_new (network, FUS_PASS_EXPLAIN, batch, worker->team);
    }
  return *pass;
}

static gboolean
read_input (FusStudy *study, const FusQuestion *question, const FusNetwork *network, float *input,
            GError **error)
{
  const FusNormalization *normalization = fus_network_normalization (network);

  if (question->frame >= 0)
    {
      g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);
      guint32 frame = (guint32) question->frame;

      return fus_feeder_fetch (feeder, &frame, 1, normalization, input, NULL, error) == 1;
    }
  fus_picture_to_input (question->picture, &question->crop,
                        fus_network_architecture (network)->image_size, normalization, input);
  return TRUE;
}

static FusExplanation *
explain (FusExplainerWorker *worker, const FusQuestion *question, FusNetworkKind kind,
         GError **error)
{
  FusStudy *study = worker->explainer->study;
  g_autoptr (FusNetwork) network = fus_study_network (study, kind, NULL);
  FusGate *gate = fus_gate_get_default ();
  FusPoll poll = { is_current, worker };
  g_autofree float *input = NULL;
  gint32 true_class[FUS_N_TASKS] = { -1, -1 };
  FusExplanation *explanation;
  guint side;

  if (network == NULL)
    return NULL;
  side = fus_network_architecture (network)->image_size;
  input = g_new (float, 3 * (gsize) side * side);
  if (!read_input (study, question, network, input, error))
    return NULL;
  if (question->frame >= 0)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      true_class[task] = fus_study_true_class (study, network, task,
                                               &fus_study_frames (study)->frames[question->frame]);

  fus_gate_enter (gate, FUS_GATE_PERSON);
  explanation = fus_explain (pass_for (worker, kind, network, &question->spec), input, true_class,
                             question->target, &question->spec, &poll);
  fus_gate_leave (gate, FUS_GATE_PERSON);
  return explanation;
}

static gboolean deliver (gpointer data);

/* Called with the mutex held; takes @delivery over. */
static void
hand_over (FusExplainer *explainer, FusDelivery *delivery)
{
  g_queue_push_tail (&explainer->delivered, delivery);
  if (explainer->delivery != NULL)
    return;
  explainer->delivery = g_idle_source_new ();
  g_source_set_priority (explainer->delivery, G_PRIORITY_DEFAULT);
  g_source_set_callback (explainer->delivery, deliver, explainer, NULL);
  g_source_attach (explainer->delivery, explainer->context);
}

/* Called with the mutex held, which it gives up while it computes. */
static void
work_once (FusExplainerWorker *worker)
{
  FusExplainer *explainer = worker->explainer;
  FusDelivery *delivery = g_new0 (FusDelivery, 1);
  FusQuestion question = { 0 };
  g_autoptr (GError) error = NULL;

  /* The joint network is shown first. */
  delivery->kind = g_bit_nth_msf (explainer->work_networks, -1);
  delivery->token = worker->token = explainer->token;
  explainer->work_networks &= ~(1u << delivery->kind);
  copy_question (&question, &explainer->work);
  g_mutex_unlock (&explainer->mutex);

  delivery->explanation = explain (worker, &question, delivery->kind, &error);
  if (error != NULL)
    delivery->failure = g_strdup (error->message);
  clear_question (&question);

  g_mutex_lock (&explainer->mutex);
  /* The other networks would fail at the same frame. */
  if (worker->token == explainer->token && error != NULL)
    explainer->work_networks = 0;
  if (worker->token == explainer->token)
    hand_over (explainer, delivery);
  else
    free_delivery (delivery);
}

static gpointer
run (gpointer data)
{
  FusExplainer *explainer = data;
  FusExplainerWorker worker = { .explainer = explainer };

  worker.team = fus_team_new (explainer->n_threads);
  g_mutex_lock (&explainer->mutex);
  while (!explainer->closed)
    if (explainer->work_networks != 0)
      work_once (&worker);
    else
      g_cond_wait (&explainer->asked, &explainer->mutex);
  g_mutex_unlock (&explainer->mutex);
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&worker.passes[kind], fus_pass_free);
  fus_team_free (worker.team);
  return NULL;
}

/* The main thread */

/* Asks the worker; a new question supersedes the one before. */
static void
ask (FusExplainer *explainer, guint networks, gboolean is_new)
{
  g_mutex_lock (&explainer->mutex);
  if (is_new)
    {
      g_atomic_int_inc (&explainer->token);
      explainer->work_networks = 0;
      copy_question (&explainer->work, &explainer->question);
    }
  explainer->work_networks |= networks;
  g_cond_signal (&explainer->asked);
  g_mutex_unlock (&explainer->mutex);
}

static void
keep (FusExplainer *explainer, FusNetworkKind kind, FusExplanation *explanation)
{
  FusAnswer *answer = g_new0 (FusAnswer, 1);

  copy_question (&answer->question, &explainer->question);
  answer->kind = kind;
  answer->explanation = fus_explanation_ref (explanation);
  g_queue_push_head (&explainer->kept, answer);
  while (explainer->kept.length > MAX_KEPT)
    free_answer (g_queue_pop_tail (&explainer->kept));
}

/* (transfer full) (nullable) */
static FusExplanation *
find_kept (FusExplainer *explainer, FusNetworkKind kind)
{
  for (GList *link = explainer->kept.head; link != NULL; link = link->next)
    {
      FusAnswer *answer = link->data;

      if (answer->kind == kind && is_same_question (&answer->question, &explainer->question))
        {
          g_queue_unlink (&explainer->kept, link);
          g_queue_push_head_link (&explainer->kept, link);
          return fus_explanation_ref (answer->explanation);
        }
    }
  return NULL;
}

/* Drops kept explanations of @kind, or all. */
static void
forget_kept (FusExplainer *explainer, guint kinds)
{
  GList *next;

  for (GList *link = explainer->kept.head; link != NULL; link = next)
    {
      FusAnswer *answer = link->data;

      next = link->next;
      if (kinds & (1u << answer->kind))
        {
          free_answer (answer);
          g_queue_delete_link (&explainer->kept, link);
        }
    }
}

static void
clear_results (FusExplainer *explainer)
{
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&explainer->results[kind], fus_explanation_unref);
}

/* Whether something new is to be shown. */
static gboolean
take (FusExplainer *explainer, FusDelivery *delivery)
{
  /* Superseded after it was handed over. */
  if (delivery->token != explainer->token)
    return FALSE;
  if (delivery->failure != NULL)
    {
      explainer->missing = 0;
      g_signal_emit (explainer, signals[FAILED], 0, delivery->failure);
      return FALSE;
    }
  explainer->missing &= ~(1u << delivery->kind);
  g_clear_pointer (&explainer->results[delivery->kind], fus_explanation_unref);
  if (delivery->explanation != NULL)
    {
      keep (explainer, delivery->kind, delivery->explanation);
      explainer->results[delivery->kind] = g_steal_pointer (&delivery->explanation);
    }
  return TRUE;
}

static gboolean
deliver (gpointer data)
{
  g_autoptr (FusExplainer) explainer = g_object_ref (FUS_EXPLAINER (data));
  GQueue delivered;
  FusDelivery *delivery;
  gboolean explained = FALSE;

  g_mutex_lock (&explainer->mutex);
  delivered = explainer->delivered;
  g_queue_init (&explainer->delivered);
  g_clear_pointer (&explainer->delivery, g_source_unref);
  g_mutex_unlock (&explainer->mutex);

  while ((delivery = g_queue_pop_head (&delivered)) != NULL)
    {
      explained = take (explainer, delivery) || explained;
      free_delivery (delivery);
    }
  if (explained)
    g_signal_emit (explainer, signals[EXPLAINED], 0);
  return G_SOURCE_REMOVE;
}

/* What is shown stays until the newer weights have been asked. */
static void
on_network_changed (FusExplainer *explainer, guint kind)
{
  forget_kept (explainer, 1u << kind);
  if (explainer->has_question && explainer->networks & (1u << kind))
    ask (explainer, 1u << kind, FALSE);
}

static void
on_frames_changed (FusExplainer *explainer)
{
  forget_kept (explainer, G_MAXUINT);
  if (!explainer->has_question)
    return;
  clear_results (explainer);
  explainer->missing = explainer->networks;
  ask (explainer, explainer->networks, TRUE);
}

static void
fus_explainer_dispose (GObject *object)
{
  FusExplainer *explainer = FUS_EXPLAINER (object);

  g_mutex_lock (&explainer->mutex);
  explainer->closed = TRUE;
  g_atomic_int_inc (&explainer->token);
  g_cond_signal (&explainer->asked);
  g_mutex_unlock (&explainer->mutex);
  g_clear_pointer (&explainer->thread, g_thread_join);
  if (explainer->delivery != NULL)
    {
      g_source_destroy (explainer->delivery);
      g_clear_pointer (&explainer->delivery, g_source_unref);
    }
  g_clear_signal_handler (&explainer->network_changed, explainer->study);
  g_clear_signal_handler (&explainer->frames_changed, explainer->study);
  g_clear_object (&explainer->study);
  G_OBJECT_CLASS (fus_explainer_parent_class)->dispose (object);
}

static void
fus_explainer_finalize (GObject *object)
{
  FusExplainer *explainer = FUS_EXPLAINER (object);

  clear_results (explainer);
  clear_question (&explainer->question);
  clear_question (&explainer->work);
  g_queue_clear_full (&explainer->kept, free_answer);
  g_queue_clear_full (&explainer->delivered, free_delivery);
  g_main_context_unref (explainer->context);
  g_mutex_clear (&explainer->mutex);
  g_cond_clear (&explainer->asked);
  G_OBJECT_CLASS (fus_explainer_parent_class)->finalize (object);
}

static void
fus_explainer_class_init (FusExplainerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fus_explainer_dispose;
  G_OBJECT_CLASS (klass)->finalize = fus_explainer_finalize;
  signals[EXPLAINED] = g_signal_new ("explained", FUS_TYPE_EXPLAINER, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", FUS_TYPE_EXPLAINER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
fus_explainer_init (FusExplainer *explainer)
{
  g_mutex_init (&explainer->mutex);
  g_cond_init (&explainer->asked);
  explainer->context = g_main_context_ref_thread_default ();
}

FusExplainer *
fus_explainer_new (FusStudy *study, guint n_threads)
{
  FusExplainer *explainer = g_object_new (FUS_TYPE_EXPLAINER, NULL);

  explainer->study = g_object_ref (study);
  explainer->n_threads = n_threads;
  explainer->network_changed = g_signal_connect_swapped (
      study, "network-changed", G_CALLBACK (on_network_changed), explainer);
  explainer->frames_changed = g_signal_connect_swapped (study, "frames-changed",
                                                        G_CALLBACK (on_frames_changed), explainer);
  explainer->thread = g_thread_new ("fusiform-expl", run, explainer);
  return explainer;
}

void
fus_explainer_request (FusExplainer *explainer, gint64 frame, FusPicture *picture,
                       const FusCrop *crop, guint networks, const FusTarget target[FUS_N_TASKS],
                       const FusMapSpec *spec)
{
  FusQuestion question = { .frame = frame,
                           .picture = frame < 0 ? picture : NULL,
                           .crop = crop != NULL ? *crop : fus_crop_whole,
                           .target = { target[0], target[1] },
                           .spec = *spec };
  gboolean is_new = !explainer->has_question || !is_same_question (&explainer->question, &question);
  guint added;

  g_return_if_fail (frame >= 0 ? frame < fus_study_frames (explainer->study)->n_frames
                               : picture != NULL);

  networks &= (1u << FUS_N_NETWORKS) - 1;
  if (is_new)
    {
      copy_question (&explainer->question, &question);
      explainer->has_question = TRUE;
      explainer->networks = explainer->missing = 0;
      clear_results (explainer);
    }
  added = networks & ~explainer->networks;
  explainer->networks = networks;
  explainer->missing &= networks;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (added & (1u << kind))
      {
        g_clear_pointer (&explainer->results[kind], fus_explanation_unref);
        explainer->results[kind] = find_kept (explainer, kind);
        if (explainer->results[kind] == NULL)
          explainer->missing |= 1u << kind;
      }
  ask (explainer, added & explainer->missing, is_new);
}

gboolean
fus_explainer_is_pending (FusExplainer *explainer)
{
  return explainer->missing != 0;
}

FusExplanation *
fus_explainer_result (FusExplainer *explainer, FusNetworkKind kind)
{
  return explainer->networks & (1u << kind) ? explainer->results[kind] : NULL;
}
