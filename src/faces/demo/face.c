/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/face.h"

#include "faces/demo/film.h"
#include "faces/demo/hair.h"
#include "faces/demo/moment.h"
#include "faces/demo/points.h"
#include "faces/demo/truth.h"

/* A person with what does not change while one frame is drawn. */
typedef struct
{
  FusDemoPerson person;
  FusDemoSkull skull;
  FusDemoHairDo hair;
  /* Of each point of the mesh, the face at rest: */
  float *walls; /* sight of the walls */
  FusVec *tint;
  float *u, *v;
  guint n_points;
} Sitter;

struct _FusDemoStudio
{
  int width, height;
  int over; /* pixels drawn for each pixel of the frame, along a side */

  FusDemoMesh mesh;
  FusDemoShade shade;
  FusDemoRaster raster;
  FusDemoCanvas canvas;

  Sitter sitter;
  Sitter mean; /* the mean person in the sitter's hair, for truths */
};

FusDemoStudio *
fus_demo_studio_new (guint width, guint height)
{
  g_assert (width >= 32 && width <= 4096 && height >= 32 && height <= 4096);

  FusDemoStudio *studio = g_new0 (FusDemoStudio, 1);

  fus_noise_prepare ();
  studio->width = width;
  studio->height = height;
  /* Small frames are drawn at twice their size, or thin features would flicker. */
  studio->over
      = fus_min ((float) width / FUS_DEMO_WIDTH, (float) height / FUS_DEMO_HEIGHT) < 0.4f ? 2 : 1;
  fus_demo_shade_init (&studio->shade);
  fus_demo_raster_init (&studio->raster, width * studio->over, height * studio->over, TRUE);
  fus_demo_canvas_init (&studio->canvas, width * studio->over, height * studio->over);

  return studio;
}

static void
stand_up (Sitter *sitter)
{
  fus_demo_hair_do_free (&sitter->hair);
  g_free (sitter->walls);
  g_free (sitter->tint);
  g_free (sitter->u);
  g_free (sitter->v);
}

void
fus_demo_studio_free (FusDemoStudio *studio)
{
  if (studio == NULL)
    return;
  fus_demo_mesh_free (&studio->mesh);
  fus_demo_shade_free (&studio->shade);
  fus_demo_raster_free (&studio->raster);
  stand_up (&studio->sitter);
  stand_up (&studio->mean);
  fus_demo_canvas_free (&studio->canvas);
  g_free (studio);
}

void
fus_demo_truth_clear (FusDemoTruth *truth)
{
  g_clear_pointer (&truth->identity, g_free);
  g_clear_pointer (&truth->expression, g_free);
}

static void
build (FusDemoStudio *studio, const Sitter *sitter, const FusDemoFeatures *features)
{
  fus_demo_mesh_clear (&studio->mesh);
  fus_demo_head_build (&studio->mesh, features, NULL);
  fus_demo_hair_build (&studio->mesh, &sitter->person, &sitter->skull);
}

/* What a point's skin and hair are does not depend on the expression, and how much of the walls it
 * sees hardly does. */
static void
wear (FusDemoMesh *mesh, const Sitter *sitter)
{
  const FusDemoPatch *skin = &mesh->patches[0];
  guint n = skin->rows * skin->columns;

  g_assert (mesh->n_points == sitter->n_points && skin->stuff == FUS_STUFF_SKIN);
  for (guint i = 0; i < sitter->n_points; i++)
    mesh->sight[i].of[FUS_LIGHT_DOME] = sitter->walls[i];
  memcpy (mesh->tint, sitter->tint, sitter->n_points * sizeof (FusVec));
  memcpy (mesh->u + skin->first, sitter->u, n * sizeof (float));
  memcpy (mesh->v + skin->first, sitter->v, n * sizeof (float));
}

static void
render (FusDemoStudio *studio, const Sitter *sitter, const FusDemoMotion *motion,
        const FusDemoMoment *moment)
{
  FusDemoFeatures features;
  FusDemoScene scene = { .features = &features,
                         .light = &moment->light,
                         .shirt = &moment->shirt,
                         .gaze = moment->gaze,
                         .oily = moment->oily * sitter->person.oily };
  const FusDemoCamera *camera = &moment->camera;
  FusVec to = fus_vec_sub (fus_vec (0, 0, camera->distance), camera->move);
  const float *m = camera->turn;

  scene.view = fus_vec_unit (fus_vec (m[0] * to.x + m[3] * to.y + m[6] * to.z,
                                      m[1] * to.x + m[4] * to.y + m[7] * to.z,
                                      m[2] * to.x + m[5] * to.y + m[8] * to.z));
  scene.pixel = (camera->distance - 8) / camera->focal;
  for (int g = 0; g < 2; g++)
    scene.half[g] = fus_vec_unit (fus_vec_add (moment->light.toward[g], scene.view));
  fus_demo_features_place (&features, &sitter->person, motion);
  build (studio, sitter, &features);
  wear (&studio->mesh, sitter);
  fus_demo_light_cast (&moment->light, &studio->mesh, &studio->shade);
  fus_demo_raster_draw (&studio->raster, &studio->mesh, camera);
  fus_demo_canvas_paint (&studio->canvas, &scene, &studio->mesh, &studio->raster,
                         &moment->backdrop);
  fus_demo_hair_draw (&sitter->hair, &scene, camera, &studio->raster, studio->canvas.image);
}

static void
keep (gpointer slot, gconstpointer values, gsize size)
{
  gpointer *kept = slot;

  g_free (*kept);
  *kept = g_memdup2 (values, size);
}

static void
find_skull (FusDemoStudio *studio, Sitter *sitter)
{
  FusDemoFeatures features;
  const FusDemoMotion rest = { 0 };

  fus_demo_features_place (&features, &sitter->person, &rest);
  fus_demo_mesh_clear (&studio->mesh);
  fus_demo_head_build (&studio->mesh, &features, &sitter->skull);
}

/* Takes the measure of a new person at rest. */
static void
seat (FusDemoStudio *studio, Sitter *sitter)
{
  FusDemoFeatures features;
  const FusDemoMotion rest = { 0 };

  find_skull (studio, sitter);
  fus_demo_features_place (&features, &sitter->person, &rest);
  build (studio, sitter, &features);
  fus_demo_light_cast_dome (&studio->mesh, &studio->shade);
  fus_demo_skin_tint (&studio->mesh, &sitter->person);
  sitter->n_points = studio->mesh.n_points;
  sitter->walls = g_renew (float, sitter->walls, sitter->n_points);
  for (guint i = 0; i < sitter->n_points; i++)
    sitter->walls[i] = studio->mesh.sight[i].of[FUS_LIGHT_DOME];
  keep (&sitter->tint, studio->mesh.tint, sitter->n_points * sizeof (FusVec));
  keep (&sitter->u, studio->mesh.u, sitter->n_points * sizeof (float));
  keep (&sitter->v, studio->mesh.v, sitter->n_points * sizeof (float));
}

/* Who is to be drawn, how they move and what chance has settled. */
static void
call_in (FusDemoStudio *studio, const FusDemoFace *face, FusDemoMotion *motion,
         FusDemoMoment *moment)
{
  FusDemoPerson *person = &studio->sitter.person;

  g_assert (face->sex == FUS_SEX_FEMALE || face->sex == FUS_SEX_MALE);
  g_assert (face->expression >= 0 && face->expression < FUS_N_EXPRESSIONS);
  g_assert (face->angle >= 0 && face->angle < FUS_N_ANGLES);

  fus_demo_person_draw (person, face->seed, face->sex, face->number);
  fus_demo_person_wear (person, fus_demo_frame_seed (face));
  fus_demo_moment_draw (moment, face, person, studio->raster.width, studio->raster.height);
  fus_demo_motion_draw (motion, person, face->expression, moment->seed);
}

/* Draws the frame's two counterparts and compares; the frame itself is what was drawn last. */
static void
find_truth (FusDemoStudio *studio, const FusDemoMotion *motion, const FusDemoMoment *moment,
            FusDemoTruth *truth)
{
  int width = studio->raster.width, height = studio->raster.height;
  gsize n = (gsize) studio->width * studio->height;
  g_autofree FusVec *frame
      = g_memdup2 (studio->canvas.image, (gsize) width * height * sizeof (FusVec));
  FusDemoMotion rest;

  *truth = (FusDemoTruth){ .width = studio->width, .height = studio->height };
  truth->identity = g_malloc (n);
  truth->expression = g_malloc (n);

  fus_demo_motion_draw (&rest, &studio->sitter.person, FUS_EXPRESSION_NEUTRAL, moment->seed);
  render (studio, &studio->sitter, &rest, moment);
  fus_demo_truth_mask (truth->expression, frame, studio->canvas.image, width, height, studio->over);

  Sitter *mean = &studio->mean;

  fus_demo_person_mean (&mean->person);
  mean->person.sex = studio->sitter.person.sex;
  fus_demo_person_wear_as (&mean->person, &studio->sitter.person);
  seat (studio, mean);
  fus_demo_hair_do_grow (&mean->hair, &mean->person, &mean->skull, moment->seed);
  render (studio, mean, motion, moment);
  fus_demo_truth_mask (truth->identity, frame, studio->canvas.image, width, height, studio->over);
}

FusPicture *
fus_demo_face_draw (FusDemoStudio *studio, const FusDemoFace *face, FusDemoTruth *truth)
{
  Sitter *sitter = &studio->sitter;
  FusDemoMotion motion;
  FusDemoMoment moment;

  call_in (studio, face, &motion, &moment);
  seat (studio, sitter);
  fus_demo_hair_do_grow (&sitter->hair, &sitter->person, &sitter->skull, moment.seed);
  render (studio, sitter, &motion, &moment);

  FusPicture *picture = fus_demo_film_develop (studio->canvas.image, studio->width, studio->height,
                                               studio->over, moment.gain, (guint32) moment.seed);

  if (truth != NULL)
    find_truth (studio, &motion, &moment, truth);

  return picture;
}

void
fus_demo_face_points (FusDemoStudio *studio, const FusDemoFace *face, FusDemoPoint *points)
{
  Sitter *sitter = &studio->sitter;
  FusDemoFeatures features;
  FusDemoMotion motion;
  FusDemoMoment moment;

  call_in (studio, face, &motion, &moment);
  find_skull (studio, sitter);
  fus_demo_features_place (&features, &sitter->person, &motion);
  build (studio, sitter, &features);
  fus_demo_raster_draw (&studio->raster, &studio->mesh, &moment.camera);
  fus_demo_points_find (points, &features, moment.gaze, &studio->mesh, &studio->raster,
                        &moment.camera);
  for (int i = 0; i < FUS_DEMO_N_POINTS; i++)
    {
      points[i].x /= studio->over;
      points[i].y /= studio->over;
    }
}
