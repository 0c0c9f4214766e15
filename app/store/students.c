/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/store/store-private.h"
#include "app/store/words.h"

/* Students; their photos are in photos.c, and how they are found in search.c. Any thread, under the store's
 * lock. No message here names a student otherwise than by the id that the caller gave. */

/* the record, as the journal's digests of it take it; not what is reckoned from it */
#define RECORD_SELECT "SELECT id, institution_id, number, given_names, family_name, email, programme, level, esi, valid_until FROM students WHERE id = ?"

gpointer
cw_student_read (sqlite3_stmt *stmt,
                 GError      **error)
{
  g_autoptr (CwStudent) self = cw_student_new ();
  const char *level = (const char *) sqlite3_column_text (stmt, 7);

  self->id = cw_sql_dup (stmt, 0);
  self->institution_id = cw_sql_dup (stmt, 1);
  self->number = cw_sql_dup (stmt, 2);
  self->given_names = cw_sql_dup (stmt, 3);
  self->family_name = cw_sql_dup (stmt, 4);
  self->email = cw_sql_dup (stmt, 5);
  self->programme = cw_sql_dup (stmt, 6);
  if (!cw_store_check_name (level, cw_academic_level_from_name (level, &self->level), error))
    return NULL;
  self->esi = cw_sql_dup (stmt, 8);
  self->valid_until = cw_sql_dup (stmt, 9);
  self->registered_esi = cw_sql_dup (stmt, 10);
  self->left_at = cw_sql_dup (stmt, 11);
  return g_steal_pointer (&self);
}

static gboolean
cw_store_put_words (CwStore         *self,
                    const CwStudent *student,
                    const char      *key,
                    gint64           seq,
                    GError         **error)
{
  g_autoptr (GPtrArray) words = cw_words_of_key (key);

  if (!cw_sql_execute (&self->sql, "DELETE FROM student_words WHERE student = ?", CW_VALUES (CW_INT (seq)), error))
    return FALSE;

  for (guint i = 0; i < words->len; i++)
    {
      const char *word = g_ptr_array_index (words, i);

      if (!cw_sql_execute (&self->sql, "INSERT OR IGNORE INTO student_words (word, sort_key, student, institution_id) VALUES (?, ?, ?, ?)",
                           CW_VALUES (CW_TEXT (word), CW_TEXT (key), CW_INT (seq), CW_TEXT (student->institution_id)), error))
        return FALSE;
    }
  return TRUE;
}

/* The register knows a person by the ESI, and there it can never be changed: another one would be
 * another person. */
static gboolean
cw_store_check_esi_kept (CwStore         *self,
                         const CwStudent *student,
                         GError         **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwStudent) before = cw_store_get_student (self, student->id, &local);

  if (before == NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (before == NULL || before->registered_esi == NULL || (student->esi != NULL && g_ascii_strcasecmp (student->esi, before->registered_esi) == 0))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
               _ ("The register knows the student “%s” under an ESI, which is not the one in this record, and it cannot be changed there. Nothing was stored. Give the record its old ESI; if it was wrong, say “student new-esi”, which withdraws the cards."),
               student->id);
  return FALSE;
}

static gboolean
cw_store_put_student_in (CwStore         *self,
                         const CwStudent *student,
                         GError         **error)
{
  g_autoptr (CwInstitution) institution = cw_store_get_institution (self, student->institution_id, error);
  g_autofree char *search_key = cw_student_get_search_key (student);
  g_autofree char *key = cw_words_cut_key (search_key);
  g_autofree char *esi_key = student->esi != NULL ? g_ascii_strdown (student->esi, -1) : NULL;
  g_autofree char *subject = cw_student_subject (student->id);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  GString *details;
  gint64 seq;

  if (institution == NULL || !cw_store_check_esi_kept (self, student, error) ||
      !cw_store_digest_row (self, RECORD_SELECT, CW_VALUES (CW_TEXT (student->id)), &before, error) ||
      !cw_sql_get_int (&self->sql,
                       "INSERT INTO students (id, institution_id, number, given_names, family_name, email, programme, level, esi, valid_until, esi_key, sort_key) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
                       "ON CONFLICT (id) DO UPDATE SET institution_id = ?2, number = ?3, given_names = ?4, family_name = ?5, email = ?6, "
                       "programme = ?7, level = ?8, esi = ?9, valid_until = ?10, esi_key = ?11, sort_key = ?12 RETURNING seq",
                       CW_VALUES (CW_TEXT (student->id), CW_TEXT (student->institution_id), CW_TEXT (student->number),
                                  CW_TEXT (student->given_names), CW_TEXT (student->family_name), CW_TEXT (student->email),
                                  CW_TEXT (student->programme), CW_TEXT (cw_academic_level_to_name (student->level)),
                                  CW_TEXT (student->esi), CW_TEXT (student->valid_until), CW_TEXT (esi_key), CW_TEXT (key)),
                       &seq, NULL, error) ||
      !cw_store_put_words (self, student, key, seq, error) ||
      !cw_store_digest_row (self, RECORD_SELECT, CW_VALUES (CW_TEXT (student->id)), &after, error))
    return FALSE;

  details = cw_details_new ();
  cw_details_text (details, "institution", student->institution_id);
  cw_details_change (details, before, after);
  return cw_journal_append (self, "student.put", subject, 0, details, error);
}

/**
 * cw_store_put_student:
 *
 * Stores @student, in the place of one with the same id; the photo stays. The institution must
 * be stored. Not taken from @student: registered_esi and left_at. Errors: %CW_ERROR_REFUSED when the
 * register knows the person under another ESI.
 */
gboolean
cw_store_put_student (CwStore         *self,
                      const CwStudent *student,
                      GError         **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && student != NULL, FALSE);

  if (!cw_student_check (student, error) || !cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_put_student_in (self, student, error), error);
}

/**
 * cw_store_get_student:
 *
 * Returns: (transfer full): the student, or %NULL with %CW_ERROR_NOT_FOUND
 */
CwStudent *
cw_store_get_student (CwStore    *self,
                      const char *id,
                      GError    **error)
{
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && id != NULL, NULL);

  if (!cw_store_find_row (self, CW_STUDENT_SELECT " FROM students AS s WHERE s.id = ?", CW_VALUES (CW_TEXT (id)), cw_student_read, &row, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no student “%s” here. Search by name, or add the record."), id);
  return row;
}
