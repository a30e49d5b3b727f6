/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"

#include "faces/pictures/picture-file.h"
#include "study/training/training.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <math.h>

#define SIDE 40
/* How much longer than a machine with nothing else to do may take. */
#define PATIENCE 10
/* Of a main loop that never runs dry, as while a network trains. */
#define MOST_ROUNDS 1000

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
fixture_run_until (gboolean (*condition) (gpointer data), gpointer data, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  guint waker = g_timeout_add (5, wake, NULL);
  gboolean met;

  while (!(met = condition (data)) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (waker);
  return met;
}

gboolean
fixture_wait_until (gboolean (*condition) (gpointer data), gpointer data, double seconds)
{
  return fixture_run_until (condition, data, PATIENCE * seconds);
}

void
fixture_settle (void)
{
  for (guint i = 0; i < MOST_ROUNDS && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

gboolean
fixture_is_gone (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

void
fixture_wait_dropped (gpointer object)
{
  g_object_add_weak_pointer (G_OBJECT (object), &object);
  g_object_unref (object);
  fixture_wait (fixture_is_gone, &object, 10);
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

void
fixture_run_for (double seconds)
{
  fixture_run_until (never, NULL, seconds);
}

char *
fixture_folder_new (void)
{
  /* In memory where there is such a place: a study syncs its files after every epoch. */
  char *folder = g_mkdtemp (g_strdup ("/dev/shm/fusiform-test-XXXXXX"));

  if (folder == NULL)
    folder = g_dir_make_tmp ("fusiform-test-XXXXXX", NULL);
  g_assert_nonnull (folder);
  return folder;
}

static int
delete_entry (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return g_remove (path);
}

void
fixture_folder_free (char *folder)
{
  g_assert_cmpint (nftw (folder, delete_entry, 16, FTW_DEPTH | FTW_PHYS), ==, 0);
  g_free (folder);
}

static FusPicture *
draw (guint person, int expression, int session)
{
  FusPicture *picture = fus_picture_new (SIDE, SIDE);
  guint32 noise = person * 977 + expression * 31 + session * 7 + 1;

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        guint8 *pixel = picture->pixels + 3 * (y * SIDE + x);
        gboolean bar = y / 5 == expression && x > 8;

        for (int c = 0; c < 3; c++)
          {
            noise = noise * 1664525 + 1013904223;
            pixel[c] = (guint8) ((bar ? 200 : 40 + (person * (37 + 50 * c)) % 120) + (noise >> 28));
          }
      }
  return picture;
}

char *
fixture_faces (const char *folder, guint people)
{
  char *faces = g_build_filename (folder, "faces", NULL);

  for (guint person = 0; person < people; person++)
    for (int session = 0; session < 2; session++)
      {
        g_autofree char *prefix
            = g_strdup_printf ("%c%c%02u", 'A' + session, "FM"[person % 2], person / 2 + 1);
        g_autofree char *of_person = g_build_filename (faces, prefix, NULL);

        g_assert_cmpint (g_mkdir_with_parents (of_person, 0777), ==, 0);
        for (FusExpression e = 0; e < FUS_N_EXPRESSIONS; e++)
          {
            g_autofree char *name = g_strdup_printf ("%s%sS.png", prefix, fus_expression_code (e));
            g_autofree char *path = g_build_filename (of_person, name, NULL);
            g_autoptr (FusPicture) picture = draw (person, e, session);
            g_autoptr (GError) error = NULL;

            fus_picture_save_png (picture, path, &error);
            g_assert_no_error (error);
          }
      }
  return faces;
}

FusProtocol
fixture_protocol (void)
{
  FusProtocol protocol = fus_protocol_preset (FUS_PRESET_PAPER);

  protocol.preset = FUS_PRESET_OWN;
  protocol.image_size = 32;
  protocol.width = 0.05;
  protocol.epochs = 3;
  protocol.batch = 8;
  protocol.learning_rate = 0.01;
  protocol.dropout = 0.5;
  return protocol;
}

FusStudy *
fixture_study (const char *folder, guint people, const FusProtocol *protocol)
{
  g_autofree char *faces = fixture_faces (folder, people);
  g_autofree char *path = g_build_filename (folder, "study", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FusDataset) dataset = fus_dataset_open (faces, &error);
  FusStudy *study;

  g_assert_no_error (error);
  study = fus_study_create (path, &dataset, 1, NULL, protocol, &error);
  g_assert_no_error (error);
  return study;
}

void
fixture_train (FusStudy *study, FusNetworkKind kind)
{
  g_autoptr (GError) error = NULL;
  FusTrainingEnd end = fus_train (study, kind, FALSE, 0, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (end, ==, FUS_TRAINING_DONE);
}

char *
fixture_analysis_text (FusStudy *study, const char *name)
{
  g_autofree char *path = fus_study_file (study, "analysis", name);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

guint64
fixture_analysis_inode (FusStudy *study, const char *name)
{
  g_autofree char *path = fus_study_file (study, "analysis", name);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_ino;
}

void
fixture_assert_same_number (double a, double b)
{
  g_assert_true (a == b || (isnan (a) && isnan (b)));
}

GBytes *
fixture_read (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

void
fixture_write (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

void
fixture_assert_same_file (const char *a, const char *b)
{
  g_autoptr (GBytes) in_a = fixture_read (a);
  g_autoptr (GBytes) in_b = fixture_read (b);

  if (!g_bytes_equal (in_a, in_b))
    g_error ("%s and %s differ", a, b);
}

void
fixture_damage (FusStudy **study, FusNetworkKind kind)
{
  g_autofree char *folder = g_strdup (fus_study_path (*study));
  g_autofree char *path = fus_study_network_path (*study, kind);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, contents, (gssize) size / 2, &error);
  g_assert_no_error (error);
  g_object_unref (*study);
  *study = fus_study_open (folder, &error);
  g_assert_no_error (error);
}
