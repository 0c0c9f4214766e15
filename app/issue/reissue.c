/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/reissue.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/error.h"

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

/* The card of an earlier attempt that is lost or stolen already. */
static CwCard *
cw_reissue_find_missing (const CwIssueTools *tools,
                         const char         *student_id,
                         GError            **error)
{
  g_autoptr (GPtrArray) cards = cw_store_list_cards (tools->store, student_id, 0, 0, error);

  if (cards == NULL)
    return NULL;
  for (guint i = 0; i < cards->len; i++)
    {
      CwCard *card = g_ptr_array_index (cards, i);

      if (card->state == CW_CARD_STATE_LOST || card->state == CW_CARD_STATE_STOLEN)
        return cw_card_ref (card);
    }
  return NULL;
}

gboolean
cw_reissue_find_old (const CwIssueTools *tools,
                     const char         *student_id,
                     const CwReissue    *reissue,
                     CwCard            **old,
                     GError            **error)
{
  g_autoptr (GError) local = NULL;

  if (!cw_issue_find_card_in_force (tools, student_id, old, error))
    return FALSE;
  if (reissue == NULL && *old != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CARD_IN_FORCE,
                   _ ("This student has a card that is in force (card %" PRId64 "). Say why there is to be another one: choose the reason, or give --reason on the command line."),
                   (*old)->id);
      g_clear_pointer (old, cw_card_unref);
      return FALSE;
    }
  if (reissue == NULL || *old != NULL)
    return TRUE;
  *old = cw_reissue_find_missing (tools, student_id, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Takes @card out of use, and out of the register where it is in it. */
static gboolean
cw_reissue_retire (const CwIssueTools *tools,
                   const CwReissue    *reissue,
                   const CwCard       *card,
                   CwCardState         state,
                   const char         *esi,
                   GError            **error)
{
  g_autoptr (CwProfile) profile = cw_store_get_profile (tools->store, card->profile_id, error);
  const char *words = cw_reissue_has_words (reissue) ? reissue->text : cw_reissue_reason_to_label (reissue->reason);

  if (profile == NULL || !cw_store_set_card_state (tools->store, card->id, state, words, error))
    return FALSE;
  return !profile->registered || esi == NULL || cw_outbox_add_withdraw (tools->store, card, esi, error) != 0;
}

gboolean
cw_reissue_begin (const CwIssueTools *tools,
                  const CwReissue    *reissue,
                  const CwCard       *old,
                  const char         *esi,
                  GError            **error)
{
  if (old->state != CW_CARD_STATE_ISSUED)
    return TRUE;
  switch (reissue->reason)
    {
    case CW_REISSUE_REASON_LOST:
      return cw_reissue_retire (tools, reissue, old, CW_CARD_STATE_LOST, esi, error);
    case CW_REISSUE_REASON_STOLEN:
      return cw_reissue_retire (tools, reissue, old, CW_CARD_STATE_STOLEN, esi, error);
    case CW_REISSUE_REASON_DAMAGED:
    case CW_REISSUE_REASON_BADLY_PRINTED:
    case CW_REISSUE_REASON_CHIP_DEAD:
    case CW_REISSUE_REASON_DATA_CHANGED:
    case CW_REISSUE_REASON_OTHER:
      return TRUE;
    }
  g_assert_not_reached ();
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
  /* a card that was lost, stolen or withdrawn meanwhile is out of use already, and says why */
  if (old->state != CW_CARD_STATE_ISSUED)
    return TRUE;
  return cw_reissue_retire (order->tools, &reissue, old, CW_CARD_STATE_REPLACED, order->student->esi, error);
}
