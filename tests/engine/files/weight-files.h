/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/network.h"

G_BEGIN_DECLS

/* A folder with one valid file in it, as text: a small joint network. */
typedef struct
{
  char *folder;
  char *path;
  FusNetwork *network;
  gsize n_parameters;
  char *contents;
  gsize length;
} WeightFiles;

/* For g_test_add(). */
void weight_files_set_up (WeightFiles *f, gconstpointer data);
void weight_files_tear_down (WeightFiles *f, gconstpointer data);

void write_file (const char *path, const char *contents, gsize length);
/* A length, @header, @data. */
void write_with_header (const char *path, const char *header, const char *data, gsize length);
/* Free with g_free(). */
char *header_of (WeightFiles *f);
/* Writes the valid file with the first @from in its header replaced by @to. */
void write_changed (WeightFiles *f, const char *from, const char *to);

/* Loading fails with one message that names the file and holds each of @words. */
#define REFUSED(path, ...) assert_refused (path, (const char *const[]){ __VA_ARGS__, NULL })
void assert_refused (const char *path, const char *const *words);

G_END_DECLS
