/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/issue/step.h"

/* Encode: the chip plan written to the chip of this plastic. The UID is written down before the
 * first change, each stage before it begins; the writer resumes what it finds half done. */

static gboolean
cw_step_encode_note_stage (const char *stage,
                           gpointer    user_data,
                           GError    **error)
{
  CwOrder *order = user_data;

  cw_order_note (order, "stage", stage);
  return cw_order_save_evidence (order, error);
}

/* From here on this chip and this card belong together. Where the chip comes before the print, the
 * blank was taken by hand and becomes a row of its own now. */
static gboolean
cw_step_encode_bind_in (CwOrder    *order,
                        const char *uid,
                        GError    **error)
{
  CwStore *store = order->tools->store;
  gboolean printed = order->plastic_id != 0 && order->plastic_uid == NULL;

  if (order->plastic_id == 0)
    order->plastic_id = cw_store_add_plastic (store, order->card->id, CW_PLASTIC_PURPOSE_CARD, cw_reader_get_name (order->tools->reader), -1, error);
  return order->plastic_id != 0 && cw_order_save_evidence (order, error) &&
         (order->plastic_uid != NULL || cw_store_set_plastic (store, order->plastic_id, printed ? CW_PLASTIC_STATE_PRINTED : CW_PLASTIC_STATE_QUEUED, uid, NULL, error));
}

static gboolean
cw_step_encode_bind (CwOrder    *order,
                     const char *uid,
                     GError    **error)
{
  CwStore *store = order->tools->store;
  gint64 plastic_id = order->plastic_id;

  cw_order_note (order, "uid", uid);
  if (!cw_store_begin (store, error))
    return FALSE;
  if (!cw_step_encode_bind_in (order, uid, error))
    {
      cw_store_rollback (store);
      order->plastic_id = plastic_id;
      return FALSE;
    }
  if (!cw_store_commit (store, error))
    {
      order->plastic_id = plastic_id;
      return FALSE;
    }
  g_free (order->plastic_uid);
  order->plastic_uid = g_strdup (uid);
  return TRUE;
}

/* A chip that already carries another card's number was laid down by mistake: it is left as it is. */
static gboolean
cw_step_encode_check_blank (CwOrder            *order,
                            const CwChipReport *report,
                            GError            **error)
{
  g_autofree char *found = NULL;

  if (!report->has_escn || cw_escn_equal (&report->escn, &order->card->escn))
    return TRUE;
  found = cw_escn_to_string (&report->escn);
  g_set_error (error, CW_ERROR, CW_ERROR_CARD_CHANGED, _ ("This chip already holds the number %s. Take that card away and lay the new one on the reader."), found);
  return FALSE;
}

static CwStepFinding
cw_step_encode_run (CwOrder      *order,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autoptr (CwReaderSession) session = NULL;
  g_autoptr (CwChipPlan) plan = cw_order_get_plan (order, error);
  g_autoptr (CwChipReport) found = NULL;
  g_autoptr (CwChipReport) report = NULL;
  g_autofree char *uid = NULL;
  g_autofree char *json = NULL;
  CwChipLink link;

  if (plan == NULL)
    return CW_STEP_DID_NOT;
  session = cw_order_open_card (order, CW_STAGE_ENCODE, cancellable, &uid, error);
  if (session == NULL)
    return CW_STEP_DID_NOT;
  link = cw_order_get_link (order, session);
  found = cw_chip_inspect (&link, error);
  if (found == NULL || !cw_step_encode_check_blank (order, found, error))
    return CW_STEP_DID_NOT;

  if (!cw_step_encode_bind (order, uid, error))
    return CW_STEP_DID_NOT;
  report = cw_chip_write (&link, plan, order->tools->keys, &order->card->escn, cw_step_encode_note_stage, order, error);
  if (report == NULL)
    return CW_STEP_DID_NOT;
  json = cw_chip_report_to_json (report);
  cw_order_note_json (order, "chip", json);
  return CW_STEP_HAPPENED;
}

/* What a failed look at the chip means: a card that is not there may be all right; one that does
 * not read back is taken up again by run(), which resumes. */
static gboolean
cw_step_encode_is_away (const GError *error)
{
  return !g_error_matches (error, CW_ERROR, CW_ERROR_KEY_REFUSED) && !g_error_matches (error, CW_ERROR, CW_ERROR_CHIP_REFUSED) &&
         !g_error_matches (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY) && !g_error_matches (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH);
}

/* Without a UID in the evidence no chip was touched. With one, that very chip is read back. */
static CwStepFinding
cw_step_encode_settle (CwOrder         *order,
                       const CwStepRow *row,
                       GCancellable    *cancellable,
                       GError         **error)
{
  g_autoptr (CwChipReport) report = NULL;
  g_autoptr (GError) local = NULL;

  if (cw_order_get_note (order, "uid") == NULL)
    return CW_STEP_DID_NOT;
  report = cw_order_read_back (order, cancellable, &local);
  if (report == NULL)
    {
      gboolean away = cw_step_encode_is_away (local);

      g_propagate_error (error, g_steal_pointer (&local));
      return away ? CW_STEP_ASK : CW_STEP_DID_NOT;
    }
  if (!report->complete || (report->numbered && (!report->has_escn || !cw_escn_equal (&report->escn, &order->card->escn))))
    return CW_STEP_DID_NOT;
  return CW_STEP_HAPPENED;
}

static gboolean
cw_step_encode_conclude (CwOrder *order,
                         gboolean happened,
                         GError **error)
{
  CwStore *store = order->tools->store;
  const char *uid = cw_order_get_note (order, "uid");

  if (!happened)
    return TRUE;
  return cw_store_set_card_uid (store, order->card->id, uid, error) && cw_store_set_card_state (store, order->card->id, CW_CARD_STATE_ENCODED, NULL, error);
}

const CwStep cw_step_encode = {
  .kind = CW_STEP_ENCODE,
  .run = cw_step_encode_run,
  .settle = cw_step_encode_settle,
  .conclude = cw_step_encode_conclude,
  .question = CW_QUESTION_TRY_AGAIN,
};
