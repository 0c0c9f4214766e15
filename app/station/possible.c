/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/possible.h"

#include <glib/gi18n-lib.h>

/* Cards possible now: what the printer counts and what the station counts, side by side. Pure
 * functions; any thread. */

/* Two counts differ when they are so many cards apart and more than one in so many of the whole. */
#define DIFFER_CARDS 3
#define DIFFER_SHARE 10

/* The reasons by which a printer says that a supply has come to its end. */
static const CwPrinterReason end_reasons[] = {
  [CW_SUPPLY_RIBBON] = CW_PRINTER_REASON_RIBBON_EMPTY | CW_PRINTER_REASON_RIBBON_MISSING,
  [CW_SUPPLY_BLANKS] = CW_PRINTER_REASON_MEDIA_EMPTY,
  [CW_SUPPLY_CLEANING] = CW_PRINTER_REASON_NONE, /* due, yet it prints on: its counter says when it does not */
};

static int
cw_possible_get_printed (const CwSupplies *supplies,
                         CwSupplyKind      kind)
{
  if (supplies == NULL)
    return -1;
  if ((supplies->reasons & end_reasons[kind]) != 0)
    return 0;
  switch (kind)
    {
    case CW_SUPPLY_RIBBON:
      return supplies->ribbon_left;
    case CW_SUPPLY_BLANKS:
      return supplies->blanks;
    case CW_SUPPLY_CLEANING:
      return supplies->cards_to_cleaning;
    }
  g_assert_not_reached ();
}

static int
cw_possible_get_left (const CwSupplyRow *row)
{
  if (row == NULL)
    return -1;
  return row->quantity > row->used ? (int) MIN (row->quantity - row->used, (guint) G_MAXINT) : 0;
}

/* Of a feeder the printer feels that there are cards, not how many: all that it proves is that a count
 * which says fewer has missed a filling, and then nothing is known. */
static void
cw_supply_count_judge_blanks (CwSupplyCount *self)
{
  if (self->printer <= 0)
    return;
  if (self->station >= self->printer)
    {
      self->cards = self->station;
      self->printer = -1;
      return;
    }
  self->cards = -1;
  self->differ = self->station >= 0;
  if (!self->differ)
    self->printer = -1;
}

static void
cw_supply_count_judge (CwSupplyCount *self,
                       gint64         whole)
{
  gint64 apart = ABS ((gint64) self->printer - self->station);

  if (self->printer < 0 || self->station < 0)
    {
      self->cards = MAX (self->printer, self->station);
      self->differ = FALSE;
    }
  else
    {
      self->cards = MIN (self->printer, self->station);
      self->differ = apart >= DIFFER_CARDS && apart * DIFFER_SHARE > whole;
    }
  if (self->kind == CW_SUPPLY_BLANKS)
    cw_supply_count_judge_blanks (self);
}

/**
 * cw_possible_reckon:
 * @supplies: (nullable): what the printer says is in it
 * @rows: by #CwSupplyKind, each (nullable): what a person said, and what was used since
 * @sets_per_card: sets of ribbon panels, at least 1
 * @possible: (out)
 */
void
cw_possible_reckon (const CwSupplies  *supplies,
                    const CwSupplyRow *rows[3],
                    guint              sets_per_card,
                    CwPossible        *possible)
{
  *possible = (CwPossible) { .cards = -1 };
  for (CwSupplyKind kind = CW_SUPPLY_RIBBON; kind <= CW_SUPPLY_CLEANING; kind++)
    {
      CwSupplyCount *count = &possible->counts[kind];
      int share = kind == CW_SUPPLY_RIBBON ? (int) CLAMP (sets_per_card, 1, (guint) G_MAXINT) : 1;
      gint64 whole = rows[kind] != NULL ? rows[kind]->quantity : 0;

      if (kind == CW_SUPPLY_RIBBON && supplies != NULL && supplies->ribbon_whole > 0)
        whole = supplies->ribbon_whole;
      count->kind = kind;
      count->printer = MAX (cw_possible_get_printed (supplies, kind), -1);
      count->station = cw_possible_get_left (rows[kind]);
      count->printer = count->printer > 0 ? count->printer / share : count->printer;
      count->station = count->station > 0 ? count->station / share : count->station;
      cw_supply_count_judge (count, whole / share);
      if (count->cards >= 0 && (possible->cards < 0 || count->cards < possible->cards))
        {
          possible->cards = count->cards;
          possible->limit = kind;
        }
    }
}

/**
 * cw_possible_to_sentence:
 *
 * Returns: (transfer full) (nullable): how many cards can be made now, or why none can, translated,
 *   without a full stop; %NULL when it is not known
 */
char *
cw_possible_to_sentence (const CwPossible *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->cards < 0)
    return NULL;
  if (self->cards > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d card possible now", "%d cards possible now", (unsigned long) self->cards), self->cards);
  switch (self->limit)
    {
    case CW_SUPPLY_RIBBON:
      return g_strdup (_ ("No more cards: the ribbon is used up"));
    case CW_SUPPLY_BLANKS:
      return g_strdup (_ ("No more cards: the card feeder is empty"));
    case CW_SUPPLY_CLEANING:
      return g_strdup (_ ("Clean the printer before the next card"));
    }
  g_assert_not_reached ();
}

static const char *
cw_supply_kind_to_label (CwSupplyKind kind)
{
  switch (kind)
    {
    case CW_SUPPLY_RIBBON:
      return _ ("Ribbon");
    case CW_SUPPLY_BLANKS:
      return _ ("Card feeder");
    case CW_SUPPLY_CLEANING:
      return _ ("Until cleaning");
    }
  g_assert_not_reached ();
}

/**
 * cw_supply_count_to_sentence:
 *
 * Returns: (transfer full) (nullable): both counts, and whether they differ, translated; %NULL when
 *   neither is known
 */
char *
cw_supply_count_to_sentence (const CwSupplyCount *self)
{
  const char *label;

  g_return_val_if_fail (self != NULL, NULL);

  label = cw_supply_kind_to_label (self->kind);
  if (self->kind == CW_SUPPLY_BLANKS && self->differ && self->cards < 0)
    /* Translators: %1$s is "Card feeder" */
    return g_strdup_printf (_ ("%1$s: the printer feels cards, and by this station's count there are %2$d. Count the cards, and tell this station."), label, self->station);
  if (self->printer >= 0 && self->station >= 0 && self->differ)
    /* Translators: %1$s is "Ribbon", "Card feeder" or "Until cleaning"; the numbers count cards */
    return g_strdup_printf (_ ("%1$s: %2$d by the printer, %3$d by this station's count. They differ: look, and tell this station."), label, self->printer, self->station);
  if (self->printer >= 0 && self->station >= 0)
    return g_strdup_printf (_ ("%1$s: %2$d by the printer, %3$d by this station's count"), label, self->printer, self->station);
  if (self->printer >= 0)
    return g_strdup_printf (_ ("%1$s: %2$d by the printer"), label, self->printer);
  if (self->station >= 0)
    return g_strdup_printf (_ ("%1$s: %2$d by this station's count"), label, self->station);
  return NULL;
}
