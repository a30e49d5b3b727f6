/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/svm.h"

#include "engine/blas.h"
#include <libsvm/svm.h>
#include <string.h>

/* Rows whose products are computed in one go. */
#define BLOCK 128

typedef struct svm_node Node;

struct _FusGram
{
  gatomicrefcount refs; /* a fit that was given up holds on to it until it ends */
  const float *x;
  gsize n, n_features;
  Node *nodes; /* [n, 1 + n]: libsvm wants a row's number, then its products with rows 1 … n */
};

/* What is fitted: its rows, those of a class together. */
typedef struct
{
  gsize n;
  guint n_classes;
  gsize *rows;     /* [n], of the gram */
  gint32 *labels;  /* [n_classes], in the order in which they first come */
  guint32 *starts; /* [n_classes + 1], each class's first row */
} Grouped;

struct _FusSvm
{
  const FusGram *gram;
  Grouped grouped;
  double *coefs; /* [n_classes - 1, n]: of a row in the machines of its class and each other one */
  double *rhos;  /* [pairs] */
  guint *votes;  /* [n_classes], of the row in hand */
  double *used;  /* [n], products of the row in hand */
};

/* nodes: [n, 1 + gram->n], products of x: [n, n_features] with the gram's rows; n: BLOCK at most.
 * Rows are numbered from @first on. */
static void
fill_nodes (const FusGram *gram, Node *nodes, const float *x, gsize n, gsize first)
{
  gsize width = 1 + gram->n;
  g_autofree float *products = g_new (float, BLOCK * gram->n);
  fus_blas_product (products, gram->n, x, MAX (gram->n_features, 1), FALSE, gram->x,
                    MAX (gram->n_features, 1), TRUE, 0, n, gram->n, gram->n_features);
  for (gsize i = 0; i < n; i++)
    {
      Node *row = nodes + i * width;
      row[0] = (Node){ 0, (double) (first + i + 1) };
      for (gsize k = 0; k < gram->n; k++)
        row[1 + k] = (Node){ (int) k + 1, products[i * gram->n + k] };
    }
}

FusGram *
fus_gram_new (const float *x, gsize n, gsize n_features, const FusPoll *poll)
{
  g_autoptr (FusGram) gram = g_new (FusGram, 1);
  *gram = (FusGram){ .x = x, .n = n, .n_features = n_features, .nodes = g_new (Node, n * (1 + n)) };
  g_atomic_ref_count_init (&gram->refs);
  for (gsize start = 0; start < n; start += BLOCK)
    {
      if (!fus_poll (poll))
        return NULL;
      fill_nodes (gram, gram->nodes + start * (1 + n), x + start * n_features,
                  MIN (BLOCK, n - start), start);
    }
  return g_steal_pointer (&gram);
}

void
fus_gram_free (FusGram *gram)
{
  if (gram == NULL || !g_atomic_ref_count_dec (&gram->refs))
    return;
  g_free (gram->nodes);
  g_free (gram);
}

static void
group (Grouped *grouped, const gsize *rows, gsize n, const gint32 *labels)
{
  g_autoptr (GHashTable) classes = g_hash_table_new (NULL, NULL);
  g_autofree guint32 *class_of = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *filled = NULL;
  *grouped = (Grouped){ .n = n,
                        .rows = g_new (gsize, MAX (n, 1)),
                        .labels = g_new (gint32, MAX (n, 1)),
                        .starts = g_new0 (guint32, n + 2) };
  for (gsize i = 0; i < n; i++)
    {
      gint32 label = labels[rows[i]];
      gpointer found;
      if (!g_hash_table_lookup_extended (classes, GINT_TO_POINTER (label), NULL, &found))
        {
          found = GUINT_TO_POINTER (grouped->n_classes);
          g_hash_table_insert (classes, GINT_TO_POINTER (label), found);
          grouped->labels[grouped->n_classes++] = label;
        }
      class_of[i] = GPOINTER_TO_UINT (found);
      grouped->starts[class_of[i] + 1]++;
    }
  for (guint i = 0; i < grouped->n_classes; i++)
    grouped->starts[i + 1] += grouped->starts[i];
  filled = g_memdup2 (grouped->starts, (grouped->n_classes + 1) * sizeof *filled);
  for (gsize i = 0; i < n; i++)
    grouped->rows[filled[class_of[i]]++] = rows[i];
}

static void
print_nothing (const char *text)
{
}

/* From here on a pair is fitted by a thread of its own: below, libsvm takes less than a tenth of a
 * second, but two classes of 2000 rows each that cannot be told apart take it 17, and it cannot be
 * asked to stop. */
#define LONG_PAIR 600
/* How often whoever waits for such a pair asks whether to go on. */
#define ASK_INTERVAL (G_TIME_SPAN_MILLISECOND * 50)

/* Two classes, and the machine that tells them apart. */
typedef struct
{
  gint refs; /* atomic: who waits, and the thread */
  FusGram *gram;
  guint32 n;
  double *y;
  Node **x;
  double c;
  struct svm_model *model;
  GMutex lock;
  GCond done;
} Pair;

static void
pair_unref (Pair *pair)
{
  if (!g_atomic_int_dec_and_test (&pair->refs))
    return;
  if (pair->model != NULL)
    svm_free_and_destroy_model (&pair->model);
  fus_gram_free (pair->gram);
  g_mutex_clear (&pair->lock);
  g_cond_clear (&pair->done);
  g_free (pair->y);
  g_free (pair->x);
  g_free (pair);
}

static Pair *
pair_new (const FusSvm *svm, guint i, guint j, double c)
{
  const Grouped *grouped = &svm->grouped;
  const guint32 n_first = grouped->starts[i + 1] - grouped->starts[i];
  Pair *pair = g_new0 (Pair, 1);
  pair->refs = 1;
  pair->gram = (FusGram *) svm->gram;
  g_atomic_ref_count_inc (&pair->gram->refs);
  g_mutex_init (&pair->lock);
  g_cond_init (&pair->done);
  pair->c = c;
  pair->n = n_first + grouped->starts[j + 1] - grouped->starts[j];
  pair->y = g_new (double, pair->n);
  pair->x = g_new (Node *, pair->n);
  for (guint32 k = 0; k < pair->n; k++)
    {
      guint32 at = k < n_first ? grouped->starts[i] + k : grouped->starts[j] + k - n_first;
      pair->y[k] = k < n_first ? 1 : -1;
      pair->x[k] = svm->gram->nodes + grouped->rows[at] * (1 + svm->gram->n);
    }
  return pair;
}

static void
pair_train (Pair *pair)
{
  const struct svm_problem problem = { (int) pair->n, pair->y, pair->x };
  /* libsvm's own defaults but for kernel and C; without probabilities it draws no random numbers.
   */
  const struct svm_parameter parameter = { .svm_type = C_SVC,
                                           .kernel_type = PRECOMPUTED,
                                           .cache_size = 100,
                                           .eps = 1e-3,
                                           .C = pair->c,
                                           .shrinking = 1 };
  struct svm_model *model = svm_train (&problem, &parameter);
  g_mutex_lock (&pair->lock);
  pair->model = model;
  g_cond_signal (&pair->done);
  g_mutex_unlock (&pair->lock);
}

static gpointer
train_long (gpointer data)
{
  pair_train (data);
  pair_unref (data);
  return NULL;
}

/* FALSE when @poll cancelled: the thread then ends by itself. */
static gboolean
pair_wait (Pair *pair, const FusPoll *poll)
{
  gboolean done = FALSE, going = TRUE;
  g_atomic_int_inc (&pair->refs);
  g_thread_unref (g_thread_new ("svm", train_long, pair));
  while (!done && (going = fus_poll (poll)))
    {
      gint64 until = g_get_monotonic_time () + ASK_INTERVAL;
      g_mutex_lock (&pair->lock);
      while (pair->model == NULL && g_cond_wait_until (&pair->done, &pair->lock, until))
        ;
      done = pair->model != NULL;
      g_mutex_unlock (&pair->lock);
    }
  return going;
}

/* Fits the machine that tells two classes apart. FALSE when @poll cancelled. */
static gboolean
fit_pair (FusSvm *svm, guint i, guint j, gsize number, double c, const FusPoll *poll)
{
  const Grouped *grouped = &svm->grouped;
  const guint32 n_first = grouped->starts[i + 1] - grouped->starts[i];
  Pair *pair = pair_new (svm, i, j, c);
  gboolean going = fus_poll (poll);
  if (going && pair->n >= LONG_PAIR && poll != NULL)
    going = pair_wait (pair, poll);
  else if (going)
    pair_train (pair);
  for (int k = 0; going && k < pair->model->l; k++)
    {
      guint32 row = (guint32) pair->model->sv_indices[k] - 1;
      gsize machine = row < n_first ? j - 1 : i;
      guint32 at = row < n_first ? grouped->starts[i] + row : grouped->starts[j] + row - n_first;
      svm->coefs[machine * grouped->n + at] = pair->model->sv_coef[0][k];
    }
  if (going)
    svm->rhos[number] = pair->model->rho[0];
  pair_unref (pair);
  return going;
}

FusSvm *
fus_svm_fit (const FusGram *gram, const gsize *rows, gsize n, const gint32 *labels, double c,
             const FusPoll *poll, const FusProgress *progress)
{
  g_autoptr (FusSvm) svm = g_new0 (FusSvm, 1);
  gsize n_classes, n_pairs, pair = 0;
  svm->gram = gram;
  group (&svm->grouped, rows, n, labels);
  n_classes = svm->grouped.n_classes;
  n_pairs = n_classes * (n_classes - 1) / 2;
  svm->coefs = g_new0 (double, MAX ((n_classes - 1) * n, 1));
  svm->rhos = g_new0 (double, MAX (n_pairs, 1));
  svm->votes = g_new (guint, n_classes);
  svm->used = g_new (double, MAX (n, 1));
  svm_set_print_string_function (print_nothing);
  for (guint i = 0; i < n_classes; i++)
    for (guint j = i + 1; j < n_classes; j++)
      {
        if (!fit_pair (svm, i, j, pair++, c, poll))
          return NULL;
        if (progress != NULL)
          progress->report (progress->data, (double) pair / (double) n_pairs);
      }
  return g_steal_pointer (&svm);
}

void
fus_svm_free (FusSvm *svm)
{
  if (svm == NULL)
    return;
  g_free (svm->grouped.rows);
  g_free (svm->grouped.labels);
  g_free (svm->grouped.starts);
  g_free (svm->coefs);
  g_free (svm->rhos);
  g_free (svm->votes);
  g_free (svm->used);
  g_free (svm);
}

/* Adds up in libsvm's order, so that a tie falls as it does there. */
static double
side_of (const FusSvm *svm, guint i, guint j)
{
  const Grouped *grouped = &svm->grouped;
  const double *of_i = svm->coefs + (gsize) (j - 1) * grouped->n;
  const double *of_j = svm->coefs + (gsize) i * grouped->n;
  double sum = 0;
  for (guint32 k = grouped->starts[i]; k < grouped->starts[i + 1]; k++)
    sum += of_i[k] * svm->used[k];
  for (guint32 k = grouped->starts[j]; k < grouped->starts[j + 1]; k++)
    sum += of_j[k] * svm->used[k];
  return sum;
}

/* node: of the row in question */
static gint32
vote (const FusSvm *svm, const Node *node)
{
  const Grouped *grouped = &svm->grouped;
  gsize pair = 0;
  guint best = 0;
  for (gsize k = 0; k < grouped->n; k++)
    svm->used[k] = node[1 + grouped->rows[k]].value;
  memset (svm->votes, 0, grouped->n_classes * sizeof *svm->votes);
  for (guint i = 0; i < grouped->n_classes; i++)
    for (guint j = i + 1; j < grouped->n_classes; j++)
      svm->votes[side_of (svm, i, j) - svm->rhos[pair++] > 0 ? i : j]++;
  for (guint i = 1; i < grouped->n_classes; i++)
    if (svm->votes[i] > svm->votes[best])
      best = i;
  return grouped->labels[best];
}

gint32
fus_svm_predict_row (const FusSvm *svm, gsize row)
{
  return vote (svm, svm->gram->nodes + row * (1 + svm->gram->n));
}

gboolean
fus_svm_predict (const FusSvm *svm, gint32 *labels, const float *x, gsize n, const FusPoll *poll)
{
  const FusGram *gram = svm->gram;
  gsize width = 1 + gram->n;
  g_autofree Node *nodes = g_new (Node, BLOCK * width);
  for (gsize start = 0; start < n; start += BLOCK)
    {
      gsize count = MIN (BLOCK, n - start);
      fill_nodes (gram, nodes, x + start * gram->n_features, count, 0);
      for (gsize i = 0; i < count; i++)
        {
          if (!fus_poll (poll))
            return FALSE;
          labels[start + i] = vote (svm, nodes + i * width);
        }
    }
  return TRUE;
}
