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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/code/ean13", test_ean13);
  g_test_add_func ("/templates/code/code39", test_code39);
  g_test_add_func ("/templates/code/itf", test_itf);
  g_test_add_func ("/templates/code/code128", test_code128);
  return g_test_run ();
}
