/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/stimulus.h"
#include "engine/files/weights.h"

#include <stdlib.h>
#include <time.h>

/* stimulus MODEL LAYER PRESET STEPS UNITS BATCH THREADS: preferred stimuli of a layer's first
 * units; prints wall clock and processor seconds. stimulus.py runs it beside PyTorch. */

static void
count (gpointer data, gsize index, const FusStimulus *stimulus)
{
  double *sum = data;

  if (stimulus->finished)
    *sum += stimulus->activation;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusNetwork) network = NULL;
  g_autoptr (FusNetwork) asked = NULL;
  g_autoptr (FusTeam) team = NULL;
  g_autoptr (FusPass) pass = NULL;
  g_autofree guint *units = NULL;
  FusStimulusSettings settings = { .seed = 1 };
  FusLayer layer;
  double sum = 0;
  gint64 begin;
  clock_t processor;
  guint n;

  if (argc != 8 || !fus_layer_parse (argv[2], &layer)
      || !fus_stimulus_preset_parse (argv[3], &settings.preset))
    {
      g_printerr ("stimulus MODEL LAYER PRESET STEPS UNITS BATCH THREADS\n");
      return 2;
    }
  network = fus_weights_load (argv[1], &error);
  if (network == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  settings.steps = (guint) atoi (argv[4]);
  n = MIN ((guint) atoi (argv[5]),
           fus_architecture_units (fus_network_architecture (network), layer));
  units = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    units[i] = i;
  team = fus_team_new ((guint) atoi (argv[7]));
  asked = fus_stimulus_network (network, layer, settings.preset);
  pass = fus_pass_new (asked, FUS_PASS_EXPLAIN, (guint) atoi (argv[6]), team);
  begin = g_get_monotonic_time ();
  processor = clock ();
  fus_stimulus_ascend (pass, team, layer, units, n, &settings, count, &sum, NULL, NULL);
  g_print ("%.3f %.3f %u %.4f\n", (g_get_monotonic_time () - begin) / 1e6,
           (clock () - processor) / (double) CLOCKS_PER_SEC, n, sum / n);
  return 0;
}
