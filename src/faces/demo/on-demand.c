/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/on-demand.h"

#include "faces/demo/faces-private.h"
#include "faces/pictures/made-pictures.h"

/* A set that is served, and studios that nobody draws in at the moment. */
typedef struct
{
  char *dir;
  FusDemoSet set;
  GMutex lock;
  GPtrArray *studios;
} Served;

static void
served_free (gpointer data)
{
  Served *served = data;

  g_ptr_array_unref (served->studios);
  g_mutex_clear (&served->lock);
  g_free (served->dir);
  g_free (served);
}

/* The face whose file has this name: "AF01ANS.JPG". */
static gboolean
find_face (const char *file, const FusDemoSet *set, FusDemoFace *face)
{
  for (int session = 'A'; session <= 'B'; session++)
    for (FusExpression e = 0; e < FUS_N_EXPRESSIONS; e++)
      for (FusAngle a = 0; a < FUS_N_ANGLES; a++)
        {
          g_autofree char *name = NULL, *same = NULL;

          if (!g_ascii_isdigit (file[2]) || !g_ascii_isdigit (file[3]))
            return FALSE;
          *face = (FusDemoFace){ .seed = set->seed,
                                 .sex = file[1] == 'M' ? FUS_SEX_MALE : FUS_SEX_FEMALE,
                                 .number = 10 * (file[2] - '0') + (file[3] - '0'),
                                 .expression = e,
                                 .angle = a,
                                 .session = (char) session };
          name = fus_demo_face_name (face);
          same = g_strconcat (name, ".JPG", NULL);
          if (g_str_equal (file, same))
            return fus_demo_set_has (set, face);
        }
  return FALSE;
}

static FusDemoStudio *
take_studio (Served *served)
{
  FusDemoStudio *studio = NULL;

  g_mutex_lock (&served->lock);
  if (served->studios->len > 0)
    studio = g_ptr_array_steal_index_fast (served->studios, served->studios->len - 1);
  g_mutex_unlock (&served->lock);
  return studio != NULL ? studio : fus_demo_studio_new (served->set.width, served->set.height);
}

static void
give_back (Served *served, FusDemoStudio *studio)
{
  g_mutex_lock (&served->lock);
  g_ptr_array_add (served->studios, studio);
  g_mutex_unlock (&served->lock);
}

static gboolean
draw (const char *path, gpointer data)
{
  Served *served = data;
  g_autofree char *file = g_path_get_basename (path);
  FusDemoStudio *studio;
  FusDemoFace face;
  gboolean drawn;

  if (strlen (file) < 5 || !find_face (file, &served->set, &face))
    return FALSE;
  studio = take_studio (served);
  drawn = fus_demo_face_write (served->dir, studio, &face, NULL);
  give_back (served, studio);
  /* The path may be one that such a face does not have: in another person's folder. */
  return drawn && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

gboolean
fus_demo_faces_serve (const char *dir, const FusDemoSet *set, GError **error)
{
  g_autofree char *root = g_build_filename (dir, FUS_DEMO_ROOT, NULL);
  Served *served;

  if (!fus_demo_faces_begin (dir, set, error))
    return FALSE;
  served = g_new0 (Served, 1);
  served->dir = g_strdup (dir);
  served->set = *set;
  served->set.truth = FALSE;
  g_mutex_init (&served->lock);
  served->studios = g_ptr_array_new_with_free_func ((GDestroyNotify) fus_demo_studio_free);
  fus_made_pictures_add (root, draw, served, served_free);
  return TRUE;
}
