/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The container of weight files (github.com/huggingface/safetensors): a length, a JSON header that
 * names tensors and their places, the numbers. */

typedef enum
{
  FUS_SAFETENSORS_F32,
  FUS_SAFETENSORS_F16,
  FUS_SAFETENSORS_BF16,
} FusSafetensorsType;
#define FUS_SAFETENSORS_N_TYPES 3

#define FUS_SAFETENSORS_MAX_DIMS 8

typedef struct
{
  const char *name; /* owned by the file */
  FusSafetensorsType type;
  guint n_dims;
  guint64 dims[FUS_SAFETENSORS_MAX_DIMS];
  guint64 size;  /* numbers */
  guint64 begin; /* bytes from the end of the header */
  guint64 end;
} FusSafetensor;

typedef struct _FusSafetensors FusSafetensors;

/* Reads and checks the header alone: after it, every tensor lies within the file, has as many bytes
 * as its shape and type say, and none overlaps another or leaves a gap. The file stays open until
 * fus_safetensors_free(). */
FusSafetensors *fus_safetensors_open (const char *path, GError **error);
void fus_safetensors_free (FusSafetensors *file);

/* In the order in which they lie in the file. */
guint fus_safetensors_n_tensors (const FusSafetensors *file);
const FusSafetensor *fus_safetensors_tensor (const FusSafetensors *file, guint index);
const FusSafetensor *fus_safetensors_find (const FusSafetensors *file, const char *name);
/* Text to text, sorted by key; owned by the file. */
GTree *fus_safetensors_metadata (const FusSafetensors *file);
const char *fus_safetensors_path (const FusSafetensors *file);

/* values: [tensor->size]; NaN and infinity are an error. */
gboolean fus_safetensors_read (FusSafetensors *file, const FusSafetensor *tensor, float *values,
                               GError **error);

typedef struct
{
  char *name;
  guint n_dims;
  guint64 dims[FUS_SAFETENSORS_MAX_DIMS];
  const float *values;
} FusSafetensorToWrite;

/* F32 or F16. The file appears whole or not at all: temporary file beside it, sync, rename. */
gboolean fus_safetensors_write (const char *path, GTree *metadata,
                                const FusSafetensorToWrite *tensors, guint n_tensors,
                                FusSafetensorsType type, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusSafetensors, fus_safetensors_free)

G_END_DECLS
