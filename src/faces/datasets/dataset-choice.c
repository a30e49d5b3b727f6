/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/datasets/recognizer.h"

static const char *const tests[] = {
  [FUS_FER_TEST_BOTH] = "both",
  [FUS_FER_TEST_PUBLIC] = "public",
  [FUS_FER_TEST_PRIVATE] = "private",
};
const FusNames fus_fer_test_names = FUS_NAMES (tests);

FUS_DEFINE_NAMES (FusFerTest, fer_test, fus_fer_test_names)

gboolean
fus_dataset_has_two_tests (const FusDataset *dataset)
{
  gboolean has[FUS_RELEASE_PRIVATE_TEST + 1] = { FALSE };

  for (guint i = 0; i < dataset->frames->n_frames; i++)
    has[dataset->frames->frames[i].release] = TRUE;
  return has[FUS_RELEASE_PUBLIC_TEST] && has[FUS_RELEASE_PRIVATE_TEST];
}

/* Whether the @index-th of @n frames is one of @most that lie evenly over them. */
static gboolean
is_drawn (guint64 index, guint64 n, guint64 most)
{
  return n <= most || (index + 1) * most / n > index * most / n;
}

static gboolean *
choose_frames (const FusFrameList *list, const FusDatasetChoice *choice, guint *n_chosen)
{
  const FusRelease left_out = choice->fer_test == FUS_FER_TEST_PUBLIC    ? FUS_RELEASE_PRIVATE_TEST
                              : choice->fer_test == FUS_FER_TEST_PRIVATE ? FUS_RELEASE_PUBLIC_TEST
                                                                         : FUS_RELEASE_NONE;
  gboolean *chosen = g_new (gboolean, MAX (list->n_frames, 1));
  g_autofree guint *n_of = g_new0 (guint, MAX (list->n_people, 1));
  g_autofree guint *n_seen = g_new0 (guint, MAX (list->n_people, 1));

  *n_chosen = 0;
  for (guint i = 0; i < list->n_frames; i++)
    if (list->frames[i].identity >= 0)
      n_of[list->frames[i].identity]++;
  for (guint i = 0; i < list->n_frames; i++)
    {
      const FusFrame *frame = &list->frames[i];

      chosen[i] = left_out == FUS_RELEASE_NONE || frame->release != left_out;
      if (choice->max_per_person > 0 && frame->identity >= 0)
        chosen[i] = chosen[i]
                    && is_drawn (n_seen[frame->identity]++, n_of[frame->identity],
                                 choice->max_per_person);
      *n_chosen += chosen[i];
    }
  return chosen;
}

static GPtrArray *
copy_strings (char *const *strings)
{
  GPtrArray *copy = g_ptr_array_new ();

  for (; *strings != NULL; strings++)
    g_ptr_array_add (copy, g_strdup (*strings));
  return copy;
}

FusDataset *
fus_dataset_choose (FusDataset *dataset, const FusDatasetChoice *choice)
{
  const FusFrameList *list = dataset->frames;
  guint n_chosen;
  g_autofree gboolean *chosen = choose_frames (list, choice, &n_chosen);
  FusFrameListBuilder *builder;
  FusDataset *chosen_dataset;

  if (n_chosen == list->n_frames)
    return fus_dataset_ref (dataset);
  builder = fus_frame_list_builder_new ();
  for (guint i = 0; i < list->n_frames; i++)
    if (chosen[i])
      fus_frame_list_builder_add (
          builder, &list->frames[i],
          list->frames[i].identity >= 0 ? list->people[list->frames[i].identity] : NULL);
  chosen_dataset = fus_dataset_new (
      dataset->kind, g_strdup (dataset->root), fus_frame_list_builder_end (builder),
      copy_strings (dataset->missing), copy_strings (dataset->notes), dataset->crop);
  chosen_dataset->choice = *choice;
  return chosen_dataset;
}
