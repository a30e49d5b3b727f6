/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/map-options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "faces/pictures/resize.h"
#include "faces/write-file.h"
#include "figures/figure.h"
#include "figures/heatmap.h"
#include "figures/picture-grid.h"
#include "study/asking/explainer.h"

#include <glib/gi18n-lib.h>

/* Of a picture, in pixels of the file and, in the row, in millimetres. */
#define SIDE 256
#define CELL_MM 22.0
/* Beside the pictures: the network's name, and the figure's own margin. */
#define LEFT_MM 6.0
#define POINTS_PER_MM (72 / 25.4)
#define MARGIN 2.0
#define RESOLUTION 300
#define PNG ".png"

typedef struct
{
  const char *image;
  FusNetworkKind kind;
  FusTask task;
  const char *class_name;
  FusMapSpec spec;
  FusCropChoice crop;
  const char *out;
  guint threads;
} Request;

/* The network of one epoch, and what it says. */
typedef struct
{
  char *title;
  char *caption;
  FusPicture *picture;
} Still;

static void
still_free (gpointer data)
{
  Still *still = data;

  g_free (still->title);
  g_free (still->caption);
  g_clear_pointer (&still->picture, fus_picture_unref);
  g_free (still);
}

/* The part of the picture that the network sees, with the map over it. */
static FusPicture *
render (const Request *request, const FusInput *input, const FusExplanation *explanation)
{
  const FusHeadExplanation *head = &explanation->heads[request->task];
  FusOverlay overlay = {
    .side = explanation->side, .crop = fus_crop_whole, .colormap = FUS_COLORMAP_TASK, .opacity = 0.7
  };
  g_autoptr (FusPicture) face = NULL;

  if (input->picture == NULL)
    return fus_heatmap_render (head->map, explanation->side, FUS_COLORMAP_VIRIDIS, request->task,
                               SIDE, SIDE);
  face = fus_picture_resize (input->picture, &input->crop, SIDE, SIDE);
  overlay.map[request->task] = head->empty ? NULL : head->map;
  return fus_overlay_render (face, &overlay, SIDE, SIDE);
}

/* NULL with @error, or without when interrupted. */
static FusExplanation *
explain (const Request *request, FusNetwork *network, FusTeam *team, const FusInput *input,
         GError **error)
{
  const guint batch = fus_map_spec_batch (&request->spec, fus_network_architecture (network));
  const gint32 unknown[FUS_N_TASKS] = { -1, -1 };
  FusTarget target[FUS_N_TASKS] = { { FUS_TARGET_NONE, 0 }, { FUS_TARGET_NONE, 0 } };
  FusExplanation *explanation;
  FusPass *pass;
  gint32 class_index;

  if (!fus_input_find_class (network, fus_network_kind_name (request->kind), request->task,
                             request->class_name, &class_index, error))
    return NULL;
  target[request->task] = (FusTarget){ class_index < 0 ? FUS_TARGET_PREDICTED : FUS_TARGET_CLASS,
                                       MAX (class_index, 0) };
  pass = fus_pass_new (network, FUS_PASS_EXPLAIN, batch, team);
  explanation
      = fus_explain (pass, input->values, unknown, target, &request->spec, fus_terminal_poll ());
  fus_pass_free (pass);
  return explanation;
}

/* NULL with @error, or without when interrupted. */
static Still *
make_still (const Request *request, FusStudy *study, gint64 epoch, guint newest, FusTeam *team,
            GError **error)
{
  g_autoptr (FusNetwork) network = fus_study_network_at (study, request->kind, epoch, error);
  g_auto (FusInput) input = { 0 };
  g_autoptr (FusExplanation) explanation = NULL;
  char percent[FUS_PERCENT_SIZE];
  Still *still;

  if (network == NULL
      || !fus_input_load (&input, network, request->task, request->image, &request->crop, error))
    return NULL;
  explanation = explain (request, network, team, &input, error);
  if (explanation == NULL)
    return NULL;
  const FusHeadExplanation *head = &explanation->heads[request->task];
  const char *const *names = fus_network_class_names (network, request->task);
  still = g_new0 (Still, 1);
  still->title = epoch == 0 ? g_strdup (_ ("untrained"))
                            : g_strdup_printf (_ ("epoch %u"), epoch > 0 ? (guint) epoch : newest);
  still->caption
      = g_strdup_printf ("%s %s", fus_class_title (request->task, names[head->predicted]),
                         fus_percent (head->probabilities[head->predicted], percent));
  still->picture = render (request, &input, explanation);
  return still;
}

static void
draw (cairo_t *cr, double width, double height, FusColor ink, FusColor ground, double font_size,
      gpointer data)
{
  fus_picture_grid_draw (cr, data, width, height, ink, font_size);
}

static gboolean
write_row (const Request *request, const GPtrArray *stills, GError **error)
{
  const FusColor black = { 0, 0, 0 }, white = { 1, 1, 1 };
  const double width = LEFT_MM + stills->len * CELL_MM;
  const char *row = fus_network_kind_name (request->kind);
  g_autofree const char **titles = g_new0 (const char *, stills->len);
  g_autofree FusGridPicture *pictures = g_new0 (FusGridPicture, stills->len);
  g_autofree char *note = fus_map_spec_title (&request->spec);
  g_autoptr (GBytes) png = NULL;
  FusPictureGrid grid = { .row_titles = &row,
                          .n_rows = 1,
                          .column_titles = titles,
                          .n_columns = stills->len,
                          .pictures = pictures,
                          .n = 1,
                          .across = 1,
                          .note = note };
  gsize length;

  for (guint i = 0; i < stills->len; i++)
    {
      const Still *still = g_ptr_array_index (stills, i);

      titles[i] = still->title;
      pictures[i] = (FusGridPicture){ .picture = still->picture, .caption = still->caption };
    }
  const FusFigure figure
      = { .width = width,
          .height = (fus_picture_grid_height (&grid, width * POINTS_PER_MM - 2 * MARGIN,
                                              FUS_FIGURE_FONT_SIZE)
                     + 2 * MARGIN)
                    / POINTS_PER_MM,
          .draw = draw,
          .data = &grid };
  png = fus_figure_png (&figure, RESOLUTION, black, white);
  const char *bytes = g_bytes_get_data (png, &length);
  return fus_write_file (request->out, bytes, length, error);
}

/* NULL with @error, or without when interrupted. */
static GPtrArray *
make_stills (const Request *request, FusStudy *study, GError **error)
{
  guint newest;
  g_autoptr (GArray) epochs = fus_kept_epochs_before_newest (study, request->kind, &newest);
  g_autoptr (GPtrArray) stills = g_ptr_array_new_with_free_func (still_free);
  FusTeam *team;

  if (epochs->len == 0)
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                   _ ("No earlier epoch of the %s network of “%s” is kept. Train it from the "
                      "beginning; networks of much more than 30 million weights are too large."),
                   fus_network_kind_name (request->kind), fus_study_title (study));
      return NULL;
    }
  team = fus_team_new (request->threads);
  for (guint i = 0; i <= epochs->len; i++)
    {
      const gint64 epoch
          = i < epochs->len ? (gint64) g_array_index (epochs, guint, i) : FUS_EPOCH_NEWEST;
      Still *still = make_still (request, study, epoch, newest, team, error);

      if (still == NULL)
        {
          g_clear_pointer (&stills, g_ptr_array_unref);
          break;
        }
      g_ptr_array_add (stills, still);
    }
  fus_team_free (team);
  return g_steal_pointer (&stills);
}

static int
make_movie (const Request *request, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudy) study = fus_study_open (path, &error);
  g_autoptr (GPtrArray) stills = study != NULL ? make_stills (request, study, &error) : NULL;

  if (error != NULL)
    return fus_terminal_fail (error->message);
  if (stills == NULL)
    return fus_terminal_stopped ();
  if (!write_row (request, stills, &error))
    return fus_terminal_fail (error->message);
  for (guint i = 0; i < stills->len; i++)
    {
      const Still *still = g_ptr_array_index (stills, i);

      g_print ("%s: %s\n", still->title, still->caption);
    }
  return FUS_EXIT_DONE;
}

int
fus_command_movie (int argc, char **argv)
{
  g_auto (FusMapOptions) options = { NULL };
  g_autofree char *network = NULL;
  g_autofree char *out = NULL;
  int threads = 0;
  fus_map_options_init (&options);
  const GOptionEntry entries[] = {
    FUS_MAP_OPTION_ENTRIES (options),
    { "network", 0, 0, G_OPTION_ARG_STRING, &network,
      N_ ("Network to watch: identity, expression or joint; by default joint"), N_ ("NAME") },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out,
      N_ ("Picture to write: a row of the epochs, as PNG"), N_ ("FILE") },
    FUS_OPTION_THREADS (threads),
    { NULL },
  };
  Request request = { .kind = FUS_NETWORK_JOINT, .spec = FUS_MAP_SPEC_PAPER };
  int status;

  if (!fus_options_parse (&argc, &argv, entries, 2, 2, &status))
    return status;
  if (!fus_map_options_read (&options, &request.task, &request.spec, &request.crop)
      || !fus_options_check_threads (threads))
    return FUS_EXIT_USAGE;
  if (network != NULL && !fus_network_kind_parse (network, &request.kind))
    return fus_options_refuse (_ ("--network must be identity, expression or joint, not “%s”"),
                               network);
  if (!fus_network_kind_has_task (request.kind, request.task))
    return fus_options_refuse (_ ("the %s network has no head for --task %s"),
                               fus_network_kind_name (request.kind), fus_task_name (request.task));
  if (out == NULL || !g_str_has_suffix (out, PNG))
    return fus_options_refuse (_ ("expected --out with the name of a PNG file"));
  request.image = argv[2];
  request.class_name = options.class_name;
  request.out = out;
  request.threads = (guint) threads;
  return make_movie (&request, argv[1]);
}
