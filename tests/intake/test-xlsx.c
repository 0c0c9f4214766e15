/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <zip.h>

#include "app/base/error.h"
#include "app/intake/xlsx.h"

#define BOOK "<workbook xmlns:r='r'><workbookPr%s/><sheets><sheet name='Rudens' sheetId='1' r:id='rId1'/><sheet name='Tukša' sheetId='2' r:id='rId2'/></sheets></workbook>"
#define RELS "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/><Relationship Id='rId2' Target='/xl/worksheets/sheet2.xml'/></Relationships>"
#define STYLES "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='&quot;day &quot;yyyy\\-mm\\-dd'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/></cellXfs></styleSheet>"
#define SHARED "<sst><si><t>number</t></si><si><t>until</t></si><si><r><t>Šķē</t></r><r><t>le</t></r><rPh><t>x</t></rPh></si></sst>"
#define HEAD "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='D1' t='inlineStr'><is><t>name</t></is></c></row>"
#define TAIL "</sheetData></worksheet>"

static char *
write_book (const char *sheet,
            gboolean    epoch_1904)
{
  g_autofree char *book = g_strdup_printf (BOOK, epoch_1904 ? " date1904='1'" : "");
  const char *const parts[][2] = {
    { "xl/workbook.xml", book }, { "xl/_rels/workbook.xml.rels", RELS }, { "xl/styles.xml", STYLES },
    { "xl/sharedStrings.xml", SHARED }, { "xl/worksheets/sheet1.xml", sheet }, { "xl/worksheets/sheet2.xml", "<worksheet/>" },
  };
  char *path = NULL;
  int file = g_file_open_tmp ("book-XXXXXX.xlsx", &path, NULL);
  zip_t *zip;

  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  zip = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_cmpint (zip_file_add (zip, parts[i][0], zip_source_buffer (zip, parts[i][1], strlen (parts[i][1]), 0), 0), >=, 0);
  g_assert_cmpint (zip_close (zip), ==, 0);
  return path;
}

static void
test_cells (void)
{
  g_autofree char *path = write_book (HEAD "<row r='3'><c r='A3'><v>2.3001E4</v></c><c r='B3' s='1'><v>45535</v></c><c r='D3' t='s'><v>2</v></c></row>"
                                      "<row><c r='B4' s='2'><v>45535.5</v></c><c t='str'><f>x</f><v>a &amp; b</v></c><c><v>007</v></c></row>" TAIL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) source = cw_source_open_file (path, NULL, &error);
  g_auto (GStrv) sheets = cw_source_list_sheets (path, NULL);
  CwSourceLine line;
  gboolean more;

  g_assert_no_error (error);
  g_assert_cmpuint (cw_source_count_columns (source), ==, 4);
  g_assert_cmpstr (cw_source_get_columns (source)[2], ==, "Column C");
  g_assert_true (cw_source_next (source, &line, &more, NULL, NULL) && more);
  g_assert_cmpuint (line.line, ==, 3);
  g_assert_cmpstr (line.cells[0], ==, "23001");
  g_assert_cmpstr (line.cells[1], ==, "2024-08-31");
  g_assert_cmpstr (line.cells[3], ==, "Šķēle");
  g_assert_true (cw_source_next (source, &line, &more, NULL, NULL) && more);
  g_assert_cmpuint (line.line, ==, 4);
  g_assert_cmpstr (line.cells[0], ==, "");
  g_assert_cmpstr (line.cells[1], ==, "2024-08-31");
  g_assert_cmpstr (line.cells[2], ==, "a & b");
  g_assert_cmpstr (line.cells[3], ==, "007");
  g_assert_true (cw_source_next (source, &line, &more, NULL, NULL));
  g_assert_false (more);
  g_assert_cmpstr (sheets[1], ==, "Tukša");
  g_unlink (path);
}

static void
test_epoch (void)
{
  g_autofree char *path = write_book (HEAD "<row r='2'><c r='A2' s='1'><v>1</v></c></row>" TAIL, TRUE);
  g_autoptr (CwSource) source = cw_source_open_file (path, NULL, NULL);
  CwSourceLine line;
  gboolean more;

  g_assert_true (cw_source_next (source, &line, &more, NULL, NULL) && more);
  g_assert_cmpstr (line.cells[0], ==, "1904-01-02");
  g_unlink (path);
}

static void
test_refused (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  const char *sheets[] = { HEAD "<row r='2'>", HEAD "<row r='2'><c t='s'><v>99</v></c></row>" TAIL, NULL };

  for (guint i = 0; i < 200; i++)
    g_string_append (deep, "<a>");
  sheets[2] = deep->str;
  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      g_autofree char *path = write_book (sheets[i], FALSE);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSource) source = cw_source_open_file (path, NULL, &error);
      CwSourceLine line;
      gboolean more = source != NULL;

      while (more && cw_source_next (source, &line, &more, NULL, &error))
        continue;
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_unlink (path);
    }
}

static void
test_sheets (void)
{
  g_autofree char *path = write_book (HEAD TAIL, FALSE);
  const CwSourceReading empty = { .sheet = "Tukša" };
  const CwSourceReading none = { .sheet = "Pavasaris" };
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_source_open_file (path, &empty, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (cw_source_open_file (path, &none, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_unlink (path);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intake/xlsx/cells", test_cells);
  g_test_add_func ("/intake/xlsx/epoch", test_epoch);
  g_test_add_func ("/intake/xlsx/refused", test_refused);
  g_test_add_func ("/intake/xlsx/sheets", test_sheets);
  return g_test_run ();
}
