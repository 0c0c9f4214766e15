/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include "app/store/card-list.h"

#include <string.h>

#include "tests/store/fixture.h"

/* The list of cards: which, in which order, found by what is typed. */

static gint64
add_card (Fixture    *self,
          const char *number,
          const char *given,
          const char *family,
          const char *uid,
          const char *expires)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = fixture_student (number, given, family);
  g_autoptr (CwCard) card = NULL;
  CwOrderRow order = {
    .student_id = student->id, .profile_id = (char *) "lbtu-chip", .operator_name = (char *) "ilze", .record_json = (char *) "{}", .record_digest = (char *) "aa", .template_digest = (char *) "bb",
  };
  gint64 id;

  g_assert_true (cw_store_put_student (self->store, student, &error));
  card = fixture_make_card (self->store, cw_store_add_order (self->store, &order, &error));
  g_free (card->student_id);
  card->student_id = g_strdup (student->id);
  g_free (card->expires_at);
  card->expires_at = g_strdup (expires);
  card->uid = g_strdup (uid);
  id = cw_store_add_card (self->store, card, &error);
  g_assert_no_error (error);
  return id;
}

/* The ids in their order: "3 1" (transfer full) */
static char *
list (Fixture    *self,
      CwCardQuery query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = cw_store_list_card_rows (self->store, &query, 0, 0, &error);
  GString *text = g_string_new (NULL);
  guint count = 0;

  g_assert_no_error (error);
  g_assert_true (cw_store_count_card_rows (self->store, &query, &count, &error));
  g_assert_cmpuint (count, ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (text, "%s%d", i == 0 ? "" : " ", (int) ((CwCardRow *) g_ptr_array_index (rows, i))->card->id);
  return g_string_free (text, FALSE);
}

static void
assert_found (Fixture    *self,
              const char *text,
              const char *expected)
{
  g_autofree char *found = list (self, (CwCardQuery) { .text = text });

  g_assert_cmpstr (found, ==, expected);
}

static void
add_three (Fixture *self)
{
  g_assert_cmpint (add_card (self, "LF23101", "Anželika", "Šķēle-Kiršone", "04A1B2C3D4E5F6", "2029-08-31"), ==, 1);
  g_assert_cmpint (add_card (self, "IT22014", "Jānis", "Bērziņš", NULL, "2027-08-31"), ==, 2);
  g_assert_cmpint (add_card (self, "IT22015", "Anna", "Bērziņa", NULL, "2028-08-31"), ==, 3);
}

static void
test_orders (Fixture      *self,
             gconstpointer data)
{
  static const struct
  {
    CwCardOrder order;
    const char *expected;
  } cases[] = {
    { CW_CARD_ORDER_NEWEST, "3 2 1" },
    { CW_CARD_ORDER_OLDEST, "1 2 3" },
    { CW_CARD_ORDER_EXPIRY, "2 3 1" },
    { CW_CARD_ORDER_LAST, "1 3 2" },
  };

  add_three (self);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = list (self, (CwCardQuery) { .order = cases[i].order });

      g_assert_cmpstr (found, ==, cases[i].expected);
    }
}

static void
test_search (Fixture      *self,
             gconstpointer data)
{
  g_autoptr (CwCard) card = NULL;
  g_autofree char *escn = NULL;
  g_autofree char *bare = NULL;
  g_autofree char *code = NULL;
  g_autofree char *cut = NULL;
  g_autofree char *all = NULL;
  g_auto (GStrv) parts = NULL;

  add_three (self);
  assert_found (self, "skele", "1");
  assert_found (self, "berz", "3 2");
  assert_found (self, "berz ann", "3");
  assert_found (self, "berz skele", "");
  assert_found (self, "it22014", "2");
  assert_found (self, "", "3 2 1");
  assert_found (self, "  ", "3 2 1");
  assert_found (self, "04a1b2c3d4e5f6", "1");
  assert_found (self, "' OR 1=1 --", "");
  assert_found (self, "%", "");

  card = cw_store_get_card (self->store, 2, NULL);
  escn = cw_escn_to_string (&card->escn);
  assert_found (self, escn, "2");
  code = g_strconcat ("https://s.esc-r.eu/", escn, NULL);
  assert_found (self, code, "2");
  cut = g_ascii_strup (escn, 9);
  parts = g_strsplit (escn, "-", -1);
  bare = g_strjoinv ("", parts);
  assert_found (self, bare, "2");
  /* numbers that were given out at one moment begin alike */
  all = list (self, (CwCardQuery) { .text = cut });
  g_assert_nonnull (strstr (all, "2"));
}

static void
test_narrow (Fixture      *self,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *spoiled = NULL;
  g_autofree char *both = NULL;
  g_autofree char *nobody = NULL;
  g_autofree char *together = NULL;

  add_three (self);
  g_assert_true (cw_store_set_card_state (self->store, 2, CW_CARD_STATE_SPOILED, "bent", &error));
  spoiled = list (self, (CwCardQuery) { .states = 1u << CW_CARD_STATE_SPOILED });
  both = list (self, (CwCardQuery) { .states = 1u << CW_CARD_STATE_SPOILED | 1u << CW_CARD_STATE_RESERVED, .institution_id = "lbtu" });
  nobody = list (self, (CwCardQuery) { .institution_id = "rtu" });
  together = list (self, (CwCardQuery) { .states = 1u << CW_CARD_STATE_SPOILED, .text = "berz", .institution_id = "lbtu" });
  g_assert_cmpstr (spoiled, ==, "2");
  g_assert_cmpstr (both, ==, "3 2 1");
  g_assert_cmpstr (nobody, ==, "");
  g_assert_cmpstr (together, ==, "2");
}

static void
test_page (Fixture      *self,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const CwCardQuery query = { 0 };
  const CwCardRow *row;

  add_three (self);
  rows = cw_store_list_card_rows (self->store, &query, 1, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpint (row->card->id, ==, 2);
  g_assert_cmpstr (row->name, ==, "Jānis Bērziņš");
  g_assert_cmpstr (row->number, ==, "IT22014");
  g_assert_cmpint (row->state_at, >=, FIXTURE_NOW);
}

/* Of two cards that had one chip, that which is in use; else the last. */
static void
test_chip (Fixture      *self,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) none = NULL;
  g_autoptr (CwCard) first = NULL;
  g_autoptr (CwCard) second = NULL;
  gint64 old;
  gint64 new;

  g_assert_true (cw_store_find_card_of_chip (self->store, "04A1B2C3D4E5F6", &none, &error));
  g_assert_null (none);
  old = add_card (self, "LF23101", "Anna", "Ozola", "04A1B2C3D4E5F6", NULL);
  g_assert_true (cw_store_set_card_state (self->store, old, CW_CARD_STATE_SPOILED, "bent", &error));
  g_assert_true (cw_store_find_card_of_chip (self->store, "04A1B2C3D4E5F6", &first, &error));
  g_assert_cmpint (first->id, ==, old);
  new = add_card (self, "LF23102", "Anna", "Liepa", "04A1B2C3D4E5F6", NULL);
  g_assert_true (cw_store_find_card_of_chip (self->store, "04A1B2C3D4E5F6", &second, &error));
  g_assert_no_error (error);
  g_assert_cmpint (second->id, ==, new);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/card-list/orders", Fixture, NULL, fixture_set_up, test_orders, fixture_tear_down);
  g_test_add ("/store/card-list/search", Fixture, NULL, fixture_set_up, test_search, fixture_tear_down);
  g_test_add ("/store/card-list/narrow", Fixture, NULL, fixture_set_up, test_narrow, fixture_tear_down);
  g_test_add ("/store/card-list/page", Fixture, NULL, fixture_set_up, test_page, fixture_tear_down);
  g_test_add ("/store/card-list/chip", Fixture, NULL, fixture_set_up, test_chip, fixture_tear_down);
  return g_test_run ();
}
