/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-evolis"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "printers/evolis/evolis-private.h"

/* A connection that is known to be in step: every answer belongs to the question before it. It is
 * made for one call and ended with it, because printer and print service share the same wire. On
 * the printer's worker. */

/* times that a connection is brought into step before it is given up */
#define TRIES 3

/* times as long that a connection has to be quiet when it was found out of step */
#define QUIET_AGAIN 5

/* volts: K takes anything from one upwards as a card */
#define SENSOR_SEES 1.0

/* What is known of models, by the word in their name that comes first in this list. Sources: field
 * evidence as in command.c; that a Primacy has a reject tray under its hopper and a Zenius has none:
 * the maker's data sheets, and S, which sends spoiled cards there. */
static const CwEvolisModel models[] = {
  { "PRIMACY 2", .hold = CW_EVOLIS_HOLD_PSOE, .reject = TRUE, .cleaning_2 = TRUE },
  { "PRIMACY", .hold = CW_EVOLIS_HOLD_NONE, .reject = TRUE },
  { "ZENIUS", .hold = CW_EVOLIS_HOLD_PNEAB },
  { "KC200", .hold = CW_EVOLIS_HOLD_PNEAB, .reject = TRUE, .mouth = TRUE },
  { "", .hold = CW_EVOLIS_HOLD_NONE, .mouth = TRUE },
};

gboolean
cw_evolis_ask (CwEvolis       *self,
               CwEvolisLink   *link,
               CwEvolisCommand command,
               CwEvolisReply  *reply,
               GError        **error)
{
  return cw_evolis_link_ask (link, command, self->patience.answer, NULL, reply, error);
}

gboolean
cw_evolis_tell (CwEvolis       *self,
                CwEvolisLink   *link,
                CwEvolisCommand command,
                GError        **error)
{
  CwEvolisReply reply;

  if (!cw_evolis_ask (self, link, command, &reply, error))
    return FALSE;
  if (reply.kind == CW_EVOLIS_SAYS_OK)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
               _("The printer at %s does not take the setting “%s”: it answers “%s”. Nothing was moved."),
               self->address->text, cw_evolis_command_get_text (command), reply.text);
  return FALSE;
}

static gboolean
cw_evolis_out_of_step (CwEvolis *self,
                       GError  **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
               _("The printer at %s gives answers that do not belong to the questions. Check that no other program uses it; switch it off and on."), self->address->text);
  return FALSE;
}

static gboolean
cw_evolis_is_name (const CwEvolisReply *reply)
{
  return reply->text[0] != '\0' && (reply->kind == CW_EVOLIS_SAYS_TEXT || reply->kind == CW_EVOLIS_SAYS_NUMBER);
}

static void
cw_evolis_adopt (CwEvolis   *self,
                 const char *serial,
                 const char *model)
{
  g_autofree char *capitals = g_ascii_strup (model, -1);
  CwFeederTraits traits = { .contact = TRUE, .contactless = TRUE };
  guint i = 0;

  g_free (self->serial);
  self->serial = g_strdup (serial);
  g_free (self->model);
  self->model = g_strdup (model);
  while (strstr (capitals, models[i].word) == NULL)
    i++;
  self->family = &models[i];
  traits.reject = self->family->reject;
  traits.hold = self->family->hold != CW_EVOLIS_HOLD_NONE;
  cw_evolis_set_traits (self, &traits);
  self->tag.time = 0;
}

/* The serial number before and behind the model: answers that are one behind do not fit. A printer
 * that is known already only has to say who it is. */
static gboolean
cw_evolis_get_in_step (CwEvolis     *self,
                       CwEvolisLink *link,
                       int           wait,
                       GCancellable *cancellable,
                       gboolean     *in_step,
                       GError      **error)
{
  CwEvolisReply serial;
  CwEvolisReply model;
  CwEvolisReply again;

  if (!cw_evolis_link_ask (link, CW_EVOLIS_SERIAL, wait, cancellable, &serial, error))
    return FALSE;
  *in_step = self->serial != NULL && g_str_equal (self->serial, serial.text);
  if (*in_step || !cw_evolis_is_name (&serial))
    return TRUE;
  if (!cw_evolis_ask (self, link, CW_EVOLIS_MODEL, &model, error) ||
      !cw_evolis_ask (self, link, CW_EVOLIS_SERIAL, &again, error))
    return FALSE;
  *in_step = model.kind == CW_EVOLIS_SAYS_TEXT && g_str_equal (serial.text, again.text) && !g_str_equal (serial.text, model.text);
  if (*in_step)
    cw_evolis_adopt (self, serial.text, model.text);
  return TRUE;
}

static gboolean
cw_evolis_identify (CwEvolis     *self,
                    CwEvolisLink *link,
                    int           wait,
                    GCancellable *cancellable,
                    GError      **error)
{
  gboolean in_step = FALSE;

  for (int i = 0; i < TRIES && !in_step; i++)
    if (!cw_evolis_link_drain (link, self->patience.quiet * (i == 0 ? 1 : QUIET_AGAIN), error) ||
        !cw_evolis_get_in_step (self, link, wait, cancellable, &in_step, error))
      return FALSE;
  return in_step || cw_evolis_out_of_step (self, error);
}

/* A device file is busy at once; a printer on the network takes the connection and is silent. */
static CwEvolisLink *
cw_evolis_open (CwEvolis     *self,
                gint64        deadline,
                GCancellable *cancellable,
                GError      **error)
{
  for (;;)
    {
      g_autoptr (GError) local = NULL;
      CwEvolisLink *link = cw_evolis_link_open (self->address, self->patience.answer, self->patience.silence, cancellable, &local);

      if (link != NULL)
        return link;
      if (!g_error_matches (local, CW_ERROR, CW_ERROR_BUSY) || g_get_monotonic_time () >= deadline)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      g_usleep (100 * 1000);
    }
}

/**
 * cw_evolis_connect:
 * @wait: whether to wait until somebody else is done with the printer
 *
 * Returns: (transfer full): a connection in step, with self->serial and family those of its printer
 */
CwEvolisLink *
cw_evolis_connect (CwEvolis     *self,
                   gboolean      wait,
                   GCancellable *cancellable,
                   GError      **error)
{
  int patience = wait ? MAX (self->patience.busy, self->patience.answer) : self->patience.answer;
  gint64 now = g_get_monotonic_time ();
  gint64 deadline = wait ? now + (gint64) patience * 1000 : now;

  for (int i = 0;; i++)
    {
      g_autoptr (CwEvolisLink) link = cw_evolis_open (self, deadline, cancellable, error);
      g_autoptr (GError) local = NULL;

      if (link == NULL)
        return NULL;
      if (cw_evolis_identify (self, link, patience, cancellable, &local))
        return g_steal_pointer (&link);
      /* an answer that nobody waited for any longer breaks the next connection, and only that */
      if (i > 0 || !g_error_matches (local, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
}

static CwCardPlace
cw_evolis_reply_to_place (const CwEvolisReply *reply)
{
  switch (reply->kind)
    {
    case CW_EVOLIS_SAYS_OK:
    case CW_EVOLIS_SAYS_NO_CARD:
      return CW_CARD_PLACE_NONE;
    case CW_EVOLIS_SAYS_CARD:
      return CW_CARD_PLACE_INSIDE;
    case CW_EVOLIS_SAYS_SMART_CARD:
      return CW_CARD_PLACE_CONTACT;
    case CW_EVOLIS_SAYS_CONTACTLESS_CARD:
      return CW_CARD_PLACE_CONTACTLESS;
    case CW_EVOLIS_SAYS_VOLTS:
    case CW_EVOLIS_SAYS_NUMBER:
    case CW_EVOLIS_SAYS_TROUBLE:
    case CW_EVOLIS_SAYS_TEXT:
      return CW_CARD_PLACE_UNKNOWN;
    }
  g_return_val_if_reached (CW_CARD_PLACE_UNKNOWN);
}

/**
 * cw_evolis_locate:
 *
 * Asks where the card is. "OK" stands for no card and is also what a printer says to almost
 * everything: the serial number behind it shows that it was the answer to this question.
 */
gboolean
cw_evolis_locate (CwEvolis      *self,
                  CwEvolisLink  *link,
                  CwEvolisSight *sight,
                  GError       **error)
{
  CwEvolisReply place;
  CwEvolisReply mouth;
  CwEvolisReply serial;

  if (!cw_evolis_ask (self, link, CW_EVOLIS_PLACE, &place, error) ||
      !cw_evolis_ask (self, link, CW_EVOLIS_MOUTH, &mouth, error) ||
      !cw_evolis_ask (self, link, CW_EVOLIS_SERIAL, &serial, error))
    return FALSE;
  if (!g_str_equal (serial.text, self->serial))
    return cw_evolis_out_of_step (self, error);
  sight->place = cw_evolis_reply_to_place (&place);
  sight->mouth = self->family->mouth && mouth.kind == CW_EVOLIS_SAYS_VOLTS && mouth.volts >= SENSOR_SEES;
  return TRUE;
}
