/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <string.h>

#include "tests/store/fixture.h"

/* Orders, their steps, and the numbers of the desk. */

static void
test_order_round_trip (Fixture      *self,
                       gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwOrderRow) got = NULL;
  gint64 id = fixture_add_order (self->store);

  fixture_reopen (self);
  got = cw_store_get_order (self->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (got->id, ==, id);
  g_assert_cmpstr (got->student_id, ==, "lbtu/LF23001");
  g_assert_cmpstr (got->profile_id, ==, "lbtu-chip");
  g_assert_cmpstr (got->operator_name, ==, "ilze");
  g_assert_cmpint (got->created_at, ==, FIXTURE_NOW);
  g_assert_true (got->open);
  g_assert_null (got->outcome);
  g_assert_cmpstr (got->record_json, ==, "{\"full_name\":\"Anna Bērziņa\"}");
  g_assert_cmpstr (got->record_digest, ==, "aa");
  g_assert_cmpstr (got->template_digest, ==, "bb");
  g_assert_null (got->photo_digest);
}

static void
test_order_refused (Fixture      *self,
                    gconstpointer user_data)
{
  static const char *const wrong[] = { "", "[]", "7", "{", "{\"a\":1", "null", "{} {}" };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwOrderRow) order = NULL;
  gint64 id = fixture_add_order (self->store);

  order = cw_store_get_order (self->store, id, &error);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_free (order->record_json);
      order->record_json = g_strdup (wrong[i]);
      g_assert_cmpint (cw_store_add_order (self->store, order, &error), ==, 0);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_clear_error (&error);
    }

  g_clear_pointer (&order->record_json, g_free);
  g_assert_cmpint (cw_store_add_order (self->store, order, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  order->record_json = g_strdup ("{}");
  g_clear_pointer (&order->record_digest, g_free);
  g_assert_cmpint (cw_store_add_order (self->store, order, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);

  g_free (order->profile_id);
  order->profile_id = g_strdup ("none");
  g_assert_cmpint (cw_store_add_order (self->store, order, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_free (order->student_id);
  order->student_id = g_strdup ("none");
  g_assert_cmpint (cw_store_add_order (self->store, order, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_store_get_order (self->store, 99, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_order_close (Fixture      *self,
                  gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (CwOrderRow) closed = NULL;
  gint64 first = fixture_add_order (self->store);
  gint64 second = fixture_add_order (self->store);

  g_assert_false (cw_store_close_order (self->store, first, "done", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (cw_store_close_order (self->store, first, "issued", &error));
  g_assert_false (cw_store_close_order (self->store, first, "spoiled", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_store_close_order (self->store, 99, "spoiled", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);

  closed = cw_store_get_order (self->store, first, &error);
  g_assert_false (closed->open);
  g_assert_cmpstr (closed->outcome, ==, "issued");
  open = cw_store_list_open_orders (self->store, &error);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpint (((CwOrderRow *) g_ptr_array_index (open, 0))->id, ==, second);
}

static const CwStepRow *
only_step (GPtrArray *steps)
{
  g_assert_cmpuint (steps->len, ==, 1);
  return g_ptr_array_index (steps, 0);
}

/* The shape of the whole product: what is committed before the world is touched is there after
 * the process is gone. */
static void
test_step_survives (Fixture      *self,
                    gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  gint64 order = fixture_add_order (self->store);
  gint64 id = cw_store_start_step (self->store, order, CW_STEP_PRINT, NULL, &error);
  const CwStepRow *step;

  g_assert_no_error (error);
  g_assert_true (cw_store_note_step (self->store, id, "{\"job\":41}", &error));
  fixture_reopen (self);
  before = cw_store_list_steps (self->store, order, &error);
  step = only_step (before);
  g_assert_cmpint (step->id, ==, id);
  g_assert_cmpint (step->order_id, ==, order);
  g_assert_cmpint (step->kind, ==, CW_STEP_PRINT);
  g_assert_cmpuint (step->attempt, ==, 1);
  g_assert_cmpint (step->state, ==, CW_STEP_STATE_STARTED);
  g_assert_cmpint (step->started_at, ==, FIXTURE_NOW);
  g_assert_cmpint (step->ended_at, ==, 0);
  g_assert_cmpstr (step->evidence, ==, "{\"job\":41}");

  cw_clock_advance (self->clock, G_USEC_PER_SEC);
  g_assert_true (cw_store_end_step (self->store, id, CW_STEP_STATE_DONE, NULL, &error));
  after = cw_store_list_steps (self->store, order, &error);
  step = only_step (after);
  g_assert_cmpint (step->state, ==, CW_STEP_STATE_DONE);
  g_assert_cmpint (step->ended_at, ==, FIXTURE_NOW + G_USEC_PER_SEC);
  g_assert_cmpstr (step->evidence, ==, "{\"job\":41}");
}

static void
test_step_attempts (Fixture      *self,
                    gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  gint64 order = fixture_add_order (self->store);
  gint64 first = cw_store_start_step (self->store, order, CW_STEP_ENCODE, "{\"uid\":\"04\"}", &error);
  gint64 other, second;

  /* in doubt: not to be repeated before it is settled; another kind may go on */
  g_assert_cmpint (cw_store_start_step (self->store, order, CW_STEP_ENCODE, NULL, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  other = cw_store_start_step (self->store, order, CW_STEP_REGISTER, NULL, &error);
  g_assert_cmpint (other, >, 0);

  g_assert_true (cw_store_end_step (self->store, first, CW_STEP_STATE_FAILED, "{\"why\":\"removed\"}", &error));
  second = cw_store_start_step (self->store, order, CW_STEP_ENCODE, NULL, &error);
  g_assert_cmpint (second, >, first);
  steps = cw_store_list_steps (self->store, order, &error);
  g_assert_cmpuint (steps->len, ==, 3);
  g_assert_cmpuint (((CwStepRow *) g_ptr_array_index (steps, 0))->attempt, ==, 1);
  g_assert_cmpint (((CwStepRow *) g_ptr_array_index (steps, 0))->state, ==, CW_STEP_STATE_FAILED);
  g_assert_cmpstr (((CwStepRow *) g_ptr_array_index (steps, 0))->evidence, ==, "{\"why\":\"removed\"}");
  g_assert_cmpuint (((CwStepRow *) g_ptr_array_index (steps, 2))->attempt, ==, 2);
}

static void
test_step_refused (Fixture      *self,
                   gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 order = fixture_add_order (self->store);
  gint64 id = cw_store_start_step (self->store, order, CW_STEP_LAYOUT, NULL, &error);

  g_assert_false (cw_store_end_step (self->store, id, CW_STEP_STATE_TODO, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_store_end_step (self->store, id, CW_STEP_STATE_DONE, "done", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_store_note_step (self->store, id, "[1]", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (cw_store_end_step (self->store, id, CW_STEP_STATE_DONE, "{}", &error));
  g_assert_false (cw_store_end_step (self->store, id, CW_STEP_STATE_FAILED, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_store_note_step (self->store, id, "{}", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_store_end_step (self->store, 99, CW_STEP_STATE_DONE, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (cw_store_close_order (self->store, order, "cancelled", &error));
  g_assert_cmpint (cw_store_start_step (self->store, order, CW_STEP_PRINT, NULL, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
}

static void
test_counts (Fixture      *self,
             gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 card = fixture_add_card (self->store);
  gint64 plastic = cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, "CR80 Card", -1, &error);
  gint64 issued = fixture_add_order (self->store);
  char institution[] = "lbtu", person[] = "esi", kind[] = "register", payload[] = "{}";
  CwOutboxRow message = { .card_id = card, .institution_id = institution, .person = person, .kind = kind, .payload = payload };
  CwStoreCounts counts;

  g_assert_true (cw_store_count (self->store, &counts, &error));
  g_assert_cmpint (counts.outbox_oldest, ==, 0);

  g_assert_true (cw_store_set_plastic (self->store, plastic, CW_PLASTIC_STATE_SPOILED, NULL, "streaks", &error));
  g_assert_true (cw_store_close_order (self->store, issued, "issued", &error));
  g_assert_cmpint (cw_store_add_message (self->store, &message, &error), >, 0);
  cw_clock_advance (self->clock, G_USEC_PER_SEC);
  g_assert_cmpint (cw_store_add_message (self->store, &message, &error), >, 0);
  g_assert_true (cw_store_set_message (self->store, 2, "refused", NULL, "no", 0, &error));
  g_assert_true (cw_store_count (self->store, &counts, &error));
  g_assert_cmpuint (counts.issued_today, ==, 1);
  g_assert_cmpuint (counts.spoiled_today, ==, 1);
  g_assert_cmpuint (counts.open_orders, ==, 1);
  g_assert_cmpuint (counts.outbox_waiting, ==, 1);
  g_assert_cmpuint (counts.outbox_refused, ==, 1);
  g_assert_cmpint (counts.outbox_oldest, ==, FIXTURE_NOW);

  cw_clock_advance (self->clock, G_TIME_SPAN_DAY);
  g_assert_true (cw_store_count (self->store, &counts, &error));
  g_assert_cmpuint (counts.issued_today, ==, 0);
  g_assert_cmpuint (counts.spoiled_today, ==, 0);
  g_assert_cmpuint (counts.open_orders, ==, 1);
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
  add ("/store/order/round-trip", test_order_round_trip);
  add ("/store/order/refused", test_order_refused);
  add ("/store/order/close", test_order_close);
  add ("/store/step/survives", test_step_survives);
  add ("/store/step/attempts", test_step_attempts);
  add ("/store/step/refused", test_step_refused);
  add ("/store/counts", test_counts);
  return g_test_run ();
}
