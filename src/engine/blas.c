/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/blas.h"

#include "engine/memory.h"

#include <cblas.h>

/* Of one of OpenBLAS's buffers on x86-64, where they are largest; and what it is aligned in. */
#define BUFFER_BYTES ((128 << 20) + (1 << 20))

static void
keep_to_one_thread (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      openblas_set_num_threads (1);
      g_once_init_leave (&once, 1);
    }
}

static gboolean
can_be_had (gsize size)
{
  gpointer memory = fus_memory_new (size);

  fus_memory_free (memory, size);
  return memory != NULL;
}

typedef struct
{
  float *c;
  gsize ldc;
  const float *a;
  gsize lda;
  gboolean transpose_a;
  const float *b;
  gsize ldb;
  gboolean transpose_b;
  float beta;
  gsize m;
  gsize n;
  gsize k;
} Product;

static void
compute (const Product *p)
{
  /* A product of one row reads the matrix once; sgemm would copy it first. */
  if (p->m == 1 && (!p->transpose_a || p->lda == 1))
    cblas_sgemv (CblasRowMajor, p->transpose_b ? CblasNoTrans : CblasTrans,
                 (int) (p->transpose_b ? p->n : p->k), (int) (p->transpose_b ? p->k : p->n), 1,
                 p->b, (int) p->ldb, p->a, 1, p->beta, p->c, 1);
  else
    cblas_sgemm (CblasRowMajor, p->transpose_a ? CblasTrans : CblasNoTrans,
                 p->transpose_b ? CblasTrans : CblasNoTrans, (int) p->m, (int) p->n, (int) p->k, 1,
                 p->a, (int) p->lda, p->b, (int) p->ldb, p->beta, p->c, (int) p->ldc);
}

/* OpenBLAS keeps a buffer for each product that is computed at the same time, and where it cannot
 * have one more it asks for it for ever. So whoever needs one more looks first whether there is
 * room, and computes before another one looks. */
static void
compute_with_buffer (const Product *product)
{
  static GMutex mutex;
  static gint n_products, n_buffers;
  gboolean one_more;

  if (g_atomic_int_add (&n_products, 1) >= g_atomic_int_get (&n_buffers))
    {
      g_mutex_lock (&mutex);
      one_more = g_atomic_int_get (&n_products) > g_atomic_int_get (&n_buffers);
      if (one_more && !can_be_had (BUFFER_BYTES))
        g_error ("failed to allocate %d bytes for OpenBLAS", BUFFER_BYTES);
      compute (product);
      if (one_more)
        g_atomic_int_inc (&n_buffers);
      g_mutex_unlock (&mutex);
    }
  else
    compute (product);
  g_atomic_int_add (&n_products, -1);
}

void
fus_blas_product (float *c, gsize ldc, const float *a, gsize lda, gboolean transpose_a,
                  const float *b, gsize ldb, gboolean transpose_b, float beta, gsize m, gsize n,
                  gsize k)
{
  const Product product = { c, ldc, a, lda, transpose_a, b, ldb, transpose_b, beta, m, n, k };

  keep_to_one_thread ();
  if (m > 0 && n > 0)
    compute_with_buffer (&product);
}

const char *
fus_blas_core (void)
{
  return openblas_get_corename ();
}
