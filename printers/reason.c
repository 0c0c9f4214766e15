/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include <string.h>

#include "printers/printer.h"

/* What printers say about themselves, as bits and severities. Pure functions over a table; any
 * thread. */

typedef enum
{
  CW_SEVERITY_NONE,    /* the word has no suffix */
  CW_SEVERITY_REPORT,
  CW_SEVERITY_WARNING,
  CW_SEVERITY_ERROR,
} CwReasonSeverity;

typedef struct
{
  const char     *keyword;
  CwPrinterReason reason;
} CwReasonWord;

/* printer-state-reasons: RFC 8011 5.4.12 (and deactivated, hold-new-jobs: RFC 3998), PWG 5100.9-2009
 * table 1 (the words derived from RFC 3805 prtAlertCode, as far as they can mean a card printer:
 * finishers, scanners and developers are left out), and what the CUPS scheduler adds of its own
 * (cups-*, offline). A word that is not here is OTHER. The first line of each bit is the one that
 * names it. */
static const CwReasonWord reason_words[] = {
  /* covers and doors */
  { "cover-open", CW_PRINTER_REASON_COVER_OPEN },
  { "door-open", CW_PRINTER_REASON_COVER_OPEN },
  { "interlock-open", CW_PRINTER_REASON_COVER_OPEN },
  { "subunit-opened", CW_PRINTER_REASON_COVER_OPEN },
  /* feeder and path */
  { "media-empty", CW_PRINTER_REASON_MEDIA_EMPTY },
  { "media-path-input-empty", CW_PRINTER_REASON_MEDIA_EMPTY },
  { "input-tray-missing", CW_PRINTER_REASON_MEDIA_EMPTY },
  { "media-low", CW_PRINTER_REASON_MEDIA_LOW },
  { "media-jam", CW_PRINTER_REASON_MEDIA_JAM },
  { "input-media-tray-feed-error", CW_PRINTER_REASON_MEDIA_JAM },
  { "input-media-tray-jam", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-path-failure", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-path-input-feed-error", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-path-input-jam", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-path-jam", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-path-output-feed-error", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-path-output-jam", CW_PRINTER_REASON_MEDIA_JAM },
  { "output-media-tray-feed-error", CW_PRINTER_REASON_MEDIA_JAM },
  { "output-media-tray-jam", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-needed", CW_PRINTER_REASON_MEDIA_NEEDED },
  { "input-cannot-feed-size-selected", CW_PRINTER_REASON_MEDIA_NEEDED },
  { "input-manual-input-request", CW_PRINTER_REASON_MEDIA_NEEDED },
  { "media-path-input-request", CW_PRINTER_REASON_MEDIA_NEEDED },
  /* ribbon, whatever a printer that was made for paper calls it */
  { "marker-supply-empty", CW_PRINTER_REASON_RIBBON_EMPTY },
  { "marker-print-ribbon-empty", CW_PRINTER_REASON_RIBBON_EMPTY },
  { "marker-ink-empty", CW_PRINTER_REASON_RIBBON_EMPTY },
  { "toner-empty", CW_PRINTER_REASON_RIBBON_EMPTY },
  { "marker-supply-low", CW_PRINTER_REASON_RIBBON_LOW },
  { "marker-supply-almost-empty", CW_PRINTER_REASON_RIBBON_LOW },
  { "marker-print-ribbon-almost-empty", CW_PRINTER_REASON_RIBBON_LOW },
  { "marker-ink-almost-empty", CW_PRINTER_REASON_RIBBON_LOW },
  { "toner-low", CW_PRINTER_REASON_RIBBON_LOW },
  { "marker-print-ribbon-missing", CW_PRINTER_REASON_RIBBON_MISSING },
  { "marker-supply-missing", CW_PRINTER_REASON_RIBBON_MISSING },
  { "marker-ink-missing", CW_PRINTER_REASON_RIBBON_MISSING },
  { "marker-toner-missing", CW_PRINTER_REASON_RIBBON_MISSING },
  { "marker-toner-cartridge-missing", CW_PRINTER_REASON_RIBBON_MISSING },
  /* no standard word says that a ribbon does not fit or that a reject tray is full: two of our own */
  { "ribbon-wrong", CW_PRINTER_REASON_RIBBON_WRONG },
  { "reject-tray-full", CW_PRINTER_REASON_REJECT_FULL },
  /* trays */
  { "output-area-full", CW_PRINTER_REASON_OUTPUT_FULL },
  { "media-path-media-tray-full", CW_PRINTER_REASON_OUTPUT_FULL },
  { "media-path-output-full", CW_PRINTER_REASON_OUTPUT_FULL },
  { "output-area-almost-full", CW_PRINTER_REASON_OUTPUT_NEARLY_FULL },
  { "media-path-media-tray-almost-full", CW_PRINTER_REASON_OUTPUT_NEARLY_FULL },
  /* cleaning rollers; the print head; what is broken */
  { "cleaner-life-over", CW_PRINTER_REASON_CLEANING },
  { "cleaner-life-almost-over", CW_PRINTER_REASON_CLEANING },
  { "marker-cleaner-missing", CW_PRINTER_REASON_CLEANING },
  { "fuser-over-temp", CW_PRINTER_REASON_HEAD_HOT },
  { "subunit-over-temperature", CW_PRINTER_REASON_HEAD_HOT },
  { "subunit-cooling-down", CW_PRINTER_REASON_HEAD_HOT },
  { "subunit-unrecoverable-failure", CW_PRINTER_REASON_FAULT },
  { "fan-failure", CW_PRINTER_REASON_FAULT },
  { "input-media-tray-failure", CW_PRINTER_REASON_FAULT },
  { "input-pick-roller-failure", CW_PRINTER_REASON_FAULT },
  { "input-pick-roller-missing", CW_PRINTER_REASON_FAULT },
  { "input-tray-elevation-failure", CW_PRINTER_REASON_FAULT },
  { "input-tray-position-failure", CW_PRINTER_REASON_FAULT },
  { "marker-fuser-missing", CW_PRINTER_REASON_FAULT },
  { "marker-fuser-thermistor-failure", CW_PRINTER_REASON_FAULT },
  { "marker-fuser-timing-failure", CW_PRINTER_REASON_FAULT },
  { "media-path-pick-roller-failure", CW_PRINTER_REASON_FAULT },
  { "media-path-pick-roller-missing", CW_PRINTER_REASON_FAULT },
  { "motor-failure", CW_PRINTER_REASON_FAULT },
  { "output-mailbox-select-failure", CW_PRINTER_REASON_FAULT },
  { "output-media-tray-failure", CW_PRINTER_REASON_FAULT },
  { "subunit-memory-exhausted", CW_PRINTER_REASON_FAULT },
  { "subunit-motor-failure", CW_PRINTER_REASON_FAULT },
  { "subunit-thermistor-failure", CW_PRINTER_REASON_FAULT },
  { "subunit-timing-failure", CW_PRINTER_REASON_FAULT },
  { "subunit-unrecoverable-storage", CW_PRINTER_REASON_FAULT },
  { "subunit-unrecoverable-storage-error", CW_PRINTER_REASON_FAULT },
  /* whether it answers and whether it may */
  { "paused", CW_PRINTER_REASON_PAUSED },
  { "moving-to-paused", CW_PRINTER_REASON_PAUSED },
  { "hold-new-jobs", CW_PRINTER_REASON_PAUSED },
  { "deactivated", CW_PRINTER_REASON_PAUSED },
  { "stopping", CW_PRINTER_REASON_PAUSED },
  { "offline", CW_PRINTER_REASON_OFFLINE },
  { "power-down", CW_PRINTER_REASON_OFFLINE },
  { "shutdown", CW_PRINTER_REASON_OFFLINE },
  { "subunit-offline", CW_PRINTER_REASON_OFFLINE },
  { "subunit-turned-off", CW_PRINTER_REASON_OFFLINE },
  { "timed-out", CW_PRINTER_REASON_OFFLINE },
  { "connecting-to-device", CW_PRINTER_REASON_CONNECTING },
  { "cups-ipp-missing-job-history", CW_PRINTER_REASON_HISTORY_LOST },
  { "printer-manual-reset", CW_PRINTER_REASON_HISTORY_LOST },
  { "printer-nms-reset", CW_PRINTER_REASON_HISTORY_LOST },
  /* something is wanted, and the word does not say what of a card printer it could be */
  { "other", CW_PRINTER_REASON_OTHER },
  { "fuser-under-temp", CW_PRINTER_REASON_OTHER },
  { "input-pick-roller-life-over", CW_PRINTER_REASON_OTHER },
  { "input-pick-roller-life-warn", CW_PRINTER_REASON_OTHER },
  { "interpreter-resource-unavailable", CW_PRINTER_REASON_OTHER },
  { "marker-waste-almost-full", CW_PRINTER_REASON_OTHER },
  { "marker-waste-full", CW_PRINTER_REASON_OTHER },
  { "marker-waste-missing", CW_PRINTER_REASON_OTHER },
  { "media-path-cannot-duplex-media-selected", CW_PRINTER_REASON_OTHER },
  { "media-path-media-tray-missing", CW_PRINTER_REASON_OTHER },
  { "media-path-pick-roller-life-over", CW_PRINTER_REASON_OTHER },
  { "media-path-pick-roller-life-warn", CW_PRINTER_REASON_OTHER },
  { "output-tray-missing", CW_PRINTER_REASON_OTHER },
  { "spool-area-full", CW_PRINTER_REASON_OTHER },
  { "stopped-partly", CW_PRINTER_REASON_OTHER },
  { "subunit-almost-empty", CW_PRINTER_REASON_OTHER },
  { "subunit-almost-full", CW_PRINTER_REASON_OTHER },
  { "subunit-at-limit", CW_PRINTER_REASON_OTHER },
  { "subunit-empty", CW_PRINTER_REASON_OTHER },
  { "subunit-full", CW_PRINTER_REASON_OTHER },
  { "subunit-life-almost-over", CW_PRINTER_REASON_OTHER },
  { "subunit-life-over", CW_PRINTER_REASON_OTHER },
  { "subunit-missing", CW_PRINTER_REASON_OTHER },
  { "subunit-near-limit", CW_PRINTER_REASON_OTHER },
  { "subunit-recoverable-failure", CW_PRINTER_REASON_OTHER },
  { "subunit-recoverable-storage", CW_PRINTER_REASON_OTHER },
  { "subunit-recoverable-storage-error", CW_PRINTER_REASON_OTHER },
  { "subunit-removed", CW_PRINTER_REASON_OTHER },
  { "subunit-resource-removed", CW_PRINTER_REASON_OTHER },
  { "subunit-under-temperature", CW_PRINTER_REASON_OTHER },
  /* news and book-keeping: nothing that a person could act on */
  { "none", CW_PRINTER_REASON_NONE },
  { "alert-removal-of-binary-change-entry", CW_PRINTER_REASON_NONE },
  { "configuration-change", CW_PRINTER_REASON_NONE },
  { "cover-closed", CW_PRINTER_REASON_NONE },
  { "door-closed", CW_PRINTER_REASON_NONE },
  { "identify-printer-requested", CW_PRINTER_REASON_NONE },
  { "input-media-color-change", CW_PRINTER_REASON_NONE },
  { "input-media-form-parts-change", CW_PRINTER_REASON_NONE },
  { "input-media-size-change", CW_PRINTER_REASON_NONE },
  { "input-media-type-change", CW_PRINTER_REASON_NONE },
  { "input-media-weight-change", CW_PRINTER_REASON_NONE },
  { "interlock-closed", CW_PRINTER_REASON_NONE },
  { "marker-adjusting-print-quality", CW_PRINTER_REASON_NONE },
  { "power-up", CW_PRINTER_REASON_NONE },
  { "printer-ready-to-print", CW_PRINTER_REASON_NONE },
  { "subunit-added", CW_PRINTER_REASON_NONE },
  { "subunit-closed", CW_PRINTER_REASON_NONE },
  { "subunit-power-saver", CW_PRINTER_REASON_NONE },
  { "subunit-resource-added", CW_PRINTER_REASON_NONE },
  { "subunit-turned-on", CW_PRINTER_REASON_NONE },
  { "subunit-warming-up", CW_PRINTER_REASON_NONE },
  { "cups-waiting-for-job-completed", CW_PRINTER_REASON_NONE },
  { "cups-ipp-conformance-failure", CW_PRINTER_REASON_NONE },
  { "cups-ipp-missing-cancel-job", CW_PRINTER_REASON_NONE },
  { "cups-ipp-missing-get-job-attributes", CW_PRINTER_REASON_NONE },
  { "cups-ipp-missing-get-printer-attributes", CW_PRINTER_REASON_NONE },
  { "cups-ipp-missing-print-job", CW_PRINTER_REASON_NONE },
  { "cups-ipp-missing-send-document", CW_PRINTER_REASON_NONE },
  { "cups-ipp-missing-validate-job", CW_PRINTER_REASON_NONE },
  { "cups-ipp-wrong-http-version", CW_PRINTER_REASON_NONE },
};

/* What each reason is by its nature. */
#define ERROR_REASONS \
  (CW_PRINTER_REASON_COVER_OPEN | CW_PRINTER_REASON_MEDIA_EMPTY | CW_PRINTER_REASON_MEDIA_JAM | CW_PRINTER_REASON_MEDIA_NEEDED \
   | CW_PRINTER_REASON_RIBBON_EMPTY | CW_PRINTER_REASON_RIBBON_MISSING | CW_PRINTER_REASON_RIBBON_WRONG \
   | CW_PRINTER_REASON_OUTPUT_FULL | CW_PRINTER_REASON_REJECT_FULL | CW_PRINTER_REASON_HEAD_HOT | CW_PRINTER_REASON_PAUSED \
   | CW_PRINTER_REASON_OFFLINE | CW_PRINTER_REASON_FAULT)
#define WARNING_REASONS \
  (CW_PRINTER_REASON_OTHER | CW_PRINTER_REASON_MEDIA_LOW | CW_PRINTER_REASON_RIBBON_LOW | CW_PRINTER_REASON_OUTPUT_NEARLY_FULL \
   | CW_PRINTER_REASON_CLEANING)

static const CwReasonWord *
cw_reason_find_word (const char *keyword,
                     gsize       length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reason_words); i++)
    if (strlen (reason_words[i].keyword) == length && g_ascii_strncasecmp (reason_words[i].keyword, keyword, length) == 0)
      return &reason_words[i];
  return NULL;
}

/* RFC 8011 5.4.12: the severity is a suffix of the keyword */
static CwReasonSeverity
cw_reason_take_severity (const char *keyword,
                         gsize      *bare_length)
{
  static const struct
  {
    const char      *suffix;
    CwReasonSeverity severity;
  } suffixes[] = {
    { "-report", CW_SEVERITY_REPORT },
    { "-warning", CW_SEVERITY_WARNING },
    { "-error", CW_SEVERITY_ERROR },
  };
  gsize length = strlen (keyword);

  *bare_length = length;
  /* some words end like a severity: "input-media-tray-feed-error" */
  if (cw_reason_find_word (keyword, length) != NULL)
    return CW_SEVERITY_NONE;
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (keyword, suffixes[i].suffix))
      {
        *bare_length = length - strlen (suffixes[i].suffix);
        return suffixes[i].severity;
      }
  return CW_SEVERITY_NONE;
}

/**
 * cw_printer_reason_from_keyword:
 * @keyword: one value of printer-state-reasons, with or without its severity
 *
 * Returns: the bit; %CW_PRINTER_REASON_NONE for "none" and for book-keeping of the print
 *   service, %CW_PRINTER_REASON_OTHER for a word that is not known
 */
CwPrinterReason
cw_printer_reason_from_keyword (const char *keyword)
{
  const CwReasonWord *found;
  gsize length;

  g_return_val_if_fail (keyword != NULL, CW_PRINTER_REASON_NONE);

  cw_reason_take_severity (keyword, &length);
  found = cw_reason_find_word (keyword, length);
  return found != NULL ? found->reason : CW_PRINTER_REASON_OTHER;
}

/**
 * cw_printer_reason_to_keyword:
 * @reason: exactly one bit, or %CW_PRINTER_REASON_NONE
 *
 * Returns: (transfer none): the keyword that names it
 */
const char *
cw_printer_reason_to_keyword (CwPrinterReason reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reason_words); i++)
    if (reason_words[i].reason == reason)
      return reason_words[i].keyword;
  g_return_val_if_reached (NULL);
}

/**
 * cw_printer_status_add_reasons:
 * @reasons: any set of bits
 *
 * A reason that the status has already keeps the severity that it has, or gets the worse one.
 */
void
cw_printer_status_add_reasons (CwPrinterStatus *status,
                               CwPrinterReason  reasons)
{
  g_return_if_fail (status != NULL);

  status->reasons |= reasons;
  status->errors |= reasons & ERROR_REASONS;
  status->warnings = (status->warnings | (reasons & WARNING_REASONS)) & ~status->errors;
}

/**
 * cw_printer_status_add_keyword:
 * @keyword: one value of printer-state-reasons
 *
 * A severity in the word makes a reason worse than it is by its nature, never milder: the sample
 * printer of CUPS 2.4 (ippeveprinter) writes "media-empty-report" when it is idle and
 * "media-jam-warning" while it waits for somebody in mid-card, as its own state is, and those who
 * build printers start from it. A ribbon that is low stops nothing, although a word without a
 * severity means an error (RFC 8011 5.4.12): virtual printers and printer applications never write
 * one. Of a word that is not known there is only its severity.
 */
void
cw_printer_status_add_keyword (CwPrinterStatus *status,
                               const char      *keyword)
{
  CwPrinterReason reason;
  CwReasonSeverity severity;
  gsize length;

  g_return_if_fail (status != NULL && keyword != NULL);

  reason = cw_printer_reason_from_keyword (keyword);
  severity = cw_reason_take_severity (keyword, &length);
  status->reasons |= reason;
  if (reason != CW_PRINTER_REASON_OTHER)
    cw_printer_status_add_reasons (status, reason);
  else if (severity == CW_SEVERITY_NONE)
    severity = CW_SEVERITY_ERROR;
  if (severity == CW_SEVERITY_ERROR)
    status->errors |= reason;
  else if (severity == CW_SEVERITY_WARNING)
    status->warnings |= reason;
  status->warnings &= ~status->errors;
}
