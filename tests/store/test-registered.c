/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include "app/store/registered.h"

#include <string.h>

#include "app/base/error.h"
#include "tests/store/fixture.h"

/* What a comparison with the register reads of the store. */

/* more than are read under one lock */
#define MANY 1100

typedef struct
{
  guint  rows;
  guint  moving;
  guint  in_use;
  guint  left;
  guint  stop;   /* refuse at this row; 0: never */
  CwEscn last;
} Seen;

static gboolean
see_card (const CwRegisteredCard *card,
          gpointer                user_data,
          GError                **error)
{
  Seen *seen = user_data;

  if (seen->rows > 0)
    g_assert_cmpint (memcmp (seen->last.bytes, card->escn.bytes, sizeof card->escn.bytes), <, 0);
  seen->last = card->escn;
  seen->moving += card->moving;
  if (++seen->rows != seen->stop)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, "enough");
  return FALSE;
}

static gboolean
see_person (const CwRegisteredPerson *person,
            gpointer                  user_data,
            GError                  **error)
{
  Seen *seen = user_data;

  g_assert_nonnull (person->esi);
  g_assert_nonnull (person->student->email);
  seen->rows++;
  seen->moving += person->moving;
  seen->in_use += person->in_use;
  seen->left += person->left;
  return TRUE;
}

static Seen
visit_cards (Fixture *self,
             gint64   since)
{
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  g_assert_true (cw_store_visit_cards (self->store, "lbtu", since, see_card, &seen, &error));
  g_assert_no_error (error);
  return seen;
}

static Seen
visit_persons (Fixture *self,
               gint64   since)
{
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  g_assert_true (cw_store_visit_persons (self->store, "lbtu", "2026-11-23", since, see_person, &seen, &error));
  g_assert_no_error (error);
  return seen;
}

static gint64
put_message (Fixture *self,
             gint64   card)
{
  g_autoptr (GError) error = NULL;
  CwOutboxRow message = { .card_id = card, .institution_id = (char *) "lbtu", .person = (char *) "x", .kind = (char *) "register", .payload = (char *) "{\"a\":1}" };
  gint64 id = cw_store_add_message (self->store, &message, &error);

  g_assert_no_error (error);
  return id;
}

static void
set_message (Fixture    *self,
             gint64      id,
             const char *state)
{
  g_autoptr (GError) error = NULL;

  cw_store_set_message (self->store, id, state, NULL, NULL, cw_clock_now (self->clock), &error);
  g_assert_no_error (error);
}

static CwRegisteredCard *
get_card (Fixture *self,
          gint64   id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) card = cw_store_get_card (self->store, id, &error);
  CwRegisteredCard *row;

  g_assert_no_error (error);
  row = cw_store_get_registered_card (self->store, &card->escn, &error);
  g_assert_no_error (error);
  return row;
}

static void
test_registered_pages (Fixture      *self,
                       gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Seen seen;

  cw_store_begin (self->store, &error);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *number = g_strdup_printf ("M%u", i);
      g_autoptr (CwStudent) student = fixture_student (number, "Anna", "Kalniņa");

      fixture_add_card (self->store);
      cw_store_put_student (self->store, student, &error);
      g_assert_no_error (error);
    }
  cw_store_commit (self->store, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (visit_cards (self, 0).rows, ==, MANY);
  g_assert_cmpuint (visit_persons (self, 0).rows, ==, MANY + 1);
  seen = (Seen) { .stop = 700 };
  g_assert_false (cw_store_visit_cards (self->store, "lbtu", 0, see_card, &seen, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_cmpuint (seen.rows, ==, 700);
  g_clear_error (&error);
  seen = (Seen) { 0 };
  g_assert_true (cw_store_visit_cards (self->store, "rtu", 0, see_card, &seen, &error));
  g_assert_cmpuint (seen.rows, ==, 0);
}

/* A message moves a card and its person while it waits, and after it was sent since. */
static void
test_registered_moving (Fixture      *self,
                        gconstpointer data)
{
  gint64 start = cw_clock_now (self->clock);
  gint64 card = fixture_add_card (self->store);
  gint64 message;

  g_assert_cmpuint (visit_cards (self, start).moving, ==, 0);
  message = put_message (self, card);
  g_assert_cmpuint (visit_cards (self, start).moving, ==, 1);
  g_assert_cmpuint (visit_persons (self, start).moving, ==, 1);
  set_message (self, message, "sent");
  g_assert_cmpuint (visit_cards (self, start).moving, ==, 0);
  g_assert_cmpuint (visit_cards (self, start - 1).moving, ==, 1);
  g_assert_cmpuint (visit_persons (self, start - 1).moving, ==, 1);
}

static void
test_registered_refused (Fixture      *self,
                         gconstpointer data)
{
  gint64 id = fixture_add_card (self->store);
  gint64 first = put_message (self, id);

  set_message (self, first, "refused");
  {
    g_autoptr (CwRegisteredCard) card = get_card (self, id);

    g_assert_cmpint (card->refused, ==, first);
    g_assert_false (card->moving);
    g_assert_true (card->open);
    g_assert_true (card->registered);
    g_assert_cmpint (card->type, ==, CW_CARD_TYPE_SMART_CDZ);
    g_assert_cmpstr (card->esi, ==, "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001");
    g_assert_cmpstr (card->issued_at, ==, "2026-11-23");
    g_assert_cmpstr (card->expires_at, ==, "2029-08-31");
  }
  put_message (self, id);
  {
    g_autoptr (CwRegisteredCard) card = get_card (self, id);

    g_assert_cmpint (card->refused, ==, 0);
    g_assert_true (card->moving);
  }
}

/* Only a card that is handed over, or suspended, and not past its last day is in use. */
static void
test_registered_in_use (Fixture      *self,
                        gconstpointer data)
{
  g_assert_cmpuint (visit_persons (self, 0).in_use, ==, 0);
  fixture_add_card (self->store);
  g_assert_cmpuint (visit_persons (self, 0).in_use, ==, 0);
  fixture_run_raw (self->path, "UPDATE cards SET state = 'issued'");
  g_assert_cmpuint (visit_persons (self, 0).in_use, ==, 0);
  fixture_run_raw (self->path, "UPDATE orders SET outcome = 'issued', closed_at = 1");
  g_assert_cmpuint (visit_persons (self, 0).in_use, ==, 1);
  fixture_run_raw (self->path, "UPDATE cards SET expires_at = '2026-11-23'");
  g_assert_cmpuint (visit_persons (self, 0).in_use, ==, 1);
  fixture_run_raw (self->path, "UPDATE cards SET expires_at = '2026-11-22'");
  g_assert_cmpuint (visit_persons (self, 0).in_use, ==, 0);
  fixture_run_raw (self->path, "UPDATE cards SET expires_at = '2029-11-22'; UPDATE profiles SET registered = 0");
  g_assert_cmpuint (visit_persons (self, 0).in_use, ==, 0);
  fixture_run_raw (self->path, "UPDATE students SET left_at = '2026-11-01'");
  g_assert_cmpuint (visit_persons (self, 0).left, ==, 1);
  fixture_run_raw (self->path, "UPDATE students SET esi = NULL, esi_key = NULL");
  g_assert_cmpuint (visit_persons (self, 0).rows, ==, 0);
}

static void
test_registered_find (Fixture      *self,
                      gconstpointer data)
{
  g_autofree char *found = NULL;
  g_autofree char *none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_find_esi (self->store, "lbtu", "URN:schac:personalUniqueCode:int:esi:LBTU.lv:lf23001", &found, &error));
  g_assert_cmpstr (found, ==, "lbtu/LF23001");
  g_assert_true (cw_store_find_esi (self->store, "rtu", "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001", &none, &error));
  g_assert_null (none);
}

static void
test_registered_elsewhere (Fixture      *self,
                           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = NULL;
  gboolean known = TRUE;
  CwEscn escn;

  g_assert_true (cw_escn_parse ("4b173b0f-b51e-103d-bffe-999999933328", &escn, &error));
  g_assert_true (cw_store_is_elsewhere (self->store, &escn, &known, &error));
  g_assert_false (known);
  g_assert_true (cw_store_add_elsewhere (self->store, "lbtu", &escn, &error));
  g_assert_true (cw_store_add_elsewhere (self->store, "lbtu", &escn, &error));
  g_assert_no_error (error);
  g_assert_true (cw_store_is_elsewhere (self->store, &escn, &known, &error));
  g_assert_true (known);
  rows = fixture_read_raw (self->path, "SELECT count(*) FROM journal WHERE act = 'card.elsewhere' AND subject = 'number/4b173b0f-b51e-103d-bffe-999999933328'");
  g_assert_cmpstr (rows, ==, "1");
  escn.bytes[0]++;
  g_assert_false (cw_store_add_elsewhere (self->store, "nobody", &escn, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_store_get_registered_card (self->store, &escn, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/registered/pages", Fixture, NULL, fixture_set_up, test_registered_pages, fixture_tear_down);
  g_test_add ("/registered/moving", Fixture, NULL, fixture_set_up, test_registered_moving, fixture_tear_down);
  g_test_add ("/registered/refused", Fixture, NULL, fixture_set_up, test_registered_refused, fixture_tear_down);
  g_test_add ("/registered/in-use", Fixture, NULL, fixture_set_up, test_registered_in_use, fixture_tear_down);
  g_test_add ("/registered/find", Fixture, NULL, fixture_set_up, test_registered_find, fixture_tear_down);
  g_test_add ("/registered/elsewhere", Fixture, NULL, fixture_set_up, test_registered_elsewhere, fixture_tear_down);
  return g_test_run ();
}
