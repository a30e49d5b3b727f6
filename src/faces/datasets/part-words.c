/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/datasets/part-words.h"

gboolean
fus_part_of_word (const char *word, FusPart *part)
{
  static const char *const words[2][6] = {
    [FUS_PART_TRAIN] = { "train", "training" },
    [FUS_PART_TEST] = { "test", "testing", "valid", "validation", "val" },
  };

  for (FusPart p = 0; p < G_N_ELEMENTS (words); p++)
    for (guint i = 0; words[p][i] != NULL; i++)
      if (g_ascii_strcasecmp (word, words[p][i]) == 0)
        {
          *part = p;
          return TRUE;
        }
  return FALSE;
}
