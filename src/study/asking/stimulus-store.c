/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/stimulus-store.h"

#include "engine/files/read-file.h"
#include "faces/pictures/picture-file.h"
#include "study/folder/own-folders.h"
#include "study/folder/study-file.h"
#include "study/folder/study-private.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* A stimulus is as large as a network's frame. */
#define MAX_SIDE 4096
#define MAX_FILE_BYTES ((guint64) 64 << 20)

FusStimulusPicture *
fus_stimulus_picture_new (FusLayer layer, const FusStimulus *stimulus,
                          const FusStimulusSettings *settings)
{
  FusStimulusPicture *picture = g_new0 (FusStimulusPicture, 1);

  *picture = (FusStimulusPicture){
    .picture = fus_stimulus_picture (stimulus->pixels, stimulus->side),
    .layer = layer,
    .unit = stimulus->unit,
    .preset = settings->preset,
    .seed = settings->seed,
    .step = stimulus->step,
    .steps = settings->steps,
    .activation = stimulus->activation,
    .finished = stimulus->finished,
    .end = stimulus->end,
  };
  g_atomic_ref_count_init (&picture->refs);
  return picture;
}

FusStimulusPicture *
fus_stimulus_picture_ref (FusStimulusPicture *picture)
{
  g_atomic_ref_count_inc (&picture->refs);
  return picture;
}

void
fus_stimulus_picture_unref (FusStimulusPicture *picture)
{
  if (!g_atomic_ref_count_dec (&picture->refs))
    return;
  g_clear_pointer (&picture->picture, fus_picture_unref);
  g_free (picture);
}

const char *
fus_stimulus_method (FusStimulusPreset preset)
{
  return preset == FUS_STIMULUS_PAPER
             ? "gradient ascent on pixels from noise, steps of 0.02 root mean square"
             : "gradient ascent on decorrelated Fourier coefficients, Adam 0.05, shift, scale and "
               "turn, redirected ReLU for 16 steps; of conv layers at no more than 128 pixels";
}

char *
fus_stimulus_store_path (FusStudy *study, FusNetworkKind kind, FusLayer layer, guint unit,
                         const FusStimulusSettings *settings)
{
  g_autofree char *name = g_strdup_printf (
      "stimuli/%s/%s/%u-%s-%" G_GUINT64_FORMAT ".png", fus_network_kind_name (kind),
      fus_layer_name (layer), unit, fus_stimulus_preset_name (settings->preset), settings->seed);

  return fus_study_file (study, "analysis", name);
}

gboolean
fus_stimulus_picture_save (const FusStimulusPicture *picture, const char *path, const char *source,
                           const char *network_hash, GError **error)
{
  const FusPicture *pixels = picture->picture;
  g_autoptr (GdkPixbuf) pixbuf
      = gdk_pixbuf_new_from_data (pixels->pixels, GDK_COLORSPACE_RGB, FALSE, 8, pixels->width,
                                  pixels->height, 3 * pixels->width, NULL, NULL);
  g_autofree char *title
      = g_strdup_printf ("%s:%s:%u", source, fus_layer_name (picture->layer), picture->unit);
  g_autofree char *description = g_strdup_printf ("Preferred stimulus of %s: %s", title,
                                                  fus_stimulus_method (picture->preset));
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, picture->seed);
  g_autofree char *steps = g_strdup_printf ("%u", picture->steps);
  g_autofree char *made = g_strdup_printf ("%u", picture->step);
  g_autofree char *unit = g_strdup_printf ("%u", picture->unit);
  char activation[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *png = NULL;
  gsize size;

  g_ascii_dtostr (activation, sizeof activation, picture->activation);
  if (!fus_make_folder (folder, error))
    return FALSE;
  if (!gdk_pixbuf_save_to_buffer (
          pixbuf, &png, &size, "png", error, "tEXt::Title", title, "tEXt::Description", description,
          "tEXt::Method", fus_stimulus_method (picture->preset), "tEXt::Preset",
          fus_stimulus_preset_name (picture->preset), "tEXt::Seed", seed, "tEXt::Steps", steps,
          "tEXt::Steps-made", made, "tEXt::Activation", activation, "tEXt::End",
          fus_stimulus_end_name (picture->end), "tEXt::Layer", fus_layer_name (picture->layer),
          "tEXt::Unit", unit, "tEXt::Network-hash", network_hash, "tEXt::Software",
          "Fusiform " FUS_VERSION, NULL))
    return FALSE;
  return fus_write_file_quickly (path, png, size, error);
}

static gboolean
says (GdkPixbuf *pixbuf, const char *key, const char *value)
{
  g_autofree char *option = g_strconcat ("tEXt::", key, NULL);

  return g_strcmp0 (gdk_pixbuf_get_option (pixbuf, option), value) == 0;
}

static gboolean
says_number (GdkPixbuf *pixbuf, const char *key, guint64 *value)
{
  g_autofree char *option = g_strconcat ("tEXt::", key, NULL);
  const char *text = gdk_pixbuf_get_option (pixbuf, option);

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, value, NULL);
}

static FusPicture *
copy_pixels (GdkPixbuf *pixbuf)
{
  const int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  FusPicture *picture = fus_picture_new (width, height);

  for (int y = 0; y < height; y++)
    memcpy (picture->pixels + (gsize) 3 * width * y,
            gdk_pixbuf_read_pixels (pixbuf) + (gsize) gdk_pixbuf_get_rowstride (pixbuf) * y,
            (gsize) 3 * width);
  return picture;
}

/* NULL for what is no PNG or far larger than a stimulus. (transfer full) (nullable) */
static GdkPixbuf *
load_pixbuf (const char *path)
{
  g_autoptr (GdkPixbufLoader) loader = NULL;
  g_autofree char *bytes = NULL;
  GdkPixbuf *pixbuf = NULL;
  gsize length;
  int width, height;

  if (!fus_picture_peek_file_size (path, &width, &height, NULL) || MAX (width, height) > MAX_SIDE
      || !fus_file_read (path, MAX_FILE_BYTES, NULL, &bytes, &length, NULL))
    return NULL;
  loader = gdk_pixbuf_loader_new_with_type ("png", NULL);
  if (loader == NULL)
    return NULL;
  if (gdk_pixbuf_loader_write (loader, (const guchar *) bytes, length, NULL))
    pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf != NULL)
    g_object_ref (pixbuf);
  if (!gdk_pixbuf_loader_close (loader, NULL))
    g_clear_object (&pixbuf);
  return pixbuf;
}

/* Everything but the picture, from the file's texts; FALSE where they say something else. */
static gboolean
read_texts (GdkPixbuf *pixbuf, const char *hash, const FusStimulusSettings *settings,
            FusStimulusPicture *picture)
{
  const char *activation = gdk_pixbuf_get_option (pixbuf, "tEXt::Activation");
  const char *end = gdk_pixbuf_get_option (pixbuf, "tEXt::End");
  guint64 seed, steps, made, unit;

  if (!says (pixbuf, "Network-hash", hash) || activation == NULL || end == NULL
      || !says (pixbuf, "Method", fus_stimulus_method (settings->preset))
      || !says (pixbuf, "Preset", fus_stimulus_preset_name (settings->preset))
      || !says (pixbuf, "Layer", fus_layer_name (picture->layer))
      || !says_number (pixbuf, "Unit", &unit) || !says_number (pixbuf, "Seed", &seed)
      || !says_number (pixbuf, "Steps", &steps) || !says_number (pixbuf, "Steps-made", &made)
      || unit != picture->unit || seed != settings->seed || steps != settings->steps || made > steps
      || !fus_stimulus_end_parse (end, &picture->end))
    return FALSE;
  picture->step = (guint) made;
  picture->activation = g_ascii_strtod (activation, NULL);
  return TRUE;
}

FusStimulusPicture *
fus_stimulus_store_load (FusStudy *study, FusNetworkKind kind, const char *network_hash,
                         FusLayer layer, guint unit, const FusStimulusSettings *settings)
{
  g_autofree char *path = fus_stimulus_store_path (study, kind, layer, unit, settings);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  FusStimulusPicture found = { .layer = layer,
                               .unit = unit,
                               .preset = settings->preset,
                               .seed = settings->seed,
                               .steps = settings->steps,
                               .finished = TRUE };
  FusStimulusPicture *picture;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  pixbuf = load_pixbuf (path);
  if (pixbuf == NULL || gdk_pixbuf_get_n_channels (pixbuf) != 3
      || gdk_pixbuf_get_bits_per_sample (pixbuf) != 8
      || !read_texts (pixbuf, network_hash, settings, &found))
    return NULL;
  picture = g_memdup2 (&found, sizeof found);
  picture->picture = copy_pixels (pixbuf);
  g_atomic_ref_count_init (&picture->refs);
  return picture;
}

typedef struct
{
  FusStudy *study;
  const FusStimulusOrder *order;
  const guint *missing; /* indices among the order's units */
  FusStimulusVisit visit;
  gpointer data;
  GError *failure;
} FusMaking;

static void
keep (gpointer data, gsize index, const FusStimulus *stimulus)
{
  FusMaking *making = data;
  const FusStimulusOrder *order = making->order;
  g_autoptr (FusStimulusPicture) picture
      = fus_stimulus_picture_new (order->layer, stimulus, &order->settings);

  if (picture->finished && making->failure == NULL)
    {
      g_autofree char *path = fus_stimulus_store_path (making->study, order->kind, order->layer,
                                                       picture->unit, &order->settings);

      if (fus_own_folders_check (fus_study_path (making->study), &making->failure))
        fus_stimulus_picture_save (picture, path, fus_network_kind_name (order->kind), order->hash,
                                   &making->failure);
    }
  making->visit (making->data, making->missing[index], picture);
}

gboolean
fus_stimuli_make (FusStudy *study, const FusStimulusOrder *order, guint n_threads,
                  FusStimulusVisit visit, gpointer data, const FusPoll *poll,
                  const FusProgress *progress, GError **error)
{
  g_autofree guint *missing = g_new (guint, MAX (order->n, 1));
  g_autofree guint *units = g_new (guint, MAX (order->n, 1));
  FusMaking making
      = { .study = study, .order = order, .missing = missing, .visit = visit, .data = data };
  gsize n = 0;
  gboolean going = TRUE;

  for (gsize i = 0; i < order->n; i++)
    {
      g_autoptr (FusStimulusPicture) picture = fus_stimulus_store_load (
          study, order->kind, order->hash, order->layer, order->units[i], &order->settings);

      if (!fus_poll (poll))
        return FALSE;
      if (picture != NULL)
        visit (data, i, picture);
      else if (order->most == 0 || n < order->most)
        {
          missing[n] = (guint) i;
          units[n++] = order->units[i];
        }
    }
  if (n > 0)
    {
      g_autoptr (FusNetwork) network
          = fus_stimulus_network (order->network, order->layer, order->settings.preset);
      guint batch = fus_analysis_batch (fus_network_architecture (network));
      g_autoptr (FusTeam) team = fus_team_new (n_threads);
      g_autoptr (FusPass) pass
          = fus_pass_new (network, FUS_PASS_EXPLAIN, (guint) MIN (batch, n), team);

      going = fus_stimulus_ascend (pass, team, order->layer, units, n, &order->settings, keep,
                                   &making, poll, progress);
    }
  if (making.failure != NULL)
    {
      g_propagate_error (error, making.failure);
      return FALSE;
    }
  return going;
}
