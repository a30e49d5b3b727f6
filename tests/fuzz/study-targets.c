/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a study's folder holds, which may come from someone else. */
#include "tests/fuzz/fuzz.h"

#include "analysis/npy.h"
#include "study/analyses/regions/region-file.h"
#include "study/folder/demo-cache.h"
#include "study/folder/note.h"
#include "study/folder/study.h"
#include "study/training/training.h"

#include <glib/gstdio.h>
#include <string.h>

static const char frames[] = "path,identity,sex,expression,angle,session,set,part,fault\n"
                             "a.jpg,Ann,F,happy,straight,A,identity,train,\n"
                             "b.jpg,Ben,M,sad,straight,B,expression,test,\n";

static void
read_study (const guint8 *bytes, gsize size)
{
  g_autofree char *path = fuzz_write ("study/study.json", bytes, size);
  GError *error = NULL;
  g_autoptr (FusStudy) study = NULL;

  g_free (fuzz_write ("study/frames.csv", frames, sizeof frames - 1));
  study = fus_study_open (path, &error);
  fuzz_judge (study != NULL, error);
  if (study == NULL)
    return;
  g_assert_true (g_utf8_validate (fus_study_title (study), -1, NULL));
  for (guint i = 0; i < fus_study_n_datasets (study); i++)
    fus_study_dataset_root (study, i);
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      FusArchitecture arch = fus_study_architecture (study, kind);

      /* Who there is to be told apart is up to frames.csv. */
      arch.n_classes[FUS_TASK_EXPRESSION] = FUS_N_EXPRESSIONS;
      g_assert_true (fus_architecture_check (&arch, NULL));
    }
}

/* A study in which all is well but the file that is tried. */
static FusStudy *
sound_study (void)
{
  static FusStudy *study;
  g_autofree char *demo = NULL, *text = NULL, *path = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (study != NULL)
    return study;
  demo = g_build_filename (g_getenv ("FUSIFORM_DATA_DIR"), "demo", "study.json", NULL);
  g_file_get_contents (demo, &text, &size, &error);
  g_assert_no_error (error);
  path = fuzz_write ("sound/study.json", text, size);
  g_free (fuzz_write ("sound/frames.csv", frames, sizeof frames - 1));
  study = fus_study_open (path, &error);
  g_assert_no_error (error);
  return study;
}

static void
read_regions (const guint8 *bytes, gsize size)
{
  FusStudy *study = sound_study ();
  g_autofree G_GNUC_UNUSED char *path = fuzz_write ("sound/regions.json", bytes, size);
  g_autofree char *hash = NULL;
  GError *error = NULL;
  g_autoptr (FusRegionTemplate) template_ = fus_region_file_load (study, &hash, &error);

  fuzz_judge (template_ != NULL, error);
}

static void
read_training_log (const guint8 *bytes, gsize size)
{
  FusStudy *study = sound_study ();
  g_autofree G_GNUC_UNUSED char *path = fuzz_write ("sound/training/joint.csv", bytes, size);
  GError *error = NULL;
  g_autoptr (GArray) epochs = fus_training_log_load (study, FUS_NETWORK_JOINT, &error);

  fuzz_judge (epochs != NULL, error);
}

static void
read_note (const guint8 *bytes, gsize size)
{
  g_autofree char *path = fuzz_write ("note.json", bytes, size);
  g_autoptr (JsonNode) note = fus_note_load (path);

  if (note == NULL)
    return;
  fus_note_says (note, "data-hash", "30bb");
  fus_note_says (note, "version", "1");
  fus_note_count (note, "frames");
}

static void
read_npy (const guint8 *bytes, gsize size)
{
  g_autofree char *path = fuzz_write ("array.npy", bytes, size);
  GError *error = NULL;
  gsize dims[8], n = 1;
  guint n_dims = 0;
  g_autofree float *values = fus_npy_load (path, &n_dims, dims, &error);
  volatile float sum = 0; /* so that every number is read */

  fuzz_judge (values != NULL, error);
  if (values == NULL)
    return;
  for (guint i = 0; i < n_dims; i++)
    n *= dims[i];
  for (gsize i = 0; i < n; i++)
    sum = sum + values[i];
  g_assert_cmpuint (n_dims, <=, 8);
}

static void
read_demo_address (const guint8 *bytes, gsize size)
{
  g_autofree char *text = fuzz_text (bytes, size);
  FusDemoSet set;

  if (!fus_demo_address_parse (text, &set))
    return;
  g_autofree char *same = fus_demo_address (&set);

  g_assert_cmpstr (same, ==, text);
}

static void
seed_study (void)
{
  fuzz_seed_file ("study.json", G_MAXSIZE);
}

static void
seed_regions (void)
{
  fuzz_seed_file ("regions.json", G_MAXSIZE);
  fuzz_seed_text (
      "{\"format\":\"fusiform-regions\",\"version\":1,\"polygons\":[{\"region\":\"hair\","
      "\"points\":[0,0,1,0,0,1]}]}");
}

static void
seed_training_log (void)
{
  fuzz_seed_file ("training/joint.csv", 600);
}

static void
seed_note (void)
{
  fuzz_seed_file ("analysis/decoding.json", G_MAXSIZE);
  fuzz_seed_text ("{\"frames\":12,\"version\":\"1\"}");
}

static void
seed_npy (void)
{
  static const float values[6] = { 0, 1, 2, 3, 4, 5 };
  static const gsize dims[] = { 2, 3 };
  g_autofree char *path = g_build_filename (fuzz_folder (), "seed.npy", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  fus_npy_save (path, values, 2, dims, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  fuzz_seed (text, size);
}

static void
seed_demo_address (void)
{
  fuzz_seed_text ("demo-faces:people=70,seed=1,size=281x381");
}

const FuzzTarget fuzz_study_targets[] = {
  { "study", 2048, read_study, seed_study },
  { "regions", 4096, read_regions, seed_regions },
  { "training-log", 1024, read_training_log, seed_training_log },
  { "note", 2048, read_note, seed_note },
  { "npy", 512, read_npy, seed_npy },
  { "demo-address", 64, read_demo_address, seed_demo_address },
  { NULL },
};
