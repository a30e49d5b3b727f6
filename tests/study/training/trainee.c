/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/training/training.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* trainee STUDY [MAX_FILE_BYTES]: goes on training the joint network of a study; for the tests that
 * kill it, or let its disk be full. Prints the error, and exits 0 when done, 1 when failed. */
int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudy) study = NULL;
  FusTrainingEnd end;

  setlocale (LC_ALL, "");
  study = fus_study_open (argv[1], &error);
  if (study == NULL)
    {
      printf ("%s\n", error->message);
      return 1;
    }
  if (argc > 2)
    {
      struct rlimit limit = { strtoul (argv[2], NULL, 10), RLIM_INFINITY };

      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &limit);
    }
  end = fus_train (study, FUS_NETWORK_JOINT, TRUE, 0, 1, NULL, NULL, &error);
  if (error != NULL)
    printf ("%s\n", error->message);
  return end == FUS_TRAINING_DONE ? 0 : 1;
}
