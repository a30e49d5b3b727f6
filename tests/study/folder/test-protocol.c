/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"

#include <math.h>
#include <string.h>

static void
test_presets (void)
{
  for (FusPreset preset = 0; preset <= FUS_PRESET_OWN; preset++)
    {
      FusProtocol protocol = fus_protocol_preset (preset);
      g_autoptr (GError) error = NULL;
      FusPreset parsed;

      g_assert_cmpint (protocol.preset, ==, preset);
      g_assert_true (fus_protocol_check (&protocol, &error));
      g_assert_no_error (error);
      g_assert_true (fus_preset_parse (fus_preset_name (preset), &parsed));
      g_assert_cmpint (parsed, ==, preset);
    }
  g_assert_false (fus_preset_parse ("slow", &(FusPreset){ 0 }));

  /* The paper's, section 2.2. */
  FusProtocol paper = fus_protocol_preset (FUS_PRESET_PAPER);
  g_assert_cmpuint (paper.image_size, ==, 224);
  g_assert_cmpfloat (paper.width, ==, 1);
  g_assert_cmpuint (paper.epochs, ==, 250);
  g_assert_cmpfloat (paper.learning_rate, ==, 0.001);
  g_assert_cmpfloat (paper.momentum, ==, 0.9);
  g_assert_cmpfloat (paper.weight_decay, ==, 0.0001);
}

/* Each setting just outside of its range is refused by name. */
static void
test_ranges (void)
{
  const struct
  {
    const char *word;
    gsize offset;
    gboolean is_double;
    double low, high;
  } cases[] = {
    { "Image size", G_STRUCT_OFFSET (FusProtocol, image_size), FALSE, 16, 544 },
    { "Image size", G_STRUCT_OFFSET (FusProtocol, image_size), FALSE, 48, 100 },
    { "Warm-up", G_STRUCT_OFFSET (FusProtocol, warm_up), TRUE, -0.1, 0.6 },
    { "Shift", G_STRUCT_OFFSET (FusProtocol, augmentation.shift), TRUE, -0.1, 0.3 },
    { "Weight of identity", G_STRUCT_OFFSET (FusProtocol, task_weight[0]), TRUE, 0, 101 },
    { "Width", G_STRUCT_OFFSET (FusProtocol, width), TRUE, 0.049, 1.01 },
    { "Epochs", G_STRUCT_OFFSET (FusProtocol, epochs), FALSE, 0, 100001 },
    { "Batch size", G_STRUCT_OFFSET (FusProtocol, batch), FALSE, 0, 1025 },
    { "Learning rate", G_STRUCT_OFFSET (FusProtocol, learning_rate), TRUE, 0, 11 },
    { "Learning rate", G_STRUCT_OFFSET (FusProtocol, learning_rate), TRUE, NAN, INFINITY },
    { "Momentum", G_STRUCT_OFFSET (FusProtocol, momentum), TRUE, -0.1, 1 },
    { "Weight decay", G_STRUCT_OFFSET (FusProtocol, weight_decay), TRUE, -1e-9, 1.5 },
    { "Dropout", G_STRUCT_OFFSET (FusProtocol, dropout), TRUE, -0.1, 0.96 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int end = 0; end < 2; end++)
      {
        FusProtocol protocol = fus_protocol_preset (FUS_PRESET_QUICK);
        double value = end == 0 ? cases[i].low : cases[i].high;
        g_autoptr (GError) error = NULL;

        if (cases[i].is_double)
          G_STRUCT_MEMBER (double, &protocol, cases[i].offset) = value;
        else
          G_STRUCT_MEMBER (guint, &protocol, cases[i].offset) = (guint) value;
        g_assert_false (fus_protocol_check (&protocol, &error));
        g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL);
        g_assert_nonnull (strstr (error->message, cases[i].word));
      }
}

static void
test_seed_range (void)
{
  FusProtocol protocol = fus_protocol_preset (FUS_PRESET_QUICK);

  protocol.seed = (G_GUINT64_CONSTANT (1) << 53) - 1;
  g_assert_true (fus_protocol_check (&protocol, NULL));
  protocol.seed++;
  g_assert_false (fus_protocol_check (&protocol, NULL));
}

/* A preset is told by what it sets, with any seed. */
static void
test_recognize (void)
{
  for (FusPreset preset = 0; preset < FUS_PRESET_OWN; preset++)
    {
      FusProtocol protocol = fus_protocol_preset (preset);

      protocol.preset = FUS_PRESET_OWN;
      protocol.seed = 77;
      fus_protocol_recognize (&protocol);
      g_assert_cmpint (protocol.preset, ==, preset);
      protocol.augmentation.mirror = TRUE;
      fus_protocol_recognize (&protocol);
      g_assert_cmpint (protocol.preset, ==, FUS_PRESET_OWN);
    }
}

static void
test_learning_rate (void)
{
  FusProtocol protocol = fus_protocol_preset (FUS_PRESET_PAPER);

  for (guint step = 0; step < 100; step++)
    g_assert_cmpfloat (fus_protocol_learning_rate (&protocol, step, 100), ==, 0.001);

  /* 10 steps of 210 to rise, then half a cosine over 200. */
  protocol.schedule = FUS_SCHEDULE_COSINE;
  protocol.learning_rate = 0.2;
  protocol.warm_up = 10 / 210.0;
  g_assert_cmpfloat_with_epsilon (fus_protocol_learning_rate (&protocol, 0, 210), 0.02, 1e-12);
  g_assert_cmpfloat_with_epsilon (fus_protocol_learning_rate (&protocol, 9, 210), 0.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (fus_protocol_learning_rate (&protocol, 10, 210), 0.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (fus_protocol_learning_rate (&protocol, 60, 210),
                                  0.1 * (1 + sqrt (0.5)), 1e-12);
  g_assert_cmpfloat_with_epsilon (fus_protocol_learning_rate (&protocol, 110, 210), 0.1, 1e-12);
  g_assert_cmpfloat_with_epsilon (fus_protocol_learning_rate (&protocol, 210 - 1, 210),
                                  0.1 * (1 - cos (G_PI / 200)), 1e-12);
}

static void
test_equal (void)
{
  FusProtocol a = fus_protocol_preset (FUS_PRESET_QUICK), b = a;

  g_assert_true (fus_protocol_equal (&a, &b));
  b.dropout = 0.25;
  g_assert_false (fus_protocol_equal (&a, &b));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/protocol/presets", test_presets);
  g_test_add_func ("/study/protocol/ranges", test_ranges);
  g_test_add_func ("/study/protocol/seed-range", test_seed_range);
  g_test_add_func ("/study/protocol/recognize", test_recognize);
  g_test_add_func ("/study/protocol/learning-rate", test_learning_rate);
  g_test_add_func ("/study/protocol/equal", test_equal);
  return g_test_run ();
}
