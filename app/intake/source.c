/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-intake"

#include "config.h"

#include "app/intake/source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/intake/csv.h"
#include "app/intake/xlsx.h"

/* What all sources share: their interface, the names of their columns, and which reader a file is
 * for. On the thread of the caller. */

/* bytes of a heading that are kept */
#define HEADING_MAX 200

G_DEFINE_INTERFACE (CwSource, cw_source, G_TYPE_OBJECT)

static void
cw_source_default_init (CwSourceInterface *iface)
{
}

const char *
cw_source_get_kind (CwSource *self)
{
  g_return_val_if_fail (CW_IS_SOURCE (self), NULL);

  return CW_SOURCE_GET_IFACE (self)->get_kind (self);
}

/**
 * cw_source_describe:
 *
 * Returns: (transfer full): how it is read, in words for a person
 */
char *
cw_source_describe (CwSource *self)
{
  g_return_val_if_fail (CW_IS_SOURCE (self), NULL);

  return CW_SOURCE_GET_IFACE (self)->describe (self);
}

/**
 * cw_source_get_columns:
 *
 * Returns: (transfer none): the names of the columns, %NULL-terminated
 */
const char *const *
cw_source_get_columns (CwSource *self)
{
  g_return_val_if_fail (CW_IS_SOURCE (self), NULL);

  return CW_SOURCE_GET_IFACE (self)->get_columns (self);
}

guint
cw_source_count_columns (CwSource *self)
{
  return g_strv_length ((char **) cw_source_get_columns (self));
}

/**
 * cw_source_next:
 * @line: (out): the row; its cells live until the next call
 * @more: (out): %FALSE: there was none any more, and @line is empty
 *
 * Reads the next row. Rows without anything in them are passed over.
 *
 * Returns: %FALSE with @error, which names the line and the column; the source is then at its end
 */
gboolean
cw_source_next (CwSource     *self,
                CwSourceLine *line,
                gboolean     *more,
                GCancellable *cancellable,
                GError      **error)
{
  g_return_val_if_fail (CW_IS_SOURCE (self) && line != NULL && more != NULL, FALSE);

  memset (line, 0, sizeof *line);
  *more = FALSE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return CW_SOURCE_GET_IFACE (self)->next (self, line, more, cancellable, error);
}

char *
cw_source_name_place (guint column)
{
  GString *name = g_string_new (NULL);

  for (guint left = column + 1; left > 0; left = (left - 1) / 26)
    g_string_prepend_c (name, (char) ('A' + (left - 1) % 26));
  return g_string_free (name, FALSE);
}

/* A heading as one line of readable text. */
static char *
cw_source_clean_heading (const char *heading)
{
  g_autofree char *valid = g_utf8_make_valid (heading != NULL ? heading : "", -1);
  GString *clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0' && clean->len < HEADING_MAX; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_isspace (character) || g_unichar_iscntrl (character))
        character = ' ';
      if (character != ' ' || (clean->len > 0 && clean->str[clean->len - 1] != ' '))
        g_string_append_unichar (clean, character);
    }
  return g_strchomp (g_string_free (clean, FALSE));
}

static char *
cw_source_name_column (GHashTable *taken,
                       const char *heading,
                       guint       column)
{
  g_autofree char *clean = cw_source_clean_heading (heading);
  g_autofree char *place = cw_source_name_place (column);
  /* TRANSLATORS: a column without a heading; %s is its letter, as in a spreadsheet */
  char *name = *clean != '\0' ? g_strdup (clean) : g_strdup_printf (_ ("Column %s"), place);

  for (guint n = 2; g_hash_table_contains (taken, name); n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s (%u)", clean, n);
    }
  g_hash_table_add (taken, g_strdup (name));
  return name;
}

char **
cw_source_name_columns (const GPtrArray *headings,
                        GError         **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint last = 0;

  g_return_val_if_fail (headings != NULL, NULL);

  for (guint i = 0; i < headings->len; i++)
    if (g_ptr_array_index (headings, i) != NULL && *(const char *) g_ptr_array_index (headings, i) != '\0')
      last = i + 1;
  if (last == 0 || last > CW_SOURCE_MAX_COLUMNS)
    {
      if (last == 0)
        g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("There are no headings. The first line must name the columns."));
      else
        g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("There are more than %d columns. Leave out those that are not needed."), CW_SOURCE_MAX_COLUMNS);
      return NULL;
    }

  for (guint i = 0; i < last; i++)
    g_ptr_array_add (names, cw_source_name_column (taken, g_ptr_array_index (headings, i), i));
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static GInputStream *
cw_source_open_stream (const char *path,
                       GError    **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, NULL);
  g_autofree char *name = g_filename_display_basename (path);
  GFileInputStream *stream;

  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("“%s” is not a file that can be read. Choose another."), name);
      return NULL;
    }
  if ((guint64) g_file_info_get_size (info) > CW_SOURCE_MAX_FILE)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is larger than 1 GiB. Divide it."), name);
      return NULL;
    }
  stream = g_file_read (file, NULL, NULL);
  if (stream == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("“%s” cannot be read. Look whether you may open it."), name);
  return G_INPUT_STREAM (stream);
}

/* Whether it begins as a zip archive does: a spreadsheet. */
static gboolean
cw_source_is_packed (GInputStream *stream)
{
  char head[4] = { 0, };
  gsize length;

  return g_input_stream_read_all (stream, head, sizeof head, &length, NULL, NULL) && g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, NULL) && memcmp (head, "PK\003\004", 4) == 0;
}

CwSource *
cw_source_open_file (const char            *path,
                     const CwSourceReading *reading,
                     GError               **error)
{
  g_autoptr (GInputStream) stream = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  stream = cw_source_open_stream (path, error);
  if (stream == NULL)
    return NULL;
  return cw_source_is_packed (stream) ? cw_xlsx_open (path, reading != NULL ? reading->sheet : NULL, error) : cw_csv_open (stream, reading, error);
}

char **
cw_source_list_sheets (const char *path,
                       GError    **error)
{
  g_autoptr (GInputStream) stream = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  stream = cw_source_open_stream (path, error);
  if (stream == NULL)
    return NULL;
  return cw_source_is_packed (stream) ? cw_xlsx_list_sheets (path, error) : g_new0 (char *, 1);
}
