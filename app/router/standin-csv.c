/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-csv.h"

#include <string.h>

#include "app/router/standin-multipart.h"

/* The check of a CSV file of cards. Reads the book and changes nothing; the server holds its lock
 * around it.
 *
 * Nothing is published about the file but that csv-config says its columns: here they are the
 * fields of CardUpdateView, comma-separated (RFC 4180), after one line with their names. */

static const char *const columns[] = {
  "personIdentifier", "cardNumber", "cardStatusType", "cardType", "issuedAt", "expiresAt", "issuerIdentifier", "displayName",
};

/* mistakes in one answer */
#define MISTAKES_MAX 1000

CwStandInAnswer *
cw_stand_in_route_columns (void)
{
  CwStandInJson *places = json_object ();

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    json_object_set_new (places, columns[i], json_integer ((json_int_t) i));
  return cw_stand_in_answer_json (200, places);
}

/* One cell; *at is left behind its separator. @last: (out): the row ends with it */
static char *
read_cell (const char **at,
           const char  *end,
           gboolean    *last)
{
  g_autoptr (GString) cell = g_string_new (NULL);
  gboolean quoted = *at < end && **at == '"';

  if (quoted)
    ++*at;
  for (; *at < end; ++*at)
    {
      if (quoted && **at == '"' && *at + 1 < end && (*at)[1] == '"')
        ++*at;
      else if (quoted && **at == '"')
        {
          quoted = FALSE;
          continue;
        }
      else if (!quoted && (**at == ',' || **at == '\n'))
        break;
      if (**at != '\r' || quoted)
        g_string_append_c (cell, **at);
    }
  *last = *at >= end || **at == '\n';
  if (*at < end)
    ++*at;
  return g_string_free (g_steal_pointer (&cell), FALSE);
}

static char **
read_row (const char **at,
          const char  *end)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean last = FALSE;

  while (!last)
    {
      g_autofree char *cell = read_cell (at, end, &last);

      g_strv_builder_add (builder, cell);
    }
  return g_strv_builder_end (builder);
}

static void
add_mistake (CwStandInJson *mistakes,
             guint          row,
             const char    *field,
             const char    *message)
{
  if (json_array_size (mistakes) < MISTAKES_MAX)
    json_array_append_new (mistakes, json_pack ("{s:i, s:s, s:s, s:{}}", "rowNumber", (int) row, "fieldName", field, "errorMessage", message, "params"));
}

/* "field: what is wrong", as the views complain */
static void
add_complaint (CwStandInJson *mistakes,
               guint          row,
               const char    *complaint)
{
  g_auto (GStrv) parts = g_strsplit (complaint, ": ", 2);

  add_mistake (mistakes, row, parts[1] != NULL ? parts[0] : "", parts[1] != NULL ? parts[1] : parts[0]);
}

static void
check_row (const CwStandInDesk *desk,
           const char          *operation,
           char               **cells,
           guint                row,
           CwStandInJson       *mistakes)
{
  g_autoptr (CwStandInJson) view = json_object ();
  g_autofree char *complaint = NULL;
  const char *number;
  gboolean known;

  if (g_strv_length (cells) > G_N_ELEMENTS (columns))
    {
      add_mistake (mistakes, row, "", "has too many columns");
      return;
    }
  for (guint i = 0; cells[i] != NULL; i++)
    {
      if (*cells[i] != '\0' && json_object_set_new (view, columns[i], json_string (cells[i])) != 0)
        add_mistake (mistakes, row, columns[i], "is not UTF-8");
    }
  number = cw_stand_in_get_text (view, "cardNumber");
  known = number != NULL && cw_stand_in_book_get (desk->book, CW_STAND_IN_CARD, number) != NULL;
  if (!g_str_equal (operation, "DELETE"))
    complaint = cw_stand_in_check_card (view);
  if (complaint != NULL)
    add_complaint (mistakes, row, complaint);
  if (known == g_str_equal (operation, "CREATE"))
    add_mistake (mistakes, row, "cardNumber", known ? "Card already exists" : "Card not found");
}

CwStandInAnswer *
cw_stand_in_route_csv (const CwStandInDesk    *desk,
                       const CwStandInRequest *request,
                       const char             *body)
{
  static const char *const operations[] = { "CREATE", "UPDATE", "DELETE", NULL };
  g_autofree char *operation = cw_stand_in_get_parameter (request, "operation");
  g_autoptr (CwStandInJson) mistakes = json_array ();
  const char *at;
  const char *end;
  gsize length;
  guint row = 0;

  if (!g_str_equal (request->method, "POST"))
    return cw_stand_in_answer_method ();
  if (operation == NULL || !g_strv_contains (operations, operation))
    return cw_stand_in_answer_bad ("operation: is not one of the allowed values");
  if (!cw_stand_in_read_multipart (request->content_type, body, request->content_length, &at, &length))
    return cw_stand_in_answer_bad ("file: a part of multipart/form-data is required");
  end = at + length;
  while (at < end)
    {
      g_auto (GStrv) cells = read_row (&at, end);
      gboolean names = ++row == 1 && g_str_equal (cells[0], columns[0]);

      if (!names && (cells[1] != NULL || *cells[0] != '\0'))
        check_row (desk, operation, cells, row, mistakes);
    }
  return cw_stand_in_answer_json (200, g_steal_pointer (&mistakes));
}
