/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame-model.h"

#include <glib/gi18n-lib.h>

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
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* Values of FUS_FACET_PART: set and part together, as the two sets are split in different ways. */
static const struct
{
  FusSet set;
  FusPart part;
  const char *title;
} parts[] = {
  { FUS_SET_IDENTITY, FUS_PART_TRAIN, N_ ("identity, train") },
  { FUS_SET_IDENTITY, FUS_PART_TEST, N_ ("identity, test") },
  { FUS_SET_EXPRESSION, FUS_PART_TRAIN, N_ ("expression, train") },
  { FUS_SET_EXPRESSION, FUS_PART_TEST, N_ ("expression, test") },
};

const char *
fus_facet_title (FusFacet facet)
{
  switch (facet)
    {
    case FUS_FACET_PERSON:
      return _ ("Person");
    case FUS_FACET_SEX:
      return _ ("Sex");
    case FUS_FACET_EXPRESSION:
      return _ ("Expression");
    case FUS_FACET_ANGLE:
      return _ ("Angle");
    case FUS_FACET_SESSION:
      return _ ("Session");
    case FUS_FACET_PART:
      return _ ("Part");
    case FUS_FACET_FAULT:
      return _ ("Fault");
    default:
      g_return_val_if_reached ("");
    }
}

static guint
value_or_last (gint value, guint n_values)
{
  return value >= 0 && (guint) value < n_values ? (guint) value : n_values - 1;
}

static guint
part_value (const FusFrame *frame)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (frame->set == (gint8) parts[i].set && frame->part == (gint8) parts[i].part)
      return i;
  return G_N_ELEMENTS (parts);
}

static guint
value_of (FusFrameModel *self, FusFacet facet, const FusFrame *frame)
{
  const guint n = self->facets[facet].n_values;

  switch (facet)
    {
    case FUS_FACET_PERSON:
      return value_or_last (frame->identity, n);
    case FUS_FACET_SEX:
      return value_or_last (frame->sex, n);
    case FUS_FACET_EXPRESSION:
      return value_or_last (frame->expression, n);
    case FUS_FACET_ANGLE:
      return value_or_last (frame->angle, n);
    case FUS_FACET_SESSION:
      return value_or_last (frame->session == 'A' ? 0 : frame->session == 'B' ? 1 : 2, n);
    case FUS_FACET_PART:
      return part_value (frame);
    case FUS_FACET_FAULT:
      return value_or_last (frame->fault, n);
    default:
      g_return_val_if_reached (0);
    }
}

static const char *
fault_title (guint fault)
{
  const char *titles[FUS_N_FAULTS] = {
    [FUS_FAULT_NONE] = _ ("none"),
    [FUS_FAULT_BLACK] = _ ("black"),
    [FUS_FAULT_UNREADABLE] = _ ("unreadable"),
    [FUS_FAULT_SIZE] = _ ("another size"),
    [FUS_FAULT_MISSING] = _ ("missing"),
    [FUS_FAULT_NAME] = _ ("misnamed"),
  };
  return titles[fault];
}

static const char *
expression_title (guint expression)
{
  const char *titles[FUS_N_EXPRESSIONS] = {
    _ ("afraid"),  _ ("angry"), _ ("disgusted"), _ ("happy"),
    _ ("neutral"), _ ("sad"),   _ ("surprised"),
  };
  return titles[expression];
}

static const char *
angle_title (guint angle)
{
  const char *titles[FUS_N_ANGLES] = {
    _ ("full left"), _ ("half left"), _ ("straight"), _ ("half right"), _ ("full right"),
  };
  return titles[angle];
}

/* Number of values that have a name, and the name of each. */
static guint
n_named (FusFrameModel *self, FusFacet facet)
{
  const guint n[FUS_N_FACETS] = {
    [FUS_FACET_PERSON] = self->frames != NULL ? self->frames->n_people : 0,
    [FUS_FACET_SEX] = 2,
    [FUS_FACET_EXPRESSION] = FUS_N_EXPRESSIONS,
    [FUS_FACET_ANGLE] = FUS_N_ANGLES,
    [FUS_FACET_SESSION] = 2,
    [FUS_FACET_PART] = G_N_ELEMENTS (parts),
    [FUS_FACET_FAULT] = FUS_N_FAULTS,
  };
  return n[facet];
}

static const char *
named_title (FusFrameModel *self, FusFacet facet, guint value)
{
  switch (facet)
    {
    case FUS_FACET_PERSON:
      return self->frames->people[value];
    case FUS_FACET_SEX:
      return value == FUS_SEX_FEMALE ? _ ("female") : _ ("male");
    case FUS_FACET_EXPRESSION:
      return expression_title (value);
    case FUS_FACET_ANGLE:
      return angle_title (value);
    case FUS_FACET_SESSION:
      return value == 0 ? "A" : "B";
    case FUS_FACET_PART:
      return _ (parts[value].title);
    case FUS_FACET_FAULT:
      return fault_title (value);
    default:
      g_return_val_if_reached ("");
    }
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
  const guint named = n_named (self, id);

  facet->n_values = named + 1;
  facet->titles = g_new0 (char *, facet->n_values);
  facet->totals = g_new0 (guint, facet->n_values);
  facet->counts = g_new0 (guint, facet->n_values);
  facet->chosen = g_new0 (gboolean, facet->n_values);
  for (guint value = 0; value < named; value++)
    facet->titles[value] = g_strdup (named_title (self, id, value));
  facet->titles[named] = g_strdup (id == FUS_FACET_PART ? _ ("left out") : _ ("unknown"));
  for (guint i = 0; self->frames != NULL && i < self->frames->n_frames; i++)
    facet->totals[value_of (self, id, &self->frames->frames[i])]++;
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
          values[id] = value_of (self, id, &self->frames->frames[i]);
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
}

static void
fus_frame_model_init (FusFrameModel *self)
{
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
