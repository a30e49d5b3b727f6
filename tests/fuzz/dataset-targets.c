/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables and names that tell what a data set holds. */
#include "tests/fuzz/fuzz.h"

#include "faces/csv.h"
#include "faces/datasets/dataset.h"
#include "faces/datasets/kdef.h"
#include "faces/datasets/voxceleb.h"
#include "faces/demo/faces.h"

#include <string.h>

static void
read_csv (const guint8 *bytes, gsize size)
{
  g_autofree char *path = fuzz_write ("any.csv", bytes, size);
  g_autoptr (FusCsvReader) reader = NULL;
  GError *error = NULL;
  gboolean opened;

  reader = fus_csv_reader_open (path, size % 2 ? ',' : '\t', &error);
  opened = reader != NULL;
  fuzz_judge (opened, error);
  error = NULL;
  while (opened && fus_csv_reader_next (reader, &error))
    {
      const guint n = fus_csv_reader_n_fields (reader);

      for (guint i = 0; i <= n; i++)
        g_assert_true (g_utf8_validate (fus_csv_reader_field (reader, i), -1, NULL));
      g_assert_cmpint (fus_csv_reader_find (reader, "path"), <, (int) n);
    }
  fuzz_judge (error == NULL, error);
}

static void
judge_frames (const FusFrameList *list)
{
  for (guint i = 0; i < list->n_frames; i++)
    {
      const FusFrame *frame = &list->frames[i];
      g_autofree char *words = fus_frame_describe (list, frame);

      g_assert_true (g_utf8_validate (words, -1, NULL));
      g_assert_true (g_utf8_validate (frame->path, -1, NULL));
      g_assert_cmpint (frame->identity, <, (int) list->n_people);
    }
}

static void
read_frames (const guint8 *bytes, gsize size)
{
  g_autofree char *path = fuzz_write ("frames.csv", bytes, size);
  GError *error = NULL;
  g_autoptr (FusFrameList) list = fus_frame_list_load (path, &error);

  fuzz_judge (list != NULL, error);
  if (list != NULL)
    judge_frames (list);
}

static void
judge_dataset (const char *path)
{
  GError *error = NULL;
  g_autoptr (FusDataset) dataset = fus_dataset_open (path, &error);

  fuzz_judge (dataset != NULL, error);
  if (dataset == NULL)
    return;
  judge_frames (dataset->frames);
  for (char **note = dataset->notes; *note != NULL; note++)
    g_assert_true (g_utf8_validate (*note, -1, NULL));
}

static void
read_manifest (const guint8 *bytes, gsize size)
{
  g_autofree char *path = fuzz_write ("own/manifest.csv", bytes, size);

  judge_dataset (path);
}

static void
read_fer2013 (const guint8 *bytes, gsize size)
{
  g_autofree char *path = fuzz_write ("fer/fer2013.csv", bytes, size);

  judge_dataset (path);
}

static void
read_voxceleb (const guint8 *bytes, gsize size)
{
  static gboolean made;
  g_autofree char *path = fuzz_write ("vox/vox1_meta.csv", bytes, size);
  g_autofree char *folder = g_path_get_dirname (path);

  if (!made)
    {
      g_free (fuzz_write ("vox/unzippedFaces/A.J._Buckley/1.6/v/1.jpg", "", 0));
      g_free (fuzz_write ("vox/unzippedFaces/Ada_Jr/1.6/v/1.jpg", "", 0));
      made = TRUE;
    }
  judge_dataset (folder);
}

static void
read_kdef_name (const guint8 *bytes, gsize size)
{
  g_autofree char *text = fuzz_text (bytes, size);
  FusFrame frame = { 0 };
  guint number = 0;

  fus_kdef_name_looks_so (text);
  fus_kdef_is_average (text);
  g_assert_cmpuint (fus_voxceleb_video_length (text), <=, strlen (text));
  if (!fus_kdef_parse_name (text, &frame, &number))
    return;
  g_assert_cmpuint (number, >=, 1);
  g_assert_cmpuint (number, <=, 99);
  g_autofree char *name
      = fus_kdef_name (frame.session, frame.sex, number, frame.expression, frame.angle);
  FusFrame again = { 0 };

  g_assert_true (fus_kdef_parse_name (name, &again, &number));
  g_assert_cmpint (again.expression, ==, frame.expression);
  g_assert_cmpint (again.angle, ==, frame.angle);
}

static void
read_demo_note (const guint8 *bytes, gsize size)
{
  g_autofree char *path = fuzz_write ("demo/demo-faces.json", bytes, size);
  g_autofree char *folder = g_path_get_dirname (path);
  FusDemoSet set;

  if (fus_demo_faces_read (folder, &set))
    g_assert_cmpuint (set.people, <=, FUS_DEMO_MOST_PEOPLE);
}

static void
seed_csv (void)
{
  fuzz_seed_text ("\xef\xbb\xbfpath,\"a, \"\"b\"\"\"\r\n\r\n\"two\nlines\",x\r\n");
  fuzz_seed_text ("a\tb\n1\t2\n");
}

static void
seed_frames (void)
{
  fuzz_seed_file ("frames.csv", 400);
  fuzz_seed_text ("path,identity,sex,expression,angle,session,set,part,fault,dataset\n"
                  "a/b.jpg,\"Ann, B\",F,happy,straight,A,expression,test,black,1\n");
}

static void
seed_manifest (void)
{
  fuzz_seed_text ("path,identity,expression,angle,session,part\n"
                  "a/1.png,Ann,happy,straight,A,train\na/2.png,Ben,,,,test\n");
}

static void
seed_fer2013 (void)
{
  fuzz_seed_text ("emotion,pixels,Usage\n3,1 2 3,Training\n9,,PublicTest\n");
}

static void
seed_voxceleb (void)
{
  fuzz_seed_text ("VoxCeleb1 ID\tVGGFace1 ID\tGender\tNationality\tSet\n"
                  "id10001\tA.J._Buckley\tm\tIreland\tdev\nid10002\tAda_Jr.\tf\tUSA\tdev\n");
}

static void
seed_kdef_name (void)
{
  fuzz_seed_text ("AF01ANS.JPG");
  fuzz_seed_text ("bm35sufr.jpg");
  fuzz_seed_text ("AM31H.JPG");
}

static void
seed_demo_note (void)
{
  fuzz_seed_text ("{\"what\":\"Demo faces\",\"version\":1,\"people\":2,\"seed\":1,\"width\":40,"
                  "\"height\":40,\"truth\":true,\"complete\":true}");
}

const FuzzTarget fuzz_dataset_targets[] = {
  { "csv", 1024, read_csv, seed_csv },
  { "frames", 1024, read_frames, seed_frames },
  { "manifest", 1024, read_manifest, seed_manifest },
  { "fer2013", 4096, read_fer2013, seed_fer2013 },
  { "voxceleb", 1024, read_voxceleb, seed_voxceleb },
  { "kdef-name", 64, read_kdef_name, seed_kdef_name },
  { "demo-note", 1024, read_demo_note, seed_demo_note },
  { NULL },
};
