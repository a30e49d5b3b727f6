/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/frames/region-table.h"

#include "study/analyses/regions/region-file.h"
#include "study/analyses/regions/regions.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A share this many standard deviations from its norm is marked. */
#define UNUSUAL 2
/* Where more of a map lies outside the face, what it shows is hardly about the face. */
#define MUCH_BACKGROUND 0.5

enum
{
  COLUMN_REGION,
  COLUMN_TASK,
  COLUMN_UNITS = COLUMN_TASK + FUS_N_TASKS,
};

struct _FusRegionTable
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content; /* bound so that dispose takes it away */
  GtkStack *stack;
  GtkGrid *grid;
  GtkLabel *absent;
  GtkLabel *warning;
  GtkWidget *compute;

  /* borrowed: children of the grid */
  GtkLabel *share[FUS_N_REGIONS][FUS_N_TASKS];
  GtkLabel *units[FUS_N_REGIONS];

  /* owned */
  FusWorkspace *workspace;
  FusRegions *regions;
  FusExplanation *explanation;
  FusNetworkKind kind;
};

G_DEFINE_FINAL_TYPE (FusRegionTable, fus_region_table, GTK_TYPE_WIDGET)

static const FusFrame *
frame_of (FusRegionTable *self)
{
  gint64 frame = fus_workspace_frame (self->workspace);

  return frame >= 0 ? &fus_study_frames (fus_workspace_study (self->workspace))->frames[frame]
                    : NULL;
}

/* The expression that the expression map explains, or that the frame has where the network has no
 * such head. */
static FusExpression
expression_of (FusRegionTable *self, const FusFrame *frame)
{
  const FusHeadExplanation *head = &self->explanation->heads[FUS_TASK_EXPRESSION];
  FusExpression expression;

  if (head->present && head->target >= 0)
    {
      const char *const *names
          = fus_network_class_names (self->explanation->network, FUS_TASK_EXPRESSION);

      if (fus_expression_parse (names[head->target], &expression))
        return expression;
    }
  return frame != NULL ? (FusExpression) frame->expression : FUS_EXPRESSION_NONE;
}

/* "12 %", with an arrow where that is unusual, and why. */
static void
show_share (FusRegionTable *self, FusStudyRegions *norms, const FusFrame *frame, FusTask task,
            FusRegion region, double share)
{
  GtkLabel *label = self->share[region][task];
  g_autofree char *text = NULL, *tooltip = NULL;
  double z = NAN;

  if (isnan (share))
    {
      gtk_label_set_text (label, "–");
      gtk_widget_set_tooltip_text (GTK_WIDGET (label), _ ("No positive evidence"));
      return;
    }
  if (norms != NULL && frame != NULL)
    z = fus_study_regions_z (norms, self->kind, task, frame->expression, region, share);
  text = g_strdup_printf ("%s%.0f\u00a0%%",
                          z >= UNUSUAL    ? "↑ "
                          : z <= -UNUSUAL ? "↓ "
                                          : "",
                          100 * share);
  gtk_label_set_text (label, text);
  if (isnan (z))
    /* Translators: how dense a map is in a region, 1 being that of an even map */
    tooltip = g_strdup_printf (_ ("Density %.2f"), share / self->regions->area[region]);
  else
    tooltip = g_strdup_printf (
        _ ("Density %.2f; %+.1f standard deviations from the norm of this expression"),
        share / self->regions->area[region], z);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), tooltip);
}

static void
show_units (FusRegionTable *self, FusExpression expression, FusRegion region)
{
  guint units[FUS_MAX_ACTION_UNITS];
  guint n = fus_facs_units (expression, units);
  g_autofree char *text = fus_facs_expected (expression, region);
  g_autoptr (GString) tooltip = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    if (fus_facs_shows_in (units[i], region))
      g_string_append_printf (tooltip, "%s%u %s", tooltip->len > 0 ? "\n" : "", units[i],
                              fus_facs_title (units[i]));
  gtk_label_set_text (self->units[region], text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->units[region]),
                               tooltip->len > 0 ? tooltip->str : NULL);
}

static void
show_map (FusRegionTable *self, FusStudyRegions *norms, const FusFrame *frame, FusTask task,
          double *background)
{
  const FusHeadExplanation *head = &self->explanation->heads[task];
  double shares[FUS_N_REGIONS];
  gboolean there
      = head->present
        && fus_regions_shares (self->regions, head->raw, self->explanation->side, shares);

  for (FusRegion region = 0; region < FUS_N_REGIONS; region++)
    if (head->present)
      show_share (self, norms, frame, task, region, there ? shares[region] : NAN);
    else
      {
        gtk_label_set_text (self->share[region][task], "");
        gtk_widget_set_tooltip_text (GTK_WIDGET (self->share[region][task]), NULL);
      }
  if (there)
    *background = MAX (*background, shares[FUS_REGION_BACKGROUND]);
}

static void
update_norms (FusRegionTable *self)
{
  FusAnalysisRun *run = fus_workspace_run (self->workspace, &fus_regions_analysis);
  const gboolean missing
      = fus_analysis_run_result (run) == NULL || fus_analysis_run_is_outdated (run);

  gtk_widget_set_visible (self->compute, missing && fus_analysis_run_job (run) == NULL
                                             && !fus_analysis_run_is_loading (run)
                                             && fus_workspace_networks (self->workspace) != 0);
}

static void
update (FusRegionTable *self)
{
  const FusFrame *frame = frame_of (self);
  double background = 0;

  update_norms (self);
  if (self->regions == NULL
      || (frame != NULL && frame->angle != FUS_ANGLE_STRAIGHT && frame->angle != FUS_ANGLE_NONE))
    {
      gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->absent));
      return;
    }
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->grid));
  if (self->explanation == NULL)
    return;

  FusAnalysisRun *run = fus_workspace_run (self->workspace, &fus_regions_analysis);
  const FusMapSpec paper = FUS_MAP_SPEC_PAPER;
  /* The norms are those of the paper's maps, and say nothing of others. */
  FusStudyRegions *norms
      = fus_analysis_run_is_outdated (run) || !fus_map_spec_equal (&self->explanation->spec, &paper)
            ? NULL
            : fus_analysis_run_result (run);
  FusExpression expression = expression_of (self, frame);

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    show_map (self, norms, frame, task, &background);
  for (FusRegion region = 0; region < FUS_N_REGIONS; region++)
    show_units (self, expression, region);
  gtk_widget_set_visible (GTK_WIDGET (self->warning), background > MUCH_BACKGROUND);
}

static void
on_compute (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fus_analysis_run_start (
      fus_workspace_run (FUS_REGION_TABLE (widget)->workspace, &fus_regions_analysis));
}

/* The template may have been edited, and the crop with it. */
static void
read_template (FusRegionTable *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusRegionTemplate) template_
      = fus_region_file_load (fus_workspace_study (self->workspace), NULL, &error);

  g_clear_pointer (&self->regions, fus_regions_free);
  if (template_ != NULL)
    self->regions = fus_regions_new (template_);
  gtk_label_set_text (self->absent, error != NULL
                                        ? error->message
                                        : _ ("Regions are placed on faces seen from the front."));
}

static void
on_run_changed (FusRegionTable *self)
{
  read_template (self);
  update (self);
}

/* The norm that the study has kept is there without being asked for. */
static void
fus_region_table_map (GtkWidget *widget)
{
  FusRegionTable *self = FUS_REGION_TABLE (widget);

  GTK_WIDGET_CLASS (fus_region_table_parent_class)->map (widget);
  if (self->workspace != NULL)
    fus_analysis_run_load (fus_workspace_run (self->workspace, &fus_regions_analysis));
}

static void
fus_region_table_dispose (GObject *object)
{
  FusRegionTable *self = FUS_REGION_TABLE (object);

  g_clear_object (&self->workspace);
  g_clear_pointer (&self->regions, fus_regions_free);
  g_clear_pointer (&self->explanation, fus_explanation_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_REGION_TABLE);
  G_OBJECT_CLASS (fus_region_table_parent_class)->dispose (object);
}

static void
fus_region_table_class_init (FusRegionTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_region_table_dispose;
  widget_class->map = fus_region_table_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/region-table.ui");
  gtk_widget_class_bind_template_child (widget_class, FusRegionTable, content);
  gtk_widget_class_bind_template_child (widget_class, FusRegionTable, stack);
  gtk_widget_class_bind_template_child (widget_class, FusRegionTable, grid);
  gtk_widget_class_bind_template_child (widget_class, FusRegionTable, absent);
  gtk_widget_class_bind_template_child (widget_class, FusRegionTable, warning);
  gtk_widget_class_bind_template_child (widget_class, FusRegionTable, compute);
  gtk_widget_class_install_action (widget_class, "regions.compute", NULL, on_compute);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkLabel *
add_label (FusRegionTable *self, const char *text, int column, int row, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == COLUMN_REGION ? 0 : 1);
  gtk_widget_set_hexpand (label, column == COLUMN_REGION);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
  return GTK_LABEL (label);
}

static void
fus_region_table_init (FusRegionTable *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_label (self, _ ("Region"), COLUMN_REGION, 0, "dim-label");
  add_label (self, _ ("Identity"), COLUMN_TASK + FUS_TASK_IDENTITY, 0, "dim-label");
  add_label (self, _ ("Expression"), COLUMN_TASK + FUS_TASK_EXPRESSION, 0, "dim-label");
  /* Translators: short for action units (FACS) */
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (add_label (self, _ ("AU"), COLUMN_UNITS, 0, "dim-label")),
      _ ("Action units (FACS) expected of the expression that the map explains"));
  for (FusRegion region = 0; region < FUS_N_REGIONS; region++)
    {
      add_label (self, fus_region_title (region), COLUMN_REGION, (int) region + 1, NULL);
      for (FusTask task = 0; task < FUS_N_TASKS; task++)
        self->share[region][task]
            = add_label (self, NULL, COLUMN_TASK + (int) task, (int) region + 1, "numeric");
      self->units[region] = add_label (self, NULL, COLUMN_UNITS, (int) region + 1, "dim-label");
    }
}

void
fus_region_table_set_workspace (FusRegionTable *self, FusWorkspace *workspace)
{
  g_return_if_fail (FUS_IS_REGION_TABLE (self));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  read_template (self);
  g_signal_connect_object (fus_workspace_run (workspace, &fus_regions_analysis), "changed",
                           G_CALLBACK (on_run_changed), self, G_CONNECT_SWAPPED);
  update (self);
}

void
fus_region_table_set_explanation (FusRegionTable *self, FusNetworkKind kind,
                                  FusExplanation *explanation)
{
  g_return_if_fail (FUS_IS_REGION_TABLE (self));

  if (explanation == NULL)
    return;
  fus_explanation_ref (explanation);
  g_clear_pointer (&self->explanation, fus_explanation_unref);
  self->explanation = explanation;
  self->kind = kind;
  update (self);
}
