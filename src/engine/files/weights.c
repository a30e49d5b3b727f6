/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/weights-private.h"

#include "engine/architecture.h"
#include "engine/error.h"
#include "engine/files/json-write.h"
#include "engine/network-private.h"
#include "engine/files/safetensors-private.h"
#include "engine/files/untrusted-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define TORCHVISION_HEAD "classifier.6"
#define FORMAT "format"
#define IMAGE_SIZE "image_size"
#define WIDTH "width"
#define DROPOUT "dropout"
#define CLASSES "classes."
#define MEAN "normalization.mean"
#define SD "normalization.sd"

static char *
name_in_file (const char *name, FusNaming naming, const char *prefix)
{
  if (naming == FUS_NAMING_TORCHVISION && g_str_has_prefix (name, "heads."))
    return g_strconcat (prefix, TORCHVISION_HEAD, strrchr (name, '.'), NULL);
  return g_strconcat (prefix, name, NULL);
}

static gboolean
has_shape (const FusSafetensor *tensor, const FusTensor *due)
{
  if (tensor->n_dims != due->n_dims)
    return FALSE;
  for (guint i = 0; i < due->n_dims; i++)
    if (tensor->dims[i] != due->dims[i])
      return FALSE;
  return TRUE;
}

static char *
shape_text (guint n_dims, const guint64 *dims)
{
  GString *text = g_string_new ("[");

  for (guint i = 0; i < n_dims; i++)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? ", " : "", dims[i]);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static const FusSafetensor *
find (FusSafetensors *file, const char *name, GError **error)
{
  const FusSafetensor *tensor = fus_safetensors_find (file, name);

  if (tensor == NULL)
    fus_safetensors_fail (fus_safetensors_path (file), error,
                          _ ("tensor %s is missing: this is not a whole network of Fusiform's"),
                          name);
  return tensor;
}

static const FusSafetensor *
find_checked (FusSafetensors *file, const char *name, const FusTensor *due, GError **error)
{
  const FusSafetensor *tensor = find (file, name, error);

  if (tensor != NULL && !has_shape (tensor, due))
    {
      guint64 dims[4] = { due->dims[0], due->dims[1], due->dims[2], due->dims[3] };
      g_autofree char *is = shape_text (tensor->n_dims, tensor->dims);
      g_autofree char *expected = shape_text (due->n_dims, dims);

      fus_safetensors_fail (fus_safetensors_path (file), error,
                            _ ("tensor %s has the shape %s where %s is expected"), name, is,
                            expected);
      return NULL;
    }
  return tensor;
}

gboolean
fus_weights_read_parameters (FusSafetensors *file, const FusArchitecture *arch, FusNaming naming,
                             const char *prefix, float *values, GError **error)
{
  FusTensor due[FUS_MAX_TENSORS];
  guint n = fus_architecture_tensors (arch, due);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = name_in_file (due[i].name, naming, prefix);
      const FusSafetensor *tensor = find_checked (file, name, &due[i], error);

      if (tensor == NULL || !fus_safetensors_read (file, tensor, values + due[i].offset, error))
        return FALSE;
    }
  return TRUE;
}

/* Nothing missing, nothing of another shape, nothing unknown; so what the file states of sizes is
 * as large as the file, before memory is asked for. */
static gboolean
check_tensors (FusSafetensors *file, const FusArchitecture *arch, FusNaming naming, GError **error)
{
  FusTensor due[FUS_MAX_TENSORS];
  guint n = fus_architecture_tensors (arch, due);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < n; i++)
    {
      char *name = name_in_file (due[i].name, naming, "");

      g_hash_table_add (known, name);
      if (find_checked (file, name, &due[i], error) == NULL)
        return FALSE;
    }
  for (guint i = 0; i < fus_safetensors_n_tensors (file); i++)
    {
      const char *name = fus_safetensors_tensor (file, i)->name;

      if (g_str_has_prefix (name, FUS_WEIGHTS_MOMENTUM_PREFIX)
          || g_hash_table_contains (known, name))
        continue;
      return fus_safetensors_fail (fus_safetensors_path (file), error,
                                   _ ("tensor %s has no place in a network of Fusiform's"), name);
    }
  return TRUE;
}

static gboolean
read_number (FusSafetensors *file, const char *key, double *number, GError **error)
{
  const char *text = g_tree_lookup (fus_safetensors_metadata (file), key);
  char *end;

  if (text == NULL)
    return TRUE;
  *number = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0')
    return fus_safetensors_fail (fus_safetensors_path (file), error,
                                 _ ("the metadata “%s” are not a number: “%s”"), key, text);
  return TRUE;
}

/* The first dimension of a tensor, where there is such a tensor. */
static guint
first_dim (FusSafetensors *file, const char *name)
{
  const FusSafetensor *tensor = fus_safetensors_find (file, name);

  if (tensor == NULL || tensor->n_dims == 0)
    return 0;
  return (guint) MIN (tensor->dims[0], G_MAXUINT);
}

/* What a file without metadata (written by a script) says by its shapes. */
static void
guess_from_shapes (FusSafetensors *file, double *image_size, double *width)
{
  const FusSafetensor *fc1 = fus_safetensors_find (file, "classifier.0.weight");
  guint channels = first_dim (file, "features.18.weight");

  *image_size = 0;
  if (fc1 != NULL && fc1->n_dims == 2 && channels > 0)
    *image_size = 32 * sqrt ((double) fc1->dims[1] / channels);
  *width = first_dim (file, "classifier.3.weight") / 4096.0;
}

static gboolean
read_architecture (FusSafetensors *file, FusNaming naming, FusTask task, FusArchitecture *arch,
                   GError **error)
{
  double image_size, width;
  double dropout = 0.5;

  *arch = (FusArchitecture){ 0 };
  /* The names that the shapes are read from, so that their absence is reported as such. */
  if (find (file, "features.18.weight", error) == NULL
      || find (file, "classifier.0.weight", error) == NULL
      || find (file, "classifier.3.weight", error) == NULL)
    return FALSE;
  guess_from_shapes (file, &image_size, &width);
  if (!read_number (file, IMAGE_SIZE, &image_size, error)
      || !read_number (file, WIDTH, &width, error) || !read_number (file, DROPOUT, &dropout, error))
    return FALSE;
  arch->image_size = image_size >= 0 && image_size <= G_MAXINT ? (guint) image_size : 0;
  arch->width = width;
  arch->dropout = dropout;
  if (naming == FUS_NAMING_TORCHVISION)
    arch->n_classes[task] = first_dim (file, TORCHVISION_HEAD ".weight");
  else
    for (guint t = 0; t < FUS_N_TASKS; t++)
      {
        g_autofree char *name = g_strdup_printf ("heads.%s.weight", fus_task_name (t));

        arch->n_classes[t] = first_dim (file, name);
      }

  g_autoptr (GError) reason = NULL;

  if (!fus_architecture_check (arch, &reason))
    return fus_safetensors_fail (fus_safetensors_path (file), error, "%s", reason->message);
  return TRUE;
}

/* The elements of a JSON array in the metadata, or NULL where there is no such entry. */
static gboolean
read_array (FusSafetensors *file, const char *key, guint length, JsonArray **array, GError **error)
{
  const char *text = g_tree_lookup (fus_safetensors_metadata (file), key);

  *array = NULL;
  if (text == NULL)
    return TRUE;

  g_autoptr (JsonNode) root = fus_untrusted_json_parse (text, strlen (text), NULL);

  if (root == NULL || !JSON_NODE_HOLDS_ARRAY (root)
      || json_array_get_length (json_node_get_array (root)) != length)
    return fus_safetensors_fail (fus_safetensors_path (file), error,
                                 _ ("the metadata “%s” are not a JSON array of %u elements"), key,
                                 length);
  *array = json_node_dup_array (root);
  return TRUE;
}

static gboolean
read_class_names (FusSafetensors *file, FusNetwork *network, FusTask task, GError **error)
{
  guint n = fus_network_architecture (network)->n_classes[task];
  g_autofree char *key = g_strconcat (CLASSES, fus_task_name (task), NULL);
  g_autoptr (JsonArray) array = NULL;

  if (n == 0)
    return TRUE;
  if (!read_array (file, key, n, &array, error))
    return FALSE;
  if (array == NULL)
    return TRUE;

  g_autofree const char **names = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return fus_safetensors_fail (fus_safetensors_path (file), error,
                                     _ ("the metadata “%s” hold something else than text"), key);
      names[i] = json_node_get_string (node);
    }
  fus_network_set_class_names (network, task, names);
  return TRUE;
}

static gboolean
read_triple (FusSafetensors *file, const char *key, float triple[3], gboolean positive,
             GError **error)
{
  g_autoptr (JsonArray) array = NULL;

  if (!read_array (file, key, 3, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < 3; i++)
    {
      double number = NAN;
      float value;

      fus_untrusted_json_number (json_array_get_element (array, i), &number);
      value = (float) number;
      if (!isfinite (value) || (positive && value <= 0))
        return fus_safetensors_fail (fus_safetensors_path (file), error,
                                     _ ("the metadata “%s” hold a value that is not possible"),
                                     key);
      triple[i] = value;
    }
  return TRUE;
}

static gboolean
read_normalization (FusSafetensors *file, FusNetwork *network, GError **error)
{
  FusNormalization normalization = *fus_network_normalization (network);

  if (!read_triple (file, MEAN, normalization.mean, FALSE, error)
      || !read_triple (file, SD, normalization.sd, TRUE, error))
    return FALSE;
  fus_network_set_normalization (network, &normalization);
  return TRUE;
}

static gboolean
is_note (const char *key)
{
  const char *const others[]
      = { FORMAT, IMAGE_SIZE, WIDTH, DROPOUT, MEAN, SD, FUS_CHECKPOINT_EPOCH, FUS_CHECKPOINT_RANDOM,
          NULL };

  return !g_strv_contains (others, key) && !g_str_has_prefix (key, CLASSES);
}

static gboolean
read_note (gpointer key, gpointer value, gpointer network)
{
  if (is_note (key))
    fus_network_set_note (network, key, value);
  return FALSE;
}

FusNetwork *
fus_weights_read (FusSafetensors *file, FusNaming naming, FusTask task, GError **error)
{
  FusArchitecture arch;
  g_autoptr (FusNetwork) network = NULL;

  if (naming == FUS_NAMING_FUSIFORM
      && fus_safetensors_find (file, TORCHVISION_HEAD ".weight") != NULL)
    {
      fus_safetensors_fail (
          fus_safetensors_path (file), error,
          _ ("this is a network of torchvision's; convert it first (fusiform-cli convert)"));
      return NULL;
    }
  if (!read_architecture (file, naming, task, &arch, error)
      || !check_tensors (file, &arch, naming, error))
    return NULL;
  network = fus_network_new (&arch, error);
  if (network == NULL
      || !fus_weights_read_parameters (file, &arch, naming, "", fus_network_parameters (network),
                                       error)
      || !read_normalization (file, network, error))
    return NULL;
  for (guint t = 0; t < FUS_N_TASKS; t++)
    if (!read_class_names (file, network, t, error))
      return NULL;
  g_tree_foreach (fus_safetensors_metadata (file), read_note, network);
  return g_steal_pointer (&network);
}

/* What PyTorch's wrappers put before the names of a network within them, as "module." and "model.",
 * and within them, as in "features.module.0.weight". */
static char *
without_wrappers (const char *name, gpointer prefix)
{
  static const char *const parts[] = { "features.", "classifier." };

  if (g_str_has_prefix (name, prefix))
    name += strlen (prefix);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *wrapped = g_strconcat (parts[i], "module.", NULL);

      if (g_str_has_prefix (name, wrapped))
        return g_strconcat (parts[i], name + strlen (wrapped), NULL);
    }
  return g_strdup (name);
}

/* What stands before the name of the first layer. (transfer full) (nullable) */
static char *
find_prefix (const FusSafetensors *file)
{
  static const char *const first[] = { "features.0.weight", "features.module.0.weight" };
  g_autofree char *prefix = NULL;

  for (guint i = 0; i < fus_safetensors_n_tensors (file); i++)
    for (guint f = 0; f < G_N_ELEMENTS (first); f++)
      {
        const char *name = fus_safetensors_tensor (file, i)->name;
        gsize length;

        if (!g_str_has_suffix (name, first[f]))
          continue;
        length = strlen (name) - strlen (first[f]);
        /* A checkpoint has the same names again, behind "momentum.". */
        if (prefix == NULL || length < strlen (prefix))
          {
            g_free (prefix);
            prefix = g_strndup (name, length);
          }
      }
  return g_steal_pointer (&prefix);
}

FusSafetensors *
fus_weights_open (const char *path, GError **error)
{
  g_autoptr (FusSafetensors) file = fus_safetensors_open (path, error);
  g_autofree char *prefix = NULL;

  if (file == NULL)
    return NULL;
  prefix = find_prefix (file);
  if (prefix != NULL)
    fus_safetensors_rename (file, without_wrappers, prefix);
  for (guint i = 0; i < fus_safetensors_n_tensors (file); i++)
    if (g_str_has_suffix (fus_safetensors_tensor (file, i)->name, ".running_mean"))
      {
        fus_safetensors_fail_batch_norm (path, error);
        return NULL;
      }
  return g_steal_pointer (&file);
}

FusNetwork *
fus_weights_load (const char *path, GError **error)
{
  g_autoptr (FusSafetensors) file = fus_weights_open (path, error);

  if (file == NULL)
    return NULL;
  return fus_weights_read (file, FUS_NAMING_FUSIFORM, FUS_TASK_IDENTITY, error);
}

static void
put (GTree *metadata, const char *key, char *value)
{
  g_tree_replace (metadata, g_strdup (key), value);
}

static void
put_number (GTree *metadata, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  put (metadata, key, g_strdup (g_ascii_dtostr (text, sizeof text, value)));
}

static void
put_triple (GTree *metadata, const char *key, const float triple[3])
{
  char text[3][G_ASCII_DTOSTR_BUF_SIZE];

  /* Nine digits tell every float apart. */
  for (guint i = 0; i < 3; i++)
    g_ascii_formatd (text[i], sizeof text[i], "%.9g", triple[i]);
  put (metadata, key, g_strdup_printf ("[%s, %s, %s]", text[0], text[1], text[2]));
}

static void
put_class_names (GTree *metadata, const FusNetwork *network, FusTask task)
{
  const char *const *names = fus_network_class_names (network, task);
  g_autofree char *key = g_strconcat (CLASSES, fus_task_name (task), NULL);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_array (builder);
  for (; *names != NULL; names++)
    fus_json_put_string (builder, *names);
  json_builder_end_array (builder);
  put (metadata, key, fus_json_text (builder, FUS_JSON_LINE));
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

static gboolean
put_note (gpointer key, gpointer value, gpointer metadata)
{
  put (metadata, key, g_strdup (value));
  return FALSE;
}

GTree *
fus_weights_metadata (const FusNetwork *network)
{
  const FusArchitecture *arch = fus_network_architecture (network);
  const FusNormalization *normalization = fus_network_normalization (network);
  GTree *metadata = g_tree_new_full (compare_keys, NULL, g_free, g_free);

  g_tree_foreach (fus_network_notes (network), put_note, metadata);
  /* What Python's readers look for: the order of bytes and dimensions is PyTorch's. */
  put (metadata, FORMAT, g_strdup ("pt"));
  put_number (metadata, IMAGE_SIZE, arch->image_size);
  put_number (metadata, WIDTH, arch->width);
  put_number (metadata, DROPOUT, arch->dropout);
  put_triple (metadata, MEAN, normalization->mean);
  put_triple (metadata, SD, normalization->sd);
  for (guint t = 0; t < FUS_N_TASKS; t++)
    if (arch->n_classes[t] > 0)
      put_class_names (metadata, network, t);
  return metadata;
}

static void
clear_tensor (gpointer tensor)
{
  g_free (((FusSafetensorToWrite *) tensor)->name);
}

GArray *
fus_weights_array_new (void)
{
  GArray *tensors = g_array_new (FALSE, FALSE, sizeof (FusSafetensorToWrite));

  g_array_set_clear_func (tensors, clear_tensor);
  return tensors;
}

void
fus_weights_append (GArray *tensors, const FusNetwork *network, FusNaming naming,
                    const char *prefix, const float *values)
{
  for (guint i = 0; i < fus_network_n_tensors (network); i++)
    {
      const FusTensor *tensor = fus_network_tensor (network, i);
      FusSafetensorToWrite entry = { .name = name_in_file (tensor->name, naming, prefix),
                                     .n_dims = tensor->n_dims,
                                     .values = values + tensor->offset };

      for (guint d = 0; d < tensor->n_dims; d++)
        entry.dims[d] = tensor->dims[d];
      g_array_append_val (tensors, entry);
    }
}

gboolean
fus_weights_save (const FusNetwork *network, const char *path, FusWeightsType type, GError **error)
{
  g_autoptr (GTree) metadata = fus_weights_metadata (network);
  g_autoptr (GArray) tensors = fus_weights_array_new ();

  fus_weights_append (tensors, network, FUS_NAMING_FUSIFORM, "",
                      fus_network_peek_parameters (network));
  return fus_safetensors_write (
      path, metadata, (FusSafetensorToWrite *) tensors->data, tensors->len,
      type == FUS_WEIGHTS_F16 ? FUS_SAFETENSORS_F16 : FUS_SAFETENSORS_F32, error);
}
