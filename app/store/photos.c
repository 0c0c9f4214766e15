/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/photos.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/store/store-private.h"

/* Photos, enciphered at rest. Any thread, under the store's lock.
 *
 * A photo's row with a key_label holds: one byte, the form (1), then what the key's owner sealed
 * (app/keys/gcm.h: nonce, ciphertext, tag). Associated with it are, each with a NUL behind it:
 * "cardwright photo 1", the label, the version in decimal, the student's id; so that a photo opens
 * neither for another student nor as one of another version. A row without a key_label is from
 * before and holds the picture file as it came. */

/* bytes; a camera's JPEG is smaller, and a row may not be larger than CW_STORE_MAX_VALUE */
#define PHOTO_MAX (8 * 1024 * 1024)

#define PHOTO_FORM 1
#define PHOTO_CONTEXT "cardwright photo 1"

/* photos that one transaction enciphers anew: a crash loses no more than their work */
#define PHOTOS_A_STEP 32

typedef struct
{
  gint64  id;          /* rowid */
  char   *student_id;
  GBytes *photo;       /* as it lies there */
  char   *key_label;   /* (nullable) */
  gint64  key_version;
} CwPhotoRow;

static void
cw_photo_row_free (CwPhotoRow *row)
{
  g_free (row->student_id);
  g_bytes_unref (row->photo);
  g_free (row->key_label);
  g_free (row);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPhotoRow, cw_photo_row_free)

#define PHOTO_SELECT "SELECT rowid, student_id, photo, key_label, key_version FROM photos"

static gpointer
cw_photo_row_read (sqlite3_stmt *stmt,
                   GError      **error)
{
  CwPhotoRow *row = g_new0 (CwPhotoRow, 1);
  const void *data = sqlite3_column_blob (stmt, 2);

  row->id = sqlite3_column_int64 (stmt, 0);
  row->student_id = cw_sql_dup (stmt, 1);
  row->photo = g_bytes_new (data, (gsize) sqlite3_column_bytes (stmt, 2));
  row->key_label = cw_sql_dup (stmt, 3);
  row->key_version = sqlite3_column_int64 (stmt, 4);
  return row;
}

/**
 * cw_store_set_photo_keys:
 *
 * Without keys photos cannot be put, and those that are enciphered cannot be read.
 */
void
cw_store_set_photo_keys (CwStore           *self,
                         const CwPhotoKeys *keys)
{
  g_return_if_fail (CW_IS_STORE (self));

  g_rec_mutex_lock (&self->lock);
  self->photo_keys = keys != NULL ? *keys : (CwPhotoKeys) { 0 };
  g_rec_mutex_unlock (&self->lock);
}

static gboolean
cw_photo_current_version (CwStore *self,
                          guint8  *version,
                          GError **error)
{
  if (self->photo_keys.current != NULL)
    return self->photo_keys.current (self->photo_keys.user_data, version, error);
  g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, _ ("The key “%s”, with which photos are enciphered, is not here. Make it with “cardwright-cli key new %s”."), CW_PHOTO_KEY_LABEL, CW_PHOTO_KEY_LABEL);
  return FALSE;
}

static GBytes *
cw_photo_get_associated (const char *student_id,
                         guint8      version)
{
  g_autofree char *number = g_strdup_printf ("%u", version);
  const char *const parts[] = { PHOTO_CONTEXT, CW_PHOTO_KEY_LABEL, number, student_id };
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_byte_array_append (bytes, (const guint8 *) parts[i], (guint) strlen (parts[i]) + 1);
  return g_byte_array_free_to_bytes (bytes);
}

/* Returns: (transfer full): what the row holds */
static GBytes *
cw_photo_seal (CwStore    *self,
               const char *student_id,
               guint8      version,
               GBytes     *photo,
               GError    **error)
{
  const guint8 form = PHOTO_FORM;
  g_autoptr (GBytes) associated = cw_photo_get_associated (student_id, version);
  g_autoptr (GBytes) sealed = self->photo_keys.seal (self->photo_keys.user_data, version, associated, photo, error);
  GByteArray *bytes;

  if (sealed == NULL)
    return NULL;
  bytes = g_byte_array_sized_new ((guint) g_bytes_get_size (sealed) + 1);
  g_byte_array_append (bytes, &form, 1);
  g_byte_array_append (bytes, g_bytes_get_data (sealed, NULL), (guint) g_bytes_get_size (sealed));
  return g_byte_array_free_to_bytes (bytes);
}

static GBytes *
cw_photo_fail (const CwPhotoRow *row,
               GError          **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_PHOTO,
               _ ("The photo of the student “%s” does not open with version %" PRId64 " of the key “%s”: it was changed, belongs to somebody else, or that key is another one than it was made with. Compare the check value of the key; else bring the photo back from a backup, or take a new one."),
               row->student_id, row->key_version, row->key_label);
  return NULL;
}

/* Returns: (transfer full): the picture file */
static GBytes *
cw_photo_open (CwStore          *self,
               const CwPhotoRow *row,
               GError          **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) associated = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) photo = NULL;
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (row->photo, &length);

  if (row->key_label == NULL)
    return g_bytes_ref (row->photo);
  if (strcmp (row->key_label, CW_PHOTO_KEY_LABEL) != 0 || row->key_version < 0 || row->key_version > 255 || length < 1 || data[0] != PHOTO_FORM)
    return cw_photo_fail (row, error);
  if (self->photo_keys.open == NULL)
    {
      guint8 version;

      cw_photo_current_version (self, &version, error);
      return NULL;
    }
  associated = cw_photo_get_associated (row->student_id, (guint8) row->key_version);
  sealed = g_bytes_new_from_bytes (row->photo, 1, length - 1);
  photo = self->photo_keys.open (self->photo_keys.user_data, (guint8) row->key_version, associated, sealed, &local);
  if (photo == NULL && g_error_matches (local, CW_ERROR, CW_ERROR_INVALID))
    return cw_photo_fail (row, error);
  if (photo == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return g_steal_pointer (&photo);
}

/* putting and getting */

/* Of the picture itself, however it lies there. @digest: (out) (nullable): NULL without a photo, and
 * of one that does not open: that one must be able to be replaced, too */
static gboolean
cw_store_digest_photo (CwStore    *self,
                       const char *student_id,
                       char      **digest,
                       GError    **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) photo = cw_store_get_photo (self, student_id, &local);

  *digest = photo != NULL ? cw_digest_bytes (g_bytes_get_data (photo, NULL), g_bytes_get_size (photo)) : NULL;
  if (local == NULL || !g_error_matches (local, CW_ERROR, CW_ERROR_STORE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
cw_store_write_photo (CwStore    *self,
                      const char *student_id,
                      GBytes     *photo,
                      GError    **error)
{
  g_autoptr (GBytes) sealed = NULL;
  guint8 version = 0;

  if (photo == NULL)
    return cw_sql_execute (&self->sql, "DELETE FROM photos WHERE student_id = ?", CW_VALUES (CW_TEXT (student_id)), error);
  if (!cw_photo_current_version (self, &version, error))
    return FALSE;
  sealed = cw_photo_seal (self, student_id, version, photo, error);
  return sealed != NULL &&
         cw_sql_execute (&self->sql, "INSERT INTO photos (student_id, photo, key_label, key_version) VALUES (?1, ?2, ?3, ?4) "
                                     "ON CONFLICT (student_id) DO UPDATE SET photo = ?2, key_label = ?3, key_version = ?4",
                         CW_VALUES (CW_TEXT (student_id), CW_BLOB (sealed), CW_TEXT (CW_PHOTO_KEY_LABEL), CW_INT (version)), error);
}

static gboolean
cw_store_put_photo_in (CwStore    *self,
                       const char *student_id,
                       GBytes     *photo,
                       GError    **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (self, student_id, error);
  g_autofree char *subject = cw_student_subject (student_id);
  g_autofree char *before = NULL;
  g_autofree char *after = photo != NULL ? cw_digest_bytes (g_bytes_get_data (photo, NULL), g_bytes_get_size (photo)) : NULL;
  GString *details;

  if (student == NULL || !cw_store_digest_photo (self, student_id, &before, error) || !cw_store_write_photo (self, student_id, photo, error))
    return FALSE;

  details = cw_details_new ();
  cw_details_change (details, before, after);
  return cw_journal_append (self, photo != NULL ? "photo.put" : "photo.erase", subject, 0, details, error);
}

/**
 * cw_store_put_photo:
 * @photo: (nullable): the picture file as it is, at most 8 MiB; %NULL erases the one there
 *
 * Stores the photo of a student that is stored already, enciphered. Erased pages are overwritten
 * with zeros (secure_delete); the write-ahead log forgets them at its next checkpoint.
 */
gboolean
cw_store_put_photo (CwStore    *self,
                    const char *student_id,
                    GBytes     *photo,
                    GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && student_id != NULL, FALSE);

  if (photo != NULL && (g_bytes_get_size (photo) == 0 || g_bytes_get_size (photo) > PHOTO_MAX))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The photo has %" PRIu64 " bytes; between 1 and %d are allowed. Take or choose another one."), (guint64) g_bytes_get_size (photo), PHOTO_MAX);
      return FALSE;
    }
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_put_photo_in (self, student_id, photo, error), error);
}

/**
 * cw_store_get_photo:
 *
 * Returns: (transfer full): the picture file, or %NULL with %CW_ERROR_NOT_FOUND, with
 *   %CW_ERROR_KEY_MISSING when its key is not here, or with %CW_ERROR_PHOTO when it does not open
 */
GBytes *
cw_store_get_photo (CwStore    *self,
                    const char *student_id,
                    GError    **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (CwPhotoRow) row = NULL;
  gpointer found;

  g_return_val_if_fail (CW_IS_STORE (self) && student_id != NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  if (!cw_store_find_row (self, PHOTO_SELECT " WHERE student_id = ?", CW_VALUES (CW_TEXT (student_id)), cw_photo_row_read, &found, error))
    return NULL;
  row = found;
  if (row == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no photo of the student “%s”. Take one or choose a file."), student_id);
      return NULL;
    }
  return cw_photo_open (self, row, error);
}

/* enciphering what lies there */

/* What is not under today's key; the index photos_by_key answers it without touching a photo. */
#define PHOTO_STALE "(key_label IS NULL OR key_label <> ?1 OR key_version <> ?2)"

gboolean
cw_store_count_photos (CwStore      *self,
                       CwPhotoCount *count,
                       GError      **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  gint64 all, plain, stale;
  guint8 version = 0;

  g_return_val_if_fail (CW_IS_STORE (self) && count != NULL, FALSE);

  locker = g_rec_mutex_locker_new (&self->lock);
  if (!cw_sql_get_int (&self->sql, "SELECT count(*) FROM photos INDEXED BY photos_by_key", NULL, &all, NULL, error) ||
      !cw_sql_get_int (&self->sql, "SELECT count(*) FROM photos INDEXED BY photos_by_key WHERE key_label IS NULL", NULL, &plain, NULL, error))
    return FALSE;
  *count = (CwPhotoCount) { .all = (guint) all, .plain = (guint) plain };
  if (self->photo_keys.current == NULL || !cw_photo_current_version (self, &version, NULL))
    return TRUE;
  if (!cw_sql_get_int (&self->sql, "SELECT count(*) FROM photos INDEXED BY photos_by_key WHERE " PHOTO_STALE,
                       CW_VALUES (CW_TEXT (CW_PHOTO_KEY_LABEL), CW_INT (version)), &stale, NULL, error))
    return FALSE;
  count->earlier = (guint) (stale - plain);
  return TRUE;
}

static gpointer
cw_photo_read_id (sqlite3_stmt *stmt,
                  GError      **error)
{
  return g_memdup2 (&(gint64) { sqlite3_column_int64 (stmt, 0) }, sizeof (gint64));
}

/* Seals one photo anew and opens it again before it takes the place of the old one. @done: (out):
 * whether it did; a photo that does not open stays as it is. */
static gboolean
cw_photo_reseal (CwStore  *self,
                 gint64    id,
                 guint8    version,
                 gboolean *done,
                 GError  **error)
{
  g_autoptr (CwPhotoRow) row = NULL;
  g_autoptr (CwPhotoRow) again = g_new0 (CwPhotoRow, 1);
  g_autoptr (GBytes) photo = NULL;
  g_autoptr (GBytes) back = NULL;
  gpointer found;

  *done = FALSE;
  again->photo = g_bytes_new_static ("", 0);
  if (!cw_store_find_row (self, PHOTO_SELECT " WHERE rowid = ?", CW_VALUES (CW_INT (id)), cw_photo_row_read, &found, error))
    return FALSE;
  row = found;
  photo = row != NULL ? cw_photo_open (self, row, NULL) : NULL;
  if (photo == NULL)
    return TRUE;

  g_clear_pointer (&again->photo, g_bytes_unref);
  again->photo = cw_photo_seal (self, row->student_id, version, photo, error);
  if (again->photo == NULL)
    {
      again->photo = g_bytes_new_static ("", 0);
      return FALSE;
    }
  again->student_id = g_strdup (row->student_id);
  again->key_label = g_strdup (CW_PHOTO_KEY_LABEL);
  again->key_version = version;
  back = cw_photo_open (self, again, error);
  if (back == NULL || !g_bytes_equal (back, photo))
    return back == NULL ? FALSE : cw_photo_fail (again, error) != NULL;
  *done = TRUE;
  return cw_sql_execute (&self->sql, "UPDATE photos SET photo = ?, key_label = ?, key_version = ? WHERE rowid = ?",
                         CW_VALUES (CW_BLOB (again->photo), CW_TEXT (CW_PHOTO_KEY_LABEL), CW_INT (version), CW_INT (id)), error);
}

/* One transaction: the photos of @ids. */
static gboolean
cw_photo_reseal_step (CwStore   *self,
                      GPtrArray *ids,
                      guint8     version,
                      guint     *sealed,
                      GError   **error)
{
  guint n = 0;
  GString *details;

  for (guint i = 0; i < ids->len; i++)
    {
      gboolean done;

      if (!cw_photo_reseal (self, *(gint64 *) g_ptr_array_index (ids, i), version, &done, error))
        return FALSE;
      n += done;
    }
  *sealed = n;
  if (n == 0)
    return TRUE;
  details = cw_details_new ();
  cw_details_number (details, "photos", n);
  cw_details_number (details, "key_version", version);
  return cw_journal_append (self, "photos.seal", "store", 0, details, error);
}

static gboolean
cw_photo_reseal_all (CwStore *self,
                     guint8   version,
                     guint   *sealed,
                     guint   *left,
                     GError **error)
{
  gint64 last = 0;

  for (;;)
    {
      g_autoptr (GPtrArray) ids = cw_store_list_rows (self, "SELECT rowid FROM photos INDEXED BY photos_by_key WHERE " PHOTO_STALE " AND rowid > ?3 ORDER BY rowid LIMIT ?4",
                                                      CW_VALUES (CW_TEXT (CW_PHOTO_KEY_LABEL), CW_INT (version), CW_INT (last), CW_INT (PHOTOS_A_STEP)), cw_photo_read_id, g_free, error);
      guint n = 0;

      if (ids == NULL)
        return FALSE;
      if (ids->len == 0)
        return TRUE;
      if (!cw_store_begin (self, error) || !cw_store_finish (self, cw_photo_reseal_step (self, ids, version, &n, error), error))
        return FALSE;
      *sealed += n;
      *left += ids->len - n;
      last = *(gint64 *) g_ptr_array_index (ids, ids->len - 1);
    }
}

/**
 * cw_store_seal_photos:
 * @sealed: (out): photos that were enciphered now
 * @left: (out): photos that stay as they are, because they do not open; cw_store_get_photo() of each
 *   says why
 *
 * Enciphers with today's key what lies there plain or under an earlier version of it, a few in each
 * transaction: what a crash leaves undone, the next call does. Does nothing when there is nothing to
 * do. Not within a transaction.
 */
gboolean
cw_store_seal_photos (CwStore *self,
                      guint   *sealed,
                      guint   *left,
                      GError **error)
{
  guint8 version = 0;

  g_return_val_if_fail (CW_IS_STORE (self) && sealed != NULL && left != NULL, FALSE);

  *sealed = 0;
  *left = 0;
  if (!cw_photo_current_version (self, &version, error) || !cw_photo_reseal_all (self, version, sealed, left, error))
    return FALSE;
  /* the plain pages are still in the log; a reader that holds it back only delays this */
  if (*sealed > 0 && !g_str_equal (self->sql.path, ":memory:"))
    {
      g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->lock);

      cw_sql_run (&self->sql, "PRAGMA wal_checkpoint (TRUNCATE)", NULL);
    }
  return TRUE;
}

gboolean
cw_store_check_photos (CwStore *self,
                       char   **broken,
                       guint   *skipped,
                       GError **error)
{
  gint64 last = 0;

  g_return_val_if_fail (CW_IS_STORE (self) && broken != NULL && skipped != NULL, FALSE);

  *broken = NULL;
  *skipped = 0;
  while (*broken == NULL)
    {
      g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->lock);
      g_autoptr (CwPhotoRow) row = NULL;
      g_autoptr (GBytes) photo = NULL;
      g_autoptr (GError) local = NULL;
      gpointer found;

      if (!cw_store_find_row (self, PHOTO_SELECT " WHERE rowid > ? ORDER BY rowid LIMIT 1", CW_VALUES (CW_INT (last)), cw_photo_row_read, &found, error))
        return FALSE;
      row = found;
      if (row == NULL)
        return TRUE;
      last = row->id;
      photo = cw_photo_open (self, row, &local);
      if (g_error_matches (local, CW_ERROR, CW_ERROR_PHOTO))
        *broken = g_strdup (local->message);
      else if (photo == NULL)
        *skipped += 1;
    }
  return TRUE;
}
