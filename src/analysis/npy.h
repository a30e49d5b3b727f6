/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Writes a little-endian float32 array in NumPy's format 1.0 (temporary file, rename). */
gboolean fus_npy_save (const char *path, const float *values, guint n_dims, const gsize *dims,
                       GError **error);

/**
 * fus_npy_load:
 * @dims: (out caller-allocates): 8 entries
 *
 * Reads float32 or float64, C order, at most 8 dimensions and 4 GiB; anything else is an error that
 * names the file.
 *
 * Returns: (transfer full): free with g_free()
 */
float *fus_npy_load (const char *path, guint *n_dims, gsize *dims, GError **error);

G_END_DECLS
