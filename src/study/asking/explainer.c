/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/explainer.h"

#include "faces/budget.h"
#include "study/asking/asked-frame.h"
#include "study/jobs/latest.h"

/* What is asked; reference counted by g_atomic_rc_box_acquire(), never changed. */
typedef struct
{
  FusAskedFrame asked;
  FusTarget target[FUS_N_TASKS];
  FusMapSpec spec;
  gint64 epoch; /* or FUS_EPOCH_NEWEST */
} FusQuestion;

/* What one network says. */
typedef struct
{
  FusExplanation *explanation; /* NULL: there is no such network, or @problem */
  char *problem;
} FusVerdict;

/* What an explanation that may be asked for again is kept under. */
typedef struct
{
  FusQuestion *question;
  FusNetworkKind kind;
} FusAnswerKey;

struct _FusExplainer
{
  GObject parent_instance;

  FusStudy *study;
  gulong network_changed;
  gulong frames_changed;
  FusQuestion *question; /* NULL before the first */
  guint networks;        /* bit mask */
  guint missing;         /* bit mask: nothing to show yet */
  FusExplanation *results[FUS_N_NETWORKS];
  char *problems[FUS_N_NETWORKS];
  FusShelf *kept; /* FusAnswerKey → FusExplanation */
  FusLatest *latest;
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
clear_question (gpointer data)
{
  fus_asked_frame_clear (&((FusQuestion *) data)->asked);
}

static void
release_question (FusQuestion *question)
{
  g_atomic_rc_box_release_full (question, clear_question);
}

static gboolean
is_same_target (const FusTarget *a, const FusTarget *b)
{
  return a->kind == b->kind && (a->kind != FUS_TARGET_CLASS || a->class_index == b->class_index);
}

static gboolean
is_same_question (const FusQuestion *a, const FusQuestion *b)
{
  for (int task = 0; task < FUS_N_TASKS; task++)
    if (!is_same_target (&a->target[task], &b->target[task]))
      return FALSE;
  return a->epoch == b->epoch && fus_asked_frame_equal (&a->asked, &b->asked)
         && fus_map_spec_equal (&a->spec, &b->spec);
}

static void
free_key (gpointer data)
{
  FusAnswerKey *key = data;

  release_question (key->question);
  g_free (key);
}

static guint
hash_key (gconstpointer data)
{
  const FusAnswerKey *key = data;
  const FusAskedFrame *asked = &key->question->asked;

  return (guint) asked->frame * FUS_N_NETWORKS + key->kind + g_direct_hash (asked->picture);
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
  const FusAnswerKey *first = a, *second = b;

  return first->kind == second->kind && is_same_question (first->question, second->question);
}

static void
free_verdict (gpointer data)
{
  FusVerdict *verdict = data;

  g_clear_pointer (&verdict->explanation, fus_explanation_unref);
  g_free (verdict->problem);
  g_free (verdict);
}

/* The worker */

typedef struct
{
  FusStudy *study;
  guint n_threads;
  FusTeam *team;
  FusPass *passes[FUS_N_NETWORKS];
} FusExplainerWorker;

static void
free_worker (gpointer data)
{
  FusExplainerWorker *worker = data;

  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&worker->passes[kind], fus_pass_free);
  g_clear_pointer (&worker->team, fus_team_free);
  g_free (worker);
}

static FusPass *
pass_for (FusExplainerWorker *worker, FusNetworkKind kind, FusNetwork *network,
          const FusMapSpec *spec)
{
  FusPass **pass = &worker->passes[kind];
  guint batch = fus_map_spec_batch (spec, fus_network_architecture (network));

  if (worker->team == NULL)
    worker->team = fus_team_new (worker->n_threads);
  if (*pass == NULL || fus_pass_network (*pass) != network || fus_pass_max_batch (*pass) != batch)
    {
      g_clear_pointer (pass, fus_pass_free);
      *pass = fus_pass_new (network, FUS_PASS_EXPLAIN, batch, worker->team);
    }
  return *pass;
}

/* What the worker does once it is its turn. */
typedef struct
{
  FusExplainerWorker *worker;
  const FusQuestion *question;
  FusNetworkKind kind;
  FusNetwork *network;
  float *input;
  gint32 true_class[FUS_N_TASKS];
  FusExplanation *explanation;
} FusExplaining;

static gboolean
compute (gpointer data, const FusPoll *poll)
{
  FusExplaining *e = data;

  e->explanation
      = fus_explain (pass_for (e->worker, e->kind, e->network, &e->question->spec), e->input,
                     e->true_class, e->question->target, &e->question->spec, poll);
  if (e->explanation != NULL)
    e->explanation->earlier = e->question->epoch != FUS_EPOCH_NEWEST;
  return e->explanation != NULL;
}

static void
find_true_classes (FusExplaining *explaining)
{
  FusStudy *study = explaining->worker->study;
  const gint64 frame = explaining->question->asked.frame;
  g_autoptr (FusFrameList) frames = fus_study_ref_frames (study);

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    explaining->true_class[task] = frame >= 0 ? fus_study_true_class (study, explaining->network,
                                                                      task, &frames->frames[frame])
                                              : -1;
}

static gpointer
explain (gpointer data, FusLatest *latest, gconstpointer question, guint kind, GError **error)
{
  FusExplainerWorker *worker = data;
  const gint64 epoch = ((const FusQuestion *) question)->epoch;
  g_autoptr (GError) problem = NULL;
  g_autoptr (FusNetwork) network
      = fus_study_network_at (worker->study, (FusNetworkKind) kind, epoch, &problem);
  FusExplaining explaining = { worker, question, (FusNetworkKind) kind, network };
  g_autofree float *input = NULL;
  FusVerdict *verdict;

  if (network != NULL)
    {
      const gsize side = fus_network_architecture (network)->image_size;

      explaining.input = input = g_new (float, 3 * side * side);
      if (!fus_asked_frame_read (&explaining.question->asked, worker->study, network, input, error))
        return NULL;
      find_true_classes (&explaining);
      fus_latest_compute (latest, compute, &explaining);
    }
  verdict = g_new0 (FusVerdict, 1);
  verdict->explanation = explaining.explanation;
  verdict->problem = problem != NULL ? g_strdup (problem->message) : NULL;
  return verdict;
}

/* The main thread */

/* What it takes to keep it, with a picture of one's own that was asked about. */
static gsize
bytes_of (const FusExplanation *explanation, const FusAskedFrame *asked)
{
  gsize n = sizeof *explanation + sizeof (FusQuestion) + sizeof (FusAnswerKey);

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      const FusHeadExplanation *head = &explanation->heads[task];

      n += sizeof (float) * 2 * head->n_classes;
      if (head->map != NULL)
        n += sizeof (float) * 2 * explanation->side * explanation->side;
    }
  if (asked->picture != NULL)
    n += (gsize) 3 * asked->picture->width * asked->picture->height;
  return n;
}

static void
keep (FusExplainer *explainer, FusNetworkKind kind, FusExplanation *explanation)
{
  FusAnswerKey *key = g_new (FusAnswerKey, 1);

  key->question = g_atomic_rc_box_acquire (explainer->question);
  key->kind = kind;
  fus_shelf_put (explainer->kept, key, explanation, bytes_of (explanation, &key->question->asked));
}

/* (transfer full) (nullable) */
static FusExplanation *
find_kept (FusExplainer *explainer, FusNetworkKind kind)
{
  const FusAnswerKey key = { explainer->question, kind };

  return fus_shelf_get (explainer->kept, &key);
}

static gboolean
is_of_kinds (gpointer key, gpointer value, gpointer kinds)
{
  return (GPOINTER_TO_UINT (kinds) & (1u << ((FusAnswerKey *) key)->kind)) != 0;
}

/* Drops kept explanations of @kinds, a bit mask. */
static void
forget_kept (FusExplainer *explainer, guint kinds)
{
  fus_shelf_drop (explainer->kept, is_of_kinds, GUINT_TO_POINTER (kinds));
}

static void
clear_result (FusExplainer *explainer, guint kind)
{
  g_clear_pointer (&explainer->results[kind], fus_explanation_unref);
  g_clear_pointer (&explainer->problems[kind], g_free);
}

static void
clear_results (FusExplainer *explainer)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    clear_result (explainer, kind);
}

static void
take (gpointer owner, guint kind, gpointer answer, const GError *error)
{
  FusExplainer *explainer = owner;
  FusVerdict *verdict = answer;

  if (error != NULL)
    {
      explainer->missing = 0;
      g_signal_emit (explainer, signals[FAILED], 0, error->message);
      return;
    }
  explainer->missing &= ~(1u << kind);
  clear_result (explainer, kind);
  if (verdict->explanation != NULL)
    keep (explainer, (FusNetworkKind) kind, verdict->explanation);
  explainer->results[kind] = g_steal_pointer (&verdict->explanation);
  explainer->problems[kind] = g_steal_pointer (&verdict->problem);
  free_verdict (verdict);
}

static void
taken (gpointer owner)
{
  g_signal_emit (owner, signals[EXPLAINED], 0);
}

static const FusLatestKind latest_kind = {
  .thread = "fusiform-expl",
  .answer = explain,
  .free_worker = free_worker,
  .clear_question = clear_question,
  .free_answer = free_verdict,
  .take = take,
  .taken = taken,
};

static void
ask_anew (FusExplainer *explainer, guint networks)
{
  fus_latest_ask (explainer->latest, g_atomic_rc_box_acquire (explainer->question), networks);
}

/* What is shown stays until the newer weights have been asked. */
static void
on_network_changed (FusExplainer *explainer, guint kind)
{
  forget_kept (explainer, 1u << kind);
  if (explainer->networks & (1u << kind))
    fus_latest_ask_more (explainer->latest, 1u << kind);
}

static void
on_frames_changed (FusExplainer *explainer)
{
  forget_kept (explainer, G_MAXUINT);
  if (explainer->question == NULL)
    return;
  clear_results (explainer);
  explainer->missing = explainer->networks;
  ask_anew (explainer, explainer->networks);
}

static void
fus_explainer_dispose (GObject *object)
{
  FusExplainer *explainer = FUS_EXPLAINER (object);

  g_clear_pointer (&explainer->latest, fus_latest_free);
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
  g_clear_pointer (&explainer->question, release_question);
  fus_shelf_free (explainer->kept);
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
  explainer->kept = fus_shelf_new (fus_budget_get_default (), hash_key, equal_keys, free_key,
                                   (GBoxedCopyFunc) fus_explanation_ref,
                                   (GDestroyNotify) fus_explanation_unref);
}

FusExplainer *
fus_explainer_new (FusStudy *study, guint n_threads)
{
  FusExplainer *explainer = g_object_new (FUS_TYPE_EXPLAINER, NULL);
  FusExplainerWorker *worker = g_new0 (FusExplainerWorker, 1);

  explainer->study = g_object_ref (study);
  worker->study = study;
  worker->n_threads = n_threads;
  explainer->network_changed = g_signal_connect_swapped (
      study, "network-changed", G_CALLBACK (on_network_changed), explainer);
  explainer->frames_changed = g_signal_connect_swapped (study, "frames-changed",
                                                        G_CALLBACK (on_frames_changed), explainer);
  explainer->latest = fus_latest_new (explainer, &latest_kind, worker);
  return explainer;
}

void
fus_explainer_request (FusExplainer *explainer, gint64 frame, FusPicture *picture,
                       const FusCrop *crop, guint networks, const FusTarget target[FUS_N_TASKS],
                       const FusMapSpec *spec, gint64 epoch)
{
  FusQuestion *question;
  gboolean is_new;
  guint added;

  g_return_if_fail (frame >= 0 ? frame < fus_study_frames (explainer->study)->n_frames
                               : picture != NULL);

  question = g_atomic_rc_box_new0 (FusQuestion);
  fus_asked_frame_init (&question->asked, frame, picture, crop);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    question->target[task] = target[task];
  question->spec = *spec;
  question->epoch = epoch;
  is_new = explainer->question == NULL || !is_same_question (explainer->question, question);
  networks &= (1u << FUS_N_NETWORKS) - 1;
  if (is_new)
    {
      g_clear_pointer (&explainer->question, release_question);
      explainer->question = g_atomic_rc_box_acquire (question);
      explainer->networks = explainer->missing = 0;
      clear_results (explainer);
    }
  release_question (question);
  added = networks & ~explainer->networks;
  explainer->networks = networks;
  explainer->missing &= networks;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (added & (1u << kind))
      {
        clear_result (explainer, kind);
        explainer->results[kind] = find_kept (explainer, kind);
        if (explainer->results[kind] == NULL)
          explainer->missing |= 1u << kind;
      }
  if (is_new)
    ask_anew (explainer, explainer->missing);
  else
    fus_latest_ask_more (explainer->latest, added & explainer->missing);
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

const char *
fus_explainer_problem (FusExplainer *explainer, FusNetworkKind kind)
{
  return explainer->networks & (1u << kind) ? explainer->problems[kind] : NULL;
}
