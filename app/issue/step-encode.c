/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/error.h"
#include "app/issue/path.h"
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

/* A blank that the printer feeds for its chip is written down before it moves. One that is taken by
 * hand becomes a row when its chip is known. */
static gboolean
cw_step_encode_add_blank (CwOrder *order,
                          GError **error)
{
  /* no ribbon is spent on it yet: the print says how much it takes */
  order->plastic_id = cw_store_add_plastic (order->tools->store, order->card->id, CW_PLASTIC_PURPOSE_CARD, cw_printer_get_name (order->tools->printer), 0, error);
  order->plastic_state = CW_PLASTIC_STATE_QUEUED;
  return order->plastic_id != 0;
}

static gboolean
cw_step_encode_begin (CwOrder *order,
                      GError **error)
{
  if (order->plastic_id != 0 || !cw_order_is_inside (order) || !cw_order_encodes_first (order))
    return TRUE;
  cw_order_note (order, "blank", "new");
  return cw_step_encode_add_blank (order, error);
}

/* From here on this chip and this card belong together. */
static gboolean
cw_step_encode_bind_in (CwOrder    *order,
                        const char *uid,
                        GError    **error)
{
  if (order->plastic_id == 0 && !cw_step_encode_add_blank (order, error))
    return FALSE;
  return cw_order_save_evidence (order, error) && (order->plastic_uid != NULL || cw_order_set_plastic (order, order->plastic_state, uid, NULL, error));
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

/* A chip that was in another card before has no place in the hopper. */
static gboolean
cw_step_encode_check_new (CwOrder    *order,
                          const char *uid,
                          GError    **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwPlasticRow) other = cw_store_find_plastic_of_chip (order->tools->store, uid, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (other == NULL || other->id == order->plastic_id)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_EXISTS, _ ("The chip %s was in a card before (plastic %" PRId64 "). Look through the blanks in the hopper."), uid, other->id);
  return FALSE;
}

/* A blank that the printer feeds is looked at before a ribbon panel is spent on it. One that a person
 * laid down can be changed for another; this one can only be given up. @cause: (transfer full) */
static CwStepFinding
cw_step_encode_judge (CwOrder *order,
                      GError  *cause,
                      GError **error)
{
  gboolean unfit = g_error_matches (cause, CW_ERROR, CW_ERROR_CARD_UNKNOWN) || g_error_matches (cause, CW_ERROR, CW_ERROR_CARD_CHANGED) ||
                   g_error_matches (cause, CW_ERROR, CW_ERROR_EXISTS) || g_error_matches (cause, CW_ERROR, CW_ERROR_KEY_REFUSED);

  g_propagate_error (error, cause);
  return unfit && g_strcmp0 (cw_order_get_note (order, "feeding"), "done") == 0 ? CW_STEP_UNFIT : CW_STEP_DID_NOT;
}

static gboolean
cw_step_encode_look (CwOrder          *order,
                     const CwChipLink *link,
                     const char       *uid,
                     GError          **error)
{
  g_autoptr (CwChipReport) found = NULL;

  if (order->plastic_uid == NULL && cw_order_is_inside (order) && cw_order_encodes_first (order) && !cw_step_encode_check_new (order, uid, error))
    return FALSE;
  found = cw_chip_inspect (link, error);
  return found != NULL && cw_step_encode_check_blank (order, found, error);
}

static CwStepFinding
cw_step_encode_write (CwOrder         *order,
                      CwReaderSession *session,
                      CwChipPlan      *plan,
                      const char      *uid,
                      GError         **error)
{
  g_autoptr (CwChipReport) report = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *json = NULL;
  CwChipLink link = cw_order_get_link (order, session);

  if (!cw_step_encode_look (order, &link, uid, &local))
    return cw_step_encode_judge (order, g_steal_pointer (&local), error);
  if (!cw_step_encode_bind (order, uid, error))
    return CW_STEP_DID_NOT;
  report = cw_chip_write (&link, plan, order->tools->keys, &order->card->escn, cw_step_encode_note_stage, order, &local);
  if (report == NULL)
    return cw_step_encode_judge (order, g_steal_pointer (&local), error);
  json = cw_chip_report_to_json (report);
  cw_order_note_json (order, "chip", json);
  return CW_STEP_HAPPENED;
}

static CwStepFinding
cw_step_encode_run (CwOrder      *order,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autoptr (CwReaderSession) session = NULL;
  g_autoptr (CwChipPlan) plan = cw_order_get_plan (order, error);
  g_autofree char *uid = NULL;

  if (plan == NULL)
    return CW_STEP_DID_NOT;
  session = cw_order_open_card (order, CW_STAGE_ENCODE, cancellable, &uid, error);
  if (session == NULL)
    return CW_STEP_DID_NOT;
  return cw_step_encode_write (order, session, plan, uid, error);
}

/* What a failed look at the chip means: a card that is not there may be all right; one that does
 * not read back is taken up again by run(), which resumes. */
static gboolean
cw_step_encode_is_away (const GError *error)
{
  return !g_error_matches (error, CW_ERROR, CW_ERROR_KEY_REFUSED) && !g_error_matches (error, CW_ERROR, CW_ERROR_CHIP_REFUSED) &&
         !g_error_matches (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY) && !g_error_matches (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH);
}

/* The station ended while a blank was asked of the hopper. One that is inside is this card's; when
 * none is, only a person knows whether one came out. */
static CwStepFinding
cw_step_encode_find_blank (CwOrder *order,
                           GError **error)
{
  CwCardPlace place;

  if (!cw_order_note_place (order, "place_found", &place, error))
    return CW_STEP_ASK;
  if (place != CW_CARD_PLACE_NONE)
    return CW_STEP_DID_NOT;
  order->question = CW_QUESTION_WAS_PRINTED;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_IN_DOUBT, _ ("A blank was asked of the hopper when the station stopped, and it is not inside the printer now. Look in the trays whether one came out; it cannot be used."));
  return CW_STEP_ASK;
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

  if (cw_order_get_note (order, "uid") == NULL && order->plastic_uid == NULL && g_strcmp0 (cw_order_get_note (order, "feeding"), "asked") == 0)
    return cw_step_encode_find_blank (order, error);
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

/* A blank that was written down and certainly stayed in the hopper makes room for another try. */
static gboolean
cw_step_encode_conclude_not (CwOrder *order,
                             GError **error)
{
  const char *feeding = cw_order_get_note (order, "feeding");
  gboolean none = g_strcmp0 (cw_order_get_note (order, "operator"), cw_answer_to_name (CW_ANSWER_NO)) == 0;

  if (order->plastic_id == 0 || order->plastic_uid != NULL || g_strcmp0 (cw_order_get_note (order, "blank"), "new") != 0)
    return TRUE;
  if (feeding != NULL && strcmp (feeding, "none") != 0 && !none)
    return TRUE;
  if (!cw_order_set_plastic (order, CW_PLASTIC_STATE_FAILED, NULL, _ ("The printer did not feed it."), error))
    return FALSE;
  order->plastic_id = 0;
  return TRUE;
}

static gboolean
cw_step_encode_conclude (CwOrder *order,
                         gboolean happened,
                         GError **error)
{
  CwStore *store = order->tools->store;
  const char *uid = cw_order_get_note (order, "uid");

  if (!happened)
    return cw_step_encode_conclude_not (order, error);
  return cw_store_set_card_uid (store, order->card->id, uid, error) && cw_store_set_card_state (store, order->card->id, CW_CARD_STATE_ENCODED, NULL, error);
}

const CwStep cw_step_encode = {
  .kind = CW_STEP_ENCODE,
  .begin = cw_step_encode_begin,
  .run = cw_step_encode_run,
  .settle = cw_step_encode_settle,
  .conclude = cw_step_encode_conclude,
  .question = CW_QUESTION_TRY_AGAIN,
};
