/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-evolis"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/evolis/evolis-private.h"

/* One movement: asked where the card is, moved, asked again. movement.c has the rules. A movement
 * is ordered once and never again by itself. On the printer's worker. */

/* No tray, or a full one: the card stays where it is. */
static gboolean
cw_evolis_check_reject_tray (CwEvolis     *self,
                             CwEvolisLink *link,
                             GError      **error)
{
  CwEvolisReply reply;

  if (!cw_evolis_ask (self, link, CW_EVOLIS_REJECT_BOX, &reply, error))
    return FALSE;
  if (reply.kind == CW_EVOLIS_SAYS_NO_CARD || reply.kind == CW_EVOLIS_SAYS_OK)
    return TRUE;
  if (reply.kind == CW_EVOLIS_SAYS_CARD)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _("The reject tray is full. Empty it, and try again."));
  else
    g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _("The printer does not say that it has a reject tray with room. Let the card out, and destroy it."));
  return FALSE;
}

static gboolean
cw_evolis_prepare (CwEvolis     *self,
                   CwEvolisLink *link,
                   CwMove        move,
                   GError      **error)
{
  gboolean leaves = move == CW_MOVE_EJECT || move == CW_MOVE_REJECT;

  if (move == CW_MOVE_REJECT && !cw_evolis_check_reject_tray (self, link, error))
    return FALSE;
  if (!cw_evolis_tell (self, link, CW_EVOLIS_HOST_ERRORS, error))
    return FALSE;
  if (!leaves || self->family->hold != CW_EVOLIS_HOLD_PNEAB)
    return TRUE;
  return cw_evolis_tell (self, link, CW_EVOLIS_LET_GO, error);
}

static CwEvolisHeard
cw_evolis_order (CwEvolis        *self,
                 CwEvolisLink    *link,
                 CwMove           move,
                 CwEvolisTrouble *trouble)
{
  g_autoptr (GError) local = NULL;
  CwEvolisReply reply;

  if (!cw_evolis_link_ask (link, cw_evolis_move_get_command (move), self->patience.movement, NULL, &reply, &local))
    return CW_EVOLIS_HEARD_NOTHING;
  *trouble = reply.trouble;
  if (reply.kind == CW_EVOLIS_SAYS_OK)
    return CW_EVOLIS_HEARD_OK;
  return reply.kind == CW_EVOLIS_SAYS_TROUBLE ? CW_EVOLIS_HEARD_TROUBLE : CW_EVOLIS_HEARD_NOTHING;
}

/* Where the card is now; on a new connection when the movement has cost the old one. */
static gboolean
cw_evolis_look_again (CwEvolis      *self,
                      CwEvolisLink **link,
                      CwEvolisSight *sight)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *serial = g_strdup (self->serial);

  if (!cw_evolis_link_is_broken (*link) && cw_evolis_locate (self, *link, sight, &local))
    return TRUE;
  g_clear_pointer (link, cw_evolis_link_close);
  g_clear_error (&local);
  *link = cw_evolis_connect (self, TRUE, NULL, &local);
  /* another printer knows nothing of this card */
  return *link != NULL && g_str_equal (serial, self->serial) && cw_evolis_locate (self, *link, sight, &local);
}

/* Leaves the printer as it was found; what fails here changes nothing about the card. */
static void
cw_evolis_put_back (CwEvolis     *self,
                    CwEvolisLink *link)
{
  g_autoptr (GError) local = NULL;

  if (link == NULL || cw_evolis_link_is_broken (link))
    return;
  if ((self->hold && self->family->hold == CW_EVOLIS_HOLD_PNEAB && !cw_evolis_tell (self, link, CW_EVOLIS_KEEP_NOW, &local)) ||
      !cw_evolis_tell (self, link, CW_EVOLIS_OWN_ERRORS, &local))
    g_debug ("%s", local->message);
}

static void
cw_evolis_learn_part (CwEvolis *self,
                      CwMove    move)
{
  CwFeederTraits traits = *cw_feeder_get_traits (CW_FEEDER (self));

  traits.contact = traits.contact && move != CW_MOVE_CONTACT;
  traits.contactless = traits.contactless && move != CW_MOVE_CONTACTLESS;
  traits.reject = traits.reject && move != CW_MOVE_REJECT;
  cw_evolis_set_traits (self, &traits);
}

gboolean
cw_evolis_move_card (CwEvolis     *self,
                     CwMove        move,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (CwEvolisLink) link = cw_evolis_connect (self, TRUE, cancellable, error);
  CwEvolisTrouble trouble = CW_EVOLIS_TROUBLE_OTHER;
  CwEvolisVerdict verdict;
  CwEvolisHeard heard;
  CwEvolisSight before;
  CwEvolisSight after;
  gboolean seen;
  gboolean go;

  if (link == NULL || !cw_evolis_locate (self, link, &before, error) ||
      !cw_evolis_move_check (move, &before, cw_feeder_get_traits (CW_FEEDER (self)), self->in_doubt, &go, error))
    return FALSE;
  if (!go)
    return TRUE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (!cw_evolis_prepare (self, link, move, error))
    {
      cw_evolis_put_back (self, link);
      return FALSE;
    }
  heard = cw_evolis_order (self, link, move, &trouble);
  seen = cw_evolis_look_again (self, &link, &after);
  verdict = cw_evolis_move_judge (move, &before, seen ? &after : NULL, heard, trouble);
  cw_evolis_put_back (self, link);
  if (verdict == CW_EVOLIS_VERDICT_DONE)
    return TRUE;
  self->in_doubt = self->in_doubt || verdict == CW_EVOLIS_VERDICT_IN_DOUBT;
  if (heard == CW_EVOLIS_HEARD_TROUBLE && trouble == CW_EVOLIS_TROUBLE_OPTION)
    cw_evolis_learn_part (self, move);
  cw_evolis_move_set_error (verdict, seen ? &after : NULL, heard, trouble, error);
  return FALSE;
}
