/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "app/intake/csv.h"

static CwSource *
open_text (const char            *text,
           gssize                 length,
           const CwSourceReading *reading,
           GError               **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, length, NULL);

  return cw_csv_open (stream, reading, error);
}

static void
expect_row (CwSource   *source,
            guint       number,
            const char *first,
            ...)
{
  g_autoptr (GError) error = NULL;
  CwSourceLine line;
  gboolean more;
  va_list cells;
  guint i = 0;

  g_assert_true (cw_source_next (source, &line, &more, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (more);
  g_assert_cmpuint (line.line, ==, number);
  va_start (cells, first);
  for (const char *cell = first; cell != NULL; cell = va_arg (cells, const char *))
    g_assert_cmpstr (line.cells[i++], ==, cell);
  va_end (cells);
  g_assert_cmpuint (line.n_cells, ==, i);
}

static void
expect_end (CwSource *source)
{
  CwSourceLine line;
  gboolean more;

  g_assert_true (cw_source_next (source, &line, &more, NULL, NULL));
  g_assert_false (more);
}

static void
test_quotes (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) source = open_text ("a,b\r\n\"1,\"\"2\"\"\r\n3\",x\r\n\r\n,\r\n4,\n5", -1, NULL, &error);

  g_assert_no_error (error);
  expect_row (source, 2, "1,\"2\"\n3", "x", NULL);
  expect_row (source, 6, "4", "", NULL);
  expect_row (source, 7, "5", "", NULL);
  expect_end (source);
}

static void
test_sniffed (void)
{
  static const struct
  {
    const char *text;
    char        delimiter;
  } cases[] = {
    { "a;b,c;d\n1;2;3\n", ';' }, { "a,b\n1,2\n", ',' }, { "a\tb\n1\t2\n", '\t' }, { "\"a;b;c\",d\n1,2\n", ',' },
    { "sep=\t\r\na,b\tc\n1\t2\n", '\t' }, { "\xef\xbb\xbf" "a;b\n1;2\n", ';' }, { "a\n1\n", ',' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSource) source = open_text (cases[i].text, -1, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (cw_csv_get_delimiter (CW_CSV (source)), ==, cases[i].delimiter);
      g_assert_cmpint (cw_source_get_columns (source)[0][0], ==, 'a');
    }
}

static void
test_encodings (void)
{
  const char utf16[] = "\xff\xfe" "a\0;\0b\0\n\0" "1\0;\0" "\x60\x01\n\0";
  g_autoptr (CwSource) old = open_text ("v\xe2rds;x\n\xd0\xed;\xf0\n", -1, NULL, NULL);
  g_autoptr (CwSource) new = open_text ("vārds;x\nŠķ;š\n", -1, NULL, NULL);
  g_autoptr (CwSource) wide = open_text (utf16, sizeof utf16 - 1, NULL, NULL);
  const CwSourceReading forced = { .encoding = "UTF-8" };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) wrong = open_text ("a;b\n1;\xf0\n", -1, &forced, &error);
  CwSourceLine line;
  gboolean more;

  g_assert_cmpstr (cw_csv_get_encoding (CW_CSV (old)), ==, "WINDOWS-1257");
  g_assert_cmpstr (cw_source_get_columns (old)[0], ==, "vārds");
  expect_row (old, 2, "Šķ", "š", NULL);
  g_assert_cmpstr (cw_csv_get_encoding (CW_CSV (new)), ==, "UTF-8");
  expect_row (new, 2, "Šķ", "š", NULL);
  expect_row (wide, 2, "1", "Š", NULL);
  g_assert_no_error (error);
  g_assert_false (cw_source_next (wrong, &line, &more, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "Line 2, column “b”"));
}

/* A character that lies over the end of a block of 64 KiB is not taken for a broken one. */
static void
test_block_border (void)
{
  for (guint shift = 0; shift < 3; shift++)
    {
      g_autoptr (GString) text = g_string_new ("a\n");
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSource) source = NULL;

      for (guint i = 0; i < shift; i++)
        g_string_append_c (text, 'x');
      while (text->len < 200000)
        g_string_append (text, text->len % 100 < 50 ? "\n€" : "€€€€€€€€€€€€€€€€€");
      source = open_text (text->str, (gssize) text->len, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (cw_csv_get_encoding (CW_CSV (source)), ==, "UTF-8");
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *says;
  } cases[] = {
    { "", "headings" },
    { ",,,\n", "headings" },
    { "a,b\n1,\"2\n", "Line 2, column “b”" },
    { "a,b\n\"1\"x,2\n", "Line 2, column “a”" },
    { "a,b\n1,2\n1,2,3\n", "Line 3 has 3 cells" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSource) source = open_text (cases[i].text, -1, NULL, &error);
      CwSourceLine line;
      gboolean more = source != NULL;

      while (more && cw_source_next (source, &line, &more, NULL, &error))
        continue;
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_bounds (void)
{
  g_autoptr (GString) wide = g_string_new ("h0");
  g_autoptr (GString) large = g_string_new ("a,b\n1,");
  g_autoptr (GError) error = NULL;
  CwSource *source;
  g_autoptr (CwSource) second = NULL;
  CwSourceLine line;
  gboolean more;

  for (guint i = 1; i <= CW_SOURCE_MAX_COLUMNS; i++)
    g_string_append_printf (wide, ",h%u", i);
  source = open_text (wide->str, (gssize) wide->len, NULL, &error);
  g_assert_null (source);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);

  for (guint i = 0; i <= CW_SOURCE_MAX_CELL; i++)
    g_string_append_c (large, 'x');
  second = open_text (large->str, (gssize) large->len, NULL, NULL);
  g_assert_false (cw_source_next (second, &line, &more, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "64 KiB"));
}

static void
test_columns (void)
{
  g_autoptr (CwSource) source = open_text ("name, name ,,\"two\nlines\"\n1,2,3,4\n", -1, NULL, NULL);
  const char *const *columns = cw_source_get_columns (source);
  g_autofree char *far = cw_source_name_place (27);

  g_assert_cmpstr (columns[0], ==, "name");
  g_assert_cmpstr (columns[1], ==, "name (2)");
  g_assert_cmpstr (columns[2], ==, "Column C");
  g_assert_cmpstr (columns[3], ==, "two lines");
  g_assert_cmpstr (far, ==, "AB");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intake/csv/quotes", test_quotes);
  g_test_add_func ("/intake/csv/sniffed", test_sniffed);
  g_test_add_func ("/intake/csv/encodings", test_encodings);
  g_test_add_func ("/intake/csv/block-border", test_block_border);
  g_test_add_func ("/intake/csv/refused", test_refused);
  g_test_add_func ("/intake/csv/bounds", test_bounds);
  g_test_add_func ("/intake/csv/columns", test_columns);
  return g_test_run ();
}
