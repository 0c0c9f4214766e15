/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/error.h"
#include "app/store/journal-private.h"
#include "app/store/store-private.h"

/* Reckons the whole chain again and holds it against the head and against the signed heads. Reads
 * row by row: the memory it takes does not grow with the journal, but for one short text a signed
 * day. Any thread, under the store's lock. */

typedef struct
{
  CwStore         *store;
  CwJournalJudge   judge;       /* (nullable) */
  gpointer         user_data;
  CwJournalReport *report;
  CwChainWalk      walk;
  GHashTable      *days;        /* whose signature has its entry */
  gint64           head;
  char            *head_hash;   /* (nullable): there is no head */
} CwJournalCheck;

/* names */

static const char *const fault_names[] = {
  [CW_JOURNAL_WHOLE] = "whole",
  [CW_JOURNAL_CHANGED] = "changed",
  [CW_JOURNAL_MISSING] = "missing",
  [CW_JOURNAL_OUT_OF_ORDER] = "out-of-order",
  [CW_JOURNAL_INSERTED] = "inserted",
  [CW_JOURNAL_CUT_OFF] = "cut-off",
  [CW_JOURNAL_HEAD] = "head",
  [CW_JOURNAL_SIGNATURE] = "signature",
};

/* The word of --json: it stays when the enum's order changes. */
const char *
cw_journal_fault_to_name (CwJournalFault fault)
{
  return fault_names[fault];
}

/**
 * cw_journal_report_describe:
 *
 * Returns: (transfer full): what is wrong, in a sentence that names the entry; or that nothing is
 */
char *
cw_journal_report_describe (const CwJournalReport *self)
{
  switch (self->fault)
    {
    case CW_JOURNAL_WHOLE:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The journal is whole: %" PRId64 " entry.", "The journal is whole: %" PRId64 " entries.", (gulong) self->n_entries), self->n_entries);
    case CW_JOURNAL_CHANGED:
      return g_strdup_printf (_ ("Entry %" PRId64 " of the journal was changed."), self->broken);
    case CW_JOURNAL_MISSING:
      return g_strdup_printf (_ ("Entry %" PRId64 " of the journal is missing."), self->broken);
    case CW_JOURNAL_OUT_OF_ORDER:
      return g_strdup_printf (_ ("Entry %" PRId64 " of the journal is not in its place: entries changed places."), self->broken);
    case CW_JOURNAL_INSERTED:
      return g_strdup_printf (_ ("What stands as entry %" PRId64 " of the journal was put in: it was never written there."), self->broken);
    case CW_JOURNAL_CUT_OFF:
      return g_strdup_printf (_ ("The end of the journal was cut off, from entry %" PRId64 " on."), self->broken);
    case CW_JOURNAL_HEAD:
      return g_strdup_printf (_ ("The note of the newest entry does not fit the journal, at entry %" PRId64 ": it is damaged, gone, or was moved."), self->broken);
    case CW_JOURNAL_SIGNATURE:
      return g_strdup_printf (_ ("The signature of %s does not vouch for entry %" PRId64 " of the journal. %s"), self->broken_day != NULL ? self->broken_day : "?", self->broken,
                              self->reason != NULL ? self->reason : "");
    }
  g_assert_not_reached ();
}

void
cw_journal_report_clear (CwJournalReport *self)
{
  g_clear_pointer (&self->last_hash, g_free);
  g_clear_pointer (&self->broken_day, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->signed_day, g_free);
}

/* signed heads */

/* @reason: (transfer full) */
static void
cw_journal_check_blame_signature (CwJournalCheck *self,
                                  const char     *day,
                                  gint64          entry,
                                  char           *reason)
{
  CwJournalReport *report = self->report;

  /* the first entry that is wrong is the one to be told */
  if (self->walk.broken == 0 || entry < self->walk.broken)
    {
      cw_chain_walk_blame (&self->walk, CW_JOURNAL_SIGNATURE, MAX (entry, 1));
      g_free (report->broken_day);
      report->broken_day = g_strdup (day);
      g_free (report->reason);
      report->reason = g_steal_pointer (&reason);
    }
  g_free (reason);
}

static void
cw_journal_check_signature (CwJournalCheck           *self,
                            const CwJournalSignature *signature,
                            const char               *hash)
{
  g_autoptr (GError) local = NULL;

  if (g_strcmp0 (signature->hash, hash) != 0)
    {
      cw_journal_check_blame_signature (self, signature->day, signature->entry, g_strdup (_ ("Another entry was signed: the journal was made anew up to here, or the signature was replaced.")));
      return;
    }
  if (self->judge != NULL && !self->judge (signature, self->user_data, &local))
    {
      cw_journal_check_blame_signature (self, signature->day, signature->entry, g_strdup (local->message));
      return;
    }
  self->report->n_signatures++;
  g_free (self->report->signed_day);
  self->report->signed_day = g_strdup (signature->day);
  self->report->signed_entry = signature->entry;
}

/* @hash: of the entry @id, to which the chain reaches */
static gboolean
cw_journal_check_signatures_of (CwJournalCheck *self,
                                gint64          id,
                                const char     *hash,
                                GError        **error)
{
  g_autoptr (sqlite3_stmt) stmt = cw_sql_query (&self->store->sql, CW_SIGNATURE_SELECT " WHERE entry = ? ORDER BY day", CW_VALUES (CW_INT (id)), error);
  CwSqlStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = cw_sql_step (&self->store->sql, stmt, error)) == CW_SQL_STEP_ROW)
    {
      g_autoptr (CwJournalSignature) signature = cw_signature_read (stmt, error);

      if (signature == NULL)
        return FALSE;
      cw_journal_check_signature (self, signature, hash);
    }
  return step == CW_SQL_STEP_DONE;
}

/* An entry that says a day was signed: the signature must still be the one of then. */
static gboolean
cw_journal_check_act_sign (CwJournalCheck     *self,
                           const CwChainEntry *entry,
                           GError            **error)
{
  const char *subject = entry->texts[CW_CHAIN_SUBJECT];
  const char *day = g_str_has_prefix (subject, CW_JOURNAL_SUBJECT) ? subject + strlen (CW_JOURNAL_SUBJECT) : subject;
  g_autoptr (CwJournalSignature) signature = NULL;
  g_autofree char *expected = NULL;
  GString *details;
  gpointer row;

  if (!cw_store_find_row (self->store, CW_SIGNATURE_SELECT " WHERE day = ?", CW_VALUES (CW_TEXT (day)), cw_signature_read, &row, error))
    return FALSE;
  signature = row;
  if (signature == NULL)
    {
      cw_journal_check_blame_signature (self, day, entry->id, g_strdup (_ ("This entry says that the day was signed, and the signature is gone.")));
      return TRUE;
    }
  details = cw_signature_details (signature);
  g_string_append_c (details, '}');
  expected = g_string_free (details, FALSE);
  if (g_strcmp0 (expected, entry->texts[CW_CHAIN_DETAILS]) != 0)
    cw_journal_check_blame_signature (self, day, entry->id, g_strdup (_ ("This entry says with which signature the day was signed, and another one is there.")));
  else
    g_hash_table_add (self->days, g_strdup (day));
  return TRUE;
}

/* Signatures of entries that are not there, and those that the journal does not know of. */
static gboolean
cw_journal_check_other_signatures (CwJournalCheck *self,
                                   GError        **error)
{
  g_autoptr (sqlite3_stmt) stmt = cw_sql_query (&self->store->sql, "SELECT day, entry FROM journal_signatures ORDER BY entry, day", NULL, error);
  CwSqlStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = cw_sql_step (&self->store->sql, stmt, error)) == CW_SQL_STEP_ROW)
    {
      const char *day = (const char *) sqlite3_column_text (stmt, 0);
      gint64 entry = sqlite3_column_int64 (stmt, 1);

      if (entry < 1)
        cw_journal_check_blame_signature (self, day, entry, g_strdup (_ ("There is no such entry.")));
      else if (entry > self->walk.last_id)
        cw_chain_walk_blame (&self->walk, CW_JOURNAL_CUT_OFF, self->walk.last_id + 1);
      else if (!g_hash_table_contains (self->days, day != NULL ? day : ""))
        cw_journal_check_blame_signature (self, day, entry, g_strdup (_ ("No entry says that the day was signed: the signature was put in.")));
    }
  return step == CW_SQL_STEP_DONE;
}

/* the walk */

static void
cw_chain_entry_read (CwChainEntry *entry,
                     sqlite3_stmt *stmt)
{
  static const int columns[CW_CHAIN_N_TEXTS] = { 2, 3, 4, 5, 7 };

  *entry = (CwChainEntry) { .id = sqlite3_column_int64 (stmt, 0), .at = sqlite3_column_int64 (stmt, 1), .hash = (const char *) sqlite3_column_text (stmt, 6) };
  for (guint i = 0; i < CW_CHAIN_N_TEXTS; i++)
    {
      entry->texts[i] = (const char *) sqlite3_column_text (stmt, columns[i]);
      entry->lengths[i] = (gsize) sqlite3_column_bytes (stmt, columns[i]);
    }
}

static gboolean
cw_journal_check_row (CwJournalCheck *self,
                      sqlite3_stmt   *stmt,
                      GError        **error)
{
  CwChainEntry entry;

  cw_chain_entry_read (&entry, stmt);
  if (!cw_chain_walk_take (&self->walk, &entry))
    return TRUE;
  if (g_str_equal (entry.texts[CW_CHAIN_ACT], CW_JOURNAL_ACT_SIGN) && !cw_journal_check_act_sign (self, &entry, error))
    return FALSE;
  return cw_journal_check_signatures_of (self, entry.id, entry.hash, error);
}

static void
cw_journal_check_head (CwJournalCheck *self)
{
  CwChainWalk *walk = &self->walk;

  /* what lies behind the newest entry was never written */
  if (self->head_hash != NULL && walk->fault == CW_JOURNAL_CHANGED && walk->broken > self->head)
    walk->fault = CW_JOURNAL_INSERTED;
  if (self->head_hash == NULL)
    cw_chain_walk_blame (walk, CW_JOURNAL_HEAD, MAX (walk->last_id, 1));
  else if (self->head > walk->last_id)
    cw_chain_walk_blame (walk, CW_JOURNAL_CUT_OFF, walk->last_id + 1);
  else if (self->head < walk->last_id)
    cw_chain_walk_blame (walk, CW_JOURNAL_HEAD, MAX (self->head + 1, 1));
  else if (g_strcmp0 (self->head_hash, walk->last_hash) != 0)
    cw_chain_walk_blame (walk, CW_JOURNAL_HEAD, MAX (self->head, 1));
}

static gboolean
cw_journal_check_all (CwJournalCheck *self,
                      GError        **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  CwSqlStep step;

  if (!cw_journal_read_head (self->store, &self->head, &self->head_hash, error))
    return FALSE;
  stmt = cw_sql_query (&self->store->sql, CW_JOURNAL_SELECT " ORDER BY id", NULL, error);
  if (stmt == NULL)
    return FALSE;
  while ((step = cw_sql_step (&self->store->sql, stmt, error)) == CW_SQL_STEP_ROW)
    if (!cw_journal_check_row (self, stmt, error))
      return FALSE;
  if (step == CW_SQL_STEP_FAILED)
    return FALSE;
  cw_chain_walk_end (&self->walk);
  cw_journal_check_head (self);
  return cw_journal_check_other_signatures (self, error);
}

static void
cw_journal_check_tell (CwJournalCheck *self)
{
  CwJournalReport *report = self->report;

  report->n_entries = self->walk.n_entries;
  report->last_id = self->walk.last_id;
  report->last_hash = g_strdup (self->walk.last_hash);
  report->fault = self->walk.fault;
  report->broken = self->walk.broken;
}

/**
 * cw_store_check_journal:
 * @judge: (nullable): says whether a signature is genuine; called with the store held
 * @report: (out caller-allocates): to be cleared with cw_journal_report_clear()
 *
 * Reckons the whole chain again, from the first entry on. Finds entries that were changed, taken
 * out, put in, moved or cut off, a head that does not fit, and signatures that were replaced or
 * taken away. A chain that was made anew as a whole is found by any signed head of before.
 *
 * Returns: %FALSE with an error when the journal could not be read to its end. %TRUE alone does
 *   not mean that it is whole: look at @report
 */
gboolean
cw_store_check_journal (CwStore         *self,
                        CwJournalJudge   judge,
                        gpointer         user_data,
                        CwJournalReport *report,
                        GError         **error)
{
  CwJournalCheck check = { .store = self, .judge = judge, .user_data = user_data, .report = report };
  g_autoptr (GHashTable) days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean ok = FALSE;

  g_return_val_if_fail (CW_IS_STORE (self) && report != NULL, FALSE);

  *report = (CwJournalReport) { 0 };
  check.days = days;
  cw_chain_walk_init (&check.walk, 0, CW_CHAIN_FIRST_HASH);
  /* a savepoint, so that all tables are of one moment although another process writes */
  g_rec_mutex_lock (&self->lock);
  if (cw_sql_run (&self->sql, "SAVEPOINT walk", error))
    {
      ok = cw_journal_check_all (&check, error);
      cw_sql_run (&self->sql, "RELEASE walk", NULL);
    }
  g_rec_mutex_unlock (&self->lock);
  cw_journal_check_tell (&check);
  cw_chain_walk_clear (&check.walk);
  g_free (check.head_hash);
  return ok;
}

/**
 * cw_store_verify_journal:
 * @n_rows: (out) (optional): how many rows were found whole, from the first on
 * @first_broken: (out): the id from which on the journal is not as it was written; 0 when it is
 *   whole
 *
 * cw_store_check_journal() for whoever needs no more than a yes or no.
 */
gboolean
cw_store_verify_journal (CwStore *self,
                         gint64  *n_rows,
                         gint64  *first_broken,
                         GError **error)
{
  g_auto (CwJournalReport) report = { 0 };
  gboolean ok;

  g_return_val_if_fail (CW_IS_STORE (self) && first_broken != NULL, FALSE);

  ok = cw_store_check_journal (self, NULL, NULL, &report, error);
  *first_broken = report.broken;
  if (n_rows != NULL)
    *n_rows = report.n_entries;
  return ok;
}
