/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <sqlite3.h>

#include "app/base/error.h"
#include "app/issue/sheet.h"
#include "fixture.h"

/* Test cards and alignment sheets: what the ledger says of each, and that the sheets can be printed
 * and read on every canvas. */

static const CwSheet all_sheets[] = { CW_SHEET_TEST_CARD, CW_SHEET_ALIGNMENT };

/* "purpose state" of the last blank, as the database has it. */
static char *
read_last_blank (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "cardwright.db", NULL);
  char *text = NULL;
  sqlite3 *db;
  sqlite3_stmt *stmt;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT purpose || ' ' || state FROM plastics ORDER BY id DESC LIMIT 1", -1, &stmt, NULL), ==, SQLITE_OK);
  if (sqlite3_step (stmt) == SQLITE_ROW)
    text = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return text;
}

static void
assert_printed (Fixture       *fixture,
                CwSheet        sheet,
                CwPrintOutcome watched,
                const char    *blank)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *found = NULL;
  CwPrintOutcome outcome;

  fixture->printer->watched = watched;
  g_assert_true (cw_issue_print_sheet (&fixture->tools, sheet, NULL, &outcome, &sentence, &error));
  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, watched);
  g_assert_nonnull (sentence);
  found = read_last_blank (fixture);
  g_assert_cmpstr (found, ==, blank);
}

static void
test_outcomes (Fixture      *fixture,
               gconstpointer data)
{
  assert_printed (fixture, CW_SHEET_TEST_CARD, CW_PRINT_PRINTED, "test-card printed");
  assert_printed (fixture, CW_SHEET_TEST_CARD, CW_PRINT_NOT_PRINTED, "test-card failed");
  assert_printed (fixture, CW_SHEET_ALIGNMENT, CW_PRINT_UNCERTAIN, "alignment uncertain");
  /* each is a job of its own name */
  g_assert_cmpuint (fixture->printer->job_names->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (fixture->printer->job_names, 0), ==, "test-card/1");
  g_assert_cmpstr (g_ptr_array_index (fixture->printer->job_names, 2), ==, "test-card/3");
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *found = NULL;
  g_autofree char *doubt = NULL;
  CwPrintOutcome outcome;

  fixture->printer->submit_error = CW_ERROR_PRINTER_STOPPED;
  g_assert_false (cw_issue_print_sheet (&fixture->tools, CW_SHEET_TEST_CARD, NULL, &outcome, &sentence, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_STOPPED);
  g_assert_null (sentence);
  found = read_last_blank (fixture);
  g_assert_cmpstr (found, ==, "test-card failed");

  /* an answer that does not say that nothing was printed */
  fixture->printer->submit_error = CW_ERROR_IN_DOUBT;
  g_assert_true (cw_issue_print_sheet (&fixture->tools, CW_SHEET_TEST_CARD, NULL, &outcome, &sentence, NULL));
  g_assert_cmpint (outcome, ==, CW_PRINT_UNCERTAIN);
  doubt = read_last_blank (fixture);
  g_assert_cmpstr (doubt, ==, "test-card uncertain");
}

/* A crash between the row and its end: asked later, and printed nothing for it. */
static void
test_left (Fixture      *fixture,
           gconstpointer data)
{
  static const struct { CwPrintOutcome settled; const char *blank; } cases[] = {
    { CW_PRINT_PRINTED, "test-card printed" },
    { CW_PRINT_NOT_PRINTED, "test-card failed" },
    { CW_PRINT_WORKING, "test-card sent" },
    { CW_PRINT_UNCERTAIN, "test-card uncertain" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *found = NULL;
      gint64 id = cw_store_add_plastic (fixture->tools.store, 0, CW_PLASTIC_PURPOSE_TEST_CARD, "Scripted printer", -1, &error);

      g_assert_no_error (error);
      g_assert_true (cw_store_set_plastic (fixture->tools.store, id, CW_PLASTIC_STATE_SENT, NULL, NULL, &error));
      fixture->printer->settled = cases[i].settled;
      g_assert_true (cw_issue_settle_sheets (&fixture->tools, &error));
      g_assert_no_error (error);
      found = read_last_blank (fixture);
      g_assert_cmpstr (found, ==, cases[i].blank);
    }
  g_assert_cmpuint (fixture->printer->job_names->len, ==, 0);
}

/* Filled with today's words, nothing overflows and every code reads back, at the least and at the
 * usual density; and the demo station's own printer prints both sides. */
static void
test_sheets_are_good (Fixture      *fixture,
                      gconstpointer data)
{
  static const struct { guint dpi, width, height; } canvases[] = { { 300, 1011, 638 }, { 300, 1016, 648 }, { 600, 2022, 1276 } };
  CwIssueTools tools = *cw_station_get_tools (fixture->station);

  for (guint i = 0; i < G_N_ELEMENTS (all_sheets); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwFace) face = cw_issue_make_sheet (&tools, all_sheets[i], 123456, &error);
      g_autofree char *sentence = NULL;
      CwPrintOutcome outcome;

      g_assert_no_error (error);
      for (guint k = 0; k < G_N_ELEMENTS (canvases); k++)
        {
          g_autoptr (GPtrArray) checks = cw_face_check_for (face, canvases[k].dpi, canvases[k].width, canvases[k].height);

          for (guint n = 0; n < checks->len; n++)
            {
              const CwCheck *check = g_ptr_array_index (checks, n);

              g_test_message ("%s", check->sentence);
              /* the alignment sheet stands at the edges on purpose */
              g_assert_true (all_sheets[i] == CW_SHEET_ALIGNMENT && !check->error && check->kind == CW_CHECK_SAFE_AREA);
            }
        }
      g_assert_true (cw_issue_print_sheet (&tools, all_sheets[i], NULL, &outcome, &sentence, &error));
      g_assert_no_error (error);
      g_assert_cmpint (outcome, ==, CW_PRINT_PRINTED);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/issue/sheet/outcomes", Fixture, NULL, saga_set_up, test_outcomes, saga_tear_down);
  g_test_add ("/issue/sheet/refused", Fixture, NULL, saga_set_up, test_refused, saga_tear_down);
  g_test_add ("/issue/sheet/left", Fixture, NULL, saga_set_up, test_left, saga_tear_down);
  g_test_add ("/issue/sheet/good", Fixture, NULL, saga_set_up, test_sheets_are_good, saga_tear_down);
  return g_test_run ();
}
