/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/hair.h"

#include "engine/random.h"

/* How a style lies on the head. */
typedef struct
{
  float top, side; /* thickness, cm */
  float edge;      /* over how many cm from the hairline it reaches that */
  float hang;      /* y of its lower end, cm; 0 where it follows the head */
  float strand;    /* length of a strand, cm */
  guint16 steps;
  guint strands;
} Style;

static const Style styles[] = {
  [FUS_HAIR_BALD] = { 0 },
  [FUS_HAIR_BUZZ] = { 0.16f, 0.10f, 0.6f, 0, 0.45f, 3, 4500 },
  [FUS_HAIR_CROP] = { 1.3f, 0.50f, 1.3f, 0, 3.2f, 7, 4200 },
  [FUS_HAIR_PARTED] = { 1.9f, 0.65f, 1.5f, 0, 6.5f, 10, 2700 },
  [FUS_HAIR_BACK] = { 1.9f, 0.60f, 1.3f, 0, 7.5f, 11, 2500 },
  [FUS_HAIR_MESSY] = { 2.3f, 1.7f, 1.4f, 0, 5.5f, 11, 2900 },
  [FUS_HAIR_CURLY] = { 2.6f, 1.8f, 1.6f, 0, 4.2f, 14, 3600 },
  [FUS_HAIR_AFRO] = { 3.7f, 3.1f, 2.0f, 0, 2.6f, 12, 4800 },
  [FUS_HAIR_TIED] = { 0.55f, 0.40f, 1.0f, 0, 10.0f, 11, 2000 },
  [FUS_HAIR_BUN] = { 0.60f, 0.40f, 1.0f, 0, 10.0f, 11, 2000 },
  [FUS_HAIR_BOB] = { 1.3f, 1.5f, 1.3f, -8.5f, 20, 21, 1500 },
  [FUS_HAIR_LONG] = { 1.1f, 1.3f, 1.3f, -18.5f, 31, 28, 1300 },
};

/* Thickness of the body of the hair as a share of the whole; loose strands make up the rest. */
#define BODY 0.78f

static const FusVec knot_of_bun = FUS_VEC (0, 11.8f, -5.2f);
static const FusVec tie_behind = FUS_VEC (0, 3.5f, -11.2f);

float
fus_demo_hair_line (const FusDemoPerson *person, float x)
{
  const FusDemoHair *hair = &person->hair;
  float ax = fabsf (x);

  return 6.25f * person->head_height + 0.6f * hair->line + 1.6f * hair->recede - 0.05f * ax * ax
         - 0.5f * fus_sqr (fus_max (0, ax - 4.4f))
         + 2.6f * hair->recede * fus_bell ((ax - 3.9f) / 2.6f) - 0.25f * fus_bell (x / 1.6f);
}

float
fus_demo_hair_inside (const FusDemoPerson *person, FusVec at)
{
  float ax = fabsf (at.x);
  float front = 0.9f * (at.y - fus_demo_hair_line (person, at.x));
  float side = 1.5f + 0.42f * fus_max (0, at.y + 2) + 0.06f * at.y * fabsf (at.y) - at.z;
  float behind = fus_ramp (-1.2f, -2.6f + 1.6f, -1.4f - at.z);
  float low
      = at.y
        - fus_mix (person->sex == FUS_SEX_MALE ? -1.9f : -0.6f, -7.2f + 0.11f * ax * ax, behind);

  return fus_min (fus_max (front, side), low);
}

float
fus_demo_hair_dense (const FusDemoPerson *person, FusVec at)
{
  const FusDemoHair *hair = &person->hair;
  float crown = fus_mound (at.x, at.z, 0, -1.5f, 6.0f, 7.5f) * fus_ramp (5, 8, at.y);
  float dense = 1 - 0.85f * crown * fus_ramp (0.35f, 0.8f, hair->recede);

  /* Short hair is cut shorter towards the ears and nape. */
  if (hair->style == FUS_HAIR_BUZZ || hair->style == FUS_HAIR_CROP)
    dense *= 0.68f + 0.32f * fus_ramp (-1, 4.5f, at.y);
  return dense;
}

/* How far the fringe covers the forehead, as fus_demo_hair_inside(). */
static float
fringe_inside (const FusDemoPerson *person, FusVec at)
{
  float edge = person->brow_y + 0.7f + 2.2f * (1 - person->hair.fringe) - 0.03f * at.x * at.x;

  return fus_min (at.y - edge, 1.6f * (at.z - 1.5f));
}

static float
thickness (const FusDemoPerson *person, const Style *style, FusVec at)
{
  const FusDemoHair *hair = &person->hair;
  float inside = fus_demo_hair_inside (person, at);

  if (style->hang < 0 && at.y < 3)
    {
      /* What hangs keeps behind the line from the temples down. */
      float front = 3.4f - 0.10f * fus_max (0, -at.y) - at.z;

      inside = fus_max (inside, fus_min (front, at.y - style->hang + 0.4f));
    }
  if (hair->fringe > 0)
    {
      float fringe = fringe_inside (person, at);

      inside = fus_max (inside, fringe > 0 ? 0.35f * fringe : fringe);
    }
  if (inside <= -0.35f)
    return fus_max (-2.5f, 0.5f * inside - 0.05f);

  float top = fus_ramp (1.5f, 8, at.y);
  float full = hair->volume * fus_mix (style->side, style->top, top)
               * (0.35f + 0.65f * fus_demo_hair_dense (person, at));

  if (hair->style == FUS_HAIR_PARTED)
    full *= 1 + 0.30f * top * fus_clamp (-at.x * hair->part / 4, -1, 1)
            + 0.25f * fus_ramp (3, 7, at.z);
  if (hair->style == FUS_HAIR_BACK)
    full *= 1 + 0.35f * fus_ramp (2, 7, at.z) * top;
  return full * fus_ramp (-0.35f, style->edge, inside) - 0.05f;
}

/* Distance from the skull, or from the cylinder that hanging hair keeps to below the ears. */
static float
distance (const FusDemoSkull *skull, const Style *style, FusVec at, FusVec *away)
{
  if (style->hang < 0 && at.y < 0)
    {
      float y = at.y, d = 0;
      FusVec level = fus_vec (at.x, 0, at.z);

      d = fus_demo_skull_distance (skull, level, away);
      away->y = 0;
      *away = fus_vec_unit (*away);
      /* It falls in towards the neck a little. */
      return d + 0.05f * fus_max (0, -y);
    }

  return fus_demo_skull_distance (skull, at, away);
}

void
fus_demo_hair_build (FusDemoMesh *mesh, const FusDemoPerson *person, const FusDemoSkull *skull)
{
  enum
  {
    ROWS = 48,
    COLUMNS = 96
  };
  const Style *style = &styles[person->hair.style];

  if (person->hair.style == FUS_HAIR_BALD || person->hair.style == FUS_HAIR_BUZZ)
    return;

  const FusDemoPatch *patch = fus_demo_mesh_add (mesh, ROWS, COLUMNS, TRUE, FUS_STUFF_HAIR);
  float ear = 2.2f, high = skull->top - ear, low = style->hang < 0 ? style->hang : -8;

  for (int r = 0; r < ROWS; r++)
    {
      float t = (float) r / (ROWS - 1), y, sn, cs;

      if (t < 0.5f)
        {
          fus_sin_cos (3.14159265f * t, &sn, &cs);
          y = ear + high * cs;
        }
      else
        y = fus_mix (ear, low, 2 * t - 1);

      float level = style->hang < 0 && y < 0 ? 0 : y;
      float place = fus_clamp ((skull->top - level) / FUS_SKULL_STEP, 0, FUS_SKULL_ROWS - 2);
      int i = (int) place;
      float part = place - i;
      float a = fus_mix (skull->a[i], skull->a[i + 1], part);
      float middle = fus_mix (skull->middle[i], skull->middle[i + 1], part);
      float front = fus_mix (skull->front[i], skull->front[i + 1], part);
      float back = fus_mix (skull->back[i], skull->back[i + 1], part);

      for (int c = 0; c < COLUMNS; c++)
        {
          fus_sin_cos (6.2831853f * c / COLUMNS - 3.14159265f, &sn, &cs);

          FusVec at = fus_vec (a * sn, y, middle + cs * (cs > 0 ? front - middle : middle - back)),
                 away;
          float thick = thickness (person, style, at);
          guint k = patch->first + r * COLUMNS + c;

          if (thick > -0.5f || y > 0)
            for (int again = 0; again < 2; again++)
              {
                float d = distance (skull, style, at, &away);

                at = fus_vec_along (at, away, (thick > 0 ? BODY * thick : thick) - d);
              }
          else
            at = fus_vec (0.5f * at.x, y, 0.4f * at.z - 1);
          mesh->at[k] = at;
          mesh->u[k] = (float) c / COLUMNS;
          mesh->v[k] = t;
        }
    }
  fus_demo_mesh_find_normals (mesh, patch);

  if (person->hair.style == FUS_HAIR_BUN)
    {
      patch = fus_demo_mesh_add (mesh, 14, 24, TRUE, FUS_STUFF_HAIR);
      for (int r = 0; r < 14; r++)
        for (int c = 0; c < 24; c++)
          {
            float sp, cp, sn, cs;
            guint k = patch->first + r * 24 + c;

            fus_sin_cos (3.14159265f * r / 13, &sp, &cp);
            fus_sin_cos (6.2831853f * c / 24 - 3.14159265f, &sn, &cs);
            mesh->at[k]
                = fus_vec_along (knot_of_bun, fus_vec (sn * sp * 1.15f, cp, cs * sp * 1.1f), 2.5f);
            mesh->u[k] = mesh->v[k] = 0.5f;
          }
      fus_demo_mesh_find_normals (mesh, patch);
    }
}

static FusVec
combed_by_style (const FusDemoPerson *person, FusVec at, float own)
{
  const FusDemoHair *hair = &person->hair;
  float top = fus_ramp (4, 9.5f, at.y), part = at.x - 2.6f * hair->part;
  float away = fus_clamp (part * 2, -1, 1);

  switch (hair->style)
    {
    case FUS_HAIR_BUZZ:
    case FUS_HAIR_CROP:
      return fus_vec (0.10f * at.x + 0.35f * own, -1 + 0.6f * top, 0.25f + 0.85f * top);
    case FUS_HAIR_PARTED:
      return fus_vec_mix (fus_vec (0.1f * own, -1, -0.45f),
                          fus_vec (away * 1.2f, -0.1f, 0.15f + 0.3f * own), top);
    case FUS_HAIR_BACK:
      return fus_vec (0.06f * at.x + 0.25f * own, -0.55f + 0.6f * top, -1);
    case FUS_HAIR_TIED:
      return fus_vec_unit (fus_vec_sub (tie_behind, at));
    case FUS_HAIR_BUN:
      return fus_vec_unit (fus_vec_sub (knot_of_bun, at));
    case FUS_HAIR_BOB:
    case FUS_HAIR_LONG:
      {
        FusVec fall = fus_vec_mix (fus_vec (0.05f * own, -1, -0.06f),
                                   fus_vec (away * 1.2f, -0.25f, -0.12f), top);
        float face = fus_ramp (1.5f, 4.0f, at.z) * (1 - fus_ramp (8.5f, 10.5f, at.y));

        /* Round the face, not over it. */
        return fus_vec_mix (fall, fus_vec (away * 1.1f, -0.45f, -0.9f), face);
      }
    default:
      return fus_vec (0.15f * at.x + 0.9f * own, -0.7f, 0.4f * top + 0.5f * own);
    }
}

FusVec
fus_demo_hair_flow (const FusDemoPerson *person, FusVec at, float own)
{
  FusVec flow = combed_by_style (person, at, own);

  if (person->hair.fringe > 0)
    {
      float front = fus_ramp (2.5f, 5, at.z) * fus_ramp (3, 5, at.y);

      flow = fus_vec_mix (flow, fus_vec (0.10f * at.x + 0.2f * own, -1, 0.9f), front);
    }

  return flow;
}

static void
add_point (FusDemoHairDo *hair, FusVec at, FusVec away)
{
  if (hair->n_points == hair->size_points)
    {
      hair->size_points = MAX (4096, hair->size_points * 2);
      hair->points = g_renew (FusVec, hair->points, hair->size_points);
      hair->away = g_renew (FusVec, hair->away, hair->size_points);
    }
  hair->points[hair->n_points] = at;
  hair->away[hair->n_points++] = away;
}

static void
add_strand (FusDemoHairDo *hair, const FusDemoStrand *strand)
{
  if (hair->n_strands == hair->size_strands)
    {
      hair->size_strands = MAX (1024, hair->size_strands * 2);
      hair->strands = g_renew (FusDemoStrand, hair->strands, hair->size_strands);
    }
  hair->strands[hair->n_strands++] = *strand;
}

static float
unit (FusRandom *random)
{
  return (float) fus_random_uniform (random);
}

static float
spread (FusRandom *random)
{
  return (float) (fus_random_uniform (random) + fus_random_uniform (random) - 1);
}

static FusVec
strand_color (const FusDemoHair *hair, FusRandom *random)
{
  float tone = 1 + 0.45f * spread (random);

  if (unit (random) < hair->grey)
    return fus_vec_scale (fus_vec (0.42f, 0.41f, 0.39f), tone);
  return fus_vec_scale (hair->color, tone);
}

static gboolean
root_on_scalp (const FusDemoPerson *person, const FusDemoSkull *skull, FusRandom *random,
               FusVec *root)
{
  float sp, cp, sn, cs, ear = 2.2f;
  float up = 1 - 1.75f * unit (random);
  const int row = (int) ((skull->top - ear) / FUS_SKULL_STEP);

  fus_sin_cos (6.2831853f * unit (random) - 3.14159265f, &sn, &cs);
  cp = up, sp = sqrtf (fus_max (0, 1 - up * up));

  float middle = skull->middle[row];
  float depth = cs > 0 ? skull->front[row] - middle : middle - skull->back[row];

  *root
      = fus_vec (skull->a[row] * sn * sp, ear + cp * (skull->top - ear), middle + depth * cs * sp);
  if (up < 0)
    {
      /* Below the ears the head's sections do not shrink as an ellipsoid does. */
      root->x = skull->a[row] * sn * 0.97f;
      root->z = middle + depth * cs * 0.97f;
    }

  float inside = fus_demo_hair_inside (person, *root);

  /* More of them along the hairline, where roots are seen. */
  return inside > 0.15f * spread (random)
         && unit (random) < (inside < 1.2f ? 1 : 0.55f) * fus_demo_hair_dense (person, *root);
}

/* How far a point is from where hair may lie, cm. */
static float
bare (const FusDemoPerson *person, FusVec at)
{
  float inside = fus_demo_hair_inside (person, at);

  return -(person->hair.fringe > 0 ? fus_max (inside, fringe_inside (person, at)) : inside);
}

static void
grow_strand (FusDemoHairDo *hair, const FusDemoPerson *person, const FusDemoSkull *skull,
             const Style *style, FusRandom *random, FusVec root, float layer)
{
  const FusDemoHair *look = &person->hair;
  float length = style->strand * look->length * (0.8f + 0.35f * unit (random));
  float step = length / (style->steps - 1), own = spread (random), phase = 6.28f * unit (random);
  float wave
      = look->wave * (look->style == FUS_HAIR_TIED || look->style == FUS_HAIR_BUN ? 0.3f : 1);
  float stray = unit (random) < 0.05f ? 0.5f * unit (random) : 0;
  FusVec at = root, away;
  FusDemoStrand strand = { .first = hair->n_points, .color = strand_color (look, random) };

  strand.width = look->style == FUS_HAIR_BUZZ ? 0.04f : 0.045f + 0.045f * unit (random);
  for (int i = 0; i < style->steps; i++)
    {
      float s = (float) i / (style->steps - 1);
      float d = distance (skull, style, at, &away);
      float want = fus_max (0.02f, thickness (person, style, at) * layer) + 0.5f * stray * s;

      at = fus_vec_along (at, away, want - d);
      add_point (hair, at, away);
      strand.n++;
      if (style->hang < 0
              ? at.y < style->hang + 0.8f * own
              : s > 0.2f && bare (person, at) > (look->fringe > 0 ? 0.1f : 0.5f) + 0.4f * own)
        break;

      FusVec flow = fus_demo_hair_flow (person, at, own);
      float out = fus_vec_dot (flow, away);

      flow = fus_vec_unit (fus_vec_along (flow, away, -out));
      if (wave > 0.02f)
        {
          FusVec across = fus_vec_cross (flow, away);
          float sn, cs,
              tight = look->style == FUS_HAIR_AFRO || look->style == FUS_HAIR_CURLY ? 1.9f : 0.45f;
          float turn = phase + i * step * tight * 2.2f;

          while (turn > 6.2831853f)
            turn -= 6.2831853f;
          fus_sin_cos (turn, &sn, &cs);
          flow = fus_vec_unit (fus_vec_along (
              fus_vec_along (
                  flow, across,
                  (look->style == FUS_HAIR_AFRO || look->style == FUS_HAIR_CURLY ? 1.6f : 0.75f)
                      * wave * sn),
              away, 0.4f * wave * cs));
        }
      at = fus_vec_along (at, flow, step);
      if (style->hang < 0 && at.y < 4)
        at.z = fus_min (at.z, 3.3f - 0.08f * fus_max (0, -at.y) + 0.5f * own);
    }
  add_strand (hair, &strand);
}

static void
grow_bun (FusDemoHairDo *hair, const FusDemoPerson *person, FusRandom *random)
{
  for (int k = 0; k < 260; k++)
    {
      FusDemoStrand strand = { .first = hair->n_points,
                               .n = 10,
                               .width = 0.09f,
                               .color = strand_color (&person->hair, random) };
      FusVec axis = fus_vec_unit (fus_vec (0.6f * spread (random), 1, 0.6f * spread (random)));
      FusVec x = fus_vec_unit (fus_vec_cross (axis, fus_vec (0.1f, 0.2f, 1))),
             y = fus_vec_cross (axis, x);
      float start = 6.28f * unit (random), lift = 1.8f * unit (random) - 0.9f;
      float around = sqrtf (1 - lift * lift * 0.95f), size = 2.45f + 0.3f * unit (random);

      for (int i = 0; i < strand.n; i++)
        {
          float sn, cs;

          fus_sin_cos (fus_min (7.9f, start + 0.22f * i) - 3.14159265f, &sn, &cs);

          FusVec d = fus_vec_along (fus_vec_along (fus_vec_scale (axis, lift), x, around * cs), y,
                                    around * sn);

          add_point (hair,
                     fus_vec_along (knot_of_bun, fus_vec (d.x * 1.15f, d.y, d.z * 1.1f), size), d);
        }
      add_strand (hair, &strand);
    }
}

void
fus_demo_hair_do_grow (FusDemoHairDo *hair, const FusDemoPerson *person, const FusDemoSkull *skull,
                       guint64 session_seed)
{
  const Style *style = &styles[person->hair.style];
  FusRandom random;

  hair->n_points = hair->n_strands = 0;
  if (person->hair.style == FUS_HAIR_BALD)
    return;

  fus_random_seed (&random, session_seed, 0x4a1);
  for (guint i = 0, tries = 0; i < style->strands && tries < 8 * style->strands; tries++)
    {
      FusVec root;

      if (!root_on_scalp (person, skull, &random, &root))
        continue;
      i++;
      grow_strand (hair, person, skull, style, &random, root, 0.80f + 0.32f * i / style->strands);
    }
  if (person->hair.style == FUS_HAIR_BUN)
    grow_bun (hair, person, &random);
}

void
fus_demo_hair_do_free (FusDemoHairDo *hair)
{
  g_free (hair->points);
  g_free (hair->away);
  g_free (hair->strands);
  *hair = (FusDemoHairDo){ 0 };
}
