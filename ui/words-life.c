/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/words-life.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

/* The words of the life of a card. No widgets; what happens is as app/core/lifecycle.c and
 * docs/lifecycle.md have it. */

char *
cw_words_for_date (const char *date)
{
  unsigned year, month, day;

  if (date == NULL || sscanf (date, "%4u-%2u-%2u", &year, &month, &day) != 3)
    return g_strdup (date != NULL ? date : "–");

  return g_strdup_printf ("%02u.%02u.%04u", day, month, year);
}

char *
cw_words_to_date (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *date = NULL;
  unsigned year, month, day;
  char end;

  if (sscanf (stripped, "%2u.%2u.%4u%c", &day, &month, &year, &end) != 3 && sscanf (stripped, "%4u-%2u-%2u%c", &year, &month, &day, &end) != 3)
    return NULL;

  date = g_strdup_printf ("%04u-%02u-%02u", year, month, day);
  return cw_date_check (date, NULL) ? g_steal_pointer (&date) : NULL;
}

gboolean
cw_words_are_date (const char *text)
{
  g_autofree char *date = cw_words_to_date (text);

  return date != NULL;
}

char *
cw_words_for_card (const CwCardNote *note)
{
  g_autofree char *until = cw_words_for_date (note->card->expires_at);

  if (note->card->state == CW_CARD_STATE_ISSUED)
    /* Translators: %s is a day. */
    return g_strdup_printf (_("A card in force, valid until %s"), until);
  if (note->card->state == CW_CARD_STATE_EXPIRED)
    return g_strdup_printf (_("A card that expired on %s"), until);
  if (note->card->state == CW_CARD_STATE_SUSPENDED)
    return g_strdup_printf (_("A suspended card, valid until %s"), until);
  if (note->card->state == CW_CARD_STATE_LOST)
    return g_strdup_printf (_("A lost card, valid until %s"), until);

  return g_strdup (cw_card_state_to_label (note->card->state));
}

/* One row for each act that a person does to a card; the others have none. */
typedef struct
{
  const char *menu;
  const char *title;
  const char *go;
  const char *entry;
  const char *told;    /* what becomes of the card, where the register is told */
  const char *untold;  /* and where it does not know the card */
  const char *after;
} ActWords;

static const ActWords act_words[CW_LIFE_ACT_COUNT] = {
  [CW_LIFE_ACT_LOST] = {
    N_("Report _Lost…"), N_("Report This Card Lost?"), N_("Report lost"), N_("What is known of it, if you like"),
    N_("It is out of force from now on, and the register shows it as not in use. It can come back when it is found, as long as no other card takes its place."),
    N_("It is out of force from now on. It can come back when it is found, as long as no other card takes its place."),
    N_("The card is reported lost."),
  },
  [CW_LIFE_ACT_STOLEN] = {
    N_("Report _Stolen…"), N_("Report This Card Stolen?"), N_("Report stolen"), N_("What is known of it, if you like"),
    N_("It is out of force for good and taken out of the register. It cannot come back: the student needs another card."),
    N_("It is out of force for good. It cannot come back: the student needs another card."),
    N_("The card is reported stolen."),
  },
  [CW_LIFE_ACT_SUSPEND] = {
    N_("S_uspend…"), N_("Suspend This Card?"), N_("Suspend"), N_("Why it is suspended"),
    N_("It is not in force until somebody lets it come back, and the register shows it as not in use."),
    N_("It is not in force until somebody lets it come back."),
    N_("The card is suspended."),
  },
  [CW_LIFE_ACT_FIND] = {
    N_("_Found Again"), NULL, NULL, NULL, NULL, NULL,
    N_("The card is in force again."),
  },
  [CW_LIFE_ACT_EXTEND] = {
    N_("_Extend…"), N_("Extend This Card?"), N_("Extend"), N_("New last day, such as 31.08.2030"),
    N_("The same card stays in use until a later day, and the register is told. What is printed on it stays as it is."),
    N_("The same card stays in use until a later day. What is printed on it stays as it is."),
    N_("The card is extended."),
  },
  [CW_LIFE_ACT_WITHDRAW] = {
    N_("_Withdraw…"), N_("Withdraw This Card?"), N_("Withdraw"), N_("Why it is withdrawn"),
    N_("It is out of force for good and taken out of the register. It cannot come back."),
    N_("It is out of force for good. It cannot come back."),
    N_("The card is withdrawn."),
  },
  [CW_LIFE_ACT_DESTROY] = {
    N_("_Destroyed…"), N_("Is This Card Destroyed?"), N_("It is destroyed"), N_("Why, or how it came about"),
    N_("Say so only when the plastic is cut through, chip and all. The card is out of force for good, and the register does not have it any more."),
    N_("Say so only when the plastic is cut through, chip and all. The card is out of force for good."),
    N_("It is written down that the card is destroyed."),
  },
};

static const char *
translated (const char *words)
{
  return words != NULL ? _(words) : NULL;
}

const char *
cw_words_for_life_act (CwLifeAct act)
{
  g_return_val_if_fail ((guint) act < CW_LIFE_ACT_COUNT, NULL);

  return translated (act_words[act].menu);
}

gboolean
cw_words_is_asked (CwLifeAct act)
{
  g_return_val_if_fail ((guint) act < CW_LIFE_ACT_COUNT, FALSE);

  return act_words[act].title != NULL;
}

const char *
cw_words_to_act_title (CwLifeAct act)
{
  g_return_val_if_fail ((guint) act < CW_LIFE_ACT_COUNT, NULL);

  return translated (act_words[act].title);
}

const char *
cw_words_to_act_go (CwLifeAct act)
{
  g_return_val_if_fail ((guint) act < CW_LIFE_ACT_COUNT, NULL);

  return translated (act_words[act].go);
}

const char *
cw_words_to_act_entry (CwLifeAct act)
{
  g_return_val_if_fail ((guint) act < CW_LIFE_ACT_COUNT, NULL);

  return translated (act_words[act].entry);
}

const char *
cw_words_after_act (CwLifeAct act)
{
  g_return_val_if_fail ((guint) act < CW_LIFE_ACT_COUNT, NULL);

  return translated (act_words[act].after);
}

char *
cw_words_to_act_body (CwLifeAct         act,
                      const CwCardNote *note,
                      const char       *name)
{
  g_autofree char *number = cw_escn_to_string (&note->card->escn);
  g_autofree char *what = NULL;

  g_return_val_if_fail ((guint) act < CW_LIFE_ACT_COUNT, NULL);

  /* Translators: the student's name, the card's number. */
  what = g_strdup_printf (_("%s, card %s."), name, number);
  return g_strdup_printf ("%s\n\n%s", what, translated (note->told ? act_words[act].told : act_words[act].untold));
}
