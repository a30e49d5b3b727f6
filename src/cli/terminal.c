/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/terminal.h"

#include "cli/command.h"
#include "study/jobs/time-left.h"
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define SHOW_INTERVAL (G_USEC_PER_SEC / 10)
#define LOG_INTERVAL (10 * G_USEC_PER_SEC)

static volatile sig_atomic_t interrupted;

static GMutex mutex;
static gint64 shown_at; /* monotonic time of the line last shown; 0: nothing is shown */

static void
on_interrupt (int signal_number)
{
  interrupted = 1;
}

/* Controls of ASCII and of Latin-1, and what turns the direction of writing. */
static gboolean
steers (gunichar c)
{
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0)
         || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Bytes that are no UTF-8, as of names in Latin-1, stay what they are. (transfer full) */
static char *
defuse (const char *text)
{
  GString *safe = g_string_new (NULL);

  for (const char *p = text; *p != '\0';)
    {
      const gunichar c = g_utf8_get_char_validated (p, -1);
      const gboolean valid = c != (gunichar) -1 && c != (gunichar) -2;
      const gunichar shown = valid ? c : (guchar) *p;
      const gsize n = valid ? (gsize) (g_utf8_next_char (p) - p) : 1;

      if (!steers (shown))
        g_string_append_len (safe, p, (gssize) n);
      else if (shown < 0x100)
        g_string_append_printf (safe, "\\x%02x", shown);
      else
        g_string_append_printf (safe, "\\u%04x", shown);
      p += n;
    }
  return g_string_free (safe, FALSE);
}

static void
write_to (FILE *file, const char *text)
{
  g_autofree char *safe = defuse (text);
  const char *charset;
  g_autofree char *converted = NULL;

  if (!g_get_console_charset (&charset))
    converted = g_convert_with_fallback (safe, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  fputs (converted != NULL ? converted : safe, file);
  fflush (file);
}

static void
print (const char *text)
{
  write_to (stdout, text);
}

static void
print_error (const char *text)
{
  write_to (stderr, text);
}

void
fus_terminal_guard (void)
{
  g_set_print_handler (print);
  g_set_printerr_handler (print_error);
}

void
fus_terminal_catch_interrupt (void)
{
  struct sigaction action
      = { .sa_handler = on_interrupt, .sa_flags = (int) SA_RESETHAND | SA_RESTART };

  sigaction (SIGINT, &action, NULL);
}

gboolean
fus_terminal_interrupted (void)
{
  return interrupted != 0;
}

static gboolean
check_interrupt (gpointer data)
{
  return !interrupted;
}

const FusPoll *
fus_terminal_poll (void)
{
  static const FusPoll poll = { check_interrupt, NULL };

  return &poll;
}

static gboolean
is_terminal (void)
{
  return isatty (STDERR_FILENO);
}

/* With the mutex held. */
static void
clear_line (void)
{
  if (shown_at != 0 && is_terminal ())
    fputs ("\r\033[K", stderr);
  shown_at = 0;
}

void
fus_terminal_clear (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  clear_line ();
}

void
fus_terminal_print (const char *format, ...)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  clear_line ();
  g_printerr ("%s\n", message);
}

int
fus_terminal_fail (const char *message)
{
  fus_terminal_print ("%s: %s", g_get_prgname (), message);
  return FUS_EXIT_FAILED;
}

int
fus_terminal_stopped (void)
{
  fus_terminal_print (_ ("%s: interrupted"), g_get_prgname ());
  return FUS_EXIT_INTERRUPTED;
}

void
fus_terminal_show (const char *format, ...)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  static gint64 next;
  gint64 now = g_get_monotonic_time ();
  g_autofree char *message = NULL;
  va_list arguments;

  if (next == 0 && !is_terminal ())
    next = now + LOG_INTERVAL; /* what takes a moment leaves no line in a log */
  if (now < next)
    return;
  next = now + (is_terminal () ? SHOW_INTERVAL : LOG_INTERVAL);

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  clear_line ();
  if (is_terminal ())
    g_printerr ("%s", message);
  else
    g_printerr ("%s\n", message);
  shown_at = now;
}

static void
report (gpointer data, double share)
{
  static FusTimeLeft left;
  static gint64 next;
  const gint64 now = g_get_monotonic_time ();
  g_autofree char *duration = NULL;
  double seconds;

  /* Of nothing, no share is done. */
  if (!(share >= 0))
    share = 0;
  /* Some report each of a million steps. */
  if (now < next && share < 1)
    return;
  next = now + SHOW_INTERVAL;
  seconds = fus_time_left_update (&left, now, share);
  if (seconds >= 0)
    duration = fus_describe_duration (seconds);
  if (duration != NULL)
    fus_terminal_show (_ ("%s: %.0f %%, %s left"), (const char *) data, 100 * share, duration);
  else
    fus_terminal_show ("%s: %.0f %%", (const char *) data, 100 * share);
}

const FusProgress *
fus_terminal_progress (const char *title)
{
  static FusProgress progress;

  progress = (FusProgress){ report, (gpointer) title };
  return &progress;
}
