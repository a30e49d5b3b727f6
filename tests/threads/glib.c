/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What GLib orders between threads, told to ThreadSanitizer: the system's GLib is not instrumented,
 * and its locks are no pthread locks, so that without this every use of one looks like a race.
 * Linked into each program of tools/check-threads. Each function does what GLib's own does and
 * says which of two threads came first, no more: what no lock, reference or source orders is still
 * found. What a source was given is ordered before its callback; what one thread does before it
 * lets go of a reference is ordered before the end of the object. */
#include <gio/gio.h>

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>
#include <stdlib.h>

/* The next definition of the function: GLib's. */
#define REAL(function) ((__typeof__ (&(function))) dlsym (RTLD_NEXT, #function))

/* The functions that are called most, looked up once. */
typedef struct
{
  void (*lock) (GMutex *mutex);
  gboolean (*trylock) (GMutex *mutex);
  void (*unlock) (GMutex *mutex);
  void (*wait) (GCond *cond, GMutex *mutex);
  gboolean (*wait_until) (GCond *cond, GMutex *mutex, gint64 end_time);
  void (*unref) (gpointer object);
} Real;

static const Real *
get_real (void)
{
  static Real real;

  /* First by GObject's constructor, when there is no other thread yet. */
  if (real.lock == NULL)
    {
      real.trylock = REAL (g_mutex_trylock);
      real.unlock = REAL (g_mutex_unlock);
      real.wait = REAL (g_cond_wait);
      real.wait_until = REAL (g_cond_wait_until);
      real.unref = REAL (g_object_unref);
      real.lock = REAL (g_mutex_lock);
    }
  return &real;
}

/* Memory that we let go of is let go of by our code, not GLib's, whose accesses are not looked at.
 */
void (g_free) (gpointer memory)
{
  free (memory);
}

/* Locks */

void
g_mutex_init (GMutex *mutex)
{
  REAL (g_mutex_init) (mutex);
  __tsan_mutex_create (mutex, __tsan_mutex_not_static);
}

void
g_mutex_clear (GMutex *mutex)
{
  __tsan_mutex_destroy (mutex, __tsan_mutex_not_static);
  REAL (g_mutex_clear) (mutex);
}

void
g_mutex_lock (GMutex *mutex)
{
  __tsan_mutex_pre_lock (mutex, __tsan_mutex_linker_init);
  get_real ()->lock (mutex);
  __tsan_mutex_post_lock (mutex, __tsan_mutex_linker_init, 0);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  const unsigned flags = __tsan_mutex_linker_init | __tsan_mutex_try_lock;
  gboolean locked;

  __tsan_mutex_pre_lock (mutex, flags);
  locked = get_real ()->trylock (mutex);
  __tsan_mutex_post_lock (mutex, locked ? flags : flags | __tsan_mutex_try_lock_failed, 0);
  return locked;
}

void
g_mutex_unlock (GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  get_real ()->unlock (mutex);
  __tsan_mutex_post_unlock (mutex, 0);
}

/* The mutex is given back for as long as is waited. */
void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  get_real ()->wait (cond, mutex);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean signalled;

  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  signalled = get_real ()->wait_until (cond, mutex, end_time);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
  return signalled;
}

/* What is made once. A function of its own, since who finds the value there does so by an atomic
 * read in our code, which must see an atomic write in ours. */

static GMutex once_mutex;
static GCond once_cond;
static GSList *once_in_progress;

gboolean (g_once_init_enter) (volatile void *location)
{
  gboolean is_ours = FALSE;

  g_mutex_lock (&once_mutex);
  while (g_slist_find (once_in_progress, (gpointer) location) != NULL)
    g_cond_wait (&once_cond, &once_mutex);
  if (__atomic_load_n ((gsize *) location, __ATOMIC_ACQUIRE) == 0)
    {
      once_in_progress = g_slist_prepend (once_in_progress, (gpointer) location);
      is_ours = TRUE;
    }
  g_mutex_unlock (&once_mutex);
  return is_ours;
}

void (g_once_init_leave) (volatile void *location, gsize result)
{
  g_mutex_lock (&once_mutex);
  __atomic_store_n ((gsize *) location, result, __ATOMIC_RELEASE);
  once_in_progress = g_slist_remove (once_in_progress, (gpointer) location);
  g_cond_broadcast (&once_cond);
  g_mutex_unlock (&once_mutex);
}

/* References that GLib counts. The last to let go ends the object, after all others. */

void
g_object_unref (gpointer object)
{
  __tsan_release (object);
  __tsan_acquire (object);
  get_real ()->unref (object);
}

void
g_bytes_unref (GBytes *bytes)
{
  if (bytes != NULL)
    {
      __tsan_release (bytes);
      __tsan_acquire (bytes);
    }
  REAL (g_bytes_unref) (bytes);
}

void
g_atomic_rc_box_release_full (gpointer block, GDestroyNotify clear)
{
  __tsan_release (block);
  __tsan_acquire (block);
  REAL (g_atomic_rc_box_release_full) (block, clear);
}

gpointer
g_weak_ref_get (GWeakRef *weak)
{
  gpointer object = REAL (g_weak_ref_get) (weak);

  if (object != NULL)
    __tsan_acquire (object);
  return object;
}

/* Sources: what was done before one was given its callback, attached, or set going comes before the
 * callback. */

typedef struct
{
  GSourceFunc func;
  GSourceOnceFunc once;
  gpointer data;
  GDestroyNotify notify;
  gpointer source; /* NULL where GLib makes it */
} Call;

static Call *
call_new (GSourceFunc func, gpointer data, GDestroyNotify notify, gpointer source)
{
  Call *call = g_new0 (Call, 1);

  call->func = func;
  call->data = data;
  call->notify = notify;
  call->source = source;
  __tsan_release (call);
  return call;
}

static gboolean
call_run (gpointer data)
{
  Call *call = data;

  __tsan_acquire (call);
  if (call->source != NULL)
    __tsan_acquire (call->source);
  if (call->once == NULL)
    return call->func (call->data);
  call->once (call->data);
  return G_SOURCE_REMOVE;
}

static void
call_free (gpointer data)
{
  Call *call = data;

  __tsan_acquire (call);
  if (call->notify != NULL)
    call->notify (call->data);
  g_free (call);
}

void
g_source_set_callback (GSource *source, GSourceFunc func, gpointer data, GDestroyNotify notify)
{
  REAL (g_source_set_callback)
  (source, func != NULL ? call_run : NULL, call_new (func, data, notify, source), call_free);
}

guint
g_source_attach (GSource *source, GMainContext *context)
{
  __tsan_release (source);
  return REAL (g_source_attach) (source, context);
}

void
g_source_set_ready_time (GSource *source, gint64 ready_time)
{
  __tsan_release (source);
  REAL (g_source_set_ready_time) (source, ready_time);
}

guint
g_idle_add_full (gint priority, GSourceFunc func, gpointer data, GDestroyNotify notify)
{
  return REAL (g_idle_add_full) (priority, call_run, call_new (func, data, notify, NULL),
                                 call_free);
}

guint
g_timeout_add_full (gint priority, guint interval, GSourceFunc func, gpointer data,
                    GDestroyNotify notify)
{
  return REAL (g_timeout_add_full) (priority, interval, call_run,
                                    call_new (func, data, notify, NULL), call_free);
}

/* Tasks: to the thread, and back with the result. */

static const char task_func[] = "check-threads-func";
static const char task_callback[] = "check-threads-callback";

static void
finish_task (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncReadyCallback callback = g_object_get_data ((GObject *) result, task_callback);

  __tsan_acquire (result);
  callback (source, result, data);
}

GTask *(g_task_new) (gpointer source, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer data)
{
  GTask *task
      = REAL (g_task_new) (source, cancellable, callback != NULL ? finish_task : NULL, data);

  if (callback != NULL)
    g_object_set_data ((GObject *) task, task_callback, callback);
  return task;
}

static void
run_task (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTaskThreadFunc func = g_object_get_data ((GObject *) task, task_func);

  __tsan_acquire (task);
  func (task, source, data, cancellable);
  __tsan_release (task);
}

void
g_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  g_object_set_data ((GObject *) task, task_func, func);
  __tsan_release (task);
  REAL (g_task_run_in_thread) (task, run_task);
}

void
g_task_return_pointer (GTask *task, gpointer result, GDestroyNotify free_result)
{
  __tsan_release (task);
  REAL (g_task_return_pointer) (task, result, free_result);
}

void
g_task_return_error (GTask *task, GError *error)
{
  __tsan_release (task);
  REAL (g_task_return_error) (task, error);
}

void
g_task_return_boolean (GTask *task, gboolean result)
{
  __tsan_release (task);
  REAL (g_task_return_boolean) (task, result);
}
