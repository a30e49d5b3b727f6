/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/* Runs the default main loop until @condition (@data), at most @seconds; fails the test after. */
#define fixture_wait(condition, data, seconds)                                                     \
  g_assert_true (fixture_wait_until ((condition), (data), (seconds)))
gboolean fixture_wait_until (gboolean (*condition) (gpointer data), gpointer data, double seconds);

/* Runs the default main loop for that long. */
void fixture_run_for (double seconds);

/* A new empty folder, and its end. */
char *fixture_folder_new (void);
void fixture_folder_free (char *folder);

/* Writes pictures of @people people (half women) with all seven expressions in two sessions, named
 * as KDEF's, straight only, into FOLDER/faces: a colour for the person, a bar for the expression.
 * (transfer full): that folder */
char *fixture_faces (const char *folder, guint people);

/* Small enough that an epoch takes milliseconds. */
FusProtocol fixture_protocol (void);

/* A study of @people people at FOLDER/study with its faces beside it. */
FusStudy *fixture_study (const char *folder, guint people, const FusProtocol *protocol);

/* Trains a network of the study and fails the test unless that ends well. */
void fixture_train (FusStudy *study, FusNetworkKind kind);

/* Cuts the weight file of a trained network in half and opens the study anew. */
void fixture_damage (FusStudy **study, FusNetworkKind kind);

/* The file's bytes. */
GBytes *fixture_read (const char *path);
void fixture_write (const char *path, const char *text);
/* Asserts that two files are equal. */
void fixture_assert_same_file (const char *a, const char *b);

G_END_DECLS
