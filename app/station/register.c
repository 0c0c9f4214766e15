/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/register.h"

#include <glib/gi18n-lib.h>
#include <jansson.h>

#include "app/core/lifecycle.h"
#include "app/router/outbox.h"
#include "app/station/station-private.h"

/* The outbox for the window: on the worker for questions, since the store answers at once. What is
 * made due here is sent by whoever sends. */

CwOwedNote *
cw_owed_note_copy (const CwOwedNote *self)
{
  CwOwedNote *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->number = g_strdup (self->number);
  copy->what = g_strdup (self->what);
  copy->why = g_strdup (self->why);
  return copy;
}

void
cw_owed_note_free (CwOwedNote *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->number);
  g_free (self->what);
  g_free (self->why);
  g_free (self);
}

void
cw_owed_list_free (CwOwedList *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->notes);
  g_free (self);
}

/* What the message says, which need not be how the card is now. */
static gboolean
cw_owed_says_inactive (const CwOutboxRow *row)
{
  json_t *payload = json_loads (row->payload, 0, NULL);
  const char *status = json_string_value (json_object_get (json_object_get (payload, "card"), "cardStatusType"));
  gboolean inactive = g_strcmp0 (status, "INACTIVE") == 0;

  json_decref (payload);
  return inactive;
}

/* @card: (nullable): of messages about a person alone */
static char *
cw_owed_describe (const CwOutboxRow *row,
                  const CwCard      *card)
{
  g_autofree char *number = card != NULL ? cw_escn_to_string (&card->escn) : NULL;

  if (g_str_equal (row->kind, "withdraw"))
    return number != NULL ? g_strdup_printf (_ ("Take the card %s out of the register"), number) : g_strdup (_ ("Take a card out of the register"));
  if (g_str_equal (row->kind, "person"))
    return g_strdup (_ ("Tell the register the person’s data"));
  if (g_str_equal (row->kind, "leave"))
    return g_strdup (_ ("Take the person, who has left, out of the register"));
  if (card == NULL)
    return g_strdup (_ ("Register a card"));
  if (cw_owed_says_inactive (row))
    return g_strdup_printf (_ ("Tell the register that the card %s is not in use now"), number);
  return g_strdup_printf (_ ("Register the card %s"), number);
}

/**
 * cw_station_describe_message:
 *
 * Returns: (transfer full): what a message is about, in the operator's language. Blocks.
 */
char *
cw_station_describe_message (CwStation         *self,
                             const CwOutboxRow *row)
{
  g_autoptr (CwCard) card = row->card_id != 0 ? cw_store_get_card (self->tools.store, row->card_id, NULL) : NULL;

  return cw_owed_describe (row, card);
}

/**
 * cw_message_state_to_label:
 * @state: as the outbox keeps it
 *
 * Returns: (transfer none): the state in the operator's language
 */
const char *
cw_message_state_to_label (const char *state)
{
  if (g_str_equal (state, "waiting"))
    return C_ ("message", "waits");
  if (g_str_equal (state, "sent"))
    return C_ ("message", "sent");
  if (g_str_equal (state, "refused"))
    return C_ ("message", "refused");
  return C_ ("message", "given up");
}

/* Somebody erased meanwhile has no name here any more: the message still shows. */
static CwOwedNote *
cw_owed_note_new (CwStation          *self,
                  const CwOutboxOwed *owed)
{
  CwOwedNote *note = g_new0 (CwOwedNote, 1);
  const CwOutboxRow *row = owed->row;
  g_autoptr (CwStudent) student = row->student_id != NULL ? cw_store_get_student (self->tools.store, row->student_id, NULL) : NULL;

  note->id = row->id;
  note->name = student != NULL ? cw_student_get_full_name (student) : NULL;
  note->number = student != NULL ? g_strdup (student->number) : NULL;
  note->what = cw_station_describe_message (self, row);
  note->why = g_strdup (owed->sentence);
  note->age = owed->age;
  note->attempts = row->attempts;
  note->refused = owed->refused;
  return note;
}

static gboolean
cw_station_list_owed_work (gpointer      data,
                           GCancellable *cancellable,
                           GError      **error)
{
  CwCall *call = data;
  CwStation *self = call->station;
  g_autoptr (GPtrArray) owed = cw_outbox_list_owed (self->tools.store, self->tools.clock, call->limit, error);
  CwStoreCounts counts;
  CwOwedList *list;

  if (owed == NULL || !cw_store_count (self->tools.store, &counts, error))
    return FALSE;
  list = g_new0 (CwOwedList, 1);
  list->waiting = counts.outbox_waiting;
  list->refused = counts.outbox_refused;
  list->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_owed_note_free);
  for (guint i = 0; i < owed->len; i++)
    g_ptr_array_add (list->notes, cw_owed_note_new (self, g_ptr_array_index (owed, i)));
  call->result = list;
  return TRUE;
}

void
cw_station_list_owed_async (CwStation          *self,
                            guint               limit,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));

  call = cw_call_new (self, NULL, (GDestroyNotify) cw_owed_list_free);
  call->limit = limit;
  cw_station_call (self, self->query_worker, cw_station_list_owed_work, call, cw_station_list_owed_async, cancellable, callback, user_data);
}

CwOwedList *
cw_station_list_owed_finish (CwStation    *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
cw_station_act_on_owed_work (gpointer      data,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwCall *call = data;
  CwStore *store = call->station->tools.store;

  switch ((CwOwedAct) call->limit)
    {
    case CW_OWED_TRY_AGAIN:
      return cw_outbox_retry (store, call->number, error);
    case CW_OWED_RENEW:
      return cw_outbox_edit (store, call->number, error);
    case CW_OWED_GIVE_UP:
      return cw_outbox_give_up (store, call->number, call->text != NULL ? call->text : "", error);
    }
  g_return_val_if_reached (FALSE);
}

void
cw_station_act_on_owed_async (CwStation          *self,
                              CwOwedAct           act,
                              gint64              message_id,
                              const char         *reason,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));

  call = cw_call_new (self, reason, NULL);
  call->number = message_id;
  call->limit = act;
  cw_station_call (self, self->query_worker, cw_station_act_on_owed_work, call, cw_station_act_on_owed_async, cancellable, callback, user_data);
}

gboolean
cw_station_act_on_owed_finish (CwStation    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return cw_station_call_finish (self, result, error);
}
