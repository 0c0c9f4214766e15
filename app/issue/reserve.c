/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/issue/reissue.h"
#include "app/issue/step.h"

/* Reserving: everything that can be known without plastic is checked, then number, record and
 * card come into being in one transaction or not at all. */

typedef struct
{
  CwStudent     *student;
  CwProfile     *profile;
  CwInstitution *institution;
  CwTemplate    *template;
  GBytes        *photo; /* (nullable) */

  CwPrinterCapabilities printer;
  gboolean              printer_known; /* it could be asked */

  const CwReissue *reissue; /* (nullable) */
  CwCard          *old;     /* (nullable) the card that the new one stands for */
} CwReservation;

static void
cw_reservation_clear (CwReservation *self)
{
  g_clear_pointer (&self->student, cw_student_unref);
  g_clear_pointer (&self->profile, cw_profile_unref);
  g_clear_pointer (&self->institution, cw_institution_unref);
  g_clear_pointer (&self->template, cw_template_unref);
  g_clear_pointer (&self->photo, g_bytes_unref);
  g_clear_pointer (&self->old, cw_card_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwReservation, cw_reservation_clear)

static gboolean
cw_reservation_load (CwReservation      *self,
                     const CwIssueTools *tools,
                     const char         *student_id,
                     const char         *profile_id,
                     GError            **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) no_photo = NULL;

  self->student = cw_store_get_student (tools->store, student_id, error);
  if (self->student == NULL || !cw_student_check (self->student, error))
    return FALSE;
  self->profile = cw_store_get_profile (tools->store, profile_id, error);
  if (self->profile == NULL || !cw_profile_check (self->profile, error))
    return FALSE;
  self->institution = cw_store_get_institution (tools->store, self->student->institution_id, error);
  if (self->institution == NULL || !cw_institution_check (self->institution, error))
    return FALSE;

  file = g_file_new_for_uri (self->profile->template_uri);
  self->template = cw_template_load (file, error);
  if (self->template == NULL)
    return FALSE;
  self->photo = cw_store_get_photo (tools->store, student_id, &no_photo);
  if (self->photo != NULL || g_error_matches (no_photo, CW_ERROR, CW_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&no_photo));
  return FALSE;
}

static gboolean
cw_reservation_check_printer (CwReservation      *self,
                              const CwIssueTools *tools,
                              GError            **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *sentence = NULL;
  CwPrinterStatus status;

  if (!cw_printer_get_status (tools->printer, &status, error))
    return FALSE;
  switch (status.state)
    {
    case CW_PRINTER_STATE_IDLE:
    case CW_PRINTER_STATE_PROCESSING:
      self->printer_known = cw_issue_ask_printer (tools, &self->printer, &local);
      /* what is set up wrongly stays wrong: a queue that takes no cards, an option that its driver has not */
      if (!g_error_matches (local, CW_ERROR, CW_ERROR_INVALID))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    case CW_PRINTER_STATE_STOPPED:
    case CW_PRINTER_STATE_UNREACHABLE:
      sentence = cw_printer_status_to_sentence (&status);
      g_set_error (error, CW_ERROR, status.state == CW_PRINTER_STATE_STOPPED ? CW_ERROR_PRINTER_STOPPED : CW_ERROR_PRINTER_UNREACHABLE, "%s: %s", cw_printer_get_name (tools->printer), sentence);
      return FALSE;
    }
  g_assert_not_reached ();
}

/* A card that needs a chip must not be printed where no chip can be written. */
static gboolean
cw_reservation_check_reader (const CwIssueTools *tools,
                             const CwProfile    *profile,
                             GError            **error)
{
  g_autoptr (CwChipPlan) plan = NULL;
  CwReaderState state;

  if (profile->chip_plan == NULL)
    return TRUE;
  plan = tools->plan (profile->chip_plan, tools->user_data, error);
  if (plan == NULL)
    return FALSE;
  if (tools->reader == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_READER_GONE, _ ("These cards have a chip, but this station has no card reader. Choose one in the settings."));
      return FALSE;
    }
  if (!cw_reader_get_state (tools->reader, &state, error))
    return FALSE;
  if (state != CW_READER_STATE_GONE)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_READER_GONE, _ ("The card reader “%s” is not there. Plug it in, then try again."), cw_reader_get_name (tools->reader));
  return FALSE;
}

static gboolean
cw_reservation_check_open (const CwIssueTools *tools,
                           const char         *student_id,
                           GError            **error)
{
  g_autoptr (GPtrArray) orders = cw_store_list_open_orders (tools->store, error);

  if (orders == NULL)
    return FALSE;
  for (guint i = 0; i < orders->len; i++)
    {
      const CwOrderRow *order = g_ptr_array_index (orders, i);

      if (g_strcmp0 (order->student_id, student_id) != 0)
        continue;
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("A card for this student is still open (order %" PRId64 "). Settle that one first."), order->id);
      return FALSE;
    }
  return TRUE;
}

/* The register needs an e-mail address; without one the card could only be refused afterwards. */
static gboolean
cw_reservation_check_person (const CwReservation *self,
                             GError             **error)
{
  if (!self->profile->registered || (self->student->email != NULL && *self->student->email != '\0'))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE, _ ("The record has no “email”, which the register asks for. Fill it in and try again."));
  return FALSE;
}

static gboolean
cw_reservation_check_not_left (const CwReservation *self,
                               GError             **error)
{
  if (self->student->left_at == NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The student left on %s and gets no card. If that is not so any more, say “student return” first."), self->student->left_at);
  return FALSE;
}

static gint64
cw_reservation_add_order (const CwReservation *self,
                          const CwIssueTools  *tools,
                          CwRecord            *record,
                          GError             **error)
{
  g_autofree char *json = cw_record_to_json (record);
  g_autofree char *digest = cw_record_digest (record);
  g_autofree char *photo = NULL;
  CwOrderRow row = {
    .student_id = self->student->id,
    .profile_id = self->profile->id,
    .operator_name = (char *) tools->operator_name,
    .open = TRUE,
    .record_json = json,
    .record_digest = digest,
    .template_digest = (char *) cw_template_get_digest (self->template),
  };

  if (self->photo != NULL)
    photo = cw_digest_bytes (g_bytes_get_data (self->photo, NULL), g_bytes_get_size (self->photo));
  row.photo_digest = photo;
  row.reissue = self->reissue != NULL;
  if (row.reissue)
    {
      row.reissue_reason = self->reissue->reason;
      row.reissue_text = self->reissue->text;
      row.replaces = self->old != NULL ? self->old->id : 0;
    }
  return cw_store_add_order (tools->store, &row, error);
}

static gboolean
cw_reservation_add_step (const CwIssueTools *tools,
                         gint64              order_id,
                         const CwCard       *card,
                         GError            **error)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *evidence = g_strdup_printf ("{\"escn\":\"%s\"}", escn);
  gint64 step = cw_store_start_step (tools->store, order_id, CW_STEP_RESERVE, evidence, error);

  return step != 0 && cw_store_end_step (tools->store, step, CW_STEP_STATE_DONE, evidence, error);
}

static CwCard *
cw_reservation_make_card (const CwReservation *self,
                          const CwIssueTools  *tools,
                          GError             **error)
{
  g_autoptr (CwCard) card = cw_card_new ();

  card->student_id = g_strdup (self->student->id);
  card->institution_id = g_strdup (self->institution->id);
  card->profile_id = g_strdup (self->profile->id);
  card->state = CW_CARD_STATE_RESERVED;
  card->issued_at = cw_clock_today (tools->clock);
  card->expires_at = cw_profile_get_expiry (self->profile, self->student, card->issued_at, error);
  if (card->expires_at == NULL)
    return NULL;
  if (!cw_store_next_escn (tools->store, tools->prefix, self->institution->pic, &card->escn, error))
    return NULL;
  return g_steal_pointer (&card);
}

static gint64
cw_reservation_write (CwReservation      *self,
                      const CwIssueTools *tools,
                      GError            **error)
{
  g_autoptr (CwCard) card = NULL;
  g_autoptr (CwRecord) record = NULL;
  g_autoptr (CwFace) face = NULL;

  if (!cw_reservation_check_open (tools, self->student->id, error) ||
      !cw_reissue_find_old (tools, self->student->id, self->reissue, &self->old, error))
    return 0;
  card = cw_reservation_make_card (self, tools, error);
  if (card == NULL)
    return 0;
  record = cw_record_new_for_card (self->student, self->institution, &card->escn, card->issued_at, card->expires_at);
  face = cw_face_new (self->template, record, self->photo, error);
  if (face == NULL || !cw_face_may_be_printed (face, self->printer_known ? &self->printer : NULL, error))
    return 0;

  card->order_id = cw_reservation_add_order (self, tools, record, error);
  if (card->order_id == 0)
    return 0;
  if (cw_store_add_card (tools->store, card, error) == 0 ||
      (self->old != NULL && !cw_reissue_begin (tools, self->reissue, self->old, error)))
    return 0;
  return cw_reservation_add_step (tools, card->order_id, card, error) ? card->order_id : 0;
}

gint64
cw_issue_reserve (const CwIssueTools *tools,
                  const char         *student_id,
                  const char         *profile_id,
                  const CwReissue    *reissue,
                  GError            **error)
{
  g_auto (CwReservation) reservation = { .reissue = reissue };
  gint64 order_id;

  if (!cw_reissue_check (reissue, error) ||
      !cw_reservation_load (&reservation, tools, student_id, profile_id, error) ||
      !cw_reservation_check_not_left (&reservation, error) ||
      !cw_reservation_check_person (&reservation, error) ||
      !cw_reservation_check_printer (&reservation, tools, error) ||
      !cw_reservation_check_reader (tools, reservation.profile, error))
    return 0;

  if (!cw_store_begin (tools->store, error))
    return 0;
  order_id = cw_reservation_write (&reservation, tools, error);
  if (order_id == 0)
    {
      cw_store_rollback (tools->store);
      return 0;
    }
  return cw_store_commit (tools->store, error) ? order_id : 0;
}
