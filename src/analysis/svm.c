/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/svm.h"

#include "engine/blas.h"
#include <libsvm/svm.h>

/* Rows whose products are computed in one go. */
#define BLOCK 128

typedef struct svm_node Node;

struct _FusGram
{
  const float *x;
  gsize n, n_features;
  Node *nodes; /* [n, 1 + n]: libsvm wants a row's number, then its products with rows 1 … n */
};

struct _FusSvm
{
  const FusGram *gram;
  struct svm_model *model;
};

/* nodes: [n, 1 + gram->n], products of x: [n, n_features] with the gram's rows */
static void
fill_nodes (const FusGram *gram, Node *nodes, const float *x, gsize n)
{
  gsize width = 1 + gram->n;
  g_autofree float *products = g_new (float, BLOCK * gram->n);
  for (gsize start = 0; start < n; start += BLOCK)
    {
      gsize count = MIN (BLOCK, n - start);
      fus_blas_product (products, gram->n, x + start * gram->n_features, MAX (gram->n_features, 1),
                        FALSE, gram->x, MAX (gram->n_features, 1), TRUE, 0, count, gram->n,
                        gram->n_features);
      for (gsize i = 0; i < count; i++)
        {
          Node *row = nodes + (start + i) * width;
          row[0] = (Node){ 0, (double) (start + i + 1) };
          for (gsize k = 0; k < gram->n; k++)
            row[1 + k] = (Node){ (int) k + 1, products[i * gram->n + k] };
        }
    }
}

FusGram *
fus_gram_new (const float *x, gsize n, gsize n_features)
{
  FusGram *gram = g_new (FusGram, 1);
  *gram = (FusGram){ x, n, n_features, g_new (Node, n * (1 + n)) };
  fill_nodes (gram, gram->nodes, x, n);
  return gram;
}

void
fus_gram_free (FusGram *gram)
{
  if (gram == NULL)
    return;
  g_free (gram->nodes);
  g_free (gram);
}

static void
print_nothing (const char *text)
{
}

FusSvm *
fus_svm_fit (const FusGram *gram, const gsize *rows, gsize n, const gint32 *labels, double c)
{
  g_autofree double *y = g_new (double, n);
  g_autofree Node **x = g_new (Node *, n);
  for (gsize i = 0; i < n; i++)
    {
      y[i] = labels[rows[i]];
      x[i] = gram->nodes + rows[i] * (1 + gram->n);
    }
  struct svm_problem problem = { (int) n, y, x };
  /* libsvm's own defaults but for kernel and C; without probabilities it draws no random numbers.
   */
  struct svm_parameter parameter = { .svm_type = C_SVC,
                                     .kernel_type = PRECOMPUTED,
                                     .cache_size = 100,
                                     .eps = 1e-3,
                                     .C = c,
                                     .shrinking = 1 };
  svm_set_print_string_function (print_nothing);
  FusSvm *svm = g_new (FusSvm, 1);
  *svm = (FusSvm){ gram, svm_train (&problem, &parameter) };
  return svm;
}

void
fus_svm_free (FusSvm *svm)
{
  if (svm == NULL)
    return;
  svm_free_and_destroy_model (&svm->model);
  g_free (svm);
}

gint32
fus_svm_predict_row (const FusSvm *svm, gsize row)
{
  const Node *node = svm->gram->nodes + row * (1 + svm->gram->n);
  return (gint32) svm_predict (svm->model, node);
}

void
fus_svm_predict (const FusSvm *svm, gint32 *labels, const float *x, gsize n)
{
  const FusGram *gram = svm->gram;
  gsize width = 1 + gram->n;
  g_autofree Node *nodes = g_new (Node, BLOCK * width);
  for (gsize start = 0; start < n; start += BLOCK)
    {
      gsize count = MIN (BLOCK, n - start);
      fill_nodes (gram, nodes, x + start * gram->n_features, count);
      for (gsize i = 0; i < count; i++)
        labels[start + i] = (gint32) svm_predict (svm->model, nodes + i * width);
    }
}
