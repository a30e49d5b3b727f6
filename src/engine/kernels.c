/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"

#include <string.h>

extern const FusKernels fus_kernels_baseline;
#if defined(__x86_64__)
extern const FusKernels fus_kernels_avx2, fus_kernels_avx512;
#endif

guint
fus_kernels_available (const FusKernels **available, guint max)
{
  guint n = 0;

  g_assert (max >= 3);
  available[n++] = &fus_kernels_baseline;
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    available[n++] = &fus_kernels_avx2;
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512vl")
      && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512dq"))
    available[n++] = &fus_kernels_avx512;
#endif
  return n;
}

static const FusKernels *
choose_kernels (void)
{
  const FusKernels *available[3];
  guint n = fus_kernels_available (available, G_N_ELEMENTS (available));
  const char *wanted = g_getenv ("FUSIFORM_ISA");

  for (guint i = 0; wanted != NULL && i < n; i++)
    if (strcmp (available[i]->name, wanted) == 0)
      return available[i];
  if (wanted != NULL)
    g_message ("FUSIFORM_ISA=%s is not an instruction set of this processor: using %s", wanted,
               available[n - 1]->name);
  return available[n - 1];
}

const FusKernels *
fus_kernels (void)
{
  static gsize chosen = 0;

  if (g_once_init_enter (&chosen))
    g_once_init_leave (&chosen, (gsize) choose_kernels ());
  return (const FusKernels *) chosen;
}
