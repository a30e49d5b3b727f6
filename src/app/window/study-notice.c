/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/study-notice.h"

#include "app/window/place-watch.h"
#include "study/folder/demo-cache.h"
#include "study/jobs/job.h"
#include "study/folder/study-copy.h"

#include <glib/gi18n-lib.h>

struct _FusStudyNotice
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkInfoBar *bar;
  GtkLabel *message;
  GtkProgressBar *progress;
  GtkButton *action;

  /* owned */
  FusStudy *study;
  FusJob *job; /* drawing, copying or looking */
  GtkFileChooserNative *chooser;

  FusPlaceWatch *watch;
  GTask *looking; /* the look that counts */
  gboolean again; /* something has changed since that look began */
  guint later;    /* source of the next look, while something is gone */

  guint n_threads;
  FusNotice what;
  guint dataset; /* that is missing */
  char *problem; /* of a network's file (owned, nullable) */
};

/* Not everything that comes back is told by the system: mounts, network drives. */
#define LOOK_AGAIN_MS 2000

G_DEFINE_FINAL_TYPE (FusStudyNotice, fus_study_notice, GTK_TYPE_WIDGET)

enum
{
  COPIED,
  FAILED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* (transfer full) (nullable): of the first network whose file cannot be used */
static char *
find_problem (FusStudy *study)
{
  char *problem = NULL;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS && problem == NULL; kind++)
    problem = fus_study_network_problem (study, kind);
  return problem;
}

/* What was seen. */
typedef struct
{
  FusNotice what;
  guint dataset;
  char *problem;
} Sight;

static void
sight_free (gpointer data)
{
  Sight *sight = data;

  g_free (sight->problem);
  g_free (sight);
}

static FusNotice
look_at (FusStudy *study, Sight *sight)
{
  const FusStudyPlace place = fus_study_place (study);
  int missing;

  if (place != FUS_STUDY_PLACE_OWN)
    return place == FUS_STUDY_PLACE_EMPTY ? FUS_NOTICE_STUDY_GONE : FUS_NOTICE_STUDY_REPLACED;
  missing = fus_study_missing_dataset (study);
  if (missing >= 0)
    {
      sight->dataset = (guint) missing;
      return FUS_NOTICE_DATA_MISSING;
    }
  sight->problem = find_problem (study);
  if (sight->problem != NULL)
    return FUS_NOTICE_NETWORK_DAMAGED;
  return fus_study_is_writable (study) ? FUS_NOTICE_NONE : FUS_NOTICE_READ_ONLY;
}

static void
look_thread (GTask *task, gpointer source, gpointer study, GCancellable *cancellable)
{
  Sight *sight = g_new0 (Sight, 1);

  sight->what = look_at (study, sight);
  g_task_return_pointer (task, sight, sight_free);
}

static char *
describe (FusStudyNotice *self)
{
  switch (self->what)
    {
    case FUS_NOTICE_STUDY_GONE:
      return g_strdup_printf (
          _ ("This study is no longer at “%s”: it was moved, renamed or removed, or its drive was "
             "taken away. What is shown stays, but nothing can be trained or kept. Put it back, or "
             "open it where it is now."),
          fus_study_path (self->study));
    case FUS_NOTICE_STUDY_REPLACED:
      return g_strdup_printf (
          _ ("Another study has taken the place of this one at “%s”. What is shown is of the one "
             "before, and nothing more should be trained or kept. Open what is there now."),
          fus_study_path (self->study));
    case FUS_NOTICE_DATA_MISSING:
      return g_strdup_printf (
          _ ("The data set of this study is not at “%s”. If it lies on a drive, connect that; if "
             "it was moved, say where it is now. Networks and results are all there."),
          fus_study_dataset_root (self->study, self->dataset));
    case FUS_NOTICE_DEMO_MISSING:
      return g_strdup (_ ("The demo faces were cleaned away. They can be drawn again."));
    case FUS_NOTICE_NETWORK_DAMAGED:
      return g_strconcat (self->problem, "\n",
                          _ ("This network can say nothing until its file is put back from a "
                             "copy or it is trained again."),
                          NULL);
    case FUS_NOTICE_READ_ONLY:
      return g_strdup_printf (_ ("“%s” cannot be written into: nothing can be trained, and results "
                                 "cannot be kept. A copy elsewhere can be used in full."),
                              fus_study_path (self->study));
    default:
      return g_strdup ("");
    }
}

static void
update (FusStudyNotice *self)
{
  g_autofree char *message = describe (self);
  const char *labels[] = { [FUS_NOTICE_NONE] = "",
                           [FUS_NOTICE_STUDY_GONE] = _ ("_Open…"),
                           [FUS_NOTICE_STUDY_REPLACED] = _ ("_Open"),
                           [FUS_NOTICE_DATA_MISSING] = _ ("_Locate…"),
                           [FUS_NOTICE_DEMO_MISSING] = _ ("_Draw Again"),
                           [FUS_NOTICE_NETWORK_DAMAGED] = "",
                           [FUS_NOTICE_READ_ONLY] = _ ("_Copy…") };

  gtk_label_set_label (self->message, message);
  gtk_button_set_label (self->action, labels[self->what]);
  gtk_widget_set_visible (GTK_WIDGET (self->action), labels[self->what][0] != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->action), self->job == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), self->job != NULL);
  gtk_info_bar_set_revealed (self->bar, self->what != FUS_NOTICE_NONE);
  gtk_widget_set_visible (GTK_WIDGET (self), self->what != FUS_NOTICE_NONE);
}

static void
drop_job (FusStudyNotice *self)
{
  if (self->job != NULL)
    fus_job_cancel (self->job);
  g_clear_object (&self->job);
}

static void
take_job (FusStudyNotice *self, FusJob *job)
{
  drop_job (self);
  self->job = job;
  g_object_bind_property (job, "progress", self->progress, "fraction", G_BINDING_SYNC_CREATE);
  update (self);
}

static void
fail (FusStudyNotice *self, const char *heading, const GError *error)
{
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, heading, error->message);
}

/* What was found where the data set is said to be. */
typedef struct
{
  FusStudy *study;
  guint index;
  char *folder;
  FusDataset *dataset;
  char *fingerprint;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_object (&found->study);
  g_free (found->folder);
  g_clear_pointer (&found->dataset, fus_dataset_unref);
  g_free (found->fingerprint);
  g_free (found);
}

static gpointer
locate_work (FusJob *job, gpointer input, GError **error)
{
  const Found *asked = input;
  g_autoptr (FusDataset) whole = fus_dataset_open (asked->folder, error);
  Found *found;

  if (whole == NULL)
    return NULL;
  found = g_new0 (Found, 1);
  found->dataset = fus_study_choose (asked->study, asked->index, whole);
  found->fingerprint = fus_dataset_fingerprint (found->dataset);
  return found;
}

static void
on_located (FusJob *job, gpointer data)
{
  g_autoptr (FusStudyNotice) self = FUS_STUDY_NOTICE (data);
  g_autoptr (GError) error = NULL;
  Found *found = fus_job_take_result (job, &error);

  if (self->job == job)
    {
      drop_job (self);
      if (found != NULL)
        fus_study_relocate_to (self->study, self->dataset, found->dataset, found->fingerprint,
                               &error);
      fail (self, _ ("The data set is not there"), error);
      fus_study_notice_check (self);
    }
  if (found != NULL)
    found_free (found);
}

void
fus_study_notice_locate (FusStudyNotice *self, const char *folder)
{
  g_return_if_fail (FUS_IS_STUDY_NOTICE (self));
  g_return_if_fail (self->what == FUS_NOTICE_DATA_MISSING);
  Found *asked = g_new0 (Found, 1);

  asked->study = g_object_ref (self->study);
  asked->index = self->dataset;
  asked->folder = g_strdup (folder);
  take_job (self, fus_job_start (_ ("Looking for the data set"), FUS_GATE_PERSON, locate_work,
                                 asked, found_free, found_free, on_located, g_object_ref (self)));
}

typedef struct
{
  FusDemoSet demo;
  guint n_threads;
} Drawing;

static gpointer
draw_work (FusJob *job, gpointer input, GError **error)
{
  const Drawing *drawing = input;
  gboolean drawn = fus_demo_cache_fill (&drawing->demo, drawing->n_threads, fus_job_poll (job),
                                        fus_job_progress (job), error);

  return drawn ? fus_demo_cache_root (&drawing->demo) : NULL;
}

static void
on_drawn (FusJob *job, gpointer data)
{
  g_autoptr (FusStudyNotice) self = FUS_STUDY_NOTICE (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *root = fus_job_take_result (job, &error);

  if (self->job != job)
    return;
  drop_job (self);
  /* The same place, but now there is something to be read. */
  if (root != NULL)
    fus_study_relocate (self->study, self->dataset, root, &error);
  fail (self, _ ("The demo faces could not be drawn"), error);
  fus_study_notice_check (self);
}

static void
draw_again (FusStudyNotice *self)
{
  Drawing *drawing = g_new0 (Drawing, 1);

  fus_demo_cache_recognize (fus_study_dataset_root (self->study, self->dataset), &drawing->demo);
  drawing->n_threads = self->n_threads;
  take_job (self, fus_job_start (_ ("Drawing the demo faces"), FUS_GATE_PERSON, draw_work, drawing,
                                 g_free, g_free, on_drawn, g_object_ref (self)));
}

static void
on_copied (FusJob *job, gpointer data)
{
  g_autoptr (FusStudyNotice) self = FUS_STUDY_NOTICE (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fus_job_take_result (job, &error);

  if (self->job != job)
    return;
  drop_job (self);
  fail (self, _ ("The study could not be copied"), error);
  update (self);
  if (path != NULL)
    g_signal_emit (self, signals[COPIED], 0, path);
}

/* "Study", or "Study 2" where that folder is taken. */
static char *
free_name (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  for (guint i = 2; i < 1000 && g_file_test (path, G_FILE_TEST_EXISTS); i++)
    {
      g_autofree char *numbered = g_strdup_printf ("%s %u", name, i);
      g_free (path);
      path = g_build_filename (folder, numbered, NULL);
    }
  return g_steal_pointer (&path);
}

static void
on_chosen (FusStudyNotice *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *folder = file != NULL ? g_file_get_path (file) : NULL;

  if (response != GTK_RESPONSE_ACCEPT || folder == NULL || self->study == NULL)
    return;
  if (self->what == FUS_NOTICE_DATA_MISSING)
    fus_study_notice_locate (self, folder);
  else if (self->what == FUS_NOTICE_READ_ONLY)
    {
      g_autofree char *name = g_path_get_basename (fus_study_path (self->study));
      g_autofree char *path = free_name (folder, name);
      take_job (self, fus_study_copy_start (self->study, path, on_copied, g_object_ref (self)));
    }
}

static void
choose_folder (FusStudyNotice *self, const char *title)
{
  g_clear_object (&self->chooser);
  self->chooser
      = gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                     GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Select"), NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_action (FusStudyNotice *self)
{
  if (self->what == FUS_NOTICE_STUDY_GONE)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-study", NULL);
  else if (self->what == FUS_NOTICE_STUDY_REPLACED)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-path", "s",
                                fus_study_path (self->study));
  else if (self->what == FUS_NOTICE_DATA_MISSING)
    choose_folder (self, _ ("Where Is the Data Set?"));
  else if (self->what == FUS_NOTICE_DEMO_MISSING)
    draw_again (self);
  else if (self->what == FUS_NOTICE_READ_ONLY)
    choose_folder (self, _ ("Where to Keep the Copy"));
}

/* The places of the study and its data, which may be other ones since the last time. */
static void
watch_places (FusStudyNotice *self)
{
  g_autofree char *file = fus_study_file (self->study, "study.json", NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  g_clear_pointer (&self->watch, fus_place_watch_free);
  g_ptr_array_add (paths, file);
  for (guint i = 0; i < fus_study_n_datasets (self->study); i++)
    g_ptr_array_add (paths, (gpointer) fus_study_dataset_root (self->study, i));
  g_ptr_array_add (paths, NULL);
  self->watch = fus_place_watch_new ((const char *const *) paths->pdata,
                                     (void (*) (gpointer)) fus_study_notice_check, self);
}

static void
look_later (gpointer data)
{
  FusStudyNotice *self = data;

  self->later = 0;
  fus_study_notice_check (self);
}

static gboolean
is_gone (FusNotice what)
{
  return what == FUS_NOTICE_STUDY_GONE || what == FUS_NOTICE_STUDY_REPLACED
         || what == FUS_NOTICE_DATA_MISSING || what == FUS_NOTICE_DEMO_MISSING;
}

static void
take_sight (FusStudyNotice *self, Sight *sight)
{
  const FusNotice before = self->what;
  FusDemoSet demo;

  self->what = sight->what;
  self->dataset = sight->dataset;
  if (self->what == FUS_NOTICE_DATA_MISSING
      && fus_demo_cache_recognize (fus_study_dataset_root (self->study, self->dataset), &demo))
    self->what = FUS_NOTICE_DEMO_MISSING;
  g_free (self->problem);
  self->problem = g_steal_pointer (&sight->problem);
  /* Another folder may be at a place that was watched. */
  if (self->what != before)
    watch_places (self);
  /* A drive that came back: what could not be read is read again. */
  if (before == FUS_NOTICE_DATA_MISSING && self->what != before)
    g_signal_emit_by_name (self->study, "frames-changed");
  if (is_gone (self->what) && self->later == 0)
    self->later = g_timeout_add_once (LOOK_AGAIN_MS, look_later, self);
  update (self);
}

static void
on_looked (GObject *object, GAsyncResult *result, gpointer data)
{
  FusStudyNotice *self = FUS_STUDY_NOTICE (object);
  Sight *sight = g_task_propagate_pointer (G_TASK (result), NULL);

  if (G_TASK (result) == self->looking)
    {
      g_clear_object (&self->looking);
      /* What a job is about to change, it looks at itself in the end. */
      if (self->job == NULL)
        take_sight (self, sight);
      if (self->again)
        fus_study_notice_check (self);
    }
  sight_free (sight);
}

static void
forget_study (FusStudyNotice *self)
{
  if (self->study != NULL)
    g_signal_handlers_disconnect_by_func (self->study, fus_study_notice_check, self);
  g_clear_pointer (&self->watch, fus_place_watch_free);
  g_clear_object (&self->looking);
  g_clear_handle_id (&self->later, g_source_remove);
  self->again = FALSE;
  g_clear_object (&self->study);
}

static void
fus_study_notice_dispose (GObject *object)
{
  FusStudyNotice *self = FUS_STUDY_NOTICE (object);

  drop_job (self);
  g_clear_object (&self->chooser);
  forget_study (self);
  g_clear_pointer (&self->problem, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_STUDY_NOTICE);
  G_OBJECT_CLASS (fus_study_notice_parent_class)->dispose (object);
}

static void
fus_study_notice_class_init (FusStudyNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_study_notice_dispose;
  signals[COPIED] = g_signal_new ("copied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/study-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, FusStudyNotice, bar);
  gtk_widget_class_bind_template_child (widget_class, FusStudyNotice, message);
  gtk_widget_class_bind_template_child (widget_class, FusStudyNotice, progress);
  gtk_widget_class_bind_template_child (widget_class, FusStudyNotice, action);
  gtk_widget_class_bind_template_callback (widget_class, on_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
fus_study_notice_init (FusStudyNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

void
fus_study_notice_set_study (FusStudyNotice *self, FusStudy *study, guint n_threads)
{
  g_return_if_fail (FUS_IS_STUDY_NOTICE (self));

  drop_job (self);
  forget_study (self);
  if (study != NULL)
    {
      self->study = g_object_ref (study);
      g_signal_connect_swapped (study, "network-problem", G_CALLBACK (fus_study_notice_check),
                                self);
    }
  self->n_threads = n_threads;
  self->what = FUS_NOTICE_NONE;
  g_clear_pointer (&self->problem, g_free);
  if (study != NULL)
    watch_places (self);
  fus_study_notice_check (self);
  update (self);
}

void
fus_study_notice_check (FusStudyNotice *self)
{
  g_return_if_fail (FUS_IS_STUDY_NOTICE (self));

  if (self->job != NULL || self->study == NULL)
    return;
  self->again = self->looking != NULL;
  if (self->again)
    return;
  self->looking = g_task_new (self, NULL, on_looked, NULL);
  g_task_set_task_data (self->looking, g_object_ref (self->study), g_object_unref);
  g_task_run_in_thread (self->looking, look_thread);
}

FusNotice
fus_study_notice_what (FusStudyNotice *self)
{
  g_return_val_if_fail (FUS_IS_STUDY_NOTICE (self), FUS_NOTICE_NONE);
  return self->what;
}

gboolean
fus_study_notice_has_looked (FusStudyNotice *self)
{
  g_return_val_if_fail (FUS_IS_STUDY_NOTICE (self), FALSE);
  return self->looking == NULL;
}
