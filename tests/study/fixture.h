/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/* Runs the default main loop until @condition (@data), and fails the test if that does not come.
 * @seconds: how long a machine with nothing else to do takes at most. One that is busy is given ten
 * times that: it is how long a test that fails hangs, nothing else. */
#define fixture_wait(condition, data, seconds)                                                     \
  g_assert_true (fixture_wait_until ((condition), (data), (seconds)))
gboolean fixture_wait_until (gboolean (*condition) (gpointer data), gpointer data, double seconds);

/* Runs it until @condition (@data), or for that long. Returns: whether that came */
gboolean fixture_run_until (gboolean (*condition) (gpointer data), gpointer data, double seconds);

/* Runs all that is ready in the default main loop, and what becomes ready by that, until nothing
 * is: what threads have sent until then has been dealt with. */
void fixture_settle (void);

/* Whether the pointer that @pointer points to is NULL, as a weak one is in the end: a condition. */
gboolean fixture_is_gone (gpointer pointer);

/* Gives up a reference to a GObject, and waits until nobody else has one either: threads hold on
 * to what they work with for a moment. */
void fixture_wait_dropped (gpointer object);

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

/* What stands in the study's analysis/NAME, (transfer full), and which file it is: another one
 * after each time that it is written. */
char *fixture_analysis_text (FusStudy *study, const char *name);
guint64 fixture_analysis_inode (FusStudy *study, const char *name);

/* Asserts that two numbers are equal, or both NaN. */
void fixture_assert_same_number (double a, double b);

/* The file's bytes. */
GBytes *fixture_read (const char *path);
void fixture_write (const char *path, const char *text);
/* Asserts that two files are equal. */
void fixture_assert_same_file (const char *a, const char *b);

G_END_DECLS
