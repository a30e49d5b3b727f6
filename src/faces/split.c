/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/split.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MIN_PEOPLE 4
/* One frame or person of so many is for the test. */
#define TEST_EVERY 5
/* Of the generators that a study's seed gives. */
#define SPLIT_STREAM 0x73706c74

#define N_SEXES 3                             /* female, male, unknown */
#define N_EXPRESSIONS (FUS_N_EXPRESSIONS + 1) /* index: expression + 1, so that unknown is 0 */
#define N_ANGLES (FUS_N_ANGLES + 1)
#define N_SESSIONS 27 /* none, A … Z */

typedef struct
{
  FusFrameList *list;
  FusRandom random;
  gboolean by_video;
  GArray **frames_of; /* [n_people] of guint32: usable frames, in list order */
  /* How often the test of the identity set has each kind of frame, over all people so far. */
  guint n_tests[N_EXPRESSIONS][N_ANGLES][N_SESSIONS];
} Split;

static guint
session_index (const FusFrame *frame)
{
  return g_ascii_isupper (frame->session) ? frame->session - 'A' + 1 : 0;
}

/* People with usable frames, shuffled, one sex after the other. */
static GArray *
order_people (Split *split)
{
  GArray *people = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (int sex = FUS_SEX_NONE; sex < N_SEXES - 1; sex++)
    {
      const guint first = people->len;

      for (guint32 p = 0; p < split->list->n_people; p++)
        if (split->frames_of[p]->len > 0)
          {
            const guint32 frame = g_array_index (split->frames_of[p], guint32, 0);

            if (split->list->frames[frame].sex == sex)
              g_array_append_val (people, p);
          }
      fus_random_shuffle (&split->random, &g_array_index (people, guint32, first),
                          people->len - first);
    }
  return people;
}

/* Test frames that one person's frames of a kind already gave, over all it has: the share a further
 * one would bring. */
typedef struct
{
  guint n_frames[N_EXPRESSIONS + N_ANGLES + N_SESSIONS];
  guint n_tests[N_EXPRESSIONS + N_ANGLES + N_SESSIONS];
} Shares;

static void
kinds_of (const FusFrame *frame, guint kinds[3])
{
  kinds[0] = frame->expression + 1;
  kinds[1] = N_EXPRESSIONS + frame->angle + 1;
  kinds[2] = N_EXPRESSIONS + N_ANGLES + session_index (frame);
}

static guint *
cell_of (Split *split, const FusFrame *frame)
{
  return &split->n_tests[frame->expression + 1][frame->angle + 1][session_index (frame)];
}

/* Whether taking @a next leaves the test more even than taking @b. */
static gboolean
is_better (Split *split, const Shares *shares, const FusFrame *a, const FusFrame *b)
{
  guint kinds_a[3], kinds_b[3];

  kinds_of (a, kinds_a);
  kinds_of (b, kinds_b);
  for (guint k = 0; k < 3; k++)
    {
      const guint64 left
          = (guint64) (shares->n_tests[kinds_a[k]] + 1) * shares->n_frames[kinds_b[k]];
      const guint64 right
          = (guint64) (shares->n_tests[kinds_b[k]] + 1) * shares->n_frames[kinds_a[k]];

      if (left != right)
        return left < right;
    }
  return *cell_of (split, a) < *cell_of (split, b);
}

/* Takes @n_test of a person's frames for the test, one at a time, always one of the expression,
 * angle and session that has given the least so far. */
static void
draw_tests (Split *split, GArray *frames, guint n_test)
{
  FusFrame *all = split->list->frames;
  guint32 *order = (guint32 *) frames->data;
  Shares shares = { { 0 } };
  guint kinds[3];

  fus_random_shuffle (&split->random, order, frames->len);
  for (guint i = 0; i < frames->len; i++)
    {
      kinds_of (&all[order[i]], kinds);
      for (guint k = 0; k < 3; k++)
        shares.n_frames[kinds[k]]++;
    }
  for (guint taken = 0; taken < n_test; taken++)
    {
      FusFrame *best = NULL;

      for (guint i = 0; i < frames->len; i++)
        {
          FusFrame *frame = &all[order[i]];

          if (frame->part != FUS_PART_TEST
              && (best == NULL || is_better (split, &shares, frame, best)))
            best = frame;
        }
      best->part = FUS_PART_TEST;
      (*cell_of (split, best))++;
      kinds_of (best, kinds);
      for (guint k = 0; k < 3; k++)
        shares.n_tests[kinds[k]]++;
    }
}

static void
assign (Split *split, GArray *frames, FusSet set, FusPart part)
{
  for (guint i = 0; i < frames->len; i++)
    {
      FusFrame *frame = &split->list->frames[g_array_index (frames, guint32, i)];

      if (set == FUS_SET_EXPRESSION && frame->expression == FUS_EXPRESSION_NONE)
        continue;
      frame->set = set;
      frame->part = part;
    }
}

/* By frame: everybody is in training and, as far as the frames suffice, in the test. */
static void
split_identity (Split *split, const guint32 *people, guint n)
{
  /* What rounding left over so far, in fifths of a frame. */
  guint rest = 0;

  for (guint i = 0; i < n; i++)
    {
      GArray *frames = split->frames_of[people[i]];
      guint n_test;

      assign (split, frames, FUS_SET_IDENTITY, FUS_PART_TRAIN);
      if (split->by_video)
        {
          fus_split_by_video (split->list->frames, (const guint32 *) frames->data, frames->len,
                              &split->random);
          continue;
        }
      if (frames->len < TEST_EVERY)
        n_test = frames->len > 1 ? 1 : 0;
      else
        {
          n_test = (frames->len + rest) / TEST_EVERY;
          rest = (frames->len + rest) % TEST_EVERY;
        }
      draw_tests (split, frames, n_test);
    }
}

/* By person: nobody in the test was seen in training. */
static void
split_expression (Split *split, const guint32 *people, guint n)
{
  const guint n_test = MAX ((n + TEST_EVERY / 2) / TEST_EVERY, 1);

  /* Evenly along the list, which has one sex after the other, so that both have their part. */
  for (guint i = 0; i < n; i++)
    assign (split, split->frames_of[people[i]], FUS_SET_EXPRESSION,
            (i + 1) * n_test / n > i * n_test / n ? FUS_PART_TEST : FUS_PART_TRAIN);
}

/* Expressions without anybody named: by frame, each expression alike. */
static void
split_nameless (Split *split)
{
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  FusFrameList *list = split->list;

  for (guint32 i = 0; i < list->n_frames; i++)
    if (list->frames[i].fault == FUS_FAULT_NONE
        && list->frames[i].expression != FUS_EXPRESSION_NONE)
      g_array_append_val (frames, i);
  fus_random_shuffle (&split->random, (guint32 *) frames->data, frames->len);
  for (int expression = 0; expression < FUS_N_EXPRESSIONS; expression++)
    {
      guint n_seen = 0;

      for (guint i = 0; i < frames->len; i++)
        {
          FusFrame *frame = &list->frames[g_array_index (frames, guint32, i)];

          if (frame->expression != expression)
            continue;
          frame->set = FUS_SET_EXPRESSION;
          frame->part = ++n_seen % TEST_EVERY == 0 ? FUS_PART_TEST : FUS_PART_TRAIN;
        }
    }
}

/* Dealing in turn gives each set every second person of each sex. */
static void
split_people (Split *split, GArray *people)
{
  g_autoptr (GArray) identity = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) expression = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < people->len; i++)
    g_array_append_val (i % 2 == 0 ? identity : expression, g_array_index (people, guint32, i));
  split_identity (split, (guint32 *) identity->data, identity->len);
  split_expression (split, (guint32 *) expression->data, expression->len);
}

static gboolean
check_parts (const FusFrameList *list, FusSet set, GError **error)
{
  for (FusPart part = FUS_PART_TRAIN; part <= FUS_PART_TEST; part++)
    {
      g_autoptr (GArray) frames = fus_frame_list_select (list, set, part);

      if (frames->len > 0)
        continue;
      g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_SPLIT,
                   set == FUS_SET_IDENTITY
                       ? _ ("The data set has too few frames of each person: none is left for the "
                            "test of identity. At least two frames of a person are needed.")
                       : _ ("The data set has too few frames with a known expression: none is left "
                            "for training or for the test."));
      return FALSE;
    }
  return TRUE;
}

static void
split_init (Split *split, FusFrameList *list, gboolean keeps_parts, guint64 seed,
            gboolean *has_expressions)
{
  *split = (Split){ .list = list };
  fus_random_seed (&split->random, seed, SPLIT_STREAM);
  split->frames_of = g_new (GArray *, list->n_people);
  for (guint p = 0; p < list->n_people; p++)
    split->frames_of[p] = g_array_new (FALSE, FALSE, sizeof (guint32));
  *has_expressions = FALSE;
  for (guint32 i = 0; i < list->n_frames; i++)
    {
      FusFrame *frame = &list->frames[i];

      frame->set = FUS_SET_NONE;
      if (!keeps_parts || frame->fault != FUS_FAULT_NONE)
        frame->part = FUS_PART_NONE;
      if (frame->fault != FUS_FAULT_NONE || (keeps_parts && frame->part == FUS_PART_NONE))
        continue;
      *has_expressions = *has_expressions || frame->expression != FUS_EXPRESSION_NONE;
      if (frame->identity >= 0)
        g_array_append_val (split->frames_of[frame->identity], i);
    }
}

static void
split_clear (Split *split)
{
  for (guint p = 0; p < split->list->n_people; p++)
    g_array_unref (split->frames_of[p]);
  g_free (split->frames_of);
}

gboolean
fus_split (FusFrameList *list, gboolean by_video, guint64 seed, GError **error)
{
  g_autofree Split *split = g_new (Split, 1);
  g_autoptr (GArray) people = NULL;
  gboolean has_expressions, has_people, done;

  split_init (split, list, FALSE, seed, &has_expressions);
  split->by_video = by_video;
  people = order_people (split);
  has_people = people->len > 0;
  if (has_people && people->len < MIN_PEOPLE)
    {
      g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_SPLIT,
                   g_dngettext (GETTEXT_PACKAGE,
                                "The data set has usable frames of %u person; at least %d people "
                                "are needed.",
                                "The data set has usable frames of %u people; at least %d are "
                                "needed.",
                                people->len),
                   people->len, MIN_PEOPLE);
      split_clear (split);
      return FALSE;
    }

  if (has_people && has_expressions)
    split_people (split, people);
  else if (has_people)
    split_identity (split, (guint32 *) people->data, people->len);
  else
    split_nameless (split);
  done = (!has_people || check_parts (list, FUS_SET_IDENTITY, error))
         && ((has_people && !has_expressions) || check_parts (list, FUS_SET_EXPRESSION, error));
  split_clear (split);
  return done;
}

gboolean
fus_frame_list_has_parts (const FusFrameList *list)
{
  gboolean has[2] = { FALSE, FALSE };

  for (guint i = 0; i < list->n_frames; i++)
    if (list->frames[i].part != FUS_PART_NONE && list->frames[i].fault == FUS_FAULT_NONE)
      has[list->frames[i].part] = TRUE;
  return has[FUS_PART_TRAIN] && has[FUS_PART_TEST];
}

gboolean
fus_split_published (FusFrameList *list, guint64 seed, GError **error)
{
  g_autofree Split *split = g_new (Split, 1);
  g_autofree gint8 *set_of = g_new (gint8, MAX (list->n_people, 1));
  g_autoptr (GArray) people = NULL;
  gboolean has_expressions, has[FUS_N_TASKS] = { FALSE, FALSE };

  split_init (split, list, TRUE, seed, &has_expressions);
  people = order_people (split);
  for (guint i = 0; i < people->len; i++)
    set_of[g_array_index (people, guint32, i)]
        = has_expressions && i % 2 == 1 ? FUS_SET_EXPRESSION : FUS_SET_IDENTITY;
  for (guint i = 0; i < list->n_frames; i++)
    {
      FusFrame *frame = &list->frames[i];

      if (frame->part == FUS_PART_NONE)
        continue;
      frame->set = frame->identity >= 0 ? (FusSet) set_of[frame->identity] : FUS_SET_EXPRESSION;
      if (frame->set == FUS_SET_EXPRESSION && frame->expression == FUS_EXPRESSION_NONE)
        {
          frame->set = FUS_SET_NONE;
          frame->part = FUS_PART_NONE;
        }
      else
        has[frame->set] = TRUE;
    }
  split_clear (split);
  return (!has[FUS_SET_IDENTITY] || check_parts (list, FUS_SET_IDENTITY, error))
         && (!has[FUS_SET_EXPRESSION] || check_parts (list, FUS_SET_EXPRESSION, error));
}

GArray *
fus_frame_list_select (const FusFrameList *list, FusSet set, FusPart part)
{
  GArray *frames = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < list->n_frames; i++)
    if (list->frames[i].set == set && list->frames[i].part == part)
      g_array_append_val (frames, i);
  return frames;
}
