/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/math.h"
#include "faces/frame.h"

G_BEGIN_DECLS

typedef enum
{
  FUS_HAIR_BALD,
  FUS_HAIR_BUZZ,
  FUS_HAIR_CROP,   /* short, combed forward */
  FUS_HAIR_PARTED, /* short, swept to one side */
  FUS_HAIR_BACK,   /* short, swept back */
  FUS_HAIR_MESSY,  /* medium, over the ears */
  FUS_HAIR_CURLY,  /* short or medium curls */
  FUS_HAIR_AFRO,   /* tight curls, round */
  FUS_HAIR_TIED,   /* swept back tightly, tied behind */
  FUS_HAIR_BUN,    /* swept up to a knot on the crown */
  FUS_HAIR_BOB,    /* to the jaw */
  FUS_HAIR_LONG,   /* over the shoulders */
} FusDemoHairStyle;

/**
 * FusDemoHair:
 * @color: albedo, linear RGB
 * @grey: share of white strands, 0 … 1
 * @part: where the parting runs, -1 (subject's right) … 1
 * @line: how far the hairline is from the mean, cm upwards
 * @recede: how far it goes back at the temples and crown, 0 … 1
 * @volume: thickness on the scalp, cm
 * @length: of a strand, cm
 * @wave: 0 straight … 1 curly
 * @fringe: 0 none … 1 over the whole forehead
 */
typedef struct
{
  FusDemoHairStyle style;
  FusVec color;
  float grey, part, line, recede, volume, length, wave, fringe;
} FusDemoHair;

/**
 * FusDemoPerson:
 *
 * A drawn person as one frame shows them: the shape of their features, their age, marks and habits
 * stay the same from frame to frame; what they wear does not (fus_demo_person_wear()). Lengths in
 * cm, within a head frame whose origin is the middle between the pupils on the axis of the head: x
 * to the subject's left, y up, z forward. Colours are albedos in linear RGB. What is not said
 * otherwise is a deviation from the mean person in standard deviations or a weight 0 … 1.
 */
typedef struct
{
  FusSex sex;
  float age; /* years */

  float head_width, head_height, head_depth; /* factors about 1 */
  float jaw_width, jaw_square, chin_width, chin_length, chin_forward;
  float cheekbone, fullness, forehead, temple, muzzle;
  float brow_ridge;

  float eye_x, eye_y, eye_z;        /* eyeball's centre; cm */
  float eye_width, eye_up, eye_low; /* half width and lid heights of the opening; cm */
  float eye_tilt;                   /* cm by which the outer corner is higher */
  float eye_fold;                   /* 0 deep crease … 1 hooded, no crease seen */
  float eye_bag;
  float lashes;
  FusVec iris;

  /* cm, 0 … 1; brow_inner: of the inner end from the middle */
  float brow_y, brow_inner, brow_arch, brow_slope, brow_thick, brow_length, brow_dense;

  float nose_length, nose_width, nose_height, nose_bridge, nose_hump, nose_tip, nose_up;

  float mouth_y, mouth_width, lip_upper, lip_lower, lip_bow; /* cm */
  float ear_size, ear_out;
  float neck;

  FusVec skin, lip;
  float melanin;               /* 0 … 1 */
  float ruddy, freckles, oily; /* 0 … 1 */
  float mottle;
  guint32 marks;   /* seed of mottling */
  FusVec moles[4]; /* x, y and radius, on the front of the face; cm */
  guint n_moles;

  float beard, moustache; /* density 0 … 1 */
  float beard_length;     /* cm; below 0.1 stubble */
  float make_up;          /* eye liner and lip colour, 0 … 1 */

  FusDemoHair hair;

  guint centre;                       /* of the space of people, that this person was drawn about */
  float units[FUS_N_EXPRESSIONS][16]; /* how strongly each action unit is used, about 1 */
  float skew[16];                     /* left against right, about 0 */
} FusDemoPerson;

/**
 * fus_demo_person_draw:
 * @seed: of the set
 * @number: 1 … as in KDEF's names
 *
 * Draws a person from the space of people. The same arguments give the same person.
 */
void fus_demo_person_draw (FusDemoPerson *person, guint64 seed, FusSex sex, guint number);

/**
 * fus_demo_person_wear:
 * @frame_seed: tells this frame's chance from other frames'
 *
 * What tells nobody who it is, as people change it: the cut and colour of the hair, beard, make-up,
 * a little tan. Hairline and baldness stay the person's.
 */
void fus_demo_person_wear (FusDemoPerson *person, guint64 frame_seed);

/* Lets @person, who keeps their own shape, wear what @other wears, and their skin. */
void fus_demo_person_wear_as (FusDemoPerson *person, const FusDemoPerson *other);

/* The centre of that space: nobody in particular, of middle age, size and colour. */
void fus_demo_person_mean (FusDemoPerson *person);

G_END_DECLS
