/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/frame-model.h"

struct _FusFrameItem
{
  GObject parent_instance;
  guint frame;
};

G_DEFINE_FINAL_TYPE (FusFrameItem, fus_frame_item, G_TYPE_OBJECT)

static void
fus_frame_item_class_init (FusFrameItemClass *klass)
{
}

static void
fus_frame_item_init (FusFrameItem *self)
{
}

guint
fus_frame_item_frame (FusFrameItem *self)
{
  g_return_val_if_fail (FUS_IS_FRAME_ITEM (self), 0);
  return self->frame;
}

/* The values of a facet are 0 … n - 1; the last stands for "the data set does not say" where that
 * happens. */
typedef struct
{
  guint n_values;
  char **titles; /* [n_values] */
  guint *totals; /* [n_values]: in the whole list */
  guint *counts; /* [n_values]: with the other facets' filters */
  gboolean *chosen;
  guint n_chosen;
} Facet;

struct _FusFrameModel
{
  GObject parent_instance;

  FusFrameList *frames;
  FusAnswers *answers; /* of these frames */
  guint heads;
  double answers_progress;
  Facet facets[FUS_N_FACETS];
  guint32 *passing;
  guint n_passing;
  char *listing;  /* title, or NULL */
  guint8 *listed; /* [n_frames], with a listing */
};

static GType
fus_frame_model_get_item_type (GListModel *list)
{
  return FUS_TYPE_FRAME_ITEM;
}

static guint
fus_frame_model_get_n_items (GListModel *list)
{
  return FUS_FRAME_MODEL (list)->n_passing;
}

static gpointer
fus_frame_model_get_item (GListModel *list, guint position)
{
  FusFrameModel *self = FUS_FRAME_MODEL (list);
  FusFrameItem *item;

  if (position >= self->n_passing)
    return NULL;
  item = g_object_new (FUS_TYPE_FRAME_ITEM, NULL);
  item->frame = self->passing[position];
  return item;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = fus_frame_model_get_item_type;
  interface->get_n_items = fus_frame_model_get_n_items;
  interface->get_item = fus_frame_model_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FusFrameModel, fus_frame_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  FILTERED,
  ANSWERS_WANTED,
  ANSWERS_PROGRESS,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static guint
value_of (FusFrameModel *self, FusFacet facet, guint frame)
{
  return fus_facet_value (facet, self->frames, frame, self->answers);
}

static void
facet_clear (Facet *facet)
{
  for (guint value = 0; value < facet->n_values; value++)
    g_free (facet->titles[value]);
  g_free (facet->titles);
  g_free (facet->totals);
  g_free (facet->counts);
  g_free (facet->chosen);
  *facet = (Facet){ 0 };
}

static void
facet_build (FusFrameModel *self, FusFacet id)
{
  Facet *facet = &self->facets[id];
  const guint named = fus_facet_n_named (id, self->frames);

  facet->n_values = named + 1;
  facet->titles = g_new0 (char *, facet->n_values);
  facet->totals = g_new0 (guint, facet->n_values);
  facet->counts = g_new0 (guint, facet->n_values);
  facet->chosen = g_new0 (gboolean, facet->n_values);
  for (guint value = 0; value < named; value++)
    facet->titles[value] = g_strdup (fus_facet_named_title (id, self->frames, value));
  facet->titles[named] = g_strdup (fus_facet_other_title (id));
  for (guint i = 0; self->frames != NULL && i < self->frames->n_frames; i++)
    facet->totals[value_of (self, id, i)]++;
}

/* One pass: a frame that fails no facet counts for all its values; one that fails a single facet
 * counts for its value of that facet, as choosing that value too would bring it in. */
static void
filter (FusFrameModel *self)
{
  const guint before = self->n_passing;

  for (guint id = 0; id < FUS_N_FACETS; id++)
    memset (self->facets[id].counts, 0, sizeof (guint) * self->facets[id].n_values);
  self->n_passing = 0;
  for (guint i = 0; self->frames != NULL && i < self->frames->n_frames; i++)
    {
      guint values[FUS_N_FACETS];
      guint fails = 0, failed = 0;
      if (self->listing != NULL && !self->listed[i])
        continue;
      for (guint id = 0; id < FUS_N_FACETS; id++)
        {
          const Facet *facet = &self->facets[id];
          values[id] = value_of (self, id, i);
          if (facet->n_chosen > 0 && !facet->chosen[values[id]])
            {
              fails++;
              failed = id;
            }
        }
      if (fails == 0)
        {
          self->passing[self->n_passing++] = i;
          for (guint id = 0; id < FUS_N_FACETS; id++)
            self->facets[id].counts[values[id]]++;
        }
      else if (fails == 1)
        self->facets[failed].counts[values[failed]]++;
    }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->n_passing);
  g_signal_emit (self, signals[FILTERED], 0);
}

static void
fus_frame_model_finalize (GObject *object)
{
  FusFrameModel *self = FUS_FRAME_MODEL (object);

  for (guint id = 0; id < FUS_N_FACETS; id++)
    facet_clear (&self->facets[id]);
  g_clear_pointer (&self->answers, fus_answers_unref);
  g_clear_pointer (&self->frames, fus_frame_list_unref);
  g_free (self->passing);
  g_free (self->listing);
  g_free (self->listed);
  G_OBJECT_CLASS (fus_frame_model_parent_class)->finalize (object);
}

static void
fus_frame_model_class_init (FusFrameModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fus_frame_model_finalize;
  signals[FILTERED] = g_signal_new ("filtered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ANSWERS_WANTED] = g_signal_new ("answers-wanted", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ANSWERS_PROGRESS] = g_signal_new ("answers-progress", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
fus_frame_model_init (FusFrameModel *self)
{
  self->answers_progress = -1;
  for (guint id = 0; id < FUS_N_FACETS; id++)
    facet_build (self, id);
}

FusFrameModel *
fus_frame_model_new (void)
{
  return g_object_new (FUS_TYPE_FRAME_MODEL, NULL);
}

static void
drop_listing (FusFrameModel *self)
{
  g_clear_pointer (&self->listing, g_free);
  g_clear_pointer (&self->listed, g_free);
}

static void
keep_choices (Facet *facet, const Facet *old)
{
  for (guint value = 0; value < MIN (facet->n_values, old->n_values); value++)
    if (old->chosen[value] && g_str_equal (facet->titles[value], old->titles[value]))
      {
        facet->chosen[value] = TRUE;
        facet->n_chosen++;
      }
}

void
fus_frame_model_set_frames (FusFrameModel *self, FusFrameList *frames)
{
  g_return_if_fail (FUS_IS_FRAME_MODEL (self));
  const guint before = self->n_passing;

  /* Indices mean the same frames only in a list of the same frames. */
  if (self->listing != NULL && (frames == NULL || frames->n_frames != self->frames->n_frames))
    drop_listing (self);
  if (frames != NULL)
    fus_frame_list_ref (frames);
  g_clear_pointer (&self->frames, fus_frame_list_unref);
  self->frames = frames;
  if (self->answers != NULL && self->answers->frames != frames)
    g_clear_pointer (&self->answers, fus_answers_unref);
  for (guint id = 0; id < FUS_N_FACETS; id++)
    {
      Facet old = self->facets[id];
      facet_build (self, id);
      keep_choices (&self->facets[id], &old);
      facet_clear (&old);
    }
  self->n_passing = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, 0);
  g_free (self->passing);
  self->passing = g_new (guint32, frames != NULL ? frames->n_frames : 0);
  filter (self);
}

FusFrameList *
fus_frame_model_frames (FusFrameModel *self)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self), NULL);
  return self->frames;
}

guint
fus_frame_model_frame (FusFrameModel *self, guint position)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self), GTK_INVALID_LIST_POSITION);
  return position < self->n_passing ? self->passing[position] : GTK_INVALID_LIST_POSITION;
}

guint
fus_frame_model_position (FusFrameModel *self, guint frame)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self), GTK_INVALID_LIST_POSITION);
  guint low = 0, high = self->n_passing;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;
      if (self->passing[middle] == frame)
        return middle;
      if (self->passing[middle] < frame)
        low = middle + 1;
      else
        high = middle;
    }
  return GTK_INVALID_LIST_POSITION;
}

guint
fus_frame_model_n_values (FusFrameModel *self, FusFacet facet)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self) && facet < FUS_N_FACETS, 0);
  return self->facets[facet].n_values;
}

const char *
fus_frame_model_value_title (FusFrameModel *self, FusFacet facet, guint value)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self) && facet < FUS_N_FACETS, NULL);
  g_return_val_if_fail (value < self->facets[facet].n_values, NULL);
  return self->facets[facet].titles[value];
}

guint
fus_frame_model_count (FusFrameModel *self, FusFacet facet, guint value)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self) && facet < FUS_N_FACETS, 0);
  g_return_val_if_fail (value < self->facets[facet].n_values, 0);
  return self->facets[facet].counts[value];
}

gboolean
fus_frame_model_is_useful (FusFrameModel *self, FusFacet facet)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self) && facet < FUS_N_FACETS, FALSE);
  const Facet *values = &self->facets[facet];
  guint different = 0;
  FusTask task;

  /* A head that is there can be asked, even if it was not yet. */
  if (fus_facet_is_answer (facet, &task))
    return (self->heads & (1u << task)) != 0;
  for (guint value = 0; value < values->n_values; value++)
    different += values->totals[value] > 0;
  return different > 1;
}

gboolean
fus_frame_model_is_chosen (FusFrameModel *self, FusFacet facet, guint value)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self) && facet < FUS_N_FACETS, FALSE);
  g_return_val_if_fail (value < self->facets[facet].n_values, FALSE);
  return self->facets[facet].chosen[value];
}

void
fus_frame_model_choose (FusFrameModel *self, FusFacet facet, guint value, gboolean chosen)
{
  g_return_if_fail (FUS_IS_FRAME_MODEL (self) && facet < FUS_N_FACETS);
  g_return_if_fail (value < self->facets[facet].n_values);
  Facet *values = &self->facets[facet];

  chosen = !!chosen;
  if (values->chosen[value] == chosen)
    return;
  values->chosen[value] = chosen;
  values->n_chosen += chosen ? 1 : -1;
  filter (self);
}

guint
fus_frame_model_n_chosen (FusFrameModel *self, FusFacet facet)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self) && facet < FUS_N_FACETS, 0);
  return self->facets[facet].n_chosen;
}

static gboolean
clear_choices (Facet *facet)
{
  const gboolean had = facet->n_chosen > 0;

  memset (facet->chosen, 0, sizeof (gboolean) * facet->n_values);
  facet->n_chosen = 0;
  return had;
}

void
fus_frame_model_clear (FusFrameModel *self, FusFacet facet)
{
  g_return_if_fail (FUS_IS_FRAME_MODEL (self) && facet < FUS_N_FACETS);

  if (clear_choices (&self->facets[facet]))
    filter (self);
}

void
fus_frame_model_clear_all (FusFrameModel *self)
{
  g_return_if_fail (FUS_IS_FRAME_MODEL (self));
  gboolean any = self->listing != NULL;

  drop_listing (self);
  for (guint id = 0; id < FUS_N_FACETS; id++)
    any |= clear_choices (&self->facets[id]);
  if (any)
    filter (self);
}

void
fus_frame_model_set_listing (FusFrameModel *self, const char *title, const guint32 *frames, gsize n)
{
  g_return_if_fail (FUS_IS_FRAME_MODEL (self));
  g_return_if_fail (title == NULL || self->frames != NULL);

  if (title == NULL && self->listing == NULL)
    return;
  drop_listing (self);
  if (title != NULL)
    {
      self->listing = g_strdup (title);
      self->listed = g_new0 (guint8, MAX (1, self->frames->n_frames));
      for (gsize i = 0; i < n; i++)
        if (frames[i] < self->frames->n_frames)
          self->listed[frames[i]] = TRUE;
    }
  filter (self);
}

const char *
fus_frame_model_listing_title (FusFrameModel *self)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self), NULL);
  return self->listing;
}

/* Counts what each value has in all, anew: the answers are others. */
static void
recount (FusFrameModel *self, FusFacet id)
{
  Facet *facet = &self->facets[id];

  memset (facet->totals, 0, sizeof (guint) * facet->n_values);
  for (guint i = 0; self->frames != NULL && i < self->frames->n_frames; i++)
    facet->totals[value_of (self, id, i)]++;
}

void
fus_frame_model_set_answers (FusFrameModel *self, guint heads, FusAnswers *answers)
{
  g_return_if_fail (FUS_IS_FRAME_MODEL (self));
  FusTask task;

  if (answers != NULL && answers->frames != self->frames)
    answers = NULL;
  if (self->answers == answers && self->heads == heads)
    return;
  if (answers != NULL)
    fus_answers_ref (answers);
  g_clear_pointer (&self->answers, fus_answers_unref);
  self->answers = answers;
  self->heads = heads;
  for (guint id = 0; id < FUS_N_FACETS; id++)
    {
      if (!fus_facet_is_answer (id, &task))
        continue;
      recount (self, id);
      if ((heads & (1u << task)) == 0)
        clear_choices (&self->facets[id]);
    }
  filter (self);
}

gboolean
fus_frame_model_has_answers (FusFrameModel *self)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self), FALSE);
  return self->answers != NULL;
}

gboolean
fus_frame_model_filters_answers (FusFrameModel *self)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self), FALSE);
  FusTask task;

  for (guint id = 0; id < FUS_N_FACETS; id++)
    if (fus_facet_is_answer (id, &task) && self->facets[id].n_chosen > 0)
      return TRUE;
  return FALSE;
}

void
fus_frame_model_want_answers (FusFrameModel *self)
{
  g_return_if_fail (FUS_IS_FRAME_MODEL (self));
  g_signal_emit (self, signals[ANSWERS_WANTED], 0);
}

void
fus_frame_model_set_answers_progress (FusFrameModel *self, double progress)
{
  g_return_if_fail (FUS_IS_FRAME_MODEL (self));

  if (self->answers_progress == progress)
    return;
  self->answers_progress = progress;
  g_signal_emit (self, signals[ANSWERS_PROGRESS], 0);
}

double
fus_frame_model_answers_progress (FusFrameModel *self)
{
  g_return_val_if_fail (FUS_IS_FRAME_MODEL (self), -1);
  return self->answers_progress;
}
