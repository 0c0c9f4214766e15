/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <string.h>

#include "app/core/lifecycle.h"
#include "tests/store/fixture.h"

/* Numbers, cards and their plastic. */

static void
test_number_grows (Fixture      *self,
                   gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  guint64 last = 0;

  for (guint i = 0; i < 50; i++)
    {
      CwEscn escn;

      g_assert_true (cw_store_next_escn (self->store, 7, FIXTURE_PIC, &escn, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (cw_escn_get_stamp (&escn), >, last);
      g_assert_cmpuint (cw_escn_get_prefix (&escn), ==, 7);
      last = cw_escn_get_stamp (&escn);
    }
}

static void
test_number_clock_back (Fixture      *self,
                        gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  CwEscn before, after, other;

  g_assert_true (cw_store_next_escn (self->store, 1, FIXTURE_PIC, &before, &error));
  cw_clock_set (self->clock, FIXTURE_NOW - G_TIME_SPAN_DAY);
  fixture_reopen (self);
  g_assert_true (cw_store_next_escn (self->store, 1, FIXTURE_PIC, &after, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cw_escn_get_stamp (&after), ==, cw_escn_get_stamp (&before) + 1);

  /* another prefix has a row of its own and so follows the clock */
  g_assert_true (cw_store_next_escn (self->store, 2, FIXTURE_PIC, &other, &error));
  g_assert_cmpuint (cw_escn_get_stamp (&other), <, cw_escn_get_stamp (&before));
}

static void
test_number_undone_with_its_card (Fixture      *self,
                                  gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  CwEscn undone, kept;

  g_assert_true (cw_store_begin (self->store, &error));
  g_assert_true (cw_store_next_escn (self->store, 1, FIXTURE_PIC, &undone, &error));
  cw_store_rollback (self->store);
  g_assert_true (cw_store_next_escn (self->store, 1, FIXTURE_PIC, &kept, &error));
  g_assert_cmpuint (cw_escn_get_stamp (&kept), ==, cw_escn_get_stamp (&undone));
}

static void
test_number_refused (Fixture      *self,
                     gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  CwEscn escn;

  g_assert_false (cw_store_next_escn (self->store, CW_ESCN_ROUTER_PREFIX, FIXTURE_PIC, &escn, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_store_next_escn (self->store, 1, "12345'78", &escn, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

static void
test_card_round_trip (Fixture      *self,
                      gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 order = fixture_add_order (self->store);
  g_autoptr (CwCard) made = fixture_make_card (self->store, order);
  g_autoptr (CwCard) got = NULL;
  g_autoptr (CwCard) found = NULL;
  g_autoptr (CwCard) of_order = NULL;
  g_autoptr (GPtrArray) cards = NULL;
  gint64 id = cw_store_add_card (self->store, made, &error);

  g_assert_no_error (error);
  fixture_reopen (self);
  got = cw_store_get_card (self->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (got->id, ==, id);
  g_assert_cmpint (got->order_id, ==, order);
  g_assert_cmpstr (got->student_id, ==, "lbtu/LF23001");
  g_assert_cmpstr (got->institution_id, ==, "lbtu");
  g_assert_cmpstr (got->profile_id, ==, "lbtu-chip");
  g_assert_true (cw_escn_equal (&got->escn, &made->escn));
  g_assert_null (got->uid);
  g_assert_cmpint (got->state, ==, CW_CARD_STATE_RESERVED);
  g_assert_cmpstr (got->issued_at, ==, "2026-11-23");
  g_assert_cmpstr (got->expires_at, ==, "2029-08-31");

  found = cw_store_find_card (self->store, &made->escn, &error);
  g_assert_cmpint (found->id, ==, id);
  of_order = cw_store_get_card_of_order (self->store, order, &error);
  g_assert_cmpint (of_order->id, ==, id);
  cards = cw_store_list_cards (self->store, "lbtu/LF23001", 10, 0, &error);
  g_assert_cmpuint (cards->len, ==, 1);
}

static void
test_card_missing (Fixture      *self,
                   gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  CwEscn escn;

  g_assert_null (cw_store_get_card (self->store, 99, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_store_get_card_of_order (self->store, 99, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (cw_store_next_escn (self->store, 1, FIXTURE_PIC, &escn, NULL));
  g_assert_null (cw_store_find_card (self->store, &escn, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (cw_store_set_card_state (self->store, 99, CW_CARD_STATE_PRINTING, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_card_number_once (Fixture      *self,
                       gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) first = fixture_make_card (self->store, fixture_add_order (self->store));
  g_autoptr (CwCard) second = fixture_make_card (self->store, fixture_add_order (self->store));

  g_assert_cmpint (cw_store_add_card (self->store, first, &error), >, 0);
  second->escn = first->escn;
  g_assert_cmpint (cw_store_add_card (self->store, second, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
}

static void
test_card_one_an_order (Fixture      *self,
                        gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 order = fixture_add_order (self->store);
  g_autoptr (CwCard) first = fixture_make_card (self->store, order);
  g_autoptr (CwCard) second = fixture_make_card (self->store, order);
  g_autoptr (CwCard) newest = NULL;
  gint64 id = cw_store_add_card (self->store, first, &error);
  gint64 again;

  g_assert_cmpint (cw_store_add_card (self->store, second, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
  g_clear_error (&error);

  g_assert_true (cw_store_set_card_state (self->store, id, CW_CARD_STATE_SPOILED, "bent", &error));
  again = cw_store_add_card (self->store, second, &error);
  g_assert_no_error (error);
  newest = cw_store_get_card_of_order (self->store, order, &error);
  g_assert_cmpint (newest->id, ==, again);
}

static void
test_card_of_closed_order (Fixture      *self,
                           gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 order = fixture_add_order (self->store);
  g_autoptr (CwCard) card = fixture_make_card (self->store, order);

  g_assert_true (cw_store_close_order (self->store, order, "cancelled", &error));
  g_assert_cmpint (cw_store_add_card (self->store, card, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);

  card->order_id = 4711;
  g_assert_cmpint (cw_store_add_card (self->store, card, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_card_states (Fixture      *self,
                  gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) card = NULL;
  gint64 id = fixture_add_card (self->store);

  g_assert_true (cw_store_set_card_state (self->store, id, CW_CARD_STATE_PRINTING, NULL, &error));
  g_assert_true (cw_store_set_card_state (self->store, id, CW_CARD_STATE_IN_DOUBT, "power cut", &error));
  card = cw_store_get_card (self->store, id, &error);
  g_assert_cmpint (card->state, ==, CW_CARD_STATE_IN_DOUBT);
  g_assert_cmpstr (card->reason, ==, "power cut");

  g_assert_true (cw_store_set_card_state (self->store, id, CW_CARD_STATE_SPOILED, NULL, &error));
  g_assert_false (cw_store_set_card_state (self->store, id, CW_CARD_STATE_ISSUED, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, cw_card_state_to_label (CW_CARD_STATE_SPOILED)));
  g_assert_nonnull (strstr (error->message, cw_card_state_to_label (CW_CARD_STATE_ISSUED)));
}

/* Every pair of states: the store allows what the table of app/core allows, and nothing else. */
/* The moment is that of the change, not of a new reason. */
static void
test_card_state_moment (Fixture      *self,
                        gconstpointer user_data)
{
  static const struct
  {
    CwCardState state;
    const char *reason;
    gint64      moved; /* seconds after the start */
  } changes[] = {
    { CW_CARD_STATE_RESERVED, NULL, 0 },
    { CW_CARD_STATE_PRINTING, NULL, 2 },
    { CW_CARD_STATE_PRINTING, "again", 2 },
    { CW_CARD_STATE_SPOILED, "scratched", 4 },
  };
  gint64 id = fixture_add_card (self->store);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *at = NULL;
      g_autofree char *expected = g_strdup_printf ("%" G_GINT64_FORMAT, FIXTURE_NOW + changes[i].moved * G_USEC_PER_SEC);

      cw_clock_advance (self->clock, G_USEC_PER_SEC);
      g_assert_true (cw_store_set_card_state (self->store, id, changes[i].state, changes[i].reason, &error));
      g_assert_no_error (error);
      at = fixture_read_raw (self->path, "SELECT state_at FROM cards");
      g_assert_cmpstr (at, ==, expected);
    }
}

static void
test_card_all_transitions (Fixture      *self,
                           gconstpointer user_data)
{
  gint64 id = fixture_add_card (self->store);

  for (int from = CW_CARD_STATE_RESERVED; from <= CW_CARD_STATE_DESTROYED; from++)
    for (int to = CW_CARD_STATE_RESERVED; to <= CW_CARD_STATE_DESTROYED; to++)
      {
        g_autofree char *text = g_strdup_printf ("UPDATE cards SET state = '%s' WHERE id = %d", cw_card_state_to_name (from), (int) id);
        g_autoptr (GError) error = NULL;

        fixture_run_raw (self->path, text);
        g_assert_cmpint (cw_store_set_card_state (self->store, id, to, NULL, &error), ==, cw_card_state_may_become (from, to));
        g_assert_true (error == NULL || error->code == CW_ERROR_REFUSED);
      }
}

static void
test_card_chip (Fixture      *self,
                gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 first = fixture_add_card (self->store);
  gint64 second = fixture_add_card (self->store);
  static const char *const wrong[] = { "", "04", "04a1b2c3", "04A1B2C3D", "04A1B2C3D4E5F6' OR 1", "04A1B2C3D4E5F60718293A4B" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (cw_store_set_card_uid (self->store, first, wrong[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_clear_error (&error);
    }

  g_assert_true (cw_store_set_card_uid (self->store, first, "04A1B2C3D4E5F6", &error));
  g_assert_true (cw_store_set_card_uid (self->store, first, "04A1B2C3D4E5F6", &error));
  g_assert_false (cw_store_set_card_uid (self->store, second, "04A1B2C3D4E5F6", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
  g_clear_error (&error);

  /* spoiled plastic gives its chip free; a lost card does not */
  g_assert_true (cw_store_set_card_state (self->store, first, CW_CARD_STATE_SPOILED, NULL, &error));
  g_assert_true (cw_store_set_card_uid (self->store, second, "04A1B2C3D4E5F6", &error));
  g_assert_no_error (error);
}

static void
test_card_chip_held (Fixture      *self,
                     gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 lost = fixture_add_card (self->store);
  gint64 fresh = fixture_add_card (self->store);

  g_assert_true (cw_store_set_card_uid (self->store, lost, "04A1B2C3D4E5F6", &error));
  g_assert_true (cw_store_set_card_state (self->store, lost, CW_CARD_STATE_ENCODED, NULL, &error));
  g_assert_false (cw_store_set_card_uid (self->store, lost, "04FFFFFFFFFFFF", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_true (cw_store_set_card_state (self->store, lost, CW_CARD_STATE_VERIFIED, NULL, &error));
  g_assert_true (cw_store_set_card_state (self->store, lost, CW_CARD_STATE_ISSUED, NULL, &error));
  g_assert_true (cw_store_set_card_state (self->store, lost, CW_CARD_STATE_LOST, NULL, &error));
  g_assert_false (cw_store_set_card_uid (self->store, fresh, "04A1B2C3D4E5F6", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
  g_clear_error (&error);

  /* given up, its chip becomes another card; then it cannot come back beside that one */
  g_assert_true (cw_store_set_card_state (self->store, lost, CW_CARD_STATE_EXPIRED, NULL, &error));
  g_assert_true (cw_store_set_card_uid (self->store, fresh, "04A1B2C3D4E5F6", &error));
  g_assert_false (cw_store_set_card_state (self->store, lost, CW_CARD_STATE_ISSUED, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
}

static void
test_card_stays (Fixture      *self,
                 gconstpointer user_data)
{
  static const char *const attempts[] = {
    "DELETE FROM cards",
    "UPDATE cards SET escn = '00000000-0000-1000-8000-001999893752'",
    "DELETE FROM plastics",
    "DELETE FROM numbers",
    "UPDATE numbers SET last_stamp = last_stamp - 1",
    "INSERT INTO plastics (card_id, purpose, printer, operator_name, state, fed_at, state_at) VALUES (1, 'card', 'x', 'ilze', 'queued', 0, 0)",
  };
  gint64 id = fixture_add_card (self->store);
  sqlite3 *db = fixture_open_raw (self->path);

  g_assert_cmpint (cw_store_add_plastic (self->store, id, CW_PLASTIC_PURPOSE_CARD, "Folder", -1, NULL), >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    g_assert_cmpint (sqlite3_exec (db, attempts[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
  sqlite3_close (db);
}

static void
test_plastic_round_trip (Fixture      *self,
                         gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) plastics = NULL;
  gint64 card = fixture_add_card (self->store);
  gint64 id = cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, "CR80 Card", -1, &error);
  const CwPlasticRow *row;

  g_assert_no_error (error);
  g_assert_true (cw_store_set_plastic (self->store, id, CW_PLASTIC_STATE_PRINTED, "04A1B2C3D4E5F6", "looked at", &error));
  g_assert_true (cw_store_set_plastic (self->store, id, CW_PLASTIC_STATE_ISSUED, NULL, NULL, &error));
  plastics = cw_store_list_plastics (self->store, card, &error);
  g_assert_cmpuint (plastics->len, ==, 1);
  row = g_ptr_array_index (plastics, 0);
  g_assert_cmpint (row->id, ==, id);
  g_assert_cmpint (row->card_id, ==, card);
  g_assert_cmpstr (row->printer, ==, "CR80 Card");
  g_assert_cmpstr (row->uid, ==, "04A1B2C3D4E5F6");
  g_assert_cmpstr (row->reason, ==, "looked at");
  g_assert_cmpint (row->state, ==, CW_PLASTIC_STATE_ISSUED);
  g_assert_cmpint (row->fed_at, ==, FIXTURE_NOW);

  g_assert_false (cw_store_set_plastic (self->store, id, CW_PLASTIC_STATE_FAILED, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_store_set_plastic (self->store, 99, CW_PLASTIC_STATE_SPOILED, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (cw_store_add_plastic (self->store, 99, CW_PLASTIC_PURPOSE_CARD, "CR80 Card", -1, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* A number is never on two pieces of plastic. */
static void
test_plastic_one_a_card (Fixture      *self,
                         gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 card = fixture_add_card (self->store);
  gint64 first = cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, "CR80 Card", -1, &error);
  gint64 second;

  g_assert_cmpint (cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, "CR80 Card", -1, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_true (cw_store_set_plastic (self->store, first, CW_PLASTIC_STATE_FAILED, NULL, "hopper empty", &error));
  second = cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, "CR80 Card", -1, &error);
  g_assert_no_error (error);

  g_assert_true (cw_store_set_plastic (self->store, second, CW_PLASTIC_STATE_SPOILED, NULL, "streaks", &error));
  g_assert_cmpint (cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, "CR80 Card", -1, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
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
  add ("/store/number/grows", test_number_grows);
  add ("/store/number/clock-back", test_number_clock_back);
  add ("/store/number/undone-with-its-card", test_number_undone_with_its_card);
  add ("/store/number/refused", test_number_refused);
  add ("/store/card/round-trip", test_card_round_trip);
  add ("/store/card/missing", test_card_missing);
  add ("/store/card/number-once", test_card_number_once);
  add ("/store/card/one-an-order", test_card_one_an_order);
  add ("/store/card/of-closed-order", test_card_of_closed_order);
  add ("/store/card/states", test_card_states);
  add ("/store/card/state-moment", test_card_state_moment);
  add ("/store/card/all-transitions", test_card_all_transitions);
  add ("/store/card/chip", test_card_chip);
  add ("/store/card/chip-held", test_card_chip_held);
  add ("/store/card/stays", test_card_stays);
  add ("/store/plastic/round-trip", test_plastic_round_trip);
  add ("/store/plastic/one-a-card", test_plastic_one_a_card);
  return g_test_run ();
}
