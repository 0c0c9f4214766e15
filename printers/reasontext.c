/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "printers/printer.h"

/* What each reason is in the operator's words, and what to do about it. One table, translated once
 * for the language that the program started with; any thread. */

typedef struct
{
  const char   *brief; /* what it is and what to do, in one line of the header */
  CwReasonText  text;
} CwReasonEntry;

/* The most pressing first: what keeps a card half printed inside the machine, then what keeps
 * the next one from starting, then what can wait. */
static const CwReasonEntry reason_entries[] = {
  { N_("The printer's cover is open. Close it."),
    { CW_PRINTER_REASON_COVER_OPEN, N_("Cover open"), N_("The printer's cover is open, or a door of it. Nothing is printed while it is."),
      N_("Press the cover down until it clicks.\n"
         "If it does not stay down, look whether the ribbon or a card is in its way."), "cover" } },
  { N_("A card is jammed in the printer. Open the cover, take the card out, close the cover."),
    { CW_PRINTER_REASON_MEDIA_JAM, N_("Card jammed"), N_("A card has stuck on its way through the printer."),
      N_("Open the cover, and take the ribbon out if it is in the way.\n"
         "Draw the card out by hand, without tools, and keep it: you will be asked about it.\n"
         "Put the ribbon back, and close the cover."), "jam" } },
  { N_("There is no ribbon in the printer. Put one in."),
    { CW_PRINTER_REASON_RIBBON_MISSING, N_("No ribbon"), N_("There is no ribbon in the printer, or it is not quite in its place."),
      N_("Open the cover.\n"
         "Put the ribbon in, and turn its core until it is tight.\n"
         "Close the cover."), "ribbon" } },
  { N_("The ribbon is used up. Put in a new one."),
    { CW_PRINTER_REASON_RIBBON_EMPTY, N_("Ribbon used up"), N_("No panels are left on the ribbon."),
      N_("Open the cover, and take the old ribbon out. What it printed can be read on it: destroy it as you destroy cards.\n"
         "Put a new ribbon in, turn its core until it is tight, and close the cover.\n"
         "Tell this station that a new ribbon is in."), "ribbon" } },
  { N_("The card feeder is empty. Put cards in."),
    { CW_PRINTER_REASON_MEDIA_EMPTY, N_("Card feeder empty"), N_("There are no cards in the feeder, or they do not lie as they should."),
      N_("Fan the cards, so that none sticks to the next. Touch their edges only.\n"
         "Put them into the feeder, and close it.\n"
         "Tell this station how many are in it now."), "feeder" } },
  { N_("The printer waits for a card. Put one in."),
    { CW_PRINTER_REASON_MEDIA_NEEDED, N_("Waits for a card"), N_("The printer waits for a card to be put in, or for cards of another kind."),
      N_("Put one card in by hand, or put cards of the right kind into the feeder."), "feeder" } },
  { N_("The printer cannot use this ribbon. Put in the right one."),
    { CW_PRINTER_REASON_RIBBON_WRONG, N_("Wrong ribbon"), N_("The printer does not know this ribbon, or is set up for another kind."),
      N_("Open the cover, and take the ribbon out.\n"
         "Put in one that the printer's maker names for it, of the kind that this station is set up for.\n"
         "Close the cover."), "ribbon-wrong" } },
  { N_("The output tray is full. Take the finished cards out."),
    { CW_PRINTER_REASON_OUTPUT_FULL, N_("Output tray full"), N_("There is no room for another finished card."),
      N_("Take the finished cards out, and keep them in their order."), "output" } },
  { N_("The reject tray is full. Take the rejected cards out."),
    { CW_PRINTER_REASON_REJECT_FULL, N_("Reject tray full"), N_("There is no room for another rejected card."),
      N_("Take the rejected cards out.\n"
         "Destroy them: names, photos and keys may be on them."), "reject" } },
  { N_("The print head is too hot. Wait: the printer goes on by itself when it has cooled down."),
    { CW_PRINTER_REASON_HEAD_HOT, N_("Print head too hot"), N_("The print head has to cool down."),
      N_("Wait: the printer goes on by itself.\n"
         "See that nothing covers its air slots."), "hot" } },
  { N_("The printer reports a fault. Switch it off and on; if it stays, call the maker's service."),
    { CW_PRINTER_REASON_FAULT, N_("Printer fault"), N_("The printer reports a fault in its own works."),
      N_("Switch the printer off, wait ten seconds, and switch it on.\n"
         "If the fault stays, call the maker's service."), "power" } },
  { N_("The printer is off line. Switch it on and check its cable."),
    { CW_PRINTER_REASON_OFFLINE, N_("Printer off line"), N_("The printer is switched off, asleep or not connected."),
      N_("Switch the printer on.\n"
         "Check both ends of its cables.\n"
         "If it has a display, see whether it says that it is on line."), "power" } },
  { N_("The printer is paused. Start it again at its buttons or in the system's printer settings."),
    { CW_PRINTER_REASON_PAUSED, N_("Paused"), N_("Somebody has paused the printer or its queue. Cards that were sent wait."),
      N_("Find out who paused it, and why.\n"
         "Let it go on: here, at the printer's buttons, or in the system's printer settings."), NULL } },
  { N_("The printer was switched off, or has lost its list of jobs. Look at the last card."),
    { CW_PRINTER_REASON_HISTORY_LOST, N_("List of jobs lost"), N_("The printer was switched off, or has lost its list of jobs. What became of cards before that, it does not know."),
      N_("Look at the last card. When you are asked about it, answer what you see."), NULL } },
  { N_("The printer asks for attention. Look at its display."),
    { CW_PRINTER_REASON_OTHER, N_("Wants attention"), N_("The printer wants attention, and says why in a word that is not known here."),
      N_("Look at the printer's display and lights, and do what they say."), NULL } },
  { N_("The printer wants to be cleaned. Use a cleaning card soon."),
    { CW_PRINTER_REASON_CLEANING, N_("Cleaning due"), N_("As many cards were printed as the printer makes between two cleanings. Dust leaves lines and spots on cards and wears the print head."),
      N_("Send a cleaning card through the printer, as the maker's instructions say.\n"
         "Tell this station that the printer was cleaned."), "cleaning" } },
  { N_("The ribbon is running low. Have a new one at hand."),
    { CW_PRINTER_REASON_RIBBON_LOW, N_("Ribbon low"), N_("Few panels are left on the ribbon."), N_("Have a new one at hand. Change it when the printer asks for it."), "ribbon" } },
  { N_("The card feeder is running low. Have more cards at hand."),
    { CW_PRINTER_REASON_MEDIA_LOW, N_("Few cards in the feeder"), N_("The card feeder is nearly empty."), N_("Put more cards in between two cards, and tell this station how many are in it then."), "feeder" } },
  { N_("The output tray is nearly full. Take the finished cards out."),
    { CW_PRINTER_REASON_OUTPUT_NEARLY_FULL, N_("Output tray nearly full"), N_("There is room for a few more finished cards only."),
      N_("Take the finished cards out, and keep them in their order."), "output" } },
  { N_("Connecting to the printer."),
    { CW_PRINTER_REASON_CONNECTING, N_("Connecting"), N_("The print service is connecting to the printer."), N_("Wait a moment. If it lasts, see whether the printer is switched on."), NULL } },
};

static gpointer
cw_reason_translate (gpointer unused)
{
  CwReasonEntry *entries = g_memdup2 (reason_entries, sizeof reason_entries);

  for (gsize i = 0; i < G_N_ELEMENTS (reason_entries); i++)
    {
      entries[i].brief = _(entries[i].brief);
      entries[i].text.title = _(entries[i].text.title);
      entries[i].text.sentence = _(entries[i].text.sentence);
      entries[i].text.remedy = _(entries[i].text.remedy);
    }
  return entries;
}

static const CwReasonEntry *
cw_reason_get_entries (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, cw_reason_translate, NULL);
}

static const CwReasonEntry *
cw_reason_find_pressing (CwPrinterReason reasons)
{
  const CwReasonEntry *entries = cw_reason_get_entries ();

  for (gsize i = 0; i < G_N_ELEMENTS (reason_entries); i++)
    if ((reasons & entries[i].text.reason) != 0)
      return &entries[i];
  return NULL;
}

/**
 * cw_printer_reason_describe:
 * @one: exactly one bit
 *
 * Returns: (transfer none) (nullable): its texts, translated; %NULL for a bit that means nothing
 */
const CwReasonText *
cw_printer_reason_describe (CwPrinterReason one)
{
  const CwReasonEntry *found = cw_reason_find_pressing (one);

  return found != NULL ? &found->text : NULL;
}

/**
 * cw_printer_reason_list:
 * @reasons: any set of bits
 *
 * Returns: (transfer container): of const #CwReasonText, the most pressing first
 */
GPtrArray *
cw_printer_reason_list (CwPrinterReason reasons)
{
  const CwReasonEntry *entries = cw_reason_get_entries ();
  GPtrArray *list = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (reason_entries); i++)
    if ((reasons & entries[i].text.reason) != 0)
      g_ptr_array_add (list, (gpointer) &entries[i].text);
  return list;
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
  const CwReasonEntry *found = cw_reason_find_pressing (reasons);

  return found != NULL ? found->brief : NULL;
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
  const CwReasonEntry *found;
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
  if ((status->errors & found->text.reason) != 0 || *state == '\0')
    return g_strdup (found->brief);
  return g_strdup_printf ("%s %s", state, found->brief);
}
