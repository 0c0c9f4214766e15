/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/outbox.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/core/lifecycle.h"
#include "app/router/outbox-payload.h"
#include "app/router/outbox-private.h"
#include "app/store/outbox.h"

/* What is owed to the register, written down. Each call is one transaction, or a part of the
 * caller's. Any thread.
 *
 * The person of a message is always the ESI under which the register was first told of the student,
 * even when the record has another one since: an ESI cannot be changed in the register
 * (ApiEscService.java of esup-sgc, commit 2314e24). */

/* What the register is to say of a card in this state; FALSE: it must not be registered. */
static gboolean
cw_outbox_get_active (const CwCard *card,
                      gboolean     *active,
                      GError      **error)
{
  const CwStanding standing = cw_card_state_get_standing (card->state);

  *active = standing == CW_STANDING_ACTIVE;
  if (standing == CW_STANDING_ABSENT)
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _("Card %" PRId64 " is “%s”: it is not to be in the register. Give up what is owed to say otherwise."),
                 card->id, cw_card_state_to_label (card->state));
  return standing != CW_STANDING_ABSENT;
}

/* @own: (nullable): the record's own ESI */
static char *
cw_outbox_get_esi (CwStore    *store,
                   const char *student_id,
                   const char *own,
                   GError    **error)
{
  g_autofree char *registered = NULL;

  if (!cw_store_get_registered_esi (store, student_id, &registered, error))
    return NULL;
  if (registered != NULL)
    return g_steal_pointer (&registered);
  if (own == NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE, _("The student has no ESI, by which the register knows persons. Fill it in."));
  return g_strdup (own);
}

static char *
cw_outbox_make_register (const CwCard        *card,
                         const CwStudent     *student,
                         const CwInstitution *institution,
                         CwCardType           type,
                         const char          *esi,
                         GError             **error)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *full_name = cw_student_get_full_name (student);
  CwPersonEntry person = { .esi = (char *) esi, .full_name = full_name, .email = student->email, .pic = institution->pic, .level = student->level };
  CwCardEntry entry = {
    .escn = escn, .esi = (char *) esi, .pic = institution->pic, .processor = institution->processor,
    .card_type = type, .issued_at = card->issued_at, .expires_at = card->expires_at
  };

  if (institution->pic == NULL || card->issued_at == NULL || card->expires_at == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE,
                           _("The card cannot be registered: its dates or the institution's PIC are missing. Fill them in."));
      return NULL;
    }
  return cw_outbox_get_active (card, &entry.active, error) ? cw_payload_write_register (&person, &entry, error) : NULL;
}

static char *
cw_outbox_make_person (const CwStudent     *student,
                       const CwInstitution *institution,
                       const char          *esi,
                       GError             **error)
{
  g_autofree char *full_name = cw_student_get_full_name (student);
  const CwPersonEntry person = { .esi = (char *) esi, .full_name = full_name, .email = student->email, .pic = institution->pic, .level = student->level };

  if (institution->pic != NULL)
    return cw_payload_write_person (&person, error);
  g_set_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE, _("The institution “%s” has no PIC, under which it vouches for persons. Fill it in."), institution->id);
  return NULL;
}

static char *
cw_outbox_make_withdraw (const CwCard *card,
                         GError      **error)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);

  return cw_payload_write_withdraw (escn, error);
}

/* @note: whether the register learns of the person by this message */
static gint64
cw_outbox_add (CwStore     *store,
               CwOutboxRow *message,
               gboolean     note,
               GError     **error)
{
  gint64 id = 0;

  if (!cw_store_begin (store, error))
    return 0;
  if (!note || cw_store_note_registered_esi (store, message->student_id, message->person, error))
    id = cw_store_add_message (store, message, error);
  if (id != 0)
    return cw_store_commit (store, error) ? id : 0;
  cw_store_rollback (store);
  return 0;
}

/**
 * cw_outbox_add_register:
 * @card: as it shall be: a lost or suspended one is registered as INACTIVE
 * @type: what the card is to the register
 *
 * Writes down that @card and @student are to be made known to the register, or what changed of
 * them. Call it in the transaction of the card's change. The student's name and e-mail go to the
 * organisation's own record of the person; a display name, which anybody could read with the
 * card's number, is not sent.
 *
 * Returns: the message's id, 0 on error; %CW_ERROR_REFUSED when a card in this state is not to be
 *   in the register
 */
gint64
cw_outbox_add_register (CwStore             *store,
                        const CwCard        *card,
                        const CwStudent     *student,
                        const CwInstitution *institution,
                        CwCardType           type,
                        GError             **error)
{
  g_autofree char *esi = NULL;
  g_autofree char *payload = NULL;
  CwOutboxRow message = { .kind = (char *) CW_OUTBOX_REGISTER };

  g_return_val_if_fail (CW_IS_STORE (store) && card != NULL && student != NULL && institution != NULL, 0);

  esi = cw_outbox_get_esi (store, card->student_id, student->esi, error);
  payload = esi != NULL ? cw_outbox_make_register (card, student, institution, type, esi, error) : NULL;
  if (payload == NULL)
    return 0;
  message.card_id = card->id;
  message.student_id = card->student_id;
  message.institution_id = institution->id;
  message.person = esi;
  message.payload = payload;
  return cw_outbox_add (store, &message, TRUE, error);
}

/**
 * cw_outbox_add_withdraw:
 * @esi: the record's own; the ESI under which the register knows the person goes before it
 *
 * Writes down that @card is to be taken out of the register. Call it in the transaction of the
 * card's change.
 *
 * Returns: the message's id, 0 on error
 */
gint64
cw_outbox_add_withdraw (CwStore      *store,
                        const CwCard *card,
                        const char   *esi,
                        GError      **error)
{
  g_autofree char *person = NULL;
  g_autofree char *payload = NULL;
  CwOutboxRow message = { .kind = (char *) CW_OUTBOX_WITHDRAW };

  g_return_val_if_fail (CW_IS_STORE (store) && card != NULL, 0);

  person = cw_outbox_get_esi (store, card->student_id, esi, error);
  payload = person != NULL ? cw_outbox_make_withdraw (card, error) : NULL;
  if (payload == NULL)
    return 0;
  message.card_id = card->id;
  message.student_id = card->student_id;
  message.institution_id = card->institution_id;
  message.person = person;
  message.payload = payload;
  return cw_outbox_add (store, &message, FALSE, error);
}

/**
 * cw_outbox_add_person:
 * @institution: which vouches for the person
 *
 * Writes down that the register is to know the person as @student is now; no card is spoken of.
 * Call it in the transaction of the record's change.
 *
 * Returns: the message's id, 0 on error
 */
gint64
cw_outbox_add_person (CwStore             *store,
                      const CwStudent     *student,
                      const CwInstitution *institution,
                      GError             **error)
{
  g_autofree char *esi = NULL;
  g_autofree char *payload = NULL;
  CwOutboxRow message = { .kind = (char *) CW_OUTBOX_PERSON };

  g_return_val_if_fail (CW_IS_STORE (store) && student != NULL && institution != NULL, 0);

  esi = cw_outbox_get_esi (store, student->id, student->esi, error);
  payload = esi != NULL ? cw_outbox_make_person (student, institution, esi, error) : NULL;
  if (payload == NULL)
    return 0;
  message.student_id = student->id;
  message.institution_id = institution->id;
  message.person = esi;
  message.payload = payload;
  return cw_outbox_add (store, &message, TRUE, error);
}

/**
 * cw_outbox_add_leave:
 *
 * Writes down that the person is to be deleted in the register, where the institution vouches for
 * it. Messages about the person's cards go before it when they were added before it. Call it in the
 * transaction of the record's change, before a registered ESI is forgotten.
 *
 * Returns: the message's id, 0 on error
 */
gint64
cw_outbox_add_leave (CwStore             *store,
                     const CwStudent     *student,
                     const CwInstitution *institution,
                     GError             **error)
{
  g_autofree char *esi = NULL;
  g_autofree char *payload = NULL;
  CwOutboxRow message = { .kind = (char *) CW_OUTBOX_LEAVE };

  g_return_val_if_fail (CW_IS_STORE (store) && student != NULL && institution != NULL, 0);

  esi = cw_outbox_get_esi (store, student->id, student->esi, error);
  if (esi == NULL)
    return 0;
  payload = cw_payload_write_leave (esi);
  message.student_id = student->id;
  message.institution_id = institution->id;
  message.person = esi;
  message.payload = payload;
  return cw_outbox_add (store, &message, FALSE, error);
}

static gboolean
cw_outbox_check_esi (CwStore           *store,
                     const CwOutboxRow *row,
                     const CwStudent   *student,
                     GError           **error)
{
  g_autofree char *esi = cw_outbox_get_esi (store, student->id, student->esi, error);

  if (esi == NULL || g_ascii_strcasecmp (esi, row->person) == 0)
    return esi != NULL;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _("Message %" PRId64 " is about an ESI that the student has no more. Give it up."), row->id);
  return FALSE;
}

char *
cw_outbox_make_today (CwStore           *store,
                      const CwOutboxRow *row,
                      GError           **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (store, row->student_id, error);
  g_autoptr (CwInstitution) institution = student != NULL ? cw_store_get_institution (store, row->institution_id, error) : NULL;
  g_autoptr (CwCard) card = NULL;
  g_autoptr (CwProfile) profile = NULL;

  if (institution == NULL)
    return NULL;
  if (g_str_equal (row->kind, CW_OUTBOX_LEAVE))
    return cw_payload_write_leave (row->person);
  if (g_str_equal (row->kind, CW_OUTBOX_PERSON))
    return cw_outbox_check_esi (store, row, student, error) ? cw_outbox_make_person (student, institution, row->person, error) : NULL;

  card = cw_store_get_card (store, row->card_id, error);
  profile = card != NULL ? cw_store_get_profile (store, card->profile_id, error) : NULL;
  if (profile == NULL)
    return NULL;
  if (g_str_equal (row->kind, CW_OUTBOX_WITHDRAW))
    return cw_outbox_make_withdraw (card, error);
  if (g_str_equal (row->kind, CW_OUTBOX_REGISTER))
    return cw_outbox_check_esi (store, row, student, error) ? cw_outbox_make_register (card, student, institution, profile->card_type, row->person, error) : NULL;
  cw_outbox_fail_kind (row, error);
  return NULL;
}
