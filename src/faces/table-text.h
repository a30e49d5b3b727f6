/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/files/read-file.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  FUS_ENCODING_UTF8,
  FUS_ENCODING_UTF16_LE,
  FUS_ENCODING_UTF16_BE,
} FusEncoding;

/**
 * FusTableText:
 * @separator: ',', ';' or a tab: whichever the first line has most of
 * @stamp: of the file, when it was opened
 *
 * The text of a table as spreadsheets write it: in UTF-8, with or without a byte order mark, or in
 * UTF-16 with one; it is read as UTF-8. One thread.
 */
typedef struct
{
  char separator;
  FusFileStamp stamp;
  /* Private. */
  FILE *file;
  char *path;
  FusEncoding encoding;
  goffset start; /* behind the byte order mark */
  /* Of UTF-16 alone: where the next character begins and the last one began, and its bytes. */
  goffset at, before;
  guint8 pending[6];
  guint n_pending, next_pending;
} FusTableText;

/* Returns: (transfer full): NULL with FUS_FACES_ERROR_DATASET when the file cannot be opened */
FusTableText *fus_table_text_open (const char *path, GError **error);
void fus_table_text_free (FusTableText *text);

/* What fus_table_text_next() calls for UTF-16. */
int fus_table_text_convert (FusTableText *text);

/* The next byte, or EOF. */
static inline int
fus_table_text_next (FusTableText *text)
{
  return text->encoding == FUS_ENCODING_UTF8 ? getc_unlocked (text->file)
                                             : fus_table_text_convert (text);
}

/* Makes the byte that was read last, @c, the next one again. */
void fus_table_text_unread (FusTableText *text, int c);

/* Where the next byte is, which must begin a character: for fus_table_text_seek(). */
goffset fus_table_text_tell (FusTableText *text);
gboolean fus_table_text_seek (FusTableText *text, goffset offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusTableText, fus_table_text_free)

G_END_DECLS
