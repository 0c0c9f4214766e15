/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/outbox.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/router/outbox-payload.h"
#include "app/router/outbox-private.h"
#include "app/router/outbox-turn.h"
#include "app/store/outbox.h"

/* What a person does about what is owed: sees it, lets it go now, makes it anew, gives it up. Each
 * change is one transaction, or a part of the caller's. Any thread. */

/* Sending one that was overtaken would undo the later one in the register, for example bring a
 * stolen card back. */
static gboolean
cw_outbox_check_not_overtaken (CwStore           *store,
                               const CwOutboxRow *row,
                               GError           **error)
{
  gboolean overtaken;

  if (!cw_store_is_message_overtaken (store, row, &overtaken, error))
    return FALSE;
  if (overtaken)
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _("A later message about the same was sent already, so message %" PRId64 " is no longer sent. Give it up."), row->id);
  return !overtaken;
}

/* Whoever sends a message takes its turn first and reads it then. Within a transaction, what is not
 * on its way now cannot set out before the transaction is over. */
static gboolean
cw_outbox_check_at_home (CwStore           *store,
                         const CwOutboxRow *row,
                         GError           **error)
{
  if (!g_str_equal (row->state, "waiting") || !cw_turn_is_taken (store, row))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_BUSY, _("Message %" PRId64 " is on its way just now. See in a moment what became of it."), row->id);
  return FALSE;
}

static gboolean
cw_outbox_renew (CwStore           *store,
                 const CwOutboxRow *row,
                 GError           **error)
{
  g_autofree char *payload = NULL;

  if (!cw_outbox_check_not_overtaken (store, row, error))
    return FALSE;
  payload = cw_outbox_make_today (store, row, error);
  return payload != NULL && cw_store_renew_message (store, row->id, payload, error);
}

static gboolean
cw_outbox_finish (CwStore *store,
                  gboolean ok,
                  GError **error)
{
  if (ok)
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

static gboolean
cw_outbox_retry_in (CwStore *store,
                    gint64   message_id,
                    GError **error)
{
  g_autoptr (CwOutboxRow) row = cw_store_get_message (store, message_id, error);

  if (row == NULL || !cw_outbox_check_at_home (store, row, error))
    return FALSE;
  if (g_str_equal (row->state, "refused"))
    return cw_outbox_renew (store, row, error);
  return cw_store_hurry_message (store, message_id, error);
}

/**
 * cw_outbox_retry:
 *
 * What waits is due now. One that was refused waits again, with today's record, since the record
 * may have been corrected otherwise.
 *
 * Returns: %FALSE with %CW_ERROR_REFUSED when nothing of it is owed any more, or when it was
 *   overtaken by a later one; %CW_ERROR_BUSY when it is on its way just now
 */
gboolean
cw_outbox_retry (CwStore *store,
                 gint64   message_id,
                 GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (store), FALSE);

  if (!cw_store_begin (store, error))
    return FALSE;
  return cw_outbox_finish (store, cw_outbox_retry_in (store, message_id, error), error);
}

static gboolean
cw_outbox_edit_in (CwStore *store,
                   gint64   message_id,
                   GError **error)
{
  g_autoptr (CwOutboxRow) row = cw_store_get_message (store, message_id, error);

  return row != NULL && cw_outbox_check_at_home (store, row, error) && cw_outbox_renew (store, row, error);
}

/**
 * cw_outbox_edit:
 *
 * Makes what is owed anew, from today's record, card and institution; it waits and is due now.
 *
 * Returns: %FALSE as cw_outbox_retry()
 */
gboolean
cw_outbox_edit (CwStore *store,
                gint64   message_id,
                GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (store), FALSE);

  if (!cw_store_begin (store, error))
    return FALSE;
  return cw_outbox_finish (store, cw_outbox_edit_in (store, message_id, error), error);
}

static gboolean
cw_outbox_give_up_in (CwStore    *store,
                      gint64      message_id,
                      const char *reason,
                      GError    **error)
{
  g_autoptr (CwOutboxRow) row = cw_store_get_message (store, message_id, error);
  g_autofree char *kept = NULL;

  if (row == NULL || !cw_outbox_check_at_home (store, row, error))
    return FALSE;
  kept = cw_payload_keep (row->payload);
  return cw_store_give_up_message (store, message_id, reason, error) && cw_store_keep_payload (store, message_id, kept, error);
}

/**
 * cw_outbox_give_up:
 * @reason: why; not empty
 *
 * It is never sent. Later messages of the same card are not touched. An earlier try may have
 * arrived: what the register holds shows in a comparison with it.
 *
 * Returns: %FALSE with %CW_ERROR_INVALID without a reason, else as cw_outbox_retry()
 */
gboolean
cw_outbox_give_up (CwStore    *store,
                   gint64      message_id,
                   const char *reason,
                   GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (store), FALSE);

  if (!cw_store_begin (store, error))
    return FALSE;
  return cw_outbox_finish (store, cw_outbox_give_up_in (store, message_id, reason, error), error);
}

/* what is owed, for a person to read */

void
cw_outbox_owed_free (CwOutboxOwed *self)
{
  if (self == NULL)
    return;
  cw_outbox_row_free (self->row);
  g_free (self->sentence);
  g_free (self);
}

static char *
cw_outbox_describe (const CwOutboxRow *row)
{
  if (row->last_error != NULL)
    return g_strdup (row->last_error);
  if (row->answer != NULL)
    return g_strdup (_("It is on its way, or was when the program ended. The register is asked before it is sent again."));
  return g_strdup (_("It waits for its turn and goes by itself."));
}

/**
 * cw_outbox_list_owed:
 * @clock: by which the age counts
 * @limit: at most so many; 0: all
 *
 * Returns: (transfer full): #CwOutboxOwed, oldest first: all that waits or was refused
 */
GPtrArray *
cw_outbox_list_owed (CwStore *store,
                     CwClock *clock,
                     guint    limit,
                     GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_outbox_owed_free);

  g_return_val_if_fail (CW_IS_STORE (store) && CW_IS_CLOCK (clock), NULL);

  rows = cw_store_list_owed_messages (store, limit, error);
  if (rows == NULL)
    return NULL;
  g_ptr_array_set_free_func (rows, NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      CwOutboxOwed *owed = g_new0 (CwOutboxOwed, 1);

      owed->row = g_ptr_array_index (rows, i);
      owed->age = MAX (cw_clock_now (clock) - owed->row->created_at, 0);
      owed->refused = g_str_equal (owed->row->state, "refused");
      owed->sentence = cw_outbox_describe (owed->row);
      g_ptr_array_add (list, owed);
    }
  return g_steal_pointer (&list);
}
