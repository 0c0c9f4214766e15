/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/router/outbox.h"
#include "app/station/reconcile-private.h"

/* What is done about a difference: one transaction each, in which the card is looked at anew, the
 * message is written into the outbox and the act into the journal. After a crash it has happened
 * as a whole, and the next comparison says that it is on its way, or not at all. Blocks. */

void
cw_repair_sum_free (CwRepairSum *self)
{
  if (self == NULL)
    return;
  g_free (self->sentence);
  g_free (self);
}

static gboolean
cw_repair_refuse (const char *name,
                  GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("%s is no longer as it was when it was compared. Compare again."), name);
  return FALSE;
}

static gboolean
cw_repair_refuse_moving (const char *name,
                         GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_BUSY, _ ("%s is on its way to the register already. Nothing was written down twice."), name);
  return FALSE;
}

static gboolean
cw_repair_write_journal (const CwIssueTools *tools,
                         const CwDifference *difference,
                         const char         *subject,
                         gint64              message,
                         GError            **error)
{
  g_autofree char *details = g_strdup_printf ("{\"difference\":\"%s\",\"repair\":\"%s\",\"outbox\":%" G_GINT64_FORMAT "}",
                                              cw_difference_kind_to_name (difference->kind), cw_repair_to_name (difference->repair), message);

  return cw_store_add_journal (tools->store, "reconcile.repair", subject, details, error);
}

/* As the card is now, not as it was compared. */
static gint64
cw_repair_add_card (const CwIssueTools     *tools,
                    const CwRegisteredCard *row,
                    gboolean                present,
                    GError                **error)
{
  g_autoptr (CwCard) card = cw_store_get_card (tools->store, row->card_id, error);
  g_autoptr (CwStudent) student = card != NULL ? cw_store_get_student (tools->store, row->student_id, error) : NULL;
  g_autoptr (CwInstitution) institution = student != NULL ? cw_store_get_institution (tools->store, card->institution_id, error) : NULL;

  if (institution == NULL)
    return 0;
  if (present)
    return cw_outbox_add_register (tools->store, card, student, institution, row->type, error);
  return cw_outbox_add_withdraw (tools->store, card, row->esi, error);
}

static gboolean
cw_repair_card (const CwIssueTools *tools,
                const CwDifference *difference,
                GError            **error)
{
  g_autoptr (CwRegisteredCard) row = NULL;
  g_autofree char *name = g_strdup_printf (_ ("Card %s"), difference->escn);
  g_autofree char *subject = NULL;
  gboolean present = difference->repair == CW_REPAIR_REGISTER;
  gint64 message;
  CwEscn escn;

  if (!cw_escn_parse (difference->escn, &escn, error))
    return FALSE;
  row = cw_store_get_registered_card (tools->store, &escn, error);
  if (row == NULL)
    return FALSE;
  if (row->moving)
    return cw_repair_refuse_moving (name, error);
  if (row->open || !row->registered || (cw_card_state_get_standing (row->state) != CW_STANDING_ABSENT) != present)
    return cw_repair_refuse (name, error);
  message = cw_repair_add_card (tools, row, present, error);
  if (message == 0)
    return FALSE;
  subject = g_strdup_printf ("card/%" G_GINT64_FORMAT, row->card_id);
  return cw_repair_write_journal (tools, difference, subject, message, error);
}

static gboolean
cw_repair_person (const CwIssueTools *tools,
                  const CwDifference *difference,
                  GError            **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (tools->store, difference->student_id, error);
  g_autoptr (CwInstitution) institution = student != NULL ? cw_store_get_institution (tools->store, student->institution_id, error) : NULL;
  g_autofree char *name = g_strdup_printf (_ ("Student %s"), difference->student_id);
  g_autofree char *subject = g_strdup_printf ("student/%s", difference->student_id);
  gboolean moving = FALSE;
  gint64 message;

  if (institution == NULL || !cw_store_is_person_moving (tools->store, difference->student_id, &moving, error))
    return FALSE;
  if (moving)
    return cw_repair_refuse_moving (name, error);
  if (student->left_at != NULL)
    return cw_repair_refuse (name, error);
  message = cw_outbox_add_person (tools->store, student, institution, error);
  return message != 0 && cw_repair_write_journal (tools, difference, subject, message, error);
}

static gboolean
cw_repair_elsewhere (const CwIssueTools *tools,
                     const CwDifference *difference,
                     GError            **error)
{
  g_autoptr (CwCard) card = NULL;
  g_autofree char *name = g_strdup_printf (_ ("Card %s"), difference->escn);
  g_autoptr (GError) local = NULL;
  CwEscn escn;

  if (!cw_escn_parse (difference->escn, &escn, error))
    return FALSE;
  card = cw_store_find_card (tools->store, &escn, &local);
  if (card != NULL)
    return cw_repair_refuse (name, error);
  if (!g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return cw_store_add_elsewhere (tools->store, difference->institution_id, &escn, error);
}

static gboolean
cw_repair_in (const CwIssueTools *tools,
              const CwDifference *difference,
              GError            **error)
{
  switch (difference->repair)
    {
    case CW_REPAIR_REGISTER:
    case CW_REPAIR_WITHDRAW:
      return cw_repair_card (tools, difference, error);
    case CW_REPAIR_PERSON:
      return cw_repair_person (tools, difference, error);
    case CW_REPAIR_ELSEWHERE:
      return cw_repair_elsewhere (tools, difference, error);
    case CW_REPAIR_NONE:
      break;
    }
  g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("There is no repair for this difference: a person must look."));
  return FALSE;
}

gboolean
cw_reconcile_repair (const CwIssueTools *tools,
                     const CwDifference *difference,
                     GError            **error)
{
  g_return_val_if_fail (tools != NULL && difference != NULL, FALSE);

  if (!cw_store_begin (tools->store, error))
    return FALSE;
  if (!cw_repair_in (tools, difference, error))
    {
      cw_store_rollback (tools->store);
      return FALSE;
    }
  return cw_store_commit (tools->store, error);
}

static gboolean
cw_repair_is_store_trouble (const GError *error)
{
  return g_error_matches (error, CW_ERROR, CW_ERROR_STORE) || g_error_matches (error, CW_ERROR, CW_ERROR_STORE_FULL);
}

static gboolean
cw_repair_one_of_all (const CwIssueTools *tools,
                      const CwDifference *difference,
                      CwRepairSum        *sum,
                      GError            **error)
{
  g_autoptr (GError) local = NULL;

  if (cw_reconcile_repair (tools, difference, &local))
    {
      sum->done++;
      return TRUE;
    }
  if (cw_repair_is_store_trouble (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  sum->refused++;
  if (sum->sentence == NULL)
    sum->sentence = g_strdup (local->message);
  return TRUE;
}

/* @persons: those that concern a person, or the others */
static gboolean
cw_repair_some (const CwIssueTools *tools,
                GPtrArray          *differences,
                gboolean            persons,
                CwRepairSum        *sum,
                GCancellable       *cancellable,
                GError            **error)
{
  for (guint i = 0; i < differences->len; i++)
    {
      const CwDifference *difference = g_ptr_array_index (differences, i);

      if (difference->on_its_way || difference->repair == CW_REPAIR_NONE || (difference->repair == CW_REPAIR_PERSON) != persons)
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !cw_repair_one_of_all (tools, difference, sum, error))
        return FALSE;
    }
  return TRUE;
}

/* Persons first: a person about whose card something is owed counts as on the way, and what is owed
 * need not carry the person's data (a withdrawal does not). */
gboolean
cw_reconcile_repair_all (const CwIssueTools *tools,
                         GPtrArray          *differences,
                         CwRepairSum        *sum,
                         GCancellable       *cancellable,
                         GError            **error)
{
  g_return_val_if_fail (tools != NULL && differences != NULL && sum != NULL, FALSE);

  return cw_repair_some (tools, differences, TRUE, sum, cancellable, error) &&
         cw_repair_some (tools, differences, FALSE, sum, cancellable, error);
}
