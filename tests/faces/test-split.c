/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/split.h"

#include <string.h>

/* @sessions, @expressions, @angles: how many of each every person has; people are half female. */
static FusFrameList *
make_list (guint n_people, guint sessions, guint expressions, guint angles)
{
  FusFrameListBuilder *builder = fus_frame_list_builder_new ();

  for (guint p = 0; p < n_people; p++)
    for (guint s = 0; s < sessions; s++)
      for (guint e = 0; e < expressions; e++)
        for (guint a = 0; a < angles; a++)
          {
            const FusSex sex = p < n_people / 2 ? FUS_SEX_FEMALE : FUS_SEX_MALE;
            g_autofree char *person = g_strdup_printf ("%s%03u", fus_sex_name (sex), p);
            g_autofree char *path = g_strdup_printf ("%c%s/%s%s.jpg", 'A' + s, person,
                                                     fus_expression_code (e), fus_angle_code (a));
            const FusFrame frame = { .path = path,
                                     .sex = sex,
                                     .expression = e,
                                     .angle = a,
                                     .set = FUS_SET_NONE,
                                     .part = FUS_PART_NONE,
                                     .session = 'A' + s };

            fus_frame_list_builder_add (builder, &frame, person);
          }
  return fus_frame_list_builder_end (builder);
}

static guint
count (const FusFrameList *list, FusSet set, FusPart part)
{
  g_autoptr (GArray) frames = fus_frame_list_select (list, set, part);

  return frames->len;
}

/* What every split must keep to: sets share no person, the expression set's parts share none. */
static void
check_people (const FusFrameList *list)
{
  g_autofree int *set_of = g_new (int, list->n_people);
  g_autofree int *part_of = g_new (int, list->n_people);

  memset (set_of, 0xff, list->n_people * sizeof *set_of);
  memset (part_of, 0xff, list->n_people * sizeof *part_of);
  for (guint i = 0; i < list->n_frames; i++)
    {
      const FusFrame *frame = &list->frames[i];

      g_assert_true ((frame->set == FUS_SET_NONE) == (frame->part == FUS_PART_NONE));
      if (frame->set == FUS_SET_NONE)
        continue;
      g_assert_true (set_of[frame->identity] == -1 || set_of[frame->identity] == frame->set);
      set_of[frame->identity] = frame->set;
      if (frame->set != FUS_SET_EXPRESSION)
        continue;
      g_assert_true (part_of[frame->identity] == -1 || part_of[frame->identity] == frame->part);
      part_of[frame->identity] = frame->part;
    }
}

/* The paper's numbers: 35 people and 2450 frames in each set, 490 of them for the test. */
static void
test_kdef (void)
{
  g_autoptr (FusFrameList) list = make_list (70, 2, 7, 5);
  guint n_sex[FUS_N_TASKS][2] = { { 0 } };
  guint n_expression[7] = { 0 }, n_angle[5] = { 0 }, n_session[2] = { 0 }, n_person[70] = { 0 };
  guint n_test_sex[2] = { 0 };

  g_assert_true (fus_split (list, FALSE, 1, NULL));
  check_people (list);
  for (guint i = 0; i < list->n_frames; i++)
    {
      const FusFrame *frame = &list->frames[i];

      n_sex[frame->set][frame->sex]++;
      if (frame->part != FUS_PART_TEST)
        continue;
      if (frame->set == FUS_SET_EXPRESSION)
        {
          n_test_sex[frame->sex]++;
          continue;
        }
      n_expression[frame->expression]++;
      n_angle[frame->angle]++;
      n_session[frame->session - 'A']++;
      n_person[frame->identity]++;
    }
  for (FusSet set = 0; set < FUS_N_TASKS; set++)
    {
      g_assert_cmpuint (count (list, set, FUS_PART_TRAIN), ==, 1960);
      g_assert_cmpuint (count (list, set, FUS_PART_TEST), ==, 490);
      /* 35 of each sex do not halve: 17 or 18 of them. */
      g_assert_cmpuint (n_sex[set][0], >=, 17 * 70);
      g_assert_cmpuint (n_sex[set][1], >=, 17 * 70);
    }
  for (guint p = 0; p < 70; p++)
    g_assert_true (n_person[p] == 0 || n_person[p] == 14);
  for (guint e = 0; e < 7; e++)
    g_assert_cmpuint (n_expression[e], ==, 70);
  for (guint a = 0; a < 5; a++)
    g_assert_cmpuint (ABS ((int) n_angle[a] - 98), <=, 2);
  g_assert_cmpuint (n_session[0], ==, 245);
  /* 7 test people: 3 or 4 of each sex. */
  g_assert_cmpuint (n_test_sex[0], >=, 3 * 70);
  g_assert_cmpuint (n_test_sex[1], >=, 3 * 70);
}

static gboolean
is_same (const FusFrameList *a, const FusFrameList *b)
{
  for (guint i = 0; i < a->n_frames; i++)
    if (a->frames[i].set != b->frames[i].set || a->frames[i].part != b->frames[i].part)
      return FALSE;
  return TRUE;
}

static void
test_seed_decides (void)
{
  g_autoptr (FusFrameList) first = make_list (20, 2, 7, 1);
  g_autoptr (FusFrameList) again = make_list (20, 2, 7, 1);
  g_autoptr (FusFrameList) other = make_list (20, 2, 7, 1);

  g_assert_true (fus_split (first, FALSE, 7, NULL));
  /* What was there before has no part in it. */
  g_assert_true (fus_split (again, FALSE, 3, NULL));
  g_assert_true (fus_split (again, FALSE, 7, NULL));
  g_assert_true (fus_split (other, FALSE, 8, NULL));
  g_assert_true (is_same (first, again));
  g_assert_false (is_same (first, other));
}

static void
test_two_frames_each (void)
{
  g_autoptr (FusFrameList) list = make_list (102, 1, 2, 1);

  g_assert_true (fus_split (list, FALSE, 1, NULL));
  check_people (list);
  g_assert_cmpuint (count (list, FUS_SET_IDENTITY, FUS_PART_TRAIN), ==, 51);
  g_assert_cmpuint (count (list, FUS_SET_IDENTITY, FUS_PART_TEST), ==, 51);
  g_assert_cmpuint (count (list, FUS_SET_EXPRESSION, FUS_PART_TRAIN), ==, 82);
  g_assert_cmpuint (count (list, FUS_SET_EXPRESSION, FUS_PART_TEST), ==, 20);
  for (guint i = 0; i < list->n_frames; i += 2)
    if (list->frames[i].set == FUS_SET_IDENTITY)
      g_assert_cmpint (list->frames[i].part, !=, list->frames[i + 1].part);
}

static void
test_odd_numbers (void)
{
  for (guint n_people = 4; n_people < 24; n_people++)
    for (guint n_expressions = 2; n_expressions <= 7; n_expressions++)
      {
        g_autoptr (FusFrameList) list = make_list (n_people, 1, n_expressions, 1);
        g_autoptr (GError) error = NULL;

        fus_split (list, FALSE, n_people, &error);
        g_assert_no_error (error);
        check_people (list);
        for (FusSet set = 0; set < FUS_N_TASKS; set++)
          for (FusPart part = 0; part <= FUS_PART_TEST; part++)
            g_assert_cmpuint (count (list, set, part), >, 0);
      }
}

static void
test_faults_are_left_out (void)
{
  g_autoptr (FusFrameList) list = make_list (10, 2, 7, 5);

  for (guint i = 0; i < list->n_frames; i += 9)
    list->frames[i].fault = FUS_FAULT_BLACK;
  list->frames[1].identity = -1;
  for (guint i = 2; i < list->n_frames; i += 50)
    list->frames[i].expression = FUS_EXPRESSION_NONE;
  g_assert_true (fus_split (list, FALSE, 1, NULL));
  for (guint i = 0; i < list->n_frames; i++)
    {
      const FusFrame *frame = &list->frames[i];

      if (frame->fault != FUS_FAULT_NONE || i == 1)
        g_assert_cmpint (frame->set, ==, FUS_SET_NONE);
      else if (frame->set == FUS_SET_NONE)
        g_assert_cmpint (frame->expression, ==, FUS_EXPRESSION_NONE);
      if (frame->set == FUS_SET_EXPRESSION)
        g_assert_cmpint (frame->expression, !=, FUS_EXPRESSION_NONE);
    }
}

static void
test_one_task_only (void)
{
  g_autoptr (FusFrameList) identity = make_list (10, 1, 7, 5);
  g_autoptr (FusFrameList) expression = make_list (10, 1, 7, 5);

  for (guint i = 0; i < identity->n_frames; i++)
    {
      identity->frames[i].expression = FUS_EXPRESSION_NONE;
      expression->frames[i].identity = -1;
    }
  g_assert_true (fus_split (identity, FALSE, 1, NULL));
  g_assert_cmpuint (count (identity, FUS_SET_IDENTITY, FUS_PART_TRAIN), ==, 280);
  g_assert_cmpuint (count (identity, FUS_SET_IDENTITY, FUS_PART_TEST), ==, 70);
  g_assert_true (fus_split (expression, FALSE, 1, NULL));
  g_assert_cmpuint (count (expression, FUS_SET_EXPRESSION, FUS_PART_TRAIN), ==, 280);
  g_assert_cmpuint (count (expression, FUS_SET_EXPRESSION, FUS_PART_TEST), ==, 70);
}

/* People with @n_videos of @n_frames each. */
static FusFrameList *
make_videos (guint n_people, guint n_videos, guint n_frames)
{
  FusFrameListBuilder *builder = fus_frame_list_builder_new ();

  for (guint p = 0; p < n_people; p++)
    for (guint v = 0; v < n_videos; v++)
      for (guint i = 0; i < n_frames; i++)
        {
          g_autofree char *person = g_strdup_printf ("P%u", p);
          g_autofree char *path = g_strdup_printf ("%s/1.6/v%u/%03u.jpg", person, v, i);
          const FusFrame frame = { .path = path,
                                   .sex = FUS_SEX_NONE,
                                   .expression = FUS_EXPRESSION_NONE,
                                   .angle = FUS_ANGLE_NONE };

          fus_frame_list_builder_add (builder, &frame, person);
        }
  return fus_frame_list_builder_end (builder);
}

static void
test_by_video (void)
{
  g_autoptr (FusFrameList) list = make_videos (6, 10, 8);
  g_autoptr (FusFrameList) again = make_videos (6, 10, 8);
  g_autoptr (FusFrameList) many = make_videos (4, 30, 3);
  g_autoptr (FusFrameList) single = make_videos (4, 1, 10);
  g_autoptr (GHashTable) parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_tests[6] = { 0 };

  g_assert_true (fus_split (list, TRUE, 3, NULL));
  g_assert_true (fus_split (again, TRUE, 3, NULL));
  for (guint i = 0; i < list->n_frames; i++)
    {
      const FusFrame *frame = &list->frames[i];
      char *video = g_path_get_dirname (frame->path);
      gpointer part;

      g_assert_cmpint (frame->set, ==, FUS_SET_IDENTITY);
      g_assert_cmpint (frame->part, ==, again->frames[i].part);
      if (g_hash_table_lookup_extended (parts, video, NULL, &part))
        g_assert_cmpint (GPOINTER_TO_INT (part), ==, frame->part);
      g_hash_table_insert (parts, video, GINT_TO_POINTER (frame->part));
      n_tests[frame->identity] += frame->part == FUS_PART_TEST;
    }
  /* Two videos of ten, of eight frames each. */
  for (guint p = 0; p < 6; p++)
    g_assert_cmpuint (n_tests[p], ==, 16);

  g_assert_true (fus_split (many, TRUE, 3, NULL));
  g_assert_cmpuint (count (many, FUS_SET_IDENTITY, FUS_PART_TEST), ==, 4 * 6 * 3);

  /* A single video is cut once. */
  g_assert_true (fus_split (single, TRUE, 3, NULL));
  for (guint i = 0; i < single->n_frames; i++)
    g_assert_cmpint (single->frames[i].part, ==, i % 10 >= 8 ? FUS_PART_TEST : FUS_PART_TRAIN);
}

/* Parts that come with the data set stay, whatever the seed. */
static void
test_published (void)
{
  g_autoptr (FusFrameList) nameless = make_list (10, 1, 7, 5);
  g_autoptr (FusFrameList) named = make_list (10, 2, 7, 5);

  g_assert_false (fus_frame_list_has_parts (nameless));
  for (guint i = 0; i < nameless->n_frames; i++)
    {
      nameless->frames[i].identity = -1;
      nameless->frames[i].part = i % 3 == 0 ? FUS_PART_TEST : FUS_PART_TRAIN;
    }
  nameless->frames[0].part = FUS_PART_NONE;
  nameless->frames[3].fault = FUS_FAULT_UNREADABLE;
  g_assert_true (fus_frame_list_has_parts (nameless));
  g_assert_true (fus_split_published (nameless, 5, NULL));
  for (guint i = 0; i < nameless->n_frames; i++)
    {
      const FusFrame *frame = &nameless->frames[i];
      const gboolean left_out = i == 0 || i == 3;

      g_assert_cmpint (frame->set, ==, left_out ? FUS_SET_NONE : FUS_SET_EXPRESSION);
      g_assert_cmpint (frame->part, ==,
                       left_out     ? FUS_PART_NONE
                       : i % 3 == 0 ? FUS_PART_TEST
                                    : FUS_PART_TRAIN);
    }

  for (guint i = 0; i < named->n_frames; i++)
    named->frames[i].part = named->frames[i].session == 'B' ? FUS_PART_TEST : FUS_PART_TRAIN;
  g_assert_true (fus_split_published (named, 5, NULL));
  for (guint set = 0; set < FUS_N_TASKS; set++)
    for (guint part = 0; part < 2; part++)
      g_assert_cmpuint (count (named, set, part), ==, 5 * 35);
}

static void
test_too_little (void)
{
  g_autoptr (FusFrameList) few = make_list (3, 2, 7, 5);
  g_autoptr (FusFrameList) single = make_list (8, 1, 1, 1);
  g_autoptr (FusFrameList) none = make_list (0, 0, 0, 0);
  FusFrameList *all[] = { few, single, none };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (fus_split (all[i], FALSE, 1, &error));
      g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_SPLIT);
    }
}

static void
test_classes (void)
{
  g_autoptr (FusFrameList) list = make_list (8, 1, 7, 1);
  g_autoptr (FusTaskClasses) identity = NULL;
  g_autoptr (FusTaskClasses) expression = NULL;

  for (guint i = 0; i < list->n_frames; i++)
    if (list->frames[i].expression == FUS_EXPRESSION_ANGRY)
      list->frames[i].fault = FUS_FAULT_BLACK;
  g_assert_true (fus_split (list, FALSE, 1, NULL));
  identity = fus_task_classes_new (list, FUS_TASK_IDENTITY);
  expression = fus_task_classes_new (list, FUS_TASK_EXPRESSION);
  g_assert_cmpuint (identity->n, ==, 4);
  g_assert_cmpuint (g_strv_length (identity->names), ==, 4);
  g_assert_cmpuint (expression->n, ==, 6);
  g_assert_cmpstr (expression->names[0], ==, "afraid");
  g_assert_cmpstr (expression->names[1], ==, "disgusted");
  g_assert_cmpint (expression->index_of[FUS_EXPRESSION_ANGRY], ==, -1);
  for (guint i = 0; i < list->n_frames; i++)
    {
      const FusFrame *frame = &list->frames[i];
      const gint32 class = fus_task_classes_of (identity, FUS_TASK_IDENTITY, frame);

      if (frame->set == FUS_SET_IDENTITY)
        g_assert_cmpstr (identity->names[class], ==, list->people[frame->identity]);
      else if (frame->set == FUS_SET_EXPRESSION)
        g_assert_cmpint (class, ==, -1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/split/kdef", test_kdef);
  g_test_add_func ("/faces/split/seed", test_seed_decides);
  g_test_add_func ("/faces/split/two-frames", test_two_frames_each);
  g_test_add_func ("/faces/split/odd-numbers", test_odd_numbers);
  g_test_add_func ("/faces/split/faults", test_faults_are_left_out);
  g_test_add_func ("/faces/split/one-task", test_one_task_only);
  g_test_add_func ("/faces/split/too-little", test_too_little);
  g_test_add_func ("/faces/split/classes", test_classes);
  g_test_add_func ("/faces/split/by-video", test_by_video);
  g_test_add_func ("/faces/split/published", test_published);
  return g_test_run ();
}
