/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "training-curves.h"

#include "curves.h"
#include <glib/gi18n-lib.h>
#include <math.h>

#define N_PARTS 2

struct _FusTrainingCurves
{
  GtkWidget parent_instance;

  FusCurvesQuantity quantity;
  guint n_epochs;
  double chance[FUS_N_TASKS];

  /* Owned: one point for each epoch, in columns, as the plot takes them. */
  GArray *x;
  GArray *y[N_PARTS][FUS_N_TASKS];
};

G_DEFINE_FINAL_TYPE (FusTrainingCurves, fus_training_curves, GTK_TYPE_WIDGET)

static gboolean
has_points (GArray *values)
{
  for (guint i = 0; i < values->len; i++)
    if (!isnan (g_array_index (values, double, i)))
      return TRUE;
  return FALSE;
}

static const char *
curve_label (FusPart part, FusTask task)
{
  if (part == FUS_PART_TEST)
    return task == FUS_TASK_IDENTITY ? _ ("Identity, test") : _ ("Expression, test");
  return task == FUS_TASK_IDENTITY ? _ ("Identity, training") : _ ("Expression, training");
}

static double
lowest_chance (FusTrainingCurves *self)
{
  double chance = NAN;

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    chance = fmin (chance, self->chance[task]);
  return chance;
}

static void
draw (FusTrainingCurves *self, cairo_t *cr, int width, int height)
{
  FusCurve curves[N_PARTS * FUS_N_TASKS];
  guint n = 0;

  for (FusPart part = FUS_PART_TRAIN; part <= FUS_PART_TEST; part++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      if (has_points (self->y[part][task]))
        curves[n++] = (FusCurve){
          .label = curve_label (part, task),
          .x = (const double *) self->x->data,
          .y = (const double *) self->y[part][task]->data,
          .n = self->x->len,
          .color = fus_color_task[task],
          .dashed = part == FUS_PART_TRAIN,
        };

  gboolean accuracy = self->quantity == FUS_CURVES_ACCURACY;
  FusCurvePlot plot = {
    .title = accuracy ? _ ("Accuracy") : _ ("Loss"),
    .x_label = _ ("Epoch"),
    .y_label = accuracy ? _ ("Frames told right") : _ ("Cross-entropy"),
    .curves = curves,
    .n_curves = n,
    .x_min = 0,
    .x_max = MAX (self->n_epochs, 1),
    .y_min = 0,
    .y_max = accuracy ? 1 : NAN,
    .reference = accuracy ? lowest_chance (self) : NAN,
    .reference_label = _ ("chance"),
    .percent = accuracy,
  };

  GdkRGBA ink;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &ink);
  fus_curve_plot_draw (cr, &plot, width, height, (FusColor){ ink.red, ink.green, ink.blue }, 12);
}

static void
fus_training_curves_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);

  if (width < 1 || height < 1)
    return;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  draw (FUS_TRAINING_CURVES (widget), cr, width, height);
  cairo_destroy (cr);
}

static void
fus_training_curves_finalize (GObject *object)
{
  FusTrainingCurves *self = FUS_TRAINING_CURVES (object);

  g_array_unref (self->x);
  for (guint part = 0; part < N_PARTS; part++)
    for (guint task = 0; task < FUS_N_TASKS; task++)
      g_array_unref (self->y[part][task]);
  G_OBJECT_CLASS (fus_training_curves_parent_class)->finalize (object);
}

static void
fus_training_curves_class_init (FusTrainingCurvesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fus_training_curves_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = fus_training_curves_snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fus_training_curves_init (FusTrainingCurves *self)
{
  self->x = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint part = 0; part < N_PARTS; part++)
    for (guint task = 0; task < FUS_N_TASKS; task++)
      self->y[part][task] = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint task = 0; task < FUS_N_TASKS; task++)
    self->chance[task] = NAN;
}

void
fus_training_curves_set_quantity (FusTrainingCurves *self, FusCurvesQuantity quantity)
{
  g_return_if_fail (FUS_IS_TRAINING_CURVES (self));

  self->quantity = quantity;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  quantity == FUS_CURVES_ACCURACY ? _ ("Accuracy against epochs")
                                                                  : _ ("Loss against epochs"),
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
fus_training_curves_set_log (FusTrainingCurves *self, const GArray *log, guint n_epochs,
                             const double chance[FUS_N_TASKS])
{
  g_return_if_fail (FUS_IS_TRAINING_CURVES (self));

  gboolean accuracy = self->quantity == FUS_CURVES_ACCURACY;

  self->n_epochs = n_epochs;
  memcpy (self->chance, chance, sizeof self->chance);
  g_array_set_size (self->x, 0);
  for (guint part = 0; part < N_PARTS; part++)
    for (guint task = 0; task < FUS_N_TASKS; task++)
      g_array_set_size (self->y[part][task], 0);

  for (guint i = 0; log != NULL && i < log->len; i++)
    {
      const FusEpoch *epoch = &g_array_index (log, FusEpoch, i);
      double x = epoch->epoch;

      self->n_epochs = MAX (self->n_epochs, epoch->epoch);
      g_array_append_val (self->x, x);
      for (guint part = 0; part < N_PARTS; part++)
        for (guint task = 0; task < FUS_N_TASKS; task++)
          g_array_append_vals (self->y[part][task],
                               accuracy ? &epoch->accuracy[part][task] : &epoch->loss[part][task],
                               1);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
