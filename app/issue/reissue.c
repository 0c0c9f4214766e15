/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/reissue.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/error.h"
#include "app/issue/lifecycle.h"
#include "app/store/lifecycle.h"

/* Another card for a student who has one: only with a reason, and the old one does not stay in
 * force beside it. What is lost or stolen is so at once; what is only to be exchanged works until
 * the new card is in the student's hand. On the thread of the caller. */

/* bytes of the operator's own words */
#define TEXT_LIMIT 1000

CwReissue *
cw_reissue_new (CwReissueReason reason,
                const char     *text)
{
  CwReissue *self = g_new0 (CwReissue, 1);

  self->reason = reason;
  self->text = g_strdup (text);
  return self;
}

CwReissue *
cw_reissue_copy (const CwReissue *self)
{
  return self != NULL ? cw_reissue_new (self->reason, self->text) : NULL;
}

void
cw_reissue_free (CwReissue *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self);
}

static gboolean
cw_reissue_has_words (const CwReissue *self)
{
  return self->text != NULL && strspn (self->text, " \t\r\n") < strlen (self->text);
}

gboolean
cw_reissue_check (const CwReissue *self,
                  GError         **error)
{
  if (self == NULL)
    return TRUE;
  if (self->text != NULL && (strlen (self->text) > TEXT_LIMIT || !g_utf8_validate (self->text, -1, NULL)))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The words about the reason are longer than %d bytes, or are not text. Say it shorter."), TEXT_LIMIT);
      return FALSE;
    }
  if (self->reason != CW_REISSUE_REASON_OTHER || cw_reissue_has_words (self))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("Another reason must be said in words. Write why the student gets another card."));
  return FALSE;
}

/* The card is good up to and with its last day; dates of this form compare as texts. */
static gboolean
cw_reissue_is_in_force (const CwCard *card,
                        const char   *today)
{
  return card->state == CW_CARD_STATE_ISSUED && (card->expires_at == NULL || strcmp (card->expires_at, today) >= 0);
}

gboolean
cw_issue_find_card_in_force (const CwIssueTools *tools,
                             const char         *student_id,
                             CwCard            **card,
                             GError            **error)
{
  g_autoptr (GPtrArray) cards = NULL;
  g_autofree char *today = NULL;

  g_return_val_if_fail (student_id != NULL && card != NULL, FALSE);

  *card = NULL;
  cards = cw_store_list_cards (tools->store, student_id, 0, 0, error);
  today = cw_clock_today (tools->clock);
  if (cards == NULL)
    return FALSE;
  for (guint i = 0; i < cards->len && *card == NULL; i++)
    if (cw_reissue_is_in_force (g_ptr_array_index (cards, i), today))
      *card = cw_card_ref (g_ptr_array_index (cards, i));
  return TRUE;
}

/* The newest card that is in one of @states. @card: (out) (transfer full) (nullable) */
static gboolean
cw_reissue_find_in (const CwIssueTools *tools,
                    const char         *student_id,
                    guint               states,
                    CwCard            **card,
                    GError            **error)
{
  const CwCardFilter filter = { .states = states, .student_id = student_id };
  g_autoptr (GPtrArray) cards = cw_store_list_cards_by (tools->store, &filter, 1, 0, error);

  if (cards == NULL)
    return FALSE;
  *card = cards->len > 0 ? cw_card_ref (g_ptr_array_index (cards, 0)) : NULL;
  return TRUE;
}

gboolean
cw_reissue_find_old (const CwIssueTools *tools,
                     const char         *student_id,
                     const CwReissue    *reissue,
                     CwCard            **old,
                     GError            **error)
{
  const guint waiting = 1u << CW_CARD_STATE_SUSPENDED | 1u << CW_CARD_STATE_LOST;

  if (!cw_issue_find_card_in_force (tools, student_id, old, error) ||
      (*old == NULL && !cw_reissue_find_in (tools, student_id, waiting, old, error)) ||
      (*old == NULL && reissue != NULL && !cw_reissue_find_in (tools, student_id, 1u << CW_CARD_STATE_STOLEN, old, error)))
    return FALSE;
  if (reissue != NULL || *old == NULL)
    return TRUE;
  if ((*old)->state == CW_CARD_STATE_ISSUED)
    g_set_error (error, CW_ERROR, CW_ERROR_CARD_IN_FORCE,
                 _ ("This student has a card that is in force (card %" PRId64 "). Say why there is to be another one: choose the reason, or give --reason on the command line."),
                 (*old)->id);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_CARD_IN_FORCE,
                 _ ("This student has a card that is “%s” and may come back (card %" PRId64 "). Say why there is to be another one in its place: choose the reason, or give --reason on the command line."),
                 cw_card_state_to_label ((*old)->state), (*old)->id);
  g_clear_pointer (old, cw_card_unref);
  return FALSE;
}

/* What a new card is there for, in words for the old one. */
static const char *
cw_reissue_get_words (const CwReissue *self)
{
  return cw_reissue_has_words (self) ? self->text : cw_reissue_reason_to_label (self->reason);
}

gboolean
cw_reissue_begin (const CwIssueTools *tools,
                  const CwReissue    *reissue,
                  const CwCard       *old,
                  GError            **error)
{
  CwLifeAct act = CW_LIFE_ACT_LOST;

  switch (reissue->reason)
    {
    case CW_REISSUE_REASON_LOST:
      break;
    case CW_REISSUE_REASON_STOLEN:
      act = CW_LIFE_ACT_STOLEN;
      break;
    case CW_REISSUE_REASON_DAMAGED:
    case CW_REISSUE_REASON_BADLY_PRINTED:
    case CW_REISSUE_REASON_CHIP_DEAD:
    case CW_REISSUE_REASON_DATA_CHANGED:
    case CW_REISSUE_REASON_OTHER:
      return TRUE;
    }
  /* one that an earlier attempt reported stays so */
  return cw_life_find_rule (act, old->state) == NULL || cw_life_act_on_card (tools, act, old->id, cw_reissue_get_words (reissue), error);
}

gboolean
cw_reissue_conclude (CwOrder *order,
                     GError **error)
{
  const CwReissue reissue = { .reason = order->row->reissue_reason, .text = order->row->reissue_text };
  g_autoptr (CwCard) old = NULL;

  if (!order->row->reissue || order->row->replaces == 0)
    return TRUE;
  old = cw_store_get_card (order->tools->store, order->row->replaces, error);
  if (old == NULL)
    return FALSE;
  /* a card that is stolen, withdrawn or expired is out of use and out of the register, and says why */
  return cw_life_find_rule (CW_LIFE_ACT_REPLACE, old->state) == NULL ||
         cw_life_act_on_card (order->tools, CW_LIFE_ACT_REPLACE, old->id, cw_reissue_get_words (&reissue), error);
}
