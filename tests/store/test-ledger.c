/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include "tests/store/fixture.h"

/* The ledger of plastics as a whole: every blank stands in exactly one number of a sum, whatever
 * became of it and in whatever order. */

#define WALK_STEPS 400

static const char *const printers[] = { "Front desk", "Back office" };

static CwPlasticRow *
find_row (GPtrArray *rows,
          gint64     id)
{
  for (guint i = 0; i < rows->len; i++)
    if (((CwPlasticRow *) g_ptr_array_index (rows, i))->id == id)
      return g_ptr_array_index (rows, i);
  g_error ("plastic %" G_GINT64_FORMAT " is not in the ledger", id);
}

static gboolean
is_test (const CwPlasticRow *row)
{
  return row->purpose == CW_PLASTIC_PURPOSE_TEST_CARD || row->purpose == CW_PLASTIC_PURPOSE_ALIGNMENT;
}

static gboolean
is_out (const CwPlasticRow *row)
{
  return row->state == CW_PLASTIC_STATE_PRINTED || row->state == CW_PLASTIC_STATE_VERIFIED;
}

/* Reckoned row by row, another way than the store does. */
static CwLedgerSum
reckon (GPtrArray   *rows,
        const char  *printer,
        gint64       from,
        gint64       to)
{
  CwLedgerSum sum = { 0 };

  for (guint i = 0; i < rows->len; i++)
    {
      const CwPlasticRow *row = g_ptr_array_index (rows, i);

      if ((printer != NULL && !g_str_equal (row->printer, printer)) || row->fed_at < from || row->fed_at >= to)
        continue;
      sum.asked++;
      sum.failed += row->state == CW_PLASTIC_STATE_FAILED;
      sum.issued += row->state == CW_PLASTIC_STATE_ISSUED;
      sum.spoiled += row->state == CW_PLASTIC_STATE_SPOILED;
      sum.uncertain += row->state == CW_PLASTIC_STATE_UNCERTAIN;
      sum.tests += is_test (row) && is_out (row);
      sum.under_way += row->state <= CW_PLASTIC_STATE_PRINTING || (!is_test (row) && is_out (row));
    }
  return sum;
}

static void
assert_sum (Fixture    *self,
            GPtrArray  *rows,
            const char *printer,
            gint64      from,
            gint64      to)
{
  g_autoptr (GError) error = NULL;
  CwLedgerFilter filter = { .printer = printer, .from = from, .to = to };
  CwLedgerSum wanted = reckon (rows, printer, from, to != 0 ? to : G_MAXINT64);
  CwLedgerSum sum;

  g_assert_true (cw_store_sum_ledger (self->store, &filter, &sum, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sum.asked, ==, wanted.asked);
  g_assert_cmpuint (sum.failed, ==, wanted.failed);
  g_assert_cmpuint (sum.issued, ==, wanted.issued);
  g_assert_cmpuint (sum.spoiled, ==, wanted.spoiled);
  g_assert_cmpuint (sum.tests, ==, wanted.tests);
  g_assert_cmpuint (sum.uncertain, ==, wanted.uncertain);
  g_assert_cmpuint (sum.under_way, ==, wanted.under_way);
  g_assert_cmpuint (sum.asked, ==, sum.failed + sum.issued + sum.spoiled + sum.tests + sum.uncertain + sum.under_way);
}

static void
assert_ledger (Fixture *self,
               guint    known)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = cw_store_list_ledger (self->store, NULL, 0, 0, &error);
  g_autoptr (GPtrArray) open = cw_store_list_unaccounted (self->store, &error);
  gint64 middle;
  CwLedgerSum sum;

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, known);
  for (guint i = 1; i < rows->len; i++)
    g_assert_cmpint (((CwPlasticRow *) g_ptr_array_index (rows, i - 1))->id, >, ((CwPlasticRow *) g_ptr_array_index (rows, i))->id);
  assert_sum (self, rows, NULL, 0, 0);
  assert_sum (self, rows, printers[0], 0, 0);
  assert_sum (self, rows, "Nobody's", 0, 0);
  if (rows->len == 0)
    return;
  middle = ((CwPlasticRow *) g_ptr_array_index (rows, rows->len / 2))->fed_at;
  assert_sum (self, rows, NULL, middle, 0);
  assert_sum (self, rows, printers[1], 0, middle);

  g_assert_true (cw_store_sum_ledger (self->store, NULL, &sum, &error));
  g_assert_cmpuint (open->len, ==, sum.uncertain + sum.under_way);
}

static gint64
add_blank (Fixture *self,
           GRand   *rand)
{
  g_autoptr (GError) error = NULL;
  CwPlasticPurpose purpose = g_rand_int_range (rand, 0, CW_PLASTIC_PURPOSE_FOUND + 1);
  gint64 card = purpose == CW_PLASTIC_PURPOSE_CARD ? fixture_add_card (self->store) : 0;
  gint64 id = cw_store_add_plastic (self->store, card, purpose, printers[g_rand_int_range (rand, 0, 2)], g_rand_int_range (rand, -1, 3), &error);

  g_assert_no_error (error);
  return id;
}

static void
move_blank (Fixture *self,
            GRand   *rand,
            gint64   id)
{
  g_autoptr (GError) error = NULL;
  CwPlasticState to = g_rand_int_range (rand, 0, CW_PLASTIC_STATE_SPOILED + 1);
  g_autoptr (GPtrArray) before = cw_store_list_ledger (self->store, NULL, 0, 0, &error);
  g_autoptr (GPtrArray) after = NULL;
  const CwPlasticRow *row = find_row (before, id);
  gboolean moved = cw_store_set_plastic (self->store, id, to, NULL, NULL, &error);

  if (!moved)
    g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  /* what is accounted for stays so */
  if (row->state == CW_PLASTIC_STATE_FAILED || row->state == CW_PLASTIC_STATE_SPOILED)
    g_assert_true (moved == (to == row->state));
  after = cw_store_list_ledger (self->store, NULL, 0, 0, NULL);
  g_assert_cmpint (find_row (after, id)->state, ==, moved ? to : row->state);
}

static void
test_walk (Fixture      *self,
           gconstpointer user_data)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  guint known = 0;
  gint64 rows, broken;

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < WALK_STEPS; i++)
    {
      cw_clock_advance (self->clock, G_TIME_SPAN_MINUTE);
      if (known == 0 || g_rand_int_range (rand, 0, 4) == 0)
        {
          gint64 id = add_blank (self, rand);

          known++;
          g_assert_cmpint (id, ==, known);
        }
      else
        move_blank (self, rand, g_rand_int_range (rand, 1, (gint32) known + 1));
      if (i % 10 == 0)
        assert_ledger (self, known);
    }
  assert_ledger (self, known);
  g_assert_true (cw_store_verify_journal (self->store, &rows, &broken, &error));
  g_assert_cmpint (broken, ==, 0);
}

static void
test_filter (Fixture      *self,
             gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  CwLedgerFilter filter = { .states = 1u << CW_PLASTIC_STATE_SPOILED | 1u << CW_PLASTIC_STATE_SENT };
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) page = NULL;
  CwLedgerSum sum;

  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (cw_store_add_plastic (self->store, 0, CW_PLASTIC_PURPOSE_TEST_CARD, printers[0], 1, &error), ==, i + 1);
  g_assert_true (cw_store_set_plastic (self->store, 2, CW_PLASTIC_STATE_SENT, NULL, NULL, &error));
  g_assert_true (cw_store_set_plastic (self->store, 3, CW_PLASTIC_STATE_PRINTED, NULL, NULL, &error));
  g_assert_true (cw_store_set_plastic (self->store, 5, CW_PLASTIC_STATE_SPOILED, NULL, "streaks", &error));

  rows = cw_store_list_ledger (self->store, &filter, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpint (((CwPlasticRow *) g_ptr_array_index (rows, 0))->id, ==, 5);
  g_assert_cmpint (((CwPlasticRow *) g_ptr_array_index (rows, 1))->id, ==, 2);
  g_assert_true (cw_store_sum_ledger (self->store, &filter, &sum, &error));
  g_assert_cmpuint (sum.asked, ==, 2);
  g_assert_cmpuint (sum.spoiled, ==, 1);

  page = cw_store_list_ledger (self->store, NULL, 2, 1, &error);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_cmpint (((CwPlasticRow *) g_ptr_array_index (page, 0))->id, ==, 4);
  g_clear_pointer (&rows, g_ptr_array_unref);
  rows = cw_store_list_unaccounted (self->store, &error);
  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_cmpint (((CwPlasticRow *) g_ptr_array_index (rows, 0))->id, ==, 1);
}

static void
test_notes (Fixture      *self,
            gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 card = fixture_add_card (self->store);
  gint64 id = cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, printers[0], -1, &error);
  g_autoptr (CwPlasticRow) row = NULL;
  g_autoptr (CwPlasticRow) other = NULL;
  g_autoptr (CwPlasticRow) none = NULL;

  g_assert_true (cw_store_note_plastic_job (self->store, id, "card-17", &error));
  g_assert_true (cw_store_note_plastic_sets (self->store, id, 2, &error));
  g_assert_true (cw_store_set_plastic (self->store, id, CW_PLASTIC_STATE_PRINTING, "04A1B2C3D4E5F6", NULL, &error));
  row = cw_store_find_last_plastic (self->store, printers[0], &error);
  g_assert_no_error (error);
  g_assert_cmpstr (row->job, ==, "card-17");
  g_assert_cmpint (row->sets, ==, 2);
  other = cw_store_find_plastic_of_chip (self->store, "04A1B2C3D4E5F6", &error);
  g_assert_cmpint (other->id, ==, id);
  none = cw_store_find_plastic_of_chip (self->store, "04FFFFFFFFFFFF", &error);
  g_assert_no_error (error);
  g_assert_null (none);

  /* its chip is written and it was not printed after all: it waits as before */
  g_assert_true (cw_store_set_plastic (self->store, id, CW_PLASTIC_STATE_QUEUED, NULL, NULL, &error));
  g_assert_true (cw_store_set_plastic (self->store, id, CW_PLASTIC_STATE_PRINTED, NULL, NULL, &error));
  g_assert_false (cw_store_set_plastic (self->store, id, CW_PLASTIC_STATE_QUEUED, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_store_note_plastic_job (self->store, 99, "card-17", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* What stayed in the hopper is not the card inside. */
static void
test_last (Fixture      *self,
           gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 first = cw_store_add_plastic (self->store, 0, CW_PLASTIC_PURPOSE_FOUND, printers[0], 0, &error);
  gint64 second = cw_store_add_plastic (self->store, 0, CW_PLASTIC_PURPOSE_TEST_CARD, printers[0], 1, &error);
  g_autoptr (CwPlasticRow) row = NULL;

  g_assert_true (cw_store_set_plastic (self->store, second, CW_PLASTIC_STATE_FAILED, NULL, NULL, &error));
  row = cw_store_find_last_plastic (self->store, printers[0], &error);
  g_assert_cmpint (row->id, ==, first);
  g_assert_null (cw_store_find_last_plastic (self->store, printers[1], &error));
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/store/ledger/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("walk", test_walk);
  ADD ("filter", test_filter);
  ADD ("notes", test_notes);
  ADD ("last", test_last);
  return g_test_run ();
}
