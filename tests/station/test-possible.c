/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include "app/station/possible.h"

/* How many cards are possible, from two counts that may both be missing or wrong. */

#define NOBODY G_MININT64 /* nobody said what was put in */

typedef struct
{
  const char  *what;
  int          ribbon, whole, blanks, cleaning; /* by the printer */
  gint64       rows[3][2];                      /* by the station: put in, used */
  guint        sets;
  int          cards;
  CwSupplyKind limit;
  gboolean     differ[3];
} Case;

#define NONE { NOBODY, 0 }

static const Case cases[] = {
  { "nothing is known", -1, -1, -1, -1, { NONE, NONE, NONE }, 1, -1, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "the printer alone", 187, 200, -1, 900, { NONE, NONE, NONE }, 1, 187, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "the station alone", -1, -1, -1, -1, { { 200, 13 }, { 100, 13 }, NONE }, 1, 87, CW_SUPPLY_BLANKS, { FALSE, FALSE, FALSE } },
  { "the smaller of two", 187, 200, -1, -1, { { 200, 10 }, NONE, NONE }, 1, 187, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "a tenth apart is no difference", 180, 200, -1, -1, { { 200, 0 }, NONE, NONE }, 1, 180, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "more than a tenth is one", 179, 200, -1, -1, { { 200, 0 }, NONE, NONE }, 1, 179, CW_SUPPLY_RIBBON, { TRUE, FALSE, FALSE } },
  { "two cards apart are none", 1, 3, -1, -1, { { 3, 0 }, NONE, NONE }, 1, 1, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "two sets a card", 187, 200, -1, -1, { { 200, 13 }, NONE, NONE }, 2, 93, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "two sets a card, one is left", 1, 200, -1, -1, { NONE, NONE, NONE }, 2, 0, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "no sets count as one", 5, 200, -1, -1, { NONE, NONE, NONE }, 0, 5, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "more used than put in", -1, -1, -1, -1, { { 10, 12 }, NONE, NONE }, 1, 0, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "cleaning comes first", 50, 200, -1, 3, { NONE, { 40, 0 }, NONE }, 1, 3, CW_SUPPLY_CLEANING, { FALSE, FALSE, FALSE } },
  { "alike: the ribbon is named", 7, 200, -1, 7, { NONE, { 7, 0 }, NONE }, 1, 7, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "an empty feeder", 50, 200, 0, -1, { NONE, { 100, 98 }, NONE }, 1, 0, CW_SUPPLY_BLANKS, { FALSE, FALSE, FALSE } },
  { "an empty feeder against the count", 50, 200, 0, -1, { NONE, { 100, 10 }, NONE }, 1, 0, CW_SUPPLY_BLANKS, { FALSE, TRUE, FALSE } },
  { "cards are felt, nobody counted them", 50, 200, 1, -1, { NONE, NONE, NONE }, 1, 50, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "cards are felt as counted", 50, 200, 1, -1, { NONE, { 100, 90 }, NONE }, 1, 10, CW_SUPPLY_BLANKS, { FALSE, FALSE, FALSE } },
  { "cards are felt where none should be", 50, 200, 1, -1, { NONE, { 100, 100 }, NONE }, 1, 50, CW_SUPPLY_RIBBON, { FALSE, TRUE, FALSE } },
  { "the largest numbers", G_MAXINT, G_MAXINT, G_MAXINT, G_MAXINT, { { G_MAXUINT, 0 }, { G_MAXUINT, 0 }, { G_MAXUINT, 0 } }, 1, G_MAXINT, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "the largest against the smallest", 0, G_MAXINT, -1, -1, { { G_MAXUINT, 0 }, NONE, NONE }, 1, 0, CW_SUPPLY_RIBBON, { TRUE, FALSE, FALSE } },
  { "the most sets", 10, 200, -1, -1, { NONE, NONE, NONE }, G_MAXUINT, 0, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "all used", -1, -1, -1, -1, { { G_MAXUINT, G_MAXUINT }, NONE, NONE }, 1, 0, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
  { "numbers that make no sense", G_MININT, G_MININT, G_MININT, G_MININT, { NONE, NONE, NONE }, 1, -1, CW_SUPPLY_RIBBON, { FALSE, FALSE, FALSE } },
};

static void
reckon (const Case     *at,
        CwPrinterReason reasons,
        CwPossible     *possible)
{
  g_autoptr (CwSupplies) supplies = cw_supplies_new ();
  CwSupplyRow given[3] = { { 0 } };
  const CwSupplyRow *rows[3] = { NULL };

  supplies->ribbon_left = at->ribbon;
  supplies->ribbon_whole = at->whole;
  supplies->blanks = at->blanks;
  supplies->cards_to_cleaning = at->cleaning;
  supplies->reasons = reasons;
  for (guint i = 0; i < 3; i++)
    if (at->rows[i][0] != NOBODY)
      {
        given[i].kind = (CwSupplyKind) i;
        given[i].quantity = (guint) at->rows[i][0];
        given[i].used = (guint) at->rows[i][1];
        rows[i] = &given[i];
      }
  cw_possible_reckon (supplies, rows, at->sets, possible);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CwPossible possible;

      g_test_message ("%s", cases[i].what);
      reckon (&cases[i], CW_PRINTER_REASON_NONE, &possible);
      g_assert_cmpint (possible.cards, ==, cases[i].cards);
      if (possible.cards >= 0)
        g_assert_cmpint (possible.limit, ==, cases[i].limit);
      for (guint k = 0; k < 3; k++)
        {
          g_assert_cmpint (possible.counts[k].kind, ==, k);
          g_assert_cmpint (possible.counts[k].differ, ==, cases[i].differ[k]);
          g_assert_cmpint (possible.counts[k].printer, >=, -1);
          g_assert_cmpint (possible.counts[k].station, >=, -1);
          if (possible.counts[k].cards >= 0)
            g_assert_cmpint (possible.counts[k].cards, >=, possible.cards);
        }
    }
}

/* What the printer says outright goes before any count. */
static void
test_reasons (void)
{
  static const Case full = { "full", 100, 200, 50, 500, { { 200, 100 }, { 100, 0 }, NONE }, 1, 0, CW_SUPPLY_RIBBON, { FALSE } };
  CwPossible possible;

  reckon (&full, CW_PRINTER_REASON_NONE, &possible);
  g_assert_cmpint (possible.cards, ==, 100);
  reckon (&full, CW_PRINTER_REASON_RIBBON_LOW | CW_PRINTER_REASON_MEDIA_LOW | CW_PRINTER_REASON_CLEANING, &possible);
  g_assert_cmpint (possible.cards, ==, 100);
  reckon (&full, CW_PRINTER_REASON_RIBBON_EMPTY, &possible);
  g_assert_cmpint (possible.cards, ==, 0);
  g_assert_cmpint (possible.limit, ==, CW_SUPPLY_RIBBON);
  g_assert_true (possible.counts[CW_SUPPLY_RIBBON].differ);
  reckon (&full, CW_PRINTER_REASON_MEDIA_EMPTY, &possible);
  g_assert_cmpint (possible.cards, ==, 0);
  g_assert_cmpint (possible.limit, ==, CW_SUPPLY_BLANKS);
}

static void
assert_sentence (int          cards,
                 CwSupplyKind limit,
                 const char  *expected)
{
  CwPossible possible = { .cards = cards, .limit = limit };
  g_autofree char *sentence = cw_possible_to_sentence (&possible);

  g_assert_cmpstr (sentence, ==, expected);
}

static void
assert_count (CwSupplyCount count,
              const char   *expected)
{
  g_autofree char *sentence = cw_supply_count_to_sentence (&count);

  g_assert_cmpstr (sentence, ==, expected);
}

static void
test_sentences (void)
{
  assert_sentence (-1, CW_SUPPLY_RIBBON, NULL);
  assert_sentence (187, CW_SUPPLY_RIBBON, "187 cards possible now");
  assert_sentence (1, CW_SUPPLY_BLANKS, "1 card possible now");
  assert_sentence (0, CW_SUPPLY_RIBBON, "No more cards: the ribbon is used up");
  assert_sentence (0, CW_SUPPLY_BLANKS, "No more cards: the card feeder is empty");
  assert_sentence (0, CW_SUPPLY_CLEANING, "Clean the printer before the next card");

  assert_count ((CwSupplyCount) { CW_SUPPLY_RIBBON, -1, -1, -1, FALSE }, NULL);
  assert_count ((CwSupplyCount) { CW_SUPPLY_RIBBON, 187, 190, 187, FALSE }, "Ribbon: 187 by the printer, 190 by this station's count");
  assert_count ((CwSupplyCount) { CW_SUPPLY_RIBBON, 100, 190, 100, TRUE }, "Ribbon: 100 by the printer, 190 by this station's count. They differ: look, and tell this station.");
  assert_count ((CwSupplyCount) { CW_SUPPLY_CLEANING, 12, -1, 12, FALSE }, "Until cleaning: 12 by the printer");
  assert_count ((CwSupplyCount) { CW_SUPPLY_BLANKS, -1, 40, 40, FALSE }, "Card feeder: 40 by this station's count");
  assert_count ((CwSupplyCount) { CW_SUPPLY_BLANKS, 1, 0, -1, TRUE }, "Card feeder: the printer feels cards, and by this station's count there are 0. Count the cards, and tell this station.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/station/possible/cases", test_cases);
  g_test_add_func ("/station/possible/reasons", test_reasons);
  g_test_add_func ("/station/possible/sentences", test_sentences);
  return g_test_run ();
}
