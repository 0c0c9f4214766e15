/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-evolis"

#include "config.h"

#include "printers/evolis/movement.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* Every rule about what a movement has come to, in one place. Pure; any thread. An answer alone
 * proves nothing, and neither does a place alone: what is done is said by both. */

CwEvolisCommand
cw_evolis_move_get_command (CwMove move)
{
  switch (move)
    {
    case CW_MOVE_INSERT:
      return CW_EVOLIS_INSERT;
    case CW_MOVE_CONTACT:
      return CW_EVOLIS_CONTACT;
    case CW_MOVE_CONTACTLESS:
      return CW_EVOLIS_CONTACTLESS;
    case CW_MOVE_EJECT:
      return CW_EVOLIS_EJECT;
    case CW_MOVE_REJECT:
      return CW_EVOLIS_REJECT;
    }
  g_return_val_if_reached (CW_EVOLIS_PLACE);
}

static CwCardPlace
cw_evolis_move_get_target (CwMove move)
{
  switch (move)
    {
    case CW_MOVE_INSERT:
      return CW_CARD_PLACE_INSIDE;
    case CW_MOVE_CONTACT:
      return CW_CARD_PLACE_CONTACT;
    case CW_MOVE_CONTACTLESS:
      return CW_CARD_PLACE_CONTACTLESS;
    case CW_MOVE_EJECT:
    case CW_MOVE_REJECT:
      return CW_CARD_PLACE_NONE;
    }
  g_return_val_if_reached (CW_CARD_PLACE_UNKNOWN);
}

static gboolean
cw_evolis_move_leaves (CwMove move)
{
  return cw_evolis_move_get_target (move) == CW_CARD_PLACE_NONE;
}

gboolean
cw_evolis_move_feeds (CwMove               move,
                      const CwEvolisSight *before)
{
  return !cw_evolis_move_leaves (move) && before->place == CW_CARD_PLACE_NONE;
}

static const char *
cw_evolis_move_has_part (CwMove                move,
                         const CwFeederTraits *traits)
{
  switch (move)
    {
    case CW_MOVE_CONTACT:
      return traits->contact ? NULL : _("This printer has no station for contact chips.");
    case CW_MOVE_CONTACTLESS:
      return traits->contactless ? NULL : _("This printer has no antenna for contactless chips.");
    case CW_MOVE_REJECT:
      return traits->reject ? NULL : _("This printer is not known to have a reject tray. Let the card out, and destroy it.");
    case CW_MOVE_INSERT:
    case CW_MOVE_EJECT:
      return NULL;
    }
  g_return_val_if_reached (NULL);
}

static gboolean
cw_evolis_refuse (GError    **error,
                  const char *sentence)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, sentence);
  return FALSE;
}

gboolean
cw_evolis_move_check (CwMove                move,
                      const CwEvolisSight  *before,
                      const CwFeederTraits *traits,
                      gboolean              in_doubt,
                      gboolean             *go,
                      GError              **error)
{
  const char *wanting = cw_evolis_move_has_part (move, traits);

  *go = FALSE;
  if (wanting != NULL)
    return cw_evolis_refuse (error, wanting);
  if (before->place == CW_CARD_PLACE_UNKNOWN)
    return cw_evolis_refuse (error, _("The printer does not say where its card is, so nothing was moved. Look into it, take out a card that is stuck, and ask again."));
  if (cw_evolis_move_leaves (move))
    {
      if (before->place == CW_CARD_PLACE_NONE)
        return cw_evolis_refuse (error, _("There is no card in the printer."));
      *go = TRUE;
      return TRUE;
    }
  if (before->place == cw_evolis_move_get_target (move))
    return TRUE;
  if (move == CW_MOVE_INSERT && before->place != CW_CARD_PLACE_NONE)
    return cw_evolis_refuse (error, _("There is a card in the printer already, at a chip station. No other one was taken from the feeder."));
  if (cw_evolis_move_feeds (move, before) && in_doubt)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_IN_DOUBT,
                           _("After the last movement it was not certain where the card is. Look into the printer, take out what is there, then ask it where its card is: it must say that there is none."));
      return FALSE;
    }
  if (cw_evolis_move_feeds (move, before) && before->mouth)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_PRINTER_STOPPED,
                           _("A card still sticks out of the printer. Take it."));
      return FALSE;
    }
  *go = TRUE;
  return TRUE;
}

/* Faults that a printer finds before it moves anything. An open cover does not belong here when a
 * blank is fed: it may have been opened over a blank that no sensor sees. */
static gboolean
cw_evolis_trouble_comes_first (CwEvolisTrouble trouble,
                               gboolean        feeds)
{
  switch (trouble)
    {
    case CW_EVOLIS_TROUBLE_COMMAND:
    case CW_EVOLIS_TROUBLE_OPTION:
    case CW_EVOLIS_TROUBLE_FULL:
      return TRUE;
    case CW_EVOLIS_TROUBLE_FEEDER:
      return feeds;
    case CW_EVOLIS_TROUBLE_COVER:
      return !feeds;
    case CW_EVOLIS_TROUBLE_OTHER:
    case CW_EVOLIS_TROUBLE_JAM:
    case CW_EVOLIS_TROUBLE_RIBBON:
    case CW_EVOLIS_TROUBLE_HEAD:
    case CW_EVOLIS_TROUBLE_CLEANING:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

CwEvolisVerdict
cw_evolis_move_judge (CwMove               move,
                      const CwEvolisSight *before,
                      const CwEvolisSight *after,
                      CwEvolisHeard        heard,
                      CwEvolisTrouble      trouble)
{
  gboolean there;

  if (after == NULL)
    return CW_EVOLIS_VERDICT_IN_DOUBT;
  there = after->place == cw_evolis_move_get_target (move);
  switch (heard)
    {
    case CW_EVOLIS_HEARD_OK:
      return there ? CW_EVOLIS_VERDICT_DONE : CW_EVOLIS_VERDICT_IN_DOUBT;
    case CW_EVOLIS_HEARD_NOTHING:
      /* a station's sensor sees the card; that it is gone does not say into which tray */
      return there && !cw_evolis_move_leaves (move) ? CW_EVOLIS_VERDICT_DONE : CW_EVOLIS_VERDICT_IN_DOUBT;
    case CW_EVOLIS_HEARD_TROUBLE:
      if (there)
        return trouble == CW_EVOLIS_TROUBLE_CLEANING && !cw_evolis_move_leaves (move) ? CW_EVOLIS_VERDICT_DONE : CW_EVOLIS_VERDICT_IN_DOUBT;
      return after->place == before->place && cw_evolis_trouble_comes_first (trouble, cw_evolis_move_feeds (move, before)) ? CW_EVOLIS_VERDICT_NOTHING_MOVED : CW_EVOLIS_VERDICT_IN_DOUBT;
    }
  g_return_val_if_reached (CW_EVOLIS_VERDICT_IN_DOUBT);
}

static const char *
cw_evolis_trouble_to_sentence (CwEvolisTrouble trouble)
{
  switch (trouble)
    {
    case CW_EVOLIS_TROUBLE_COMMAND:
      return _("The printer does not understand this movement.");
    case CW_EVOLIS_TROUBLE_OPTION:
      return _("The printer has no such part.");
    case CW_EVOLIS_TROUBLE_FEEDER:
      return _("The feeder is empty. Put in blank cards.");
    case CW_EVOLIS_TROUBLE_COVER:
      return _("The cover is open. Close it.");
    case CW_EVOLIS_TROUBLE_FULL:
      return _("The tray for the cards is full. Empty it.");
    case CW_EVOLIS_TROUBLE_JAM:
      return _("A card is stuck. Open the cover and take it out.");
    case CW_EVOLIS_TROUBLE_RIBBON:
      return _("The ribbon is missing, used up or the wrong one. Put in another.");
    case CW_EVOLIS_TROUBLE_HEAD:
      return _("The printer reports a fault of its print head. Switch it off and on.");
    case CW_EVOLIS_TROUBLE_CLEANING:
      return _("The printer wants to be cleaned.");
    case CW_EVOLIS_TROUBLE_OTHER:
      return _("The printer reports a fault. Look at its display or lamp.");
    }
  g_return_val_if_reached (NULL);
}

/* Where the card should be, and where the printer says that it is. */
static const char *
cw_evolis_sight_to_sentence (const CwEvolisSight *after)
{
  if (after == NULL)
    return _("it cannot be asked where the card is.");
  switch (after->place)
    {
    case CW_CARD_PLACE_UNKNOWN:
      return _("it does not say where the card is.");
    case CW_CARD_PLACE_NONE:
      return _("it says that there is no card inside.");
    case CW_CARD_PLACE_INSIDE:
      return _("it says that the card is at the print head or on its way.");
    case CW_CARD_PLACE_CONTACT:
      return _("it says that the card is at the contact station.");
    case CW_CARD_PLACE_CONTACTLESS:
      return _("it says that the card is at the antenna.");
    }
  g_return_val_if_reached (NULL);
}

void
cw_evolis_move_set_error (CwEvolisVerdict      verdict,
                          const CwEvolisSight *after,
                          CwEvolisHeard        heard,
                          CwEvolisTrouble      trouble,
                          GError             **error)
{
  const char *why = heard == CW_EVOLIS_HEARD_TROUBLE ? cw_evolis_trouble_to_sentence (trouble) : NULL;
  gboolean wanting = trouble == CW_EVOLIS_TROUBLE_COMMAND || trouble == CW_EVOLIS_TROUBLE_OPTION;

  if (verdict == CW_EVOLIS_VERDICT_NOTHING_MOVED)
    {
      g_set_error_literal (error, CW_ERROR, wanting ? CW_ERROR_REFUSED : CW_ERROR_PRINTER_STOPPED, why);
      return;
    }
  if (why != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_IN_DOUBT,
                 _("%s The printer did not bring the card where it should be: %s Look into the printer and its trays. Nothing more is fed until it was asked where its card is, and says that there is none."),
                 why, cw_evolis_sight_to_sentence (after));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_IN_DOUBT,
                 _("It is not certain that the printer brought the card where it should be: %s Look into the printer and its trays. Nothing more is fed until it was asked where its card is, and says that there is none."),
                 cw_evolis_sight_to_sentence (after));
}
