/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <string.h>

#include "tests/store/fixture.h"

/* What is owed to the ESC-Router, and in which order. */

static gint64
put (Fixture    *self,
     gint64      card,
     const char *person,
     const char *kind,
     gint64      due_at)
{
  g_autoptr (GError) error = NULL;
  CwOutboxRow message = {
    .card_id = card,
    .institution_id = (char *) "lbtu",
    .person = (char *) person,
    .kind = (char *) kind,
    .payload = (char *) "{\"cardStatus\":\"ACTIVE\"}",
    .due_at = due_at,
  };
  gint64 id = cw_store_add_message (self->store, &message, &error);

  g_assert_no_error (error);
  return id;
}

static void
set (Fixture    *self,
     gint64      id,
     const char *state)
{
  g_autoptr (GError) error = NULL;

  cw_store_set_message (self->store, id, state, NULL, g_str_equal (state, "sent") ? NULL : "trouble", FIXTURE_NOW, &error);
  g_assert_no_error (error);
}

static void
assert_due (Fixture    *self,
            const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) due = cw_store_list_due_messages (self->store, cw_clock_now (self->clock), 0, &error);
  g_autoptr (GString) ids = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < due->len; i++)
    g_string_append_printf (ids, "%s%d", i > 0 ? " " : "", (int) ((CwOutboxRow *) g_ptr_array_index (due, i))->id);
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_round_trip (Fixture      *self,
                 gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwOutboxRow) fresh = NULL;
  g_autoptr (CwOutboxRow) sent = NULL;
  gint64 card = fixture_add_card (self->store);
  gint64 id = put (self, card, "esi:1", "register", 0);

  fixture_reopen (self);
  fresh = cw_store_get_message (self->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fresh->card_id, ==, card);
  g_assert_cmpstr (fresh->institution_id, ==, "lbtu");
  g_assert_cmpstr (fresh->person, ==, "esi:1");
  g_assert_cmpstr (fresh->kind, ==, "register");
  g_assert_cmpstr (fresh->payload, ==, "{\"cardStatus\":\"ACTIVE\"}");
  g_assert_cmpint (fresh->created_at, ==, FIXTURE_NOW);
  g_assert_cmpint (fresh->due_at, ==, FIXTURE_NOW);
  g_assert_cmpuint (fresh->attempts, ==, 0);
  g_assert_cmpstr (fresh->state, ==, "waiting");
  g_assert_null (fresh->last_error);
  g_assert_null (fresh->answer);

  g_assert_true (cw_store_set_message (self->store, id, "sent", "{\"ok\":true}", NULL, 5, &error));
  sent = cw_store_get_message (self->store, id, &error);
  g_assert_cmpstr (sent->state, ==, "sent");
  g_assert_cmpstr (sent->answer, ==, "{\"ok\":true}");
  g_assert_cmpint (sent->due_at, ==, 5);
  g_assert_cmpuint (sent->attempts, ==, 1);
}

static void
test_attempts (Fixture      *self,
               gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwOutboxRow) row = NULL;
  gint64 id = put (self, fixture_add_card (self->store), "esi:1", "register", 0);

  set (self, id, "waiting");
  set (self, id, "waiting");
  set (self, id, "refused");
  /* put back by an operator: that is no attempt */
  g_assert_true (cw_store_set_message (self->store, id, "waiting", NULL, NULL, FIXTURE_NOW, &error));
  row = cw_store_get_message (self->store, id, &error);
  g_assert_cmpuint (row->attempts, ==, 3);
  g_assert_cmpstr (row->state, ==, "waiting");
  g_assert_null (row->last_error);
}

static void
test_refused (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 card = fixture_add_card (self->store);
  gint64 id = put (self, card, "esi:1", "register", 0);
  CwOutboxRow wrong = { .card_id = card, .institution_id = (char *) "lbtu", .person = (char *) "p", .kind = (char *) "register", .payload = (char *) "nonsense" };

  g_assert_false (cw_store_set_message (self->store, id, "lost", NULL, NULL, 0, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_store_set_message (self->store, id, "sent", "<html>", NULL, 0, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_store_set_message (self->store, 99, "sent", NULL, NULL, 0, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_store_get_message (self->store, 99, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_cmpint (cw_store_add_message (self->store, &wrong, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  wrong.payload = (char *) "{}";
  wrong.person = NULL;
  g_assert_cmpint (cw_store_add_message (self->store, &wrong, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  wrong.person = (char *) "p";
  wrong.card_id = 99;
  g_assert_cmpint (cw_store_add_message (self->store, &wrong, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_order_per_person (Fixture      *self,
                       gconstpointer user_data)
{
  gint64 a = fixture_add_card (self->store);
  gint64 b = fixture_add_card (self->store);
  gint64 first = put (self, a, "esi:1", "register", 0);
  gint64 second = put (self, a, "esi:1", "withdraw", 0);
  gint64 other = put (self, b, "esi:2", "register", 0);

  g_assert_cmpint (first, ==, 1);
  g_assert_cmpint (second, ==, 2);
  g_assert_cmpint (other, ==, 3);
  assert_due (self, "1 3");
  set (self, first, "sent");
  assert_due (self, "2 3");
  set (self, other, "sent");
  set (self, second, "sent");
  assert_due (self, "");
}

/* The oldest of a person that is not due yet keeps the later ones back. */
static void
test_not_due (Fixture      *self,
              gconstpointer user_data)
{
  gint64 a = fixture_add_card (self->store);

  put (self, a, "esi:1", "register", FIXTURE_NOW + 60 * G_USEC_PER_SEC);
  put (self, a, "esi:1", "withdraw", FIXTURE_NOW);
  put (self, a, "esi:2", "register", FIXTURE_NOW + 30 * G_USEC_PER_SEC);
  assert_due (self, "");
  cw_clock_advance (self->clock, 30 * G_USEC_PER_SEC);
  assert_due (self, "3");
  cw_clock_advance (self->clock, 30 * G_USEC_PER_SEC);
  assert_due (self, "3 1");
}

/* A refused message waits for a person; meanwhile neither others nor the same person wait for
 * it. Put back, it is the oldest again. */
static void
test_refused_holds_nothing (Fixture      *self,
                            gconstpointer user_data)
{
  gint64 a = fixture_add_card (self->store);
  gint64 b = fixture_add_card (self->store);
  gint64 register_a = put (self, a, "esi:1", "register", 0);

  put (self, a, "esi:1", "withdraw", 0);
  put (self, b, "ESI:1", "register", 0);
  put (self, b, "esi:2", "register", 0);
  assert_due (self, "1 4");
  set (self, register_a, "refused");
  assert_due (self, "2 4");
  set (self, 2, "sent");
  assert_due (self, "3 4");
  set (self, register_a, "waiting");
  assert_due (self, "1 4");
}

static void
test_lists (Fixture      *self,
            gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 a = fixture_add_card (self->store);
  static const struct
  {
    const char *state;
    guint       limit;
    guint       length;
  } lists[] = { { NULL, 0, 4 }, { NULL, 3, 3 }, { "waiting", 0, 2 }, { "waiting", 1, 1 }, { "sent", 0, 1 }, { "refused", 0, 1 }, { "none", 0, 0 } };

  for (guint i = 0; i < 4; i++)
    put (self, a, i < 2 ? "esi:1" : "esi:2", "register", 0);
  set (self, 1, "sent");
  set (self, 2, "refused");
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GPtrArray) rows = cw_store_list_messages (self->store, lists[i].state, lists[i].limit, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (rows->len, ==, lists[i].length);
    }
}

static void
add (const char *path,
     void (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/store/outbox/round-trip", test_round_trip);
  add ("/store/outbox/attempts", test_attempts);
  add ("/store/outbox/refused", test_refused);
  add ("/store/outbox/order-per-person", test_order_per_person);
  add ("/store/outbox/not-due", test_not_due);
  add ("/store/outbox/refused-holds-nothing", test_refused_holds_nothing);
  add ("/store/outbox/lists", test_lists);
  return g_test_run ();
}
