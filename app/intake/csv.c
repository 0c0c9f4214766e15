/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-intake"

#include "config.h"

#include "app/intake/csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"

/* RFC 4180 and what is met beside it: semicolons and tabs, a byte order mark, Windows-1257, lines that
 * end in CR, LF or both, a first line "sep=;". One block of the file and one row are in memory. On
 * the thread of the caller. */

#define BLOCK (64 * 1024)

/* Latvian and Lithuanian Windows write this when they do not write UTF-8. */
#define OLD_ENCODING "WINDOWS-1257"

struct _CwCsv
{
  GObject       parent_instance;

  GInputStream *stream;    /* gives UTF-8, or bytes that are yet to be looked at */
  const char   *encoding;
  char          delimiter;
  guint8       *block;
  gsize         length;
  gsize         at;
  guint         line;      /* of the byte that is read next */
  guint         row;       /* rows given out */
  char        **columns;
  guint         n_columns;
  GString      *text;      /* the cells of one row, each with its NUL */
  GArray       *starts;    /* gsize: where in text */
  const char   *cells[CW_SOURCE_MAX_COLUMNS];
};

static void cw_csv_source_init (CwSourceInterface *iface);

G_DEFINE_TYPE_WITH_CODE (CwCsv, cw_csv, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_SOURCE, cw_csv_source_init))

static void
cw_csv_finalize (GObject *object)
{
  CwCsv *self = CW_CSV (object);

  g_clear_object (&self->stream);
  g_strfreev (self->columns);
  g_free (self->block);
  g_string_free (self->text, TRUE);
  g_array_unref (self->starts);
  G_OBJECT_CLASS (cw_csv_parent_class)->finalize (object);
}

static void
cw_csv_class_init (CwCsvClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_csv_finalize;
}

static void
cw_csv_init (CwCsv *self)
{
  self->block = g_malloc (BLOCK);
  self->text = g_string_new (NULL);
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->line = 1;
}

char
cw_csv_get_delimiter (CwCsv *self)
{
  g_return_val_if_fail (CW_IS_CSV (self), 0);

  return self->delimiter;
}

const char *
cw_csv_get_encoding (CwCsv *self)
{
  g_return_val_if_fail (CW_IS_CSV (self), NULL);

  return self->encoding;
}

static gboolean
cw_csv_fill (CwCsv        *self,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr (GError) local = NULL;
  gssize length;

  if (self->at < self->length)
    return TRUE;
  length = g_input_stream_read (self->stream, self->block, BLOCK, cancellable, &local);
  if (length >= 0)
    {
      self->at = 0;
      self->length = (gsize) length;
      return TRUE;
    }
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Line %u cannot be read as %s. Choose another encoding."), self->line, self->encoding);
  return FALSE;
}

/* @byte: -1 at the end. A line end in any spelling is one '\n'. */
static gboolean
cw_csv_take (CwCsv        *self,
             int          *byte,
             GCancellable *cancellable,
             GError      **error)
{
  if (!cw_csv_fill (self, cancellable, error))
    return FALSE;
  *byte = self->at < self->length ? self->block[self->at++] : -1;
  if (*byte == '\r')
    {
      if (!cw_csv_fill (self, cancellable, error))
        return FALSE;
      if (self->at < self->length && self->block[self->at] == '\n')
        self->at++;
      *byte = '\n';
    }
  if (*byte == '\n')
    self->line++;
  return TRUE;
}

static gboolean
cw_csv_peek (CwCsv        *self,
             int          *byte,
             GCancellable *cancellable,
             GError      **error)
{
  if (!cw_csv_fill (self, cancellable, error))
    return FALSE;
  *byte = self->at < self->length ? self->block[self->at] : -1;
  return TRUE;
}

static gboolean
cw_csv_fail (CwCsv      *self,
             guint       line,
             const char *sentence,
             GError    **error)
{
  g_autofree char *place = cw_source_name_place (self->starts->len > 0 ? self->starts->len - 1 : 0);
  guint column = self->starts->len;
  const char *name = self->columns != NULL && column > 0 && column <= self->n_columns ? self->columns[column - 1] : place;

  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Line %u, column “%s”: %s"), line, name, sentence);
  return FALSE;
}

/* Whether what was taken as the cell that begins at @start can be one. */
static gboolean
cw_csv_check_cell (CwCsv   *self,
                   gsize    start,
                   guint    line,
                   GError **error)
{
  gsize length = self->text->len - start;

  if (length > CW_SOURCE_MAX_CELL)
    return cw_csv_fail (self, line, _ ("a cell has more than 64 KiB. A quotation mark may be missing before it."), error);
  if (memchr (self->text->str + start, '\0', length) != NULL || !g_utf8_validate (self->text->str + start, (gssize) length, NULL))
    return cw_csv_fail (self, line, _ ("a character is not valid in this encoding. Choose another encoding."), error);
  return TRUE;
}

/* The inside of a cell in quotation marks, up to the one that closes it. */
static gboolean
cw_csv_take_quoted (CwCsv        *self,
                    gsize         start,
                    GCancellable *cancellable,
                    GError      **error)
{
  guint line = self->line;
  int byte, after;

  while (self->text->len - start <= CW_SOURCE_MAX_CELL)
    {
      if (!cw_csv_take (self, &byte, cancellable, error))
        return FALSE;
      if (byte < 0)
        return cw_csv_fail (self, line, _ ("a quotation mark is opened here and never closed."), error);
      if (byte == '"')
        {
          if (!cw_csv_peek (self, &after, cancellable, error))
            return FALSE;
          if (after != '"')
            return TRUE;
          self->at++;
        }
      g_string_append_c (self->text, (char) byte);
    }
  return cw_csv_check_cell (self, start, line, error);
}

static gboolean
cw_csv_ends_cell (CwCsv *self,
                  int    byte)
{
  return byte < 0 || byte == '\n' || byte == self->delimiter;
}

/* @byte: (out): what ended the cell: the delimiter, '\n' or -1 */
static gboolean
cw_csv_take_cell (CwCsv        *self,
                  int          *byte,
                  GCancellable *cancellable,
                  GError      **error)
{
  gsize start = self->text->len;
  guint line = self->line;
  gboolean good = cw_csv_take (self, byte, cancellable, error);

  g_array_append_val (self->starts, start);
  if (good && *byte == '"')
    {
      if (!cw_csv_take_quoted (self, start, cancellable, error) || !cw_csv_take (self, byte, cancellable, error))
        return FALSE;
      if (!cw_csv_ends_cell (self, *byte))
        return cw_csv_fail (self, line, _ ("there is text behind a closing quotation mark. A quotation mark within a cell is written twice."), error);
    }
  while (good && !cw_csv_ends_cell (self, *byte) && self->text->len - start <= CW_SOURCE_MAX_CELL)
    {
      g_string_append_c (self->text, (char) *byte);
      good = cw_csv_take (self, byte, cancellable, error);
    }
  if (!good || !cw_csv_check_cell (self, start, line, error))
    return FALSE;
  g_string_append_c (self->text, '\0');
  return TRUE;
}

/* @line: (out): where the row begins; @more: (out): whether there is one */
static gboolean
cw_csv_take_row (CwCsv        *self,
                 guint        *line,
                 gboolean     *more,
                 GCancellable *cancellable,
                 GError      **error)
{
  gboolean empty;
  int byte;

  do
    {
      g_string_truncate (self->text, 0);
      g_array_set_size (self->starts, 0);
      *line = self->line;
      do
        {
          /* cells behind the last column may be there when they are empty; a few are enough */
          if (self->starts->len > CW_SOURCE_MAX_COLUMNS * 4)
            return cw_csv_fail (self, *line, _ ("the line has too many cells. Look whether the delimiter is the right one."), error);
          if (!cw_csv_take_cell (self, &byte, cancellable, error))
            return FALSE;
        }
      while (byte == self->delimiter);
      /* every cell has its NUL: a row of nothing is as long as it has cells */
      empty = self->text->len == self->starts->len;
    }
  while (empty && byte >= 0);
  *more = !empty;
  return TRUE;
}

static const char *
cw_csv_get_cell (CwCsv *self,
                 guint  column)
{
  return column < self->starts->len ? self->text->str + g_array_index (self->starts, gsize, column) : "";
}

static gboolean
cw_csv_next (CwSource     *source,
             CwSourceLine *line,
             gboolean     *more,
             GCancellable *cancellable,
             GError      **error)
{
  CwCsv *self = CW_CSV (source);

  if (!cw_csv_take_row (self, &line->line, more, cancellable, error))
    return FALSE;
  if (!*more)
    return TRUE;
  if (self->row++ >= CW_SOURCE_MAX_ROWS)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("There are more than %d rows. Divide the file."), CW_SOURCE_MAX_ROWS);
      return FALSE;
    }
  for (guint i = self->n_columns; i < self->starts->len; i++)
    if (*cw_csv_get_cell (self, i) != '\0')
      {
        g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Line %u has %u cells, but there are %u headings. Look whether the delimiter is the right one, and whether a cell that holds it stands in quotation marks."),
                     line->line, self->starts->len, self->n_columns);
        return FALSE;
      }
  for (guint i = 0; i < self->n_columns; i++)
    self->cells[i] = cw_csv_get_cell (self, i);
  line->cells = self->cells;
  line->n_cells = self->n_columns;
  return TRUE;
}

static const char *
cw_csv_get_kind (CwSource *source)
{
  return "csv";
}

static char *
cw_csv_describe (CwSource *source)
{
  CwCsv *self = CW_CSV (source);
  const char *delimiter = self->delimiter == ',' ? _ ("comma") : self->delimiter == ';' ? _ ("semicolon") : _ ("tab");

  /* TRANSLATORS: what separates the cells of a text file, and its encoding: “semicolon, UTF-8” */
  return g_strdup_printf (_ ("%s, %s"), delimiter, self->encoding);
}

static const char *const *
cw_csv_get_columns (CwSource *source)
{
  return (const char *const *) CW_CSV (source)->columns;
}

static void
cw_csv_source_init (CwSourceInterface *iface)
{
  iface->get_kind = cw_csv_get_kind;
  iface->describe = cw_csv_describe;
  iface->get_columns = cw_csv_get_columns;
  iface->next = cw_csv_next;
}

/* how it is read */

static gboolean
cw_csv_rewind (CwCsv   *self,
               GError **error)
{
  self->at = self->length = 0;
  if (g_seekable_seek (G_SEEKABLE (self->stream), 0, G_SEEK_SET, NULL, NULL))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The file cannot be read twice, which is needed to learn its encoding. Copy it to this computer."));
  return FALSE;
}

/* Whether all of it is UTF-8; a character may lie over the end of a block. */
static gboolean
cw_csv_scan (CwCsv    *self,
             gboolean *valid,
             GError  **error)
{
  g_autofree char *buffer = g_malloc (BLOCK);
  gsize kept = 0, length = 0;

  *valid = TRUE;
  do
    {
      const char *end;

      if (!g_input_stream_read_all (self->stream, buffer + kept, BLOCK - kept, &length, NULL, error))
        return FALSE;
      g_utf8_validate (buffer, (gssize) (kept + length), &end);
      kept = kept + length - (gsize) (end - buffer);
      *valid = kept == 0 || (length > 0 && kept < 4 && g_utf8_get_char_validated (end, (gssize) kept) == (gunichar) -2);
      memmove (buffer, end, kept);
    }
  while (*valid && length > 0);
  return cw_csv_rewind (self, error);
}

static gboolean
cw_csv_choose_encoding (CwCsv      *self,
                        const char *wanted,
                        GError    **error)
{
  guint8 mark[3] = { 0, };
  gsize length;
  gboolean valid;

  if (!g_input_stream_read_all (self->stream, mark, sizeof mark, &length, NULL, error) || !cw_csv_rewind (self, error) || !cw_csv_scan (self, &valid, error))
    return FALSE;
  if (wanted != NULL && g_ascii_strcasecmp (wanted, "UTF-8") == 0)
    self->encoding = "UTF-8";
  else if (wanted != NULL && g_ascii_strcasecmp (wanted, OLD_ENCODING) == 0)
    self->encoding = OLD_ENCODING;
  else if (wanted != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The encoding “%s” is not known. Use UTF-8 or %s."), wanted, OLD_ENCODING);
  else if (mark[0] == 0xff && mark[1] == 0xfe)
    self->encoding = "UTF-16LE"; /* what spreadsheets call Unicode text */
  else
    self->encoding = valid ? "UTF-8" : OLD_ENCODING;
  return self->encoding != NULL;
}

/* The one that stands most often in the first line, outside of quotation marks. */
static char
cw_csv_sniff (CwCsv *self)
{
  static const char delimiters[] = { ';', ',', '\t' };
  guint counts[G_N_ELEMENTS (delimiters)] = { 0, };
  gboolean quoted = FALSE;
  guint best = 1;

  for (gsize i = self->at; i < self->length && (quoted || (self->block[i] != '\n' && self->block[i] != '\r')); i++)
    {
      quoted ^= self->block[i] == '"';
      for (guint j = 0; !quoted && j < G_N_ELEMENTS (delimiters); j++)
        counts[j] += self->block[i] == delimiters[j];
    }
  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    if (counts[i] > counts[best])
      best = i;
  return delimiters[best];
}

/* A spreadsheet's note to itself, "sep=;" in a line of its own. */
static void
cw_csv_skip_note (CwCsv *self,
                  char   delimiter)
{
  const guint8 *note = self->block + self->at;
  gsize length = self->length - self->at;

  if (length < 6 || g_ascii_strncasecmp ((const char *) note, "sep=", 4) != 0 || memchr (",;\t", note[4], 3) == NULL || memchr ("\r\n", note[5], 2) == NULL)
    return;
  self->delimiter = delimiter != 0 ? delimiter : (char) note[4];
  self->at += length >= 7 && note[5] == '\r' && note[6] == '\n' ? 7 : 6;
  self->line++;
}

static gboolean
cw_csv_start (CwCsv   *self,
              char     delimiter,
              GError **error)
{
  if (!g_str_equal (self->encoding, "UTF-8"))
    {
      g_autoptr (GCharsetConverter) converter = g_charset_converter_new ("UTF-8", self->encoding, NULL);
      g_autoptr (GInputStream) bytes = g_steal_pointer (&self->stream);

      if (converter == NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("This computer cannot read %s."), self->encoding);
          return FALSE;
        }
      self->stream = g_converter_input_stream_new (bytes, G_CONVERTER (converter));
    }
  if (!cw_csv_fill (self, NULL, error))
    return FALSE;
  if (self->length >= 3 && memcmp (self->block, "\xef\xbb\xbf", 3) == 0)
    self->at = 3;
  self->delimiter = delimiter != 0 ? delimiter : cw_csv_sniff (self);
  cw_csv_skip_note (self, delimiter);
  return TRUE;
}

static gboolean
cw_csv_read_headings (CwCsv   *self,
                      GError **error)
{
  g_autoptr (GPtrArray) headings = g_ptr_array_new ();
  gboolean more;
  guint line;

  if (!cw_csv_take_row (self, &line, &more, NULL, error))
    return FALSE;
  for (guint i = 0; more && i < self->starts->len; i++)
    g_ptr_array_add (headings, (gpointer) cw_csv_get_cell (self, i));
  self->columns = cw_source_name_columns (headings, error);
  if (self->columns == NULL)
    return FALSE;
  self->n_columns = g_strv_length (self->columns);
  return TRUE;
}

CwSource *
cw_csv_open (GInputStream          *stream,
             const CwSourceReading *reading,
             GError               **error)
{
  g_autoptr (CwCsv) self = NULL;
  char delimiter = reading != NULL ? reading->delimiter : 0;

  g_return_val_if_fail (G_IS_INPUT_STREAM (stream) && G_IS_SEEKABLE (stream), NULL);

  if (delimiter != 0 && strchr (",;\t", delimiter) == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The delimiter “%c” is not known. Use a comma, a semicolon or a tab."), g_ascii_isprint (delimiter) ? delimiter : '?');
      return NULL;
    }
  self = g_object_new (CW_TYPE_CSV, NULL);
  self->stream = g_object_ref (stream);
  if (!cw_csv_choose_encoding (self, reading != NULL ? reading->encoding : NULL, error) || !cw_csv_start (self, delimiter, error) || !cw_csv_read_headings (self, error))
    return NULL;
  return CW_SOURCE (g_steal_pointer (&self));
}
