/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-evolis"

#include "config.h"

#include <string.h>

#include "printers/evolis/evolis-private.h"

/* The sensors and counters. What a printer does not know of is left out; nothing is made up. On the
 * printer's worker. */

/* volts */
#define SENSOR_SEES 1.0

/* K: the tag may answer OK instead of a number; it asks three times, 100 ms apart */
#define TAG_TRIES 3
#define TAG_PAUSE (100 * 1000)

/* cards or sets: more than any ribbon or counter has, so that nonsense is not taken for a number */
#define COUNT_MAX 100000

typedef enum
{
  CW_EVOLIS_SENSOR_NONE,
  CW_EVOLIS_SENSOR_DARK,
  CW_EVOLIS_SENSOR_SEES,
} CwEvolisSensor;

static gboolean
cw_evolis_read_sensor (CwEvolis       *self,
                       CwEvolisLink   *link,
                       CwEvolisCommand command,
                       CwEvolisSensor *sensor,
                       GError        **error)
{
  CwEvolisReply reply;

  if (!cw_evolis_ask (self, link, command, &reply, error))
    return FALSE;
  *sensor = CW_EVOLIS_SENSOR_NONE;
  if (reply.kind == CW_EVOLIS_SAYS_VOLTS)
    *sensor = reply.volts >= SENSOR_SEES ? CW_EVOLIS_SENSOR_SEES : CW_EVOLIS_SENSOR_DARK;
  return TRUE;
}

static gboolean
cw_evolis_read_sensors (CwEvolis     *self,
                        CwEvolisLink *link,
                        CwSupplies   *supplies,
                        GError      **error)
{
  CwEvolisSensor feeder;
  CwEvolisSensor low;
  CwEvolisSensor cover;

  if (!cw_evolis_read_sensor (self, link, CW_EVOLIS_FEEDER, &feeder, error) ||
      !cw_evolis_read_sensor (self, link, CW_EVOLIS_FEEDER_LOW, &low, error) ||
      !cw_evolis_read_sensor (self, link, CW_EVOLIS_COVER, &cover, error))
    return FALSE;
  if (feeder == CW_EVOLIS_SENSOR_SEES)
    supplies->blanks = 1;
  if (feeder == CW_EVOLIS_SENSOR_DARK)
    {
      supplies->blanks = 0;
      supplies->reasons |= CW_PRINTER_REASON_MEDIA_EMPTY;
    }
  else if (low == CW_EVOLIS_SENSOR_DARK)
    supplies->reasons |= CW_PRINTER_REASON_MEDIA_LOW;
  if (cover == CW_EVOLIS_SENSOR_DARK)
    supplies->reasons |= CW_PRINTER_REASON_COVER_OPEN;
  return TRUE;
}

static gboolean
cw_evolis_read_count (CwEvolis       *self,
                      CwEvolisLink   *link,
                      CwEvolisCommand command,
                      int            *count,
                      CwEvolisReply  *reply,
                      GError        **error)
{
  *count = -1;
  for (int i = 0; i < TAG_TRIES; i++)
    {
      if (i > 0)
        g_usleep (TAG_PAUSE);
      if (!cw_evolis_ask (self, link, command, reply, error))
        return FALSE;
      if (reply->kind != CW_EVOLIS_SAYS_OK)
        break;
    }
  if (reply->kind == CW_EVOLIS_SAYS_NUMBER && reply->number <= COUNT_MAX)
    *count = (int) reply->number;
  return TRUE;
}

/* K: "F61A", "98C", "1046" */
static gboolean
cw_evolis_is_code (const CwEvolisReply *reply)
{
  gsize digits = strspn (reply->text, "0123456789ABCDEFabcdef");

  return digits >= 2 && digits <= 8 && reply->text[digits] == '\0';
}

/* A ribbon of another zone is refused by the printer (K). */
static gboolean
cw_evolis_check_zone (CwEvolis     *self,
                      CwEvolisLink *link,
                      CwEvolisTag  *tag,
                      GError      **error)
{
  CwEvolisReply printer;
  CwEvolisReply ribbon;

  if (!cw_evolis_ask (self, link, CW_EVOLIS_ZONE, &printer, error) ||
      !cw_evolis_ask (self, link, CW_EVOLIS_RIBBON_ZONE, &ribbon, error))
    return FALSE;
  if (cw_evolis_is_code (&printer) && cw_evolis_is_code (&ribbon) && g_ascii_strcasecmp (printer.text, ribbon.text) != 0)
    tag->reasons |= CW_PRINTER_REASON_RIBBON_WRONG;
  return TRUE;
}

static gboolean
cw_evolis_read_tag (CwEvolis     *self,
                    CwEvolisLink *link,
                    CwEvolisTag  *tag,
                    GError      **error)
{
  CwEvolisReply reply;

  if (!cw_evolis_read_count (self, link, CW_EVOLIS_RIBBON_WHOLE, &tag->whole, &reply, error))
    return FALSE;
  if (reply.kind == CW_EVOLIS_SAYS_TROUBLE && reply.trouble == CW_EVOLIS_TROUBLE_RIBBON)
    {
      tag->reasons |= CW_PRINTER_REASON_RIBBON_MISSING;
      return TRUE;
    }
  if (!cw_evolis_read_count (self, link, CW_EVOLIS_RIBBON_LEFT, &tag->left, &reply, error))
    return FALSE;
  if (tag->left == 0)
    tag->reasons |= CW_PRINTER_REASON_RIBBON_EMPTY;
  return cw_evolis_check_zone (self, link, tag, error);
}

/* The tag, or what it said within the last minute. A reading that fails counts as one: it has worn
 * the tag all the same. */
static gboolean
cw_evolis_look_at_ribbon (CwEvolis     *self,
                          CwEvolisLink *link,
                          CwSupplies   *supplies,
                          GError      **error)
{
  gint64 now = g_get_monotonic_time ();

  if (self->tag.time == 0 || now - self->tag.time >= (gint64) self->patience.tag * 1000)
    {
      CwEvolisTag tag = { .time = now, .left = -1, .whole = -1 };
      gboolean ok = cw_evolis_read_tag (self, link, &tag, error);

      if (!ok)
        {
          self->tag = (CwEvolisTag) { .time = now, .left = -1, .whole = -1 };
          return FALSE;
        }
      self->tag = tag;
    }
  supplies->ribbon_left = self->tag.left;
  supplies->ribbon_whole = self->tag.whole;
  supplies->reasons |= self->tag.reasons;
  return TRUE;
}

static gboolean
cw_evolis_read_trays (CwEvolis     *self,
                      CwEvolisLink *link,
                      CwSupplies   *supplies,
                      GError      **error)
{
  CwEvolisReply box;
  CwEvolisReply cleaning;
  CwEvolisCommand count = self->family->cleaning_2 ? CW_EVOLIS_CLEANING_2 : CW_EVOLIS_CLEANING;

  if (!cw_evolis_ask (self, link, CW_EVOLIS_REJECT_BOX, &box, error) ||
      !cw_evolis_ask (self, link, count, &cleaning, error))
    return FALSE;
  if (box.kind == CW_EVOLIS_SAYS_CARD)
    supplies->reasons |= self->family->reject ? CW_PRINTER_REASON_REJECT_FULL : CW_PRINTER_REASON_OUTPUT_FULL;
  if (cleaning.kind == CW_EVOLIS_SAYS_NUMBER && cleaning.number <= COUNT_MAX)
    supplies->cards_to_cleaning = (int) cleaning.number;
  if (supplies->cards_to_cleaning == 0 || (cleaning.kind == CW_EVOLIS_SAYS_TROUBLE && cleaning.trouble == CW_EVOLIS_TROUBLE_CLEANING))
    supplies->reasons |= CW_PRINTER_REASON_CLEANING;
  return TRUE;
}

/* Behind the last question the serial number, as in cw_evolis_locate(): no answer was another's. */
static gboolean
cw_evolis_check_step (CwEvolis     *self,
                      CwEvolisLink *link,
                      GError      **error)
{
  CwEvolisSight sight;

  return cw_evolis_locate (self, link, &sight, error);
}

CwSupplies *
cw_evolis_read_supplies (CwEvolis *self,
                         GError  **error)
{
  g_autoptr (CwEvolisLink) link = cw_evolis_connect (self, FALSE, NULL, error);
  g_autoptr (CwSupplies) supplies = cw_supplies_new ();

  if (link == NULL || !cw_evolis_read_sensors (self, link, supplies, error) ||
      !cw_evolis_look_at_ribbon (self, link, supplies, error) ||
      !cw_evolis_read_trays (self, link, supplies, error) ||
      !cw_evolis_check_step (self, link, error))
    return NULL;
  return g_steal_pointer (&supplies);
}
