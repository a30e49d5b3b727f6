/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/features.h"

static float
mean_of (const float pair[2])
{
  return 0.5f * (pair[0] + pair[1]);
}

static void
place_eye (FusDemoFeatures *f, int side)
{
  const FusDemoPerson *p = f->person;
  float u5 = f->motion.unit[FUS_UNIT_5][side], u6 = f->motion.unit[FUS_UNIT_6][side];
  float u7 = f->motion.unit[FUS_UNIT_7][side], u9 = f->motion.unit[FUS_UNIT_9][side];
  float u1 = f->motion.unit[FUS_UNIT_1][side], u4 = f->motion.unit[FUS_UNIT_4][side];
  float sad = f->motion.unit[FUS_UNIT_15][side] * u1;

  f->eye[side].x = p->eye_x;
  f->eye[side].y = p->eye_y;
  f->eye[side].z = p->eye_z;
  f->eye[side].width = p->eye_width * (1 - 0.03f * u6 - 0.03f * u7);
  f->eye[side].up = fus_max (0.12f, p->eye_up + 0.26f * u5 - 0.12f * u7 - 0.13f * u6 - 0.13f * u9
                                        - 0.05f * u4 - 0.12f * sad);
  f->eye[side].low
      = fus_max (0.08f, p->eye_low + 0.08f * u5 - 0.20f * u6 - 0.18f * u7 - 0.20f * u9);
  f->eye[side].tilt = p->eye_tilt - 0.10f * sad;
  f->eye[side].fold = fus_max (0.05f, 0.36f - 0.30f * p->eye_fold - 0.16f * u5 - 0.05f * u4
                                          - 0.06f * u9 + 0.05f * u1);

  f->crow[side] = u6 + 0.3f * u9;
  f->under_eye[side] = 0.8f * u6 + 0.5f * u7 + 0.7f * u9;
}

static void
place_brow (FusDemoFeatures *f, int side)
{
  const FusDemoPerson *p = f->person;
  float u1 = f->motion.unit[FUS_UNIT_1][side], u2 = f->motion.unit[FUS_UNIT_2][side];
  float u4 = f->motion.unit[FUS_UNIT_4][side], u9 = f->motion.unit[FUS_UNIT_9][side];
  float u6 = f->motion.unit[FUS_UNIT_6][side];

  f->brow[side].inner_x = p->brow_inner - 0.34f * u4 - 0.16f * u9;
  f->brow[side].outer_x = f->brow[side].inner_x + p->brow_length;
  f->brow[side].inner_y = p->brow_y - 0.12f + 0.86f * u1 - 0.72f * u4 - 0.48f * u9;
  f->brow[side].outer_y
      = p->brow_y + p->brow_slope - 0.12f + 0.72f * u2 - 0.12f * u4 - 0.15f * u9 - 0.10f * u6;
  f->brow[side].arch = p->brow_arch + 0.28f * u2 - 0.10f * u1 - 0.05f * u4;
  f->brow[side].thick = p->brow_thick * (1 + 0.10f * u4);

  float old = 0.35f * fus_clamp ((p->age - 34) / 26, 0, 1);

  f->forehead_inner[side] = fus_max (0, u1 - 0.4f * u4) + old;
  f->forehead_outer[side] = u2 + 0.8f * old;
  f->nose_wrinkle[side] = u9;
}

static void
place_mouth (FusDemoFeatures *f)
{
  const FusDemoPerson *p = f->person;
  const float (*unit)[2] = (const float (*)[2]) f->motion.unit;
  float u9 = mean_of (unit[FUS_UNIT_9]), u12 = mean_of (unit[FUS_UNIT_12]);
  float u15 = mean_of (unit[FUS_UNIT_15]), u16 = mean_of (unit[FUS_UNIT_16]);
  float u20 = mean_of (unit[FUS_UNIT_20]), u23 = mean_of (unit[FUS_UNIT_23]);
  float u25 = mean_of (unit[FUS_UNIT_25]), u26 = mean_of (unit[FUS_UNIT_26]);

  for (int side = 0; side < 2; side++)
    {
      f->mouth.corner_x[side] = p->mouth_width + 0.58f * unit[FUS_UNIT_12][side]
                                + 0.52f * unit[FUS_UNIT_20][side] + 0.06f * unit[FUS_UNIT_15][side]
                                - 0.30f * unit[FUS_UNIT_23][side] - 0.42f * u26
                                - 0.10f * unit[FUS_UNIT_9][side];
      f->mouth.corner_y[side] = 0.72f * unit[FUS_UNIT_12][side] - 0.62f * unit[FUS_UNIT_15][side]
                                - 0.20f * unit[FUS_UNIT_20][side] - 0.18f * unit[FUS_UNIT_9][side]
                                - 0.10f * unit[FUS_UNIT_23][side] - 0.30f * u26 * 0.5f;
      f->wing_y[side] = 0.30f * unit[FUS_UNIT_9][side] + 0.05f * unit[FUS_UNIT_12][side];
      f->cheek[side] = 0.75f * unit[FUS_UNIT_6][side] + 0.45f * unit[FUS_UNIT_12][side]
                       + 0.35f * unit[FUS_UNIT_9][side];
      f->fold[side] = 0.85f * unit[FUS_UNIT_12][side] + 0.75f * unit[FUS_UNIT_9][side]
                      + 0.3f * unit[FUS_UNIT_15][side] + 0.3f * unit[FUS_UNIT_20][side] + 0.16f
                      + 0.5f * fus_clamp ((p->age - 28) / 32, 0, 1);
    }

  f->jaw = 1.55f * u26;
  f->chin_y = -9.9f * p->head_height - 0.28f * p->chin_length - f->jaw;
  f->mouth.y = p->mouth_y + 0.38f * u9 - 0.10f * u12 + 0.16f * u15 + 0.05f * u23 - 0.12f * u26;
  f->mouth.gap_up = 0.22f * u25 + 0.25f * u26 + 0.18f * u9 * u16;
  f->mouth.gap_low = 0.34f * u25 + 1.05f * u26 + 0.34f * u16 * (0.3f + 0.7f * u25);
  f->mouth.upper
      = p->lip_upper
        * fus_max (0.3f, 1 - 0.20f * u12 - 0.15f * u20 - 0.58f * u23 - 0.10f * u26 - 0.12f * u9);
  f->mouth.lower = p->lip_lower
                   * fus_max (0.3f, 1 - 0.18f * u12 - 0.15f * u20 - 0.56f * u23 - 0.08f * u26
                                        + 0.12f * u15 + 0.10f * u16);
  f->mouth.bow = p->lip_bow * fus_max (0, 1 - 0.6f * u12 - 0.5f * u20 - 0.3f * u26);
  f->chin_dimple = 0.9f * u15 + 0.5f * u23;
}

void
fus_demo_features_place (FusDemoFeatures *features, const FusDemoPerson *person,
                         const FusDemoMotion *motion)
{
  *features = (FusDemoFeatures){ .person = person, .motion = *motion };
  for (int side = 0; side < 2; side++)
    {
      place_eye (features, side);
      place_brow (features, side);
    }
  place_mouth (features);
  features->frown = mean_of (motion->unit[FUS_UNIT_4]) + 0.35f * mean_of (motion->unit[FUS_UNIT_9])
                    + 0.3f * fus_clamp ((person->age - 34) / 26, 0, 1);
}
