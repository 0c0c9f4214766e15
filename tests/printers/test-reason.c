/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

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

/* RFC 8011 5.4.12, RFC 3998, PWG 5100.9 table 1 without finishers, scanners and developers, CUPS. */
static const struct
{
  CwPrinterReason reason;
  const char     *keywords;
} standard_words[] = {
  { CW_PRINTER_REASON_COVER_OPEN,
    "cover-open door-open interlock-open subunit-opened" },
  { CW_PRINTER_REASON_MEDIA_EMPTY,
    "media-empty media-path-input-empty input-tray-missing" },
  { CW_PRINTER_REASON_MEDIA_LOW,
    "media-low" },
  { CW_PRINTER_REASON_MEDIA_JAM,
    "media-jam input-media-tray-feed-error input-media-tray-jam media-path-failure "
    "media-path-input-feed-error media-path-input-jam media-path-jam media-path-output-feed-error "
    "media-path-output-jam output-media-tray-feed-error output-media-tray-jam" },
  { CW_PRINTER_REASON_MEDIA_NEEDED,
    "media-needed input-cannot-feed-size-selected input-manual-input-request "
    "media-path-input-request" },
  { CW_PRINTER_REASON_RIBBON_EMPTY,
    "marker-supply-empty marker-print-ribbon-empty marker-ink-empty toner-empty" },
  { CW_PRINTER_REASON_RIBBON_LOW,
    "marker-supply-low marker-supply-almost-empty marker-print-ribbon-almost-empty "
    "marker-ink-almost-empty toner-low" },
  { CW_PRINTER_REASON_RIBBON_MISSING,
    "marker-print-ribbon-missing marker-supply-missing marker-ink-missing marker-toner-missing "
    "marker-toner-cartridge-missing" },
  { CW_PRINTER_REASON_RIBBON_WRONG,
    "ribbon-wrong" },
  { CW_PRINTER_REASON_REJECT_FULL,
    "reject-tray-full" },
  { CW_PRINTER_REASON_OUTPUT_FULL,
    "output-area-full media-path-media-tray-full media-path-output-full" },
  { CW_PRINTER_REASON_OUTPUT_NEARLY_FULL,
    "output-area-almost-full media-path-media-tray-almost-full" },
  { CW_PRINTER_REASON_CLEANING,
    "cleaner-life-over cleaner-life-almost-over marker-cleaner-missing" },
  { CW_PRINTER_REASON_HEAD_HOT,
    "fuser-over-temp subunit-over-temperature subunit-cooling-down" },
  { CW_PRINTER_REASON_FAULT,
    "subunit-unrecoverable-failure fan-failure input-media-tray-failure input-pick-roller-failure "
    "input-pick-roller-missing input-tray-elevation-failure input-tray-position-failure "
    "marker-fuser-missing marker-fuser-thermistor-failure marker-fuser-timing-failure "
    "media-path-pick-roller-failure media-path-pick-roller-missing motor-failure "
    "output-mailbox-select-failure output-media-tray-failure subunit-memory-exhausted "
    "subunit-motor-failure subunit-thermistor-failure subunit-timing-failure "
    "subunit-unrecoverable-storage subunit-unrecoverable-storage-error" },
  { CW_PRINTER_REASON_PAUSED,
    "paused moving-to-paused hold-new-jobs deactivated stopping" },
  { CW_PRINTER_REASON_OFFLINE,
    "offline power-down shutdown subunit-offline subunit-turned-off timed-out" },
  { CW_PRINTER_REASON_CONNECTING,
    "connecting-to-device" },
  { CW_PRINTER_REASON_HISTORY_LOST,
    "cups-ipp-missing-job-history printer-manual-reset printer-nms-reset" },
  { CW_PRINTER_REASON_OTHER,
    "other fuser-under-temp input-pick-roller-life-over input-pick-roller-life-warn "
    "interpreter-resource-unavailable marker-waste-almost-full marker-waste-full "
    "marker-waste-missing media-path-cannot-duplex-media-selected media-path-media-tray-missing "
    "media-path-pick-roller-life-over media-path-pick-roller-life-warn output-tray-missing "
    "spool-area-full stopped-partly subunit-almost-empty subunit-almost-full subunit-at-limit "
    "subunit-empty subunit-full subunit-life-almost-over subunit-life-over subunit-missing "
    "subunit-near-limit subunit-recoverable-failure subunit-recoverable-storage "
    "subunit-recoverable-storage-error subunit-removed subunit-resource-removed "
    "subunit-under-temperature" },
  { CW_PRINTER_REASON_NONE,
    "none alert-removal-of-binary-change-entry configuration-change cover-closed door-closed "
    "identify-printer-requested input-media-color-change input-media-form-parts-change "
    "input-media-size-change input-media-type-change input-media-weight-change interlock-closed "
    "marker-adjusting-print-quality power-up printer-ready-to-print subunit-added subunit-closed "
    "subunit-power-saver subunit-resource-added subunit-turned-on subunit-warming-up "
    "cups-waiting-for-job-completed cups-ipp-conformance-failure cups-ipp-missing-cancel-job "
    "cups-ipp-missing-get-job-attributes cups-ipp-missing-get-printer-attributes "
    "cups-ipp-missing-print-job cups-ipp-missing-send-document cups-ipp-missing-validate-job "
    "cups-ipp-wrong-http-version" },
};

/* Each word, alone and with each severity, in whatever case. */
static void
test_reason_standards (void)
{
  static const char *const severities[] = { "", "-report", "-warning", "-error" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (standard_words); i++)
    {
      g_auto (GStrv) words = g_strsplit (standard_words[i].keywords, " ", -1);

      g_assert_cmpstr (words[0], ==, cw_printer_reason_to_keyword (standard_words[i].reason));
      for (guint k = 0; words[k] != NULL; k++)
        {
          g_autofree char *upper = g_ascii_strup (words[k], -1);

          g_test_message ("%s", words[k]);
          g_assert_true (g_hash_table_add (seen, g_strdup (words[k])));
          g_assert_cmphex (cw_printer_reason_from_keyword (upper), ==, standard_words[i].reason);
          for (guint n = 0; n < G_N_ELEMENTS (severities); n++)
            {
              g_autofree char *word = g_strconcat (words[k], severities[n], NULL);

              g_assert_cmphex (cw_printer_reason_from_keyword (word), ==, standard_words[i].reason);
            }
        }
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 130);
}

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
test_reason_texts (void)
{
  g_autoptr (GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);
  CwPrinterReason all = CW_PRINTER_REASON_NONE;

  for (gsize i = 0; i < G_N_ELEMENTS (all_reasons); i++)
    {
      const CwReasonText *text = cw_printer_reason_describe (all_reasons[i]);

      g_assert_nonnull (text);
      g_assert_cmphex (text->reason, ==, all_reasons[i]);
      g_assert_true (g_hash_table_add (titles, (gpointer) text->title));
      g_assert_cmpint (g_utf8_strlen (text->title, -1), <=, 24);
      g_assert_false (g_str_has_suffix (text->title, "."));
      g_assert_true (g_str_has_suffix (text->sentence, "."));
      g_assert_true (g_str_has_suffix (text->remedy, "."));
      g_assert_null (strstr (text->remedy, "\n\n"));
      all |= all_reasons[i];
    }
  g_assert_null (cw_printer_reason_describe (CW_PRINTER_REASON_NONE));
  g_assert_null (cw_printer_reason_describe ((CwPrinterReason) (1u << 30)));
  g_assert_cmphex (all, ==, CW_PRINTER_REASON_FAULT * 2 - 1); /* none was forgotten above */
}

static void
test_reason_list (void)
{
  CwPrinterReason many = CW_PRINTER_REASON_RIBBON_LOW | CW_PRINTER_REASON_MEDIA_EMPTY | CW_PRINTER_REASON_COVER_OPEN;
  g_autoptr (GPtrArray) list = cw_printer_reason_list (many);
  g_autoptr (GPtrArray) none = cw_printer_reason_list (CW_PRINTER_REASON_NONE);

  g_assert_cmpuint (list->len, ==, 3);
  g_assert_true (g_ptr_array_index (list, 0) == cw_printer_reason_describe (CW_PRINTER_REASON_COVER_OPEN));
  g_assert_true (g_ptr_array_index (list, 1) == cw_printer_reason_describe (CW_PRINTER_REASON_MEDIA_EMPTY));
  g_assert_true (g_ptr_array_index (list, 2) == cw_printer_reason_describe (CW_PRINTER_REASON_RIBBON_LOW));
  g_assert_cmpuint (none->len, ==, 0);
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
    { "media-empty", TRUE, FALSE },
    { "input-media-tray-feed-error", TRUE, FALSE },
    { "com.example.flux-low", TRUE, FALSE },
    { "com.example.flux-low-warning", FALSE, TRUE },
    { "com.example.flux-low-report", FALSE, FALSE },
    { "subunit-life-almost-over-warning", FALSE, TRUE },
    /* what ippeveprinter calls an empty feeder when idle, and a jam while it waits in mid-card */
    { "media-empty-report", TRUE, FALSE },
    { "media-jam-warning", TRUE, FALSE },
    { "input-media-tray-feed-error-warning", TRUE, FALSE },
    /* what printers without severities call it: low stops nothing */
    { "marker-supply-low", FALSE, TRUE },
    { "marker-supply-low-report", FALSE, TRUE },
    { "marker-supply-low-error", TRUE, FALSE },
    { "connecting-to-device", FALSE, FALSE },
    { "connecting-to-device-warning", FALSE, TRUE },
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

  cw_printer_status_add_keyword (&status, "media-low-warning");
  cw_printer_status_add_keyword (&status, "media-low-error");
  cw_printer_status_add_keyword (&status, "media-low-report");
  g_assert_cmphex (status.errors, ==, CW_PRINTER_REASON_MEDIA_LOW);
  g_assert_cmphex (status.warnings, ==, CW_PRINTER_REASON_NONE);
  cw_printer_status_add_reasons (&status, CW_PRINTER_REASON_RIBBON_LOW | CW_PRINTER_REASON_COVER_OPEN | CW_PRINTER_REASON_CONNECTING);
  g_assert_cmphex (status.errors, ==, CW_PRINTER_REASON_MEDIA_LOW | CW_PRINTER_REASON_COVER_OPEN);
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
  g_test_add_func ("/printers/reason/standards", test_reason_standards);
  g_test_add_func ("/printers/reason/texts", test_reason_texts);
  g_test_add_func ("/printers/reason/list", test_reason_list);
  g_test_add_func ("/printers/reason/round-trip", test_reason_round_trip);
  g_test_add_func ("/printers/reason/sentences", test_reason_sentences);
  g_test_add_func ("/printers/reason/status", test_reason_status);
  g_test_add_func ("/printers/reason/severity", test_reason_severity);
  g_test_add_func ("/printers/reason/worse-severity", test_reason_worse_severity);
  g_test_add_func ("/printers/reason/names", test_reason_names);
  return g_test_run ();
}
