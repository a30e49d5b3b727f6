/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/list.h"
#include "study/analyses/maps/maps.h"
#include "study/analyses/result-files.h"
#include "cli/command.h"
#include "faces/csv.h"
#include "cli/map-options.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* One analysis that was asked for, and how long it took. */
typedef struct
{
  const FusAnalysis *analysis;
  double seconds;
  gboolean failed;
} Asked;

static gboolean
is_named (char *const *names, const char *name)
{
  for (; *names != NULL; names++)
    if (g_str_equal (*names, name))
      return TRUE;
  return FALSE;
}

/* NULL after saying what is wrong with --only. Each once, in the order of fus_analyses(). */
static GArray *
choose (const char *only)
{
  g_autoptr (GArray) asked = g_array_new (FALSE, TRUE, sizeof (Asked));
  g_auto (GStrv) names = only != NULL ? g_strsplit (only, ",", 0) : NULL;
  guint n;
  const FusAnalysis *const *analyses = fus_analyses (&n);

  for (char **name = names; name != NULL && *name != NULL; name++)
    if (fus_analysis_find (*name) == NULL)
      {
        g_autofree char *known = fus_analysis_names ();

        fus_options_refuse (_ ("--only names “%s”; there are %s"), *name, known);
        return NULL;
      }
  for (guint i = 0; i < n; i++)
    if (names == NULL || is_named (names, analyses[i]->name))
      {
        Asked one = { analyses[i], 0, FALSE };

        g_array_append_val (asked, one);
      }
  if (asked->len == 0)
    {
      fus_options_refuse (_ ("--only names no analysis"));
      return NULL;
    }
  return g_steal_pointer (&asked);
}

/* The kind of map that mean maps are made of. FALSE after saying what is wrong with it. */
static gboolean
choose_maps (GArray *asked, const FusMapOptions *options)
{
  Asked *one = &g_array_index (asked, Asked, 0);
  FusMapSpec spec;

  if (options->method == NULL && options->layer == NULL)
    return TRUE;
  if (!fus_map_options_read_spec (options, &spec))
    return FALSE;
  if (asked->len != 1 || one->analysis != &fus_maps_analysis)
    {
      fus_options_refuse (_ ("--method and --layer are of --only %s"), fus_maps_analysis.name);
      return FALSE;
    }
  if (!fus_map_method_is_quick (spec.method))
    {
      fus_options_refuse (_ ("--method %s takes too long to be averaged over many frames"),
                          fus_map_method_name (spec.method));
      return FALSE;
    }
  one->analysis = fus_maps_analysis_of (&spec);
  return TRUE;
}

/* FUS_EXIT_DONE when it is done; FUS_EXIT_FAILED with what is wrong in @problem, which is not told
 * yet. */
static int
run_one (Asked *asked, FusStudy *study, guint n_threads, char **problem)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autofree char *missing = NULL;
  gboolean trained;
  FusResult *result = fus_analysis_compute (asked->analysis, study, n_threads, fus_terminal_poll (),
                                            fus_terminal_progress (asked->analysis->name), &error);

  if (result == NULL)
    {
      fus_terminal_clear ();
      if (error == NULL)
        return fus_terminal_stopped ();
      *problem = g_strdup (error->message);
      return FUS_EXIT_FAILED;
    }
  trained = result->known != 0;
  missing = fus_frame_tally_text (&result->origin.tally);
  fus_result_unref (result);
  if (!trained)
    {
      *problem
          = g_strdup_printf (_ ("No network of the study “%s” is trained yet. Train one first."),
                             fus_study_title (study));
      return FUS_EXIT_FAILED;
    }
  asked->seconds = (g_get_monotonic_time () - start) / (double) G_USEC_PER_SEC;
  if (missing != NULL)
    fus_terminal_print ("%s: %s", asked->analysis->name, missing);
  fus_terminal_print (_ ("%s: done in %.1f s"), asked->analysis->name, asked->seconds);
  return FUS_EXIT_DONE;
}

/* What cannot be done is told, and does not keep the others from being done. */
static int
run_all (GArray *asked, FusStudy *study, guint n_threads)
{
  g_autoptr (GPtrArray) failed = g_ptr_array_new ();
  g_autofree char *told = NULL;
  g_autofree char *names = NULL;

  for (guint i = 0; i < asked->len; i++)
    {
      Asked *one = &g_array_index (asked, Asked, i);
      g_autofree char *problem = NULL;
      const int status = run_one (one, study, n_threads, &problem);

      if (status == FUS_EXIT_DONE)
        continue;
      if (status != FUS_EXIT_FAILED)
        return status;
      one->failed = TRUE;
      g_ptr_array_add (failed, (gpointer) one->analysis->name);
      /* What is wrong with the study is wrong for each. */
      if (g_strcmp0 (told, problem) == 0)
        continue;
      fus_terminal_fail (problem);
      g_free (told);
      told = g_steal_pointer (&problem);
    }
  if (failed->len == 0)
    return FUS_EXIT_DONE;
  if (asked->len > 1)
    {
      g_autofree char *message = NULL;

      g_ptr_array_add (failed, NULL);
      names = g_strjoinv (", ", (char **) failed->pdata);
      message = g_strdup_printf (ngettext ("%u of %u analysis could not be done: %s",
                                           "%u of %u analyses could not be done: %s", asked->len),
                                 failed->len - 1, asked->len, names);
      fus_terminal_fail (message);
    }
  return FUS_EXIT_FAILED;
}

/* A field of a table as the value it is: number, text, or null where it is empty. */
static void
add_field (JsonBuilder *builder, const char *name, const char *text)
{
  char *end;
  double value = g_ascii_strtod (text, &end);

  if (*text == '\0')
    fus_json_add_double (builder, name, NAN);
  else if (end == text || *end != '\0' || !isfinite (value))
    fus_json_add_string (builder, name, text);
  else if (strpbrk (text, ".eExXpP") == NULL && fabs (value) < 1e15)
    fus_json_add_int (builder, name, (gint64) value);
  else
    fus_json_add_double (builder, name, value);
}

/* The rows of a table in analysis/ as objects; those that begin with @first, or all of them. */
static gboolean
add_table (JsonBuilder *builder, FusStudy *study, const char *table, const char *first,
           GError **error)
{
  /* A table in a folder of its own has the same name as others of its kind. */
  g_autofree char *name = g_path_get_basename (table);
  g_autofree char *file = g_strconcat (table, ".csv", NULL);
  g_autofree char *path = fus_study_file (study, "analysis", file);
  g_autoptr (FusCsvReader) reader = NULL;
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) failure = NULL;

  fus_json_begin_array (builder, name);
  /* A study whose analyses make no tests has no table of them. */
  if (first == NULL || g_file_test (path, G_FILE_TEST_EXISTS))
    {
      reader = fus_csv_reader_open (path, ',', error);
      if (reader == NULL || !fus_csv_reader_next (reader, error))
        return FALSE;
      for (guint i = 0; i < fus_csv_reader_n_fields (reader); i++)
        g_ptr_array_add (columns, g_strdup (fus_csv_reader_field (reader, i)));
    }
  while (reader != NULL && fus_csv_reader_next (reader, &failure))
    {
      if (first != NULL && !g_str_equal (fus_csv_reader_field (reader, 0), first))
        continue;
      json_builder_begin_object (builder);
      for (guint i = 0; i < columns->len; i++)
        add_field (builder, columns->pdata[i], fus_csv_reader_field (reader, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return *error == NULL;
}

static int
print_json (FusStudy *study, const GArray *asked)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "study", fus_study_path (study));
  fus_json_begin_array (builder, "analyses");
  for (guint i = 0; i < asked->len; i++)
    {
      const Asked *one = &g_array_index (asked, Asked, i);

      json_builder_begin_object (builder);
      fus_json_add_string (builder, "name", one->analysis->name);
      fus_json_add_double (builder, "seconds", one->seconds);
      for (guint t = 0; t < one->analysis->n_tables; t++)
        if (one->analysis->tables[t].brief
            && !add_table (builder, study, one->analysis->tables[t].name, NULL, &error))
          return fus_terminal_fail (error->message);
      if (!add_table (builder, study, "tests", one->analysis->name, &error))
        return fus_terminal_fail (error->message);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  fus_json_print (builder);
  return FUS_EXIT_DONE;
}

static void
print_text (FusStudy *study, const GArray *asked)
{
  for (guint i = 0; i < asked->len; i++)
    {
      const FusAnalysis *analysis = g_array_index (asked, Asked, i).analysis;

      for (guint t = 0; t < analysis->n_tables; t++)
        if (analysis->tables[t].brief)
          {
            g_autofree char *path = fus_result_file (study, analysis->tables[t].name, ".csv");

            g_print ("%s: %s\n", analysis->name, path);
          }
    }
}

int
fus_command_analyze (int argc, char **argv)
{
  g_autofree char *only = NULL;
  g_auto (FusMapOptions) maps = { NULL };
  gboolean json = FALSE;
  int threads = 0;
  fus_map_options_init (&maps);
  const GOptionEntry entries[] = {
    { "only", 0, 0, G_OPTION_ARG_STRING, &only,
      N_ ("Analyses to run, separated by commas; all that the study allows by default"),
      N_ ("NAME,…") },
    { "method", 0, 0, G_OPTION_ARG_STRING, &maps.method, maps.method_help, N_ ("NAME") },
    { "layer", 0, 0, G_OPTION_ARG_STRING, &maps.layer, maps.layer_help, N_ ("LAYER") },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, N_ ("Number of threads; 0 for all processors"),
      "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print one JSON object"), NULL },
    { NULL },
  };
  g_autoptr (GArray) asked = NULL;
  g_autoptr (FusStudy) study = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!fus_options_parse (&argc, &argv, entries, 1, 1, &status))
    return status;
  if (!fus_options_check_int ("threads", threads, 0, FUS_MAX_THREADS))
    return FUS_EXIT_USAGE;
  asked = choose (only);
  if (asked == NULL || !choose_maps (asked, &maps))
    return FUS_EXIT_USAGE;

  study = fus_study_open (argv[1], &error);
  if (study == NULL)
    return fus_terminal_fail (error->message);
  for (guint i = 0; only == NULL && i < asked->len;)
    {
      const FusAnalysis *analysis = g_array_index (asked, Asked, i).analysis;

      if (fus_analysis_applies (analysis, study))
        i++;
      else
        g_array_remove_index (asked, i);
    }
  status = run_all (asked, study, fus_options_n_threads (threads));
  for (guint i = asked->len; i-- > 0;)
    if (g_array_index (asked, Asked, i).failed)
      g_array_remove_index (asked, i);
  if ((status != FUS_EXIT_DONE && status != FUS_EXIT_FAILED) || asked->len == 0)
    return status;
  if (!json)
    print_text (study, asked);
  else if (print_json (study, asked) != FUS_EXIT_DONE)
    return FUS_EXIT_FAILED;
  return status;
}
