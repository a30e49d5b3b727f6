/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/person.h"

#include "engine/random.h"

/* Traits go together in people: skin and features are drawn about one of a few centres spread
 * over the human range, with wide overlap. */
typedef struct
{
  float melanin, melanin_spread;
  float iris_light; /* chance of eyes lighter than brown */
  float curl;
  float fold;
  float nose_width, nose_bridge, lip, ridge; /* shifts, in standard deviations */
} Centre;

static const Centre centres[] = {
  { 0.07f, 0.04f, 0.75f, 0.25f, 0.10f, -0.3f, 0.3f, -0.4f, 0.2f },
  { 0.16f, 0.06f, 0.45f, 0.35f, 0.10f, -0.2f, 0.5f, -0.2f, 0.2f },
  { 0.30f, 0.08f, 0.12f, 0.45f, 0.15f, 0.0f, 0.4f, 0.1f, 0.2f },
  { 0.20f, 0.07f, 0.00f, 0.02f, 0.85f, 0.3f, -0.9f, 0.0f, -0.6f },
  { 0.52f, 0.11f, 0.02f, 0.30f, 0.15f, 0.3f, 0.1f, 0.3f, 0.0f },
  { 0.82f, 0.10f, 0.00f, 1.00f, 0.20f, 1.1f, -0.5f, 1.2f, 0.0f },
};

static const FusVec hair_colors[] = {
  FUS_VEC (0.010f, 0.009f, 0.009f), /* black */
  FUS_VEC (0.026f, 0.017f, 0.013f), /* very dark brown */
  FUS_VEC (0.050f, 0.029f, 0.019f), /* dark brown */
  FUS_VEC (0.095f, 0.055f, 0.032f), /* brown */
  FUS_VEC (0.170f, 0.108f, 0.060f), /* light brown */
  FUS_VEC (0.300f, 0.205f, 0.115f), /* dark blond */
  FUS_VEC (0.470f, 0.350f, 0.210f), /* blond */
  FUS_VEC (0.210f, 0.070f, 0.024f), /* red */
};

static const FusVec irises[] = {
  FUS_VEC (0.030f, 0.016f, 0.009f), /* dark brown */
  FUS_VEC (0.075f, 0.036f, 0.015f), /* brown */
  FUS_VEC (0.130f, 0.080f, 0.030f), /* hazel */
  FUS_VEC (0.110f, 0.120f, 0.060f), /* green */
  FUS_VEC (0.120f, 0.170f, 0.210f), /* grey-blue */
  FUS_VEC (0.075f, 0.145f, 0.240f), /* blue */
};

/* Albedo of skin from little to much melanin, after sRGB measurements of the volar forearm and face
 * spread evenly: 0, 0.2 … 1. */
static const FusVec skin_tones[] = {
  FUS_VEC (0.780f, 0.535f, 0.430f), FUS_VEC (0.665f, 0.415f, 0.300f),
  FUS_VEC (0.490f, 0.275f, 0.175f), FUS_VEC (0.315f, 0.160f, 0.092f),
  FUS_VEC (0.175f, 0.085f, 0.048f), FUS_VEC (0.080f, 0.040f, 0.025f),
};

static float
uniform (FusRandom *random, float low, float high)
{
  return fus_mix (low, high, (float) fus_random_uniform (random));
}

/* Mean 0, variance 1, never beyond 2.4: the sum of six uniform numbers, without a logarithm. */
static float
normal (FusRandom *random)
{
  double sum = -3;

  for (int i = 0; i < 6; i++)
    sum += fus_random_uniform (random);

  return fus_clamp ((float) (sum * 1.41421356), -2.4f, 2.4f);
}

static gboolean
chance (FusRandom *random, float share)
{
  return fus_random_uniform (random) < share;
}

static FusVec
ladder (const FusVec *steps, int n, float at)
{
  float place = fus_clamp (at, 0, 1) * (n - 1);
  int i = MIN ((int) place, n - 2);

  return fus_vec_mix (steps[i], steps[i + 1], place - i);
}

void
fus_demo_person_mean (FusDemoPerson *person)
{
  *person = (FusDemoPerson){
    .sex = FUS_SEX_NONE,
    .age = 32,
    .head_width = 1,
    .head_height = 1,
    .head_depth = 1,
    .eye_x = 3.1f,
    .eye_z = 6.62f,
    .eye_width = 1.5f,
    .eye_up = 0.49f,
    .eye_low = 0.50f,
    .eye_tilt = 0.12f,
    .eye_fold = 0.2f,
    .lashes = 0.6f,
    .iris = irises[1],
    .brow_y = 1.95f,
    .brow_inner = 1.12f,
    .brow_arch = 0.35f,
    .brow_slope = 0.15f,
    .brow_thick = 0.36f,
    .brow_length = 3.9f,
    .brow_dense = 0.75f,
    .mouth_y = -6.85f,
    .mouth_width = 2.5f,
    .lip_upper = 0.66f,
    .lip_lower = 0.86f,
    .lip_bow = 0.5f,
    .ear_size = 1,
    .melanin = 0.33f,
    .ruddy = 0.4f,
    .oily = 0.4f,
    .mottle = 0.5f,
    .hair = { .style = FUS_HAIR_CROP,
              .color = hair_colors[2],
              .volume = 1.4f,
              .length = 3,
              .wave = 0.15f },
  };
  person->skin = ladder (skin_tones, G_N_ELEMENTS (skin_tones), person->melanin);
  person->lip = fus_vec_times (person->skin, fus_vec (0.86f, 0.56f, 0.62f));
  for (int e = 0; e < FUS_N_EXPRESSIONS; e++)
    for (guint u = 0; u < G_N_ELEMENTS (person->units[e]); u++)
      person->units[e][u] = 1;
}

/* Features by which people are told apart are spread evenly, and further than people's are: a
 * network sees them at a few pixels' width, in any light and place. */
static float
apart (FusRandom *random)
{
  return uniform (random, -1.75f, 1.75f);
}

static void
draw_outline (FusDemoPerson *p, FusRandom *random)
{
  float male = p->sex == FUS_SEX_MALE ? 1 : -1;
  float old = fus_clamp ((p->age - 30) / 30, -0.4f, 1.2f);

  p->head_width = 1.012f + 0.006f * male + 0.085f * apart (random);
  p->head_height = 1 + 0.008f * male + 0.075f * apart (random);
  p->head_depth = 1 + 0.010f * male + 0.035f * apart (random);
  p->jaw_width = 0.6f * male + 2.6f * apart (random);
  p->jaw_square = 0.7f * male + 2.0f * apart (random);
  p->chin_width = 0.5f * male + 2.6f * apart (random);
  p->chin_length = 0.3f * male + 2.5f * apart (random);
  p->chin_forward = 0.2f * male + 2.2f * apart (random);
  p->cheekbone = 2.0f * apart (random) - 0.2f * male;
  p->fullness = 2.3f * apart (random) + 0.25f * old;
  p->forehead = 2.2f * apart (random);
  p->temple = 2.0f * apart (random);
  p->ear_size = 1 + 0.02f * male + 0.17f * apart (random) + 0.05f * old;
  p->ear_out = 2.6f * apart (random) + 0.2f * male;
  p->neck = 0.7f * male + 1.3f * apart (random) + 0.3f * p->fullness;
  p->hair.line = 1.8f * apart (random);
  p->hair.recede = p->sex == FUS_SEX_MALE
                       ? fus_clamp (0.12f + 0.25f * apart (random) + 0.2f * old, 0, 0.55f)
                       : 0;
}

static void
draw_eyes (FusDemoPerson *p, FusRandom *random, const Centre *centre)
{
  float male = p->sex == FUS_SEX_MALE ? 1 : -1;
  float old = fus_clamp ((p->age - 30) / 30, -0.4f, 1.2f);

  p->brow_ridge = 0.7f * male + 1.2f * apart (random) + centre->ridge;
  p->eye_x += 0.36f * apart (random) + 0.02f * male;
  p->eye_z += 0.20f * apart (random) - 0.04f * male + 0.12f * centre->fold;
  p->eye_width += 0.19f * apart (random) - 0.02f * male;
  p->eye_up += 0.13f * apart (random) - 0.03f * male - 0.05f * old;
  p->eye_low += 0.08f * apart (random) - 0.015f * male;
  p->eye_tilt += 0.24f * apart (random) + 0.06f * centre->fold - 0.04f * old;
  p->eye_fold = fus_clamp (centre->fold + 0.4f * apart (random) + 0.25f * fus_max (0, old), 0, 1);
  p->eye_bag = fus_clamp (0.35f + 0.4f * apart (random) + 0.4f * old, 0, 1);
  p->lashes = fus_clamp (0.55f - 0.2f * male + 0.15f * normal (random), 0.15f, 1);

  p->brow_y += 0.42f * apart (random) - 0.10f * male;
  p->brow_inner += 0.42f * apart (random);
  p->brow_arch = fus_clamp (0.34f - 0.06f * male + 0.36f * apart (random), 0.02f, 0.75f);
  p->brow_slope += 0.24f * apart (random);
  p->brow_thick = 0.46f + 0.05f * male + 0.22f * apart (random);
  p->brow_length += 0.5f * apart (random) - 0.6f * (p->brow_inner - 1.12f);
  p->brow_dense = fus_clamp (0.80f + 0.04f * male + 0.2f * apart (random), 0.3f, 1);
}

static void
draw_nose_and_mouth (FusDemoPerson *p, FusRandom *random, const Centre *centre)
{
  float male = p->sex == FUS_SEX_MALE ? 1 : -1;
  float old = fus_clamp ((p->age - 30) / 30, -0.4f, 1.2f);

  p->nose_length = 2.7f * apart (random) + 0.15f * male + 0.2f * old;
  p->nose_width = 2.4f * apart (random) + 0.3f * male + 0.6f * centre->nose_width;
  p->nose_height = 2.2f * apart (random) + 0.3f * male + 0.3f * centre->nose_bridge;
  p->nose_bridge = 1.5f * apart (random) + 0.3f * male + 0.7f * centre->nose_bridge;
  p->nose_hump = 2.2f * apart (random) + 0.3f * male;
  p->nose_tip = 2.0f * apart (random) + 0.3f * centre->nose_width;
  p->nose_up = 2.0f * apart (random) - 0.3f * male - 0.3f * old;

  float full = 0.6f * centre->lip + 1.6f * apart (random), upper = 0.7f * apart (random);

  p->muzzle = 1.6f * apart (random) + 0.5f * centre->lip;
  p->mouth_y += 0.30f * apart (random) - 0.09f * p->nose_length;
  p->mouth_width += 0.50f * apart (random) + 0.05f * male;
  p->lip_upper
      = fus_clamp (0.64f - 0.04f * male + 0.15f * (full + upper) - 0.10f * old, 0.28f, 1.15f);
  p->lip_lower
      = fus_clamp (0.86f - 0.04f * male + 0.17f * (full - upper) - 0.08f * old, 0.45f, 1.35f);
  p->lip_bow = fus_clamp (0.5f + 0.55f * apart (random), 0, 1);
}

static void
set_skin (FusDemoPerson *p)
{
  p->skin = ladder (skin_tones, G_N_ELEMENTS (skin_tones), p->melanin);
  p->lip = fus_vec_times (p->skin, fus_vec (0.86f, 0.56f, 0.62f));
  /* Lips keep their blood where the skin is dark. */
  p->lip = fus_vec_mix (p->lip, fus_vec (0.20f, 0.085f, 0.075f), 0.45f * p->melanin);
}

static void
draw_surface (FusDemoPerson *p, FusRandom *random, const Centre *centre)
{
  float old = fus_clamp ((p->age - 30) / 30, 0, 1.2f);

  p->melanin = fus_clamp (centre->melanin + centre->melanin_spread * normal (random), 0, 1);
  set_skin (p);
  p->mottle = fus_clamp (0.45f + 0.2f * normal (random) + 0.3f * old, 0.1f, 1);
  p->freckles = p->melanin < 0.2f && chance (random, 0.3f) ? uniform (random, 0.3f, 1) : 0;
  p->marks = (guint32) fus_random_next (random);

  for (int i = 0; i < 4; i++)
    {
      float x = uniform (random, -5.75f, 5.75f), y = uniform (random, -10.5f, 4.5f);
      gboolean on_eye = fabsf (x) > 1.6f && fabsf (x) < 4.8f && fabsf (y) < 1.3f;

      if (chance (random, 0.4f) && !on_eye)
        p->moles[p->n_moles++] = fus_vec (x, y, uniform (random, 0.06f, 0.18f));
    }

  int iris = chance (random, centre->iris_light)
                 ? 2 + (int) fus_random_below (random, 4)
                 : (int) (centre->melanin < 0.25f && centre->fold < 0.5f && chance (random, 0.7f));
  p->iris = fus_vec_scale (irises[iris], 1 + 0.15f * normal (random));
}

static void
wear_skin (FusDemoPerson *p, FusRandom *random)
{
  p->melanin = fus_clamp (p->melanin + 0.05f * normal (random), 0, 1);
  set_skin (p);

  /* Under the melanin, blood and carotene vary: redder or yellower at equal lightness. */
  p->skin.x *= 1 + 0.045f * normal (random);
  p->skin.z *= 1 - 0.05f * normal (random);

  p->ruddy = fus_clamp (0.45f + 0.22f * normal (random), 0, 1);
  p->oily = fus_clamp (0.42f + 0.2f * normal (random), 0.05f, 1);
  p->make_up = p->sex == FUS_SEX_FEMALE && chance (random, 0.45f) ? uniform (random, 0.3f, 1) : 0;
  p->lip = fus_vec_mix (p->lip, fus_vec (0.42f, 0.10f, 0.11f), 0.35f * p->make_up);
}

static void
wear_hair (FusDemoPerson *p, FusRandom *random)
{
  static const FusDemoHairStyle his[]
      = { FUS_HAIR_BUZZ,   FUS_HAIR_CROP, FUS_HAIR_CROP,  FUS_HAIR_PARTED,
          FUS_HAIR_PARTED, FUS_HAIR_BACK, FUS_HAIR_CURLY, FUS_HAIR_TIED };
  static const FusDemoHairStyle hers[]
      = { FUS_HAIR_LONG, FUS_HAIR_BOB,    FUS_HAIR_TIED, FUS_HAIR_TIED,
          FUS_HAIR_BUN,  FUS_HAIR_PARTED, FUS_HAIR_BACK };
  static const FusDemoHairStyle tight[]
      = { FUS_HAIR_BUZZ, FUS_HAIR_BUZZ, FUS_HAIR_CURLY, FUS_HAIR_TIED };
  static const FusDemoHairStyle tight_hers[]
      = { FUS_HAIR_AFRO, FUS_HAIR_CURLY, FUS_HAIR_TIED, FUS_HAIR_BUN };
  const Centre *centre = &centres[p->centre];
  FusDemoHair *hair = &p->hair;
  gboolean male = p->sex == FUS_SEX_MALE, curly = centre->curl > 0.9f;

#define ANY(list) list[fus_random_below (random, G_N_ELEMENTS (list))]
  if (curly)
    hair->style = male ? ANY (tight) : ANY (tight_hers);
  else
    hair->style = male ? ANY (his) : ANY (hers);
  hair->color = fus_vec_scale (ANY (hair_colors), 1 + 0.12f * normal (random));
#undef ANY

  hair->grey = p->age > 42 && chance (random, 0.4f) ? uniform (random, 0.2f, 0.9f) : 0;
  hair->wave = fus_clamp (centre->curl + 0.3f * normal (random), 0, 1);
  if (hair->style == FUS_HAIR_CURLY || hair->style == FUS_HAIR_AFRO)
    hair->wave = fus_max (hair->wave, 0.75f);
  hair->part = (chance (random, 0.5f) ? 1 : -1) * uniform (random, 0.0f, 0.9f);
  hair->fringe = !male && !curly && chance (random, 0.06f) ? uniform (random, 0.5f, 0.9f) : 0;
  hair->volume = uniform (random, 0.75f, 1.3f);
  hair->length = uniform (random, 0.8f, 1.25f);
}

static void
wear_beard (FusDemoPerson *p, FusRandom *random)
{
  if (p->sex != FUS_SEX_MALE)
    return;

  float growth = centres[p->centre].fold > 0.5f ? 0.5f : 1;
  float kind = uniform (random, 0, 1);

  /* Even a shaved man shows some shadow. */
  p->beard = p->moustache = growth * uniform (random, 0.02f, 0.3f);
  p->beard_length = 0.04f;
  if (kind < 0.12f)
    {
      p->beard = p->moustache = growth * uniform (random, 0.4f, 0.75f);
      p->beard_length = 0.08f;
    }
  else if (kind < 0.16f)
    {
      p->beard = p->moustache = growth * uniform (random, 0.85f, 1);
      p->beard_length = uniform (random, 0.3f, 0.8f);
    }
  else if (kind < 0.18f)
    p->moustache = growth * 0.9f;
}

void
fus_demo_person_wear (FusDemoPerson *person, guint64 frame_seed)
{
  FusRandom random;

  fus_random_seed (&random, frame_seed, 0x3ea7);
  wear_skin (person, &random);
  wear_hair (person, &random);
  wear_beard (person, &random);
}

void
fus_demo_person_wear_as (FusDemoPerson *person, const FusDemoPerson *other)
{
  FusDemoHair hair = other->hair;

  hair.line = person->hair.line;
  hair.recede = person->hair.recede;
  person->hair = hair;
  person->melanin = other->melanin;
  person->skin = other->skin;
  person->lip = other->lip;
  person->ruddy = other->ruddy;
  person->oily = other->oily;
  person->make_up = other->make_up;
  person->beard = other->beard;
  person->moustache = other->moustache;
  person->beard_length = other->beard_length;
}

/* How this person shows each expression: stronger or weaker, and a little lopsided. */
static void
draw_habits (FusDemoPerson *p, FusRandom *random)
{
  for (int e = 0; e < FUS_N_EXPRESSIONS; e++)
    {
      float all = 1 + 0.13f * normal (random);

      for (guint u = 0; u < G_N_ELEMENTS (p->units[e]); u++)
        p->units[e][u] = fus_clamp (all * (1 + 0.22f * normal (random)), 0.35f, 1.6f);
    }
  for (guint u = 0; u < G_N_ELEMENTS (p->skew); u++)
    p->skew[u] = 0.09f * normal (random);
}

void
fus_demo_person_draw (FusDemoPerson *person, guint64 seed, FusSex sex, guint number)
{
  FusRandom random;

  fus_random_seed (&random, seed, 0x0f0c0000u + number * 2 + (sex == FUS_SEX_MALE));
  fus_demo_person_mean (person);
  person->sex = sex;
  person->age = chance (&random, 0.62f) ? uniform (&random, 19, 36) : uniform (&random, 36, 66);

  person->centre = fus_random_below (&random, G_N_ELEMENTS (centres));

  const Centre *centre = &centres[person->centre];

  draw_outline (person, &random);
  draw_eyes (person, &random, centre);
  draw_nose_and_mouth (person, &random, centre);
  draw_surface (person, &random, centre);
  draw_habits (person, &random);
}
