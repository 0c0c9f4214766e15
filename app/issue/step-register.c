/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/issue/step.h"
#include "app/store/outbox.h"

/* Register: what is owed to the ESC-Router is written into the outbox together with "started";
 * the outbox looks the number up before it posts again. A register that cannot be reached does
 * not keep the student waiting: the message stays owed and the step says so. */

/* The message of an earlier attempt, which the register refused: it is sent again rather than a
 * second one written. */
static gint64
cw_step_register_find_message (CwOrder *order,
                               GError **error)
{
  g_autoptr (GPtrArray) rows = cw_store_list_steps (order->tools->store, order->row->id, error);
  gint64 message = 0;

  if (rows == NULL)
    return -1;
  for (guint i = 0; i < rows->len; i++)
    {
      const CwStepRow *row = g_ptr_array_index (rows, i);
      json_t *evidence;

      if (row->kind != CW_STEP_REGISTER)
        continue;
      evidence = json_loads (row->evidence, 0, NULL);
      if (json_integer_value (json_object_get (evidence, "outbox")) != 0)
        message = json_integer_value (json_object_get (evidence, "outbox"));
      json_decref (evidence);
    }
  return message;
}

/* One that was refused goes with today's record, since it may have been corrected; for one that was
 * given up there is another. @message: (inout): 0: none */
static gboolean
cw_step_register_take_up (CwStore *store,
                          gint64  *message,
                          GError **error)
{
  g_autoptr (CwOutboxRow) row = cw_store_get_message (store, *message, error);

  if (row == NULL)
    return FALSE;
  if (strcmp (row->state, "refused") == 0)
    return cw_outbox_edit (store, *message, error);
  if (strcmp (row->state, "given-up") == 0)
    *message = 0;
  return TRUE;
}

static gboolean
cw_step_register_begin (CwOrder *order,
                        GError **error)
{
  const CwIssueTools *tools = order->tools;
  gint64 message = cw_step_register_find_message (order, error);

  if (message < 0 || (message > 0 && !cw_step_register_take_up (tools->store, &message, error)))
    return FALSE;
  if (message == 0)
    message = cw_outbox_add_register (tools->store, order->card, order->student, order->institution, order->profile->card_type, error);
  if (message == 0)
    return FALSE;
  cw_order_note_integer (order, "outbox", message);
  return TRUE;
}

static CwStepFinding
cw_step_register_judge (CwOrder *order,
                        gint64   message_id,
                        GError **error)
{
  g_autoptr (CwOutboxRow) message = cw_store_get_message (order->tools->store, message_id, error);

  if (message == NULL)
    return CW_STEP_ASK;
  if (strcmp (message->state, "refused") == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED, "%s", message->last_error != NULL ? message->last_error : _ ("The register refused the card."));
      return CW_STEP_DID_NOT;
    }
  if (strcmp (message->state, "given-up") == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The registration was given up: %s"), message->reason);
      return CW_STEP_DID_NOT;
    }
  order->registered = strcmp (message->state, "sent") == 0;
  cw_order_note_json (order, "answer", message->answer);
  json_object_set_new (order->evidence, "registered", json_boolean (order->registered));
  if (!order->registered)
    cw_order_note (order, "owed", message->last_error);
  return CW_STEP_HAPPENED;
}

/* What is owed about the same person from before, such as a lost card that this one stands for: the
 * outbox keeps to the order. A failure stays in that message's row. */
static void
cw_step_register_send_earlier (CwOrder      *order,
                               CwRegistry   *registry,
                               gint64        message_id,
                               GCancellable *cancellable)
{
  const CwIssueTools *tools = order->tools;
  g_autoptr (CwOutboxRow) message = cw_store_get_message (tools->store, message_id, NULL);
  g_autoptr (GPtrArray) earlier = message != NULL ? cw_store_list_earlier_messages (tools->store, message, 0, NULL) : NULL;
  gboolean sent = earlier != NULL;

  for (guint i = 0; sent && i < earlier->len; i++)
    {
      const CwOutboxRow *other = g_ptr_array_index (earlier, i);

      sent = cw_outbox_send_one (tools->store, registry, tools->clock, other->id, cancellable, NULL);
    }
}

static CwStepFinding
cw_step_register_send (CwOrder      *order,
                       GCancellable *cancellable,
                       GError      **error)
{
  const CwIssueTools *tools = order->tools;
  g_autoptr (CwRegistry) registry = NULL;
  g_autoptr (GError) local = NULL;
  gint64 message_id = cw_order_get_integer (order, "outbox");

  if (message_id == 0)
    return CW_STEP_DID_NOT;
  registry = tools->registry (order->institution->id, tools->user_data, &local);
  if (registry != NULL)
    {
      cw_step_register_send_earlier (order, registry, message_id, cancellable);
      cw_outbox_send_one (tools->store, registry, tools->clock, message_id, cancellable, &local);
    }
  /* the message's row is the truth: sent, still owed, or refused */
  return cw_step_register_judge (order, message_id, error);
}

static CwStepFinding
cw_step_register_run (CwOrder      *order,
                      GCancellable *cancellable,
                      GError      **error)
{
  return cw_step_register_send (order, cancellable, error);
}

static CwStepFinding
cw_step_register_settle (CwOrder         *order,
                         const CwStepRow *row,
                         GCancellable    *cancellable,
                         GError         **error)
{
  return cw_step_register_send (order, cancellable, error);
}

const CwStep cw_step_register = {
  .kind = CW_STEP_REGISTER,
  .begin = cw_step_register_begin,
  .run = cw_step_register_run,
  .settle = cw_step_register_settle,
  .question = CW_QUESTION_TRY_AGAIN,
};
