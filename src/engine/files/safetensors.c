/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/safetensors-private.h"

#include "engine/error.h"
#include "engine/files/half.h"
#include "engine/files/read-file.h"
#include "engine/files/untrusted-json.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#if G_BYTE_ORDER != G_LITTLE_ENDIAN
#error "safetensors are little-endian and are read and written as they lie in memory"
#endif

struct _FusSafetensors
{
  char *path;
  FILE *stream;
  guint64 data_start;
  guint64 data_length;
  GTree *metadata;
  GArray *tensors;     /* of FusSafetensor, by begin */
  GStringChunk *names; /* theirs */
};

const FusSafetensorsTypeInfo fus_safetensors_types[]
    = { { "F32", 4 }, { "F16", 2 }, { "BF16", 2 } };

gboolean
fus_safetensors_fail (const char *path, GError **error, const char *format, ...)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE, "%s: %s", name, message);
  return FALSE;
}

gboolean
fus_safetensors_fail_errno (const char *path, GError **error, int number)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s", name,
               g_strerror (number));
  return FALSE;
}

gboolean
fus_safetensors_fail_batch_norm (const char *path, GError **error)
{
  return fus_safetensors_fail (path, error,
                               _ ("this is a network with batch normalisation, such as "
                                  "torchvision's vgg11_bn; only VGG11 without it, vgg11, can be "
                                  "read"));
}

void
fus_safetensors_rename (FusSafetensors *file, char *(*rename) (const char *name, gpointer data),
                        gpointer data)
{
  for (guint i = 0; i < file->tensors->len; i++)
    {
      FusSafetensor *tensor = &g_array_index (file->tensors, FusSafetensor, i);
      g_autofree char *name = rename (tensor->name, data);

      tensor->name = g_string_chunk_insert (file->names, name);
    }
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

static gboolean
read_metadata (FusSafetensors *file, JsonNode *node, GError **error)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fus_safetensors_fail (file->path, error, _ ("the metadata are not a JSON object"));
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &key, &value))
    {
      if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
        return fus_safetensors_fail (file->path, error, _ ("the metadata “%s” are not text"), key);
      g_tree_replace (file->metadata, g_strdup (key), json_node_dup_string (value));
    }
  return TRUE;
}

static gboolean
read_type (FusSafetensors *file, FusSafetensor *tensor, JsonObject *object, GError **error)
{
  const char *name = fus_untrusted_json_string (object, "dtype");

  for (guint i = 0; i < FUS_SAFETENSORS_N_TYPES; i++)
    if (g_strcmp0 (name, fus_safetensors_types[i].name) == 0)
      {
        tensor->type = (FusSafetensorsType) i;
        return TRUE;
      }
  /* The one tensor of these networks that holds whole numbers is a count. */
  if (g_str_has_suffix (tensor->name, ".num_batches_tracked"))
    return fus_safetensors_fail_batch_norm (file->path, error);
  return fus_safetensors_fail (file->path, error,
                               _ ("tensor %s has the type %s; only F32, F16 and BF16 can be read"),
                               tensor->name, name != NULL ? name : _ ("(none)"));
}

/* Up to @max whole numbers, none negative. Returns their number, or -1. */
static int
read_whole_numbers (JsonObject *object, const char *member, guint64 *numbers, guint max)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return -1;

  JsonArray *array = json_node_get_array (node);
  guint n = json_array_get_length (array);

  if (n > max)
    return -1;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_INT64
          || json_node_get_int (element) < 0)
        return -1;
      numbers[i] = (guint64) json_node_get_int (element);
    }
  return (int) n;
}

static gboolean
read_shape (FusSafetensors *file, FusSafetensor *tensor, JsonObject *object, GError **error)
{
  int n = read_whole_numbers (object, "shape", tensor->dims, FUS_SAFETENSORS_MAX_DIMS);

  if (n < 0)
    return fus_safetensors_fail (file->path, error, _ ("tensor %s has no valid shape"),
                                 tensor->name);
  tensor->n_dims = (guint) n;
  tensor->size = 1;
  for (guint i = 0; i < tensor->n_dims; i++)
    if (!g_uint64_checked_mul (&tensor->size, tensor->size, tensor->dims[i]))
      return fus_safetensors_fail (file->path, error, _ ("tensor %s has an impossible shape"),
                                   tensor->name);
  return TRUE;
}

static gboolean
read_place (FusSafetensors *file, FusSafetensor *tensor, JsonObject *object, GError **error)
{
  guint64 offsets[2];
  guint64 bytes;

  if (read_whole_numbers (object, "data_offsets", offsets, 2) != 2 || offsets[0] > offsets[1])
    return fus_safetensors_fail (file->path, error, _ ("tensor %s has no valid place in the file"),
                                 tensor->name);
  tensor->begin = offsets[0];
  tensor->end = offsets[1];
  if (tensor->end > file->data_length)
    return fus_safetensors_fail (
        file->path, error,
        _ ("tensor %s reaches beyond the end of the file: the file is cut short or "
           "damaged; fetch or write it again"),
        tensor->name);
  if (!g_uint64_checked_mul (&bytes, tensor->size, fus_safetensors_types[tensor->type].bytes)
      || bytes != tensor->end - tensor->begin)
    return fus_safetensors_fail (
        file->path, error,
        _ ("tensor %s has %" PRIu64 " bytes, which is not what its shape and type need"),
        tensor->name, tensor->end - tensor->begin);
  return TRUE;
}

static gboolean
read_entry (FusSafetensors *file, const char *name, JsonNode *node, GError **error)
{
  FusSafetensor tensor = { .name = g_string_chunk_insert (file->names, name) };

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fus_safetensors_fail (file->path, error,
                                 _ ("the header's entry %s is not a JSON object"), name);

  JsonObject *object = json_node_get_object (node);

  if (!read_type (file, &tensor, object, error) || !read_shape (file, &tensor, object, error)
      || !read_place (file, &tensor, object, error))
    return FALSE;
  g_array_append_val (file->tensors, tensor);
  return TRUE;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const FusSafetensor *s = a, *t = b;

  if (s->begin != t->begin)
    return s->begin < t->begin ? -1 : 1;
  return s->end < t->end ? -1 : s->end > t->end;
}

/* One after the other, without overlap or gap, to the last byte. */
static gboolean
check_places (FusSafetensors *file, GError **error)
{
  guint64 end = 0;
  const char *before = NULL;

  g_array_sort (file->tensors, compare_places);
  for (guint i = 0; i < file->tensors->len; i++)
    {
      const FusSafetensor *tensor = &g_array_index (file->tensors, FusSafetensor, i);

      if (tensor->begin < end)
        return fus_safetensors_fail (file->path, error, _ ("tensors %s and %s overlap"), before,
                                     tensor->name);
      if (tensor->begin > end)
        return fus_safetensors_fail (file->path, error, _ ("there is a gap before tensor %s"),
                                     tensor->name);
      end = tensor->end;
      before = tensor->name;
    }
  if (end != file->data_length)
    return fus_safetensors_fail (file->path, error,
                                 _ ("%" PRIu64 " bytes at the end belong to no tensor"),
                                 file->data_length - end);
  return TRUE;
}

static gboolean
parse_header (FusSafetensors *file, const char *text, gsize length, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (JsonNode) root = fus_untrusted_json_parse (text, length, &reason);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (root == NULL)
    return fus_safetensors_fail (file->path, error, "%s", reason->message);
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return fus_safetensors_fail (file->path, error, _ ("the header is not a JSON object"));
  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, &name, &node))
    {
      gboolean ok = strcmp (name, FUS_SAFETENSORS_METADATA) == 0
                        ? read_metadata (file, node, error)
                        : read_entry (file, name, node, error);
      if (!ok)
        return FALSE;
    }
  return check_places (file, error);
}

static gboolean
read_header (FusSafetensors *file, guint64 file_length, GError **error)
{
  guint64 length;
  g_autofree char *text = NULL;

  if (file_length < sizeof length)
    return fus_safetensors_fail (file->path, error,
                                 _ ("the file is too short to be a .safetensors file"));
  if (fread (&length, sizeof length, 1, file->stream) != 1)
    return fus_safetensors_fail_errno (file->path, error, errno != 0 ? errno : EIO);
  if (length > FUS_SAFETENSORS_MAX_HEADER)
    return fus_safetensors_fail (
        file->path, error,
        _ ("this is not a .safetensors file, or its header is damaged: it would be "
           "%" PRIu64 " bytes long"),
        length);
  if (length > file_length - sizeof length)
    return fus_safetensors_fail (file->path, error,
                                 _ ("the file ends within its header: it is cut short or "
                                    "damaged; fetch or write it again"));

  text = g_malloc (length);
  if (length > 0 && fread (text, length, 1, file->stream) != 1)
    return fus_safetensors_fail_errno (file->path, error, errno != 0 ? errno : EIO);
  file->data_start = sizeof length + length;
  file->data_length = file_length - file->data_start;
  return parse_header (file, text, length, error);
}

FusSafetensors *
fus_safetensors_open (const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;
  FusFileStamp stamp;
  FILE *stream = fus_file_open (path, &stamp, &failure);

  if (stream == NULL)
    {
      g_autofree char *shown = g_filename_display_name (path);

      if (g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_ISDIR)
          || g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_INVAL))
        fus_safetensors_fail (path, error, "%s", failure->message);
      else
        g_set_error (error, failure->domain, failure->code, "%s: %s", shown, failure->message);
      return NULL;
    }

  g_autoptr (FusSafetensors) file = g_new0 (FusSafetensors, 1);

  file->path = g_strdup (path);
  file->stream = stream;
  file->metadata = g_tree_new_full (compare_keys, NULL, g_free, g_free);
  file->tensors = g_array_new (FALSE, FALSE, sizeof (FusSafetensor));
  file->names = g_string_chunk_new (1024);
  errno = 0;
  if (!read_header (file, stamp.size, error))
    return NULL;
  return g_steal_pointer (&file);
}

void
fus_safetensors_free (FusSafetensors *file)
{
  if (file == NULL)
    return;
  fclose (file->stream);
  g_tree_unref (file->metadata);
  g_array_unref (file->tensors);
  g_string_chunk_free (file->names);
  g_free (file->path);
  g_free (file);
}

guint
fus_safetensors_n_tensors (const FusSafetensors *file)
{
  return file->tensors->len;
}

const FusSafetensor *
fus_safetensors_tensor (const FusSafetensors *file, guint index)
{
  g_assert (index < file->tensors->len);
  return &g_array_index (file->tensors, FusSafetensor, index);
}

const FusSafetensor *
fus_safetensors_find (const FusSafetensors *file, const char *name)
{
  for (guint i = 0; i < file->tensors->len; i++)
    if (strcmp (fus_safetensors_tensor (file, i)->name, name) == 0)
      return fus_safetensors_tensor (file, i);
  return NULL;
}

GTree *
fus_safetensors_metadata (const FusSafetensors *file)
{
  return file->metadata;
}

const char *
fus_safetensors_path (const FusSafetensors *file)
{
  return file->path;
}

gboolean
fus_safetensors_all_finite (const float *values, gsize n)
{
  /* x - x is 0 for numbers, NaN for all else. */
  float sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += values[i] - values[i];
  return sum == 0;
}

static gboolean
read_chunk (FILE *stream, FusSafetensorsType type, float *values, gsize n)
{
  guint16 halves[FUS_SAFETENSORS_CHUNK];

  if (type == FUS_SAFETENSORS_F32)
    return fread (values, sizeof (float), n, stream) == n;
  if (fread (halves, sizeof (guint16), n, stream) != n)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    values[i] = type == FUS_SAFETENSORS_F16 ? fus_half_to_float (halves[i])
                                            : fus_bfloat_to_float (halves[i]);
  return TRUE;
}

gboolean
fus_safetensors_read (FusSafetensors *file, const FusSafetensor *tensor, float *values,
                      GError **error)
{
  errno = 0;
  if (fseeko (file->stream, (off_t) (file->data_start + tensor->begin), SEEK_SET) != 0)
    return fus_safetensors_fail_errno (file->path, error, errno);
  for (guint64 done = 0; done < tensor->size; done += FUS_SAFETENSORS_CHUNK)
    {
      gsize n = MIN (FUS_SAFETENSORS_CHUNK, tensor->size - done);

      if (!read_chunk (file->stream, tensor->type, values + done, n))
        return fus_safetensors_fail_errno (file->path, error, errno != 0 ? errno : EIO);
      if (!fus_safetensors_all_finite (values + done, n))
        return fus_safetensors_fail (
            file->path, error, _ ("tensor %s holds values that are not numbers (NaN or infinity)"),
            tensor->name);
    }
  return TRUE;
}
