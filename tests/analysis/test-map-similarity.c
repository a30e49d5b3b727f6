/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/flip.h"
#include "tests/analysis/golden-similarity.h"

#include <math.h>

/* Sums of a few hundred doubles. */
#define TOLERANCE 1e-12

static void
test_golden (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      FusMapSimilarity similarity = fus_map_similarity (pairs[i].a, pairs[i].b, pairs[i].side);

      g_assert_cmpfloat_with_epsilon (similarity.spearman, pairs[i].spearman, TOLERANCE);
      g_assert_cmpfloat_with_epsilon (similarity.ssim, pairs[i].ssim, TOLERANCE);
      g_assert_true (fus_map_similarity_is_defined (&similarity));
      g_assert_cmpfloat (fus_map_spearman (pairs[i].a, pairs[i].b, pairs[i].side), ==,
                         similarity.spearman);
    }
}

static void
test_same (void)
{
  FusMapSimilarity similarity = fus_map_similarity (map_a_14, map_a_14, 14);
  float other[14 * 14];

  g_assert_cmpfloat_with_epsilon (similarity.spearman, 1, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (similarity.ssim, 1, TOLERANCE);
  /* Neither scale nor offset of a map says anything. In floats an offset rounds. */
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    other[i] = 4 * map_a_14[i];
  similarity = fus_map_similarity (map_a_14, other, 14);
  g_assert_cmpfloat_with_epsilon (similarity.spearman, 1, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (similarity.ssim, 1, TOLERANCE);
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    other[i] = -map_a_14[i];
  similarity = fus_map_similarity (map_a_14, other, 14);
  g_assert_cmpfloat_with_epsilon (similarity.spearman, -1, TOLERANCE);
  g_assert_cmpfloat (similarity.ssim, <, 0);
}

/* A map that says nothing is not alike to anything, not even to itself; nor is it unlike. */
static void
test_undefined (void)
{
  const float empty[16] = { 0 };
  float flat[16];

  for (guint i = 0; i < 16; i++)
    flat[i] = 3;
  const float *const nothing[] = { empty, flat };
  for (guint i = 0; i < 2; i++)
    {
      FusMapSimilarity similarity = fus_map_similarity (nothing[i], map_a_4, 4);

      g_assert_true (isnan (similarity.spearman) && isnan (similarity.ssim));
      similarity = fus_map_similarity (map_a_4, nothing[i], 4);
      g_assert_true (isnan (similarity.spearman) && isnan (similarity.ssim));
      similarity = fus_map_similarity (nothing[i], nothing[i], 4);
      g_assert_false (fus_map_similarity_is_defined (&similarity));
    }
}

/* Maps of 4 by 4 with all their mass in one column of the picture. */
static void
column_map (float *map, guint side, guint column)
{
  for (guint i = 0; i < side * side; i++)
    map[i] = i % side == column;
}

static void
test_asymmetry (void)
{
  float map[25];

  /* The subject's left is the viewer's right. */
  column_map (map, 4, 3);
  g_assert_cmpfloat (fus_map_asymmetry (map, 4), ==, 1);
  column_map (map, 4, 1);
  g_assert_cmpfloat (fus_map_asymmetry (map, 4), ==, -1);
  column_map (map, 5, 2);
  g_assert_cmpfloat (fus_map_asymmetry (map, 5), ==, 0);
  for (guint i = 0; i < 25; i++)
    map[i] = i % 5 < 2 ? 1 : (i % 5 == 2 ? 2 : 3);
  g_assert_cmpfloat_with_epsilon (fus_map_asymmetry (map, 5), (7.0 - 3) / 10, TOLERANCE);
  for (guint i = 0; i < 25; i++)
    map[i] = 0;
  g_assert_true (isnan (fus_map_asymmetry (map, 5)));
}

static void
test_flip_follows_face (void)
{
  float map[16], mirrored[16];

  for (guint i = 0; i < 16; i++)
    map[i] = (float) ((i % 4) * (i % 4) + i / 4);
  fus_map_mirror (mirrored, map, 4);
  FusFlip flip = fus_flip (map, mirrored, 4);
  g_assert_cmpfloat (fabs (flip.asymmetry), >, 0.05);
  g_assert_cmpfloat_with_epsilon (flip.face, flip.asymmetry, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (flip.place, 0, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (flip.similarity.spearman, 1, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (flip.similarity.ssim, 1, TOLERANCE);
}

/* A map that lies at the same place whatever is seen there. */
static void
test_flip_stays (void)
{
  float map[16];

  column_map (map, 4, 3);
  FusFlip flip = fus_flip (map, map, 4);
  g_assert_cmpfloat_with_epsilon (flip.face, 0, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (flip.place, 1, TOLERANCE);
  g_assert_cmpfloat (flip.similarity.spearman, <, 0);
  column_map (map, 4, 0);
  flip = fus_flip (map, map, 4);
  g_assert_cmpfloat_with_epsilon (flip.place, -1, TOLERANCE);
}

/* Half of either: what the network prefers on the picture's right adds to what the face has on its
 * left, in the frame, and takes from it in the mirror. */
static void
test_flip_mixed (void)
{
  float face[16], mirrored_face[16], place[16], map[16], mirrored[16];

  column_map (face, 4, 0);
  column_map (mirrored_face, 4, 3);
  column_map (place, 4, 2);
  for (guint i = 0; i < 16; i++)
    {
      map[i] = 3 * face[i] + place[i];
      mirrored[i] = 3 * mirrored_face[i] + place[i];
    }
  FusFlip flip = fus_flip (map, mirrored, 4);
  g_assert_cmpfloat_with_epsilon (flip.asymmetry, -0.5, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (flip.back, -1, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (flip.face, -0.75, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (flip.place, 0.25, TOLERANCE);
}

static void
test_image_mirror (void)
{
  float image[12], once[12], twice[12];

  for (guint i = 0; i < 12; i++)
    image[i] = (float) i;
  fus_image_mirror (once, image, 2);
  g_assert_cmpfloat (once[0], ==, 1);
  g_assert_cmpfloat (once[11], ==, 10);
  fus_image_mirror (twice, once, 2);
  g_assert_cmpmem (twice, sizeof twice, image, sizeof image);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-similarity/golden", test_golden);
  g_test_add_func ("/map-similarity/same", test_same);
  g_test_add_func ("/map-similarity/undefined", test_undefined);
  g_test_add_func ("/flip/asymmetry", test_asymmetry);
  g_test_add_func ("/flip/follows-face", test_flip_follows_face);
  g_test_add_func ("/flip/stays", test_flip_stays);
  g_test_add_func ("/flip/mixed", test_flip_mixed);
  g_test_add_func ("/flip/image", test_image_mirror);
  return g_test_run ();
}
