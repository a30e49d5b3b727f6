/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/head.h"

#include "faces/demo/relief.h"

/* One horizontal section of the head: height, half width and its place along z, front and back end,
 * and how square the front is (0 ellipse). */
typedef struct
{
  float y, a, middle, front, back, square;
} Section;

#define SECTIONS 16

/* The mean head, from the vertex down to the chin. */
static const Section mean_head[SECTIONS] = {
  { 11.45f, 0.0f, -1.2f, -1.2f, -1.2f, 0 },      { 11.22f, 2.3f, -1.2f, 1.4f, -3.8f, 0 },
  { 10.45f, 4.3f, -1.2f, 4.1f, -6.2f, 0 },       { 8.95f, 5.95f, -1.2f, 6.5f, -8.0f, 0.0f },
  { 6.80f, 7.0f, -1.2f, 8.2f, -9.2f, 0.01f },    { 4.50f, 7.4f, -1.1f, 9.05f, -9.7f, 0.015f },
  { 2.20f, 7.35f, -0.8f, 9.35f, -9.6f, 0.025f }, { 0.00f, 7.1f, -0.4f, 9.05f, -9.2f, 0.03f },
  { -2.40f, 6.8f, 0.0f, 9.1f, -8.2f, 0.02f },    { -4.80f, 6.25f, 0.4f, 9.15f, -6.6f, 0.0f },
  { -6.90f, 5.70f, 1.2f, 9.1f, -4.5f, 0.0f },    { -8.60f, 4.85f, 2.5f, 8.95f, -2.0f, 0.005f },
  { -9.90f, 3.75f, 4.0f, 8.85f, 0.8f, 0.01f },   { -10.70f, 2.65f, 5.3f, 8.55f, 3.0f, 0.0f },
  { -11.15f, 1.5f, 6.2f, 7.8f, 4.8f, 0 },        { -11.30f, 0.0f, 6.3f, 6.3f, 6.3f, 0 },
};

/* Rows between one section and the next: dense where the features are. */
static const guint8 rows_between[SECTIONS - 1]
    = { 3, 3, 4, 5, 6, 11, 15, 14, 16, 18, 14, 8, 6, 4, 2 };
#define HEAD_ROWS 130
#define FRONT_COLUMNS 96 /* over the front 150 degrees */
#define BACK_COLUMNS 28
#define HEAD_COLUMNS (FRONT_COLUMNS + BACK_COLUMNS)

/* How much narrower the vault of the skull is at @rise, 0 above the brows … 1 vertex: between an
 * ellipsoid and a cube. The square of the factor. */
static float
vault (float rise)
{
  return 1 - rise * rise * (0.45f + 0.55f * rise);
}

/* The sections above the brows follow the vault, so that hair can lie on it. */
static void
arch_over (Section *s)
{
  enum
  {
    BROWS = 6
  };
  const Section *base = &s[BROWS];

  for (int i = 0; i < BROWS; i++)
    {
      float k = sqrtf (fus_max (0, vault ((s[i].y - base->y) / (s[0].y - base->y))));

      s[i].a = base->a * k;
      s[i].middle = base->middle;
      s[i].front = base->middle + (base->front - base->middle) * k;
      s[i].back = base->middle + (base->back - base->middle) * k;
    }
}

static void
shape_sections (Section *s, const FusDemoFeatures *f)
{
  static const float jaw_weight[SECTIONS]
      = { [9] = 0.35f, [10] = 0.8f, [11] = 1, [12] = 0.8f, [13] = 0.4f };
  static const float cheek_weight[SECTIONS]
      = { [7] = 0.2f, [8] = 0.6f, [9] = 1, [10] = 1, [11] = 0.7f, [12] = 0.4f };
  static const float drop[SECTIONS]
      = { [9] = 0.05f, [10] = 0.3f, [11] = 0.7f, [12] = 0.95f, [13] = 1, [14] = 1, [15] = 1 };
  static const float chin_weight[SECTIONS]
      = { [11] = 0.35f, [12] = 0.7f, [13] = 1, [14] = 1, [15] = 1 };
  const FusDemoPerson *p = f->person;

  for (int i = 0; i < SECTIONS; i++)
    {
      s[i] = mean_head[i];
      s[i].a *= 1 + 0.022f * p->jaw_width * jaw_weight[i] + 0.020f * p->fullness * cheek_weight[i];
      s[i].y *= p->head_height;
      s[i].y -= 0.28f * p->chin_length * chin_weight[i];
      s[i].front += 0.16f * p->chin_forward * chin_weight[i];
    }

  arch_over (s);
  s[8].a *= 1 + 0.010f * p->cheekbone;
  s[5].a *= 1 + 0.006f * p->temple;
  s[4].front -= 0.06f * p->forehead;
  for (int i = 11; i < 14; i++)
    {
      s[i].a *= 1 + 0.015f * p->jaw_square + (i > 11 ? 0.03f * p->chin_width : 0);
      s[i].square += fus_clamp (0.008f * p->jaw_square, -0.01f, 0.03f);
    }

  for (int i = 0; i < SECTIONS; i++)
    {
      s[i].a *= p->head_width;
      s[i].middle *= p->head_depth;
      s[i].front *= p->head_depth;
      s[i].back *= p->head_depth;
      /* The jaw swings about its joint before the ear: down and a little back. */
      s[i].y -= f->jaw * drop[i];
      s[i].middle -= 0.25f * f->jaw * drop[i];
      s[i].front -= 0.30f * f->jaw * drop[i];
      s[i].a *= 1 - 0.015f * f->jaw * drop[i];
    }
}

static Section
section_at (const Section *s, int i, float t)
{
  const Section *a = &s[MAX (i - 1, 0)], *b = &s[i], *c = &s[i + 1];
  const Section *d = &s[MIN (i + 2, SECTIONS - 1)];

  return (Section){ fus_spline (a->y, b->y, c->y, d->y, t),
                    fus_max (0, fus_spline (a->a, b->a, c->a, d->a, t)),
                    fus_spline (a->middle, b->middle, c->middle, d->middle, t),
                    fus_spline (a->front, b->front, c->front, d->front, t),
                    fus_spline (a->back, b->back, c->back, d->back, t),
                    fus_spline (a->square, b->square, c->square, d->square, t) };
}

static void
build_face (FusDemoMesh *mesh, const FusDemoFeatures *f, const Section *sections)
{
  static float sine[HEAD_COLUMNS], cosine[HEAD_COLUMNS];
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      const float front = 1.309f, pi = 3.14159265f;

      for (int c = 0; c < HEAD_COLUMNS; c++)
        {
          float angle
              = c < FRONT_COLUMNS
                    ? front * (2.0f * c / (FRONT_COLUMNS - 1) - 1)
                    : front + (2 * pi - 2 * front) * (c - FRONT_COLUMNS + 1) / (BACK_COLUMNS + 1);

          fus_sin_cos (angle, &sine[c], &cosine[c]);
        }
      g_once_init_leave (&ready, 1);
    }

  FusDemoNose nose;
  FusDemoPatch *patch = fus_demo_mesh_add (mesh, HEAD_ROWS, HEAD_COLUMNS, TRUE, FUS_STUFF_SKIN);
  FusVec *at = mesh->at + patch->first;
  guint row = 0;

  fus_demo_nose_shape (&nose, f);
  for (int i = 0; i < SECTIONS - 1; i++)
    for (int j = 0; j < rows_between[i] + (i == SECTIONS - 2); j++, row++)
      {
        Section s = section_at (sections, i, (float) j / rows_between[i]);

        for (int c = 0; c < HEAD_COLUMNS; c++)
          {
            float sn = sine[c], cs = cosine[c];
            float corner = 1 + s.square * 4 * sn * sn * cs * cs;
            float depth = cs > 0 ? s.front - s.middle : s.middle - s.back;
            FusVec p = fus_vec (s.a * sn * corner, s.y, s.middle + depth * cs * corner);
            float front = fus_ramp (0.05f, 0.45f, cs);

            if (front > 0)
              {
                float out = front * fus_demo_swelling (f, p.x, p.y);

                p.z += front * fus_demo_relief (f, &nose, p.x, p.y) + out * 0.8f;
                if (p.y < 1.5f && p.y > -1.5f)
                  p.z = fus_demo_lids (f, p.x, p.y, p.z);
                p.x += out * 0.75f * sn;
              }
            at[row * HEAD_COLUMNS + c] = p;
          }
      }

  g_assert (row == HEAD_ROWS);
  fus_demo_mesh_find_normals (mesh, patch);
}

/* An ear as a shallow dish with a rolled rim, u around it and v from its middle to the rim. */
static void
build_ear (FusDemoMesh *mesh, const FusDemoFeatures *f, const Section *sections, int side)
{
  enum
  {
    ROWS = 15,
    COLUMNS = 36
  };
  static const float rim[] = { 0,     0.10f, 0.04f, -0.04f, -0.02f, 0.06f, 0.16f, 0.22f,
                               0.24f, 0.22f, 0.24f, 0.33f,  0.40f,  0.30f, 0.12f };
  const FusDemoPerson *p = f->person;
  float sign = side ? 1 : -1, size = p->ear_size;
  Section s = section_at (sections, 7, 0.35f);
  FusDemoPatch *patch = fus_demo_mesh_add (mesh, ROWS, COLUMNS, TRUE, FUS_STUFF_EAR);
  FusVec middle = fus_vec (sign * (s.a - 0.22f), -1.25f, s.middle - 0.9f);
  float lift = 0.42f + 0.08f * p->ear_out, ls, lc;

  fus_sin_cos (lift, &ls, &lc);
  for (int r = 0; r < ROWS; r++)
    for (int c = 0; c < COLUMNS; c++)
      {
        guint i = patch->first + r * COLUMNS + c;
        float v = (float) r / (ROWS - 1), sn, cs;

        fus_sin_cos (6.2831853f * c / COLUMNS, &sn, &cs);
        /* Outline: broad above, a lobe below; cs up, sn backwards. */
        float tall = cs > 0 ? 3.0f : 2.9f, wide = sn > 0 ? 1.75f : 1.15f;
        float narrow = cs < 0 ? 1 - 0.30f * cs * cs : 1 + 0.06f * cs;
        float back = v * wide * sn * narrow * size + 0.25f * v * cs;
        float up = v * tall * cs * size;
        /* The front edge lies on the head, the back edge stands off. */
        float stand = (back + 1.1f * size) * ls;
        float relief_out
            = rim[r] * (0.35f + 0.65f * fus_ramp (-0.75f, 0.3f, sn)) * (cs < -0.72f ? 0.6f : 1)
              + 0.10f * fus_hill (v, cs, 0.62f, 0.1f, 0.25f, 0.7f);

        mesh->at[i]
            = fus_vec (middle.x + sign * (stand + relief_out), middle.y + up, middle.z - back * lc);
        mesh->u[i] = v;
        mesh->v[i] = cs;
      }

  fus_demo_mesh_find_normals (mesh, patch);
  /* Rows run from the middle outwards: on one side of the head that turns the grid inside out. */
  for (guint i = 0; i < ROWS * COLUMNS; i++)
    {
      FusVec *n = &mesh->normal[patch->first + i];

      if (n->x * sign < 0)
        *n = fus_vec_scale (*n, -1);
    }
}

static void
build_neck (FusDemoMesh *mesh, const FusDemoFeatures *f)
{
  enum
  {
    ROWS = 30,
    COLUMNS = 48
  };
  const FusDemoPerson *p = f->person;
  FusDemoPatch *patch = fus_demo_mesh_add (mesh, ROWS, COLUMNS, TRUE, FUS_STUFF_NECK);
  float girth = (5.45f + 0.32f * p->neck) * (0.5f + 0.5f * p->head_width);
  float apple = p->sex == FUS_SEX_MALE ? 0.35f : 0.08f;

  for (int r = 0; r < ROWS; r++)
    {
      float t = (float) r / (ROWS - 1), y = -4 - 14 * t;
      float flare = fus_ramp (0.60f, 1.05f, t);
      float a = girth * (1.04f - 0.10f * fus_bell ((t - 0.5f) * 2));
      float front = fus_mix (3.6f, 3.9f, t) + 0.06f * p->neck + 0.2f * flare;
      float back = fus_mix (-7.0f, -8.2f, t);
      float middle = -1.7f - 0.5f * t;

      for (int c = 0; c < COLUMNS; c++)
        {
          float sn, cs;

          fus_sin_cos (6.2831853f * c / COLUMNS - 3.14159265f, &sn, &cs);
          float depth = cs > 0 ? front - middle : middle - back;
          FusVec at = fus_vec ((a + 3.2f * flare * sn * sn) * sn, y, middle + depth * cs);

          if (cs > 0)
            {
              /* Windpipe, Adam's apple, and the muscles from behind the ears to the breastbone. */
              float muscle = fus_mix (4.6f, 1.4f, fus_ramp (0.15f, 0.95f, t));

              at.z += apple * fus_hill (at.x, y, 0, -12.2f, 1.3f, 1.5f)
                      + 0.25f * fus_bell (at.x / 1.9f);
              at.z += 0.28f * fus_bell ((fabsf (at.x) - muscle) / 1.1f)
                      * (1 - fus_ramp (0.62f, 0.78f, t));
              at.z -= 0.5f * fus_ramp (0.72f, 0.86f, t) * cs;
              at.z -= 0.5f * fus_hill (at.x, y, 0, -16.2f, 1.2f, 1.4f);
            }
          mesh->at[patch->first + r * COLUMNS + c] = at;
        }
    }

  fus_demo_mesh_find_normals (mesh, patch);
}

/* A round-necked t-shirt: from the collar over the shoulders and down. */
static void
build_shirt (FusDemoMesh *mesh, const FusDemoFeatures *f)
{
  enum
  {
    ROWS = 30,
    COLUMNS = 72
  };
  const FusDemoPerson *p = f->person;
  FusDemoPatch *patch = fus_demo_mesh_add (mesh, ROWS, COLUMNS, TRUE, FUS_STUFF_SHIRT);
  float wide = 17.5f + 1.0f * p->neck, girth = 6.15f + 0.34f * p->neck;

  for (int r = 0; r < ROWS; r++)
    {
      float t = (float) r / (ROWS - 1);

      for (int c = 0; c < COLUMNS; c++)
        {
          float sn, cs;
          guint i = patch->first + r * COLUMNS + c;

          fus_sin_cos (6.2831853f * c / COLUMNS - 3.14159265f, &sn, &cs);
          /* Collar: low in front, high behind. Shoulders slope, then the chest falls. */
          float collar_y = -14.4f - 0.55f * cs - (cs > 0 ? 0.6f * cs * cs : 0);
          float out = fus_ramp (0, 0.8f, t);
          float a = fus_mix (girth, wide, out * (0.55f + 0.45f * out));
          float depth = cs > 0 ? fus_mix (6.3f, 9.0f, out) : fus_mix (6.6f, 8.5f, out);
          float y = collar_y - 4.2f * out - 12 * fus_max (0, t - 0.45f) - 2.0f * t * fabsf (cs);
          float rim = 0.22f * fus_bell ((t - 0.035f) / 0.05f);

          mesh->at[i]
              = fus_vec ((a + rim) * sn, y,
                         -2.2f + (depth + rim + 0.55f * fus_max (0, cs) * (1 - 0.5f * t)) * cs);
          mesh->u[i] = t;
          mesh->v[i] = (float) c / COLUMNS;
        }
    }

  fus_demo_mesh_find_normals (mesh, patch);
}

static void
tabulate_skull (FusDemoSkull *skull, const Section *sections)
{
  int i = 0;
  Section above = sections[0], below = above;
  const int fine = 8;

  skull->top = sections[0].y;
  for (int row = 0; row < FUS_SKULL_ROWS; row++)
    {
      float y = skull->top - row * FUS_SKULL_STEP;

      while (below.y > y && i < (SECTIONS - 1) * fine)
        {
          above = below;
          i++;
          below = section_at (sections, MIN ((i - 1) / fine, SECTIONS - 2),
                              (float) ((i - 1) % fine + 1) / fine);
        }

      float t = above.y - below.y > 1e-4f ? (above.y - y) / (above.y - below.y) : 1;

      t = fus_clamp (t, 0, 1);
      skull->a[row] = fus_mix (above.a, below.a, t);
      skull->middle[row] = fus_mix (above.middle, below.middle, t);
      skull->front[row] = fus_mix (above.front, below.front, t);
      skull->back[row] = fus_mix (above.back, below.back, t);
      if (y < -3)
        {
          /* Neck and nape stand in for what the jaw does not cover. */
          skull->a[row] = fus_max (skull->a[row], 5.4f);
          skull->back[row] = fus_min (skull->back[row], -7.4f);
          skull->middle[row] = fus_min (skull->middle[row], 0.3f);
        }
    }
}

float
fus_demo_skull_distance (const FusDemoSkull *skull, FusVec point, FusVec *away)
{
  /* Above the brows the vault; below, each section for itself. */
  const int ear = (int) ((skull->top - 2.2f) / FUS_SKULL_STEP);
  float place = fus_clamp ((skull->top - point.y) / FUS_SKULL_STEP, 0, FUS_SKULL_ROWS - 2);
  int i = (int) place;
  float t = place - i, dy = 0, ry = skull->top - 2.2f;
  float a, middle, front, back;

  if (i < ear)
    {
      a = skull->a[ear], middle = skull->middle[ear];
      front = skull->front[ear], back = skull->back[ear];
      dy = (point.y - 2.2f) / ry;
    }
  else
    {
      a = fus_mix (skull->a[i], skull->a[i + 1], t);
      middle = fus_mix (skull->middle[i], skull->middle[i + 1], t);
      front = fus_mix (skull->front[i], skull->front[i + 1], t);
      back = fus_mix (skull->back[i], skull->back[i + 1], t);
    }

  float depth = fus_max (0.5f, point.z > middle ? front - middle : middle - back);
  float rise = fus_clamp (dy, 0, 1.6f);

  a = fus_max (a, 0.5f);
  float dx = point.x / a, dz = (point.z - middle) / depth;
  float reach = sqrtf (dx * dx + dz * dz + 1 - vault (rise));
  float gy = rise * (0.45f + 0.825f * rise) / ry;

  *away = fus_vec_unit (fus_vec (dx / a, gy, dz / depth));
  /* First-order distance: value over length of the gradient. */
  float slope
      = sqrtf (fus_sqr (dx / a) + fus_sqr (gy) + fus_sqr (dz / depth)) / fus_max (reach, 1e-3f);

  return (reach - 1) / fus_max (slope, 1e-3f);
}

void
fus_demo_head_build (FusDemoMesh *mesh, const FusDemoFeatures *features, FusDemoSkull *skull)
{
  Section sections[SECTIONS];

  shape_sections (sections, features);
  build_face (mesh, features, sections);
  build_neck (mesh, features);
  build_shirt (mesh, features);
  build_ear (mesh, features, sections, 0);
  build_ear (mesh, features, sections, 1);
  if (skull != NULL)
    tabulate_skull (skull, sections);
}
