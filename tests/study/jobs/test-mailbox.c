/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/jobs/mailbox.h"
#include "tests/study/fixture.h"

#include <string.h>

/* An object that says nothing and can be told things. */
#define TEST_TYPE_OWNER (test_owner_get_type ())
G_DECLARE_FINAL_TYPE (TestOwner, test_owner, TEST, OWNER, GObject)

struct _TestOwner
{
  GObject parent_instance;
  FusMailbox *mailbox;
  GThread *thread;
  GString *taken; /* letters, a blank after each delivery */
  guint deliveries;
  gboolean drop_when_told;
};

G_DEFINE_FINAL_TYPE (TestOwner, test_owner, G_TYPE_OBJECT)

static gint n_freed; /* atomic */

static void
free_letter (gpointer data)
{
  g_atomic_int_inc (&n_freed);
  g_free (data);
}

static void
take (gpointer data, GPtrArray *letters)
{
  TestOwner *owner = data;

  g_assert_true (g_thread_self () == owner->thread);
  for (guint i = 0; i < letters->len; i++)
    g_string_append (owner->taken, letters->pdata[i]);
  g_string_append_c (owner->taken, ' ');
  owner->deliveries++;
  if (owner->drop_when_told)
    g_object_unref (owner);
}

/* Capitals are of one kind. */
static gboolean
replaces (gconstpointer newer, gconstpointer older)
{
  return g_ascii_isupper (*(const char *) newer) && g_ascii_isupper (*(const char *) older);
}

/* So long that it is never over in a test. */
static const FusMailboxKind kind = { take, free_letter, replaces, G_PRIORITY_DEFAULT, 3600 * 1000 };

static void
test_owner_dispose (GObject *object)
{
  TestOwner *owner = TEST_OWNER (object);

  fus_mailbox_close (owner->mailbox);
  G_OBJECT_CLASS (test_owner_parent_class)->dispose (object);
}

static void
test_owner_finalize (GObject *object)
{
  TestOwner *owner = TEST_OWNER (object);

  fus_mailbox_unref (owner->mailbox);
  g_string_free (owner->taken, TRUE);
  G_OBJECT_CLASS (test_owner_parent_class)->finalize (object);
}

static void
test_owner_class_init (TestOwnerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = test_owner_dispose;
  G_OBJECT_CLASS (klass)->finalize = test_owner_finalize;
}

static void
test_owner_init (TestOwner *owner)
{
  owner->taken = g_string_new (NULL);
  owner->thread = g_thread_self ();
  owner->mailbox = fus_mailbox_new (owner, &kind);
  g_atomic_int_set (&n_freed, 0);
}

static void
post (FusMailbox *mailbox, const char *letter)
{
  fus_mailbox_post (mailbox, g_strdup (letter));
}

static void
post_patiently (FusMailbox *mailbox, const char *letter)
{
  fus_mailbox_post_patiently (mailbox, g_strdup (letter));
}

/* Whatever is ready, and nothing that has to be waited for. */
static void
run_what_is_ready (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gpointer
post_ten (gpointer mailbox)
{
  for (char letter[2] = "a"; letter[0] < 'k'; letter[0]++)
    post (mailbox, letter);
  return NULL;
}

/* What was posted before the main context came to it arrives in order and in one delivery. */
static void
test_order (void)
{
  TestOwner *owner = g_object_new (TEST_TYPE_OWNER, NULL);

  g_thread_join (g_thread_new ("poster", post_ten, owner->mailbox));
  g_assert_cmpstr (owner->taken->str, ==, "");
  run_what_is_ready ();
  g_assert_cmpstr (owner->taken->str, ==, "abcdefghij ");
  g_assert_cmpint (n_freed, ==, 10);
  post (owner->mailbox, "z");
  run_what_is_ready ();
  g_assert_cmpstr (owner->taken->str, ==, "abcdefghij z ");
  g_assert_finalize_object (owner);
}

/* What can wait takes the place of its like, comes at once after a long silence, and then no more
 * before the interval is over, unless something urgent takes it along. */
static void
test_patience (void)
{
  TestOwner *owner = g_object_new (TEST_TYPE_OWNER, NULL);

  for (guint i = 0; i < 1000; i++)
    post_patiently (owner->mailbox, i < 999 ? "A" : "B");
  run_what_is_ready ();
  g_assert_cmpint (n_freed, ==, 999 + 1);
  g_assert_cmpstr (owner->taken->str, ==, "B ");
  for (guint i = 0; i < 1000; i++)
    post_patiently (owner->mailbox, "C");
  run_what_is_ready ();
  g_assert_cmpstr (owner->taken->str, ==, "B ");
  post (owner->mailbox, "d");
  post_patiently (owner->mailbox, "E");
  run_what_is_ready ();
  /* In the order of posting: the newest came after. */
  g_assert_cmpstr (owner->taken->str, ==, "B dE ");
  post_patiently (owner->mailbox, "F");
  fus_mailbox_collect (owner->mailbox);
  g_assert_cmpstr (owner->taken->str, ==, "B dE F ");
  fus_mailbox_collect (owner->mailbox);
  g_assert_cmpuint (owner->deliveries, ==, 3);
  g_assert_finalize_object (owner);
}

/* Who posts may outlive whom it posts to. */
static void
test_owner_gone (void)
{
  TestOwner *owner = g_object_new (TEST_TYPE_OWNER, NULL);
  g_autoptr (FusMailbox) mailbox = fus_mailbox_ref (owner->mailbox);

  post (mailbox, "a");
  g_assert_true (fus_mailbox_owner (mailbox) == owner);
  g_assert_finalize_object (owner);
  g_assert_null (fus_mailbox_owner (mailbox));
  g_assert_cmpint (n_freed, ==, 1);
  post (mailbox, "b");
  post_patiently (mailbox, "C");
  g_assert_cmpint (n_freed, ==, 3);
  run_what_is_ready ();
  fus_mailbox_collect (mailbox);
}

/* A letter may be the last that its owner hears. */
static void
test_owner_dropped_by_letter (void)
{
  TestOwner *owner = g_object_new (TEST_TYPE_OWNER, NULL);

  owner->drop_when_told = TRUE;
  g_object_add_weak_pointer (G_OBJECT (owner), (gpointer *) &owner);
  post (owner->mailbox, "a");
  post (owner->mailbox, "b");
  run_what_is_ready ();
  g_assert_null (owner);
  g_assert_cmpint (n_freed, ==, 2);
}

static gpointer
post_until_freed (gpointer mailbox)
{
  for (guint i = 0; i < 20000; i++)
    post (mailbox, "x");
  fus_mailbox_unref (mailbox);
  return NULL;
}

static gboolean
has_some (gpointer owner)
{
  return ((TestOwner *) owner)->taken->len > 0;
}

/* Closed amidst posting from several threads, no letter is lost or freed twice. */
static void
test_crowd (void)
{
  TestOwner *owner = g_object_new (TEST_TYPE_OWNER, NULL);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("poster", post_until_freed, fus_mailbox_ref (owner->mailbox));
  fixture_wait (has_some, owner, 60);
  g_assert_finalize_object (owner);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (n_freed, ==, 4 * 20000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/mailbox/order", test_order);
  g_test_add_func ("/study/mailbox/patience", test_patience);
  g_test_add_func ("/study/mailbox/owner-gone", test_owner_gone);
  g_test_add_func ("/study/mailbox/owner-dropped-by-letter", test_owner_dropped_by_letter);
  g_test_add_func ("/study/mailbox/crowd", test_crowd);
  return g_test_run ();
}
