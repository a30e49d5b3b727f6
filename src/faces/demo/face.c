/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/face.h"

#include "faces/demo/canvas.h"
#include "faces/demo/film.h"
#include "faces/demo/hair.h"
#include "faces/demo/truth.h"
#include "engine/random.h"

/* A person with what does not change while they sit. */
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

  gboolean has_last;
  FusDemoFace last; /* whom the sitter is */
  Sitter sitter;
  gboolean has_mean;
  Sitter mean; /* the mean person, made when the first truth is asked for */
};

/* What one frame's chance has settled, alike in each drawing made for its truth. */
typedef struct
{
  guint64 seed;
  FusDemoLight light;
  FusDemoCamera camera;
  FusVec gaze;
  FusDemoBackdrop backdrop;
  float oily;
} Moment;

static guint64
stir (guint64 a, guint64 b)
{
  guint64 x = a ^ (b + 0x9e3779b97f4a7c15ull + (a << 6) + (a >> 2));

  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

static guint64
session_seed (const FusDemoFace *face)
{
  return stir (stir (stir (face->seed, 0x5e55), (guint64) face->number * 2 + face->sex),
               face->session);
}

static guint64
frame_seed (const FusDemoFace *face)
{
  return stir (stir (session_seed (face), 1 + face->expression), 11 + face->angle);
}

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

static float
between (FusRandom *random, float low, float high)
{
  return fus_mix (low, high, (float) fus_random_uniform (random));
}

static float
about_zero (FusRandom *random, float spread)
{
  return spread
         * (float) (fus_random_uniform (random) + fus_random_uniform (random)
                    + fus_random_uniform (random) - 1.5);
}

static FusVec
tinted (float level, float warmth)
{
  return fus_vec (level * (1 + warmth), level, level * (1 - 1.3f * warmth));
}

/* The two soft boxes as they stood in this session, as bright as in this frame. */
static void
set_lights (Moment *moment, FusRandom *session, FusRandom *frame)
{
  float side = fus_random_uniform (session) < 0.5 ? -1 : 1;
  float warmth = about_zero (session, 0.035f), contrast = between (session, 0.56f, 0.72f);
  float level = between (session, 0.93f, 1.07f) * (1 + about_zero (frame, 0.05f));
  float direct = between (session, 0.92f, 1.06f);

  moment->light.toward[0]
      = fus_vec_unit (fus_vec (side * between (session, 0.35f, 0.75f) + about_zero (frame, 0.05f),
                               between (session, 0.45f, 0.70f) + about_zero (frame, 0.05f), 0.9f));
  moment->light.toward[1] = fus_vec_unit (
      fus_vec (-side * between (session, 0.55f, 0.95f), between (session, 0.20f, 0.45f), 0.85f));
  moment->light.color[0] = tinted (level * direct * contrast, warmth);
  moment->light.color[1] = tinted (level * direct * (1.0f - contrast), warmth - 0.01f);
  moment->light.sky = tinted (level * (1.36f - direct) * 1.05f, 0.3f * warmth);
  moment->light.ground = tinted (level * (1.36f - direct) * 0.62f, 0.02f);
}

static void
set_camera (Moment *moment, FusDemoStudio *studio, FusAngle angle, FusRandom *session,
            FusRandom *frame)
{
  static const float yaws[FUS_N_ANGLES] = { -1.5708f, -0.7854f, 0, 0.7854f, 1.5708f };
  float scale
      = fus_min ((float) studio->width / FUS_DEMO_WIDTH, (float) studio->height / FUS_DEMO_HEIGHT)
        * studio->over;
  float yaw = yaws[angle] + about_zero (session, 0.03f) + about_zero (frame, 0.045f);
  float pitch = about_zero (session, 0.04f) + about_zero (frame, 0.03f);
  float roll = about_zero (session, 0.02f) + about_zero (frame, 0.02f);
  float zoom = 20.6f * scale * (1 + about_zero (session, 0.02f) + about_zero (frame, 0.025f));
  FusDemoCamera *camera = &moment->camera;

  camera->distance = 160;
  camera->focal = zoom * (camera->distance - 8);
  camera->middle_x = 0.5f * studio->width * studio->over;
  camera->middle_y = 0.5f * studio->height * studio->over - 0.05f * FUS_DEMO_HEIGHT * scale;
  camera->move = fus_vec (about_zero (session, 0.35f) + about_zero (frame, 0.45f),
                          about_zero (session, 0.45f) + about_zero (frame, 0.40f), 0);
  fus_demo_camera_turn (camera, yaw, pitch, roll);
}

static void
set_moment (Moment *moment, FusDemoStudio *studio, const FusDemoFace *face)
{
  FusRandom session, frame;

  moment->seed = frame_seed (face);
  fus_random_seed (&session, session_seed (face), 1);
  fus_random_seed (&frame, moment->seed, 2);
  set_lights (moment, &session, &frame);
  set_camera (moment, studio, face->angle, &session, &frame);
  moment->gaze = fus_vec_unit (fus_vec (about_zero (&frame, 0.05f), about_zero (&frame, 0.03f), 1));
  moment->oily = between (&session, 0.75f, 1.25f);

  float grey = between (&session, 0.46f, 0.53f) * (1 + about_zero (&frame, 0.04f));

  moment->backdrop.color = fus_vec (grey * 1.04f, grey, grey * between (&session, 0.87f, 0.91f));
  moment->backdrop.x = between (&session, 0.35f, 0.65f);
  moment->backdrop.y = between (&session, 0.25f, 0.5f);
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
        const Moment *moment)
{
  FusDemoFeatures features;
  FusDemoScene scene = { .features = &features,
                         .light = &moment->light,
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

/* Takes the measure of a new person at rest. */
static void
seat (FusDemoStudio *studio, Sitter *sitter)
{
  FusDemoFeatures features;
  const FusDemoMotion rest = { 0 };

  fus_demo_features_place (&features, &sitter->person, &rest);
  fus_demo_mesh_clear (&studio->mesh);
  fus_demo_head_build (&studio->mesh, &features, &sitter->skull);
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

static void
call_in (FusDemoStudio *studio, const FusDemoFace *face)
{
  const FusDemoFace *last = &studio->last;
  gboolean same_person = studio->has_last && last->seed == face->seed && last->sex == face->sex
                         && last->number == face->number;

  if (same_person && last->session == face->session)
    return;

  if (!same_person)
    {
      fus_demo_person_draw (&studio->sitter.person, face->seed, face->sex, face->number);
      seat (studio, &studio->sitter);
    }
  fus_demo_hair_do_grow (&studio->sitter.hair, &studio->sitter.person, &studio->sitter.skull,
                         session_seed (face));
  studio->last = *face;
  studio->has_last = TRUE;
}

/* Draws the frame's two counterparts and compares; the frame itself is what was drawn last. */
static void
find_truth (FusDemoStudio *studio, const FusDemoMotion *motion, const Moment *moment,
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

  if (!studio->has_mean)
    {
      fus_demo_person_mean (&studio->mean.person);
      seat (studio, &studio->mean);
      fus_demo_hair_do_grow (&studio->mean.hair, &studio->mean.person, &studio->mean.skull, 0);
      studio->has_mean = TRUE;
    }
  render (studio, &studio->mean, motion, moment);
  fus_demo_truth_mask (truth->identity, frame, studio->canvas.image, width, height, studio->over);
}

FusPicture *
fus_demo_face_draw (FusDemoStudio *studio, const FusDemoFace *face, FusDemoTruth *truth)
{
  g_assert (face->sex == FUS_SEX_FEMALE || face->sex == FUS_SEX_MALE);
  g_assert (face->expression >= 0 && face->expression < FUS_N_EXPRESSIONS);
  g_assert (face->angle >= 0 && face->angle < FUS_N_ANGLES);

  FusDemoMotion motion;
  Moment moment;

  call_in (studio, face);
  set_moment (&moment, studio, face);
  fus_demo_motion_draw (&motion, &studio->sitter.person, face->expression, moment.seed);
  render (studio, &studio->sitter, &motion, &moment);

  FusPicture *picture = fus_demo_film_develop (studio->canvas.image, studio->width, studio->height,
                                               studio->over, (guint32) moment.seed);

  if (truth != NULL)
    find_truth (studio, &motion, &moment, truth);

  return picture;
}
