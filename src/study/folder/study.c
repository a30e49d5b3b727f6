/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/demo-cache.h"
#include "study/folder/own-folders.h"
#include "study/folder/replaced.h"
#include "study/folder/study-private.h"
#include "engine/files/safetensors.h"
#include "faces/pictures/made-pictures.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Frames that tell whether a data set is there. */
#define SAMPLES 8

typedef struct
{
  FusNetwork *network;
  guint64 serial;
  char *problem; /* of its file */
} FusStudyNetwork;

struct _FusStudy
{
  GObject parent_instance;

  /* Set when created or opened, read only */
  char *path;

  /* What study.json says. Title and protocol never change; roots, crops and flags are written by
   * the main thread, under the mutex. */
  FusStudyFile file;

  GMutex mutex;
  FusFrameList *frames;
  FusTaskClasses *classes[FUS_N_TASKS];
  /* Earlier lists and classes: somebody may hold a pointer that was handed out (transfer none). */
  GPtrArray *old_frames;
  GPtrArray *old_classes;
  FusFeeder *feeder;
  FusStudyNetwork networks[FUS_N_NETWORKS];
  guint64 next_serial;
  guint changed_networks; /* bit mask, waiting for the idle */
  gboolean found_problem; /* likewise */

  /* One thread at a time reads a weight file */
  GMutex load_mutex;
};

enum
{
  NETWORK_CHANGED,
  FRAMES_CHANGED,
  NETWORK_PROBLEM,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* Bytes; a pointer because it is read and written atomically. */

G_DEFINE_FINAL_TYPE (FusStudy, fus_study, G_TYPE_OBJECT)

static void
fus_study_finalize (GObject *object)
{
  FusStudy *study = FUS_STUDY (object);

  for (int i = 0; i < FUS_N_NETWORKS; i++)
    {
      g_clear_pointer (&study->networks[i].network, fus_network_unref);
      g_free (study->networks[i].problem);
    }
  for (int i = 0; i < FUS_N_TASKS; i++)
    g_clear_pointer (&study->classes[i], fus_task_classes_free);
  g_clear_pointer (&study->feeder, fus_feeder_unref);
  g_clear_pointer (&study->frames, fus_frame_list_unref);
  g_ptr_array_unref (study->old_frames);
  g_ptr_array_unref (study->old_classes);
  fus_study_file_clear (&study->file);
  g_free (study->path);
  g_mutex_clear (&study->mutex);
  g_mutex_clear (&study->load_mutex);
  G_OBJECT_CLASS (fus_study_parent_class)->finalize (object);
}

static void
fus_study_class_init (FusStudyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fus_study_finalize;
  signals[NETWORK_CHANGED] = g_signal_new ("network-changed", FUS_TYPE_STUDY, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[FRAMES_CHANGED] = g_signal_new ("frames-changed", FUS_TYPE_STUDY, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NETWORK_PROBLEM] = g_signal_new ("network-problem", FUS_TYPE_STUDY, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
fus_study_init (FusStudy *study)
{
  g_mutex_init (&study->mutex);
  g_mutex_init (&study->load_mutex);
  study->old_frames = g_ptr_array_new_with_free_func ((GDestroyNotify) fus_frame_list_unref);
  study->old_classes = g_ptr_array_new_with_free_func ((GDestroyNotify) fus_task_classes_free);
}

/* The next one that is asked for is made anew. */
static void
drop_feeder (FusStudy *study)
{
  FusFeeder *before;

  g_mutex_lock (&study->mutex);
  before = g_steal_pointer (&study->feeder);
  g_mutex_unlock (&study->mutex);
  /* Not with the mutex held: it waits for frames being decoded. */
  g_clear_pointer (&before, fus_feeder_unref);
}

/* Takes @frames over. */
static void
use_frames (FusStudy *study, FusFrameList *frames)
{
  g_mutex_lock (&study->mutex);
  if (study->frames != NULL)
    {
      g_ptr_array_add (study->old_frames, study->frames);
      for (int task = 0; task < FUS_N_TASKS; task++)
        g_ptr_array_add (study->old_classes, study->classes[task]);
    }
  study->frames = frames;
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    study->classes[task] = fus_task_classes_new (frames, task);
  g_mutex_unlock (&study->mutex);
  drop_feeder (study);
}

FusStudy *
fus_study_new (const char *path, FusStudyFile *file, FusFrameList *frames)
{
  FusStudy *study = g_object_new (FUS_TYPE_STUDY, NULL);

  study->path = g_strdup (path);
  study->file = *file;
  memset (file, 0, sizeof *file);
  use_frames (study, frames);
  return study;
}

static FusFrameList *
load_frames (const char *folder, guint n_datasets, GError **error)
{
  g_autofree char *csv = g_build_filename (folder, FUS_FRAMES_FILE, NULL);
  g_autoptr (FusFrameList) frames = fus_frame_list_load (csv, error);

  if (frames == NULL)
    return NULL;
  for (guint i = 0; i < frames->n_frames; i++)
    if (frames->frames[i].dataset >= n_datasets)
      {
        g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_NOT_A_STUDY,
                     _ ("“%s”, row %u: the study has no data set %u."), csv, i + 2,
                     frames->frames[i].dataset + 1);
        return NULL;
      }
  return g_steal_pointer (&frames);
}

/* Ends what programs that were killed have begun. While somebody else trains, it is theirs. */
static void
tidy (FusStudy *study)
{
  gboolean settled = TRUE;
  int lock;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    settled = settled && fus_replaced_is_settled (study, kind);
  if (settled && fus_own_folders_are_tidy (study->path))
    return;
  lock = fus_study_lock_training (study, NULL);
  if (lock < 0)
    return;
  fus_own_folders_tidy (study->path);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    fus_replaced_settle (study, kind, NULL);
  close (lock);
}

FusStudy *
fus_study_open (const char *path, GError **error)
{
  g_autofree char *folder = g_canonicalize_filename (path, NULL);
  FusFrameList *frames;
  FusStudyFile file;
  FusStudy *study;

  if (g_file_test (folder, G_FILE_TEST_IS_REGULAR) && g_str_has_suffix (folder, "/" FUS_STUDY_FILE))
    folder[strlen (folder) - strlen ("/" FUS_STUDY_FILE)] = '\0';

  if (!fus_study_file_load (&file, folder, error))
    return NULL;
  frames = load_frames (folder, file.n_datasets, error);
  if (frames == NULL)
    {
      fus_study_file_clear (&file);
      return NULL;
    }
  /* Where that fails, the faces are missing, which is told like any data that are. */
  for (guint i = 0; i < file.n_datasets; i++)
    if (file.datasets[i].demo.people > 0)
      fus_demo_cache_serve (&file.datasets[i].demo, NULL);
  study = fus_study_new (folder, &file, frames);
  tidy (study);
  return study;
}

gboolean
fus_study_is_study (const char *path)
{
  g_autofree char *file = g_build_filename (path, FUS_STUDY_FILE, NULL);

  return g_file_test (file, G_FILE_TEST_IS_REGULAR);
}

const char *
fus_study_path (FusStudy *study)
{
  return study->path;
}

const char *
fus_study_title (FusStudy *study)
{
  return study->file.title;
}

gint64
fus_study_first_frame (FusStudy *study)
{
  const FusFrameList *frames = fus_study_frames (study);

  for (guint i = 0; study->file.first_frame != NULL && i < frames->n_frames; i++)
    if (g_str_equal (frames->frames[i].path, study->file.first_frame))
      return i;
  return -1;
}

const FusProtocol *
fus_study_protocol (FusStudy *study)
{
  return &study->file.protocol;
}

FusFrameList *
fus_study_frames (FusStudy *study)
{
  FusFrameList *frames;

  g_mutex_lock (&study->mutex);
  frames = study->frames;
  g_mutex_unlock (&study->mutex);
  return frames;
}

FusFrameList *
fus_study_ref_frames (FusStudy *study)
{
  FusFrameList *frames;

  g_mutex_lock (&study->mutex);
  frames = fus_frame_list_ref (study->frames);
  g_mutex_unlock (&study->mutex);
  return frames;
}

guint
fus_study_n_datasets (FusStudy *study)
{
  return study->file.n_datasets;
}

const char *
fus_study_dataset_root (FusStudy *study, guint dataset)
{
  g_return_val_if_fail (dataset < study->file.n_datasets, NULL);
  return study->file.datasets[dataset].root;
}

FusDatasetKind
fus_study_dataset_kind (FusStudy *study, guint dataset)
{
  g_return_val_if_fail (dataset < study->file.n_datasets, 0);
  return study->file.datasets[dataset].kind;
}

FusCrop
fus_study_crop (FusStudy *study, guint dataset)
{
  g_return_val_if_fail (dataset < study->file.n_datasets, fus_crop_whole);
  return study->file.datasets[dataset].crop;
}

char **
fus_study_dup_roots (FusStudy *study)
{
  char **roots = g_new0 (char *, FUS_STUDY_MAX_DATASETS + 1);

  g_mutex_lock (&study->mutex);
  for (guint i = 0; i < study->file.n_datasets; i++)
    roots[i] = g_strdup (study->file.datasets[i].root);
  g_mutex_unlock (&study->mutex);
  return roots;
}

void
fus_study_get_crops (FusStudy *study, FusCrop crops[FUS_STUDY_MAX_DATASETS])
{
  g_mutex_lock (&study->mutex);
  for (guint i = 0; i < FUS_STUDY_MAX_DATASETS; i++)
    crops[i] = study->file.datasets[i].crop;
  g_mutex_unlock (&study->mutex);
}

char *
fus_study_crop_note (FusStudy *study)
{
  GString *note = g_string_new (NULL);
  FusCrop crops[FUS_STUDY_MAX_DATASETS];
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  fus_study_get_crops (study, crops);
  for (guint i = 0; i < study->file.n_datasets; i++)
    {
      const double sides[] = { crops[i].x, crops[i].y, crops[i].width, crops[i].height };

      for (guint j = 0; j < G_N_ELEMENTS (sides); j++)
        g_string_append_printf (note, "%s%s", note->len > 0 ? " " : "",
                                g_ascii_dtostr (text, sizeof text, sides[j]));
      if (crops[i].keeps_shape)
        g_string_append (note, " " FUS_CROP_NOTE_KEPT);
    }
  return g_string_free (note, FALSE);
}

int
fus_study_lock_training (FusStudy *study, GError **error)
{
  g_autofree char *path = g_build_filename (study->path, FUS_LOCK_FILE, NULL);
  int fd;

  if (!fus_own_folders_check (study->path, error))
    return -1;
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (fd < 0 && errno == ELOOP)
    {
      fus_own_folders_refuse (path, error);
      return -1;
    }
  if (fd < 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _ ("“%s” cannot be written: %s"), path, g_strerror (errno));
      return -1;
    }
  /* A file system without locks is no reason not to train. */
  if (flock (fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    {
      close (fd);
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_BUSY,
                   _ ("The study “%s” is in training, here or in another window or terminal. Stop "
                      "that training first."),
                   study->file.title);
      return -1;
    }
  return fd;
}

gboolean
fus_study_is_locked_by (FusStudy *study, int lock, GError **error)
{
  g_autofree char *path = g_build_filename (study->path, FUS_LOCK_FILE, NULL);
  struct stat held, there;

  if (fstat (lock, &held) == 0 && stat (path, &there) == 0 && held.st_dev == there.st_dev
      && held.st_ino == there.st_ino)
    return TRUE;
  g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
               _ ("The study’s folder “%s” was moved, replaced or removed while a network was "
                  "trained. What it had learned up to the last whole epoch is in the folder, "
                  "wherever that is now; open it there and go on."),
               study->path);
  return FALSE;
}

static void
set_crop (FusStudy *study, guint dataset, const FusCrop *crop)
{
  g_mutex_lock (&study->mutex);
  study->file.datasets[dataset].crop = *crop;
  g_mutex_unlock (&study->mutex);
}

gboolean
fus_study_set_crop (FusStudy *study, guint dataset, const FusCrop *crop, GError **error)
{
  FusCrop before;
  gboolean saved;
  int lock;

  g_return_val_if_fail (dataset < study->file.n_datasets, FALSE);

  before = study->file.datasets[dataset].crop;
  if (!fus_crop_check (crop, error))
    return FALSE;
  lock = fus_study_lock_training (study, error);
  if (lock < 0)
    return FALSE;
  set_crop (study, dataset, crop);
  saved = fus_study_file_save (&study->file, study->path, error);
  if (saved)
    drop_feeder (study);
  else
    set_crop (study, dataset, &before);
  close (lock);
  if (saved)
    g_signal_emit (study, signals[FRAMES_CHANGED], 0);
  return saved;
}

/* Copies the faults of @checked to the frames of the same path. */
static void
copy_faults (FusFrameList *frames, const FusFrameList *checked)
{
  g_autoptr (GHashTable) faults = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < checked->n_frames; i++)
    g_hash_table_insert (faults, checked->frames[i].path, &checked->frames[i]);
  for (guint i = 0; i < frames->n_frames; i++)
    {
      FusFrame *frame = &frames->frames[i];
      const FusFrame *found = g_hash_table_lookup (faults, frame->path);

      if (found == NULL || found->dataset != frame->dataset)
        continue;
      frame->fault = found->fault;
      frame->twin = found->twin;
      if (frame->fault != FUS_FAULT_NONE)
        {
          frame->set = FUS_SET_NONE;
          frame->part = FUS_PART_NONE;
        }
    }
}

gboolean
fus_study_set_faults (FusStudy *study, const FusFrameList *checked, GError **error)
{
  g_autoptr (FusFrameList) frames = fus_frame_list_copy (study->frames);
  g_autofree char *csv = g_build_filename (study->path, FUS_FRAMES_FILE, NULL);
  int lock = fus_study_lock_training (study, error);
  gboolean saved;

  if (lock < 0)
    return FALSE;
  copy_faults (frames, checked);
  saved = fus_frame_list_save (frames, csv, error);
  if (saved)
    {
      use_frames (study, g_steal_pointer (&frames));
      study->file.faults_checked = TRUE;
      saved = fus_study_file_save (&study->file, study->path, error);
    }
  close (lock);
  if (saved)
    g_signal_emit (study, signals[FRAMES_CHANGED], 0);
  return saved;
}

gboolean
fus_study_faults_checked (FusStudy *study)
{
  return study->file.faults_checked;
}

/* A row of a table or a second of a clip is there with its file. */
static gboolean
frame_is_there (const char *root, const FusFrame *frame)
{
  g_autofree char *path = fus_frame_full_path (root, frame);
  char *mark = strrchr (path, '#');

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (mark != NULL)
    *mark = '\0';
  return mark != NULL && g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Some frames tell: a drive is there or not as a whole. */
static gboolean
has_frames (const FusFrameList *list, guint dataset, const char *root)
{
  guint n = 0, step, seen = 0;

  for (guint i = 0; i < list->n_frames; i++)
    n += list->frames[i].dataset == dataset && list->frames[i].fault == FUS_FAULT_NONE;
  step = MAX (n / SAMPLES, 1);
  for (guint i = 0; i < list->n_frames; i++)
    if (list->frames[i].dataset == dataset && list->frames[i].fault == FUS_FAULT_NONE
        && seen++ % step == 0 && frame_is_there (root, &list->frames[i]))
      return TRUE;
  return n == 0;
}

int
fus_study_missing_dataset (FusStudy *study)
{
  g_auto (GStrv) roots = fus_study_dup_roots (study);
  g_autoptr (FusFrameList) frames = fus_study_ref_frames (study);

  for (int i = 0; roots[i] != NULL; i++)
    if (!fus_made_pictures_has (roots[i])
        && (!g_file_test (roots[i], G_FILE_TEST_IS_DIR)
            || !has_frames (frames, (guint) i, roots[i])))
      return i;
  return -1;
}

/* Crop, faults and places of the data may have been changed by another window. */
static gboolean
is_same (const FusStudyFile *a, const FusStudyFile *b)
{
  gboolean same = g_str_equal (a->title, b->title)
                  && fus_protocol_equal (&a->protocol, &b->protocol)
                  && a->protocol.seed == b->protocol.seed && a->n_datasets == b->n_datasets;

  for (guint i = 0; same && i < a->n_datasets; i++)
    same = g_str_equal (a->datasets[i].fingerprint, b->datasets[i].fingerprint);
  return same;
}

FusStudyPlace
fus_study_place (FusStudy *study)
{
  FusStudyPlace place = FUS_STUDY_PLACE_OTHER;
  FusStudyFile now;

  if (!fus_study_is_study (study->path))
    return FUS_STUDY_PLACE_EMPTY;
  if (!fus_study_file_load (&now, study->path, NULL))
    return place;
  /* What is compared never changes. */
  if (is_same (&study->file, &now))
    place = FUS_STUDY_PLACE_OWN;
  fus_study_file_clear (&now);
  return place;
}

gboolean
fus_study_data_missing (FusStudy *study)
{
  return fus_study_missing_dataset (study) >= 0;
}

static void
set_root (FusStudy *study, guint dataset, const char *root, const FusDemoSet *demo)
{
  g_mutex_lock (&study->mutex);
  g_free (study->file.datasets[dataset].root);
  study->file.datasets[dataset].root = g_strdup (root);
  study->file.datasets[dataset].demo = *demo;
  g_mutex_unlock (&study->mutex);
}

gboolean
fus_study_relocate_to (FusStudy *study, guint dataset, const FusDataset *found,
                       const char *fingerprint, GError **error)
{
  g_autofree char *root = NULL, *before = NULL;
  FusDemoSet demo, demo_before;
  gboolean saved;
  int lock;

  g_return_val_if_fail (dataset < study->file.n_datasets, FALSE);

  if (!g_str_equal (fingerprint, study->file.datasets[dataset].fingerprint)
      || !g_utf8_validate (found->root, -1, NULL))
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                   _ ("“%s” is not the data set of this study: names or sizes of files differ. "
                      "Choose the folder that the study was made with, or make a new study."),
                   found->root);
      return FALSE;
    }
  lock = fus_study_lock_training (study, error);
  if (lock < 0)
    return FALSE;
  root = g_canonicalize_filename (found->root, NULL);
  before = g_strdup (study->file.datasets[dataset].root);
  demo_before = study->file.datasets[dataset].demo;
  fus_demo_cache_recognize (root, &demo);
  set_root (study, dataset, root, &demo);
  saved = fus_study_file_save (&study->file, study->path, error);
  if (saved)
    drop_feeder (study);
  else
    set_root (study, dataset, before, &demo_before);
  close (lock);
  if (saved)
    g_signal_emit (study, signals[FRAMES_CHANGED], 0);
  return saved;
}

FusDataset *
fus_study_choose (FusStudy *study, guint dataset, FusDataset *whole)
{
  g_return_val_if_fail (dataset < study->file.n_datasets, NULL);
  return fus_dataset_choose (whole, &study->file.datasets[dataset].choice);
}

gboolean
fus_study_relocate (FusStudy *study, guint dataset, const char *path, GError **error)
{
  g_autoptr (FusDataset) whole = fus_dataset_open (path, error);

  if (whole == NULL)
    return FALSE;
  g_autoptr (FusDataset) found = fus_study_choose (study, dataset, whole);
  g_autofree char *fingerprint = fus_dataset_fingerprint (found);
  return fus_study_relocate_to (study, dataset, found, fingerprint, error);
}

gboolean
fus_study_is_writable (FusStudy *study)
{
  return access (study->path, W_OK | X_OK) == 0;
}

gboolean
fus_study_save_copy (FusStudy *study, const char *folder, GError **error)
{
  gboolean saved;

  g_mutex_lock (&study->mutex);
  saved = fus_study_file_save (&study->file, folder, error);
  g_mutex_unlock (&study->mutex);
  return saved;
}

FusFeeder *
fus_study_ref_feeder (FusStudy *study)
{
  FusFeeder *feeder;

  g_mutex_lock (&study->mutex);
  if (study->feeder == NULL)
    {
      const char *roots[FUS_STUDY_MAX_DATASETS + 1] = { NULL };
      FusCrop crops[FUS_STUDY_MAX_DATASETS];

      for (guint i = 0; i < study->file.n_datasets; i++)
        {
          roots[i] = study->file.datasets[i].root;
          crops[i] = study->file.datasets[i].crop;
        }
      study->feeder = fus_feeder_new (study->frames, roots, crops, study->file.protocol.image_size,
                                      fus_budget_get_default (), g_get_num_processors ());
    }
  feeder = fus_feeder_ref (study->feeder);
  g_mutex_unlock (&study->mutex);
  return feeder;
}

FusFeeder *
fus_study_feeder (FusStudy *study)
{
  FusFeeder *feeder = fus_study_ref_feeder (study);

  /* The study keeps its own reference until the main thread, which asks, changes crop or frames. */
  fus_feeder_unref (feeder);
  return feeder;
}

const FusTaskClasses *
fus_study_classes (FusStudy *study, FusTask task)
{
  const FusTaskClasses *classes;

  g_mutex_lock (&study->mutex);
  classes = study->classes[task];
  g_mutex_unlock (&study->mutex);
  return classes;
}

char *
fus_study_file (FusStudy *study, const char *folder, const char *name)
{
  return g_build_filename (study->path, folder, name, NULL);
}

char *
fus_study_network_path (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *name = g_strconcat (fus_network_kind_name (kind), ".safetensors", NULL);

  return fus_study_file (study, "networks", name);
}

gboolean
fus_study_check_network (FusStudy *study, FusNetworkKind kind, const FusNetwork *network,
                         const char *path, GError **error)
{
  const FusArchitecture *arch = fus_network_architecture (network);

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if ((arch->n_classes[task] > 0) != fus_network_kind_has_task (kind, task))
      {
        g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL,
                     _ ("“%s” has not the heads of the study's %s network. Train it again."), path,
                     fus_network_kind_name (kind));
        return FALSE;
      }
  if (arch->image_size != study->file.protocol.image_size)
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL,
                   _ ("“%s” is for pictures of %u pixels, the study has %u. Train it again."), path,
                   arch->image_size, study->file.protocol.image_size);
      return FALSE;
    }
  return TRUE;
}

/* (transfer full) (nullable) */
static FusNetwork *
current_network (FusStudy *study, FusNetworkKind kind, guint64 *serial)
{
  FusNetwork *network = NULL;

  g_mutex_lock (&study->mutex);
  if (study->networks[kind].network != NULL)
    network = fus_network_ref (study->networks[kind].network);
  *serial = study->networks[kind].serial;
  g_mutex_unlock (&study->mutex);
  return network;
}

/* Makes @network the current one, unless there is one and @only_first. */
static void
use_network (FusStudy *study, FusNetworkKind kind, FusNetwork *network, gboolean only_first)
{
  FusNetwork *before = NULL;

  g_mutex_lock (&study->mutex);
  if (study->networks[kind].network == NULL || !only_first)
    {
      before = study->networks[kind].network;
      study->networks[kind].network = fus_network_ref (network);
      study->networks[kind].serial = ++study->next_serial;
    }
  g_mutex_unlock (&study->mutex);
  g_clear_pointer (&before, fus_network_unref);
}

/* The idle must not keep a study alive that everybody else has dropped. */
static gboolean
emit_news (gpointer data)
{
  g_autoptr (FusStudy) study = g_weak_ref_get (data);
  gboolean problem;
  guint changed;

  if (study == NULL)
    return G_SOURCE_REMOVE;
  g_mutex_lock (&study->mutex);
  changed = study->changed_networks;
  study->changed_networks = 0;
  problem = study->found_problem;
  study->found_problem = FALSE;
  g_mutex_unlock (&study->mutex);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (changed & (1u << kind))
      g_signal_emit (study, signals[NETWORK_CHANGED], 0, kind);
  if (problem)
    g_signal_emit (study, signals[NETWORK_PROBLEM], 0);
  return G_SOURCE_REMOVE;
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* Called with the mutex held, before it is noted what is new. */
static void
queue_news (FusStudy *study)
{
  GWeakRef *weak;

  if (study->changed_networks != 0 || study->found_problem)
    return;
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, study);
  g_idle_add_full (G_PRIORITY_DEFAULT, emit_news, weak, free_weak_ref);
}

static void
queue_network_changed (FusStudy *study, FusNetworkKind kind)
{
  g_mutex_lock (&study->mutex);
  queue_news (study);
  study->changed_networks |= 1u << kind;
  g_mutex_unlock (&study->mutex);
}

/* @problem: (nullable): none any more. Whoever asks each time hears of it once. */
static void
set_problem (FusStudy *study, FusNetworkKind kind, const char *problem)
{
  char **known = &study->networks[kind].problem;

  g_mutex_lock (&study->mutex);
  if (g_strcmp0 (*known, problem) != 0)
    {
      queue_news (study);
      study->found_problem = TRUE;
      g_free (*known);
      *known = g_strdup (problem);
    }
  g_mutex_unlock (&study->mutex);
}

FusNetwork *
fus_study_network_with_serial (FusStudy *study, FusNetworkKind kind, guint64 *serial,
                               GError **error)
{
  FusNetwork *network = current_network (study, kind, serial);
  g_autofree char *path = NULL;

  if (network != NULL)
    return network;

  path = fus_study_network_path (study, kind);
  g_mutex_lock (&study->load_mutex);
  network = current_network (study, kind, serial);
  if (network == NULL)
    {
      const gboolean there = g_file_test (path, G_FILE_TEST_EXISTS);
      g_autoptr (GError) problem = NULL;
      g_autoptr (FusNetwork) loaded = there ? fus_weights_load (path, &problem) : NULL;

      if (loaded != NULL && fus_study_check_network (study, kind, loaded, path, &problem))
        {
          use_network (study, kind, loaded, TRUE);
          network = current_network (study, kind, serial);
        }
      set_problem (study, kind, problem != NULL ? problem->message : NULL);
      if (problem != NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
    }
  g_mutex_unlock (&study->load_mutex);
  return network;
}

char *
fus_study_network_problem (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *path = fus_study_network_path (study, kind);
  g_autofree char *problem = NULL;
  g_autoptr (FusSafetensors) file = NULL;
  g_autoptr (GError) error = NULL;
  gboolean loaded;

  g_mutex_lock (&study->mutex);
  loaded = study->networks[kind].network != NULL;
  problem = g_strdup (study->networks[kind].problem);
  g_mutex_unlock (&study->mutex);
  if (loaded || !g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  /* The header says how long the file has to be. */
  file = fus_safetensors_open (path, &error);
  return error != NULL ? g_strdup (error->message) : g_steal_pointer (&problem);
}

FusNetwork *
fus_study_network (FusStudy *study, FusNetworkKind kind, GError **error)
{
  guint64 serial;

  return fus_study_network_with_serial (study, kind, &serial, error);
}

void
fus_study_publish_network (FusStudy *study, FusNetworkKind kind, FusNetwork *network)
{
  use_network (study, kind, network, FALSE);
  set_problem (study, kind, NULL);
  queue_network_changed (study, kind);
}

void
fus_study_reload_network (FusStudy *study, FusNetworkKind kind)
{
  FusNetwork *before;

  g_mutex_lock (&study->mutex);
  before = g_steal_pointer (&study->networks[kind].network);
  g_mutex_unlock (&study->mutex);
  g_clear_pointer (&before, fus_network_unref);
  queue_network_changed (study, kind);
}
