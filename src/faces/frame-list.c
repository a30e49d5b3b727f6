/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/frame.h"

#include <string.h>

FusFrameList *
fus_frame_list_ref (FusFrameList *list)
{
  g_atomic_ref_count_inc (&list->refs);
  return list;
}

void
fus_frame_list_unref (FusFrameList *list)
{
  if (!g_atomic_ref_count_dec (&list->refs))
    return;
  for (guint i = 0; i < list->n_frames; i++)
    g_free (list->frames[i].path);
  g_free (list->frames);
  g_strfreev (list->people);
  g_free (list);
}

FusFrameList *
fus_frame_list_copy (const FusFrameList *list)
{
  FusFrameList *copy = g_new (FusFrameList, 1);

  *copy = *list;
  copy->frames = g_memdup2 (list->frames, list->n_frames * sizeof *list->frames);
  for (guint i = 0; i < list->n_frames; i++)
    copy->frames[i].path = g_strdup (list->frames[i].path);
  copy->people = g_strdupv (list->people);
  g_atomic_ref_count_init (&copy->refs);
  return copy;
}

struct _FusFrameListBuilder
{
  GArray *frames;    /* FusFrame; identity is the index in @people until the list is ended */
  GPtrArray *people; /* names, in the order they came */
  GHashTable *index; /* name → index in @people + 1 */
};

FusFrameListBuilder *
fus_frame_list_builder_new (void)
{
  FusFrameListBuilder *builder = g_new (FusFrameListBuilder, 1);

  builder->frames = g_array_new (FALSE, FALSE, sizeof (FusFrame));
  builder->people = g_ptr_array_new_with_free_func (g_free);
  builder->index = g_hash_table_new (g_str_hash, g_str_equal);
  return builder;
}

static gint32
find_person (FusFrameListBuilder *builder, const char *name)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (builder->index, name));

  if (found == 0)
    {
      char *person = g_strdup (name);

      g_ptr_array_add (builder->people, person);
      found = builder->people->len;
      g_hash_table_insert (builder->index, person, GUINT_TO_POINTER (found));
    }
  return found - 1;
}

void
fus_frame_list_builder_add (FusFrameListBuilder *builder, const FusFrame *frame, const char *person)
{
  FusFrame copy = *frame;

  copy.path = g_strdup (frame->path);
  copy.identity = person != NULL ? find_person (builder, person) : -1;
  g_array_append_val (builder->frames, copy);
}

static int
compare_frames (gconstpointer a, gconstpointer b)
{
  const FusFrame *first = a, *second = b;

  if (first->dataset != second->dataset)
    return first->dataset - second->dataset;
  return strcmp (first->path, second->path);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer names)
{
  return strcmp (((char **) names)[*(const guint32 *) a], ((char **) names)[*(const guint32 *) b]);
}

/* Puts the people in order of name, so that the same names have the same indices however the list
 * came about: classes of a network depend on them. */
static void
sort_people (FusFrameList *list)
{
  g_autofree guint32 *order = g_new (guint32, list->n_people);
  g_autofree gint32 *moved = g_new (gint32, list->n_people);
  char **sorted = g_new0 (char *, list->n_people + 1);

  for (guint i = 0; i < list->n_people; i++)
    order[i] = i;
  g_qsort_with_data (order, list->n_people, sizeof *order, compare_names, list->people);
  for (guint i = 0; i < list->n_people; i++)
    {
      sorted[i] = list->people[order[i]];
      moved[order[i]] = i;
    }
  for (guint i = 0; i < list->n_frames; i++)
    if (list->frames[i].identity >= 0)
      list->frames[i].identity = moved[list->frames[i].identity];
  g_free (list->people);
  list->people = sorted;
}

FusFrameList *
fus_frame_list_builder_end (FusFrameListBuilder *builder)
{
  FusFrameList *list = g_new (FusFrameList, 1);

  g_array_sort (builder->frames, compare_frames);
  list->n_frames = builder->frames->len;
  list->frames = (FusFrame *) g_array_free (builder->frames, FALSE);
  list->n_people = builder->people->len;
  g_ptr_array_add (builder->people, NULL);
  list->people = (char **) g_ptr_array_free (builder->people, FALSE);
  g_atomic_ref_count_init (&list->refs);
  g_hash_table_unref (builder->index);
  g_free (builder);
  sort_people (list);
  return list;
}
