/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-intake"

#include "config.h"

#include "app/intake/xlsx.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "app/base/error.h"

/* ECMA-376 part 1: workbook (18.2), shared strings (18.4), styles (18.8), sheet (18.3). GMarkup knows no
 * DTD and no entities of its own, so that nothing is fetched and nothing grows by itself. The texts
 * that cells share are in memory; of the sheet one block and the rows that end in it. On the thread of
 * the caller. */

#define BLOCK (64 * 1024)
#define DEPTH_MAX 64
/* bytes without an element: one text or attribute that grows and grows */
#define SILENCE_MAX (4 * 1024 * 1024)
/* bytes unpacked of the parts that are kept, and of the sheet */
#define KEPT_MAX (G_GUINT64_CONSTANT (128) << 20)
#define SHEETS_MAX 1000

typedef struct
{
  guint      line;
  GPtrArray *cells; /* (nullable texts) */
} CwSheetRow;

struct _CwXlsx
{
  GObject              parent_instance;

  zip_t               *zip;
  zip_file_t          *part;      /* the sheet */
  GMarkupParseContext *context;
  GPtrArray           *names;     /* of sheets */
  GPtrArray           *ids;       /* of their relations */
  char                *wanted;    /* the relation that is looked for */
  char                *target;    /* where it leads */
  GPtrArray           *shared;
  GHashTable          *formats;   /* ids of own formats that are days */
  GArray              *day_styles; /* gboolean by cell style */
  gboolean             in_styles;
  gboolean             epoch_1904;
  guint                depth;
  guint                silence;
  gboolean             taking;    /* text goes to self->text */
  gboolean             phonetic;
  GString             *text;
  GQueue               rows;      /* of CwSheetRow: read and not yet given out */
  CwSheetRow          *row;       /* the one at work, or the last one given out */
  CwSheetRow          *given;
  guint                line;
  guint                column;
  guint                style;
  char                 type;      /* first letter of the cell's, 'n' without; 'i' for inlineStr, 't' for str */
  guint                n_rows;
  gboolean             ended;
  char               **columns;
  guint                n_columns;
  const char          *cells[CW_SOURCE_MAX_COLUMNS];
};

static void cw_xlsx_source_init (CwSourceInterface *iface);

G_DEFINE_TYPE_WITH_CODE (CwXlsx, cw_xlsx, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_SOURCE, cw_xlsx_source_init))

static void
cw_sheet_row_free (CwSheetRow *row)
{
  if (row == NULL)
    return;
  g_ptr_array_unref (row->cells);
  g_free (row);
}

static void
cw_xlsx_finalize (GObject *object)
{
  CwXlsx *self = CW_XLSX (object);

  g_clear_pointer (&self->context, g_markup_parse_context_free);
  g_clear_pointer (&self->part, zip_fclose);
  g_clear_pointer (&self->zip, zip_discard);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->ids);
  g_ptr_array_unref (self->shared);
  g_hash_table_unref (self->formats);
  g_array_unref (self->day_styles);
  g_free (self->wanted);
  g_free (self->target);
  g_string_free (self->text, TRUE);
  g_queue_clear_full (&self->rows, (GDestroyNotify) cw_sheet_row_free);
  cw_sheet_row_free (self->row);
  cw_sheet_row_free (self->given);
  g_strfreev (self->columns);
  G_OBJECT_CLASS (cw_xlsx_parent_class)->finalize (object);
}

static void
cw_xlsx_class_init (CwXlsxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_xlsx_finalize;
}

static void
cw_xlsx_init (CwXlsx *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->shared = g_ptr_array_new_with_free_func (g_free);
  self->formats = g_hash_table_new (NULL, NULL);
  self->day_styles = g_array_new (FALSE, FALSE, sizeof (gboolean));
  self->text = g_string_new (NULL);
  g_queue_init (&self->rows);
}

static gboolean
cw_xlsx_fail (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The spreadsheet is damaged or larger than it may be. Open it in a spreadsheet program and save it anew, or save it as CSV."));
  return FALSE;
}

/* elements: names without their prefix */

static const char *
cw_xlsx_local (const char *name)
{
  const char *colon = strrchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

static const char *
cw_xlsx_find (const char **names,
              const char **values,
              const char  *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (cw_xlsx_local (names[i]), name))
      return values[i];
  return NULL;
}

static guint
cw_xlsx_number (const char *text)
{
  guint64 number;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, 10000000, &number, NULL) ? (guint) number : 0;
}

/* Whether a format of 18.8.31 shows a day: outside of quotation marks and brackets it has y or d. */
static gboolean
cw_xlsx_is_day (const char *format)
{
  char until = '\0';

  for (const char *at = format; *at != '\0' && *at != ';'; at++)
    if (until != '\0')
      until = *at == until ? '\0' : until;
    else if (*at == '"')
      until = '"';
    else if (*at == '[')
      until = ']';
    else if ((*at == '\\' || *at == '_' || *at == '*') && at[1] != '\0')
      at++;
    else if (strchr ("yYdD", *at) != NULL)
      return TRUE;
  return FALSE;
}

/* the formats that need no definition: 18.8.30 */
static gboolean
cw_xlsx_is_day_id (CwXlsx *self,
                   guint   id)
{
  return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58) || g_hash_table_contains (self->formats, GUINT_TO_POINTER (id));
}

/* "AB12" to 27; without a letter the cell follows the last one */
static guint
cw_xlsx_read_place (const char *place,
                    guint       next)
{
  guint column = 0, n = 0;

  for (; place != NULL && g_ascii_isupper (place[n]) && n < 4; n++)
    column = column * 26 + (guint) (place[n] - 'A') + 1;
  return n > 0 ? column - 1 : next;
}

static void
cw_xlsx_start_cell (CwXlsx      *self,
                    const char **names,
                    const char **values)
{
  const char *type = cw_xlsx_find (names, values, "t");

  self->column = cw_xlsx_read_place (cw_xlsx_find (names, values, "r"), self->column);
  self->style = cw_xlsx_number (cw_xlsx_find (names, values, "s"));
  self->type = type == NULL ? 'n' : g_str_equal (type, "str") ? 't' : *type;
  g_string_truncate (self->text, 0);
}

static void
cw_xlsx_start_row (CwXlsx     *self,
                   const char *number)
{
  guint line = cw_xlsx_number (number);

  self->line = line > self->line ? line : self->line + 1;
  self->column = 0;
  cw_sheet_row_free (self->row);
  self->row = g_new0 (CwSheetRow, 1);
  self->row->line = self->line;
  self->row->cells = g_ptr_array_new_with_free_func (g_free);
}

static void
cw_xlsx_start (GMarkupParseContext *context,
               const char          *element,
               const char         **names,
               const char         **values,
               gpointer             user_data,
               GError             **error)
{
  CwXlsx *self = user_data;
  const char *name = cw_xlsx_local (element);
  const char *id = cw_xlsx_find (names, values, "id");

  self->silence = 0;
  if (++self->depth > DEPTH_MAX || self->names->len > SHEETS_MAX)
    cw_xlsx_fail (error);
  else if (g_str_equal (name, "c") && self->row != NULL)
    cw_xlsx_start_cell (self, names, values);
  else if (g_str_equal (name, "row"))
    cw_xlsx_start_row (self, cw_xlsx_find (names, values, "r"));
  else if (g_str_equal (name, "si"))
    g_string_truncate (self->text, 0);
  else if (g_str_equal (name, "rPh"))
    self->phonetic = TRUE;
  else if (g_str_equal (name, "t") || (g_str_equal (name, "v") && self->row != NULL))
    self->taking = !self->phonetic;
  else if (g_str_equal (name, "sheet") && id != NULL && cw_xlsx_find (names, values, "name") != NULL)
    {
      g_ptr_array_add (self->names, g_strdup (cw_xlsx_find (names, values, "name")));
      g_ptr_array_add (self->ids, g_strdup (id));
    }
  else if (g_str_equal (name, "workbookPr"))
    self->epoch_1904 = cw_xlsx_number (cw_xlsx_find (names, values, "date1904")) == 1 || g_strcmp0 (cw_xlsx_find (names, values, "date1904"), "true") == 0;
  else if (g_str_equal (name, "Relationship") && self->target == NULL && g_strcmp0 (cw_xlsx_find (names, values, "Id"), self->wanted) == 0)
    self->target = g_strdup (cw_xlsx_find (names, values, "Target"));
  else if (g_str_equal (name, "numFmt") && cw_xlsx_is_day (cw_xlsx_find (names, values, "formatCode") != NULL ? cw_xlsx_find (names, values, "formatCode") : ""))
    g_hash_table_add (self->formats, GUINT_TO_POINTER (cw_xlsx_number (cw_xlsx_find (names, values, "numFmtId"))));
  else if (g_str_equal (name, "cellXfs"))
    self->in_styles = TRUE;
  else if (g_str_equal (name, "xf") && self->in_styles)
    {
      gboolean day = cw_xlsx_is_day_id (self, cw_xlsx_number (cw_xlsx_find (names, values, "numFmtId")));

      g_array_append_val (self->day_styles, day);
    }
}

/* Days since the beginning of 1900, which this format takes for a leap year, or of 1904: 18.17.4.1. */
static char *
cw_xlsx_read_day (CwXlsx *self,
                  double  serial)
{
  g_autoptr (GDate) date = self->epoch_1904 ? g_date_new_dmy (1, G_DATE_JANUARY, 1904) : g_date_new_dmy (serial < 60 ? 31 : 30, G_DATE_DECEMBER, 1899);

  g_date_add_days (date, (guint) serial);
  return g_strdup_printf ("%04u-%02u-%02u", g_date_get_year (date), (guint) g_date_get_month (date), g_date_get_day (date));
}

/* 23001 whether it is written so, 23001.0 or 2.3001E4 */
static char *
cw_xlsx_read_value (CwXlsx *self)
{
  gboolean day = self->style < self->day_styles->len && g_array_index (self->day_styles, gboolean, self->style);
  char *end;
  double number = g_ascii_strtod (self->text->str, &end);

  if (self->type != 'n' || end == self->text->str || *end != '\0')
    return g_strdup (self->text->str);
  if (day && number >= 1 && number < 2958466)
    return cw_xlsx_read_day (self, number);
  if (strspn (self->text->str, "-0123456789") == self->text->len)
    return g_strdup (self->text->str);
  end = g_malloc (G_ASCII_DTOSTR_BUF_SIZE);
  /* as a spreadsheet shows it: fifteen digits hold what was typed */
  return g_ascii_formatd (end, G_ASCII_DTOSTR_BUF_SIZE, number > -1e15 && number < 1e15 && number == (double) (gint64) number ? "%.0f" : "%.15g", number);
}

static void
cw_xlsx_end_cell (CwXlsx  *self,
                  GError **error)
{
  guint index = cw_xlsx_number (self->text->str);
  char *value;

  if (self->column >= CW_SOURCE_MAX_COLUMNS || self->text->len == 0)
    {
      self->column++;
      return;
    }
  if (self->type == 's' && index >= self->shared->len)
    {
      cw_xlsx_fail (error);
      return;
    }
  value = self->type == 's' ? g_strdup (g_ptr_array_index (self->shared, index)) : cw_xlsx_read_value (self);
  if (self->row->cells->len <= self->column)
    g_ptr_array_set_size (self->row->cells, (int) self->column + 1);
  g_free (g_ptr_array_index (self->row->cells, self->column));
  g_ptr_array_index (self->row->cells, self->column) = value;
  self->column++;
}

static void
cw_xlsx_end (GMarkupParseContext *context,
             const char          *element,
             gpointer             user_data,
             GError             **error)
{
  CwXlsx *self = user_data;
  const char *name = cw_xlsx_local (element);

  self->silence = 0;
  self->depth--;
  if (g_str_equal (name, "t") || g_str_equal (name, "v"))
    self->taking = FALSE;
  else if (g_str_equal (name, "rPh"))
    self->phonetic = FALSE;
  else if (g_str_equal (name, "cellXfs"))
    self->in_styles = FALSE;
  else if (g_str_equal (name, "si"))
    g_ptr_array_add (self->shared, g_strdup (self->text->str));
  else if (g_str_equal (name, "c") && self->row != NULL)
    cw_xlsx_end_cell (self, error);
  else if (g_str_equal (name, "row") && self->row != NULL)
    {
      if (self->row->cells->len > 0)
        g_queue_push_tail (&self->rows, g_steal_pointer (&self->row));
      g_clear_pointer (&self->row, cw_sheet_row_free);
    }
}

static void
cw_xlsx_text (GMarkupParseContext *context,
              const char          *text,
              gsize                length,
              gpointer             user_data,
              GError             **error)
{
  CwXlsx *self = user_data;

  if (!self->taking)
    return;
  if (self->text->len + length > CW_SOURCE_MAX_CELL)
    cw_xlsx_fail (error);
  else
    g_string_append_len (self->text, text, (gssize) length);
}

static const GMarkupParser parser = { .start_element = cw_xlsx_start, .end_element = cw_xlsx_end, .text = cw_xlsx_text };

/* parts */

/* @required: whether it is an error when there is no such part; *@part is then %NULL */
static gboolean
cw_xlsx_open_part (CwXlsx      *self,
                   const char  *name,
                   gboolean     required,
                   guint64      most,
                   GError     **error)
{
  zip_stat_t stat;

  g_clear_pointer (&self->part, zip_fclose);
  g_clear_pointer (&self->context, g_markup_parse_context_free);
  self->depth = self->silence = 0;
  if (zip_stat (self->zip, name, 0, &stat) != 0)
    return !required || cw_xlsx_fail (error);
  if ((stat.valid & ZIP_STAT_SIZE) == 0 || stat.size > most)
    return cw_xlsx_fail (error);
  self->part = zip_fopen (self->zip, name, 0);
  if (self->part == NULL)
    return cw_xlsx_fail (error);
  self->context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, self, NULL);
  return TRUE;
}

/* @more: (out): whether there is more of the part */
static gboolean
cw_xlsx_parse_block (CwXlsx   *self,
                     gboolean *more,
                     GError  **error)
{
  char block[BLOCK];
  zip_int64_t length = zip_fread (self->part, block, sizeof block);

  *more = length > 0;
  self->silence += length > 0 ? (guint) length : 0;
  if (length < 0 || self->silence > SILENCE_MAX || (length > 0 && !g_markup_parse_context_parse (self->context, block, (gssize) length, NULL)) ||
      (length == 0 && !g_markup_parse_context_end_parse (self->context, NULL)))
    return cw_xlsx_fail (error);
  return TRUE;
}

static gboolean
cw_xlsx_read_part (CwXlsx     *self,
                   const char *name,
                   gboolean    required,
                   GError    **error)
{
  gboolean more = TRUE;

  if (!cw_xlsx_open_part (self, name, required, KEPT_MAX, error))
    return FALSE;
  while (self->part != NULL && more)
    if (!cw_xlsx_parse_block (self, &more, error))
      return FALSE;
  return TRUE;
}

static CwXlsx *
cw_xlsx_open_book (const char *path,
                   GError    **error)
{
  g_autoptr (CwXlsx) self = g_object_new (CW_TYPE_XLSX, NULL);

  self->zip = zip_open (path, ZIP_RDONLY, NULL);
  if (self->zip == NULL)
    {
      cw_xlsx_fail (error);
      return NULL;
    }
  if (!cw_xlsx_read_part (self, "xl/workbook.xml", TRUE, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
cw_xlsx_find_sheet (CwXlsx     *self,
                    const char *sheet,
                    GError    **error)
{
  g_autofree char *part = NULL;

  for (guint i = 0; i < self->names->len && self->wanted == NULL; i++)
    if (sheet == NULL || g_strcmp0 (g_ptr_array_index (self->names, i), sheet) == 0)
      self->wanted = g_strdup (g_ptr_array_index (self->ids, i));
  if (self->wanted == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The spreadsheet has no sheet “%s”. Choose another."), sheet != NULL ? sheet : "");
      return FALSE;
    }
  if (!cw_xlsx_read_part (self, "xl/_rels/workbook.xml.rels", TRUE, error) || !cw_xlsx_read_part (self, "xl/styles.xml", FALSE, error) || !cw_xlsx_read_part (self, "xl/sharedStrings.xml", FALSE, error))
    return FALSE;
  if (self->target == NULL)
    return cw_xlsx_fail (error);
  part = *self->target == '/' ? g_strdup (self->target + 1) : g_strconcat ("xl/", self->target, NULL);
  return cw_xlsx_open_part (self, part, TRUE, CW_SOURCE_MAX_FILE, error);
}

/* @row: (out) (transfer full) (nullable) */
static gboolean
cw_xlsx_take_row (CwXlsx       *self,
                  CwSheetRow  **row,
                  GCancellable *cancellable,
                  GError      **error)
{
  gboolean more;

  while (g_queue_is_empty (&self->rows) && !self->ended)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !cw_xlsx_parse_block (self, &more, error))
        return FALSE;
      self->ended = !more;
    }
  *row = g_queue_pop_head (&self->rows);
  return TRUE;
}

static gboolean
cw_xlsx_next (CwSource     *source,
              CwSourceLine *line,
              gboolean     *more,
              GCancellable *cancellable,
              GError      **error)
{
  CwXlsx *self = CW_XLSX (source);

  g_clear_pointer (&self->given, cw_sheet_row_free);
  if (!cw_xlsx_take_row (self, &self->given, cancellable, error))
    return FALSE;
  *more = self->given != NULL;
  if (!*more)
    return TRUE;
  if (self->n_rows++ >= CW_SOURCE_MAX_ROWS)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("There are more than %d rows. Divide the file."), CW_SOURCE_MAX_ROWS);
      return FALSE;
    }
  for (guint i = 0; i < self->n_columns; i++)
    {
      const char *cell = i < self->given->cells->len ? g_ptr_array_index (self->given->cells, i) : NULL;

      self->cells[i] = cell != NULL ? cell : "";
    }
  line->line = self->given->line;
  line->cells = self->cells;
  line->n_cells = self->n_columns;
  return TRUE;
}

static const char *
cw_xlsx_get_kind (CwSource *source)
{
  return "xlsx";
}

static char *
cw_xlsx_describe (CwSource *source)
{
  CwXlsx *self = CW_XLSX (source);

  for (guint i = 0; i < self->ids->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->ids, i), self->wanted) == 0)
      return g_strdup (g_ptr_array_index (self->names, i));
  return g_strdup ("");
}

static const char *const *
cw_xlsx_get_columns (CwSource *source)
{
  return (const char *const *) CW_XLSX (source)->columns;
}

static void
cw_xlsx_source_init (CwSourceInterface *iface)
{
  iface->get_kind = cw_xlsx_get_kind;
  iface->describe = cw_xlsx_describe;
  iface->get_columns = cw_xlsx_get_columns;
  iface->next = cw_xlsx_next;
}

CwSource *
cw_xlsx_open (const char *path,
              const char *sheet,
              GError    **error)
{
  g_autoptr (CwXlsx) self = NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_return_val_if_fail (path != NULL, NULL);

  self = cw_xlsx_open_book (path, error);
  if (self == NULL || !cw_xlsx_find_sheet (self, sheet, error) || !cw_xlsx_take_row (self, &self->given, NULL, error))
    return NULL;
  self->columns = cw_source_name_columns (self->given != NULL ? self->given->cells : none, error);
  if (self->columns == NULL)
    return NULL;
  self->n_columns = g_strv_length (self->columns);
  return CW_SOURCE (g_steal_pointer (&self));
}

char **
cw_xlsx_list_sheets (const char *path,
                     GError    **error)
{
  g_autoptr (CwXlsx) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = cw_xlsx_open_book (path, error);
  if (self == NULL)
    return NULL;
  g_ptr_array_add (self->names, NULL);
  return g_strdupv ((char **) self->names->pdata);
}
