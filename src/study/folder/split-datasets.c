/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>

#define TEST_SHARE 0.2
/* Of the seed's generators, the one for splits of two data sets. */
#define STREAM 0x73706c69
/* With fewer people, a share of the frames is held out instead of a share of the people. */
#define MIN_PEOPLE 5

/* People of two data sets are different ones, even where both have an "F01"; the second's is then
 * called "F01 (2)". (transfer full) */
static char *
name_in_study (FusDataset *const *datasets, guint dataset, const char *person)
{
  const FusFrameList *first = datasets[0]->frames;

  if (dataset > 0 && !g_str_equal (datasets[0]->root, datasets[dataset]->root)
      && g_strv_contains ((const char *const *) first->people, person))
    return g_strdup_printf ("%s (%u)", person, dataset + 1);
  return g_strdup (person);
}

static FusFrameList *
join (FusDataset *const *datasets, guint n_datasets, FusFrameList *const *faults_checked)
{
  FusFrameListBuilder *builder = fus_frame_list_builder_new ();

  for (guint d = 0; d < n_datasets; d++)
    {
      const FusFrameList *list = faults_checked != NULL ? faults_checked[d] : datasets[d]->frames;
      g_auto (GStrv) names = g_new0 (char *, list->n_people + 1);

      for (guint i = 0; i < list->n_people; i++)
        names[i] = name_in_study (datasets, d, list->people[i]);
      for (guint i = 0; i < list->n_frames; i++)
        {
          FusFrame frame = list->frames[i];

          frame.dataset = d;
          fus_frame_list_builder_add (builder, &frame,
                                      frame.identity >= 0 ? names[frame.identity] : NULL);
        }
    }
  return fus_frame_list_builder_end (builder);
}

static gboolean
is_usable (const FusFrame *frame, guint dataset)
{
  return frame->dataset == dataset && frame->fault == FUS_FAULT_NONE
         && (dataset == FUS_SET_IDENTITY ? frame->identity >= 0
                                         : frame->expression != FUS_EXPRESSION_NONE);
}

/* Draws TEST_SHARE of @items, at least one of several, for the test. */
static void
draw_test (FusRandom *random, GArray *items, gboolean *is_test)
{
  guint n_test = MAX ((guint) (items->len * TEST_SHARE + 0.5), items->len > 1 ? 1 : 0);

  fus_random_shuffle (random, (guint32 *) items->data, items->len);
  for (guint i = 0; i < items->len; i++)
    is_test[g_array_index (items, guint32, i)] = i < n_test;
}

/* By frame: the frames of each group are divided. */
static void
split_frames (FusFrameList *all, guint dataset, guint n_groups, FusRandom *random)
{
  g_autofree gboolean *is_test = g_new0 (gboolean, all->n_frames);
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (guint g = 0; g < n_groups; g++)
    g_ptr_array_add (groups, g_array_new (FALSE, FALSE, sizeof (guint32)));
  for (guint i = 0; i < all->n_frames; i++)
    if (all->frames[i].set != FUS_SET_NONE && all->frames[i].dataset == dataset)
      {
        gint32 group
            = dataset == FUS_SET_IDENTITY ? all->frames[i].identity : all->frames[i].expression;

        g_array_append_val (groups->pdata[group], i);
      }
  for (guint g = 0; g < n_groups; g++)
    draw_test (random, groups->pdata[g], is_test);
  for (guint i = 0; i < all->n_frames; i++)
    if (all->frames[i].set != FUS_SET_NONE && all->frames[i].dataset == dataset)
      all->frames[i].part = is_test[i] ? FUS_PART_TEST : FUS_PART_TRAIN;
}

/* Of each person, whole videos. */
static void
split_videos (FusFrameList *all, guint dataset, FusRandom *random)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (guint p = 0; p < all->n_people; p++)
    g_ptr_array_add (people, g_array_new (FALSE, FALSE, sizeof (guint32)));
  for (guint32 i = 0; i < all->n_frames; i++)
    if (all->frames[i].set != FUS_SET_NONE && all->frames[i].dataset == dataset)
      g_array_append_val ((GArray *) people->pdata[all->frames[i].identity], i);
  for (guint p = 0; p < all->n_people; p++)
    {
      GArray *members = people->pdata[p];

      fus_split_by_video (all->frames, (const guint32 *) members->data, members->len, random);
    }
}

/* By person: nobody in the test was seen in training. */
static void
split_people (FusFrameList *all, guint dataset, GArray *people, FusRandom *random)
{
  g_autofree gboolean *is_test = g_new0 (gboolean, all->n_people);

  draw_test (random, people, is_test);
  for (guint i = 0; i < all->n_frames; i++)
    if (all->frames[i].set != FUS_SET_NONE && all->frames[i].dataset == dataset)
      all->frames[i].part = all->frames[i].identity >= 0 && is_test[all->frames[i].identity]
                                ? FUS_PART_TEST
                                : FUS_PART_TRAIN;
}

/* The people on usable frames, by index. */
static GArray *
people_of (const FusFrameList *all, guint dataset)
{
  GArray *people = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree gboolean *seen = g_new0 (gboolean, MAX (all->n_people, 1));

  for (guint i = 0; i < all->n_frames; i++)
    {
      const FusFrame *frame = &all->frames[i];

      if (frame->set != FUS_SET_NONE && frame->dataset == dataset && frame->identity >= 0
          && !seen[frame->identity])
        {
          seen[frame->identity] = TRUE;
          g_array_append_val (people, frame->identity);
        }
    }
  return people;
}

static void
split_dataset (FusFrameList *all, guint dataset, FusDatasetKind kind, FusRandom *random)
{
  g_autoptr (GArray) people = NULL;
  gboolean has_part[2] = { FALSE, FALSE };

  for (guint i = 0; i < all->n_frames; i++)
    {
      FusFrame *frame = &all->frames[i];

      if (frame->dataset != dataset)
        continue;
      frame->set = is_usable (frame, dataset) ? (FusSet) dataset : FUS_SET_NONE;
      if (frame->set == FUS_SET_NONE)
        frame->part = FUS_PART_NONE;
      if (frame->part != FUS_PART_NONE)
        has_part[frame->part] = TRUE;
    }
  /* A data set that comes with its own parts keeps them. */
  if (has_part[FUS_PART_TRAIN] && has_part[FUS_PART_TEST])
    {
      for (guint i = 0; i < all->n_frames; i++)
        if (all->frames[i].dataset == dataset && all->frames[i].part == FUS_PART_NONE)
          all->frames[i].set = FUS_SET_NONE;
      return;
    }

  people = people_of (all, dataset);
  if (dataset == FUS_SET_EXPRESSION && people->len >= MIN_PEOPLE)
    split_people (all, dataset, people, random);
  else if (dataset == FUS_SET_IDENTITY && kind == FUS_DATASET_VOXCELEB)
    split_videos (all, dataset, random);
  else
    split_frames (all, dataset, dataset == FUS_SET_IDENTITY ? all->n_people : FUS_N_EXPRESSIONS,
                  random);
}

static gboolean
check_parts (const FusFrameList *all, FusDataset *const *datasets, GError **error)
{
  for (FusSet set = 0; set < FUS_N_TASKS; set++)
    for (FusPart part = 0; part <= FUS_PART_TEST; part++)
      {
        g_autoptr (GArray) frames = fus_frame_list_select (all, set, part);

        if (frames->len > 0)
          continue;
        g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_SPLIT,
                     set == FUS_SET_IDENTITY
                         ? _ ("“%s” has too few frames that say who is on them.")
                         : _ ("“%s” has too few frames that say which expression they show."),
                     datasets[set]->root);
        return FALSE;
      }
  return TRUE;
}

FusFrameList *
fus_study_split (FusDataset *const *datasets, guint n_datasets, FusFrameList *const *faults_checked,
                 guint64 seed, GError **error)
{
  g_autoptr (FusFrameList) frames = NULL;
  FusRandom random;

  if (n_datasets == 1)
    {
      frames
          = fus_frame_list_copy (faults_checked != NULL ? faults_checked[0] : datasets[0]->frames);
      if (fus_frame_list_has_parts (frames)
              ? fus_split_published (frames, seed, error)
              : fus_split (frames, datasets[0]->kind == FUS_DATASET_VOXCELEB, seed, error))
        return g_steal_pointer (&frames);
      return NULL;
    }

  frames = join (datasets, n_datasets, faults_checked);
  fus_random_seed (&random, seed, STREAM);
  for (guint d = 0; d < n_datasets; d++)
    split_dataset (frames, d, datasets[d]->kind, &random);
  return check_parts (frames, datasets, error) ? g_steal_pointer (&frames) : NULL;
}
