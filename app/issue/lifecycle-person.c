/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/esi.h"
#include "app/issue/lifecycle-private.h"
#include "app/store/lifecycle.h"

/* Acts on persons: a record corrected, a person who leaves or is back, another ESI. The register
 * learns of cards before it learns of the person: messages of one person keep their order. On the
 * thread of the caller. */

/* What the register knows of a person differs between two records. */
static gboolean
cw_life_differs_there (const CwStudent *before,
                       const CwStudent *after)
{
  g_autofree char *name_before = cw_student_get_full_name (before);
  g_autofree char *name_after = cw_student_get_full_name (after);

  return g_strcmp0 (name_before, name_after) != 0 || g_strcmp0 (before->email, after->email) != 0 || before->level != after->level;
}

static gboolean
cw_life_correct_in (const CwIssueTools *tools,
                    const CwStudent    *student,
                    gboolean           *told,
                    GError            **error)
{
  g_autoptr (CwStudent) before = cw_store_get_student (tools->store, student->id, error);
  g_autoptr (CwInstitution) institution = before != NULL ? cw_store_get_institution (tools->store, before->institution_id, error) : NULL;

  if (institution == NULL || !cw_store_put_student (tools->store, student, error))
    return FALSE;
  *told = before->registered_esi != NULL && before->left_at == NULL && cw_life_differs_there (before, student);
  if (!*told)
    return TRUE;
  if (student->email == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE, _ ("The register knows the student and asks for an e-mail address. Fill “email” in. Nothing was stored."));
      return FALSE;
    }
  return cw_outbox_add_person (tools->store, student, institution, error) != 0;
}

gboolean
cw_life_correct (const CwIssueTools *tools,
                 const CwStudent    *student,
                 gboolean           *told,
                 GError            **error)
{
  gboolean own_told = FALSE;

  g_return_val_if_fail (tools != NULL && student != NULL && student->id != NULL, FALSE);

  if (!cw_store_begin (tools->store, error) ||
      !cw_life_end (tools, cw_life_correct_in (tools, student, &own_told, error), error))
    return FALSE;
  if (told != NULL)
    *told = own_told;
  return TRUE;
}

static gboolean
cw_life_check_no_order (const CwIssueTools *tools,
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
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("A card for the student is being made (order %" PRId64 "). Finish the order or give it up first. Nothing was changed."), order->id);
      return FALSE;
    }
  return TRUE;
}

/* The cards, then the person: as @act says of both. */
static gboolean
cw_life_end_cards (const CwIssueTools *tools,
                   CwLifeAct           act,
                   const CwStudent    *student,
                   const char         *reason,
                   GError            **error)
{
  g_autoptr (GPtrArray) cards = cw_store_list_cards (tools->store, student->id, 0, 0, error);
  g_autoptr (CwInstitution) institution = cards != NULL ? cw_store_get_institution (tools->store, student->institution_id, error) : NULL;

  if (institution == NULL)
    return FALSE;
  for (guint i = 0; i < cards->len; i++)
    {
      const CwCard *card = g_ptr_array_index (cards, i);

      if (cw_life_find_rule (act, card->state) != NULL && !cw_life_write (tools, act, card, reason, NULL, error))
        return FALSE;
    }
  /* who left is told already */
  return student->registered_esi == NULL || student->left_at != NULL || cw_outbox_add_leave (tools->store, student, institution, error) != 0;
}

static gboolean
cw_life_leave_in (const CwIssueTools *tools,
                  const char         *student_id,
                  const char         *reason,
                  GError            **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (tools->store, student_id, error);
  g_autofree char *today = cw_clock_today (tools->clock);

  if (student == NULL || !cw_life_check_no_order (tools, student_id, error))
    return FALSE;
  if (student->left_at != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The student “%s” left on %s already. Nothing was changed."), student_id, student->left_at);
      return FALSE;
    }
  return cw_life_end_cards (tools, CW_LIFE_ACT_LEAVE, student, reason, error) &&
         cw_store_set_student_left (tools->store, student_id, today, reason, error);
}

gboolean
cw_life_leave (const CwIssueTools *tools,
               const char         *student_id,
               const char         *reason,
               GError            **error)
{
  g_return_val_if_fail (tools != NULL && student_id != NULL, FALSE);

  if (!cw_life_check_reason (CW_LIFE_ACT_LEAVE, reason, error) || !cw_store_begin (tools->store, error))
    return FALSE;
  return cw_life_end (tools, cw_life_leave_in (tools, student_id, reason, error), error);
}

gboolean
cw_life_return (const CwIssueTools *tools,
                const char         *student_id,
                GError            **error)
{
  g_autoptr (CwStudent) student = NULL;

  g_return_val_if_fail (tools != NULL && student_id != NULL, FALSE);

  student = cw_store_get_student (tools->store, student_id, error);
  if (student == NULL)
    return FALSE;
  if (student->left_at != NULL)
    return cw_store_set_student_left (tools->store, student_id, NULL, NULL, error);
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The student “%s” has not left. Nothing was changed."), student_id);
  return FALSE;
}

static gboolean
cw_life_new_esi_in (const CwIssueTools *tools,
                    const char         *student_id,
                    const char         *esi,
                    const char         *reason,
                    GError            **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (tools->store, student_id, error);

  if (student == NULL || !cw_life_check_no_order (tools, student_id, error))
    return FALSE;
  if (student->registered_esi == NULL || g_ascii_strcasecmp (student->registered_esi, esi) == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The register does not know the student “%s” under another ESI. Correct the record with “student correct --esi”. Nothing was changed."), student_id);
      return FALSE;
    }
  return cw_life_end_cards (tools, CW_LIFE_ACT_NEW_ESI, student, reason, error) &&
         cw_store_set_student_esi (tools->store, student_id, esi, reason, error);
}

gboolean
cw_life_new_esi (const CwIssueTools *tools,
                 const char         *student_id,
                 const char         *esi,
                 const char         *reason,
                 GError            **error)
{
  g_return_val_if_fail (tools != NULL && student_id != NULL && esi != NULL, FALSE);

  if (!cw_life_check_reason (CW_LIFE_ACT_NEW_ESI, reason, error) || !cw_esi_check (esi, error) || !cw_store_begin (tools->store, error))
    return FALSE;
  return cw_life_end (tools, cw_life_new_esi_in (tools, student_id, esi, reason, error), error);
}
