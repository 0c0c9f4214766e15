/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/station-private.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* One student's card as it would be printed now, or one order's as it is printed. Before a number is
 * reserved it is shown as all zeros: none is spent for looking. */

void
cw_preview_free (CwPreview *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->student, cw_student_unref);
  g_clear_pointer (&self->face, cw_face_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->in_force, cw_card_unref);
  g_free (self->problem);
  g_free (self->summary);
  g_free (self);
}

static char *
cw_preview_summarise (const CwStudent *student,
                      const char      *expires_at)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  g_auto (GStrv) date = g_strsplit (expires_at, "-", 3);
  g_autofree char *valid = g_strdup_printf (_ ("valid until %s.%s.%s"), date[2], date[1], date[0]);

  g_ptr_array_add (parts, student->number);
  if (student->programme != NULL)
    g_ptr_array_add (parts, student->programme);
  if (student->level != CW_ACADEMIC_LEVEL_NONE)
    g_ptr_array_add (parts, (char *) cw_academic_level_to_label (student->level));
  g_ptr_array_add (parts, valid);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static CwFace *
cw_preview_lay_out (CwStation       *self,
                    const CwStudent *student,
                    const CwProfile *profile,
                    CwPreview       *preview,
                    GError         **error)
{
  g_autofree char *today = cw_clock_today (self->tools.clock);
  g_autofree char *expires_at = cw_profile_get_expiry (profile, student, today, error);
  g_autoptr (CwInstitution) institution = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwRecord) record = NULL;
  g_autoptr (GBytes) photo = NULL;
  g_autoptr (GError) no_photo = NULL;
  CwEscn escn;

  if (expires_at == NULL)
    return NULL;
  preview->summary = cw_preview_summarise (student, expires_at);
  institution = cw_store_get_institution (self->tools.store, student->institution_id, error);
  if (institution == NULL || !cw_escn_build (0, 0x8000, self->tools.prefix, institution->pic, &escn, error))
    return NULL;
  file = g_file_new_for_uri (profile->template_uri);
  template = cw_template_load (file, error);
  if (template == NULL)
    return NULL;
  preview->has_back = cw_template_has_back (template);
  photo = cw_store_get_photo (self->tools.store, student->id, &no_photo);
  if (photo == NULL && !g_error_matches (no_photo, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&no_photo));
      return NULL;
    }
  record = cw_record_new_for_card (student, institution, &escn, today, expires_at);
  return cw_face_new (template, record, photo, error);
}

static gboolean
cw_preview_fill_for_student (CwStation *self,
                             CwPreview *preview,
                             GError   **error)
{
  g_autofree char *profile_id = cw_station_get_profile_id (self, preview->student, error);
  g_autoptr (CwProfile) profile = NULL;
  g_autoptr (GError) problem = NULL;

  if (profile_id == NULL || !cw_issue_find_card_in_force (&self->tools, preview->student->id, &preview->in_force, error))
    return FALSE;
  profile = cw_store_get_profile (self->tools.store, profile_id, error);
  if (profile == NULL)
    return FALSE;
  preview->face = cw_preview_lay_out (self, preview->student, profile, preview, &problem);
  if (preview->face == NULL)
    preview->problem = g_strdup (problem->message);
  return TRUE;
}

static gboolean
cw_preview_fill_for_order (CwStation    *self,
                           const CwCard *card,
                           CwPreview    *preview,
                           GError      **error)
{
  g_autoptr (CwProfile) profile = cw_store_get_profile (self->tools.store, card->profile_id, error);
  g_autoptr (GFile) file = NULL;
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (GError) problem = NULL;

  if (profile == NULL)
    return FALSE;
  preview->summary = cw_preview_summarise (preview->student, card->expires_at);
  preview->face = cw_issue_get_face (&self->tools, card->order_id, &problem);
  if (preview->face == NULL)
    {
      preview->problem = g_strdup (problem->message);
      return TRUE;
    }
  file = g_file_new_for_uri (profile->template_uri);
  template = cw_template_load (file, error);
  preview->has_back = template != NULL && cw_template_has_back (template);
  return template != NULL;
}

/* Judged for the printer of this station as it said last. */
static GPtrArray *
cw_preview_check (CwStation *self,
                  CwFace    *face)
{
  CwPrinterCapabilities printer;
  gboolean known;

  g_mutex_lock (&self->lock);
  printer = self->printer;
  known = self->printer_known;
  g_mutex_unlock (&self->lock);
  return cw_issue_check_face (face, known ? &printer : NULL);
}

static gboolean
cw_station_preview_work (gpointer      data,
                         GCancellable *cancellable,
                         GError      **error)
{
  CwCall *call = data;
  CwStation *self = call->station;
  g_autoptr (CwPreview) preview = g_new0 (CwPreview, 1);
  g_autoptr (CwCard) card = NULL;

  if (call->number != 0 && (card = cw_store_get_card_of_order (self->tools.store, call->number, error)) == NULL)
    return FALSE;
  preview->student = cw_store_get_student (self->tools.store, card != NULL ? card->student_id : call->text, error);
  if (preview->student == NULL)
    return FALSE;
  if (!(card != NULL ? cw_preview_fill_for_order (self, card, preview, error) : cw_preview_fill_for_student (self, preview, error)))
    return FALSE;
  preview->checks = preview->face != NULL ? cw_preview_check (self, preview->face) : g_ptr_array_new_with_free_func ((GDestroyNotify) cw_check_free);
  call->result = g_steal_pointer (&preview);
  return TRUE;
}

void
cw_station_preview_async (CwStation          *self,
                          const char         *student_id,
                          gint64              order_id,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));
  g_return_if_fail (student_id != NULL || order_id != 0);

  call = cw_call_new (self, student_id, (GDestroyNotify) cw_preview_free);
  call->number = order_id;
  cw_station_call (self, self->query_worker, cw_station_preview_work, call, cw_station_preview_async, cancellable, callback, user_data);
}

/**
 * cw_station_get_order_id:
 *
 * Returns: the order that is being worked on now; 0: none
 */
gint64
cw_station_get_order_id (CwStation *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (CW_IS_STATION (self), 0);

  locker = g_mutex_locker_new (&self->lock);
  return self->order_id;
}

CwPreview *
cw_station_preview_finish (CwStation    *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
