/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/lifecycle.h"

#include <string.h>

#include "app/issue/lifecycle.h"
#include "app/station/station-private.h"
#include "app/store/lifecycle.h"

/* A student's cards and what is done with one of them, for the window: on the worker for questions,
 * since the store answers at once. */

/* what a person decides about one card that was handed out */
static const CwLifeAct acts[] = {
  CW_LIFE_ACT_LOST, CW_LIFE_ACT_STOLEN, CW_LIFE_ACT_SUSPEND, CW_LIFE_ACT_FIND,
  CW_LIFE_ACT_EXTEND, CW_LIFE_ACT_WITHDRAW, CW_LIFE_ACT_DESTROY,
};

/* those that a student may come with, in the order in which they are shown */
static const CwCardState states[] = {
  CW_CARD_STATE_ISSUED, CW_CARD_STATE_SUSPENDED, CW_CARD_STATE_LOST, CW_CARD_STATE_EXPIRED,
};

CwCardNote *
cw_card_note_copy (const CwCardNote *self)
{
  CwCardNote *copy = g_memdup2 (self, sizeof *self);

  copy->card = cw_card_ref (self->card);
  copy->suggested = g_strdup (self->suggested);
  return copy;
}

void
cw_card_note_free (CwCardNote *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->card, cw_card_unref);
  g_free (self->suggested);
  g_free (self);
}

static guint
cw_card_note_find_acts (CwCardState state)
{
  guint found = 0;

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (cw_life_find_rule (acts[i], state) != NULL)
      found |= 1u << acts[i];
  return found;
}

/* A record that a card cannot be made of has no day to suggest; the operator says one. */
static char *
cw_card_note_suggest (CwStation    *self,
                      const CwCard *card)
{
  g_autofree char *today = cw_clock_today (self->tools.clock);
  g_autoptr (CwStudent) student = cw_store_get_student (self->tools.store, card->student_id, NULL);
  g_autoptr (CwProfile) profile = cw_store_get_profile (self->tools.store, card->profile_id, NULL);
  g_autofree char *expiry = student != NULL && profile != NULL ? cw_profile_get_expiry (profile, student, today, NULL) : NULL;

  return expiry != NULL && g_strcmp0 (expiry, card->expires_at) > 0 ? g_steal_pointer (&expiry) : NULL;
}

static gboolean
cw_station_note_card (CwStation *self,
                      CwCard    *card,
                      GPtrArray *notes,
                      GError   **error)
{
  g_autoptr (CwOrderRow) order = cw_store_get_order (self->tools.store, card->order_id, error);
  g_autoptr (CwCardNote) note = NULL;

  if (order == NULL)
    return FALSE;
  if (order->open)
    return TRUE;
  note = g_new0 (CwCardNote, 1);
  note->card = cw_card_ref (card);
  note->acts = cw_card_note_find_acts (card->state);
  note->suggested = cw_card_note_suggest (self, card);
  if (!cw_store_is_card_told (self->tools.store, card->id, &note->told, error))
    return FALSE;
  g_ptr_array_add (notes, g_steal_pointer (&note));
  return TRUE;
}

static gboolean
cw_station_list_cards_work (gpointer      data,
                            GCancellable *cancellable,
                            GError      **error)
{
  CwCall *call = data;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_card_note_free);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      const CwCardFilter filter = { .states = 1u << states[i], .student_id = call->text };
      g_autoptr (GPtrArray) cards = cw_store_list_cards_by (call->station->tools.store, &filter, 0, 0, error);

      if (cards == NULL)
        return FALSE;
      for (guint j = 0; j < cards->len; j++)
        if (!cw_station_note_card (call->station, g_ptr_array_index (cards, j), notes, error))
          return FALSE;
    }
  call->result = g_steal_pointer (&notes);
  return TRUE;
}

void
cw_station_list_cards_async (CwStation          *self,
                             const char         *student_id,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self));
  g_return_if_fail (student_id != NULL);

  cw_station_call (self, self->query_worker, cw_station_list_cards_work, cw_call_new (self, student_id, (GDestroyNotify) g_ptr_array_unref),
                   cw_station_list_cards_async, cancellable, callback, user_data);
}

GPtrArray *
cw_station_list_cards_finish (CwStation    *self,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
cw_station_act_on_card_work (gpointer      data,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwCall *call = data;
  const CwIssueTools *tools = &call->station->tools;
  CwLifeAct act = (CwLifeAct) call->limit;

  if (act == CW_LIFE_ACT_EXTEND)
    return cw_life_extend (tools, call->number, call->text != NULL ? call->text : "", error);
  return cw_life_act_on_card (tools, act, call->number, call->text, error);
}

void
cw_station_act_on_card_async (CwStation          *self,
                              CwLifeAct           act,
                              gint64              card_id,
                              const char         *words,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));

  call = cw_call_new (self, words, NULL);
  call->number = card_id;
  call->limit = act;
  cw_station_call (self, self->query_worker, cw_station_act_on_card_work, call, cw_station_act_on_card_async, cancellable, callback, user_data);
}

gboolean
cw_station_act_on_card_finish (CwStation    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return cw_station_call_finish (self, result, error);
}
