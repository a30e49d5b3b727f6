/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/study-input.h"

#include "cli/command.h"
#include "cli/terminal.h"
#include "study/folder/demo-cache.h"

#include <glib/gi18n-lib.h>

/* FALSE with @error, or when interrupted. */
static gboolean
draw_faces (FusStudy *study, guint n_threads, GError **error)
{
  int missing = fus_study_missing_dataset (study);
  FusDemoSet set;
  gboolean drawn;

  if (missing < 0
      || !fus_demo_cache_recognize (fus_study_dataset_root (study, (guint) missing), &set))
    return TRUE;
  drawn = fus_demo_cache_fill (&set, n_threads, fus_terminal_poll (),
                               fus_terminal_progress (_ ("Drawing the demo faces")), error);
  fus_terminal_clear ();
  return drawn;
}

FusStudy *
fus_study_input_open (const char *path, guint n_threads, int *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudy) study = fus_study_open (path, &error);

  if (study != NULL && draw_faces (study, n_threads, &error))
    return g_steal_pointer (&study);
  *status = error != NULL ? fus_terminal_fail (error->message) : fus_terminal_stopped ();
  return NULL;
}
