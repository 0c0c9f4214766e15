/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/path.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"

/* One order's card inside a printer: where it is, and where it is taken. Owns the rule that a blank
 * is fed once for a plastic and never while it is not known where the last one is. Runs on the
 * thread that issues. */

gboolean
cw_order_is_inside (CwOrder *order)
{
  const CwIssueTools *tools = order->tools;

  return tools->feeder != NULL && tools->reader_inside && tools->reader != NULL && order->profile->chip_plan != NULL;
}

gboolean
cw_order_encodes_first (CwOrder *order)
{
  const CwProfile *profile = order->profile;

  if (profile->chip_plan == NULL)
    return FALSE;
  for (guint i = 0; i < profile->n_steps; i++)
    {
      if (profile->steps[i] == CW_STEP_ENCODE)
        return TRUE;
      if (profile->steps[i] == CW_STEP_PRINT)
        return FALSE;
    }
  return FALSE;
}

static gboolean
cw_issue_get_place (const CwIssueTools *tools,
                    CwCardPlace        *place,
                    GError            **error)
{
  if (!cw_feeder_get_place (tools->feeder, place, error))
    return FALSE;
  if (*place != CW_CARD_PLACE_UNKNOWN)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_IN_DOUBT, _ ("“%s” does not say whether a card is inside. Nothing is moved and no blank is fed. Open the printer, take out what is there, close it, then try again."), cw_printer_get_name (tools->printer));
  return FALSE;
}

gboolean
cw_order_note_place (CwOrder     *order,
                     const char  *note,
                     CwCardPlace *place,
                     GError     **error)
{
  *place = CW_CARD_PLACE_NONE;
  if (order->tools->feeder == NULL)
    return TRUE;
  if (!cw_issue_get_place (order->tools, place, error))
    {
      cw_order_note (order, note, cw_card_place_to_name (CW_CARD_PLACE_UNKNOWN));
      return FALSE;
    }
  cw_order_note (order, note, cw_card_place_to_name (*place));
  return TRUE;
}

static gboolean
cw_order_check_path (CwOrder    *order,
                     CwCardPlace place,
                     GError    **error)
{
  const char *name = cw_printer_get_name (order->tools->printer);
  gboolean expected = cw_order_is_inside (order) && order->plastic_uid != NULL;
  gboolean own;

  if (place == CW_CARD_PLACE_NONE && expected)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The card with the chip %s is not inside “%s” any more, so it cannot be printed. Find it and give it up."), order->plastic_uid, name);
      return FALSE;
    }
  if (place == CW_CARD_PLACE_NONE)
    return TRUE;
  if (!expected)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("There is a card inside “%s” that is not this one. Settle it or take it out, then try again."), name);
      return FALSE;
    }
  if (!cw_order_find_inside (order, &own, error))
    return FALSE;
  if (!own)
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("There is a card inside “%s” that is not this one. Settle it or take it out, then try again."), name);
  return own;
}

gboolean
cw_order_prepare_path (CwOrder *order,
                       GError **error)
{
  CwFeeder *feeder = order->tools->feeder;
  gboolean hold = cw_order_is_inside (order);
  CwCardPlace place;

  if (feeder == NULL)
    return TRUE;
  if (!cw_order_note_place (order, "place_before", &place, error) || !cw_order_check_path (order, place, error))
    return FALSE;
  if (hold && !cw_feeder_get_traits (feeder)->hold)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("“%s” does not keep a printed card inside, so its chip cannot be written there. Put the reader on the desk in the settings."), cw_printer_get_name (order->tools->printer));
      return FALSE;
    }
  if (cw_feeder_get_traits (feeder)->hold && !cw_feeder_set_hold (feeder, hold, error))
    return FALSE;
  return cw_order_save_evidence (order, error);
}

gboolean
cw_issue_clear_path (const CwIssueTools *tools,
                     GError            **error)
{
  CwCardPlace place;

  if (tools->feeder == NULL)
    return TRUE;
  if (!cw_issue_get_place (tools, &place, error))
    return FALSE;
  if (place != CW_CARD_PLACE_NONE)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("There is a card inside “%s”. Settle it or take it out, then try again."), cw_printer_get_name (tools->printer));
      return FALSE;
    }
  return !cw_feeder_get_traits (tools->feeder)->hold || cw_feeder_set_hold (tools->feeder, FALSE, error);
}

/* With both stations the reader's name says which one it is at: contact readers are told by "ICC"
 * without "PICC", or by the word itself (PC/SC part 3 calls a contactless card PICC). */
static CwMove
cw_order_choose_station (CwOrder *order)
{
  const CwFeederTraits *traits = cw_feeder_get_traits (order->tools->feeder);
  g_autofree char *name = g_ascii_strdown (cw_reader_get_name (order->tools->reader), -1);
  gboolean contactless = strstr (name, "contactless") != NULL || strstr (name, "picc") != NULL;
  gboolean contact = !contactless && (strstr (name, "contact") != NULL || strstr (name, "icc") != NULL);

  if (!traits->contact)
    return CW_MOVE_CONTACTLESS;
  return !traits->contactless || contact ? CW_MOVE_CONTACT : CW_MOVE_CONTACTLESS;
}

/* Whether a blank may leave the hopper now for this plastic. */
static gboolean
cw_order_may_feed (CwOrder *order)
{
  return order->plastic_uid == NULL && g_strcmp0 (cw_order_get_note (order, "blank"), "new") == 0 && cw_order_get_note (order, "feeding") == NULL;
}

/* What the printer says after a movement that failed: a blank that certainly stayed in the hopper is
 * noted as such. */
static void
cw_order_judge_feeding (CwOrder      *order,
                        const GError *cause)
{
  CwCardPlace place;
  gboolean still = g_error_matches (cause, CW_ERROR, CW_ERROR_REFUSED) || g_error_matches (cause, CW_ERROR, CW_ERROR_PRINTER_STOPPED) ||
                   g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (cw_order_note_place (order, "place_after", &place, NULL) && place == CW_CARD_PLACE_NONE && still)
    cw_order_note (order, "feeding", "none");
}

gboolean
cw_order_bring_to_reader (CwOrder      *order,
                          GCancellable *cancellable,
                          GError      **error)
{
  g_autoptr (GError) local = NULL;
  CwCardPlace place;
  gboolean feeds;
  gboolean own = TRUE;

  if (!cw_order_note_place (order, "place_before", &place, error))
    return FALSE;
  feeds = place == CW_CARD_PLACE_NONE;
  if (feeds && !cw_order_may_feed (order))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NO_CARD, _ ("The card is not inside “%s” any more. No other blank is fed for it. Look for it in the trays."), cw_printer_get_name (order->tools->printer));
      return FALSE;
    }
  /* a plastic for which nothing was fed yet is not the card that is inside */
  if (!feeds && cw_order_may_feed (order))
    own = FALSE;
  else if (!feeds && !cw_order_find_inside (order, &own, error))
    return FALSE;
  if (!own)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CARD_CHANGED, _ ("There is a card inside “%s” that is not this one. Settle it or take it out, then try again."), cw_printer_get_name (order->tools->printer));
      return FALSE;
    }
  if (feeds)
    cw_order_note (order, "feeding", "asked");
  if (!cw_order_save_evidence (order, error))
    return FALSE;
  if (!cw_feeder_move (order->tools->feeder, cw_order_choose_station (order), cancellable, &local))
    {
      if (feeds)
        cw_order_judge_feeding (order, local);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (feeds)
    cw_order_note (order, "feeding", "done");
  return cw_order_note_place (order, "place_after", &place, error);
}

gboolean
cw_order_find_inside (CwOrder  *order,
                      gboolean *inside,
                      GError  **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwPlasticRow) last = NULL;
  CwCardPlace place;

  *inside = FALSE;
  if (order->tools->feeder == NULL || order->plastic_id == 0)
    return TRUE;
  if (!cw_issue_get_place (order->tools, &place, error))
    return FALSE;
  if (place == CW_CARD_PLACE_NONE)
    return TRUE;
  last = cw_store_find_last_plastic (order->tools->store, cw_printer_get_name (order->tools->printer), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *inside = last != NULL && last->id == order->plastic_id;
  return TRUE;
}

static gboolean
cw_issue_note_move (const CwIssueTools *tools,
                    gint64              plastic_id,
                    CwMove              move,
                    const char         *when,
                    CwCardPlace         place,
                    GError            **error)
{
  g_autofree char *act = g_strconcat ("plastic.", cw_move_to_name (move), NULL);
  g_autofree char *subject = g_strdup_printf ("plastic/%" G_GINT64_FORMAT, plastic_id);
  g_autofree char *details = g_strdup_printf ("{\"%s\":\"%s\"}", when, cw_card_place_to_name (place));

  return cw_store_add_journal (tools->store, act, subject, details, error);
}

gboolean
cw_issue_move (const CwIssueTools *tools,
               gint64              plastic_id,
               CwMove              move,
               GError            **error)
{
  CwCardPlace place;

  if (!cw_issue_get_place (tools, &place, error) || !cw_issue_note_move (tools, plastic_id, move, "place_before", place, error))
    return FALSE;
  if (!cw_feeder_move (tools->feeder, move, NULL, error))
    return FALSE;
  return cw_issue_get_place (tools, &place, error) && cw_issue_note_move (tools, plastic_id, move, "place_after", place, error);
}

gboolean
cw_order_bring_out (CwOrder *order,
                    GError **error)
{
  gboolean inside;

  if (!cw_order_is_inside (order))
    return TRUE;
  if (!cw_order_find_inside (order, &inside, error))
    return FALSE;
  return !inside || cw_issue_move (order->tools, order->plastic_id, CW_MOVE_EJECT, error);
}
