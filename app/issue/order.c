/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/step.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/issue/path.h"
#include "app/issue/record-json.h"
#include "printers/readermodel.h"

/* One order at work: loading it, its evidence, its face and the card on the reader. Belongs to
 * the thread that issues. */

/* How long one wait for a card lasts before the cancellable is looked at again; the reader's own
 * wait is interrupted by the cancellable, this only bounds a reader that does not. */
#define WAIT_SLICE (5 * G_USEC_PER_SEC)

static gboolean
cw_order_load_nouns (CwOrder *self,
                     GError **error)
{
  CwStore *store = self->tools->store;

  self->card = cw_store_get_card_of_order (store, self->row->id, error);
  if (self->card == NULL)
    return FALSE;
  self->student = cw_store_get_student (store, self->row->student_id, error);
  if (self->student == NULL)
    return FALSE;
  self->profile = cw_store_get_profile (store, self->row->profile_id, error);
  if (self->profile == NULL)
    return FALSE;
  self->institution = cw_store_get_institution (store, self->card->institution_id, error);
  return self->institution != NULL;
}

static gboolean
cw_plastic_has_end (CwPlasticState state)
{
  switch (state)
    {
    case CW_PLASTIC_STATE_QUEUED:
    case CW_PLASTIC_STATE_SENT:
    case CW_PLASTIC_STATE_PRINTING:
    case CW_PLASTIC_STATE_PRINTED:
    case CW_PLASTIC_STATE_VERIFIED:
    case CW_PLASTIC_STATE_UNCERTAIN:
      return FALSE;
    case CW_PLASTIC_STATE_FAILED:
    case CW_PLASTIC_STATE_ISSUED:
    case CW_PLASTIC_STATE_SPOILED:
      return TRUE;
    }
  g_return_val_if_reached (TRUE);
}

/* The blank this card is being made on: the one row that has no end yet. */
static gboolean
cw_order_load_plastic (CwOrder *self,
                       GError **error)
{
  g_autoptr (GPtrArray) plastics = cw_store_list_plastics (self->tools->store, self->card->id, error);

  if (plastics == NULL)
    return FALSE;
  for (guint i = 0; i < plastics->len; i++)
    {
      const CwPlasticRow *plastic = g_ptr_array_index (plastics, i);

      if (cw_plastic_has_end (plastic->state))
        continue;
      self->plastic_id = plastic->id;
      self->plastic_state = plastic->state;
      g_free (self->plastic_uid);
      self->plastic_uid = g_strdup (plastic->uid);
    }
  return TRUE;
}

/**
 * cw_order_load:
 *
 * Returns: (transfer full): the order with all that its steps read, or %NULL
 */
CwOrder *
cw_order_load (const CwIssueTools *tools,
               gint64              order_id,
               CwOperator         *operator,
               GError            **error)
{
  g_autoptr (CwOrder) self = g_new0 (CwOrder, 1);

  self->tools = tools;
  self->operator = operator;
  self->evidence = json_object ();
  self->sets = -1;
  self->row = cw_store_get_order (tools->store, order_id, error);
  if (self->row == NULL)
    return NULL;
  if (!cw_order_load_nouns (self, error) || !cw_order_load_plastic (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cw_order_free (CwOrder *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->row, cw_order_row_free);
  g_clear_pointer (&self->card, cw_card_unref);
  g_clear_pointer (&self->student, cw_student_unref);
  g_clear_pointer (&self->institution, cw_institution_unref);
  g_clear_pointer (&self->profile, cw_profile_unref);
  g_clear_pointer (&self->face, cw_face_unref);
  g_clear_pointer (&self->template, cw_template_unref);
  g_clear_pointer (&self->plastic_uid, g_free);
  json_decref (self->evidence);
  g_free (self);
}

gboolean
cw_order_reload_card (CwOrder *self,
                      GError **error)
{
  CwCard *card = cw_store_get_card (self->tools->store, self->card->id, error);

  if (card == NULL)
    return FALSE;
  cw_card_unref (self->card);
  self->card = card;
  return TRUE;
}

static gboolean
cw_order_check_photo (CwOrder *self,
                      GBytes  *photo,
                      GError **error)
{
  g_autofree char *digest = NULL;

  if (photo != NULL)
    digest = cw_digest_bytes (g_bytes_get_data (photo, NULL), g_bytes_get_size (photo));
  if (g_strcmp0 (digest, self->row->photo_digest) == 0)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The photo was changed after this card was reserved. Cancel the order and issue the card anew."));
  return FALSE;
}

/**
 * cw_order_get_face:
 *
 * Lays the frozen record out with the template that was frozen with it.
 *
 * Returns: (transfer none): the face, or %NULL, also when template or photo are not the ones that
 *   were frozen
 */
CwFace *
cw_order_get_face (CwOrder *self,
                   GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwRecord) record = NULL;
  g_autoptr (GBytes) photo = NULL;
  g_autoptr (GError) no_photo = NULL;

  if (self->face != NULL)
    return self->face;

  file = g_file_new_for_uri (self->profile->template_uri);
  template = cw_template_load (file, error);
  if (template == NULL)
    return NULL;
  if (strcmp (cw_template_get_digest (template), self->row->template_digest) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The template “%s” was changed after this card was reserved. Cancel the order and issue the card anew."), cw_template_get_name (template));
      return NULL;
    }

  record = cw_record_parse (self->row->record_json, error);
  if (record == NULL)
    return NULL;
  photo = cw_store_get_photo (self->tools->store, self->row->student_id, &no_photo);
  if (photo == NULL && !g_error_matches (no_photo, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&no_photo));
      return NULL;
    }
  if (!cw_order_check_photo (self, photo, error))
    return NULL;
  self->face = cw_face_new (template, record, photo, error);
  if (self->face != NULL)
    self->template = g_steal_pointer (&template);
  return self->face;
}

CwFace *
cw_issue_get_face (const CwIssueTools *tools,
                   gint64              order_id,
                   GError            **error)
{
  g_autoptr (CwOrder) order = cw_order_load (tools, order_id, NULL, error);
  CwFace *face = order != NULL ? cw_order_get_face (order, error) : NULL;

  return face != NULL ? cw_face_ref (face) : NULL;
}

/**
 * cw_issue_check_face:
 * @printer: (nullable): what the card is printed with; one that says nothing useful of itself is taken
 *   for the usual one
 *
 * Returns: (transfer full) (element-type CwCheck): the remarks on @face as @printer will print it
 */
GPtrArray *
cw_issue_check_face (CwFace                      *face,
                     const CwPrinterCapabilities *printer)
{
  GPtrArray *checks;

  if (printer == NULL || printer->dpi < CW_CHECK_MIN_DPI || printer->dpi > CW_CHECK_MAX_DPI ||
      printer->canvas_width > CW_CHECK_MAX_CANVAS || printer->canvas_height > CW_CHECK_MAX_CANVAS)
    checks = cw_face_check (face);
  else
    checks = cw_face_check_for (face, printer->dpi, printer->canvas_width, printer->canvas_height);
  if (printer != NULL)
    cw_issue_check_ribbon (face, printer, checks);
  return checks;
}

/**
 * cw_face_may_be_printed:
 * @printer: (nullable): what the card is printed with
 *
 * Returns: %FALSE with %CW_ERROR_REFUSED and the first sentence when a check says that the face must not be
 *   printed
 */
gboolean
cw_face_may_be_printed (CwFace                      *face,
                        const CwPrinterCapabilities *printer,
                        GError                     **error)
{
  g_autoptr (GPtrArray) checks = cw_issue_check_face (face, printer);

  for (guint i = 0; i < checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (checks, i);

      if (!check->error)
        continue;
      g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, check->sentence);
      return FALSE;
    }
  return TRUE;
}

/* evidence */

void
cw_order_note (CwOrder    *self,
               const char *name,
               const char *value)
{
  json_object_set_new (self->evidence, name, value != NULL ? json_string (value) : json_null ());
}

void
cw_order_note_integer (CwOrder    *self,
                       const char *name,
                       gint64      value)
{
  json_object_set_new (self->evidence, name, json_integer (value));
}

/**
 * cw_order_note_json:
 * @json: (nullable): what another room gives as its evidence
 *
 * Keeps @json as an object under @name, or as text when it is none.
 */
void
cw_order_note_json (CwOrder    *self,
                    const char *name,
                    const char *json)
{
  json_t *value = json != NULL ? json_loads (json, JSON_DECODE_ANY, NULL) : NULL;

  if (value != NULL)
    json_object_set_new (self->evidence, name, value);
  else
    cw_order_note (self, name, json);
}

const char *
cw_order_get_note (CwOrder    *self,
                   const char *name)
{
  return json_string_value (json_object_get (self->evidence, name));
}

gint64
cw_order_get_integer (CwOrder    *self,
                      const char *name)
{
  return json_integer_value (json_object_get (self->evidence, name));
}

void
cw_order_load_evidence (CwOrder    *self,
                        const char *json)
{
  json_t *object = json != NULL ? json_loads (json, 0, NULL) : NULL;

  json_object_clear (self->evidence);
  if (json_is_object (object))
    json_object_update (self->evidence, object);
  json_decref (object);
}

char *
cw_order_dump_evidence (CwOrder *self)
{
  char *text = json_dumps (self->evidence, JSON_COMPACT | JSON_SORT_KEYS);
  char *copy = g_strdup (text);

  free (text);
  return copy;
}

gboolean
cw_order_save_evidence (CwOrder *self,
                        GError **error)
{
  g_autofree char *evidence = cw_order_dump_evidence (self);

  return cw_store_note_step (self->tools->store, self->step_id, evidence, error);
}

/* the card on the reader */

/* A card that the printer has taken to the reader answers at once or not at all. */
static gboolean
cw_order_wait_inside (CwOrder      *self,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_autoptr (GError) local = NULL;

  if (!cw_order_bring_to_reader (self, cancellable, error))
    return FALSE;
  if (cw_reader_wait (self->tools->reader, TRUE, WAIT_SLICE, cancellable, &local))
    return TRUE;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_TIMED_OUT))
    g_set_error (error, CW_ERROR, CW_ERROR_NO_CARD, _ ("The card is at the reader inside the printer, and “%s” sees no chip. Check that the blanks have chips and lie the right way round."), cw_reader_get_name (self->tools->reader));
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
cw_order_wait_for_card (CwOrder      *self,
                        CwStage       stage,
                        GCancellable *cancellable,
                        GError      **error)
{
  CwReader *reader = self->tools->reader;
  CwReaderState state;

  if (cw_order_is_inside (self))
    return cw_order_wait_inside (self, cancellable, error);

  if (reader == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_READER_GONE, _ ("This station has no card reader. Choose one in the settings."));
      return FALSE;
    }
  if (cw_reader_get_state (reader, &state, NULL) && state == CW_READER_STATE_CARD)
    return TRUE;

  cw_order_show (self, stage, CW_STAGE_STATE_WAITING, _ ("Lay the card on the reader."));
  for (;;)
    {
      g_autoptr (GError) local = NULL;

      if (cw_reader_wait (reader, TRUE, WAIT_SLICE, cancellable, &local))
        break;
      if (!g_error_matches (local, CW_ERROR, CW_ERROR_TIMED_OUT))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  cw_order_show (self, stage, CW_STAGE_STATE_WORKING, _ ("Leave the card on the reader."));
  return TRUE;
}

/**
 * cw_order_open_card:
 * @uid: (out): the chip's UID, upper-case hex
 *
 * Waits for a card and opens it. Once a chip was begun for this order no other is accepted.
 *
 * Returns: (transfer full): the session, or %NULL
 */
CwReaderSession *
cw_order_open_card (CwOrder      *self,
                    CwStage       stage,
                    GCancellable *cancellable,
                    char        **uid,
                    GError      **error)
{
  g_autoptr (CwReaderSession) session = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  const char *begun = self->plastic_uid != NULL ? self->plastic_uid : self->card->uid;

  if (!cw_order_wait_for_card (self, stage, cancellable, error))
    return NULL;
  session = cw_reader_open (self->tools->reader, cancellable, error);
  if (session == NULL)
    return NULL;
  bytes = cw_reader_session_read_uid (session, error);
  if (bytes == NULL)
    return NULL;

  text = cw_hex_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (begun != NULL && strcmp (begun, text) != 0 && cw_order_is_inside (self))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CARD_CHANGED, _ ("The card inside the printer is another one (chip %s) than was begun (chip %s). Take it out."), text, begun);
      return NULL;
    }
  if (begun != NULL && strcmp (begun, text) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CARD_CHANGED, _ ("This is another card (chip %s). Lay the card that was begun (chip %s) on the reader."), text, begun);
      return NULL;
    }
  *uid = g_steal_pointer (&text);
  return g_steal_pointer (&session);
}

static gboolean
cw_order_link_transmit (gpointer      user_data,
                        const guint8 *command,
                        gsize         command_length,
                        GByteArray   *answer,
                        GError      **error)
{
  return cw_reader_session_transmit (CW_READER_SESSION (user_data), command, command_length, answer, error);
}

static void
cw_order_link_random (gpointer user_data,
                      guint8  *data,
                      gsize    length)
{
  cw_random_bytes (data, length);
}

/* What storage cards need beside, kept as long as the session is: which card the reader takes it
 * for, and how this reader wants its commands. */
CwChipLink
cw_order_get_link (CwOrder         *self,
                   CwReaderSession *session)
{
  const CwReaderModel *model = cw_reader_model_find (cw_reader_get_name (self->tools->reader));
  GBytes *atr = cw_reader_session_get_atr (session);
  CwReaderWay *way = g_memdup2 (&model->way, sizeof model->way);
  CwChipLink link = {
    .transmit = cw_order_link_transmit,
    .random = cw_order_link_random,
    .user_data = session,
    .way = way,
  };

  link.atr = g_bytes_get_data (atr, &link.atr_length);
  g_object_set_data_full (G_OBJECT (session), "cw-atr", atr, (GDestroyNotify) g_bytes_unref);
  g_object_set_data_full (G_OBJECT (session), "cw-way", way, g_free);
  return link;
}

/**
 * cw_order_get_plan:
 *
 * Returns: (transfer full): the profile's chip plan with the keys of this institution and the
 *   frozen record of this card
 */
CwChipPlan *
cw_order_get_plan (CwOrder *self,
                   GError **error)
{
  g_autoptr (CwChipPlan) plan = self->tools->plan (self->profile->chip_plan, self->tools->user_data, error);
  g_autoptr (CwChipPlan) bound = plan != NULL ? cw_chip_plan_bind (plan, self->institution->id) : NULL;
  g_autoptr (CwRecord) record = bound != NULL ? cw_record_parse (self->row->record_json, error) : NULL;

  return record != NULL ? cw_chip_plan_fill (bound, record, error) : NULL;
}

/**
 * cw_order_read_back:
 *
 * Waits for this order's card, powers it up afresh and reads everything on it; the report becomes
 * part of the evidence.
 *
 * Returns: (transfer full): what is on the chip, or %NULL
 */
CwChipReport *
cw_order_read_back (CwOrder      *self,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autoptr (CwChipPlan) plan = cw_order_get_plan (self, error);
  g_autoptr (CwReaderSession) session = NULL;
  g_autoptr (CwChipReport) report = NULL;
  g_autofree char *uid = NULL;
  g_autofree char *json = NULL;
  CwChipLink link;

  if (plan == NULL)
    return NULL;
  session = cw_order_open_card (self, CW_STAGE_ENCODE, cancellable, &uid, error);
  if (session == NULL)
    return NULL;
  link = cw_order_get_link (self, session);
  report = cw_chip_verify (&link, plan, self->tools->keys, error);
  if (report == NULL)
    return NULL;
  json = cw_chip_report_to_json (report);
  cw_order_note_json (self, "chip", json);
  return g_steal_pointer (&report);
}

gboolean
cw_order_set_plastic (CwOrder       *self,
                      CwPlasticState state,
                      const char    *uid,
                      const char    *reason,
                      GError       **error)
{
  if (!cw_store_set_plastic (self->tools->store, self->plastic_id, state, uid, reason, error))
    return FALSE;
  self->plastic_state = state;
  return TRUE;
}

/**
 * cw_order_get_job_name:
 * @attempt: from 1
 *
 * Returns: (transfer full): the name by which the print job of that attempt is found again
 */
char *
cw_order_get_job_name (CwOrder *self,
                       guint    attempt)
{
  g_autofree char *escn = cw_escn_to_string (&self->card->escn);

  return attempt <= 1 ? g_steal_pointer (&escn) : g_strdup_printf ("%s/%u", escn, attempt);
}

void
cw_order_show (CwOrder     *self,
               CwStage      stage,
               CwStageState state,
               const char  *sentence)
{
  cw_operator_show (self->operator, stage, state, sentence);
}
