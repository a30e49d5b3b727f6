/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/blas.h"

#include <cblas.h>

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

void
fus_blas_product (float *c, gsize ldc, const float *a, gsize lda, gboolean transpose_a,
                  const float *b, gsize ldb, gboolean transpose_b, float beta, gsize m, gsize n,
                  gsize k)
{
  keep_to_one_thread ();
  if (m == 0 || n == 0)
    return;
  /* A product of one row reads the matrix once; sgemm would copy it first. */
  if (m == 1 && (!transpose_a || lda == 1))
    cblas_sgemv (CblasRowMajor, transpose_b ? CblasNoTrans : CblasTrans,
                 (int) (transpose_b ? n : k), (int) (transpose_b ? k : n), 1, b, (int) ldb, a, 1,
                 beta, c, 1);
  else
    cblas_sgemm (CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
                 transpose_b ? CblasTrans : CblasNoTrans, (int) m, (int) n, (int) k, 1, a,
                 (int) lda, b, (int) ldb, beta, c, (int) ldc);
}

const char *
fus_blas_core (void)
{
  return openblas_get_corename ();
}
