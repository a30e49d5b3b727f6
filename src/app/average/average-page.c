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

static FusAnalysisRun *
run_of (FusAveragePage *self)
{
  return fus_workspace_run (self->workspace, &fus_maps_analysis);
}

/* What the study's tests say of the maps that were averaged. */
static void
mark_trust (FusAveragePage *self, FusPane *pane, FusNetworkKind kind, guint tasks)
{
  const FusMapSpec spec = FUS_MAP_SPEC_PAPER;
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
  mark_trust (self, pane, fus_map_sources[panel].network, 1u << task);
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
  mark_trust (self, pane, FUS_NETWORK_JOINT, any ? (1u << FUS_N_TASKS) - 1 : 0);
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
  gtk_label_set_label (self->frames_text, text);

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
  const FusStudyMaps *maps = fus_workspace_maps (self->workspace);
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
  FusStudyMaps *maps = self->workspace != NULL ? fus_workspace_maps (self->workspace) : NULL;
  const char *name = gtk_stack_get_visible_child_name (self->views);

  gtk_widget_set_visible (self->side, g_strcmp0 (name, "maps") == 0);
  for (guint view = 0; maps != NULL && view < N_VIEWS; view++)
    if (g_strcmp0 (name, view_names[view]) == 0)
      show_in_view (self, view, maps);
}

static void
update_page (FusAveragePage *self)
{
  const FusStudyMaps *maps = fus_workspace_maps (self->workspace);
  FusAnalysisRun *run = run_of (self);
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
  FusStudyMaps *maps = fus_workspace_maps (self->workspace);

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
on_progress (FusAveragePage *self)
{
  FusJob *job = fus_analysis_run_job (run_of (self));

  if (job != NULL)
    gtk_progress_bar_set_fraction (self->progress, fus_job_get_progress (job));
}

static void
compute (GtkWidget *widget, const char *name, GVariant *parameter)
{
  fus_analysis_run_start (run_of (FUS_AVERAGE_PAGE (widget)));
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  fus_analysis_run_cancel (run_of (FUS_AVERAGE_PAGE (widget)));
}

static void
fus_average_page_map (GtkWidget *widget)
{
  FusAveragePage *self = FUS_AVERAGE_PAGE (widget);

  GTK_WIDGET_CLASS (fus_average_page_parent_class)->map (widget);
  if (self->workspace != NULL && fus_workspace_maps (self->workspace) == NULL
      && fus_workspace_networks (self->workspace) != 0
      && fus_analysis_run_failure (run_of (self)) == NULL)
    fus_analysis_run_start (run_of (self));
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
  const FusStudyMaps *maps = fus_workspace_maps (self->workspace);
  g_autoptr (GString) text
      = g_string_new ("Mean Grad-CAM at conv8 over the test frames, on the average face");

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
  const FusStudyMaps *maps = fus_workspace_maps (self->workspace);

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
  fus_json_add_string (note, "method", "Grad-CAM");
  fus_json_add_string (note, "layer", fus_layer_name (FUS_LAYER_CONV8));
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
  g_signal_connect_object (run_of (self), "changed", G_CALLBACK (on_run_changed), self, swapped);
  g_signal_connect_object (fus_workspace_run (workspace, &fus_trust_analysis), "changed",
                           G_CALLBACK (update_stage), self, swapped);
  g_signal_connect_object (run_of (self), "progress", G_CALLBACK (on_progress), self, swapped);
  g_signal_connect_object (fus_workspace_study (workspace), "network-changed",
                           G_CALLBACK (update_page), self, swapped);
  on_run_changed (self);
}

static void
page_init (FusPageInterface *interface)
{
  interface->set_workspace = fus_average_page_set_workspace;
}
