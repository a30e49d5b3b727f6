/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/memory.h"

#include <sys/mman.h>

gpointer
fus_memory_new (gsize size)
{
  gpointer memory
      = mmap (NULL, MAX (size, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    return NULL;
#ifdef MADV_HUGEPAGE
  madvise (memory, size, MADV_HUGEPAGE);
#endif
  return memory;
}

void
fus_memory_free (gpointer memory, gsize size)
{
  if (memory != NULL)
    munmap (memory, MAX (size, 1));
}
