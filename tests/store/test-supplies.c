/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <string.h>

#include "tests/store/fixture.h"

/* What was put into a printer, counted down by its own blanks and no others. */

#define WALK_STEPS 200

static const char *const printers[] = { "Front desk", "Back office" };

static CwSupplyRow *
get (Fixture     *self,
     const char  *printer,
     CwSupplyKind kind)
{
  g_autoptr (GError) error = NULL;
  CwSupplyRow *row = cw_store_get_supply (self->store, printer, kind, &error);

  g_assert_no_error (error);
  return row;
}

static void
add (Fixture     *self,
     const char  *printer,
     CwSupplyKind kind,
     guint        quantity,
     const char  *name)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_add_supply (self->store, printer, kind, quantity, name, &error));
  g_assert_no_error (error);
}

static gint64
feed (Fixture        *self,
      const char     *printer,
      int             sets,
      CwPlasticState  state)
{
  g_autoptr (GError) error = NULL;
  gint64 id = cw_store_add_plastic (self->store, 0, CW_PLASTIC_PURPOSE_TEST_CARD, printer, sets, &error);

  g_assert_no_error (error);
  g_assert_true (cw_store_set_plastic (self->store, id, state, NULL, NULL, &error));
  return id;
}

static void
assert_supply (Fixture     *self,
               const char  *printer,
               CwSupplyKind kind,
               guint        quantity,
               guint        used)
{
  g_autoptr (CwSupplyRow) row = get (self, printer, kind);

  g_assert_nonnull (row);
  g_assert_cmpint (row->kind, ==, kind);
  g_assert_cmpuint (row->quantity, ==, quantity);
  g_assert_cmpuint (row->used, ==, used);
}

static void
test_count (Fixture      *self,
            gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSupplyRow) row = NULL;

  g_assert_null (get (self, printers[0], CW_SUPPLY_RIBBON));
  feed (self, printers[0], 1, CW_PLASTIC_STATE_PRINTED);

  cw_store_set_operator (self->store, "ilze");
  add (self, printers[0], CW_SUPPLY_RIBBON, 200, "YMCKO");
  add (self, printers[0], CW_SUPPLY_BLANKS, 100, NULL);
  add (self, printers[1], CW_SUPPLY_BLANKS, 7, NULL);
  assert_supply (self, printers[0], CW_SUPPLY_RIBBON, 200, 0);
  g_assert_null (get (self, printers[0], CW_SUPPLY_CLEANING));
  g_assert_null (get (self, "Nobody's", CW_SUPPLY_BLANKS));

  feed (self, printers[0], 2, CW_PLASTIC_STATE_PRINTED);
  feed (self, printers[0], -1, CW_PLASTIC_STATE_UNCERTAIN);
  feed (self, printers[0], 3, CW_PLASTIC_STATE_FAILED); /* stayed in the hopper */
  feed (self, printers[0], 0, CW_PLASTIC_STATE_SPOILED); /* nothing on it: a blank, no ribbon */
  feed (self, printers[1], 1, CW_PLASTIC_STATE_QUEUED);
  assert_supply (self, printers[0], CW_SUPPLY_RIBBON, 200, 3);
  assert_supply (self, printers[0], CW_SUPPLY_BLANKS, 100, 3);
  assert_supply (self, printers[1], CW_SUPPLY_BLANKS, 7, 1);

  /* a new ribbon begins anew; the feeder was not touched */
  cw_clock_advance (self->clock, G_TIME_SPAN_HOUR);
  add (self, printers[0], CW_SUPPLY_RIBBON, 500, "KO");
  feed (self, printers[0], 1, CW_PLASTIC_STATE_SENT);
  assert_supply (self, printers[0], CW_SUPPLY_RIBBON, 500, 1);
  assert_supply (self, printers[0], CW_SUPPLY_BLANKS, 100, 4);
  row = get (self, printers[0], CW_SUPPLY_RIBBON);
  g_assert_cmpstr (row->name, ==, "KO");
  g_assert_cmpstr (row->operator_name, ==, "ilze");
  g_assert_cmpint (row->at, ==, FIXTURE_NOW + G_TIME_SPAN_HOUR);
}

static void
test_journal (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const CwJournalRow *row;
  gint64 n_rows, broken;

  add (self, printers[0], CW_SUPPLY_CLEANING, 1000, "typed by a person");
  rows = cw_store_list_journal (self->store, 0, 0, &error);
  g_assert_no_error (error);
  row = g_ptr_array_index (rows, rows->len - 1);
  g_assert_cmpstr (row->act, ==, "supply.add");
  g_assert_cmpstr (row->subject, ==, "supply/1");
  g_assert_nonnull (strstr (row->details, "\"kind\":\"cleaning\""));
  g_assert_nonnull (strstr (row->details, "\"quantity\":1000"));
  g_assert_null (strstr (row->details, "person"));
  g_assert_true (cw_store_verify_journal (self->store, &n_rows, &broken, &error));
  g_assert_cmpint (broken, ==, 0);
}

/* An undone transaction puts nothing in. */
static void
test_rollback (Fixture      *self,
               gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  add (self, printers[0], CW_SUPPLY_BLANKS, 10, NULL);
  g_assert_true (cw_store_begin (self->store, &error));
  add (self, printers[0], CW_SUPPLY_BLANKS, 99, NULL);
  cw_store_rollback (self->store);
  assert_supply (self, printers[0], CW_SUPPLY_BLANKS, 10, 0);
  fixture_reopen (self);
  assert_supply (self, printers[0], CW_SUPPLY_BLANKS, 10, 0);
}

static void
test_extremes (Fixture      *self,
               gconstpointer user_data)
{
  add (self, printers[0], CW_SUPPLY_RIBBON, 0, NULL);
  assert_supply (self, printers[0], CW_SUPPLY_RIBBON, 0, 0);
  add (self, printers[0], CW_SUPPLY_RIBBON, G_MAXUINT, "");
  feed (self, printers[0], G_MAXINT, CW_PLASTIC_STATE_PRINTED);
  feed (self, printers[0], G_MAXINT, CW_PLASTIC_STATE_PRINTED);
  feed (self, printers[0], G_MAXINT, CW_PLASTIC_STATE_PRINTED);
  assert_supply (self, printers[0], CW_SUPPLY_RIBBON, G_MAXUINT, G_MAXUINT);
}

static void
test_word (Fixture      *self,
           gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  CwSupplyKind kind = CW_SUPPLY_BLANKS;

  for (CwSupplyKind i = CW_SUPPLY_RIBBON; i <= CW_SUPPLY_CLEANING; i++)
    {
      g_assert_true (cw_supply_kind_from_name (cw_supply_kind_to_name (i), &kind));
      g_assert_cmpint (kind, ==, i);
    }
  g_assert_false (cw_supply_kind_from_name ("toner", &kind));
  g_assert_false (cw_supply_kind_from_name (NULL, &kind));
  g_assert_cmpint (kind, ==, CW_SUPPLY_CLEANING);

  /* what somebody else wrote into the file */
  add (self, printers[0], CW_SUPPLY_RIBBON, 5, NULL);
  fixture_run_raw (self->path, "PRAGMA ignore_check_constraints = 1; UPDATE supplies SET quantity = -5");
  assert_supply (self, printers[0], CW_SUPPLY_RIBBON, 0, 0);
}

/* Whatever happens to two printers: used is what the ledger's own list adds up to. */
static void
test_walk (Fixture      *self,
           gconstpointer user_data)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  gint64 put_in[2] = { 0, 0 };
  gint64 last = 0;

  g_test_message ("seed %u", seed);
  add (self, printers[0], CW_SUPPLY_RIBBON, 100, NULL);
  add (self, printers[1], CW_SUPPLY_RIBBON, 100, NULL);
  for (guint i = 0; i < WALK_STEPS; i++)
    {
      guint which = g_rand_int_range (rand, 0, 2);
      g_autoptr (GPtrArray) rows = NULL;
      guint sets = 0;

      if (g_rand_int_range (rand, 0, 8) == 0)
        {
          add (self, printers[which], CW_SUPPLY_RIBBON, 100, NULL);
          put_in[which] = last;
        }
      else
        last = feed (self, printers[which], g_rand_int_range (rand, -1, 4), g_rand_int_range (rand, 0, CW_PLASTIC_STATE_SPOILED + 1));
      rows = cw_store_list_ledger (self->store, NULL, 0, 0, &error);
      for (guint k = 0; k < rows->len; k++)
        {
          const CwPlasticRow *row = g_ptr_array_index (rows, k);

          if (row->id > put_in[which] && g_str_equal (row->printer, printers[which]) && row->state != CW_PLASTIC_STATE_FAILED)
            sets += row->sets >= 0 ? (guint) row->sets : 1;
        }
      assert_supply (self, printers[which], CW_SUPPLY_RIBBON, 100, sets);
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/store/supplies/count", test_count);
  ADD ("/store/supplies/journal", test_journal);
  ADD ("/store/supplies/rollback", test_rollback);
  ADD ("/store/supplies/extremes", test_extremes);
  ADD ("/store/supplies/word", test_word);
  ADD ("/store/supplies/walk", test_walk);
  return g_test_run ();
}
