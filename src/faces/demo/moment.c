/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/moment.h"

#include "engine/random.h"

static guint64
stir (guint64 a, guint64 b)
{
  guint64 x = a ^ (b + 0x9e3779b97f4a7c15ull + (a << 6) + (a >> 2));

  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

guint64
fus_demo_frame_seed (const FusDemoFace *face)
{
  guint64 person = stir (stir (face->seed, 0x5e55), (guint64) face->number * 2 + face->sex);

  return stir (stir (stir (person, face->session), 1 + face->expression), 11 + face->angle);
}

static float
between (FusRandom *random, float low, float high)
{
  return fus_mix (low, high, (float) fus_random_uniform (random));
}

/* Between -spread and spread, mostly near 0. */
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

static float
brightness (FusVec color)
{
  return 0.2126f * color.x + 0.7152f * color.y + 0.0722f * color.z;
}

/* Of any hue and of a brightness between @low and @high. */
static FusVec
any_color (FusRandom *random, float low, float high, float vivid)
{
  FusVec hue = fus_vec (between (random, 0.05f, 1), between (random, 0.05f, 1),
                        between (random, 0.05f, 1));
  float share = between (random, 0, 1);
  FusVec color = fus_vec_mix (fus_vec (1, 1, 1), hue, vivid * (float) fus_random_uniform (random));

  return fus_vec_scale (color,
                        fus_sqr (fus_mix (sqrtf (low), sqrtf (high), share)) / brightness (color));
}

/* Two soft boxes and walls, somewhere about the sitter. */
static void
set_lights (FusDemoLight *light, FusRandom *random)
{
  float side = fus_random_uniform (random) < 0.5 ? -1 : 1;
  float warmth = about_zero (random, 0.08f), contrast = between (random, 0.55f, 0.64f);
  float direct = between (random, 0.94f, 1.08f);

  light->toward[0] = fus_vec_unit (
      fus_vec (side * between (random, 0.35f, 0.62f), between (random, 0.45f, 0.66f), 0.9f));
  light->toward[1] = fus_vec_unit (
      fus_vec (-side * between (random, 0.55f, 0.90f), between (random, 0.22f, 0.42f), 0.85f));
  light->color[0] = tinted (direct * contrast, warmth);
  light->color[1] = tinted (direct * (1.0f - contrast), warmth - about_zero (random, 0.06f));
  light->sky = tinted ((1.36f - direct) * 1.05f, about_zero (random, 0.05f));
  light->ground = tinted ((1.36f - direct) * 0.62f, about_zero (random, 0.05f));
}

/* Where the face is in the picture: held and framed by hand. */
static void
set_camera (FusDemoCamera *camera, FusAngle angle, FusRandom *random, int width, int height)
{
  static const float yaws[FUS_N_ANGLES] = { -1.5708f, -0.7854f, 0, 0.7854f, 1.5708f };
  float scale = fus_min ((float) width / FUS_DEMO_WIDTH, (float) height / FUS_DEMO_HEIGHT);
  float yaw = yaws[angle] + about_zero (random, 0.04f);
  float pitch = about_zero (random, 0.04f), roll = about_zero (random, 0.03f);
  float zoom = 23 * scale * between (random, 0.965f, 1.035f);

  camera->distance = 160;
  camera->focal = zoom * (camera->distance - 8);
  camera->middle_x = 0.5f * width;
  camera->middle_y = 0.5f * height - 0.05f * FUS_DEMO_HEIGHT * scale;
  camera->move = fus_vec (between (random, -0.5f, 0.5f), between (random, -0.45f, 0.45f), 0);
  fus_demo_camera_turn (camera, yaw, pitch, roll);
  fus_demo_camera_tilt (camera, between (random, -0.04f, 0.04f));
}

/* A wall, a hedge, a room out of focus: two colours in soft patches, one side lighter. */
static void
set_backdrop (FusDemoBackdrop *backdrop, FusRandom *random)
{
  float sn, cs;

  fus_sin_cos (between (random, -3.14f, 3.14f), &sn, &cs);
  backdrop->color[0] = any_color (random, 0.04f, 0.75f, 0.9f);
  backdrop->color[1] = fus_random_uniform (random) < 0.4
                           ? fus_vec_scale (backdrop->color[0], between (random, 0.6f, 1.1f))
                           : any_color (random, 0.04f, 0.75f, 0.9f);
  backdrop->slope_x = between (random, 0, 1.6f) * cs;
  backdrop->slope_y = between (random, 0, 1.6f) * sn;
  backdrop->patches = between (random, 0, 0.4f);
  backdrop->fine = between (random, 1.5f, 3.5f);
  backdrop->x = between (random, 0, 200);
  backdrop->y = between (random, 0, 200);
}

static void
set_shirt (FusDemoShirt *shirt, FusRandom *random)
{
  shirt->color[0] = any_color (random, 0.03f, 0.6f, 1);
  shirt->color[1] = shirt->color[0];
  if (fus_random_uniform (random) < 0.3)
    shirt->color[1] = any_color (random, 0.03f, 0.6f, 1);
  shirt->stripe = between (random, 0.8f, 2.4f);
}

/* It exposes for the skin, as photographers do, but neither wholly nor always alike; and takes the
 * light for bluer, yellower, greener or redder than it is. */
static FusVec
set_gain (FusRandom *random, const FusDemoPerson *person)
{
  float skin = brightness (person->skin) / 0.25f, warm = between (random, -0.13f, 0.2f);
  float green = between (random, -0.06f, 0.06f);
  float level = between (random, 0.75f, 1.3f) / fus_max (0.4f, sqrtf (skin));

  return fus_vec (level * (1 + warm), level * (1 + green), level * (1 - warm));
}

void
fus_demo_moment_draw (FusDemoMoment *moment, const FusDemoFace *face, const FusDemoPerson *person,
                      int width, int height)
{
  FusRandom random;

  moment->seed = fus_demo_frame_seed (face);
  fus_random_seed (&random, moment->seed, 2);
  set_lights (&moment->light, &random);
  set_camera (&moment->camera, face->angle, &random, width, height);
  moment->gaze
      = fus_vec_unit (fus_vec (about_zero (&random, 0.05f), about_zero (&random, 0.03f), 1));
  moment->oily = between (&random, 0.75f, 1.25f);
  set_backdrop (&moment->backdrop, &random);
  set_shirt (&moment->shirt, &random);
  moment->gain = set_gain (&random, person);
}
