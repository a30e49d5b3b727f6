/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/fault-check.h"

#include "study/jobs/progress-part.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>

/* The frames of one data set. @indices: (out): guint32, where each is in @frames */
static FusFrameList *
select_dataset (const FusFrameList *frames, guint dataset, GArray *indices)
{
  FusFrameListBuilder *builder = fus_frame_list_builder_new ();

  for (guint32 i = 0; i < frames->n_frames; i++)
    if (frames->frames[i].dataset == dataset)
      {
        fus_frame_list_builder_add (builder, &frames->frames[i], NULL);
        g_array_append_val (indices, i);
      }
  return fus_frame_list_builder_end (builder);
}

FusFrameList *
fus_fault_check (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
                 GError **error)
{
  g_autoptr (FusFrameList) frames = fus_frame_list_copy (fus_study_frames (study));
  g_auto (GStrv) roots = fus_study_dup_roots (study);
  FusProgressPart part;

  fus_progress_part_init (&part, progress);
  for (guint dataset = 0; roots[dataset] != NULL; dataset++)
    {
      g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_autoptr (FusFrameList) own = select_dataset (frames, dataset, indices);

      /* Otherwise every frame would be called missing. */
      if (!g_file_test (roots[dataset], G_FILE_TEST_IS_DIR))
        {
          g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                       _ ("The data set is not at “%s”. Say where it is, then try again."),
                       roots[dataset]);
          return NULL;
        }
      fus_progress_part_next (&part, own->n_frames / (double) MAX (frames->n_frames, 1));
      if (!fus_frames_check (fus_study_dataset_kind (study, dataset), roots[dataset], own,
                             n_threads, poll, &part.progress))
        return NULL;
      /* Both lists are in the order of their paths. */
      for (guint i = 0; i < own->n_frames; i++)
        {
          FusFrame *frame = &frames->frames[g_array_index (indices, guint32, i)];

          frame->fault = own->frames[i].fault;
          frame->twin = own->frames[i].twin;
        }
    }
  return g_steal_pointer (&frames);
}

typedef struct
{
  FusStudy *study;
  guint n_threads;
} Input;

static void
input_free (gpointer data)
{
  g_object_unref (((Input *) data)->study);
  g_free (data);
}

static gpointer
work_check (FusJob *job, gpointer data, GError **error)
{
  const Input *input = data;

  return fus_fault_check (input->study, input->n_threads, fus_job_poll (job),
                          fus_job_progress (job), error);
}

FusJob *
fus_fault_check_start (FusStudy *study, guint n_threads,
                       void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  Input *input = g_new (Input, 1);

  *input = (Input){ g_object_ref (study), n_threads };
  return fus_job_start (_ ("Looking every frame over"), FUS_GATE_ANALYSIS, work_check, input,
                        input_free, (GDestroyNotify) fus_frame_list_unref, done, user_data);
}
