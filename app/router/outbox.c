/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/outbox.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/router/backoff.h"
#include "app/router/outbox-payload.h"
#include "app/router/outbox-private.h"
#include "app/router/outbox-turn.h"
#include "app/router/registry-private.h"
#include "app/router/views.h"
#include "app/store/outbox.h"

/* Sends what is owed to the register, from rows of the store. Any thread; whoever sends for a
 * person has that person's turn (outbox-turn.c), so that two threads never send one message
 * twice. Nothing here may be called between cw_store_begin() and cw_store_commit().
 *
 * A row tells the truth at every moment. Before anything goes out it holds the answer {"sending":
 * true} and a later due time; after that, the outcome. A row found with that answer, or with an
 * attempt counted, may have arrived: the register is asked for the number before it is posted.
 *
 * Order: the messages of one person go oldest first. One that was refused holds nothing back: a
 * person must act on it, and until then the next message of the same card is the correction. */

#define SENDING "{\"sending\":true}"

void
cw_outbox_fail_kind (const CwOutboxRow *row,
                     GError           **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _("The outbox holds a message of the unknown kind “%s”. A newer Cardwright may have written it."), row->kind);
}

/* @there: (out): the card as the register has it; NULL when it does not know the number */
static gboolean
cw_outbox_ask (CwRegistry   *registry,
               const char   *escn,
               CwCardEntry **there,
               GCancellable *cancellable,
               GError      **error)
{
  g_autoptr (GError) own_error = NULL;

  *there = cw_registry_look_up (registry, escn, cancellable, &own_error);
  if (*there != NULL || g_error_matches (own_error, CW_ERROR, CW_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

static gboolean
cw_outbox_deliver_register (const CwOutboxRow *row,
                            CwRegistry        *registry,
                            GCancellable      *cancellable,
                            char             **evidence,
                            GError           **error)
{
  g_autoptr (CwPersonEntry) person = NULL;
  g_autoptr (CwCardEntry) card = NULL;
  g_autoptr (CwCardEntry) there = NULL;
  g_autofree char *answer = NULL;

  if (!cw_payload_read_register (row->payload, &person, &card, error))
    return FALSE;
  cw_registry_note_holder (registry, card->escn, card->esi);
  if ((row->attempts > 0 || row->answer != NULL) && !cw_outbox_ask (registry, card->escn, &there, cancellable, error))
    return FALSE;
  /* the person also when the card is there: the message may be about a new e-mail address */
  if (!cw_registry_upsert_person (registry, person, cancellable, NULL, error))
    return FALSE;

  if (there != NULL && cw_view_card_is (there, card))
    {
      *evidence = cw_view_card_evidence (there);
      return TRUE;
    }
  if (!cw_registry_register_card (registry, card, cancellable, &answer, error))
    return FALSE;
  *evidence = cw_view_keep_evidence (answer);
  return TRUE;
}

static gboolean
cw_outbox_deliver_withdraw (const CwOutboxRow *row,
                            CwRegistry        *registry,
                            GCancellable      *cancellable,
                            char             **evidence,
                            GError           **error)
{
  g_autofree char *escn = cw_payload_read_withdraw (row->payload, error);

  if (escn == NULL)
    return FALSE;
  cw_registry_note_holder (registry, escn, row->person);
  if (!cw_registry_withdraw_card (registry, escn, cancellable, error))
    return FALSE;
  *evidence = g_strdup_printf ("{\"cardNumber\":\"%s\",\"status\":\"WITHDRAWN\"}", escn);
  return TRUE;
}

static gboolean
cw_outbox_deliver_person (const CwOutboxRow *row,
                          CwRegistry        *registry,
                          GCancellable      *cancellable,
                          char             **evidence,
                          GError           **error)
{
  g_autoptr (CwPersonEntry) person = NULL;

  if (!cw_payload_read_person (row->payload, &person, error) || !cw_registry_upsert_person (registry, person, cancellable, NULL, error))
    return FALSE;
  *evidence = g_strdup ("{\"person\":\"known\"}");
  return TRUE;
}

static gboolean
cw_outbox_deliver_leave (const CwOutboxRow *row,
                         CwRegistry        *registry,
                         GCancellable      *cancellable,
                         char             **evidence,
                         GError           **error)
{
  g_autofree char *esi = cw_payload_read_leave (row->payload, error);

  if (esi == NULL || !cw_registry_delete_person (registry, esi, cancellable, error))
    return FALSE;
  *evidence = g_strdup ("{\"person\":\"deleted\"}");
  return TRUE;
}

static gboolean
cw_outbox_deliver (const CwOutboxRow *row,
                   CwRegistry        *registry,
                   GCancellable      *cancellable,
                   char             **evidence,
                   GError           **error)
{
  if (g_str_equal (row->kind, CW_OUTBOX_REGISTER))
    return cw_outbox_deliver_register (row, registry, cancellable, evidence, error);
  if (g_str_equal (row->kind, CW_OUTBOX_WITHDRAW))
    return cw_outbox_deliver_withdraw (row, registry, cancellable, evidence, error);
  if (g_str_equal (row->kind, CW_OUTBOX_PERSON))
    return cw_outbox_deliver_person (row, registry, cancellable, evidence, error);
  if (g_str_equal (row->kind, CW_OUTBOX_LEAVE))
    return cw_outbox_deliver_leave (row, registry, cancellable, evidence, error);
  cw_outbox_fail_kind (row, error);
  return FALSE;
}

static gint64
cw_outbox_next_due (CwClock *clock,
                    guint    attempts,
                    guint    pause)
{
  guint32 random;

  cw_random_bytes (&random, sizeof random);
  return cw_clock_now (clock) + cw_backoff_delay (attempts, random, pause);
}

gboolean
cw_outbox_is_final (const GError *error)
{
  return g_error_matches (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED) || g_error_matches (error, CW_ERROR, CW_ERROR_INVALID);
}

gboolean
cw_outbox_write_failure (CwStore           *store,
                         CwRegistry        *registry,
                         CwClock           *clock,
                         const CwOutboxRow *row,
                         const GError      *failure,
                         GError           **error)
{
  guint pause = registry != NULL ? cw_registry_take_pause (registry) : 0;

  if (pause > 0)
    cw_turn_note_pause (store, row->institution_id, clock, pause);
  /* not the message's fault and not the register's: it goes as soon as somebody sends again */
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return cw_store_set_message (store, row->id, "waiting", SENDING, NULL, cw_clock_now (clock), error);
  if (cw_outbox_is_final (failure))
    return cw_store_set_message (store, row->id, "refused", NULL, failure->message, row->due_at, error);
  return cw_store_set_message (store, row->id, "waiting", NULL, failure->message, cw_outbox_next_due (clock, row->attempts + 1, pause), error);
}

/* What names the person goes with it: the register has it now. */
static gboolean
cw_outbox_write_sent (CwStore           *store,
                      CwClock           *clock,
                      const CwOutboxRow *row,
                      const char        *evidence,
                      GError           **error)
{
  g_autofree char *kept = cw_payload_keep (row->payload);

  if (!cw_store_begin (store, error))
    return FALSE;
  if (cw_store_set_message (store, row->id, "sent", evidence, NULL, cw_clock_now (clock), error) && cw_store_keep_payload (store, row->id, kept, error))
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

/* The row is read under the turn and may go. */
static gboolean
cw_outbox_try (CwStore           *store,
               CwRegistry        *registry,
               CwClock           *clock,
               const CwOutboxRow *row,
               GCancellable      *cancellable,
               GError           **error)
{
  g_autofree char *evidence = NULL;
  g_autoptr (GError) failure = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !cw_store_set_message (store, row->id, "waiting", SENDING, NULL, cw_outbox_next_due (clock, row->attempts + 1, 0), error))
    return FALSE;

  cw_registry_take_pause (registry);
  if (cw_outbox_deliver (row, registry, cancellable, &evidence, &failure))
    return cw_outbox_write_sent (store, clock, row, evidence, error);

  if (!cw_outbox_write_failure (store, registry, clock, row, failure, error))
    return FALSE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
cw_outbox_check_order (CwStore           *store,
                       const CwOutboxRow *row,
                       GError           **error)
{
  g_autoptr (GPtrArray) earlier = cw_store_list_earlier_messages (store, row, 1, error);

  if (earlier == NULL || earlier->len == 0)
    return earlier != NULL;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_BUSY,
                       _("An earlier message about the same person must go to the ESC-Router first. Both go by themselves."));
  return FALSE;
}

/* One that a person must act on is not sent: cw_outbox_retry() makes it wait again. */
static gboolean
cw_outbox_check_waiting (const CwOutboxRow *row,
                         GError           **error)
{
  if (g_str_equal (row->state, "waiting"))
    return TRUE;
  if (g_str_equal (row->state, "refused"))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED, row->last_error != NULL ? row->last_error : _("The register refused the message."));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _("Message %" PRId64 " was given up and is never sent."), row->id);
  return FALSE;
}

gboolean
cw_outbox_send (CwStore      *store,
                CwRegistry   *registry,
                CwClock      *clock,
                gint64        message_id,
                gboolean      in_order,
                GCancellable *cancellable,
                GError      **error)
{
  g_autoptr (CwOutboxRow) seen = cw_store_get_message (store, message_id, error);
  g_autoptr (CwOutboxRow) row = NULL;
  g_auto (CwTurn) turn = { NULL };

  if (seen == NULL || !cw_turn_take (&turn, store, seen, cancellable, error))
    return FALSE;
  /* again, under the turn: somebody else may have sent it meanwhile */
  row = cw_store_get_message (store, message_id, error);
  if (row == NULL)
    return FALSE;
  if (g_str_equal (row->state, "sent"))
    return TRUE;

  if (!cw_outbox_check_waiting (row, error))
    return FALSE;
  if (!in_order && !cw_outbox_check_order (store, row, error))
    return FALSE;
  if (cw_turn_is_resting (store, row->institution_id, clock))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE,
                           _("The ESC-Router asked for a pause. The message is sent by itself when the pause is over."));
      return FALSE;
    }
  return cw_outbox_try (store, registry, clock, row, cancellable, error);
}

/**
 * cw_outbox_send_one:
 * @registry: the register of the message's institution
 * @message_id: a message that waits, due or not
 *
 * Sends one message now. A message that was sent already is no failure and is not sent again.
 * Blocks; not on the GTK thread, not within a transaction of the store.
 *
 * Returns: %TRUE when the register has it. Else %FALSE, and the row says whether it is still
 *   owed or was refused; %CW_ERROR_BUSY: an earlier one of the same person is still owed;
 *   %CW_ERROR_REFUSED: it was given up
 */
gboolean
cw_outbox_send_one (CwStore      *store,
                    CwRegistry   *registry,
                    CwClock      *clock,
                    gint64        message_id,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_return_val_if_fail (CW_IS_STORE (store) && CW_IS_REGISTRY (registry) && CW_IS_CLOCK (clock), FALSE);

  return cw_outbox_send (store, registry, clock, message_id, FALSE, cancellable, error);
}
