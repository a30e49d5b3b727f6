/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/class-bars.h"

#include <glib/gi18n-lib.h>

/* A head with at most this many classes shows all of them, always in the same order. */
#define SHOW_ALL 8
#define SHOW_TOP 5
/* The drop down's entries before the classes. */
#define FIRST_CLASS 2

typedef struct
{
  GtkWidget *row;
  GtkLabel *name;
  GtkWidget *truth;
  GtkProgressBar *bar;
  GtkLabel *percent;
  gint32 class_index;
} Row;

struct _FusClassBars
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *box;
  GtkLabel *title;
  GtkDropDown *target;
  GtkListBox *list;

  /* owned */
  char **names; /* class titles of the network shown */

  Row rows[SHOW_ALL];
  FusTask task;
  FusTarget chosen;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (FusClassBars, fus_class_bars, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TASK,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

enum
{
  TARGET_CHOSEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
choose (FusClassBars *self, FusTargetKind kind, gint32 class_index)
{
  g_signal_emit (self, signals[TARGET_CHOSEN], 0, (guint) kind, class_index);
}

static void
on_target_selected (FusClassBars *self)
{
  const guint selected = gtk_drop_down_get_selected (self->target);

  if (self->updating || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (selected == 0)
    choose (self, FUS_TARGET_PREDICTED, -1);
  else if (selected == 1)
    choose (self, FUS_TARGET_TRUE, -1);
  else
    choose (self, FUS_TARGET_CLASS, (gint32) (selected - FIRST_CLASS));
}

static void
on_row_activated (FusClassBars *self, GtkListBoxRow *row)
{
  const Row *clicked = &self->rows[gtk_list_box_row_get_index (row)];

  /* A second click takes the choice back. */
  if (self->chosen.kind == FUS_TARGET_CLASS && self->chosen.class_index == clicked->class_index)
    choose (self, FUS_TARGET_PREDICTED, -1);
  else
    choose (self, FUS_TARGET_CLASS, clicked->class_index);
}

static void
row_init (FusClassBars *self, Row *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  row->row = gtk_list_box_row_new ();
  row->name = GTK_LABEL (gtk_label_new (NULL));
  row->truth = gtk_image_new_from_icon_name ("object-select-symbolic");
  row->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  row->percent = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (row->name, 0);
  gtk_label_set_ellipsize (row->name, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (row->name, 1);
  gtk_widget_add_css_class (GTK_WIDGET (row->name), "name");
  gtk_widget_set_hexpand (GTK_WIDGET (row->name), TRUE);
  gtk_widget_set_tooltip_text (row->truth, _ ("True class"));
  gtk_image_set_pixel_size (GTK_IMAGE (row->truth), 12);
  gtk_widget_set_size_request (name_box, 96, -1);
  gtk_widget_set_hexpand (name_box, FALSE);
  gtk_box_append (GTK_BOX (name_box), GTK_WIDGET (row->name));
  gtk_box_append (GTK_BOX (name_box), row->truth);

  gtk_widget_set_hexpand (GTK_WIDGET (row->bar), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (row->bar), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (row->bar), fus_task_name (self->task));
  gtk_label_set_width_chars (row->percent, 5);
  gtk_label_set_xalign (row->percent, 1);
  gtk_widget_add_css_class (GTK_WIDGET (row->percent), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (row->percent), "caption");

  gtk_box_append (GTK_BOX (box), name_box);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->bar));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->percent));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row->row), box);
  gtk_list_box_append (self->list, row->row);
  gtk_widget_set_visible (row->row, FALSE);
}

static void
fus_class_bars_constructed (GObject *object)
{
  FusClassBars *self = FUS_CLASS_BARS (object);

  G_OBJECT_CLASS (fus_class_bars_parent_class)->constructed (object);
  gtk_widget_add_css_class (GTK_WIDGET (self), fus_task_name (self->task));
  gtk_label_set_label (self->title,
                       self->task == FUS_TASK_IDENTITY ? _ ("Identity") : _ ("Expression"));
  for (guint i = 0; i < SHOW_ALL; i++)
    row_init (self, &self->rows[i]);
}

static void
fus_class_bars_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TASK)
    g_value_set_uint (value, FUS_CLASS_BARS (object)->task);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_class_bars_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TASK)
    FUS_CLASS_BARS (object)->task = g_value_get_uint (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_class_bars_dispose (GObject *object)
{
  FusClassBars *self = FUS_CLASS_BARS (object);

  g_clear_pointer (&self->names, g_strfreev);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_CLASS_BARS);
  G_OBJECT_CLASS (fus_class_bars_parent_class)->dispose (object);
}

static void
fus_class_bars_class_init (FusClassBarsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = fus_class_bars_constructed;
  object_class->get_property = fus_class_bars_get_property;
  object_class->set_property = fus_class_bars_set_property;
  object_class->dispose = fus_class_bars_dispose;

  props[PROP_TASK]
      = g_param_spec_uint ("task", NULL, NULL, 0, FUS_N_TASKS - 1, 0,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[TARGET_CHOSEN]
      = g_signal_new ("target-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/class-bars.ui");
  gtk_widget_class_bind_template_child (widget_class, FusClassBars, box);
  gtk_widget_class_bind_template_child (widget_class, FusClassBars, title);
  gtk_widget_class_bind_template_child (widget_class, FusClassBars, target);
  gtk_widget_class_bind_template_child (widget_class, FusClassBars, list);
  gtk_widget_class_bind_template_callback (widget_class, on_target_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "classbars");
}

static void
fus_class_bars_init (FusClassBars *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Until it is known what there is to choose from. */
  gtk_widget_set_visible (GTK_WIDGET (self->target), FALSE);
}

GtkWidget *
fus_class_bars_new (FusTask task)
{
  return g_object_new (FUS_TYPE_CLASS_BARS, "task", (guint) task, NULL);
}

static void
select_target (FusClassBars *self)
{
  guint position = self->chosen.kind == FUS_TARGET_PREDICTED ? 0
                   : self->chosen.kind == FUS_TARGET_TRUE
                       ? 1
                       : (guint) (self->chosen.class_index + FIRST_CLASS);
  const guint n = self->names != NULL ? g_strv_length (self->names) : 0;

  if (position >= n + FIRST_CLASS)
    position = 0;
  self->updating = TRUE;
  gtk_drop_down_set_selected (self->target, position);
  self->updating = FALSE;
}

static void
set_classes (FusClassBars *self, const FusNetwork *network)
{
  const char *const *names = fus_network_class_names (network, self->task);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    g_strv_builder_add (builder, fus_class_title (self->task, names[i]));
  g_auto (GStrv) titles = g_strv_builder_end (builder);
  if (self->names != NULL
      && g_strv_equal ((const char *const *) titles, (const char *const *) self->names))
    return;

  g_clear_pointer (&self->names, g_strfreev);
  self->names = g_steal_pointer (&titles);
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  gtk_string_list_append (list, _ ("Map of predicted"));
  gtk_string_list_append (list, _ ("Map of true"));
  for (guint i = 0; self->names[i] != NULL; i++)
    {
      g_autofree char *entry = g_strdup_printf (_ ("Map of %s"), self->names[i]);
      gtk_string_list_append (list, entry);
    }
  self->updating = TRUE;
  gtk_drop_down_set_model (self->target, G_LIST_MODEL (list));
  gtk_widget_set_visible (GTK_WIDGET (self->target), TRUE);
  self->updating = FALSE;
  select_target (self);
}

/* Which classes are shown, in which order; returns how many. */
static guint
pick_classes (const FusHeadExplanation *head, gint32 picked[SHOW_ALL])
{
  if (head->n_classes <= SHOW_ALL)
    {
      for (guint i = 0; i < head->n_classes; i++)
        picked[i] = (gint32) i;
      return head->n_classes;
    }
  gboolean has_true = head->true_class < 0;
  for (guint n = 0; n < SHOW_TOP; n++)
    {
      gint32 best = -1;
      for (guint i = 0; i < head->n_classes; i++)
        {
          gboolean taken = FALSE;
          for (guint k = 0; k < n; k++)
            taken |= picked[k] == (gint32) i;
          if (!taken && (best < 0 || head->probabilities[i] > head->probabilities[best]))
            best = (gint32) i;
        }
      picked[n] = best;
      has_true |= best == head->true_class;
    }
  if (!has_true)
    picked[SHOW_TOP - 1] = head->true_class;
  return SHOW_TOP;
}

static char *
percent_text (float share)
{
  if (share > 0 && share < 0.005f)
    return g_strdup (_ ("< 1 %"));
  return g_strdup_printf (_ ("%.0f %%"), share * 100.0);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
row_show (FusClassBars *self, Row *row, const FusHeadExplanation *head, gint32 class_index)
{
  const float share = head->probabilities[class_index];
  const gboolean predicted = class_index == head->predicted;
  g_autofree char *percent = percent_text (share);
  g_autofree char *label = g_strdup_printf ("%s %s%s%s", self->names[class_index], percent,
                                            predicted ? _ (", predicted") : "",
                                            class_index == head->true_class ? _ (", true") : "");

  row->class_index = class_index;
  gtk_label_set_label (row->name, self->names[class_index]);
  gtk_label_set_label (row->percent, percent);
  gtk_progress_bar_set_fraction (row->bar, CLAMP (share, 0, 1));
  gtk_widget_set_visible (row->truth, class_index == head->true_class);
  set_class (row->row, "predicted", predicted);
  set_class (row->row, "target", class_index == head->target);
  gtk_widget_set_visible (row->row, TRUE);
  gtk_widget_set_tooltip_text (row->row, _ ("Show the map of this class"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

void
fus_class_bars_set_head (FusClassBars *self, const FusNetwork *network,
                         const FusHeadExplanation *head)
{
  g_return_if_fail (FUS_IS_CLASS_BARS (self));
  gint32 picked[SHOW_ALL];

  set_class (GTK_WIDGET (self->list), "pending", head == NULL);
  if (head == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self), head->present);
  if (!head->present)
    return;
  set_classes (self, network);
  const guint n = pick_classes (head, picked);
  for (guint i = 0; i < n; i++)
    row_show (self, &self->rows[i], head, picked[i]);
  for (guint i = n; i < SHOW_ALL; i++)
    gtk_widget_set_visible (self->rows[i].row, FALSE);
}

void
fus_class_bars_set_target (FusClassBars *self, FusTarget target)
{
  g_return_if_fail (FUS_IS_CLASS_BARS (self));

  self->chosen = target;
  select_target (self);
}
