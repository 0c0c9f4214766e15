/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "printers/printer.h"

static const CwPrinterReason all_reasons[] = {
  CW_PRINTER_REASON_OTHER, CW_PRINTER_REASON_COVER_OPEN, CW_PRINTER_REASON_MEDIA_EMPTY,
  CW_PRINTER_REASON_MEDIA_LOW, CW_PRINTER_REASON_MEDIA_JAM, CW_PRINTER_REASON_MEDIA_NEEDED,
  CW_PRINTER_REASON_RIBBON_EMPTY, CW_PRINTER_REASON_RIBBON_LOW, CW_PRINTER_REASON_RIBBON_MISSING,
  CW_PRINTER_REASON_OUTPUT_FULL, CW_PRINTER_REASON_CLEANING, CW_PRINTER_REASON_HEAD_HOT,
  CW_PRINTER_REASON_PAUSED, CW_PRINTER_REASON_OFFLINE, CW_PRINTER_REASON_CONNECTING,
  CW_PRINTER_REASON_HISTORY_LOST, CW_PRINTER_REASON_RIBBON_WRONG, CW_PRINTER_REASON_REJECT_FULL,
  CW_PRINTER_REASON_OUTPUT_NEARLY_FULL, CW_PRINTER_REASON_FAULT,
};

static void
test_reason_keywords (void)
{
  static const struct
  {
    const char     *keyword;
    CwPrinterReason reason;
  } words[] = {
    { "none", CW_PRINTER_REASON_NONE },
    { "media-empty", CW_PRINTER_REASON_MEDIA_EMPTY },
    { "media-empty-error", CW_PRINTER_REASON_MEDIA_EMPTY },
    { "media-empty-warning", CW_PRINTER_REASON_MEDIA_EMPTY },
    { "media-empty-report", CW_PRINTER_REASON_MEDIA_EMPTY },
    { "marker-supply-empty-warning", CW_PRINTER_REASON_RIBBON_EMPTY },
    { "marker-print-ribbon-almost-empty", CW_PRINTER_REASON_RIBBON_LOW },
    { "marker-print-ribbon-missing-error", CW_PRINTER_REASON_RIBBON_MISSING },
    { "media-path-jam-error", CW_PRINTER_REASON_MEDIA_JAM },
    /* the suffix is part of this word, not its severity */
    { "input-media-tray-feed-error", CW_PRINTER_REASON_MEDIA_JAM },
    { "input-media-tray-feed-error-error", CW_PRINTER_REASON_MEDIA_JAM },
    { "offline-report", CW_PRINTER_REASON_OFFLINE },
    { "fuser-over-temp-warning", CW_PRINTER_REASON_HEAD_HOT },
    { "cups-ipp-missing-job-history", CW_PRINTER_REASON_HISTORY_LOST },
    { "cups-waiting-for-job-completed", CW_PRINTER_REASON_NONE },
    { "com.example.flux-low", CW_PRINTER_REASON_OTHER },
    { "", CW_PRINTER_REASON_OTHER },
    { "-error", CW_PRINTER_REASON_OTHER },
    { "media-empt", CW_PRINTER_REASON_OTHER },
    { "media-emptyy", CW_PRINTER_REASON_OTHER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_test_message ("%s", words[i].keyword);
      g_assert_cmpint (cw_printer_reason_from_keyword (words[i].keyword), ==, words[i].reason);
    }
}

static void
test_reason_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (all_reasons); i++)
    {
      const char *keyword = cw_printer_reason_to_keyword (all_reasons[i]);

      g_assert_cmpint (cw_printer_reason_from_keyword (keyword), ==, all_reasons[i]);
    }
  g_assert_cmpstr (cw_printer_reason_to_keyword (CW_PRINTER_REASON_NONE), ==, "none");
}

static void
test_reason_sentences (void)
{
  CwPrinterReason many = CW_PRINTER_REASON_RIBBON_LOW | CW_PRINTER_REASON_MEDIA_EMPTY | CW_PRINTER_REASON_COVER_OPEN;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_null (cw_printer_reason_to_sentence (CW_PRINTER_REASON_NONE));
  for (gsize i = 0; i < G_N_ELEMENTS (all_reasons); i++)
    {
      const char *sentence = cw_printer_reason_to_sentence (all_reasons[i]);

      g_assert_nonnull (sentence);
      g_assert_true (g_str_has_suffix (sentence, "."));
      g_assert_true (g_hash_table_add (seen, (gpointer) sentence));
    }
  g_assert_cmpstr (cw_printer_reason_to_sentence (many), ==, "The printer's cover is open. Close it.");
  many &= ~CW_PRINTER_REASON_COVER_OPEN;
  g_assert_cmpstr (cw_printer_reason_to_sentence (many), ==, "The card feeder is empty. Put cards in.");
}

static void
assert_status (CwPrinterState  state,
               CwPrinterReason reasons,
               const char     *expected)
{
  CwPrinterStatus status = { .state = state, .ribbon_percent = -1 };
  g_autofree char *sentence = NULL;

  cw_printer_status_add_reasons (&status, reasons);
  sentence = cw_printer_status_to_sentence (&status);
  g_assert_cmpstr (sentence, ==, expected);
}

static void
test_reason_status (void)
{
  assert_status (CW_PRINTER_STATE_IDLE, CW_PRINTER_REASON_NONE, "Ready.");
  assert_status (CW_PRINTER_STATE_PROCESSING, CW_PRINTER_REASON_NONE, "Printing.");
  assert_status (CW_PRINTER_STATE_IDLE, CW_PRINTER_REASON_RIBBON_LOW,
                 "Ready. The ribbon is running low. Have a new one at hand.");
  assert_status (CW_PRINTER_STATE_PROCESSING, CW_PRINTER_REASON_MEDIA_EMPTY | CW_PRINTER_REASON_RIBBON_LOW,
                 "The card feeder is empty. Put cards in.");
  assert_status (CW_PRINTER_STATE_STOPPED, CW_PRINTER_REASON_NONE, "The printer has stopped. Look at its display.");
  assert_status (CW_PRINTER_STATE_STOPPED, CW_PRINTER_REASON_RIBBON_LOW,
                 "The ribbon is running low. Have a new one at hand.");
  assert_status (CW_PRINTER_STATE_UNREACHABLE, CW_PRINTER_REASON_MEDIA_EMPTY,
                 "The printer does not answer. Switch it on and check its cable.");
  assert_status (CW_PRINTER_STATE_IDLE, CW_PRINTER_REASON_HISTORY_LOST, "Ready.");
}

static void
test_reason_severity (void)
{
  static const struct
  {
    const char *keyword;
    gboolean    error;
    gboolean    warning;
  } words[] = {
    { "media-empty-error", TRUE, FALSE },
    { "media-empty-warning", FALSE, TRUE },
    { "media-empty-report", FALSE, FALSE },
    { "media-empty", TRUE, FALSE },
    { "input-media-tray-feed-error", TRUE, FALSE },
    { "input-media-tray-feed-error-warning", FALSE, TRUE },
    { "com.example.flux-low", TRUE, FALSE },
    { "com.example.flux-low-warning", FALSE, TRUE },
    /* what printers without severities call it: low stops nothing */
    { "marker-supply-low", FALSE, TRUE },
    { "marker-supply-low-error", TRUE, FALSE },
    { "connecting-to-device", FALSE, FALSE },
    { "cups-ipp-missing-job-history", FALSE, FALSE },
    { "none", FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      CwPrinterReason reason = cw_printer_reason_from_keyword (words[i].keyword);
      CwPrinterStatus status = { .ribbon_percent = -1 };

      g_test_message ("%s", words[i].keyword);
      cw_printer_status_add_keyword (&status, words[i].keyword);
      g_assert_cmphex (status.reasons, ==, reason);
      g_assert_cmphex (status.errors, ==, words[i].error ? reason : CW_PRINTER_REASON_NONE);
      g_assert_cmphex (status.warnings, ==, words[i].warning ? reason : CW_PRINTER_REASON_NONE);
    }
}

/* the worse of two severities stays */
static void
test_reason_worse_severity (void)
{
  CwPrinterStatus status = { .ribbon_percent = -1 };

  cw_printer_status_add_keyword (&status, "media-empty-warning");
  cw_printer_status_add_keyword (&status, "media-path-input-empty-error");
  cw_printer_status_add_keyword (&status, "media-empty-report");
  g_assert_cmphex (status.errors, ==, CW_PRINTER_REASON_MEDIA_EMPTY);
  g_assert_cmphex (status.warnings, ==, CW_PRINTER_REASON_NONE);
  cw_printer_status_add_reasons (&status, CW_PRINTER_REASON_RIBBON_LOW | CW_PRINTER_REASON_COVER_OPEN | CW_PRINTER_REASON_CONNECTING);
  g_assert_cmphex (status.errors, ==, CW_PRINTER_REASON_MEDIA_EMPTY | CW_PRINTER_REASON_COVER_OPEN);
  g_assert_cmphex (status.warnings, ==, CW_PRINTER_REASON_RIBBON_LOW);
  g_assert_cmphex (status.reasons, ==, status.errors | status.warnings | CW_PRINTER_REASON_CONNECTING);
}

static void
test_reason_names (void)
{
  g_assert_cmpstr (cw_printer_state_to_name (CW_PRINTER_STATE_UNREACHABLE), ==, "unreachable");
  g_assert_cmpstr (cw_print_outcome_to_name (CW_PRINT_PRINTED), ==, "printed");
  g_assert_cmpstr (cw_print_outcome_to_name (CW_PRINT_NOT_PRINTED), ==, "not-printed");
  g_assert_cmpstr (cw_print_outcome_to_name (CW_PRINT_UNCERTAIN), ==, "uncertain");
  g_assert_cmpstr (cw_print_outcome_to_name (CW_PRINT_WORKING), ==, "working");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/printers/reason/keywords", test_reason_keywords);
  g_test_add_func ("/printers/reason/round-trip", test_reason_round_trip);
  g_test_add_func ("/printers/reason/sentences", test_reason_sentences);
  g_test_add_func ("/printers/reason/status", test_reason_status);
  g_test_add_func ("/printers/reason/severity", test_reason_severity);
  g_test_add_func ("/printers/reason/worse-severity", test_reason_worse_severity);
  g_test_add_func ("/printers/reason/names", test_reason_names);
  return g_test_run ();
}
