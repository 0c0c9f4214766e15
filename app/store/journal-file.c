/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/journal-file.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/store/journal-private.h"
#include "app/store/journal-reader.h"

/* An exported journal checked where there is no store: its chain is reckoned as the store's is, and held
 * against signed heads. One record at a time is held. No state; any thread. */

typedef struct
{
  CwJournalReader *reader;
  CwChainWalk      walk;
  GPtrArray       *signatures; /* (nullable) in the order of their entries */
  guint            next;       /* of these */
  CwJournalJudge   judge;
  gpointer         user_data;
  CwJournalReport *report;
} CwJournalFileCheck;

static void
cw_journal_file_check_signature (CwJournalFileCheck       *self,
                                 const CwJournalSignature *signature,
                                 const char               *hash)
{
  g_autoptr (GError) local = NULL;
  const char *reason = NULL;

  if (g_strcmp0 (signature->hash, hash) != 0)
    reason = _ ("Another entry was signed: the journal was made anew up to here, or the signature was replaced.");
  else if (self->judge != NULL && !self->judge (signature, self->user_data, &local))
    reason = local->message;
  if (reason == NULL)
    {
      self->report->n_signatures++;
      self->report->signed_entry = signature->entry;
      g_free (self->report->signed_day);
      self->report->signed_day = g_strdup (signature->day);
      return;
    }
  if (self->walk.broken != 0)
    return;
  cw_chain_walk_blame (&self->walk, CW_JOURNAL_SIGNATURE, MAX (signature->entry, 1));
  self->report->broken_day = g_strdup (signature->day);
  self->report->reason = g_strdup (reason);
}

/* Those of the entry to which the chain reaches; those before the file's first are not its affair. */
static void
cw_journal_file_check_signatures (CwJournalFileCheck *self)
{
  while (self->signatures != NULL && self->next < self->signatures->len)
    {
      const CwJournalSignature *signature = g_ptr_array_index (self->signatures, self->next);

      if (signature->entry > self->walk.last_id)
        return;
      if (signature->entry == self->walk.last_id)
        cw_journal_file_check_signature (self, signature, self->walk.last_hash);
      self->next++;
    }
}

/* The walk begins behind the row that says so, or behind @start. */
static gboolean
cw_journal_file_begin_walk (CwJournalFileCheck *self,
                            const CwChainEntry *entry,
                            const char         *start,
                            GError            **error)
{
  gboolean is_start = cw_journal_reader_is_start (self->reader);

  if (is_start && start != NULL && g_strcmp0 (start, entry->hash) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The file begins after entry %" PRId64 " with another hash than the one that was given. It is not the rest of that journal."), entry->id);
      return FALSE;
    }
  if (is_start)
    cw_chain_walk_init (&self->walk, entry->id, entry->hash);
  else if (entry->id > 1 && start == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The file begins with entry %" PRId64 " and does not say the hash before it. Give it with --start."), entry->id);
      return FALSE;
    }
  else
    cw_chain_walk_init (&self->walk, entry->id > 1 ? entry->id - 1 : 0, start != NULL ? start : CW_CHAIN_FIRST_HASH);
  cw_journal_file_check_signatures (self);
  if (!is_start && cw_chain_walk_take (&self->walk, entry))
    cw_journal_file_check_signatures (self);
  return TRUE;
}

static gboolean
cw_journal_file_check_all (CwJournalFileCheck *self,
                           const char         *start,
                           GError            **error)
{
  gboolean more = TRUE, begun = FALSE;
  CwChainEntry entry;

  if (!cw_journal_reader_begin (self->reader, error))
    return FALSE;
  for (;;)
    {
      if (!cw_journal_reader_read (self->reader, &more, error))
        return FALSE;
      if (!more)
        break;
      if (!cw_journal_reader_to_entry (self->reader, &entry, error))
        return FALSE;
      if (!begun && !cw_journal_file_begin_walk (self, &entry, start, error))
        return FALSE;
      if (begun && cw_journal_reader_is_start (self->reader))
        return cw_journal_reader_fail (self->reader, _ ("only the first may say nothing but a hash"), error);
      if (begun && cw_chain_walk_take (&self->walk, &entry))
        cw_journal_file_check_signatures (self);
      begun = TRUE;
    }
  if (!begun)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The file holds no entry of a journal. Give one that “cardwright-cli journal export” wrote."));
      return FALSE;
    }
  cw_chain_walk_end (&self->walk);
  /* whoever signed what lies behind the end saw more than there is */
  if (self->signatures != NULL && self->next < self->signatures->len)
    cw_chain_walk_blame (&self->walk, CW_JOURNAL_CUT_OFF, self->walk.last_id + 1);
  return TRUE;
}

static void
cw_journal_file_tell (CwJournalFileCheck *self)
{
  CwJournalReport *report = self->report;

  report->n_entries = self->walk.n_entries;
  report->last_id = self->walk.last_id;
  report->last_hash = g_strdup (self->walk.last_hash);
  report->fault = self->walk.fault;
  report->broken = self->walk.broken;
}

static int
cw_signature_compare (gconstpointer a,
                      gconstpointer b)
{
  const CwJournalSignature *const *first = a;
  const CwJournalSignature *const *second = b;

  return (*first)->entry < (*second)->entry ? -1 : (*first)->entry > (*second)->entry;
}

/**
 * cw_journal_file_check:
 * @stream: what cw_store_export_journal() wrote, of either form
 * @start: (nullable): hash before the first entry, known from elsewhere
 * @signatures: (nullable) (element-type CwJournalSignature): of its entries; will be sorted. Those of
 *   entries before the first are left out, one of an entry behind the last means that the end is
 *   missing; @n_signatures of the report says how many counted
 * @judge: (nullable): says whether a signature is genuine
 * @report: (out caller-allocates): to be cleared with cw_journal_report_clear()
 *
 * Checks the chain within the file. Without a signature a file whose end was cut off at a row is whole by itself: hold
 * @last_hash of the report against what the export said, or against a signed head.
 *
 * Returns: %FALSE with %CW_ERROR_INVALID when it is no such file; %TRUE alone does not mean that the
 *   journal is whole: look at @report
 */
gboolean
cw_journal_file_check (GInputStream    *stream,
                       const char      *start,
                       GPtrArray       *signatures,
                       CwJournalJudge   judge,
                       gpointer         user_data,
                       CwJournalReport *report,
                       GError         **error)
{
  g_autoptr (CwJournalReader) reader = NULL;
  CwJournalFileCheck check = { .signatures = signatures, .judge = judge, .user_data = user_data, .report = report };
  gboolean ok;

  g_return_val_if_fail (G_IS_INPUT_STREAM (stream) && report != NULL, FALSE);

  *report = (CwJournalReport) { 0 };
  if (start != NULL && !cw_journal_is_hash (start))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is not the hash of an entry: that has 64 lower-case hex digits."), start);
      return FALSE;
    }
  reader = cw_journal_reader_new (stream);
  check.reader = reader;
  if (signatures != NULL)
    g_ptr_array_sort (signatures, cw_signature_compare);
  ok = cw_journal_file_check_all (&check, start, error);
  cw_journal_file_tell (&check);
  cw_chain_walk_clear (&check.walk);
  return ok;
}

/* signatures */

static GBytes *
cw_signature_bytes (const char *hex)
{
  g_autoptr (GByteArray) bytes = cw_hex_decode (hex, NULL);

  return bytes != NULL ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

static CwJournalSignature *
cw_signature_from_json (json_t *object)
{
  g_autoptr (CwJournalSignature) self = cw_journal_signature_new ();
  const char *day, *hash, *algorithm, *label, *key, *signature, *at;
  json_int_t entry, version;
  gint64 start;

  if (json_unpack (object, "{s:s, s:I, s:s, s:s, s:s, s:I, s:s, s:s, s:s !}", "day", &day, "entry", &entry, "hash", &hash, "algorithm", &algorithm, "key", &label,
                   "version", &version, "public_key", &key, "signature", &signature, "signed_at", &at) != 0 ||
      version < 0 || version > 255 || entry < 1 || !cw_journal_is_hash (hash) || !cw_moment_of_day (day, &start, NULL) || !cw_moment_from_text (at, &self->signed_at))
    return NULL;
  self->day = g_strdup (day);
  self->entry = entry;
  self->hash = g_strdup (hash);
  self->algorithm = g_strdup (algorithm);
  self->key_label = g_strdup (label);
  self->key_version = (guint) version;
  self->public_key = cw_signature_bytes (key);
  self->signature = cw_signature_bytes (signature);
  return self->public_key != NULL && self->signature != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * cw_journal_signatures_parse:
 * @text: (array length=length): what cw_store_export_signatures() wrote, at most
 *   %CW_JOURNAL_SIGNATURES_MAX
 *
 * Returns: (transfer full): #CwJournalSignature, or %NULL with %CW_ERROR_INVALID
 */
GPtrArray *
cw_journal_signatures_parse (const char *text,
                             gsize       length,
                             GError    **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_journal_signature_free);
  guint number = 0;

  g_return_val_if_fail (text != NULL && length <= CW_JOURNAL_SIGNATURES_MAX, NULL);

  while (length > 0)
    {
      const char *end = memchr (text, '\n', length);
      gsize part = end != NULL ? (gsize) (end - text) : length;
      json_t *object = json_loadb (text, part, JSON_REJECT_DUPLICATES, NULL);
      CwJournalSignature *row = json_is_object (object) ? cw_signature_from_json (object) : NULL;

      json_decref (object);
      number++;
      if (row == NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Line %u of the file is no signature of a journal. Give a file that “cardwright-cli journal export --signatures” wrote."), number);
          return NULL;
        }
      g_ptr_array_add (rows, row);
      text += MIN (part + 1, length);
      length -= MIN (part + 1, length);
    }
  return g_steal_pointer (&rows);
}
