/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FusNames:
 * @rows: an array of names, or of structs whose first member is the name; a value is the index of
 *   its row
 * @stride: bytes from a row to the next
 * @n: rows
 *
 * The untranslated names of an enum's values, as they stand in files, in addresses and on the
 * command line. Any thread.
 */
typedef struct
{
  gconstpointer rows;
  gsize stride;
  guint n;
} FusNames;

/* To initialise a FusNames with a static array. */
#define FUS_NAMES(rows)                                                                            \
  {                                                                                                \
    (rows), sizeof *(rows), G_N_ELEMENTS (rows)                                                    \
  }

/* The name of @value, which must be one of the table's. */
const char *fus_names_get (const FusNames *names, guint value);

/* Finds @name (nullable), exactly as it is written. Returns: FALSE for any other text; then @value
 * is left alone. */
gboolean fus_names_find (const FusNames *names, const char *name, guint *value);

/* "identity, expression or joint": for a message that says what could have been given. Translated,
 * but for the names. (transfer full) */
char *fus_names_list (const FusNames *names);

/* Defines fus_word_name() and fus_word_parse(), with the enum's own type, upon @names. */
#define FUS_DEFINE_NAMES(Type, word, names)                                                        \
  const char *fus_##word##_name (Type value)                                                       \
  {                                                                                                \
    return fus_names_get (&(names), (guint) value);                                                \
  }                                                                                                \
                                                                                                   \
  gboolean fus_##word##_parse (const char *name, Type *value)                                      \
  {                                                                                                \
    guint found;                                                                                   \
                                                                                                   \
    if (!fus_names_find (&(names), name, &found))                                                  \
      return FALSE;                                                                                \
    *value = (Type) found;                                                                         \
    return TRUE;                                                                                   \
  }

G_END_DECLS
