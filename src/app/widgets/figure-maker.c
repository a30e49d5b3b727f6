/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/figure-maker.h"

/* Name of the view's data that holds its newest task. */
#define NEWEST "fus-figure-task"

typedef struct
{
  FusStudy *study;
  gpointer result;
  FusDrawFigure draw;
  guint variant;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->study);
  fus_result_unref (order->result);
  g_free (order);
}

static void
make_thread (GTask *task, gpointer view, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;

  g_task_return_pointer (task, order->draw (order->study, order->result, order->variant, NULL),
                         (GDestroyNotify) fus_study_figure_free);
}

static void
on_made (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (FusStudyFigure) figure = g_task_propagate_pointer (G_TASK (result), NULL);

  if (g_object_get_data (object, NEWEST) != (gpointer) result)
    return;
  g_object_set_data (object, NEWEST, NULL);
  gtk_widget_set_visible (GTK_WIDGET (object), figure != NULL);
  fus_figure_view_set_figure (FUS_FIGURE_VIEW (object), g_steal_pointer (&figure));
}

void
fus_figure_view_make (FusFigureView *view, FusStudy *study, gpointer result, FusDrawFigure draw,
                      guint variant)
{
  g_return_if_fail (FUS_IS_FIGURE_VIEW (view));

  if (draw == NULL)
    {
      g_object_set_data (G_OBJECT (view), NEWEST, NULL);
      gtk_widget_set_visible (GTK_WIDGET (view), FALSE);
      return;
    }
  g_autoptr (GTask) task = g_task_new (view, NULL, on_made, NULL);
  Order *order = g_new (Order, 1);

  *order = (Order){ g_object_ref (study), fus_result_ref (result), draw, variant };
  g_object_set_data (G_OBJECT (view), NEWEST, task);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, make_thread);
}
