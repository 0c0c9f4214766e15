/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "printers/printer.h"

/* What printers say about themselves, in the operator's words. Pure functions over two tables;
 * any thread. */

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
  { "output-area-full", CW_PRINTER_REASON_OUTPUT_FULL },
  { "output-area-almost-full", CW_PRINTER_REASON_OUTPUT_FULL },
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

typedef struct
{
  CwPrinterReason reason;
  gboolean        pressing; /* the printer cannot go on until somebody acts */
  const char     *sentence;
} CwReasonSentence;

/* The most pressing first: what keeps a card half printed inside the machine, then what keeps
 * the next one from starting, then what can wait. */
static const CwReasonSentence reason_sentences[] = {
  { CW_PRINTER_REASON_COVER_OPEN, TRUE, N_("The printer's cover is open. Close it.") },
  { CW_PRINTER_REASON_MEDIA_JAM, TRUE, N_("A card is jammed in the printer. Open the cover, take the card out, close the cover.") },
  { CW_PRINTER_REASON_RIBBON_MISSING, TRUE, N_("There is no ribbon in the printer. Put one in.") },
  { CW_PRINTER_REASON_RIBBON_EMPTY, TRUE, N_("The ribbon is used up. Put in a new one.") },
  { CW_PRINTER_REASON_MEDIA_EMPTY, TRUE, N_("The card feeder is empty. Put cards in.") },
  { CW_PRINTER_REASON_MEDIA_NEEDED, TRUE, N_("The printer waits for a card. Put one in.") },
  { CW_PRINTER_REASON_OUTPUT_FULL, TRUE, N_("The output tray is full, or nearly. Take the finished cards out.") },
  { CW_PRINTER_REASON_HEAD_HOT, TRUE, N_("The print head is too hot. Wait: the printer goes on by itself when it has cooled down.") },
  { CW_PRINTER_REASON_OFFLINE, TRUE, N_("The printer is off line. Switch it on and check its cable.") },
  { CW_PRINTER_REASON_PAUSED, TRUE, N_("The printer is paused. Start it again at its buttons or in the system's printer settings.") },
  { CW_PRINTER_REASON_HISTORY_LOST, FALSE, N_("The printer was switched off, or has lost its list of jobs. Look at the last card.") },
  { CW_PRINTER_REASON_OTHER, FALSE, N_("The printer asks for attention. Look at its display.") },
  { CW_PRINTER_REASON_CLEANING, FALSE, N_("The printer wants to be cleaned. Use a cleaning card soon.") },
  { CW_PRINTER_REASON_RIBBON_LOW, FALSE, N_("The ribbon is running low. Have a new one at hand.") },
  { CW_PRINTER_REASON_MEDIA_LOW, FALSE, N_("The card feeder is running low. Have more cards at hand.") },
  { CW_PRINTER_REASON_CONNECTING, FALSE, N_("Connecting to the printer.") },
};

/* RFC 8011 5.4.12: the severity is a suffix of the keyword */
static gsize
cw_reason_bare_length (const char *keyword)
{
  static const char *const suffixes[] = { "-report", "-warning", "-error" };
  gsize length = strlen (keyword);

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (keyword, suffixes[i]))
      return length - strlen (suffixes[i]);
  return length;
}

static const CwReasonWord *
cw_reason_find_word (const char *keyword,
                     gsize       length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reason_words); i++)
    if (strlen (reason_words[i].keyword) == length && strncmp (reason_words[i].keyword, keyword, length) == 0)
      return &reason_words[i];
  return NULL;
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

  g_return_val_if_fail (keyword != NULL, CW_PRINTER_REASON_NONE);

  /* as it is first: some words end like a severity, "input-media-tray-feed-error" */
  found = cw_reason_find_word (keyword, strlen (keyword));
  if (found == NULL)
    found = cw_reason_find_word (keyword, cw_reason_bare_length (keyword));
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
  const CwReasonSentence *found;
  const char *state = NULL;

  g_return_val_if_fail (status != NULL, NULL);

  /* CUPS 2.4 leaves this reason on a queue for good: it is news of a job, not of the printer */
  found = cw_reason_find_pressing (status->reasons & ~CW_PRINTER_REASON_HISTORY_LOST);
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
  if (found->pressing || *state == '\0')
    return g_strdup (_(found->sentence));
  return g_strdup_printf ("%s %s", state, _(found->sentence));
}
