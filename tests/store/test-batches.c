/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <string.h>

#include "tests/store/fixture.h"

/* Batches and their items. */

static GPtrArray *
make_items (guint n)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_batch_item_row_free);

  for (guint i = 0; i < n; i++)
    {
      CwBatchItemRow *item = g_new0 (CwBatchItemRow, 1);

      item->student_id = g_strdup ("lbtu/LF23001");
      item->profile_id = g_strdup ("lbtu-chip");
      g_ptr_array_add (items, item);
    }
  return items;
}

static gint64
begin (Fixture *self,
       guint    n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = make_items (n);
  gint64 id = cw_store_begin_batch (self->store, "Zebra intake", items, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

static gboolean
set (Fixture         *self,
     gint64           batch_id,
     guint            position,
     CwBatchItemState state,
     int              code)
{
  g_autoptr (GError) error = NULL;
  const CwBatchItemRow item = { .batch_id = batch_id, .position = position, .state = state };
  gboolean ok = cw_store_set_batch_item (self->store, &item, &error);

  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, CW_ERROR, code);
  return ok;
}

static char *
states (Fixture *self,
        gint64   batch_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = cw_store_list_batch_items (self->store, batch_id, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++)
    {
      const CwBatchItemRow *item = g_ptr_array_index (items, i);

      g_assert_cmpuint (item->position, ==, i + 1);
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", cw_batch_item_state_to_name (item->state));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_round_trip (Fixture      *self,
                 gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBatchRow) batch = NULL;
  g_autoptr (CwBatchRow) open = NULL;
  g_autofree char *text = NULL;
  gint64 id = begin (self, 3);

  fixture_reopen (self);
  batch = cw_store_get_batch (self->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (batch->name, ==, "Zebra intake");
  g_assert_cmpint (batch->state, ==, CW_BATCH_STATE_RUNNING);
  g_assert_cmpint (batch->created_at, ==, FIXTURE_NOW);
  g_assert_null (batch->reason);
  g_assert_true (cw_store_find_open_batch (self->store, &open, &error));
  g_assert_cmpint (open->id, ==, id);
  text = states (self, id);
  g_assert_cmpstr (text, ==, "waiting waiting waiting");
  g_assert_null (cw_store_get_batch (self->store, 99, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_refused (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) none = make_items (0);
  g_autoptr (GPtrArray) one = make_items (1);
  CwBatchItemRow *item = g_ptr_array_index (one, 0);
  g_autoptr (CwBatchRow) open = NULL;

  g_assert_cmpint (cw_store_begin_batch (self->store, "a", none, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  item->state = CW_BATCH_ITEM_MADE;
  g_assert_cmpint (cw_store_begin_batch (self->store, "a", one, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  item->state = CW_BATCH_ITEM_WAITING;
  g_free (item->student_id);
  item->student_id = g_strdup ("nobody");
  g_assert_cmpint (cw_store_begin_batch (self->store, "a", one, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* nothing of it is left */
  g_assert_true (cw_store_find_open_batch (self->store, &open, &error));
  g_assert_null (open);

  begin (self, 1);
  g_free (item->student_id);
  item->student_id = g_strdup ("lbtu/LF23001");
  g_assert_cmpint (cw_store_begin_batch (self->store, "a", one, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
}

static void
test_items (Fixture      *self,
            gconstpointer user_data)
{
  static const CwBatchItemState ends[] = { CW_BATCH_ITEM_FAILED, CW_BATCH_ITEM_SKIPPED };
  gint64 id = begin (self, 3);
  g_autofree char *text = NULL;

  set (self, id, 9, CW_BATCH_ITEM_WORKING, CW_ERROR_NOT_FOUND);
  set (self, 9, 1, CW_BATCH_ITEM_WORKING, CW_ERROR_NOT_FOUND);
  g_assert_true (set (self, id, 1, CW_BATCH_ITEM_WORKING, -1));
  g_assert_true (set (self, id, 1, CW_BATCH_ITEM_IN_DOUBT, -1));
  g_assert_true (set (self, id, 1, CW_BATCH_ITEM_MADE, -1));
  set (self, id, 1, CW_BATCH_ITEM_WORKING, CW_ERROR_REFUSED);
  set (self, id, 1, CW_BATCH_ITEM_WAITING, CW_ERROR_REFUSED);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_assert_true (set (self, id, 2 + i, ends[i], -1));
      for (CwBatchItemState state = CW_BATCH_ITEM_WAITING; state <= CW_BATCH_ITEM_SKIPPED; state++)
        if (state != ends[i])
          set (self, id, 2 + i, state, CW_ERROR_REFUSED);
    }
  text = states (self, id);
  g_assert_cmpstr (text, ==, "made failed skipped");
}

static void
test_states (Fixture      *self,
             gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBatchRow) batch = NULL;
  g_autoptr (CwBatchRow) open = NULL;
  g_autofree char *text = NULL;
  gint64 id = begin (self, 3);

  g_assert_true (set (self, id, 1, CW_BATCH_ITEM_WORKING, -1));
  g_assert_false (cw_store_set_batch_state (self->store, id, CW_BATCH_STATE_DONE, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (cw_store_set_batch_state (self->store, id, CW_BATCH_STATE_PAUSED, "no ribbon", &error));
  /* nothing is begun while it is paused; what was begun goes to its end */
  set (self, id, 2, CW_BATCH_ITEM_WORKING, CW_ERROR_REFUSED);
  g_assert_true (cw_store_set_batch_state (self->store, id, CW_BATCH_STATE_CANCELLED, "enough", &error));
  g_assert_true (set (self, id, 1, CW_BATCH_ITEM_MADE, -1));
  text = states (self, id);
  g_assert_cmpstr (text, ==, "made skipped skipped");
  g_assert_false (cw_store_set_batch_state (self->store, id, CW_BATCH_STATE_RUNNING, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  batch = cw_store_get_batch (self->store, id, &error);
  g_assert_cmpstr (batch->reason, ==, "enough");
  g_assert_true (cw_store_find_open_batch (self->store, &open, &error));
  g_assert_null (open);
  begin (self, 1);
}

/* How long a made card took is reckoned from its order. */
static void
test_took (Fixture      *self,
           gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (CwBatchItemRow) found = NULL;
  gint64 id = begin (self, 2);
  CwBatchItemRow item = { .batch_id = id, .position = 1, .state = CW_BATCH_ITEM_MADE };
  gint64 step;

  item.order_id = fixture_add_order (self->store);
  step = cw_store_start_step (self->store, item.order_id, CW_STEP_PRINT, NULL, &error);
  cw_clock_advance (self->clock, 7 * G_USEC_PER_SEC);
  g_assert_true (cw_store_end_step (self->store, step, CW_STEP_STATE_DONE, NULL, &error));
  cw_clock_advance (self->clock, 100 * G_USEC_PER_SEC);
  g_assert_cmpint (cw_store_start_step (self->store, item.order_id, CW_STEP_HAND_OVER, NULL, &error), !=, 0);
  g_assert_true (cw_store_set_batch_item (self->store, &item, &error));
  g_assert_no_error (error);
  items = cw_store_list_batch_items (self->store, id, &error);
  g_assert_cmpint (((CwBatchItemRow *) g_ptr_array_index (items, 0))->took, ==, 7 * G_USEC_PER_SEC);
  g_assert_cmpint (((CwBatchItemRow *) g_ptr_array_index (items, 1))->took, ==, 0);
  g_assert_true (cw_store_find_batch_item (self->store, item.order_id, &found, &error));
  g_assert_cmpuint (found->position, ==, 1);
  g_clear_pointer (&found, cw_batch_item_row_free);
  g_assert_true (cw_store_find_batch_item (self->store, 99, &found, &error));
  g_assert_null (found);
}

/* Each change is in the journal; the batch's name, which may be of people, is not. */
static void
test_journal (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  guint found = 0;
  gint64 id = begin (self, 1);

  set (self, id, 1, CW_BATCH_ITEM_WORKING, -1);
  g_assert_true (cw_store_set_batch_state (self->store, id, CW_BATCH_STATE_PAUSED, "zebra", &error));
  rows = cw_store_list_journal (self->store, 0, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    {
      const CwJournalRow *row = g_ptr_array_index (rows, i);

      found += g_str_has_prefix (row->act, "batch.");
      g_assert_null (strcasestr (row->details, "zebra"));
    }
  g_assert_cmpuint (found, ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add ("/store/batches/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("round-trip", test_round_trip);
  ADD ("refused", test_refused);
  ADD ("items", test_items);
  ADD ("states", test_states);
  ADD ("took", test_took);
  ADD ("journal", test_journal);
  return g_test_run ();
}
