/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/journal-reader.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "app/base/error.h"
#include "app/store/journal-private.h"

/* The records of an exported journal, of either form. The file may come from anywhere: every length is
 * bounded, and one record at a time is held. No state but the reader's own; any thread. */

/* bytes; details may have 65536, and each may be written as six */
#define RECORD_MAX (1024 * 1024)

#define CSV_HEAD "id,at,act,subject,operator,station,details,hash"

static const char *const names[CW_JOURNAL_N_FIELDS] = { "id", "at", "act", "subject", "operator", "station", "details", "hash" };

enum
{
  FIELD_ID,
  FIELD_AT,
  FIELD_ACT,
  FIELD_SUBJECT,
  FIELD_OPERATOR,
  FIELD_STATION,
  FIELD_DETAILS,
  FIELD_HASH,
};

gboolean
cw_journal_reader_fail (const CwJournalReader *self,
                        const char            *what,
                        GError               **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Line or record %" PRIu64 " of the file is not one of a journal: %s."), self->record, what);
  return FALSE;
}

/* @byte: (out): -1 at the end */
static gboolean
cw_journal_reader_peek (CwJournalReader *self,
                        int             *byte,
                        GError         **error)
{
  g_autoptr (GError) local = NULL;
  gssize got;

  if (self->offset == self->length)
    {
      got = g_input_stream_read (self->stream, self->buffer, sizeof self->buffer, NULL, &local);
      if (got < 0)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The file cannot be read: %s"), local->message);
          return FALSE;
        }
      self->offset = 0;
      self->length = (gsize) got;
    }
  *byte = self->offset < self->length ? self->buffer[self->offset] : -1;
  return TRUE;
}

static void
cw_journal_reader_clear_fields (CwJournalReader *self)
{
  for (guint i = 0; i < CW_JOURNAL_N_FIELDS; i++)
    {
      g_string_truncate (self->fields[i], 0);
      self->there[i] = FALSE;
    }
}

/* tables */

typedef struct
{
  guint    field;
  gsize    total;     /* bytes of the record */
  gboolean quoted;    /* within quotation marks */
  gboolean closed;    /* behind the closing one */
  gboolean begun;
} CwCsvState;

/* Takes one byte that is no line end outside quotation marks. @problem: (out): when %FALSE */
static gboolean
cw_journal_reader_take_byte (CwJournalReader *self,
                             CwCsvState      *state,
                             char             byte,
                             const char     **problem)
{
  if (state->quoted && byte == '"')
    {
      state->quoted = FALSE;
      state->closed = TRUE;
    }
  else if (!state->quoted && byte == ',')
    {
      state->field++;
      state->closed = state->begun = FALSE;
      if (state->field == CW_JOURNAL_N_FIELDS)
        {
          *problem = _ ("it has too many fields");
          return FALSE;
        }
    }
  else if (!state->quoted && byte == '"' && (!state->begun || state->closed))
    {
      /* a second one right behind a closing one stands for itself */
      if (state->closed)
        g_string_append_c (self->fields[state->field], '"');
      state->quoted = TRUE;
      state->closed = FALSE;
      state->begun = TRUE;
      self->there[state->field] = TRUE;
    }
  else
    {
      if (state->closed || (!state->quoted && byte == '"'))
        {
          *problem = _ ("a quotation mark stands where none may stand");
          return FALSE;
        }
      g_string_append_c (self->fields[state->field], byte);
      state->begun = TRUE;
      self->there[state->field] = TRUE;
    }
  return TRUE;
}

/* @more: (out): FALSE at the end of the file */
static gboolean
cw_journal_reader_read_csv (CwJournalReader *self,
                            gboolean        *more,
                            GError         **error)
{
  CwCsvState state = { 0 };
  const char *problem = NULL;
  int byte;

  for (;;)
    {
      if (!cw_journal_reader_peek (self, &byte, error))
        return FALSE;
      if (byte < 0 && state.total == 0)
        {
          *more = FALSE;
          return TRUE;
        }
      if (byte < 0)
        return cw_journal_reader_fail (self, _ ("the file ends in the middle of it"), error);
      self->offset++;
      if (byte == '\n' && !state.quoted)
        break;
      if (++state.total > RECORD_MAX || byte == '\0')
        return cw_journal_reader_fail (self, _ ("it is too long, or has bytes that no text has"), error);
      if (byte == '\r' && !state.quoted)
        {
          if (!cw_journal_reader_peek (self, &byte, error))
            return FALSE;
          if (byte != '\n')
            return cw_journal_reader_fail (self, _ ("a line end is only half there"), error);
          continue;
        }
      if (!cw_journal_reader_take_byte (self, &state, (char) byte, &problem))
        return cw_journal_reader_fail (self, problem, error);
    }
  if (state.field != CW_JOURNAL_N_FIELDS - 1)
    return cw_journal_reader_fail (self, _ ("it has too few fields"), error);
  *more = TRUE;
  return TRUE;
}

/* lines of JSON */

static gboolean
cw_journal_reader_read_line (CwJournalReader *self,
                             GString         *line,
                             gboolean        *more,
                             GError         **error)
{
  int byte;

  for (;;)
    {
      if (!cw_journal_reader_peek (self, &byte, error))
        return FALSE;
      if (byte < 0)
        {
          *more = FALSE;
          return line->len == 0 || cw_journal_reader_fail (self, _ ("the file ends in the middle of it"), error);
        }
      self->offset++;
      if (byte == '\n')
        break;
      if (line->len >= RECORD_MAX)
        return cw_journal_reader_fail (self, _ ("it is too long, or has bytes that no text has"), error);
      g_string_append_c (line, (char) byte);
    }
  *more = TRUE;
  return TRUE;
}

static gboolean
cw_journal_reader_take_object (CwJournalReader *self,
                               json_t          *object)
{
  const char *key;
  json_t *value;

  json_object_foreach (object, key, value)
  {
    guint i = 0;

    while (i < CW_JOURNAL_N_FIELDS && strcmp (names[i], key) != 0)
      i++;
    if (i == CW_JOURNAL_N_FIELDS)
      return FALSE;
    if (json_is_null (value))
      continue;
    if (i == FIELD_ID ? !json_is_integer (value) : !json_is_string (value))
      return FALSE;
    self->there[i] = TRUE;
    if (i == FIELD_ID)
      g_string_printf (self->fields[i], "%" JSON_INTEGER_FORMAT, json_integer_value (value));
    else
      g_string_append_len (self->fields[i], json_string_value (value), (gssize) json_string_length (value));
  }
  return TRUE;
}

static gboolean
cw_journal_reader_read_json (CwJournalReader *self,
                             gboolean        *more,
                             GError         **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  json_t *object;
  gboolean good;

  if (!cw_journal_reader_read_line (self, line, more, error))
    return FALSE;
  if (!*more)
    return TRUE;
  object = json_loadb (line->str, line->len, JSON_REJECT_DUPLICATES, NULL);
  good = json_is_object (object) && cw_journal_reader_take_object (self, object);
  json_decref (object);
  return good || cw_journal_reader_fail (self, _ ("it is no JSON object with the names of an entry"), error);
}

/* both */

gboolean
cw_journal_reader_read (CwJournalReader *self,
                        gboolean        *more,
                        GError         **error)
{
  self->record++;
  cw_journal_reader_clear_fields (self);
  return self->table ? cw_journal_reader_read_csv (self, more, error) : cw_journal_reader_read_json (self, more, error);
}

/* Which kind of file it is; the head of a table is read. */
gboolean
cw_journal_reader_begin (CwJournalReader *self,
                         GError         **error)
{
  gboolean more = FALSE;
  int byte;

  if (!cw_journal_reader_peek (self, &byte, error))
    return FALSE;
  self->table = byte != '{' && byte >= 0;
  if (!self->table)
    return TRUE;
  if (!cw_journal_reader_read (self, &more, error))
    return FALSE;
  for (guint i = 0; i < CW_JOURNAL_N_FIELDS; i++)
    if (!more || strcmp (self->fields[i]->str, names[i]) != 0)
      {
        g_autofree char *reason = g_strdup_printf (_ ("the first line of a table must be %s"), CSV_HEAD);

        return cw_journal_reader_fail (self, reason, error);
      }
  return TRUE;
}

gboolean
cw_journal_is_hash (const char *text)
{
  return strlen (text) == CW_CHAIN_HASH_LENGTH && strspn (text, "0123456789abcdef") == CW_CHAIN_HASH_LENGTH;
}

/* Whether the record only says the hash before the first row. */
gboolean
cw_journal_reader_is_start (const CwJournalReader *self)
{
  for (guint i = FIELD_AT; i < FIELD_HASH; i++)
    if (self->there[i])
      return FALSE;
  return TRUE;
}

gboolean
cw_journal_reader_to_entry (const CwJournalReader *self,
                            CwChainEntry          *entry,
                            GError               **error)
{
  static const guint fields[CW_CHAIN_N_TEXTS] = { FIELD_ACT, FIELD_SUBJECT, FIELD_OPERATOR, FIELD_DETAILS, FIELD_STATION };
  const char *id = self->fields[FIELD_ID]->str;

  *entry = (CwChainEntry) { .hash = self->fields[FIELD_HASH]->str, .any_station = self->table && self->fields[FIELD_STATION]->len == 0 };
  if (!g_ascii_string_to_signed (id, 10, 0, G_MAXINT64 - 1, &entry->id, NULL))
    return cw_journal_reader_fail (self, _ ("its number is none"), error);
  if (!cw_journal_is_hash (entry->hash) || self->fields[FIELD_HASH]->len != CW_CHAIN_HASH_LENGTH)
    return cw_journal_reader_fail (self, _ ("its hash is not of 64 lower-case hex digits"), error);
  if (cw_journal_reader_is_start (self))
    return TRUE;
  if (!cw_moment_from_text (self->fields[FIELD_AT]->str, &entry->at))
    return cw_journal_reader_fail (self, _ ("its moment is not of the form 2026-11-23T12:00:00.000000Z"), error);
  for (guint i = 0; i < CW_CHAIN_N_TEXTS; i++)
    if (i != CW_CHAIN_STATION || self->there[FIELD_STATION] || self->table)
      {
        entry->texts[i] = self->fields[fields[i]]->str;
        entry->lengths[i] = self->fields[fields[i]]->len;
      }
  return TRUE;
}

CwJournalReader *
cw_journal_reader_new (GInputStream *stream)
{
  CwJournalReader *self = g_new0 (CwJournalReader, 1);

  self->stream = g_object_ref (stream);
  for (guint i = 0; i < CW_JOURNAL_N_FIELDS; i++)
    self->fields[i] = g_string_new (NULL);
  return self;
}

void
cw_journal_reader_free (CwJournalReader *self)
{
  for (guint i = 0; i < CW_JOURNAL_N_FIELDS; i++)
    g_string_free (self->fields[i], TRUE);
  g_object_unref (self->stream);
  g_free (self);
}
