/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/store/journal-private.h"
#include "app/store/store-private.h"

/* The signed heads of the journal: which day is due, what is signed, and the row of it. Signing and
 * judging a signature is done by whoever has the keys. Any thread, under the store's lock. */

#define KEY_SIZE_MAX 4096 /* bytes, of a public key or a signature; Ed25519 has 32 and 64 */

CwJournalSignature *
cw_journal_signature_new (void)
{
  return g_new0 (CwJournalSignature, 1);
}

void
cw_journal_signature_free (CwJournalSignature *self)
{
  g_free (self->day);
  g_free (self->hash);
  g_free (self->algorithm);
  g_free (self->key_label);
  g_clear_pointer (&self->public_key, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_free (self);
}

/**
 * cw_journal_signature_get_message:
 *
 * Returns: (transfer full): what is signed: four lines, each with its line end
 */
char *
cw_journal_signature_get_message (const CwJournalSignature *self)
{
  return g_strdup_printf ("Cardwright journal: the head of a day\nday %s\nentry %" G_GINT64_FORMAT "\nhash %s\n", self->day, self->entry, self->hash);
}

gpointer
cw_signature_read (sqlite3_stmt *stmt,
                   GError      **error)
{
  g_autoptr (CwJournalSignature) self = cw_journal_signature_new ();

  self->day = cw_sql_dup (stmt, 0);
  self->entry = sqlite3_column_int64 (stmt, 1);
  self->hash = cw_sql_dup (stmt, 2);
  self->algorithm = cw_sql_dup (stmt, 3);
  self->key_label = cw_sql_dup (stmt, 4);
  self->key_version = (guint) CLAMP (sqlite3_column_int64 (stmt, 5), 0, G_MAXINT);
  self->public_key = g_bytes_new (sqlite3_column_blob (stmt, 6), (gsize) sqlite3_column_bytes (stmt, 6));
  self->signature = g_bytes_new (sqlite3_column_blob (stmt, 7), (gsize) sqlite3_column_bytes (stmt, 7));
  self->signed_at = sqlite3_column_int64 (stmt, 8);
  if (self->day != NULL && self->hash != NULL && self->algorithm != NULL && self->key_label != NULL)
    return g_steal_pointer (&self);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_STORE, _ ("A signature of the journal is damaged. Bring back the newest good copy of the database."));
  return NULL;
}

GString *
cw_signature_details (const CwJournalSignature *self)
{
  g_autofree char *key = cw_digest_bytes (g_bytes_get_data (self->public_key, NULL), g_bytes_get_size (self->public_key));
  g_autofree char *signature = cw_digest_bytes (g_bytes_get_data (self->signature, NULL), g_bytes_get_size (self->signature));
  GString *details = cw_details_new ();

  cw_details_number (details, "entry", self->entry);
  cw_details_text (details, "hash", self->hash);
  cw_details_text (details, "algorithm", self->algorithm);
  cw_details_text (details, "key", self->key_label);
  cw_details_number (details, "version", self->key_version);
  cw_details_text (details, "public_key", key);
  cw_details_text (details, "signature", signature);
  return details;
}

static gboolean
cw_store_is_signed (CwStore    *self,
                    const char *day,
                    gboolean   *is_signed,
                    GError    **error)
{
  gint64 count;

  if (!cw_sql_get_int (&self->sql, "SELECT count (*) FROM journal_signatures WHERE day = ?", CW_VALUES (CW_TEXT (day)), &count, NULL, error))
    return FALSE;
  *is_signed = count > 0;
  return TRUE;
}

static gpointer
cw_day_head_read (sqlite3_stmt *stmt,
                  GError      **error)
{
  CwJournalSignature *self = cw_journal_signature_new ();

  self->entry = sqlite3_column_int64 (stmt, 0);
  self->hash = cw_sql_dup (stmt, 1);
  return self;
}

static gboolean
cw_store_check_day (CwStore    *self,
                    const char *day,
                    gint64      start,
                    GError    **error)
{
  gboolean is_signed;

  if (start + G_TIME_SPAN_DAY > cw_clock_now (self->clock))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The day %s is not over (a day of the journal ends at midnight, UTC). Sign it tomorrow."), day);
      return FALSE;
    }
  if (!cw_store_is_signed (self, day, &is_signed, error))
    return FALSE;
  if (is_signed)
    g_set_error (error, CW_ERROR, CW_ERROR_EXISTS, _ ("The day %s is signed already. A signature is never replaced."), day);
  return !is_signed;
}

/**
 * cw_store_get_day_head:
 * @day: yyyy-MM-dd, UTC; it must be over and not be signed
 *
 * Returns: (transfer full): the last entry of that day or before, to be signed: day, entry and hash
 *   are filled; or %NULL with %CW_ERROR_REFUSED, _EXISTS or _NOT_FOUND
 */
CwJournalSignature *
cw_store_get_day_head (CwStore    *self,
                       const char *day,
                       GError    **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  CwJournalSignature *head;
  gpointer row;
  gint64 start;

  g_return_val_if_fail (CW_IS_STORE (self) && day != NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  if (!cw_moment_of_day (day, &start, error) || !cw_store_check_day (self, day, start, error) ||
      !cw_store_find_row (self, "SELECT id, hash FROM journal WHERE at < ? ORDER BY id DESC LIMIT 1", CW_VALUES (CW_INT (start + G_TIME_SPAN_DAY)), cw_day_head_read, &row, error))
    return NULL;
  if (row == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The journal has no entry of the day %s or before. There is nothing to sign."), day);
      return NULL;
    }
  head = row;
  head->day = g_strdup (day);
  return head;
}

static gpointer
cw_unsigned_day_read (sqlite3_stmt *stmt,
                      GError      **error)
{
  char *day = cw_moment_to_day (sqlite3_column_int64 (stmt, 0));

  return day != NULL ? day : g_strdup ("");
}

/**
 * cw_store_find_unsigned_day:
 * @day: (out) (transfer full) (nullable): the newest day that is over and has entries which no
 *   signature covers; %NULL when there is none
 */
gboolean
cw_store_find_unsigned_day (CwStore *self,
                            char   **day,
                            GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autofree char *found = NULL;
  gboolean is_signed;
  gpointer row;
  gint64 now;

  g_return_val_if_fail (CW_IS_STORE (self) && day != NULL, FALSE);

  *day = NULL;
  locker = g_rec_mutex_locker_new (&self->lock);
  now = cw_clock_now (self->clock);
  if (!cw_store_find_row (self,
                          "SELECT at FROM journal WHERE at < ? AND id > (SELECT coalesce (max (entry), 0) FROM journal_signatures) ORDER BY id DESC LIMIT 1",
                          CW_VALUES (CW_INT (now - now % G_TIME_SPAN_DAY)), cw_unsigned_day_read, &row, error))
    return FALSE;
  found = row;
  /* with a clock that was set back a day may come twice: the next one's signature covers it */
  if (found == NULL || *found == '\0')
    return TRUE;
  if (!cw_store_is_signed (self, found, &is_signed, error))
    return FALSE;
  if (!is_signed)
    *day = g_steal_pointer (&found);
  return TRUE;
}

static gboolean
cw_store_add_signature_in (CwStore                  *self,
                           const CwJournalSignature *signature,
                           GError                  **error)
{
  g_autofree char *subject = g_strconcat (CW_JOURNAL_SUBJECT, signature->day, NULL);
  gint64 now = cw_clock_now (self->clock);
  gint64 fits;

  if (!cw_sql_get_int (&self->sql, "SELECT count (*) FROM journal WHERE id = ? AND hash = ?", CW_VALUES (CW_INT (signature->entry), CW_TEXT (signature->hash)), &fits, NULL, error))
    return FALSE;
  if (fits == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Entry %" PRId64 " of the journal is not the one that was signed. Check the journal: cardwright-cli journal verify."), signature->entry);
      return FALSE;
    }
  return cw_sql_execute (&self->sql, "INSERT INTO journal_signatures (day, entry, hash, algorithm, key_label, key_version, public_key, signature, signed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                         CW_VALUES (CW_TEXT (signature->day), CW_INT (signature->entry), CW_TEXT (signature->hash), CW_TEXT (signature->algorithm), CW_TEXT (signature->key_label),
                                    CW_INT (signature->key_version), CW_BLOB (signature->public_key), CW_BLOB (signature->signature), CW_INT (now)), error) &&
         cw_journal_append (self, CW_JOURNAL_ACT_SIGN, subject, 0, cw_signature_details (signature), error);
}

/**
 * cw_store_add_signature:
 * @signature: of an entry that is there; its moment is now
 *
 * Keeps a signed head, and says so in the journal: with its entry there a signature that is taken
 * away later is missed.
 */
gboolean
cw_store_add_signature (CwStore                  *self,
                        const CwJournalSignature *signature,
                        GError                  **error)
{
  gboolean is_signed = FALSE;

  g_return_val_if_fail (CW_IS_STORE (self) && signature != NULL, FALSE);
  g_return_val_if_fail (g_bytes_get_size (signature->public_key) <= KEY_SIZE_MAX && g_bytes_get_size (signature->signature) <= KEY_SIZE_MAX, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  if (!cw_store_is_signed (self, signature->day, &is_signed, error))
    return cw_store_finish (self, FALSE, error);
  if (is_signed)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_EXISTS, _ ("The day %s is signed already. A signature is never replaced."), signature->day);
      return cw_store_finish (self, FALSE, error);
    }
  return cw_store_finish (self, cw_store_add_signature_in (self, signature, error), error);
}

/**
 * cw_store_list_signatures:
 *
 * Returns: (transfer full): #CwJournalSignature in the order of their entries
 */
GPtrArray *
cw_store_list_signatures (CwStore *self,
                          GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, CW_SIGNATURE_SELECT " ORDER BY entry, day", NULL, cw_signature_read, (GDestroyNotify) cw_journal_signature_free, error);
}
