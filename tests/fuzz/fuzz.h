/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FuzzTarget:
 * @name: the word on the command line
 * @longest: most bytes of an input that are worth trying
 * @read: gives the bytes to one reader of foreign files; a crash, a sanitizer's report or a failed
 *   assertion is what is looked for
 * @seed: writes inputs that the reader takes with fuzz_seed()
 */
typedef struct
{
  const char *name;
  guint longest;
  void (*read) (const guint8 *bytes, gsize size);
  void (*seed) (void);
} FuzzTarget;

/* Each ends with a row without a name. */
extern const FuzzTarget fuzz_network_targets[];
extern const FuzzTarget fuzz_picture_targets[];
extern const FuzzTarget fuzz_dataset_targets[];
extern const FuzzTarget fuzz_study_targets[];

/* A reader either succeeds or says why not, in text that can be shown; frees @error. */
void fuzz_judge (gboolean succeeded, GError *error);

/* The process's own folder, in memory where there is such a place; what a run leaves there is gone
 * at its end. (transfer none) */
const char *fuzz_folder (void);
/* Writes FOLDER/@name, making folders on the way. (transfer full): its path */
char *fuzz_write (const char *name, const void *bytes, gsize size);
/* The bytes up to the first that is 0, as text. (transfer full) */
char *fuzz_text (const guint8 *bytes, gsize size);

/* One seed of the target whose turn it is. */
void fuzz_seed (const void *bytes, gsize size);
void fuzz_seed_text (const char *text);
/* The first bytes of a file of the demo study. */
void fuzz_seed_file (const char *name, gsize most);

G_END_DECLS
