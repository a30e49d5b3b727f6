/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/average/average-page.h"
#include "app/state/page.h"
#include "app/average/map-views.h"
#include "analysis/map.h"
#include "app/average/mean-overlay.h"
#include "app/widgets/overlay-controls.h"
#include "app/widgets/shortcuts.h"
#include "app/widgets/viewer.h"
#include "study/analyses/maps/map-tests.h"
#include "study/analyses/maps/spec.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define OVERLAP_PERCENTILE 0.95

/* What is shown in place of the stage; made when it is first looked at. */
enum
{
  VIEW_TESTS,
  VIEW_COMPARISON,
  VIEW_GROUPS,
  N_VIEWS,
};
static const char *const view_names[N_VIEWS] = { "tests", "comparison", "groups" };

struct _FusAveragePage
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkStack *stack;
  GtkWidget *outdated;
  GtkWidget *lacking;
  GtkLabel *missing;
  GtkStack *views;
  FusStage *stage;
  FusMapTestsView *tests;
  FusMapComparisonView *comparison;
  FusMapGroupsView *groups;
  GtkWidget *side;
  GtkProgressBar *progress;
  AdwStatusPage *failure;
  FusOverlayControls *controls;
  GtkWidget *overlap_box;
  GtkLabel *overlap_text;
  GtkLabel *frames_text;

  /* owned */
  FusWorkspace *workspace;
  FusAnalysisRun *run;  /* of the kind of map that is looked at */
  FusStudyMaps *latest; /* on stage */
  FusMeanOverlay *overlap;
  FusStudyMaps *shown[N_VIEWS]; /* by each of views */
};

static void viewer_init (FusViewerInterface *interface);
static void page_init (FusPageInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FusAveragePage, fus_average_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FUS_TYPE_VIEWER, viewer_init)
                                   G_IMPLEMENT_INTERFACE (FUS_TYPE_PAGE, page_init))

static FusViewOptions *
options_of (FusAveragePage *self)
{
  return fus_workspace_options (self->workspace);
}

/* The maps of that kind. (transfer none) (nullable) */
static FusStudyMaps *
maps_of (FusAveragePage *self)
{
  return self->run != NULL ? fus_analysis_run_result (self->run) : NULL;
}

/* What the study's tests say of the maps that were averaged. */
static void
mark_trust (FusAveragePage *self, FusPane *pane, const FusStudyMaps *maps, FusNetworkKind kind,
            guint tasks)
{
  const FusMapSpec spec = maps->spec;
  FusMapTrust trust[FUS_N_TASKS];

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    trust[task] = fus_map_trust (fus_workspace_trust (self->workspace), kind, task, &spec);
  fus_pane_set_trust (pane, tasks, trust, (tasks & (tasks - 1)) != 0, &spec, FALSE);
}

static void
show_panel (FusAveragePage *self, FusPane *pane, const FusStudyMaps *maps, guint panel)
{
  const FusTask task = fus_map_sources[panel].task;
  const FusMeanMap *mean = maps->map[fus_map_sources[panel].network][task];
  const gsize n = (gsize) mean->side * mean->side;
  g_autofree float *scaled = g_memdup2 (mean->map, n * sizeof (float));
  g_autofree char *title = fus_map_source_title (&fus_map_sources[panel]);
  FusOverlay overlay = { .side = mean->side, .crop = fus_crop_whole };

  const gboolean evidence = fus_map_scale (scaled, n);
  fus_view_options_style (options_of (self), &overlay);
  overlay.map[task] = scaled;
  fus_pane_set_picture (pane, maps->average_face);
  fus_pane_set_caption (pane, title, NULL);
  mark_trust (self, pane, maps, fus_map_sources[panel].network, 1u << task);
  fus_pane_set_message (pane, evidence ? NULL : _ ("No positive evidence"));
  fus_pane_set_overlay (
      pane, evidence && fus_view_options_shows (options_of (self), task) ? &overlay : NULL);
}

static void
show_overlap (FusAveragePage *self, FusPane *pane, const FusStudyMaps *maps)
{
  FusOverlay overlay = { .side = self->overlap->side, .crop = fus_crop_whole };
  gboolean any = FALSE;

  fus_view_options_style (options_of (self), &overlay);
  overlay.threshold = 0.5;
  overlay.mark_overlap = TRUE;
  for (guint task = 0; task < FUS_N_TASKS; task++)
    if (fus_view_options_shows (options_of (self), task))
      {
        overlay.map[task] = self->overlap->maps[task];
        any = TRUE;
      }
  fus_pane_set_picture (pane, maps->average_face);
  fus_pane_set_caption (pane, _ ("Joint network, overlap"), NULL);
  mark_trust (self, pane, maps, FUS_NETWORK_JOINT, any ? (1u << FUS_N_TASKS) - 1 : 0);
  fus_pane_set_message (pane, NULL);
  fus_pane_set_overlay (pane, any ? &overlay : NULL);
}

static void
update_texts (FusAveragePage *self, const FusStudyMaps *maps)
{
  guint frames = 0;

  for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
    {
      const FusMeanMap *mean = maps->map[fus_map_sources[i].network][fus_map_sources[i].task];
      if (mean != NULL)
        frames = MAX (frames, mean->n_frames);
    }
  g_autofree char *text = g_strdup_printf (
      ngettext ("Mean over %'u test frame per task, each map scaled to its own range",
                "Mean over %'u test frames per task, each map scaled to its own range", frames),
      frames);
  g_autofree char *kind = fus_map_spec_title (&maps->spec);
  g_autofree char *label = g_strconcat (kind, "\n", text, NULL);
  gtk_label_set_label (self->frames_text, label);

  gtk_widget_set_visible (self->overlap_box, self->overlap != NULL);
  if (self->overlap != NULL)
    {
      g_autofree char *overlap = g_strdup_printf (
          _ ("Both maps reach the shared 95th percentile (%.3f) on %.0f %% of the pixels where "
             "either does."),
          self->overlap->threshold, self->overlap->share * 100);
      gtk_label_set_label (self->overlap_text, overlap);
    }
}

static void
update_stage (FusAveragePage *self)
{
  const FusStudyMaps *maps = maps_of (self);
  guint n = 0;

  if (maps == NULL)
    return;
  for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
    if (maps->map[fus_map_sources[i].network][fus_map_sources[i].task] != NULL)
      show_panel (self, fus_stage_pane (self->stage, n++), maps, i);
  if (self->overlap != NULL && fus_view_options_overlap (options_of (self)))
    show_overlap (self, fus_stage_pane (self->stage, n++), maps);
  fus_stage_set_n_panes (self->stage, MAX (1, n));
  /* In a row, as in the paper's figure 2A; the overlap stands below. */
  fus_stage_set_columns (self->stage, FUS_N_MAP_SOURCES);
}

static void
show_in_view (FusAveragePage *self, guint view, FusStudyMaps *maps)
{
  FusStudy *study = fus_workspace_study (self->workspace);

  if (self->shown[view] == maps)
    return;
  g_clear_pointer (&self->shown[view], fus_result_unref);
  self->shown[view] = fus_result_ref (maps);
  if (view == VIEW_TESTS)
    fus_map_tests_view_set_maps (self->tests, study, maps);
  else if (view == VIEW_COMPARISON)
    fus_map_comparison_view_set_maps (self->comparison, study, maps);
  else
    fus_map_groups_view_set_maps (self->groups, study, maps);
}

static void
update_view (FusAveragePage *self)
{
  FusStudyMaps *maps = maps_of (self);
  const char *name = gtk_stack_get_visible_child_name (self->views);

  gtk_widget_set_visible (self->side, g_strcmp0 (name, "maps") == 0);
  for (guint view = 0; maps != NULL && view < N_VIEWS; view++)
    if (g_strcmp0 (name, view_names[view]) == 0)
      show_in_view (self, view, maps);
}

static void
update_page (FusAveragePage *self)
{
  const FusStudyMaps *maps = maps_of (self);
  FusAnalysisRun *run = self->run;
  const char *failure = fus_analysis_run_failure (run);
  g_autofree char *missing = fus_analysis_run_missing (run);
  const char *page;

  if (fus_analysis_run_job (run) != NULL)
    page = "progress";
  else if (failure != NULL)
    page = "failure";
  else if (maps != NULL && maps->average_face != NULL)
    page = "maps";
  else if (fus_workspace_networks (self->workspace) == 0)
    page = "untrained";
  else
    page = "compute";
  if (failure != NULL)
    {
      /* A status page reads markup. */
      g_autofree char *escaped = g_markup_escape_text (failure, -1);

      adw_status_page_set_description (self->failure, escaped);
    }
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (self->outdated, maps != NULL && fus_analysis_run_job (run) == NULL
                                              && fus_analysis_run_is_outdated (run));
  gtk_widget_set_visible (self->lacking, missing != NULL);
  gtk_label_set_label (self->missing, missing != NULL ? missing : "");
}

static void
show_maps (FusAveragePage *self, const FusStudyMaps *maps)
{
  g_clear_pointer (&self->overlap, fus_mean_overlay_free);
  self->overlap = fus_mean_overlay_new (maps, OVERLAP_PERCENTILE);
  update_texts (self, maps);
  update_stage (self);
  update_view (self);
}

static void
on_run_changed (FusAveragePage *self)
{
  FusStudyMaps *maps = maps_of (self);

  /* A job that starts, or age, changes nothing of the maps. */
  if (maps != NULL && maps != self->latest)
    {
      g_clear_pointer (&self->latest, fus_result_unref);
      self->latest = fus_result_ref (maps);
      show_maps (self, maps);
    }
  update_page (self);
}

static void
start_if_looked_at (FusAveragePage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && maps_of (self) == NULL
      && fus_workspace_networks (self->workspace) != 0
      && fus_analysis_run_failure (self->run) == NULL)
    fus_analysis_run_start (self->run);
}

static void
on_progress (FusAveragePage *self)
{
  FusJob *job = fus_analysis_run_job (self->run);

  if (job != NULL)
    gtk_progress_bar_set_fraction (self->progress, fus_job_get_progress (job));
}

static void
compute (GtkWidget *widget, const char *name, GVariant *parameter)
{
  fus_analysis_run_start (FUS_AVERAGE_PAGE (widget)->run);
}

/* Back to the kind of map that was on stage. */
static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusAveragePage *self = FUS_AVERAGE_PAGE (widget);
  const FusMapSpec *shown = self->latest != NULL ? &self->latest->spec : NULL;

  fus_analysis_run_cancel (self->run);
  if (shown != NULL && maps_of (self) == NULL)
    {
      const char *layer = fus_layer_name (shown->layer);

      g_object_set (options_of (self), "map-method", fus_map_method_name (shown->method),
                    "map-layer", layer, NULL);
    }
}

static void
fus_average_page_map (GtkWidget *widget)
{
  FusAveragePage *self = FUS_AVERAGE_PAGE (widget);

  GTK_WIDGET_CLASS (fus_average_page_parent_class)->map (widget);
  if (self->workspace != NULL)
    start_if_looked_at (self);
}

static FusStage *
fus_average_page_get_stage (FusViewer *viewer)
{
  return FUS_AVERAGE_PAGE (viewer)->stage;
}

static char *
fus_average_page_suggest_name (FusViewer *viewer)
{
  return g_strdup ("average-face-maps");
}

static char *
fus_average_page_describe (FusViewer *viewer)
{
  FusAveragePage *self = FUS_AVERAGE_PAGE (viewer);
  const FusStudyMaps *maps = maps_of (self);
  g_autoptr (GString) text = g_string_new ("Mean ");

  if (maps != NULL)
    g_string_append (text, fus_map_spec_word (&maps->spec));
  if (maps != NULL && fus_map_method_has_layer (maps->spec.method))
    g_string_append_printf (text, " at %s", fus_layer_name (maps->spec.layer));
  g_string_append (text, " over the test frames, on the average face");

  for (guint kind = 0; maps != NULL && kind < FUS_N_NETWORKS; kind++)
    if (maps->result.origin.hash[kind] != NULL)
      g_string_append_printf (text, "; %s network %.12s", fus_network_kind_name (kind),
                              maps->result.origin.hash[kind]);
  g_string_append_printf (text, "; study %s",
                          fus_study_title (fus_workspace_study (self->workspace)));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
fus_average_page_add_origin (FusViewer *viewer, JsonBuilder *note)
{
  FusAveragePage *self = FUS_AVERAGE_PAGE (viewer);
  const FusStudyMaps *maps = maps_of (self);

  fus_json_add_string (note, "study", fus_study_title (fus_workspace_study (self->workspace)));
  for (guint i = 0; maps != NULL && i < FUS_N_MAP_SOURCES; i++)
    {
      const FusMeanMap *mean = maps->map[fus_map_sources[i].network][fus_map_sources[i].task];
      g_autofree char *frames
          = g_strdup_printf ("%s-%s-frames", fus_network_kind_name (fus_map_sources[i].network),
                             fus_task_name (fus_map_sources[i].task));

      if (mean != NULL)
        fus_json_add_int (note, frames, mean->n_frames);
    }
  for (guint kind = 0; maps != NULL && kind < FUS_N_NETWORKS; kind++)
    {
      g_autofree char *hash = g_strconcat (fus_network_kind_name (kind), "-network-hash", NULL);

      if (maps->result.origin.hash[kind] != NULL)
        fus_json_add_string (note, hash, maps->result.origin.hash[kind]);
    }
  fus_json_add_string (note, "part", fus_part_name (FUS_PART_TEST));
  if (maps != NULL)
    fus_map_spec_add (&maps->spec, note);
  fus_json_add_string (note, "target", "predicted");
  fus_json_add_string (note, "scaling", "min-max of each frame; shown min-max of each mean map");
  if (self->overlap != NULL && fus_view_options_overlap (options_of (self)))
    fus_json_add_double (note, "overlap-threshold", self->overlap->threshold);
  fus_viewer_add_style (note, options_of (self));
}

static void
viewer_init (FusViewerInterface *interface)
{
  interface->add_origin = fus_average_page_add_origin;
  interface->get_stage = fus_average_page_get_stage;
  interface->suggest_name = fus_average_page_suggest_name;
  interface->describe = fus_average_page_describe;
}

static void
fus_average_page_dispose (GObject *object)
{
  FusAveragePage *self = FUS_AVERAGE_PAGE (object);

  g_clear_pointer (&self->overlap, fus_mean_overlay_free);
  for (guint view = 0; view < N_VIEWS; view++)
    g_clear_pointer (&self->shown[view], fus_result_unref);
  g_clear_pointer (&self->latest, fus_result_unref);
  g_clear_object (&self->run);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_AVERAGE_PAGE);
  G_OBJECT_CLASS (fus_average_page_parent_class)->dispose (object);
}

static void
fus_average_page_class_init (FusAveragePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_average_page_dispose;
  widget_class->map = fus_average_page_map;

  gtk_widget_class_install_action (widget_class, "average.compute", NULL, compute);
  gtk_widget_class_install_action (widget_class, "average.cancel", NULL, cancel);
  fus_shortcuts_bind (widget_class, FUS_KEYS_OF_AVERAGE);

  g_type_ensure (FUS_TYPE_OVERLAY_CONTROLS);
  g_type_ensure (FUS_TYPE_STAGE);
  g_type_ensure (FUS_TYPE_MAP_TESTS_VIEW);
  g_type_ensure (FUS_TYPE_MAP_COMPARISON_VIEW);
  g_type_ensure (FUS_TYPE_MAP_GROUPS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/average-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, stack);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, outdated);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, lacking);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, missing);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, stage);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, views);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, tests);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, comparison);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, groups);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, side);
  gtk_widget_class_bind_template_callback (widget_class, update_view);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, progress);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, failure);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, controls);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, overlap_box);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, overlap_text);
  gtk_widget_class_bind_template_child (widget_class, FusAveragePage, frames_text);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "averagepage");
}

static void
fus_average_page_init (FusAveragePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Nobody waits any more for what was asked before, but for the paper's maps, which other pages
 * show. */
static void
leave_run (FusAveragePage *self)
{
  if (self->run == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->run, self);
  if (fus_analysis_run_analysis (self->run) != &fus_maps_analysis)
    fus_analysis_run_cancel (self->run);
  g_clear_object (&self->run);
}

/* A method that is not quick, which the page of frames offers, leaves what is shown here. */
static void
update_run (FusAveragePage *self)
{
  const FusMapSpec *asked = fus_view_options_map_spec (options_of (self));
  const FusMapSpec spec
      = fus_map_method_is_quick (asked->method)
            ? *asked
            : (self->run != NULL ? fus_maps_analysis_spec (fus_analysis_run_analysis (self->run))
                                 : FUS_MAP_SPEC_PAPER);
  FusAnalysisRun *run = fus_workspace_run (self->workspace, fus_maps_analysis_of (&spec));

  if (run == self->run)
    return;
  leave_run (self);
  self->run = g_object_ref (run);
  g_signal_connect_object (run, "changed", G_CALLBACK (on_run_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "progress", G_CALLBACK (on_progress), self, G_CONNECT_SWAPPED);
  on_run_changed (self);
  start_if_looked_at (self);
}

static void
fus_average_page_set_workspace (FusPage *page, FusWorkspace *workspace)
{
  FusAveragePage *self = FUS_AVERAGE_PAGE (page);

  g_return_if_fail (self->workspace == NULL);
  const GConnectFlags swapped = G_CONNECT_SWAPPED;
  const char *redraws[] = { "notify::identity", "notify::expression", "notify::overlap",
                            "notify::opacity",  "notify::threshold",  "notify::colormap" };

  self->workspace = g_object_ref (workspace);
  fus_overlay_controls_set_options (self->controls, options_of (self));
  for (guint i = 0; i < G_N_ELEMENTS (redraws); i++)
    g_signal_connect_object (options_of (self), redraws[i], G_CALLBACK (update_stage), self,
                             swapped);
  g_signal_connect_object (options_of (self), "notify::map-method", G_CALLBACK (update_run), self,
                           swapped);
  g_signal_connect_object (options_of (self), "notify::map-layer", G_CALLBACK (update_run), self,
                           swapped);
  g_signal_connect_object (fus_workspace_run (workspace, &fus_trust_analysis), "changed",
                           G_CALLBACK (update_stage), self, swapped);
  g_signal_connect_object (fus_workspace_study (workspace), "network-changed",
                           G_CALLBACK (update_page), self, swapped);
  update_run (self);
}

static void
page_init (FusPageInterface *interface)
{
  interface->set_workspace = fus_average_page_set_workspace;
}
