/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/base/error.h"
#include "app/store/backup-private.h"

/* A copy put into the place of the database. What was done after the copy was made is lost from the
 * records and still happened in the world, so the copy is told before it is used: numbers and ids go
 * on behind all that may have been given out, messages that may have gone are asked about before they
 * are sent, and cards that may have been made wait for a person to look. Runs while nobody else has
 * the database; whoever calls holds the station's folder. */

/* ids left free when the replaced database does not say how far it came */
#define UNKNOWN_GAP 10000

/* and numbers, in their stamps of 100 ns: a day, for a clock that was set back and for numbers that
 * ran ahead of it */
#define UNKNOWN_STAMPS (24 * 3600 * G_GINT64_CONSTANT (10000000))

#define SENDING "{\"sending\":true}"

static const char *const counted_tables[] = { "orders", "steps", "cards", "plastics", "outbox", "batches" };

/* One restore at work. */
typedef struct
{
  const char    *store_path;
  const char    *backup;
  CwClock       *clock;
  CwRestorePlan *plan;
  char          *part;      /* the copy, beside the place */
  CwStore       *copy;      /* (nullable) opened there */
  CwStore       *present;   /* (nullable) what it would replace */
} CwRestore;

void
cw_restore_plan_clear (CwRestorePlan *self)
{
  g_clear_pointer (&self->hash, g_free);
  g_clear_pointer (&self->kept, g_free);
}

static void
cw_restore_clear (CwRestore *self)
{
  g_clear_object (&self->copy);
  g_clear_object (&self->present);
  if (self->part != NULL)
    cw_copy_remove (self->part);
  g_clear_pointer (&self->part, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwRestore, cw_restore_clear)

/* looking */

static gboolean
cw_restore_take_copy (CwRestore *self,
                      GError   **error)
{
  g_auto (CwCheckReport) report = { 0 };
  struct stat here, there;

  if (stat (self->backup, &there) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("“%s” cannot be read: %s. Check the name."), self->backup, g_strerror (errno));
      return FALSE;
    }
  if (stat (self->store_path, &here) == 0 && here.st_dev == there.st_dev && here.st_ino == there.st_ino)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is the database itself. Name a backup of it."), self->backup);
      return FALSE;
    }
  if (!cw_copy_database (self->backup, self->part, NULL, error))
    return FALSE;
  self->copy = cw_copy_open (self->part, self->clock, self->backup, &report, error);
  if (self->copy == NULL)
    return FALSE;
  self->plan->entries = report.entries;
  self->plan->last_entry = report.last_entry;
  self->plan->hash = g_steal_pointer (&report.hash);
  return TRUE;
}

/* A damaged one is no hindrance; one that another program uses, or a newer one wrote, is. */
static gboolean
cw_restore_open_present (CwRestore *self,
                         GError   **error)
{
  g_autoptr (GError) local = NULL;
  struct stat about;

  self->plan->lost_acts = -1;
  self->plan->lost_cards = -1;
  if (stat (self->store_path, &about) != 0 || about.st_size == 0)
    {
      self->plan->present = FALSE;
      return TRUE;
    }
  self->plan->present = TRUE;
  self->present = cw_store_open (self->store_path, self->clock, &local);
  if (self->present != NULL || g_error_matches (local, CW_ERROR, CW_ERROR_STORE) || g_error_matches (local, CW_ERROR, CW_ERROR_INVALID))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gpointer
cw_restore_read_text (sqlite3_stmt *stmt,
                      GError      **error)
{
  char *text = cw_sql_dup (stmt, 0);

  return text != NULL ? text : g_strdup ("");
}

/* Whether the entry @id of one journal is that of the other. */
static gboolean
cw_restore_shares_entry (CwRestore *self,
                         gint64     id,
                         gboolean  *shares,
                         GError   **error)
{
  g_autofree char *ours = NULL;
  g_autofree char *theirs = NULL;
  gpointer found;

  if (!cw_store_find_row (self->copy, "SELECT hash FROM journal WHERE id = ?", CW_VALUES (CW_INT (id)), cw_restore_read_text, &found, error))
    return FALSE;
  ours = found;
  if (!cw_store_find_row (self->present, "SELECT hash FROM journal WHERE id = ?", CW_VALUES (CW_INT (id)), cw_restore_read_text, &found, error))
    return FALSE;
  theirs = found;
  *shares = id == 0 || (ours != NULL && g_strcmp0 (ours, theirs) == 0);
  return TRUE;
}

/* @foreign: (out): the two have nothing to do with one another */
static gboolean
cw_restore_compare_in (CwRestore *self,
                       gboolean  *foreign,
                       GError   **error)
{
  gint64 here, there, last_card;
  gboolean shares;

  if (!cw_sql_get_int (&self->present->sql, "SELECT id FROM journal_head", NULL, &here, NULL, error) ||
      !cw_sql_get_int (&self->copy->sql, "SELECT id FROM journal_head", NULL, &there, NULL, error) ||
      !cw_sql_get_int (&self->copy->sql, "SELECT coalesce (max (id), 0) FROM cards", NULL, &last_card, NULL, error) ||
      !cw_restore_shares_entry (self, MIN (here, there), &shares, error))
    return FALSE;
  *foreign = !shares;
  if (!shares)
    return TRUE;
  if (!cw_sql_get_int (&self->present->sql, "SELECT count(*) FROM cards WHERE id > ?", CW_VALUES (CW_INT (last_card)), &self->plan->lost_cards, NULL, error))
    return FALSE;
  self->plan->lost_acts = here > there ? here - there : 0;
  self->plan->readable = TRUE;
  return TRUE;
}

static gboolean
cw_restore_compare (CwRestore *self,
                    GError   **error)
{
  g_autoptr (GError) local = NULL;
  gboolean foreign = FALSE;

  if (self->present == NULL)
    return TRUE;
  if (!cw_restore_compare_in (self, &foreign, &local))
    {
      if (g_error_matches (local, CW_ERROR, CW_ERROR_STORE))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!foreign)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("“%s” is a backup of another station: its journal is not the beginning of the one here, nor the other way round. To use it all the same, move “%s” to another folder first."), self->backup, self->store_path);
  return FALSE;
}

/* telling the copy what may have happened since */

/* Not before the stamp that a number would get now. */
static gint64
cw_restore_get_stamp (CwRestore *self)
{
  guint64 stamp = 0;
  CwEscn escn;

  if (!cw_escn_next (&stamp, MAX (cw_clock_now (self->clock), self->plan->last_entry), 0, 0, "000000000", &escn, NULL))
    return 0;
  return (gint64) stamp;
}

typedef struct
{
  char  *pic;
  gint64 prefix;
  gint64 stamp;
} CwNumberRow;

static void
cw_number_row_free (CwNumberRow *row)
{
  g_free (row->pic);
  g_free (row);
}

static gpointer
cw_number_row_read (sqlite3_stmt *stmt,
                    GError      **error)
{
  CwNumberRow *row = g_new0 (CwNumberRow, 1);

  row->pic = cw_sql_dup (stmt, 0);
  row->prefix = sqlite3_column_int64 (stmt, 1);
  row->stamp = sqlite3_column_int64 (stmt, 2);
  return row;
}

/* @from: whose notes of last numbers; what they say is a floor, and so is @stamp */
static gboolean
cw_restore_move_numbers (CwRestore *self,
                         CwStore   *from,
                         gint64     stamp,
                         GError   **error)
{
  g_autoptr (GPtrArray) rows = cw_store_list_rows (from, "SELECT pic, prefix, last_stamp FROM numbers", NULL, cw_number_row_read, (GDestroyNotify) cw_number_row_free, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const CwNumberRow *row = g_ptr_array_index (rows, i);
      /* a damaged one may say anything */
      gint64 floor = MIN (MAX (row->stamp, stamp), G_MAXINT64 - UNKNOWN_STAMPS) + (self->plan->readable ? 0 : UNKNOWN_STAMPS);

      if (!cw_sql_execute (&self->copy->sql, "INSERT INTO numbers (pic, prefix, last_stamp) VALUES (?1, ?2, ?3) "
                                             "ON CONFLICT (pic, prefix) DO UPDATE SET last_stamp = ?3 WHERE last_stamp < ?3",
                           CW_VALUES (CW_TEXT (row->pic), CW_INT (row->prefix), CW_INT (floor)), error))
        return FALSE;
    }
  return TRUE;
}

/* An id is in the name of a print job and in papers: it is not given to another card. */
static gboolean
cw_restore_move_ids (CwRestore *self,
                     GError   **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (counted_tables); i++)
    {
      gint64 here = 0, there;
      gboolean found;

      if (!cw_sql_get_int (&self->copy->sql, "SELECT seq FROM sqlite_sequence WHERE name = ?", CW_VALUES (CW_TEXT (counted_tables[i])), &there, &found, error))
        return FALSE;
      if (!self->plan->readable || !cw_sql_get_int (&self->present->sql, "SELECT seq FROM sqlite_sequence WHERE name = ?", CW_VALUES (CW_TEXT (counted_tables[i])), &here, NULL, NULL))
        here = MIN (there, G_MAXINT64 - UNKNOWN_GAP) + UNKNOWN_GAP;
      if (here <= there)
        continue;
      if (!cw_sql_execute (&self->copy->sql, found ? "UPDATE sqlite_sequence SET seq = ?2 WHERE name = ?1" : "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)",
                           CW_VALUES (CW_TEXT (counted_tables[i]), CW_INT (here)), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
cw_restore_numbers (CwRestore *self,
                    GError   **error)
{
  gint64 stamp = cw_restore_get_stamp (self);

  if (!cw_restore_move_numbers (self, self->copy, stamp, error) || !cw_restore_move_ids (self, error))
    return FALSE;
  /* also what is for an institution that the copy does not know yet; from a damaged one as far as it goes */
  if (self->present == NULL || cw_restore_move_numbers (self, self->present, stamp, self->plan->readable ? error : NULL))
    return TRUE;
  return !self->plan->readable;
}

/* The first step of the order that moves plastic or writes a chip and is not done. */
static gboolean
cw_restore_find_step (CwStore          *copy,
                      const CwOrderRow *order,
                      CwStepKind       *kind,
                      gboolean         *begun,
                      gboolean         *found,
                      GError          **error)
{
  g_autoptr (CwProfile) profile = cw_store_get_profile (copy, order->profile_id, error);

  *found = FALSE;
  for (guint i = 0; profile != NULL && i < profile->n_steps && !*found; i++)
    {
      const char *name = cw_step_kind_to_name (profile->steps[i]);
      gint64 done, started;

      if (profile->steps[i] != CW_STEP_PRINT && profile->steps[i] != CW_STEP_ENCODE)
        continue;
      if (!cw_sql_get_int (&copy->sql, "SELECT count(*) FROM steps WHERE order_id = ? AND kind = ? AND state = 'done'", CW_VALUES (CW_INT (order->id), CW_TEXT (name)), &done, NULL, error) ||
          !cw_sql_get_int (&copy->sql, "SELECT count(*) FROM steps WHERE order_id = ? AND kind = ? AND state = 'started'", CW_VALUES (CW_INT (order->id), CW_TEXT (name)), &started, NULL, error))
        return FALSE;
      *kind = profile->steps[i];
      *begun = started > 0;
      *found = done == 0;
    }
  return profile != NULL;
}

/* The card may have come out of a printer since. */
static gboolean
cw_restore_doubt_plastic (CwStore *copy,
                          gint64   order_id,
                          GError **error)
{
  const char *reason = _ ("A backup was restored: this card may have been made after it.");
  g_autofree char *printer = NULL;
  gpointer found;
  gint64 card, plastic;
  gint64 fed;

  if (!cw_sql_get_int (&copy->sql, "SELECT max (id) FROM cards WHERE order_id = ?", CW_VALUES (CW_INT (order_id)), &card, NULL, error))
    return FALSE;
  if (card == 0)
    return TRUE;
  if (!cw_sql_get_int (&copy->sql, "SELECT count(*) FROM plastics WHERE card_id = ? AND state <> 'failed'", CW_VALUES (CW_INT (card)), &fed, NULL, error) ||
      !cw_store_find_row (copy, "SELECT printer FROM plastics ORDER BY id DESC LIMIT 1", NULL, cw_restore_read_text, &found, error))
    return FALSE;
  printer = found != NULL ? found : g_strdup ("?");
  if (fed > 0)
    return TRUE;
  plastic = cw_store_add_plastic (copy, card, CW_PLASTIC_PURPOSE_CARD, printer, -1, error);
  return plastic != 0 && cw_store_set_plastic (copy, plastic, CW_PLASTIC_STATE_UNCERTAIN, NULL, reason, error);
}

static gboolean
cw_restore_doubt_order (CwRestore        *self,
                        const CwOrderRow *order,
                        GError          **error)
{
  CwStepKind kind = CW_STEP_PRINT;
  gboolean begun = FALSE;
  gboolean found = FALSE;

  if (!cw_restore_find_step (self->copy, order, &kind, &begun, &found, error))
    return FALSE;
  self->plan->in_doubt++;
  if (!found || begun)
    return TRUE;
  return cw_restore_doubt_plastic (self->copy, order->id, error) &&
         cw_store_start_step (self->copy, order->id, kind, "{\"restored\":true}", error) != 0;
}

/* Whatever was open when the copy was made may have gone on since. */
static gboolean
cw_restore_doubts (CwRestore *self,
                   GError   **error)
{
  g_autoptr (GPtrArray) orders = cw_store_list_open_orders (self->copy, error);
  g_autoptr (CwBatchRow) batch = NULL;
  gint64 waiting;

  if (orders == NULL)
    return FALSE;
  for (guint i = 0; i < orders->len; i++)
    {
      if (!cw_restore_doubt_order (self, g_ptr_array_index (orders, i), error))
        return FALSE;
    }
  if (!cw_store_find_open_batch (self->copy, &batch, error) ||
      (batch != NULL && !cw_store_set_batch_state (self->copy, batch->id, CW_BATCH_STATE_CANCELLED, _ ("A backup was restored: cards of this batch may have been made after it."), error)))
    return FALSE;
  if (!cw_sql_get_int (&self->copy->sql, "SELECT count(*) FROM outbox WHERE state = 'waiting'", NULL, &waiting, NULL, error))
    return FALSE;
  self->plan->to_ask = (guint) waiting;
  return cw_sql_execute (&self->copy->sql, "UPDATE outbox SET answer = ? WHERE state = 'waiting'", CW_VALUES (CW_TEXT (SENDING)), error);
}

static gboolean
cw_restore_note (CwRestore *self,
                 GError   **error)
{
  GString *details = cw_details_new ();

  cw_details_number (details, "entries", self->plan->entries);
  cw_details_text (details, "hash", self->plan->hash);
  if (self->plan->lost_acts >= 0)
    cw_details_number (details, "lost", self->plan->lost_acts);
  return cw_journal_append (self->copy, "store.restore", "store", 0, details, error);
}

/* Without anything lost the copy goes on as it is. */
static gboolean
cw_restore_tell_copy (CwRestore *self,
                      GError   **error)
{
  if (!cw_store_begin (self->copy, error))
    return FALSE;
  return cw_store_finish (self->copy,
                          cw_restore_numbers (self, error) &&
                          (self->plan->lost_acts == 0 || cw_restore_doubts (self, error)) &&
                          cw_restore_note (self, error),
                          error);
}

/* changing places */

/* Nobody else has the present database open when its log can be folded into it. A damaged one keeps
 * its log beside it. */
static gboolean
cw_restore_close_present (CwRestore *self,
                          GError   **error)
{
  g_autoptr (GError) local = NULL;

  g_clear_object (&self->present);
  if (!self->plan->present || cw_copy_seal (self->store_path, &local) || g_error_matches (local, CW_ERROR, CW_ERROR_STORE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static char *
cw_restore_make_name (CwRestore *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (cw_clock_now (self->clock) / G_USEC_PER_SEC);
  g_autofree char *moment = now != NULL ? g_date_time_format (now, "%Y%m%dT%H%M%SZ") : g_strdup ("then");

  for (guint i = 0;; i++)
    {
      g_autofree char *name = i == 0 ? g_strdup_printf ("%s.replaced-%s", self->store_path, moment)
                                     : g_strdup_printf ("%s.replaced-%s-%u", self->store_path, moment, i);

      if (!g_file_test (name, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&name);
    }
}

/* The replaced one gets its second name first, so that at no moment the place is empty: a station that
 * finds no database begins a new one. */
static gboolean
cw_restore_keep_present (CwRestore *self,
                         GError   **error)
{
  g_autofree char *kept = NULL;
  g_autofree char *log = g_strconcat (self->store_path, "-wal", NULL);
  g_autofree char *shared = g_strconcat (self->store_path, "-shm", NULL);
  g_autofree char *kept_log = NULL;

  if (!self->plan->present)
    return TRUE;
  kept = cw_restore_make_name (self);
  kept_log = g_strconcat (kept, "-wal", NULL);
  /* a disk without hard links leaves the place empty for the moment between two renames */
  if (link (self->store_path, kept) != 0 && g_rename (self->store_path, kept) != 0)
    return cw_copy_fail_file (kept, errno, error);
  if (g_rename (log, kept_log) != 0 && errno != ENOENT)
    return cw_copy_fail_file (kept_log, errno, error);
  g_unlink (shared);
  self->plan->kept = g_steal_pointer (&kept);
  return cw_copy_sync (self->store_path, TRUE, error);
}

static gboolean
cw_restore_change_places (CwRestore *self,
                          GError   **error)
{
  g_clear_object (&self->copy);
  if (!cw_copy_seal (self->part, error) || !cw_restore_close_present (self, error) || !cw_restore_keep_present (self, error))
    return FALSE;
  if (g_rename (self->part, self->store_path) != 0)
    return cw_copy_fail_file (self->store_path, errno, error);
  return cw_copy_sync (self->store_path, TRUE, error);
}

/**
 * cw_store_restore:
 * @store_path: of the database that is replaced, or where there is none yet
 * @backup: from cw_store_backup()
 * @operator_name: who does it: written into the journal
 * @apply: %FALSE: say what would be; nothing is changed
 * @plan: (out): what the copy brings and what is lost
 *
 * Puts a copy in the place of the database, which stays beside it under another name. Whoever calls
 * sees to it that no program works with the store. Errors: %CW_ERROR_NOT_FOUND, _STORE (broken, or
 * none of ours), _STORE_NEWER, _REFUSED (of another station), _BUSY, _STORE_FULL.
 */
gboolean
cw_store_restore (const char    *store_path,
                  const char    *backup,
                  CwClock       *clock,
                  const char    *operator_name,
                  gboolean       apply,
                  CwRestorePlan *plan,
                  GError       **error)
{
  g_autofree char *place = NULL;
  g_autofree char *source = NULL;
  g_auto (CwRestore) self = { 0 };

  g_return_val_if_fail (store_path != NULL && backup != NULL && plan != NULL, FALSE);

  *plan = (CwRestorePlan) { 0 };
  place = g_canonicalize_filename (store_path, NULL);
  source = g_canonicalize_filename (backup, NULL);
  self = (CwRestore) { .store_path = place, .backup = source, .clock = clock, .plan = plan, .part = g_strconcat (place, ".restore", NULL) };
  if (!cw_restore_take_copy (&self, error) || !cw_restore_open_present (&self, error) || !cw_restore_compare (&self, error))
    return FALSE;
  cw_store_set_operator (self.copy, operator_name);
  return !apply || (cw_restore_tell_copy (&self, error) && cw_restore_change_places (&self, error));
}
