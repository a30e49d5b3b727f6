/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/safetensors-private.h"

#include "engine/error.h"
#include "engine/files/half.h"
#include "engine/files/json-write.h"
#include "engine/files/output.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static gboolean
add_metadata (gpointer key, gpointer value, gpointer data)
{
  fus_json_add_string (data, key, value);
  return FALSE;
}

static void
add_entry (JsonBuilder *builder, const FusSafetensorToWrite *tensor, FusSafetensorsType type,
           guint64 begin, guint64 end)
{
  fus_json_begin_object (builder, tensor->name);
  fus_json_add_string (builder, "dtype", fus_safetensors_types[type].name);
  fus_json_begin_array (builder, "shape");
  for (guint i = 0; i < tensor->n_dims; i++)
    json_builder_add_int_value (builder, (gint64) tensor->dims[i]);
  json_builder_end_array (builder);
  fus_json_begin_array (builder, "data_offsets");
  json_builder_add_int_value (builder, (gint64) begin);
  json_builder_add_int_value (builder, (gint64) end);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static guint64
size_of (const FusSafetensorToWrite *tensor)
{
  guint64 size = 1;

  for (guint i = 0; i < tensor->n_dims; i++)
    size *= tensor->dims[i];
  return size;
}

/* The header's text, filled up with spaces so that the numbers begin at a multiple of 8. */
static char *
build_header (GTree *metadata, const FusSafetensorToWrite *tensors, guint n_tensors,
              FusSafetensorsType type, gsize *length)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  guint64 begin = 0;

  json_builder_begin_object (builder);
  fus_json_begin_object (builder, FUS_SAFETENSORS_METADATA);
  g_tree_foreach (metadata, add_metadata, builder);
  json_builder_end_object (builder);
  for (guint i = 0; i < n_tensors; i++)
    {
      guint64 end = begin + size_of (&tensors[i]) * fus_safetensors_types[type].bytes;

      add_entry (builder, &tensors[i], type, begin, end);
      begin = end;
    }
  json_builder_end_object (builder);

  g_autofree char *text = fus_json_text (builder, FUS_JSON_LINE);
  gsize bare = strlen (text);

  *length = (bare + 7) / 8 * 8;

  char *header = g_malloc (*length);

  memset (header, ' ', *length);
  memcpy (header, text, bare);
  return header;
}

static gboolean
write_chunk (FILE *stream, FusSafetensorsType type, const float *values, gsize n)
{
  guint16 halves[FUS_SAFETENSORS_CHUNK];

  if (type == FUS_SAFETENSORS_F32)
    return fwrite (values, sizeof (float), n, stream) == n;
  for (gsize i = 0; i < n; i++)
    halves[i] = fus_half_from_float (values[i]);
  return fwrite (halves, sizeof (guint16), n, stream) == n;
}

/* The largest value that rounds to a finite one. */
static gboolean
fits_half (const float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (fabsf (values[i]) >= 65520)
      return FALSE;
  return TRUE;
}

static gboolean
write_values (FILE *stream, const char *path, const FusSafetensorToWrite *tensor,
              FusSafetensorsType type, GError **error)
{
  guint64 size = size_of (tensor);
  g_autofree char *name = g_filename_display_name (path);

  for (guint64 done = 0; done < size; done += FUS_SAFETENSORS_CHUNK)
    {
      gsize n = MIN (FUS_SAFETENSORS_CHUNK, size - done);
      const float *values = tensor->values + done;

      if (!fus_safetensors_all_finite (values, n))
        {
          g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_NUMERIC,
                       _ ("%s is not written: %s holds values that are not numbers (NaN or "
                          "infinity)"),
                       name, tensor->name);
          return FALSE;
        }
      if (type == FUS_SAFETENSORS_F16 && !fits_half (values, n))
        {
          g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_NUMERIC,
                       _ ("%s is not written: %s holds values beyond 65504, too large for F16"),
                       name, tensor->name);
          return FALSE;
        }
      if (!write_chunk (stream, type, values, n))
        return fus_safetensors_fail_errno (path, error, errno);
    }
  return TRUE;
}

static gboolean
write_all (FILE *stream, const char *path, GTree *metadata, const FusSafetensorToWrite *tensors,
           guint n_tensors, FusSafetensorsType type, GError **error)
{
  gsize length;
  g_autofree char *header = build_header (metadata, tensors, n_tensors, type, &length);
  guint64 stated = length;

  if (length > FUS_SAFETENSORS_MAX_HEADER)
    return fus_safetensors_fail (path, error,
                                 _ ("not written: names and notes are longer than 2 MB"));
  if (fwrite (&stated, sizeof stated, 1, stream) != 1 || fwrite (header, length, 1, stream) != 1)
    return fus_safetensors_fail_errno (path, error, errno);
  for (guint i = 0; i < n_tensors; i++)
    if (!write_values (stream, path, &tensors[i], type, error))
      return FALSE;
  return TRUE;
}

gboolean
fus_safetensors_write (const char *path, GTree *metadata, const FusSafetensorToWrite *tensors,
                       guint n_tensors, FusSafetensorsType type, GError **error)
{
  g_assert (type != FUS_SAFETENSORS_BF16);

  FusOutput output;

  if (!fus_output_open (&output, path))
    return fus_safetensors_fail_errno (path, error, errno);

  gboolean ok = write_all (output.stream, path, metadata, tensors, n_tensors, type, error);

  if (!fus_output_close (&output, ok) && ok)
    ok = fus_safetensors_fail_errno (path, error, errno);
  return ok;
}
