/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/gallery.h"

#include "faces/budget.h"
#include "study/jobs/job.h"
#include "study/jobs/mailbox.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>

/* Pictures made at a time: a look's worth, so that a change of mind is soon heeded. */
#define BATCH 16
/* Snapshots of each picture; what is seen sharpens about this often. */
#define N_SNAPSHOTS 24
#define NOTIFY_MS 100

struct _FusGallery
{
  GObject parent_instance;

  FusStudy *study;
  guint n_threads;
  FusStimulusSettings settings;
  GHashTable *pictures; /* key → FusStimulusPicture: of what is wanted, or was looked at since */
  FusShelf *kept;       /* key → FusStimulusPicture: of what was wanted before */
  GArray *wanted;       /* FusUnitAddress */
  GHashTable *missed;   /* keys of units that there is no network for, or that failed */
  FusMailbox *mailbox;  /* of FusStimulusPicture, from the running job */
  FusJob *job;
  FusNetworkKind kind; /* that the job asks, and the layer */
  FusLayer layer;
  double progress;
};

G_DEFINE_FINAL_TYPE (FusGallery, fus_gallery, G_TYPE_OBJECT)

enum
{
  PROP_RUNNING = 1,
  PROP_PROGRESS,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

enum
{
  CHANGED,
  CLEARED,
  FAILED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

#define KEY_LAYER_SHIFT 32
#define KEY_KIND_SHIFT 40

static gint64
key_of (const FusUnitAddress *unit)
{
  return (gint64) unit->network << KEY_KIND_SHIFT | (gint64) unit->layer << KEY_LAYER_SHIFT
         | unit->unit;
}

static gint64 *
copy_key (gint64 key)
{
  return g_memdup2 (&key, sizeof key);
}

static GHashTable *
new_pictures (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                (GDestroyNotify) fus_stimulus_picture_unref);
}

static gboolean
is_finished (FusGallery *gallery, gint64 key)
{
  FusStimulusPicture *picture = g_hash_table_lookup (gallery->pictures, &key);

  return (picture != NULL && picture->finished) || g_hash_table_contains (gallery->missed, &key);
}

static void
put_away (FusGallery *gallery)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, gallery->pictures);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const FusPicture *pixels = ((FusStimulusPicture *) value)->picture;

      fus_shelf_put (gallery->kept, copy_key (*(gint64 *) key), value,
                     sizeof (FusStimulusPicture) + (gsize) 3 * pixels->width * pixels->height);
    }
  g_hash_table_remove_all (gallery->pictures);
}

/* (transfer none) (nullable): it stays in use until other units are wanted. */
static FusStimulusPicture *
take_up (FusGallery *gallery, gint64 key)
{
  FusStimulusPicture *picture = g_hash_table_lookup (gallery->pictures, &key);

  if (picture == NULL)
    {
      picture = fus_shelf_get (gallery->kept, &key);
      if (picture != NULL)
        g_hash_table_insert (gallery->pictures, copy_key (key), picture);
    }
  return picture;
}

static void
update_progress (FusGallery *gallery)
{
  double done = 0;

  for (guint i = 0; i < gallery->wanted->len; i++)
    {
      gint64 key = key_of (&g_array_index (gallery->wanted, FusUnitAddress, i));
      FusStimulusPicture *picture = g_hash_table_lookup (gallery->pictures, &key);

      if (is_finished (gallery, key))
        done += 1;
      else if (picture != NULL)
        done += picture->step / (double) picture->steps;
    }
  done = gallery->wanted->len > 0 ? done / gallery->wanted->len : 1;
  if (done == gallery->progress)
    return;
  gallery->progress = done;
  g_object_notify_by_pspec (G_OBJECT (gallery), props[PROP_PROGRESS]);
}

static void
take (gpointer owner, GPtrArray *letters)
{
  FusGallery *gallery = owner;
  /* A handler may want something else, which other letters are not of. */
  FusMailbox *mailbox = gallery->mailbox;

  for (guint i = 0; i < letters->len && gallery->mailbox == mailbox; i++)
    {
      FusStimulusPicture *picture = letters->pdata[i];
      FusUnitAddress unit = { gallery->kind, gallery->layer, picture->unit };

      g_hash_table_replace (gallery->pictures, copy_key (key_of (&unit)),
                            fus_stimulus_picture_ref (picture));
      g_signal_emit (gallery, signals[CHANGED], 0, (guint) unit.network, (guint) unit.layer,
                     unit.unit);
    }
  update_progress (gallery);
}

static gboolean
is_same_unit (gconstpointer newer, gconstpointer older)
{
  return ((const FusStimulusPicture *) newer)->unit == ((const FusStimulusPicture *) older)->unit;
}

static const FusMailboxKind mailbox_kind = {
  .take = take,
  .free_letter = (GDestroyNotify) fus_stimulus_picture_unref,
  .replaces = is_same_unit,
  .priority = G_PRIORITY_DEFAULT_IDLE,
  .interval_ms = NOTIFY_MS,
};

/* What one job is to do: units of one layer of one network. */
typedef struct
{
  FusStudy *study;
  FusMailbox *mailbox;
  FusNetworkKind kind;
  FusLayer layer;
  GArray *units; /* guint */
  FusStimulusSettings settings;
  guint n_threads;
} FusGalleryWork;

static void
free_work (gpointer data)
{
  FusGalleryWork *work = data;

  g_object_unref (work->study);
  fus_mailbox_unref (work->mailbox);
  g_array_unref (work->units);
  g_free (work);
}

static void
leave (gpointer data, gsize index, FusStimulusPicture *picture)
{
  FusGalleryWork *work = data;

  fus_mailbox_post_patiently (work->mailbox, fus_stimulus_picture_ref (picture));
}

/* Result: whether there was a network to ask. */
static gpointer
work_on (FusJob *job, gpointer data, GError **error)
{
  FusGalleryWork *work = data;
  g_autoptr (FusNetwork) network = fus_study_network (work->study, work->kind, error);
  g_autofree char *hash = NULL;
  guint n_units;
  FusStimulusOrder order;

  if (network == NULL)
    return NULL;
  hash = fus_network_hash (network);
  n_units = fus_architecture_units (fus_network_architecture (network), work->layer);
  for (guint i = work->units->len; i-- > 0;)
    if (g_array_index (work->units, guint, i) >= n_units)
      g_array_remove_index (work->units, i);
  order = (FusStimulusOrder){ .kind = work->kind,
                              .network = network,
                              .hash = hash,
                              .layer = work->layer,
                              .units = (const guint *) work->units->data,
                              .n = work->units->len,
                              .settings = work->settings,
                              .most = MIN (
                                  BATCH, fus_analysis_batch (fus_network_architecture (network))) };
  if (!fus_stimuli_make (work->study, &order, work->n_threads, leave, work, fus_job_poll (job),
                         fus_job_progress (job), error))
    return NULL;
  return g_memdup2 (&n_units, sizeof n_units);
}

static void begin_next (FusGallery *gallery);

/* What the job posts from now on reaches nobody. */
static void
let_go (FusGallery *gallery)
{
  fus_mailbox_close (gallery->mailbox);
  g_clear_pointer (&gallery->mailbox, fus_mailbox_unref);
  g_clear_object (&gallery->job);
}

/* Units that the job was asked for and that there will be no picture of. */
static void
miss (FusGallery *gallery, FusNetworkKind kind, FusLayer layer, guint from)
{
  for (guint i = 0; i < gallery->wanted->len; i++)
    {
      const FusUnitAddress *unit = &g_array_index (gallery->wanted, FusUnitAddress, i);

      if (unit->network == kind && unit->layer == layer && unit->unit >= from)
        g_hash_table_add (gallery->missed, copy_key (key_of (unit)));
    }
}

static void
on_done (FusJob *job, gpointer user_data)
{
  g_autoptr (FusMailbox) mailbox = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree guint *n_units = fus_job_take_result (job, &error);
  FusGallery *gallery;

  fus_mailbox_collect (mailbox);
  /* It may be gone, or have another job by now. */
  gallery = fus_mailbox_owner (mailbox);
  if (gallery == NULL)
    return;
  g_object_ref (gallery);
  if (!fus_job_is_cancelled (job))
    miss (gallery, gallery->kind, gallery->layer, n_units != NULL ? *n_units : 0);
  let_go (gallery);
  if (error != NULL)
    g_signal_emit (gallery, signals[FAILED], 0, error->message);
  begin_next (gallery);
  if (gallery->job == NULL)
    g_object_notify_by_pspec (G_OBJECT (gallery), props[PROP_RUNNING]);
  update_progress (gallery);
  g_object_unref (gallery);
}

static void
start (FusGallery *gallery, FusGalleryWork *work)
{
  gallery->mailbox = fus_mailbox_new (gallery, &mailbox_kind);
  work->mailbox = fus_mailbox_ref (gallery->mailbox);
  gallery->kind = work->kind;
  gallery->layer = work->layer;
  gallery->job = fus_job_start (_ ("Preferred stimuli"), FUS_GATE_ANALYSIS, work_on, work,
                                free_work, g_free, on_done, fus_mailbox_ref (gallery->mailbox));
}

/* The most urgent unit that is missing, and what else is wanted of its layer. */
static void
begin_next (FusGallery *gallery)
{
  FusGalleryWork *work = NULL;

  if (gallery->job != NULL)
    return;
  for (guint i = 0; i < gallery->wanted->len; i++)
    {
      const FusUnitAddress *unit = &g_array_index (gallery->wanted, FusUnitAddress, i);

      if (is_finished (gallery, key_of (unit)))
        continue;
      if (work == NULL)
        {
          work = g_new0 (FusGalleryWork, 1);
          work->study = g_object_ref (gallery->study);
          work->kind = unit->network;
          work->layer = unit->layer;
          work->units = g_array_new (FALSE, FALSE, sizeof (guint));
          work->settings = gallery->settings;
          work->n_threads = gallery->n_threads;
        }
      if (unit->network == work->kind && unit->layer == work->layer)
        g_array_append_val (work->units, unit->unit);
    }
  if (work != NULL)
    start (gallery, work);
}

/* Lets the running job go its way without us. */
static void
abandon (FusGallery *gallery)
{
  if (gallery->job == NULL)
    return;
  fus_job_cancel (gallery->job);
  let_go (gallery);
}

static void
clear (FusGallery *gallery)
{
  gboolean ran = gallery->job != NULL;

  abandon (gallery);
  g_array_set_size (gallery->wanted, 0);
  g_hash_table_remove_all (gallery->pictures);
  fus_shelf_drop (gallery->kept, NULL, NULL);
  g_hash_table_remove_all (gallery->missed);
  if (ran)
    g_object_notify_by_pspec (G_OBJECT (gallery), props[PROP_RUNNING]);
  update_progress (gallery);
  g_signal_emit (gallery, signals[CLEARED], 0);
}

static void
on_network_changed (FusGallery *gallery)
{
  clear (gallery);
}

static void
fus_gallery_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FusGallery *gallery = FUS_GALLERY (object);

  switch (prop_id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, gallery->job != NULL);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, gallery->progress);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
fus_gallery_finalize (GObject *object)
{
  FusGallery *gallery = FUS_GALLERY (object);

  abandon (gallery);
  g_object_unref (gallery->study);
  g_hash_table_unref (gallery->pictures);
  fus_shelf_free (gallery->kept);
  g_hash_table_unref (gallery->missed);
  g_array_unref (gallery->wanted);
  G_OBJECT_CLASS (fus_gallery_parent_class)->finalize (object);
}

static void
fus_gallery_class_init (FusGalleryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = fus_gallery_get_property;
  object_class->finalize = fus_gallery_finalize;
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 1, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED]
      = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
  signals[CLEARED] = g_signal_new ("cleared", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
fus_gallery_init (FusGallery *gallery)
{
  gallery->pictures = new_pictures ();
  gallery->kept = fus_shelf_new (fus_budget_get_default (), g_int64_hash, g_int64_equal, g_free,
                                 (GBoxedCopyFunc) fus_stimulus_picture_ref,
                                 (GDestroyNotify) fus_stimulus_picture_unref);
  gallery->missed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gallery->wanted = g_array_new (FALSE, FALSE, sizeof (FusUnitAddress));
  gallery->progress = 1;
}

/* Fills in what follows from the preset. */
static void
settle (FusGallery *gallery, FusStimulusPreset preset, guint64 seed)
{
  guint steps = fus_stimulus_preset_steps (preset);

  gallery->settings = (FusStimulusSettings){
    .preset = preset, .seed = seed, .steps = steps, .report_every = MAX (steps / N_SNAPSHOTS, 1)
  };
}

FusGallery *
fus_gallery_new (FusStudy *study, guint n_threads)
{
  FusGallery *gallery = g_object_new (FUS_TYPE_GALLERY, NULL);

  gallery->study = g_object_ref (study);
  gallery->n_threads = n_threads;
  settle (gallery, FUS_STIMULUS_CLEAR, 1);
  g_signal_connect_object (study, "network-changed", G_CALLBACK (on_network_changed), gallery,
                           G_CONNECT_SWAPPED);
  return gallery;
}

void
fus_gallery_set_preset (FusGallery *gallery, FusStimulusPreset preset)
{
  if (gallery->settings.preset == preset)
    return;
  settle (gallery, preset, gallery->settings.seed);
  clear (gallery);
}

FusStimulusPreset
fus_gallery_preset (FusGallery *gallery)
{
  return gallery->settings.preset;
}

void
fus_gallery_set_seed (FusGallery *gallery, guint64 seed)
{
  if (gallery->settings.seed == seed)
    return;
  settle (gallery, gallery->settings.preset, seed);
  clear (gallery);
}

guint64
fus_gallery_seed (FusGallery *gallery)
{
  return gallery->settings.seed;
}

void
fus_gallery_want (FusGallery *gallery, const FusUnitAddress *units, gsize n)
{
  gboolean ran = gallery->job != NULL, of_use = FALSE;

  g_array_set_size (gallery->wanted, 0);
  g_array_append_vals (gallery->wanted, units, (guint) n);
  put_away (gallery);
  for (gsize i = 0; i < n; i++)
    take_up (gallery, key_of (&units[i]));
  for (gsize i = 0; i < n; i++)
    of_use = of_use || (units[i].network == gallery->kind && units[i].layer == gallery->layer);
  if (ran && !of_use)
    fus_job_cancel (gallery->job);
  begin_next (gallery);
  if (ran != (gallery->job != NULL))
    g_object_notify_by_pspec (G_OBJECT (gallery), props[PROP_RUNNING]);
  update_progress (gallery);
}

void
fus_gallery_stop (FusGallery *gallery)
{
  g_array_set_size (gallery->wanted, 0);
  if (gallery->job != NULL)
    fus_job_cancel (gallery->job);
  update_progress (gallery);
}

FusStimulusPicture *
fus_gallery_get (FusGallery *gallery, const FusUnitAddress *unit)
{
  return take_up (gallery, key_of (unit));
}

gboolean
fus_gallery_is_running (FusGallery *gallery)
{
  return gallery->job != NULL;
}

double
fus_gallery_progress (FusGallery *gallery)
{
  return gallery->progress;
}

void
fus_gallery_close (FusGallery *gallery)
{
  g_array_set_size (gallery->wanted, 0);
  if (gallery->job == NULL)
    return;
  fus_job_cancel (gallery->job);
  fus_job_wait (gallery->job);
}
