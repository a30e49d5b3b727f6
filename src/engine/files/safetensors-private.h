/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/files/safetensors.h"

G_BEGIN_DECLS

/* What reading and writing share. */

/* Ours are 2 kB, with the names of a thousand people 30 kB; parsed JSON takes fifty times its size
 * in memory. */
#define FUS_SAFETENSORS_MAX_HEADER (2 * 1024 * 1024)
#define FUS_SAFETENSORS_METADATA "__metadata__"

/* Numbers that are checked or converted at a time. */
#define FUS_SAFETENSORS_CHUNK 16384

typedef struct
{
  const char *name;
  guint bytes;
} FusSafetensorsTypeInfo;

extern const FusSafetensorsTypeInfo fus_safetensors_types[FUS_SAFETENSORS_N_TYPES];

/* Set an error that begins with the file's name, and return FALSE. */
gboolean fus_safetensors_fail (const char *path, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
gboolean fus_safetensors_fail_errno (const char *path, GError **error, int number);

gboolean fus_safetensors_fail_batch_norm (const char *path, GError **error);

/* Gives each tensor the name that @rename returns (transfer full). */
void fus_safetensors_rename (FusSafetensors *file,
                             char *(*rename) (const char *name, gpointer data), gpointer data);

gboolean fus_safetensors_all_finite (const float *values, gsize n);

G_END_DECLS
