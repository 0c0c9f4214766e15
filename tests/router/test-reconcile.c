/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/router/reconcile.h"

#include <string.h>

#include "app/base/error.h"
#include "app/router/standin-private.h"
#include "tests/router/rig.h"

/* The comparison by itself, and the reading of lists that are in trouble, lie, or move. */

#define CARDS 25
#define TODAY "2026-11-23"

typedef struct
{
  CwStandIn  *stand_in;
  CwRegistry *cards;
  CwRegistry *persons;
  CwRegistry *other;    /* another station at the same register */
  CwBook     *book;
  guint       told;
  guint       changes;  /* still to be made while the list is read */
} Fixture;

static CwBookCard
make_there (void)
{
  g_autoptr (CwBook) book = cw_book_new (RIG_PIC, NULL);
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_book_add_card (book, card, &error));
  g_assert_no_error (error);
  return *cw_book_get_card (book, 0);
}

static CwCardWanted
make_wanted (void)
{
  return (CwCardWanted) {
    .standing = CW_STANDING_ACTIVE, .esi = RIG_ESI, .type = CW_CARD_TYPE_SMART_NO_CDZ, .issued_at = "2026-09-01", .expires_at = "2099-09-30",
  };
}

static void
expect_same (const CwBookCard *there,
             CwCardWanted      wanted)
{
  CwDifferenceKind kind;
  guint differs;

  g_assert_true (cw_compare_card (there, &wanted, TODAY, &kind, &differs));
}

static void
expect (const CwBookCard *there,
        CwCardWanted      wanted,
        CwDifferenceKind  expected,
        guint             fields)
{
  CwDifferenceKind kind;
  guint differs;

  g_assert_false (cw_compare_card (there, &wanted, TODAY, &kind, &differs));
  g_assert_cmpint (kind, ==, expected);
  g_assert_cmpuint (differs, ==, fields);
}

static void
test_reconcile_fields (void)
{
  CwBookCard there = make_there ();
  CwCardWanted wanted = make_wanted ();

  expect_same (&there, wanted);
  wanted.esi = "URN:schac:personalUniqueCode:int:esi:LBTU.LV:lf23001";
  expect_same (&there, wanted);
  wanted.esi = "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23002";
  expect (&there, wanted, CW_DIFFERENCE_CARD, CW_DIFFERS_HOLDER);
  wanted = make_wanted ();
  wanted.type = CW_CARD_TYPE_PASSIVE;
  expect (&there, wanted, CW_DIFFERENCE_CARD, CW_DIFFERS_TYPE);
  wanted.issued_at = "2026-09-02";
  expect (&there, wanted, CW_DIFFERENCE_DATES, CW_DIFFERS_TYPE | CW_DIFFERS_ISSUED);
  wanted = make_wanted ();
  wanted.expires_at = "2099-10-01";
  expect (&there, wanted, CW_DIFFERENCE_DATES, CW_DIFFERS_EXPIRES);
  wanted.standing = CW_STANDING_INACTIVE;
  expect (&there, wanted, CW_DIFFERENCE_STATUS, CW_DIFFERS_STATUS | CW_DIFFERS_EXPIRES);
  there.status = CW_BOOK_STATUS_INACTIVE;
  wanted.expires_at = "2099-09-30";
  expect_same (&there, wanted);
  expect (&there, make_wanted (), CW_DIFFERENCE_STATUS, CW_DIFFERS_STATUS);
  there = make_there ();
  there.processor = FALSE;
  expect (&there, make_wanted (), CW_DIFFERENCE_CARD, CW_DIFFERS_PROCESSOR);
}

static void
test_reconcile_presence (void)
{
  CwBookCard there = make_there ();
  CwCardWanted wanted = make_wanted ();

  expect (NULL, wanted, CW_DIFFERENCE_MISSING_THERE, 0);
  wanted.standing = CW_STANDING_INACTIVE;
  expect (NULL, wanted, CW_DIFFERENCE_MISSING_THERE, 0);
  wanted.optional = TRUE;
  expect_same (NULL, wanted);
  wanted = make_wanted ();
  wanted.standing = CW_STANDING_ABSENT;
  expect_same (NULL, wanted);
  expect (&there, wanted, CW_DIFFERENCE_STILL_THERE, 0);
  there.status = CW_BOOK_STATUS_EXPIRED;
  expect (&there, wanted, CW_DIFFERENCE_STILL_THERE, 0);
}

/* The last day is over: the register says so by itself, and takes no change that keeps it. */
static void
test_reconcile_expired (void)
{
  CwBookCard there = make_there ();
  CwCardWanted wanted = make_wanted ();

  wanted.expires_at = "2026-11-22";
  expect_same (NULL, wanted);
  expect (&there, wanted, CW_DIFFERENCE_DATES, CW_DIFFERS_EXPIRES);
  there.expires = 20261122;
  there.status = CW_BOOK_STATUS_EXPIRED;
  there.type = CW_CARD_TYPE_PASSIVE;
  expect_same (&there, wanted);
  /* extended here, not there */
  there = make_there ();
  there.expires = 20261122;
  there.status = CW_BOOK_STATUS_EXPIRED;
  expect (&there, make_wanted (), CW_DIFFERENCE_DATES, CW_DIFFERS_EXPIRES);
}

static void
test_reconcile_person (void)
{
  g_autoptr (CwBook) book = cw_book_new (RIG_PIC, NULL);
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (CwPersonEntry) foreign = rig_person_new ();
  g_autoptr (GError) error = NULL;
  const CwBookPerson *there;
  CwDifferenceKind kind;
  guint differs;

  g_free (foreign->pic);
  foreign->pic = NULL;
  g_assert_true (cw_book_add_person (book, foreign, &error));
  g_assert_cmpuint (cw_book_count_persons (book), ==, 0);
  g_assert_true (cw_book_add_person (book, person, &error));
  g_assert_true (cw_book_sort_persons (book));
  there = cw_book_find_person (book, "urn:schac:personalUniqueCode:int:esi:LBTU.lv:lf23001");
  g_assert_nonnull (there);
  g_assert_true (there->seen);
  g_assert_null (cw_book_find_person (book, "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF2300"));

  g_assert_true (cw_compare_person (there, person->full_name, person->email, person->level, &kind, &differs));
  g_assert_true (cw_compare_person (there, person->full_name, person->email, CW_ACADEMIC_LEVEL_NONE, &kind, &differs));
  g_assert_false (cw_compare_person (there, "Anna", "a@b.example", CW_ACADEMIC_LEVEL_MASTER, &kind, &differs));
  g_assert_cmpint (kind, ==, CW_DIFFERENCE_PERSON);
  g_assert_cmpuint (differs, ==, CW_DIFFERS_NAME | CW_DIFFERS_EMAIL | CW_DIFFERS_LEVEL);
  g_assert_false (cw_compare_person (NULL, "Anna", NULL, CW_ACADEMIC_LEVEL_MASTER, &kind, &differs));
  g_assert_cmpint (kind, ==, CW_DIFFERENCE_PERSON_MISSING);
}

/* Rows in any order and letter case are found; one that comes twice is told. */
static void
test_reconcile_book (void)
{
  g_autoptr (CwBook) book = cw_book_new (RIG_PIC, "LV40003000001");
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCardEntry) card = rig_card_new ();
  CwEscn escn;

  for (guint i = 0; i < 1000; i++)
    {
      g_free (card->escn);
      card->escn = g_strdup_printf ("%08X-b51e-103d-bffe-999" RIG_PIC, (i * 617 + 1) % 1009);
      g_assert_true (cw_book_add_card (book, card, &error));
      g_assert_no_error (error);
    }
  g_assert_true (cw_book_sort_cards (book));
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *text = g_strdup_printf ("%08x-b51e-103d-bffe-999" RIG_PIC, (guint) g_rand_int_range (rand, 0, 1000) * 617 % 1009 + 1);

      g_assert_true (cw_escn_parse (text, &escn, &error));
      if (cw_book_find_card (book, &escn) != NULL)
        g_assert_true (cw_escn_equal (&cw_book_find_card (book, &escn)->escn, &escn));
    }
  g_assert_true (cw_escn_parse ("ffffffff-b51e-103d-bffe-999" RIG_PIC, &escn, &error));
  g_assert_null (cw_book_find_card (book, &escn));
  g_assert_cmpuint (cw_book_get_size (book), ==, 1000 * 48);
  g_assert_true (cw_book_has_card_of (book, RIG_ESI));
  g_assert_false (cw_book_has_card_of (book, RIG_ESI "0"));
  g_assert_true (cw_book_add_card (book, card, &error));
  g_assert_false (cw_book_sort_cards (book));
  /* of another institution */
  g_free (card->pic);
  card->pic = g_strdup ("999920718");
  g_assert_true (cw_book_add_card (book, card, &error));
  g_assert_cmpuint (cw_book_count_cards (book), ==, 1001);
}

static void
test_reconcile_words (void)
{
  g_autofree char *text = cw_differs_to_text (CW_DIFFERS_EMAIL | CW_DIFFERS_LEVEL);
  CwDifferenceKind kind;

  g_assert_cmpstr (text, ==, "the e-mail address, the academic level");
  for (guint i = 0; i < CW_DIFFERENCE_COUNT; i++)
    {
      g_assert_true (cw_difference_kind_from_name (cw_difference_kind_to_name ((CwDifferenceKind) i), &kind));
      g_assert_cmpuint (kind, ==, i);
      g_assert_nonnull (cw_difference_kind_to_label (kind));
    }
  g_assert_false (cw_difference_kind_from_name ("all", &kind));
}

/* over HTTP */

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;

  memset (fixture, 0, sizeof *fixture);
  fixture->stand_in = rig_stand_in_start (NULL);
  fixture->cards = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), RIG_TOKEN);
  fixture->persons = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), RIG_TOKEN);
  fixture->other = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), RIG_TOKEN);
  fixture->book = cw_book_new (RIG_PIC, NULL);
  g_assert_true (cw_registry_upsert_person (fixture->other, person, NULL, NULL, &error));
  for (guint i = 0; i < CARDS; i++)
    {
      g_autoptr (CwCardEntry) card = rig_card_new ();

      card->escn[6] = (char) ('0' + i / 10);
      card->escn[7] = (char) ('0' + i % 10);
      g_assert_true (cw_registry_register_card (fixture->other, card, NULL, NULL, &error));
      g_assert_no_error (error);
    }
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  cw_book_free (fixture->book);
  g_assert_finalize_object (fixture->cards);
  g_assert_finalize_object (fixture->persons);
  g_assert_finalize_object (fixture->other);
  g_assert_finalize_object (fixture->stand_in);
}

/* Another station withdraws a card between two pages. */
static void
change_meanwhile (guint    rows,
                  gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *escn = g_strdup_printf ("4b173b%02u-b51e-103d-bffe-999" RIG_PIC, fixture->changes);
  g_autoptr (GError) error = NULL;

  fixture->told++;
  if (fixture->changes == 0)
    return;
  fixture->changes--;
  g_assert_true (cw_registry_withdraw_card (fixture->other, escn, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
read_book (Fixture  *fixture,
           gboolean *certain,
           GError  **error)
{
  *certain = FALSE;
  return cw_book_read (fixture->book, fixture->cards, fixture->persons, change_meanwhile, fixture, certain, NULL, error);
}

static void
test_reconcile_read (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint before = cw_stand_in_get_count (fixture->stand_in);
  gboolean certain;

  g_assert_true (read_book (fixture, &certain, &error));
  g_assert_no_error (error);
  g_assert_true (certain);
  g_assert_cmpuint (cw_book_count_cards (fixture->book), ==, CARDS);
  g_assert_cmpuint (cw_book_count_persons (fixture->book), ==, 1);
  g_assert_cmpuint (cw_stand_in_get_count (fixture->stand_in), ==, before + 4);
  g_assert_cmpuint (fixture->told, >, 0);
}

static void
test_reconcile_moves (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean certain;

  fixture->changes = 1;
  g_assert_true (read_book (fixture, &certain, &error));
  g_assert_no_error (error);
  g_assert_true (certain);
  g_assert_cmpuint (cw_book_count_cards (fixture->book), ==, CARDS - 1);

  /* under every reading */
  fixture->changes = 20;
  g_assert_true (read_book (fixture, &certain, &error));
  g_assert_no_error (error);
  g_assert_false (certain);
}

static void
test_reconcile_storm (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean certain;

  cw_stand_in_set_fault_after (fixture->stand_in, 2, CW_STAND_IN_STORM, 1);
  g_assert_true (read_book (fixture, &certain, &error));
  g_assert_no_error (error);
  g_assert_true (certain);
  g_assert_cmpuint (cw_book_count_cards (fixture->book), ==, CARDS);

  cw_stand_in_set_fault_after (fixture->stand_in, 2, CW_STAND_IN_STORM, G_MAXUINT);
  /* 500 is the register's own fault, 502 to 504 say that nobody is there: the storm has all of them */
  g_assert_false (read_book (fixture, &certain, &error));
  g_assert_true (g_error_matches (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE) || g_error_matches (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER));
}

static void
test_reconcile_every_fault_once (Fixture      *fixture,
                                 gconstpointer data)
{
  static const CwStandInFault faults[] = { CW_STAND_IN_STORM, CW_STAND_IN_UNAVAILABLE, CW_STAND_IN_CUT_OFF, CW_STAND_IN_LOSE_ANSWER, CW_STAND_IN_HTML, CW_STAND_IN_WRONG_TYPE };

  /* at each of the places of the storm's turn: it goes by the number of the request */
  for (guint i = 0; i < 2 * G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean certain;

      cw_stand_in_set_fault_after (fixture->stand_in, i % 4, faults[i % G_N_ELEMENTS (faults)], 1);
      g_assert_true (read_book (fixture, &certain, &error));
      g_assert_no_error (error);
      g_assert_true (certain);
      g_assert_cmpuint (cw_book_count_cards (fixture->book), ==, CARDS);
    }
}

static void
test_reconcile_lies (Fixture      *fixture,
                     gconstpointer data)
{
  static const struct
  {
    CwStandInFault fault;
    int            code;
  } faults[] = {
    { CW_STAND_IN_SAME_PAGE, CW_ERROR_ROUTER_ANSWER },
    { CW_STAND_IN_WRONG_TOTAL, CW_ERROR_ROUTER_ANSWER },
    { CW_STAND_IN_HTML, CW_ERROR_ROUTER_ANSWER },
    { CW_STAND_IN_TOO_MANY, CW_ERROR_ROUTER_UNREACHABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean certain;

      cw_stand_in_set_fault_after (fixture->stand_in, i % 2, faults[i].fault, G_MAXUINT);
      g_assert_false (read_book (fixture, &certain, &error));
      g_assert_error (error, CW_ERROR, faults[i].code);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static void
test_reconcile_cancelled (Fixture      *fixture,
                          gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gboolean certain;

  g_cancellable_cancel (cancellable);
  g_assert_false (cw_book_read (fixture->book, fixture->cards, fixture->persons, NULL, NULL, &certain, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, func) g_test_add ("/router/reconcile/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/router/reconcile/fields", test_reconcile_fields);
  g_test_add_func ("/router/reconcile/presence", test_reconcile_presence);
  g_test_add_func ("/router/reconcile/expired", test_reconcile_expired);
  g_test_add_func ("/router/reconcile/person", test_reconcile_person);
  g_test_add_func ("/router/reconcile/book", test_reconcile_book);
  g_test_add_func ("/router/reconcile/words", test_reconcile_words);
  ADD ("read", test_reconcile_read);
  ADD ("moves", test_reconcile_moves);
  ADD ("storm", test_reconcile_storm);
  ADD ("every-fault-once", test_reconcile_every_fault_once);
  ADD ("lies", test_reconcile_lies);
  ADD ("cancelled", test_reconcile_cancelled);
  return g_test_run ();
}
