/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/store/retention.h"
#include "app/store/store-private.h"
#include "app/store/words.h"

/* Forgetting: the record of an order, or all that is known of a student. What counts cards, blanks
 * and messages stays, so the ledger adds up and the journal verifies as before. Any thread, under
 * the store's lock.
 *
 * A tombstone is a student under an id that says nothing ("erased:" and random digits; no record
 * can have such an id), without any field, photo or word. Where a person may have written about
 * the student (reasons, sentences of failures), the text goes as well. */

#define TOMBSTONE "erased:"

/* bytes of randomness in the id of a tombstone */
#define TOMBSTONE_BYTES 8

/* characters; a shorter word of a name may stand in a reason by chance */
#define TELLING_WORD 3

/* bytes; of a text beyond the first words only an e-mail address is looked for */
#define REASON_MAX 160

/* bytes of a database that are written anew in memory; a larger one takes a file that is deleted
 * as soon as it is made */
#define CLEAN_IN_MEMORY (G_GINT64_CONSTANT (512) * 1024 * 1024)

/* one order */

static gboolean
cw_store_forget_order_in (CwStore *self,
                          gint64   order_id,
                          GError **error)
{
  g_autoptr (CwOrderRow) order = cw_store_get_order (self, order_id, error);
  GString *details;

  if (order == NULL)
    return FALSE;
  if (order->open)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Order %" PRId64 " is open: its record is needed. Finish it first."), order_id);
      return FALSE;
    }
  if (!cw_sql_execute (&self->sql, "UPDATE orders SET record = '{}', reissue_text = NULL, erased_at = coalesce (erased_at, ?) WHERE id = ?",
                       CW_VALUES (CW_INT (cw_clock_now (self->clock)), CW_INT (order_id)), error) ||
      /* the register's sentence, which may be about the person */
      !cw_sql_execute (&self->sql, "UPDATE steps SET evidence = json_remove (evidence, '$.owed') WHERE order_id = ? AND json_type (evidence, '$.owed') IS NOT NULL",
                       CW_VALUES (CW_INT (order_id)), error) ||
      !cw_sql_execute (&self->sql, "UPDATE batch_items SET sentence = NULL WHERE order_id = ?", CW_VALUES (CW_INT (order_id)), error))
    return FALSE;

  details = cw_details_new ();
  cw_details_text (details, "record", order->record_digest);
  return cw_journal_append (self, "order.forget", "order", order_id, details, error);
}

gboolean
cw_store_forget_order (CwStore *self,
                       gint64   order_id,
                       GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_forget_order_in (self, order_id, error), error);
}

/* a student */

static gboolean
cw_erase_names_student (const CwStudent *student,
                        const char      *reason)
{
  g_autofree char *key = cw_student_get_search_key (student);
  g_autofree char *folded = cw_search_fold (reason);
  g_autofree char *email = student->email != NULL ? cw_search_fold (student->email) : NULL;
  g_autoptr (GPtrArray) words = cw_words_of_key (key);
  g_autoptr (GPtrArray) said = cw_words_of_key (folded);

  if (email != NULL && strstr (folded, email) != NULL)
    return TRUE;
  for (guint i = 0; i < said->len; i++)
    if (g_utf8_strlen (g_ptr_array_index (said, i), -1) >= TELLING_WORD && g_ptr_array_find_with_equal_func (words, g_ptr_array_index (said, i), g_str_equal, NULL))
      return TRUE;
  return FALSE;
}

gboolean
cw_erase_check_reason (const CwStudent *student,
                       const char      *reason,
                       GError         **error)
{
  if (*reason == '\0' || strlen (reason) > REASON_MAX || !g_utf8_validate (reason, -1, NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Say in at most %d bytes why the record is erased, for example “request of 21 November”."), REASON_MAX);
      return FALSE;
    }
  if (!cw_erase_names_student (student, reason))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The reason names the student, and it is kept in the journal for ever. Write it without name and number."));
  return FALSE;
}

static gboolean
cw_erase_refuse (CwKept   kept,
                 GError **error)
{
  switch (kept)
    {
    case CW_KEPT_OPEN:
      g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("A card of this student is being made or waits in a batch. Finish or cancel it, then erase."));
      return FALSE;
    case CW_KEPT_IN_FORCE:
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_IN_FORCE, _ ("A card of this student is not at its end. Withdraw it first, or erase with --withdraw."));
      return FALSE;
    case CW_KEPT_OWED:
      g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The register is still owed a message about this student. Send it or give it up (“outbox list”), then erase."));
      return FALSE;
    case CW_KEPT_REGISTERED:
      g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The register still knows this person. Have them leave there first, or erase with --withdraw."));
      return FALSE;
    case CW_KEPT_NOT:
    case CW_KEPT_NO_RULE:
    case CW_KEPT_NO_DATE:
    case CW_KEPT_NOT_YET:
      return TRUE;
    }
  g_return_val_if_reached (FALSE);
}

gboolean
cw_store_check_erasable (CwStore    *self,
                         const char *student_id,
                         GError    **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  const CwRetentionRow *row;

  g_return_val_if_fail (CW_IS_STORE (self) && student_id != NULL, FALSE);

  rows = cw_store_list_retained_students (self, NULL, student_id, 0, 1, error);
  if (rows == NULL)
    return FALSE;
  if (rows->len == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("This record was erased already."));
      return FALSE;
    }
  row = g_ptr_array_index (rows, 0);
  return cw_erase_refuse (cw_retention_obstacle (CW_RETAINED_RECORD, &row->facts), error);
}

/* Evidence holds no personal data by design; a text that does all the same goes as a whole. */
static gboolean
cw_store_scrub_evidence (CwStore         *self,
                         const CwStudent *student,
                         GError         **error)
{
  const char *const words[] = { student->id, student->number, student->email, student->esi, student->family_name };

  if (!cw_sql_execute (&self->sql, "UPDATE steps SET evidence = json_remove (evidence, '$.owed') WHERE order_id IN (SELECT id FROM orders WHERE student_id = ?) AND json_type (evidence, '$.owed') IS NOT NULL",
                       CW_VALUES (CW_TEXT (student->id)), error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i] != NULL && strlen (words[i]) >= TELLING_WORD &&
        !cw_sql_execute (&self->sql, "UPDATE steps SET evidence = '{\"erased\":true}' WHERE order_id IN (SELECT id FROM orders WHERE student_id = ?) AND instr (lower (evidence), lower (?)) > 0",
                         CW_VALUES (CW_TEXT (student->id), CW_TEXT (words[i])), error))
      return FALSE;
  return TRUE;
}

/* All of it refers to the student by id: the keys hold again when the transaction ends. */
static gboolean
cw_store_bury (CwStore    *self,
               const char *old,
               const char *new,
               GError    **error)
{
  static const char *const changes[] = {
    "DELETE FROM photos WHERE student_id = ?1",
    "DELETE FROM student_words WHERE student = (SELECT seq FROM students WHERE id = ?1)",
    "UPDATE plastics SET reason = NULL WHERE card_id IN (SELECT id FROM cards WHERE student_id = ?1)",
    "UPDATE cards SET student_id = ?2, reason = NULL WHERE student_id = ?1",
    "UPDATE orders SET student_id = ?2, record = '{}', reissue_text = NULL, erased_at = coalesce (erased_at, ?3) WHERE student_id = ?1",
    "UPDATE outbox SET student_id = ?2, person = ?2, payload = '{\"erased\":true}', last_error = NULL, reason = iif (reason IS NULL, NULL, 'erased') WHERE student_id = ?1",
    "UPDATE batch_items SET student_id = ?2, sentence = NULL WHERE student_id = ?1",
    "UPDATE students SET id = ?2, number = NULL, given_names = NULL, family_name = NULL, email = NULL, programme = NULL, level = 'NONE', "
    "esi = NULL, esi_key = NULL, registered_esi = NULL, valid_until = NULL, sort_key = '', erased_at = ?3 WHERE id = ?1",
  };

  if (!cw_sql_run (&self->sql, "PRAGMA defer_foreign_keys = ON", error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      const CwSqlValue values[] = { CW_TEXT (old), CW_TEXT (new), CW_INT (cw_clock_now (self->clock)) };
      guint n = strstr (changes[i], "?3") != NULL ? 3 : strstr (changes[i], "?2") != NULL ? 2 : 1;
      CwSqlValue bound[4] = { { .kind = CW_SQL_END }, };

      for (guint j = 0; j < n; j++)
        bound[j] = values[j];
      bound[n] = (CwSqlValue) { .kind = CW_SQL_END };
      if (!cw_sql_execute (&self->sql, changes[i], bound, error))
        return FALSE;
    }
  return TRUE;
}

static char *
cw_tombstone_make_id (void)
{
  guint8 random[TOMBSTONE_BYTES];
  g_autofree char *digits = NULL;

  cw_random_bytes (random, sizeof random);
  digits = cw_hex_encode (random, sizeof random);
  return g_strconcat (TOMBSTONE, digits, NULL);
}

static char *
cw_store_erase_student_in (CwStore    *self,
                           const char *student_id,
                           const char *reason,
                           GError    **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (self, student_id, error);
  g_autofree char *id = cw_tombstone_make_id ();
  g_autofree char *subject = cw_student_subject (student_id);
  g_autofree char *tombstone = cw_student_subject (id);
  GString *details;

  if (student == NULL || !cw_store_check_erasable (self, student_id, error) || (reason != NULL && !cw_erase_check_reason (student, reason, error)) ||
      !cw_store_scrub_evidence (self, student, error) || !cw_store_bury (self, student_id, id, error))
    return NULL;

  details = cw_details_new ();
  cw_details_text (details, "institution", student->institution_id);
  cw_details_text (details, "tombstone", strchr (tombstone, '/') + 1);
  cw_details_text (details, reason != NULL ? "reason" : "by", reason != NULL ? reason : "rule");
  return cw_journal_append (self, "student.erase", subject, 0, details, error) ? g_steal_pointer (&id) : NULL;
}

char *
cw_store_erase_student (CwStore    *self,
                        const char *student_id,
                        const char *reason,
                        GError    **error)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (CW_IS_STORE (self) && student_id != NULL, NULL);

  if (!cw_store_begin (self, error))
    return NULL;
  id = cw_store_erase_student_in (self, student_id, reason, error);
  return cw_store_finish (self, id != NULL, error) ? g_steal_pointer (&id) : NULL;
}

/* the files */

/* When cells move between pages, SQLite leaves what it moved in the gap of the page that it left;
 * secure_delete reaches what is deleted, not such a copy of it. Only writing all pages anew does. */
static gboolean
cw_store_rewrite (CwStore *self,
                  GError **error)
{
  gint64 size;
  gboolean ok;

  if (!cw_sql_get_int (&self->sql, "SELECT page_count * page_size FROM pragma_page_count (), pragma_page_size ()", NULL, &size, NULL, error))
    return FALSE;
  if (size > CLEAN_IN_MEMORY && !cw_sql_run (&self->sql, "PRAGMA temp_store = FILE", error))
    return FALSE;
  /* it attaches its own new file */
  sqlite3_limit (self->sql.db, SQLITE_LIMIT_ATTACHED, 1);
  ok = cw_sql_run (&self->sql, "VACUUM", error);
  sqlite3_limit (self->sql.db, SQLITE_LIMIT_ATTACHED, 0);
  cw_sql_run (&self->sql, "PRAGMA temp_store = MEMORY", NULL);
  return ok;
}

static gboolean
cw_store_empty_log (CwStore *self,
                    GError **error)
{
  gint64 busy = 1;

  if (!cw_sql_get_int (&self->sql, "PRAGMA wal_checkpoint (TRUNCATE)", NULL, &busy, NULL, error))
    return FALSE;
  return busy == 0 || cw_sql_fail (&self->sql, SQLITE_BUSY, error);
}

gboolean
cw_store_clean (CwStore *self,
                GError **error)
{
  gboolean ok;

  g_return_val_if_fail (CW_IS_STORE (self), FALSE);

  /* SQLite refuses it within a transaction */
  g_rec_mutex_lock (&self->lock);
  ok = cw_store_rewrite (self, error) && cw_store_empty_log (self, error);
  g_rec_mutex_unlock (&self->lock);
  if (!ok)
    g_prefix_error (error, "%s ", _ ("It is erased, but its traces may still be in the database file. Run “privacy clean” later."));
  return ok;
}
