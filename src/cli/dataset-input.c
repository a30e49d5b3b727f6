/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/dataset-input.h"

#include "cli/options.h"
#include "cli/terminal.h"

#include <glib/gi18n-lib.h>

gboolean
fus_dataset_input_parse (const FusDatasetInput *input, FusDatasetChoice *choice)
{
  guint test;

  *choice = (FusDatasetChoice){ 0 };
  if (!fus_options_check_int ("max-per-person", input->max_per_person, 0, G_MAXINT))
    return FALSE;
  choice->max_per_person = (guint) input->max_per_person;
  if (input->fer_test == NULL)
    return TRUE;
  if (!fus_options_find ("fer-test", input->fer_test, &fus_fer_test_names, &test))
    return FALSE;
  choice->fer_test = (FusFerTest) test;
  return TRUE;
}

FusDataset *
fus_dataset_input_open (const char *path, const FusDatasetChoice *choice, int *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusDataset) dataset = fus_dataset_open_polled (
      path, fus_terminal_poll (), fus_terminal_progress (_ ("Looking at the clips")), &error);

  if (dataset == NULL)
    {
      *status = error != NULL ? fus_terminal_fail (error->message) : fus_terminal_stopped ();
      return NULL;
    }
  fus_terminal_clear ();
  return fus_dataset_choose (dataset, choice);
}

FusFrameList *
fus_dataset_input_check (const FusDataset *dataset, int threads)
{
  g_autoptr (FusFrameList) frames = fus_frame_list_copy (dataset->frames);

  if (!fus_dataset_check (dataset, frames, fus_options_n_threads (threads), fus_terminal_poll (),
                          fus_terminal_progress (_ ("Looking through the frames"))))
    return NULL;
  fus_terminal_clear ();
  return g_steal_pointer (&frames);
}
