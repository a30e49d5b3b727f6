/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"
#include "study/training/training.h"

#include <glib/gstdio.h>
#include <string.h>

#define PEOPLE 10

static int frames_changed;

static void
on_frames_changed (FusStudy *study)
{
  frames_changed++;
}

static FusStudy *
reopen (FusStudy *study)
{
  g_autoptr (GError) error = NULL;
  FusStudy *again = fus_study_open (fus_study_path (study), &error);

  g_assert_no_error (error);
  return again;
}

static void
test_create_and_open (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = NULL, again = NULL, by_file = NULL;
  g_autofree char *file = g_build_filename (folder, "study", "study.json", NULL);
  g_autofree char *faces = g_build_filename (folder, "faces", NULL);
  g_autofree char *path = g_build_filename (folder, "study", NULL);
  FusFrameList *frames, *frames_again;

  g_assert_false (fus_study_is_study (path));
  protocol.seed = (G_GUINT64_CONSTANT (1) << 53) - 1;
  study = fixture_study (folder, PEOPLE, &protocol);
  g_assert_true (fus_study_is_study (path));
  again = reopen (study);
  by_file = fus_study_open (file, NULL);

  g_assert_cmpstr (fus_study_path (by_file), ==, path);
  g_assert_cmpstr (fus_study_title (again), ==, "study");
  g_assert_true (fus_protocol_equal (fus_study_protocol (again), &protocol));
  g_assert_cmpuint (fus_study_n_datasets (again), ==, 1);
  g_assert_cmpstr (fus_study_dataset_root (again, 0), ==, faces);
  g_assert_cmpint (fus_study_dataset_kind (again, 0), ==, FUS_DATASET_KDEF);
  g_assert_true (fus_crop_equal (
      &(FusCrop){ fus_study_crop (study, 0).x, fus_study_crop (study, 0).y,
                  fus_study_crop (study, 0).width, fus_study_crop (study, 0).height },
      &(FusCrop){ fus_study_crop (again, 0).x, fus_study_crop (again, 0).y,
                  fus_study_crop (again, 0).width, fus_study_crop (again, 0).height }));
  g_assert_false (fus_study_data_missing (again));
  g_assert_false (fus_study_faults_checked (again));

  frames = fus_study_frames (study);
  frames_again = fus_study_frames (again);
  g_assert_cmpuint (frames->n_frames, ==, PEOPLE * 14);
  g_assert_cmpuint (frames_again->n_frames, ==, frames->n_frames);
  for (guint i = 0; i < frames->n_frames; i++)
    {
      g_assert_cmpstr (frames->frames[i].path, ==, frames_again->frames[i].path);
      g_assert_cmpint (frames->frames[i].set, ==, frames_again->frames[i].set);
      g_assert_cmpint (frames->frames[i].part, ==, frames_again->frames[i].part);
    }
  g_assert_cmpuint (fus_study_classes (again, FUS_TASK_IDENTITY)->n, ==, PEOPLE / 2);
  g_assert_cmpuint (fus_study_classes (again, FUS_TASK_EXPRESSION)->n, ==, 7);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_create_refused (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autofree char *faces = fixture_faces (folder, 2);
  g_autofree char *path = g_build_filename (folder, "study", NULL);
  g_autoptr (FusDataset) dataset = fus_dataset_open (faces, NULL);
  g_autoptr (GError) error = NULL;

  /* Onto a folder with something in it. */
  g_assert_null (fus_study_create (faces, &dataset, 1, NULL, &protocol, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_EXISTS);
  g_clear_error (&error);

  /* Too few people; and nothing is left behind. */
  g_assert_null (fus_study_create (path, &dataset, 1, NULL, &protocol, &error));
  g_assert_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_SPLIT);
  g_clear_error (&error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  protocol.image_size = 33;
  g_assert_null (fus_study_create (path, &dataset, 1, NULL, &protocol, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL);
  fixture_folder_free (folder);
}

/* Replaces @from, which must be there, by @to in study.json. */
static void
edit (FusStudy *study, const char *from, const char *to)
{
  g_autofree char *path = fus_study_file (study, "", "study.json");
  g_autofree char *text = NULL, *edited = NULL;
  g_auto (GStrv) parts = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  parts = g_strsplit (text, from, 2);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  edited = g_strjoinv (to, parts);
  fixture_write (path, edited);
}

static void
test_hostile (void)
{
  const char *const edits[][2] = {
    { "\"fusiform-study\"", "\"another\"" },
    { "\"version\" : 2", "\"version\" : \"2\"" },
    { "\"version\" : 2", "\"version\" : 1.5" },
    { "\"version\" : 2", "\"version\" : 0" },
    { "\"title\" : \"study\"", "\"title\" : null" },
    { "\"image-size\" : 32", "\"image-size\" : 31" },
    { "\"image-size\" : 32", "\"image-size\" : -32" },
    { "\"image-size\" : 32", "\"image-size\" : 1e300" },
    { "\"image-size\" : 32", "\"image-size\" : [32]" },
    { "\"epochs\" : 3", "\"epochs\" : 99999999999999999999" },
    { "\"batch\" : 8", "\"batch\" : 0" },
    { "\"own\"", "\"mine\"" },
    { "\"seed\" : 1", "\"seed\" : -1" },
    { "\"../faces\"", "7" },
    { "\"../faces\"", "\"demo-faces:people=999,seed=1,size=562x762\"" },
    { "\"kdef\"", "\"kfed\"" },
    { "\"fingerprint\" : \"", "\"fingerprint\" : {}, \"x\" : \"" },
    { "\"crop\" : {", "\"crop\" : 3, \"x\" : {" },
    { "\"x\" : ", "\"x\" : 0.9, \"nothing\" : " },
    { "\"datasets\" : [", "\"datasets\" : [], \"x\" : [" },
    { "\"datasets\" : [", "\"datasets\" : {}, \"x\" : [" },
    { "\"datasets\" : [", "\"datasets\" : [ 1, 2, 3 ], \"x\" : [" },
    { "\"protocol\" : {", "\"protocol\" : [], \"x\" : {" },
  };
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *path = fus_study_file (study, "", "study.json");
  g_autoptr (GBytes) good = fixture_read (path);
  gsize size = g_bytes_get_size (good);

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (FusStudy) opened = NULL;

      edit (study, edits[i][0], edits[i][1]);
      opened = fus_study_open (fus_study_path (study), &error);
      /* An unknown address is a path of its own: a study whose data are missing. */
      if (strstr (edits[i][1], "demo-faces:") != NULL)
        g_assert_true (opened != NULL && fus_study_data_missing (opened));
      else
        {
          g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_NOT_A_STUDY);
          g_assert_nonnull (strstr (error->message, path));
        }
      g_file_set_contents (path, g_bytes_get_data (good, NULL), size, NULL);
    }

  /* Cut short anywhere. */
  for (gsize length = 0; length < size - 2; length += 7)
    {
      g_autoptr (GError) error = NULL;

      g_file_set_contents (path, g_bytes_get_data (good, NULL), length, NULL);
      g_assert_null (fus_study_open (fus_study_path (study), &error));
      g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_NOT_A_STUDY);
    }
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* Settings that came later are kept; a study without them is as it was, and its file too. */
static void
test_later_settings (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol), again = NULL;
  g_autofree char *path = fus_study_file (study, "", "study.json");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (fus_study_set_crop (study, 0, &(FusCrop){ 0, 0, 1, 1 }, &error));
  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "\"version\" : 1,"));
  g_assert_null (strstr (text, "schedule"));
  edit (study, "\"seed\" : 1",
        "\"seed\" : 1, \"schedule\" : \"cosine\", \"warm-up\" : 0.1, \"shift\" : 0.05, "
        "\"mirror\" : true, \"expression-weight\" : 2");
  edit (study, "\"version\" : 1", "\"version\" : 2");
  again = fus_study_open (fus_study_path (study), &error);
  g_assert_no_error (error);
  protocol.schedule = FUS_SCHEDULE_COSINE;
  protocol.warm_up = 0.1;
  protocol.augmentation.shift = 0.05;
  protocol.augmentation.mirror = TRUE;
  protocol.task_weight[FUS_TASK_EXPRESSION] = 2;
  g_assert_true (fus_protocol_equal (fus_study_protocol (again), &protocol));

  g_assert_false (fus_study_crop (again, 0).keeps_shape);

  /* What is written is what was read. */
  g_assert_true (fus_study_set_crop (again, 0, &(FusCrop){ 0, 0, 1, 1, TRUE }, &error));
  g_assert_no_error (error);
  g_clear_object (&again);
  again = fus_study_open (fus_study_path (study), &error);
  g_assert_no_error (error);
  g_assert_true (fus_protocol_equal (fus_study_protocol (again), &protocol));
  g_assert_true (fus_study_crop (again, 0).keeps_shape);
  g_clear_object (&again);

  /* The frame to be opened on; another name is none. */
  edit (study, "\"title\" : \"study\"",
        "\"title\" : \"study\", \"first-frame\" : \"AF01/AF01HAS.png\"");
  again = fus_study_open (fus_study_path (study), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fus_study_frames (again)->frames[fus_study_first_frame (again)].path, ==,
                   "AF01/AF01HAS.png");
  g_assert_true (fus_study_set_crop (again, 0, &(FusCrop){ 0, 0, 1, 1 }, &error));
  g_clear_object (&again);
  again = fus_study_open (fus_study_path (study), &error);
  g_assert_cmpint (fus_study_first_frame (again), >, 0);
  g_clear_object (&again);
  edit (study, "AF01/AF01HAS.png", "nowhere.png");
  again = fus_study_open (fus_study_path (study), &error);
  g_assert_cmpint (fus_study_first_frame (again), ==, -1);
  g_clear_object (&again);

  edit (study, "\"cosine\"", "\"sudden\"");
  g_assert_null (fus_study_open (fus_study_path (study), &error));
  g_assert_nonnull (strstr (error->message, "schedule"));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_newer_version (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (GError) error = NULL;

  edit (study, "\"version\" : 2", "\"version\" : 3");
  g_assert_null (fus_study_open (fus_study_path (study), &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_NOT_A_STUDY);
  g_assert_nonnull (strstr (error->message, "newer"));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

typedef struct
{
  const char *path;
  FusDataset *dataset;
  FusProtocol protocol;
  FusStudy *study;
  GError *error;
} Maker;

static gpointer
make (gpointer data)
{
  Maker *maker = data;

  maker->study
      = fus_study_create (maker->path, &maker->dataset, 1, NULL, &maker->protocol, &maker->error);
  return NULL;
}

/* Several who make a study in one folder at once: one has it, and its files are that one's. */
static void
test_create_at_once (void)
{
  char *folder = fixture_folder_new ();
  g_autofree char *faces = fixture_faces (folder, PEOPLE);
  g_autoptr (FusDataset) dataset = fus_dataset_open (faces, NULL);

  for (guint round = 0; round < 20; round++)
    {
      g_autofree char *name = g_strdup_printf ("study-%u", round);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      Maker makers[4];
      GThread *threads[G_N_ELEMENTS (makers)];
      guint n_made = 0;

      for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
        {
          makers[i] = (Maker){ path, dataset, fixture_protocol (), NULL, NULL };
          makers[i].protocol.seed = 100 + i;
          threads[i] = g_thread_new ("maker", make, &makers[i]);
        }
      for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
        g_thread_join (threads[i]);

      g_autoptr (FusStudy) opened = fus_study_open (path, NULL);
      g_assert_nonnull (opened);
      for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
        {
          if (makers[i].study != NULL)
            g_assert_cmpuint (fus_study_protocol (opened)->seed, ==, makers[i].protocol.seed);
          else
            g_assert_error (makers[i].error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_EXISTS);
          n_made += makers[i].study != NULL;
          g_clear_object (&makers[i].study);
          g_clear_error (&makers[i].error);
        }
      g_assert_cmpuint (n_made, ==, 1);
    }
  fixture_folder_free (folder);
}

/* A file of nothing but brackets. */
static void
test_deep (void)
{
  char *folder = fixture_folder_new ();
  g_autofree char *path = g_build_filename (folder, "study.json", NULL);
  g_autofree char *brackets = g_strnfill (900000, '[');
  g_autoptr (GError) error = NULL;

  fixture_write (path, brackets);
  g_assert_null (fus_study_open (folder, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_NOT_A_STUDY);
  fixture_folder_free (folder);
}

static void
test_no_study (void)
{
  char *folder = fixture_folder_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (fus_study_open (folder, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_NOT_A_STUDY);
  g_assert_nonnull (strstr (error->message, folder));
  fixture_folder_free (folder);
}

/* Study and data moved together are found again; data moved alone are missed and shown. */
static void
test_missing_and_relocated (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *moved = g_strconcat (folder, "-moved", NULL);
  g_autofree char *there = g_build_filename (moved, "study", NULL);
  g_autofree char *faces = g_build_filename (moved, "faces", NULL);
  g_autofree char *elsewhere = g_build_filename (moved, "elsewhere", NULL);
  g_autofree char *picture = g_build_filename (elsewhere, "AF01", "AF01HAS.png", NULL);
  g_autoptr (GError) error = NULL;

  g_clear_object (&study);
  g_assert_cmpint (g_rename (folder, moved), ==, 0);
  study = fus_study_open (there, &error);
  g_assert_no_error (error);
  g_assert_false (fus_study_data_missing (study));

  g_assert_cmpint (g_rename (faces, elsewhere), ==, 0);
  g_assert_true (fus_study_data_missing (study));
  g_clear_object (&study);
  study = fus_study_open (there, &error);
  g_assert_no_error (error);
  g_assert_true (fus_study_data_missing (study));

  frames_changed = 0;
  g_signal_connect (study, "frames-changed", G_CALLBACK (on_frames_changed), NULL);
  g_assert_true (fus_study_relocate (study, 0, elsewhere, &error));
  g_assert_no_error (error);
  g_assert_cmpint (frames_changed, ==, 1);
  g_assert_false (fus_study_data_missing (study));
  g_clear_object (&study);
  study = fus_study_open (there, &error);
  g_assert_cmpstr (fus_study_dataset_root (study, 0), ==, elsewhere);

  /* Another data set: a file has changed its size. */
  fixture_write (picture, "x");
  g_assert_false (fus_study_relocate (study, 0, elsewhere, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA);
  g_clear_object (&study);
  fixture_folder_free (g_steal_pointer (&moved));
  g_free (folder);
}

/* A study of some frames of each person remembers how many, and knows its data set again by that.
 */
static void
test_chosen_frames (void)
{
  char *folder = fixture_folder_new (), *other = fixture_folder_new ();
  g_autofree char *faces = fixture_faces (folder, PEOPLE), *same = fixture_faces (other, PEOPLE);
  g_autofree char *path = g_build_filename (folder, "study", NULL);
  g_autoptr (FusDataset) whole = fus_dataset_open (faces, NULL), chosen = NULL;
  const FusDatasetChoice ten = { .max_per_person = 10 };
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = NULL, again = NULL;
  g_autoptr (GError) error = NULL;

  chosen = fus_dataset_choose (whole, &ten);
  study = fus_study_create (path, &chosen, 1, NULL, &protocol, &error);
  g_assert_no_error (error);
  again = reopen (study);
  g_assert_cmpuint (fus_study_frames (again)->n_frames, ==, PEOPLE * 10);
  g_assert_true (fus_study_relocate (again, 0, same, &error));
  g_assert_no_error (error);
  g_clear_object (&study);
  study = reopen (again);
  g_assert_cmpstr (fus_study_dataset_root (study, 0), ==, same);
  g_assert_true (fus_study_relocate (study, 0, faces, &error));
  g_clear_object (&study);
  g_clear_object (&again);
  fixture_folder_free (folder);
  fixture_folder_free (other);
}

static void
test_crop (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudy) again = NULL;
  g_autoptr (FusPicture) before = NULL, after = NULL;
  const FusCrop bad[] = { { 0, 0, 0, 1 }, { 0.5, 0, 0.6, 1 }, { -0.1, 0, 0.5, 0.5 } };
  FusCrop crop = { 0.25, 0.125, 0.5, 0.7 }, read;

  frames_changed = 0;
  g_signal_connect (study, "frames-changed", G_CALLBACK (on_frames_changed), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (fus_study_set_crop (study, 0, &bad[i], &error));
      g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL);
    }
  g_assert_cmpint (frames_changed, ==, 0);

  before = fus_feeder_fetch_picture (fus_study_feeder (study), 0, NULL);
  g_assert_true (fus_study_set_crop (study, 0, &crop, NULL));
  g_assert_cmpint (frames_changed, ==, 1);
  after = fus_feeder_fetch_picture (fus_study_feeder (study), 0, NULL);
  g_assert_cmpint (memcmp (before->pixels, after->pixels, 3 * 32 * 32), !=, 0);
  again = reopen (study);
  read = fus_study_crop (again, 0);
  g_assert_true (fus_crop_equal (&read, &crop));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_faults (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudy) again = NULL;
  FusFrameList *before = fus_study_frames (study);
  g_autoptr (FusFrameList) checked = fus_frame_list_copy (before);
  FusFrameList *after;

  frames_changed = 0;
  g_signal_connect (study, "frames-changed", G_CALLBACK (on_frames_changed), NULL);
  for (guint i = 0; i < checked->n_frames; i++)
    {
      checked->frames[i].fault = i == 17 ? FUS_FAULT_BLACK : FUS_FAULT_NONE;
      /* What a scan of the data set does not know. */
      checked->frames[i].set = FUS_SET_NONE;
      checked->frames[i].part = FUS_PART_NONE;
    }
  g_assert_true (fus_study_set_faults (study, checked, NULL));
  g_assert_cmpint (frames_changed, ==, 1);
  g_assert_true (fus_study_faults_checked (study));

  again = reopen (study);
  g_assert_true (fus_study_faults_checked (again));
  after = fus_study_frames (again);
  for (guint i = 0; i < after->n_frames; i++)
    if (i == 17)
      {
        g_assert_cmpint (after->frames[i].fault, ==, FUS_FAULT_BLACK);
        g_assert_cmpint (after->frames[i].part, ==, FUS_PART_NONE);
      }
    else
      {
        /* The list that was current before can still be read. */
        g_assert_cmpint (after->frames[i].set, ==, before->frames[i].set);
        g_assert_cmpint (after->frames[i].part, ==, before->frames[i].part);
      }
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* Identity from one data set, expression from another. */
static void
test_two_datasets (void)
{
  char *folder = fixture_folder_new (), *other = fixture_folder_new ();
  g_autofree char *faces[] = { fixture_faces (folder, 4), NULL };
  g_autofree char *more = fixture_faces (other, 10);
  g_autofree char *path = g_build_filename (folder, "study", NULL);
  FusDataset *datasets[] = { fus_dataset_open (faces[0], NULL), fus_dataset_open (more, NULL) };
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudy) study = NULL, again = NULL;
  g_autoptr (GHashTable) train = g_hash_table_new (NULL, NULL);
  FusFrameList *frames;
  guint n[2][2] = { { 0 } };

  study = fus_study_create (path, datasets, 2, NULL, &protocol, &error);
  g_assert_no_error (error);
  again = reopen (study);
  g_assert_cmpuint (fus_study_n_datasets (again), ==, 2);
  g_assert_cmpstr (fus_study_dataset_root (again, 1), ==, more);
  frames = fus_study_frames (again);
  g_assert_cmpuint (frames->n_frames, ==, 14 * 14);
  /* Both sets have an F01 and others: different people, each under a name of its own. */
  g_assert_cmpuint (frames->n_people, ==, 14);
  g_assert_true (g_strv_contains ((const char *const *) frames->people, "F01 (2)"));
  for (guint i = 0; i < frames->n_frames; i++)
    {
      const FusFrame *frame = &frames->frames[i];

      g_assert_cmpint (frame->set, ==, frame->dataset);
      n[frame->set][frame->part]++;
      if (frame->set == FUS_SET_EXPRESSION && frame->part == FUS_PART_TRAIN)
        g_hash_table_add (train, GINT_TO_POINTER (frame->identity));
    }
  /* 4 people with 14 frames, of which 3 are held out; 10 people, of whom 2 are. */
  g_assert_cmpuint (n[FUS_SET_IDENTITY][FUS_PART_TRAIN], ==, 4 * 11);
  g_assert_cmpuint (n[FUS_SET_IDENTITY][FUS_PART_TEST], ==, 4 * 3);
  g_assert_cmpuint (n[FUS_SET_EXPRESSION][FUS_PART_TRAIN], ==, 8 * 14);
  g_assert_cmpuint (n[FUS_SET_EXPRESSION][FUS_PART_TEST], ==, 2 * 14);
  g_assert_cmpuint (g_hash_table_size (train), ==, 8);
  g_assert_cmpuint (fus_study_classes (again, FUS_TASK_IDENTITY)->n, ==, 4);

  fixture_train (again, FUS_NETWORK_JOINT);
  g_clear_object (&study);
  for (int i = 0; i < 2; i++)
    fus_dataset_unref (datasets[i]);
  fixture_folder_free (folder);
  fixture_folder_free (other);
}

static guint changed_kinds;

static void
on_network_changed (FusStudy *study, guint kind)
{
  changed_kinds |= 1u << kind;
}

static gboolean
is_joint_changed (gpointer data)
{
  return changed_kinds == 1u << FUS_NETWORK_JOINT;
}

static gpointer
publish (gpointer data)
{
  FusArchitecture arch = { .image_size = 32, .width = 0.05, .n_classes = { 5, 7 } };
  g_autoptr (FusNetwork) network = fus_network_new (&arch, NULL);

  fus_study_publish_network (data, FUS_NETWORK_JOINT, network);
  return network;
}

static void
test_publish (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusNetwork) network = NULL;
  gpointer published;

  changed_kinds = 0;
  g_signal_connect (study, "network-changed", G_CALLBACK (on_network_changed), NULL);
  published = g_thread_join (g_thread_new ("publisher", publish, study));
  g_assert_cmpuint (changed_kinds, ==, 0);
  network = fus_study_network (study, FUS_NETWORK_JOINT, NULL);
  g_assert_true (network == published);
  fixture_wait (is_joint_changed, NULL, 5);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_true_class (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusNetwork) joint = NULL, identity = NULL;
  FusFrameList *frames = fus_study_frames (study);

  fixture_train (study, FUS_NETWORK_JOINT);
  fixture_train (study, FUS_NETWORK_IDENTITY);
  joint = fus_study_network (study, FUS_NETWORK_JOINT, NULL);
  identity = fus_study_network (study, FUS_NETWORK_IDENTITY, NULL);
  for (guint i = 0; i < frames->n_frames; i++)
    {
      const FusFrame *frame = &frames->frames[i];
      gint32 class = fus_study_true_class (study, joint, FUS_TASK_IDENTITY, frame);

      /* People of the expression set are nobody to the networks of identity. */
      if (frame->set == FUS_SET_IDENTITY)
        g_assert_cmpstr (fus_network_class_names (joint, FUS_TASK_IDENTITY)[class], ==,
                         frames->people[frame->identity]);
      else
        g_assert_cmpint (class, ==, -1);
      g_assert_cmpint (fus_study_true_class (study, joint, FUS_TASK_EXPRESSION, frame), ==,
                       frame->expression);
      g_assert_cmpint (fus_study_true_class (study, identity, FUS_TASK_EXPRESSION, frame), ==, -1);
    }
  g_assert_cmpstr (fus_class_title (FUS_TASK_EXPRESSION, "happy"), ==, "happy");
  g_assert_cmpstr (fus_class_title (FUS_TASK_IDENTITY, "F01"), ==, "F01");
  g_clear_object (&study);
  fixture_folder_free (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/study/create-and-open", test_create_and_open);
  g_test_add_func ("/study/study/create-refused", test_create_refused);
  g_test_add_func ("/study/study/create-at-once", test_create_at_once);
  g_test_add_func ("/study/study/hostile", test_hostile);
  g_test_add_func ("/study/study/later-settings", test_later_settings);
  g_test_add_func ("/study/study/newer-version", test_newer_version);
  g_test_add_func ("/study/study/chosen-frames", test_chosen_frames);
  g_test_add_func ("/study/study/deep", test_deep);
  g_test_add_func ("/study/study/no-study", test_no_study);
  g_test_add_func ("/study/study/missing-and-relocated", test_missing_and_relocated);
  g_test_add_func ("/study/study/crop", test_crop);
  g_test_add_func ("/study/study/faults", test_faults);
  g_test_add_func ("/study/study/two-datasets", test_two_datasets);
  g_test_add_func ("/study/study/publish", test_publish);
  g_test_add_func ("/study/study/true-class", test_true_class);
  return g_test_run ();
}
