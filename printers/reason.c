/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "printers/printer.h"

/* What printers say about themselves, in the operator's words. Pure functions over two tables;
 * any thread. */

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

/* printer-state-reasons: RFC 8011 5.4.12 and PWG 5100.9-2009 table 1 (the words derived from
 * RFC 3805 prtAlertCode), and what the CUPS scheduler adds of its own (cups-*, offline).
 * The first line of each bit is the one that names it. */
static const CwReasonWord reason_words[] = {
  { "cover-open", CW_PRINTER_REASON_COVER_OPEN },
  { "door-open", CW_PRINTER_REASON_COVER_OPEN },
  { "interlock-open", CW_PRINTER_REASON_COVER_OPEN },
  { "media-empty", CW_PRINTER_REASON_MEDIA_EMPTY },
  { "media-path-input-empty", CW_PRINTER_REASON_MEDIA_EMPTY },
  { "input-tray-missing", CW_PRINTER_REASON_MEDIA_EMPTY },
  { "media-low", CW_PRINTER_REASON_MEDIA_LOW },
  { "media-jam", CW_PRINTER_REASON_MEDIA_JAM },
  { "input-media-tray-feed-error", CW_PRINTER_REASON_MEDIA_JAM },
  { "input-media-tray-jam", CW_PRINTER_REASON_MEDIA_JAM },
  { "input-pick-roller-failure", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-path-failure", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-path-input-feed-error", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-path-input-jam", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-path-jam", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-path-output-feed-error", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-path-output-jam", CW_PRINTER_REASON_MEDIA_JAM },
  { "output-media-tray-feed-error", CW_PRINTER_REASON_MEDIA_JAM },
  { "output-media-tray-jam", CW_PRINTER_REASON_MEDIA_JAM },
  { "media-needed", CW_PRINTER_REASON_MEDIA_NEEDED },
  { "input-manual-input-request", CW_PRINTER_REASON_MEDIA_NEEDED },
  { "media-path-input-request", CW_PRINTER_REASON_MEDIA_NEEDED },
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
  /* no standard word says that a ribbon does not fit or that a reject tray is full: these are ours */
  { "ribbon-wrong", CW_PRINTER_REASON_RIBBON_WRONG },
  { "reject-tray-full", CW_PRINTER_REASON_REJECT_FULL },
  { "subunit-unrecoverable-failure", CW_PRINTER_REASON_FAULT },
  { "output-area-full", CW_PRINTER_REASON_OUTPUT_FULL },
  { "output-area-almost-full", CW_PRINTER_REASON_OUTPUT_NEARLY_FULL },
  { "media-path-output-full", CW_PRINTER_REASON_OUTPUT_FULL },
  { "output-tray-missing", CW_PRINTER_REASON_OUTPUT_FULL },
  { "cleaner-life-over", CW_PRINTER_REASON_CLEANING },
  { "cleaner-life-almost-over", CW_PRINTER_REASON_CLEANING },
  { "marker-cleaner-missing", CW_PRINTER_REASON_CLEANING },
  { "fuser-over-temp", CW_PRINTER_REASON_HEAD_HOT },
  { "subunit-over-temperature", CW_PRINTER_REASON_HEAD_HOT },
  { "paused", CW_PRINTER_REASON_PAUSED },
  { "moving-to-paused", CW_PRINTER_REASON_PAUSED },
  { "hold-new-jobs", CW_PRINTER_REASON_PAUSED },
  { "offline", CW_PRINTER_REASON_OFFLINE },
  { "power-down", CW_PRINTER_REASON_OFFLINE },
  { "shutdown", CW_PRINTER_REASON_OFFLINE },
  { "subunit-offline", CW_PRINTER_REASON_OFFLINE },
  { "timed-out", CW_PRINTER_REASON_OFFLINE },
  { "connecting-to-device", CW_PRINTER_REASON_CONNECTING },
  { "cups-ipp-missing-job-history", CW_PRINTER_REASON_HISTORY_LOST },
  { "other", CW_PRINTER_REASON_OTHER },
  /* the scheduler's own book-keeping: nothing that a person could act on */
  { "none", CW_PRINTER_REASON_NONE },
  { "cups-waiting-for-job-completed", CW_PRINTER_REASON_NONE },
  { "cups-ipp-conformance-failure", CW_PRINTER_REASON_NONE },
  { "cups-ipp-missing-cancel-job", CW_PRINTER_REASON_NONE },
  { "cups-ipp-missing-get-job-attributes", CW_PRINTER_REASON_NONE },
  { "cups-ipp-missing-get-printer-attributes", CW_PRINTER_REASON_NONE },
  { "cups-ipp-missing-print-job", CW_PRINTER_REASON_NONE },
  { "cups-ipp-missing-send-document", CW_PRINTER_REASON_NONE },
  { "cups-ipp-missing-validate-job", CW_PRINTER_REASON_NONE },
  { "cups-ipp-wrong-http-version", CW_PRINTER_REASON_NONE },
  { "identify-printer-requested", CW_PRINTER_REASON_NONE },
  { "power-up", CW_PRINTER_REASON_NONE },
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

typedef struct
{
  CwPrinterReason reason;
  const char     *sentence;
} CwReasonSentence;

/* The most pressing first: what keeps a card half printed inside the machine, then what keeps
 * the next one from starting, then what can wait. */
static const CwReasonSentence reason_sentences[] = {
  { CW_PRINTER_REASON_COVER_OPEN, N_("The printer's cover is open. Close it.") },
  { CW_PRINTER_REASON_MEDIA_JAM, N_("A card is jammed in the printer. Open the cover, take the card out, close the cover.") },
  { CW_PRINTER_REASON_RIBBON_MISSING, N_("There is no ribbon in the printer. Put one in.") },
  { CW_PRINTER_REASON_RIBBON_EMPTY, N_("The ribbon is used up. Put in a new one.") },
  { CW_PRINTER_REASON_MEDIA_EMPTY, N_("The card feeder is empty. Put cards in.") },
  { CW_PRINTER_REASON_MEDIA_NEEDED, N_("The printer waits for a card. Put one in.") },
  { CW_PRINTER_REASON_RIBBON_WRONG, N_("The printer cannot use this ribbon. Put in the right one.") },
  { CW_PRINTER_REASON_OUTPUT_FULL, N_("The output tray is full. Take the finished cards out.") },
  { CW_PRINTER_REASON_REJECT_FULL, N_("The reject tray is full. Take the rejected cards out.") },
  { CW_PRINTER_REASON_HEAD_HOT, N_("The print head is too hot. Wait: the printer goes on by itself when it has cooled down.") },
  { CW_PRINTER_REASON_FAULT, N_("The printer reports a fault. Switch it off and on; if it stays, call the maker's service.") },
  { CW_PRINTER_REASON_OFFLINE, N_("The printer is off line. Switch it on and check its cable.") },
  { CW_PRINTER_REASON_PAUSED, N_("The printer is paused. Start it again at its buttons or in the system's printer settings.") },
  { CW_PRINTER_REASON_HISTORY_LOST, N_("The printer was switched off, or has lost its list of jobs. Look at the last card.") },
  { CW_PRINTER_REASON_OTHER, N_("The printer asks for attention. Look at its display.") },
  { CW_PRINTER_REASON_CLEANING, N_("The printer wants to be cleaned. Use a cleaning card soon.") },
  { CW_PRINTER_REASON_RIBBON_LOW, N_("The ribbon is running low. Have a new one at hand.") },
  { CW_PRINTER_REASON_MEDIA_LOW, N_("The card feeder is running low. Have more cards at hand.") },
  { CW_PRINTER_REASON_OUTPUT_NEARLY_FULL, N_("The output tray is nearly full. Take the finished cards out.") },
  { CW_PRINTER_REASON_CONNECTING, N_("Connecting to the printer.") },
};

static const CwReasonWord *
cw_reason_find_word (const char *keyword,
                     gsize       length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reason_words); i++)
    if (strlen (reason_words[i].keyword) == length && strncmp (reason_words[i].keyword, keyword, length) == 0)
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
 * A word without a severity means an error (RFC 8011 5.4.12). Yet virtual printers and printer
 * applications never write one: a ribbon that is low stops nothing, so a word whose reason is no
 * error by its nature stays what it is unless it says "-error" itself. A word that is not known is
 * taken as the standard says.
 */
void
cw_printer_status_add_keyword (CwPrinterStatus *status,
                               const char      *keyword)
{
  CwPrinterReason reason;
  gsize length;

  g_return_if_fail (status != NULL && keyword != NULL);

  reason = cw_printer_reason_from_keyword (keyword);
  switch (cw_reason_take_severity (keyword, &length))
    {
    case CW_SEVERITY_NONE:
      cw_printer_status_add_reasons (status, reason);
      if (reason == CW_PRINTER_REASON_OTHER)
        status->errors |= reason;
      break;
    case CW_SEVERITY_REPORT:
      status->reasons |= reason;
      break;
    case CW_SEVERITY_WARNING:
      status->reasons |= reason;
      status->warnings |= reason;
      break;
    case CW_SEVERITY_ERROR:
      status->reasons |= reason;
      status->errors |= reason;
      break;
    }
  status->warnings &= ~status->errors;
}

static const CwReasonSentence *
cw_reason_find_pressing (CwPrinterReason reasons)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reason_sentences); i++)
    if ((reasons & reason_sentences[i].reason) != 0)
      return &reason_sentences[i];
  return NULL;
}

/**
 * cw_printer_reason_to_sentence:
 * @reasons: any set of bits
 *
 * Returns: (transfer none) (nullable): what the most pressing one is and what to do, translated;
 *   %NULL for no reason at all
 */
const char *
cw_printer_reason_to_sentence (CwPrinterReason reasons)
{
  const CwReasonSentence *found = cw_reason_find_pressing (reasons);

  return found != NULL ? _(found->sentence) : NULL;
}

/**
 * cw_printer_status_to_sentence:
 *
 * Returns: (transfer full): how the printer is, and what to do if anything, translated
 */
char *
cw_printer_status_to_sentence (const CwPrinterStatus *status)
{
  CwPrinterReason told;
  const CwReasonSentence *found;
  const char *state = NULL;

  g_return_val_if_fail (status != NULL, NULL);

  /* CUPS 2.4 leaves this reason on a queue for good: it is news of a job, not of the printer */
  told = status->reasons & ~CW_PRINTER_REASON_HISTORY_LOST;
  found = cw_reason_find_pressing (told & status->errors);
  if (found == NULL)
    found = cw_reason_find_pressing (told & status->warnings);
  if (found == NULL)
    found = cw_reason_find_pressing (told);
  switch (status->state)
    {
    case CW_PRINTER_STATE_IDLE:
      state = _("Ready.");
      break;
    case CW_PRINTER_STATE_PROCESSING:
      state = _("Printing.");
      break;
    case CW_PRINTER_STATE_STOPPED:
      state = found != NULL ? "" : _("The printer has stopped. Look at its display.");
      break;
    case CW_PRINTER_STATE_UNREACHABLE:
      return g_strdup (_("The printer does not answer. Switch it on and check its cable."));
    }
  if (found == NULL)
    return g_strdup (state);
  if ((status->errors & found->reason) != 0 || *state == '\0')
    return g_strdup (_(found->sentence));
  return g_strdup_printf ("%s %s", state, _(found->sentence));
}
