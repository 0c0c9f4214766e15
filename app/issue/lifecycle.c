/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/lifecycle.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/date.h"
#include "app/issue/lifecycle-private.h"
#include "app/store/lifecycle.h"

/* Acts on one card: what must hold beyond the table, the rows, and what the register is owed. Acts on
 * persons are in lifecycle-person.c. On the thread of the caller. */

/* bytes */
#define REASON_LIMIT 1000

/* as the longest validity of a profile */
#define EXTEND_MAX_MONTHS 120

/* cards in one transaction */
#define EXPIRE_BATCH 50

/* What the student may come with, and the calendar ends. */
#define HELD (1u << CW_CARD_STATE_ISSUED | 1u << CW_CARD_STATE_SUSPENDED | 1u << CW_CARD_STATE_LOST)

gboolean
cw_life_check_reason (CwLifeAct   act,
                      const char *reason,
                      GError    **error)
{
  if (reason != NULL && (strlen (reason) > REASON_LIMIT || !g_utf8_validate (reason, -1, NULL)))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The reason is longer than %d bytes, or is not text. Say it shorter."), REASON_LIMIT);
      return FALSE;
    }
  if (!cw_life_needs_reason (act) || (reason != NULL && strspn (reason, " \t\r\n") < strlen (reason)))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” needs a reason. Say it in a few words."), cw_life_act_to_label (act));
  return FALSE;
}

static gboolean
cw_life_check_closed (const CwIssueTools *tools,
                      const CwCard       *card,
                      const char         *escn,
                      GError            **error)
{
  g_autoptr (CwOrderRow) order = cw_store_get_order (tools->store, card->order_id, error);

  if (order == NULL)
    return FALSE;
  if (!order->open)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The card %s is still being made (order %" PRId64 "). Finish the order or give it up first. Nothing was changed."), escn, order->id);
  return FALSE;
}

/* Whether another card of the student is good, or is to take the place of this one. */
static gboolean
cw_life_check_alone (const CwIssueTools *tools,
                     const CwCard       *card,
                     const char         *escn,
                     GError            **error)
{
  g_autoptr (CwCard) other = NULL;
  g_autoptr (GPtrArray) orders = NULL;

  if (!cw_issue_find_card_in_force (tools, card->student_id, &other, error))
    return FALSE;
  if (other != NULL && other->id != card->id)
    {
      g_autofree char *other_escn = cw_escn_to_string (&other->escn);

      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The student has another card in force, %s. Withdraw that one first if %s is to be used again. Nothing was changed."), other_escn, escn);
      return FALSE;
    }
  orders = cw_store_list_open_orders (tools->store, error);
  if (orders == NULL)
    return FALSE;
  for (guint i = 0; i < orders->len; i++)
    {
      const CwOrderRow *order = g_ptr_array_index (orders, i);

      if (g_strcmp0 (order->student_id, card->student_id) != 0)
        continue;
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Another card for the student is being made (order %" PRId64 "). Finish the order or give it up first. Nothing was changed."), order->id);
      return FALSE;
    }
  return TRUE;
}

static gboolean
cw_life_is_past (const CwIssueTools *tools,
                 const CwCard       *card)
{
  g_autofree char *today = cw_clock_today (tools->clock);

  return card->expires_at != NULL && strcmp (card->expires_at, today) < 0;
}

/* The card comes back into force: what else must hold. */
static gboolean
cw_life_check_return (const CwIssueTools *tools,
                      const CwCard       *card,
                      const char         *escn,
                      GError            **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (tools->store, card->student_id, error);

  if (student == NULL || !cw_life_check_alone (tools, card, escn, error))
    return FALSE;
  if (student->left_at == NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The student left on %s. If that is not so any more, say “student return” first. Nothing was changed."), student->left_at);
  return FALSE;
}

/* Beyond the table. */
static gboolean
cw_life_check_act (const CwIssueTools *tools,
                   CwLifeAct           act,
                   const CwCard       *card,
                   const char         *escn,
                   GError            **error)
{
  gboolean past = cw_life_is_past (tools, card);

  if (!cw_life_check_closed (tools, card, escn, error) || cw_life_check (act, card->state, escn, error) == NULL)
    return FALSE;
  if (act == CW_LIFE_ACT_EXPIRE && !past)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The card %s is valid until %s and cannot expire before. Withdraw it if it is to end now."), escn, card->expires_at);
      return FALSE;
    }
  if (act != CW_LIFE_ACT_FIND)
    return TRUE;
  if (!past)
    return cw_life_check_return (tools, card, escn, error);
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The last day of the card %s, %s, has passed. Let it expire, then extend it. Nothing was changed."), escn, card->expires_at);
  return FALSE;
}

/* What the register is owed for @card as it is now. It is told of an end, or of a pause, only where
 * it was told of the card. */
static gboolean
cw_life_tell (const CwIssueTools *tools,
              gint64              card_id,
              CwLifeOwed          owed,
              GError            **error)
{
  g_autoptr (CwCard) card = NULL;
  g_autoptr (CwProfile) profile = NULL;
  g_autoptr (CwStudent) student = NULL;
  g_autoptr (CwInstitution) institution = NULL;
  gboolean told;

  if (owed == CW_LIFE_OWED_NOTHING)
    return TRUE;
  card = cw_store_get_card (tools->store, card_id, error);
  profile = card != NULL ? cw_store_get_profile (tools->store, card->profile_id, error) : NULL;
  student = profile != NULL ? cw_store_get_student (tools->store, card->student_id, error) : NULL;
  institution = student != NULL ? cw_store_get_institution (tools->store, card->institution_id, error) : NULL;
  if (institution == NULL || !cw_store_is_card_told (tools->store, card_id, &told, error))
    return FALSE;
  if (!told && (!profile->registered || cw_card_state_get_standing (card->state) != CW_STANDING_ACTIVE))
    return TRUE;
  if (owed == CW_LIFE_OWED_WITHDRAW)
    return cw_outbox_add_withdraw (tools->store, card, student->esi, error) != 0;
  return cw_outbox_add_register (tools->store, card, student, institution, profile->card_type, error) != 0;
}

/* The ledger too: a destroyed card is no card any more. */
static gboolean
cw_life_destroy_plastic (const CwIssueTools *tools,
                         gint64              card_id,
                         const char         *reason,
                         GError            **error)
{
  g_autoptr (GPtrArray) plastics = cw_store_list_plastics (tools->store, card_id, error);

  if (plastics == NULL)
    return FALSE;
  for (guint i = 0; i < plastics->len; i++)
    {
      const CwPlasticRow *plastic = g_ptr_array_index (plastics, i);

      if (plastic->state == CW_PLASTIC_STATE_ISSUED && !cw_store_set_plastic (tools->store, plastic->id, CW_PLASTIC_STATE_SPOILED, NULL, reason, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cw_life_write (const CwIssueTools *tools,
               CwLifeAct           act,
               const CwCard       *card,
               const char         *reason,
               const char         *expires_at,
               GError            **error)
{
  const CwLifeRule *rule = cw_life_find_rule (act, card->state);

  return cw_store_do_card_act (tools->store, card->id, act, reason, expires_at, error) &&
         (act != CW_LIFE_ACT_DESTROY || cw_life_destroy_plastic (tools, card->id, reason, error)) &&
         cw_life_tell (tools, card->id, rule->owed, error);
}

gboolean
cw_life_end (const CwIssueTools *tools,
             gboolean            ok,
             GError            **error)
{
  if (ok)
    return cw_store_commit (tools->store, error);
  cw_store_rollback (tools->store);
  return FALSE;
}

static gboolean
cw_life_act_in (const CwIssueTools *tools,
                CwLifeAct           act,
                gint64              card_id,
                const char         *reason,
                GError            **error)
{
  g_autoptr (CwCard) card = cw_store_get_card (tools->store, card_id, error);
  g_autofree char *escn = card != NULL ? cw_escn_to_string (&card->escn) : NULL;

  return card != NULL && cw_life_check_act (tools, act, card, escn, error) && cw_life_write (tools, act, card, reason, NULL, error);
}

gboolean
cw_life_act_on_card (const CwIssueTools *tools,
                     CwLifeAct           act,
                     gint64              card_id,
                     const char         *reason,
                     GError            **error)
{
  g_return_val_if_fail (tools != NULL && act > CW_LIFE_ACT_EXTEND && act < CW_LIFE_ACT_CORRECT, FALSE);

  if (!cw_life_check_reason (act, reason, error) || !cw_store_begin (tools->store, error))
    return FALSE;
  return cw_life_end (tools, cw_life_act_in (tools, act, card_id, reason, error), error);
}

static gboolean
cw_life_spoil_in (const CwIssueTools *tools,
                  gint64              card_id,
                  const char         *reason,
                  GError            **error)
{
  g_autoptr (CwCard) card = cw_store_get_card (tools->store, card_id, error);
  g_autofree char *escn = card != NULL ? cw_escn_to_string (&card->escn) : NULL;

  return card != NULL && cw_life_check (CW_LIFE_ACT_SPOIL, card->state, escn, error) != NULL &&
         cw_life_write (tools, CW_LIFE_ACT_SPOIL, card, reason, NULL, error);
}

gboolean
cw_life_spoil (const CwIssueTools *tools,
               gint64              card_id,
               const char         *reason,
               GError            **error)
{
  g_return_val_if_fail (tools != NULL, FALSE);

  if (!cw_store_begin (tools->store, error))
    return FALSE;
  return cw_life_end (tools, cw_life_spoil_in (tools, card_id, reason, error), error);
}

/* @until is a date */
static gboolean
cw_life_check_until (const CwIssueTools *tools,
                     const CwCard       *card,
                     const char         *until,
                     GError            **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (tools->store, card->student_id, error);
  g_autofree char *today = cw_clock_today (tools->clock);
  g_autofree char *limit = student != NULL ? cw_date_add_months (today, EXTEND_MAX_MONTHS, error) : NULL;

  if (limit == NULL)
    return FALSE;
  if (strcmp (until, today) < 0 || (card->expires_at != NULL && strcmp (until, card->expires_at) <= 0))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("%s is not later than the card's last day now, %s, or has passed. Give a later day; to end a card, withdraw it."), until, card->expires_at);
      return FALSE;
    }
  if (student->valid_until != NULL && strcmp (until, student->valid_until) > 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("By the record, the studies end on %s, before %s. Give an earlier day, or correct “valid_until” in the record."), student->valid_until, until);
      return FALSE;
    }
  if (strcmp (until, limit) <= 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("%s is more than %d months away. Give an earlier day."), until, EXTEND_MAX_MONTHS);
  return FALSE;
}

static gboolean
cw_life_extend_in (const CwIssueTools *tools,
                   gint64              card_id,
                   const char         *until,
                   GError            **error)
{
  g_autoptr (CwCard) card = cw_store_get_card (tools->store, card_id, error);
  g_autofree char *escn = card != NULL ? cw_escn_to_string (&card->escn) : NULL;

  return card != NULL && cw_life_check_act (tools, CW_LIFE_ACT_EXTEND, card, escn, error) &&
         cw_life_check_return (tools, card, escn, error) && cw_life_check_until (tools, card, until, error) &&
         cw_life_write (tools, CW_LIFE_ACT_EXTEND, card, NULL, until, error);
}

gboolean
cw_life_extend (const CwIssueTools *tools,
                gint64              card_id,
                const char         *until,
                GError            **error)
{
  g_return_val_if_fail (tools != NULL && until != NULL, FALSE);

  if (!cw_date_check (until, error) || !cw_store_begin (tools->store, error))
    return FALSE;
  return cw_life_end (tools, cw_life_extend_in (tools, card_id, until, error), error);
}

GPtrArray *
cw_life_list_ended (const CwIssueTools *tools,
                    guint               limit,
                    guint               offset,
                    GError            **error)
{
  g_autofree char *today = NULL;
  CwCardFilter filter = { .states = HELD };

  g_return_val_if_fail (tools != NULL, NULL);

  today = cw_clock_today (tools->clock);
  filter.expires_before = today;
  return cw_store_list_cards_by (tools->store, &filter, limit, offset, error);
}

/* @failed: those that stay behind, and @first: why the first of them did */
static gboolean
cw_life_expire_some (const CwIssueTools *tools,
                     GPtrArray          *cards,
                     guint              *n_cards,
                     guint              *failed,
                     GError            **first,
                     GError            **error)
{
  guint done = 0;

  if (!cw_store_begin (tools->store, error))
    return FALSE;
  for (guint i = 0; i < cards->len; i++)
    {
      const CwCard *card = g_ptr_array_index (cards, i);
      g_autoptr (GError) local = NULL;

      if (cw_life_act_on_card (tools, CW_LIFE_ACT_EXPIRE, card->id, NULL, &local))
        done++;
      else if (*first == NULL)
        *first = g_steal_pointer (&local);
    }
  if (!cw_store_commit (tools->store, error))
    return FALSE;
  *n_cards += done;
  *failed += cards->len - done;
  return TRUE;
}

gboolean
cw_life_expire_ended (const CwIssueTools *tools,
                      guint              *n_cards,
                      GCancellable       *cancellable,
                      GError            **error)
{
  g_autoptr (GError) first = NULL;
  guint failed = 0;

  g_return_val_if_fail (tools != NULL && n_cards != NULL, FALSE);

  *n_cards = 0;
  for (;;)
    {
      g_autoptr (GPtrArray) cards = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      cards = cw_life_list_ended (tools, EXPIRE_BATCH, failed, error);
      if (cards == NULL)
        return FALSE;
      if (cards->len == 0)
        break;
      if (!cw_life_expire_some (tools, cards, n_cards, &failed, &first, error))
        return FALSE;
    }
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}
