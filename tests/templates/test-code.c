/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "tests/templates/codes.h"
#include "tests/templates/fixture.h"

/* Codes against their standards: module patterns, check digits, what each refuses, whole dots. */

/* The modules of a linear code, "1" dark. */
static char *
linear_pattern (const CwCode *code)
{
  int width = 0, height = 0;
  GString *pattern = g_string_new (NULL);

  cw_code_get_size (code, &width, &height);
  g_assert_cmpint (height, ==, 0);
  for (int x = 0; x < width; x++)
    g_string_append_c (pattern, cw_code_get_module (code, x, 0) ? '1' : '0');
  return g_string_free (pattern, FALSE);
}

/* Widths of bars and spaces in turn, a bar first. */
static void
append_widths (GString    *pattern,
               const char *widths)
{
  for (gsize i = 0; widths[i] != '\0'; i++)
    for (char n = '0'; n < widths[i]; n++)
      g_string_append_c (pattern, i % 2 == 0 ? '1' : '0');
}

/* GS1 General Specifications, 5.2.1: number sets A and C by digit, and which of A and B the left
 * half takes by the first digit; B is C read backwards. */
static char *
ean13_reference (const char *digits)
{
  static const char *const set_a[] = { "0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011" };
  static const char *const set_c[] = { "1110010", "1100110", "1101100", "1000010", "1011100", "1001110", "1010000", "1000100", "1001000", "1110100" };
  static const char *const sets[] = { "AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA" };
  GString *pattern = g_string_new ("101");

  for (int i = 0; i < 6; i++)
    {
      int digit = digits[i + 1] - '0';
      g_autofree char *set_b = g_strreverse (g_strdup (set_c[digit]));

      g_string_append (pattern, sets[digits[0] - '0'][i] == 'A' ? set_a[digit] : set_b);
    }
  g_string_append (pattern, "01010");
  for (int i = 7; i < 13; i++)
    g_string_append (pattern, set_c[digits[i] - '0']);
  g_string_append (pattern, "101");
  return g_string_free (pattern, FALSE);
}

static void
test_ean13 (void)
{
  static const char *const numbers[] = { "5901234123457", "4006381333931", "9780306406157", "0012345678905" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *short_number = g_strndup (numbers[i], 12);
      g_autoptr (CwCode) whole = codes_new (CW_SYMBOLOGY_EAN13, numbers[i]);
      g_autoptr (CwCode) computed = codes_new (CW_SYMBOLOGY_EAN13, short_number);
      g_autofree char *expected = ean13_reference (numbers[i]);
      g_autofree char *pattern = linear_pattern (whole);
      g_autofree char *pattern_computed = linear_pattern (computed);

      g_assert_cmpstr (pattern, ==, expected);
      g_assert_cmpstr (pattern_computed, ==, expected);
      g_assert_cmpstr (cw_code_get_content (computed), ==, numbers[i]);
      g_assert_cmpstr (cw_code_get_readable (computed), ==, numbers[i]);
    }
}

/* ISO/IEC 16388, table 1: nine elements, a bar first, three of them wide; zint draws a wide one two
 * modules wide. A narrow space between characters, "*" at both ends. */
static char *
code39_reference (const char *text)
{
  static const struct
  {
    char        character;
    const char *elements;
  } table[] = {
    { ' ', "nwwnnnwnn" },
    { '*', "nwnnwnwnn" },
    { '1', "wnnwnnnnw" },
    { '3', "wnwwnnnnn" },
    { '5', "wnnwwnnnn" },
    { '9', "nnwwnnwnn" },
    { 'A', "wnnnnwnnw" },
    { 'C', "wnwnnwnnn" },
    { 'D', "nnnnwwnnw" },
    { 'E', "wnnnwwnnn" },
    { 'H', "wnnnnwwnn" },
    { 'O', "wnnnwnnwn" },
    { 'Z', "nwwnwnnnn" },
  };
  g_autofree char *framed = g_strdup_printf ("*%s*", text);
  GString *pattern = g_string_new (NULL);

  for (const char *p = framed; *p != '\0'; p++)
    {
      const char *elements = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (table); i++)
        if (table[i].character == *p)
          elements = table[i].elements;
      g_assert_nonnull (elements);
      for (int i = 0; i < 9; i++)
        g_string_append (pattern, i % 2 == 0 ? elements[i] == 'w' ? "11" : "1" : elements[i] == 'w' ? "00"
                                                                                                      : "0");
      if (p[1] != '\0')
        g_string_append_c (pattern, '0');
    }
  return g_string_free (pattern, FALSE);
}

static void
test_code39 (void)
{
  CwCodeSpec checked = { .symbology = CW_SYMBOLOGY_CODE39, .check_digit = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCode) plain = codes_new (CW_SYMBOLOGY_CODE39, "CODE 39");
  g_autoptr (CwCode) digit = cw_code_new (&checked, "159AZ", &error);
  g_autofree char *plain_pattern = linear_pattern (plain);
  g_autofree char *digit_pattern = linear_pattern (digit);
  g_autofree char *plain_expected = code39_reference ("CODE 39");
  /* 1 + 5 + 9 + 10 + 35 = 60, and 60 modulo 43 is H's 17 */
  g_autofree char *digit_expected = code39_reference ("159AZH");

  g_assert_no_error (error);
  g_assert_cmpstr (plain_pattern, ==, plain_expected);
  g_assert_cmpstr (digit_pattern, ==, digit_expected);
  g_assert_cmpstr (cw_code_get_content (digit), ==, "159AZH");
}

/* ISO/IEC 16390, table 1: five elements a digit, two of them wide; the first digit of a pair is in
 * the bars, the second in the spaces; a wide element is three modules here. */
static char *
itf_reference (const char *digits)
{
  static const char *const table[] = { "11331", "31113", "13113", "33111", "11313", "31311", "13311", "11133", "31131", "13131" };
  GString *pattern = g_string_new ("1010");

  for (gsize i = 0; digits[i] != '\0'; i += 2)
    {
      char widths[11] = { 0 };
      g_autoptr (GString) pair = g_string_new (NULL);

      for (int j = 0; j < 5; j++)
        {
          widths[2 * j] = table[digits[i] - '0'][j];
          widths[2 * j + 1] = table[digits[i + 1] - '0'][j];
        }
      append_widths (pair, widths);
      g_string_append (pattern, pair->str);
    }
  g_string_append (pattern, "11101");
  return g_string_free (pattern, FALSE);
}

static void
test_itf (void)
{
  CwCodeSpec checked = { .symbology = CW_SYMBOLOGY_ITF, .check_digit = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCode) plain = codes_new (CW_SYMBOLOGY_ITF, "0123456789");
  g_autoptr (CwCode) digit = cw_code_new (&checked, "1540014128876", &error);
  g_autofree char *plain_pattern = linear_pattern (plain);
  g_autofree char *plain_expected = itf_reference ("0123456789");
  g_autofree char *digit_pattern = linear_pattern (digit);
  g_autofree char *digit_expected = itf_reference ("15400141288763");

  g_assert_no_error (error);
  g_assert_cmpstr (plain_pattern, ==, plain_expected);
  g_assert_cmpstr (digit_pattern, ==, digit_expected);
  g_assert_cmpstr (cw_code_get_readable (digit), ==, "15400141288763");
}

/* ISO/IEC 15417, table 1: start B, then P J J 1 2 3 C (values 48 42 42 17 18 19 35), check
 * (104 + 48 + 2 * 42 + 3 * 42 + 4 * 17 + 5 * 18 + 6 * 19 + 7 * 35) modulo 103 = 55, stop. */
static void
test_code128 (void)
{
  static const char *const widths[] = { "211214", "313121", "112133", "112133", "123221", "223211", "221132", "131321", "311321", "2331112" };
  static const char *const values[] = { "104 start B", "48 P", "42 J", "42 J", "17 1", "18 2", "19 3", "35 C", "55 check", "stop" };
  g_autoptr (CwCode) code = codes_new (CW_SYMBOLOGY_CODE128, "PJJ123C");
  g_autofree char *pattern = linear_pattern (code);
  g_autoptr (GString) expected = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      g_autoptr (GString) character = g_string_new (NULL);

      append_widths (character, widths[i]);
      g_assert_cmpuint (character->len, ==, i + 1 < G_N_ELEMENTS (widths) ? 11 : 13);
      if (strncmp (pattern + expected->len, character->str, character->len) != 0)
        g_error ("character %u, value %s: %s", i, values[i], pattern + expected->len);
      g_string_append (expected, character->str);
    }
  g_assert_cmpstr (pattern, ==, expected->str);
}

static void
assert_pattern (CwSymbology       symbology,
                const char       *text,
                const char *const rows[],
                int               n_rows)
{
  g_autoptr (CwCode) code = codes_new (symbology, text);
  int width = 0, height = 0;

  cw_code_get_size (code, &width, &height);
  g_assert_cmpint (height, ==, n_rows);
  g_assert_cmpint (width, ==, (int) strlen (rows[0]));
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      g_assert_cmpint (cw_code_get_module (code, x, y), ==, rows[y][x] == '1');
}

/* ISO/IEC 16022, annex O: "123456" is the codewords 142 164 186 and for errors 114 25 5 88 102; laid
 * out by annex F. ISO/IEC 24778, figure G.2: "Code 2D!", compact, one layer. */
static void
test_matrix_patterns (void)
{
  static const char *const data_matrix[] = {
    "1010101010",
    "1100101101",
    "1100000100",
    "1100011101",
    "1100001000",
    "1000001111",
    "1110110000",
    "1111011001",
    "1001110100",
    "1111111111",
  };
  static const char *const aztec[] = {
    "000110001100000",
    "000000110000010",
    "101100001000101",
    "011111111111100",
    "111100000001101",
    "000101111101100",
    "100101000101111",
    "001101010101001",
    "001101000101010",
    "010101111101001",
    "100100000001011",
    "100111111111101",
    "010001100010010",
    "011000011011010",
    "111001101100000",
  };

  assert_pattern (CW_SYMBOLOGY_DATAMATRIX, "123456", data_matrix, G_N_ELEMENTS (data_matrix));
  assert_pattern (CW_SYMBOLOGY_AZTEC, "Code 2D!", aztec, G_N_ELEMENTS (aztec));
}

static int
qr_width (int level,
          int version,
          int length)
{
  g_autofree char *text = g_strnfill ((gsize) length, 'x');
  CwCodeSpec spec = { .symbology = CW_SYMBOLOGY_QR, .level = level, .version = version };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCode) code = cw_code_new (&spec, text, &error);
  int width = 0, height = 0;

  if (code == NULL)
    {
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      return 0;
    }
  g_assert_no_error (error);
  cw_code_get_size (code, &width, &height);
  g_assert_cmpint (width, ==, height);
  return width;
}

/* ISO/IEC 18004, table 7: bytes in 8-bit mode at L M Q H; a symbol has 17 + 4 * version modules. */
static void
test_qr_versions (void)
{
  static const struct
  {
    int version;
    int bytes[4];
  } table[] = {
    { 1, { 17, 14, 11, 7 } },
    { 2, { 32, 26, 20, 14 } },
    { 4, { 78, 62, 46, 34 } },
    { 5, { 106, 84, 60, 44 } },
    { 10, { 271, 213, 151, 119 } },
    { 20, { 858, 666, 482, 382 } },
    { 25, { 1273, 997, 715, 535 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    for (int level = 0; level < 4; level++)
      {
        int most = MIN (table[i].bytes[level], CW_CODE_MAX_TEXT);
        int width = 17 + 4 * table[i].version;

        g_assert_cmpint (qr_width (level, table[i].version, 1), ==, width);
        g_assert_cmpint (qr_width (level, table[i].version, most), ==, width);
        g_assert_cmpint (qr_width (level, table[i].version, table[i].bytes[level] + 1), ==, 0);
        /* without a version: the ESC's, or the smallest larger one */
        if (most == table[i].bytes[level])
          g_assert_cmpint (qr_width (level, 0, most), ==, MAX (width, 33));
        if (most < CW_CODE_MAX_TEXT && table[i].version >= 4)
          g_assert_cmpint (qr_width (level, 0, most + 1), ==, width + 4);
      }
  g_assert_cmpint (qr_width (3, 0, CW_CODE_MAX_TEXT), >, 0);
  g_assert_cmpint (qr_width (3, 40, CW_CODE_MAX_TEXT), ==, 177);
}

/* What a symbology does not hold is refused with a sentence that says what. */
static void
test_refused (void)
{
  static const struct
  {
    CwCodeSpec  spec;
    const char *text;
    const char *says;
  } table[] = {
    { { CW_SYMBOLOGY_QR, 1, 0, FALSE }, "", "0 bytes" },
    { { CW_SYMBOLOGY_QR, 3, 1, FALSE }, "12345678", "version 1, level H" },
    { { CW_SYMBOLOGY_QR, 1, 0, FALSE }, "\xff", "UTF-8" },
    { { CW_SYMBOLOGY_CODE128, 0, 0, FALSE }, "", "0 bytes" },
    { { CW_SYMBOLOGY_CODE128, 0, 0, FALSE }, "R\xc4\xab" "ga", "Character 2" },
    { { CW_SYMBOLOGY_CODE128, 0, 0, FALSE }, "12\n", "Character 3" },
    { { CW_SYMBOLOGY_CODE39, 0, 0, FALSE }, "Card", "Character 2" },
    { { CW_SYMBOLOGY_CODE39, 0, 0, FALSE }, "A*B", "capital letters" },
    { { CW_SYMBOLOGY_ITF, 0, 0, FALSE }, "12345", "even number" },
    { { CW_SYMBOLOGY_ITF, 0, 0, TRUE }, "123456", "odd number" },
    { { CW_SYMBOLOGY_ITF, 0, 0, FALSE }, "12", "4 to 80" },
    { { CW_SYMBOLOGY_ITF, 0, 0, FALSE }, "12 456", "Character 3" },
    { { CW_SYMBOLOGY_ITF, 0, 0, FALSE }, "12\xd9\xa3" "45", "Character 3" },
    { { CW_SYMBOLOGY_EAN13, 0, 0, FALSE }, "5901234123450", "check digit is 7" },
    { { CW_SYMBOLOGY_EAN13, 0, 0, FALSE }, "59012341234", "12 to 13" },
    { { CW_SYMBOLOGY_EAN13, 0, 0, FALSE }, "59012341234570", "12 to 13" },
    { { CW_SYMBOLOGY_EAN13, 0, 0, FALSE }, "590123412345+", "Character 13" },
    { { CW_SYMBOLOGY_PDF417, -1, 0, FALSE }, "", "0 bytes" },
    { { CW_SYMBOLOGY_DATAMATRIX, 0, 0, FALSE }, "\xed\xa0\x80", "UTF-8" },
    { { CW_SYMBOLOGY_AZTEC, 0, 0, FALSE }, "\xc4", "UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_code_new (&table[i].spec, table[i].text, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      if (strstr (error->message, table[i].says) == NULL)
        g_error ("row %u: “%s” does not say “%s”", i, error->message, table[i].says);
    }
}

/* The longest text of each, and a byte more. */
static void
test_longest (void)
{
  static const struct
  {
    CwCodeSpec spec;
    int        most;
    char       character;
  } table[] = {
    { { CW_SYMBOLOGY_QR, 3, 0, FALSE }, 1000, 'x' },
    { { CW_SYMBOLOGY_CODE128, 0, 0, FALSE }, 60, 'x' },
    { { CW_SYMBOLOGY_CODE39, 0, 0, TRUE }, 40, 'X' },
    { { CW_SYMBOLOGY_ITF, 0, 0, FALSE }, 80, '7' },
    { { CW_SYMBOLOGY_PDF417, -1, 0, FALSE }, 1000, 'x' },
    { { CW_SYMBOLOGY_DATAMATRIX, 0, 0, FALSE }, 1000, 'x' },
    { { CW_SYMBOLOGY_AZTEC, 0, 0, FALSE }, 1000, 'x' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *longest = g_strnfill ((gsize) table[i].most, table[i].character);
      g_autofree char *longer = g_strnfill ((gsize) table[i].most + 1, table[i].character);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwCode) code = cw_code_new (&table[i].spec, longest, &error);

      g_assert_no_error (error);
      g_assert_nonnull (code);
      g_assert_null (cw_code_new (&table[i].spec, longer, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
    }
}

/* PDF417's security levels: more codewords, and what no longer fits is refused. */
static void
test_pdf417 (void)
{
  g_autofree char *longest = g_strnfill (1000, '\x7e');
  int areas[9] = { 0 };

  for (int level = 0; level <= 8; level++)
    {
      CwCodeSpec spec = { .symbology = CW_SYMBOLOGY_PDF417, .level = level };
      g_autoptr (GError) error = NULL;
      g_autoptr (CwCode) code = cw_code_new (&spec, "20260042", &error);
      int width = 0, height = 0;

      g_assert_no_error (error);
      cw_code_get_size (code, &width, &height);
      areas[level] = width * height;
      g_assert_cmpint (height % 3, ==, 0);
      for (int i = 0; i < width * height; i++)
        g_assert_cmpint (cw_code_get_module (code, i % width, i / width), ==, cw_code_get_module (code, i % width, i / width / 3 * 3));
      g_assert_null (level < 8 ? NULL : cw_code_new (&spec, longest, &error));
      if (level == 8)
        g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
    }
  /* 2 codewords for errors, 32 and 512 */
  g_assert_cmpint (areas[0] * 2, <, areas[4]);
  g_assert_cmpint (areas[4] * 4, <, areas[8]);
}

static void
test_quiet_zones (void)
{
  static const int zones[CODES_N_SYMBOLOGIES][4] = {
    { 4, 4, 4, 4 }, { 10, 0, 10, 0 }, { 10, 0, 10, 0 }, { 10, 0, 10, 0 }, { 11, 0, 7, 0 }, { 2, 2, 2, 2 }, { 1, 1, 1, 1 }, { 1, 1, 1, 1 }
  };

  for (int i = 0; i < CODES_N_SYMBOLOGIES; i++)
    {
      g_autoptr (CwCode) code = codes_new ((CwSymbology) i, i == CW_SYMBOLOGY_EAN13 ? "590123412345" : "123456");
      int left = 0, top = 0, right = 0, bottom = 0;

      cw_code_get_quiet (code, &left, &top, &right, &bottom);
      g_assert_cmpint (left, ==, zones[i][0]);
      g_assert_cmpint (top, ==, zones[i][1]);
      g_assert_cmpint (right, ==, zones[i][2]);
      g_assert_cmpint (bottom, ==, zones[i][3]);
      g_assert_cmpint (cw_code_is_linear (code), ==, zones[i][1] == 0);
      g_assert_cmpint (cw_code_get_readable (code) != NULL, ==, zones[i][1] == 0);
    }
}

static cairo_t *
canvas_new (double dpi)
{
  g_autoptr (cairo_surface_t) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1011, 638);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, dpi / 25.4, dpi / 25.4);
  return cr;
}

static gboolean
is_whole (double value)
{
  double apart = value - (double) (int) (value + 0.5);

  return apart > -1e-6 && apart < 1e-6;
}

/* Bars begin and end on dots wherever the box lies, and never leave it. */
static void
test_place_linear (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (CwCode) code = codes_new (CW_SYMBOLOGY_EAN13, "590123412345");

  for (guint i = 0; i < 1000; i++)
    {
      double dpi = i % 2 == 0 ? 300 : 600;
      g_autoptr (cairo_t) cr = canvas_new (dpi);
      CwFaceMedium medium = { .dpi = dpi };
      CwBox box = { g_rand_double_range (random, 0, 40), g_rand_double_range (random, 0, 40), g_rand_double_range (random, 5, 50), g_rand_double_range (random, 0.2, 20) };
      CwCodePlace place = cw_code_place_linear (cr, &box, code, &medium);
      double x = 11, y = 0, right = 113, bottom = 1, dot = 25.4 / dpi;

      if (place.dots == 0)
        {
          /* quiet zones included it has 113 modules */
          g_assert_cmpfloat (box.width, <, 113 * dot);
          continue;
        }
      g_assert_true (place.on_device);
      g_assert_cmpint (place.dots, ==, (int) (box.width / dot / 113 + 1e-6));
      cairo_matrix_transform_point (&place.matrix, &x, &y);
      cairo_matrix_transform_point (&place.matrix, &right, &bottom);
      g_assert_true (is_whole (x) && is_whole (y) && is_whole (bottom));
      g_assert_cmpfloat (bottom - y, <=, box.height / dot + 1e-6);
      g_assert_cmpfloat (bottom - y, >, box.height / dot - 1);
      g_assert_cmpfloat (y, >=, box.y / dot - 0.5 - 1e-6);
      g_assert_cmpfloat (right, <=, (box.x + box.width) / dot + 0.5 + 1e-6);
    }
}

/* A wanted module becomes the nearest whole number of dots, or nothing when the block is too large. */
static void
test_place_module (void)
{
  static const struct
  {
    double dpi;
    double module; /* mm */
    double side;   /* mm of the box */
    int    dots;
  } table[] = {
    { 300, 0, 20, 5 },
    { 300, 0.254, 20, 3 },
    { 300, 0.2, 20, 2 },
    { 300, 0.2117, 20, 3 },
    { 300, 0.01, 20, 1 },
    { 300, 0.254, 10.5, 3 },
    { 300, 0.254, 10.3, 0 },
    { 600, 0.254, 20, 6 },
    { 300, 0, 3, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (cairo_t) cr = canvas_new (table[i].dpi);
      CwFaceMedium medium = { .dpi = table[i].dpi };
      CwBox box = { 1, 1, table[i].side, table[i].side };
      CwCodePlace place = cw_code_place_module (cr, &box, CW_CODE_FULL, CW_CODE_FULL, CW_CODE_QUIET, CW_CODE_QUIET, table[i].module, &medium);

      if (place.dots != table[i].dots)
        g_error ("row %u: %d dots", i, place.dots);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/code/ean13", test_ean13);
  g_test_add_func ("/templates/code/code39", test_code39);
  g_test_add_func ("/templates/code/itf", test_itf);
  g_test_add_func ("/templates/code/code128", test_code128);
  g_test_add_func ("/templates/code/matrix-patterns", test_matrix_patterns);
  g_test_add_func ("/templates/code/qr-versions", test_qr_versions);
  g_test_add_func ("/templates/code/refused", test_refused);
  g_test_add_func ("/templates/code/longest", test_longest);
  g_test_add_func ("/templates/code/pdf417", test_pdf417);
  g_test_add_func ("/templates/code/quiet-zones", test_quiet_zones);
  g_test_add_func ("/templates/code/place-linear", test_place_linear);
  g_test_add_func ("/templates/code/place-module", test_place_module);
  return g_test_run ();
}
