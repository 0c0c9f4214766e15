/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-evolis"

#include "config.h"

#include "printers/evolis/command.h"

#include <string.h>

/* The table of commands, and answers as values. Pure; any thread.
 *
 * Sources, by letter: G the maker's Programming Guide A5013 Rev. E; S esup-sgc-client, in production
 * at universities with Primacy and Primacy 2; K a bank's kiosk on Linux (Zenius, KC200B), whose
 * comments say what its printers answered. */

typedef struct
{
  const char *text;
  const char *evidence;
  gboolean    moves;
} CwEvolisCommandNote;

static const CwEvolisCommandNote notes[CW_EVOLIS_N_COMMANDS] = {
  [CW_EVOLIS_MODEL] = { "Rtp", "G", FALSE },
  [CW_EVOLIS_SERIAL] = { "Rsn", "GK", FALSE },
  [CW_EVOLIS_FIRMWARE] = { "Rfv", "G", FALSE },
  [CW_EVOLIS_ZONE] = { "Rzp", "K", FALSE },
  /* K: OK no card, CARD at the head, SMART CARD, CONTACTLESS CARD; G: NO CARD */
  [CW_EVOLIS_PLACE] = { "Rlr;p", "GK", FALSE },
  /* K: CARD when (nearly) full, else NO CARD */
  [CW_EVOLIS_REJECT_BOX] = { "Rlr;h", "K", FALSE },
  /* K: 0,2 V no card, 4,9 V a card sticks out */
  [CW_EVOLIS_MOUTH] = { "Rse;b", "K", FALSE },
  /* K: 0,00 V empty, 5,00 V cards */
  [CW_EVOLIS_FEEDER] = { "Rse;f", "K", FALSE },
  /* K: 3,92 V cards reach the sensor, 0,17 V few are left */
  [CW_EVOLIS_FEEDER_LOW] = { "Rse;n", "K", FALSE },
  /* K: 0,00 V open, 5,00 V closed */
  [CW_EVOLIS_COVER] = { "Rse;o", "GK", FALSE },
  /* K: a number, or ERR RIB DETECTION without a ribbon, or OK: ask again */
  [CW_EVOLIS_RIBBON_WHOLE] = { "Rrt;qty", "K", FALSE },
  [CW_EVOLIS_RIBBON_LEFT] = { "Rrt;count", "K", FALSE },
  [CW_EVOLIS_RIBBON_ZONE] = { "Rrt;zone", "K", FALSE },
  [CW_EVOLIS_CLEANING] = { "Rco;rc", "S", FALSE },
  [CW_EVOLIS_CLEANING_2] = { "Rcsc;other", "S", FALSE },
  /* G: after a fault the host decides, and is told of it. The printer's own way is to block the
   * channel and to try again by itself. */
  [CW_EVOLIS_HOST_ERRORS] = { "Pem;2", "GK", FALSE },
  [CW_EVOLIS_OWN_ERRORS] = { "Pem;0", "G", FALSE },
  /* K: E once, then A;0 before a print and A;1 before a card is to leave */
  [CW_EVOLIS_KEEP] = { "Pneab;E", "K", FALSE },
  [CW_EVOLIS_KEEP_NOW] = { "Pneab;A;0", "K", FALSE },
  [CW_EVOLIS_LET_GO] = { "Pneab;A;1", "K", FALSE },
  /* S: a small d is not understood */
  [CW_EVOLIS_KEEP_2] = { "Psoe;D", "S", FALSE },
  [CW_EVOLIS_INSERT] = { "Si", "GSK", TRUE },
  [CW_EVOLIS_CONTACT] = { "Sis", "GK", TRUE },
  [CW_EVOLIS_CONTACTLESS] = { "Sic", "GSK", TRUE },
  [CW_EVOLIS_EJECT] = { "Se", "GSK", TRUE },
  [CW_EVOLIS_REJECT] = { "Ser", "GSK", TRUE },
};

/* The words of trouble: the list of the maker's own sample for the Primacy, and K's. A printer
 * writes them with "ERR " or "ERROR " before them or without. */
static const struct
{
  const char     *word;
  CwEvolisTrouble trouble;
} troubles[] = {
  { "CDE", CW_EVOLIS_TROUBLE_COMMAND },
  { "PARAMETRES", CW_EVOLIS_TROUBLE_COMMAND },
  { "OPT NOT AVAILABLE", CW_EVOLIS_TROUBLE_OPTION },
  { "FEEDER EMPTY", CW_EVOLIS_TROUBLE_FEEDER },
  { "COVER OPEN", CW_EVOLIS_TROUBLE_COVER },
  { "HOPPER FULL", CW_EVOLIS_TROUBLE_FULL },
  { "HOPPER DOOR", CW_EVOLIS_TROUBLE_OTHER },
  { "HOPPER", CW_EVOLIS_TROUBLE_JAM },
  { "CARD JAM", CW_EVOLIS_TROUBLE_JAM },
  { "TIME OUT", CW_EVOLIS_TROUBLE_JAM },
  { "RIBBON", CW_EVOLIS_TROUBLE_RIBBON },
  { "RIB DETECTION", CW_EVOLIS_TROUBLE_RIBBON },
  { "HEAD", CW_EVOLIS_TROUBLE_HEAD },
  { "NEED CLEANING", CW_EVOLIS_TROUBLE_CLEANING },
};

const char *
cw_evolis_command_get_text (CwEvolisCommand command)
{
  g_return_val_if_fail (command < CW_EVOLIS_N_COMMANDS, NULL);

  return notes[command].text;
}

const char *
cw_evolis_command_get_evidence (CwEvolisCommand command)
{
  g_return_val_if_fail (command < CW_EVOLIS_N_COMMANDS, NULL);

  return notes[command].evidence;
}

gboolean
cw_evolis_command_moves (CwEvolisCommand command)
{
  g_return_val_if_fail (command < CW_EVOLIS_N_COMMANDS, FALSE);

  return notes[command].moves;
}

char *
cw_evolis_command_frame (CwEvolisCommand command)
{
  return g_strdup_printf ("\033%s\r", cw_evolis_command_get_text (command));
}

void
cw_evolis_frame_reset (CwEvolisFrame *self)
{
  self->text[0] = '\0';
  self->length = 0;
  self->ended = FALSE;
  self->broken = FALSE;
}

/* Printers end an answer with NUL (G's, on the parallel port and on USB) or CR; some send both. */
static gboolean
cw_evolis_is_end (guint8 byte)
{
  return byte == '\0' || byte == '\r' || byte == '\n';
}

/**
 * cw_evolis_frame_push:
 *
 * Ends of answers before the first letter are skipped: they belong to the answer before.
 */
gboolean
cw_evolis_frame_push (CwEvolisFrame *self,
                      const guint8  *data,
                      gsize          length)
{
  for (gsize i = 0; i < length && !self->broken; i++)
    {
      if (cw_evolis_is_end (data[i]))
        {
          self->ended = self->ended || self->length > 0;
          continue;
        }
      if (self->ended || self->length == CW_EVOLIS_ANSWER_MAX || (!g_ascii_isprint (data[i]) && data[i] != '\t'))
        {
          self->broken = TRUE;
          break;
        }
      self->text[self->length++] = (char) data[i];
      self->text[self->length] = '\0';
    }
  return self->ended || self->broken;
}

static gboolean
cw_evolis_parse_trouble (const char      *text,
                         CwEvolisTrouble *trouble)
{
  gboolean error = FALSE;

  if (g_str_has_prefix (text, "ERROR"))
    {
      error = TRUE;
      text += strlen ("ERROR");
    }
  else if (g_str_has_prefix (text, "ERR"))
    {
      error = TRUE;
      text += strlen ("ERR");
    }
  text += strspn (text, " :");
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    if (strcmp (text, troubles[i].word) == 0)
      {
        *trouble = troubles[i].trouble;
        return TRUE;
      }
  *trouble = CW_EVOLIS_TROUBLE_OTHER;
  return error;
}

/* Digits, with nothing but @after behind them; at most nine, which is more than any counter has. */
static gboolean
cw_evolis_parse_number (const char *text,
                        gint64     *number)
{
  gsize digits = strspn (text, "0123456789");

  if (digits == 0 || digits > 9 || text[digits] != '\0')
    return FALSE;
  *number = g_ascii_strtoll (text, NULL, 10);
  return TRUE;
}

/* "5,00 Volts"; the sign before the cents is the printer's language */
static gboolean
cw_evolis_parse_volts (const char *text,
                       double     *volts)
{
  gsize whole = strspn (text, "0123456789");
  gsize cents;
  double value;

  if (whole == 0 || whole > 2 || (text[whole] != ',' && text[whole] != '.'))
    return FALSE;
  cents = strspn (text + whole + 1, "0123456789");
  if (cents != 2 || g_ascii_strcasecmp (text + whole + 1 + cents, " Volts") != 0)
    return FALSE;
  value = (double) g_ascii_strtoll (text, NULL, 10);
  *volts = value + (double) g_ascii_strtoll (text + whole + 1, NULL, 10) / 100.0;
  return TRUE;
}

static gboolean
cw_evolis_parse_word (const char   *text,
                      CwEvolisKind *kind)
{
  static const char *const words[] = {
    [CW_EVOLIS_SAYS_OK] = "OK",
    [CW_EVOLIS_SAYS_CARD] = "CARD",
    [CW_EVOLIS_SAYS_SMART_CARD] = "SMART CARD",
    [CW_EVOLIS_SAYS_CONTACTLESS_CARD] = "CONTACTLESS CARD",
    [CW_EVOLIS_SAYS_NO_CARD] = "NO CARD",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (text, words[i]) == 0)
      {
        *kind = (CwEvolisKind) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * cw_evolis_reply_parse:
 * @text: any bytes
 *
 * Makes a value of one answer. What means nothing is text.
 */
void
cw_evolis_reply_parse (CwEvolisReply *self,
                       const char    *text,
                       gsize          length)
{
  gsize kept = 0;

  memset (self, 0, sizeof *self);
  while (length > 0 && (text[0] == ' ' || text[0] == '\t'))
    {
      text++;
      length--;
    }
  while (kept < length && kept < CW_EVOLIS_TEXT_MAX)
    {
      self->text[kept] = g_ascii_isprint (text[kept]) ? text[kept] : '?';
      kept++;
    }
  g_strchomp (self->text);
  self->kind = CW_EVOLIS_SAYS_TEXT;
  if (length > CW_EVOLIS_TEXT_MAX || cw_evolis_parse_word (self->text, &self->kind))
    return;
  if (cw_evolis_parse_volts (self->text, &self->volts))
    self->kind = CW_EVOLIS_SAYS_VOLTS;
  else if (cw_evolis_parse_number (self->text, &self->number))
    self->kind = CW_EVOLIS_SAYS_NUMBER;
  else if (cw_evolis_parse_trouble (self->text, &self->trouble))
    self->kind = CW_EVOLIS_SAYS_TROUBLE;
}
