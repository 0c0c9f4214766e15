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
#include "app/store/journal-file.h"
#include "app/store/journal-private.h"

/* The journal written out, row by row: the memory it takes does not grow with the journal. Any
 * thread; the store is held for a page at a time. */

typedef struct
{
  CwJournalFormat format;
  GOutputStream  *stream;
  GString        *text;   /* of one row */
  char           *hash;   /* of the last one */
} CwJournalPen;

#define CSV_HEAD "id,at,act,subject,operator,station,details,hash\r\n"

/* RFC 4180 section 2: a field with a quotation mark, a comma or a line end stands in quotation marks.
 * An empty one does so too, because one that is not there is written as nothing. */
static void
cw_journal_pen_put_field (CwJournalPen *self,
                          const char   *field)
{
  g_string_append_c (self->text, ',');
  if (field == NULL)
    return;
  if (*field != '\0' && strpbrk (field, "\",\r\n") == NULL)
    {
      g_string_append (self->text, field);
      return;
    }
  g_string_append_c (self->text, '"');
  for (const char *at = field; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (self->text, '"');
      g_string_append_c (self->text, *at);
    }
  g_string_append_c (self->text, '"');
}

static void
cw_journal_pen_put_member (CwJournalPen *self,
                           const char   *name,
                           const char   *value)
{
  g_string_append_printf (self->text, ",\"%s\":", name);
  if (value != NULL)
    cw_json_append_string (self->text, value);
  else
    g_string_append (self->text, "null");
}

static gboolean
cw_journal_pen_flush (CwJournalPen *self,
                      GError      **error)
{
  g_autoptr (GError) local = NULL;

  if (g_output_stream_write_all (self->stream, self->text->str, self->text->len, NULL, NULL, &local))
    {
      g_string_truncate (self->text, 0);
      return TRUE;
    }
  g_set_error (error, CW_ERROR, g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ? CW_ERROR_STORE_FULL : CW_ERROR_FAILED, _ ("The file cannot be written: %s"), local->message);
  return FALSE;
}

static gboolean
cw_journal_pen_put_row (const CwJournalRow *row,
                        gpointer            data,
                        GError            **error)
{
  CwJournalPen *self = data;
  g_autofree char *at = cw_moment_to_text (row->at);
  const char *const names[] = { "at", "act", "subject", "operator", "station", "details", "hash" };
  const char *values[] = { at, row->act, row->subject, row->operator_name, row->station, row->details, row->hash };

  if (at == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("Entry %" PRId64 " of the journal has a moment that is no date. Check the journal: cardwright-cli journal verify."), row->id);
      return FALSE;
    }
  g_string_append_printf (self->text, self->format == CW_JOURNAL_CSV ? "%" G_GINT64_FORMAT : "{\"id\":%" G_GINT64_FORMAT, row->id);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (self->format == CW_JOURNAL_CSV)
      cw_journal_pen_put_field (self, values[i]);
    else
      cw_journal_pen_put_member (self, names[i], values[i]);
  g_string_append (self->text, self->format == CW_JOURNAL_CSV ? "\r\n" : "}\n");
  g_free (self->hash);
  self->hash = g_strdup (row->hash);
  return cw_journal_pen_flush (self, error);
}

/* What the file begins with; a range says the hash before its first row, without which that could
 * not be reckoned. */
static gboolean
cw_journal_pen_begin (CwJournalPen          *self,
                      const CwJournalExport *range,
                      GError               **error)
{
  if (self->format == CW_JOURNAL_CSV)
    g_string_append (self->text, CSV_HEAD);
  if (range->first > 1 && self->format == CW_JOURNAL_CSV)
    g_string_append_printf (self->text, "%" G_GINT64_FORMAT ",,,,,,,%s\r\n", range->first - 1, range->before);
  else if (range->first > 1)
    g_string_append_printf (self->text, "{\"id\":%" G_GINT64_FORMAT ",\"hash\":\"%s\"}\n", range->first - 1, range->before);
  return cw_journal_pen_flush (self, error);
}

/**
 * cw_store_export_journal:
 * @from: (nullable): first day, yyyy-MM-dd, UTC
 * @to: (nullable): last day
 * @stream: left open
 * @result: (out caller-allocates): to be cleared with cw_journal_export_clear()
 */
gboolean
cw_store_export_journal (CwStore         *self,
                         CwJournalFormat  format,
                         const char      *from,
                         const char      *to,
                         GOutputStream   *stream,
                         CwJournalExport *result,
                         GError         **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CwJournalPen pen = { .format = format, .stream = stream, .text = text };
  gboolean ok;

  g_return_val_if_fail (CW_IS_STORE (self) && G_IS_OUTPUT_STREAM (stream) && result != NULL, FALSE);

  *result = (CwJournalExport) { 0 };
  if (!cw_store_find_journal_range (self, from, to, &result->first, &result->last, &result->before, error))
    return FALSE;
  ok = cw_journal_pen_begin (&pen, result, error) && cw_store_walk_journal (self, result->first, result->last, cw_journal_pen_put_row, &pen, error);
  result->hash = pen.hash != NULL ? pen.hash : g_strdup (result->before);
  return ok;
}

void
cw_journal_export_clear (CwJournalExport *self)
{
  g_clear_pointer (&self->before, g_free);
  g_clear_pointer (&self->hash, g_free);
}

static char *
cw_signature_hex (GBytes *bytes)
{
  g_autofree char *hex = cw_hex_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  return g_ascii_strdown (hex, -1);
}

/**
 * cw_store_export_signatures:
 * @range: what was exported: only signatures of its entries are written
 * @stream: left open
 * @count: (out): how many
 */
gboolean
cw_store_export_signatures (CwStore               *self,
                            const CwJournalExport *range,
                            GOutputStream         *stream,
                            guint                 *count,
                            GError               **error)
{
  g_autoptr (GPtrArray) rows = cw_store_list_signatures (self, error);
  g_autoptr (GString) text = g_string_new (NULL);
  CwJournalPen pen = { .stream = stream, .text = text };

  if (rows == NULL)
    return FALSE;
  *count = 0;
  for (guint i = 0; i < rows->len; i++)
    {
      const CwJournalSignature *row = g_ptr_array_index (rows, i);
      g_autofree char *key = cw_signature_hex (row->public_key);
      g_autofree char *signature = cw_signature_hex (row->signature);
      g_autofree char *at = cw_moment_to_text (row->signed_at);

      if (row->entry < range->first || row->entry > range->last)
        continue;
      *count += 1;
      g_string_append (text, "{\"day\":");
      cw_json_append_string (text, row->day);
      g_string_append_printf (text, ",\"entry\":%" G_GINT64_FORMAT, row->entry);
      cw_journal_pen_put_member (&pen, "hash", row->hash);
      cw_journal_pen_put_member (&pen, "algorithm", row->algorithm);
      cw_journal_pen_put_member (&pen, "key", row->key_label);
      g_string_append_printf (text, ",\"version\":%u", row->key_version);
      cw_journal_pen_put_member (&pen, "public_key", key);
      cw_journal_pen_put_member (&pen, "signature", signature);
      cw_journal_pen_put_member (&pen, "signed_at", at);
      g_string_append (text, "}\n");
      if (!cw_journal_pen_flush (&pen, error))
        return FALSE;
    }
  return TRUE;
}
