/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weight files, checkpoints and unit addresses. */
#include "tests/fuzz/fuzz.h"

#include "engine/address.h"
#include "engine/files/weights.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Numbers that may follow a header, in bytes: enough for the smallest network and its momentum. */
#define MOST_NUMBERS (1 << 22)

static void
judge_weights (const char *path)
{
  GError *error = NULL;
  g_autoptr (FusNetwork) network = fus_weights_load (path, &error);

  fuzz_judge (network != NULL, error);
}

static void
read_safetensors (const guint8 *bytes, gsize size)
{
  g_autofree char *path = fuzz_write ("safetensors", bytes, size);

  judge_weights (path);
}

/* Where the last tensor ends, as far as the header can be believed. */
static guint64
numbers_end (const char *header)
{
  guint64 end = 0;

  for (const char *at = header; (at = strstr (at, "\"data_offsets\"")) != NULL; at++)
    {
      const char *comma = strchr (at + strlen ("\"data_offsets\""), ',');

      if (comma != NULL)
        end = MAX (end, g_ascii_strtoull (comma + 1, NULL, 10));
    }
  return MIN (end, MOST_NUMBERS);
}

/* A file of which the input is the header: its length is made right, and as many zeros follow as it
 * asks for, so that what is tried is what headers say. */
static char *
write_header (const guint8 *bytes, gsize size)
{
  g_autofree char *text = fuzz_text (bytes, size);
  const guint64 length = GUINT64_TO_LE ((guint64) size);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  char *path;

  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  g_byte_array_append (file, bytes, size);
  path = fuzz_write ("header", file->data, file->len);
  g_assert_cmpint (truncate (path, file->len + numbers_end (text)), ==, 0);
  return path;
}

static void
read_weights (const guint8 *bytes, gsize size)
{
  g_autofree char *path = write_header (bytes, size);

  judge_weights (path);
}

static void
read_torchvision (const guint8 *bytes, gsize size)
{
  g_autofree char *path = write_header (bytes, size);
  g_autofree char *out = g_build_filename (fuzz_folder (), "converted", NULL);
  GError *error = NULL;

  fuzz_judge (fus_weights_convert (path, out, FUS_TASK_EXPRESSION, &error), error);
  g_remove (out);
}

static void
read_checkpoint (const guint8 *bytes, gsize size)
{
  g_autofree char *path = write_header (bytes, size);
  GError *error = NULL;
  g_autoptr (FusCheckpoint) checkpoint = fus_checkpoint_load (path, &error);

  fuzz_judge (checkpoint != NULL, error);
}

static void
read_address (const guint8 *bytes, gsize size)
{
  const FusArchitecture arch
      = { .image_size = 32, .width = 0.05, .n_classes = { 3, 7 }, .dropout = 0.5 };
  g_autofree char *text = fuzz_text (bytes, size);
  GError *error = NULL;
  FusUnitAddress address, again;
  gboolean read = fus_unit_address_parse (text, &address, &error);

  fuzz_judge (read, error);
  if (!read)
    return;
  g_autofree char *same = fus_unit_address_format (&address);

  g_assert_true (fus_unit_address_parse (same, &again, NULL));
  g_assert_true (again.network == address.network && again.layer == address.layer
                 && again.unit == address.unit);
  error = NULL;
  read = fus_unit_address_check (&address, &arch, &error);
  fuzz_judge (read, error);
}

/* The smallest network there is. */
static FusNetwork *
small_network (guint image_size)
{
  const FusArchitecture arch
      = { .image_size = image_size, .width = 0.05, .n_classes = { 0, 3 }, .dropout = 0.5 };
  g_autoptr (GError) error = NULL;
  FusNetwork *network = fus_network_new (&arch, &error);

  g_assert_no_error (error);
  return network;
}

/* The header of a file of weights. */
static void
seed_header (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  guint64 length;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  memcpy (&length, text, sizeof length);
  fuzz_seed (text + sizeof length, GUINT64_FROM_LE (length));
}

static char *
save_small_network (guint image_size)
{
  g_autoptr (FusNetwork) network = small_network (image_size);
  char *path = g_build_filename (fuzz_folder (), "small", NULL);
  g_autoptr (GError) error = NULL;

  fus_weights_save (network, path, FUS_WEIGHTS_F32, &error);
  g_assert_no_error (error);
  return path;
}

static void
seed_safetensors (void)
{
  static const char header[] = "{\"__metadata__\":{\"a\":\"b\"},\"t\":{\"dtype\":\"F16\",\"shape\":"
                               "[2,1],\"data_offsets\":[0,4]}}";
  const guint64 length = GUINT64_TO_LE ((guint64) sizeof header - 1);
  g_autoptr (GByteArray) file = g_byte_array_new ();

  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  g_byte_array_append (file, (const guint8 *) header, sizeof header - 1);
  g_byte_array_append (file, (const guint8[4]){ 0 }, 4);
  fuzz_seed (file->data, file->len);
}

static void
seed_weights (void)
{
  g_autofree char *path = save_small_network (32);

  seed_header (path);
}

static void
seed_torchvision (void)
{
  g_autofree char *path = save_small_network (224);
  g_autofree char *out = g_build_filename (fuzz_folder (), "converted", NULL);
  g_autoptr (GError) error = NULL;

  seed_header (path);
  fus_weights_convert (path, out, FUS_TASK_EXPRESSION, &error);
  g_assert_no_error (error);
  seed_header (out);
}

static void
seed_checkpoint (void)
{
  g_autoptr (FusNetwork) network = small_network (32);
  const gsize n = fus_architecture_n_parameters (fus_network_architecture (network));
  g_autofree float *momentum = g_new0 (float, n);
  FusCheckpoint checkpoint = { .network = network, .momentum = momentum, .epoch = 3 };
  g_autofree char *path = g_build_filename (fuzz_folder (), "checkpoint", NULL);
  g_autoptr (GError) error = NULL;

  checkpoint.random.state[0] = 1;
  fus_checkpoint_save (&checkpoint, path, &error);
  g_assert_no_error (error);
  seed_header (path);
}

static void
seed_address (void)
{
  fuzz_seed_text ("joint:conv8:137");
  fuzz_seed_text (" identity:heads:0 ");
}

const FuzzTarget fuzz_network_targets[] = {
  { "safetensors", 4096, read_safetensors, seed_safetensors },
  { "weights", 8192, read_weights, seed_weights },
  { "torchvision", 8192, read_torchvision, seed_torchvision },
  { "checkpoint", 16384, read_checkpoint, seed_checkpoint },
  { "unit-address", 64, read_address, seed_address },
  { NULL },
};
