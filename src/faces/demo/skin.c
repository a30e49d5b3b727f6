/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/paint.h"

#include "faces/demo/hair.h"

FusVec
fus_demo_light_on (const FusDemoScene *scene, FusVec normal, FusVec sight)
{
  const FusDemoLight *light = scene->light;
  FusVec sum = fus_vec_scale (fus_vec_mix (light->ground, light->sky, 0.5f + 0.5f * normal.y),
                              sight.of[FUS_LIGHT_DOME]);

  for (int g = 0; g < 2; g++)
    sum = fus_vec_along (sum, light->color[g],
                         sight.of[g] * fus_max (0, fus_vec_dot (normal, light->toward[g])));

  return sum;
}

/* Light wanders under the skin before it comes back, red furthest: it reaches a little behind the
 * edge of every shadow (after d'Eon & Luebke, GPU Gems 3, chapter 14, as a wrap per channel). */
static float
wrapped (float cosine, float wrap)
{
  float t = (cosine + wrap) / (1 + wrap);

  return t > 0 ? t * (0.75f + 0.25f * t) : 0;
}

FusVec
fus_demo_lit_skin (const FusDemoScene *scene, FusVec normal, FusVec sight, FusVec albedo,
                   float gloss)
{
  const FusDemoLight *light = scene->light;
  float open = sight.of[FUS_LIGHT_DOME];
  /* Hollows are lit by their own skin too (Jimenez et al. 2016, multi-bounce occlusion,
   * simplified). */
  FusVec occlusion
      = fus_vec (open / (1 - albedo.x * (1 - open)), open / (1 - albedo.y * (1 - open)),
                 open / (1 - albedo.z * (1 - open)));
  FusVec sum
      = fus_vec_times (fus_vec_mix (light->ground, light->sky, 0.5f + 0.5f * normal.y), occlusion);
  float facing = fus_max (0, fus_vec_dot (normal, scene->view));
  float rim = 1 - facing, shine = 0;

  rim *= rim;
  for (int g = 0; g < 2; g++)
    {
      float cosine = fus_vec_dot (normal, light->toward[g]), s = sight.of[g];
      float bleed = s * (2 - s);
      FusVec in = fus_vec (wrapped (cosine, 0.34f) * fus_mix (s, bleed, 0.6f),
                           wrapped (cosine, 0.18f) * fus_mix (s, bleed, 0.2f),
                           wrapped (cosine, 0.12f) * fus_mix (s, bleed, 0.1f));
      FusVec half = scene->half[g];
      float h = fus_max (0, fus_vec_dot (normal, half)), h4, h16;

      sum = fus_vec_add (sum, fus_vec_times (in, light->color[g]));
      h4 = h * h, h4 *= h4;
      h16 = h4 * h4, h16 *= h16;
      /* A broad sheen and a narrow, oily one. */
      shine += s * light->color[g].y * (0.055f * h4 * h4 + 0.16f * scene->oily * h16 * h16);
    }

  FusVec color = fus_vec_times (albedo, sum);

  shine = shine * gloss * (1 + 2 * rim) + 0.05f * gloss * rim * rim * open * light->sky.y;
  return fus_vec_along (color, fus_vec (1, 0.99f, 0.97f), shine);
}

/* Position along the skin around the head, for paint that must not stretch on its sides. */
static float
around (FusVec at)
{
  float ax = fabsf (at.x), back = 0.8f * (9 - at.z) * fus_ramp (0, 2.5f, ax);

  return at.x > 0 ? at.x + back : at.x - back;
}

/* The skin's broad colours: blood under the cheeks, blotches, thin skin about the eyes. */
static FusVec
complexion (const FusDemoPerson *p, FusVec at)
{
  float ax = fabsf (at.x), x = around (at) + 40 + (p->marks & 127);
  float y = at.y + 60 + ((p->marks >> 7) & 127);
  float pale = 1 - 0.75f * p->melanin;
  float blotch = fus_noise_rough (x * 0.9f, y * 0.9f);
  float red = 0;
  FusVec skin = p->skin;

  if (at.z > 0)
    {
      red += 0.34f * fus_mound (ax, at.y, 4.1f, -2.8f, 2.7f, 2.3f);
      red += 0.36f * fus_hill (at.x, at.y, 0, -3.9f, 2.2f, 1.6f);
      red += 0.25f * fus_hill (at.x, at.y, 0, -10.3f, 2.5f, 1.6f);
      red += 0.15f * fus_hill (at.x, at.y, 0, -6.8f, 4, 2.2f);

      float hollow = fus_mound (ax, at.y, p->eye_x - 0.2f, -0.15f, 2.2f, 1.35f)
                     * (0.05f + 0.09f * p->eye_bag + 0.05f * p->melanin);

      skin = fus_vec_times (skin, fus_vec (1 - hollow, 1 - 1.2f * hollow, 1 - 1.05f * hollow));
    }
  red = fus_max (0, red * (0.4f + 1.1f * p->ruddy) * pale + 0.22f * p->mottle * blotch);

  return fus_vec_times (fus_vec_scale (skin, 1 + 0.05f * p->mottle * blotch),
                        fus_vec (1 - 0.02f * red, 1 - 0.26f * red, 1 - 0.24f * red));
}

/* Where skin shines: forehead, nose and cheekbones. */
static float
gloss_at (FusVec at)
{
  if (at.z <= 1)
    return 0.6f;

  return 0.75f + 0.5f * fus_mound (at.x, at.y, 0, -2, 1.9f, 3.5f)
         + 0.4f * fus_mound (at.x, at.y, 0, 5, 4, 3)
         + 0.25f * fus_mound (fabsf (at.x), at.y, 4.2f, -1.8f, 2, 1.6f);
}

void
fus_demo_skin_tint (FusDemoMesh *mesh, const FusDemoPerson *person)
{
  for (guint k = 0; k < mesh->n_patches; k++)
    {
      const FusDemoPatch *patch = &mesh->patches[k];
      guint end = patch->first + patch->rows * patch->columns;

      if (patch->stuff != FUS_STUFF_SKIN && patch->stuff != FUS_STUFF_EAR
          && patch->stuff != FUS_STUFF_NECK)
        continue;
      for (guint i = patch->first; i < end; i++)
        {
          mesh->tint[i] = complexion (person, mesh->at[i]);
          mesh->tint[i].w = gloss_at (mesh->at[i]);
          if (patch->stuff == FUS_STUFF_SKIN)
            {
              mesh->u[i] = fus_demo_hair_inside (person, mesh->at[i]);
              mesh->v[i] = fus_demo_hair_dense (person, mesh->at[i]);
            }
        }
    }
}

/* What is too fine for the points of the mesh: grain, freckles. @grain: noise. */
static FusVec
fine_complexion (const FusDemoPerson *p, FusVec tint, FusVec at, float x, float grain)
{
  float tone = 1 + 0.05f * p->mottle * grain;

  if (p->freckles > 0 && at.z > 0 && at.y < 2.5f && at.y > -6)
    {
      float place = fus_mound (at.x, at.y, 0, -2.2f, 6.5f, 3.2f) + 0.25f;
      float dots = fus_ramp (0.45f, 0.80f, fus_noise (x * 7.3f + 200, at.y * 7.3f + 200));

      tone *= 1 - 0.26f * p->freckles * place * dots;
    }

  return fus_vec_scale (tint, tone);
}

static float
moles (const FusDemoPerson *p, FusVec at, float pixel)
{
  float dark = 0;

  for (guint i = 0; i < p->n_moles; i++)
    {
      float dx = at.x - p->moles[i].x, dy = at.y - p->moles[i].y, size = p->moles[i].z;
      float d2 = dx * dx + dy * dy;

      if (d2 < 0.1f)
        dark = fus_max (dark, 1 - fus_ramp (size - 0.03f, size + 0.03f + pixel, sqrtf (d2)));
    }

  return dark;
}

/* Density of beard hair at a point of the face, 0 … 1. */
static float
beard_at (const FusDemoFeatures *f, FusVec at)
{
  const FusDemoPerson *p = f->person;
  float ax = fabsf (at.x), density = 0;

  if (p->beard <= 0 || at.y > -1)
    return 0;

  float cheek = -6.2f + 0.22f * fus_sqr (fus_max (0, ax - 2.4f));
  float behind = fus_ramp (-1.2f, -0.2f, at.z - (at.y < -5 ? -0.9f * (at.y + 5) * 0.2f : 0));
  float rough = 0.35f * fus_noise (at.x * 2.2f + 50, at.y * 2.2f + 50);

  if (ax > 1.2f || at.y < f->mouth.y)
    density = p->beard * (1 - fus_ramp (cheek - 1.1f, cheek + 0.5f, at.y + rough)) * behind;
  /* Bare beside the lower lip. */
  density
      *= 1 - 0.75f * fus_hill (ax, at.y, 1.5f, f->mouth.y - f->mouth.gap_low - 1.45f, 1.1f, 0.8f);

  float lip_top = f->mouth.y + 0.55f;
  float moustache = p->moustache * fus_ramp (-0.2f, 0.3f, at.y - lip_top + 0.35f)
                    * (1 - fus_ramp (-5.5f, -4.9f, at.y + 0.25f * ax))
                    * (1 - fus_ramp (f->mouth.corner_x[0] - 0.2f, f->mouth.corner_x[0] + 0.9f, ax));

  return fus_max (density, moustache * (0.75f + 0.25f * fus_ramp (0, 0.3f, ax)));
}

static FusVec
paint_brow (const FusDemoScene *scene, FusVec at, FusVec under)
{
  const FusDemoFeatures *f = scene->features;
  const FusDemoPerson *p = f->person;
  int side = at.x > 0;
  float ax = fabsf (at.x), length = f->brow[side].outer_x - f->brow[side].inner_x;
  float s = (ax - f->brow[side].inner_x) / length;

  if (s < -0.15f || s > 1.12f || at.y < 0.3f || at.y > 5 || at.z < 1)
    return under;

  float in = fus_clamp (s, 0, 1);
  float taper = (0.62f + 0.38f * fus_ramp (0, 0.3f, in)) * (1 - 0.72f * fus_ramp (0.5f, 1.05f, in));
  float off = at.y - fus_demo_brow_y (f, side, in),
        half = f->brow[side].thick * taper * 0.62f + 0.06f;

  if (fabsf (off) > 2.2f * half + 0.2f)
    return under;

  /* Hairs rise at the inner end and lie along the brow further out. */
  float lean = fus_mix (1.15f, -0.25f, fus_ramp (-0.05f, 0.6f, in)), sn, cs;

  fus_sin_cos (lean, &sn, &cs);
  float along = ax * cs + at.y * sn, across = -ax * sn + at.y * cs;
  float hairs = fus_noise (along * 1.7f + 30 * side + 20, across * 12 + 90);
  float fine = fus_noise (along * 2.6f + 130 * side, across * 21 + 33);
  float ragged = fabsf (off) / half + 0.38f * hairs;
  float cover = (1 - fus_ramp (0.55f, 1.35f, ragged)) * fus_ramp (-0.09f, 0.14f, s + 0.05f * hairs)
                * (1 - fus_ramp (0.85f, 1.06f, s));
  float alpha = cover * (0.30f + 0.70f * p->brow_dense) * (0.88f + 0.35f * hairs + 0.25f * fine);
  FusVec ink = fus_vec_scale (
      fus_vec_mix (p->hair.color, fus_vec (0.3f, 0.29f, 0.28f), 0.4f * p->hair.grey), 0.75f);

  ink = fus_vec_mix (ink, fus_vec (0.035f, 0.022f, 0.015f), 0.65f);
  return fus_vec_mix (under, ink, fus_clamp (alpha, 0, 0.93f));
}

/* Nostrils and the line under the wings. */
static float
nostrils (const FusDemoFeatures *f, FusVec at)
{
  const FusDemoPerson *p = f->person;
  int side = at.x > 0;
  float x = fabsf (at.x),
        y = -4.72f - 0.16f * p->nose_length + 0.07f * p->nose_up + 0.6f * f->wing_y[side];
  float hole = fus_mound (x, at.y + 0.22f * (x - 0.75f), 0.72f + 0.04f * p->nose_width, y,
                          0.46f + 0.04f * p->nose_width + 0.08f * f->nose_wrinkle[side], 0.22f);

  return at.z > 5 ? fus_min (1, 1.5f * hole) : 0;
}

FusVec
fus_demo_paint_face (const FusDemoScene *scene, const FusDemoSpot *spot)
{
  const FusDemoFeatures *f = scene->features;
  const FusDemoPerson *p = f->person;
  FusVec at = spot->at, normal = spot->normal;
  float across = around (at);
  float grain = fus_noise (across * 9 + 300, at.y * 9 + 300);
  FusVec albedo = fine_complexion (p, spot->tint, at, across, grain);
  float gloss = spot->tint.w, mole = at.z > 1 ? moles (p, at, scene->pixel) : 0;
  gboolean front = at.z > 1;

  if (mole > 0)
    albedo = fus_vec_times (albedo, fus_vec (1 - 0.5f * mole, 1 - 0.62f * mole, 1 - 0.66f * mole));

  FusDemoMouthPaint mouth
      = front && at.y < -3 ? fus_demo_paint_mouth (scene, spot) : (FusDemoMouthPaint){ 0 };

  if (mouth.lip > 0)
    {
      float lines = fus_noise (at.x * 6 + 20, at.y * 0.8f + 50);

      albedo = fus_vec_mix (albedo, fus_vec_scale (p->lip, 1 + 0.12f * lines), 0.88f * mouth.lip);
      gloss *= 1 + mouth.lip * (1.0f + 0.8f * p->make_up);
      normal.x += 0.05f * mouth.lip * lines;
    }

  float beard = beard_at (f, at) * (1 - mouth.lip);

  if (beard > 0)
    {
      float speck = fus_noise (across * 15 + 409, at.y * 10 + 170);
      FusVec ink = fus_vec_mix (p->hair.color, fus_vec (0.33f, 0.32f, 0.31f),
                                0.8f * p->hair.grey * fus_ramp (-0.2f, 0.4f, speck));
      float cover = fus_clamp (beard * (0.72f + 0.55f * speck * (0.4f + beard)), 0, 0.95f);

      /* Under a short beard the skin shows through and darkens. */
      if (p->beard_length < 0.2f)
        ink = fus_vec_mix (ink, fus_vec_times (albedo, fus_vec (0.40f, 0.42f, 0.45f)), 0.5f);
      albedo = fus_vec_mix (albedo, fus_vec_scale (ink, 1.1f),
                            cover * (p->beard_length > 0.2f ? 0.92f : 0.6f));
      gloss *= 1 - 0.7f * beard;
    }

  float scalp = spot->u;

  if (scalp > -0.6f && p->hair.style != FUS_HAIR_BALD)
    {
      float rough = 0.30f * fus_noise_rough (across * 2.5f + 159, at.y * 2.5f + 140);
      float cover = fus_ramp (-0.45f, 0.55f, scalp + rough) * spot->v;

      albedo = fus_vec_mix (albedo, fus_vec_scale (p->hair.color, 0.8f), 0.9f * cover);
      gloss *= 1 - cover;
    }

  if (front)
    {
      FusDemoCrease c = fus_demo_creases (f, at);

      normal.x += c.x;
      normal.y += c.y;
      if (c.dark > 0)
        albedo = fus_vec_times (albedo, fus_vec (1 - 0.22f * fus_min (2, c.dark),
                                                 1 - 0.30f * fus_min (2, c.dark),
                                                 1 - 0.30f * fus_min (2, c.dark)));
    }

  /* Pores. */
  normal.x += 0.045f * grain;
  normal.y += 0.045f * fus_noise (across * 9 + 220, at.y * 9 + 220);
  normal = fus_vec_unit (normal);

  FusVec color = fus_demo_lit_skin (scene, normal, spot->sight, albedo, gloss);

  if (!front)
    return color;
  if (at.y < -3 && at.y > -6)
    {
      float hole = nostrils (f, at);

      color = fus_vec_times (color, fus_vec (1 - 0.88f * hole, 1 - 0.94f * hole, 1 - 0.94f * hole));
    }
  color = paint_brow (scene, at, color);
  if (fabsf (at.y) < 1.6f)
    color = fus_demo_paint_eye (scene, spot, color);
  if (mouth.line > 0)
    color = fus_vec_times (
        color, fus_vec (1 - 0.72f * mouth.line, 1 - 0.82f * mouth.line, 1 - 0.8f * mouth.line));

  return fus_vec_mix (color, mouth.inside, mouth.cover);
}

FusVec
fus_demo_paint_ear (const FusDemoScene *scene, const FusDemoSpot *spot)
{
  const FusDemoPerson *p = scene->features->person;
  float pale = 1 - 0.75f * p->melanin;
  float deep = fus_hill (spot->u, spot->v, 0.12f, -0.1f, 0.42f, 1.2f)
               + 0.55f * fus_bell ((spot->u - 0.70f) / 0.12f) * fus_ramp (-0.5f, 0.2f, spot->v);
  float red = 0.5f * pale;
  FusVec albedo = fus_vec_times (spot->tint, fus_vec (1, 1 - 0.22f * red, 1 - 0.20f * red));
  FusVec normal = fus_vec_dot (spot->normal, scene->view) < 0 ? fus_vec_scale (spot->normal, -1)
                                                              : spot->normal;

  albedo = fus_vec_times (albedo, fus_vec (1 - 0.38f * deep, 1 - 0.50f * deep, 1 - 0.50f * deep));
  return fus_demo_lit_skin (scene, normal, spot->sight, albedo, 0.7f);
}

FusVec
fus_demo_paint_neck (const FusDemoScene *scene, const FusDemoSpot *spot)
{
  const FusDemoPerson *p = scene->features->person;
  FusVec at = spot->at, albedo = spot->tint;
  float old = fus_clamp ((p->age - 35) / 30, 0, 1);
  float line = fus_bell ((at.y + 11.9f + 0.05f * at.x * at.x * 0.3f) / 0.16f)
               + fus_bell ((at.y + 13.9f + 0.03f * at.x * at.x) / 0.16f);
  float shadow = p->beard > 0
                     ? 0.5f * p->beard * fus_ramp (-13.2f, -11.0f, at.y) * fus_ramp (-1, 1, at.z)
                     : 0;

  albedo = fus_vec_scale (albedo, 1 - (0.015f + 0.06f * old) * line);
  albedo = fus_vec_mix (albedo, p->hair.color, shadow * 0.6f);
  if (p->hair.style != FUS_HAIR_BALD)
    {
      float nape = fus_ramp (-8.8f, -7.0f, at.y + 0.5f * fus_noise (at.x * 2, at.y * 2))
                   * fus_ramp (3.0f, 4.5f, -at.z);

      albedo = fus_vec_mix (albedo, p->hair.color, 0.9f * nape);
    }
  return fus_demo_lit_skin (scene, spot->normal, spot->sight, albedo, 0.5f);
}

FusVec
fus_demo_paint_shirt (const FusDemoScene *scene, const FusDemoSpot *spot)
{
  float seam = fus_bell ((spot->u - 0.075f) / 0.012f);
  float folds = fus_noise (spot->at.x * 0.28f + 40, spot->at.y * 0.16f + 9);
  float weave = fus_noise (spot->at.x * 11 + 9, spot->at.y * 11);
  const FusDemoShirt *shirt = scene->shirt;
  float place = (spot->at.y + 100) / shirt->stripe, in = fabsf (place - (int) place - 0.5f);
  float soft = scene->pixel / shirt->stripe;
  FusVec normal = spot->normal;
  FusVec cloth
      = fus_vec_mix (shirt->color[0], shirt->color[1], fus_ramp (0.25f - soft, 0.25f + soft, in));
  FusVec albedo = fus_vec_scale (cloth, 1 + 0.06f * weave - 0.35f * seam);

  normal.x += 0.22f * folds + 0.05f * weave;
  normal.y += 0.10f * folds;
  return fus_vec_times (albedo, fus_demo_light_on (scene, fus_vec_unit (normal), spot->sight));
}
